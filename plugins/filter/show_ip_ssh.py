# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.show_ip_ssh#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: show_ip_ssh
short_description: Read the output of show ip ssh
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the output of C(show ip ssh), of every generation of Cisco IOS and IOS XE, into a dictionary.
  - Other output, prompts and log messages around it are passed over. What the text does not tell is null.
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Tell whether version 1 is still spoken
  ansible.builtin.debug:
    msg: "{{ (text | secureshell.ios.show_ip_ssh).compatibility_mode }}"
  vars:
    text: |
      SSH Enabled - version 1.99
      Authentication timeout: 120 secs; Authentication retries: 3
"""

RETURN = r"""
_value:
  description: What is in effect, with the algorithms that are offered and the keys that clients see. Null when the text
    is not the output of this command.
  type: dict
  sample:
    enabled: true
    version: "1.99"
    compatibility_mode: true
    why_disabled: null
    timeout: 120
    authentication_retries: 3
    dh_min_size: null
    authentication_methods: null
    algorithms: {encryption: null, mac: null, kex: null, hostkey: null, publickey: null}
    host_keys: null
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import status_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"show_ip_ssh": of_text("show_ip_ssh", status_of_text)}
