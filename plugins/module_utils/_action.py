# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of this collection share, whose work is done by actions. Private: it may change without notice."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

STATES = ("merged", "replaced", "overridden", "deleted", "gathered", "rendered", "parsed")
FACET_CONDITIONS = {
    "required_if": [
        ("state", "merged", ["config"]),
        ("state", "replaced", ["config"]),
        ("state", "overridden", ["config"]),
        ("state", "rendered", ["config", "release"]),
        ("state", "parsed", ["running_config"]),
    ]
}


GUARDS = ("auto", "revert_timer", "reload", "none")
ACCOUNTS = {
    "type": "list",
    "elements": "dict",
    "options": {
        "user": {"type": "str", "required": True},
        "password": {"type": "str", "no_log": True},
        "private_key_file": {"type": "path"},
        "private_key_passphrase": {"type": "str", "no_log": True},
        "enable_password": {"type": "str", "no_log": True},
        "privilege": {"type": "int"},
    },
}
PROOF = {
    "accounts": ACCOUNTS,
    "refused": ACCOUNTS,
    "scp": {"type": "bool", "default": False},
    "telnet_refused": {"type": "bool", "default": False},
}


def facet_spec(config, **more):
    """Return the argument spec of a module of one facet: `config` are the options of the wish, `more` are beside it."""
    return {
        "config": {"type": "dict", "options": config},
        "state": {"type": "str", "default": "merged", "choices": list(STATES)},
        "running_config": {"type": "str"},
        "release": {"type": "str"},
        "save_when": {"type": "str", "default": "never", "choices": ["never", "changed", "always"]},
        "command_timeout": {"type": "int"},
        "guard": {"type": "str", "default": "auto", "choices": list(GUARDS)},
        "guard_minutes": {"type": "int", "default": 5},
        "accept_hazards": {"type": "list", "elements": "str", "default": []},
        "upgrade_release": {"type": "str"},
        "proof": {"type": "dict", "options": PROOF},
        **more,
    }


def only_as_action(name, argument_spec, **conditions):
    """End a module that was started without its action."""
    module = AnsibleModule(argument_spec=argument_spec, supports_check_mode=True, **conditions)
    module.fail_json(
        msg=f"{name} runs on the controller as an action plugin and was started without it: "
        f"call it as secureshell.ios.{name} in a task."
    )
