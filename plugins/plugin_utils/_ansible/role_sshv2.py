# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the variables of the role sshv2 say in the words of ios_ssh_server.

A table instead of templates in the role: every worker compiles every template of a task again, 20 ms a host for these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Part of the role, which is also the tag that asks for it: option of `config` -> variable.
PARTS: dict[str, dict[str, str]] = {
    "sshv2_names": {"hostname": "sshv2_hostname", "domain_name": "sshv2_domain_name"},
    "sshv2_host_key": {},
    "sshv2_settings": {
        "version": "sshv2_version",
        "timeout": "sshv2_timeout",
        "authentication_retries": "sshv2_authentication_retries",
        "dh_min_size": "sshv2_dh_min_size",
        "logging_events": "sshv2_logging_events",
        "algorithms": "sshv2_algorithms",
        "authentication_methods": "sshv2_authentication_methods",
    },
    "sshv2_lines": {"lines": "sshv2_lines"},
    "sshv2_login": {"login_protection": "sshv2_login_protection", "banner": "sshv2_banner"},
    "sshv2_extra": {},
}
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
# Option of the module beside `config` -> variable.
OUTSIDE = {
    "state": "sshv2_state",
    "save_when": "sshv2_save_when",
    "command_timeout": "sshv2_command_timeout",
    "key_timeout": "sshv2_key_timeout",
}
VARIABLES = frozenset(
    {
        EXTRA,
        SWITCH,
        *OUTSIDE.values(),
        *HOST_KEY.values(),
        *(name for row in HOST_KEYS.values() for name in row.values()),
        *(name for part in PARTS.values() for name in part.values()),
    }
)


def arguments(values: Mapping[str, Any], tags: Collection[str]) -> dict[str, Any]:
    """Return the arguments of ios_ssh_server for the variables of one host; what is null is not named.

    `tags` are those of the run. Where they name parts of the role, the wish is those parts, otherwise it is everything.
    """
    asked = [part for part in PARTS if part in tags] or list(PARTS)
    config: dict[str, Any] = {}
    for part in asked:
        config.update({option: values.get(name) for option, name in PARTS[part].items()})
    if "sshv2_host_key" in asked:
        config.update(_host_key(values))
    if "sshv2_extra" in asked:
        config = _laid_over(config, values.get(EXTRA) or {})
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
