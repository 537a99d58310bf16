# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.show_pubkey_server#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: show_pubkey_server
short_description: Read the output of show ip ssh pubkey server
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the output of C(show ip ssh pubkey server all) into the list of servers that the SSH client of the device
    knows, configured ones and those that it has learned at the first connection.
  - Other output, prompts and log messages around it are passed over. What the text does not tell is null.
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Tell which servers a device has learned by itself
  ansible.builtin.debug:
    msg: "{{ text | secureshell.ios.show_pubkey_server | selectattr('learned') | map(attribute='address') }}"
  vars:
    text: |
      Configured Entries:

      Learned TOFU Entries:
      192.0.2.7 ssh-rsa 5c2c0d4b2f7e1a9930b1d6a8e4f5c7b8a9d0e1f2a3b4c5d6e7f8091a2b3c4d5e
"""

RETURN = r"""
_value:
  description: The servers, with the SHA-256 of each key in hexadecimal digits. Null when the text is of another
    command.
  type: list
  elements: dict
  sample: [{"address": "192.0.2.7", "type": "ssh-rsa", "digest": "5c2c0d4b...", "learned": true}]
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import known_servers_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"show_pubkey_server": of_text("show_pubkey_server", known_servers_of_text)}
