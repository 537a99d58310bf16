# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_facts); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_facts
short_description: Gather facts about SSH on Cisco IOS and IOS XE devices
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Reads what a device says about SSH - its server, its host keys, who is connected, and the lines, users,
    AAA, SCP and SNMP settings around it - and returns it as facts of the host, a few kilobytes in one structure for every
    release. It changes nothing, and needs no other task to be run before.
  - Each fact is a variable of its own, C(ansible_net_ssh_server) and so on, so that subsets gathered by different tasks
    stand side by side and no other collection's facts are touched.
  - What a device does not tell is null, never a default that it may have or not; what was read and is empty is an empty
    list. What is in effect by default is told by O(secureshell.ios.ios_ssh_server#module:state=gathered).
  - No secret is ever a fact. Of passwords the type is told, of SNMP receivers the community is left out.
options:
  gather_subset:
    description:
      - What to gather. V(all), V(min) (the same as V(server)), or names of subsets. A name behind V(!) is left out,
        whatever else is named; with such names alone all others are gathered. V(!all) leaves the minimum.
      - Everything about configuration and keys, which is the default, takes three show commands, and each subset only
        those that it needs. They are sent in one go.
      - V(sessions) takes two more, C(show ssh) and C(show users), since nothing else tells who is connected, and from
        where.
      - The subsets are V(server), V(host_keys), V(public_keys), V(sessions), V(lines), V(aaa), V(users),
        V(scp), V(traps) and V(client).
    type: list
    elements: str
    default: [all, "!sessions"]
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
  facts:
    description: Returns facts that Ansible keeps for the host.
    support: full
  platform:
    description: Devices that can be read.
    support: full
    platforms: ios, iosxe
notes:
  - The running configuration is only shown to users of privilege level 15, at login or through C(ansible_become=true)
    with C(ansible_become_method=enable).
  - A command that the image does not know leaves its facts null. A device that cannot be reached is unreachable.
seealso:
  - module: secureshell.ios.ios_ssh_server
  - plugin: secureshell.ios.show_ssh
    plugin_type: filter
  - plugin: secureshell.ios.ssh_config
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Gather everything about the configuration and the keys
  secureshell.ios.ios_ssh_facts:

- name: Gather who is connected, and nothing else
  secureshell.ios.ios_ssh_facts:
    gather_subset: sessions

- name: Gather everything except the lines and the SNMP settings
  secureshell.ios.ios_ssh_facts:
    gather_subset: [all, "!lines", "!traps"]
"""

RETURN = r"""
ansible_facts:
  description: Facts of the host; those of subsets that were not asked for are not there.
  returned: success
  type: dict
  contains:
    ansible_net_ssh_gather_subset:
      description: The subsets that were gathered.
      returned: success
      type: list
      elements: str
      sample: [server, lines]
    ansible_net_ssh_server:
      description:
        - The SSH server. Names, units and shapes are those of O(secureshell.ios.ios_ssh_server#module:config), except
          for those that C(show ip ssh) tells - C(enabled); C(version) as printed, V(1.5), V(1.99) or V(2.0);
          C(compatibility_mode), true when both protocol versions are spoken; C(why_disabled); and C(algorithms), those
          that are offered in their order. C(configured_version) is the line C(ip ssh version), C(release) the train of
          the release, and C(login_banner) whether there is one.
      returned: when asked for
      type: dict
      sample:
        release: "17.15"
        hostname: r1
        enabled: true
        version: "2.0"
        compatibility_mode: false
        why_disabled: null
        timeout: 60
        authentication_retries: 3
        dh_min_size: 2048
    ansible_net_ssh_host_keys:
      description:
        - Key pairs of the device in its order, null when it does not show any. C(used_by_ssh) tells those that clients
          see, and is null where the release does not tell. C(known_hosts) is the line for them under the address and
          port of the inventory. C(bits) is decoded from the key itself.
      returned: when asked for
      type: list
      elements: dict
      sample:
        - name: SSH-3072
          type: rsa
          bits: 3072
          curve: null
          usage: general
          exportable: false
          temporary: false
          storage: private-config
          generated_at: 09:32:02 UTC Aug 23 2026
          used_by_ssh: true
          sha256: SHA256:oUFvpYf1qvCYhnNCbTHUUNKfQLlzW3M5xK7bsEsJhbE
          md5: B3BF21239E5F4BFBC0915890DEEF3C89
          public_key: ssh-rsa AAAA...
          known_hosts: "[192.0.2.1]:2022 ssh-rsa AAAA..."
    ansible_net_ssh_sessions:
      description:
        - Connections to the SSH server, null when the device does not tell. The two directions of a session of version 2
          are one. C(line), C(tty), C(location), C(idle) and C(current), which marks the session of the task itself, are
          those of the vty with the number of the connection in C(show users), and null when another user is there by
          then.
      returned: when asked for
      type: list
      elements: dict
      sample:
        - connection: 0
          version: "2.0"
          user: netops
          state: Session started
          cipher_in: aes128-ctr
          cipher_out: aes128-ctr
          mac_in: hmac-sha2-256
          mac_out: hmac-sha2-256
          line: vty 0
          tty: 2
          location: 192.0.2.6
          idle: "00:00:00"
          current: true
    ansible_net_ssh_public_keys:
      description:
        - Public keys with which users log in, and by which the device knows servers, as C(ip ssh pubkey-chain) stores
          them. The hash is the MD5 of the key, as C(ssh-keygen -E md5 -lf FILE) prints it without colons.
      returned: when asked for
      type: dict
      sample:
        users: [{name: netops, keys: [{type: ssh-rsa, hash: 7FB6EC05EAAD562E290308DD538DEA02, comment: laptop}]}]
        servers: []
    ansible_net_ssh_lines:
      description:
        - Virtual terminal lines, neighbours that are alike as one. The shape is that of
          O(secureshell.ios.ios_ssh_server#module:config.lines).
      returned: when asked for
      type: list
      elements: dict
      sample:
        - first: 0
          last: 15
          transport_input: [ssh]
          transport_output: null
          login: local
          login_list: null
          exec_timeout: {minutes: 10, seconds: 0}
          access_class: [{name: MGMT, direction: in, ipv6: false, vrf_also: false}]
          session_limit: null
          privilege_level: null
          rotary: null
    ansible_net_ssh_aaa:
      description: AAA, with the method lists for logins and for the authorization of a command line.
      returned: when asked for
      type: dict
      sample:
        new_model: true
        authentication_login: [{name: default, methods: [group tacacs+, local]}]
        authorization_exec: [{name: default, methods: [local]}]
        authorization_console: null
    ansible_net_ssh_users:
      description:
        - Local users. C(password_type) is V(secret), V(password), or null for a user that needs none. C(hash_type) is the
          type with which it is stored, 0 for clear text and 7 for an encoding that anybody can undo.
      returned: when asked for
      type: list
      elements: dict
      sample: [{name: netops, privilege: 15, password_type: secret, hash_type: 9, one_time: false}]
    ansible_net_ssh_scp:
      description: The SCP server, and the account with which the device is a client itself.
      returned: when asked for
      type: dict
      sample: {enabled: true, client_username: null, client_password: false}
    ansible_net_ssh_traps:
      description:
        - SNMP notifications when a session ends, and who receives notifications. An empty C(types) means all of them.
      returned: when asked for
      type: dict
      sample:
        enabled: true
        hosts: [{host: 192.0.2.9, vrf: null, kind: trap, version: "1", port: null, types: [tty]}]
    ansible_net_ssh_client:
      description:
        - The SSH client of the device. C(strict_host_key_check) is V(off), V(on) or V(accept-new).
      returned: when asked for
      type: dict
      sample:
        algorithms: {encryption: [aes256-ctr], mac: null, kex: null}
        source_interface: Loopback0
        strict_host_key_check: "off"
"""

ARGUMENT_SPEC = {
    "gather_subset": {"type": "list", "elements": "str", "default": ["all", "!sessions"]},
}

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)


def main():
    only_as_action("ios_ssh_facts", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
