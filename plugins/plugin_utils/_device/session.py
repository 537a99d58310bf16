# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session: lines in, replies out. Prompts, modes, echo, paging and dialogues end here.

A reply is complete when the device has echoed the command and then shown its prompt at the end of what it sent; only
that end is looked at while the reply grows. What the prompt is, is learned from the echo of the first command: a
banner can contain anything, but not our command behind a prompt.
"""

from __future__ import annotations

import contextlib
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .._core import modes, refusals
from .._core.plan import Login
from .._core.text import apart, clean, is_log
from .errors import (
    CommandRefused,
    DeviceError,
    EnableFailed,
    NoAnswer,
    SessionLost,
    ShellFailed,
    UnexpectedQuestion,
)
from .login import WORDS, log_in
from .transports.choice import open_transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .._core.plan import Answer
    from .._core.refusals import Refusal
    from .target import Target
    from .transports import Peer, Transport

ENTER = b"\r"
CANCEL = b"\x03"
QUIET = 0.25
"""Seconds of silence after which the end of the output is looked at even if it does not look like an end."""
DOUBT = 2.0
"""Seconds of silence after which an end that lacks something is looked into: no echo, or a question nobody expects."""
GOODBYE = 3.0
"""Seconds that a console may be silent while it is logged out: it may be silent for good."""
ENDLESS = 20
"""A reply that keeps coming may take this many times as long as a silent device may be silent."""
BLOCK_LINES, BLOCK_BYTES = 16, 512
"""What is sent before the replies are read: little enough for the input buffer of a terminal line."""
TAIL = 4096
_ENDS = tuple(bytes([byte]) for byte in b"#>:]?-")
_INVISIBLE = re.compile(rb"(?:\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x20])+\Z")

# Commands behind which nothing may be on its way yet: they ask, or read what follows as data.
# Source: behaviour reference 2.1, 3.2, 3.4, 3.5, 5.2, 5.4, 7.2, 7.6, 7.7.
_ALONE = re.compile(
    r"\s*(?:do\s+)?(?:no\s+username|crypto\s+key|(?:no\s+)?crypto\s+pki|reload|copy|write|erase|delete|format|clear"
    r"|configure?\s+(?:replace|revert|confirm|network|memory|terminal\s+revert)|archive\s+config|banner|key-string"
    r"|enable|disable|exit|end|quit|logout|ssh|telnet|hostname|no\s+hostname|debug)\b",
    re.IGNORECASE,
)
_HOSTNAME = re.compile(r"\s*host(?:n(?:a(?:me?)?)?)?\s+(\S+)\s*$", re.IGNORECASE)
_PRIVILEGE = re.compile(r"Current privilege level is (\d+)")
# A prompt in front of an echoed command, before and after the host name is known.
_ANY_PROMPT = re.compile(r"^(?P<prompt>(?P<host>[^\s#>]{1,63}?)(?:\([A-Za-z][\w.:+/ -]*\))?[#>]) ?")
# Words behind which a secret follows, for messages about a line that was sent. Source: behaviour reference 1.1, 5.2, 6.
_SECRET = re.compile(
    r"\b(password|secret|community|key-string|server-key|(?<!crypto )key|snmp-server host \S+)\s+\S.*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the device said to `command`: cleaned, without echo and prompt. `prompt` is the one that followed."""

    command: str
    text: str
    prompt: str
    refusal: Refusal | None

    def ok(self) -> Reply:
        """Return self, or raise `CommandRefused`."""
        if self.refusal is not None:
            raise CommandRefused(masked(self.command), self.refusal.words(self.text), self.refusal.meaning)
        return self


def masked(line: str) -> str:
    """Return a line for a message: what may be a secret is left out."""
    return _SECRET.sub(r"\1 ********", line)


class Session:
    """One login on one device."""

    def __init__(self, target: Target, transport: Transport) -> None:
        self.hostname = ""
        self.mode = ""
        self.privilege = 0
        self._enabled = False  # by the secret of `enable`
        self.prompt = ""
        self._target = target
        self._transport = transport
        self._user: str | None = None  # whom a terminal line asked for, "" for nobody; None: the transport tells
        self._path: tuple[str, ...] = ()
        self._named = ""  # the name that a command gave the device; the one before, once a prompt has shown it
        self._sent = ""
        self._closed = False
        self._astray = False  # a command did not come to its end: where we are is not known
        self._pipelining = True

    @classmethod
    def open(cls, target: Target, *, privilege: int = 15) -> Session:
        """Log in, find the prompt, turn paging off, and raise the privilege level if it is less than `privilege`.

        Raises the error of the phase that failed; nothing stays open then.
        """
        deadline = time.monotonic() + target.connect_timeout
        session = cls(target, open_transport(target))
        try:
            prompt, changed = b"", session.peer.new_password
            if target.way != "ssh":
                landing = log_in(session._transport, target, deadline)
                prompt, session._user, changed = landing.prompt, landing.user, landing.new_password
            if changed and target.told is not None:
                target.told(
                    f"the password of user {target.user!r} had expired and is the one of ansible_ios_new_password now; "
                    "put it into ansible_password."
                )
            session._login(deadline, prompt)
            session._raise_to(privilege)
        except BaseException:
            session.close()
            raise
        return session

    @property
    def peer(self) -> Peer:
        """Who answered, and how."""
        return self._transport.peer

    @property
    def login(self) -> Login:
        """How we got in. Where the library does not tell: by the password, if there is one."""
        peer = self.peer
        method = peer.method or ("password" if self._target.password else "publickey")
        user = peer.user if self._user is None else self._user
        return Login(user, peer.own_address, method, peer.user_key, self._target.way, self._enabled)

    def command(
        self,
        line: str,
        *,
        answers: Sequence[Answer] | Callable[[str], str | None] = (),
        seconds: float | None = None,
    ) -> Reply:
        """Send one command and return the reply.

        `answers` are for the questions that the device may ask, as a table, or as a function that makes of the line of
        the device what is typed, None where it knows nothing; `seconds` is how long it may be silent (default: the
        command time-out of the target). A line with line feeds is one text, such as a banner with its delimiters: it is
        typed in one go. Raises `NoAnswer`, `UnexpectedQuestion`, `SessionLost`.
        """
        known = answers if callable(answers) else _few_times(answers)

        def reply_to(question: modes.QuestionMatch | None, line: str) -> bytes | None:
            reply = known(line)
            if reply is None:
                return None
            if question is not None and question.name == "confirm":
                return reply[:1].encode() or ENTER  # takes one key
            return reply.encode() + ENTER

        lines = line.split("\n")
        patience = self._target.command_timeout if seconds is None else seconds
        text = self._converse(lines, reply_to, patience, called=lines[0])
        return self._replies([lines], text)[0]

    def commands(self, lines: Sequence[str]) -> list[Reply]:
        """Send several commands and return their replies, in order.

        They are sent in blocks without waiting for each prompt, as far as none of them can ask a question; a refused
        one does not stop those behind it. Replies are told apart by the echoes. When an echo cannot be found (the
        device wrote a message into it), its reply is part of the one before, and the rest goes line by line.
        """
        replies: list[Reply] = []
        for block in _blocks(lines):
            if len(block) == 1 or not self._pipelining:
                replies += [self.command(line) for line in block]
            else:
                text = self._converse(block, None, self._target.command_timeout)
                replies += self._replies([[line] for line in block], text)
        return replies

    def enter(self, path: Sequence[str]) -> None:
        """Go to the mode to which the commands of `path` lead from privileged EXEC; () is privileged EXEC itself.

        Modes in common with where the session is are kept. Raises `CommandRefused` when the device stays where it is.
        """
        wanted = tuple(path)
        pairs = zip(self._path, wanted, strict=False)
        common = next(
            (index for index, (is_, to_be) in enumerate(pairs) if is_ != to_be), min(len(self._path), len(wanted))
        )
        if common == 0:
            self.leave()
        for _unused in range(len(self._path) - common):
            self._step(modes.mode(self.mode).leave)
            self._path = self._path[:-1]
        for line in wanted[common:]:
            before = self.prompt
            reply = self.command(line).ok()
            if self.prompt == before:
                words = " ".join(reply.text.split()) or "nothing"
                raise CommandRefused(masked(line), words, f"the prompt stayed {before!r}")
            self._path += (line,)

    def enter_by(self, line: str, path: Sequence[str], *, seconds: float | None = None) -> Reply:
        """Go to the mode of `path` by one command of privileged EXEC that does more than that; return what it said.

        Raises `CommandRefused` as `enter` does.
        """
        self.leave()
        before = self.prompt
        reply = self.command(line, seconds=seconds).ok()
        if self.prompt == before:
            words = " ".join(reply.text.split()) or "nothing"
            raise CommandRefused(line, words, f"the prompt stayed {before!r}")
        self._path = tuple(path)
        return reply

    def leave(self) -> None:
        """Go to privileged EXEC from wherever the session is. Safe to call twice, and after an error."""
        if self._astray:
            self._find_back()
        for _unused in range(len(modes.MODES)):
            if self.mode in {"user", "privileged"}:
                break
            row = modes.mode(self.mode)
            self._step(row.end or row.leave)
        self._path = ()

    def close(self) -> None:
        """End the session. Safe to call twice. Nobody stays logged in on a console."""
        if self._target.way == "console" and self.mode and not self._closed:
            self._target = replace(self._target, command_timeout=min(GOODBYE, self._target.command_timeout))
            with contextlib.suppress(DeviceError):
                self.leave()
                self._write(b"exit" + ENTER)
                self._receive(QUIET)
        self.cut()

    def cut(self) -> None:
        """End the connection without another word: what is at its other end is not known to be the device."""
        self._closed = True
        self._transport.close()

    # --- lending the line: what is typed and heard here belongs to a dialogue with somebody else ----------------------

    def lend(self, line: str) -> None:
        """Send a command whose dialogue is not one of this device; it lasts until `came_home` says so."""
        self._drain()
        self._sent = masked(line)
        self._astray = True
        self._write(line.encode() + ENTER)

    def say(self, data: bytes) -> None:
        """Send bytes while the line is lent."""
        self._write(data)

    def hear(self, seconds: float) -> bytes:
        """Return what came within so many seconds while the line is lent; b"" when nothing did."""
        return self._receive(max(0.0, seconds))

    def is_home(self, tail: str) -> bool:
        """Whether output ends in the prompt that stood before the line was lent. A peer may show the same one."""
        found = modes.prompt(tail, self.hostname)
        return found is not None and found.text == self.prompt

    def came_home(self) -> None:
        """Take the line back, at the prompt."""
        self._astray = False

    # --- opening ------------------------------------------------------------------------------------------------------

    def _login(self, deadline: float, prompt: bytes = b"") -> None:
        """Wait for something like a prompt, and make sure by the echo of the first commands."""
        greeting = prompt or self._greeting(deadline)
        first = ["terminal length 0", "terminal width 0", "show privilege"]
        patience = min(5.0, max(1.0, deadline - time.monotonic()))
        try:
            text = self._converse(first, None, patience, before=greeting)
        except NoAnswer:
            # Some devices throw away what was typed before their shell was ready.
            text = self._converse(first, None, max(1.0, deadline - time.monotonic()), before=greeting)
        except SessionLost as error:
            raise ShellFailed(f"{error} It happened before the first prompt.") from None
        length, width, privilege = self._replies([[line] for line in first], text)
        if length.refusal is not None:
            length = self.command("screen-length 0")  # Catalyst SD-WAN mode; source: the terminal plugin of cisco.ios
        if width.refusal is not None:
            for columns in (512, 511):  # source: behaviour reference 7.3
                if self.command(f"terminal width {columns}").refusal is None:
                    break
        self._note_privilege(privilege)

    def _greeting(self, deadline: float) -> bytes:
        """Wait until there may be a prompt; an empty line is typed once where nothing more comes.

        Whatever looks like a prompt will do: what it is, and whose, is learned from the echoes of the first commands.
        """
        data = bytearray()
        nudged = False
        while True:
            left = deadline - time.monotonic()
            # A prompt behind a banner that does not end its line is not seen before it comes again.
            patience = QUIET if not nudged and _visible_end(data).endswith((b"#", b">")) else DOUBT
            try:
                more = self._transport.receive(max(0.0, min(left, patience)))
            except SessionLost as error:
                raise ShellFailed(f"{error} before it showed a prompt{_last_words(data)}.") from None
            data += more
            tail = data[-TAIL:].decode("utf-8", "replace")
            if modes.prompt(tail) is not None:
                return bytes(data)
            if left <= 0:
                raise ShellFailed(
                    f"no prompt within {self._target.connect_timeout:g} s (ansible_connect_timeout){_last_words(data)}."
                )
            question = modes.question(tail)
            if question is not None and question.name == "more" and more:
                self._write(b" ")
            elif question is not None and not more:
                asked = question.text.strip()
                raise ShellFailed(f"the device asks {asked!r} after the login, and no prompt comes.")
            elif not more and not nudged:
                nudged = True
                self._write(ENTER)

    def _note_privilege(self, reply: Reply) -> None:
        found = _PRIVILEGE.search(reply.text)
        self.privilege = int(found[1]) if found else (1 if self.mode == "user" else 15)

    def _raise_to(self, privilege: int) -> None:
        if self.privilege >= privilege:
            return
        level = f"user {self._target.user!r} has privilege level {self.privilege} after the login"
        if not self._target.become:
            raise EnableFailed(
                f"{level}, {privilege} is needed: set ansible_become: true and ansible_become_method: enable, "
                "or give the user the level."
            )
        asked: list[str] = []
        answers = {"username": self._target.user, "password": self._target.enable_password}

        def reply_to(question: modes.QuestionMatch | None, _line: str) -> bytes | None:
            answer = answers.get(question.name) if question is not None else None
            if question is None or question.name not in answers:
                return None
            if answer is None:
                variable = {"username": "ansible_user", "password": "ansible_become_password"}[question.name]
                raise EnableFailed(f"{level}, and enable asks for a {question.name}: set {variable}.")
            if question.name in asked:
                raise EnableFailed(f"enable asks for the {question.name} again: ansible_become_password is wrong.")
            asked.append(question.name)
            return answer.encode() + ENTER

        text = self._converse(["enable"], reply_to, self._target.command_timeout)
        self._enabled = "password" in asked
        reply = self._replies([["enable"]], text)[0]
        if reply.refusal is not None:
            raise EnableFailed(f"enable failed: {reply.refusal.words(reply.text)!r} ({reply.refusal.meaning}).")
        self._note_privilege(self.command("show privilege"))
        if self.privilege < privilege:
            raise EnableFailed(f"enable led to privilege level {self.privilege} only, {privilege} is needed.")

    # --- conversation -------------------------------------------------------------------------------------------------

    def _converse(
        self,
        lines: Sequence[str],
        reply_to: Callable[[modes.QuestionMatch | None, str], bytes | None] | None,
        seconds: float,
        before: bytes = b"",
        called: str = "",
    ) -> str:
        """Send the lines and return everything up to the prompt behind the echo of the last one, cleaned.

        Errors call them by the last one, or `called`.
        """
        if not before:
            self._drain()
        self._sent = masked(called or lines[-1])
        self._astray = True
        if (given := _HOSTNAME.match(lines[-1])) is not None:
            self._named = given[1].strip('"')
        data = bytearray(before)
        seen = len(data)  # up to here nothing is an answer or a question any more
        self._write(ENTER.join(line.encode() for line in lines) + ENTER)
        start = heard = time.monotonic()
        wait = seconds
        asked_again = False
        while True:
            more = self._receive(wait)
            now = time.monotonic()
            data += more
            heard = now if more else heard
            silence = now - heard
            wait = min(QUIET, max(0.0, heard + seconds - now))
            if more and not _visible_end(data).endswith(_ENDS):
                self._check(silence, seconds, now - start)
                continue
            tail = data[seen:][-TAIL:].decode("utf-8", "replace")
            found = self._prompt(tail, sure=silence < DOUBT)
            if found is not None and silence >= DOUBT and not asked_again and not self._echoed(data, lines):
                # Messages that came into the echo, or a device that stopped between two lines? An empty line tells.
                asked_again = True
                self._write(ENTER)
                continue
            if found is not None and (self._echoed(data, lines) or (asked_again and _is_idle(tail, found.text))):
                late = self._receive(0.0)
                if not late:
                    self._arrive(found)
                    return clean(apart(data.decode("utf-8", "replace")))
                data += late
                wait = 0.0
                continue
            if found is None and (answer := self._answer(tail, reply_to, silence)) is not None:
                self._check(0.0, seconds, now - start)
                self._write(answer)
                seen = len(data)
                heard = time.monotonic()
                wait = seconds
                continue
            self._check(silence, seconds, now - start)

    def _prompt(self, tail: str, *, sure: bool) -> modes.PromptMatch | None:
        """Look for a prompt at the end; `sure`: only one with the host name we know or have given."""
        if not self.hostname:
            return modes.prompt(tail)
        found = modes.prompt(tail, self.hostname)
        if found is None and self._named:
            found = modes.prompt(tail, self._named)
        return found or (None if sure else modes.prompt(tail))

    def _echoed(self, data: bytearray, lines: Sequence[str]) -> bool:
        """Whether the echo of the last line is there."""
        text = clean(data.decode("utf-8", "replace")).split("\n")
        found = None
        position = 0
        # The echo of an empty line inside a text cannot be told from anything.
        for line in [*filter(str.strip, lines[:-1]), lines[-1]]:
            found = find_echo(text, position, line)
            position = position if found is None else found[1]
        return found is not None

    def _arrive(self, found: modes.PromptMatch) -> None:
        """Note where we are. A prompt that shows a part of the name says nothing new where it fits the known one."""
        self._astray = False
        self.mode, self.prompt = found.mode, found.text
        if modes.prompt(found.text, self.hostname) is None or found.hostname == self._named:
            given = self._named and modes.prompt(found.text, self._named) is not None
            # The other name stays: a part of it may look like this one.
            self.hostname, self._named = (self._named, self.hostname) if given else (found.hostname, "")

    def _answer(
        self, tail: str, reply_to: Callable[[modes.QuestionMatch | None, str], bytes | None] | None, silence: float
    ) -> bytes | None:
        """Return what to type at a question; None when the end of the output is none, or not for sure."""
        line = clean(tail).rpartition("\n")[2]
        if not line.strip() and "--More--" not in tail[-80:]:
            return None
        question = modes.question(tail)
        if question is not None and question.name == "more":
            return b" "
        if reply_to is not None and (answer := reply_to(question, line)) is not None:
            return answer
        if question is not None and silence >= DOUBT:
            self._write(CANCEL)
            raise UnexpectedQuestion(
                f"after {self._sent!r} the device asks {question.text.strip()!r}, and no answer is known; cancelled."
            )
        return None

    def _check(self, silence: float, seconds: float, total: float) -> None:
        if silence >= seconds or total >= max(seconds, 1.0) * ENDLESS:
            if silence >= seconds:
                raise NoAnswer(
                    f"no end of the answer to {self._sent!r}: silent for {silence:.0f} s (ansible_command_timeout)."
                )
            raise NoAnswer(f"no end of the answer to {self._sent!r} after {total:.0f} s, although it keeps sending.")

    def _replies(self, commands: Sequence[Sequence[str]], text: str) -> list[Reply]:
        """Cut a conversation into the replies to its commands; each command is one line, or the lines of a text."""
        lines = text.split("\n")
        end = _without_prompt(lines, self.prompt)
        echoes: list[tuple[int, int, str] | None] = []
        position = 0
        for command in commands:
            found = find_echo(lines[:end], position, command[0])
            echoes.append(found)
            if found is not None:
                position = found[1]
                for line in command[1:]:
                    rest = find_echo(lines[:end], position, line)
                    if rest is not None:
                        del lines[rest[0] : rest[1]]
                        end -= rest[1] - rest[0]
        if None in echoes:
            self._pipelining = False
        replies = []
        for index, command in enumerate(commands):
            here = echoes[index]
            following = next((echo for echo in echoes[index + 1 :] if echo is not None), None)
            start = here[1] if here is not None else (0 if index == 0 else end)
            stop = following[0] if following is not None else end
            prompt = following[2] if following is not None else self.prompt
            if not prompt:  # a message came between the prompt and the echo behind it
                prompt = _last_prompt(lines[start:stop], self.hostname)
            body = "\n".join(lines[start : _without_redrawn(lines, start, stop, prompt)]).strip("\n")
            replies.append(Reply("\n".join(command), body, prompt, refusals.find(body)))
        return replies

    def _step(self, line: str) -> None:
        """Send a command that only moves between modes."""
        self._replies([[line]], self._converse([line], None, self._target.command_timeout))

    def _find_back(self) -> None:
        """Cancel whatever the device is doing and find the prompt again."""
        self._write(CANCEL)
        try:
            self._step("")
        except NoAnswer:
            self._write(CANCEL)
            self._step("")

    # --- bytes --------------------------------------------------------------------------------------------------------

    def _drain(self) -> None:
        while self._receive(0.0):
            pass

    def _receive(self, seconds: float) -> bytes:
        self._check_open()
        try:
            return self._transport.receive(seconds)
        except SessionLost as error:
            raise self._lost(error) from None

    def _write(self, data: bytes) -> None:
        self._check_open()
        try:
            self._transport.send(data)
        except SessionLost as error:
            raise self._lost(error) from None

    def _check_open(self) -> None:
        if self._closed:
            raise SessionLost("the session was closed.", self._sent)

    def _lost(self, error: DeviceError) -> SessionLost:
        after = f" after {self._sent!r} was sent" if self._sent else ""
        return SessionLost(f"{str(error).rstrip('.')}{after}.", self._sent)


def _few_times(answers: Sequence[Answer]) -> Callable[[str], str | None]:
    """Return what answers the questions of a table. A question that comes again and again is not answered for ever."""
    asked: dict[str, int] = {}

    def reply(line: str) -> str | None:
        for answer in answers:
            if re.search(answer.question, line):
                asked[answer.question] = asked.get(answer.question, 0) + 1
                return None if asked[answer.question] > 3 else answer.reply
        return None

    return reply


def _blocks(lines: Iterable[str]) -> list[list[str]]:
    blocks: list[list[str]] = []
    size = 0
    alone = True
    for line in lines:
        separate = "\n" in line or _ALONE.match(line) is not None
        if separate or alone or len(blocks[-1]) >= BLOCK_LINES or size + len(line) > BLOCK_BYTES:
            blocks.append([])
            size = 0
        blocks[-1].append(line)
        size += len(line) + 1
        alone = separate
    return blocks


def _squashed(text: str) -> str:
    return "".join(text.split())


def find_echo(lines: Sequence[str], start: int, command: str) -> tuple[int, int, str] | None:
    """Find the echo of a command: (first line, line behind it, prompt in front of it).

    The echo stands alone on a line or behind a prompt. It may be cut by log messages that came while it was written,
    and shifted to the left behind a `$` where the device scrolls long lines.
    """
    wanted = _squashed(command)
    for first in range(start, len(lines)):
        prompt = _ANY_PROMPT.match(lines[first])
        for shown, before in ((lines[first][prompt.end() :], prompt["prompt"]),) if prompt else ((lines[first], ""),):
            got = _squashed(shown)
            if got == wanted and (wanted or before):
                return first, first + 1, before
            if got.startswith("$") and len(got) > 10 and wanted.endswith(got[1:]):
                return first, first + 1, before
            if not got or not wanted.startswith(got):
                continue
            for last in range(first + 1, min(len(lines), first + 12)):
                if is_log(lines[last]) or not lines[last].strip():
                    continue
                got += _squashed(lines[last])
                if got == wanted:
                    return first, last + 1, before
                if not wanted.startswith(got):
                    break
    return None


def _without_prompt(lines: Sequence[str], prompt: str) -> int:
    """Return the index of the last prompt line: what comes behind are messages."""
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].rstrip() == prompt:
            return index
    return len(lines)


def _last_prompt(lines: Sequence[str], hostname: str) -> str:
    """Return the prompt behind which nothing but messages stands, "" when there is none."""
    for line in reversed(lines):
        found = modes.prompt(line, hostname)
        if found is not None:
            return found.text
        if line.strip() and not is_log(line):
            break
    return ""


def _without_redrawn(lines: Sequence[str], start: int, stop: int, prompt: str) -> int:
    """Return where a reply ends that has prompts at its end: the device writes another one behind each message."""
    index = stop
    while index > start:
        line = lines[index - 1]
        if line.rstrip() == prompt:
            stop = index - 1
        elif line.strip() and not is_log(line):
            break
        index -= 1
    return stop


def _is_idle(tail: str, prompt: str) -> bool:
    """Tell whether output ends in two prompts with nothing between them: the answer to an empty line."""
    lines = [line.strip() for line in clean(tail).split("\n") if line.strip() and not is_log(line)]
    return lines[-2:] == [prompt, prompt]


def _visible_end(data: bytes | bytearray) -> bytes:
    """Return the last bytes without blanks, bells and colours behind them."""
    return _INVISIBLE.sub(b"", data[-64:])


def _last_words(data: bytearray) -> str:
    lines = [line.strip() for line in clean(data.decode("utf-8", "replace")).split("\n") if line.strip()]
    return f"; its last words were {lines[-1][-WORDS:]!r}" if lines else ""
