# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a terminal line, of Telnet or of a console, to a prompt of EXEC."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._core import logins, modes, refusals
from .._core.text import clean
from .errors import AuthenticationFailed, PasswordExpired, SessionLost, ShellFailed
from .interactive import Answers

if TYPE_CHECKING:
    from .target import Target
    from .transports import Transport

ENTER = b"\r"
ERASE = b"\x15"
"""Ctrl-U: somebody may have left half a command on a console, and RETURN alone would carry it out."""
CANCEL = b"\x03"
QUIET = 0.3
"""Seconds of silence after which the last line is taken for the end of what the device says."""
NUDGE = 2.0
"""Seconds of silence after which RETURN is typed: a console says nothing by itself."""
TAIL = 4096
WORDS = 160  # characters of the device in a message
MOST_ANSWERS = 16


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a login led: the prompt as it was received, and the user whose name was asked for, "" where none was.

    `new_password`: the device was given a new one on the way.
    """

    prompt: bytes
    user: str
    new_password: bool


def log_in(transport: Transport, target: Target, deadline: float) -> Landing:
    """Answer what the device asks until there is a prompt of EXEC.

    A console may be where somebody else has left it: in a configuration mode, which is left first. `deadline` is on
    the clock of `time.monotonic`. Raises `AuthenticationFailed`, `PasswordExpired` and `ShellFailed`.
    """
    return _Login(transport, target, deadline).run()


class _Login:
    def __init__(self, transport: Transport, target: Target, deadline: float) -> None:
        self._transport = transport
        self._target = target
        self._deadline = deadline
        self._data = bytearray()
        self._seen = 0
        self._cancelled = False
        self._answered: list[str] = []
        self._answers = Answers(target.login_answers)
        # Passwords of the user, in the order in which they are tried: an earlier run may have set the new one.
        self._passwords = [word for word in (target.password, target.new_password) if word is not None]

    def run(self) -> Landing:
        if self._target.way == "console":
            self._send(ERASE)
        while True:
            silent = self._wait()
            tail = self._tail()
            found = modes.prompt(tail)
            if found is not None:
                if found.mode in {"user", "privileged"}:
                    user = (self._target.user or "") if "username" in self._answered else ""
                    return Landing(found.text.encode(), user, "new_password" in self._answered)
                row = modes.mode(found.mode)
                self._type(row.end or row.leave, found.mode)
            elif (given := self._answers.take(modes.last_line(tail))) is not None:
                self._type(given, "answer")
            elif (dialogue := logins.on_a_line(tail)) is not None:
                self._type(self._reply(tail, dialogue), dialogue.name)
            elif silent >= NUDGE:
                self._go_on(tail)

    def _wait(self) -> float:
        """Collect what comes until it is quiet; return for how long it was."""
        start = time.monotonic()
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                seconds = self._target.connect_timeout
                raise ShellFailed(
                    f"{self._where()} shows no prompt and no question within {seconds:g} s (ansible_connect_timeout)"
                    f"{self._words()}."
                )
            try:
                more = self._transport.receive(min(QUIET, left))
            except SessionLost as error:
                raise self._ended(error) from None
            if more:
                self._data += more
                start = time.monotonic()
            else:
                tail, silent = self._tail(), time.monotonic() - start
                if silent >= NUDGE or modes.prompt(tail) is not None or self._is_question(tail):
                    return silent

    def _is_question(self, tail: str) -> bool:
        return self._answers.knows(modes.last_line(tail)) or logins.on_a_line(tail) is not None

    def _reply(self, tail: str, dialogue: logins.Dialogue) -> str:
        """Return the answer to a question. Raises an error where it comes again because the answer was wrong."""
        times = self._answered.count(dialogue.name)
        if len(self._answered) >= MOST_ANSWERS:
            raise ShellFailed(f"{self._where()} goes on asking{self._words()}.")
        if dialogue.secret == logins.ENABLE:
            return self._enable_secret(dialogue, times)
        if dialogue.secret == logins.NEW_PASSWORD:
            return self._new_password(tail)
        if dialogue.secret in {logins.USER, logins.PASSWORD}:
            refused = "password" in self._answered and (times or dialogue.secret == logins.USER)
            if refused:
                self._next_password(tail)
            if dialogue.secret == logins.USER:
                return self._needed(self._target.user, "ansible_user", dialogue)
            return self._password(dialogue)
        return dialogue.reply

    def _go_on(self, tail: str) -> None:
        """Press RETURN on a silent line. A question that nobody knows is cancelled once on a console, or an error."""
        asked = modes.last_line(tail).strip()
        if modes.question(tail) is None and not asked.endswith((":", "?")):
            self._send(b"")
        elif self._target.way == "console" and not self._cancelled:
            self._cancelled = True  # somebody has left it in the middle of a dialogue
            self._send(CANCEL)
        else:
            raise AuthenticationFailed(
                f"{self._where()} asks {asked!r}, and no answer is known: give it in ansible_ios_login_answers."
            )

    def _password(self, dialogue: logins.Dialogue) -> str:
        """Return the password of the user, or of the line where no user was asked for."""
        line = self._target.line_password
        if line is not None and "username" not in self._answered:
            return line
        return self._needed(next(iter(self._passwords), None), "ansible_password", dialogue)

    def _next_password(self, tail: str) -> None:
        """Go on with the new password where the old one was refused. Raises when there is none left."""
        self._passwords = self._passwords[1:]
        del self._answered[:]
        if not self._passwords or self._target.password is None:
            names = ["ansible_user", "ansible_password"] + ["ansible_ios_line_password"] * bool(
                self._target.line_password
            )
            raise AuthenticationFailed(
                f"{self._where()} does not let user {self._target.user or '(none)'!r} in{self._refusal(tail)}: check "
                f"{', '.join(names[:-1])} and {names[-1]}."
            )

    def _enable_secret(self, dialogue: logins.Dialogue, times: int) -> str:
        """Return the secret that a new device wants before it lets anybody in."""
        if times:
            raise AuthenticationFailed(
                f"{self._where()} does not take ansible_become_password for its enable secret"
                f"{self._words()}: releases that insist on one want 10 to 32 characters with digits, capital and small "
                "letters."
            )
        return self._needed(self._target.enable_password, "ansible_become_password", dialogue)

    def _new_password(self, tail: str) -> str:
        new = self._target.new_password
        if new is None:
            raise PasswordExpired(
                f"{self._where()}: the password of user {self._target.user or '(none)'!r} has expired and is as it was;"
                " change it by hand, or set ansible_ios_new_password."
            )
        if logins.MISMATCH.search(tail) or self._answered.count("new_password") >= logins.NEW_PASSWORD_PROMPTS:
            raise PasswordExpired(
                f"{self._where()} does not take the new password (ansible_ios_new_password){self._refusal(tail)}, "
                "the old one is as it was."
            )
        return new

    def _needed(self, value: str | None, variable: str, dialogue: logins.Dialogue) -> str:
        if value is None:
            raise AuthenticationFailed(f"{self._where()} asks for the {dialogue.name}: set {variable}.")
        return value

    def _type(self, text: str, name: str) -> None:
        self._answered.append(name)
        self._send(text.encode())

    def _send(self, data: bytes) -> None:
        self._seen = len(self._data)
        try:
            self._transport.send(data + ENTER)
        except SessionLost as error:
            raise self._ended(error) from None

    def _tail(self) -> str:
        """Return the end of what has come since the last answer; paging marks are kept, they are a question."""
        return self._data[self._seen :][-TAIL:].decode("utf-8", "replace").replace("\0", "")

    def _where(self) -> str:
        return f"{self._target.address} port {self._target.port}"

    def _refusal(self, text: str) -> str:
        row = refusals.find(text)
        return f": {row.words(text)!r}" if row else ""

    def _words(self) -> str:
        text = clean(self._data[-TAIL:].decode("utf-8", "replace"))
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return f"; the last words of the device were {lines[-1][-WORDS:]!r}" if lines else "; the device said nothing"

    def _ended(self, error: SessionLost) -> AuthenticationFailed | ShellFailed:
        text = self._tail()
        if "password" in self._answered or refusals.find(text):
            return AuthenticationFailed(
                f"{self._where()} closed the session{self._refusal(text) or ' at the login'}: check ansible_user and "
                "ansible_password, and that the line has a way to log in."
            )
        return ShellFailed(f"{str(error).rstrip('.')} before it showed a prompt{self._words()}.")
