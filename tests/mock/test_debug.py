# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of debugging, and the log: levels, the limited buffer, and who sees a line."""

from __future__ import annotations

import pytest
from mock_ios.device import Account
from mock_ios.trace import DEBUGS
from mock_terminal import Terminal, device

ON = {
    "ip ssh": "Incoming SSH debugging is on",
    "ip ssh detail": "ssh detail messages debugging is on",
    "ip ssh packet": "ssh packets debugging is on",
    "ip ssh client": "SSH Client debugging is on",
    "ip scp": "Incoming SCP debugging is on",
    "snmp packet": "SNMP packet debugging is on",
}


@pytest.mark.parametrize(("words", "answer"), ON.items())
def test_a_switch_answers_and_is_shown(words, answer) -> None:
    with Terminal(device("15.2")) as terminal:
        assert terminal.reply("show debugging") == ""
        assert terminal.reply(f"debug {words}") == answer + "\n"
        group, line = terminal.reply("show debug").splitlines()
        assert group.endswith(":")
        assert line == f"  {answer}"
        assert terminal.reply(f"no debug {words}") == answer.replace(" on", " off") + "\n"
        terminal.type(f"debug {words}")
        assert terminal.reply(f"undebug {words}") == answer.replace(" on", " off") + "\n"
        assert terminal.reply("show debugging") == ""


def test_switches_are_apart_from_each_other() -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.type("debug ip ssh detail", "debug snmp packet", "no debug ip ssh")
        assert terminal.reply("show debugging") == (
            "SSH:\n  ssh detail messages debugging is on\n\nSNMP:\n  SNMP packet debugging is on\n"
        )
        assert terminal.reply("u all") == "All possible debugging has been turned off\n"
        assert not terminal.device.tracer.on


@pytest.mark.parametrize("profile", ["16.8", "17.3", "17.9", "17.15", "26.1"])
def test_ios_xe_always_has_something_to_show(profile) -> None:
    with Terminal(device(profile)) as terminal:
        head = terminal.reply("show debugging")
        assert head.startswith("IOSXE Conditional Debug Configs:\n\nConditional Debug Global State: Stop\n")
        assert head.endswith("Port\n------------------------------------------------------|----------\n")
        terminal.type("debug ip ssh")
        assert terminal.reply("show debugging") == f"{head}\nSSH:\n  Incoming SSH debugging is on\n"
        assert terminal.reply("show debugging | include debugging is on") == "  Incoming SSH debugging is on\n"


def test_debug_all_asks() -> None:
    question = "debug all\nThis may severely impact network performance. Continue? (yes/[no]): "
    with Terminal(device("15.2")) as terminal:
        assert terminal.type("debug all") == question
        assert terminal.type("") == "\nR1#"
        assert not terminal.device.tracer.on
        terminal.type("debug all")
        assert terminal.type("yes") == "yes\nAll possible debugging has been turned on\nR1#"
        assert terminal.device.tracer.on == {row.kind for row in DEBUGS}


def test_debugging_needs_privilege_outlives_the_session_and_ends_with_a_reload() -> None:
    box = device("15.2")
    with Terminal(box, privilege=1) as terminal:
        assert "% Invalid input" in terminal.reply("debug ip ssh")
    with Terminal(box) as terminal:
        terminal.type("debug ip ssh")
    assert box.tracer.on == {"ssh"}
    box.reload()
    assert not box.tracer.on


def test_a_line_comes_once_with_the_stamp_of_debugging() -> None:
    box = device("15.2", "hostname R1\nservice timestamps debug uptime\nno service timestamps log\n")
    box.trace("ssh", "before")
    box.tracer.everything(on=True)
    box.trace(("ssh", "ssh detail"), "SSH0: starting SSH control process")
    box.log("SYS-5-CONFIG_I", "Configured from console by console")
    assert box.log_lines == [
        "00:00:00: SSH0: starting SSH control process",
        "%SYS-5-CONFIG_I: Configured from console by console",
    ]
    with pytest.raises(KeyError):
        box.trace("no such kind", "")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("logging buffered 64000", ["note", "debug"]),
        ("logging buffered debugging", ["note", "debug"]),
        ("logging buffered 64000 informational", ["note"]),
        ("logging buffered 5", ["note"]),
        ("logging buffered warnings", []),
        ("no logging buffered", []),
        ("no logging on", []),
    ],
)
def test_the_buffer_takes_what_its_level_says(line, kept) -> None:
    with Terminal(device("17.9")) as terminal:
        terminal.configure(line)
        terminal.device.log_book.clear()
        terminal.device.tracer.everything(on=True)
        terminal.device.log("SYS-5-NOTE", "note")
        terminal.device.trace("scp", "debug")
        assert [text.rsplit(" ", 1)[1] for text in terminal.device.log_lines] == kept
        terminal.device.tracer.everything(on=False)
        assert ("Log Buffer (" in terminal.reply("show logging")) is not line.startswith("no ")


def test_levels_are_shown_by_name() -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.configure("logging buffered 64000 6", "logging console 3", "logging monitor 4", "logging trap 5")
        text = terminal.reply("show running-config | include logging")
        assert text.splitlines() == [
            "logging buffered 64000 informational",
            "logging console errors",
            "logging monitor warnings",
            "logging trap notifications",
        ]


def test_the_buffer_loses_its_oldest_lines() -> None:
    box = device("15.2")
    for number in range(100):
        box.log("SYS-5-NOTE", f"note {number:03d} {'x' * 60}")
    assert "note 099" in box.log_lines[-1]
    assert sum(len(line) + 2 for line in box.log_lines) <= 4096
    with Terminal(box) as terminal:
        page = terminal.reply("show logging")
        assert "Buffer logging:  level debugging, 100 messages logged, xml disabled," in page
        assert "\nLog Buffer (4096 bytes):\n\n" in page
        assert terminal.type("clear logging") == "clear logging\nClear logging buffer [confirm]"
        terminal.type("n")
        assert box.log_lines
        terminal.type("clear logging")
        assert terminal.raw("\r").decode() == "\r\nR1#"
        assert not box.log_lines


def test_terminals_see_lines_by_their_own_levels() -> None:
    box = device("17.15", "hostname R1\nlogging console informational\nline vty 0 4\n transport input ssh\n", rsa=2048)
    with Terminal(box) as console, Terminal(box, vty=True, user="admin") as remote:
        assert console.reply("terminal monitor") == "% Console already monitors\n"
        assert remote.shell.account == Account("admin", 15)
        remote.type("debug ip ssh")
        console.output.clear()
        remote.output.clear()
        box.trace("ssh", "SSH0: one")
        assert (bytes(console.output), bytes(remote.output)) == (b"", b"")
        remote.type("terminal monitor")
        remote.output.clear()
        box.trace("ssh", "SSH0: two")
        assert b"SSH0: two" in remote.output
        assert not console.output
        remote.type("terminal no monitor")
        remote.output.clear()
        box.log("SYS-5-NOTE", "three")
        assert b"three" in console.output
        assert not remote.output
