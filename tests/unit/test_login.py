# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a prompt: over a terminal line that asks, and through the rounds of keyboard-interactive."""

from __future__ import annotations

import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import logins
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import login
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import (
    AuthenticationFailed,
    BadTarget,
    PasswordExpired,
    SessionLost,
    ShellFailed,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.interactive import Interactive
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target, build

ASK_USER = "\r\nUser Access Verification\r\n\r\nUsername: "
LOG = "\r\n*Mar  1 00:00:05.123: %SYS-5-CONFIG_I: Configured from console by Password:\r\n"
EXPIRED = "Your password has expired.\nEnter a new one now.\n"


def target(**changes) -> Target:
    values = {
        "name": "r1",
        "address": "192.0.2.1",
        "user": "ops",
        "password": "old-secret",
        "enable_password": "enable-secret",
        "way": "telnet",
        "connect_timeout": 3.0,
    }
    return Target(**{**values, **changes})


@pytest.fixture(autouse=True)
def impatience(monkeypatch):
    monkeypatch.setattr(login, "QUIET", 0.01)
    monkeypatch.setattr(login, "NUDGE", 0.05)


class Line:
    """A terminal line with a script: what it says first, then its answer to each line that is typed."""

    def __init__(self, *script: str | None) -> None:
        self.script = list(script)
        self.typed: list[str] = []
        self.waiting = self.script.pop(0) or ""

    def send(self, data: bytes) -> None:
        self.typed.append(data.decode().rstrip("\r").lstrip("\x15"))
        if self.script:
            answer = self.script.pop(0)
            self.waiting = None if answer is None else self.waiting + answer

    def receive(self, seconds: float) -> bytes:
        if self.waiting is None:
            raise SessionLost("the device closed the session")
        said, self.waiting = self.waiting, ""
        if not said:
            time.sleep(min(seconds, 0.02))
        return said.encode()


@pytest.mark.parametrize(
    ("way", "script", "typed", "prompt"),
    [
        ("telnet", [ASK_USER, "ops\r\nPassword: ", "\r\nRouter>"], ["ops", "old-secret"], "Router>"),
        ("telnet", ["\r\n\r\nUser Access Verification\r\n\r\nPassword: ", "\r\nRouter>"], ["old-secret"], "Router>"),
        ("telnet", ["banner\r\nwith# a > mark\r\nRouter#"], [], "Router#"),
        ("console", ["", "\r\nRouter>"], [""], "Router>"),
        ("console", ["", "\r\n\r\nPress RETURN to get started.\r\n\r\n\r\n", "\r\nRouter>"], ["", ""], "Router>"),
        (
            "console",
            [
                "",
                "Would you like to enter the initial configuration dialog? [yes/no]: ",
                "no\r\n\r\n\r\nWould you like to terminate autoinstall? [yes]: ",
                "yes\r\n\r\nPress RETURN to get started!\r\n",
                "\r\nRouter>",
            ],
            ["", "no", "yes", ""],
            "Router>",
        ),
        ("console", ["", "\r\nr1(config-line)#", "\r\nr1#"], ["", "end"], "r1#"),
        ("console", ["", "\r\nr1(conf-ssh-pubkey-data)#", "\r\nr1(conf-ssh-pubkey-user)#", "\r\nr1#"],
         ["", "exit", "end"], "r1#"),
        ("console", ["", "a page\r\n --More-- ", "\r\nr1#"], ["", "q"], "r1#"),
        ("telnet", ["", "\r\nRouter>"], [""], "Router>"),
        ("telnet", ["\r\nuser name:", "ops\r\nPASSWORD:", "\r\nr1>"], ["ops", "old-secret"], "r1>"),
        ("telnet", ["Enter your Password:\r\nor read r9#\r\n\r\n", "", "\r\nlogin: ", "\r\nPassword: ", "\r\nr1>"],
         ["", "", "ops", "old-secret"], "r1>"),
        ("telnet", ["\r\nPassword: " + LOG, "\r\nRouter>" + LOG], ["old-secret"], "Router>"),
        ("console", [LOG, "Press RETURN to get started.\r\n\r\n" + LOG + LOG, "\r\nRouter>"], ["", ""], "Router>"),
        ("console", ["", "Save? [yes/no]: ", "\r\nr1#"], ["", "\x03"], "r1#"),
        ("console", ["", "r1(config)#" + LOG, "\r\n" + LOG + "\r\nr1#"], ["", "end"], "r1#"),
        ("telnet", [ASK_USER, "\r\nEnter PASSCODE: ", "\r\nNext passcode: ", "\r\nr1#"], ["ops", "123456", "654321"],
         "r1#"),
        ("telnet", [ASK_USER, "\r\nPassword: ", "\r\n% Login invalid\r\n\r\nUsername: ", "\r\nPassword: ",
                    "\r\nr1#"], ["ops", "old-secret", "ops", "fresh-secret"], "r1#"),
        ("telnet", [ASK_USER, "ops\r\nPassword: ", "\r\n" + EXPIRED + "New Password: ", "\r\nRe-enter New password: ",
                    "\r\nr1#"], ["ops", "old-secret", "fresh-secret", "fresh-secret"], "r1#"),
    ],
)  # fmt: skip
def test_a_line_leads_to_a_prompt(way, script, typed, prompt):
    line = Line(*script)
    codes = (("passcode", "123456"), ("passcode", "654321"))
    known = target(way=way, new_password="fresh-secret", login_answers=codes)
    found = login.log_in(line, known, time.monotonic() + 3)
    assert found.prompt.decode() == prompt
    assert line.typed == typed
    assert found.user == ("ops" if "ops" in typed else "")


@pytest.mark.parametrize(
    ("script", "changes", "error", "words"),
    [
        ([ASK_USER, "\r\nPassword: ", "\r\n% Login invalid\r\n\r\nUsername: "], {}, AuthenticationFailed,
         "'% Login invalid': check ansible_user"),
        ([ASK_USER, "\r\nPassword: ", "\r\n% Authentication failed\r\n", None], {}, AuthenticationFailed,
         "ansible_password"),
        ([ASK_USER, "\r\nPassword: ", None], {}, AuthenticationFailed, "closed the session at the login"),
        (["\r\nPassword: ", "\r\nPassword: "], {}, AuthenticationFailed, "does not let user"),
        ([ASK_USER], {"user": None}, AuthenticationFailed, "set ansible_user"),
        ([ASK_USER, "\r\nPassword: "], {"password": None}, AuthenticationFailed, "set ansible_password"),
        ([ASK_USER, "\r\nPassword: ", "New Password: "], {}, PasswordExpired, "set ansible_ios_new_password"),
        ([ASK_USER, "\r\nPassword: ", "Retype password: "], {}, PasswordExpired, "set ansible_ios_new_password"),
        ([ASK_USER, "\r\nPassword: ", "New Password: ", "\r\nRe-enter New password: ",
          "\r\nThe New and Re-entered passwords have to be the same.\r\nTry again.\r\nNew Password: "],
         {"new_password": "fresh-secret"}, PasswordExpired, "does not take the new password"),
        ([ASK_USER, "\r\nPassword: ", "New Password: ", "\r\nRe-enter New password: ", "\r\nNew Password: "],
         {"new_password": "fresh-secret"}, PasswordExpired, "does not take the new password"),
        (["\r\nPassword: ", "\r\n% Bad passwords\r\nPassword: "], {"line_password": "line-secret"},
         AuthenticationFailed, "ansible_ios_line_password"),
        (["", "Enter enable secret: ", "% Invalid input.Please try again\r\nEnter enable secret: "], {"way": "console"},
         AuthenticationFailed, "10 to 32 characters"),
        (["Would you like to enter the initial configuration dialog? [yes/no]: "] * 20, {}, ShellFailed, "goes on"),
        ([ASK_USER, "\r\nPassword: ", "\r\nToken of the day: "], {}, AuthenticationFailed,
         "asks 'Token of the day:', and no answer is known: give it in ansible_ios_login_answers"),
        (["", "Save? [yes/no]: ", "% Please answer 'yes' or 'no'.\r\nSave? [yes/no]: "], {"way": "console"},
         AuthenticationFailed, "asks 'Save"),
        ([""], {}, ShellFailed, "the device said nothing"),
        (["Last words\r\n", "", "", ""], {}, ShellFailed, "'Last words'"),
        (["bye", None], {}, ShellFailed, "before it showed a prompt"),
        (["\r\nPassword required, but none set\r\n", None], {}, ShellFailed, "'Password required, but none set'"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_let_us_in_is_one_sentence_without_secrets(script, changes, error, words):
    with pytest.raises(error, match=words) as caught:
        login.log_in(Line(*script), target(**changes), time.monotonic() + 0.6)
    assert "-secret" not in str(caught.value)
    assert "192.0.2.1" in str(caught.value) or error is ShellFailed


def test_a_line_password_is_for_lines_that_ask_for_no_user():
    line = Line("\r\nPassword: ", "\r\nRouter>")
    login.log_in(line, target(line_password="line-secret"), time.monotonic() + 3)
    assert line.typed == ["line-secret"]
    line = Line(ASK_USER, "\r\nPassword: ", "\r\nRouter>")
    login.log_in(line, target(line_password="line-secret"), time.monotonic() + 3)
    assert line.typed == ["ops", "old-secret"]


def test_half_a_command_on_a_console_is_not_carried_out():
    sent = []
    line = Line("", "\r\nRouter>")
    line.send, send = lambda data: (sent.append(data), send(data)), line.send
    login.log_in(line, target(way="console"), time.monotonic() + 3)
    assert sent == [b"\x15\r"]


def test_the_time_is_bounded():
    with pytest.raises(ShellFailed, match="ansible_connect_timeout"):
        login.log_in(Line("busy", *["busy"] * 50), target(), time.monotonic() + 0.02)


@pytest.mark.parametrize(
    ("rounds", "answers"),
    [
        ([("", ["Password: "])], [["old-secret"]]),
        ([("", ["ops@r1's password: "])], [["old-secret"]]),
        ([("", ["Password: "]), ("", ["Enter PASSCODE: "]), ("", [])], [["old-secret"], ["123456"], []]),
        ([("", ["Password: "]), (EXPIRED, ["New Password: "]), ("", ["Re-enter New password: "])],
         [["old-secret"], ["fresh-secret"], ["fresh-secret"]]),
        ([("", [EXPIRED + "New Password: "]), ("", ["Re-enter New password: "])], [["fresh-secret"], ["fresh-secret"]]),
        ([("", ["Old Password: ", "New Password: ", "Re-enter New password: "])],
         [["old-secret", "fresh-secret", "fresh-secret"]]),
        ([("", ["next passcode: "]), ("", ["Enter PASSCODE: "])], [["123456"], ["654321"]]),
    ],
)  # fmt: skip
def test_every_round_is_answered_with_what_it_asks_for(rounds, answers):
    codes = (("passcode", "123456"), ("passcode", "654321"))
    conversation = Interactive(target(way="ssh", new_password="fresh-secret", login_answers=codes))
    assert [conversation.answer((text,), prompts) for text, prompts in rounds] == answers
    assert conversation.refused is None


@pytest.mark.parametrize(
    ("rounds", "changes", "error", "words"),
    [
        ([(EXPIRED, ["New Password: "])], {}, PasswordExpired, "the password has expired"),
        ([("", ["New Password: "])], {}, PasswordExpired, "the device wants a new password"),
        ([("", ["Retype password: "])], {}, PasswordExpired, "the device wants a new password"),
        ([("", ["Enter PASSCODE: "])], {}, AuthenticationFailed, "ansible_ios_login_answers"),
        ([("", ["Password: "])], {"password": None}, AuthenticationFailed, "set ansible_password"),
        ([("The New and Re-entered passwords have to be the same.\nTry again.\n", ["New Password: "])],
         {"new_password": "fresh-secret"}, PasswordExpired, "does not take the new password"),
        ([("", ["New Password: "]), ("", ["Re-enter New password: "]), ("Too short.", ["New Password: "])],
         {"new_password": "fresh-secret"}, PasswordExpired, "said 'Too short. New Password:'"),
        ([("", ["Password: "])] * 13, {}, AuthenticationFailed, "goes on asking"),
    ],
)  # fmt: skip
def test_a_question_without_an_answer_ends_the_login(rounds, changes, error, words):
    conversation = Interactive(target(way="ssh", **changes))
    assert [conversation.answer((text,), prompts) for text, prompts in rounds][-1] is None
    assert isinstance(conversation.refused, error)
    assert words in str(conversation.refused)
    assert "secret" not in str(conversation.refused)


def test_no_prompt_for_a_new_password_ever_gets_the_old_one():
    for prompt in (
        "New Password: ",
        "Re-enter New password: ",
        "Enter your NEW PASSWORD:",
        "new password",
        "Retype password:",
        "Confirm password: ",
        "Repeat your password: ",
        "Enter password again: ",
    ):
        row = logins.by_keyboard(prompt)
        assert row is None or row.secret == logins.NEW_PASSWORD, prompt


@pytest.mark.parametrize(
    ("options", "way", "address", "port"),
    [
        ({}, "ssh", "r1", 22),
        ({"transport": "telnet", "port": 2022}, "telnet", "r1", 23),
        ({"transport": "telnet", "telnet_port": 2300}, "telnet", "r1", 2300),
        ({"transport": "console", "console_port": 2001}, "console", "r1", 2001),
        ({"transport": "console", "console_port": 2001, "console_host": "ts1"}, "console", "ts1", 2001),
    ],
)
def test_the_way_decides_where_to_connect(options, way, address, port):
    found = build({"host": "r1", "config_file": "none", **options})
    assert (found.way, found.address, found.port) == (way, address, port)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"transport": "serial"}, "ansible_ios_transport is 'serial'"),
        ({"transport": "console"}, "set ansible_ios_console_port"),
        ({"transport": "telnet", "telnet_port": 70000}, "ansible_ios_telnet_port is 70000"),
        ({"login_answers": ["123456"]}, r"ansible_ios_login_answers\[0\]"),
        ({"login_answers": [{"prompt": "(", "answer": "123456"}]}, "no regular expression"),
    ],
)
def test_a_value_that_cannot_be_is_told_before_anything_is_contacted(options, words):
    with pytest.raises(BadTarget, match=words) as caught:
        build({"host": "r1", "config_file": "none", **options})
    assert "123456" not in str(caught.value)
