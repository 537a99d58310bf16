# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action of one facet: one transaction, and what came of it as a result of Ansible."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, ClassVar

from .._core.plan import diff
from .._core.releases import Release
from .._device import transaction
from .._device.means import Means
from .._device.session import Session
from .device_action import DeviceAction, display
from .guarding import asked_of, minutes_of, preflight_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._core.plan import Facet, Have
    from .._device.target import Target


KEPT = ("changed", "commands", "saved", "release", "warnings", "hazards", "guard", "proof")
"""What is returned of a change that went wrong."""


class FacetAction(DeviceAction):
    """An action that serves one facet. Subclasses name the facet and the arguments, and no more."""

    facet: ClassVar[Facet]

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Read, show, or carry out the transaction that `state` asks for."""
        state, config = arguments["state"], arguments.get("config")
        if state == "parsed":
            return {"changed": False, "parsed": self.facet.parsed(arguments["running_config"])}
        if state == "rendered":
            commands = self.facet.render(config, Release.parse(arguments["release"]))
            return {"changed": False, "rendered": list(commands)}
        minutes, preflight = minutes_of(arguments), preflight_of(arguments, check=self._task.check_mode)
        target = self.target(arguments, variables)
        asked = asked_of(arguments, target, lambda name: self._find_needle("files", name))
        with contextlib.closing(Session.open(target)) as session:
            if state == "gathered":
                have = transaction.gather(session, self.facet)
                return {"changed": False, "gathered": self.facet.document(have), "release": str(have.release)}
            request = transaction.Request(
                config=config,
                state=state,
                check=self._task.check_mode,
                save_when=arguments["save_when"],
                command_timeout=target.command_timeout,
                key_timeout=arguments.get("key_timeout"),
                guard=arguments["guard"],
                guard_minutes=minutes,
                asked=asked,
                preflight=preflight,
            )
            try:
                outcome = transaction.run(
                    session,
                    self.facet,
                    request,
                    Means(target, lambda sentence: display.display(f"<{host}> {sentence}")),
                )
            except transaction.TransactionError as error:
                # Only what helps to read the message: what was planned, not what it would have led to.
                told = self._report(error.outcome, host)
                kept = {name: told[name] for name in KEPT if name in told}
                return {**kept, "failed": True, "msg": f"{host}: {error}"}
        return self._report(outcome, host) | self.found(outcome.have, target)

    def found(self, have: Have, target: Target) -> dict[str, object]:  # noqa: ARG002 - for subclasses
        """Return what a result tells of the device beside the options of the facet."""
        return {}

    def _report(self, outcome: transaction.Outcome, host: str) -> dict[str, object]:
        result: dict[str, object] = {
            "changed": outcome.changed,
            "before": outcome.before,
            "after": outcome.after,
            "commands": list(outcome.plan.commands()),
            "plan": outcome.plan.rows(),
            "saved": outcome.saved,
            "release": outcome.release,
        }
        result["hazards"] = [
            {"name": found.name, "message": found.message, "accepted": found.accepted} for found in outcome.hazards
        ]
        result |= {name: value for name in ("guard", "proof") if (value := getattr(outcome, name)) is not None}
        warnings = [
            *outcome.warnings,
            *(f"{found.name}: {found.message}" for found in outcome.hazards if found.warning),
        ]
        if self._task.check_mode:
            warnings += [
                f"a run refuses this: {found.name}: {found.message}" for found in outcome.hazards if found.refuses
            ]
        if warnings:
            result["warnings"] = [f"{host}: {warning}" for warning in warnings]
        if self._task.diff:
            result["diff"] = diff(outcome.plan)
        return result
