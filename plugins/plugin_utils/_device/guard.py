# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What brings a device back by itself when a change shuts everybody out: a timed rollback, or a timed reload.

A guard is armed before the first command of a change, and taken away from a session that began after the last one. What
somebody else has pending is neither confirmed nor cancelled: it is looked for before arming, and again before
confirming. Lines of the device are known to `_core/rollback.py`.
"""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Protocol

from .._core import files, rollback
from .._core.hazards.case import RELOAD, TIMER
from .._core.plan import CONFIGURE
from .errors import CommandRefused, DeviceError, NotGuarded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .._core.files import FileSystem
    from .._core.rollback import Archive
    from .session import Reply, Session

KINDS = ("revert_timer", "reload")
NAME = "secureshell-ios-guard"
"""What the files of an archive that was set up for one change begin with; one that was left behind is known by it."""
REASON = "secureshell.ios guard"
SPACE = 512 * 1024
"""Bytes that have to be free for the copy of a configuration."""
PATIENCE = 120.0
"""Seconds that a device may be silent while it writes the copy, or goes back to it."""
REVERTS = 120.0
"""Seconds that a rollback may take once its time is up."""
RESTARTS = 900.0
"""Seconds that a device may take to restart; large switches need more than ten minutes."""

# Refusals by which a release says that it does not know the command, and that nothing is pending.
UNKNOWN = ("invalid_input", "incomplete_command", "unknown_command")
NOTHING = "nothing_to_confirm"


class Guard(Protocol):
    """A dead man's switch. `result` is what has come of it, a word for results."""

    kind: str
    minutes: int
    result: str

    @property
    def is_armed(self) -> bool:
        """Whether it runs, as far as we know."""

    def arm(self, session: Session, replies: Mapping[str, str]) -> None:
        """Start it. Raises `NotGuarded` when that cannot be, with nothing left behind, and errors of the session.

        What is pending is asked for, unless it stands in `replies`, by the names of the reads for hazards.
        """

    def left(self) -> float:
        """Return the seconds until the device acts by itself."""

    def patience(self) -> float:
        """Return the seconds that it may then take until it can be reached again."""

    def is_pending(self, session: Session) -> bool:
        """Tell whether it still runs. Raises `NotGuarded` when what runs is somebody else's."""

    def confirm(self, session: Session) -> None:
        """Keep the change, and see that nothing is pending any more. Raises `NotGuarded` and errors of the session."""

    def revert(self, session: Session) -> bool:
        """Take the change back now; False where only time does that."""

    def clean(self, session: Session) -> str:
        """Remove what was set up for it. Returns "", or what is left behind."""

    def report(self) -> dict[str, object]:
        """Return what a result shows of it."""


def make(kind: str, minutes: int, archive: Archive, *, accept_unsaved: bool, clock: Callable[[], float]) -> Guard:
    """Return a guard of a kind of `KINDS`. `archive` is what the running-config says of it."""
    if kind == "reload":
        return Reload(minutes, accept_unsaved=accept_unsaved, clock=clock)
    return RevertTimer(minutes, archive, clock=clock)


class _Timed:
    """What both have: when they were armed, and when their time is up."""

    kind = ""
    acts = 0.0

    def __init__(self, minutes: int, clock: Callable[[], float]) -> None:
        self.minutes = minutes
        self.result = "not armed"
        self._clock = clock
        self._since: float | None = None
        self._user = ""

    @property
    def is_armed(self) -> bool:
        """See `Guard`."""
        return self.result == "armed"

    def left(self) -> float:
        """See `Guard`."""
        return 0.0 if self._since is None else self._since + self.minutes * 60.0 - self._clock()

    def patience(self) -> float:
        """See `Guard`."""
        return self.acts

    def _started(self, session: Session) -> None:
        self._since = self._clock()
        self._user = session.login.user
        self.result = "armed"


class RevertTimer(_Timed):
    """`configure terminal revert timer`, which needs an archive. Source: behaviour reference 7.7."""

    kind = "revert_timer"
    acts = REVERTS

    def __init__(self, minutes: int, archive: Archive, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(minutes, clock)
        self._path = archive.path or ""
        self._alone = archive.only_path
        # One that a change before this one has left behind, because it was ended in the middle, is ours as well.
        self._temporary = is_left_behind(archive)
        self._file = ""

    def arm(self, session: Session, replies: Mapping[str, str]) -> None:
        """See `Guard`."""
        if found := rollback.pending(replies[TIMER] if TIMER in replies else self._asked(session)):
            raise NotGuarded(
                f"{found[0]} is pending on the device. It is neither confirmed nor cancelled: wait until it has ended, "
                f"or let whoever set it send {rollback.CONFIRM!r} or {rollback.REVERT!r}."
            )
        try:
            if not self._path:
                self._set_up(session)
            self._start(session)
        except BaseException:
            with contextlib.suppress(DeviceError):
                session.leave()
                self.clean(session)
            raise

    def _start(self, session: Session) -> None:
        line = rollback.arm(self.minutes)
        try:
            reply = session.enter_by(line, (CONFIGURE,), seconds=PATIENCE)
        except CommandRefused as error:
            self._not_started(session, error.words)
        else:
            self._file = rollback.backup(reply.text)
            if not self._file and not rollback.pending(session.command(f"do {rollback.SHOW_TIMER}").text):
                self._not_started(session, _words(reply))
            self._started(session)

    def _not_started(self, session: Session, words: str) -> None:
        session.leave()
        reply = session.command(rollback.SHOW_TIMER)
        if rollback.pending(reply.text):  # it was refused, and has started all the same
            session.command(rollback.REVERT, seconds=PATIENCE)
        raise NotGuarded(
            f"the timed rollback did not start with {rollback.arm(self.minutes)!r}: the device said {words!r}; the "
            f"copy goes to {self._path}: see that this file system is there and has room, give 'archive' another path, "
            "or use guard: reload, or guard: none."
        )

    @staticmethod
    def _asked(session: Session) -> str:
        reply = session.command(rollback.SHOW_TIMER)
        if reply.refusal is not None and reply.refusal.name in UNKNOWN:
            raise NotGuarded(no_timer(""))
        return reply.text

    def is_pending(self, session: Session) -> bool:
        """See `Guard`."""
        found = rollback.pending(session.command(rollback.SHOW_TIMER).text)
        if not found:
            return False
        if not self._is_ours(found[0]):
            raise NotGuarded(
                f"{found[0]} is pending on the device and is not the one that was set for this change; it was neither "
                "confirmed nor cancelled."
            )
        return True

    def _is_ours(self, pending: rollback.Pending) -> bool:
        """Compare what the device tells: minutes, user, and the time at which the copy was made, which names it."""
        if pending.minutes not in {None, self.minutes}:
            return False
        if self._user and pending.user and pending.user.partition("(")[0] != self._user:
            return False
        made, said = _seconds_of_day(self._file), _seconds_of_day(pending.configured)
        if made is None or said is None:
            return True
        apart = abs(made - said)
        return min(apart, 86400 - apart) <= PATIENCE

    def confirm(self, session: Session) -> None:
        """See `Guard`."""
        if not self.is_pending(session):
            self.result = "gone"
            raise NotGuarded("the timed rollback that was set for this change is not pending any more")
        reply = session.command(rollback.CONFIRM, seconds=PATIENCE)
        if reply.refusal is not None and reply.refusal.name == NOTHING:
            self.result = "gone"
            raise NotGuarded("the timed rollback that was set for this change ended while it was confirmed")
        if found := rollback.pending(session.command(rollback.SHOW_TIMER).text):
            raise NotGuarded(
                f"{rollback.CONFIRM!r} did not confirm it, the device said {_words(reply)!r}, and still {found[0]} is "
                "pending"
            )
        self.result = "confirmed"

    def is_idle(self, session: Session) -> bool:
        """Tell whether no rollback is pending, of whomever."""
        return not rollback.pending(session.command(rollback.SHOW_TIMER).text)

    def revert(self, session: Session) -> bool:
        """See `Guard`."""
        reply = session.command(rollback.REVERT, seconds=PATIENCE)
        # It may be that only he who began a change takes it back; then the device does, when its time is up.
        if not rollback.done(reply.text) and rollback.pending(session.command(rollback.SHOW_TIMER).text):
            return False
        self.result = "reverted"
        return True

    # --- the archive --------------------------------------------------------------------------------------------------

    def _set_up(self, session: Session) -> None:
        """Give the device an archive for as long as the change takes."""
        self._path = f"{_place(session)}{NAME}"
        self._temporary = True
        try:
            session.enter((CONFIGURE, "archive"))
            session.command(f"path {self._path}").ok()
        except CommandRefused as error:
            raise NotGuarded(
                f"the device has no archive, which the timed rollback needs, and takes none: {error} Configure "
                "'archive' with a path, or use guard: reload, or guard: none."
            ) from error
        finally:
            session.leave()

    def clean(self, session: Session) -> str:
        """See `Guard`."""
        if not self._temporary:
            return ""
        try:
            session.leave()
            # The path goes last: whoever finds it knows that there may be copies.
            for name in self._copies(session):
                # One that is not there any more is as good as one that is deleted.
                session.command(f"delete /force {name}", seconds=PATIENCE)
            if self._alone:  # a section in which nothing stands may be shown all the same
                session.enter((CONFIGURE,))
                session.command("no archive").ok()
            else:
                session.enter((CONFIGURE, "archive"))
                session.command("no path").ok()
            session.leave()
        except DeviceError as error:
            return (
                f"the archive that was set up for this change ('archive', 'path {self._path}') could not be removed: "
                f"{error} The next change removes it."
            )
        self._temporary = False
        return ""

    def _copies(self, session: Session) -> Sequence[str]:
        """Return the files that archives of this path have made, also for changes that were ended in the middle."""
        place = self._path.rpartition(NAME)[0]
        entries = files.listing(session.command(f"dir {place}".rstrip()).text).entries
        found = [f"{place}{entry.name}" for entry in entries if entry.name.startswith(NAME) and not entry.directory]
        return found if self._file in found or not self._file else [*found, self._file]

    def report(self) -> dict[str, object]:
        """See `Guard`."""
        return {
            "kind": self.kind,
            "minutes": self.minutes,
            "result": self.result,
            "archive": self._path or None,
            "archive_left_behind": self._temporary,
            "file": self._file or None,
        }


class Reload(_Timed):
    """`reload in`: the device restarts from its startup configuration. Source: behaviour reference 7.7."""

    kind = "reload"
    acts = RESTARTS

    def __init__(
        self, minutes: int, *, accept_unsaved: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(minutes, clock)
        self._accept_unsaved = accept_unsaved

    def arm(self, session: Session, replies: Mapping[str, str]) -> None:
        """See `Guard`."""
        said = replies[RELOAD] if RELOAD in replies else session.command(rollback.SHOW_RELOAD).text
        if found := rollback.scheduled(said):
            raise NotGuarded(
                f"{found[0]} is pending on the device. It is not cancelled: wait until it is over, or let whoever set "
                f"it send {rollback.CANCEL_RELOAD!r}."
            )
        unsaved = []

        def answer(line: str) -> str | None:
            if re.search(rollback.SAVE.question, line):
                unsaved.append(line)
                return rollback.SAVE.reply
            if re.search(rollback.PROCEED.question, line):
                return "n" if unsaved and not self._accept_unsaved else rollback.PROCEED.reply
            return None

        reply = session.command(f"{rollback.reload_in(self.minutes)} {REASON}", answers=answer, seconds=PATIENCE)
        reply.ok()
        if unsaved and not self._accept_unsaved:
            if rollback.scheduled(session.command(rollback.SHOW_RELOAD).text):
                session.command(rollback.CANCEL_RELOAD)
            raise NotGuarded(
                "the running configuration has changes that are not saved, and a reload would lose them: save them "
                f"first, use guard: revert_timer, or accept_hazards: [{UNSAVED}]."
            )
        self._started(session)

    def is_pending(self, session: Session) -> bool:
        """See `Guard`."""
        found = rollback.scheduled(session.command(rollback.SHOW_RELOAD).text)
        if not found:
            return False
        if not self._is_ours(found[0]):
            raise NotGuarded(
                f"{found[0]} is pending on the device and is not the one that was set for this change; it was not "
                "cancelled."
            )
        return True

    def _is_ours(self, pending: rollback.Reload) -> bool:
        if pending.reason and REASON in pending.reason:
            return True
        if pending.minutes is not None and pending.minutes > self.minutes:
            return False
        return not (self._user and pending.by) or pending.by.split()[0] == self._user

    def confirm(self, session: Session) -> None:
        """See `Guard`."""
        if not self.is_pending(session):
            self.result = "gone"
            raise NotGuarded("the reload that was set for this change is not scheduled any more")
        session.command(rollback.CANCEL_RELOAD).ok()
        self.result = "confirmed"
        if found := rollback.scheduled(session.command(rollback.SHOW_RELOAD).text):
            self.result = "armed"
            raise NotGuarded(f"{rollback.CANCEL_RELOAD!r} was taken, and still {found[0]} is pending")

    def revert(self, session: Session) -> bool:  # noqa: ARG002 - see Guard
        """See `Guard`."""
        return False

    def clean(self, session: Session) -> str:  # noqa: ARG002 - see Guard
        """See `Guard`."""
        return ""

    def report(self) -> dict[str, object]:
        """See `Guard`."""
        return {"kind": self.kind, "minutes": self.minutes, "result": self.result}


UNSAVED = "unsaved_changes"
"""Name of the hazard that a reload loses what somebody else has not saved."""


def no_timer(release: str) -> str:
    """Return the sentence for a release without the timed rollback."""
    what = f"release {release}" if release else "the device"
    return (
        f"{what} has no timed rollback ('configure terminal revert timer'), and the change carries risk: use guard: "
        "reload, which restarts the device when the new login fails, or guard: none to go without."
    )


def _words(reply: Reply) -> str:
    return " ".join(reply.text.split()) or "nothing"


def is_left_behind(archive: Archive) -> bool:
    """Tell whether an archive was set up for a change that was ended in the middle."""
    return NAME in (archive.path or "")


def _seconds_of_day(text: str) -> int | None:
    """Return the time of day in a text, in seconds: `14:05:34`, or `May--4-14-05-34.882-1` in the name of a copy."""
    found = re.search(r"(?:[A-Za-z]{3}-+\d{1,2}-|(?<![\d-]))(\d\d)[-:](\d\d)[-:](\d\d)(?!\d)", text)
    return None if found is None else sum(int(found[at]) * size for at, size in ((1, 3600), (2, 60), (3, 1)))


def _place(session: Session) -> str:
    """Return the file system for copies of the configuration, `flash:`. Raises `NotGuarded`."""
    reply = session.command("show file systems")
    systems = files.file_systems(reply.text)
    if not systems:
        systems = _by_dir(session)
    writable = [system for system in systems if system.takes_files]
    if not writable:
        raise NotGuarded(
            "the device has no archive, which the timed rollback needs, and no flash file system for one: configure "
            "'archive' with a path, or use guard: reload, or guard: none."
        )
    for system in sorted(writable, key=lambda system: system.rank):
        if system.free is None or system.free >= SPACE:
            return system.name
    said = ", ".join(f"{system.name} has {system.free} bytes free" for system in writable)
    raise NotGuarded(
        f"the flash of the device is full: {said}, and a copy of the configuration needs {SPACE}: delete files that "
        "nobody needs, configure 'archive' with another path, or use guard: reload, or guard: none."
    )


def _by_dir(session: Session) -> tuple[FileSystem, ...]:
    listing = files.listing(session.command("dir").text)
    if not listing.system:
        return ()
    return (files.FileSystem(listing.system, listing.free, "flash", "rw", default=True),)
