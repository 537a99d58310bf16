# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_server); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_server
short_description: Configure the SSH server of Cisco IOS and IOS XE devices
version_added: "0.1.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Brings everything that makes up the SSH server of a device to the wanted state in one visit - host name and domain
    name, host keys, C(ip ssh) settings, algorithm lists, virtual terminal lines, login protection and the login banner.
  - Reads the device with at most three commands, sends only the lines that differ, in an order that does not shut the
    door while the operator stands in it (additions first, restrictions last), reads the device again, and fails when a
    line did not take effect, whatever the device said.
  - A wish that the release of the device does not know, or a value out of its range, is refused by name before anything
    is sent.
  - Opens its own SSH session in the Ansible worker, with the same variables that
    P(ansible.netcommon.network_cli#connection) reads. No helper process is started. An inventory that sets
    C(ansible_connection=ansible.netcommon.network_cli) works unchanged.
options:
  config:
    description:
      - The wanted state of the SSH server. Every option is optional. What is not named is not touched, except where
        O(state) says so.
      - Required by every O(state) but V(deleted), V(gathered) and V(parsed).
    type: dict
    suboptions:
      hostname:
        description:
          - Name of the device, C(hostname).
          - Together with O(config.domain_name) it names the host key when O(config.host_keys[].label) is not given.
        type: str
      domain_name:
        description:
          - Domain name of the device, C(ip domain name). The older spelling C(ip domain-name) on a device is
            recognised as the same.
        type: str
      host_keys:
        description:
          - Key pairs of the device. A pair is generated when it is absent.
          - A pair that exists is not generated again, because that would replace it without a question and shut out
            every client that knows it. When it is not what is wanted the task fails and says so before anything is
            sent; give the larger pair a new O(config.host_keys[].label) and name that label in
            O(config.host_key_label), or set O(config.host_keys[].replace).
          - Key pairs are not part of the running configuration. Save the configuration after generating them, see
            O(save_when), or they are gone after the next reload.
        type: list
        elements: dict
        suboptions:
          label:
            description:
              - Name of the key pair. Without it the pair takes the name C(hostname.domain_name).
            type: str
          type:
            description:
              - Algorithm of the key pair, RSA or elliptic curve.
            type: str
            choices: [rsa, ec]
          modulus:
            description:
              - Size of an RSA key in bits. A pair of at least this size satisfies the wish.
              - What is possible depends on the release. Up to 17.10 SSH needs at least 768 bits, from 17.11 at least
                2048.
            type: int
          curve:
            description:
              - Size of the curve of an EC key in bits.
            type: int
            choices: [256, 384, 521]
          usage:
            description:
              - Whether one general purpose pair, or one pair for signatures and one for encryption is generated.
            type: str
            choices: [general, usage]
          exportable:
            description:
              - Whether a pair that is generated can be exported later. It cannot be changed afterwards.
            type: bool
          replace:
            description:
              - Generate a pair that exists and is not what is wanted again, under its name. The device gets a new
                identity, and nothing brings the old one back.
            type: bool
          state:
            description:
              - V(present) generates the pair when it is absent.
              - V(absent) zeroizes it. Nothing brings it back, and when it is the only key pair SSH goes down with it.
                The task warns.
            type: str
            choices: [present, absent]
      host_key_label:
        description:
          - Key pair that the SSH server uses, C(ip ssh rsa keypair-name). Name a pair that exists or is in
            O(config.host_keys); without such a pair the device would shut its SSH server.
        type: str
      version:
        description:
          - Version of the SSH protocol that the server speaks. V(1.99) is the compatibility mode that offers both, in
            which the device has no C(ip ssh version) line. Releases from 17.7 know only V(2).
        type: str
        choices: ["1", "2", "1.99"]
      timeout:
        description:
          - Seconds that a client has to finish the negotiation, C(ip ssh time-out), 1 to 120. The default of the
            device is 120.
        type: int
      authentication_retries:
        description:
          - Number of authentication attempts a client has, C(ip ssh authentication-retries), 0 to 5. The default of the
            device is 3. Fewer than 2 shut out clients that offer several keys before the right one.
        type: int
      dh_min_size:
        description:
          - Smallest Diffie-Hellman group in bits that the server accepts, C(ip ssh dh min size). V(1024), V(2048) or
            V(4096), from 16.8 on V(2048) or V(4096). The default of the device is 1024 on 15.x and 2048 from 16.8 on.
        type: int
      source_interface:
        description:
          - Interface whose address the SSH client of the device uses, C(ip ssh source-interface).
        type: str
      ports:
        description:
          - Further TCP ports on which the server listens, C(ip ssh port). Port 22 stays open.
        type: list
        elements: dict
        suboptions:
          port:
            description: TCP port, 2000 to 10000.
            type: int
            required: true
          rotary:
            description: Rotary group whose lines take the connections, 1 to 127.
            type: int
            required: true
          rotary_end:
            description: Last rotary group when a range of ports is opened.
            type: int
      max_startups:
        description:
          - Number of sessions that may be open before they have authenticated, C(ip ssh maxstartups), 2 to 128.
        type: int
      sessions_per_user:
        description:
          - Number of sessions that one user may have, C(ip ssh server peruser session limit), 1 to 16.
        type: int
      logging_events:
        description:
          - Whether session events are logged, C(ip ssh logging events). On by default from 17.12.
        type: bool
      break_string:
        description:
          - Characters that send a break to a reversed line, C(ip ssh break-string). The default of the device is
            V(~break).
        type: str
      rekey:
        description:
          - When the session keys are negotiated anew, C(ip ssh rekey). Off by default on the device.
        type: dict
        suboptions:
          time:
            description:
              - Minutes after which the keys are renewed, 10 to 1440. The limits are not certain. A value outside of
                them is sent with a warning.
            type: int
          volume:
            description: Kilobytes after which the keys are renewed, 100 to 4194303.
            type: int
      window_size:
        description:
          - SSH window in bytes, C(ip ssh window-size), 8192 to 131072. The default of the device is 8192. A larger
            window makes SCP faster.
        type: int
      bulk_mode:
        description:
          - Large SSH window for file transfer, C(ip ssh bulk-mode). On by default from 17.10.
        type: dict
        suboptions:
          enabled:
            description: Whether bulk mode is on.
            type: bool
          size:
            description: Window in bytes, 131072 to 1073741824.
            type: int
      dscp:
        description:
          - IP DSCP value of SSH packets, 0 to 63. It excludes O(config.precedence).
        type: int
      precedence:
        description:
          - IP precedence of SSH packets, 0 to 7. It excludes O(config.dscp).
        type: int
      algorithms:
        description:
          - Algorithms that the server offers, most preferred first, as the device writes them. A list replaces the one
            on the device. Which names a release accepts is checked before anything is sent.
          - Mind the client that carries out this very change. It must still find a common algorithm afterwards.
        type: dict
        suboptions:
          encryption:
            description: Ciphers, C(ip ssh server algorithm encryption).
            type: list
            elements: str
          mac:
            description: Message authentication codes, C(ip ssh server algorithm mac).
            type: list
            elements: str
          kex:
            description: Key exchange methods, C(ip ssh server algorithm kex).
            type: list
            elements: str
          hostkey:
            description: Host key algorithms, C(ip ssh server algorithm hostkey).
            type: list
            elements: str
          publickey:
            description: Algorithms for the public keys of users, C(ip ssh server algorithm publickey).
            type: list
            elements: str
          keep_current:
            version_added: "0.3.0"
            description:
              - Offers what the device offers now behind the named algorithms, so that nothing is taken away from
                anybody. The first of two steps - a login that uses the new ones alone, as M(secureshell.ios.ios_ssh_login)
                makes it, can prove them before the second step drops the others.
              - For O(state=merged). Not for O(state=rendered), where there is no device to ask.
            type: bool
      client_algorithms:
        description:
          - Algorithms that the SSH client of the device offers, most preferred first.
        type: dict
        suboptions:
          encryption:
            description: Ciphers, C(ip ssh client algorithm encryption).
            type: list
            elements: str
          mac:
            description: Message authentication codes, C(ip ssh client algorithm mac).
            type: list
            elements: str
          kex:
            description: Key exchange methods, C(ip ssh client algorithm kex).
            type: list
            elements: str
      authentication_methods:
        description:
          - Ways in which users may authenticate, C(ip ssh server algorithm authentication), in order.
        type: list
        elements: str
        choices: [publickey, keyboard, password]
      certificate_profile:
        description:
          - X.509 certificates for SSH, C(ip ssh server certificate profile).
        type: dict
        suboptions:
          server:
            description: Certificate that the server presents.
            type: dict
            suboptions:
              trustpoint:
                description: Trustpoint whose certificate signs for the server, C(trustpoint sign).
                type: str
              ocsp_response:
                description: Whether the OCSP response is sent along, C(ocsp-response include).
                type: bool
          user:
            description: Certificates that users present.
            type: dict
            suboptions:
              trustpoint:
                description: Trustpoint that verifies the certificates of users, C(trustpoint verify).
                type: str
              ocsp_response:
                description: Whether users must send an OCSP response, C(ocsp-response required).
                type: bool
      lines:
        description:
          - Virtual terminal lines. They are compared line by line, so that it does not matter how the device joins or
            splits its C(line vty) ranges. Lines that are not named are not touched in any O(state).
        type: list
        elements: dict
        suboptions:
          first:
            description: Number of the first line.
            type: int
            required: true
          last:
            description:
              - Number of the last line. Without it the range is the one line O(config.lines[].first), or with
                O(config.lines[].existing) all lines from there on.
            type: int
          existing:
            description:
              - Means only those lines of the range that the device has. Without it missing lines are created.
              - Not for O(state=rendered), where there is no device to ask.
            type: bool
          also_ssh:
            version_added: "0.2.0"
            description:
              - Means that the line takes SSH beside what it takes already. V(ssh) is added to its protocols where it
                is missing, and where the line asks for its own password or for nothing, with which SSH does not work,
                it asks for the users of the device, C(login local).
              - Closes nothing, and a line that takes SSH stays as it is. Not with O(config.lines[].transport_input) and
                O(config.lines[].login), and not for O(state=rendered).
            type: bool
          transport_input:
            description:
              - Protocols that may come in, for example V(ssh), V(telnet), V(all) or V(none). V(ssh) alone is sent only
                once the device has a key with which SSH can start.
            type: list
            elements: str
          transport_output:
            description: Protocols that a session on the line may use to go on to other devices.
            type: list
            elements: str
          exec_timeout:
            description: >-
              Idle time after which a session ends, C(exec-timeout). Zero for both means never. The default of the
              device is 10 minutes.
            type: dict
            suboptions:
              minutes:
                description: Minutes, 0 to 35791.
                type: int
              seconds:
                description: Seconds on top of the minutes, 0 to 2147483.
                type: int
          login:
            description:
              - How a user is identified on the line. V(local) takes the users of the device, V(password) the password
                of the line (with which SSH does not work), V(none) nobody (C(no login)), V(authentication) the AAA list
                O(config.lines[].login_list).
            type: str
            choices: [local, password, none, authentication]
          login_list:
            description: Name of the AAA login list, C(login authentication).
            type: str
          access_class:
            description: Access lists that connections on the line have to pass.
            type: list
            elements: dict
            suboptions:
              name:
                description: Name or number of the access list.
                type: str
                required: true
              direction:
                description: Whether the list filters connections to the device or from it.
                type: str
                choices: [in, out]
              ipv6:
                description: Whether it is an IPv6 access list, C(ipv6 access-class).
                type: bool
              vrf_also:
                description: Whether connections from interfaces in a VRF are accepted too, C(vrf-also).
                type: bool
          session_limit:
            description: >-
              Number of outgoing sessions that the line may have, C(session-limit), 1 to 4294967295. The limits are not
              certain. A value outside of them is sent with a warning.
            type: int
          privilege_level:
            description: Privilege level of users on the line, C(privilege level), 0 to 15. The default is 1.
            type: int
          rotary:
            description: Rotary group of the line, 1 to 127, see O(config.ports).
            type: int
      login_protection:
        description:
          - Defence against password guessing.
        type: dict
        suboptions:
          block_for:
            description: Quiet period after too many failures, C(login block-for).
            type: dict
            suboptions:
              seconds:
                description: Length of the quiet period in seconds, 1 to 65535.
                type: int
                required: true
              attempts:
                description: Failed attempts that start it, 1 to 65535.
                type: int
                required: true
              within:
                description: Seconds within which the attempts count, 1 to 65535.
                type: int
                required: true
          delay:
            description: Seconds between two attempts, C(login delay), 1 to 10.
            type: int
          quiet_mode_acl:
            description:
              - Access list whose hosts may log in during the quiet period, C(login quiet-mode access-class). Without it
                a scanner locks out the automation too.
            type: str
          on_failure:
            description: Logging of failed logins, C(login on-failure).
            type: dict
            suboptions:
              log:
                description: Whether they are logged.
                type: bool
              every:
                description: Log every so many failures, 1 to 65535. Without it each one.
                type: int
          on_success:
            description: Logging of successful logins, C(login on-success).
            type: dict
            suboptions:
              log:
                description: Whether they are logged.
                type: bool
              every:
                description: Log every so many logins, 1 to 65535. Without it each one.
                type: int
      banner:
        description:
          - Text of C(banner login), which SSH version 2 shows before authentication. The empty string removes it.
        type: str
      session_traps:
        description:
          - SNMP notifications when a session ends.
        type: dict
        suboptions:
          enabled:
            description: Whether they are sent, C(snmp-server enable traps tty).
            type: bool
          hosts:
            description: Receivers, C(snmp-server host ... tty).
            type: list
            elements: dict
            suboptions:
              host:
                description: Address or name of the receiver.
                type: str
                required: true
              community:
                description: SNMP community. It is sent to the device and shown nowhere.
                type: str
                required: true
              version:
                description: SNMP version of the notifications.
                type: str
              port:
                version_added: "0.2.0"
                description: UDP port of the receiver, 162 when not given.
                type: int
  state:
    description:
      - V(merged) adds and changes what O(config) names, and removes nothing.
      - V(replaced) makes each top-level option that O(config) names equal to the wish, lists and dictionaries exactly.
      - V(overridden) makes the whole SSH server equal to the wish. What is not named returns to its default, except
        O(config.hostname), O(config.domain_name), O(config.host_keys) and O(config.lines), which have no default that
        keeps a device reachable and are touched only when named.
      - V(deleted) returns the options named in O(config), or without O(config) all options but those four, to their
        defaults. The values in O(config) do not matter.
      - V(gathered) reads the device and returns its state as RV(gathered).
      - V(rendered) returns the commands for O(config) on O(release) as RV(rendered). No device is needed.
      - V(parsed) turns O(running_config) into RV(parsed). No device is needed.
    type: str
    choices: [merged, replaced, overridden, deleted, gathered, rendered, parsed]
    default: merged
  running_config:
    description:
      - Text for O(state=parsed) - a running configuration, or the parts of it that concern SSH, and optionally the
        output of C(show ip ssh).
    type: str
  key_timeout:
    description:
      - Seconds to wait for one key pair. Old processors need minutes for 4096 bits. Without it the time depends on the
        size of the key.
    type: int
extends_documentation_fragment:
  - secureshell.ios.facet
seealso:
  - plugin: secureshell.ios.cli
    plugin_type: connection
"""

EXAMPLES = r"""
- name: Let only SSH version 2 in, and end unfinished logins after a minute
  secureshell.ios.ios_ssh_server:
    config:
      version: "2"
      timeout: 60
      authentication_retries: 3
    save_when: changed

- name: Close Telnet when two accounts are proven to get in by SSH, else everything is as before within ten minutes
  secureshell.ios.ios_ssh_server:
    config:
      lines:
        - first: 0
          existing: true
          transport_input: [ssh]
    guard_minutes: 10
    proof:
      accounts:
        - user: emergency
          password: "{{ vault_emergency_password }}"
          privilege: 15
      telnet_refused: true
    save_when: changed

- name: Change a release that has no timed rollback; when the new login fails it restarts as it was saved
  secureshell.ios.ios_ssh_server:
    config:
      timeout: 60
      version: "2"
    guard: reload
    save_when: changed

- name: Move the SSH server to a new 3072-bit host key and keep the old one
  secureshell.ios.ios_ssh_server:
    config:
      host_keys:
        - label: SSH-3072
          type: rsa
          modulus: 3072
      host_key_label: SSH-3072
    save_when: changed

- name: Close Telnet on every vty and end idle sessions after five minutes
  secureshell.ios.ios_ssh_server:
    config:
      lines:
        - first: 0
          existing: true
          transport_input: [ssh]
          exec_timeout:
            minutes: 5
            seconds: 0
    save_when: changed

- name: Offer only the ciphers that the auditors accept
  secureshell.ios.ios_ssh_server:
    state: replaced
    config:
      algorithms:
        encryption: [aes256-ctr, aes192-ctr, aes128-ctr]
    save_when: changed

- name: Slow down password guessing, but never for the management network
  secureshell.ios.ios_ssh_server:
    config:
      login_protection:
        block_for:
          seconds: 900
          attempts: 3
          within: 120
        quiet_mode_acl: MANAGEMENT
        on_failure:
          log: true
    save_when: changed

- name: See what the SSH server looks like today
  secureshell.ios.ios_ssh_server:
    state: gathered
  register: ssh_server

- name: Return the time-out and the number of retries to their defaults
  secureshell.ios.ios_ssh_server:
    state: deleted
    config:
      timeout: 60
      authentication_retries: 3
    save_when: changed

- name: Print the commands for a 17.15 device without touching one
  secureshell.ios.ios_ssh_server:
    state: rendered
    release: "17.15"
    config:
      timeout: 60
      logging_events: true

- name: Read a saved configuration into the model
  secureshell.ios.ios_ssh_server:
    state: parsed
    running_config: |
      hostname core-1
      ip ssh time-out 60
      line vty 0 4
       transport input ssh
"""

RETURN = r"""
before:
  description: The SSH server before the task, in the shape of O(config), without secrets.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    hostname: core-1
    timeout: 120
after:
  description: The SSH server after the task, read from the device again; in check mode as it would be.
  returned: success, when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: dict
  sample:
    hostname: core-1
    timeout: 60
commands:
  description: >-
    Commands that were sent, or would be sent in check mode, in order and with the modes below C(configure terminal),
    secrets masked.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: list
  elements: str
  sample: ["ip ssh time-out 60", "line vty 0 4", "exec-timeout 5 0"]
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
      sample: timeout
    commands:
      description: Commands of the step, secrets masked.
      type: list
      elements: str
      returned: always
      sample: ["ip ssh time-out 60"]
    reason:
      description: Why the step is there.
      type: str
      returned: always
      sample: 60 s wanted, 120 s found (default)
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
    before: "timeout: 120\n"
    after: "timeout: 60\n"
    prepared: "# timeout: 60 s wanted, 120 s found (default)\nip ssh time-out 60\n"
host_keys:
  description:
    - The key pairs that the device has after the task, decoded, in the shape of C(ansible_net_ssh_host_keys) of
      M(secureshell.ios.ios_ssh_facts). In check mode those that it has now.
  returned: when the task read them, as for O(config.host_keys) and O(config.host_key_label)
  type: list
  elements: dict
  sample: [{"name": "SSH-3072", "type": "rsa", "bits": 3072, "used_by_ssh": true, "public_key": "ssh-rsa AAAA..."}]
saved:
  description: Whether the running configuration was saved.
  returned: when O(state) is V(merged), V(replaced), V(overridden) or V(deleted)
  type: bool
  sample: true
warnings:
  description: What the operator should know, for example that a key pair is not saved yet.
  returned: when there are any
  type: list
  elements: str
  sample: ["core-1: the new key pair SSH-3072 is not saved and will be gone after a reload."]
release:
  description: Release that the device reported.
  returned: when a device was read
  type: str
  sample: "17.15.1"
gathered:
  description: The SSH server as it is, in the shape of O(config), without secrets.
  returned: when O(state=gathered)
  type: dict
  sample:
    hostname: core-1
    version: "2"
    timeout: 120
rendered:
  description: Commands that O(config) needs on a device in its defaults.
  returned: when O(state=rendered)
  type: list
  elements: str
  sample: ["ip ssh time-out 60"]
parsed:
  description: The SSH server that O(running_config) describes, in the shape of O(config), without secrets.
  returned: when O(state=parsed)
  type: dict
  sample:
    hostname: core-1
    timeout: 60
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


def _names(*names):
    return {name: {"type": "list", "elements": "str", "no_log": False} for name in names}


def _integers(*names):
    return {name: {"type": "int"} for name in names}


def _dictionary(**options):
    return {"type": "dict", "options": options}


def _dictionaries(**options):
    return {"type": "list", "elements": "dict", "options": options}


ARGUMENT_SPEC = facet_spec(
    dict(
        hostname={"type": "str"},
        domain_name={"type": "str"},
        host_keys={
            "type": "list",
            "elements": "dict",
            "no_log": False,
            "options": {
                "label": {"type": "str"},
                "type": {"type": "str", "choices": ["rsa", "ec"]},
                "modulus": {"type": "int"},
                "curve": {"type": "int", "choices": [256, 384, 521]},
                "usage": {"type": "str", "choices": ["general", "usage"]},
                "exportable": {"type": "bool"},
                "replace": {"type": "bool"},
                "state": {"type": "str", "choices": ["present", "absent"]},
            },
        },
        host_key_label={"type": "str", "no_log": False},
        version={"type": "str", "choices": ["1", "2", "1.99"]},
        **_integers("timeout", "authentication_retries", "dh_min_size"),
        source_interface={"type": "str"},
        ports=_dictionaries(
            port={"type": "int", "required": True},
            rotary={"type": "int", "required": True},
            rotary_end={"type": "int"},
        ),
        **_integers("max_startups", "sessions_per_user"),
        logging_events={"type": "bool"},
        break_string={"type": "str"},
        rekey={"type": "dict", "no_log": False, "options": _integers("time", "volume")},
        window_size={"type": "int"},
        bulk_mode=_dictionary(enabled={"type": "bool"}, size={"type": "int"}),
        **_integers("dscp", "precedence"),
        algorithms=_dictionary(
            **_names("encryption", "mac", "kex", "hostkey", "publickey"), keep_current={"type": "bool"}
        ),
        client_algorithms=_dictionary(**_names("encryption", "mac", "kex")),
        authentication_methods={
            "type": "list",
            "elements": "str",
            "choices": ["publickey", "keyboard", "password"],
        },
        certificate_profile=_dictionary(
            server=_dictionary(trustpoint={"type": "str"}, ocsp_response={"type": "bool"}),
            user=_dictionary(trustpoint={"type": "str"}, ocsp_response={"type": "bool"}),
        ),
        lines=_dictionaries(
            first={"type": "int", "required": True},
            last={"type": "int"},
            existing={"type": "bool"},
            also_ssh={"type": "bool"},
            **_names("transport_input", "transport_output"),
            exec_timeout=_dictionary(**_integers("minutes", "seconds")),
            login={"type": "str", "choices": ["local", "password", "none", "authentication"]},
            login_list={"type": "str"},
            access_class=_dictionaries(
                name={"type": "str", "required": True},
                direction={"type": "str", "choices": ["in", "out"]},
                ipv6={"type": "bool"},
                vrf_also={"type": "bool"},
            ),
            **_integers("session_limit", "privilege_level", "rotary"),
        ),
        login_protection=_dictionary(
            block_for=_dictionary(
                **{name: {"type": "int", "required": True} for name in ("seconds", "attempts", "within")}
            ),
            delay={"type": "int"},
            quiet_mode_acl={"type": "str"},
            on_failure=_dictionary(log={"type": "bool"}, every={"type": "int"}),
            on_success=_dictionary(log={"type": "bool"}, every={"type": "int"}),
        ),
        banner={"type": "str"},
        session_traps=_dictionary(
            enabled={"type": "bool"},
            hosts=_dictionaries(
                host={"type": "str", "required": True},
                community={"type": "str", "required": True, "no_log": True},
                version={"type": "str"},
                port={"type": "int"},
            ),
        ),
    ),
    key_timeout={"type": "int", "no_log": False},
)
CONDITIONS = FACET_CONDITIONS


def main():
    only_as_action("ios_ssh_server", ARGUMENT_SPEC, **CONDITIONS)


if __name__ == "__main__":
    main()
