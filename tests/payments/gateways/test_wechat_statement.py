"""The daily statement: made by the simulator, fetched, and believed only as a whole."""

import gzip
import hashlib
from datetime import timedelta

import httpx
import pytest

from payments.gateways.base import GatewayError, Malformed
from payments.gateways.wechat_statement import BEIJING
from tests.payments.simulation import (
    ScriptedWeChat,
    gateway_of,
    new_slip,
    open_attempt,
    pay_in_simulator,
)


@pytest.fixture
def business(wechat, clock, merchant, simulator):
    """Two payments and a refund yesterday: the slips and the day."""
    clock.ahead = timedelta(days=400)  # no other test does business then
    simulator.store.orders.clear()
    simulator.store.refunds.clear()
    slips = [new_slip(clock, fen=80000), new_slip(clock, fen=5, title="逗号, `and` tick")]
    for slip in slips:
        open_attempt(wechat, slip, merchant)
        pay_in_simulator(simulator, slip, lose="1")
    wechat.refund(slips[0], number=f"RF{slips[0].number}", fen=10050, reason="")
    day = clock().astimezone(BEIJING).date()
    clock.ahead += timedelta(days=1)
    return slips, day


def test_statement_lists_payments_and_refunds(wechat, business, simulator):
    slips, day = business

    lines = list(wechat.read_statement(wechat.fetch_statement(day)))

    assert [(line.number, line.fen, line.refund_number, line.state) for line in lines] == [
        (slips[0].number, 80000, "", "SUCCESS"),
        (slips[1].number, 5, "", "SUCCESS"),
        (slips[0].number, -10050, f"RF{slips[0].number}", "SUCCESS"),
    ]
    assert lines[0].transaction_id == simulator.store.orders[slips[0].number].transaction_id
    assert all(line.happened_at.astimezone(BEIJING).date() == day for line in lines)


def test_statement_of_a_day_without_business_is_final_once_it_would_be_ready(wechat, clock):
    clock.ahead = timedelta(days=800)
    today = clock().astimezone(BEIJING)

    for day, is_final in ((today.date(), False), (today.date() - timedelta(days=2), True)):
        with pytest.raises(GatewayError, match="NO_STATEMENT_EXIST") as missing:
            wechat.fetch_statement(day)
        assert missing.value.permanent is is_final


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("800.00", "900.00", "add up"),
        ("`3,", "`4,", "number of lines"),
        ("交易时间,", "时间,", "columns"),
        ("SIM1900000109", "1230000109", "another merchant"),
        ("`0.05,`0.00", "`0.05x,`0.00", "amount"),
        ("`NATIVE,", "", "number of fields"),
        ("`20", "`the year 20", "time"),
    ],
)
def test_statement_that_was_changed_is_malformed(wechat, business, old, new, reason):
    text = wechat.fetch_statement(business[1]).decode()
    assert old in text

    with pytest.raises(Malformed, match=reason):
        wechat.read_statement(text.replace(old, new, 1).encode())


def test_statement_that_is_cut_off_is_malformed(wechat, business):
    whole = wechat.fetch_statement(business[1]).decode()
    lines = whole.splitlines(keepends=True)

    for length in range(len(lines)):
        with pytest.raises(Malformed):
            wechat.read_statement("".join(lines[:length]).encode())
    with pytest.raises(Malformed, match="UTF-8"):
        wechat.read_statement(b"\xff\xfe" + whole.encode())


class FileServer(ScriptedWeChat):
    """Announces one file and hands out another."""

    def __init__(self, simulator, clock, file, *, url="", data=b"", status=200):
        self.file, self.file_status = file, status
        announced = {
            "hash_type": "SHA1",
            "hash_value": hashlib.sha1(data).hexdigest(),
            "download_url": url or f"{simulator.url}/v3/billdownload/file?token=T%2B1",
        }
        super().__init__(simulator.ring, clock, announced)

    def handle_request(self, request):
        if request.url.path.startswith("/v3/billdownload"):
            assert request.url.raw_path == b"/v3/billdownload/file?token=T%2B1"
            return httpx.Response(self.file_status, content=self.file)
        return super().handle_request(request)


def test_file_is_taken_as_it_was_announced(config, clock, simulator):
    server = FileServer(simulator, clock, gzip.compress(b"lines", mtime=0), data=b"lines")

    assert gateway_of(config, clock, transport=server).fetch_statement(clock().date()) == b"lines"


def test_file_at_the_first_host_is_fetched_from_the_one_we_speak_to(config, clock, simulator):
    url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=T%2B1"
    server = FileServer(simulator, clock, gzip.compress(b"lines"), data=b"lines", url=url)

    data = gateway_of(config, clock, transport=server).fetch_statement(clock().date())

    assert data == b"lines"
    assert {str(asked.url.host) for asked in server.requests} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("file", "options", "reason"),
    [
        (gzip.compress(b"other", mtime=0), {}, "not the one"),
        (gzip.compress(b"lines", mtime=0)[:-4], {}, "cut off"),
        (b"lines", {}, "unpacked"),
        (b"", {}, "cut off"),
        (gzip.compress(bytes(65 * 1024 * 1024), 1), {}, "too long"),
        (b"", {"status": 302}, "302"),
        (b"", {"url": "https://elsewhere.example/v3/billdownload/file"}, "another host"),
        (b"", {"url": "http://127.0.0.1:1@elsewhere.example/"}, "another host"),
    ],
)
def test_file_that_was_not_announced_is_refused(config, clock, simulator, file, options, reason):
    server = FileServer(simulator, clock, file, data=b"lines", **options)

    with pytest.raises(GatewayError, match=reason):
        gateway_of(config, clock, transport=server).fetch_statement(clock().date())


def test_refused_statement_is_final(config, clock, simulator):
    server = ScriptedWeChat(simulator.ring, clock, {"code": "PARAM_ERROR"}, status=400)

    with pytest.raises(GatewayError, match="PARAM_ERROR") as refused:
        gateway_of(config, clock, transport=server).fetch_statement(clock().date())

    assert refused.value.permanent
