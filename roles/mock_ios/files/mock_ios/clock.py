# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a device, and the ways in which IOS writes a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

T = TypeVar("T")


class Clock:
    """The machine's own time in UTC. It counts as not synchronised: IOS shows that with a leading `*`."""

    def now(self) -> datetime:
        """The current time."""
        return datetime.now(tz=UTC)

    async def within(self, seconds: float, wanted: Coroutine[Any, Any, T]) -> T:
        """What `wanted` gives; TimeoutError when it takes longer by this clock."""
        return await asyncio.wait_for(wanted, seconds)

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
        self._now = start
        self._limits: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock; who has waited too long by it hears of that."""
        self._now += timedelta(seconds=seconds)
        for limit, passed in self._limits:
            if limit <= self._now and not passed.done():
                passed.set_result(None)

    async def within(self, seconds: float, wanted: Coroutine[Any, Any, T]) -> T:
        """As for the machine's clock, with the time that this one shows."""
        task = asyncio.ensure_future(wanted)
        entry = (self._now + timedelta(seconds=seconds), asyncio.get_running_loop().create_future())
        self._limits.append(entry)
        try:
            await asyncio.wait({task, entry[1]}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._limits.remove(entry)
            if not task.done():
                task.cancel()
        if task.cancelled() or not task.done():
            raise TimeoutError
        return task.result()
