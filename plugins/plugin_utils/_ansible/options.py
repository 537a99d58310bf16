# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the variables of a task to the target of a session, without a connection object.

The options are those that the connection plugin documents, resolved by Ansible's own rules: variables, play keywords,
command line, environment, ansible.cfg, defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible import constants
from ansible.plugins.loader import connection_loader

from .._device.target import Target, build

if TYPE_CHECKING:
    from collections.abc import Mapping

try:  # ansible-core from 2.19 on
    from ansible.errors import AnsibleValueOmittedError
except ImportError:  # pragma: no cover - the name is new
    AnsibleValueOmittedError = ()

KEYWORDS = ("port", "remote_user", "become")

# Ansible adds this as `ansible_port` to the variables of a host of network_cli that has none, and nothing tells it from
# one that the user wrote. Left out, the ssh configuration may name another, and otherwise it is this one anyway.
ASSUMED_PORT = 22

# Loading the class reads its documentation into Ansible's table of options. This happens when the action is imported,
# in the parent process: once a play, not once a host.
PLUGIN = connection_loader.get("secureshell.ios.cli", class_only=True)._load_name  # noqa: SLF001 - core's key to it
_VARIABLES = frozenset(constants.config.get_plugin_vars("connection", PLUGIN))


def target_of(task: Any, variables: Mapping[str, Any], templar: Any, play_context: Any = None) -> Target:
    """Return the target for a task, from an action's `_task`, `task_vars`, `_templar` and `_play_context`.

    With `delegate_to` it is the delegate. `play_context` holds the passwords that were typed for `--ask-pass` and
    `--ask-become-pass`. Raises `BadTarget`, and AnsibleError for a value of the wrong type.
    """
    if task.delegate_to:
        variables = variables.get("ansible_delegated_vars", {}).get(task.delegate_to, {})
        templar = templar.copy_with_new_env(available_variables=variables)
    values = templated(_VARIABLES, variables, templar)
    if values.get("ansible_port") == ASSUMED_PORT:
        del values["ansible_port"]
    keys = {name: value for name in KEYWORDS if (value := getattr(task, name, None)) is not None}
    options = constants.config.get_plugin_options("connection", PLUGIN, keys=keys, variables=values)
    if task.delegate_to and not values.keys() & {"ansible_host", "ansible_ssh_host", "ansible_libssh_host"}:
        options["host"] = task.delegate_to
    for option, typed in (("password", "password"), ("become_password", "become_pass")):
        options[option] = options[option] or getattr(play_context, typed, None)
    return build(options, opener=_opener(options, variables, templar))


def templated(names: frozenset[str], variables: Mapping[str, Any], templar: Any) -> dict[str, Any]:
    """Return the variables of these names with their templates filled in; omitted ones are left out."""
    values = {}
    for name in names & variables.keys():
        try:
            values[name] = templar.template(variables[name])
        except AnsibleValueOmittedError:
            continue
    return values


def _opener(options: Mapping[str, Any], variables: Mapping[str, Any], templar: Any) -> Any:
    if not str(options["transport_plugin"]).startswith("network_cli"):
        return None
    from . import network_cli  # noqa: PLC0415 - loads network_cli and what it needs, 0.1 s that most sites never pay

    return network_cli.opener(templated(network_cli.variables(), variables, templar))
