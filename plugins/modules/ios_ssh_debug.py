# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_debug); the work is done by the action of that name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_debug
short_description: Watch the SSH sessions of a Cisco IOS or IOS XE device with debugging, for a bounded time
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Switches debugging of SSH, SCP or SNMP on, waits or lets other tasks run, switches it off again, and returns the
    sessions that the lines tell about - who came from where, what was negotiated each way, how the login went, and how
    it ended.
  - Exactly what it switched on is switched off, also when the task fails and when its session with the device is lost.
    What was on before stays on. C(undebug all) is never sent.
options:
  state:
    description:
      - V(collected) switches on, waits for O(seconds), switches off and returns what came.
      - V(started) switches on and returns RV(watch). V(stopped) takes that as O(watch), switches off, and returns what
        came since. Put V(stopped) into the C(always) part of the block.
    type: str
    choices: [collected, started, stopped]
    default: collected
  debugs:
    description:
      - What is switched on. V(ssh) is C(debug ip ssh), V(ssh_detail) C(debug ip ssh detail), V(ssh_packet) C(debug ip
        ssh packet), V(ssh_client) C(debug ip ssh client), V(scp) C(debug ip scp), V(snmp_packet) C(debug snmp packet).
      - V(ssh) shows every packet on many releases, and V(ssh_packet) always does. On a device with many sessions that
        costs CPU time, and a buffer of the usual 4096 bytes does not hold a single session. V(ssh_detail) is enough to
        see what was negotiated and how a login went.
      - With O(state=stopped) and without O(watch) it names what is switched off.
    type: list
    elements: str
    choices: [ssh, ssh_detail, ssh_packet, ssh_client, scp, snmp_packet]
    default: [ssh_detail]
  seconds:
    description:
      - How long O(state=collected) watches, 1 to 3600.
    type: int
    default: 30
  source:
    description:
      - Where the lines are taken from. V(buffer) is the logging buffer, read after debugging is off. V(terminal) has
        the device show its log on the terminal of the task, C(terminal monitor), for O(state=collected) only.
      - With V(terminal), what is shown travels through the SSH session of the task, whose packets are debugged too. Do
        not use it with V(ssh) or V(ssh_packet).
    type: str
    choices: [buffer, terminal]
    default: buffer
  raise_level:
    description:
      - Where C(logging buffered) does not keep debugging, have it do so meanwhile, and put the line of the
        configuration back afterwards. Without it such a device is an error, before anything is switched on.
    type: bool
    default: false
  buffer_size:
    description:
      - Size of the logging buffer meanwhile, 4096 to 2147483647 bytes. The old line of the configuration is put back
        afterwards. Devices clear the buffer when its size changes, so what it holds now is lost.
    type: int
  max_lines:
    description:
      - How many lines are returned as they came, 0 to 100000. All of them are read for RV(sessions).
    type: int
    default: 1000
  watch:
    description:
      - RV(watch) of the task that started, for O(state=stopped).
    type: dict
  command_timeout:
    description:
      - Seconds that the device may be silent. Default is the one of the connection.
    type: int
attributes:
  action:
    description: The work is done by an action plugin on the controller.
    support: full
  check_mode:
    description: Reads what is on, and returns the commands that would be sent. Does not wait.
    support: full
  diff_mode:
    description: There is nothing to show a difference of.
    support: none
  platform:
    description: Devices that can be watched.
    support: full
    platforms: Cisco IOS, Cisco IOS XE
notes:
  - Debugging needs privilege level 15.
  - The task does not clear the log and does not save the configuration.
seealso:
  - module: secureshell.ios.ios_ssh_session
  - plugin: secureshell.ios.debug_ip_ssh
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Watch for half a minute who logs in
  secureshell.ios.ios_ssh_debug:
    debugs: [ssh_detail]
    seconds: 30
  register: seen

- name: Watch one login
  block:
    - name: Begin to watch
      secureshell.ios.ios_ssh_debug:
        state: started
        debugs: [ssh_detail]
        buffer_size: 64000
      register: begun
    - name: Log in from the next router
      secureshell.ios.ios_ssh_session:
        host: "{{ ansible_host }}"
        user: admin
        password: "{{ vault_password }}"
      delegate_to: core-1
  always:
    - name: End the watch
      secureshell.ios.ios_ssh_debug:
        state: stopped
        watch: "{{ begun.watch | default(omit) }}"
      register: seen
"""

RETURN = r"""
sessions:
  description:
    - The sessions that the lines tell about, in the shape of P(secureshell.ios.debug_ip_ssh#filter), and C(own), whether
      it is the one of this task.
  returned: when it collected
  type: list
  elements: dict
  sample:
    - direction: server
      number: 0
      peer_ident: SSH-2.0-OpenSSH_9.2p1
      client_to_server: {encryption: aes256-ctr, mac: hmac-sha2-256, compression: null}
      authentication: {methods: [], result: success, user: lab, failures: 0}
      closed: normal
      seconds: 16.0
      own: false
transfers:
  description: SCP transfers, as that filter has them.
  returned: when it collected
  type: list
  elements: dict
  sample: []
traps:
  description: SNMP traps, as that filter has them.
  returned: when it collected
  type: list
  elements: dict
  sample: []
errors:
  description: Errors in the lines that belong to no session.
  returned: when it collected
  type: list
  elements: str
  sample: []
lines:
  description: The lines as they came, at most O(max_lines).
  returned: when it collected
  type: list
  elements: str
  sample: ["00:04:22: SSH0: starting SSH control process"]
line_count:
  description: How many lines came.
  returned: when it collected
  type: int
  sample: 21
lost:
  description: How many messages the buffer had lost before they could be read. A larger O(buffer_size) keeps them.
  returned: when it collected
  type: int
  sample: 0
watch:
  description: What the task that stops needs.
  returned: with O(state=started)
  type: dict
  sample: {"before": [], "on": ["ssh_detail"], "said": {"ssh_detail": ["ssh detail messages debugging is on"]}, "already": [],
    "messages": 39, "raised": null, "sent": ["debug ip ssh detail"]}
switched_on:
  description: What this task switched on, in check mode what it would.
  returned: with O(state=collected) and O(state=started)
  type: list
  elements: str
  sample: [ssh_detail]
already_on:
  description: What was on before. It stays on.
  returned: with O(state=collected) and O(state=started)
  type: list
  elements: str
  sample: []
debugs_before:
  description: What the device said was on before, its own words.
  returned: always
  type: list
  elements: str
  sample: []
debugs_after:
  description: What it said was on at the end of the task.
  returned: always
  type: list
  elements: str
  sample: []
commands:
  description: The commands that changed something, in check mode those that would be sent.
  returned: always
  type: list
  elements: str
  sample: [debug ip ssh detail, no debug ip ssh detail]
"""

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)

DEBUGS = ["ssh", "ssh_detail", "ssh_packet", "ssh_client", "scp", "snmp_packet"]
ARGUMENT_SPEC = {
    "state": {"type": "str", "choices": ["collected", "started", "stopped"], "default": "collected"},
    "debugs": {"type": "list", "elements": "str", "choices": DEBUGS, "default": ["ssh_detail"]},
    "seconds": {"type": "int", "default": 30},
    "source": {"type": "str", "choices": ["buffer", "terminal"], "default": "buffer"},
    "raise_level": {"type": "bool", "default": False},
    "buffer_size": {"type": "int"},
    "max_lines": {"type": "int", "default": 1000},
    "watch": {"type": "dict"},
    "command_timeout": {"type": "int"},
}


def main():
    only_as_action("ios_ssh_debug", ARGUMENT_SPEC)


if __name__ == "__main__":
    main()
