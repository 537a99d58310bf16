# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""netmiko drives mock devices as it drives Cisco IOS."""

from __future__ import annotations

import netmiko
import pytest

LOW = {"users": [{"name": "op", "password": "op-password", "privilege": 1}], "enable": "to-fifteen"}
FLEET = {"devices": [{"name": "r1", "profile": "17.15"}, {"name": "low", "profile": "17.3", **LOW}]}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def connect(host, **options):
    return netmiko.ConnectHandler(
        device_type="cisco_ios",
        host=host.address,
        port=host.port,
        username=host.user,
        password=host.password,
        ssh_config_file=None,
        **options,
    )


def test_commands_configuration_and_saving(fleet):
    with connect(fleet["r1"]) as device:
        assert device.find_prompt() == "r1#"
        assert "SSH Enabled - version 2.0" in device.send_command("show ip ssh")
        device.send_config_set(["ip ssh time-out 45", "ip ssh authentication-retries 2"])
        shown = device.send_command("show running-config | include ip ssh (time|auth)")
        assert shown.split("\n") == ["ip ssh time-out 45", "ip ssh authentication-retries 2"]
        assert "[OK]" in device.save_config()
        assert "ip ssh time-out 45" in device.send_command("show startup-config")


def test_a_long_output_is_complete(fleet):
    with connect(fleet["r1"]) as device:
        assert device.send_command("show running-config").rstrip().endswith("end")


def test_enable(fleet):
    with connect(fleet["low"], secret="to-fifteen") as device:
        assert device.find_prompt() == "low>"
        device.enable()
        assert device.find_prompt() == "low#"
        assert "level is 15" in device.send_command("show privilege")


def test_a_wrong_password_is_an_authentication_error(fleet):
    host = fleet["r1"]
    with pytest.raises(netmiko.NetmikoAuthenticationException):
        netmiko.ConnectHandler(
            device_type="cisco_ios", host=host.address, port=host.port, username=host.user, password="wrong"
        )
