# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.show_ssh#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: show_ssh
short_description: Read the output of show ssh
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the output of C(show ssh) into a list of sessions. Versions 1 and 2 and both in one output are read, and the
    two directions of a session of version 2 are one.
  - With the output of C(show users) in the same text, the line of a session and the place where its user comes from are
    told as well.
  - Other output, prompts and log messages around it are passed over. What the text does not tell is null.
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: List who is connected with an algorithm that is no longer wanted
  ansible.builtin.debug:
    msg: "{{ text | secureshell.ios.show_ssh | selectattr('cipher_in', 'search', 'cbc|DES') | map(attribute='user') }}"
  vars:
    text: |
      Connection Version Mode Encryption  Hmac         State                 Username
      0          2.0     IN   aes128-cbc  hmac-sha1    Session started       netops
      0          2.0     OUT  aes128-cbc  hmac-sha1    Session started       netops
      %No SSHv1 server connections running.
"""

RETURN = r"""
_value:
  description: The sessions, see C(ansible_net_ssh_sessions) of M(secureshell.ios.ios_ssh_facts). Null when the text is
    not the output of this command.
  type: list
  elements: dict
  sample:
    - connection: 0
      version: "2.0"
      user: netops
      state: Session started
      cipher_in: aes128-cbc
      cipher_out: aes128-cbc
      mac_in: hmac-sha1
      mac_out: hmac-sha1
      line: null
      tty: null
      location: null
      idle: null
      current: null
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import sessions_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"show_ssh": of_text("show_ssh", sessions_of_text)}
