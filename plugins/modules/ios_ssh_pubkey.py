# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_pubkey); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_pubkey
short_description: Manage the public keys of users and servers on Cisco IOS and IOS XE devices
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Brings C(ip ssh pubkey-chain) to the wanted state - the public keys with which users log in, and the host keys of
    the servers to which the device itself connects - and C(ip ssh stricthostkeycheck).
  - Takes keys as people have them - the line of a C(.pub) file, a file of the controller, PEM, RFC 4716, bare base64,
    or type and hash - and computes what the device stores, the type and the MD5 of the key. A key that is damaged,
    contradicts its own type, or is private is refused before anything is sent; nothing of a private key is ever shown.
  - A key is known by type and hash. Comments, order, indentation and duplicates never make a change.
  - Knows how many keys and users a release stores, and which types, and refuses what does not fit before anything is
    sent. Where a user has no room for another key, one that goes makes room for one that comes; the key with which this
    very session logged in goes last, and an account that logged in with a key is never left without one.
  - Reads the device again, and fails when a key did not take effect, whatever the device said.
options:
  config:
    description:
      - The wanted keys. What is not named is not touched, except where O(state) says so.
      - Required by every O(state) but V(deleted), V(gathered) and V(parsed).
    type: dict
    suboptions:
      users:
        description: Users and their keys. A user of the chain need not be a local user of the device.
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the account.
            type: str
            required: true
          keys:
            description:
              - Public keys, each as text or as a dictionary.
              - As text - a line of OpenSSH with or without options, type and comment, also folded, and also several
                keys in one text; PEM (C(BEGIN PUBLIC KEY), C(BEGIN RSA PUBLIC KEY)); RFC 4716
                (C(BEGIN SSH2 PUBLIC KEY)); C(TYPE HASH), with or without C(key-hash) in front and a comment behind. One
                word that ends in C(.pub) is the name of a file, found as M(ansible.builtin.copy) finds one.
              - As a dictionary - C(key) (text as above), or C(file) (a file of the controller), or C(type) and C(hash)
                (MD5); and C(comment), which is stored with a key that is new and never makes a change.
              - An empty list removes the user under O(state=replaced) and O(state=overridden). Left out under
                O(state=deleted), all keys of the user go.
              - A release stores 2 keys of a user, for 10 users up to 17.2, 15 from 17.3, and 100 from 17.17.
            type: list
            elements: raw
          in_use:
            version_added: "0.3.0"
            description:
              - The keys that the user logs in with today, as O(config.users[].keys), for O(state=merged). With this option,
                an empty list included, a key that is neither wanted nor in use makes room for a new one where the
                release stores no more. The key of this session always counts as in use.
              - Where it is not known which of several keys has to go the task fails and names them. Without this option
                no key makes room.
            type: list
            elements: raw
      servers:
        description:
          - Servers and their host keys, which the SSH client of the device checks when O(config.strict_host_key_check)
            tells it to. How devices show these entries in their configuration is not known from any source; they are
            read as the entries of users are.
        type: list
        elements: dict
        suboptions:
          name:
            description: Address or name of the server, as it is typed behind C(ssh) on the device.
            type: str
            required: true
          keys:
            description: Host keys, as O(config.users[].keys). The hash may be SHA-256 too, in 64 hexadecimal digits.
            type: list
            elements: raw
          learn:
            description:
              - Ask the server for its host key, as C(ssh-keyscan) does, and add it to O(config.servers[].keys). The
                controller asks, not the device. What it shows is returned as RV(learned).
              - When the device knows other keys of this server already, a key that nobody vouches for by
                O(config.servers[].learn.fingerprint) is an error.
            type: dict
            suboptions:
              host:
                description: Address of the server as the controller reaches it. Without it O(config.servers[].name).
                type: str
              port:
                description: Port of the server, 22 when not given.
                type: int
              type:
                description: Type of the key to ask for, V(rsa) when not given, which every release takes.
                type: str
                choices: [rsa, ecdsa, ed25519]
              fingerprint:
                description: The fingerprint that is expected, C(SHA256:...) or C(MD5:...). Another one is an error.
                type: str
      strict_host_key_check:
        description:
          - Whether the SSH client of the device refuses servers whose host key is not in the chain.
          - V(accept-new) learns the key of a server at the first connection; only the newest releases have it.
        type: str
        choices: ["off", "on", accept-new]
      send_as:
        description:
          - How a new key is sent. V(key_hash) sends type and hash in one line, with the comment. V(key_string) sends the
            key itself, in lines that the device can take, and lets the device compute the hash; it needs keys and not
            only hashes, and sends no comment.
          - V(key_hash) when not given.
        type: str
        choices: [key_hash, key_string]
  state:
    description:
      - V(merged) adds keys and removes none.
      - V(replaced) gives each named user and server exactly the keys that are named.
      - V(overridden) makes the whole chain equal to O(config). Users and servers that are not named are removed, and
        the check of host keys is switched off unless it is named.
      - V(deleted) removes the named keys, or all keys of users and servers that are named without keys. A user without
        keys is removed. Without O(config) everything goes.
      - V(gathered) reads the device and returns its keys as RV(gathered).
      - V(rendered) returns the commands for O(config) on O(release) as RV(rendered). No device is needed.
      - V(parsed) turns O(running_config) into RV(parsed). No device is needed.
    type: str
    choices: [merged, replaced, overridden, deleted, gathered, rendered, parsed]
    default: merged
  running_config:
    description: Text for O(state=parsed) - a running configuration, or the C(ip ssh pubkey-chain) block of one.
    type: str
extends_documentation_fragment:
  - secureshell.ios.facet
notes:
  - The session finds out whether it logged in with a password or with a public key, and with which one, where
    ansible-pylibssh and asyncssh tell. With keys of an agent they do not tell which; then a full account of this
    session cannot rotate its keys, and the task says so.
  - Public keys only help where C(ip ssh server algorithm authentication) offers C(publickey), see
    M(secureshell.ios.ios_ssh_server), and where the account may log in otherwise (a local user, or AAA).
seealso:
  - module: secureshell.ios.ios_ssh_server
  - plugin: secureshell.ios.cli
    plugin_type: connection
"""

EXAMPLES = r"""
- name: Let two people in with their keys
  secureshell.ios.ios_ssh_pubkey:
    config:
      users:
        - name: alice
          keys:
            - alice.pub
        - name: bob
          keys:
            - ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 bob@laptop
    save_when: changed

- name: Rotate the key of the automation account
  secureshell.ios.ios_ssh_pubkey:
    state: replaced
    config:
      users:
        - name: ansible
          keys:
            - file: ansible-2027.pub
    save_when: changed

- name: Keep the keys of these users, and of nobody else
  secureshell.ios.ios_ssh_pubkey:
    state: overridden
    config:
      users:
        - name: alice
          keys: [alice.pub]
        - name: ansible
          keys: [ansible-2027.pub]
    save_when: changed

- name: Take away the keys of somebody who left
  secureshell.ios.ios_ssh_pubkey:
    state: deleted
    config:
      users:
        - name: bob
    save_when: changed

- name: Type the key itself and let the device compute its hash
  secureshell.ios.ios_ssh_pubkey:
    config:
      send_as: key_string
      users:
        - name: alice
          keys: [alice.pub]

- name: Let the device connect only to a jump host whose key it knows
  secureshell.ios.ios_ssh_pubkey:
    config:
      servers:
        - name: 192.0.2.9
          learn:
            fingerprint: SHA256:a9r1VOQgKb0NvulHHrSKXzYmITyYWaWBIKYcYqzkyWg
      strict_host_key_check: "on"
    save_when: changed

- name: See who has which keys
  secureshell.ios.ios_ssh_pubkey:
    state: gathered
  register: ssh_keys

- name: Print the commands for a 15.2 device without touching one
  secureshell.ios.ios_ssh_pubkey:
    state: rendered
    release: "15.2"
    config:
      users:
        - name: alice
          keys:
            - {type: ssh-rsa, hash: "b3:bf:21:23:9e:5f:4b:fb:c0:91:58:90:de:ef:3c:89", comment: alice}

- name: Read a saved configuration into the model
  secureshell.ios.ios_ssh_pubkey:
    state: parsed
    running_config: |
      ip ssh pubkey-chain
        username alice
         key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89
"""

RETURN = r"""
before:
  description: The keys before the task, in the shape of O(config), each as type and hash.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    users:
      - name: alice
        keys:
          - {type: ssh-rsa, hash: B3BF21239E5F4BFBC0915890DEEF3C89}
    strict_host_key_check: "off"
after:
  description: The keys after the task, read from the device again; in check mode as they would be.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    users:
      - name: alice
        keys:
          - {type: ssh-rsa, hash: 7FB6EC05EAAD562E290308DD538DEA02, comment: alice@laptop}
    strict_host_key_check: "off"
commands:
  description: >-
    Commands that were sent, or would be sent in check mode, in order and with the modes below C(configure terminal).
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: str
  sample: ["ip ssh pubkey-chain", "username alice", "key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 alice@laptop"]
plan:
  description: The steps behind RV(commands), in the order of sending.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: dict
  contains:
    option:
      description: The key, as the device names it, or the user, or the server.
      type: str
      returned: always
      sample: users[alice].keys[7FB6EC05EAAD562E290308DD538DEA02]
    commands:
      description: Commands of the step.
      type: list
      elements: str
      returned: always
      sample: ["key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 alice@laptop"]
    reason:
      description: Why the step is there, with the fingerprint as OpenSSH prints it.
      type: str
      returned: always
      sample: ssh-rsa SHA256:K9gGyX8OAK8aH8Myj6djqSaXI8jbj6xPk69x2xhtbpA (alice@laptop) wanted, not found
    risk:
      description: >-
        What the step can do to the access of the operator - V(additive), V(neutral), V(restrictive) or
        V(irreversible).
      type: str
      returned: always
      sample: additive
diff:
  description: RV(before) and RV(after) as text, and the plan with its reasons.
  returned: in diff mode
  type: dict
  sample:
    before: ""
    after: "users[alice].keys[7FB6EC05EAAD562E290308DD538DEA02].type: ssh-rsa\n"
    prepared: "ip ssh pubkey-chain\nusername alice\n"
learned:
  description: What servers showed to the controller.
  returned: when O(config.servers[].learn) is given
  type: list
  elements: dict
  contains:
    name:
      description: The server, as O(config.servers[].name).
      type: str
      returned: always
      sample: 192.0.2.9
    host:
      description: The address that was asked.
      type: str
      returned: always
      sample: 192.0.2.9
    port:
      description: The port that was asked.
      type: int
      returned: always
      sample: 22
    type:
      description: Type of the key.
      type: str
      returned: always
      sample: ssh-rsa
    fingerprint:
      description: Fingerprint as OpenSSH prints it.
      type: str
      returned: always
      sample: SHA256:K9gGyX8OAK8aH8Myj6djqSaXI8jbj6xPk69x2xhtbpA
    md5:
      description: Hash as IOS prints it.
      type: str
      returned: always
      sample: 7FB6EC05EAAD562E290308DD538DEA02
    key:
      description: The key, type and base64.
      type: str
      returned: always
      sample: ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ...
    known_hosts:
      description: The line by which OpenSSH knows the server.
      type: str
      returned: always
      sample: 192.0.2.9 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ...
saved:
  description: Whether the running configuration was saved.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: bool
  sample: true
warnings:
  description: What the operator should know, for example that the key of this session goes.
  returned: when there are any
  type: list
  elements: str
  sample:
    - "core-1: key_in_use_removed: this session logged in as ansible with a key, and 1 of its keys would be removed, of
      which it may be one: the next login needs another key that the device has then; add the new key first, log in with
      it, and remove the old one then."
release:
  description: Release that the device reported.
  returned: when a device was read
  type: str
  sample: "17.15"
gathered:
  description: The keys as they are, in the shape of O(config).
  returned: when O(state=gathered)
  type: dict
  sample:
    users:
      - name: alice
        keys:
          - {type: ssh-rsa, hash: B3BF21239E5F4BFBC0915890DEEF3C89}
    strict_host_key_check: "off"
rendered:
  description: Commands that O(config) needs on a device without keys.
  returned: when O(state=rendered)
  type: list
  elements: str
  sample: ["ip ssh pubkey-chain", "username alice", "key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89 alice"]
parsed:
  description: The keys that O(running_config) describes, in the shape of O(config).
  returned: when O(state=parsed)
  type: dict
  sample:
    users:
      - name: alice
        keys:
          - {type: ssh-rsa, hash: B3BF21239E5F4BFBC0915890DEEF3C89}
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


def _entries(**more):
    keys = {"type": "list", "elements": "raw", "no_log": False}
    return {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str", "required": True}, "keys": keys, **more},
    }


ARGUMENT_SPEC = facet_spec(
    {
        "users": _entries(in_use={"type": "list", "elements": "raw", "no_log": False}),
        "servers": _entries(
            learn={
                "type": "dict",
                "options": {
                    "host": {"type": "str"},
                    "port": {"type": "int"},
                    "type": {"type": "str", "choices": ["rsa", "ecdsa", "ed25519"]},
                    "fingerprint": {"type": "str"},
                },
            }
        ),
        "strict_host_key_check": {"type": "str", "choices": ["off", "on", "accept-new"], "no_log": False},
        "send_as": {"type": "str", "choices": ["key_hash", "key_string"]},
    },
)
CONDITIONS = FACET_CONDITIONS


def main():
    only_as_action("ios_ssh_pubkey", ARGUMENT_SPEC, **CONDITIONS)


if __name__ == "__main__":
    main()
