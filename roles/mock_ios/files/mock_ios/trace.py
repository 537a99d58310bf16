# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which debugging is on, and the lines that it lets through to the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .log import Log


@dataclass(frozen=True, slots=True)
class Debug:
    """One switch: how it is called in `Tracer`, typed, grouped by `show debugging`, and answered."""

    kind: str
    words: str  # behind `debug`
    group: str
    text: str  # followed by "debugging is on" or "debugging is off"
    source: str


DEBUGS = (
    Debug("ssh", "ip ssh", "SSH", "Incoming SSH", "7.10; unverified, as for SCP"),
    Debug("ssh detail", "ip ssh detail", "SSH", "ssh detail messages", "7.10; unverified"),
    Debug("ssh packet", "ip ssh packet", "SSH", "ssh packets", "7.10; unverified"),
    Debug("ssh client", "ip ssh client", "SSH", "SSH Client", "7.10"),
    Debug("scp", "ip scp", "SCP", "Incoming SCP", "7.10; the group is unverified"),
    Debug("snmp packet", "snmp packets", "SNMP", "SNMP packet", "7.10"),
)
BY_KIND = {debug.kind: debug for debug in DEBUGS}


class Tracer:
    """The debugging switches of a device. They outlive the session that set them, and end with a reload."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.on: set[str] = set()

    def switch(self, kind: str, *, on: bool) -> str:
        """Switch one kind on or off; the answer of the device."""
        if on:
            self.on.add(kind)
        else:
            self.on.discard(kind)
        return f"{BY_KIND[kind].text} debugging is {'on' if on else 'off'}"

    def everything(self, *, on: bool) -> None:
        """`debug all` and `undebug all`."""
        self.on = set(BY_KIND) if on else set()

    def wants(self, *kinds: str) -> bool:
        """Whether any of these kinds is on."""
        return not self.on.isdisjoint(kinds)

    def emit(self, kinds: str | tuple[str, ...], text: str) -> None:
        """Log a line once when any of these kinds is on. KeyError for a kind that does not exist."""
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        if not self.on.isdisjoint(BY_KIND[kind].kind for kind in kinds):
            self._log.debug(text)

    def shown(self) -> str:
        """`show debugging`: each group with what is on in it (reference 7.10)."""
        groups: dict[str, list[str]] = {}
        for debug in DEBUGS:
            if debug.kind in self.on:
                groups.setdefault(debug.group, []).append(f"  {debug.text} debugging is on")
        return "\n\n".join("\n".join((f"{group}:", *lines)) for group, lines in groups.items())
