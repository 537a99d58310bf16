# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module says that carries out one transaction of one facet."""

from __future__ import annotations


class ModuleDocFragment:
    """Options, attributes and notes of the modules whose argument spec comes from `facet_spec`."""

    DOCUMENTATION = r"""
options:
  release:
    description:
      - Release for O(state=rendered), as C(show version) prints it, for example V(17.15) or V(15.2). On a device it is
        read.
    type: str
  save_when:
    description:
      - When the running configuration is saved to the startup configuration.
      - V(never) does not save. A key pair that is not saved is gone after the next reload, and the task warns of it.
      - V(changed) saves when the task changed the device.
      - V(always) saves in each run, also when there was nothing to change. Saving alone does not count as a change.
    type: str
    choices: [never, changed, always]
    default: never
  command_timeout:
    description:
      - Seconds to wait for the reply to one command. Without it the timeout of the connection is used,
        C(ansible_command_timeout), which is 30 by default.
    type: int
attributes:
  action:
    description: The work is done by an action plugin on the controller.
    support: full
  check_mode:
    description: Can run in check mode and tell what it would change without sending a configuration command.
    support: full
  diff_mode:
    description: Returns what changed, or would change, with the reason of each step.
    support: full
  idempotent:
    description: A second run with the same arguments changes nothing.
    support: full
  platform:
    description: Devices that can be configured.
    support: full
    platforms: ios, iosxe
notes:
  - A device that cannot be reached, or that fails before the first command (name resolution, connection, key exchange,
    host key, authentication, enable), is reported as unreachable. A device that refuses a command, or a connection that
    is lost after the first change, is reported as failed together with what the device has taken on so far. Run the
    task again to finish.
  - Configuration lines belong to the rights of the user. The account needs privilege level 15, at login or through
    C(ansible_become=true) with C(ansible_become_method=enable).
"""
