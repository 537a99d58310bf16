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
  guard:
    description:
      - What brings the device back by itself when the change shuts everybody out. It is armed before the first command
        of the change, and taken away only by a B(new) login that proves that the operator still gets in, see O(proof).
        Whatever goes wrong in between, a refused command, a lost connection, a line that did not take effect or a login
        that fails, takes the whole change back.
      - V(auto) arms the timer of V(revert_timer) when the plan carries risk, that is when a step of it is
        V(restrictive) or V(irreversible), or a hazard was accepted. A plan without risk needs no guard and gets none.
        On a release without that timer a plan that carries risk is refused.
      - V(revert_timer) is C(configure terminal revert timer). It needs C(archive) with a C(path); where the device has
        none, one is set up for the change and removed afterwards.
      - V(reload) is C(reload in) and C(reload cancel), for releases without the timer. When it strikes the device
        restarts from its startup configuration, so changes that somebody else has not saved are lost.
      - V(none) arms nothing and proves nothing. Hazards are still refused.
      - Key pairs are not part of the configuration, and nothing brings back a pair that is gone.
    type: str
    choices: [auto, revert_timer, reload, none]
    default: auto
    version_added: "0.3.0"
  guard_minutes:
    description:
      - Minutes, 1 to 120, after which the device goes back by itself. Make it longer than the change and the new login
        take, host keys that have to be generated included.
    type: int
    default: 5
    version_added: "0.3.0"
  accept_hazards:
    description:
      - Names of hazards that are accepted. A change that may shut the operator out is refused with the name of its
        hazard, unless that name stands here. Check mode lists all of them in RV(hazards).
      - Names that no hazard has are an error.
    type: list
    elements: str
    default: []
    version_added: "0.3.0"
  upgrade_release:
    description:
      - Release to which the device is going to be upgraded, for example V(17.12). Hazards of keys and algorithms are
        then looked for on that release too.
    type: str
    version_added: "0.3.0"
  proof:
    description:
      - What has to be proven, beside the login of this task itself, before the change is confirmed. The login is on a
        new connection of its own, on the same way, with the credentials of the task; the device must show the host key
        that was read from it, and give privilege level 15.
      - The proof is run whenever a guard was armed.
    type: dict
    version_added: "0.3.0"
    suboptions:
      accounts:
        description: Other accounts that must get in by SSH.
        type: list
        elements: dict
        suboptions:
          user:
            description: Name of the account.
            type: str
            required: true
          password:
            description: Its password.
            type: str
          private_key_file:
            description: File of the controller with its private key.
            type: path
          private_key_passphrase:
            description: Passphrase of O(proof.accounts[].private_key_file).
            type: str
          enable_password:
            description: Password for C(enable), where the login gives less than O(proof.accounts[].privilege).
            type: str
          privilege:
            description: >-
              Privilege level, 0 to 15, that the account must reach, with C(enable) where that is needed. Without it any
              login will do.
            type: int
      refused:
        description:
          - Accounts that must be refused by SSH, such as the key that was replaced. Such an attempt counts as a failed
            login on the device.
        type: list
        elements: dict
        suboptions:
          user:
            description: Name of the account.
            type: str
            required: true
          password:
            description: Its password.
            type: str
          private_key_file:
            description: File of the controller with its private key.
            type: path
          private_key_passphrase:
            description: Passphrase of O(proof.refused[].private_key_file).
            type: str
          enable_password:
            description: Password for C(enable), where the login gives less than O(proof.refused[].privilege).
            type: str
          privilege:
            description: Not looked at, an account that is refused has no privilege level.
            type: int
      scp:
        description: Whether a copy by SCP must work. One is made from the device, and nothing is left behind.
        type: bool
        default: false
      telnet_refused:
        description: Whether the device must refuse Telnet.
        type: bool
        default: false
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
