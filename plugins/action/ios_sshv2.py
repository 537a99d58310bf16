# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_sshv2: the facets of the role sshv2 in one transaction, as its variables want them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleActionSkip
from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.secureshell.ios.plugins.modules import ios_scp_server, ios_ssh_pubkey, ios_ssh_server
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import role_sshv2
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.facet_action import FacetAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.key_sources import complete
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.options import templated

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULES = {"access": ios_scp_server, "public_keys": ios_ssh_pubkey, "server": ios_ssh_server}
PARTS = {
    name: {"type": "dict", "options": {word: module.ARGUMENT_SPEC[word] for word in ("config", "state")}}
    for name, module in MODULES.items()
}

ARGUMENT_SPEC = {
    **ios_ssh_server.ARGUMENT_SPEC,
    "config": {"type": "dict", "required": True, "options": PARTS},
}


class ActionModule(FacetAction):
    """Carry out the role sshv2; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def given(self, variables: Mapping[str, object]) -> dict[str, object]:
        """Return what the variables of the role say, in the words of its facets."""
        values = templated(role_sshv2.VARIABLES, variables, self._templar)
        if not boolean(values.get(role_sshv2.SWITCH, True), strict=False):
            raise AnsibleActionSkip(f"{role_sshv2.SWITCH} is false")
        return role_sshv2.arguments(values, variables.get("ansible_run_tags", ()))

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Fetch the keys, then change everything in one transaction; facets without a wish are not read."""
        config, learned = dict(arguments["config"]), []
        if "public_keys" in config:
            keys = config["public_keys"]
            wish, learned = complete(keys.get("config"), lambda name: self._find_needle("files", name))
            config["public_keys"] = {**keys, "config": wish}
        self.facet = role_sshv2.SSHV2.narrowed(config)
        result = super().answer({**arguments, "config": config}, host, variables)
        return {**result, "learned": learned} if learned else result
