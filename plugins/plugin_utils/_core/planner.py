# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is wanted to steps: what every key of a table comes to, and the commands that lead there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .kinds import LONGEST_LINE, Checking, Kind, Value
from .plan import CONFIGURE, MASK, Answer, Risk, Step, WishError
from .table import LINE, Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .capabilities import Capabilities
    from .settings import Key, Settings
    from .wish import Wish

Ranked = tuple[tuple[float, ...], Step]


def in_order(ranked: Iterable[Ranked]) -> tuple[Step, ...]:
    """Return steps by their ranks."""
    return tuple(step for _rank, step in sorted(ranked, key=lambda entry: entry[0]))


def targets_of(wanted: Wish, settings: Settings, state: str) -> dict[Key, Value]:
    """Return what every key comes to under `state`; `None` is its default. Keys that stay are not in it."""
    table = settings.table
    touched = tuple(group for group in table.groups if group not in table.untouched)
    reset = {
        "merged": (),
        "replaced": wanted.named,
        "overridden": (*touched, *wanted.named),
        "deleted": touched if wanted.empty else wanted.named,
    }[state]
    targets: dict[Key, Value] = {}
    for option in table:
        if option.group not in reset or (option.keep and (state != "deleted" or option.mode)):
            continue
        if option.apart and state != "overridden":
            continue
        if option.mode == (LINE,):
            targets.update(dict.fromkeys(_keys_on_lines(option, settings, wanted.vty)))
        else:
            targets.update(dict.fromkeys(_removable(option, settings)))
    targets.update(wanted.values)
    return targets


def _keys_on_lines(option: Option, settings: Settings, numbers: Sequence[int]) -> list[Key]:
    if not option.many:
        return [(option.name, number) for number in numbers]
    return [key for key in settings.said if key[0] == option.name and key[1] in numbers]


def _removable(option: Option, settings: Settings) -> list[Key]:
    keys = settings.keys_of(option)
    return [key for key in keys if option.kind.ours(settings.said[key])] if option.many else keys


class Planner:
    """Makes steps. With settings that know no defaults, whatever is wanted becomes a step."""

    def __init__(
        self, settings: Settings, capabilities: Capabilities, checking: Checking, *, exactly: bool = False
    ) -> None:
        self.settings = settings
        self.capabilities = capabilities
        self.checking = checking
        self.exactly = exactly  # what a value leaves open comes to its default, not to what is there

    def ranked(self, targets: dict[Key, Value], wanted: Wish) -> Iterator[Ranked]:
        """Yield the steps of the wish with their ranks."""
        del wanted
        yield from self.globals(targets)
        yield from self.lines(targets)

    def globals(self, targets: Mapping[Key, Value]) -> Iterator[Ranked]:
        """Yield the steps of options that are not of a line."""
        for key, want in targets.items():
            option = self.settings.table.by_name[key[0]]
            if option.mode == (LINE,):
                continue
            change = self.change(option, key, want)
            if change:
                yield change.rank, change.step(option.path)

    def lines(self, targets: Mapping[Key, Value]) -> Iterator[Ranked]:
        """Yield the steps of lines: one for each option and run of neighbours that change alike."""
        changes: dict[Change, list[int]] = {}
        for key in sorted(targets, key=self.settings.table.in_order):
            option = self.settings.table.by_name[key[0]]
            if option.mode == (LINE,):
                change = self.change(option, key, targets[key])
                if change:
                    changes.setdefault(change, []).append(key[1])
        for change, numbers in changes.items():
            for first, last in runs(sorted(numbers)):
                block = f"{LINE} {first} {last}" if last > first else f"{LINE} {first}"
                yield (*change.rank, first), change.step((CONFIGURE, block))

    def change(self, option: Option, key: Key, want: Value) -> Change | None:
        """Return what leads one key to what is wanted, `None` when nothing has to change."""
        settings, kind = self.settings, option.kind
        have, said, default = settings.value(key), settings.said.get(key), settings.default(key)
        silent = key not in settings.said
        if want is None and option.hidden is not None:
            want = default
        if want is None:
            if settings.is_default(key):
                return None
            if not silent and default is not None and kind.same(said, default):
                return None
        else:
            want = kind.complete(want, default if self.exactly and not option.many else have, exactly=self.exactly)
            why = kind.untouched(have) if have else ""
            if why:
                self.checking.warnings.append(f"{option.name}: {why}")
                return None
            if have is not None and kind.same(have, want):
                return None
        back = None if settings.is_default(key) else have
        risk = kind.risk(option, have, want)
        order = self.settings.table.order[option.name]
        commands = kind.commands(option, have, want, self.capabilities)
        if not commands:
            return None
        if any(len(command) > LONGEST_LINE for command in commands):
            advice = f"the device takes {LONGEST_LINE} characters in a line: name fewer or shorter values"
            raise WishError(option.name, f"its command has {max(map(len, commands))} characters", advice)
        inverse = () if back == "" else kind.commands(option, want, back, self.capabilities)
        return Change(
            option=_label(option, key),
            commands=commands,
            inverse=inverse,
            answers=_answers(kind, commands),
            inverse_answers=_answers(kind, inverse),
            reason=_reason(option, have, want, default, silent=silent),
            risk=risk,
            rank=(risk, 0, -order) if want is None else (risk, 1, order),
            secrets=kind.secrets(want) + kind.secrets(have),
            text=kind.text,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A step before it is known where it is sent; equal for lines that change alike."""

    option: str
    commands: tuple[str, ...]
    inverse: tuple[str, ...]
    reason: str
    risk: Risk
    rank: tuple[float, ...]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    text: bool = False
    answers: tuple[Answer, ...] = ()
    inverse_answers: tuple[Answer, ...] = ()

    def step(self, path: tuple[str, ...]) -> Step:
        """Return the step that is sent in `path`."""
        shown = tuple(_masked(command, self.secrets) for command in self.commands) if self.secrets else ()
        return Step(
            self.option,
            self.commands,
            path,
            self.reason,
            self.risk,
            inverse=self.inverse,
            answers=self.answers,
            inverse_answers=self.inverse_answers,
            shown=shown,
            text=self.text,
        )


def _answers(kind: Kind, commands: tuple[str, ...]) -> tuple[Answer, ...]:
    return kind.questions if any(command.startswith("no ") for command in commands) else ()


def _masked(command: str, secrets: tuple[str, ...]) -> str:
    return " ".join(MASK if word in secrets else word for word in command.split(" "))


def _label(option: Option, key: Key) -> str:
    name = option.name.removesuffix(".ipv6")
    return f"{name}[{key[1]}]" if option.many and option.mode != (LINE,) else name


def _reason(option: Option, have: Value, want: Value, default: Value, *, silent: bool) -> str:
    kind = option.kind
    found = "none found" if have is None else f"{kind.show(have)} found{' (default)' if silent else ''}"
    if want is not None:
        return f"{kind.show(want)} wanted, {found}"
    if option.many:
        return f"not wanted, {found}"
    return f"default wanted{f', {kind.show(default)}' if default is not None else ''}, {found}"


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last number of each run of neighbours."""
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
