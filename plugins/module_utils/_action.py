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


def facet_spec(config, **more):
    """Return the argument spec of a module of one facet: `config` are the options of the wish, `more` are beside it."""
    return {
        "config": {"type": "dict", "options": config},
        "state": {"type": "str", "default": "merged", "choices": list(STATES)},
        "running_config": {"type": "str"},
        "release": {"type": "str"},
        "save_when": {"type": "str", "default": "never", "choices": ["never", "changed", "always"]},
        "command_timeout": {"type": "int"},
        **more,
    }


def only_as_action(name, argument_spec, **conditions):
    """End a module that was started without its action."""
    module = AnsibleModule(argument_spec=argument_spec, supports_check_mode=True, **conditions)
    module.fail_json(
        msg=f"{name} runs on the controller as an action plugin and was started without it: "
        f"call it as secureshell.ios.{name} in a task."
    )
