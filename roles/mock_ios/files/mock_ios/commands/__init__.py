# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands do, by subject: rows of syntax and effect, gathered into one tree a mode and profile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..parser import Parsed, ParseError, Tree
from ..profiles import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config import Configuration
    from ..device import Device
    from ..shell import Shell

BUILDING = "Building configuration..."
SUBJECTS = (
    "terminal",
    "ssh",
    "pubkeys",
    "crypto",
    "users",
    "lines",
    "system",
    "snmp",
    "stored",
    "acls",
    "debug",
    "files",
    "archive",
    "reload",
    "client",
    "interfaces",
)

# Configuration modes: what stands in the prompt, and where `exit` leads. Reference 2.1 and 7.2, except the three modes
# of the certificate profile, whose prompts are unverified. Behind `key-string` every line is data.
MODES: dict[str, tuple[str, str]] = {
    "config": ("config", "exec"),
    "config-line": ("config-line", "config"),
    "config-if": ("config-if", "config"),
    "config-archive": ("config-archive", "config"),
    "config-archive-log": ("config-archive-log-cfg", "config-archive"),  # reference 7.7
    "config-std-nacl": ("config-std-nacl", "config"),
    "config-ext-nacl": ("config-ext-nacl", "config"),
    "config-ipv6-acl": ("config-ipv6-acl", "config"),
    "ssh-pubkey": ("conf-ssh-pubkey", "config"),
    "ssh-pubkey-user": ("conf-ssh-pubkey-user", "ssh-pubkey"),
    "ssh-pubkey-server": ("conf-ssh-pubkey-server", "ssh-pubkey"),
    "ssh-pubkey-data": ("conf-ssh-pubkey-data", "ssh-pubkey"),
    "ssh-profile": ("ssh-server-cert-profile", "config"),
    "ssh-profile-server": ("ssh-server-cert-profile-server", "ssh-profile"),
    "ssh-profile-user": ("ssh-server-cert-profile-user", "ssh-profile"),
}


@dataclass(slots=True)
class Cursor:
    """Where in the configuration a session is: the mode, and the block or lines it works on."""

    mode: str = "exec"
    block: str = ""  # slot of the entry whose lines are edited
    child: str = ""  # slot of the line inside the block, for modes two deep
    lines: tuple[tuple[str, int], ...] = ()

    def enter(self, mode: str, *, block: str = "", child: str = "", lines: tuple[tuple[str, int], ...] = ()) -> None:
        """Go into a mode, on these lines or this block."""
        self.mode, self.block, self.child, self.lines = mode, block, child, lines

    def leave(self) -> None:
        """Go one mode up."""
        self.mode, self.child, self.lines = MODES[self.mode][1], "", ()

    def settle(self, config: Configuration) -> None:
        """Go to global configuration mode when what is edited here is no longer there; data goes on."""
        entry = config.entries.get(self.block)
        gone = (bool(self.block) and entry is None) or any(line not in config.lines for line in self.lines)
        if entry and self.child:
            gone = gone or self.child not in (entry.children or {})
        if gone and not self.mode.endswith("-data"):
            self.enter("config")


@dataclass(frozen=True, slots=True)
class Row:
    """One command. `run` gets a Call and returns the text to print, None, or a coroutine of either."""

    syntax: str
    run: Callable[[Call], Any]
    mode: str = "exec"
    user: bool = False  # also in user EXEC
    needs: str = ""  # path in the profile; the release does not know the command when nothing is there
    negatable: int | None = None  # leading words that `no` and `default` need; None: they are refused
    setting: Setting | None = None
    source: str = ""
    changes: bool = True  # in a configuration mode: the configuration has changed afterwards


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration line that is stored and shown back.

    `words` leading words identify it. `off` says that `no` is a state of its own, shown when the default is on.
    `explicit` keeps a line that equals the default.
    """

    syntax: str
    words: int
    needs: str = ""
    off: bool = False
    mode: str = "config"
    change: Callable[[Call, str], str] | None = None  # the line as stored, from the words spelled out
    then: Callable[[Call], Any] | None = None  # what follows at once, and is said
    source: str = ""

    def row(self) -> Row:
        """The row that carries out this setting."""
        return Row(self.syntax, store, self.mode, False, self.needs, self.words, self, self.source)


class Refused(Exception):  # noqa: N818 it is the device that speaks, not an error of ours
    """The device says no in its own words; nothing has changed."""


@dataclass(slots=True)
class Call:
    """One command that is being carried out."""

    device: Device
    cursor: Cursor
    parsed: Parsed
    shell: Shell | None = None  # None while an initial or startup configuration is read
    negated: bool = False
    reset: bool = False  # `default ...`
    line: str = ""
    words: tuple[str, ...] = field(init=False)
    args: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.words, self.args = self.parsed.words, self.parsed.args

    @property
    def live(self) -> Shell:
        """The session; only commands of EXEC mode may rely on it."""
        if self.shell is None:
            raise RuntimeError(f"{self.line!r} needs a session")
        return self.shell

    def has(self, word: str) -> bool:
        """Whether the command holds this keyword."""
        return word in self.words

    def invalid(self, word: int) -> ParseError:
        """The caret answer, at the start of a word, for what only the state of the device forbids."""
        return ParseError("invalid", self.parsed.offsets[word], self.line, word)


def store(call: Call) -> Any:
    """Carry out a Setting."""
    setting = call.parsed.row.setting
    device = call.device
    slot = " ".join(call.words[: setting.words])
    text = " ".join(call.words)
    if setting.mode == "config-line":
        _store_line(call, slot, text)
    elif setting.mode != "config":
        children = device.config.entries[call.cursor.block].children
        if call.negated or call.reset:
            children.pop(slot, None)
            if setting.off and call.negated:
                children[slot] = f" no {slot}"
        else:
            children[slot] = " " + (setting.change(call, text) if setting.change else text)
    elif call.negated and setting.off and device.default_of(slot).startswith(slot):
        device.config.set(slot, f"no {slot}")
    elif call.negated or call.reset:
        device.config.remove(slot)
    else:
        text = setting.change(call, text) if setting.change else text
        if device.default_of(slot) == text and not device.keeps_default(slot):
            device.config.remove(slot)
        else:
            device.config.set(slot, text)
    return setting.then(call) if setting.then else None


def _store_line(call: Call, slot: str, text: str) -> None:
    setting = call.parsed.row.setting
    if setting.change:
        text = setting.change(call, text)
    for line in call.cursor.lines:
        settings = call.device.config.lines[line]
        if call.reset or (call.negated and not setting.off):
            for key in [key for key in settings if key == slot or key.startswith(slot + " ")]:
                del settings[key]
        elif call.negated:
            settings[slot] = f"no {slot}"
        elif text == call.device.line_default(line[0], slot):
            settings.pop(slot, None)
        else:
            settings[slot] = text


def lookup(profile: str, path: str) -> Any:
    """The fact at a dotted path of a profile, or None."""
    found: Any = load(profile)
    for key in path.split("."):
        found = getattr(found, key, None) if not isinstance(found, dict) else found.get(key)
        if found is None:
            return None
    return found


@cache
def tree(profile: str, mode: str) -> Tree:
    """The commands of a mode ("user" for user EXEC) as this release knows them."""
    result = Tree(lambda path: lookup(profile, path))
    for subject in SUBJECTS:
        for item in import_module(f".{subject}", __name__).ROWS:
            row = item.row() if isinstance(item, Setting) else item
            wanted = row.mode == mode or (mode == "user" and row.mode == "exec" and row.user)
            if wanted and (not row.needs or lookup(profile, row.needs) is not None):
                result.add(row.syntax, row, negatable=row.negatable)
    return result


@dataclass(frozen=True, slots=True)
class Understood:
    """A configuration line that was understood, and in which mode."""

    parsed: Parsed
    mode: str
    negated: bool
    reset: bool


_PREFIX = re.compile(r"\s*(no|def(?:a(?:u(?:l(?:t)?)?)?)?)(?:\s+|$)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def understand(profile: str, mode: str, line: str) -> Understood:
    """Find the command of a configuration line: in its own mode, else in the modes around it.

    Raises ParseError, of the mode that understood most of the line.
    """
    prefix = _PREFIX.match(line)
    word = prefix[1].lower() if prefix else ""
    start = prefix.end() if prefix else 0
    if prefix and not line[start:].strip():
        raise ParseError("incomplete", start, line, 0)
    errors = []
    while mode != "exec":
        try:
            parsed = tree(profile, mode).parse(line, negated=bool(prefix), start=start)
        except ParseError as error:
            errors.append(error)
        else:
            if not prefix or parsed.row.negatable is not None:
                return Understood(parsed, mode, word == "no", bool(word) and word != "no")
            errors.append(ParseError("invalid", start, line, 0))
        mode = MODES[mode][1]
    raise max(errors, key=lambda error: (error.depth, error.column))
