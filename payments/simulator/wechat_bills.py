"""The daily trade statement of WeChat Pay and the address it is fetched from."""

import gzip
import hashlib
import secrets
from datetime import date, datetime, timedelta

from payments.simulator.exchange import BEIJING, ApiError
from payments.simulator.store import Order, Refund
from payments.simulator.till import Till

COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,"
    "退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMMARY = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
GOOD_FOR = timedelta(seconds=30)


class Bills:
    """Statements that were asked for and may be fetched for half a minute."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._waiting: dict[str, tuple[datetime, bytes]] = {}

    def announce(self, query: dict[str, str]) -> dict[str, str]:
        """Make the statement of a day and say where it lies."""
        try:
            day = date.fromisoformat(query.get("bill_date", ""))
        except ValueError as error:
            raise ApiError(400, "PARAM_ERROR", "bill_date must be yyyy-MM-dd.") from error
        if query.get("bill_type", "ALL") != "ALL" or query.get("tar_type") != "GZIP":
            raise ApiError(400, "PARAM_ERROR", "The simulator knows bill_type ALL, tar_type GZIP.")
        data = statement(self._till, day)
        now, token = self._till.clock(), secrets.token_urlsafe(32)
        self._waiting[token] = (now + GOOD_FOR, gzip.compress(data))
        return {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
            "download_url": f"{self._till.url}/v3/billdownload/file?token={token}",
        }

    def fetch(self, token: str) -> bytes:
        """A statement that was announced less than half a minute ago."""
        until, packed = self._waiting.get(token, (None, b""))
        if until is None or self._till.clock() > until:
            raise ApiError(400, "INVALID_REQUEST", "The download address is not valid any more.")
        return packed


def statement(till: Till, day: date) -> bytes:
    """Payments and refunds of a day in Beijing that is over, with their totals."""
    with till.store.reading():
        payments = [order for order in till.store.orders.values() if _is_on(order.paid_at, day)]
        refunds = [found for found in till.store.refunds.values() if _is_on(found.created_at, day)]
        rows = [_payment(till, order) for order in payments]
        rows += [_refund(till, till.store.orders[refund.order], refund) for refund in refunds]
    if not rows or day >= till.clock().astimezone(BEIJING).date():
        raise ApiError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    paid = _yuan(sum(order.paid_fen for order in payments))
    given = _yuan(sum(refund.fen for refund in refunds))
    totals = _line([str(len(rows)), paid, given, "0.00", "0.00000", paid, given])
    return ("\ufeff" + "\r\n".join([COLUMNS, *rows, SUMMARY, totals]) + "\r\n").encode()


def _payment(till: Till, order: Order) -> str:
    paid = _yuan(order.paid_fen)
    return _line(
        [
            *_head(till, order, order.paid_at, "SUCCESS"),
            *(paid, "0.00", "0", "0", "0.00", "0.00", "", ""),
            *(order.title, "", "0.00000", "0.60%", paid, "0.00", ""),
        ]
    )


def _refund(till: Till, order: Order, refund: Refund) -> str:
    given = _yuan(refund.fen)
    return _line(
        [
            *_head(till, order, refund.created_at, "REFUND"),
            *("0.00", "0.00", refund.refund_id, refund.number, given, "0.00"),
            *("ORIGINAL", refund.state),
            *(order.title, "", "0.00000", "0.60%", "0.00", given, ""),
        ]
    )


def _head(till: Till, order: Order, at: str, state: str) -> list[str]:
    """The first twelve columns."""
    time = datetime.fromisoformat(at).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return [
        *(time, till.ring.appid, till.ring.mchid, "0", ""),
        *(order.transaction_id, order.number, "oSIMULATOR0000000000000000001"),
        *("NATIVE", state, "OTHERS", "CNY"),
    ]


def _line(fields: list[str]) -> str:
    return ",".join(f"`{field}" for field in fields)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _is_on(at: str, day: date) -> bool:
    return bool(at) and datetime.fromisoformat(at).astimezone(BEIJING).date() == day
