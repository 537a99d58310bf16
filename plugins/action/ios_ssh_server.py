# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_server: the facet of the SSH server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_server import ARGUMENT_SPEC, CONDITIONS
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.facet_action import FacetAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import host_keys_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

if TYPE_CHECKING:
    from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import Have
    from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target


class ActionModule(FacetAction):
    """Configure the SSH server of a device; see the documentation of the module."""

    facet = SERVER
    argument_spec = ARGUMENT_SPEC
    conditions = CONDITIONS

    def found(self, have: Have, target: Target) -> dict[str, object]:
        """Return the host keys, where the task was about them."""
        keys = host_keys_of(self.facet.ours(have), target.peer)
        return {} if keys is None else {"host_keys": keys}
