# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages about interfaces, neighbours and load, read as widespread collectors read them."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from mock_ios import profiles
from mock_ios.client import Network
from mock_terminal import Terminal, device
from ntc_templates.parse import parse_output

ALL = profiles.names()
CONFIGURED = """hostname R1
interface GigabitEthernet0/1
 description up link
 ip address 10.0.0.1 255.255.255.0
 ip address 10.0.1.1 255.255.255.0 secondary
 mtu 1400
interface GigabitEthernet0/2
 no ip address
 shutdown
interface Loopback0
 ip address 10.9.9.9 255.255.255.255
interface Vlan7
 ip address dhcp
"""
NAMES = ["GigabitEthernet0/1", "GigabitEthernet0/2", "Loopback0", "Vlan7"]


def reply(command, *, profile="17.15", initial=CONFIGURED):
    with Terminal(device(profile, initial)) as terminal:
        return terminal.reply(command)


def rows(command, **more):
    return parse_output(platform="cisco_ios", command=command, data=reply(command, **more))


def test_interfaces_in_full():
    first, second, loopback, vlan = rows("show interfaces")
    assert [row["interface"] for row in (first, second, loopback, vlan)] == NAMES
    assert (first["link_status"], first["protocol_status"]) == ("up", "up")
    assert (first["description"], first["ip_address"], first["prefix_length"]) == ("up link", "10.0.0.1", "24")
    assert (first["mtu"], first["bandwidth"], first["hardware_type"]) == ("1400", "1000000 Kbit", "iGbE")
    assert re.fullmatch(r"5254\.[0-9a-f]{4}\.[0-9a-f]{4}", first["mac_address"])
    assert second["link_status"] == "administratively down"
    assert (loopback["hardware_type"], loopback["mtu"]) == ("Loopback", "1514")
    assert vlan["ip_address"] == ""


def test_interfaces_as_tables():
    assert [row["status"] for row in rows("show ip interface brief")] == ["up", "administratively down", "up", "up"]
    assert [row["ip_address"] for row in rows("show ip interface brief")][1:] == [
        "unassigned",
        "10.9.9.9",
        "unassigned",
    ]
    described = rows("show interfaces description")
    assert [row["port"] for row in described] == ["Gi0/1", "Gi0/2", "Lo0", "Vl7"]
    assert (described[0]["description"], described[1]["status"]) == ("up link", "admin down")
    addresses = rows("show ip interface")
    assert [row["ip_address"] for row in addresses] == [["10.0.0.1", "10.0.1.1"], [], ["10.9.9.9"], []]
    (arp,) = rows("show ip arp")
    assert (arp["ip_address"], arp["interface"]) == ("10.0.0.1", "GigabitEthernet0/1")


def test_one_interface_and_one_that_is_not_there():
    assert reply("show interfaces gi0/1").startswith("GigabitEthernet0/1 is up")
    assert reply("show ip interface lo0").startswith("Loopback0 is up")
    assert "% Invalid input" in reply("show interfaces gi0/9")
    assert "% Invalid input" in reply("show ip interface nothing")


def test_a_mask_that_is_none_is_shown_as_it_stands():
    assert "10.0.0.1/255.0.255.0" in reply(
        "show ip interface", initial="interface Vlan1\n ip address 10.0.0.1 255.0.255.0\n"
    )


@pytest.mark.parametrize("profile", ALL)
def test_neighbours_and_load(profile):
    with Terminal(device(profile)) as terminal:
        assert terminal.reply("show lldp neighbors detail") == "% LLDP is not enabled\n"
        terminal.configure("lldp run", "no cdp run")
        assert "Status: ACTIVE" in terminal.reply("show lldp")
        assert "Total entries displayed: 0" in terminal.reply("show lldp neighbors")
        terminal.configure("interface GigabitEthernet7")
        assert "\nGigabitEthernet7:\n    Tx: enabled\n    Rx: enabled\n" in terminal.reply("show lldp interface")
        assert re.fullmatch(r"32768, 5254(\.[0-9a-f]{4}){2}\n", terminal.reply("show lacp sys-id"))
        assert terminal.reply("show cdp neighbors") == "% CDP is not enabled\n"
        terminal.configure("cdp run")
        assert "Sending CDP packets every 60 seconds" in terminal.reply("show cdp")
        assert "Device ID        Local Intrfce" in terminal.reply("show cdp neighbors")
        assert "Total cdp entries displayed : 0" in terminal.reply("show cdp neighbors detail")
        load = r"CPU utilization for five seconds: \d+%/\d+%; one minute: \d+%; five minutes: \d+%"
        assert re.search(load, terminal.reply("show processes cpu | include CPU utilization"))
        assert re.search(r"Processor Pool Total: +\d+ Used: +\d+ Free: +\d+", terminal.reply("show processes memory"))
        assert re.search(
            r"^Processor +\S+ +\d+ +\d+ +\d+ +\d+ +\d+$", terminal.reply("show memory statistics"), re.MULTILINE
        )
        assert terminal.reply("show ipv6 interface") == ""


LISTS = """access-list 10 permit 10.0.0.0 0.0.0.255
access-list 110 permit ip any any
ip access-list standard X
 permit 10.2.2.2
 15 deny any
ip access-list extended Y
 remark nobody sees this
 permit tcp any any eq 22
"""


def test_access_lists():
    assert reply("show access-lists", initial=LISTS) == (
        "Standard IP access list 10\n    10 permit 10.0.0.0, wildcard bits 0.0.0.255\n"
        "Extended IP access list 110\n    10 permit ip any any\n"
        "Standard IP access list X\n    10 permit 10.2.2.2\n    15 deny   any\n"
        "Extended IP access list Y\n    10 permit tcp any any eq 22\n"
    )
    assert reply("show ipv6 access-list", initial=LISTS) == ""


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ping 10.0.0.1", "!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 1/1/1 ms\n"),
        ("ping ip 127.0.0.1 repeat 2", "Sending 2, 100-byte ICMP Echos to 127.0.0.1, timeout is 2 seconds:\n!!\n"),
        (
            "ping vrf A 10.0.0.1 size 36 timeout 1 source lo0 df-bit",
            "Sending 5, 36-byte ICMP Echos to 10.0.0.1, timeout is 1",
        ),
        ("ping 192.0.2.1 repeat 71", "." * 70 + "\n.\nSuccess rate is 0 percent (0/71)\n"),
        ("ping nowhere", "% Bad IP address or host name\n"),
        ("ping", "% Incomplete command."),
    ],
)
def test_own_addresses_answer_a_ping(command, expected):
    assert expected in reply(command)


def test_devices_of_the_fleet_answer_by_name_and_address():
    on = device("17.15")
    other = device("17.15", "hostname R2\ninterface Loopback0\n ip address 10.7.7.7 255.255.255.255\n")
    on.network = Network({"r2": SimpleNamespace(device=other, address="127.0.0.1", port=2222)})
    with Terminal(on) as terminal:
        for host in ("r2", "10.7.7.7"):
            assert "to 10.7.7.7, timeout is 2 seconds:\n!!!!!\n" in terminal.reply(f"ping {host}")


@pytest.mark.parametrize("command", ["show environment all", "show vlan brief", "show ip bgp summary", "show platform"])
def test_what_is_not_known_is_refused_as_a_device_does(command):
    assert "% Invalid input detected at '^' marker." in reply(command)
