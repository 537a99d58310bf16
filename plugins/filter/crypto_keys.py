# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter P(secureshell.ios.crypto_keys#filter)."""

from __future__ import annotations

DOCUMENTATION = r"""
name: crypto_keys
short_description: Read the output of show crypto key mypubkey
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Turns the output of C(show crypto key mypubkey rsa), C(ec) or C(all) into a list of key pairs, decoded, with the
    fingerprints that OpenSSH shows.
  - With the output of C(show ip ssh) in the same text, it tells which of them SSH shows to its clients.
  - Other output, prompts and log messages around it are passed over. What the text does not tell is null.
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
- name: Show fingerprint and size of each key
  ansible.builtin.debug:
    msg: "{{ text | secureshell.ios.crypto_keys | items2dict(key_name='sha256', value_name='bits') }}"
  vars:
    text: |
      % Key pair was generated at: 09:32:02 UTC Aug 23 2026
      Key name: r1.example.com
      Key type: EC KEYS      p256 curve
       Storage Device: private-config
       Usage: Signature Key
       Key is not exportable.
       Key Data:
        3059301306072A8648CE3D020106082A8648CE3D030107034200046B17D1F2E12C4247F8BCE6E5
        63A440F277037D812DEB33A0F4A13945D898C2964FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33
        576B315ECECBB6406837BF51F5
"""

RETURN = r"""
_value:
  description: The key pairs, see C(ansible_net_ssh_host_keys) of M(secureshell.ios.ios_ssh_facts).
  type: list
  elements: dict
  sample: [{"name": "r1.example.com", "type": "ec", "bits": 256, "curve": "nistp256", "exportable": false}]
"""

from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.filters import of_text
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.facts import host_keys_of_text


class FilterModule:
    """See the documentation above."""

    def filters(self):
        """Return the filter by its name."""
        return {"crypto_keys": of_text("crypto_keys", host_keys_of_text)}
