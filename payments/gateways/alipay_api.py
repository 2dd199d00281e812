"""Signed conversation with Alipay: every request is signed, every answer is verified.

An answer that is not signed says nothing, not even no.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from payments.gateways.alipay_config import AlipayConfig
from payments.gateways.alipay_messages import signed_parameters
from payments.gateways.base import GatewayError, Malformed
from payments.gateways.http import HttpAnswer, HttpClient, is_loopback
from payments.gateways.reading import raw_members, read_object, read_text, text_of
from payments.gateways.signing import is_signed

PATH = "/gateway.do"
DONE = "10000"
# Refusals that may be over when we ask again; every other one is final.
PASSING_CODES = frozenset({"20000", "40005"})  # not available, too many calls
PASSING_SUB_CODES = frozenset(
    {
        "ACQ.SYSTEM_ERROR",
        "ACQ.SELLER_BALANCE_NOT_ENOUGH",
        "ACQ.REFUND_CHARGE_ERROR",
        "isp.unknow-error",  # their spelling
    }
)


class DeclinedError(GatewayError):
    """A signed answer that says no, with Alipay's word for the reason."""

    def __init__(self, code: str, sub_code: str, message: str) -> None:
        passing = code in PASSING_CODES or sub_code in PASSING_SUB_CODES
        super().__init__(
            f"Alipay answered {code} {sub_code}: {message[:200]}", permanent=not passing
        )
        self.sub_code = sub_code


class AlipayApi:
    """One application's line to Alipay."""

    def __init__(
        self,
        config: AlipayConfig,
        *,
        clock: Callable[[], datetime],
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._transport = transport
        self._http = HttpClient(config.base_url, transport=transport)

    def call(
        self, method: str, content: Mapping[str, Any], *, notify_url: str = ""
    ) -> dict[str, Any]:
        """What a verified answer says.  Raises DeclinedError for a no, else GatewayError."""
        parameters = signed_parameters(
            self._config, method, content, now=self._clock(), notify_url=notify_url
        )
        # Alipay reads the charset from the address before it reads the body.
        body = urlencode({"biz_content": parameters.pop("biz_content")}).encode()
        answer = self._http.send(
            "POST",
            f"{PATH}?{urlencode(parameters)}",
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "User-Agent": "Ruxue",
            },
            body=body,
        )
        try:
            said = self._verified(answer, f"{method.replace('.', '_')}_response")
            code = text_of(said, "code")
            if code == DONE:
                return said
            sub_code = text_of(said, "sub_code", default="")
            message = text_of(said, "sub_msg", default="") or text_of(said, "msg", default="")
        except Malformed as error:
            raise GatewayError(f"Alipay's answer cannot be read: {error}") from error
        raise DeclinedError(code, sub_code, message)

    def download(self, url: str, *, limit: int) -> bytes:
        """Fetch a statement.  The address was signed; the file itself is not."""
        parts = urlsplit(url)
        known = self._config.statement_hosts | {urlsplit(self._config.base_url).hostname}
        safe = parts.scheme == "https" or is_loopback(url)
        if parts.hostname not in known or parts.username or not safe:
            raise GatewayError("The statement lies on another host.")
        host = HttpClient(f"{parts.scheme}://{parts.netloc}", transport=self._transport)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = host.send("GET", target, headers={"User-Agent": "Ruxue"}, limit=limit)
        if not answer.is_success:
            raise GatewayError(f"The statement could not be fetched: {answer.status}.")
        return answer.body

    def _verified(self, answer: HttpAnswer, name: str) -> dict[str, Any]:
        members = raw_members(answer.body)
        said = members.get(name) or members.get("error_response", "")
        signature = read_text(members.get("sign", '""'))
        # Parsed and written again, the text would be another one.
        signed = is_signed(self._config.alipay_key, said.encode(), signature)
        if not (answer.is_success and signed):
            raise GatewayError(f"Alipay answered {answer.status}, not to be believed.")
        return read_object(said)
