# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a device with its timers, and the ways in which IOS writes a time."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

T = TypeVar("T")
TICK = 1e-6  # seconds; less is rounding


@dataclass(slots=True, eq=False)
class Timer:
    """Something that a clock does later, unless it is cancelled before."""

    clock: Clock
    due: float  # seconds that the clock has counted by then
    patience: bool
    callback: Callable[[], None]
    number: int = field(default_factory=itertools.count().__next__)  # timers for one moment keep their order

    @property
    def left(self) -> float:
        """Seconds until it is due, by what it is measured with."""
        return self.due - self.clock.counted(patience=self.patience)

    @property
    def pending(self) -> bool:
        """Whether it still waits."""
        return self in self.clock.timers

    def cancel(self) -> None:
        """Nothing will happen; may be called twice."""
        if self.pending:
            self.clock.timers.remove(self)


class Clock:
    """The clock of one device, in UTC. It starts at the time of the machine and makes `rate` seconds of a real one.

    It can be stopped, run again, and moved forward at once. It counts twice: the time of the device, and `patience`,
    which is how long the device waits for somebody outside: `exec-timeout`, answers at a login, an SSH negotiation.
    Clients live in real time, so that patience does not hurry with `rate`; it does stop, and does jump, with the clock.
    The clock counts as not synchronised: IOS shows that with a leading `*`.
    """

    def __init__(self, start: datetime | None = None, *, rate: float = 1.0) -> None:
        self.timers: list[Timer] = []
        self._start = start or datetime.now(tz=UTC)
        self._rate = rate or 1.0
        self._running = rate > 0
        self._counted = {False: 0.0, True: 0.0}  # by patience
        self._read_at = time.monotonic()
        self._wake: asyncio.TimerHandle | None = None

    def counted(self, *, patience: bool = False) -> float:
        """Seconds since the start: of the device, or of its patience."""
        self._read()
        return self._counted[patience]

    def now(self) -> datetime:
        """The current time of the device."""
        return self._start + timedelta(seconds=self.counted())

    # Moving it

    def stop(self) -> None:
        """Stand still."""
        self._read()
        self._running = False
        self.attend()

    def run(self, rate: float | None = None) -> None:
        """Go on, at this rate or at the one it had."""
        self._read()
        self._rate = rate or self._rate
        self._running = True
        self.attend()

    def advance(self, seconds: float) -> None:
        """Move forward at once; timers that are due by then fire in their order, each at its own moment."""
        if seconds < 0:
            raise ValueError(f"a clock moves forward, not by {seconds:g} seconds")
        self._read()
        while (timer := self._first(self._left)) and self._left(timer) <= seconds + TICK:
            step = max(0.0, self._left(timer))
            self._move(step)
            seconds = max(0.0, seconds - step)
            self._fire(timer)
        self._move(seconds)
        self.attend()

    # Timers

    def call_later(self, seconds: float, callback: Callable[[], None], *, patience: bool = False) -> Timer:
        """Call back when the device has counted so many seconds more; with `patience`, when it has waited so long."""
        timer = Timer(self, self.counted(patience=patience) + seconds, patience, callback)
        self.timers.append(timer)
        self.attend()
        return timer

    def call_at(self, when: datetime, callback: Callable[[], None]) -> Timer:
        """Call back at a time of the device."""
        return self.call_later((when - self.now()).total_seconds(), callback)

    async def within(self, seconds: float, wanted: Coroutine[Any, Any, T]) -> T:
        """What `wanted` gives; TimeoutError when it takes longer than the device's patience."""
        task = asyncio.ensure_future(wanted)
        passed = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: passed.done() or passed.set_result(None), patience=True)
        try:
            await asyncio.wait({task, passed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            if not task.done():
                task.cancel()
        if task.cancelled() or not task.done():
            raise TimeoutError
        return task.result()

    def attend(self) -> None:
        """Have the event loop, if one runs, wake this clock for its next timer."""
        if self._wake:
            self._wake.cancel()
            self._wake = None
        self._read()
        timer = self._first(self._real_seconds) if self._running else None
        if timer:
            with contextlib.suppress(RuntimeError):  # no loop yet: the device is attended to once it is served
                self._wake = asyncio.get_running_loop().call_later(max(0.0, self._real_seconds(timer)), self._due)

    def end(self) -> None:
        """The device is gone, and its timers with it."""
        self.timers.clear()
        self.attend()

    def _due(self) -> None:
        self._wake = None
        self._read()
        while self._running and (timer := self._first(self._real_seconds)) and self._left(timer) <= TICK:
            self._fire(timer)
        self.attend()

    def _fire(self, timer: Timer) -> None:
        timer.cancel()
        timer.callback()

    def _first(self, seconds: Callable[[Timer], float]) -> Timer | None:
        return min(self.timers, key=lambda timer: (round(seconds(timer), 6), timer.number), default=None)

    def _left(self, timer: Timer) -> float:
        """What was left when the clock was read."""
        return timer.due - self._counted[timer.patience]

    def _real_seconds(self, timer: Timer) -> float:
        return self._left(timer) / (1.0 if timer.patience else self._rate)

    def _read(self) -> None:
        """Take in the real time that has passed."""
        passed = (real := time.monotonic()) - self._read_at
        self._read_at = real
        if self._running:
            self._counted[False] += passed * self._rate
            self._counted[True] += passed

    def _move(self, seconds: float) -> None:
        for kind in self._counted:
            self._counted[kind] += seconds

    # Ways of writing

    def stamp(self, when: datetime | None = None) -> str:
        """`09:32:02 UTC Aug 23 2022`, as key listings have it."""
        when = when or self.now()
        return f"{when:%H:%M:%S} UTC {when:%b} {when.day} {when:%Y}"

    def long_stamp(self, when: datetime) -> str:
        """`09:25:01 UTC Sun Sep 13 2026`, as in the head of a running configuration."""
        return f"{when:%H:%M:%S} UTC {when:%a} {when:%b} {when.day} {when:%Y}"

    def log_stamp(self) -> str:
        """`*Sep 13 09:18:39.349`."""
        when = self.now()
        return f"*{when:%b} {when.day:>2} {when:%H:%M:%S}.{when.microsecond // 1000:03d}"

    def shown(self) -> str:
        """The answer of `show clock`: `*09:18:39.349 UTC Sun Sep 13 2026`."""
        when = self.now()
        return f"*{when:%H:%M:%S}.{when.microsecond // 1000:03d} UTC {when:%a} {when:%b} {when.day} {when:%Y}"

    def file_stamp(self, when: datetime) -> str:
        """`Feb 3 2010 22:27:04 +00:00`, as in `dir`."""
        return f"{when:%b} {when.day} {when:%Y %H:%M:%S} +00:00"


class ManualClock(Clock):
    """A clock that stands still until somebody moves it."""

    def __init__(self, start: datetime = datetime(2026, 9, 13, 9, 17, 32, 349000, tzinfo=UTC)) -> None:
        super().__init__(start, rate=0)
