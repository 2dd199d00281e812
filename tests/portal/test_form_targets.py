"""Where a form may lead: to this site, and to the gateways that are set up."""

import os
import subprocess
import sys

import pytest

PRINT = (
    "from portal import settings;"
    "print(*settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
)


@pytest.mark.parametrize(
    ("environment", "targets"),
    [
        ({}, ["'self'"]),
        ({"ALIPAY_APP_ID": "2021"}, ["'self'", "https://openapi.alipay.com"]),
        (
            {"ICBC_APP_ID": "1000"},
            ["'self'", "https://gw.open.icbc.com.cn", "https://*.icbc.com.cn"],
        ),
        (
            {"ICBC_APP_ID": "1000", "ICBC_PAGE_ORIGINS": "https://mybank.icbc.com.cn"},
            ["'self'", "https://gw.open.icbc.com.cn", "https://mybank.icbc.com.cn"],
        ),
        (
            {"ICBC_APP_ID": "SIM1", "ICBC_BASE_URL": "http://127.0.0.1:8001"},
            ["'self'", "http://127.0.0.1:8001"],
        ),
    ],
    ids=["nothing", "Alipay", "ICBC", "ICBC's pages", "simulator"],
)
def test_forms_lead_to_the_gateways_that_are_set_up(tmp_path, environment, targets):
    inherited = {n: v for n, v in os.environ.items() if not n.startswith(("ALIPAY_", "ICBC_"))}
    ours = {"VAR_DIR": str(tmp_path), "SECRET_KEY": "x" * 50, **environment}

    said = subprocess.run(
        [sys.executable, "-c", PRINT], env=inherited | ours, capture_output=True, check=True
    )

    assert said.stdout.decode().split() == targets


def test_the_simulator_sets_up_all_channels(tmp_path):
    """By the file it writes beside its keys."""
    keys = str(tmp_path / "simulator")
    command = [sys.executable, "-m", "payments.simulator", "keys", "--keys", keys, "--port", "8123"]
    subprocess.run(command, check=True, capture_output=True)
    names = ["WECHAT_MCHID", "ALIPAY_APP_ID", "ALIPAY_BASE_URL", "ICBC_MER_ID"]
    ours = {"VAR_DIR": str(tmp_path), "SECRET_KEY": "x" * 50}
    script = f"from portal import settings; print(*(getattr(settings, n) for n in {names}))"

    said = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | ours, capture_output=True, check=True
    )

    assert said.stdout.decode().split() == [
        "SIM1900000109",
        "SIM2021000000000109",
        "http://127.0.0.1:8123",
        "SIM020000000109",
    ]
