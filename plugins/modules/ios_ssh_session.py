# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of M(secureshell.ios.ios_ssh_session); the action of that name does the work."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ios_ssh_session
short_description: Open an SSH session from a Cisco IOS or IOS XE device to another machine
version_added: "0.2.0"
author:
  - secureshell.ios contributors (!UNKNOWN)
description:
  - Logs in to the managed device, and has it open an encrypted session to another machine with its own C(ssh) command,
    as the vendor's guide does under "Starting an Encrypted Session with a Remote Device". Answers the login, runs a
    command or opens a shell and leaves it, and tells what came of it.
  - Proves hop by hop that an account, an algorithm or a path works, from where it has to work. Nothing is configured,
    neither on the device nor on the other machine, and the task never reports a change.
  - The password is typed at prompts for a password before the login, and at nothing else - not at the C(enable) of the
    other machine, not for a new password, and not once the device has its own prompt again.
  - The session always ends within O(timeout) and a few seconds. A shell that does not end by C(exit) is left with the
    escape sequence of the device and C(disconnect); where that fails too, the task ends its own session with the
    device, which ends the one behind it, and types nothing more.
options:
  host:
    description:
      - Name or address of the other machine, as the device knows it.
    type: str
    required: true
  port:
    description:
      - Port of the other machine, 1 to 65535. Without it the device takes 22.
    type: int
  user:
    description:
      - User on the other machine. Without it the device takes the user of the own login.
    type: str
  password:
    description:
      - Password of O(user). Keyboard-interactive asks for it first, then the password method; both get the same answer.
    type: str
  answers:
    description:
      - What to answer to other questions before the login, for example for a one-time code. They come before
        O(password) - an entry whose O(answers[].question) fits is used, even where a password is asked for.
    type: list
    elements: dict
    default: []
    suboptions:
      question:
        description:
          - Regular expression, searched in the line of the question.
        type: str
        required: true
      answer:
        description:
          - The line to type. It is never shown.
        type: str
        required: true
  password_prompts:
    description:
      - How many times a method may ask for the password, C(-o numberofpasswordprompts), 0 to 5. Each of the two methods
        counts by itself. With the default, a wrong password costs two failed attempts and does not lock an account.
      - V(0) leaves the option out, for releases that do not know it; the device then asks three times by each method.
    type: int
    default: 1
  version:
    description:
      - Version of the protocol. Without it the device takes what both sides know.
    type: str
    choices: ["1", "2"]
  cipher:
    description:
      - The only cipher to offer, in the words of the device, V(3des), V(aes128-cbc), V(aes192-cbc), V(aes256-cbc),
        V(aes128-ctr), V(aes192-ctr) or V(aes256-ctr). Names of newer algorithms are sent as they are; a device that
        does not know them refuses the command, RV(result=command_refused).
    type: str
  mac:
    description:
      - The only MAC to offer, in the words of the device, V(hmac-md5-128), V(hmac-md5-96), V(hmac-sha1-160) or
        V(hmac-sha1-96), or the name of a newer one.
    type: str
  vrf:
    description:
      - VRF in which the other machine is looked for.
    type: str
  vrf_in_user:
    description:
      - Write O(vrf) behind the user, C(-l user:vrf), as the guide does, instead of C(-vrf).
    type: bool
    default: false
  rotary:
    description:
      - Rotary group of the terminal server to which the session leads, C(-l user:rotaryN), 1 to 127.
    type: int
  line:
    description:
      - Number of the terminal line to which the session leads, C(-l user:N).
    type: int
  command:
    description:
      - One command for the other machine. Without it a shell is opened and left again.
      - A command that prints nothing looks like a login that was refused, because the device says the same about both.
        Use O(shell) for those.
    type: str
  shell:
    description:
      - Open a shell on the other machine and type O(command) there, instead of having it run alone. Always so without
        O(command).
    type: bool
    default: false
  show_negotiated:
    description:
      - Type C(show ssh) at the other machine as well, if it has the prompt of Cisco IOS, to learn which algorithms were
        agreed on. Needs a shell.
    type: bool
    default: false
  expect:
    description:
      - The results that are a success. Name another one to prove that a way is shut.
    type: list
    elements: str
    default: [connected]
    choices:
      - connected
      - refused
      - unreachable
      - timed_out
      - name_unknown
      - no_common_algorithm
      - aborted
      - closed
      - server_authentication_failed
      - authentication_failed
      - password_expired
      - command_refused
      - unknown
  timeout:
    description:
      - Seconds for all of it, 1 to 3600, from the command to the end of the session.
    type: int
    default: 60
  command_timeout:
    description:
      - Seconds that the managed device may be silent at its other commands. Default is the one of the connection.
    type: int
attributes:
  action:
    description: The work is done by an action plugin on the controller.
    support: full
  check_mode:
    description: Checks the options and returns the command. No session is opened, RV(result) is null.
    support: partial
    details: Whether a way works is not known without trying it.
  diff_mode:
    description: There is nothing to show a difference of.
    support: none
  platform:
    description: Devices from which sessions are opened. The other machine can be anything that speaks SSH.
    support: full
    platforms: Cisco IOS, Cisco IOS XE
notes:
  - The words by which devices say that a session failed are known in part only; RV(words) has them, and words that are
    in no table give V(unknown).
  - A password that is typed on a device leaves the device encrypted, but the device sees it.
seealso:
  - module: secureshell.ios.ios_ssh_debug
  - module: secureshell.ios.ios_ssh_server
"""

EXAMPLES = r"""
- name: See whether the core lets the management account in from here
  secureshell.ios.ios_ssh_session:
    host: 192.0.2.12
    user: admin
    password: "{{ vault_password }}"

- name: Read the clock of a peer with an algorithm of our choice
  secureshell.ios.ios_ssh_session:
    version: "2"
    cipher: aes256-ctr
    mac: hmac-sha1-96
    host: 192.0.2.12
    user: admin
    password: "{{ vault_password }}"
    command: show clock
  register: clock

- name: Prove that nobody gets in with an old cipher, and from this VRF not at all
  secureshell.ios.ios_ssh_session:
    host: 192.0.2.12
    user: admin
    password: "{{ vault_password }}"
    cipher: "{{ item.cipher | default(omit) }}"
    vrf: "{{ item.vrf | default(omit) }}"
    expect: "{{ item.expect }}"
  loop:
    - {cipher: 3des, expect: [no_common_algorithm]}
    - {vrf: guests, expect: [refused, unreachable, timed_out]}
  loop_control:
    label: "{{ item.expect | join(' or ') }}"

- name: Log in with a one-time code beside the password
  secureshell.ios.ios_ssh_session:
    host: jump.example.net
    user: admin
    password: "{{ vault_password }}"
    answers:
      - question: "[Vv]erification code"
        answer: "{{ code }}"
"""

RETURN = r"""
result:
  description:
    - V(connected) - the other machine let the user in.
    - V(refused), V(unreachable), V(timed_out), V(name_unknown) - there was no connection. V(timed_out) also is a session
      that did not end within O(timeout); RV(meaning) tells which.
    - V(no_common_algorithm) - both sides share no key exchange, cipher or MAC, and the log of the device says so.
      V(aborted) - the device gave up, and its log does not say why.
    - V(server_authentication_failed) - the other machine shows another key than the one stored for it, and
      C(ip ssh stricthostkeycheck) is set.
    - V(authentication_failed), V(password_expired) - the other machine did not let the user in. V(closed) - it ended
      the connection before it asked anything.
    - V(command_refused) - the device does not know this form of C(ssh).
    - V(unknown) - in words that no table has.
    - Null in check mode.
  returned: always
  type: str
  sample: connected
words:
  description: The lines in which the device said so.
  returned: always
  type: list
  elements: str
  sample: ["[Connection to 192.0.2.12 closed by foreign host]"]
meaning:
  description: What that means, and what to do. Empty when connected.
  returned: always
  type: str
  sample: ""
command:
  description: The command that the device was given.
  returned: always
  type: str
  sample: ssh -v 2 -c aes256-ctr -m hmac-sha1-96 -l admin -o numberofpasswordprompts 1 192.0.2.12 show clock
output:
  description: What the O(command) printed.
  returned: when the other machine let the user in
  type: str
  sample: 10:00:00.000 UTC Tue Nov 24 2026
output_lines:
  description: The lines of RV(output).
  returned: when the other machine let the user in
  type: list
  elements: str
  sample: ["10:00:00.000 UTC Tue Nov 24 2026"]
banner:
  description: What the other machine showed before the login.
  returned: always
  type: str
  sample: Authorized users only
greeting:
  description: What it showed between login and prompt; of a shell only.
  returned: always
  type: str
  sample: Welcome
negotiated:
  description: The algorithms that were agreed on. Null for what nothing tells.
  returned: always
  type: dict
  contains:
    cipher:
      description: The cipher.
      returned: always
      type: str
      sample: aes256-ctr
    mac:
      description: The MAC.
      returned: always
      type: str
      sample: hmac-sha1-96
    known_from:
      description:
        - V(debug) when lines of debugging on the terminal told, V(peer) when O(show_negotiated) did, V(offer) when the
          task left only one choice, else null.
      returned: always
      type: str
      sample: offer
session:
  description:
    - The lines of C(debug ip ssh client) that came on the terminal meanwhile, as P(secureshell.ios.debug_ip_ssh#filter)
      reads them. Null where there were none.
  returned: always
  type: dict
  sample: null
prompts:
  description: How many questions were answered before the login.
  returned: always
  type: int
  sample: 1
left_cleanly:
  description: Whether the device had its prompt again. If not, the task has ended its session with the device.
  returned: always
  type: bool
  sample: true
seconds:
  description: How long it took.
  returned: always
  type: float
  sample: 1.3
"""

from ansible_collections.secureshell.ios.plugins.module_utils._action import (  # noqa: E402 - documentation comes first
    only_as_action,
)

RESULTS = [
    "connected",
    "refused",
    "unreachable",
    "timed_out",
    "name_unknown",
    "no_common_algorithm",
    "aborted",
    "closed",
    "server_authentication_failed",
    "authentication_failed",
    "password_expired",
    "command_refused",
    "unknown",
]
ARGUMENT_SPEC = {
    "host": {"type": "str", "required": True},
    "port": {"type": "int"},
    "user": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "answers": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "question": {"type": "str", "required": True},
            "answer": {"type": "str", "required": True, "no_log": True},
        },
    },
    "password_prompts": {"type": "int", "default": 1, "no_log": False},
    "version": {"type": "str", "choices": ["1", "2"]},
    "cipher": {"type": "str"},
    "mac": {"type": "str"},
    "vrf": {"type": "str"},
    "vrf_in_user": {"type": "bool", "default": False},
    "rotary": {"type": "int"},
    "line": {"type": "int"},
    "command": {"type": "str"},
    "shell": {"type": "bool", "default": False},
    "show_negotiated": {"type": "bool", "default": False},
    "expect": {"type": "list", "elements": "str", "default": ["connected"], "choices": RESULTS},
    "timeout": {"type": "int", "default": 60},
    "command_timeout": {"type": "int"},
}
CONDITIONS = {"required_by": {"rotary": ["user"], "line": ["user"]}}


def main():
    only_as_action("ios_ssh_session", ARGUMENT_SPEC, **CONDITIONS)


if __name__ == "__main__":
    main()
