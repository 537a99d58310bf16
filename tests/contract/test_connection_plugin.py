# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection plugin under real ansible-playbook runs, with raw and meta: reset_connection."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")


@pytest.fixture
def play(home, peers):
    """A function that runs a play against peers; gives the exit status, what each task said, and all output."""

    def run(hosts, tasks, arguments=(), **keywords):
        inventory = {"all": {"hosts": hosts, "vars": {"ansible_connection": "secureshell.ios.cli"}}}
        (home / "inventory.yml").write_text(yaml.safe_dump(inventory))
        plays = [{"hosts": "all", "gather_facts": False, **keywords, "tasks": tasks}]
        (home / "play.yml").write_text(yaml.safe_dump(plays))
        environment = {
            **os.environ,
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_LOCAL_TEMP": str(home / "tmp"),
            "ANSIBLE_DEPRECATION_WARNINGS": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
        }
        done = subprocess.run(
            [str(PLAYBOOK), "-i", str(home / "inventory.yml"), *arguments, str(home / "play.yml")],
            env=environment,
            cwd=home,
            capture_output=True,
            text=True,
            timeout=110,  # on a machine that is busy with other things
            check=False,
        )
        report = json.loads(done.stdout[done.stdout.index("{") :]) if "{" in done.stdout else {"plays": [{"tasks": []}]}
        results = [task["hosts"] for play in report["plays"] for task in play["tasks"]]
        return done.returncode, results, done.stdout + done.stderr

    return run


def host(home, peer, **variables):
    known = home / ".ssh" / "known_hosts"
    with known.open("a") as lines:
        lines.write(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n")
    given = {"ansible_host": "127.0.0.1", "ansible_port": peer["port"], "ansible_user": "admin"}
    return {**given, "ansible_password": "secret", **variables}


def test_raw_and_reset_connection(play, peers, home):
    peer = peers.start(replies={"show clock": "10:00:00\r\n", "show version": "Cisco IOS Software\r\n"})
    status, results, output = play(
        {"r1": host(home, peer)},
        [
            {"ansible.builtin.raw": "show clock\nshow version"},
            {"ansible.builtin.meta": "reset_connection"},
            {"ansible.builtin.raw": "show clock"},
            {"ansible.builtin.raw": "show nothing", "register": "no", "failed_when": "no.rc != 1"},
        ],
    )
    assert status == 0, output
    assert results[0]["r1"]["stdout_lines"] == ["10:00:00", "Cisco IOS Software"]
    assert results[-2]["r1"]["stdout_lines"] == ["10:00:00"]
    assert "Invalid input" in results[-1]["r1"]["stderr"]


def test_become_is_enable(play, peers, home):
    peer = peers.start(
        prompt="R1>",
        replies={
            "show privilege": ["Current privilege level is 1\r\n", "Current privilege level is 15\r\n"],
            "enable": {"send": ["Password: "], "then": "hidden"},
            "topsecret": {"send": ["{p}"], "prompt": "R1#"},
            "show running-config": "hostname R1\r\n",
        },
    )
    variables = {"ansible_become_method": "ansible.netcommon.enable", "ansible_become_password": "{{ from_elsewhere }}"}
    status, results, output = play(
        {"r1": host(home, peer, from_elsewhere="topsecret", **variables)},
        [{"ansible.builtin.raw": "show running-config"}],
        become=True,
    )
    assert status == 0, output
    assert results[0]["r1"]["stdout_lines"] == ["hostname R1"]


def test_an_unreachable_device_is_one_sentence(play, peers, home):
    peer = peers.start()
    status, results, output = play(
        {"r1": host(home, peer, ansible_password="wrong-one")}, [{"ansible.builtin.raw": "show clock"}]
    )
    assert status == 4
    assert results[0]["r1"]["unreachable"] is True
    assert "does not let user 'admin' in" in results[0]["r1"]["msg"]
    assert "wrong-one" not in output
    assert "Traceback" not in output


def test_keywords_and_settings(play, peers, home):
    peer = peers.start(users={"operator": "secret"}, replies={"show clock": "10:00:00\r\n"})
    device = host(home, peer)
    del device["ansible_user"], device["ansible_port"]
    (home / ".ssh" / "known_hosts").unlink()
    (home / "ansible.cfg").write_text("[defaults]\nhost_key_checking = false\n")
    status, results, output = play(
        {"r1": device}, [{"ansible.builtin.raw": "show clock"}], remote_user="operator", port=peer["port"]
    )
    assert status == 0, output
    assert results[0]["r1"]["stdout_lines"] == ["10:00:00"]


@pytest.mark.parametrize("carrier", ["asyncssh", "network_cli_libssh"])
def test_another_transport(play, peers, home, carrier):
    peer = peers.start(replies={"show clock": "10:00:00\r\n"})
    status, results, output = play(
        {"r1": host(home, peer, ansible_ios_transport_plugin=carrier)}, [{"ansible.builtin.raw": "show clock"}]
    )
    assert status == 0, output
    assert results[0]["r1"]["stdout_lines"] == ["10:00:00"]
