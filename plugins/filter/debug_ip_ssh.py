# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.debug_ip_ssh#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: debug_ip_ssh
short_description: Read the lines of SSH debugging
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the lines of C(debug ip ssh), C(debug ip ssh detail), C(packet) and C(client), of C(debug ip scp) and
    C(debug snmp packet), and the log messages of SSH into sessions, transfers and traps.
  - The lines may come from a terminal, a logging buffer or a syslog server, with any time stamp, lines of several
    sessions in between each other. What is not understood is counted, and is no error.
seealso:
  - module: secureshell.ios.ios_ssh_facts
options:
  _input:
    description: Text of the device, or its lines, as C(stdout[0]) and C(stdout_lines[0]) of C(ios_command) have them.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Tell who logged in from where
  ansible.builtin.debug:
    msg: "{{ (text | secureshell.ios.debug_ip_ssh).sessions | map(attribute='authentication.user') }}"
  vars:
    text: |
      00:04:22: SSH0: starting SSH control process
      00:04:22: SSH0: protocol version id is - SSH-1.99-Cisco-1.25
      00:04:22: SSH2:kex: client->server enc:aes128-cbc mac:hmac-sha1
      00:04:24: SSH2 0: authentication successful for lab
      00:04:38: SSH0: Session terminated normally
"""

RETURN = r"""
_value:
  description: Sessions with what was negotiated, the login and the end; transfers; traps; and what was not understood.
  type: dict
  sample:
    sessions:
      - direction: server
        number: 0
        peer_ident: SSH-1.99-Cisco-1.25
        client_to_server: {encryption: aes128-cbc, mac: hmac-sha1, compression: null}
        authentication: {methods: [], result: success, user: lab, failures: 0}
        closed: normal
        seconds: 16.0
    transfers: []
    traps: []
    unknown: []
    lines: 5
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.debug_ssh import document, parse


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"debug_ip_ssh": of_text("debug_ip_ssh", lambda text: document(parse(text)))}
