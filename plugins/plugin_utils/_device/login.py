# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from a terminal line, of Telnet or of a console, to a prompt of EXEC."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .._core import logins, modes, refusals
from .._core.text import clean
from .errors import AuthenticationFailed, PasswordExpired, SessionLost, ShellFailed

if TYPE_CHECKING:
    from .target import Target
    from .transports import Transport

ENTER = b"\r"
QUIET = 0.3
"""Seconds of silence after which the last line is taken for the end of what the device says."""
NUDGE = 2.0
"""Seconds of silence after which RETURN is typed: a console says nothing by itself."""
TAIL = 4096
MOST_ANSWERS = 16


def log_in(transport: Transport, target: Target, deadline: float) -> bytes:
    """Answer what the device asks until there is a prompt of EXEC; return that prompt as it was received.

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
        self._answered: list[str] = []

    def run(self) -> bytes:
        nudged = 0
        if self._target.way == "console":
            self._send(b"")
        while True:
            silent = self._wait()
            tail = self._tail()
            found = modes.prompt(tail)
            if found is not None:
                if found.mode in {"user", "privileged"}:
                    return clean(tail).rpartition("\n")[2].encode()
                row = modes.mode(found.mode)
                self._type(row.end or row.leave, found.mode)
            elif (dialogue := logins.on_a_line(tail)) is not None:
                self._check(tail, dialogue)
                self._type(self._reply(dialogue), dialogue.name)
            elif silent >= NUDGE:
                nudged += 1
                if nudged > 3:
                    raise ShellFailed(f"no prompt and no question{self._words()}.")
                self._send(b"")

    def _wait(self) -> float:
        """Collect what comes until it is quiet; return for how long it was."""
        start = time.monotonic()
        while True:
            left = self._deadline - time.monotonic()
            if left <= 0:
                seconds = self._target.connect_timeout
                raise ShellFailed(f"no prompt within {seconds:g} s (ansible_connect_timeout){self._words()}.")
            try:
                more = self._transport.receive(min(QUIET, left))
            except SessionLost as error:
                raise self._ended(error) from None
            if more:
                self._data += more
                start = time.monotonic()
            else:
                tail, silent = self._tail(), time.monotonic() - start
                if silent >= NUDGE or modes.prompt(tail) is not None or logins.on_a_line(tail) is not None:
                    return silent

    def _reply(self, dialogue: logins.Dialogue) -> str:
        target = self._target
        secrets = {
            logins.USER: (target.user, "ansible_user"),
            logins.PASSWORD: (target.password, "ansible_password"),
            logins.ENABLE: (target.enable_password, "ansible_become_password"),
            logins.NEW_PASSWORD: (target.new_password, "ansible_ios_new_password"),
        }
        if not dialogue.secret:
            return dialogue.reply
        value, variable = secrets[dialogue.secret]
        if value is None:
            if dialogue.secret == logins.NEW_PASSWORD:
                raise PasswordExpired(f"{self._where()}: a new password is wanted; set {variable} once.")
            raise AuthenticationFailed(f"{self._where()} asks for the {dialogue.name}: set {variable}.")
        return value

    def _check(self, tail: str, dialogue: logins.Dialogue) -> None:
        """See that a question does not come again because its answer was wrong."""
        again = dialogue.secret in {logins.USER, logins.PASSWORD} and self._answered.count(dialogue.name) > 0
        if again and "password" in self._answered:
            raise AuthenticationFailed(
                f"{self._where()} does not let user {self._target.user or '(none)'!r} in"
                f"{self._refusal(tail)}: check ansible_user and ansible_password."
            )
        if len(self._answered) >= MOST_ANSWERS:
            raise ShellFailed(f"the device goes on asking{self._words()}.")

    def _type(self, text: str, name: str) -> None:
        self._answered.append(name)
        self._send(text.encode())

    def _send(self, data: bytes) -> None:
        self._seen = len(self._data)
        self._transport.send(data + ENTER)

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
        return f"; the last words of the device were {lines[-1]!r}" if lines else "; the device said nothing"

    def _ended(self, error: SessionLost) -> AuthenticationFailed | ShellFailed:
        text = self._tail()
        if "password" in self._answered or refusals.find(text):
            return AuthenticationFailed(
                f"{self._where()} closed the session{self._refusal(text) or ' at the login'}: check ansible_user and "
                "ansible_password, and that the line has a way to log in."
            )
        return ShellFailed(f"{str(error).rstrip('.')} before it showed a prompt{self._words()}.")
