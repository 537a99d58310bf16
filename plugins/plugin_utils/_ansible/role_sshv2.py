# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role sshv2 say in the words of its facets.

A table instead of templates in the role: every worker compiles every template of a task again, 20 ms a host for these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._core.access import ACCESS
from .._core.composite import Composite, Part
from .._core.pubkeys import PUBKEYS
from .._core.server import SERVER

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# The facets of the role, in the order in which their steps go where they are equally harmless: users before what is
# theirs, and the lines, which close ways in, last.
SSHV2 = Composite("sshv2", Part("access", ACCESS), Part("public_keys", PUBKEYS), Part("server", SERVER, at_top=True))

# Part of the role, which is also the tag that asks for it -> facet -> option of its `config` -> variable.
PARTS: dict[str, dict[str, dict[str, str]]] = {
    "sshv2_names": {"server": {"hostname": "sshv2_hostname", "domain_name": "sshv2_domain_name"}},
    "sshv2_host_key": {},
    "sshv2_settings": {
        "server": {
            "version": "sshv2_version",
            "timeout": "sshv2_timeout",
            "authentication_retries": "sshv2_authentication_retries",
            "dh_min_size": "sshv2_dh_min_size",
            "logging_events": "sshv2_logging_events",
            "algorithms": "sshv2_algorithms",
            "authentication_methods": "sshv2_authentication_methods",
        }
    },
    "sshv2_users": {"access": {"users": "sshv2_users"}},
    "sshv2_aaa": {"access": {"aaa": "sshv2_aaa"}},
    "sshv2_scp": {"access": {"enabled": "sshv2_scp_server"}},
    "sshv2_keys": {"public_keys": {"users": "sshv2_user_keys"}},
    "sshv2_servers": {
        "public_keys": {
            "servers": "sshv2_known_servers",
            "strict_host_key_check": "sshv2_strict_host_key_check",
        }
    },
    "sshv2_lines": {"server": {"lines": "sshv2_lines"}},
    "sshv2_login": {"server": {"login_protection": "sshv2_login_protection", "banner": "sshv2_banner"}},
    "sshv2_traps": {"server": {"session_traps": "sshv2_session_traps"}},
    "sshv2_extra": {},
}
# How the wish of each facet is meant -> variable.
STATES = {"server": "sshv2_state", "access": "sshv2_access_state", "public_keys": "sshv2_keys_state"}
# Member of a row of `host_keys` -> variable, for each type of key.
HOST_KEYS = {
    "rsa": {"modulus": "sshv2_host_key_modulus"},
    "ec": {"curve": "sshv2_host_key_curve"},
}
HOST_KEY = {
    "label": "sshv2_host_key_label",
    "type": "sshv2_host_key_type",
    "exportable": "sshv2_host_key_exportable",
}
# Names of pairs whose label is left to the role: the size is part of them.
AUTO = "auto"
LABELS = {"rsa": "SSH-{modulus}", "ec": "SSH-EC-{curve}"}
EXTRA = "sshv2_config"
SWITCH = "sshv2_enabled"
# Option beside `config` -> variable.
OUTSIDE = {
    "save_when": "sshv2_save_when",
    "command_timeout": "sshv2_command_timeout",
    "key_timeout": "sshv2_key_timeout",
    "guard": "sshv2_guard",
    "guard_minutes": "sshv2_guard_minutes",
    "accept_hazards": "sshv2_accept_hazards",
    "upgrade_release": "sshv2_upgrade_release",
    "proof": "sshv2_proof",
}
VARIABLES = frozenset(
    {
        EXTRA,
        SWITCH,
        *OUTSIDE.values(),
        *HOST_KEY.values(),
        *(name for row in HOST_KEYS.values() for name in row.values()),
        *STATES.values(),
        *(name for part in PARTS.values() for options in part.values() for name in options.values()),
    }
)


def arguments(values: Mapping[str, Any], tags: Collection[str]) -> dict[str, Any]:
    """Return the wish of `SSHV2` and the options beside it for the variables of one host; what is null is not named.

    `tags` are those of the run. Where they name parts of the role, the wish is those parts, otherwise it is everything.
    """
    asked = [part for part in PARTS if part in tags] or list(PARTS)
    wishes: dict[str, dict[str, Any]] = {facet: {} for facet in STATES}
    for part in asked:
        for facet, options in PARTS[part].items():
            wishes[facet].update({option: values.get(name) for option, name in options.items()})
    if "sshv2_host_key" in asked:
        wishes["server"].update(_host_key(values))
    if "sshv2_extra" in asked:
        wishes["server"] = _laid_over(wishes["server"], values.get(EXTRA) or {})
    config = {
        facet: {"config": wish, "state": values.get(STATES[facet])}
        for facet, wish in wishes.items()
        if any(value is not None for value in wish.values())
    } or {"server": {"config": {}}}
    return {"config": config, **{option: values.get(name) for option, name in OUTSIDE.items()}}


def _host_key(values: Mapping[str, Any]) -> dict[str, Any]:
    kind = values.get("sshv2_host_key_type")
    if not kind:
        return {}
    names = HOST_KEY | HOST_KEYS.get(kind, {})
    row = {member: values.get(name) for member, name in names.items()}
    if row["label"] == AUTO:
        row["label"] = LABELS[kind].format(**row) if kind in LABELS else None
    # `ip ssh rsa keypair-name` takes RSA pairs only; the server finds an EC pair by itself.
    return {"host_keys": [row], "host_key_label": row["label"] if kind == "rsa" else None}


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the members of `above`, dictionaries member by member."""
    merged = dict(below)
    for name, value in above.items():
        both = isinstance(merged.get(name), dict) and isinstance(value, dict)
        merged[name] = _laid_over(merged[name], value) if both else value
    return merged
