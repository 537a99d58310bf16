# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of a mock device, as data: what goes wrong, at which command, how often.

Some faults concern commands (`refusal`, `ignored`), one the making of keys (`key_generation`), one the lines
(`lines_busy`), some the whole device (`DEVICE`); the others happen to the bytes of one connection (`Wire`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMMAND = "command"  # regular expression, searched in the command line as it was sent
AFTER = "after"  # commands that the device takes before, over all its sessions, from when the fault was set
_WHERE = {COMMAND: (str, False), AFTER: (int, False)}
_MOMENT = {**_WHERE, "when": (str, False)}

# kind of fault: its fields, each with (type, needed)
KINDS: dict[str, dict[str, tuple[type | tuple[type, ...], bool]]] = {
    "drop": _MOMENT,
    "restart": _MOMENT,
    "hang": {**_MOMENT, "seconds": ((int, float), False)},
    "fill_lines": {**_MOMENT, "count": (int, False)},
    "stop_clock": _MOMENT,
    "slow_prompt": {"seconds": ((int, float), True)},
    "slow_output": {"rate": (int, True)},
    "silence": _WHERE,
    "syslog": {**_WHERE, "text": (str, True), "where": (str, False)},
    "refuse": {**_WHERE, "text": (str, True)},
    "ignore": _WHERE,
    "lines_busy": {"count": (int, False)},
    "scp_drop": {AFTER: (int, True)},
    "key_generation": {"seconds": ((int, float), True)},
}
DEVICE = ("restart", "hang", "fill_lines", "stop_clock")  # happen to the device, not to the connection alone
DEAF = ("drop", "restart", "hang")  # the connection brings nothing more
CHOICES = {"when": ("before", "during"), "where": ("echo", "reply", "prompt")}
PROMPT = re.compile(rb"(?:^|[\r\n])[^\r\n]*[>#\]:?] ?$")
QUESTION = re.compile(rb"[\]:?] ?$")
KEY = re.compile(rb"\[confirm\] ?$")
TAIL = 80  # bytes of output in which a question is looked for
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
    seen: int = 0  # commands of the device since the fault was set

    def matches(self, line: str) -> bool:
        """Whether this fault concerns the command line, which has been counted already."""
        if self.command is None and AFTER not in self.fields:
            return False
        late = self.seen > self.fields.get(AFTER, -1)
        return late and (self.command is None or self.command.search(line.strip()) is not None)

    def happen(self) -> bool:
        """Count one occurrence; False when the fault has worn out."""
        if self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


class Faults:
    """All faults of one device, over all of its connections. `happens` carries out those of `DEVICE`."""

    def __init__(self, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        """Read the rows of a fleet file; raises FaultError."""
        self.rows: list[Fault] = []
        self.commands = 0  # that the device has taken so far, over all its sessions
        self.happens: Callable[[Fault], None] = _nothing
        self.add(rows)

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Set more faults, all or none; raises FaultError."""
        self.rows += [_fault(row) for row in rows]

    def clear(self) -> None:
        """No fault is left. What has happened has happened."""
        self.rows.clear()

    def shown(self) -> list[dict[str, Any]]:
        """The faults that may still happen, as rows."""
        times = [{} if fault.left is None else {"times": fault.left} for fault in self.rows]
        every = zip(self.rows, times, strict=True)
        return [{"fault": row.kind, **row.fields, **left} for row, left in every if row.left != 0]

    def of(self, kind: str) -> tuple[Fault, ...]:
        """The faults of one kind, in their order."""
        return tuple(fault for fault in self.rows if fault.kind == kind)

    def entered(self, line: str) -> tuple[Fault, ...]:
        """Count a command of some session; the faults of connections and of the device that happen now."""
        self.commands += 1
        for fault in self.rows:
            fault.seen += 1
        kinds = (*DEAF, *DEVICE, "silence", "syslog")
        return tuple(fault for fault in self.rows if fault.kind in kinds and fault.matches(line) and fault.happen())

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

    def _hit(self, kind: str, line: str) -> Fault | None:
        return next((fault for fault in self.of(kind) if fault.matches(line) and fault.happen()), None)


class Wire:
    """The bytes of one connection on their way through the faults.

    `received` takes what the client sent and returns what the shell may see. `write` takes what the shell says, and
    passes it on in order, as slowly as the faults want.
    """

    def __init__(
        self, faults: Faults, write: Callable[[bytes], None], drop: Callable[[], None], *, outlasts: bool = False
    ) -> None:
        """With `outlasts` the connection outlasts a restart of the device, as that to a console does."""
        self._faults = faults
        self._deaf = tuple(kind for kind in DEAF if kind != "restart" or not outlasts)
        self._write = write
        self._drop = drop
        self._line = b""
        self._tail = b""  # of the output, for questions
        self._silent = False
        self._late: list[Fault] = []  # that happen once the command has run
        self._pending: list[tuple[Fault, bytes]] = []  # syslog texts that wait for their place
        self._output: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None

    def received(self, data: bytes) -> bytes:
        """What the shell may see of the client's bytes.

        A command is a line with something on it. The answer to a question counts as one, also a bare Enter, and the
        one key that `[confirm]` waits for.
        """
        for index, byte in enumerate(data):
            ends = byte in b"\r\n"
            if not ends:
                self._line += bytes([byte])
            if ends or KEY.search(self._tail):
                line, self._line = self._line, b""
                asked = QUESTION.search(self._tail) is not None
                if (line or asked) and self._entered(line.decode("utf-8", "replace")):
                    return data[:index]
        return data

    def write(self, data: bytes) -> None:
        """Take output of the shell."""
        self._tail = (self._tail + data[-TAIL:])[-TAIL:]
        if not self._faults.rows and self._pump is None and not self._silent:
            self._write(data)
            return
        at_prompt = PROMPT.search(data) is not None
        deaf = any(fault.kind in DEAF for fault in self._late)
        if at_prompt:
            self.finished()
        if self._silent or deaf:
            return
        for seconds, piece in self._pieces(self._interrupted(data, at_prompt=at_prompt), at_prompt=at_prompt):
            if self._pump is None and not seconds:
                self._write(piece)
            else:
                self._output.put_nowait((seconds, piece))
                self._pump = self._pump or asyncio.ensure_future(self._run())

    def finished(self) -> None:
        """The command has run: what waited for that happens."""
        late, self._late = self._late, []
        for fault in late:
            self._happen(fault)

    async def drained(self) -> None:
        """Wait until everything that was written has been passed on."""
        self.finished()
        await self._output.join()

    def close(self) -> None:
        """Nothing more is passed on."""
        self._silent = True
        if self._pump:
            self._pump.cancel()

    async def _run(self) -> None:
        while True:
            seconds, piece = await self._output.get()
            await asyncio.sleep(seconds)
            self._write(piece)
            self._output.task_done()

    def _entered(self, line: str) -> bool:
        """A command line is complete: True when the shell must not see its end."""
        self._tail = b""
        deaf = False
        for fault in self._faults.entered(line):
            if fault.kind == "silence":
                self._silent = True
            elif fault.kind == "syslog":
                self._pending.append((fault, line.encode()))
            elif fault.fields.get("when", "before") == "during":
                self._late.append(fault)
            else:
                deaf |= fault.kind in DEAF
                self._happen(fault)
        return deaf

    def _happen(self, fault: Fault) -> None:
        self._silent |= fault.kind in self._deaf
        if fault.kind == "drop":
            self._drop()
        else:
            self._faults.happens(fault)

    def _pieces(self, data: bytes, *, at_prompt: bool) -> list[tuple[float, bytes]]:
        """Output with the seconds that pass before each piece of it."""
        pieces = [(0.0, data)]
        waits = [
            float(fault.fields["seconds"]) for fault in self._faults.of("slow_prompt") if at_prompt and fault.happen()
        ]
        if waits:
            start = data.rfind(b"\n") + 1
            pieces = [(0.0, data[:start]), (sum(waits), data[start:])]
        for fault in self._faults.of("slow_output"):
            step = max(1, int(fault.fields["rate"] * TICK))
            pieces = [
                (seconds if not start else TICK, piece[start : start + step])
                for seconds, piece in pieces
                for start in range(0, len(piece), step)
            ]
        return [(seconds, piece) for seconds, piece in pieces if piece]

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


def _nothing(_fault: Fault) -> None:
    """Faults without a device."""


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
    if COMMAND in known and not {COMMAND, AFTER} & set(row):
        raise FaultError(f"fault {kind} needs `command` or `after`")
    try:
        command = re.compile(row[COMMAND]) if COMMAND in row else None
    except re.error as error:
        raise FaultError(f"fault {kind}: {row[COMMAND]!r} is no regular expression: {error}") from error
    return Fault(kind, {name: value for name, value in row.items() if name != "fault"}, command, row.get("times"))


def _word(kind: type | tuple[type, ...]) -> str:
    return {str: "text", int: "a whole number"}.get(kind, "a number") if isinstance(kind, type) else "a number"
