"""Where people and tests pay by WeChat: the pretend phone, and the same things without a page."""

from collections.abc import Callable

from payments.simulator import pages, trades, wechat_orders
from payments.simulator.exchange import Answer, ApiError, Request
from payments.simulator.store import Delivery, Order
from payments.simulator.till import Till

PAID = "TRANSACTION.SUCCESS"
# What a phone can do with an order, and what goes wrong at a gateway now and then.
POSSIBLE = {
    "NOTPAY": {"pay", "lose"},
    "CLOSED": {"late"},
    "EXPIRED": {"late"},
    "SUCCESS": {"twice"},
}


class Counter:
    """Everything that is not the merchant interface."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._pages: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/"): self._home,
            ("GET", "/healthz"): _well,
            ("POST", "/mischief"): self._set_mischief,
            ("GET", "/style.css"): _style,
            ("GET", "/wechat/phone"): self._show,
            ("POST", "/wechat/phone"): self._press,
            ("POST", "/wechat/pay"): self._pay,
            ("POST", "/wechat/notify"): self._notify,
        }

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        page = self._pages.get((request.method, request.path))
        if page is None:
            return Answer.of({"code": "NOT_FOUND", "message": "There is no such page."}, 404)
        try:
            return page(request)
        except ApiError as error:
            return Answer.of(error.content, error.status)

    def _home(self, request: Request) -> Answer:
        with self._till.store.reading():
            orders = list(self._till.store.orders.values())
            known = list(self._till.store.trades.values())
        now = self._till.clock()
        return pages.waiting_orders(
            (order for order in reversed(orders) if self._state(order) == "NOTPAY"),
            (trade for trade in reversed(known) if trades.state_of(trade, now) == "WAITING"),
            self._till.mischief,
        )

    def _set_mischief(self, request: Request) -> Answer:
        try:
            self._till.mischief.set(request.form)
        except ValueError as error:
            raise ApiError(400, "PARAM_ERROR", str(error)) from error
        return Answer(303, headers={"Location": "/"})

    def _show(self, request: Request) -> Answer:
        order = self._till.store.order_by_code(request.query.get("code_url", ""))
        if order is None:
            return pages.missing()
        with self._till.store.reading():
            deliveries = self._till.store.deliveries_about(order.number)
            back = request.query.get("redirect_url", "")
            return pages.phone(order, self._state(order), deliveries, back)

    def _press(self, request: Request) -> Answer:
        """A button of the phone; the page it leads to tells what became of it."""
        order = self._till.store.order_by_code(request.form.get("code_url", ""))
        if order is None:
            return pages.missing()
        act = request.form.get("act", "pay")
        if act in POSSIBLE.get(self._state(order), ()):
            wechat_orders.pay(self._till, order, by_force=act in pages.ODD)
            if act != "lose":
                self._till.notifier.hurry(self._announce(order))
        return Answer(
            303, headers={"Location": pages.address_of(order, request.form.get("back", ""))}
        )

    def _pay(self, request: Request) -> Answer:
        """Pay without a page: ``code_url`` or ``out_trade_no``, ``amount`` in fen, ``lose=1``."""
        form = request.form
        order = self._order(form)
        amount = form.get("amount", "")
        if amount and not amount.isdecimal():
            raise ApiError(400, "PARAM_ERROR", "amount must be a whole number of fen.")
        wechat_orders.pay(self._till, order, fen=int(amount) if amount else None)
        lost = form.get("lose", "") not in {"", "0"}
        return self._told(order, None if lost else self._announce(order))

    def _notify(self, request: Request) -> Answer:
        """Send the notification of a paid order once more, as the gateway may at any time."""
        order = self._order(request.form)
        if not order.paid_at:
            raise ApiError(409, "NOTPAY", "The order is not paid.")
        return self._told(order, self._announce(order))

    def _told(self, order: Order, delivery: Delivery | None) -> Answer:
        status = self._till.notifier.attempt(delivery) if delivery else None
        return Answer.of(
            {
                "out_trade_no": order.number,
                "trade_state": order.state,
                "transaction_id": order.transaction_id,
                "amount": order.paid_fen,
                "notification": status,
            }
        )

    def _announce(self, order: Order) -> Delivery:
        return self._till.notifier.announce(PAID, order.number, order.content["notify_url"])

    def _order(self, form: dict[str, str]) -> Order:
        if "code_url" in form:
            return wechat_orders.found(self._till.store.order_by_code(form["code_url"]))
        return wechat_orders.found(self._till.store.orders.get(form.get("out_trade_no", "")))

    def _state(self, order: Order) -> str:
        """The state a payer sees."""
        if order.state == "NOTPAY" and wechat_orders.is_expired(order, self._till.clock()):
            return "EXPIRED"
        return order.state


def _well(request: Request) -> Answer:
    return Answer(200, b"ok", "text/plain")


def _style(request: Request) -> Answer:
    return pages.style()
