# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""napalm reads mock devices, and changes them by files, as it does with Cisco IOS."""

from __future__ import annotations

import napalm
import pytest
from napalm.base.exceptions import CommandErrorException
from scp import SCPException

INTERFACES = """interface GigabitEthernet1
 description up link
 ip address 10.0.0.1 255.255.255.0
interface Loopback0
 ip address 10.9.9.9 255.255.255.255
 shutdown
"""
ENABLED = INTERFACES + "ip scp server enable\n"
FLEET = {
    "defaults": {"config": ENABLED},
    "devices": [
        {"name": "r1", "profile": "17.15"},
        {"name": "sw1", "profile": "17.3"},
        {"name": "archive", "profile": "17.9", "config": ENABLED + "archive\n path bootflash:backup\n"},
        {"name": "off", "profile": "17.15", "config": INTERFACES},
        {
            "name": "low",
            "profile": "17.15",
            "users": [{"name": "op", "password": "op-password", "privilege": 1}],
            "enable": "to-fifteen",
        },
    ],
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


def connect(host, **options):
    driver = napalm.get_network_driver("ios")
    arguments = {"port": host.port, "ssh_config_file": None, **options}
    return driver(host.address, host.user, host.password, optional_args=arguments)


@pytest.mark.parametrize(("name", "model", "release"), [("r1", "C8000V", "17.15.1"), ("sw1", "C9300-24T", "17.3.4")])
def test_what_napalm_reads(fleet, name, model, release):
    with connect(fleet[name]) as device:
        assert device.is_alive() == {"is_alive": True}
        facts = device.get_facts()
        assert (facts["vendor"], facts["model"], facts["hostname"]) == ("Cisco", model, name)
        assert facts["fqdn"] == f"{name}.mock.example"
        assert f"Version {release}" in facts["os_version"]
        assert facts["serial_number"].startswith("9")
        assert set(facts["interface_list"]) > {"GigabitEthernet1", "Loopback0"}
        assert facts["uptime"] >= 0
        assert device.get_users() == {"admin": {"level": 15, "password": "mock-admin", "sshkeys": []}}
        interfaces = device.get_interfaces()
        first, loopback = interfaces["GigabitEthernet1"], interfaces["Loopback0"]
        assert (first["is_up"], first["description"], first["speed"]) == (True, "up link", 1000.0)
        assert (loopback["is_enabled"], loopback["mtu"]) == (False, 1514)
        addresses = device.get_interfaces_ip()
        assert addresses["GigabitEthernet1"] == {"ipv4": {"10.0.0.1": {"prefix_length": 24}}}
        assert device.get_environment()["memory"]["available_ram"] > 0
        assert [row["ip"] for row in device.get_arp_table()] == ["10.0.0.1"]
        assert device.get_lldp_neighbors() == {}
        assert "interface Loopback0" in device.get_config(retrieve="running")["running"]


def test_a_candidate_is_compared_committed_and_discarded(fleet):
    with connect(fleet["r1"]) as device:
        device.load_merge_candidate(config="ip ssh time-out 45\ninterface Loopback0\n description seen\nend\n")
        assert device.compare_config().split("\n") == [
            "+ip ssh time-out 45",
            "+interface Loopback0",
            "+ description seen",
        ]
        device.commit_config()
        assert device.compare_config() == ""
        running = device.get_config()["running"]
        assert "ip ssh time-out 45" in running
        assert " description seen" in running
        assert "ip ssh time-out 45" in device.get_config()["startup"]
        device.load_merge_candidate(config="ip ssh time-out 46\nend\n")
        assert device.compare_config() == "+ip ssh time-out 46"
        device.discard_config()
        assert "ip ssh time-out 45" in device.get_config()["running"]


def test_a_configuration_is_replaced_and_rolled_back(fleet):
    with connect(fleet["archive"]) as device:
        wanted = device.get_config(retrieve="running")["running"].replace("up link", "new link")
        device.load_replace_candidate(config=f"{wanted}\n")
        assert device.compare_config().split("\n") == [
            "interface GigabitEthernet1",
            " +description new link",
            "interface GigabitEthernet1",
            " -description up link",
        ]
        device.commit_config()
        assert device.get_interfaces()["GigabitEthernet1"]["description"] == "new link"
        device.rollback()
        assert device.get_interfaces()["GigabitEthernet1"]["description"] == "up link"


def test_a_bad_line_in_a_candidate_is_an_error(fleet):
    with connect(fleet["sw1"]) as device:
        device.load_merge_candidate(config="ip ssh time-out 999\nend\n")
        with pytest.raises(Exception, match="Invalid input detected"):
            device.commit_config()
        assert "time-out 999" not in device.get_config()["running"]


def test_napalm_says_when_scp_is_off_or_the_login_is_too_low(fleet):
    with connect(fleet["off"]) as device, pytest.raises(CommandErrorException, match="ip scp server enable"):
        device.load_merge_candidate(config="end\n")
    with connect(fleet["low"], secret="to-fifteen") as device:
        assert device.get_facts()["hostname"] == "low"
        with pytest.raises(SCPException, match=r"Privilege denied\."):
            device.load_merge_candidate(config="end\n")
