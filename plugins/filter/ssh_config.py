# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.ssh_config#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: ssh_config
short_description: Read what a running configuration of Cisco IOS says about SSH
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns a running configuration, or those parts of it that concern SSH, into the facts that
    M(secureshell.ios.ios_ssh_facts) gathers from a device, in the same shape. The output of C(show ip ssh) and
    C(show crypto key mypubkey all) may stand in the same text.
  - What the configuration is silent about is null, never a default. No secret is ever returned.
seealso:
  - module: secureshell.ios.ios_ssh_facts
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
  host:
    description:
      - Host as known_hosts writes it, such as V(r1) or V([r1]:2022), for the C(known_hosts) lines of the keys. Without
        it they are null.
    type: str
"""

EXAMPLES = r"""
- name: See that version 2 is asked for, and that a backup has a line for every vty
  ansible.builtin.assert:
    that:
      - found.server.configured_version == '2'
      - found.lines[0].last == 15
  vars:
    found: "{{ backup | secureshell.ios.ssh_config }}"
    backup: |
      hostname r1
      ip ssh version 2
      line vty 0 4
       transport input ssh
      line vty 5 15
       transport input ssh
"""

RETURN = r"""
_value:
  description: The facts by subset, see the return values of M(secureshell.ios.ios_ssh_facts).
  type: dict
  sample: {"server": {"configured_version": "2", "timeout": 60}, "lines": [{"first": 0, "last": 4}]}
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import of_text as facts_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"ssh_config": of_text("ssh_config", facts_of_text)}
