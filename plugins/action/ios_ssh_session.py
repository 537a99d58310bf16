# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_ssh_session: a session from the device to another machine, and what came of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_ssh_session import ARGUMENT_SPEC, CONDITIONS
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import visiting
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(DeviceAction):
    """Open a session from the device; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC
    conditions = CONDITIONS

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Open the session, unless this is check mode."""
        visit, secrets = visiting.visit_of(arguments)
        if self._task.check_mode:
            told = {"changed": False, "result": None, "command": visit.line}
            return {**told, "msg": "Check mode: no session was opened."}
        with contextlib.closing(Session.open(self.target(arguments, variables))) as session:
            done, verdict = visiting.carry_out(session, visit)
        result = visiting.masked(visiting.result_of(visit, done, verdict, arguments), secrets)
        if verdict.result in arguments["expect"]:
            return result
        wanted, said = " or ".join(arguments["expect"]), "; ".join(result["words"]) or "nothing"
        meaning = f" ({verdict.meaning})" if verdict.meaning else ""
        sentence = f"the session to {arguments['host']} ended as {verdict.result}, {wanted} was expected"
        return {**result, "failed": True, "msg": f"{host}: {sentence}: the device said {said!r}{meaning}."}
