# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Devices at their worst: the right result or one sentence, in time. What carries the bytes does not matter here."""

from __future__ import annotations

import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors, session

LOG = "*Nov 23 10:00:00.123: %SYS-5-CONFIG_I: Configured from console by vty0 (10.0.0.9)"
SHUTDOWN = "\r\n\r\n\r\n***\r\n*** --- SHUTDOWN in 00:05:00 ---\r\n***\r\n"
CLOCK = {"show clock": "10:00\r\n"}


@pytest.fixture
def transport():
    """The everyday one."""
    return "libssh"


@pytest.mark.usefixtures("certain")
@pytest.mark.parametrize(
    "prompt",
    ["R1# ", "R1#\x07", "\x1b[1mR1#\x1b[0m", "\x1b[32mR1#\x1b[0m ", "\x1b[?7hR1#\x1b[K", "\x00R1#\x00"],
    ids=["blank", "bell", "bold", "green", "modes and erasing", "NUL"],
)
def test_prompts_with_decoration(login, prompt):
    opened = login(prompt=prompt, replies=CLOCK)
    assert (opened.hostname, opened.prompt, opened.command("show clock").text) == ("R1", "R1#", "10:00")
    assert [reply.text for reply in opened.commands(["show clock", "", "show clock"])] == ["10:00", "", "10:00"]


@pytest.mark.usefixtures("certain")
@pytest.mark.parametrize(
    "greeting", ["####R1#", "*** Keep out ***R1#", "Welcome.R1#", "\r\nbye#{p}"], ids=["marks", "words", "word", "two"]
)
def test_a_banner_that_does_not_end_its_line(login, greeting):
    opened = login(greeting=greeting, replies=CLOCK)
    assert (opened.hostname, opened.command("show clock").text) == ("R1", "10:00")


@pytest.mark.usefixtures("certain")
@pytest.mark.parametrize(
    ("echo", "reply"),
    [
        (f"show cl\r\n{LOG}\r\nR1#show clock\r\n", "10:00\r\n{p}"),
        (f"show cl{SHUTDOWN}R1#show clock\r\n", "10:00\r\n{p}"),
        (f"\r\n{LOG}\r\nR1#show clock\r\n", "10:00\r\n{p}"),
        ("show clock\r\n", f"10:00\r\n{{p}}\r\n{LOG}\r\n{{p}}"),
        ("show clock\r\n", f"10:00\r\n{SHUTDOWN}{{p}}"),
        ("show clock\r\n", f"10:00\r\n{{p}}{SHUTDOWN}{{p}}"),
        ("show clock\r\n", f"10:00\r\n{{p}}\r\n{LOG}\r\n"),
    ],
)
def test_messages_that_make_the_device_write_its_prompt_again(login, echo, reply):
    opened = login(replies={"show clock": {"echo": echo, "send": [reply]}, "show nothing": ""})
    text = opened.command("show clock").text
    assert [line for line in text.split("\n") if "10:00" in line and "%" not in line] == ["10:00"]
    assert "R1#" not in text
    assert opened.command("show nothing").text == ""


@pytest.mark.usefixtures("certain")
def test_a_message_behind_end(login):
    opened = login(replies={**CLOCK, "end": {"send": [f"{{p}}\r\n{LOG}\r\n"], "prompt": "R1#"}})
    opened.enter(("configure terminal",))
    opened.leave()
    assert (opened.mode, opened.command("show clock").text) == ("privileged", "10:00")


def test_paging_cannot_be_turned_off(login):
    """As under command authorization: the pager is answered instead."""
    refused = "% Authorization failed.\r\n\r\n"
    page = {"send": ["one\r\n --More-- "], "then": "key"}
    more = {"echo": "", "send": ["\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\btwo\r\n{p}"]}
    commands = ("terminal length 0", "terminal width 0", "terminal width 512", "terminal width 511", "screen-length 0")
    opened = login(replies={**dict.fromkeys(commands, refused), "show log": page, " ": more})
    assert opened.command("show log").text.split() == ["one", "two"]


def test_a_command_that_is_not_authorized(login):
    opened = login(replies={"configure terminal": "% Authorization failed.\r\n\r\n"})
    with pytest.raises(errors.CommandRefused, match=r"'configure terminal': '% Authorization failed\.'"):
        opened.enter(("configure terminal",))
    with pytest.raises(errors.CommandRefused):
        login(replies={"show x": "Command authorization failed.\r\n\r\n"}).command("show x").ok()


def test_enable_that_asks_for_the_user_too(login):
    replies = {
        "show privilege": ["Current privilege level is 1\r\n", "Current privilege level is 15\r\n"],
        "enable": {"send": ["Username: "]},
        "admin": {"send": ["Password: "], "then": "hidden"},
        "topsecret": {"send": ["{p}"], "prompt": "R1#"},
    }
    opened = login(prompt="R1>", replies=replies, target={"become": True, "enable_password": "topsecret"})
    assert opened.privilege == 15


@pytest.mark.parametrize(
    "question", ["\r\nUser Access Verification\r\n\r\nUsername: ", "Proceed with reload? [confirm]", "Password: "]
)
def test_a_question_instead_of_a_prompt_is_not_answered(login, peers, question):
    before = peers.start()["index"]
    with pytest.raises(errors.ShellFailed) as caught:
        login(greeting=question)
    assert repr(question.split("\n")[-1].strip()) in str(caught.value)
    assert peers.typed(before + 1) == []


def test_the_line_times_out(login):
    opened = login(replies={"show clock": {"send": ["\r\nSession timed out\r\n"], "then": "close"}})
    with pytest.raises(errors.SessionLost, match=r"^the device closed the session after 'show clock' was sent\.$"):
        opened.command("show clock")


def test_the_name_changes_while_we_work(login):
    opened = login(replies={"show clock": {"send": ["10:00\r\n{p}"], "prompt": "other#"}, "show x": "x\r\n"})
    assert opened.command("show clock").text == "10:00"
    assert (opened.hostname, opened.command("show x").text) == ("other", "x")


# --- too much ---------------------------------------------------------------------------------------------------------

MUCH = "".join(f"! line {number} of the noise, which ends like a prompt #\r\n" for number in range(100_000))


@pytest.mark.parametrize("where", ["greeting", "reply"])
def test_five_megabytes(login, where):
    started = time.process_time()
    if where == "greeting":
        assert login(greeting=MUCH + "{p}", target={"connect_timeout": 60.0}).hostname == "R1"
    else:
        assert login(replies={"show tech": MUCH + "\r\n"}).command("show tech").text.count("\n") > 99_000
    assert time.process_time() - started < 6, "time must grow in proportion to the text"


def test_a_pager_without_end(login, monkeypatch):
    monkeypatch.setattr(session, "ENDLESS", 1)
    page = {"echo": "", "send": ["line\r\n --More-- "], "then": "key"}
    opened = login(replies={"show log": page, " ": page})
    with pytest.raises(errors.NoAnswer, match="keeps sending"):
        opened.command("show log", seconds=1.0)
