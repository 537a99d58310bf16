# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.show_snmp_host#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: show_snmp_host
short_description: Read the output of show snmp host
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the output of C(show snmp host) into the list of those who receive notifications. Communities and users are
    left out.
  - Other output, prompts and log messages around it are passed over. What the text does not tell is null.
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Tell who receives traps
  ansible.builtin.debug:
    msg: "{{ text | secureshell.ios.show_snmp_host | map(attribute='host') }}"
  vars:
    text: |
      Notification host: 192.0.2.9    udp-port: 162   type: trap
      user: public    security model: v2c
"""

RETURN = r"""
_value:
  description: The receivers.
  type: list
  elements: dict
  sample: [{"host": "192.0.2.9", "port": 162, "kind": "trap", "model": "v2c", "level": null}]
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import receivers_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"show_snmp_host": of_text("show_snmp_host", receivers_of_text)}
