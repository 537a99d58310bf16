# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What carries a session, and targets for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import network_cli
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target

if TYPE_CHECKING:
    from pathlib import Path

TRANSPORTS = ("libssh", "asyncssh", "network_cli_libssh", "network_cli_paramiko")


def target_for(transport: str, port: int, home: Path, **changes: Any) -> Target:
    """A target for a peer on this machine, with short time-outs."""
    opener = None
    if transport.startswith("network_cli"):
        opener = network_cli.opener(changes.pop("variables", {}))
    values: dict[str, Any] = {
        "name": "127.0.0.1",
        "address": "127.0.0.1",
        "port": port,
        "user": "admin",
        "password": "secret",
        "look_for_keys": False,
        "host_key_checking": False,
        "known_hosts": (home / ".ssh" / "known_hosts",),
        "timeout": 5.0,
        "connect_timeout": 8.0,
        "command_timeout": 5.0,
        "transport": transport,
        "opener": opener,
    }
    return Target(**{**values, **changes})
