# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transactions that are interrupted, as rows: a device, what is asked of it, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]

ARCHIVE = "archive\n path flash:copies\n"
OPERATOR = {"name": "operator", "privilege": 15, "configured_password": "mock-operator-secret"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """`device` is a row of a fleet file. What runs are the tasks of a playbook, or one task: `module`.

    `again` changes the variables of the runs after the interruption. In a text, `{operator}` and `{newcomer}` are the
    private keys of these two, with the public ones beside them in `.pub`. `accounts` are who may get in: a password, or
    the key of one of the two. `fails`: the uninterrupted run fails and leaves the old configuration. `between` are the
    numbers of the tasks in which no step does any harm, so that there is no guard, and an interruption leaves some.
    `pins`: clients see at no moment a host key that the controller does not know.
    """

    name: str
    device: Mapping[str, Any]
    module: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    playbook: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    again: Mapping[str, Any] = field(default_factory=dict)
    fails: bool = False
    between: tuple[int, ...] = ()
    pins: bool = False
    accounts: tuple[str, ...] = ("password", "operator")

    def tasks(self) -> list[dict[str, Any]]:
        """Return the tasks in the shape that the worker wants: module, arguments, when, vars, register."""
        if not self.playbook:
            return [_task({f"secureshell.ios.{self.module}": dict(self.arguments)}, [], {})]
        (play,) = yaml.safe_load((ROOT / "playbooks" / f"{self.playbook}.yml").read_text(encoding="utf-8"))
        return list(_tasks(play["tasks"], [], play.get("vars", {})))


def _tasks(
    rows: Sequence[Mapping[str, Any]], when: list[str], variables: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        if "block" in row:
            yield from _tasks(row["block"], [*when, *_conditions(row)], {**variables, **row.get("vars", {})})
        else:
            yield _task(row, when, variables)


def _task(row: Mapping[str, Any], when: list[str], variables: Mapping[str, Any]) -> dict[str, Any]:
    module = next(word for word in row if "." in word)
    return {
        **{name: row[name] for name in ("loop",) if name in row},
        "module": module,
        "arguments": row[module] or {},
        "when": [*when, *_conditions(row)],
        "vars": {**variables, **row.get("vars", {})},
        "register": row.get("register", "_"),
    }


def _conditions(row: Mapping[str, Any]) -> list[str]:
    given = row.get("when", [])
    return [str(condition) for condition in (given if isinstance(given, list) else [given])]


ROLE = {
    **yaml.safe_load((ROOT / "roles" / "sshv2" / "defaults" / "main.yml").read_text(encoding="utf-8")),
    "sshv2_guard": "auto",
    "sshv2_hostname": "edge",
    "sshv2_domain_name": "example.net",
    "sshv2_host_key_type": "ec",
    "sshv2_host_key_curve": 256,
    "sshv2_host_key_label": "SSH-EC",
    "sshv2_users": [OPERATOR],
    "sshv2_aaa": {
        "new_model": True,
        "authentication_login": [{"name": "default", "methods": ["local"]}],
        "authorization_exec": [{"name": "default", "methods": ["local"]}],
    },
    "sshv2_user_keys": [{"name": "operator", "keys": ["{operator}.pub"]}],
    "sshv2_known_servers": [
        {"name": "192.0.2.9", "keys": [{"type": "ssh-rsa", "hash": "B3BF21239E5F4BFBC0915890DEEF3C89"}]}
    ],
    "sshv2_strict_host_key_check": "on",
    "sshv2_scp_server": True,
    "sshv2_banner": "Keep out\n\nAt once",
}
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

WISH = {
    "config": HARDENED,
    "guard": "{{ guard | default('auto') }}",
    "proof": "{{ proof | default({}) }}",
    "save_when": "{{ save_when | default('changed') }}",
}
CLASSIC = {"version": "2", "timeout": 45, "lines": [LINES]}
NEUTRAL = {"timeout": 45, "authentication_retries": 2, "logging_events": True, "banner": "Keep out\n\nAt once"}
ROTATION = {"rotate_host_key_size": 2048, "rotate_host_key_suffix": "new", "secureshell_serial": 1}

CONSOLE = {"ansible_ios_transport": "console"}
# The account of the controller is one of those whose keys are rotated.
USER_KEYS = {
    "ansible_password": "",
    "ansible_ssh_private_key_file": "{operator}",
    "rotate_user_keys_users": [{"name": "admin", "keys": ["{newcomer}.pub"], "private_key_file": "{newcomer}"}],
}
USER_KEY = "ip ssh pubkey-chain\n  username admin\n    key-string\n      {operator.pub}\n      exit\n"
WANTED = {name: words for name, words in HARDENED["algorithms"].items() if name != "mac"}

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("role", LEGACY, "ios_sshv2", variables=ROLE, again={"sshv2_save_when": "always"}),
        Scenario("archive", {**LEGACY, "config": ARCHIVE}, "ios_ssh_server", WISH),
        Scenario("no-archive", LEGACY, "ios_ssh_server", WISH),
        Scenario(
            "classic",
            {**LEGACY, "profile": "15.2"},
            "ios_ssh_server",
            {**WISH, "config": CLASSIC},
            variables={"ansible_ios_legacy_algorithms": True},
        ),
        Scenario("reload", LEGACY, "ios_ssh_server", WISH, variables={"guard": "reload"}),
        Scenario(
            "failing-proof",
            LEGACY,
            "ios_ssh_server",
            WISH,
            variables={"proof": {"accounts": [{"user": "nobody", "password": "not-this-one"}]}},
            again={"proof": {}},
            fails=True,
        ),
        Scenario("host-key", LEGACY, playbook="rotate_host_key", variables=ROTATION, pins=True),
        Scenario(
            "user-keys",
            {**LEGACY, "config": USER_KEY},
            playbook="rotate_user_keys",
            variables=USER_KEYS,
            accounts=("operator", "newcomer"),
        ),
        Scenario(
            "algorithms",
            LEGACY,
            playbook="rotate_algorithms",
            variables={"rotate_algorithms_wanted": WANTED},
            between=(0,),
        ),
        Scenario(
            "console",
            {**LEGACY, "console": True, "config": "line con 0\n login local\n"},
            "ios_ssh_server",
            WISH,
            variables=CONSOLE,
        ),
        Scenario("harmless", LEGACY, "ios_ssh_server", {**WISH, "config": NEUTRAL}, between=(0,)),
    )
}
UNGUARDED = Scenario("unguarded", LEGACY, "ios_sshv2", variables={**ROLE, "sshv2_guard": "none"})
