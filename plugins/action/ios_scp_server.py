# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_scp_server: the facet of SCP, AAA and local users."""

from __future__ import annotations

from ansible_collections.secureshell.ios.plugins.modules.ios_scp_server import ARGUMENT_SPEC, CONDITIONS
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.facet_action import FacetAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.access import ACCESS


class ActionModule(FacetAction):
    """Configure SCP, AAA and local users of a device; see the documentation of the module."""

    facet = ACCESS
    argument_spec = ARGUMENT_SPEC
    conditions = CONDITIONS
