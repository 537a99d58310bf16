# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access lists: whom they let pass, how they are edited and shown, and the lines that ask them."""

from __future__ import annotations

import asyncio
import contextlib

import asyncssh
import pytest
from mock_ios import fleet
from mock_ios.acl import EXTENDED, IPV6, STANDARD, AceError, Packet, read
from mock_ios.server import FleetServer
from mock_terminal import Terminal, device, running

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

V4 = Packet("10.1.2.3", 51000, "10.0.0.1", 22)
V6 = Packet("2001:db8::5", 51000, "2001:db8::1", 22)

# kind, text as typed, text as stored, whether a connection from 10.1.2.3 (or 2001:db8::5) to port 22 matches
LINES = [
    (STANDARD, "any", "any", True),
    (STANDARD, "host 10.1.2.3", "10.1.2.3", True),
    (STANDARD, "10.1.2.3", "10.1.2.3", True),
    (STANDARD, "10.1.2.4", "10.1.2.4", False),
    (STANDARD, "10.1.2.3 0.0.0.0 log", "10.1.2.3 log", True),
    (STANDARD, "10.1.2.77 0.0.0.255", "10.1.2.0 0.0.0.255", True),
    (STANDARD, "10.9.2.3 0.8.0.0", "10.1.2.3 0.8.0.0", True),
    (STANDARD, "10.1.0.1 0.0.254.254", "10.1.0.1 0.0.254.254", True),
    (STANDARD, "10.1.0.2 0.0.254.254", "10.1.0.0 0.0.254.254", False),
    (STANDARD, "0.0.0.0 255.255.255.255", "any", True),
    (EXTENDED, "ip any any", "ip any any", True),
    (EXTENDED, "tcp 10.1.2.3 0.0.0.0 any eq 22 log", "tcp host 10.1.2.3 any eq 22 log", True),
    (EXTENDED, "6 any host 10.0.0.1 eq 22", "tcp any host 10.0.0.1 eq 22", True),
    (EXTENDED, "tcp any host 10.0.0.2 eq 22", "tcp any host 10.0.0.2 eq 22", False),
    (EXTENDED, "tcp any any eq 23", "tcp any any eq telnet", False),
    (EXTENDED, "tcp any any eq telnet 22 443", "tcp any any eq telnet 22 443", True),
    (EXTENDED, "tcp any any neq 22", "tcp any any neq 22", False),
    (EXTENDED, "tcp any any range 30 20", "tcp any any range ftp-data 30", True),
    (EXTENDED, "tcp any any gt 21", "tcp any any gt ftp", True),
    (EXTENDED, "tcp any any lt 22", "tcp any any lt 22", False),
    (EXTENDED, "tcp any gt 1023 any eq 22", "tcp any gt 1023 any eq 22", True),
    (EXTENDED, "tcp any lt 1024 any eq 22", "tcp any lt 1024 any eq 22", False),
    (EXTENDED, "tcp any any established", "tcp any any established", False),
    (EXTENDED, "tcp any any syn", "tcp any any syn", True),
    (EXTENDED, "ip any any fragments", "ip any any fragments", False),
    (EXTENDED, "ip any any dscp ef", "ip any any dscp ef", True),
    (EXTENDED, "udp any any eq 53", "udp any any eq domain", False),
    (EXTENDED, "icmp any any echo-reply", "icmp any any echo-reply", False),
    (EXTENDED, "ospf any any", "ospf any any", False),
    (IPV6, "ipv6 any any", "ipv6 any any", True),
    (IPV6, "tcp 2001:db8::77/64 any eq 22", "tcp 2001:DB8::/64 any eq 22", True),
    (IPV6, "tcp host 2001:db8::5 any eq 22 log", "tcp host 2001:DB8::5 any eq 22 log", True),
    (IPV6, "tcp 2001:db8:0:1::/64 any", "tcp 2001:DB8:0:1::/64 any", False),
    (IPV6, "ipv6 ::/0 any", "ipv6 any any", True),
]


@pytest.mark.parametrize(("kind", "typed", "stored", "matches"), LINES)
def test_lines_are_understood(kind, typed, stored, matches):
    ace = read(kind, typed)
    assert ace.text == stored
    assert read(kind, stored).text == stored
    assert ace.matches(V6 if kind == IPV6 else V4) is matches


@pytest.mark.parametrize(
    ("kind", "typed", "place", "incomplete"),
    [
        (STANDARD, "", 0, True),
        (STANDARD, "10.1.2", 0, False),
        (STANDARD, "any any", 4, False),
        (EXTENDED, "tcp any", 7, True),
        (EXTENDED, "tcp 10.0.0.1 any", 13, False),
        (EXTENDED, "ip any any eq 22", 11, False),
        (EXTENDED, "tcp any any eq sshd", 15, False),
        (EXTENDED, "tcp any any eq 70000", 15, False),
        (EXTENDED, "ipv6 any any", 0, False),
        (EXTENDED, "ip object-group G any", 3, False),
        (EXTENDED, "tcp any any eq 22 time-range T", 18, False),
        (IPV6, "ip any any", 0, False),
        (IPV6, "ipv6 2001:db8::5 any", 5, False),
        (IPV6, "ipv6 host 2001:db8::/64 any", 10, False),
    ],
)
def test_lines_that_no_list_can_have(kind, typed, place, incomplete):
    with pytest.raises(AceError) as error:
        read(kind, typed)
    assert (error.value.place, error.value.incomplete) == (place, incomplete)


EDITED = [
    "ip access-list extended E",
    "remark the host",
    "permit tcp host 10.0.0.9 any eq 22",
    "permit udp any any eq 161",
    "15 permit tcp 10.2.0.0 0.0.255.255 any eq 22",
    "deny ip any any",
    "access-list 10 remark only here",
    "access-list 10 permit 10.0.0.0 0.0.0.255",
    "access-list 10 deny any log",
    "ipv6 access-list S",
    "permit tcp host 2001:db8::1 any eq 22",
    "sequence 5 deny tcp any any eq telnet",
]
NEW = """ip access-list extended E
 10 remark the host
 10 permit tcp host 10.0.0.9 any eq 22
 15 permit tcp 10.2.0.0 0.0.255.255 any eq 22
 20 permit udp any any eq snmp
 30 deny   ip any any
!
ip access-list standard 10
 10 remark only here
 10 permit 10.0.0.0 0.0.0.255
 20 deny   any log
!
"""
OLD = """ip access-list extended E
 remark the host
 permit tcp host 10.0.0.9 any eq 22
 permit tcp 10.2.0.0 0.0.255.255 any eq 22
 permit udp any any eq snmp
 deny   ip any any
!
access-list 10 remark only here
access-list 10 permit 10.0.0.0 0.0.0.255
access-list 10 deny   any log
!
"""
SHOWN = """Extended IP access list E
    10 permit tcp host 10.0.0.9 any eq 22
    15 permit tcp 10.2.0.0 0.0.255.255 any eq 22
    20 permit udp any any eq snmp
    30 deny ip any any
Standard IP access list 10
    10 permit 10.0.0.0, wildcard bits 0.0.0.255
    20 deny   any log
"""


@pytest.mark.parametrize(("profile", "lists", "ipv6"), [("15.2", OLD, " {} "), ("17.3", NEW, " sequence {}0 ")])
def test_lists_are_shown_in_the_form_of_the_release(profile, lists, ipv6):
    with Terminal(device(profile)) as terminal:
        assert terminal.configure(*EDITED) == ""
        text = running(terminal.device)
        assert lists in text
        number = "" if profile == "15.2" else "sequence "
        first, second = ("", "") if profile == "15.2" else ("5 ", "10 ")
        assert (
            f"ipv6 access-list S\n {number}{first}deny tcp any any eq telnet\n"
            f" {number}{second}permit tcp host 2001:DB8::1 any eq 22\n" in text
        )
        assert terminal.reply("show ip access-lists") == SHOWN
        assert terminal.reply("show access-lists 10") == SHOWN[SHOWN.index("Standard") :]
        assert terminal.reply("show ipv6 access-list S") == (
            "IPv6 access list S\n    deny tcp any any eq telnet sequence 5\n"
            "    permit tcp host 2001:DB8::1 any eq 22 sequence 10\n"
        )
        again = device(profile, f"hostname R1\n{text}")
        assert running(again) == text
        terminal.configure("no access-list 10 deny any log", "no ip access-list extended E", "no ipv6 access-list S")
        assert "access-list" not in running(terminal.device)
        assert terminal.reply("show access-lists") == ""


def test_lists_are_edited_by_number_and_by_text():
    with Terminal(device("17.9")) as terminal:
        list_a = "ip access-list standard A"
        said = terminal.configure(
            list_a,
            "permit 10.0.0.1",
            "permit 10.0.0.2",
            "permit host 10.0.0.1",
            "10 permit 10.0.0.3",
            "permit 10.0.0.x",
        )
        assert said.startswith("% Duplicate sequence number\n")
        assert said.endswith("^\n% Invalid input detected at '^' marker.\n\n")
        assert terminal.configure(list_a, "25 remark x", "25 remark x") == "Duplicate remark statement\n"
        terminal.configure(list_a, "25 permit 10.0.0.4", "no permit 10.0.0.2", "no 25", "permit 10.0.0.5", "5 deny any")
        assert (
            running(terminal.device).count(f"{list_a}\n 5 deny   any\n 10 permit 10.0.0.1\n 20 permit 10.0.0.5\n!") == 1
        )
        terminal.configure("ip access-list resequence A 100 5")
        assert f"{list_a}\n 100 deny   any\n 105 permit 10.0.0.1\n 110 permit 10.0.0.5\n!" in running(terminal.device)
        assert "conflicts" in terminal.configure("ip access-list extended A")
        assert terminal.configure("ip access-list standard 110") == "% Invalid access list name.\n"
        assert "% Invalid input" in terminal.configure("access-list 700 permit any")


def test_a_list_that_somebody_else_removes_begins_again():
    with Terminal(device("17.9")) as terminal:
        terminal.type("configure terminal", "ip access-list standard A", "permit 10.0.0.1")
        terminal.device.config.remove("ip access-list standard A")
        assert terminal.reply("permit 10.0.0.2") == ""
        assert "ip access-list standard A\n 10 permit 10.0.0.2\n!" in running(terminal.device)


def test_one_class_a_direction():
    with Terminal(device("17.9")) as terminal:
        terminal.configure("line vty 0 4", "access-class A in", "access-class B in vrf-also", "access-class C out")
        assert "line vty 0 4\n access-class B in vrf-also\n access-class C out\n" in running(terminal.device)
        terminal.configure("line vty 0 4", "no access-class B in", "ipv6 access-class D in", "no access-class C out")
        assert "access-class" not in running(terminal.device).replace(" ipv6 access-class D in\n", "")


# The lines of a device that is served


@contextlib.asynccontextmanager
async def served(config, address="127.0.0.1", **options):
    spec = {"name": "r1", "profile": "15.2", "telnet": True, "config": config, **options}
    running_fleet = FleetServer(fleet.devices({"devices": [spec]}), address=address)
    running_fleet.start()
    try:
        yield running_fleet.servers["r1"]
    finally:
        await running_fleet.stop()


async def comes_in(one, source="127.0.0.1", telnet=False):
    """Whether a login over SSH, or a connection over Telnet, gets an answer."""
    port = one.telnet.port if telnet else one.port
    if telnet:
        try:
            reader, writer = await asyncio.open_connection(one.address, port, local_addr=(source, 0))
            answer = await asyncio.wait_for(reader.readuntil(b"name: "), 10)
        except (ConnectionError, asyncio.IncompleteReadError):
            return False
        writer.close()
        return bool(answer)
    every = dict.fromkeys(("kex_algs", "encryption_algs", "mac_algs", "server_host_key_algs"), "*")
    known = {"known_hosts": None, "username": "admin", "password": "mock-admin", "client_keys": None}
    try:
        async with asyncssh.connect(one.address, port, local_addr=(source, 0), **known, **every) as connection:
            return "uptime" in (await connection.run("show version")).stdout
    except (OSError, asyncssh.Error):
        return False


BOTH = "line vty 0 15\n access-class {} in\n"

# configuration, source, whether it comes in over SSH, and over Telnet
CLASSES = [
    (f"access-list 10 permit 127.0.0.2\n{BOTH.format(10)}", "127.0.0.2", True, True),
    (f"access-list 10 permit 127.0.0.2\n{BOTH.format(10)}", "127.0.0.1", False, False),
    (f"access-list 1310 permit 127.0.0.0 0.0.0.254\n{BOTH.format(1310)}", "127.0.0.2", True, True),
    (f"ip access-list standard M\n deny 127.0.0.2\n permit any\n{BOTH.format('M')}", "127.0.0.2", False, False),
    (f"ip access-list extended M\n permit tcp any any eq 22\n{BOTH.format('M')}", "127.0.0.1", True, False),
    (f"access-list 110 permit tcp host 127.0.0.3 any eq telnet\n{BOTH.format(110)}", "127.0.0.3", False, True),
    (BOTH.format("NOWHERE"), "127.0.0.2", True, True),
    (f"ip access-list standard EMPTY\n remark nothing yet\n{BOTH.format('EMPTY')}", "127.0.0.2", True, True),
    ("access-list 10 deny any\nline vty 5 15\n access-class 10 in\n", "127.0.0.1", True, True),
    ("access-list 10 deny any\nline vty 0\n access-class 10 in\n", "127.0.0.1", False, False),
]


@pytest.mark.parametrize(("config", "source", "ssh", "telnet"), CLASSES)
def test_whom_a_line_takes(config, source, ssh, telnet):
    async def scenario():
        async with served(config) as one:
            assert await comes_in(one, source) is ssh
            assert await comes_in(one, source, telnet=True) is telnet

    asyncio.run(scenario())


def test_matches_are_counted_and_logged():
    async def scenario():
        config = f"access-list 10 permit 127.0.0.2\naccess-list 10 deny any log\n{BOTH.format(10)}"
        async with served(config) as one:
            assert await comes_in(one, "127.0.0.2")
            assert not await comes_in(one)
            assert not await comes_in(one, "127.0.0.9")
            with_counts = ["Standard IP access list 10", "    10 permit 127.0.0.2 (1 match)"]
            assert one.device.access_lists.pages() == [*with_counts, "    20 deny   any log (2 matches)"]
            denied = "%SEC-6-IPACCESSLOGS: list 10 denied {} 1 packet"
            logged = "\n".join(one.device.log_lines)
            assert denied.format("127.0.0.1") in logged
            assert denied.format("127.0.0.9") in logged
            one.device.access_lists.forget("10")
            assert "match" not in str(one.device.access_lists.pages())

    asyncio.run(scenario())


@pytest.mark.parametrize(("also", "ssh"), [("", False), (" vrf-also", True)])
def test_a_class_without_vrf_also_takes_nobody_from_a_vrf(also, ssh):
    async def scenario():
        config = f"access-list 10 permit any\nline vty 0 15\n access-class 10 in{also}\n"
        async with served(config, vrf="Mgmt-intf") as one:
            assert await comes_in(one) is ssh
        async with served("", vrf="Mgmt-intf") as one:
            assert await comes_in(one)

    asyncio.run(scenario())


@pytest.mark.parametrize(("source", "ssh"), [("::1", True), ("2001:db8::7", False)])
def test_ipv6_has_lists_of_its_own(source, ssh):
    async def scenario():
        config = f"ipv6 access-list S\n permit tcp host {source} any eq 22\naccess-list 10 deny any\n"
        config += "line vty 0 15\n access-class 10 in\n ipv6 access-class S in\n"
        async with served(config, address="::1") as one:
            assert await comes_in(one, "::1") is ssh
            assert not await comes_in(one, "::1", telnet=True)

    asyncio.run(scenario())


def test_a_class_for_the_way_out():
    lines = "interface Loopback0\n ip address 10.7.7.7 255.255.255.255\naccess-list 10 deny 127.0.0.1\n"
    with Terminal(device("17.9", f"hostname R1\n{lines}line con 0\n access-class 10 out\n")) as terminal:
        terminal.device.access_lists.permits("10", V4)
        assert terminal.reply("ssh -l admin 127.0.0.1") == (
            "% Connections to that host not permitted from this terminal\n"
        )
