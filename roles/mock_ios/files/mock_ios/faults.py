# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a mock device, as data: what goes wrong, at which command, how often.

Some faults concern commands (`refusal`, `ignored`), one the making of keys (`key_generation`), one the lines
(`lines_busy`); the others happen to the bytes of one connection (`Wire`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMMAND = "command"  # regular expression, searched in the command line as it was sent

# kind of fault: its fields, each with (type, needed)
KINDS: dict[str, dict[str, tuple[type | tuple[type, ...], bool]]] = {
    "drop": {COMMAND: (str, False), "after": (int, False), "when": (str, False)},
    "slow_prompt": {"seconds": ((int, float), True)},
    "slow_output": {"rate": (int, True)},
    "silence": {COMMAND: (str, True)},
    "syslog": {COMMAND: (str, True), "text": (str, True), "where": (str, False)},
    "refuse": {COMMAND: (str, True), "text": (str, True)},
    "ignore": {COMMAND: (str, True)},
    "lines_busy": {"count": (int, False)},
    "scp_drop": {"after": (int, True)},
    "key_generation": {"seconds": ((int, float), True)},
}
CHOICES = {"when": ("before", "during"), "where": ("echo", "reply", "prompt")}
PROMPT = re.compile(rb"(?:^|[\r\n])[^\r\n]*[>#\]:?] ?$")
TICK = 0.05  # seconds between two pieces of slow output


class FaultError(ValueError):
    """A fault that cannot be, with what to write instead."""


@dataclass(slots=True, eq=False)
class Fault:
    """One fault. `left` counts down the times it may still happen; None: always."""

    kind: str
    fields: Mapping[str, Any]
    command: re.Pattern[str] | None
    left: int | None

    def matches(self, line: str) -> bool:
        """Whether this fault concerns the command line."""
        return self.command is not None and self.command.search(line.strip()) is not None

    def happen(self) -> bool:
        """Count one occurrence; False when the fault has worn out."""
        if self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """All faults of one device, over all of its connections."""

    def __init__(self, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        """Read the rows of a fleet file; raises FaultError."""
        self.rows = tuple(_fault(row) for row in rows)

    def of(self, kind: str) -> tuple[Fault, ...]:
        """The faults of one kind, in their order."""
        return tuple(fault for fault in self.rows if fault.kind == kind)

    def refusal(self, line: str) -> str | None:
        """The text with which this command is refused, or None."""
        hit = self._hit("refuse", line)
        return str(hit.fields["text"]) if hit else None

    def ignored(self, line: str) -> bool:
        """Whether this configuration line is accepted without taking effect."""
        return self._hit("ignore", line) is not None

    def key_generation(self) -> float:
        """Seconds that the next generation of a key pair takes longer."""
        return sum(float(fault.fields["seconds"]) for fault in self.of("key_generation") if fault.happen())

    def scp_drop(self) -> Fault | None:
        """The fault that ends a copy once so many bytes have passed; whoever ends it counts that."""
        return next((fault for fault in self.of("scp_drop") if fault.left != 0), None)

    def lines_busy(self) -> int | None:
        """How many lines somebody else holds: 0 for none, None for all."""
        faults = self.of("lines_busy")
        if any("count" not in fault.fields for fault in faults):
            return None
        return sum(int(fault.fields["count"]) for fault in faults)

    def wire(self, write: Callable[[bytes], None], drop: Callable[[], None]) -> Wire | None:
        """What happens to the bytes of a new connection; None when nothing does."""
        concerned = ("drop", "slow_prompt", "slow_output", "silence", "syslog")
        return Wire(self, write, drop) if any(self.of(kind) for kind in concerned) else None

    def _hit(self, kind: str, line: str) -> Fault | None:
        return next((fault for fault in self.of(kind) if fault.matches(line) and fault.happen()), None)


class Wire:
    """The bytes of one connection on their way through the faults.

    `received` takes what the client sent and returns what the shell may see. `write` takes what the shell says.
    `run` is the task that passes it on in order, as slowly as the faults want.
    """

    def __init__(self, faults: Faults, write: Callable[[bytes], None], drop: Callable[[], None]) -> None:
        self._faults = faults
        self._write = write
        self._drop = drop
        self._line = b""
        self._commands = 0
        self._silent = False
        self._dropping = False
        self._pending: list[tuple[Fault, bytes]] = []  # syslog texts that wait for their place
        self._output: asyncio.Queue[bytes] = asyncio.Queue()

    def received(self, data: bytes) -> bytes:
        """What the shell may see of the client's bytes."""
        for index, byte in enumerate(data):
            if byte in b"\r\n":
                if self._line and self._entered(self._line.decode("utf-8", "replace")):
                    return data[:index]
                self._line = b""
            else:
                self._line += bytes([byte])
        return data

    def write(self, data: bytes) -> None:
        """Take output of the shell."""
        self._output.put_nowait(data)

    async def run(self) -> None:
        """Pass on the output until cancelled."""
        while True:
            await self._pass_on(await self._output.get())
            self._output.task_done()

    async def drained(self) -> None:
        """Wait until everything that was written has been passed on."""
        await self._output.join()

    def _entered(self, line: str) -> bool:
        """A command line is complete: True when the connection ends before it is carried out."""
        self._commands += 1
        for fault in self._faults.of("drop"):
            due = fault.fields.get("after", 0) < self._commands if "after" in fault.fields else fault.matches(line)
            if due and fault.happen():
                if fault.fields.get("when", "before") == "during":
                    self._dropping = True
                else:
                    self._silent = True
                    self._drop()
                    return True
        for fault in self._faults.of("silence"):
            self._silent |= fault.matches(line) and fault.happen()
        for fault in self._faults.of("syslog"):
            if fault.matches(line) and fault.happen():
                self._pending.append((fault, line.encode()))
        return False

    async def _pass_on(self, data: bytes) -> None:
        at_prompt = PROMPT.search(data) is not None
        if self._dropping:
            if at_prompt:
                self._drop()
            return
        if self._silent:
            return
        data = self._interrupted(data, at_prompt=at_prompt)
        if at_prompt:
            for fault in self._faults.of("slow_prompt"):
                if fault.happen():
                    start = data.rfind(b"\n") + 1
                    self._write(data[:start])
                    data = data[start:]
                    await asyncio.sleep(fault.fields["seconds"])
        for fault in self._faults.of("slow_output"):
            step = max(1, int(fault.fields["rate"] * TICK))
            while len(data) > step:
                self._write(data[:step])
                data = data[step:]
                await asyncio.sleep(TICK)
        self._write(data)

    def _interrupted(self, data: bytes, *, at_prompt: bool) -> bytes:
        waiting = []
        for fault, line in self._pending:
            place = _place(fault.fields.get("where", "reply"), data, line, at_prompt=at_prompt)
            if place is None:
                waiting.append((fault, line))
            else:
                data = data[:place] + b"\r\n" + fault.fields["text"].encode() + b"\r\n" + data[place:]
        self._pending = waiting
        return data


def _place(where: str, data: bytes, line: bytes, *, at_prompt: bool) -> int | None:
    """Where in this piece of output a log line lands; None: not in this piece."""
    if where == "echo":
        start = data.find(line)
        return None if start < 0 else start + len(line) // 2
    if where == "prompt":
        return len(data) if at_prompt else None
    echo = data.find(line)
    end = data.find(b"\n", max(echo, 0))
    while end >= 0 and data[max(echo, 0) : end].strip() in {b"", line}:
        echo, end = end + 1, data.find(b"\n", end + 1)
    if end >= 0:
        return end + 1
    return data.rfind(b"\n") + 1 if at_prompt else None


def _fault(row: Mapping[str, Any]) -> Fault:
    if not isinstance(row, Mapping) or row.get("fault") not in KINDS:
        found = row.get("fault") if isinstance(row, Mapping) else row
        raise FaultError(f"{found!r} is no fault; write one of {', '.join(sorted(KINDS))} as `fault`")
    kind = row["fault"]
    known = KINDS[kind] | {"times": (int, False)}
    for name, value in row.items():
        if name != "fault" and name not in known:
            raise FaultError(f"fault {kind} has no field {name!r}; it knows {', '.join(sorted(known))}")
        if name != "fault" and (not isinstance(value, known[name][0]) or isinstance(value, bool)):
            raise FaultError(f"fault {kind}: {name} must be {_word(known[name][0])}, not {value!r}")
        if name in CHOICES and value not in CHOICES[name]:
            raise FaultError(f"fault {kind}: {name} must be one of {', '.join(CHOICES[name])}, not {value!r}")
        if isinstance(value, int | float) and value < 0:
            raise FaultError(f"fault {kind}: {name} must not be negative, found {value}")
    missing = [name for name, (_unused, needed) in known.items() if needed and name not in row]
    if missing:
        raise FaultError(f"fault {kind} needs {' and '.join(missing)}")
    if kind == "drop" and (COMMAND in row) == ("after" in row):
        raise FaultError("fault drop needs either `command` or `after`")
    try:
        command = re.compile(row[COMMAND]) if COMMAND in row else None
    except re.error as error:
        raise FaultError(f"fault {kind}: {row[COMMAND]!r} is no regular expression: {error}") from error
    return Fault(kind, {name: value for name, value in row.items() if name != "fault"}, command, row.get("times"))


def _word(kind: type | tuple[type, ...]) -> str:
    return {str: "text", int: "a whole number"}.get(kind, "a number") if isinstance(kind, type) else "a number"
