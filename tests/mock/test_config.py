# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations that are loaded: what is known takes effect, what is unknown is kept, all of it is shown back."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mock_ios.profiles import names
from mock_terminal import PEER, Terminal, device, running

ALL = names()
SITE = """\
!
version 15.2
service timestamps debug datetime msec localtime
service timestamps log datetime msec localtime
service password-encryption
!
hostname SITE-SW-01
!
boot-start-marker
boot-end-marker
!
vrf definition MGMT
 rd 65000:1
 !
 address-family ipv4
 exit-address-family
!
logging buffered 64000 informational
enable secret 5 $1$abcd$2hDGYdE0UrwK2pqoiF6BB1
!
aaa new-model
!
aaa group server tacacs+ TAC
 server-private 10.1.1.1 key 7 02050D480809
!
aaa authentication login default group TAC local
aaa authorization exec default group TAC local@
!
aaa session-id common
!
ip domain name site.example
login block-for 60 attempts 3 within 30
!
crypto pki certificate chain TP-self-signed-1
 certificate self-signed 01
  3082022B 30820194 A0030201 02020101 300D0609 2A864886 F70D0101 05050030
  3082022B 30820194 A0030201 02020101 300D0609 2A864886 F70D0101 05050030
  quit
!
spanning-tree mode rapid-pvst
!
username admin privilege 15 secret 5 $1$abcd$2hDGYdE0UrwK2pqoiF6BB1
username ops privilege 5 password 7 02050D480809
!
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
!
interface GigabitEthernet1/0/1
 description to # core > here
 switchport mode trunk
 switchport nonegotiate
 storm-control broadcast level 1.00
!
router ospf 1
 router-id 10.0.0.1
 network 10.0.0.0 0.255.255.255 area 0
!
ip http secure-server
ip route 0.0.0.0 0.0.0.0 10.0.0.254
ip ssh time-out 60
ip ssh version 2
!
ip access-list standard MGMT-IN
 permit 10.0.0.0 0.255.255.255
 deny   any log
!
snmp-server community PUBLIC RO MGMT-IN
snmp-server host 10.0.0.9 PUBLIC  tty
!
banner login ^C
line vty 0 4
 login local
hostname EVIL
^C
!
line con 0
 logging synchronous
line vty 0 4
 access-class MGMT-IN in
 exec-timeout 15 0
 transport input ssh
 escape-character 3
line vty 5 15
 access-class MGMT-IN in
 transport input none
!
ntp server 10.0.0.9
!
end
""".replace("@", " ")  # that line really ends with a blank


def body(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in text.splitlines() if line.strip() and line.strip() != "!"]


def test_real_looking_configuration_comes_back() -> None:
    """Nothing is lost or changed; only what the device always shows is added."""
    on = device("15.2", SITE)
    shown = body(on.running_text())
    missing = [line for line in body(SITE) if line not in shown]
    assert missing == []
    added = [line for line in shown[1:] if line not in body(SITE)]
    assert added == ["line aux 0"]
    assert on.hostname == "SITE-SW-01"


def test_what_is_known_takes_effect_in_between() -> None:
    on = device("15.2", SITE, rsa=2048)
    policy = on.ssh_policy()
    assert policy.timeout == 60
    assert policy.ident == "SSH-2.0-Cisco-1.25"
    assert policy.banner == "\r\nline vty 0 4\r\n login local\r\nhostname EVIL\r\n"
    assert on.transports(3) == ("ssh",)
    assert on.transports(7) == ()
    assert on.domain_name == "site.example"


@pytest.mark.parametrize("profile", ALL)
def test_shown_configuration_loads_to_itself(profile: str) -> None:
    on = device(profile, SITE)
    once = on.running_text()
    again = device(profile, once)
    assert again.running_text() == once


def test_unknown_line_is_refused_at_the_command_line() -> None:
    with Terminal(device("15.2", "hostname R1\nfrobnicate the widget\n")) as terminal:
        assert "\nfrobnicate the widget\n" in running(terminal.device)
        assert "% Invalid input" in terminal.configure("frobnicate another")
        assert "another" not in running(terminal.device)


def test_line_of_a_later_release_is_kept_and_has_no_effect() -> None:
    on = device("12.4", "hostname R1\nip ssh server algorithm mac hmac-sha2-256\n", rsa=1024)
    assert "ip ssh server algorithm mac hmac-sha2-256\n" in on.running_text()
    assert "hmac-sha2-256" not in on.ssh_policy().mac


def test_clear_secrets_are_hashed_when_loaded() -> None:
    initial = "hostname R1\nenable secret 0 hidden1\nusername a secret hidden2\n"
    on = device("17.15", initial)
    assert "hidden" not in on.running_text()
    assert on.gate.check_enable("hidden1")
    assert not on.gate.check_enable("hidden2")
    assert on.running_text() == device("17.15", initial).running_text()


def test_text_beyond_ascii_comes_back_byte_for_byte() -> None:
    initial = """\
hostname R1
username a password 0 pässwörd
banner login ^CZürich €^C
interface Loopback0
 description Köln
"""
    on = device("17.15", initial + "line vty 0 4\n login local\n", rsa=2048)
    assert on.ssh_policy().banner == "Zürich €"
    assert on.check_password(on.admit(PEER, "ssh"), "a", "pässwörd")
    with Terminal(on) as terminal:
        assert " description Köln\r\n".encode() in terminal.raw("show running-config\r")
        terminal.type("configure terminal")
        terminal.raw("username b secret grün\r")
    assert on.check_password(on.admit(PEER, "ssh"), "b", "grün")


def test_erased_device_starts_with_nothing() -> None:
    with Terminal(device("17.15", "hostname R1\nip ssh time-out 60\n")) as terminal:
        assert terminal.reply("show startup-config").endswith("\nend\n\n")
        terminal.type("write erase")
        terminal.raw("\r")
        assert terminal.reply("show startup-config") == "startup-config is not present\n"
        terminal.device.reload()
        assert terminal.device.hostname == "Router"
        assert terminal.device.ssh_policy().timeout == 120


@pytest.mark.parametrize("profile", ALL)
def test_what_fact_gatherers_ask_for(profile: str) -> None:
    with Terminal(
        device(profile, "hostname R1\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\n")
    ) as terminal:
        assert terminal.reply("show inventory").startswith('NAME: "')
        assert f", SN: {terminal.device.serial}\n" in terminal.reply("show inventory")
        assert terminal.reply("dir").startswith("Directory of ")
        assert re.search(
            r"^Loopback0 +10\.0\.0\.1 +YES NVRAM +up +up$", terminal.reply("show ip interface brief"), re.MULTILINE
        )


def test_unindented_blocks_are_understood() -> None:
    on = device("17.15", "hostname R1\nline vty 0 4\nlogin local\nexec-timeout 3 0\nip ssh time-out 30\n")
    assert "line vty 0 4\n exec-timeout 3 0\n login local\n transport input ssh\n" in on.running_text()
    assert on.ssh_policy().timeout == 30


def big(lines: int) -> str:
    block = (
        "interface GigabitEthernet{slot}/0/{port}\n description port {number}\n"
        " switchport access vlan {vlan}\n ip flow monitor M{number} input\n!\n"
    )
    numbers = range(lines // 5)
    return "hostname BIG\n" + "".join(
        block.format(slot=n // 48, port=n % 48 + 1, number=n, vlan=n % 4000 + 1) for n in numbers
    )


def test_five_thousand_lines_in_little_time() -> None:
    """Bounds are wide: the usual figures are a tenth of them."""
    text = big(5000)
    started = time.process_time()
    on = device("17.15", text)
    loaded = time.process_time() - started
    with Terminal(on) as terminal:
        started = time.process_time()
        shown = terminal.reply("show running-config")
        first = time.process_time() - started
    assert shown.count("\n") > 4900
    assert loaded < 2.5
    assert first < 1.0


def test_device_is_made_in_little_time() -> None:
    """The first one of a profile builds the command tree; the others share it."""
    device("17.15", SITE, rsa=2048)
    started = time.process_time()
    for _unused in range(20):
        device("17.15", SITE, rsa=2048)
    assert (time.process_time() - started) / 20 < 0.02


WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8)
TOP = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
BLOCK = st.tuples(TOP, st.lists(TOP, max_size=4)).map(lambda pair: "\n ".join([pair[0], *pair[1]]))


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, max_size=12), st.sampled_from(ALL))
def test_any_configuration_settles(blocks: list[str], profile: str) -> None:
    """Whatever is loaded: what is shown loads to itself, and no text makes the device stumble."""
    once = device(profile, "hostname R1\n" + "\n".join(blocks) + "\n").running_text()
    assert device(profile, once).running_text() == once


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15), st.sampled_from(["1 0", "2 0", "10 0"])), max_size=6))
def test_line_settings_belong_to_single_lines(changes: list[tuple[int, int, str]]) -> None:
    """However ranges overlap, each line has what was last said to it, and what is shown says the same."""
    expected = dict.fromkeys(range(16), "10 0")
    on = device("17.3")
    with Terminal(on) as terminal:
        for first, last, value in changes:
            first, last = min(first, last), max(first, last)  # noqa: PLW2901 ordered ends of a range
            terminal.configure(f"line vty {first} {last}", f"exec-timeout {value}")
            expected.update(dict.fromkeys(range(first, last + 1), value))
    for copy in (on, device("17.3", on.running_text())):
        found = {number: copy.line_value("vty", number, "exec-timeout") for number in range(16)}
        assert found == {number: f"exec-timeout {value}" for number, value in expected.items()}


def test_a_service_keeps_its_place_when_it_is_switched_on() -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.configure("service password-encryption")
        lines = [line for line in terminal.device.running_text().splitlines() if "service" in line]
        assert lines[-1] == "service password-encryption"


def test_what_is_taken_back_in_a_text_that_is_read() -> None:
    """Nobody is asked, and a superfluous `exit` does no harm."""
    text = """\
username gone privilege 15 secret 0 x
username kept privilege 15 secret 0 x
no username gone
aaa new-model
aaa authentication login default local
no aaa new-model
line vty 0 4
 login local
 exit
exit
hostname last
"""
    on = device("15.2", text)
    assert list(on.config.users()) == ["kept"]
    assert "\nno aaa new-model\n" in on.running_text()
    assert on.hostname == "last"
