# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hop: a command of the device whose dialogue is with another machine, and the way back to our prompt.

Where we are is not a matter of the prompt alone, since the peer may have the same name. The line is ours again when the
device has said how the session ended, and then shows its prompt. What cannot be brought back by `exit` or the escape
sequence is cut off: the session with the device is closed, which ends the one behind it, and nothing more is typed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._core import modes, ssh_client
from .._core.plan import Answer
from .._core.text import clean, is_log
from . import session as sessions
from .errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .._core.ssh_client import Dialogue
    from .session import Session

ESCAPE = b"\x1ex"
"""Ctrl-Shift-6 x: back to the device, while the session to the peer goes on. Source: the vendor's terminal services."""
LEAVE = "exit"
PATIENCE = 5.0
"""Seconds for the way back, on top of the time-out of the hop: whatever happens, nobody is left inside the peer."""
LIMIT = 1_000_000
"""Bytes of a peer that are kept; what sends more is cut off."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is wanted: the command of the device, and who answers before the login.

    With `shell` the peer gives a prompt; the lines of `typed` are typed there, and the shell is left. Without, the peer
    runs the command that stands in `line` and ends by itself. `at_ios` are typed in such a shell too, but only where
    the prompt is one of IOS. `seconds` is for all of it.
    """

    line: str
    dialogue: Dialogue
    shell: bool
    typed: Sequence[str]
    seconds: float
    at_ios: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Hop:
    """What came of a hop.

    `text` is everything behind the echo of the command, `greeting` what the peer said between login and prompt, and
    `outputs` what each command printed there. `home` is False when the session with the device had to be closed.
    `in_time` is False when the deadline cut it off.
    """

    text: str
    greeting: str
    outputs: tuple[str, ...]
    home: bool
    in_time: bool
    seconds: float


class _Line:
    """The lent line: what came, and since when nothing does."""

    def __init__(self, session: Session, line: str, deadline: float) -> None:
        self.session = session
        self.deadline = deadline
        self.data = bytearray()
        self.mark = 0  # up to here nothing is looked at any more
        self._command = line
        self._echoed = False
        self._heard = time.monotonic()
        session.lend(line)

    def say(self, data: bytes) -> None:
        self.mark = len(self.data)
        self._heard = time.monotonic()
        self.session.say(data)

    def until(self, seen: Callable[[str, float], bool]) -> bool:
        """Listen until `seen` says so of the text since the mark and the seconds of silence; False at the deadline."""
        while True:
            left = self.deadline - time.monotonic()
            more = self.session.hear(min(sessions.QUIET, left))
            self.data += more
            if more:
                self._heard = time.monotonic()
            if seen(self.tail(), time.monotonic() - self._heard):
                return True
            if left <= 0 or len(self.data) > LIMIT:
                return False

    def tail(self) -> str:
        """Return the last of what came since the mark, without the echo of the command."""
        text = clean(self.data[self.mark :][-sessions.TAIL :].decode("utf-8", "replace"))
        return text if self.mark else self._behind_echo(text)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return what came from one place to another, cleaned."""
        text = clean(bytes(self.data[start:end]).decode("utf-8", "replace"))
        return text if start else self._behind_echo(text)

    def _behind_echo(self, text: str) -> str:
        lines = text.split("\n")
        echo = sessions.find_echo(lines, 0, self._command)
        if echo is None:  # still on its way, or scrolled out of the part that is looked at
            return text if self._echoed else ""
        self._echoed = True
        return "\n".join(lines[echo[1] :])


def ssh(session: Session, visit: Visit) -> Hop:
    """Open a session from the device, and come back. Raises `SessionLost` when the device itself is gone."""
    started = time.monotonic()
    dialogue = visit.dialogue
    dialogue.home = session.prompt
    lent = _Line(session, visit.line, started + visit.seconds)
    said = ""

    def looked(text: str, silence: float) -> bool:
        nonlocal said
        quiet = silence >= (sessions.DOUBT if dialogue.answered == 0 else 2 * sessions.QUIET)
        said = dialogue.look(text, quiet=quiet)
        if said == "ended" and dialogue.answered and not session.is_home(text):
            return False
        if said == "inside" and modes.prompt(text) is None and silence < sessions.DOUBT:
            return False  # a prompt of another kind is believed only when it stays the last word
        return said in {"type", "ended", "stuck"} or (said == "inside" and visit.shell)

    while (in_time := lent.until(looked)) and said == "type":
        lent.say(dialogue.typed.encode() + sessions.ENTER)
    answered = lent.mark
    greeting = ""
    outputs: list[str] = []
    if in_time and said == "inside":
        greeting = _without_last(lent.text(answered))
        is_ios = modes.prompt(lent.tail()) is not None
        for command in (*visit.typed, *(visit.at_ios if is_ios else ())):
            output, in_time = _run(lent, command) if in_time else ("", False)
            outputs.append(output)
        home = in_time and _leave(lent)
    else:
        home = in_time and said == "ended" and _arrived(lent)
        if not visit.shell:
            outputs.append(_without_ending(lent.text(answered)) if dialogue.answered else "")
    text = lent.text()
    if not home:
        home = _escape(lent, asked=not (dialogue.inside or dialogue.spoken))
    if home:
        session.came_home()
    else:
        session.cut()
    return Hop(text, greeting, tuple(outputs), home, in_time, time.monotonic() - started)


def _run(lent: _Line, typed: str) -> tuple[str, bool]:
    """Type a command at the prompt of the peer; the reply ends where that prompt comes again."""
    prompt = lent.tail().rpartition("\n")[2].strip()
    ios = modes.prompt(prompt)
    start = turned = len(lent.data)
    lent.say(typed.encode() + sessions.ENTER)

    def seen(text: str, silence: float) -> bool:
        last = text.rpartition("\n")[2]
        nonlocal turned
        raw = lent.data[-sessions.TAIL :].decode("utf-8", "replace")
        question = modes.question(raw) if len(lent.data) > turned else None
        if question is not None and question.name == "more":
            turned = len(lent.data)
            lent.session.say(b" ")
            return False
        again = last.strip() == prompt or (ios is not None and modes.prompt(last, ios.hostname) is not None)
        return "\n" in text and again and silence >= sessions.QUIET

    done = lent.until(seen)
    lines = lent.text(start).split("\n")
    if done:
        lines = lines[:-1]
    if lines and lines[0].strip().endswith(typed.strip()):
        lines = lines[1:]
    return "\n".join(line for line in lines if not is_log(line)).strip("\n"), done


def _leave(lent: _Line) -> bool:
    """Leave the shell of the peer; a mode of it may have to be left first."""
    lent.deadline = max(lent.deadline, time.monotonic() + PATIENCE)
    for _unused in range(3):
        lent.say(LEAVE.encode() + sessions.ENTER)
        again = False

        def seen(text: str, silence: float) -> bool:
            nonlocal again
            last = text.rpartition("\n")[2]
            again = silence >= sessions.DOUBT and modes.prompt(last) is not None and not _ended(text)
            return again or (_ended(text) and lent.session.is_home(text))

        if not lent.until(seen):
            return False
        if not again:
            return True
    return False


def _arrived(lent: _Line) -> bool:
    """Wait for our prompt behind the words of the device."""
    lent.deadline = max(lent.deadline, time.monotonic() + PATIENCE)
    return lent.until(lambda text, _silence: lent.session.is_home(text))


def _escape(lent: _Line, *, asked: bool) -> bool:
    """Come back by the escape sequence, and end the session that it left.

    Where something is `asked` before the login, the question is cancelled first.
    """
    try:
        for keys in (sessions.CANCEL, ESCAPE) if asked else (ESCAPE,):
            lent.deadline = time.monotonic() + PATIENCE / (2 if asked else 1)
            lent.say(keys)
            if lent.until(lambda text, silence: silence >= sessions.QUIET and lent.session.is_home(text)):
                break
        else:
            return False
        lent.session.came_home()
        question = Answer(r"\[confirm\]", "")
        lent.session.command("disconnect", answers=(question,), seconds=PATIENCE)
    except DeviceError:
        return False
    return True


def _ended(text: str) -> bool:
    return any(ssh_client.ending(line) for line in text.split("\n"))


def _without_last(text: str) -> str:
    """Return a text without its last line, which is the prompt, and without messages of the log."""
    return "\n".join(line for line in text.split("\n")[:-1] if not is_log(line)).strip("\n")


def _without_ending(text: str) -> str:
    """Return the output of a command that the peer ran: up to the line by which our device says that it has ended."""
    lines = text.split("\n")
    ends = [index for index, line in enumerate(lines) if ssh_client.ending(line)]
    return "\n".join(line for line in lines[: ends[-1] if ends else None] if not is_log(line)).strip("\n")
