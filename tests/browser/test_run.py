"""The supervisor of ``manage.py run``: it ends what it started, and starts where it ended."""

import time
import urllib.request

import pytest

from tests.browser.product import is_running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

END_WITHIN = 5  # seconds; what was ended for good is gone a moment later


def test_ctrl_c_ends_every_process_and_a_second_start_keeps_the_data(product, university):
    groups = product.groups()
    has_own_beat = "REDIS_URL" in product.environment
    assert len(groups) == 3 + has_own_beat

    assert product.stop() == 0
    deadline = time.monotonic() + END_WITHIN
    while any(map(is_running, groups)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [group for group in groups if is_running(group)] == []

    product.start()
    with urllib.request.urlopen(f"{product.url}/programmes/") as page:
        assert "Hydraulic Engineering" in page.read().decode()
