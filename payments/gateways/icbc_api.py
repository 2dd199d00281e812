"""Signed conversation with ICBC: every request is signed, every answer is verified.

An answer that is not signed says nothing, not even no.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from payments.gateways.base import GatewayError, Malformed
from payments.gateways.http import HttpAnswer, HttpClient
from payments.gateways.icbc_config import IcbcConfig
from payments.gateways.icbc_messages import DONE, code_of, is_the_gateways, signed_parameters
from payments.gateways.reading import raw_members, read_object, read_text, text_of

# Refusals that stay what they are.  Of any other code nobody knows: ask again.
FINAL_CODES = frozenset(
    {
        *("400011", "400016", "400017", "400019"),  # parameters, keys, signature, permission
        *("500018", "500020"),  # no such call, not for us
        *("00005019", "00070030", "00070037", "62867007", "80000001", "92200001"),
    }
)


class DeclinedError(GatewayError):
    """A signed answer that says no, with ICBC's code for the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"ICBC answered {code}: {message[:200]}", permanent=code in FINAL_CODES)
        self.code = code


class IcbcApi:
    """One application's line to ICBC."""

    def __init__(
        self,
        config: IcbcConfig,
        *,
        clock: Callable[[], datetime],
        message_id: Callable[[], str],
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._message_id = message_id
        self._http = HttpClient(config.base_url, transport=transport)

    def signed(self, path: str, content: Mapping[str, Any]) -> dict[str, str]:
        """The parameters of one call, good for some minutes."""
        return signed_parameters(
            self._config, path, content, now=self._clock(), message_id=self._message_id()
        )

    def call(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """What a verified answer says.  Raises DeclinedError for a no, else GatewayError."""
        answer = self._http.send(
            "POST",
            path,
            headers={
                "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "APIGW-VERSION": "v2_20190522",
                "User-Agent": "Ruxue",
            },
            body=urlencode(self.signed(path, content)).encode(),
        )
        try:
            said = self._verified(answer)
            code = code_of(said)
            if code == DONE:
                return said
            message = text_of(said, "return_msg", default="")
        except Malformed as error:
            raise GatewayError(f"ICBC's answer cannot be read: {error}") from error
        raise DeclinedError(code, message)

    def _verified(self, answer: HttpAnswer) -> dict[str, Any]:
        members = raw_members(answer.body)
        said = members.get("response_biz_content", "")
        signature = read_text(members.get("sign", '""'))
        # Parsed and written again, the text would be another one.
        if not (answer.is_success and is_the_gateways(self._config, said, signature)):
            raise GatewayError(f"ICBC answered {answer.status}, not to be believed.")
        return read_object(said)
