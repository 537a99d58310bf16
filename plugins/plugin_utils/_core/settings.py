# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a configuration says about the options of the table: read from text, changed by commands, written as document.

A running-config is a list of commands, so the same function reads a configuration and predicts what commands do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from . import host_keys
from .kinds import NotOurs, Value
from .table import LINE, VTY, Option, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .capabilities import Capabilities
    from .host_keys import Pair
    from .plan import Step
    from .releases import Release
    from .text import Line

Key = tuple[Any, ...]  # (name of the row, identity ...), for lines (name of the row, number of the vty, identity ...)

_BLOCK = re.compile(r"(no )?line vty (\d{1,9})(?: (\d{1,9}))?", re.ASCII)


@dataclass(slots=True)
class Settings:
    """`said` holds what is written down, `status` what `show ip ssh` tells about options that are not.

    `assumed` are defaults that no source tells and another option lets expect: they count, and are never documented.
    `vty` are the numbers of the lines that exist; `keys_read` tells whether no key pair means that there is none.
    Without `capabilities` nothing is known about defaults.
    """

    table: Table
    capabilities: Capabilities | None
    release: Release | None = None
    said: dict[Key, Value] = field(default_factory=dict)
    status: dict[Key, Value] = field(default_factory=dict)
    assumed: dict[Key, Value] = field(default_factory=dict)
    vty: set[int] = field(default_factory=set)
    keys: dict[str, Pair] = field(default_factory=dict)
    keys_read: bool = False

    def copy(self) -> Settings:
        """Return settings that change without these."""
        return replace(
            self,
            said=dict(self.said),
            status=dict(self.status),
            assumed=dict(self.assumed),
            vty=set(self.vty),
            keys=dict(self.keys),
        )

    def read(self, lines: Iterable[Line], mode: tuple[str, ...] = ()) -> None:
        """Take in lines of a running-config with what stands below them."""
        for line in lines:
            if not mode and line.text.partition(" ")[0] not in self.table.words:
                continue
            self.apply(mode, line.text, line.body)
            if line.children:
                self.read(line.children, (*mode, line.text))

    def apply(self, mode: tuple[str, ...], command: str, body: str | None = None) -> None:
        """Do what `command` does in `mode`, the lines above it; what is not ours does nothing."""
        numbers: Sequence[int] = ()
        if mode and mode[0].startswith(LINE):
            numbers = _numbers(_BLOCK.fullmatch(mode[0]))
            if not numbers:
                return
            mode = (LINE,)
        elif not mode and self._apply_block(command):
            return
        elif not mode and self.table.host_keys and command.startswith("crypto key "):
            host_keys.apply(self.keys, command, self.default_pair() or "")
            return
        found = self.table.find(mode, command, body)
        if found is None:
            return
        option, line = found
        try:
            identity = option.kind.key(line)
            for key in [(option.name, number, *identity) for number in numbers] or [(option.name, *identity)]:
                value = option.kind.fold(self.said.get(key), line)
                if value is None or (option.many and line.mood):
                    self.said.pop(key, None)
                else:
                    self.said[key] = value
                for name in option.takes(value) if option.takes else ():
                    self.forget(name)
        except NotOurs:
            return

    def forget(self, name: str) -> None:
        """Take away everything that is said about a row."""
        for key in [key for key in self.said if key[0] == name]:
            del self.said[key]

    def _apply_block(self, command: str) -> bool:
        block = _BLOCK.fullmatch(command)
        if block is None:
            return False
        numbers = _numbers(block)
        if block[1]:
            self.vty.difference_update(numbers)
            gone = [key for key in self.said if self.table.is_of_lines(key) and key[1] in numbers]
            for key in gone:
                del self.said[key]
        else:
            self.vty.update(numbers)
        return True

    def perform(self, steps: Iterable[Step]) -> Settings:
        """Return what the settings are after `steps`."""
        after = self.copy()
        for step in steps:
            after.perform_commands(step.path, step.commands, text=step.text)
        return after

    def undo(self, steps: Sequence[Step]) -> Settings:
        """Return what the settings are after the inverse of `steps`, last step first."""
        after = self.copy()
        for step in reversed(steps):
            after.perform_commands(step.path, step.inverse, text=step.text)
        return after

    def perform_commands(self, path: tuple[str, ...], commands: tuple[str, ...], *, text: bool = False) -> None:
        """Do what `commands` do in `path`; with `text` they are one command and the text up to its delimiter."""
        for depth, entered in enumerate(path[1:], 1):
            self.apply(path[1:depth], entered)  # a line comes into being when it is entered
        if text and len(commands) > 1:
            self.apply(path[1:], commands[0][:-2], "\n".join(commands[1:-1]))
            return
        for command in commands:
            self.apply(path[1:], command)

    def default_pair(self) -> str | None:
        """Return the name of a key pair without label, when the device has both names that make it up."""
        hostname, domain = self.said.get(("hostname",)), self.said.get(("domain_name",))
        return f"{hostname}.{domain}" if hostname and domain else None

    def value(self, key: Key) -> Value:
        """Return what is in effect: what is said, else what the device shows, else what silence means."""
        if key in self.said:
            return self.said[key]
        if key in self.status:
            return self.status[key]
        if key in self.assumed:
            return self.assumed[key]
        option = self.table.by_name[key[0]]
        return None if option.many else option.hidden_on(self.capabilities)

    def is_default(self, key: Key) -> bool:
        """Tell whether nothing is said and what is in effect is the default, as far as anybody knows."""
        if key in self.said:
            return False
        return key in self.status or key in self.assumed or self.value(key) in (None, self.default(key))

    def default(self, key: Key) -> Value:
        """Return what a key comes to when it is removed, `None` when nobody knows."""
        option = self.table.by_name[key[0]]
        return None if option.many else option.default_on(self.capabilities)

    def document(self) -> dict[str, object]:
        """Return everything that is in effect and known, in the shape of the wish, secrets masked."""
        result: dict[str, object] = {}
        for option in self.table:
            if option.mode == (LINE,):
                continue
            for key in self.keys_of(option):
                value = self.value(key)
                if value is not None and self._told(option, key, value):
                    _place(result, option, option.kind.public(value))
        if self.keys:
            result["host_keys"] = [self.keys[label].document() for label in sorted(self.keys)]
        lines = self._line_documents() if self.table.of_lines else []
        if lines:
            result["lines"] = lines
        return result

    def keys_of(self, option: Option) -> list[Key]:
        """Return the keys of a global option: of every instance, when there are many."""
        if option.many:
            return sorted((key for key in self.said if key[0] == option.name), key=str)
        return [(option.name,)]

    def _told(self, option: Option, key: Key, value: Value) -> bool:
        if not option.kind.ours(value):
            return False
        if value == "":  # a banner of which only the first line was read
            return False
        if key in self.assumed and key not in self.said:
            return False
        # A default is only worth telling where the release has the option.
        return key in self.said or key in self.status or self._supported(option)

    def _supported(self, option: Option) -> bool:
        return self.release is not None and option.supported(self.release) is True

    def _line_documents(self) -> list[dict[str, object]]:
        blocks: list[dict[str, Any]] = []
        settings: dict[int, dict[Key, Value]] = {}
        for key, value in self.said.items():
            if self.table.is_of_lines(key):
                settings.setdefault(key[1], {})[(key[0], *key[2:])] = value
        previous: dict[str, object] | None = None
        for number in sorted(self.vty):
            here = self._line_document(settings.get(number, {}))
            if blocks and here == previous and blocks[-1]["last"] == number - 1:
                blocks[-1]["last"] = number
            else:
                blocks.append({"first": number, "last": number, **here})
            previous = here
        return blocks

    def _line_document(self, said: Mapping[Key, Value]) -> dict[str, object]:
        result: dict[str, Any] = {}
        for option in self.table.of_lines:
            if option.many:
                found = [said[key] for key in sorted(said, key=str) if key[0] == option.name]
                if found:
                    result.setdefault("access_class", []).extend(option.kind.public(value) for value in found)
                continue
            value = said.get((option.name,))
            if value is None and not option.keep:
                value = option.default_on(self.capabilities)
            if option.name == "lines.login":
                result.update(value or {})
            elif value is not None:
                result[option.name.removeprefix("lines.")] = option.kind.public(value)
        return result


def _numbers(block: re.Match[str] | None) -> range:
    """Return the numbers that a block is about; none for a block that no device prints, or for absurd numbers."""
    if block is None:
        return range(0)
    first, last = int(block[2]), int(block[3] or block[2])
    return range(first, last + 1) if last <= VTY.high else range(0)


def _place(document: dict[str, object], option: Option, value: Value) -> None:
    *groups, name = option.name.split(".")
    place: dict[str, Any] = document
    for group in groups:
        place = place.setdefault(group, {})
    if option.many:
        place.setdefault(name, []).append(value)
    else:
        place[name] = value
