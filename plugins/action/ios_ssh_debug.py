# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_debug: debugging for a bounded time, and the sessions that its lines tell about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_debug import ARGUMENT_SPEC
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction, display
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.watching import Watching
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.debugging import DebugError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(DeviceAction):
    """Watch the sessions of a device; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Switch on, wait, switch off and read, as far as `state` asks for it."""
        watching = Watching(
            arguments,
            lambda: Session.open(self.target(arguments, variables)),
            lambda sentence: display.display(f"<{host}> {sentence}"),
            check=self._task.check_mode,
        )
        states = {"collected": watching.collected, "started": watching.started, "stopped": watching.stopped}
        try:
            return states[arguments["state"]]()
        except DebugError as error:
            return {"failed": True, "msg": f"{host}: {error}"}
