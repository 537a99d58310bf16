# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""netmiko drives mock devices as it drives Cisco IOS."""

from __future__ import annotations

import os

import netmiko
import pytest
from scp import SCPException

LOW = {"users": [{"name": "op", "password": "op-password", "privilege": 1}], "enable": "to-fifteen"}
ENABLED = "ip scp server enable\n"
FLEET = {
    "devices": [
        {"name": "r1", "profile": "17.15"},
        {"name": "low", "profile": "17.3", **LOW},
        {"name": "files", "profile": "17.15", "config": ENABLED},
        {"name": "switch", "profile": "17.3", "config": ENABLED},
        {"name": "full", "profile": "17.9", "config": ENABLED, "flash_megabytes": 0},
    ]
}


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


@pytest.mark.parametrize("profile", ["17.3", "26.1"])
def test_a_day_with_netmiko(mock_fleet, tmp_path, profile):
    """Modes, a banner, errors in configuration, tables by TextFSM, and a session log."""
    host = mock_fleet({"devices": [{"name": "r1", "profile": profile}]})["r1"]
    log = tmp_path / "session.log"
    with connect(host, session_log=str(log)) as device:
        device.send_config_set(["interface Loopback0", "ip address 10.0.0.1 255.255.255.0", "exit", "hostname edge"])
        assert device.set_base_prompt() == "edge"
        with pytest.raises(netmiko.exceptions.ConfigInvalidException):
            device.send_config_set(["ip ssh time-out 999"], error_pattern="% Invalid input")
        assert device.check_config_mode()
        device.exit_config_mode()
        device.send_config_set(["banner login ^", "one # two", "^"], cmd_verify=False)
        assert "one # two" in device.send_command("show running-config | begin ^banner")
        assert device.send_command("show version", use_textfsm=True)[0]["hostname"] == "edge"
        assert device.send_command("show ip interface brief", use_textfsm=True)[-1]["interface"] == "Loopback0"
        saved = device.send_command("copy running-config startup-config", expect_string="Destination filename")
        assert "startup-config" in saved
        assert "[OK]" in device.send_command("", expect_string="#")
    assert "Loopback0" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["files", "switch"])
def test_files_are_transferred_and_verified(fleet, tmp_path, name):
    """Both ways with real SCP; netmiko looks for the file, for room, and compares MD5 hashes on the device."""
    source, back = tmp_path / "image.bin", tmp_path / "back.bin"
    source.write_bytes(os.urandom(1 << 20) * 3)
    with connect(fleet[name]) as device:

        def transfer(**more):
            return netmiko.file_transfer(device, source_file=str(source), dest_file="image.bin", **more)

        done = {"file_exists": True, "file_transferred": True, "file_verified": True}
        assert transfer(direction="put") == done
        assert transfer(direction="put") == {**done, "file_transferred": False}
        source.write_bytes(b"changed")
        with pytest.raises(ValueError, match="overwrite_file is disabled"):
            transfer(direction="put", overwrite_file=False)
        assert transfer(direction="put", overwrite_file=True) == done
        assert "changed" in device.send_command("more flash:image.bin")
        got = netmiko.file_transfer(device, source_file="image.bin", dest_file=str(back), direction="get")
        assert got == done
        assert back.read_bytes() == b"changed"
        assert device.send_command("dir flash:image.bin", use_textfsm=True)[0]["size"] == "7"
        device.send_command("delete /force flash:image.bin")
        assert "Error opening" in device.send_command("dir flash:image.bin")


def test_a_transfer_without_room_or_without_server_is_an_error(fleet, tmp_path):
    source = tmp_path / "image.bin"
    source.write_bytes(b"x" * 1000)
    with connect(fleet["full"]) as device, pytest.raises(ValueError, match="Insufficient space"):
        netmiko.file_transfer(device, source_file=str(source), dest_file="image.bin", direction="put")
    with connect(fleet["r1"]) as device, pytest.raises(SCPException, match="disabled"):
        netmiko.file_transfer(device, source_file=str(source), dest_file="image.bin", direction="put")
