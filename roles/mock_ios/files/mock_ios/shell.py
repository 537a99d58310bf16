# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One terminal session: echo and editing, prompts, paging, output filters, dialogues, log lines in between.

Bytes are carried as latin-1 text, so that whatever a client sends comes back unchanged.
"""

from __future__ import annotations

import asyncio
import inspect
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from .aaa import AUTHORIZATION_FAILED
from .commands import BUILDING, MODES, Call, Cursor, Refused, tree, understand
from .commands.helps import completed, page
from .parser import ParseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .aaa import Account
    from .client import Outgoing
    from .commands import Row
    from .device import Device, Vty

MORE = " --More-- "
ERASE_MORE = "\b" * 9 + " " * 8 + "\b" * 9  # unverified (reference 7.3)
TERMINAL = (80, 24)  # columns and lines where nobody says how many there are
LINE_LIMIT = 254  # characters of one input line (reference 2.4)
SCROLL = 10  # columns that a long line moves to the left (reference 7.5)
MARGIN = 3  # the echo stops this many columns before the width
HOSTNAME_IN_CONFIGURATION = 20  # longest host name part of a configuration prompt (reference 7.2: about 20)
UNKNOWN_HOST = "% Unknown command or computer name, or unable to find computer address"
HISTORY = 19  # lines remembered besides the last one
TAB, ESCAPE = "\t", "\x1b"
CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E, CTRL_F, CTRL_K = "\x01\x02\x03\x04\x05\x06\x0b"
CTRL_N, CTRL_P, CTRL_U, CTRL_W, CTRL_X, CTRL_Z = "\x0e\x10\x15\x17\x18\x1a"
_ARROWS = {"A": CTRL_P, "B": CTRL_N, "C": CTRL_F, "D": CTRL_B}
_FILTERS = ("include", "exclude", "begin", "section", "count")


class Ended(Exception):  # noqa: N818 not an error
    """The session is over."""


class Shell:
    """A session on a line of a device. `write` takes the bytes for the client."""

    def __init__(  # noqa: PLR0913 the interface with the server
        self,
        device: Device,
        vty: Vty,
        account: Account,
        *,
        width: int,
        height: int,
        write: Callable[[bytes], None],
    ) -> None:
        self.device = device
        self.vty = vty
        self.account = account
        self.privilege = account.privilege
        self.cursor = Cursor()
        self.width = self._line_number("width", width)
        self.height = self._line_number("length", height)
        self.folder = ""  # where file names without a file system are looked up; "" is the default
        self.monitor = vty.transport == "console"
        self._send = write
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._ahead = ""
        self._swallow_newline = False
        self._closed = False
        self._fresh_line = True  # nothing stands on the terminal's current line
        self.active_at = device.clock.now()  # when the client last typed
        self.history: list[str] = []
        self.outgoing: list[Outgoing] = []  # sessions to other hosts, in front or suspended
        self._editing = ""  # prompt and text on the terminal while a line is being typed
        device.shells.add(self)

    # What the device calls

    def close(self) -> None:
        """End the session as soon as it reads again."""
        self._closed = True
        self._input.put_nowait(b"")

    def interrupt(self, line: str) -> None:
        """Write a log line wherever the terminal stands; the prompt comes back only with `logging synchronous`."""
        self.new_line()
        self.write(line.replace("\n", "\r\n") + "\r\n")
        synchronous = self.device.config.lines.get(self._line(), {}).get("logging synchronous")
        if synchronous and self._editing:
            self.write(self._editing)

    # What commands call

    def write(self, text: str) -> None:
        """Write text as it is."""
        if text:
            self._fresh_line = text.endswith("\n")
            self._send(text.encode("latin-1", "replace"))

    def new_line(self) -> None:
        """End the current line of the terminal, if anything stands on it."""
        if not self._fresh_line:
            self.write("\r\n")

    def say(self, text: str) -> None:
        """Write lines; every one of them ends."""
        self.write(text.replace("\n", "\r\n") + "\r\n")

    async def ask(self, question: str, *, secret: bool = False) -> str | None:
        """Put a question and read a line; None after Ctrl-C."""
        text, ending = await self._read_line(question, echo=not secret)
        return None if ending == CTRL_C else text

    async def yes_no(self, question: str) -> bool:
        """`[yes/no]`: asked again until it is answered; Ctrl-C is no."""
        while True:
            answer = await self.ask(question)
            if answer is None:
                return False
            word = answer.strip().lower()
            if word and "yes".startswith(word):
                return True
            if word and "no".startswith(word):
                return False
            self.say("% Please answer 'yes' or 'no'.")

    async def confirm(self, question: str) -> bool:
        """`[confirm]`: one key; Enter and `y` agree."""
        self.write(question)
        key = await self.key()
        self.write((key if key.isprintable() else "") + "\r\n")
        return key in "\r\ny Y"

    async def text_line(self, prompt: str = "") -> str | None:
        """One line of free text; None after Ctrl-C or Ctrl-Z."""
        text, ending = await self._read_line(prompt)
        return None if ending in (CTRL_C, CTRL_Z) else text

    async def typed(self) -> str:
        """What the client types next, unedited and without echo, for a session somewhere else."""
        first = await self._char()
        rest, self._ahead = self._ahead, ""
        return first + rest

    def give_back(self, text: str) -> None:
        """Text from `typed` that was not for somebody else."""
        self._ahead = text + self._ahead

    def leave_mode(self, mode: str) -> None:
        """Go to an outer configuration mode, or out of configuration."""
        if mode != "exec":
            self.cursor.leave()
            return
        self.cursor.enter("exec")
        self.device.log("SYS-5-CONFIG_I", f"Configured from console by {self.who()}")

    @property
    def prompt(self) -> str:
        """The prompt of the mode; a long host name is cut in configuration modes."""
        name = self.device.hostname
        if self.cursor.mode == "exec":
            return f"{name}{'#' if self.privilege > 1 else '>'}"
        return f"{name[:HOSTNAME_IN_CONFIGURATION]}({MODES[self.cursor.mode][0]})#"

    # Sessions

    async def run(self, input: asyncio.Queue[bytes]) -> None:  # noqa: A002 the name in the interface
        """Serve until exit, end of input (b""), reload or clear line."""
        self._input = input
        try:
            await self._begin()
            while not self._closed:
                line, ending = await self._read_line(self.prompt, command=True)
                if ending == CTRL_C:
                    if self.cursor.mode != "exec":
                        self.leave_mode("exec")
                    continue
                await self._handle(line)
                if ending == CTRL_Z and self.cursor.mode != "exec":
                    self.leave_mode("exec")
        except Ended:
            pass
        finally:
            self._leave()

    async def execute(self, command: str) -> None:
        """Run one command without terminal: no echo, no paging."""
        self.height = 0
        self._input.put_nowait(b"")
        try:
            self._check_authorization()
            self._banner("banner exec")
            await self._handle(command)
        except Ended:
            pass
        finally:
            self._leave()

    def _leave(self) -> None:
        for session in list(self.outgoing):
            session.close()
        self.device.shells.discard(self)

    async def _begin(self) -> None:
        """What comes before the first prompt."""
        self._check_authorization()
        self.write("\r\n")
        self._banner("banner motd")
        self._banner("banner exec")

    def _check_authorization(self) -> None:
        if not self.account.authorized:
            self.say(AUTHORIZATION_FAILED)
            raise Ended

    def _banner(self, slot: str) -> None:
        entry = self.device.config.entries.get(slot)
        if entry and entry.body:
            self.say(entry.body.rstrip("\n"))

    # Commands

    async def _handle(self, line: str) -> None:
        bare = line.strip()
        if not bare and self.outgoing and self.cursor.mode == "exec":
            await self._exec("resume", 0)
        if not bare or bare.startswith("!"):
            return
        words = line.split(None, 1)
        if self.cursor.mode == "exec":
            await self._exec(line, 0)
        elif words[0].lower() == "do":
            start = line.index(words[0]) + 2
            if not line[start:].strip():
                self.write("% Incomplete command.\r\n\r\n")
            else:
                await self._exec(line, start)
        else:
            await self._configure(line)

    async def _exec(self, line: str, start: int) -> None:
        """One command of EXEC mode, from column `start` on, with its output filter."""
        width = len(self.prompt)
        command, pipe, rest = line.partition("|")
        try:
            parsed = tree(self.device.profile.name, "exec" if self.privilege >= 15 else "user").parse(
                command, start=start
            )
            keep = self._filter(line, len(command), rest) if pipe else None
        except ParseError as error:
            words = command[start:].split()
            if error.kind == "invalid" and error.depth == 0 and len(words) == 1 and not pipe:
                self.say(f'Translating "{words[0]}"\n{UNKNOWN_HOST}')
            else:
                self.write(error.render(width).replace("\n", "\r\n"))
            return
        cursor = self.cursor if not start else Cursor()
        call = Call(self.device, cursor, parsed, self, line=line)
        await self._carry_out(call, width, keep)

    async def _configure(self, line: str) -> None:
        width = len(self.prompt)
        try:
            found = understand(self.device.profile.name, self.cursor.mode, line)
        except ParseError as error:
            self.write(error.render(width).replace("\n", "\r\n"))
            return
        before = replace(self.cursor)
        if found.mode != self.cursor.mode:
            self.cursor.enter(found.mode, block=self.cursor.block if found.mode != "config" else "")
        call = Call(self.device, self.cursor, found.parsed, self, found.negated, found.reset, line)
        row: Row = found.parsed.row
        if not await self._carry_out(call, width, None):
            self.cursor = before
        elif row.changes:
            self.device.changed(self.account.name)

    async def _carry_out(self, call: Call, width: int, keep: Callable[[list[str]], list[str]] | None) -> bool:
        """Run a command and print its result; False when the device refused it."""
        try:
            result = call.parsed.row.run(call)
            if inspect.isawaitable(result):
                result = await result
        except ParseError as error:
            self.write(error.render(width).replace("\n", "\r\n"))
            return False
        except Refused as refusal:
            self.say(str(refusal))
            return False
        if result is not None:
            lines = result.split("\n")
            await self._page(keep(lines) if keep else lines)
        return True

    def _filter(self, line: str, column: int, rest: str) -> Callable[[list[str]], list[str]]:
        """The function of `| include RE` and its kin; raises ParseError."""
        match = re.match(r"\s*(\S*)\s?(.*)$", rest)
        word, pattern = (match[1], match[2]) if match else ("", "")
        names = [name for name in _FILTERS if word and name.startswith(word.lower())]
        start = column + 1 + len(rest) - len(rest.lstrip())
        if not word or (names and not pattern):
            raise ParseError("incomplete", start, line, 1)
        if not names:
            matched = max((_common(name, word.lower()) for name in _FILTERS), default=0)
            raise ParseError("invalid", start + matched, line, 1)
        try:
            regex = re.compile(pattern)
        except re.error:
            regex = re.compile(re.escape(pattern))
        name = names[0]
        return lambda lines: _filtered(name, regex, lines)

    async def _page(self, lines: list[str]) -> None:
        """Write lines, stopping at every full screen (reference 7.3)."""
        if not lines:
            return
        left = self.height - 1
        if self.height == 0:
            text = "\r\n".join(lines)
            self.write(text + "\r\n")
            return
        for line in lines:
            if left <= 0:
                self.write(MORE)
                key = await self.key()
                self.write(ERASE_MORE)
                if key == " ":
                    left = self.height - 1
                elif key in "\r\n":
                    left = 1
                else:
                    self.write("\r\n")
                    return
            self.write(line + "\r\n")
            rows = 1 + max(len(line) - 1, 0) // self.width if self.width else 1
            left -= rows

    # Input

    async def _char(self) -> str:
        """The next character; raises Ended when there will be none."""
        while True:
            if self._closed:
                raise Ended
            if self._ahead:
                char, self._ahead = self._ahead[0], self._ahead[1:]
                return char
            data = await self._more_input()
            if not data:
                raise Ended
            self.active_at = self.device.clock.now()
            self._ahead = data.decode("latin-1")

    async def _more_input(self) -> bytes:
        """Wait for the client, but no longer than `exec-timeout`."""
        if not self._input.empty():
            return self._input.get_nowait()
        limit = self.device.idle_limit(*self._line())
        if not limit:
            return await self._input.get()
        try:
            return await self.device.clock.within(limit, self._input.get())
        except TimeoutError:
            return b""

    async def key(self) -> str:
        """One key for a question; the newline of a CRLF that has been answered already does not count."""
        char = await self._char()
        if self._swallow_newline and char in "\n\0":
            char = await self._char()
        self._swallow_newline = char == "\r"
        return char

    async def _read_line(self, prompt: str, *, echo: bool = True, command: bool = False) -> tuple[str, str]:
        """Prompt, echo and edit one line; what was typed, and the key that ended it.

        Help, completion and history are for a command.
        """
        line = _Line(prompt, self.width, echo=echo)
        back = 0
        out = prompt
        while True:
            if not self._ahead or self._closed:
                self._show(out, line)
                out = ""
            char = await self._char()
            if self._swallow_newline and char in "\n\0":
                self._swallow_newline = False
                continue
            self._swallow_newline = char == "\r"
            if char in "\r\n":
                self._show(out + "\r\n", None)
                if command and line.text.strip():
                    self.history = [*self.history[-HISTORY:], line.text]
                return line.text, "\r"
            if char in (CTRL_C, CTRL_Z):
                mark = {CTRL_C: "^C", CTRL_Z: "^Z"}[char] if echo and self.cursor.mode != "exec" else ""
                self._show(f"{out}{mark}\r\n", None)
                return line.text, char
            if char == ESCAPE:
                char = _ARROWS.get(await self._escape(), "")
            if command and char in (CTRL_N, CTRL_P):
                before, back = back, max(0, min(back + (1 if char == CTRL_P else -1), len(self.history)))
                out += line.put(self.history[-back] if back else "") if back != before else ""
            elif command and char in ("?", TAB):
                out += self._assist(line, char)
            else:
                out += line.key(char)

    async def _escape(self) -> str:
        """The letter that ends an escape sequence; "" for one that is not about the cursor."""
        if await self._char() not in "[O":
            return ""
        while not (char := await self._char()).isalpha():
            pass
        return char

    def _assist(self, line: _Line, char: str) -> str:
        """`?` lists what may come next, Tab spells out the last word, both on new lines below; Tab is unverified."""
        mode = self.cursor.mode if self.cursor.mode != "exec" or self.privilege >= 15 else "user"
        text = line.text[: line.place]
        if char == "?":
            return "?\r\n" + page(self.device.profile.name, mode, text).replace("\n", "\r\n") + line.shown()
        whole = completed(self.device.profile.name, mode, text)
        if whole == text or line.place < len(line.text) or len(whole) > LINE_LIMIT:
            return ""
        line.put(whole)
        return "\r\n" + line.shown()

    def _show(self, text: str, line: _Line | None) -> None:
        self._editing = line.shown() if line else ""
        self.write(text)

    # Helpers

    def _line(self) -> tuple[str, int]:
        return self.vty.line

    def setting(self, slot: str) -> str:
        """A setting of the terminal line as it stands."""
        kind, number = self._line()
        if (kind, number) not in self.device.config.lines:  # removed while it is used
            return self.device.line_default(kind, slot)
        return self.device.line_value(kind, number, slot)

    def _line_number(self, slot: str, given: int) -> int:
        """`length` and `width` of the line configuration count more than what the client asked for."""
        words = self.device.config.lines.get(self._line(), {}).get(slot, "").split()
        return int(words[1]) if words else given

    def who(self) -> str:
        """The session as log messages name it."""
        if self.vty.transport == "console":
            return "console"
        name = f"{self.account.name} " if self.account.name else ""
        return f"{name}on vty{self.vty.number} ({self.vty.peer.address})"


class _Line:
    """A line being typed: each key gives the bytes that the terminal needs."""

    def __init__(self, prompt: str, width: int, *, echo: bool) -> None:
        self.prompt = prompt
        self.room = max(width - MARGIN - len(prompt), SCROLL + 2) if width else 0
        self.echo = echo
        self.text = ""
        self.place = 0
        self.start = 0  # first character on the screen, shown as `$` when it is not the first of all

    def shown(self) -> str:
        return self.prompt + (self._window() if self.echo else "")

    def _window(self) -> str:
        return "$" + self.text[self.start + 1 :] if self.start else self.text

    def key(self, char: str) -> str:
        erased = self._erased_by(char)
        if erased:
            return self._erase(*erased)
        places = {CTRL_A: 0, CTRL_E: len(self.text), CTRL_B: self.place - 1, CTRL_F: self.place + 1}
        if char in places:
            return self._move(min(max(places[char], 0), len(self.text)))
        if char == "?":
            return self._out("?\r\n% Unrecognized command\r\n" + self.shown())
        if (char.isprintable() or ord(char) >= 0x80) and len(self.text) < LINE_LIMIT:
            return self._insert(char)
        return ""

    def put(self, text: str) -> str:
        """Another line in the place of this one."""
        return (self._erase(0, len(self.text)) if self.text else "") + "".join(self._insert(char) for char in text)

    def _erased_by(self, char: str) -> tuple[int, int] | None:
        """The stretch that an erasing key takes out."""
        if char in ("\b", "\x7f") and self.place:
            return self.place - 1, self.place
        if char == CTRL_D and self.place < len(self.text):
            return self.place, self.place + 1
        if char == CTRL_K and self.place < len(self.text):
            return self.place, len(self.text)
        if char in (CTRL_U, CTRL_X) and self.text:
            return 0, len(self.text)
        if char == CTRL_W and self.place:
            kept = self.text[: self.place].rstrip().rpartition(" ")
            return len(kept[0] + kept[1]), self.place
        return None

    def _out(self, text: str) -> str:
        return text if self.echo else ""

    def _insert(self, char: str) -> str:
        if self.place < len(self.text):
            tail = self.text[self.place :]
            self.text = self.text[: self.place] + char + tail
            self.place += 1
            return self._out(char + tail + "\b" * len(tail))
        self.text += char
        self.place += 1
        seen = len(self.text) - self.start - 1
        if not self.room or seen < self.room:
            return self._out(char)
        self.start += SCROLL
        window = self._window()
        gap = seen - len(window)
        return self._out("\b" * seen + window + " " * gap + "\b" * gap)

    def _move(self, place: int) -> str:
        before, self.place = self.place, place
        if place < before:
            return self._out("\b" * (before - max(place, self.start)))
        return self._out(self.text[max(before, self.start) : place])

    def _erase(self, first: int, last: int) -> str:
        """Take out a stretch and draw what is left of the line again."""
        seen, at = len(self.text) - self.start, self.place - self.start
        tail = self.text[last:]
        if not tail and first > self.start and self.place == last:
            self.text, self.place = self.text[:first], first
            return self._out("\b \b" * (last - first))
        self.text, self.place = self.text[:first] + tail, first
        self.start = 0 if not self.room else max(0, min(self.start, len(self.text) - 1) // SCROLL * SCROLL)
        while self.room and len(self.text) - self.start > self.room:
            self.start += SCROLL
        window = self._window()
        gap = max(seen - len(window), 0)
        back = gap + len(window) - (self.place - self.start)
        return self._out("\b" * max(at, 0) + window + " " * gap + "\b" * back)


def _common(word: str, text: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(word, text, strict=False)) if a != b), min(len(word), len(text)))


def _filtered(name: str, regex: re.Pattern[str], lines: list[str]) -> list[str]:
    """The lines that a filter lets through (reference 7.4)."""
    if name == "include":
        return [line for line in lines if regex.search(line) and line != BUILDING]
    if name == "exclude":
        return [line for line in lines if not regex.search(line)]
    if name == "count":
        count = sum(1 for line in lines if regex.search(line))
        return [f"Number of lines which match regexp = {count}"]  # unverified
    if name == "begin":
        first = next((i for i, line in enumerate(lines) if regex.search(line)), len(lines))
        return lines[first:]
    kept: list[str] = []
    depth = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if depth >= 0 and indent > depth and line.strip():
            kept.append(line)
            continue
        depth = -1
        if regex.search(line):
            kept.append(line)
            depth = indent
    return kept
