# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches of debugging, and which lines of a logging buffer are new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .text import clean, is_log

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Switch:
    """A row: `name` is the word of the user, `command` what is debugged, `shown` how `show debugging` tells it."""

    name: str
    command: str
    shown: str
    source: str
    confidence: str


SWITCHES: tuple[Switch, ...] = (
    Switch("ssh", "ip ssh", r"Incoming SSH debugging is on", "7.10", "U"),
    Switch("ssh_detail", "ip ssh detail", r"ssh detail messages debugging is on", "7.10", "U"),
    Switch("ssh_packet", "ip ssh packet", r"ssh packets debugging is on", "7.10", "U"),
    Switch("ssh_client", "ip ssh client", r"SSH Client debugging is on", "7.10, the guide", "V1"),
    Switch("scp", "ip scp", r"Incoming SCP debugging is on", "7.10", "V1"),
    Switch("snmp_packet", "snmp packet", r"SNMP packet debugging is on", "7.10, the guide", "V2"),
)
_BY_NAME = {row.name: row for row in SWITCHES}

LEVELS = (
    "emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging",
)  # fmt: skip


def switch(name: str) -> Switch:
    """Give the row of that name. Raises KeyError."""
    return _BY_NAME[name]


def shown_by(line: str) -> Switch | None:
    """Return the switch that a line of `show debugging` is about."""
    return next((row for row in SWITCHES if re.match(row.shown, line.strip(), re.IGNORECASE)), None)


def switched_on(reply: str) -> tuple[str, ...]:
    """Return the lines of `show debugging`, or of the answer to `debug ...`, that say that something is on."""
    lines = (" ".join(line.split()) for line in clean(reply).split("\n") if not is_log(line))
    return tuple(line for line in lines if re.search(r"\b(?:is|are) on\b", line))


@dataclass(frozen=True, slots=True)
class Logging:
    """The head of `show logging`.

    `level` is the number of the level that the buffer (or the monitor) keeps, None when it is off; `messages` how many
    messages it has had so far, None where the device does not tell. `size` is that of the buffer, in bytes.
    """

    enabled: bool | None = None
    level: int | None = None
    messages: int | None = None
    monitor_level: int | None = None
    size: int | None = None


# Source: behaviour reference 7.10.
_ENABLED = re.compile(r"\s*Syslog logging: (enabled|disabled)")
_PART = re.compile(r"\s*(Buffer|Monitor) logging:\s+(?:level (\w+)(?:, (\d{1,12}) messages? logged)?|disabled)")
_SIZE = re.compile(r"Log Buffer \((\d{1,12}) bytes\)")


def logging(reply: str) -> Logging:
    """Read the head of `show logging`, or what an output filter left of it."""
    enabled: bool | None = None
    parts: dict[str, tuple[int | None, int | None]] = {}
    size: int | None = None
    for line in clean(reply).split("\n"):
        if (found := _ENABLED.match(line)) is not None:
            enabled = found[1] == "enabled"
        elif (part := _PART.match(line)) is not None and part[1] not in parts:
            parts[part[1]] = (_level(part[2]), int(part[3]) if part[3] else None)
        elif (told := _SIZE.match(line.strip())) is not None:
            size = int(told[1])
            break
    buffer, monitor = parts.get("Buffer", (None, None)), parts.get("Monitor", (None, None))
    return Logging(enabled, buffer[0], buffer[1], monitor[0], size)


def _level(word: str | None) -> int | None:
    return LEVELS.index(word) if word in LEVELS else None


@dataclass(frozen=True, slots=True)
class Fresh:
    """The lines that are new in a buffer, and how many messages it lost before they could be read."""

    lines: tuple[str, ...]
    lost: int


_SOURCE = re.compile(r"SSH2?(?: ?CLIENT)? ?\d*:|SCP:|SNMP:")
_CONTINUED = re.compile(r"\s*[A-Za-z][\w-]*(?:\.\d+)+ ?= ?.*")


def fresh(reply: str, before: int | None) -> Fresh:
    """Return what is new in `show logging` since the device had counted `before` messages.

    A message may have several lines: those of a trap have no time stamp of their own. With a count that went back the
    buffer was cleared meanwhile, and all of it is new; so it is where nobody counts.
    """
    text = clean(reply)
    head, _unused, body = text.partition("Log Buffer (")
    lines = body.split("\n")[1:] if body else []
    while lines and not lines[0].strip():
        del lines[0]
    now = logging(head).messages
    if before is None or now is None or now < before:
        return Fresh(_kept(lines), 0)
    wanted = now - before
    stamped = any(is_log(line) and not line.lstrip().startswith("%") for line in lines)
    first = len(lines)
    for index in range(len(lines) - 1, -1, -1):
        if wanted == 0:
            break
        if _begins(lines[index], stamped=stamped):
            wanted -= 1
            first = index
    return Fresh(_kept(lines[first:]), wanted)


def _begins(line: str, *, stamped: bool) -> bool:
    """Whether a line begins a message. Without any time stamp in the buffer every line does but those of a trap."""
    if is_log(line) or _SOURCE.match(line):
        return True
    return not stamped and bool(line.strip()) and not _CONTINUED.fullmatch(line)


def _kept(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(line.rstrip() for line in lines if line.strip())


def restoring(running: str) -> str:
    """Return the command that gives `logging buffered` back as the running configuration has it."""
    lines = [line.strip() for line in clean(running).split("\n")]
    return next((line for line in lines if re.match(r"(?:no )?logging buffered\b", line)), "default logging buffered")


def missing(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of `show debugging` that were there and are not any more."""
    return tuple(line for line in before if line not in after)
