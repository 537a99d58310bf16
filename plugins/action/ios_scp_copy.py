# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_scp_copy: one file to or from a device."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_scp_copy import ARGUMENT_SPEC
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction, display
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import files
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import copying

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(DeviceAction):
    """Copy a file; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Carry out one copy and tell what came of it."""
        put = arguments["direction"] == "put"
        local, remote = _places(arguments, put=put)
        request = copying.Request(
            put=put,
            local=local,
            remote=remote,
            overwrite=arguments["overwrite"],
            manage_server=arguments["manage_server"],
            check=self._task.check_mode,
            silence=arguments["copy_timeout"],
        )
        target = self.target(arguments, variables)
        outcome = copying.copy(target, request, lambda sentence: display.display(f"<{host}> {sentence}"))
        known = {
            name: value
            for name in ("size", "algorithm", "checksum", "seconds", "free")
            if (value := getattr(outcome, name)) is not None
        }
        return {
            "changed": outcome.changed,
            "src": str(local if put else remote),
            "dest": str(remote if put else local),
            "scp_server_switched": outcome.server_switched,
            **known,
        }


def _places(arguments: Mapping[str, Any], *, put: bool) -> tuple[Path, files.Location]:
    """Return the file of the controller and that of the device. Raises `WishError` before anything is contacted."""
    if put:
        local = Path(arguments["src"]).expanduser()
        if not local.is_file():
            raise WishError("src", f"{str(local)!r} is no file of the controller", "name the file to copy")
        remote = files.location(arguments["dest"], "dest", local.name)
        if remote.virtual:
            raise WishError("dest", f"a copy to {remote} would be typed into the configuration", "name a file system")
        return local, remote
    remote = files.location(arguments["src"], "src")
    local = Path(arguments["dest"]).expanduser()
    if local.is_dir():
        local /= remote.name
    if not local.parent.is_dir():
        raise WishError("dest", f"the directory {str(local.parent)!r} does not exist", "make it first")
    return local, remote
