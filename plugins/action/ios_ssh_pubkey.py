# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_pubkey: the facet of public keys, with keys that the controller fetches first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_pubkey import ARGUMENT_SPEC, CONDITIONS
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.facet_action import FacetAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.key_sources import complete
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(FacetAction):
    """Manage the public keys that a device stores; see the documentation of the module."""

    facet = PUBKEYS
    argument_spec = ARGUMENT_SPEC
    conditions = CONDITIONS

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Fetch the keys, then do what every facet does; what servers have shown is part of the result."""
        config, learned = complete(arguments.get("config"), lambda name: self._find_needle("files", name))
        result = super().answer({**arguments, "config": config}, host, variables)
        return {**result, "learned": learned} if learned else result
