# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role mock_ios in real ansible-playbook runs: start, use, stop."""

from __future__ import annotations

import concurrent.futures
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml

ROLE = "secureshell.ios.mock_ios"
ROOT = Path(__file__).resolve().parent.parent.parent
COLLECTIONS = os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(ROOT / ".build" / "collections"))


@pytest.fixture(autouse=True)
def _short_temporary_directory(monkeypatch):
    """ansible-core 2.21 makes a socket below it, and the path of a socket has 107 bytes at most: not tmp_path."""
    with tempfile.TemporaryDirectory(prefix="t-") as place:
        monkeypatch.setenv("TMPDIR", place)
        yield


def role(entry, **variables):
    return {"ansible.builtin.import_role": {"name": ROLE, "tasks_from": entry}, "vars": variables}


def play(*tasks, hosts="localhost"):
    return {"hosts": hosts, "gather_facts": False, "tasks": list(tasks)}


def playbook(directory, *plays):
    """Run plays; the result, and the facts that a last play wrote to `seen.json`."""
    file = directory / "playbook.yml"
    file.write_text(yaml.safe_dump(list(plays), sort_keys=False), encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": COLLECTIONS,
        "ANSIBLE_HOME": str(directory / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "HOME": str(directory),
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(file)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=110, check=False)


def write_down(directory):
    """A task that writes what Ansible knows about the devices."""
    content = "{{ groups['mock_ios'] | map('extract', hostvars) | list | to_json }}"
    return {"ansible.builtin.copy": {"content": content, "dest": str(directory / "seen.json"), "mode": "0600"}}


def seen(directory):
    return {
        host["inventory_hostname"]: host for host in json.loads((directory / "seen.json").read_text(encoding="utf-8"))
    }


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def stop(directory):
    return playbook(directory, play(role("stop", mock_ios_directory=str(directory / "fleet"))))


def program(*words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "roles" / "mock_ios" / "files")}
    return subprocess.run([sys.executable, "-m", "mock_ios", *words], env=environment, check=True, timeout=60)


def test_start_and_stop_in_two_runs(tmp_path):
    devices = [
        {"name": "branch", "count": 2, "profile": "15.2", "groups": ["old"], "variables": {"site": 7}},
        {"name": "core", "profile": "17.15"},
    ]
    options = {"mock_ios_directory": str(tmp_path / "fleet"), "mock_ios_groups": ["lab"]}
    defaults = {"users": [{"name": "op", "password": "op-password", "privilege": 1}], "enable": "to-fifteen"}
    try:
        started = playbook(
            tmp_path,
            play(role("start", mock_ios_devices=devices, mock_ios_defaults=defaults, **options), write_down(tmp_path)),
            play({"cisco.ios.ios_command": {"commands": ["show privilege"]}, "register": "shown"},
                 {"ansible.builtin.assert": {"that": ["'level is 15' in shown.stdout[0]"]}}, hosts="core"),
        )  # fmt: skip
        assert started.returncode == 0, started.stdout + started.stderr
        hosts = seen(tmp_path)
        assert sorted(hosts) == ["branch1", "branch2", "core"]
        assert [sorted(hosts[name]["group_names"]) for name in ("branch1", "core")] == [
            ["lab", "mock_ios", "old"],
            ["lab", "mock_ios"],
        ]
        assert (hosts["branch1"]["site"], hosts["core"]["ansible_network_os"]) == (7, "cisco.ios.ios")
        assert all(answers(host["ansible_port"]) for host in hosts.values())
        words = ["core fill all", "branch1 clock stop", "core status"]
        check = {"ansible.builtin.assert": {"that": ["mock_ios_answers[0] > 10", "mock_ios_answers[2].name == 'core'"]}}
        told = playbook(tmp_path, play(role("tell", mock_ios_tell=words, **options), check))
        assert told.returncode == 0, told.stdout + told.stderr
        assert not answers(hosts["core"]["ansible_port"])
        written = yaml.safe_load((tmp_path / "fleet" / "inventory.yml").read_text(encoding="utf-8"))
        assert sorted(written["all"]["children"]["mock_ios"]["hosts"]) == sorted(hosts)
    finally:
        stopped = stop(tmp_path)
    assert stopped.returncode == 0, stopped.stdout + stopped.stderr
    assert "changed=1" in stopped.stdout
    assert not any(answers(host["ansible_port"]) for host in hosts.values())
    assert list((tmp_path / "fleet").iterdir()) == []
    assert "changed=0" in stop(tmp_path).stdout


def test_a_temporary_directory_lasts_for_one_run(tmp_path):
    result = playbook(tmp_path, play(role("start")), play(write_down(tmp_path), role("stop")))
    assert result.returncode == 0, result.stdout + result.stderr
    hosts = seen(tmp_path)
    assert sorted(hosts) == ["router1", "router2", "router3"]
    assert not any(answers(host["ansible_port"]) for host in hosts.values())
    assert list(tmp_path.glob("mock_ios.*")) == []


def test_two_fleets_at_a_time_do_not_meet(tmp_path):
    directories = [tmp_path / "one", tmp_path / "two"]
    for directory in directories:
        directory.mkdir()
    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            start = [
                pool.submit(
                    playbook,
                    directory,
                    play(role("start", mock_ios_directory=str(directory / "fleet")), write_down(directory)),
                )
                for directory in directories
            ]
        runs = [run.result() for run in start]
        assert [run.returncode for run in runs] == [0, 0], [run.stdout + run.stderr for run in runs]
        ports = [{host["ansible_port"] for host in seen(directory).values()} for directory in directories]
        assert not ports[0] & ports[1]
        assert stop(directories[0]).returncode == 0
        assert [all(answers(port) for port in fleet) for fleet in ports] == [False, True]
    finally:
        for directory in directories:
            program("--stop", str(directory / "fleet" / "state.json"))


@pytest.mark.parametrize(
    ("entry", "variables", "message"),
    [
        ("start", {"mock_ios_devices": [{"name": "r", "profile": "9.9"}]}, "there is no profile '9.9'"),
        ("start", {"mock_ios_devices": "three"}, "Elements value for option 'mock_ios_devices' is of type"),
        ("stop", {}, "mock_ios_directory is empty"),
        ("tell", {"mock_ios_tell": ["router1 restart"]}, "mock_ios_directory is empty"),
        ("main", {}, "tasks_from: start, stop or tell"),
    ],
)
def test_mistakes_are_explained(tmp_path, entry, variables, message):
    result = playbook(tmp_path, play(role(entry, **variables)))
    assert result.returncode != 0
    assert message in result.stdout + result.stderr
