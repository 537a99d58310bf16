# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""scrapli's driver for IOS XE works with mock devices, through OpenSSH and through paramiko."""

from __future__ import annotations

import pytest
from scrapli.driver.core import IOSXEDriver
from scrapli.exceptions import ScrapliAuthenticationFailed

LOW = {"users": [{"name": "op", "password": "op-password", "privilege": 1}], "enable": "to-fifteen"}
FLEET = {
    "devices": [
        {"name": "system", "profile": "17.15"},
        {"name": "paramiko", "profile": "17.9"},
        {"name": "low", "profile": "17.3", **LOW},
    ]
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def connect(host, **options):
    return IOSXEDriver(
        host=host.address,
        port=host.port,
        auth_username=host.user,
        auth_strict_key=False,
        ssh_config_file=False,
        timeout_socket=30,
        timeout_transport=60,
        timeout_ops=60,
        **{"auth_password": host.password, **options},
    )


@pytest.mark.parametrize("transport", ["system", "paramiko"])
def test_commands_and_configuration(fleet, transport):
    host = fleet[transport]
    with connect(host, transport=transport) as device:
        assert device.get_prompt() == f"{transport}#"
        shown = device.send_command("show version")
        assert not shown.failed
        assert shown.textfsm_parse_output()[0]["hostname"] == transport
        first, second = device.send_commands(["show ip ssh", "show clock"])
        assert "SSH Enabled - version" in first.result
        assert second.result.startswith("*")
        changed = device.send_configs(["ip ssh time-out 45", "interface Loopback0", "description by scrapli"])
        assert not changed.failed
        assert "ip ssh time-out 45" in device.send_command("show running-config | include ip ssh").result
        wrong = device.send_configs(["ip ssh time-out 999", "ip ssh time-out 46"], stop_on_failed=True)
        assert wrong.failed
        assert len(wrong) == 1
        device.send_config("banner login ^Cone # two\nthree >^C", eager=True)
        assert "one # two\nthree >" in device.send_command("show running-config | begin ^banner").result
        assert device.send_command("show nothing").failed
        saved = device.send_interactive(
            [("copy running-config startup-config", "Destination filename [startup-config]?", False), ("", "#", False)]
        )
        assert "[OK]" in saved.result
        deleted = device.send_command("delete /force flash:nothing")
        assert "No such file or directory" in deleted.result


def test_privilege_levels(fleet):
    with connect(fleet["low"], auth_secondary="to-fifteen") as device:
        assert "level is 15" in device.send_command("show privilege").result
        device.acquire_priv("exec")
        assert device.get_prompt() == "low>"
        device.acquire_priv("configuration")
        assert device.get_prompt() == "low(config)#"


def test_a_wrong_password_is_an_authentication_error(fleet):
    device = connect(fleet["paramiko"], transport="paramiko", auth_password="wrong")
    with pytest.raises(ScrapliAuthenticationFailed):
        device.open()
