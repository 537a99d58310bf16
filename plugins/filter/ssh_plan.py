# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.ssh_plan#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ssh_plan
short_description: Plan the commands from one SSH configuration to another
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Tells what M(secureshell.ios.ios_ssh_server) would send to a device that is described by a text, with the reason of
    each step, without a device.
positional: want, state
seealso:
  - module: secureshell.ios.ios_ssh_server
options:
  _input:
    description:
      - The device as it is. Either its running configuration, with the output of C(show ip ssh) and
        C(show crypto key mypubkey all) behind it where they matter, or what
        O(secureshell.ios.ios_ssh_server#module:state=gathered) returned.
    type: raw
    required: true
  want:
    description: The wanted state, as O(secureshell.ios.ios_ssh_server#module:config).
    type: dict
    required: true
  state:
    description: What the wish means, as O(secureshell.ios.ios_ssh_server#module:state).
    type: str
    choices: [merged, replaced, overridden, deleted]
    default: merged
  release:
    description:
      - Release of the device, such as V(17.15). A running configuration names it, and what was gathered does not.
      - Communities of trap receivers are masked in what was gathered, so that those receivers count as absent.
    type: str
"""

EXAMPLES = r"""
- name: Show what it would take
  ansible.builtin.debug:
    msg: "{{ (running_config | secureshell.ios.ssh_plan({'timeout': 60})).commands }}"
  vars:
    running_config: |
      version 15.2
      hostname r1
      line vty 0 4
       transport input telnet ssh
      end
"""

RETURN = r"""
_value:
  description: C(changed), C(commands), C(plan) with option, commands, reason and risk of each step, C(hazards) with
    name and message of each that a run would refuse, and C(warnings), as in check mode of
    M(secureshell.ios.ios_ssh_server). Hazards about the session of somebody who has logged in are not among them.
  type: dict
  sample: {"changed": true, "commands": ["ip ssh time-out 60"], "plan": [], "hazards": [], "warnings": []}
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import told
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.offline import plan


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"ssh_plan": lambda have, *arguments, **options: told("ssh_plan", plan, have, *arguments, **options)}
