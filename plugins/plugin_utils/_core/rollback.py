# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What devices say about the archive, timed rollback (`configure terminal revert timer`) and timed reload.

Texts may hold log messages, prompts and carriage returns. What a text does not tell is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .files import complaint
from .plan import Answer
from .refusals import find
from .text import clean, without_logs

if TYPE_CHECKING:
    from .releases import Release
    from .text import Config

# --- commands ---------------------------------------------------------------------------------------------------------

SHOW_TIMER = "show archive config rollback timer"
SHOW_ARCHIVE = "show archive"
SHOW_RELOAD = "show reload"
CONFIRM = "configure confirm"
REVERT = "configure revert now"
CANCEL_RELOAD = "reload cancel"
MINUTES = range(1, 121)  # of a timed rollback; source: behaviour reference 7.7

SECTION = "^archive"
"""The section of the running-config that `archive` reads."""


def arm(minutes: int) -> str:
    """Return the command that enters configuration mode and takes the configuration back after so many minutes."""
    return f"configure terminal revert timer {minutes}"


def reload_in(minutes: int) -> str:
    """Return the command that restarts the device after so many minutes."""
    return f"reload in {minutes}"


# --- which releases have the timer ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimerSince:
    """A row: releases of `train` whose branch matches `branch` have the timer from `maintenance` on.

    `has` is None where no source tells. The first row that fits a release counts.
    """

    train: str
    branch: str
    maintenance: int
    has: bool | None
    source: str


_FEATURE = "vendor's feature table: 12.2(33)SRC, 12.2(33)SB, 12.2(33)SXI, 12.4(20)T; the same in the manual of napalm"
REVERT_TIMER: tuple[TimerSince, ...] = (
    TimerSince("12.2", r"SR[C-Z]|SCC?|SCE", 33, True, _FEATURE),
    TimerSince("12.2", r"SB", 33, True, _FEATURE),
    TimerSince("12.2", r"SX[I-Z]", 33, True, _FEATURE),
    TimerSince("12.2", r"SE|SG|E[WXYZ]|SY|SQ|XN[A-F]", 33, None, "switches: no source names them"),
    TimerSince("12.2", r".*", 0, False, _FEATURE),
    TimerSince("12.3", r".*", 0, False, "12.3(7)T has configure replace without a timer for configure terminal"),
    TimerSince("12.4", r"T", 20, True, _FEATURE),
    TimerSince("12.4", r"T", 15, None, "command reference: `show archive config rollback timer` came with 12.4(15)T"),
    TimerSince("12.4", r"[A-SU-Z].*", 15, None, "builds beside 12.4T: no source names them"),
    TimerSince("12.4", r".*", 0, False, _FEATURE),
    TimerSince("15.0", r"SE|E[XYZ]|SG|SQD", 0, None, "switches: no source names them"),
)
_OLDEST = (12, 2)


def has_timer(release: Release) -> bool | None:
    """Tell whether a release has the timed rollback; None where no source says so, or where the name is only a train.

    A train (`12.4`, as a running-config names it) has it when all of its releases have. Whoever gets None tries: the
    device refuses the command before anything has changed.
    """
    if (release.major, release.minor) < _OLDEST and not release.is_xe:
        return False
    rows = [row for row in REVERT_TIMER if row.train == release.train]
    if "(" not in release.text and rows:
        answers = {row.has for row in rows} | ({True} if release.major >= 15 else set())
        return answers.pop() if len(answers) == 1 else None
    for row in rows:
        if re.fullmatch(row.branch, release.branch) and release.patch[0] >= row.maintenance:
            return row.has
    return True  # 15.x, and IOS XE from 2.1 on; source: command reference, capture 17.15.1


# --- the archive ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Archive:
    """The section `archive` of a running-config. Without `path` there is no archive, and no timed rollback.

    `maximum` is None for the default of 10. `write_memory` keeps a copy with each saving. `empty` says that nothing at
    all stands in the section; with `only_path` nothing else does, so that the section itself may go with the path.
    """

    path: str | None = None
    maximum: int | None = None
    write_memory: bool = False
    empty: bool = True
    only_path: bool = True


def archive(config: Config) -> Archive:
    """Read the section `archive` of a running-config."""
    path, maximum, write_memory, count = None, None, False, 0
    for section in config.lines:
        if section.text != "archive":
            continue
        for line in section.children:
            count += 1
            word, _blank, value = line.text.partition(" ")
            if word == "path" and value:
                path = value.strip()
            elif word == "maximum" and value.strip().isdigit():
                maximum = int(value)
            elif line.text == "write-memory":
                write_memory = True
    return Archive(path, maximum, write_memory, not count, count == (path is not None))


@dataclass(frozen=True, slots=True)
class Stored:
    """What `show archive` says: is there one, how many copies may be kept, how many are, how the next one is named."""

    on: bool
    maximum: int | None = None
    saved: int | None = None
    following: str | None = None
    files: tuple[str, ...] = ()


# Source: behaviour reference 7.7; older trains print no line about what is saved.
_ARCHIVE_MAXIMUM = re.compile(r"maximum archive configurations allowed is (\d+)", re.IGNORECASE)
_ARCHIVE_SAVED = re.compile(r"currently (\d+) archive configurations? saved", re.IGNORECASE)
_ARCHIVE_NEXT = re.compile(r"next archive file will be named (\S+)", re.IGNORECASE)
_ARCHIVE_ROW = re.compile(r"\s*\d+\s+(?P<file>\S+:\S*)(?:\s+<- Most Recent)?\s*")


def stored(raw: str) -> Stored | None:
    """Read `show archive`. None when the text is not of that command."""
    text = "\n".join(without_logs(raw))
    if re.search(r"Archive feature not enabled", text, re.IGNORECASE):
        return Stored(on=False)
    following, maximum = _ARCHIVE_NEXT.search(text), _ARCHIVE_MAXIMUM.search(text)
    if following is None and maximum is None:
        return None
    saved = _ARCHIVE_SAVED.search(text)
    return Stored(
        on=True,
        maximum=int(maximum[1]) if maximum else None,
        saved=int(saved[1]) if saved else None,
        following=following[1] if following else None,
        files=tuple(row["file"] for line in text.split("\n") if (row := _ARCHIVE_ROW.fullmatch(line))),
    )


# --- the timer --------------------------------------------------------------------------------------------------------

_BACKUP = re.compile(r"Backing up current running config to[:\s]\s*(?P<file>\S+)")


def backup(reply: str) -> str:
    """Return the file that the answer to `arm` names, to which the device will go back; "" when it names none.

    Without it the timer does not run, whatever the prompt says.
    """
    found = _BACKUP.search(clean(reply))
    return found["file"] if found and find(reply) is None and not complaint(reply) else ""


@dataclass(frozen=True, slots=True)
class Pending:
    """A timed rollback that runs: when it was set, "absolute" or "idle", after how many minutes, and whose it is.

    `user` is the account, or "console" where nobody logged in by name. "" and None: the device does not tell.
    """

    configured: str = ""
    kind: str = ""
    minutes: int | None = None
    user: str = ""

    def __str__(self) -> str:
        after = "" if self.minutes is None else f" of {self.minutes} min"
        return f"a timed rollback{after} of {self.user or 'somebody'}, set at {self.configured or 'an unknown time'}"


# Source: command reference of `show archive config rollback timer`; the same four fields in napalm.
_FIELDS = (
    ("configured", re.compile(r"Time configured[^:]*?:\s*(.*\S)", re.IGNORECASE)),
    ("kind", re.compile(r"Timer type\s*:\s*(.*\S)", re.IGNORECASE)),
    ("minutes", re.compile(r"Timer value\s*:\s*(\d+)", re.IGNORECASE)),
    ("user", re.compile(r"User\s*:\s*(.*\S)", re.IGNORECASE)),
)


def pending(raw: str) -> tuple[Pending, ...] | None:
    """Read `show archive config rollback timer`: () when no rollback is pending. None: not of that command."""
    lines = without_logs(raw)
    if any("No Rollback Confirmed Change pending" in line for line in lines):
        return ()
    if any("Archive feature not enabled" in line for line in lines):  # unverified for this command
        return ()
    values: dict[str, str] = {}
    for line in lines:
        for name, pattern in _FIELDS:
            if name not in values and (found := pattern.match(line.strip())) is not None:
                values[name] = found[1]
    if not {"configured", "kind", "minutes"} & values.keys():
        return None
    kind = values.get("kind", "").lower()
    return (
        Pending(
            values.get("configured", ""),
            next((word for word in ("absolute", "idle") if word in kind), kind),
            int(values["minutes"]) if "minutes" in values else None,
            values.get("user", ""),
        ),
    )


def done(reply: str) -> bool:
    """Tell whether the answer to `REVERT` says that the old configuration is back. Reading it back is the proof."""
    return "Rollback Done" in clean(reply) and find(reply) is None


# --- reload -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A question on the way to a timed reload or rollback, what it means, and what is typed."""

    name: str
    question: str
    reply: str
    source: str

    @property
    def answer(self) -> Answer:
        """The row as a session takes it."""
        return Answer(self.question, self.reply)


SAVE = Dialogue(
    "save",
    r"System configuration has been modified\. Save\? \[yes/no\](?: ?\[(?:yes|no)\])?: ?$",
    "no",  # what is saved is what the device comes back with
    "7.7; only with changes that are not saved",
)
PROCEED = Dialogue("proceed", r"Proceed with reload\? ?\[confirm\]:? ?$", "", "7.7")
REPLACE = Dialogue("replace", r"Enter Y if you are sure you want to proceed\. ?\? \[no\]: ?$", "y", "7.7")
RELOAD_ANSWERS = (SAVE.answer, PROCEED.answer)
REPLACE_ANSWERS = (REPLACE.answer,)


@dataclass(frozen=True, slots=True)
class Reload:
    """A reload that is scheduled. `minutes` is what is left; `at`, `by` and `reason` are in the words of the device."""

    minutes: int | None = None
    at: str = ""
    by: str = ""
    reason: str = ""

    def __str__(self) -> str:
        when = f" in {self.minutes} min" if self.minutes is not None else f" at {self.at}" if self.at else ""
        return f"a reload{when}, scheduled by {self.by or 'somebody'}"


# `Reload scheduled in 9 minutes by console`; with a clock that is set: `Reload scheduled for 03:00:00 UTC Sun May 10
# 2020 (in 411 hours and 33 minutes) by user on vty2 (192.0.2.120)`. Source: behaviour reference 7.7.
_SCHEDULED = re.compile(
    r"Reload scheduled (?:for (?P<at>.*?) \((?P<left>in [^)]*)\)|(?P<only>in [\w ]*?))(?: by (?P<by>.*\S))?\s*$",
    re.IGNORECASE,
)
_REASON = re.compile(r"\s*Reload reason: ?(?P<reason>.*\S)", re.IGNORECASE)
_UNITS = (("day", 1440), ("hour", 60), ("minute", 1))


def scheduled(raw: str) -> tuple[Reload, ...] | None:
    """Read `show reload`, or what `reload in` says: () when no reload is scheduled. None: not of that command."""
    lines = without_logs(raw)
    if any("No reload is scheduled" in line for line in lines):
        return ()
    found = next((match for line in lines if (match := _SCHEDULED.search(line)) is not None), None)
    if found is None:
        return None
    reason = next((match["reason"] for line in lines if (match := _REASON.match(line)) is not None), "")
    left = found["left"] or found["only"] or ""
    parts = [
        int(number[1]) * size for unit, size in _UNITS if (number := re.search(rf"(\d+) {unit}", left)) is not None
    ]
    return (Reload(sum(parts) if parts else None, found["at"] or "", found["by"] or "", reason),)


def aborted(reply: str) -> bool:
    """Tell whether a reply holds the announcement that a scheduled reload was cancelled. Source: 7.7."""
    return re.search(r"\*\*\* --- SHUTDOWN ABORTED ---", clean(reply)) is not None
