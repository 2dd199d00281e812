"""The pages of Alipay and ICBC on which people pay, and the same things without a page."""

from collections.abc import Callable
from datetime import date
from html import escape

from payments.simulator import alipay_words, icbc_bills, trades
from payments.simulator.exchange import Answer, ApiError, Request
from payments.simulator.pages import (
    ODD,
    both,
    delivery_line,
    missing,
    odd_button,
    page,
    place_of,
    yuan,
)
from payments.simulator.store import Delivery, Trade, key_of
from payments.simulator.till import Till

PAID = "PAID"
POSSIBLE = {
    "WAITING": {"pay", "lose", "cancel"},
    "CLOSED": {"late"},
    "EXPIRED": {"late"},
    "PAID": {"twice"},
}
TITLES = {"alipay": ("Pretend Alipay", "模拟支付宝"), "icbc": ("Pretend ICBC", "模拟工商银行")}
STATES = {
    "PAID": ("Paid", "已支付"),
    "CLOSED": ("Cancelled. Nothing was charged.", "已取消，没有扣款。"),
    "EXPIRED": ("The time to pay has passed. Nothing was charged.", "支付时间已过，没有扣款。"),
}


class Cashier:
    """Everything about trades that is not the merchant interface."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._pages: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/cashier"): self._show,
            ("POST", "/cashier"): self._press,
            ("GET", "/icbc/statement"): self._statement,
        }
        for channel in TITLES:
            self._pages["POST", f"/{channel}/pay"] = self._pay
            self._pages["POST", f"/{channel}/notify"] = self._notify

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        wanted = self._pages.get((request.method, request.path))
        if wanted is None:
            return Answer.of({"code": "NOT_FOUND", "message": "There is no such page."}, 404)
        try:
            return wanted(request)
        except trades.Refusal as no:
            if request.path == "/cashier":
                return missing()
            status = 404 if no.reason == "missing" else 409
            return Answer.of({"code": no.reason.upper(), "message": "This cannot be done."}, status)
        except ApiError as error:
            return Answer.of(error.content, error.status)

    def _show(self, request: Request) -> Answer:
        trade = trades.found(self._till, request.query.get("trade", ""))
        state = trades.state_of(trade, self._till.clock())
        facts = (
            f'<p class="amount">{yuan(trade.paid_fen or trade.fen)}</p>'
            f"<dl><dt>{both('For', '商品')}</dt><dd>{escape(trade.title)}</dd>"
            f"<dt>{both('Order number', '商户单号')}</dt><dd>{escape(trade.number)}</dd></dl>"
        )
        foot = _buttons(trade) if state == "WAITING" else self._news(trade, state)
        return page(TITLES[trade.channel], f'<div class="sheet">{facts}</div>{foot}')

    def _press(self, request: Request) -> Answer:
        """A button; the page it leads to tells what became of it."""
        trade = trades.found(self._till, request.form.get("trade", ""))
        act = request.form.get("act", "")
        if act in POSSIBLE[trades.state_of(trade, self._till.clock())]:
            if act == "cancel":
                trades.close(self._till, trade)
            else:
                trades.pay(self._till, trade, by_force=act in ODD)
            if act in {"pay", *ODD}:
                self._till.notifier.hurry(self._announce(trade))
        return Answer(303, headers={"Location": place_of(trade)})

    def _pay(self, request: Request) -> Answer:
        """Pay without a page: ``out_trade_no``, ``amount`` in fen, ``lose=1``."""
        trade, amount = self._trade(request), request.form.get("amount", "")
        if amount and not amount.isdecimal():
            raise ApiError(400, "PARAM_ERROR", "amount must be a whole number of fen.")
        trades.pay(self._till, trade, fen=int(amount) if amount else None)
        lost = request.form.get("lose", "") not in {"", "0"}
        return self._told(trade, None if lost else self._announce(trade))

    def _statement(self, request: Request) -> Answer:
        """The file that ICBC's branch would send: ``day`` as 2027-02-01."""
        try:
            day = date.fromisoformat(request.query.get("day", ""))
        except ValueError as error:
            raise ApiError(400, "PARAM_ERROR", "day must be yyyy-MM-dd.") from error
        return icbc_bills.statement(self._till, day)

    def _notify(self, request: Request) -> Answer:
        """Send the notification of a paid trade once more, as the gateway may at any time."""
        trade = self._trade(request)
        if not trade.paid_at:
            raise trades.Refusal("unpaid")
        return self._told(trade, self._announce(trade))

    def _told(self, trade: Trade, delivery: Delivery | None) -> Answer:
        status = self._till.notifier.attempt(delivery) if delivery else None
        return Answer.of(
            {
                "out_trade_no": trade.number,
                "state": trade.state,
                "transaction_id": trade.transaction_id,
                "amount": trade.paid_fen,
                "notification": status,
                "accepted": bool(delivery and delivery.is_accepted),
            }
        )

    def _announce(self, trade: Trade) -> Delivery:
        notifier = self._till.notifier
        return notifier.announce(PAID, trade.number, trade.notify_url, channel=trade.channel)

    def _trade(self, request: Request) -> Trade:
        channel = request.path.split("/")[1]
        return trades.found(self._till, key_of(channel, request.form.get("out_trade_no", "")))

    def _news(self, trade: Trade, state: str) -> str:
        with self._till.store.reading():
            deliveries = self._till.store.deliveries_about(trade.number)
        lines = [both(*STATES[state])]
        if state == "PAID":
            lost = both(
                "The notification is lost. The school must ask.", "通知已丢失，需由学校主动查询。"
            )
            lines += [delivery_line(delivery) for delivery in deliveries] or [lost]
        odd = odd_button("/cashier", "trade", trade.key, is_paid=state == "PAID")
        return "".join(f"<p>{line}</p>" for line in lines) + self._way_back(trade) + odd

    def _way_back(self, trade: Trade) -> str:
        is_alipay = trade.channel == "alipay"
        url = alipay_words.way_back(self._till, trade) if is_alipay else trade.return_url
        back = both("Back to the school", "返回学校网站")
        return f'<a class="button" href="{escape(url)}">{back}</a>' if url else ""


def _buttons(trade: Trade) -> str:
    return (
        '<form method="post" action="/cashier">'
        f'<input type="hidden" name="trade" value="{escape(trade.key)}">'
        f'<button class="main" name="act" value="pay">{both("Pay", "支付")}</button>'
        '<button name="act" value="lose">'
        f"{both('Pay, but lose the notification', '支付，但丢失通知')}</button>"
        f'<button name="act" value="cancel">{both("Cancel", "取消")}</button></form>'
    )
