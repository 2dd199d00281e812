"""Alipay's daily statement: a ZIP of two files whose names and words are GBK."""

import secrets
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from payments.simulator.alipay_words import SUCCESS, Declined, yuan
from payments.simulator.exchange import BEIJING, Answer
from payments.simulator.signed_forms import written
from payments.simulator.store import Return, Trade
from payments.simulator.till import Till

GOOD_FOR = timedelta(seconds=30)
COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,"
    "商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,"
    "退款批次号/请求号,服务费（元）,分润（元）,备注"
)
RULE = "-" * 41


class Bills:
    """Statements, announced by an address that is good for half a minute."""

    def __init__(self, till: Till, address: str) -> None:
        self._till = till
        self._address = address
        self._waiting: dict[str, tuple[datetime, bytes]] = {}

    def announce(self, content: dict[str, Any]) -> dict[str, Any]:
        """Make the statement of a day and say where it lies."""
        try:
            day = date.fromisoformat(str(content.get("bill_date")))
        except ValueError as error:
            raise Declined("40004", "isv.invalid-arguments", "bill_date is no day.") from error
        if content.get("bill_type") != "trade":
            raise Declined("40004", "isv.invalid-arguments", "The simulator knows bill_type trade.")
        data = statement(self._till, day)
        token = secrets.token_urlsafe(32)
        self._waiting[token] = (self._till.clock() + GOOD_FOR, data)
        return SUCCESS | {"bill_download_url": f"{self._address}?token={token}"}

    def fetch(self, token: str) -> Answer:
        """A statement that was announced less than half a minute ago."""
        until, data = self._waiting.get(token, (None, b""))
        if until is None or self._till.clock() > until:
            return Answer(403, b"expired", "text/plain")
        return Answer(200, data, "application/zip")


def statement(till: Till, day: date) -> bytes:
    """Payments and refunds of a day in Beijing that is over, with their totals."""
    with till.store.reading():
        ours = [trade for trade in till.store.trades.values() if trade.channel == "alipay"]
        paid = [trade for trade in ours if _is_on(trade.paid_at, day)]
        back = [
            (trade, made)
            for trade in ours
            for made in till.store.returns_of(trade)
            if _is_on(made.created_at, day)
        ]
    if not (paid or back) or day >= till.clock().astimezone(BEIJING).date():
        raise Declined("40004", "isp.bill_not_exist", "账单不存在")
    rows = [_payment(trade) for trade in paid] + [_refund(trade, made) for trade, made in back]
    received, returned = sum(t.paid_fen for t in paid), -sum(made.fen for _, made in back)
    account = f"{till.ring.alipay.merchant}0156"
    lines = [
        "#支付宝业务明细查询",
        f"#账号：[{account}]",
        f"#起始日期：[{day:%Y年%m月%d日} 00:00:00]",
        f"#{RULE}业务明细列表{RULE}",
        COLUMNS,
        *rows,
        f"#{RULE}业务明细列表结束{RULE}",
        f"#交易合计：{len(paid)}笔，商家实收共{yuan(received)}元，商家优惠共0.00元",
        f"#退款合计：{len(back)}笔，商家实收退款共{yuan(returned)}元，商家优惠退款共0.00元",
        f"#导出时间：[{written(till.clock())}]",
    ]
    return _packed(f"{account}_{day:%Y%m%d}", "\r\n".join(lines) + "\r\n")


def _packed(name: str, listing: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, text in (("业务明细", listing), ("业务明细(汇总)", "#支付宝业务汇总查询\r\n")):
            # The bytes of GBK under a name that says it is not UTF-8, as Alipay packs it.
            member = zipfile.ZipInfo(f"{name}_{title}.csv".encode("gbk").decode("cp437"))
            archive.writestr(member, text.encode("gbk"))
    return packed.getvalue()


def _payment(trade: Trade) -> str:
    return _row(trade, "交易", trade.paid_at, trade.paid_fen)


def _refund(trade: Trade, made: Return) -> str:
    return _row(trade, "退款", made.created_at, -made.fen, made.number)


def _row(trade: Trade, kind: str, at: str, fen: int, refund_number: str = "") -> str:
    time, amount = written(datetime.fromisoformat(at)), yuan(fen)
    fields = [
        *(f"{trade.transaction_id}\t", f"{trade.number}\t", kind, trade.title, time, time),
        *("\t", "\t", "\t", "\t", "*生(sim***@example.com)\t", amount, amount),
        *("0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00"),
        *(f"{refund_number}\t", "0.00", "0.00", ""),
    ]
    return ",".join(fields)


def _is_on(at: str, day: date) -> bool:
    return bool(at) and datetime.fromisoformat(at).astimezone(BEIJING).date() == day
