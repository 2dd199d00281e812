"""Alipay's daily statement: made by the simulator, fetched, and believed only as a whole."""

import zipfile
from datetime import timedelta
from io import BytesIO

import httpx
import pytest

from payments.gateways.alipay import AlipayConfig
from payments.gateways.base import GatewayError, Malformed
from payments.gateways.beijing import BEIJING
from payments.simulator.signed_forms import signature
from tests.payments.simulation import (
    Scripted,
    alipay_of,
    new_slip,
    open_attempt,
    pay_in_simulator,
)


@pytest.fixture
def alipay(simulator, keys, clock):
    return alipay_of(simulator, keys, clock)


@pytest.fixture
def business(alipay, clock, merchant, simulator):
    """Two payments and a refund yesterday: the slips and the day."""
    clock.ahead = timedelta(days=500)  # no other test does business then
    simulator.store.trades.clear()
    simulator.store.returns.clear()
    slips = [new_slip(clock, fen=80000), new_slip(clock, fen=5, title="逗号, and 费")]
    for slip in slips:
        open_attempt(alipay, slip, merchant)
        pay_in_simulator(simulator, slip, "alipay", lose="1")
    alipay.refund(slips[0], number=f"RF{slips[0].number}", fen=10050, reason="")
    day = clock().astimezone(BEIJING).date()
    clock.ahead += timedelta(days=1)
    return slips, day


def repacked(data, old="", new="", **options):
    """The same ZIP with something replaced in its list of trades."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for member in source.infolist():
            text = source.read(member).decode("gbk")
            target.writestr(member.filename, text.replace(old, new, 1).encode("gbk"), **options)
    return packed.getvalue()


def test_statement_lists_payments_and_refunds(alipay, business, simulator):
    slips, day = business

    lines = list(alipay.read_statement(alipay.fetch_statement(day)))

    assert [(line.number, line.fen, line.refund_number, line.state) for line in lines] == [
        (slips[0].number, 80000, "", "交易"),
        (slips[1].number, 5, "", "交易"),
        (slips[0].number, -10050, f"RF{slips[0].number}", "退款"),
    ]
    trade = simulator.store.trades[f"alipay-{slips[0].number}"]
    assert lines[0].transaction_id == trade.transaction_id
    assert all(line.happened_at.astimezone(BEIJING).date() == day for line in lines)


def test_statement_of_a_day_without_business_is_final_once_it_would_be_ready(alipay, clock):
    clock.ahead = timedelta(days=900)
    today = clock().astimezone(BEIJING)

    for day, is_final in ((today.date(), False), (today.date() - timedelta(days=2), True)):
        with pytest.raises(GatewayError, match="bill_not_exist") as missing:
            alipay.fetch_statement(day)
        assert missing.value.permanent is is_final


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("商家实收共800.05元", "商家实收共800.06元", "add up"),
        ("#交易合计：2笔", "#交易合计：3笔", "add up"),
        ("商家实收退款共-100.50元", "商家实收退款共100.50元", "add up"),
        ("#退款合计", "#合计", "add up"),
        ("支付宝交易号,", "交易号,", "columns"),
        ("SIM2088000000000109", "2088102146225135", "another seller"),
        (",交易,", ",转账,", "kind of business"),
        (",退款,", ",交易,", "add up"),
        (",5,", ",", "number of fields"),
        ("and 费", "and, 费", "number of fields"),
        ("800.00,800.00", "-800.00,800.00", "wrong sign"),
        ("800.00,800.00", "8E2,800.00", "amount"),
        ("业务明细列表结束", "业务明细", "list of trades"),
    ],
)
def test_statement_that_was_changed_is_malformed(alipay, business, old, new, reason):
    data = alipay.fetch_statement(business[1])
    if old == ",5,":
        old, new = ",0.05,", ","

    with pytest.raises(Malformed, match=reason):
        alipay.read_statement(repacked(data, old, new))


def test_statement_that_is_cut_off_is_malformed(alipay, business):
    data = alipay.fetch_statement(business[1])

    for length in range(0, len(data), 40):
        with pytest.raises(Malformed):
            alipay.read_statement(data[:length])


def test_statement_that_would_fill_the_disk_is_refused(alipay):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(65 * 1024 * 1024))

    with pytest.raises(Malformed, match="too long"):
        alipay.read_statement(packed.getvalue())


@pytest.mark.parametrize(
    ("url", "status", "reason"),
    [
        ("https://elsewhere.example/bill.zip", 200, "another host"),
        ("http://dwbillcenter.alipay.com/bill.zip", 200, "another host"),
        ("https://dwbillcenter.alipay.com@elsewhere.example/bill.zip", 200, "another host"),
        ("https://user@dwbillcenter.alipay.com/bill.zip", 200, "another host"),
        ("file:///etc/passwd", 200, "another host"),
        ("https://dwbillcenter.alipay.com/bill.zip?token=1", 302, "302"),
    ],
)
def test_statement_is_fetched_from_alipay_alone(simulator, keys, clock, url, status, reason):
    alipay = alipay_of(simulator, keys, clock, transport=Bills(simulator, url, status))

    with pytest.raises(GatewayError, match=reason):
        alipay.fetch_statement(clock().date())


def test_statement_is_taken_from_where_alipay_keeps_it(simulator, keys, clock):
    url = "https://dwbillcenter.alipay.com/downloadBillFile.resource?token=T%2B1&fileType=csv.zip"
    bills = Bills(simulator, url, 200)

    data = alipay_of(simulator, keys, clock, transport=bills).fetch_statement(clock().date())

    assert data == b"file"
    assert str(bills.requests[-1].url) == url


def test_hosts_of_statements_are_a_setting(sim_settings):
    listed = AlipayConfig.from_settings(
        sim_settings | {"ALIPAY_STATEMENT_HOSTS": "a.example, b.example"}
    )

    assert listed.statement_hosts == {"a.example", "b.example"}
    assert AlipayConfig.from_settings(sim_settings).statement_hosts == {"dwbillcenter.alipay.com"}


class Bills(Scripted):
    """Announces one address, and hands a file out at every other."""

    def __init__(self, simulator, url, status):
        spoken = f'{{"code":"10000","bill_download_url":"{url}"}}'
        sign = signature(simulator.ring.alipay.gateway_key, spoken)
        name = "alipay_data_dataservice_bill_downloadurl_query_response"
        super().__init__(lambda request: f'{{"{name}":{spoken},"sign":"{sign}"}}')
        self.file_status = status

    def handle_request(self, request):
        if request.url.path == "/gateway.do":
            return super().handle_request(request)
        self.requests.append(request)
        return httpx.Response(self.file_status, content=b"file")
