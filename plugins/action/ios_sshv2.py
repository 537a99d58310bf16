# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_sshv2: the facet of the SSH server, as the variables of the role sshv2 want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible.errors import AnsibleActionSkip
from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_server import ARGUMENT_SPEC, CONDITIONS
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import role_sshv2
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.facet_action import FacetAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.options import templated
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(FacetAction):
    """Carry out the role sshv2; see the documentation of the module."""

    facet = SERVER
    argument_spec = ARGUMENT_SPEC
    conditions = CONDITIONS
    outside_configuration = ("host_keys",)

    def given(self, variables: Mapping[str, object]) -> dict[str, object]:
        """Return what the variables of the role say, in the words of ios_ssh_server."""
        values = templated(role_sshv2.VARIABLES, variables, self._templar)
        if not boolean(values.get(role_sshv2.SWITCH, True), strict=False):
            raise AnsibleActionSkip(f"{role_sshv2.SWITCH} is false")
        return role_sshv2.arguments(values, variables.get("ansible_run_tags", ()))
