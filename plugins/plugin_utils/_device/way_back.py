# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way back: a change went wrong while a guard was armed, and the device has to become what it was.

At once where a session can be had, with the old one while it lives and else with a new one; otherwise the device does
it by itself, and that is waited for. In the end a new login proves that the old way in is open again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import AuthenticationFailed, DeviceError, NotGuarded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from .guard import Guard
    from .means import Means
    from .session import Session
    from .target import Target

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
"""Seconds between two attempts to log in; each pause is twice the one before."""
AFTER_A_REFUSAL = 30.0
"""At least so many seconds where the device refused the account: attempts in a row may be blocked (login block-for)."""
ANNOUNCE = 60.0
"""Seconds between two sentences while somebody waits."""


@dataclass(frozen=True, slots=True)
class Back:
    """Where it led. `session` is a new login by the old way, None where there was none, and `error` says why.

    `how`: "reverted" at once, "expired" by itself, "foreign" where what is pending belongs to somebody else, "lost"
    where nobody knows.
    """

    how: str
    session: Session | None = None
    error: str = ""


class WayBack:
    """One way back. `target` is the old way in, with the host keys that may be shown there."""

    def __init__(self, guard: Guard, target: Target, means: Means) -> None:
        self._guard = guard
        self._target = target
        self._means = means
        self._told = means.clock() - ANNOUNCE
        self._error = ""

    def go(self, old: Session) -> Back:
        """Bring the device back. Never raises an error of the device."""
        try:
            how = self._by(old)
        except NotGuarded as error:
            return Back("foreign", error=str(error))
        except DeviceError as error:
            self._error = str(error)
            how = ""
        if self._target.way == "console":
            old.close()  # a console has one seat
        return self._wait(how)

    def _by(self, session: Session) -> str:
        """Take the change back with a session; "" where only time does that."""
        session.leave()
        if not self._guard.is_pending(session):
            self._guard.result = "expired"
            return "expired"
        return "reverted" if self._guard.revert(session) else ""

    def _wait(self, how: str) -> Back:
        """Log in until the device is back, by our hand or by its own."""
        pause = FIRST_PAUSE
        end = self._end(how)
        while True:
            session, refused = self._try()
            if session is not None:
                if how:
                    return Back(how, session)
                try:
                    how = self._by(session)
                except NotGuarded as error:
                    return Back("foreign", session, str(error))
                except DeviceError as error:
                    self._error = str(error)
                if how == "expired":
                    return Back(how, session)
                session.close()
                if how:  # that session began before the change was taken back, and proves nothing
                    end = self._end(how)
                    continue
            left = end - self._means.clock()
            if left <= 0:
                return Back(how or "lost", error=self._error)
            self._tell(how)
            pause = max(pause, AFTER_A_REFUSAL) if refused else pause
            self._means.sleep(min(pause, max(left, 1.0)))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _try(self) -> tuple[Session | None, bool]:
        """Log in as before; the second value tells whether the device refused the account."""
        try:
            return self._means.login(self._target, privilege=15), False
        except DeviceError as error:
            self._error = str(error)
            return None, isinstance(error, AuthenticationFailed)

    def _end(self, how: str) -> float:
        """Return until when somebody waits for a login."""
        return self._means.clock() + (0.0 if how else max(self._guard.left(), 0.0)) + self._guard.patience()

    def _tell(self, how: str) -> None:
        now = self._means.clock()
        if now - self._told < ANNOUNCE:
            return
        self._told = now
        left = self._guard.left()
        what = (
            "the change was taken back; waiting for a login as before" if how else "waiting for the device to go back"
        )
        when = f" by itself, in {left:.0f} s" if left > 0 and not how else ""
        self._means.announce(f"{what}{when} ({self._error.rstrip('.')})" if self._error else f"{what}{when}")


class ToldToEnd(BaseException):
    """The process was told to end while a guard was armed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"signal {number}")
        self.number = number


@contextlib.contextmanager
def minding_signals() -> Iterator[None]:
    """Turn the signals that end a process into `ToldToEnd`, and end the process with them afterwards.

    A worker of Ansible is ended without any cleaning up; a change that is half made should not stay behind.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # once is enough
        raise ToldToEnd(number)

    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    before = {number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN}
    for number in before:
        signal.signal(number, end)
    told = None
    try:
        yield
    except ToldToEnd as error:
        told = error.number
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        if told is not None:
            os.kill(os.getpid(), told)
