# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several facets as one: read together, changed in one transaction, in an order that is safe across all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .plan import Have, Plan, WishError, together

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from .plan import Facet, Read, Step
    from .releases import Release


@dataclass(frozen=True, slots=True)
class Part:
    """One facet of several.

    `name` is its key in the wish, where its own `config` and `state` stand. Its document stands under the same key,
    or at the top with `at_top`.
    """

    name: str
    facet: Facet
    at_top: bool = False

    def placed(self, document: Mapping[str, object]) -> dict[str, object]:
        """Return a document of the facet where it stands in that of the whole."""
        return dict(document) if self.at_top else {self.name: dict(document)} if document else {}

    def plan(self, have: Have, wish: Mapping[str, Any], state: str) -> Plan:
        """Return the plan of the facet. An error tells of which part it speaks."""
        try:
            return self.facet.plan(have, wish.get("config"), wish.get("state") or state)
        except WishError as error:
            if self.at_top:
                raise
            raise WishError(f"{self.name}.{error.option}", error.found, error.advice) from None


@dataclass(frozen=True, slots=True)
class CompositeHave(Have):
    """What a device has of each part, by its name."""

    parts: Mapping[str, Have] = field(default_factory=dict, repr=False)


class Composite:
    """See `Facet`. `config` is `{part: {"config": its wish, "state": how it is meant}}`; parts left out are not read.

    Steps of all parts are sent by their risk. Within one risk the parts keep the order in which they were given, so
    that what others rely on (a user) comes first, and what closes a way in (a line) comes last.
    """

    def __init__(self, name: str, *parts: Part) -> None:
        self.name = name
        self.parts = parts

    def narrowed(self, names: Container[str]) -> Composite:
        """Return the composite of the parts with these names, for a wish that is about no other."""
        return Composite(self.name, *(part for part in self.parts if part.name in names))

    def reads(self, config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return the fewest commands that serve every part."""
        wishes = {part.name: None for part in self.parts} if config is None else _wishes(config)
        return together(
            read for part in self.parts if part.name in wishes for read in part.facet.reads(wishes[part.name])
        )

    def have(self, replies: Mapping[str, str]) -> CompositeHave:
        """Understand the replies, part by part."""
        found = {part.name: part.facet.have(replies) for part in self.parts}
        first = next(iter(found.values()))
        return CompositeHave(
            release=first.release,
            model={name: have.model for name, have in found.items()},
            keys=next((have.keys for have in found.values() if have.keys), ()),
            status=next((have.status for have in found.values() if have.status), None),
            warnings=tuple(dict.fromkeys(warning for have in found.values() for warning in have.warnings)),
            parts=found,
        )

    def plan(self, have: Have, config: Mapping[str, object] | None, state: str) -> Plan:
        """Return the steps of every part that is named, under its own state, or `state`. Raises `WishError`."""
        plans = [(part, part.plan(there, wish, state)) for part, there, wish in self._named(have, config or {})]
        steps: list[Step] = sorted((step for _part, plan in plans for step in plan.steps), key=lambda step: step.risk)
        before: dict[str, object] = {}
        after: dict[str, object] = {}
        for part, plan in plans:
            before |= part.placed(plan.before)
            # Steps of another part may have to do with it: AAA takes the logins of lines away.
            there = part.facet.predict(_ours(have).parts[part.name], steps)
            after |= part.placed(part.facet.document(there))
        if steps and len(plans) > 1:
            # What one part leads to, another may not allow: it is asked before anything is sent.
            for part, there, wish in self._named(self.predict(have, steps), config or {}):
                part.plan(there, wish, state)
        warnings = dict.fromkeys(warning for _part, plan in plans for warning in plan.warnings)
        return Plan(tuple(steps), tuple(warnings), before, after)

    def predict(self, have: Have, steps: Sequence[Step]) -> CompositeHave:
        """Return what a device has of each part after `steps`."""
        have = _ours(have)
        parts = {part.name: part.facet.predict(have.parts[part.name], steps) for part in self.parts}
        return replace(have, parts=parts, model={name: there.model for name, there in parts.items()})

    def document(self, have: Have) -> dict[str, object]:
        """Return what is there of every part."""
        result: dict[str, object] = {}
        for part in self.parts:
            result |= part.placed(part.facet.document(_ours(have).parts[part.name]))
        return result

    def render(self, config: Mapping[str, object], release: Release) -> tuple[str, ...]:
        """Return the commands for everything that `config` names, part by part."""
        wishes = _wishes(config)
        return tuple(
            command
            for part in self.parts
            if part.name in wishes
            for command in part.facet.render(wishes[part.name] or {}, release)
        )

    def parsed(self, text: str) -> dict[str, object]:
        """Return the document of a text."""
        result: dict[str, object] = {}
        for part in self.parts:
            result |= part.placed(part.facet.parsed(text))
        return result

    def _named(self, have: Have, config: Mapping[str, Any]) -> Iterator[tuple[Part, Have, Mapping[str, Any]]]:
        for part in self.parts:
            if part.name in config:
                yield part, replace(_ours(have).parts[part.name], login=have.login), config[part.name]


def _wishes(config: Mapping[str, Any]) -> dict[str, Mapping[str, object] | None]:
    return {name: wish.get("config") for name, wish in config.items()}


def _ours(have: Have) -> CompositeHave:
    if not isinstance(have, CompositeHave):
        raise TypeError(f"a composite needs what its own `have` returned, not {type(have).__name__}")
    return have
