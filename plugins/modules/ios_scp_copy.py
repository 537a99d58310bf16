# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_scp_copy); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_scp_copy
short_description: Copy a file to or from a Cisco IOS or IOS XE device with SCP
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Copies one file over the SCP protocol, with a connection of its own to the SSH server of the device.
  - A file that is there already is not copied again. After a copy both sides are compared by a checksum that the device
    makes itself, C(verify /sha512) where the release has it, else C(verify /md5).
  - An SCP server that is off is switched on for the copy and off again, also when the copy fails. Nothing is saved.
  - The account needs privilege level 15 at the login, because SCP knows no C(enable). See
    M(secureshell.ios.ios_scp_server).
attributes:
  check_mode:
    description: Can run in check mode and tell what would change without changing anything.
    support: full
  diff_mode:
    description: Shows what changed.
    support: none
  platform:
    description: Devices that can be managed.
    support: full
    platforms: Cisco IOS, Cisco IOS XE
  action:
    description: Runs on the controller as an action plugin.
    support: full
options:
  direction:
    description:
      - V(put) copies O(src), a file of the controller, to O(dest) on the device.
      - V(get) copies O(src), a file of the device, to O(dest) on the controller.
    type: str
    choices: [put, get]
    default: put
  src:
    description:
      - The file to copy. On the device it is written as C(flash:name), C(bootflash:dir/name), or C(running-config) and
        C(startup-config) for V(get).
      - A relative path of the controller starts at the working directory of the run.
    type: str
    required: true
  dest:
    description:
      - Where to copy it. With V(put) a file system or directory that ends with C(:) or C(/) takes the name of O(src).
      - With V(get) a directory takes the name of the file on the device. The directory must exist.
    type: str
    required: true
  overwrite:
    description: Whether a file with other content is replaced. With V(put) its old content is gone if the copy fails.
    type: bool
    default: true
  manage_server:
    description: Whether an SCP server that is off is switched on for the copy. When V(false) it is an error.
    type: bool
    default: true
  copy_timeout:
    description: Seconds that may pass without any progress.
    type: int
    default: 60
  command_timeout:
    description:
      - Seconds that the device may be silent before a command counts as unanswered. Without it the time-out of the
        connection counts. A checksum gets more time, by the size of the file.
    type: int
seealso:
  - module: secureshell.ios.ios_scp_server
notes:
  - OpenSSH 9 and later copies with SFTP, which these devices do not have. By hand use C(scp -O).
  - Two lines of the device are used at a time, one for the commands and one for the copy.
"""

EXAMPLES = r"""
- name: Bring an image to the flash
  secureshell.ios.ios_scp_copy:
    src: images/c1900-universalk9-mz.SPA.157-3.M8.bin
    dest: "flash:"

- name: Keep the running configuration
  secureshell.ios.ios_scp_copy:
    direction: get
    src: running-config
    dest: "backup/{{ inventory_hostname }}.cfg"

- name: Replace nothing, and leave the SCP server as it is
  secureshell.ios.ios_scp_copy:
    src: files/banner.txt
    dest: flash:banner.txt
    overwrite: false
    manage_server: false
"""

RETURN = r"""
src:
  description: The file that was copied, in full.
  returned: always
  type: str
  sample: images/c1900-universalk9-mz.SPA.157-3.M8.bin
dest:
  description: Where it is now, with its name.
  returned: always
  type: str
  sample: flash:c1900-universalk9-mz.SPA.157-3.M8.bin
size:
  description: Bytes of the file.
  returned: when known
  type: int
  sample: 104857600
algorithm:
  description: How the checksum was made. Configurations have none.
  returned: when the device has a checksum
  type: str
  sample: sha512
checksum:
  description: The checksum as the device made it, in hexadecimal digits.
  returned: when the device has a checksum
  type: str
  sample: 6a1f0c...
seconds:
  description: How long the transfer took.
  returned: when something was copied
  type: float
  sample: 12.5
free:
  description: Bytes that were free on the device before the copy.
  returned: with O(direction=put), when the device tells
  type: int
  sample: 498073600
scp_server_switched:
  description: Whether the SCP server was switched on for the copy and off again.
  returned: always
  type: bool
  sample: true
"""


from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)

ARGUMENT_SPEC = {
    "direction": {"type": "str", "choices": ["put", "get"], "default": "put"},
    "src": {"type": "str", "required": True},
    "dest": {"type": "str", "required": True},
    "overwrite": {"type": "bool", "default": True},
    "manage_server": {"type": "bool", "default": True},
    "copy_timeout": {"type": "int", "default": 60},
    "command_timeout": {"type": "int"},
}


def main():
    only_as_action("ios_scp_copy", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
