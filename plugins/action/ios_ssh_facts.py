# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_facts: what a device says about SSH, as facts of the host."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_facts import ARGUMENT_SPEC
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import Facts, subsets
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import understand

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "ansible_net_ssh_"


class ActionModule(DeviceAction):
    """Gather facts; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Read the device once and return the facts of the subsets."""
        try:
            names = subsets(arguments["gather_subset"])
        except ValueError as error:
            return {"failed": True, "msg": f"{host}: gather_subset: {error}."}
        target = self.target(arguments, variables)
        facts = Facts(names, target.peer)
        with contextlib.closing(Session.open(target)) as session:
            found = understand(session, facts.reads(), facts.have)
        gathered = {f"{PREFIX}gather_subset": list(names)} | {f"{PREFIX}{name}": found[name] for name in names}
        return {"changed": False, "ansible_facts": gathered}
