"""What a person sees who plays the payer of WeChat Pay.  Both languages, no script."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from payments.simulator.exchange import Answer, leads_here
from payments.simulator.mischief import Mischief
from payments.simulator.store import Delivery, Order, Trade

STYLE = """
:root { color-scheme: light }
body { margin: 0; background: #FAF8F3; color: #14242B; font: 16px/26px system-ui, "Noto Sans",
  "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
main { max-width: 390px; margin: 0 auto; padding: 24px 16px 48px }
.play { margin: 0; padding: 8px 16px; background: #FBF0D9; color: #855600; font-size: 14px;
  text-align: center; border-bottom: 1px solid #E3C078 }
h2 { font-size: 17px; line-height: 24px }
label { display: block }
input[type=number] { font: inherit; width: 8em; min-height: 40px }
h1 { font-size: 20px; line-height: 28px; margin: 0 0 16px }
.amount { font-size: 44px; line-height: 53px; font-weight: 600; margin: 0;
  font-variant-numeric: tabular-nums }
.sheet { background: #FFF; border: 1px solid #DED9CD; border-radius: 8px; padding: 24px;
  margin-bottom: 16px }
dl { margin: 16px 0 0 } dt { color: #46565D; font-size: 14px } dd { margin: 0 0 8px;
  overflow-wrap: anywhere }
button { width: 100%; min-height: 46px; margin-top: 12px; border-radius: 5px; font: inherit;
  font-weight: 600; border: 1px solid #7A878C; background: #FFF; color: #14242B; cursor: pointer }
button.main { background: #0A6A59; border-color: #0A6A59; color: #FFF }
button:focus-visible, a:focus-visible { outline: 5px solid #F5C84C; box-shadow: 0 0 0 2px #14242B }
a { color: #0A6A59 }
a.button { display: block; margin-top: 12px; line-height: 44px; border: 1px solid #7A878C;
  border-radius: 5px; background: #FFF; color: #14242B; font-weight: 600; text-align: center;
  text-decoration: none }
ul { list-style: none; margin: 0; padding: 0 } li + li { border-top: 1px solid #DED9CD }
li { padding: 12px 0 }
[lang|="zh"] { display: inline-block }
.second { color: #46565D; font-size: 14px }
""".strip()

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

STATES = {
    "SUCCESS": ("Paid", "已支付"),
    "REFUND": ("Refunded", "已退款"),
    "CLOSED": ("This order is closed. Nothing was charged.", "订单已关闭，没有扣款。"),
    "EXPIRED": ("The time to pay has passed. Nothing was charged.", "支付时间已过，没有扣款。"),
}


SWITCHES = {
    "lost": ("Notifications are lost", "通知丢失"),
    "doubled": ("Notifications come twice", "通知重复"),
    "reordered": ("Notifications overtake each other", "通知乱序"),
    "forged": ("A forged one comes before each", "先收到伪造通知"),
}
SECONDS = {
    "late": ("Seconds until a notification comes", "通知延迟（秒）"),
    "slow": ("Seconds until the gateway answers", "接口应答延迟（秒）"),
}
ODD = {
    "late": ("Pay all the same, too late", "仍然支付（逾期）"),
    "twice": ("Pay once more", "再次支付（重复）"),
}


def style() -> Answer:
    """The one style sheet."""
    return Answer(200, STYLE.encode(), "text/css; charset=utf-8")


def waiting_orders(orders: Iterable[Order], trades: Iterable[Trade], mischief: Mischief) -> Answer:
    """Everything that waits for money, whichever the gateway."""
    waiting: list[tuple[str, Order | Trade]] = [
        *((address_of(order), order) for order in orders),
        *((place_of(trade), trade) for trade in trades),
    ]
    rows = "".join(
        f'<li><a href="{escape(address)}">{escape(order.title)}</a><br>'
        f'<span class="second">{yuan(order.fen)} · {escape(order.number)}</span></li>'
        for address, order in waiting
    )
    nothing = f"<p>{both('No order is waiting to be paid.', '没有待支付的订单。')}</p>"
    return page(
        ("Waiting orders", "待支付订单"),
        f'<div class="sheet">{f"<ul>{rows}</ul>" if rows else nothing}</div>{_switches(mischief)}',
    )


def _switches(mischief: Mischief) -> str:
    boxes = "".join(
        f'<p><label><input type="checkbox" name="{name}" value="1"'
        f"{' checked' if getattr(mischief, name) else ''}> {both(*words)}</label></p>"
        for name, words in SWITCHES.items()
    )
    numbers = "".join(
        f'<p><label>{both(*words)}<br><input type="number" name="{name}" min="0" max="600" '
        f'step="any" value="{getattr(mischief, name):g}"></label></p>'
        for name, words in SECONDS.items()
    )
    return (
        f'<h2>{both("Mischief", "故障演练")}</h2><form class="sheet" method="post" '
        f'action="/mischief">{boxes}{numbers}<button class="main">{both("Set", "设置")}</button>'
        f'</form><form method="post" action="/rotate"><button>'
        f"{both('WeChat signs with a new key', '微信更换签名密钥')}</button></form>"
    )


def phone(order: Order, state: str, deliveries: list[Delivery], back: str = "") -> Answer:
    """One order on the payer's phone: to pay, or what became of it."""
    facts = (
        f'<p class="amount">{yuan(order.paid_fen or order.fen)}</p>'
        f"<dl><dt>{both('For', '商品')}</dt><dd>{escape(order.title)}</dd>"
        f"<dt>{both('Order number', '商户单号')}</dt><dd>{escape(order.number)}</dd></dl>"
    )
    if state == "NOTPAY":
        title, foot = ("Pretend to pay", "模拟支付"), _buttons(order, back)
    else:
        title, foot = STATES[state], _news(state, deliveries)
        if state != "REFUND":
            foot += odd_button(
                "/wechat/phone", "code_url", order.code_url, is_paid=state == "SUCCESS"
            )
    if leads_here(back):
        words = both("Back to the school", "返回学校网站")
        foot += f'<a class="button" href="{escape(back)}">{words}</a>'
    return page(title, f'<div class="sheet">{facts}</div>{foot}')


def odd_button(action: str, name: str, value: str, *, is_paid: bool) -> str:
    """What no gateway should do and every gateway does: money too late, or twice."""
    act = "twice" if is_paid else "late"
    return (
        f'<form method="post" action="{action}">'
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        f'<button name="act" value="{act}">{both(*ODD[act])}</button></form>'
    )


def missing() -> Answer:
    """No order has this code."""
    return page(
        ("Unknown code", "无效的二维码"), '<p><a href="/">Waiting orders 待支付订单</a></p>', 404
    )


def _buttons(order: Order, back: str) -> str:
    code = escape(order.code_url)
    return (
        '<form method="post" action="/wechat/phone">'
        f'<input type="hidden" name="code_url" value="{code}">'
        f'<input type="hidden" name="back" value="{escape(back)}">'
        f'<button class="main" name="act" value="pay">{both("Pay", "支付")}</button>'
        '<button name="act" value="lose">'
        f"{both('Pay, but lose the notification', '支付，但丢失通知')}</button></form>"
    )


def _news(state: str, deliveries: list[Delivery]) -> str:
    if state not in {"SUCCESS", "REFUND"}:
        return ""
    lines = [delivery_line(delivery) for delivery in deliveries] or [
        both("The notification is lost. The school must ask.", "通知已丢失，需由学校主动查询。")
    ]
    close = both("You can go back to the school's page.", "可以返回学校的页面。")
    return "".join(f"<p>{line}</p>" for line in [*lines, close])


def delivery_line(delivery: Delivery) -> str:
    """What became of a notification."""
    if delivery.is_accepted:
        return both("The school has taken the notification.", "学校已收到支付通知。")
    if not delivery.tries:
        return both("The notification is on its way.", "支付通知正在发送。")
    status = delivery.tries[-1].status or "—"
    return both(
        f"The school did not take the notification ({status}). We try again.",
        f"学校未接收支付通知（{status}），稍后重试。",
    )


def page(title: tuple[str, str], content: str, status: int = 200) -> Answer:
    """A whole page."""
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title[0])} {escape(title[1])}</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head><body>'
        f'<p class="play">{both("Simulator: no real money moves", "模拟环境，不产生真实扣款")}</p>'
        f"<main><h1>{both(*title)}</h1>{content}</main></body></html>"
    )
    return Answer(status, html.encode(), "text/html; charset=utf-8", HEADERS)


def both(english: str, chinese: str) -> str:
    """A sentence in both languages."""
    return f'{escape(english)} <span lang="zh-Hans">{escape(chinese)}</span>'


def address_of(order: Order, back: str = "") -> str:
    """Where the phone shows an order; ``back`` is the merchant's page."""
    way = f"&redirect_url={quote(back, safe='')}" if back else ""
    return f"/wechat/phone?code_url={quote(order.code_url, safe='')}{way}"


def place_of(trade: Trade) -> str:
    """Where the cashier shows a trade."""
    return f"/cashier?trade={quote(trade.key, safe='')}"


def yuan(fen: int) -> str:
    """An amount to look at."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"
