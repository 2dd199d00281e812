"""What goes wrong on purpose, and that the portal's side of it holds."""

import pytest

from payments.gateways.base import FactState, Forged, GatewayError
from payments.simulator.keys import make_keys, settings_of
from tests.payments.simulation import (
    browser,
    config_of,
    gateway_of,
    new_slip,
    open_attempt,
    pay_in_simulator,
    running_simulator,
)


@pytest.fixture
def mischief(client, simulator):
    """Sets the switches as the page does, and all of them off in the end."""

    def set_to(**switches):
        answer = client.post(f"{simulator.url}/mischief", data=switches or {"lost": ""})
        assert answer.status_code == 303

    yield set_to
    set_to()


@pytest.fixture
def press(client, simulator):
    """A button of the phone."""

    def pressed(slip, act):
        code = simulator.store.orders[slip.number].code_url
        form = {"code_url": code, "act": act}
        return client.post(f"{simulator.url}/wechat/phone", data=form, follow_redirects=True).text

    return pressed


def test_lost_notification_never_comes(mischief, press, opened, merchant, simulator, wechat):
    mischief(lost="1")

    press(opened, "pay")

    (delivery,) = simulator.store.deliveries_about(opened.number)
    assert (delivery.due_at, delivery.tries) == (None, [])
    assert wechat.ask(opened).state is FactState.DONE


def test_doubled_notification_comes_twice(mischief, press, opened, merchant, wechat):
    mischief(doubled="1")

    press(opened, "pay")

    facts = [wechat.read_notice(merchant.next_notice()) for _ in range(2)]
    assert facts[0] == facts[1]


def test_forged_notification_comes_first_and_is_refused(mischief, press, opened, merchant, wechat):
    mischief(forged="1")

    press(opened, "pay")

    with pytest.raises(Forged):
        wechat.read_notice(merchant.next_notice())
    assert wechat.read_notice(merchant.next_notice()).state is FactState.DONE


def test_notifications_overtake_each_other(mischief, press, opened, merchant, wechat, clock):
    later = new_slip(clock)
    open_attempt(wechat, later, merchant)
    mischief(reordered="1")

    press(opened, "pay")
    press(later, "pay")

    numbers = [wechat.read_notice(merchant.next_notice()).number for _ in range(2)]
    assert numbers == [later.number, opened.number]


def test_late_notification_waits(mischief, press, opened, merchant, simulator, clock):
    mischief(late="300")

    press(opened, "pay")

    (delivery,) = simulator.store.deliveries_about(opened.number)
    assert delivery.due_at > clock().timestamp() + 200
    assert merchant.received.empty()


def test_slow_answer_comes_all_the_same(mischief, slip, merchant, wechat, simulator):
    mischief(slow="0.05")

    open_attempt(wechat, slip, merchant)

    assert simulator.mischief.slow == 0.05
    assert wechat.ask(slip).state is FactState.WAITING


@pytest.mark.parametrize("seconds", ["-1", "601", "soon", "nan"])
def test_nonsense_is_refused(client, simulator, seconds):
    answer = client.post(f"{simulator.url}/mischief", data={"slow": seconds})

    assert answer.status_code == 400


def test_person_pays_too_late(press, client, simulator, opened, merchant, wechat):
    wechat.close(opened)

    page = press(opened, "pay")
    assert wechat.ask(opened).state is FactState.CLOSED
    assert "Pay all the same" in page

    press(opened, "late")
    assert wechat.read_notice(merchant.next_notice()).state is FactState.DONE
    assert wechat.ask(opened).state is FactState.DONE


def test_person_pays_twice(press, opened, merchant, wechat):
    assert "Pay once more" in press(opened, "pay")
    first = wechat.read_notice(merchant.next_notice())

    press(opened, "twice")

    second = wechat.read_notice(merchant.next_notice())
    assert second.number == first.number
    assert second.transaction_id != first.transaction_id


def test_key_rotation_wants_both_keys(tmp_path, clock, merchant):
    """A merchant who lists the new key beside the old one hears both; the others hear nothing."""
    make_keys(tmp_path)
    with running_simulator(tmp_path, clock=clock) as running:
        before = gateway_of(config_of(running, tmp_path), clock)
        slip = new_slip(clock)
        open_attempt(before, slip, merchant)

        browser().post(f"{running.url}/rotate")
        pay_in_simulator(running, slip)

        notice = merchant.next_notice()
        with pytest.raises(Forged, match="key id"):
            before.read_notice(notice)
        with pytest.raises(GatewayError):
            before.ask(slip)
        listed = settings_of(running.ring, tmp_path, port=running.port)["WECHAT_PLATFORM_KEYS"]
        after = gateway_of(config_of(running, tmp_path), clock)
        assert len(listed.split(",")) == 2
        assert after.read_notice(notice).state is FactState.DONE
        assert after.ask(slip).state is FactState.DONE
