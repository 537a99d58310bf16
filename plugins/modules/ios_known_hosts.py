# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_known_hosts); the action of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_known_hosts
short_description: Write host keys of Cisco IOS and IOS XE devices to known_hosts on the controller
version_added: "0.3.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Writes host keys of the device of the task to a known_hosts file of the controller, under the name by which the
    connection plugins and OpenSSH look the device up (V(r1), V([r1]:2022), or C(HostKeyAlias)). The device itself is
    not asked.
  - Several keys of one type may stand side by side for one device, as it has to be while its host key is rotated.
    M(ansible.builtin.known_hosts) replaces the old one.
  - Any number of hosts may write to the same file at the same time. Nobody who reads it sees half a change, and no line
    is lost.
options:
  keys:
    description:
      - The public keys, as OpenSSH writes them or as lines of known_hosts, such as C(ansible_facts.net_ssh_host_keys) of
        M(secureshell.ios.ios_ssh_facts) and RV(secureshell.ios.ios_ssh_server#module:host_keys) hold them.
    type: list
    elements: str
    required: true
  names:
    description:
      - Further names of the device, such as its name in the DNS. One that is not written with a port, as V([r1]:2022),
        gets the port of the device, if it is another than 22.
    type: list
    elements: str
    default: []
  path:
    description:
      - The file. Without it, it is the one in which the connection looks the device up first,
        C(~/.ssh/known_hosts) or what C(UserKnownHostsFile) names.
    type: path
  state:
    description:
      - V(present) adds what is missing. Keys that are there stay.
      - V(exact) drops all other keys of the device too. An empty list of O(keys) forgets the device. Names of other
        devices on the same line keep it, hashed names are recognised; patterns (V(*.example.com)) and lines with a
        marker (C(@revoked), C(@cert-authority)) are never touched.
    type: str
    choices: [present, exact]
    default: present
attributes:
  action:
    description: The work is done by an action plugin on the controller.
    support: full
  check_mode:
    description: Can run in check mode and tell what it would change.
    support: full
  diff_mode:
    description: Returns the lines that were added and dropped.
    support: full
  idempotent:
    description: A second run with the same arguments changes nothing.
    support: full
  platform:
    description: Devices whose keys are written down.
    support: full
    platforms: ios, iosxe
seealso:
  - module: secureshell.ios.ios_ssh_facts
  - module: secureshell.ios.ios_ssh_login
  - module: ansible.builtin.known_hosts
"""

EXAMPLES = r"""
- name: Read the host keys over the console
  secureshell.ios.ios_ssh_facts:
    gather_subset: [host_keys]
  vars:
    ansible_ios_transport: console

- name: Write down those that clients see
  secureshell.ios.ios_known_hosts:
    keys: "{{ ansible_facts.net_ssh_host_keys | selectattr('used_by_ssh') | map(attribute='public_key') }}"
    names: ["{{ inventory_hostname }}"]
"""

RETURN = r"""
path:
  description: The file.
  returned: success
  type: str
  sample: /etc/ssh/ssh_known_hosts
names:
  description: The names of the device, that of the connection first.
  returned: success
  type: list
  elements: str
  sample: ["[192.0.2.1]:2022", "[r1.example.com]:2022"]
lines:
  description: A line for each of O(keys) with all names, whether or not the file has it as one line.
  returned: success
  type: list
  elements: str
  sample: ["[192.0.2.1]:2022,[r1.example.com]:2022 ssh-rsa AAAA..."]
known:
  description: The public keys by which the file knows the device now, without those that it revokes.
  returned: success
  type: list
  elements: str
  sample: ["ssh-rsa AAAA...", "ssh-rsa AAAB..."]
added:
  description: The lines that were added.
  returned: success
  type: list
  elements: str
removed:
  description: The lines that were dropped, or that lost names of the device.
  returned: success
  type: list
  elements: str
"""

ARGUMENT_SPEC = {
    "keys": {"type": "list", "elements": "str", "required": True, "no_log": False},
    "names": {"type": "list", "elements": "str", "default": []},
    "path": {"type": "path"},
    "state": {"type": "str", "default": "present", "choices": ["present", "exact"]},
}

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)


def main():
    only_as_action("ios_known_hosts", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
