# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""netmiko drives mock devices over Telnet and over the console port, as it drives Cisco IOS."""

from __future__ import annotations

import netmiko
import pytest

FLEET = {
    "defaults": {"telnet": True, "console": True},
    "devices": [
        {"name": "r1", "profile": "15.2"},
        {"name": "day0", "profile": "17.9", "preset": "day0", "enable": "to-fifteen"},
    ],
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def connect(host, way="telnet", **options):
    settings = {"username": host.user, "password": host.password, **options}
    port = host.variables[f"ansible_ios_{way}_port"]
    return netmiko.ConnectHandler(device_type="cisco_ios_telnet", host=host.address, port=port, **settings)


def test_local_users(fleet):
    with connect(fleet["r1"]) as device:
        assert device.find_prompt() == "r1#"
        device.send_config_set(["ip ssh time-out 45"])
        assert device.send_command("show running-config | include ip ssh time") == "ip ssh time-out 45"
        assert " vty 0     admin " in device.send_command("show users")


def test_a_line_password_and_enable(fleet):
    with connect(fleet["day0"], username="", secret="to-fifteen") as device:
        assert device.find_prompt() == "Router>"
        device.enable()
        device.send_config_set(["hostname edge1", "ip domain-name mock.example"])
        assert device.set_base_prompt() == "edge1"


def test_a_wrong_password_is_an_authentication_error(fleet):
    with pytest.raises(netmiko.NetmikoAuthenticationException):
        connect(fleet["r1"], password="wrong")


def test_the_console(fleet):
    with connect(fleet["r1"], "console") as device:
        assert device.find_prompt() == "r1>"
        device.enable()
        assert "*  0 con 0 " in device.send_command("show users")
