# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command tree: abbreviations, ambiguity, incomplete commands, the column of the caret, and what may come next.

A syntax is written as the manuals write it:

    ip ssh time-out SECONDS<1-120>           a number; `<ssh.time_out>` takes its bounds from the profile
    crypto key zeroize [rsa|ec] [LABEL]      keywords, optional parts; an upper-case word is any one word
    show running-config [all]
    ip ssh server algorithm mac {@ssh.mac}+  keywords from a list of the profile, each at most once, in any order
    hostname NAME | banner login LINE        LINE is the rest of the line as it was typed
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_ELEMENT = re.compile(
    r"\s*(?:(?P<mark>[\[\]{}|])(?P<repeat>[*+]?)|(?P<number>[A-Z]*)<(?P<bounds>[^>]+)>|(?P<word>[^\s\[\]{}|<]+))"
)
_TOKEN = re.compile(r"\S+")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


@dataclass(frozen=True, slots=True)
class Param:
    """A place for a value: a number within bounds, an address, one word, or the rest of the line."""

    name: str
    kind: str  # "number", "address", "word", "line"
    low: int = 0
    high: int = 0

    def fits(self, text: str) -> bool:
        """Whether this text is a value."""
        if self.kind == "number":
            return text.isascii() and text.isdigit() and self.low <= int(text) <= self.high
        if self.kind == "address":
            return bool(_IPV4.fullmatch(text)) and all(int(part) < 256 for part in text.split("."))
        return True

    def shown(self) -> str:
        """The kind of value as the help shows it."""
        names = {"number": f"<{self.low}-{self.high}>", "address": "A.B.C.D", "word": "WORD", "line": "LINE"}
        return names[self.kind]

    def matched(self, text: str) -> int:
        """How many leading characters of `text` could still become a value."""
        if self.kind == "number":
            return max((n for n in range(len(text) + 1) if self._extendable(text[:n])), default=0)
        if self.kind == "address":
            return len(re.match(r"(?:\d{1,3}\.){0,3}\d{0,3}", text).group())  # type: ignore[union-attr]
        return len(text)

    def _extendable(self, digits: str) -> bool:
        if not digits:
            return True
        if not (digits.isascii() and digits.isdigit()) or (digits[0] == "0" and len(digits) > 1):
            return False
        value = int(digits)
        for _unused in range(len(str(self.high)) - len(digits) + 1):
            if value <= self.high and value + 10 ** (len(str(value)) - len(digits)) - 1 >= self.low:
                return True
            value *= 10
        return False


@dataclass(slots=True, eq=False)
class Node:
    """A point in the tree: what may come next, and the command that is complete here."""

    keywords: dict[str, Node] = field(default_factory=dict)
    params: list[tuple[Param, Node]] = field(default_factory=list)
    row: Any = None
    negated: Any = None  # the row for which `no` and `default` may stop here


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line that was understood: its row, its words spelled out, and the values by name."""

    row: Any
    words: tuple[str, ...]
    args: dict[str, str]
    offsets: tuple[int, ...]  # where each word began in the line


class ParseError(Exception):
    """A line that was not understood. `column` counts in the line as typed; `text` is the answer without caret."""

    def __init__(self, kind: str, column: int, line: str, depth: int) -> None:
        super().__init__(kind)
        self.kind = kind  # "invalid", "incomplete", "ambiguous"
        self.column = column
        self.line = line
        self.depth = depth  # words understood

    def render(self, prompt_width: int) -> str:
        """The answer as the device prints it below the echoed line (reference 7.1)."""
        if self.kind == "incomplete":
            return "% Incomplete command.\n\n"
        if self.kind == "ambiguous":
            return f'% Ambiguous command:  "{self.line.strip()}"\n'
        return " " * (prompt_width + self.column) + "^\n% Invalid input detected at '^' marker.\n\n"


# Abbreviations that mean one of the commands they begin: `show log` is typed on releases that have `show login` too.
# Source: captures of `show log | include ...` on Catalyst 9300.
_MEANT: dict[tuple[str, ...], str] = {("show", "log"): "logging"}


class _AmbiguousError(Exception):
    pass


class Tree:
    """The commands of one mode, for one profile."""

    def __init__(self, lookup: Callable[[str], Any]) -> None:
        self.root = Node()
        self._lookup = lookup

    def add(self, syntax: str, row: Any, *, negatable: int | None = None) -> None:
        """Add a command. With `negatable`, `no` accepts it cut short to that many leading words or more."""
        elements, rest = _read(_scan(syntax))
        if rest:
            raise ValueError(f"unbalanced syntax: {syntax}")
        ends = self._sequence(elements, [self.root])
        for node in ends:
            node.row = node.row or row
        if negatable is not None:
            self._mark(elements, negatable, row)

    def choices(self, line: str, *, start: int = 0, negated: bool = False) -> dict[str, str]:
        """What may stand where the line ends; raises ParseError.

        Words to choose from (those that the last word begins), each with its path for looking up a help text, then
        kinds of values, and `<cr>` when the command is complete.
        """
        partial = "" if not line[start:] or line[-1].isspace() else line.rsplit(maxsplit=1)[-1]
        node, path, taken = self._walk(line[start : len(line) - len(partial)], line, start)
        words = sorted(
            word
            for word, after in node.keywords.items()
            if word.startswith(partial.lower()) and (id(after), word) not in taken
        )
        found = {word: " ".join((*path, word)) for word in words}
        if not partial:
            found |= {param.shown(): "" for param, _unused in node.params}
            if path and ((node.negated or node.row) if negated else node.row):
                found["<cr>"] = ""
        return found

    def _walk(self, text: str, line: str, start: int) -> tuple[Node, tuple[str, ...], set[tuple[int, str]]]:
        """The node behind complete words, their spelling, and the keywords that are used up."""
        node, path = self.root, []
        taken: set[tuple[int, str]] = set()
        for token in _TOKEN.finditer(text):
            try:
                step = self._keyword(node, token.group().lower(), taken, path)
            except _AmbiguousError:
                raise ParseError("ambiguous", start + token.start(), line, len(path)) from None
            if step is None:
                after = next((after for param, after in node.params if param.fits(token.group())), None)
                if after is None:
                    raise ParseError("invalid", start + token.start(), line, len(path))
                step = token.group(), after
            path.append(step[0])
            node = step[1]
        return node, tuple(path), taken

    def parse(self, line: str, *, negated: bool = False, start: int = 0) -> Parsed:
        """Understand `line` from column `start` on; raises ParseError."""
        node, words, args, offsets = self.root, [], {}, []
        taken: set[tuple[int, str]] = set()
        for token in _TOKEN.finditer(line, start):
            text, lower = token.group(), token.group().lower()
            try:
                step = self._keyword(node, lower, taken, words)
            except _AmbiguousError:
                raise ParseError("ambiguous", token.start(), line, len(words)) from None
            line_param = False
            if step:
                word, node = step
            else:
                found = next(((param, after) for param, after in node.params if param.fits(text)), None)
                if not found:
                    raise ParseError("invalid", token.start() + _matched(node, text, lower, taken), line, len(words))
                param, node = found
                line_param = param.kind == "line"
                word = args[param.name] = line[token.start() :].rstrip() if line_param else text
            words.append(word)
            offsets.append(token.start())
            if line_param:
                break
        row = (node.negated or node.row) if negated else node.row
        if row is None:
            raise ParseError("incomplete", len(line), line, len(words))
        return Parsed(row, tuple(words), args, tuple(offsets))

    @staticmethod
    def _keyword(node: Node, lower: str, taken: set[tuple[int, str]], before: Sequence[str]) -> tuple[str, Node] | None:
        lower = _MEANT.get((*before, lower), lower)
        exact = node.keywords.get(lower)
        if exact is not None and (id(exact), lower) not in taken:
            taken.add((id(exact), lower))
            return lower, exact
        matches = [
            (word, after)
            for word, after in node.keywords.items()
            if word.startswith(lower) and (id(after), word) not in taken
        ]
        if not matches:
            return None
        if len(matches) > 1:
            raise _AmbiguousError
        word, after = matches[0]
        taken.add((id(after), word))
        return word, after

    def _mark(self, elements: list[Any], count: int, row: Any) -> None:
        """Let `no` stop at every node reached by `count` or more leading elements."""
        for length in range(count, len(elements) + 1):
            for node in self._sequence(elements[:length], [self.root]):
                node.negated = node.negated or row

    def _sequence(self, elements: list[Any], starts: list[Node]) -> list[Node]:
        nodes = starts
        for element in elements:
            nodes = self._element(element, nodes)
        return nodes

    def _element(self, element: Any, starts: list[Node]) -> list[Node]:
        if isinstance(element, _Group):
            if element.repeat:
                return self._repeat(element, starts)
            ends = list(starts) if element.optional else []
            for branch in self._branches(element):
                ends += [node for node in self._sequence(branch, starts) if node not in ends]
            return ends
        return self._edge(element, starts, None)

    def _branches(self, group: _Group) -> list[list[Any]]:
        """The alternatives of a group; `@path` stands for a list of keywords in the profile."""
        branches: list[list[Any]] = []
        for branch in group.branches:
            if branch and isinstance(branch[-1], str) and branch[-1].startswith("@"):
                branches += [[*branch[:-1], str(word)] for word in self._lookup(branch[-1][1:])]
            else:
                branches.append(branch)
        return branches

    def _repeat(self, group: _Group, starts: list[Node]) -> list[Node]:
        """Loop edges: `*` comes back to where it started, `+` to a node behind the first one."""
        ends: list[Node] = []
        for start in starts:
            loop = start if group.repeat == "*" else None
            for branch in self._branches(group):
                loop = self._edge(branch[-1], self._sequence(branch[:-1], [start]), loop)[0]
            if loop is not start and loop is not None:
                for branch in self._branches(group):
                    self._edge(branch[-1], self._sequence(branch[:-1], [loop]), loop)
            if loop is not None and loop not in ends:
                ends.append(loop)
        return ends

    def _edge(self, element: Any, starts: list[Node], target: Node | None) -> list[Node]:
        ends: list[Node] = []
        fresh = target
        for start in starts:
            if isinstance(element, str) and not element[0].isupper():
                after = start.keywords.get(element)
                if after is None:
                    fresh = fresh or Node()
                    after = start.keywords[element] = fresh
            else:
                choices = self._params(element)
                after = next((node for param, node in start.params if param == choices[0]), None)
                if after is None:
                    fresh = fresh or Node()
                    after = fresh
                    start.params += [(param, after) for param in choices]
                    start.params.sort(key=lambda pair: ("number", "address", "word", "line").index(pair[0].kind))
            if after not in ends:
                ends.append(after)
        return ends

    def _params(self, element: Any) -> list[Param]:
        if isinstance(element, _Number):
            bounds = element.bounds
            if re.fullmatch(r"\d+-\d+", bounds):
                low, high = bounds.split("-")
                return [Param(element.name, "number", int(low), int(high))]
            found = self._lookup(bounds)
            if isinstance(found, dict) and "values" in found:
                return [Param(element.name, "number", value, value) for value in found["values"]]
            low, high = found["range"] if isinstance(found, dict) else found
            return [Param(element.name, "number", low, high)]
        kind = {"LINE": "line", "ADDRESS": "address", "MASK": "address"}.get(element, "word")
        return [Param(element, kind)]


@dataclass(slots=True)
class _Group:
    branches: list[list[Any]]
    optional: bool = False
    repeat: str = ""


@dataclass(frozen=True, slots=True)
class _Number:
    name: str
    bounds: str


def _scan(syntax: str) -> list[Any]:
    return list(_ELEMENT.finditer(syntax))


def _read(tokens: Sequence[re.Match[str]]) -> tuple[list[Any], Sequence[re.Match[str]]]:
    """Elements up to the end or an unmatched closing mark, and what is left."""
    elements: list[Any] = []
    while tokens:
        token = tokens[0]
        mark = token["mark"]
        if mark in ("[", "{"):
            group, tokens = _group(tokens[1:], "]" if mark == "[" else "}")
            group.optional = mark == "["
            elements.append(group)
            continue
        if mark:
            return elements, tokens
        elements.append(_Number(token["number"], token["bounds"]) if token["bounds"] else token["word"])
        tokens = tokens[1:]
    return elements, tokens


def _group(tokens: Sequence[re.Match[str]], closing: str) -> tuple[_Group, Sequence[re.Match[str]]]:
    group = _Group([])
    while True:
        branch, tokens = _read(tokens)
        group.branches.append(branch)
        if not tokens:
            raise ValueError(f"missing {closing} in a syntax")
        mark, repeat = tokens[0]["mark"], tokens[0]["repeat"]
        tokens = tokens[1:]
        if mark == closing:
            group.repeat = repeat
            return group, tokens


def _matched(node: Node, text: str, lower: str, taken: set[tuple[int, str]]) -> int:
    """How many leading characters of `text` match something that may stand here."""
    words: Iterable[str] = (word for word, after in node.keywords.items() if (id(after), word) not in taken)
    longest = max((_common(word, lower) for word in words), default=0)
    return max([longest, *(param.matched(text) for param, _unused in node.params)])


def _common(word: str, text: str) -> int:
    count = 0
    for left, right in zip(word, text, strict=False):
        if left != right:
            break
        count += 1
    return count
