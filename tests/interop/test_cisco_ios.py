# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of cisco.ios drive a mock device through network_cli, in a real ansible-playbook."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAYBOOK = """
- hosts: mock_ios
  gather_facts: false
  tasks:
    - cisco.ios.ios_facts:
        gather_subset: [default, config]
    - cisco.ios.ios_command:
        commands: [show ip ssh, show version]
      register: shown
    - cisco.ios.ios_config:
        lines: [ip ssh time-out 45, ip ssh authentication-retries 2]
        save_when: modified
      register: first
    - cisco.ios.ios_config:
        lines: [ip ssh time-out 45, ip ssh authentication-retries 2]
      register: second
    - cisco.ios.ios_command:
        commands: [show startup-config | include ip ssh]
      register: saved
    - ansible.builtin.assert:
        that:
          - ansible_facts.net_hostname == 'r1'
          - ansible_facts.net_version is version('17', '>=')
          - "'line vty 0 4' in ansible_facts.net_config"
          - "'SSH Enabled - version 2.0' in shown.stdout[0]"
          - first is changed
          - second is not changed
          - "'ip ssh time-out 45' in saved.stdout[0]"
"""


EVERYDAY = """
- hosts: mock_ios
  gather_facts: false
  vars:
    greeting: "one # two\\nthree > four"
  tasks:
    - cisco.ios.ios_facts: {gather_subset: all}
    - cisco.ios.ios_config:
        parents: line vty 0 4
        lines: [exec-timeout 5 0, login local]
        save_when: modified
        diff_against: running
      diff: true
      register: lines
    - cisco.ios.ios_hostname: {config: {hostname: edge}, state: merged}
      register: name
    - cisco.ios.ios_banner: {banner: login, text: "{{ greeting }}", state: present}
      register: banner
    - cisco.ios.ios_banner: {banner: login, text: "{{ greeting }}", state: present}
      register: banner_again
    - cisco.ios.ios_user: {name: bob, configured_password: secret1, privilege: 15, update_password: on_create}
      register: user
    - cisco.ios.ios_user: {name: bob, state: absent}
      register: gone
    - cisco.ios.ios_user: {name: carol, sshkey: "ssh-rsa AAAAB3NzaC1yc2EAAAABAwAAAAEB carol@desk", privilege: 15}
      register: key
    - cisco.ios.ios_user: {name: carol, sshkey: "ssh-rsa AAAAB3NzaC1yc2EAAAABAwAAAAEB carol@desk", privilege: 15}
      register: key_again
    - cisco.ios.ios_command:
        commands:
          - show running-config | include hostname|username bob
          - {command: copy running-config startup-config, prompt: Destination filename, answer: "\\r"}
          - show running-config | section pubkey-chain
      register: shown
    - ansible.builtin.assert:
        that:
          - ansible_facts.net_serialnum is truthy
          - "[lines, name, banner, user, gone, key] | map(attribute='changed') is all"
          - banner_again is not changed
          - key_again is not changed
          - "'   key-hash ssh-rsa ' in shown.stdout[2] and shown.stdout[2].endswith(' carol@desk')"
          - shown.stdout[0] == 'hostname edge'
          - "'[OK]' in shown.stdout[1]"
"""


RESOURCES = """
- hosts: mock_ios
  gather_facts: false
  vars:
    users:
      - {name: ann, configured_password: secret-1, privilege: 15}
      - {name: ben, configured_password: secret-2, privilege: 5}
  tasks:
    - cisco.ios.ios_facts: {gather_subset: [hardware, interfaces], gather_network_resources: [hostname, lacp]}
    - cisco.ios.ios_user: {aggregate: "{{ users }}", update_password: on_create}
      register: users_first
    - cisco.ios.ios_user: {aggregate: "{{ users }}", update_password: on_create}
      register: users_again
    - cisco.ios.ios_user: {aggregate: [{name: admin}, {name: ann}], purge: true}
      register: purged
    - cisco.ios.ios_banner: {banner: motd, text: "one\ntwo > three", state: present}
      register: motd
    - cisco.ios.ios_hostname: {state: gathered}
      register: found
    - ansible.netcommon.net_put: {src: "{{ playbook_dir }}/up.txt", dest: "flash:/up.txt", protocol: scp}
      register: put
    - ansible.netcommon.net_get: {src: "flash:/up.txt", dest: "{{ playbook_dir }}/down.txt", protocol: scp}
    - cisco.ios.ios_command:
        commands:
          - more flash:up.txt
          - {command: "copy flash:up.txt flash:second.txt", prompt: Destination filename, answer: "\\r"}
          - {command: "delete flash:up.txt", prompt: [Delete filename, confirm], answer: ["\\r", "y"], check_all: true}
          - "dir flash:"
          - verify /md5 flash:second.txt
          - show running-config | include ^username
      register: shown
    - ansible.builtin.assert:
        that:
          - ansible_facts.net_filesystems_info.values() | map(attribute='spacefree_kb') | first > 60000
          - ansible_facts.net_memtotal_mb > 100
          - ansible_facts.net_cpu_utilization.core.one_minute == 1
          - ansible_facts.net_all_ipv4_addresses == ['10.0.0.1']
          - ansible_facts.net_interfaces.GigabitEthernet1.description == 'up link'
          - ansible_facts.net_interfaces.GigabitEthernet1.operstatus == 'up'
          - users_first is changed
          - users_again is not changed
          - purged is changed
          - motd is changed
          - found.gathered.hostname == inventory_hostname
          - put is changed
          - shown.stdout[0] == 'to the device'
          - "'bytes copied in' in shown.stdout[1]"
          - "'second.txt' in shown.stdout[3] and 'up.txt' not in shown.stdout[3]"
          - "'second.txt) = ' ~ ('to the device' | hash('md5')) in shown.stdout[4]"
          - "'username ann' in shown.stdout[5]"
          - "'username ben' not in shown.stdout[5]"
"""
CONFIGURED = """ip scp server enable
interface GigabitEthernet1
 description up link
 ip address 10.0.0.1 255.255.255.0
"""


def play(running, directory, text, ssh_type):
    playbook = directory / "playbook.yml"
    playbook.write_text(text, encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_HOME": str(directory / "ansible"),
        "HOME": str(directory),
        "ANSIBLE_NETWORK_CLI_SSH_TYPE": ssh_type,
        "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": "10",  # also how long the helper process of network_cli stays
        "ANSIBLE_DEPRECATION_WARNINGS": "false",
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(running.inventory), str(playbook)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=110, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "failed=0" in result.stdout


@pytest.mark.parametrize("ssh_type", ["libssh", "paramiko"])
def test_facts_commands_and_configuration(mock_fleet, tmp_path, ssh_type):
    play(mock_fleet({"devices": [{"name": "r1", "profile": "17.15"}]}), tmp_path, PLAYBOOK, ssh_type)


def test_everyday_modules(mock_fleet, tmp_path):
    play(mock_fleet({"devices": [{"name": "r1", "profile": "17.3"}]}), tmp_path, EVERYDAY, "paramiko")


def test_users_banners_names_and_files(mock_fleet, tmp_path):
    (tmp_path / "up.txt").write_text("to the device", encoding="utf-8")
    fleet = mock_fleet({"devices": [{"name": "r1", "profile": "17.15", "config": CONFIGURED}]})
    play(fleet, tmp_path, RESOURCES, "paramiko")
    assert (tmp_path / "down.txt").read_text(encoding="utf-8") == "to the device"
