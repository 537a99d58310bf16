# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_login); the action of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_login
short_description: Prove that an account gets into a Cisco IOS or IOS XE device by SSH
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Logs in by SSH with the account of the inventory, as a user would, and fails unless the login leads to the wanted
    privilege level and C(show ip ssh) names the wanted version. Run it before another way in is closed.
  - The host key is checked in any case, whatever the inventory says about host key checking, and no unknown key is
    accepted - against O(host_keys), or against known_hosts.
  - Nothing is configured, and the task never reports a change.
options:
  host_keys:
    description:
      - The public keys that the device may show, as OpenSSH writes them or as lines of known_hosts, such as
        C(ansible_facts.net_ssh_host_keys) of M(secureshell.ios.ios_ssh_facts) holds them. Read over a console or another
        way that is trusted, they leave nothing to a first contact.
      - Without it the key has to be in known_hosts.
    type: list
    elements: str
  algorithms:
    version_added: "0.3.0"
    description:
      - Offers these algorithms and no others, in the shape and the words of
        O(secureshell.ios.ios_ssh_server#module:config.algorithms), and fails when there is no common one. So it is
        proven that a client gets in that has nothing else, before a device drops the others. Names that this controller
        does not speak are left out.
    type: dict
    suboptions:
      encryption:
        description: Ciphers.
        type: list
        elements: str
      mac:
        description: Message authentication codes.
        type: list
        elements: str
      kex:
        description: Key exchange methods.
        type: list
        elements: str
      hostkey:
        description: Host key algorithms.
        type: list
        elements: str
      publickey:
        description: Algorithms for the public key of the user. They matter where the login uses one.
        type: list
        elements: str
  privilege:
    description:
      - Privilege level that the session must have, 0 to 15. C(enable) is used where the inventory allows it.
    type: int
    default: 15
  version:
    description:
      - Version of the protocol that the server must be restricted to. V(any) takes each.
    type: str
    choices: ["2", any]
    default: "2"
  required:
    description:
      - Whether the task fails when no login is proven. With V(false) RV(proven) and RV(msg) tell.
    type: bool
    default: true
  command_timeout:
    description: Seconds that the device may be silent. Without it the time-out of the connection counts.
    type: int
attributes:
  action:
    description: The work is done by an action plugin on the controller.
    support: full
  check_mode:
    description: Only reads, in check mode too.
    support: full
  diff_mode:
    description: There is nothing to show a difference of.
    support: none
  platform:
    description: Devices that can be reached.
    support: full
    platforms: ios, iosxe
notes:
  - A login that is not proven is a failure of the task unless O(required=false), also where the device cannot be reached at all, so that C(rescue)
    can deal with it.
  - Where O(host_keys) are given, only the connection is checked against them; known_hosts is neither read nor written.
seealso:
  - module: secureshell.ios.ios_ssh_facts
  - module: secureshell.ios.ios_ssh_session
    description: The same from a device to another machine.
"""

EXAMPLES = r"""
- name: See that the account of the inventory gets in
  secureshell.ios.ios_ssh_login:

- name: Read the host keys over the console
  secureshell.ios.ios_ssh_facts:
    gather_subset: [host_keys]
  vars:
    ansible_ios_transport: console

- name: Log in by SSH, and accept no other key than those
  secureshell.ios.ios_ssh_login:
    host_keys: "{{ ansible_facts.net_ssh_host_keys | map(attribute='known_hosts') | select }}"
"""

RETURN = r"""
proven:
  description: Whether the login was as it should be.
  returned: always
  type: bool
  sample: true
user:
  description: Who logged in.
  returned: when a login was proven
  type: str
  sample: admin
method:
  description: How, V(password) or V(publickey). Empty where the SSH library does not tell.
  returned: when a login was proven
  type: str
  sample: password
privilege:
  description: Privilege level of the session.
  returned: when a login was proven
  type: int
  sample: 15
version:
  description: Version of the protocol as C(show ip ssh) names it.
  returned: when a login was proven
  type: str
  sample: "2.0"
host_key:
  description: The key that the device showed.
  returned: when a login was proven
  type: dict
  contains:
    type:
      description: Type of the key.
      type: str
      sample: ssh-rsa
    sha256:
      description: Fingerprint as OpenSSH prints it.
      type: str
      sample: SHA256:vQ4oTTB8VxLVWwsEBl6WlDyBVJUk5zvtXWIcoSTZlJU
algorithms:
  description: What both sides agreed upon. Empty where the SSH library does not tell.
  returned: when a login was proven
  type: dict
  sample: {kex: curve25519-sha256, encryption: aes256-gcm@openssh.com, mac: hmac-sha2-256-etm@openssh.com}
msg:
  description: The same in a sentence, or why no login was proven.
  returned: always
  type: str
"""

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)

ARGUMENT_SPEC = {
    "algorithms": {
        "type": "dict",
        "options": {
            name: {"type": "list", "elements": "str", "no_log": False}
            for name in ("encryption", "mac", "kex", "hostkey", "publickey")
        },
    },
    "host_keys": {"type": "list", "elements": "str", "no_log": False},
    "privilege": {"type": "int", "default": 15},
    "version": {"type": "str", "choices": ["2", "any"], "default": "2"},
    "required": {"type": "bool", "default": True},
    "command_timeout": {"type": "int"},
}


def main():
    only_as_action("ios_ssh_login", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
