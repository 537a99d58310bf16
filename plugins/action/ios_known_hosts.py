# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ios_known_hosts: host keys of a device in a known_hosts file of the controller."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.modules.ios_known_hosts import ARGUMENT_SPEC
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.device_action import DeviceAction
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import known_hosts
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import known_hosts_file
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports.known_hosts import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(DeviceAction):
    """Write keys down; see the documentation of the module."""

    argument_spec = ARGUMENT_SPEC

    def answer(self, arguments: dict[str, Any], host: str, variables: Mapping[str, object]) -> dict[str, object]:
        """Change the file, or tell what would change. The device is not talked to."""
        target = self.target(arguments, variables)
        port = target.port if target.way == "ssh" else known_hosts.port_of(target.known_as)
        given = [known_hosts.name(name, port, f"names[{at}]") for at, name in enumerate(arguments["names"])]
        names = list(dict.fromkeys([target.peer, *given]))
        keys = known_hosts.wanted(arguments["keys"], "keys")
        named = arguments.get("path") or (target.known_hosts[0] if target.known_hosts else None)
        if named is None:
            raise WishError("path", "the connection of this host has no known_hosts file", "name one")
        path = Path(named).expanduser()
        exact = arguments["state"] == "exact"
        outcome: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []

        def edit(text: str) -> str:
            for key in keys:
                if known_hosts.is_revoked(text, names, key):
                    found = f"{path} revokes the key {fingerprint(key[1])} of {names[0]}"
                    raise WishError("keys", found, "generate another key on the device, or remove that line")
            outcome[:] = [known_hosts.changed(text, names, keys, exact=exact)]
            return outcome[0][0]

        try:
            if self._task.check_mode:
                edit(known_hosts_file.read(path))
            else:
                known_hosts_file.change(path, edit)
        except OSError as error:
            return {"failed": True, "msg": f"{host}: {path} cannot be changed: {error.strerror}."}
        after, added, removed = outcome[0]
        result: dict[str, object] = {
            "changed": bool(added or removed),
            "path": str(path),
            "names": names,
            "lines": [f"{','.join(names)} {kind} {key}" for kind, key in keys],
            "known": [" ".join(key) for key in known_hosts.keys_of(after, names)],
            "added": list(added),
            "removed": list(removed),
        }
        if self._task.diff:
            texts = {"before": removed, "after": added}
            result["diff"] = {name: "".join(f"{line}\n" for line in lines) for name, lines in texts.items()}
            result["diff"] |= {"before_header": str(path), "after_header": str(path)}
        return result
