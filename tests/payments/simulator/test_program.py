"""The simulator as a program: its keys, its memory, its start and end."""

import ast
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

import payments.simulator
from payments.simulator.__main__ import main
from payments.simulator.keys import make_keys, settings_of, write_settings
from tests.payments.simulation import (
    config_of,
    gateway_of,
    new_slip,
    open_attempt,
    pay_in_simulator,
    running_simulator,
)


def test_simulator_remembers_and_goes_on_after_a_restart(keys, tmp_path, clock, merchant):
    for file in keys.glob("*"):
        if file.name != "state.json":
            shutil.copy(file, tmp_path)
    merchant.refusals = 1
    with running_simulator(tmp_path) as first:
        wechat = gateway_of(config_of(first, tmp_path), clock)
        slip = new_slip(clock)
        code_url = open_attempt(wechat, slip, merchant)
        pay_in_simulator(first, slip)
        merchant.next_notice()
        due_at = next(iter(first.store.deliveries.values())).due_at

    def later():
        return datetime.now(UTC) + timedelta(seconds=16)

    with running_simulator(tmp_path, clock=later) as second:
        notice = merchant.next_notice()
        assert gateway_of(config_of(second, tmp_path), clock).read_notice(notice).fen == 80000
        assert second.store.orders[slip.number].code_url == code_url
    assert due_at > datetime.now(UTC).timestamp()


def test_keys_are_made_once_and_recognisable(keys):
    before = {file.name: file.read_bytes() for file in keys.glob("*.pem")}
    ring = make_keys(keys)
    values = settings_of(ring, keys, port=8001)
    lines = write_settings(ring, keys, port=8001).read_text().splitlines()

    assert {file.name: file.read_bytes() for file in keys.glob("*.pem")} == before
    assert (keys / "SIMULATOR").exists()
    assert values["WECHAT_MCHID"].startswith("SIM")
    assert values["WECHAT_APPID"].startswith("wxSIM")
    assert values["WECHAT_API_V3_KEY"].startswith("SIM")
    assert values["WECHAT_PLATFORM_KEYS"].startswith("PUB_KEY_ID_SIM")
    for name in ("ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ICBC_APP_ID", "ICBC_MER_ID"):
        assert values[name].startswith("SIM")
    assert f"WECHAT_MCHID={values['WECHAT_MCHID']}" in lines
    assert (keys / "merchant_key.pem").stat().st_mode & 0o077 == 0


def test_keys_command_writes_settings(tmp_path, capsys):
    assert main(["keys", "--keys", str(tmp_path / "new"), "--port", "8123"]) == 0

    assert "simulator.env" in capsys.readouterr().out
    lines = (tmp_path / "new" / "simulator.env").read_text().splitlines()
    assert "WECHAT_BASE_URL=http://127.0.0.1:8123" in lines


def test_simulator_runs_as_a_program(keys):
    command = [sys.executable, "-W", "error", "-m", "payments.simulator"]
    served = subprocess.Popen([*command, "--keys", keys, "--port", "0"], stdout=subprocess.PIPE)
    with served:
        url = served.stdout.readline().decode().split()[-1]
        try:
            assert httpx.get(f"{url}/healthz", trust_env=False).text == "ok"
            assert f"WECHAT_BASE_URL={url}" in (keys / "simulator.env").read_text()
            busy = subprocess.run(
                [*command, "--keys", keys, "--port", url.rpartition(":")[2]],
                capture_output=True,
                check=False,
            )
            assert busy.returncode == 1
            assert b"cannot start" in busy.stdout
        finally:
            os.kill(served.pid, signal.SIGTERM)
    assert served.returncode == 0


def test_simulator_imports_nothing_of_the_product():
    allowed = sys.stdlib_module_names | {"cryptography"}

    for file in Path(payments.simulator.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.startswith("payments.simulator") or name.split(".")[0] in allowed
