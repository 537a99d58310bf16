# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A facet that an option table describes: reading, planning, rendering and documents are the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from . import running, text
from .capabilities import Capabilities, for_release
from .kinds import Checking
from .plan import RUNNING, Have, Plan
from .planner import Planner, in_order, targets_of
from .settings import Settings
from .table import Table
from .wish import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .plan import Step
    from .releases import Release
    from .wish import Wish


@dataclass(frozen=True, slots=True)
class TabledHave(Have):
    """What a device has, as settings."""

    settings: Settings = field(default_factory=lambda: Settings(Table(()), None), repr=False)

    @property
    def capabilities(self) -> Capabilities:
        """The row of the release."""
        return self.settings.capabilities or for_release(self.release)


class TabledFacet:
    """The common part of `Facet`; nothing here talks to a device. A facet names its table and adds what is its own."""

    name: ClassVar[str]
    table: ClassVar[Table]
    reader: ClassVar[type[Reader]] = Reader
    planner: ClassVar[type[Planner]] = Planner
    replies: ClassVar[tuple[str, ...]] = (RUNNING,)

    def have(self, replies: Mapping[str, str], release: Release | None = None) -> TabledHave:
        """Understand the replies. `release` overrides the train that the running-config names."""
        config, release = running.read(replies, release)
        whole = running.is_whole(replies[RUNNING])
        settings, more = self.understand(config, release, replies, whole=whole)
        warnings = for_release(release).warnings
        return TabledHave(release=release, model=settings.document(), warnings=warnings, settings=settings, **more)

    def understand(
        self, config: text.Config, release: Release | None, replies: Mapping[str, str], *, whole: bool
    ) -> tuple[Settings, dict[str, Any]]:
        """Return what the replies say, and further fields of what a device has.

        `config` is the running-config, of which `whole` tells whether it is all of it.
        """
        del replies, whole
        settings = Settings(self.table, for_release(release) if release else None, release)
        settings.read(config.lines)
        return settings, {}

    def plan(self, have: Have, config: Mapping[str, object] | None, state: str) -> Plan:
        """Return the steps from `have` to `config` under `state`. Raises `WishError`."""
        have = self.ours(have)
        checking = Checking(have.capabilities, str(have.release))
        wanted = self.reader(self.table, have.release, checking, have.settings).read(config, state)
        planner = self.planner(have.settings, have.capabilities, checking, exactly=state != "merged")
        targets = targets_of(wanted, have.settings, state)
        steps = in_order(planner.ranked(targets, wanted))
        after = have.settings.perform(steps)
        self.judge(have, after, wanted, steps, checking)
        return Plan(steps, tuple(dict.fromkeys(checking.warnings)), have.settings.document(), after.document())

    def judge(self, have: TabledHave, after: Settings, wanted: Wish, steps: Sequence[Step], checking: Checking) -> None:
        """Raise `WishError` for a plan with consequences that nobody can want, warn about those that come near."""

    def predict(self, have: Have, steps: Sequence[Step]) -> TabledHave:
        """Return what a device has after `steps`, as far as commands tell."""
        have = self.ours(have)
        settings = have.settings.perform(steps)
        return replace(have, model=settings.document(), settings=settings)

    def document(self, have: Have) -> dict[str, object]:
        """Return what is in effect and known, in the shape of the wish, secrets masked."""
        return self.ours(have).settings.document()

    def render(self, config: Mapping[str, object], release: Release) -> tuple[str, ...]:
        """Return the commands for everything that `config` names, also where it is the default. Secrets are masked."""
        capabilities = for_release(release)
        checking = Checking(capabilities, str(release))
        wanted = self.reader(self.table, release, checking).read(config, "merged")
        planner = self.planner(Settings(self.table, None), capabilities, checking)
        targets = {key: value for key, value in wanted.values.items() if value is not None}
        return Plan(in_order(planner.ranked(targets, wanted)), (), {}, {}).commands()

    def parsed(self, raw: str) -> dict[str, object]:
        """Return the document of a text. Defaults are told only when it has the line with the version of IOS."""
        config = text.parse(raw)
        replies = dict.fromkeys(self.replies, raw)
        return self.understand(config, running.release_of(config), replies, whole=True)[0].document()

    def ours(self, have: Have) -> TabledHave:
        """Return `have` as what it has to be."""
        if not isinstance(have, TabledHave) or have.settings.table is not self.table:
            raise TypeError(f"the facet {self.name} needs what its own `have` returned, not {type(have).__name__}")
        return have
