# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans: what is sent to a device, in which order, why, and what brings it back.

This module knows no option of any facet. A facet reads text, compares it with a wish and returns a `Plan`; the engine
that talks to devices sends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .releases import Release
    from .show import KeyPair, SshStatus

CONFIGURE = "configure terminal"
MASK = "********"


class WishError(ValueError):
    """A wish that cannot be: unknown to the release, out of range, contradictory, or able to leave its line.

    `option` is the path in the configuration as the user wrote it (`lines[0].exec_timeout.minutes`), `found` what
    stands there, `advice` what to do. Nothing has been sent when it is raised. None of the three holds a secret.
    """

    def __init__(self, option: str, found: str, advice: str) -> None:
        super().__init__(f"{option}: {found}; {advice}.")
        self.option = option
        self.found = found
        self.advice = advice


class NeedsWholeConfig(Exception):  # noqa: N818 - a request to the engine, not an error of anybody
    """The section that was read ends inside a banner; `name` is the `Read` to repeat as a whole running-config."""

    def __init__(self, name: str = "running-config") -> None:
        super().__init__(f"{name}: the text that was read ends inside a banner, the whole configuration is needed.")
        self.name = name


class Risk(IntEnum):
    """What a step can do to people who are logged in or want to be. Steps are sent in this order."""

    ADDITIVE = 0
    NEUTRAL = 1
    RESTRICTIVE = 2
    IRREVERSIBLE = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What to reply when the last line of the device matches `question`, a regular expression."""

    question: str
    reply: str


@dataclass(frozen=True, slots=True)
class Step:
    """Commands that belong together: sent in one mode, undone together.

    `path` is the way to that mode: `()` is privileged EXEC, then the commands that lead deeper. `inverse` is sent
    in the same path, or in `inverse_path`, which says, when it is the mode above, that entering the path made what
    it leads to; `()` when nothing brings the old state back. `patience` is in seconds, on top of the command
    timeout. `shown` is `commands` with secrets masked; `()` when there are none. With `text`, several commands are
    the lines of one text (a banner): the device shows no prompt before it has the last one, so they are typed in
    one go. With `data`, the first command opens a mode in which every line is data, and the last one closes it:
    nothing is typed behind a first one that is refused, and what the device says to the last one is about all.
    `answers` are for the questions of `commands`, `inverse_answers` for those of `inverse`. Neighbours that are
    `joined` leave in one go, so that a connection that is lost does not cut them apart.
    """

    option: str
    commands: tuple[str, ...]
    path: tuple[str, ...]
    reason: str
    risk: Risk
    inverse: tuple[str, ...] = field(default=(), repr=False)
    answers: tuple[Answer, ...] = ()
    patience: float = 0.0
    shown: tuple[str, ...] = ()
    text: bool = False
    data: bool = False
    inverse_path: tuple[str, ...] | None = None
    inverse_answers: tuple[Answer, ...] = ()
    joined: bool = False

    def shown_commands(self) -> tuple[str, ...]:
        """Return the commands as they may be printed."""
        return self.shown or self.commands

    def __repr__(self) -> str:
        return f"Step({self.option!r}, {self.shown_commands()!r}, path={self.path!r}, risk={self.risk.name})"


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order of sending; `before` and `after` are documents of the facet, `after` as predicted."""

    steps: tuple[Step, ...]
    warnings: tuple[str, ...]
    before: Mapping[str, object]
    after: Mapping[str, object]

    def commands(self) -> tuple[str, ...]:
        """Return all commands in order, with the modes below `configure terminal` and with secrets masked."""
        return tuple(line for _step, lines in self._by_step() for line in lines)

    def rows(self) -> list[dict[str, object]]:
        """Return the steps as results and filters show them, secrets masked."""
        return [
            {
                "option": step.option,
                "commands": list(step.shown_commands()),
                "reason": step.reason,
                "risk": step.risk.name.lower(),
            }
            for step in self.steps
        ]

    def _by_step(self) -> Iterator[tuple[Step, tuple[str, ...]]]:
        entered: tuple[str, ...] = ()
        for step in self.steps:
            path = step.path[1:]
            yield step, (*(path if path != entered else ()), *step.shown_commands())
            entered = path


@dataclass(frozen=True, slots=True)
class Read:
    """A command whose reply `have` gets under `name`; `fallback` is sent when the device refuses `command`.

    `sections` are the regular expressions of a section filter, when the command has one; see `running_config`. The
    reply to an `optional` one is left out when the device refuses it; other refusals are errors.
    """

    name: str
    command: str
    fallback: str | None = None
    sections: tuple[str, ...] = ()
    optional: bool = False


RUNNING = "running-config"
WHOLE_CONFIG = "show running-config"
LONGEST_COMMAND = 254  # characters; source: behaviour reference 2.4


def running_config(*sections: str) -> Read:
    """Return how to read the sections of the running-config that begin with lines like these, or all of it.

    Each is a regular expression of IOS without question marks, which would open the help. What would be too long for a
    line of the device is written with groups, and where that does not help the whole configuration is read.
    """
    for patterns in ("|".join(sections), _grouped(sections)) if sections else ():
        command = f"{WHOLE_CONFIG} | section {patterns}"
        if len(command) <= LONGEST_COMMAND:
            return Read(RUNNING, command, fallback=WHOLE_CONFIG, sections=sections)
    return Read(RUNNING, WHOLE_CONFIG)


def _grouped(sections: Sequence[str]) -> str:
    """Return one regular expression for all, in which words that several begin with stand once.

    With `no` in front of one it may stand in front of all, which finds more and is shorter.
    """
    anchored = [section[1:] for section in sections if section.startswith("^")]
    bare = dict.fromkeys(text.removeprefix("no ") for text in anchored)
    short = [text for text in bare if not any(text != other and text.startswith(other) for other in bare)]
    no = "(no )*" if any(text.startswith("no ") for text in anchored) else ""
    return "|".join((f"^{no}({_branches(short)})", *dict.fromkeys(text for text in sections if text[:1] != "^")))


def _branches(texts: Iterable[str]) -> str:
    behind: dict[str, list[str]] = {}
    for text in texts:
        head, blank, rest = (text, "", "") if text.startswith("(") else text.partition(" ")
        behind.setdefault(head + blank, []).append(rest)
    return "|".join(head + (rests[0] if len(rests) == 1 else f"({_branches(rests)})") for head, rests in behind.items())


def together(reads: Iterable[Read]) -> tuple[Read, ...]:
    """Return the fewest commands whose replies hold those of all `reads`: one a name, sections joined."""
    result: dict[str, Read] = {}
    for read in reads:
        known = result.setdefault(read.name, read)
        if known != read:
            if read.name != RUNNING:
                raise ValueError(f"{read.name} is read by {known.command!r} and by {read.command!r}")
            whole = not (known.sections and read.sections)
            result[RUNNING] = running_config(*(() if whole else dict.fromkeys((*known.sections, *read.sections))))
    return tuple(result.values())


@dataclass(frozen=True, slots=True)
class Login:
    """How the session that reads and changes the device got in, so that a plan does not take that way from it.

    `user` is the account, `own_address` ours as the device sees it without address translation. `method` is
    "publickey", "password" (keyboard-interactive too), or "" where nobody knows. `key` is the public key that was used,
    as OpenSSH writes it, "" where it was none or where the SSH library does not tell which. `way` is "ssh", "telnet" or
    "console". `enabled` tells that it took the secret of `enable` to get to its privilege level.
    """

    user: str = ""
    own_address: str = ""
    method: str = ""
    key: str = ""
    way: str = "ssh"
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """What the client of this session can do and knows, so that a plan leaves something that both sides share.

    `algorithms` are the names that it would offer the device, in its order, by kind: "kex", "encryption", "mac",
    "hostkey" and "publickey"; a kind that is not there is one of which nobody knows. `pinned` are the host keys, (type,
    base64) each, that it would accept without asking anybody; () where it knows none of this device or does not care,
    which `checks_host_key` tells apart. `port` is the TCP port of the device to which it connects. `can_enable` tells
    that it has a secret for `enable`, or that nobody knows.
    """

    algorithms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pinned: tuple[tuple[str, str], ...] = ()
    checks_host_key: bool = True
    port: int = 22
    can_enable: bool = True


@dataclass(frozen=True, slots=True)
class Have:
    """What a device has of a facet. Facets add what they need; `model` holds true values, secrets included.

    `login` is None when there is no session: for a text, or for a release of which nothing else is known.
    """

    release: Release
    model: Mapping[str, object] = field(repr=False)
    keys: tuple[KeyPair, ...] = ()
    status: SshStatus | None = None
    warnings: tuple[str, ...] = ()
    login: Login | None = None


class Facet(Protocol):
    """One subject of the configuration, as the engine knows it."""

    name: str

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return the commands to read, at most three. `None` asks for the full picture."""

    def have(self, replies: Mapping[str, str]) -> Have:
        """Understand the replies to `reads`. Raises `NeedsWholeConfig` when a section was not enough."""

    def plan(self, have: Have, config: Mapping[str, object] | None, state: str) -> Plan:
        """Return what leads from `have` to `config` under `state`. Raises `WishError`."""

    def predict(self, have: Have, steps: Sequence[Step]) -> Have:
        """Return what a device has after `steps`, of this facet or another, as far as commands tell."""

    def document(self, have: Have) -> dict[str, object]:
        """Return `have` in the shape users write it, without secrets."""

    def render(self, config: Mapping[str, object], release: Release) -> tuple[str, ...]:
        """Return the commands for `config` on a device of `release` of which nothing is known."""

    def parsed(self, text: str) -> dict[str, object]:
        """Return the document of `text`, running-config and show output in any mixture."""


# What a login over the console and over Telnet depends on, by the first word of the option of a step.
_EVERY_WAY = ("aaa", "users", "enable_secret")
_BY_WAY = {"console": _EVERY_WAY, "telnet": (*_EVERY_WAY, "lines", "login_protection")}


def carries_risk(steps: Iterable[Step], have: Have) -> bool:
    """Tell whether steps may shut out somebody who gets in before them.

    Where SSH does not run yet, on a way beside it, that are only those on which this way depends.
    """
    risky = [step.option for step in steps if step.risk >= Risk.RESTRICTIVE]
    way = have.login.way if have.login else "ssh"
    if way in _BY_WAY and have.status is not None and have.status.enabled is False:
        risky = [option for option in risky if re.split(r"[.\[]", option)[0] in _BY_WAY[way]]
    return bool(risky)


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names of the options in which two documents differ."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))


def diff(plan: Plan) -> dict[str, str]:
    """Return `before`, `after` and `prepared` as texts for `--diff`: only options that differ, secrets masked.

    `prepared` lists the commands in order, each step below a comment with its reason.
    """
    before, after = dict(_flat(plan.before)), dict(_flat(plan.after))
    names = changes(plan.before, plan.after)
    prepared = [
        line
        for step, commands in plan._by_step()  # noqa: SLF001 - same module
        for line in (f"# {step.option}: {step.reason}", *commands)
    ]
    return {
        "before": _text([f"{name}: {before[name]}" for name in names if name in before]),
        "after": _text([f"{name}: {after[name]}" for name in names if name in after]),
        "prepared": _text(prepared),
    }


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


IDENTITY = ("label", "first", "port", "host", "name", "hash")


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Walk a document. Members of a list of dictionaries are named by what identifies them, not by their place."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _flat(member, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
        for member in value:
            named = next((key for key in IDENTITY if key in member), "")
            identity = str(member.get(named, ""))
            if member.get("last", member.get("first")) != member.get("first"):
                identity += f"-{member['last']}"
            rest = {key: inner for key, inner in member.items() if key not in {named, "last"}}
            yield from _flat(rest, f"{name}[{identity}]")
    elif isinstance(value, list):
        yield name, " ".join(str(member) for member in value)
    else:
        yield name, str(value)
