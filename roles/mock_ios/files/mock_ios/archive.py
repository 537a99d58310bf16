# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive of configurations, putting one in the place of another, and changes that go back unless confirmed.

Reference 7.7.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .config import settings
from .flash import FlashError, Stored, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .clock import Timer
    from .device import Device
    from .flash import Place
    from .shell import Shell

BLOCK = "archive"
STARS = "********"
MAXIMUM = 10  # files, where nobody says how many
MINUTE = 60.0
TIMED_OUT = "Timed out"
NO_SYSTEM = "Invalid argument"  # unverified
WARNING = 'Enter "configure confirm" if you wish to keep what you\'ve configured'
BACKING_UP = "Backing up current running config to "
LOCKED = "Rollback:Acquired Configuration lock."
LOG = "ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_"
Tree = dict[str, list[str]]  # line at the left -> the lines below it


class Archive:
    """Copies of the running configuration at `path`. Which ones there are is forgotten by a reload (unverified)."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._stored: list[str] = []  # URLs as they are shown, oldest first
        self._number = 0  # of the next file
        self._timer: Timer | None = None
        self._minutes = 0  # what the timer counts

    @property
    def path(self) -> str:
        """Where files go; "" while the archive is not enabled."""
        return self._setting("path")

    @property
    def maximum(self) -> int:
        """How many files are kept."""
        return int(self._setting("maximum") or MAXIMUM)

    def on_write(self) -> bool:
        """Whether saving the configuration archives it too."""
        return bool(self.path) and "write-memory" in self._settings()

    def next_name(self, stamp: str = "") -> str:
        """The URL of the next file. `$h` is the host name, `$t` the time; without `$t` the time comes last."""
        stamp = stamp or self._stamp()
        path = self.path.replace("$h", self._device.hostname)
        head = path.replace("$t", stamp) if "$t" in path else f"{path}-{stamp}"
        return f"{head}-{self._number}"

    def store(self, url: str) -> None:
        """Write the running configuration to a file that `next_name` gave; raises FlashError.

        The oldest file goes when there are more than `maximum`.
        """
        self._device.storage.write(self._place(url), Stored(self._device.saved_text().encode("latin-1")))
        self._number += 1
        self._stored.append(url)
        while len(self._stored) > self.maximum:
            self._forget(self._stored.pop(0))

    def text(self, url: str) -> str:
        """What a file holds; raises FlashError."""
        return text_of(self._device.storage.read(self._place(url)))

    def shown(self) -> str:
        """`show archive` of an archive that is enabled."""
        lines = [f"The maximum archive configurations allowed is {self.maximum}."]
        if self._timer:
            lines += [
                f"The archiving time-period is {self._minutes} minutes.",
                f"The next archive will be in {int(self._timer.left / MINUTE)} minutes.",
            ]
        lines += ["Write-mem mode is enabled."] if self.on_write() else []
        lines += [
            f"There are currently {len(self._stored)} archive configurations saved.",
            f"The next archive file will be named {self.next_name('<timestamp>')}",
            " Archive #  Name",
        ]
        names = [*self._stored[-self.maximum :], *[""] * (self.maximum - len(self._stored))]
        newest = min(len(self._stored), self.maximum)
        for number, name in enumerate(names, start=1):
            lines.append(f"   {number:<9}{name}{' <- Most Recent' if number == newest else ''}")
        return "\n".join(lines)

    def refresh(self) -> None:
        """The configuration may have changed: count to the next file, or do not."""
        minutes = int(self._setting("time-period") or 0) if self.path else 0
        if minutes == self._minutes:
            return
        if self._timer:
            self._timer.cancel()
        self._minutes = minutes
        self._timer = self._device.clock.call_later(minutes * MINUTE, self._due) if minutes else None

    def restart(self) -> None:
        """A reload: what stood in memory is gone."""
        self._stored.clear()
        self._number = self._minutes = 0
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = self._device.clock.call_later(self._minutes * MINUTE, self._due)
        name = self.next_name()
        try:
            self.store(name)
        except FlashError as error:
            self._device.log("", failed(name, error).lstrip("%"))  # unverified

    def _place(self, url: str) -> Place:
        place = self._device.storage.place(url)
        if place is None:
            raise FlashError(NO_SYSTEM)
        if place.network:
            raise FlashError(TIMED_OUT)
        return place

    def _forget(self, url: str) -> None:
        place = self._device.storage.place(url)
        if place and self._device.storage.on_flash(place) and self._device.storage.flash.find(place.path):
            self._device.storage.flash.remove(place.path)

    def _settings(self) -> dict[str, str]:
        entry = self._device.config.entries.get(BLOCK)
        return (entry.children if entry else None) or {}

    def _setting(self, slot: str) -> str:
        return self._settings().get(slot, "").strip().removeprefix(slot).strip()

    def _stamp(self) -> str:
        """`Feb-15-15-56-38.517`, `Jun--6-10-38-00.741`; the zone follows where one is configured."""
        now = self._device.clock.now()
        day = f"{now.day:>2}".replace(" ", "-")
        zone = self._device.config.get("clock timezone")
        stamp = f"{now:%b}-{day}-{now:%H-%M-%S}.{now.microsecond // 1000:03d}"
        return f"{stamp}-{zone.split()[2]}" if zone else stamp


def failed(url: str, error: FlashError) -> str:
    """What a device says when it cannot write a file of the archive: unverified, as for other files."""
    return f"%Error opening {url} ({error})"


# One configuration in the place of another


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done: the commands, and those of them that the device refused."""

    commands: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def shown(self, *, listed: bool) -> str:
        """As the device prints it; without a change there is no pass."""
        if self.failed:
            configlet = ("!List of Rollback Commands:", *self.failed, "end")
            return "\n".join(
                [
                    *("The rollback configlet from the last pass is listed below:", STARS, *configlet, STARS, "", ""),
                    "Rollback aborted after 5 passes",
                    *("The following commands are failed to apply to the IOS image.", STARS, *self.failed, STARS),
                ]
            )
        lines = (
            ["!Pass 1", "!List of Rollback Commands:", *self.commands, "end", ""] if listed and self.commands else []
        )
        return "\n".join([*lines, f"Total number of passes: {int(bool(self.commands))}", "Rollback Done\n"])


def put(device: Device, text: str, *, by: str = "") -> Replaced:
    """Make a text the running configuration. Keys and sessions are no part of it, and stay.

    A session that stands inside a block which is gone stands in global configuration mode then (unverified).
    """
    before = device.saved_text()
    if settings(before) == settings(text):
        return Replaced()
    old, new = tree(before), tree(text)
    complaints = device.replace(text)  # each line, and what the device said to it
    for shell in device.shells:
        shell.cursor.settle(device.config)
    device.changed(by)
    return Replaced((*removals(old, new), *additions(old, new)), tuple(complaints[::2]))


def tree(text: str) -> Tree:
    """Lines at the left, each with the lines below it; several places with the same line count as one."""
    found: Tree = {}
    parent: list[str] = []
    for line in text.replace("\r", "").split("\n"):
        bare = line.strip()
        if not bare or bare.startswith("!") or bare == "end" or line.startswith(("Building", "Current config")):
            continue
        if line[0] == " ":
            parent.append(bare)
        else:
            parent = found.setdefault(bare, [])
    return found


def _has(lines: Iterable[str], line: str) -> bool:
    """Whether a line would change nothing; `no X` does so where nothing starts with X."""
    if line.startswith("no "):
        return line in lines or not any(f"{held} ".startswith(f"{line[3:]} ") for held in lines)
    return line in lines


def additions(old: Tree, new: Tree) -> list[str]:
    """The lines that have to be typed so that everything in `new` holds."""
    lines: list[str] = []
    for parent, children in new.items():
        fresh = [child for child in children if not _has(old.get(parent, []), child)]
        if fresh or not _has(old, parent):
            lines += [parent, *(f" {child}" for child in fresh)]
    return lines


def removals(old: Tree, new: Tree) -> list[str]:
    """The lines that take away what `new` does not have."""
    lines: list[str] = []
    for parent, children in old.items():
        gone = [child for child in children if child not in new.get(parent, [])]
        if parent not in new:
            lines.append(_inverse(parent))
        elif gone:
            lines += [parent, *(f" {_inverse(child)}" for child in gone)]
    return lines


def _inverse(line: str) -> str:
    return line[3:] if line.startswith("no ") else f"no {line}"


# Changes that go back


@dataclass(slots=True, eq=False)
class Pending:
    """A change that nobody has confirmed yet."""

    url: str  # what runs again when nobody does
    user: str
    level: int
    shell: Shell  # the session that began it; it may be gone
    unit: float  # seconds that one of `count` is
    count: int = 0
    idle: bool = False
    since: datetime | None = None
    timers: list[Timer] = field(default_factory=list)


class Rollback:
    """The one change of a device that waits to be confirmed. It outlives the session, and not a reload."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.pending: Pending | None = None

    def start(self, shell: Shell, url: str, count: int, *, idle: bool = False, unit: float = MINUTE) -> None:
        """From now on the configuration goes back to a file unless somebody confirms the change."""
        self.pending = Pending(url, name_of(shell), shell.privilege, shell, unit)
        self.count_again(count, idle=idle)

    def count_again(self, count: int, *, idle: bool = False) -> None:
        """Begin to count, or begin again; with `idle` only what the session waits without a key counts."""
        pending, clock = self.pending, self._device.clock
        if pending is None:
            return
        self._stop(pending)
        pending.count, pending.idle, pending.since = count, idle, clock.now()
        who = f"User: {pending.user}(Priv: {pending.level}, View: 0)"
        if idle:  # unverified: the message is known by its name
            when = f"if session has been idle for {count} minutes"
            text = f"{who}: Scheduled to rollback to config {pending.url} {when}"
        else:
            word = "minutes" if pending.unit == MINUTE else "seconds"
            text = f"{who}: Scheduled to rollback to config {pending.url} in {count} {word}"
        self._device.soon(lambda: self._log(f"START_{'IDLE' if idle else 'ABS'}TIMER", text))
        self._arm(pending, count * pending.unit)

    def confirm(self) -> None:
        """The change stays."""
        pending, self.pending = self.pending, None
        if pending:
            self._stop(pending)
            who = f"User: {pending.user}(Priv: {pending.level}, View: 0)"
            self._log("CONFIRM", f"{who}: Confirm the configuration change")  # unverified

    def back(self) -> str:
        """Go back now; what the device prints below `heading`."""
        pending, self.pending = self.pending, None
        if pending is None:
            return ""
        self._stop(pending)
        device = self._device
        device.log(f"{LOG}ROLLBACK_START", f"Start rolling to: {pending.url}")
        try:
            text = device.archive.text(pending.url)
        except FlashError:
            return f"Error: Could not open file {pending.url} for reading"  # unverified
        device.log("", LOCKED)
        return put(device, text, by=pending.user).shown(listed=True)

    def heading(self) -> str:
        """What is printed before the configuration goes back."""
        return f"Rollback Confirmed Change: rolling to:{self.pending.url}\n" if self.pending else ""

    def shown(self) -> str:
        """`show archive config rollback timer`, as the command reference has it."""
        pending = self.pending
        if pending is None or pending.since is None:
            return NOTHING_PENDING
        unit = "min" if pending.unit == MINUTE else "sec"
        return (
            f"Time configured(or reconfigured): {self._device.clock.long_stamp(pending.since)}\n"
            f"Timer type: {'idle' if pending.idle else 'absolute'} timer\n"
            f"Timer value: {pending.count} {unit}\n"
            f"User: {pending.user}"
        )

    def restart(self) -> None:
        """A reload: nobody remembers."""
        if self.pending:
            self._stop(self.pending)
        self.pending = None

    def _arm(self, pending: Pending, seconds: float) -> None:
        clock = self._device.clock
        pending.timers = [clock.call_later(seconds, self._due)]
        if pending.unit == MINUTE:
            pending.timers.append(clock.call_later(max(0.0, seconds - MINUTE), self._warn))

    def _stop(self, pending: Pending) -> None:
        for timer in pending.timers:
            timer.cancel()

    def _left(self, pending: Pending) -> float:
        """Seconds that the session may still be idle."""
        quiet = (self._device.clock.now() - max(pending.shell.active_at, pending.since)).total_seconds()
        return pending.count * pending.unit - quiet

    def _warn(self) -> None:
        pending = self.pending
        if pending is None or (pending.idle and self._left(pending) > MINUTE):
            return
        kind = "IDLE" if pending.idle else "ABS"
        self._tell(pending, f"Rollback Confirmed Change: Rollback will begin in one minute.\n{WARNING}\n")
        self._log(f"WARNING_{kind}TIMER", f"System will rollback to config {pending.url} in one minute. {WARNING}")

    def _due(self) -> None:
        pending = self.pending
        if pending is None:
            return
        if pending.idle and (left := self._left(pending)) > 0:
            self._stop(pending)
            self._arm(pending, left)
            return
        self._tell(pending, f"\n{self.heading()}\n")
        self._tell(pending, f"{self.back()}\n")

    def _tell(self, pending: Pending, text: str) -> None:
        """Print on the terminal of the session that began the change, if it is still there."""
        if pending.shell in self._device.shells:
            pending.shell.write(text.replace("\n", "\r\n"))

    def _log(self, kind: str, text: str) -> None:
        self._device.log(f"{LOG}{kind}", text)


NOTHING_PENDING = "%No Rollback Confirmed Change pending"


def name_of(shell: Shell) -> str:
    """Who began a change, as the device names him; a vty line without login gives nobody a name (unverified)."""
    return shell.account.name or ("console" if shell.vty.transport == "console" else "unknown")
