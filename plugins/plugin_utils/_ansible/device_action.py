# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every action of this collection does: arguments in, a session with one device, a result or one sentence out.

Ansible imports an action in the parent process before it forks: what is imported here is paid once, not for each host.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

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

from .._core.plan import MASK, WishError
from .._device.errors import BadTarget, CommandRefused, DeviceError, TransferFailed, UnexpectedQuestion
from .options import target_of
from .values import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._device.target import Target

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
FAILED = (BadTarget, CommandRefused, TransferFailed, UnexpectedQuestion)


class DeviceAction(ActionBase):
    """An action that talks to the device of its host. Subclasses give the argument spec and `answer`."""

    # The session is opened here, in the worker: without this Ansible would start a helper process for each host.
    _requires_connection = False

    argument_spec: ClassVar[dict[str, object]]
    conditions: ClassVar[Mapping[str, object]] = {}
    """What the module gives AnsibleModule beside its argument spec: `required_if`, `mutually_exclusive` and so on."""

    def run(self, tmp: str | None = None, task_vars: dict[str, object] | None = None) -> dict[str, object]:
        """Carry out the task for one host. A device that cannot be reached is unreachable, not failed."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        host = str(variables.get("inventory_hostname", ""))
        given = plain(self.given(variables))
        validation = ArgumentSpecValidator(self.argument_spec, **self.conditions).validate(given)
        if validation.error_messages:
            message = _masked(". ".join(validation.error_messages), validation._no_log_values)  # noqa: SLF001
            return {"failed": True, "msg": f"{host}: {message}"}
        try:
            return self.answer(plain(validation.validated_parameters), host, variables)
        except (WishError, *FAILED) as error:
            return {"failed": True, "msg": f"{host}: {error}"}
        except DeviceError as error:
            return {"unreachable": True, "msg": f"{host}: {error}"}

    def given(self, variables: Mapping[str, object]) -> Mapping[str, object]:  # noqa: ARG002 - for subclasses
        """Return the arguments as the user gave them: those of the task."""
        return self._task.args

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Return the result of the task for checked arguments. Raises `WishError` and `DeviceError`."""

    def target(self, arguments: Mapping[str, Any], variables: Mapping[str, object]) -> Target:
        """Return the device of the task, with the command time-out that the task asks for."""
        host = str(variables.get("inventory_hostname", ""))
        target = target_of(self._task, variables, self._templar, self._play_context)
        target = replace(target, told=lambda sentence: display.warning(f"{host}: {sentence}"))
        if arguments.get("command_timeout"):
            target = replace(target, command_timeout=arguments["command_timeout"])
        return target


def _masked(text: str, secrets: set[str]) -> str:
    """Replace each secret where it stands as a word: a community `public` must not eat `publickey`."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", MASK, text)
    return text
