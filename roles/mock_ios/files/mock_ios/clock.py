# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a device, and the ways in which IOS writes a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """The machine's own time in UTC. It counts as not synchronised: IOS shows that with a leading `*`."""

    def now(self) -> datetime:
        """The current time."""
        return datetime.now(tz=UTC)

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

    def file_stamp(self) -> str:
        """`Sep 13 2026 09:18:39 +00:00`, as in `dir`."""
        return f"{self.now():%b %d %Y %H:%M:%S} +00:00"


class ManualClock(Clock):
    """A clock that stands still until somebody moves it."""

    def __init__(self, start: datetime = datetime(2026, 9, 13, 9, 17, 32, 349000, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time it was set to."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self._now += timedelta(seconds=seconds)
