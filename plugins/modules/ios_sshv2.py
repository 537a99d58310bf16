# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of M(secureshell.ios.ios_sshv2); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_sshv2
short_description: Carry out the role sshv2 in one transaction
version_added: "0.1.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - The one task of the role P(secureshell.ios.sshv2#role). It reads the variables of that role, which
    C(ansible-doc -t role secureshell.ios.sshv2) lists, turns them into a wish, and does with it what
    M(secureshell.ios.ios_ssh_server), M(secureshell.ios.ios_scp_server) and M(secureshell.ios.ios_ssh_pubkey) do, all in
    one session and one transaction.
  - Use the role. To say what you want in the words of the device, use these modules.
  - It is a task of its own, and takes no arguments, because each template in the arguments of a task is compiled again
    for every host. With some twenty variables that costs more than the visit to the device.
attributes:
  check_mode:
    description: Can run in check mode and tell what would change without sending anything.
    support: full
  diff_mode:
    description: Shows the options that differ, and the commands with their reasons.
    support: full
  platform:
    description: Devices that can be managed.
    support: full
    platforms: Cisco IOS, Cisco IOS XE
  action:
    description: Runs on the controller as an action plugin.
    support: full
options: {}
seealso:
  - module: secureshell.ios.ios_ssh_server
  - module: secureshell.ios.ios_scp_server
  - module: secureshell.ios.ios_ssh_pubkey
"""

EXAMPLES = r"""
- name: Bring SSH to version 2 as the variables sshv2_* say
  ansible.builtin.import_role:
    name: secureshell.ios.sshv2
"""

RETURN = r"""
before:
  description:
    - The SSH server as it was found, in the shape of O(secureshell.ios.ios_ssh_server#module:config).
    - Where the variables are about them, C(access) in the shape of O(secureshell.ios.ios_scp_server#module:config) and
      C(public_keys) in that of O(secureshell.ios.ios_ssh_pubkey#module:config).
  returned: always
  type: dict
  sample: {"timeout": 120, "version": "1.99"}
after:
  description: The same as it was read back, in check mode as it would be.
  returned: always
  type: dict
  sample: {"timeout": 60, "version": "2"}
commands:
  description: The commands that were sent, in check mode those that would be.
  returned: always
  type: list
  elements: str
  sample: ["ip ssh time-out 60", "ip ssh version 2"]
plan:
  description: As RV(secureshell.ios.ios_ssh_server#module:plan).
  returned: always
  type: list
  elements: dict
  sample: [{"option": "timeout", "commands": ["ip ssh time-out 60"], "reason": "60 s wanted, 120 s found (default)",
    "risk": "neutral"}]
learned:
  description: As RV(secureshell.ios.ios_ssh_pubkey#module:learned).
  returned: when servers were asked for their host keys
  type: list
  elements: dict
  sample: [{"name": "192.0.2.9", "fingerprint": "SHA256:..."}]
saved:
  description: Whether the configuration was saved.
  returned: always
  type: bool
  sample: true
release:
  description: Release of the device, as far as its configuration tells.
  returned: always
  type: str
  sample: "17.9"
hazards:
  description: As RV(secureshell.ios.ios_ssh_server#module:hazards).
  returned: always
  type: list
  elements: dict
  sample: []
guard:
  description: As RV(secureshell.ios.ios_ssh_server#module:guard).
  returned: when something was armed
  type: dict
  sample: {"kind": "revert_timer", "minutes": 5, "result": "confirmed"}
proof:
  description: As RV(secureshell.ios.ios_ssh_server#module:proof).
  returned: when something was armed
  type: dict
  sample: {"proven": true, "seconds": 0.412, "user": "admin"}
"""

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)


def main():
    only_as_action("ios_sshv2", {})


if __name__ == "__main__":
    main()
