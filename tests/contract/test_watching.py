# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debugging is switched off again, whatever happens in between, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.debugging import Logging, switch
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import debugging, errors
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.debugging import DebugError, Watch

DETAIL, CLIENT, ROUTING = (
    "ssh detail messages debugging is on",
    "SSH Client debugging is on",
    "IP routing debugging is on",
)
SHOWN = f"SSH:\r\n  {DETAIL}\r\n"
OFF = "ssh detail messages debugging is off\r\n"
HEAD = "Syslog logging: enabled\r\n    Buffer logging:  level debugging, 39 messages logged, xml disabled,\r\n"


@pytest.fixture
def transport() -> str:
    """One transport will do: the suite over conversations holds what they have in common."""
    return "libssh"


def test_on_and_off(login, peers):
    session = login(
        replies={
            "show debugging": [f"IP Routing:\r\n  {ROUTING}\r\n", f"{ROUTING}\r\n{SHOWN}", f"{ROUTING}\r\n"],
            debugging.HEAD: HEAD,
            "debug ip ssh detail": f"{DETAIL}\r\n",
            "no debug ip ssh detail": OFF,
        }
    )
    before, log = debugging.look(session)
    watch = Watch(before, messages=log.messages)
    with debugging.switched_off(session, login, watch):
        debugging.start(session, [switch("ssh_detail")], watch)
        assert (watch.on, watch.already, watch.messages) == (["ssh_detail"], [], 39)
    assert (watch.on, watch.after, before) == ([], (ROUTING,), (ROUTING,))
    assert watch.sent == ["debug ip ssh detail", "no debug ip ssh detail"]
    assert not any("all" in line for line in peers.typed(session.test_index))


@pytest.mark.parametrize(
    ("words", "sent"),
    [(DETAIL, []), ("SSH details debugging is on", ["debug ip ssh detail"])],
    ids=["known", "unknown"],
)
def test_what_was_on_stays_on(login, words, sent):
    """Where the table does not know the words, the answer of the device tells that it was on."""
    session = login(
        replies={
            "show debugging": f"SSH:\r\n  {words}\r\n",
            "debug ip ssh detail": f"{words}\r\n",
            debugging.HEAD: HEAD,
        }
    )
    watch = Watch(debugging.look(session)[0])
    with debugging.switched_off(session, login, watch):
        debugging.start(session, [switch("ssh_detail")], watch)
    assert (watch.on, watch.already, watch.after) == ([], ["ssh_detail"], (words,))
    assert watch.sent == sent


def test_what_goes_off_together_with_ours_is_put_back(login):
    session = login(
        replies={
            "show debugging": [CLIENT + "\r\n", f"{CLIENT}\r\n{DETAIL}\r\n", "", CLIENT + "\r\n"],
            debugging.HEAD: HEAD,
            "debug ip ssh detail": f"{DETAIL}\r\n",
            "no debug ip ssh detail": OFF,
            "debug ip ssh client": f"{CLIENT}\r\n",
        }
    )
    watch = Watch(debugging.look(session)[0])
    debugging.start(session, [switch("ssh_detail")], watch)
    assert debugging.stop(session, watch) == (CLIENT,)
    assert watch.sent[-1] == "debug ip ssh client"


def test_a_switch_that_the_release_does_not_know_leaves_nothing_on(login):
    session = login(
        replies={
            "show debugging": [SHOWN, ""],
            "debug ip ssh detail": f"{DETAIL}\r\n",
            "no debug ip ssh detail": OFF,
        }
    )
    watch = Watch()
    with (
        pytest.raises(errors.CommandRefused, match="debug ip ssh packet"),
        debugging.switched_off(session, login, watch),
    ):
        debugging.start(session, [switch("ssh_detail"), switch("ssh_packet")], watch)
    assert (watch.on, watch.sent[-1]) == ([], "no debug ip ssh detail")


def test_a_lost_session_is_opened_again_to_switch_off(login, peers):
    replies: dict[str, Any] = {
        "show debugging": [SHOWN, ""],
        "debug ip ssh detail": f"{DETAIL}\r\n",
        "no debug ip ssh detail": OFF,
        "show logging": {"send": [], "then": "close"},
    }
    session = login(replies=replies)
    others: list[Any] = []

    def reopen() -> Any:
        others.append(login(replies=replies))
        return others[-1]

    watch = Watch()
    debugging.start(session, [switch("ssh_detail")], watch)
    with pytest.raises(errors.SessionLost), debugging.switched_off(session, reopen, watch):
        debugging.new_lines(session, watch)
    assert "no debug ip ssh detail" in peers.typed(others[0].test_index)
    assert (watch.on, len(others)) == ([], 1)


def test_what_cannot_be_switched_off_is_told_with_what_to_type(login):
    session = login(
        replies={"show debugging": SHOWN, "debug ip ssh detail": f"{DETAIL}\r\n", "no debug ip ssh detail": ""}
    )
    watch = Watch()
    with (
        pytest.raises(DebugError, match=r"still on.*type on the device: no debug ip ssh detail"),
        debugging.switched_off(session, login, watch),
    ):
        debugging.start(session, [switch("ssh_detail")], watch)


def test_a_device_that_is_gone_is_told_with_what_to_type(login):
    session = login(
        replies={"show debugging": SHOWN, "debug ip ssh detail": f"{DETAIL}\r\n", "x": {"send": [], "then": "close"}}
    )
    watch = Watch(raised="no logging buffered")
    debugging.start(session, [switch("ssh_detail")], watch)

    def gone() -> Any:
        raise errors.ConnectFailed("connection refused.")

    with (
        pytest.raises(
            DebugError,
            match=r"session after .x.* And .*no debug ip ssh detail, configure terminal, no logging buffered",
        ),
        debugging.switched_off(session, gone, watch),
    ):
        session.command("x")


@pytest.mark.parametrize("running", ["logging buffered 8000 informational", ""])
def test_the_level_of_the_buffer_is_raised_and_put_back(login, peers, running):
    back = running or "default logging buffered"
    config = {"send": ["{p}"], "prompt": "R1(config)#"}
    session = login(
        replies={
            "configure terminal": config,
            "exit": {"send": ["{p}"], "prompt": "R1#"},
            "end": {"send": ["{p}"], "prompt": "R1#"},
            debugging.BUFFERED: [f"{running}\r\n", "logging buffered 8000 debugging\r\n"],
            "logging buffered 8000 debugging": {"send": ["{p}"]},
            back: {"send": ["{p}"]},
            "show debugging": "",
        }
    )
    watch = Watch()
    with debugging.switched_off(session, login, watch):
        debugging.raise_level(session, 8000, watch)
        assert watch.raised == back
    assert watch.sent == ["logging buffered 8000 debugging", back]
    assert watch.raised is None
    assert session.mode == "privileged"
    assert "undebug all" not in peers.typed(session.test_index)


def test_the_terminal_is_listened_to(login):
    session = login(
        replies={
            "terminal monitor": {
                "send": [
                    "{p}",
                    0.2,
                    "\r\n*Nov 24 10:00:01.000: SSH0: starting SSH control process\r\n",
                    0.2,
                    "*Nov 24 10:00:02.000: SSH0: Session terminated normally\r\n",
                ]
            },
            "terminal no monitor": "",
        }
    )
    lines = debugging.listen(session, 1.0, Watch(), lambda _sentence: None)
    assert [line.partition(": ")[2] for line in lines] == [
        "SSH0: starting SSH control process",
        "SSH0: Session terminated normally",
    ]


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (Logging(enabled=False), "no logging on"),
        (Logging(enabled=True), "no logging buffered"),
        (Logging(enabled=True, level=6), "informational"),
        (Logging(enabled=True, level=7), None),
    ],
)
def test_whether_the_log_would_keep_it(log, words):
    reason = debugging.unfit(log, terminal=False)
    assert (words is None) == (reason is None)
    assert words is None or words in (reason or "")


def test_the_time_passes_with_signs_of_life(login, monkeypatch):
    monkeypatch.setattr(debugging, "SLICE", 0.2)
    session = login(replies={debugging.HEAD: HEAD})
    said: list[str] = []
    debugging.wait(session, 1.9, said.append)
    assert said
    assert "39 messages" in said[0]
