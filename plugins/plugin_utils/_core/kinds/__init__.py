# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of values: how a value is checked in a wish, read from a line, written into commands and printed.

A value has the shape users write, with tuples for lists. Checking is tolerant about types ("60" is 60) and strict about
text: nothing that could leave its line, open the help or end a quotation comes through.
"""

# ruff: noqa: D102 - the methods of a kind are documented once, in `Kind`

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..capabilities import Capabilities, Choices, Range
from ..plan import Answer, Risk, WishError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..table import Option

Value = Any  # one of: bool, int, str, tuple of str, dict of these; None is "nothing said"

LONGEST_LINE = 254  # characters the device takes in one line; more is cut
NUMBER = r"[0-9]{1,10}"  # no option takes more digits


@dataclass(slots=True)
class Checking:
    """What a check needs to know, and the warnings it leaves."""

    capabilities: Capabilities
    release: str
    warnings: list[str] = field(default_factory=list)

    def doubt(self, where: str, found: str, why: str) -> None:
        self.warnings.append(f"{where}: {found} is sent although {why}; reading back will tell whether it took effect")


@dataclass(frozen=True, slots=True)
class Typed:
    """One line about an option: `no ip ssh rekey time` is prefix `ip ssh rekey time`, no words, mood `no`."""

    prefix: str
    words: str
    mood: str = ""
    body: str | None = None


class NotOurs(Exception):  # noqa: N818 - a line of a form that the model leaves alone
    """The line begins like one of an option and is something else, such as `ip domain name vrf`."""


def whole(value: object, where: str) -> int:
    """Return a whole number from 60, 60.0 or "60"."""
    if isinstance(value, str) and re.fullmatch(rf"\s*{NUMBER}\s*", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise WishError(where, f"{printable(value)} is not a whole number", "give a number without unit")


def truth(value: object, where: str) -> bool:
    """Return a boolean from what YAML users write for one."""
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    answer = words.get(str(value).strip().lower())
    if answer is None:
        raise WishError(where, f"{printable(value)} is neither true nor false", "write true or false")
    return answer


def word(value: object, where: str, secret: bool = False) -> str:
    """Return one word that is safe to type. Numbers are words too; what stands in a secret is never printed."""
    found = "the value" if secret else printable(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise WishError(where, f"{found} is not text", "write it in quotes")
    text = str(value)
    if not text:
        raise WishError(where, "it is empty", "give a value or leave the option out")
    if not re.fullmatch(r"[\x21-\x7e]+", text):
        raise WishError(where, f"{found} holds blanks, control or other characters than ASCII", "use one plain word")
    if re.search(r"[!?\"'`]", text):
        advice = "leave out ! ? and quotation marks, on the command line they end or change the command"
        raise WishError(where, f"{found} holds a character that IOS interprets", advice)
    if len(text) > 100:
        raise WishError(where, f"{found} is {len(text)} characters long", "use at most 100")
    return text


def mapping(value: object, where: str) -> dict[str, Value]:
    """Return a dictionary without the members that were not given."""
    if not isinstance(value, dict):
        raise WishError(where, f"{printable(value)} is not a dictionary", "write its options below it")
    return {str(name): member for name, member in value.items() if member is not None}


def members(value: object, where: str) -> list[Value]:
    """Return a list; a single word stands for a list of one."""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return [value]
    if not isinstance(value, list | tuple):
        raise WishError(where, f"{printable(value)} is not a list", "write a list")
    return list(value)


def printable(value: object) -> str:
    """Return a short form of anything for a message, on one line."""
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def limited(value: int, limits: Range | Choices, where: str, checking: Checking) -> int:
    """Hold a number against limits of the release."""
    if limits.holds(value):
        return value
    why = f"release {checking.release} takes {limits}"
    if limits.doubtful or (isinstance(limits, Choices) and value in limits.perhaps):
        checking.doubt(where, str(value), f"as far as known {why}")
        return value
    raise WishError(where, str(value), why)


class Kind(ABC):
    """The common way: a line `PREFIX WORDS` sets the value, `no PREFIX` removes it."""

    unit = ""
    text = False  # the value is a text of several lines, typed between delimiters
    questions: tuple[Answer, ...] = ()  # what a command that begins with `no` asks, and what is answered
    identity: tuple[str, ...] = ()  # members of the value that tell one instance from another, when there are many

    @abstractmethod
    def check(self, value: object, where: str, checking: Checking) -> Value:
        """Return the value as the model holds it, or raise `WishError`."""

    def read(self, words: str) -> Value:
        """Return the value that `words` stand for. Raises `NotOurs`."""
        del words
        raise NotOurs

    def write(self, value: Value) -> str | None:
        """Return the words for `value`; `None` when `no PREFIX` expresses it."""
        return str(value)

    def negated(self, words: str) -> Value:
        """Return what `no PREFIX WORDS` says, `None` when it says nothing but the default."""
        del words

    def fold(self, before: Value, line: Typed) -> Value:
        """Return what is said after `line`, when `before` was said until now."""
        del before
        if line.mood == "default":
            return None
        return self.negated(line.words) if line.mood == "no" else self.read(line.words)

    def key(self, line: Typed) -> tuple[Any, ...]:
        """Return which instance `line` is about."""
        if not self.identity:
            return ()
        value = self.read(line.words)
        return self.instance(value)

    def instance(self, value: Value) -> tuple[Any, ...]:
        """Return what tells `value` from other instances."""
        return tuple(value[name] for name in self.identity)

    def named(self, value: object, where: str) -> tuple[Any, ...]:
        """Return which instance a row of a wish names, whatever else it says."""
        given = mapping(value, where)
        needed(given, self.identity, where)
        return tuple(word(given[name], f"{where}.{name}") for name in self.identity)

    def absent(self, value: Value) -> bool:
        """Tell whether a checked instance is wished away."""
        del value
        return False

    def commands(self, option: Option, have: Value, want: Value, capabilities: Capabilities | None) -> tuple[str, ...]:
        """Return what leads from `have` to `want`; `None` is the default on either side."""
        prefix = option.spelling(capabilities)
        if want is None:
            removed = self.write(have) if have is not None else None
            return (option.removal.format(prefix=prefix, words=removed or "").strip(),)
        words = self.write(want)
        return (f"no {prefix}" if words is None else f"{prefix} {words}".strip(),)

    def same(self, one: Value, other: Value) -> bool:
        """Tell whether two values come to the same."""
        return bool(one == other)

    def ours(self, value: Value) -> bool:
        """Tell whether `value` is about the option, and not only about something that shares its line."""
        del value
        return True

    def complete(self, want: Value, have: Value, *, exactly: bool = False) -> Value:
        """Fill what `want` leaves open from `have`: what the device has, or the default; with `exactly` only what must.

        Raises `WishError` for a wish that cannot be compared with what is there.
        """
        del have, exactly
        return want

    def untouched(self, have: Value) -> str:
        """Return why what is there satisfies every wish and is left as it is, "" when it does not."""
        del have
        return ""

    def risk(self, option: Option, have: Value, want: Value) -> Risk:
        """Return how risky the change is; nothing that is taken away counts as an addition."""
        del have
        return max(option.risk, Risk.NEUTRAL) if want is None else option.risk

    def show(self, value: Value) -> str:
        """Return `value` for a reader, without secrets."""
        return f"{value} {self.unit}".strip()

    def public(self, value: Value) -> Value:
        """Return `value` for a document, without secrets and without what is not a user's."""
        if isinstance(value, tuple):
            return list(value)
        return dict(value) if isinstance(value, dict) else value

    def secrets(self, value: Value) -> tuple[str, ...]:
        """Return the parts of the commands for `value` that must not be shown."""
        del value
        return ()


class Number(Kind):
    """A whole number inside of limits, which may depend on the release."""

    def __init__(self, limits: Range | Choices | Callable[[Capabilities], Range | Choices], unit: str = "") -> None:
        self.limits = limits
        self.unit = unit

    def check(self, value: object, where: str, checking: Checking) -> Value:
        limits = self.limits(checking.capabilities) if callable(self.limits) else self.limits
        return limited(whole(value, where), limits, where, checking)

    def read(self, words: str) -> Value:
        if not re.fullmatch(NUMBER, words):
            raise NotOurs
        return int(words)


class Word(Kind):
    """One word, such as a name."""

    def __init__(self, shape: str = r".*", advice: str = "") -> None:
        self.shape = re.compile(shape)
        self.advice = advice

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        text = word(value, where)
        if not self.shape.fullmatch(text):
            raise WishError(where, printable(text), self.advice)
        return text

    def read(self, words: str) -> Value:
        if not words or " " in words:
            raise NotOurs
        return words

    def negated(self, words: str) -> Value:
        if " " in words:
            raise NotOurs


class Flag(Kind):
    """On with `PREFIX`, off with `no PREFIX`."""

    def check(self, value: object, where: str, checking: Checking) -> Value:
        del checking
        return truth(value, where)

    def read(self, words: str) -> Value:
        if words:
            raise NotOurs
        return True

    def negated(self, words: str) -> Value:
        del words
        return False

    def write(self, value: Value) -> str | None:
        return "" if value else None

    def show(self, value: Value) -> str:
        return "on" if value else "off"


class BulkMode(Kind):
    """`{enabled, size}`: `ip ssh bulk-mode [SIZE]`."""

    limits = Range(131072, 1073741824)

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = mapping(value, where)
        unknown(given, ("enabled", "size"), where)
        enabled = truth(given["enabled"], f"{where}.enabled") if "enabled" in given else True
        if not enabled and "size" in given:
            raise WishError(f"{where}.size", "bulk mode is off", "leave out the size or enable it")
        if not enabled:
            return {"enabled": False}
        if "size" not in given:
            return {"enabled": True}
        size = limited(whole(given["size"], f"{where}.size"), self.limits, f"{where}.size", checking)
        return {"enabled": True, "size": size}

    def complete(self, want: Value, have: Value, *, exactly: bool = False) -> Value:
        del exactly
        if want["enabled"] and "size" not in want:
            return {"enabled": True, "size": (have or {}).get("size", self.limits.low)}
        return want

    def read(self, words: str) -> Value:
        if words and not re.fullmatch(NUMBER, words):
            raise NotOurs
        return {"enabled": True, "size": int(words) if words else self.limits.low}

    def negated(self, words: str) -> Value:
        del words
        return {"enabled": False}

    def write(self, value: Value) -> str | None:
        return str(value["size"]) if value["enabled"] else None

    def show(self, value: Value) -> str:
        return f"{value['size']} bytes" if value["enabled"] else "off"


class Fields(Kind):
    """A dictionary of numbers in one line, written by a format and read by the same words."""

    def __init__(self, form: str, limits: dict[str, Range], filler: dict[str, int] | None = None) -> None:
        self.form = form
        self.limits = limits
        self.filler = filler or {}
        self.pattern = re.compile(re.sub(r"\\{(\w+)\\}", rf"(?P<\1>{NUMBER})", re.escape(form).replace(r"\ ", " ")))

    def check(self, value: object, where: str, checking: Checking) -> Value:
        given = {**self.filler, **mapping(value, where)}
        unknown(given, tuple(self.limits), where)
        needed(given, tuple(self.limits), where)
        return {
            name: limited(whole(given[name], f"{where}.{name}"), limits, f"{where}.{name}", checking)
            for name, limits in self.limits.items()
        }

    def read(self, words: str) -> Value:
        found = self.pattern.fullmatch(words)
        if found is None:
            raise NotOurs
        return {name: int(found[name]) for name in self.limits}

    def write(self, value: Value) -> str | None:
        return self.form.format(**value)

    def show(self, value: Value) -> str:
        return self.form.format(**value)


def unknown(given: dict[str, Value], names: tuple[str, ...], where: str) -> None:
    """Raise `WishError` for the first member of `given` that is not in `names`, with the nearest name."""
    import difflib  # noqa: PLC0415 - needed only to say something went wrong

    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            advice = f"did you mean {near[0]}" if near else f"the options here are {', '.join(names)}"
            plain = name.encode("unicode_escape").decode("ascii")[:60]
            raise WishError(f"{where}.{plain}" if where else plain, "no such option", advice)


def needed(given: dict[str, Value], names: tuple[str, ...], where: str) -> None:
    """Raise `WishError` when one of `names` is not given."""
    for name in names:
        if name not in given:
            raise WishError(where, f"{name} is missing", f"give {name} together with the others")
