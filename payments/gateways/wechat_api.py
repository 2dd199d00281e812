"""Signed conversation with WeChat Pay: every request is signed, every answer is verified.

An answer that is not signed says nothing, not even no.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx

from payments.gateways.base import GatewayError, Refused
from payments.gateways.http import HttpClient
from payments.gateways.reading import read_object, text_of
from payments.gateways.wechat_config import BASE_URL, WeChatConfig
from payments.gateways.wechat_messages import authorization, check_signature

# Refusals that may be over when we ask again; every other 4xx is final.
PASSING_CODES = frozenset(
    {
        "BIZERR_NEED_RETRY",
        "FREQUENCY_LIMITED",
        "FREQUENCY_LIMIT_EXCEED",
        "NOT_ENOUGH",
        "RATELIMIT_EXCEEDED",
        "SYSTEM_ERROR",
        "SYSTEMERROR",
    }
)


class DeclinedError(GatewayError):
    """A signed answer that says no, with WeChat's word for the reason."""

    def __init__(self, status: int, code: str, message: str) -> None:
        passing = status >= 500 or status == 429 or code in PASSING_CODES
        super().__init__(
            f"WeChat Pay answered {status} {code}: {message[:200]}", permanent=not passing
        )
        self.code = code


def random_nonce() -> str:
    """32 random letters."""
    return secrets.token_hex(16)


class WeChatApi:
    """One merchant's line to WeChat Pay."""

    def __init__(
        self,
        config: WeChatConfig,
        *,
        clock: Callable[[], datetime],
        nonce: Callable[[], str],
        transport: httpx.BaseTransport | None,
    ) -> None:
        self._config = config
        self._clock = clock
        self._nonce = nonce
        self._http = HttpClient(config.base_url, transport=transport)

    def call(
        self, method: str, target: str, content: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """What a verified answer says.  Raises DeclinedError for a no, else GatewayError."""
        # Serialised once: the bytes that are signed are the bytes that travel.
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        headers = self._headers(method, target, body)
        answer = self._http.send(method, target, headers=headers, body=body)
        keys = self._config.platform_keys
        try:
            check_signature(keys, answer.headers, answer.body, now=self._clock())
            said = read_object(answer.body) if answer.body else {}
            if answer.is_success:
                return said
            code, message = text_of(said, "code"), text_of(said, "message", default="")
        except Refused as error:
            raise GatewayError(
                f"WeChat Pay answered {answer.status}, not to be believed: {error}"
            ) from error
        raise DeclinedError(answer.status, code, message)

    def download(self, url: str, *, limit: int) -> bytes:
        """Fetch a file.  Files alone come unsigned: compare with the digest that was signed."""
        # A merchant who speaks to their second host is still told the address at the first.
        known = (host for host in (self._config.base_url, BASE_URL) if url.startswith(f"{host}/"))
        if (host := next(known, None)) is None:
            raise GatewayError("The file lies on another host.")
        target = url.removeprefix(host)
        answer = self._http.send(
            "GET", target, headers=self._headers("GET", target, b""), limit=limit
        )
        if not answer.is_success:
            raise GatewayError(f"The file could not be fetched: {answer.status}.")
        return answer.body

    def _headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        headers = {
            "Authorization": authorization(
                self._config, method, target, body, now=self._clock(), nonce=self._nonce()
            ),
            "Accept": "application/json",
            "User-Agent": "Ruxue",
            "Wechatpay-Serial": self._config.answer_serial,
        }
        return headers | {"Content-Type": "application/json"} if body else headers
