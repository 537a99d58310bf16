# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The look at a plan before anything is sent: which hazards it has, and what has to be read to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .. import running
from ..kinds import printable
from ..plan import RUNNING, Client, Login, Risk, WishError, running_config, together
from ..releases import Release
from .case import ARCHIVE, COMMANDS, GUARDS, SECTIONS, Case, Hazard, Picture, config_of, is_about
from .table import BY_NAME, HAZARDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..plan import Plan, Read


@dataclass(frozen=True, slots=True)
class Found:
    """A hazard of a plan. `message` is one sentence: what was found, why it locks out, the way out.

    A `warning` refuses nothing, an `accepted` one neither.
    """

    name: str
    message: str
    accepted: bool = False
    warning: bool = False

    @property
    def refuses(self) -> bool:
        """Whether the plan must not be carried out."""
        return not (self.accepted or self.warning)


class HazardError(WishError):
    """A plan that would lock somebody out. `hazards` are those that refuse it."""

    def __init__(self, hazards: Sequence[Found]) -> None:
        advice = f"accept_hazards: [{', '.join(found.name for found in hazards)}]"
        super().__init__(hazards[0].name, hazards[0].message, advice)
        self.hazards = tuple(hazards)

    def __str__(self) -> str:
        """Return one sentence as all refusals are, or one after the other."""
        return " ".join(f"{found.name}: {found.message}" for found in self.hazards)


class Preflight:
    """What one transaction knows of hazards.

    The engine calls, in this order:

    1. `reads` with the reads of the facet, and sends these instead of those of the facet;
    2. `more` once there is a plan with steps, and adds the replies to the others (a reply of the same name replaces the
       one before);
    3. `judge` with all replies, after which `refusal` gives the error to raise, unless it only checks.

    `replies` are texts by the names of reads. Where the facet asked for the whole running-config in place of a section
    that ends inside a banner, its text has to stand among the replies.
    """

    def __init__(
        self,
        guard: str = "auto",
        accept: Collection[str] = (),
        upgrade: str | None = None,
        save_when: str = "changed",
        *,
        check: bool = False,
    ) -> None:
        """Check the options; with `check` nothing is going to be sent.

        Raises `WishError` for a name that no hazard has, and for what is no release.
        """
        if guard not in GUARDS:
            raise WishError("guard", printable(guard), f"write one of {', '.join(GUARDS)}")
        for name in accept:
            if name not in BY_NAME:
                advice = f"hazards are {', '.join(sorted(BY_NAME))}"
                raise WishError("accept_hazards", f"there is no hazard {printable(name)}", advice)
        self.guard = guard
        self.accept = frozenset(accept)
        self.upgrade = _release(upgrade) if upgrade else None
        self.save_when = save_when
        self.check = check
        self._running: Read | None = None

    def reads(self, reads: Sequence[Read], config: Mapping[str, object] | None) -> tuple[Read, ...]:
        """Return the reads of a facet with what hazards may need of the running-config beside, in the same command.

        `config` is the wish of the facet or of a composite.
        """
        self._running = next((read for read in reads if read.name == RUNNING), None)
        if self._running is None:
            return tuple(reads)
        named = None if config is None else set(_named(config))
        rows = [
            row for row in HAZARDS if named is None or any(option.partition(".")[0] in named for option in row.options)
        ]
        more = [section for row in rows for section in _sections(row)]
        if self.guard != "none":
            more += ARCHIVE
        joined = together((*reads, *self._wider(more)))
        self._running = next(read for read in joined if read.name == RUNNING)
        return joined

    def more(self, plan: Plan, replies: Mapping[str, str]) -> tuple[Read, ...]:
        """Return what has still to be read before `judge` can look at a plan; nothing where the plan has no steps."""
        if self._running is None:
            return ()
        rows = self._in_question(plan)
        wanted = dict.fromkeys(need for row in rows for need in row.needs if need in COMMANDS and need not in replies)
        known = set() if running.is_whole(replies.get(RUNNING, "")) else set(self._running.sections)
        missing = [section for row in rows for section in _sections(row) if known and section not in known]
        again = together((self._running, *self._wider(missing))) if missing else ()
        return (*again, *(COMMANDS[name] for name in wanted))

    def judge(self, replies: Mapping[str, str], login: Login, client: Client, plan: Plan) -> tuple[Found, ...]:
        """Return the hazards of a plan, in the order of the table."""
        rows = self._in_question(plan)
        if not rows or RUNNING not in replies:
            return ()
        case = self._case(Picture.of(replies), replies, plan)
        return self._judged(rows, replace(case, login=login, client=client))

    def foresee(self, before: Picture, replies: Mapping[str, str], known: set[str], plan: Plan) -> tuple[Found, ...]:
        """Return the hazards of a plan for a device that is not there, as far as what is `known` tells.

        `known` are names as rows need them. Nobody has logged in, and no client is known.
        """
        rows = [row for row in self._in_question(plan) if known.issuperset(row.needs)]
        return self._judged(rows, self._case(before, {RUNNING: "", **replies}, plan))

    def _case(self, before: Picture, replies: Mapping[str, str], plan: Plan) -> Case:
        return Case(
            before=before,
            after=before.after(plan.steps),
            steps=plan.steps,
            config=config_of(replies),
            replies=replies,
            guard=self.guard,
            save_when=self.save_when,
            upgrade=self.upgrade,
        )

    def _judged(self, rows: Sequence[Hazard], case: Case) -> tuple[Found, ...]:
        return tuple(found for row in rows for found in self._found(row, case))

    @staticmethod
    def refusal(found: Iterable[Found]) -> HazardError | None:
        """Return the error for hazards that nobody accepted, if there are any."""
        refusing = [one for one in found if one.refuses]
        return HazardError(refusing) if refusing else None

    def _in_question(self, plan: Plan) -> list[Hazard]:
        return [
            row
            for row in HAZARDS
            if self.guard in row.guards
            and (self.check or self.guard not in row.left_to)
            and (
                (row.foresees and self.upgrade)
                or (row.any_risk and any(step.risk >= Risk.RESTRICTIVE for step in plan.steps))
                or any(is_about(step.option, option) for step in plan.steps for option in row.options)
            )
        ]

    def _found(self, row: Hazard, case: Case) -> Iterator[Found]:
        accepted = row.name in self.accept
        for look, warning in ((row.see, False), (row.hint, True)):
            for found in dict.fromkeys(look(case)) if look else ():
                yield Found(row.name, row.message(found, warning=warning), accepted, warning)

    def _wider(self, sections: Sequence[str]) -> tuple[Read, ...]:
        if not sections or self._running is None or not self._running.sections:
            return ()
        return (running_config(*dict.fromkeys((running.VERSION, *running.BANNERS, *sections))),)


def _sections(row: Hazard) -> tuple[str, ...]:
    return tuple(section for need in row.needs for section in SECTIONS.get(need, ()))


def _named(config: Mapping[str, Any]) -> Iterator[str]:
    """Yield the options that a wish names, of a facet or of each part of a composite."""
    for name, value in config.items():
        if value is None:
            continue
        if isinstance(value, Mapping) and value.keys() <= {"config", "state"}:
            yield from _named(value.get("config") or {})
        yield str(name)


def _release(name: str) -> Release:
    try:
        return Release.parse(name)
    except ValueError as error:
        raise WishError("upgrade_release", printable(name), "write a release such as 17.12.4") from error
