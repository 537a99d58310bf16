# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transactions that are interrupted, as rows: a device, what is asked of it, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

ARCHIVE = "archive\n path flash:copies\n"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`device` is a row of a fleet file, `module` gets `arguments` and sees `variables`.

    `again` changes the arguments and variables of the runs after the interruption. `{key}` in a text is the public key
    file of the operator. `fails`: the uninterrupted run fails and leaves the old configuration. `between`: there is no
    guard, and an interruption leaves some of the steps.
    """

    name: str
    device: Mapping[str, Any]
    module: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    again: Mapping[str, Any] = field(default_factory=dict)
    fails: bool = False
    between: bool = False


LINES = {"first": 0, "existing": True, "transport_input": ["ssh"], "exec_timeout": {"minutes": 7, "seconds": 0}}
HARDENED = {
    "algorithms": {
        "encryption": ["aes256-ctr", "aes128-ctr"],
        "mac": ["hmac-sha2-256", "hmac-sha2-512"],
        "kex": ["ecdh-sha2-nistp256", "ecdh-sha2-nistp384"],
    },
    "lines": [LINES],
}
LEGACY = {"profile": "17.9", "preset": "legacy", "hostname": "edge", "domain": "example.net", "boot_seconds": 60}

WISH = {"config": HARDENED, "state": "merged", "save_when": "changed"}
NEUTRAL = {"timeout": 45, "authentication_retries": 2, "logging_events": True, "banner": "Keep out\n\nAt once"}

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("hardening", {**LEGACY, "config": ARCHIVE}, "ios_ssh_server", WISH, between=True),
        Scenario("harmless", LEGACY, "ios_ssh_server", {**WISH, "config": NEUTRAL}, between=True),
    )
}
