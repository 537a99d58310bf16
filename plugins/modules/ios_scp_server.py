# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_scp_server); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_scp_server
short_description: Configure SCP, AAA and local users of Cisco IOS and IOS XE devices
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Switches the SCP server of a device on or off, together with what it needs - local users with their secrets, AAA,
    and the method lists for login and exec authorization.
  - A device needs AAA for SCP only when AAA is on already. Without it, lines with C(login local) and a user with
    privilege 15 are enough. An SCP server that is asked for and cannot work is refused with what is missing.
  - Nobody is locked out. AAA is only switched on with a way in - users are created first, and the plan stops at the
    first step that the device refuses. A method list that ends with servers, the account of the session, and the last
    user with privilege 15 are protected.
  - A password in clear text is compared with the hash that the device has stored, by hashing it again with its salt, so
    that a second run changes nothing. No password is shown anywhere.
  - Opens its own SSH session in the Ansible worker, with the same variables that
    P(ansible.netcommon.network_cli#connection) reads. No helper process is started.
options:
  config:
    description:
      - The wanted state. Every option is optional. What is not named is not touched, except where O(state) says so.
      - Required by every O(state) but V(deleted), V(gathered) and V(parsed).
    type: dict
    suboptions:
      enabled:
        description:
          - Whether the SCP server runs, C(ip scp server enable).
          - When it is V(true), the task fails as long as SCP could not work - no local user with privilege 15, AAA
            without exec authorization, or lines that ask for a line password.
        type: bool
      window_size:
        description:
          - Bytes of the SSH receive window, C(ip ssh window-size), 8192 to 131072. A larger one makes SCP faster. The
            default of the device is 8192.
        type: int
      bulk_mode:
        description:
          - Bulk data transfer mode of SSH, C(ip ssh bulk-mode), from 17.6 on. Newer releases have it on by default and
            show so.
        type: dict
        suboptions:
          enabled:
            description: Whether bulk mode is on.
            type: bool
          size:
            description: Window in bytes, 131072 to 1073741824.
            type: int
      aaa:
        description:
          - AAA. Each option in it is one of its own - naming one does not touch another, in whatever O(state).
        type: dict
        suboptions:
          new_model:
            description:
              - Whether AAA is on, C(aaa new-model).
              - The moment it is on, every line asks the list V(default), which is the local users as long as it is not
                defined. Lists are only taken while AAA is on, so that they are sent right behind it, in one go.
              - Without O(config.aaa.authorization_exec) users get the privilege of the line and not their own. That is
                refused on a device that has no enable secret.
              - When it is V(false), the lists are taken back first, and all vty lines get C(login local), because a
                line without AAA asks for a line password. The device says that this is not supported and asks; it is
                answered.
            type: bool
          authentication_login:
            description:
              - Method lists for logins, C(aaa authentication login). A list that is set has to end with a method that
                works when no server answers.
            type: list
            elements: dict
            suboptions:
              name:
                description: Name of the list. V(default) is what lines use that name no other.
                type: str
                required: true
              methods:
                description:
                  - Methods in the order in which they are asked, such as V(local) or V(group tacacs+). The next one is
                    asked when one does not answer, not when it says no.
                  - Required unless O(config.aaa.authentication_login[].state=absent).
                type: list
                elements: str
              state:
                description: Whether the list exists. Without it V(present).
                type: str
                choices: [present, absent]
          authorization_exec:
            description:
              - Method lists that say whether a user gets a shell, and at which privilege, C(aaa authorization exec).
                SCP needs one as soon as AAA is on.
            type: list
            elements: dict
            suboptions:
              name:
                description: Name of the list.
                type: str
                required: true
              methods:
                description:
                  - Methods in the order in which they are asked, such as V(local), V(if-authenticated) or
                    V(group tacacs+).
                  - Required unless O(config.aaa.authorization_exec[].state=absent).
                type: list
                elements: str
              state:
                description: Whether the list exists. Without it V(present).
                type: str
                choices: [present, absent]
          authorization_console:
            description: Whether the console is authorized too, C(aaa authorization console).
            type: bool
      users:
        description:
          - Local users. Users that are not named are not touched, except by O(state=overridden).
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the user.
            type: str
            required: true
          privilege:
            description:
              - Privilege level, 0 to 15. SCP needs 15. A new user without it has level 1, the default of the device.
            type: int
          configured_password:
            description:
              - Password in clear text. It may not hold blanks, question marks and double quotation marks.
            type: str
          password_type:
            description:
              - Whether the device stores a secret, which is a hash, or a password. Without it V(secret).
              - A device takes no secret for a user with a password, nor the other way round, so that such a user is
                removed and created again in one go.
            type: str
            choices: [secret, password]
          algorithm:
            description:
              - How a secret in O(config.users[].configured_password) is hashed - V(md5) is type 5, V(sha256) type 8 and
                V(scrypt) type 9. Without it the device chooses. Types 8 and 9 are known from 16.x on, and on some
                releases of 15.x.
            type: str
            choices: [md5, sha256, scrypt]
          hashed_password:
            description:
              - Password as a device stores it, instead of O(config.users[].configured_password).
            type: dict
            suboptions:
              type:
                description: Type of the password, 0, 4, 5, 6, 7, 8 or 9.
                type: int
                required: true
              value:
                description: Text of the password, as a running configuration shows it.
                type: str
                required: true
          update_password:
            description:
              - What happens to the password of a user that has one. V(always) makes it the wanted one, V(on_create)
                leaves it. Without it V(always).
              - Type 6 is encrypted with a key that only the device has, so that it cannot be compared with a wish in
                clear text; V(always) refuses such a wish.
            type: str
            choices: [always, on_create]
          state:
            description: Whether the user exists. Without it V(present).
            type: str
            choices: [present, absent]
      enable_secret:
        description:
          - Secret of C(enable) in clear text, which leads to privilege level 15. It is compared with what the device has
            stored, by hashing it again, so that a second run changes nothing. Not touched unless it is named.
          - The next login needs it as C(ansible_become_password).
        type: str
      client:
        description: Credentials that the device itself uses as an SCP client, from 17.14 on.
        type: dict
        suboptions:
          username:
            description: Name of the user, C(ip scp username).
            type: str
          password:
            description: Password in clear text, C(ip scp password).
            type: str
  state:
    description:
      - V(merged) adds and changes what O(config) names, and removes only what says C(state=absent).
      - V(replaced) makes each option, user and method list that O(config) names equal to the wish. A user that is named
        without O(config.users[].privilege) returns to level 1; users and lists that are not named are not touched.
      - V(overridden) removes the users, when O(config.users) is named, and the method lists of each kind that is named,
        which the wish does not name, and returns the options of SCP to their defaults. Of AAA and users nothing is
        touched that O(config) does not name. The account of the session and the last user with privilege 15 are never
        removed.
      - V(deleted) removes the users and method lists that O(config) names and returns its options to their defaults;
        the values in O(config) do not matter. Without O(config) the options of SCP return to their defaults, and AAA
        and users stay.
      - V(gathered) reads the device and returns its state as RV(gathered).
      - V(rendered) returns the commands for O(config) on O(release) as RV(rendered). No device is needed.
      - V(parsed) turns O(running_config) into RV(parsed). No device is needed.
    type: str
    choices: [merged, replaced, overridden, deleted, gathered, rendered, parsed]
    default: merged
  running_config:
    description:
      - Text for O(state=parsed) - a running configuration, or the parts of it that concern SCP, AAA and users.
    type: str
extends_documentation_fragment:
  - secureshell.ios.facet
notes:
  - While AAA is on, a device takes no C(login local) on its lines. Leave C(login) out of the lines of
    M(secureshell.ios.ios_ssh_server) then, or name a method list.
seealso:
  - module: secureshell.ios.ios_ssh_server
  - module: cisco.ios.ios_user
  - plugin: secureshell.ios.cli
    plugin_type: connection
"""

EXAMPLES = r"""
- name: Switch AAA on, and keep it only when a new login and a copy by SCP work
  secureshell.ios.ios_scp_server:
    config:
      enabled: true
      aaa:
        new_model: true
        authentication_login:
          - name: default
            methods: [local]
        authorization_exec:
          - name: default
            methods: [local]
    proof:
      scp: true
    save_when: changed

- name: Let files be copied with SCP, by a user that exists, without AAA
  secureshell.ios.ios_scp_server:
    config:
      enabled: true
      window_size: 65536
    save_when: changed

- name: Switch AAA on with servers first and local users behind them, and SCP with it
  secureshell.ios.ios_scp_server:
    config:
      users:
        - name: fallback
          privilege: 15
          configured_password: "{{ vault_fallback_password }}"
      aaa:
        new_model: true
        authentication_login:
          - name: default
            methods: [group tacacs+, local]
        authorization_exec:
          - name: default
            methods: [group tacacs+, local]
      enabled: true
    save_when: changed

- name: Keep one user with a hash from the vault, and another one that is only created
  secureshell.ios.ios_scp_server:
    config:
      users:
        - name: operator
          privilege: 15
          hashed_password:
            type: 9
            value: "{{ vault_operator_hash }}"
        - name: guest
          privilege: 1
          configured_password: "{{ vault_guest_password }}"
          update_password: on_create
    save_when: changed

- name: Store the secret of a user with scrypt
  secureshell.ios.ios_scp_server:
    config:
      users:
        - name: operator
          configured_password: "{{ vault_operator_password }}"
          algorithm: scrypt
    save_when: changed

- name: Remove a user who has left
  secureshell.ios.ios_scp_server:
    config:
      users:
        - name: mallory
          state: absent
    save_when: changed

- name: Have exactly these users
  secureshell.ios.ios_scp_server:
    state: overridden
    config:
      users:
        - name: ansible
          privilege: 15
        - name: fallback
          privilege: 15
  check_mode: true
  diff: true

- name: Switch the SCP server off
  secureshell.ios.ios_scp_server:
    config:
      enabled: false
    save_when: changed

- name: See users, AAA and SCP as they are
  secureshell.ios.ios_scp_server:
    state: gathered
  register: access

- name: Print the commands for a 17.15 device without touching one
  secureshell.ios.ios_scp_server:
    state: rendered
    release: "17.15"
    config:
      enabled: true
      aaa:
        new_model: true
        authorization_exec:
          - name: default
            methods: [local]

- name: Read a saved configuration into the model
  secureshell.ios.ios_scp_server:
    state: parsed
    running_config: |
      aaa new-model
      aaa authentication login default local
      ip scp server enable
"""

RETURN = r"""
before:
  description: Users, AAA and SCP before the task, in the shape of O(config), without secrets.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    enabled: false
    users:
      - name: operator
        privilege: 1
        password_type: secret
        hashed_password: {type: 9, value: "********"}
after:
  description: Users, AAA and SCP after the task, read from the device again; in check mode as it would be.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    enabled: true
    users:
      - name: operator
        privilege: 15
        password_type: secret
        hashed_password: {type: 9, value: "********"}
commands:
  description: >-
    Commands that were sent, or would be sent in check mode, in order and with the modes below C(configure terminal),
    secrets masked.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: str
  sample: ["username operator privilege 15", "ip scp server enable"]
plan:
  description: The steps behind RV(commands), in the order of sending.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: dict
  contains:
    option:
      description: Option of O(config) that the step serves.
      type: str
      returned: always
      sample: users[operator]
    commands:
      description: Commands of the step, secrets masked.
      type: list
      elements: str
      returned: always
      sample: ["username operator privilege 15"]
    reason:
      description: Why the step is there.
      type: str
      returned: always
      sample: privilege 15, secret of type 9 wanted, privilege 1, secret of type 9 found
    risk:
      description: >-
        What the step can do to the access of the operator - V(additive), V(neutral), V(restrictive) or
        V(irreversible).
      type: str
      returned: always
      sample: neutral
diff:
  description: RV(before) and RV(after) as text, and the plan with its reasons.
  returned: in diff mode
  type: dict
  sample:
    before: "enabled: False\n"
    after: "enabled: True\n"
    prepared: "# enabled: on wanted, off found (default)\nip scp server enable\n"
saved:
  description: Whether the running configuration was saved.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: bool
  sample: true
warnings:
  description: What the operator should know, for example that a list lets everybody pass.
  returned: when there are any
  type: list
  elements: str
  sample: ["core-1: users[bob]: a device takes no secret for a user with a password, so the user is removed and created again."]
release:
  description: Release that the device reported.
  returned: when a device was read
  type: str
  sample: "17.15.1"
gathered:
  description: Users, AAA and SCP as they are, in the shape of O(config), without secrets.
  returned: when O(state=gathered)
  type: dict
  sample:
    enabled: true
    aaa: {new_model: false, authorization_console: false}
rendered:
  description: Commands that O(config) needs on a device in its defaults.
  returned: when O(state=rendered)
  type: list
  elements: str
  sample: ["ip scp server enable"]
parsed:
  description: What O(running_config) describes, in the shape of O(config), without secrets.
  returned: when O(state=parsed)
  type: dict
  sample:
    enabled: true
    aaa: {new_model: true}
hazards:
  description:
    - The ways in which the change may shut the operator out. One that is not accepted refuses it; in check mode it is
      only told.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: dict
  contains:
    name:
      description: Name of the hazard, for O(accept_hazards).
      type: str
      returned: always
      sample: no_usable_host_key
    message:
      description: What was found, why it shuts somebody out, and the way out.
      type: str
      returned: always
      sample: >-
        after the change there is no host key pair: the SSH server goes down; add a pair that is large enough to
        host_keys, bind SSH to it, and remove the old one in a later run, or accept_hazards: [no_usable_host_key].
    accepted:
      description: Whether its name stands in O(accept_hazards).
      type: bool
      returned: always
      sample: false
guard:
  description: What was armed before the change, and what came of it.
  returned: when something was armed, see O(guard)
  type: dict
  contains:
    kind:
      description: V(revert_timer) or V(reload).
      type: str
      returned: always
      sample: revert_timer
    minutes:
      description: Minutes after which the device would have gone back by itself.
      type: int
      returned: always
      sample: 5
    result:
      description: >-
        V(confirmed) when the change was kept, V(reverted) when it was taken back at once, V(expired) when the device went
        back by itself, V(not armed) when it could not be armed, and V(armed) when it was still running at last sight.
      type: str
      returned: always
      sample: confirmed
    archive:
      description: Where the device keeps copies of its configuration.
      type: str
      returned: with V(revert_timer)
      sample: flash:backup
    archive_left_behind:
      description: Whether an archive that was set up for the change is still there, because it could not be removed.
      type: bool
      returned: with V(revert_timer)
      sample: false
    file:
      description: The copy to which the device would have gone back.
      type: str
      returned: with V(revert_timer)
      sample: flash:backup-May--4-13-16-19.360-0
proof:
  description: The new login after the change, and what else was proven.
  returned: when it was made, see O(proof)
  type: dict
  contains:
    proven:
      description: Whether everything was.
      type: bool
      returned: always
      sample: true
    seconds:
      description: How long it took.
      type: float
      returned: always
      sample: 0.412
    way:
      description: The way of the login, V(ssh), V(telnet) or V(console).
      type: str
      returned: when somebody got in
      sample: ssh
    user:
      description: Account of the login.
      type: str
      returned: when somebody got in
      sample: admin
    method:
      description: V(publickey) or V(password), as far as the SSH library tells.
      type: str
      returned: when somebody got in
      sample: publickey
    privilege:
      description: Privilege level of the session.
      type: int
      returned: when somebody got in
      sample: 15
    host_key:
      description: Type and fingerprint of the host key that the device showed.
      type: dict
      returned: when somebody got in by SSH
      sample: {"type": "ssh-rsa", "sha256": "SHA256:..."}
    host_key_was_pinned:
      description: Whether no other key than those that were read from the device would have done.
      type: bool
      returned: when somebody got in
      sample: true
    algorithms:
      description: What both sides agreed on, as far as the SSH library tells.
      type: dict
      returned: when somebody got in by SSH
      sample: {"kex": "curve25519-sha256", "cipher": "aes256-gcm@openssh.com", "mac": ""}
    checks:
      description: >-
        What was proven, in order - V(login), V(account), V(refused), V(scp) and V(telnet_refused), each with C(ok),
        C(seconds), C(user), and C(why) when it failed.
      type: list
      elements: dict
      returned: always
      sample: [{"check": "login", "ok": true, "seconds": 0.412, "user": "admin"}]
"""

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    FACET_CONDITIONS,
    facet_spec,
    only_as_action,
)

STATE = {"type": "str", "choices": ["present", "absent"]}
METHOD_LISTS = {
    "type": "list",
    "elements": "dict",
    "options": {
        "name": {"type": "str", "required": True},
        "methods": {"type": "list", "elements": "str"},
        "state": STATE,
    },
}
ARGUMENT_SPEC = facet_spec(
    {
        "enabled": {"type": "bool"},
        "window_size": {"type": "int"},
        "bulk_mode": {"type": "dict", "options": {"enabled": {"type": "bool"}, "size": {"type": "int"}}},
        "aaa": {
            "type": "dict",
            "options": {
                "new_model": {"type": "bool"},
                "authentication_login": METHOD_LISTS,
                "authorization_exec": METHOD_LISTS,
                "authorization_console": {"type": "bool"},
            },
        },
        "users": {
            "type": "list",
            "elements": "dict",
            "options": {
                "name": {"type": "str", "required": True},
                "privilege": {"type": "int"},
                "configured_password": {"type": "str", "no_log": True},
                "password_type": {"type": "str", "choices": ["secret", "password"], "no_log": False},
                "algorithm": {"type": "str", "choices": ["md5", "sha256", "scrypt"]},
                "hashed_password": {
                    "type": "dict",
                    "no_log": False,
                    "options": {
                        "type": {"type": "int", "required": True},
                        "value": {"type": "str", "required": True, "no_log": True},
                    },
                },
                "update_password": {"type": "str", "choices": ["always", "on_create"], "no_log": False},
                "state": STATE,
            },
        },
        "enable_secret": {"type": "str", "no_log": True},
        "client": {
            "type": "dict",
            "options": {"username": {"type": "str"}, "password": {"type": "str", "no_log": True}},
        },
    },
)
CONDITIONS = FACET_CONDITIONS


def main():
    only_as_action("ios_scp_server", ARGUMENT_SPEC, **CONDITIONS)


if __name__ == "__main__":
    main()
