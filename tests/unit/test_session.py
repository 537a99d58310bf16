# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session on a transport made of bytes: what arrives in which pieces must not matter, and secrets stay inside."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors, session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports import Peer
from hypothesis import given, settings
from hypothesis import strategies as st


class Wire:
    """A device that has its answers ready, and gives them in pieces of the sizes it is told."""

    peer = Peer("192.0.2.1", 22, "admin")

    def __init__(self, answers, sizes=(4096,)):
        self.answers = dict(answers)
        self.pending = b"\r\nR1#"
        self.sizes = list(sizes)
        self.sent = b""
        self.closed = 0
        self.typed = b""

    def send(self, data):
        self.sent += data
        self.typed += data
        while b"\r" in self.typed:
            line, _unused, self.typed = self.typed.partition(b"\r")
            text, prompt = self.answers.get(line.decode(), ("", "R1#")), "R1#"
            if isinstance(text, tuple):
                text, prompt = text
            self.pending += line + b"\r\n" + text.encode() + prompt.encode()

    def receive(self, seconds):
        if not self.pending and not seconds:
            return b""
        size = self.sizes.pop(0) if len(self.sizes) > 1 else self.sizes[0]
        piece, self.pending = self.pending[:size], self.pending[size:]
        return piece

    def close(self):
        self.closed += 1


def opened(wire, **changes):
    values = {"name": "r1", "address": "r1", "opener": lambda _target: wire, "command_timeout": 1.0, **changes}
    return Session.open(Target(**values))


BASE = {"show privilege": ("Current privilege level is 15\r\n", "R1#")}


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=60),
    lines=st.lists(st.text("abc #>$%^(){}R1-", min_size=0, max_size=20), max_size=12),
)
def test_pieces_do_not_matter(sizes, lines):
    text = "".join(f" {line}\r\n" for line in lines)
    wire = Wire({**BASE, "show x": (text, "R1#")}, [*sizes, 4096])
    reply = opened(wire).command("show x")
    assert [line.rstrip() for line in reply.text.split("\n") if line.strip()] == [
        f" {line}".rstrip() for line in lines if line.strip()
    ]
    assert reply.prompt == "R1#"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["show a", "show b", "show c", "no username x", "hostname R1"]), max_size=50))
def test_every_command_has_its_reply(lines):
    answers = {name: (f"{name[-1]} it is\r\n", "R1#") for name in ("show a", "show b", "show c")}
    wire = Wire({**BASE, **answers})
    replies = opened(wire).commands(lines)
    assert [reply.command for reply in replies] == lines
    assert [reply.text for reply in replies] == [f"{line[-1]} it is" if line in answers else "" for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdef ", min_size=1, max_size=300), max_size=60))
def test_blocks_hold_all_lines_in_order_and_stay_small(lines):
    blocks = session._blocks(lines)
    assert [line for block in blocks for line in block] == lines
    assert all(len(block) <= session.BLOCK_LINES for block in blocks)
    assert all(len(block) == 1 or sum(len(line) + 1 for line in block) <= session.BLOCK_BYTES + 1 for block in blocks)


@pytest.mark.parametrize(
    "line",
    [
        "no username bob", "do reload", "crypto key generate rsa", "banner login ^", "hostname R2", "copy run start",
        "crypto key zeroize rsa", "end", "key-string", "one\ntwo",
    ],
)  # fmt: skip
def test_lines_that_ask_or_lead_elsewhere_go_alone(line):
    assert session._blocks(["a", line, "b", "c"]) == [["a"], [line], ["b", "c"]]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("username bob privilege 15 secret 9 $9$abc", "username bob privilege 15 secret ********"),
        ("enable secret hunter2", "enable secret ********"),
        ("snmp-server host 10.0.0.2 hunter2 tty", "snmp-server host 10.0.0.2 ********"),
        ("snmp-server community hunter2 RO", "snmp-server community ********"),
        ("ip ssh time-out 60", "ip ssh time-out 60"),
    ],
)
def test_masked(line, shown):
    assert session.masked(line) == shown


@pytest.mark.parametrize(
    ("lines", "command", "found"),
    [
        (["show x", "text"], "show x", (0, 1, "")),
        (["R1#show x", "text"], "show x", (0, 1, "R1#")),
        (["R1(config-line)#exec", "x"], "exec", (0, 1, "R1(config-line)#")),
        (["noise", "R1#sh", "*Nov 23 10:00:00: %SYS-5-X: y", "ow x"], "show x", (1, 4, "R1#")),
        (["R1#", "R1#show x"], "show x", (1, 2, "R1#")),
        (["show xy"], "show x", None),
        (["$lgorithm mac hmac-sha2"], "ip ssh server algorithm mac hmac-sha2", (0, 1, "")),
    ],
)
def test_echoes(lines, command, found):
    assert session.find_echo(lines, 0, command) == found


def test_a_session_that_fails_to_open_is_closed():
    wire = Wire({"show privilege": ("Current privilege level is 1\r\n", "R1#")})
    with pytest.raises(errors.EnableFailed):
        opened(wire)
    assert wire.closed == 1


def test_a_greeting_whose_pager_never_ends():
    class Endless(Wire):
        def receive(self, seconds):
            return b"line\r\n --More-- "

    wire = Endless({})
    with pytest.raises(errors.ShellFailed, match=r"no prompt within 0\.1 s"):
        opened(wire, connect_timeout=0.1)
    assert wire.closed == 1


@pytest.mark.parametrize("old", ["R1", "R", "Core-Switch-Building-7", "Core-Switch-Buil"])
@pytest.mark.parametrize("start", ["R1", "Core-Switch-Building-7", "edge"])
@pytest.mark.parametrize("width", [11, 16, 20])
@pytest.mark.parametrize("refused", [False, True])
def test_a_host_that_is_renamed_by_us(monkeypatch, old, start, width, refused):
    """At every length of the new name, by the prompts alone: no silence of the device is waited for."""
    monkeypatch.setattr(session, "DOUBT", 1e6)
    for length in range(1, 64):
        name = (start + "x" * 63)[:length]
        after = old if refused else name

        def prompt(host):
            # Source: behaviour reference 7.2: cut in configuration mode, to about 20 characters.
            return f"{host[:width]}(config)#"

        text = "% Invalid input detected at '^' marker.\r\n" if refused else ""
        answers = {
            "configure terminal": ("", prompt(old)),
            f"hostname {name}": (text, prompt(after)),
            "ip ssh time-out 60": ("", prompt(after)),
            "end": ("", f"{after}#"),
        }
        wire = Wire({"show privilege": ("Current privilege level is 15\r\n", f"{old}#"), **answers})
        opened_session = opened(wire)
        opened_session.enter(("configure terminal",))
        opened_session.command(f"hostname {name}")
        assert opened_session.mode == "config"
        opened_session.commands(["ip ssh time-out 60", "ip ssh time-out 60"])
        opened_session.leave()
        assert (opened_session.hostname, opened_session.prompt) == (after, f"{after}#")


def test_paths_share_what_they_can():
    answers = {
        "configure terminal": ("", "R1(config)#"),
        "line vty 0 4": ("", "R1(config-line)#"),
        "line vty 5 15": ("", "R1(config-line)#"),
        "exit": ("", "R1(config)#"),
    }
    wire = Wire({**BASE, **answers})
    opened_session = opened(wire)
    wire.sent = b""
    opened_session.enter(("configure terminal", "line vty 0 4"))
    opened_session.enter(("configure terminal", "line vty 5 15"))
    opened_session.enter(("configure terminal", "line vty 5 15"))
    opened_session.enter(())
    assert wire.sent == b"configure terminal\rline vty 0 4\rexit\rline vty 5 15\rend\r"
