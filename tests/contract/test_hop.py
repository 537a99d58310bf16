# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session from the device to another machine and back, with devices that say exactly what a case needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import ssh_client
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.ssh_client import Dialogue, Reply
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors, hop
from carriers import TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

LINE = "ssh -l lab 10.0.0.2"
CLOSED = "\r\n[Connection to 10.0.0.2 closed by foreign host]\r\n{p}"
ASKS = {"send": ["\r\nPassword: "], "then": "hidden"}
LEAVES = {"send": [CLOSED], "prompt": "R1#"}
CLOCK = {"show clock": "10:00:00.000 UTC Tue Nov 24 2026\r\n"}


def lets_in(prompt: str = "R2#", greeting: str = "\r\n") -> dict[str, Any]:
    return {"send": [greeting + "{p}"], "prompt": prompt}


@pytest.fixture
def transport(request: pytest.FixtureRequest) -> str:
    """One transport, but for the tests that ask for others: the suite over conversations compares them."""
    return str(getattr(request, "param", "libssh"))


@pytest.fixture
def visit(login: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, peers: Any) -> Callable[..., Any]:
    """Open a session to a device with these replies, and visit a peer from there."""
    monkeypatch.setattr(hop, "PATIENCE", 1.0)

    def go(
        replies: dict[str, Any], *, shell: bool = True, typed: str | None = None, line: str = LINE, **keywords: Any
    ) -> Any:
        seconds = keywords.pop("seconds", 8.0)
        session = login(replies={**CLOCK, **replies})
        dialogue = Dialogue("pass-word", keywords.pop("codes", ()), **keywords)
        done = hop.ssh(session, hop.Visit(line, dialogue, shell=shell, typed=[typed] if typed else [], seconds=seconds))
        output = "" if shell else done.outputs[0]
        verdict = ssh_client.judge(done.text, dialogue, output=output, in_time=done.in_time)
        if done.home:
            assert session.command("show clock").text.startswith("10:00")
        else:
            with pytest.raises(errors.DeviceError):
                session.command("show clock")
        return done, verdict, dialogue, peers.typed(session.test_index)

    return go


@pytest.mark.parametrize("transport", TRANSPORTS, indirect=True)
def test_a_shell_of_the_peer_is_opened_and_left(visit):
    done, verdict, dialogue, typed = visit(
        {
            LINE: {"send": ["\r\nAuthorized users only\r\n\r\nPassword: "], "then": "hidden"},
            "pass-word": lets_in(greeting="\r\nWelcome to R2\r\n\r\n"),
            "exit": LEAVES,
        }
    )
    assert (verdict.result, done.home, done.in_time) == ("connected", True, True)
    assert (dialogue.banner, done.greeting.strip()) == (["Authorized users only"], "Welcome to R2")
    assert typed[-4:] == [LINE, "pass-word", "exit", "show clock"]


def test_a_command_is_typed_there(visit):
    done, verdict, _dialogue, typed = visit(
        {
            LINE: ASKS,
            "pass-word": lets_in(),
            "show version": "Cisco IOS Software\r\n*Nov 17 12:50:53.199: %SYS-5-CONFIG_I: Configured\r\nuptime\r\n",
            "exit": LEAVES,
        },
        typed="show version",
    )
    assert (verdict.result, done.outputs[0]) == ("connected", "Cisco IOS Software\nuptime")
    assert typed[-3:] == ["show version", "exit", "show clock"]


def test_a_peer_that_pages(visit):
    done, _verdict, _dialogue, _typed = visit(
        {
            LINE: ASKS,
            "pass-word": lets_in(),
            "show version": {"send": ["one\r\n --More-- "], "then": "key"},
            " ": {"send": ["\x08" * 10 + " " * 10 + "\x08" * 10 + "two\r\n{p}"], "echo": ""},
            "exit": LEAVES,
        },
        typed="show version",
    )
    assert [line.strip() for line in done.outputs[0].split("\n") if line.strip()] == ["one", "two"]


def test_a_peer_that_is_no_ios(visit):
    done, verdict, _dialogue, _typed = visit(
        {
            LINE: ASKS,
            "pass-word": lets_in(
                "user1@courier:~> ", "\r\nLast login: Tue Dec  6 13:15:21 2005 from 10.76.248.213\r\n"
            ),
            "exit": {"send": ["logout\r\n" + CLOSED.lstrip("\r\n")], "prompt": "R1#"},
        }
    )
    assert (verdict.result, done.home) == ("connected", True)
    assert "Last login" in done.greeting


def test_a_peer_of_the_same_name(visit):
    """Its prompt is ours: only the words of the device say that we are back."""
    done, verdict, _dialogue, typed = visit({LINE: ASKS, "pass-word": lets_in("R1#"), "exit": LEAVES})
    assert (verdict.result, done.home, typed[-2:]) == ("connected", True, ["exit", "show clock"])


def test_one_command_without_a_shell(visit):
    line = f"{LINE} show clock detail"
    done, verdict, _dialogue, typed = visit(
        {line: ASKS, "pass-word": {"send": ["\r\nBANNER\r\n10:00:00 UTC\r\nTime source is NTP\r\n" + CLOSED]}},
        line=line,
        shell=False,
    )
    assert (verdict.result, done.outputs[0]) == ("connected", "BANNER\n10:00:00 UTC\nTime source is NTP")
    assert typed[-2:] == ["pass-word", "show clock"]


def test_output_that_reads_like_an_end_is_output(visit):
    line = f"{LINE} show logging"
    words = "\r\n% Connection refused by remote host\r\n[Connection to 10.9.9.9 closed by foreign host]\r\n"
    done, verdict, _dialogue, _typed = visit(
        {line: ASKS, "pass-word": {"send": [words, 1.5, "and more\r\n" + CLOSED]}}, line=line, shell=False
    )
    assert (verdict.result, done.home) == ("connected", True)
    assert done.outputs[0].split("\n")[-1] == "and more"
    assert "refused" in done.outputs[0]


def test_an_error_of_the_peer_is_output(visit):
    line = f"{LINE} show nonsense"
    done, verdict, _dialogue, _typed = visit(
        {line: ASKS, "pass-word": {"send": ["\r\n% Invalid input detected at '^' marker.\r\n" + CLOSED]}},
        line=line,
        shell=False,
    )
    assert (verdict.result, done.outputs[0]) == ("connected", "% Invalid input detected at '^' marker.")


@pytest.mark.parametrize("shell", [True, False], ids=["shell", "command"])
def test_a_wrong_password(visit, shell):
    """Keyboard-interactive asks first, then the password method; the peer ends it."""
    line = LINE if shell else f"{LINE} show clock"
    done, verdict, dialogue, typed = visit(
        {line: ASKS, "pass-word": [ASKS, {"send": [CLOSED]}]},
        line=line,
        shell=shell,
    )
    assert (verdict.result, dialogue.answered, done.home) == ("authentication_failed", 2, True)
    assert typed[-4:] == [line, "pass-word", "pass-word", "show clock"]


def test_no_more_answers_than_allowed(visit):
    _done, verdict, dialogue, typed = visit(
        {LINE: ASKS, "pass-word": ASKS, "x": {"send": ["\r\nR1#"], "prompt": "R1#"}, "disconnect": ""},
        most=2,
    )
    assert (dialogue.answered, typed.count("pass-word")) == (2, 2)
    assert verdict.result in {"unknown", "authentication_failed"}


def test_a_code_beside_the_password(visit):
    """The second question has an answer of its own; the password is not typed there."""
    done, verdict, _dialogue, typed = visit(
        {
            LINE: ASKS,
            "pass-word": {"send": ["\r\nVerification code: "], "then": "hidden"},
            "123456": lets_in(),
            "exit": LEAVES,
        },
        codes=[Reply(r"code:", "123456")],
    )
    assert (verdict.result, done.home) == ("connected", True)
    assert typed[-5:] == [LINE, "pass-word", "123456", "exit", "show clock"]


def test_a_question_without_an_answer(visit):
    """Nothing is typed at it but the escape sequence, which leads back to the device here."""
    done, verdict, _dialogue, typed = visit(
        {
            LINE: {"send": ["\r\nPasscode of the token: "], "then": "key"},
            "\x1e": {"echo": "", "send": []},
            "x": {"echo": "", "send": ["\r\n{p}"]},
            "disconnect": {"send": ["Closing connection to 10.0.0.2 [confirm]"], "then": "key"},
            "\r": {"echo": "\r\n", "send": ["{p}"]},
        }
    )
    assert "pass-word" not in typed
    assert (verdict.result, verdict.words[-1]) == ("unknown", "Passcode of the token:")
    assert verdict.meaning == ssh_client.UNANSWERED
    assert not done.in_time or "Passcode" in done.text


def test_the_password_goes_to_nothing_behind_the_login(visit):
    """The peer lets us in and asks for another password, as `enable` would: nobody answers it."""
    done, _verdict, dialogue, typed = visit(
        {
            LINE: ASKS,
            "pass-word": {"send": ["\r\nWelcome\r\nPassword: "], "then": "hidden"},
        },
        seconds=3.0,
    )
    assert (dialogue.answered, typed.count("pass-word"), done.home) == (1, 1, False)
    assert typed[-1] == "pass-word"


def test_an_expired_password_is_not_changed(visit):
    _done, verdict, dialogue, typed = visit(
        {
            LINE: ASKS,
            "pass-word": {
                "send": ["\r\nYour password has expired.\r\nEnter a new one now.\r\nNew Password: "],
                "then": "hidden",
            },
        },
        seconds=3.0,
    )
    assert (verdict.result, verdict.words[0]) == ("password_expired", "Your password has expired.")
    assert (dialogue.answered, typed.count("pass-word")) == (1, 1)


NO_MATCH = "%SSH-3-NO_MATCH: No matching cipher found: client aes128-cbc server aes128-ctr"


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("% Connection refused by remote host", "refused"),
        ("% Destination unreachable; gateway or host down", "unreachable"),
        ("% Connection timed out; remote host not responding", "timed_out"),
        ("% Unrecognized host or address.", "name_unknown"),
        ('Translating "r9"\r\n% Bad IP address or host name', "name_unknown"),
        ("Server Authentication Failed", "server_authentication_failed"),
        (
            "Server Authentication Failed\r\n[Connection to 10.0.0.2 aborted: error status 0]",
            "server_authentication_failed",
        ),
        ("[Connection to 10.0.0.2 aborted: error status 0]", "aborted"),
        (
            f"[Connection to 10.0.0.2 aborted: error status 0]\r\n*Nov 17 12:50:53.199: {NO_MATCH}",
            "no_common_algorithm",
        ),
        ("[Connection to 10.0.0.2 closed by foreign host]", "closed"),
        ("% VRF blue does not exist", "command_refused"),
        ("         ^\r\n% Invalid input detected at '^' marker.\r\n", "command_refused"),
    ],
)
def test_endings_before_the_login(visit, words, result):
    done, verdict, dialogue, typed = visit({LINE: {"send": [f"{words}\r\n{{p}}"]}})
    assert (verdict.result, done.home, dialogue.answered) == (result, True, 0)
    assert verdict.words
    assert verdict.meaning
    assert typed[-2:] == [LINE, "show clock"]


def test_unknown_words_are_told(visit):
    done, verdict, _dialogue, typed = visit({LINE: {"send": ["% What never was seen before\r\n{p}"]}})
    assert (verdict.result, verdict.words) == ("unknown", ("% What never was seen before",))
    assert "exit" not in typed
    assert done.seconds < 8


def test_a_peer_that_says_nothing(visit):
    """Nothing leads back: the session with the device is ended, and with it the one behind."""
    done, verdict, _dialogue, _typed = visit({LINE: {"send": [], "then": "silence"}}, seconds=2.0)
    assert (verdict.result, done.in_time, done.home) == ("timed_out", False, False)
    assert done.seconds < 8


def test_a_command_that_changes_the_mode(visit):
    done, verdict, _dialogue, _typed = visit(
        {
            LINE: ASKS,
            "pass-word": lets_in("R2>"),
            "enable 7": {"send": ["{p}"], "prompt": "R2#"},
            "exit": LEAVES,
        },
        typed="enable 7",
    )
    assert (verdict.result, done.outputs, done.home) == ("connected", ("",), True)


def test_a_command_that_does_not_end_in_time(visit):
    """The peer let us in, and yet this is no success."""
    done, verdict, dialogue, _typed = visit(
        {LINE: ASKS, "pass-word": lets_in(), "show tech": {"send": ["one\r\n"], "then": "silence"}},
        typed="show tech",
        seconds=3.0,
    )
    assert (verdict.result, verdict.meaning) == ("timed_out", ssh_client.UNFINISHED)
    assert (done.in_time, dialogue.inside, done.outputs[0]) == (False, True, "one")


def test_a_peer_that_does_not_let_us_go(visit):
    done, verdict, _dialogue, typed = visit(
        {LINE: ASKS, "pass-word": lets_in(), "exit": {"send": ["There are stopped jobs.\r\n{p}"]}}
    )
    assert (verdict.result, done.home) == ("connected", False)
    assert 1 < typed.count("exit") <= 3


def test_a_device_that_is_lost_on_the_way(login):
    session = login(replies={LINE: {"send": ["\r\nPassw"], "then": "close"}})
    with pytest.raises(errors.SessionLost, match="ssh -l lab"):
        hop.ssh(session, hop.Visit(LINE, Dialogue(password="p"), shell=True, typed=[], seconds=5.0))
