# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One device of every train, as fleets of the mock."""

from __future__ import annotations

from typing import Any

PROFILES = ("12.4", "15.2", "16.8", "17.3", "17.9", "17.15", "26.1")

# What an inventory says of old trains: they offer only what OpenSSH and libssh have given up, and 12.4 knows less.
VARIABLES: dict[str, dict[str, Any]] = {
    "12.4": {"ansible_ios_legacy_algorithms": True, "sshv2_host_key_modulus": 2048, "sshv2_dh_min_size": None},
    "15.2": {"ansible_ios_legacy_algorithms": True},
    "16.8": {"ansible_ios_legacy_algorithms": True},
}


def host(profile: str) -> str:
    """Return the name of the device of a profile."""
    return f"ios-{profile.replace('.', '-')}"


def device(profile: str, **more: Any) -> dict[str, Any]:
    """Return the row of a profile in a fleet file."""
    return {"name": host(profile), "profile": profile, "variables": dict(VARIABLES.get(profile, {})), **more}


def legacy_fleet() -> dict[str, Any]:
    """Return a fleet of one device of every profile on legacy settings."""
    return {"devices": [device(profile, preset="legacy") for profile in PROFILES]}
