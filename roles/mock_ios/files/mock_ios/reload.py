# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reloads that are to come: the countdown on every terminal, and the end. Reference 7.7."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .clock import Timer
    from .device import Device

REASON = "Reload Command"
COUNTDOWN = (3600, 1800, 300, 60)  # seconds before it, when terminals are told; recorded are five minutes and one
NONE = "No reload is scheduled."  # the full stop is unverified
NOW = "NOW"  # unverified


@dataclass(frozen=True, slots=True)
class Planned:
    """A reload that is to come."""

    when: datetime
    reason: str
    who: str
    timers: tuple[Timer, ...]


class Reloads:
    """The reload that a device has before it, if any."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.planned: Planned | None = None

    def plan(self, when: datetime, reason: str, who: str) -> None:
        """Reload at a time of the device; one that was planned before is forgotten."""
        self.restart()
        clock = self._device.clock
        left = (when - clock.now()).total_seconds()
        timers = [clock.call_at(when, self._due)]
        for seconds in COUNTDOWN:
            if left > seconds:
                timers.append(clock.call_later(left - seconds, self._teller(seconds)))
            elif left == seconds:
                self._device.soon(self._teller(seconds))
        self.planned = Planned(when, reason, who, tuple(timers))
        text = f"Reload requested for {clock.long_stamp(when)} at {clock.long_stamp(clock.now())} by {who}."
        self._device.soon(lambda: self._device.log("SYS-5-SCHEDULED_RELOAD", f"{text} Reload Reason: {reason}."))

    def cancel(self) -> bool:
        """`reload cancel`; False when there was nothing to cancel. The terminals hear of it behind the prompt."""
        if self.planned is None:
            return False
        self.restart()
        clock = self._device.clock
        self._device.soon(lambda: self._tell("ABORTED", empty=2))
        text = f"Scheduled reload cancelled at {clock.long_stamp(clock.now())}"
        self._device.soon(lambda: self._device.log("SYS-5-SCHEDULED_RELOAD_CANCELLED", text))
        return True

    def line(self, form: str, when: datetime, who: str) -> str:
        """One of the forms of the profile that tell of a reload, filled in."""
        left = left_shown(round((when - self._device.clock.now()).total_seconds()))
        return form.format(when=self._device.clock.long_stamp(when), left=left, who=who)

    def shown(self) -> str:
        """`show reload`."""
        if self.planned is None:
            return NONE
        facts = self._device.profile.system["reload"]
        form = facts["announced"] or facts["shown"]
        line = self.line(form, self.planned.when, self.planned.who)
        return f"{line}\nReload reason: {self.planned.reason}" if facts["reason"] else line

    def restart(self) -> None:
        """Nothing is planned any more."""
        for timer in self.planned.timers if self.planned else ():
            timer.cancel()
        self.planned = None

    def _due(self) -> None:
        planned = self.planned
        if planned:
            self._tell(NOW)
            text = f"Reload requested by {planned.who}. Reload Reason: {planned.reason}."
            self._device.log("SYS-5-RELOAD", text)
            self._device.reload()

    def _teller(self, seconds: int) -> Callable[[], None]:
        def tell() -> None:
            digits = self._device.profile.system["reload"]["hours"]
            self._tell(f"in {seconds // 3600:0{digits}d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}")

        return tell

    def _tell(self, what: str, *, empty: int = 3) -> None:
        """On every terminal, wherever it stands, also in the middle of a line (reference 7.8)."""
        text = "\r\n" * empty + f"***\r\n*** --- SHUTDOWN {what} ---\r\n***\r\n"
        for shell in list(self._device.shells):
            shell.write(text)


def left_shown(seconds: int) -> str:
    """`411 hours and 33 minutes`, `20 minutes`, `45 seconds`: less than the last is not said."""
    minutes = seconds // 60
    if minutes >= 60:
        return f"{_many(minutes // 60, 'hour')} and {_many(minutes % 60, 'minute')}"
    return _many(minutes, "minute") if minutes else _many(seconds, "second")


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
