# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every action of this collection does: arguments in, one transaction of one facet, a result or one sentence out.

Ansible imports an action in the parent process before it forks: what is imported here is paid once, not for each host.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import (
    become_loader,
    cliconf_loader,
    connection_loader,
    filter_loader,
    terminal_loader,
    test_loader,
)
from ansible.utils.display import Display

from .._core.plan import MASK, WishError, diff
from .._core.releases import Release
from .._device import transaction
from .._device.errors import BadTarget, CommandRefused, DeviceError, UnexpectedQuestion
from .._device.session import Session
from .options import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .._core.plan import Facet, Plan

display = Display()

# Whatever `ansible_connection` an inventory names, Ansible makes an instance of it in each worker, also for an action
# that does not use it. Loaded here, before the fork, those plugins cost one host what they would cost every host:
# measured on 40 hosts of network_cli, 0.24 CPU seconds a host and task without, 0.05 with.
BEFORE_FORK = (
    (connection_loader, "ansible.netcommon.network_cli"),
    (connection_loader, "ansible.netcommon.libssh"),
    (terminal_loader, "cisco.ios.ios"),
    (cliconf_loader, "cisco.ios.ios"),
    (become_loader, "ansible.netcommon.enable"),
    (connection_loader, "ansible.builtin.local"),
    (connection_loader, "local"),
    # The first filter or test that a template names makes Ansible load all of its own.
    (filter_loader, "ansible.builtin.bool"),
    (test_loader, "ansible.builtin.defined"),
)
for _loader, _name in BEFORE_FORK:
    _loader.get(_name, class_only=True)


# Every other error of a device means that there is no session with it: unreachable, as with any connection of Ansible.
FAILED = (BadTarget, CommandRefused, UnexpectedQuestion)


class FacetAction(ActionBase):
    """An action that serves one facet. Subclasses name the facet and the arguments, and no more."""

    # The session is opened here, in the worker: without this Ansible would start a helper process for each host.
    _requires_connection = False

    facet: ClassVar[Facet]
    argument_spec: ClassVar[dict[str, object]]
    required_if: ClassVar[Sequence[tuple[object, ...]]] = ()
    outside_configuration: ClassVar[tuple[str, ...]] = ()
    """Options that are lost at a reload unless somebody saves, although no line of the configuration shows them."""

    def run(self, tmp: str | None = None, task_vars: dict[str, object] | None = None) -> dict[str, object]:
        """Carry out the task for one host. A device that cannot be reached is unreachable, not failed."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        host = str(variables.get("inventory_hostname", ""))
        given = _plain(self.given(variables))
        validation = ArgumentSpecValidator(self.argument_spec, required_if=self.required_if).validate(given)
        if validation.error_messages:
            message = _masked(". ".join(validation.error_messages), validation._no_log_values)  # noqa: SLF001
            return {"failed": True, "msg": f"{host}: {message}"}
        arguments = _plain(validation.validated_parameters)
        try:
            return self._answer(arguments, host, variables)
        except WishError as error:
            return {"failed": True, "msg": f"{host}: {error}"}
        except transaction.TransactionError as error:
            # Only what helps to read the message: what was planned, not what it would have led to.
            told = self._report(error.outcome, host)
            kept = {
                name: told[name] for name in ("changed", "commands", "saved", "release", "warnings") if name in told
            }
            return {**kept, "failed": True, "msg": f"{host}: {error}"}
        except FAILED as error:
            return {"failed": True, "msg": f"{host}: {error}"}
        except DeviceError as error:
            return {"unreachable": True, "msg": f"{host}: {error}"}

    def given(self, variables: Mapping[str, object]) -> Mapping[str, object]:  # noqa: ARG002 - for subclasses
        """Return the arguments as the user gave them: those of the task."""
        return self._task.args

    def _answer(self, arguments: dict, host: str, variables: Mapping[str, object]) -> dict[str, object]:
        state, config = arguments["state"], arguments.get("config")
        if state == "parsed":
            return {"changed": False, "parsed": self.facet.parsed(arguments["running_config"])}
        if state == "rendered":
            commands = self.facet.render(config, Release.parse(arguments["release"]))
            return {"changed": False, "rendered": list(commands)}
        target = target_of(self._task, variables, self._templar, self._play_context)
        if arguments.get("command_timeout"):
            target = replace(target, command_timeout=arguments["command_timeout"])
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
            )
            outcome = transaction.run(
                session, self.facet, request, announce=lambda sentence: display.display(f"<{host}> {sentence}")
            )
        if request.save_when == "never":
            outcome = replace(outcome, warnings=(*outcome.warnings, *self._unsaved(outcome.plan)))
        return self._report(outcome, host)

    def _unsaved(self, plan: Plan) -> list[str]:
        options = [step.option for step in plan.steps if step.option.partition("[")[0] in self.outside_configuration]
        return [f"{option} is not saved and is gone after a reload; set save_when: changed" for option in options]

    def _report(self, outcome: transaction.Outcome, host: str) -> dict[str, object]:
        result: dict[str, object] = {
            "changed": outcome.changed,
            "before": outcome.before,
            "after": outcome.after,
            "commands": list(outcome.plan.commands()),
            "plan": [
                {
                    "option": step.option,
                    "commands": list(step.shown_commands()),
                    "reason": step.reason,
                    "risk": step.risk.name.lower(),
                }
                for step in outcome.plan.steps
            ],
            "saved": outcome.saved,
            "release": outcome.release,
        }
        if outcome.warnings:
            result["warnings"] = [f"{host}: {warning}" for warning in outcome.warnings]
        if self._task.diff:
            result["diff"] = diff(outcome.plan)
        return result


def _plain(value: object) -> object:
    """Return arguments as plain values of Python, without those that are null: they mean "not given"."""
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(member) for member in value]
    return str(value) if isinstance(value, str) else value


def _masked(text: str, secrets: set[str]) -> str:
    """Replace each secret where it stands as a word: a community `public` must not eat `publickey`."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", MASK, text)
    return text
