# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of a device: stamps, levels, the buffer of limited size, and the terminals that see a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .device import Device

LEVELS = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)
DEBUGGING = 7
BUFFER_BYTES = 4096  # unverified as the default of every release


class Log:
    """What a device has logged. `lines` is the buffer, oldest first; `counts` are those of `show logging`."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self.lines: list[str] = []
        self.counts = {"console": 0, "monitor": 0, "buffered": 0, "trap": 0}
        self._bytes = 0
        self._sequence = 0

    def message(self, mnemonic: str, text: str) -> None:
        """A message such as ("SSH-5-ENABLED", "SSH 2.0 has been enabled"); a few have no mnemonic."""
        severity = int(mnemonic.split("-")[1]) if mnemonic else DEBUGGING
        origin = f"%{mnemonic}: " if mnemonic else " "
        self._write(severity, f"{self._head('log')}{origin}{text}")

    def debug(self, text: str) -> None:
        """A line of debugging output, of the least severity; more lines of one message have no stamp of their own."""
        self._write(DEBUGGING, f"{self._head('debug')}{text}")

    def clear(self) -> None:
        """`clear logging`: empty the buffer."""
        self.lines.clear()
        self._bytes = 0

    def restart(self) -> None:
        """A reload: nothing is left."""
        self.clear()
        self.counts = dict.fromkeys(self.counts, 0)
        self._sequence = 0

    def level(self, target: str) -> int | None:
        """The least severe level that "console", "monitor" or "buffered" takes; None when it takes nothing."""
        line = self._line(target)
        if line.startswith("no ") or (target != "console" and not self._device.enabled("logging on")):
            return None
        for word in line.split()[2:]:
            if word in LEVELS:
                return LEVELS.index(word)
            if word.isdigit() and int(word) <= DEBUGGING:
                return int(word)
        return DEBUGGING

    def size(self) -> int:
        """Bytes of the buffer."""
        sizes = [int(word) for word in self._line("buffered").split() if word.isdigit() and int(word) > DEBUGGING]
        return sizes[0] if sizes else BUFFER_BYTES

    def _line(self, target: str) -> str:
        slot = f"logging {target}"
        return self._device.config.get(slot) or self._device.default_of(slot) or slot

    def _write(self, severity: int, line: str) -> None:
        self.counts["trap"] += severity < DEBUGGING
        if self._takes("buffered", severity):
            self.counts["buffered"] += 1
            self.lines.append(line)
            self._bytes += len(line) + 2
            while self._bytes > self.size() and len(self.lines) > 1:
                self._bytes -= len(self.lines.pop(0)) + 2
        self.counts["console"] += self._takes("console", severity)
        monitors = self._takes("monitor", severity)
        for shell in list(self._device.shells):
            console = shell.vty.transport == "console"
            self.counts["monitor"] += monitors and shell.monitor and not console
            if shell.monitor and (self._takes("console", severity) if console else monitors):
                shell.interrupt(line)

    def _takes(self, target: str, severity: int) -> bool:
        level = self.level(target)
        return level is not None and severity <= level

    def _head(self, kind: str) -> str:
        """The stamp of "log" or "debug" messages as `service timestamps` wants it (reference 7.8)."""
        device = self._device
        self._sequence += 1
        sequence = f"{self._sequence:06d}: " if device.config.has("service sequence-numbers") else ""
        slot = f"service timestamps {kind}"
        form = device.config.get(slot) or device.default_of(slot)
        if form.startswith("no "):
            return sequence
        if "datetime" in form:
            return f"{sequence}{device.clock.log_stamp()}: "
        seconds = int((device.clock.now() - device.started_at).total_seconds())
        return f"{sequence}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}: "
