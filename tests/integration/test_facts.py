# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of a device of every train while people are logged in, and the filters, in a real playbook."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import json
import re
import subprocess
import threading

import asyncssh
import pytest
import yaml
from ansible_collections.secureshell.ios.plugins.modules import ios_ssh_facts
from profiles import PROFILES, device, host

from playbooks import ROOT, run

EVERY = [host(profile) for profile in PROFILES]
MODULE = "secureshell.ios.ios_ssh_facts"
PAGE = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
FILTERS = sorted(path.stem for path in (ROOT / "plugins" / "filter").glob("*.py"))
SECRETS = ("s3cret-community", "Kept-Secret-1")
CONFIG = """snmp-server enable traps tty
snmp-server host 192.0.2.9 s3cret-community tty
username kept privilege 5 secret Kept-Secret-1
ip scp server enable
ip ssh pubkey-chain
  username kept
   key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 laptop
"""
ANY = {"kex_algs": "*", "encryption_algs": "*", "mac_algs": "*", "server_host_key_algs": "*"}


@contextlib.contextmanager
def somebody_on(hosts):
    """Hold one more session on every host."""
    loop, ready, leave = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def hold():
        async with contextlib.AsyncExitStack() as stack:
            for one in hosts:
                options = {"username": one.user, "password": one.password, "known_hosts": None, "config": None}
                connection = asyncssh.connect(one.address, one.port, **options, **ANY)
                await (await stack.enter_async_context(connection)).create_process(term_type="vt100")
            ready.set()
            await leave.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(hold(),))
    thread.start()
    try:
        assert ready.wait(60)
        yield
    finally:
        loop.call_soon_threadsafe(leave.set)
        thread.join(60)
        loop.close()


def examples(name):
    """Return the tasks that a filter prints as its examples."""
    plugin = importlib.import_module(f"ansible_collections.secureshell.ios.plugins.filter.{name}")
    return yaml.safe_load(plugin.EXAMPLES)


def blocks(heading):
    return re.findall(r"```yaml\n(.*?)```", PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0], re.DOTALL)


TASKS = [
    {"name": "everything", MODULE: {"gather_subset": "all"}},
    {"name": "by default", MODULE: None},
    {"name": "minimum", MODULE: {"gather_subset": ["min"]}, "check_mode": True},
    *yaml.safe_load(ios_ssh_facts.EXAMPLES),
    *yaml.safe_load(blocks("Gather")[0]),
    {
        "name": "as variables",
        "ansible.builtin.debug": {
            "msg": "{{ [ansible_facts.net_ssh_server.hostname, ansible_net_ssh_server.release] }}"
        },
    },
]


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet({"devices": [device(profile, config=CONFIG) for profile in PROFILES]})


@pytest.fixture(scope="module")
def told(fleet):
    """What the tasks say of every device while somebody else is there, and the examples of the filters."""
    offline = [*(task for name in FILTERS for task in examples(name)), *yaml.safe_load(blocks("Text in hand")[0])]
    plays = [
        {"name": "Gather", "hosts": "mock_ios", "gather_facts": False, "tasks": TASKS},
        {"name": "Filter", "hosts": "localhost", "gather_facts": False, "tasks": offline},
        {
            "name": "Refuse",
            "hosts": EVERY[0],
            "gather_facts": False,
            "tasks": [{"name": "nonsense", MODULE: {"gather_subset": ["nonsense"]}}],
        },
    ]
    with somebody_on(fleet.values()):
        return run(plays, fleet.inventory)


def facts(told, task, name):
    result = told.tasks[task][name]
    assert "ansible_facts" in result, result
    assert not result["changed"]
    return {key.removeprefix("ansible_net_ssh_"): value for key, value in result["ansible_facts"].items()}


@pytest.mark.parametrize("name", EVERY)
def test_what_a_device_says(told, fleet, name):
    found = facts(told, "everything", name)
    server = found["server"]
    assert server["enabled"] is True
    assert server["hostname"] == name
    assert server["release"] == name.removeprefix("ios-").replace("-", ".")
    assert server["compatibility_mode"] == (server["version"] == "1.99")
    assert server["timeout"] == 120
    assert found["scp"]["enabled"] is True
    assert found["aaa"]["new_model"] is False
    keys = [{"type": "ssh-rsa", "hash": "7FB6EC05EAAD562E290308DD538DEA02", "comment": "laptop"}]
    assert found["public_keys"] == {"users": [{"name": "kept", "keys": keys}], "servers": []}
    users = {user["name"]: user for user in found["users"]}
    assert (users["kept"]["privilege"], users["kept"]["password_type"]) == (5, "secret")
    assert users["kept"]["hash_type"] in {5, 8, 9}
    assert found["lines"]
    assert found["traps"] == {
        "enabled": True,
        "hosts": [{"host": "192.0.2.9", "vrf": None, "kind": "trap", "version": "1", "port": None, "types": ["tty"]}],
    }


@pytest.mark.parametrize("name", EVERY)
def test_the_key_is_the_one_that_clients_meet(told, fleet, name):
    keys = [key for key in facts(told, "by default", name)["host_keys"] if key["used_by_ssh"]]
    met = [line.split()[:3] for line in fleet.known_hosts.read_text().splitlines()]
    assert keys
    assert [key["known_hosts"].split() in met for key in keys] == [True] * len(keys)


@pytest.mark.parametrize("name", EVERY)
def test_who_is_connected_and_from_where(told, fleet, name):
    sessions = facts(told, "everything", name)["sessions"]
    assert [session["user"] for session in sessions] == [fleet[name].user] * 2
    assert {session["location"] for session in sessions} == {"127.0.0.1"}
    assert sorted(session["current"] for session in sessions) == [False, True]
    for session in sessions:
        assert session["version"] == "2.0"
        assert session["state"] == "Session started"
        assert session["cipher_in"] == session["cipher_out"]
        assert session["mac_in"]
        assert session["line"] == f"vty {session['connection']}"
    assert len(facts(told, "Gather who is connected, and nothing else", name)["sessions"]) == 2


@pytest.mark.parametrize("name", EVERY)
def test_subsets(told, name):
    assert "sessions" not in facts(told, "by default", name)
    assert set(facts(told, "minimum", name)) == {"gather_subset", "server"}
    assert facts(told, "minimum", name)["gather_subset"] == ["server"]
    assert told.tasks["as variables"][name]["msg"] == [name, name.removeprefix("ios-").replace("-", ".")]


def shape(value):
    if isinstance(value, dict):
        return {key: shape(member) for key, member in value.items()}
    if isinstance(value, list):
        members = [shape(member) for member in value if isinstance(member, dict)]
        return [functools.reduce(both, members)] if members else []
    return None


def both(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        assert one.keys() == other.keys()
        return {key: both(one[key], other[key]) for key in one}
    if isinstance(one, list) and one and isinstance(other, list) and other:
        return [both(one[0], other[0])]
    return one or other


def test_every_train_has_one_structure(told):
    found = functools.reduce(both, [shape(facts(told, "everything", name)) for name in EVERY])
    assert found["server"]["algorithms"].keys() == {"encryption", "mac", "kex", "hostkey", "publickey"}
    assert found["sessions"][0].keys() >= {"cipher_in", "location"}


def test_no_secret_is_told(told):
    assert [secret for secret in SECRETS if secret in told.output or secret in json.dumps(told.tasks)] == []
    assert "$1$" not in told.output
    assert "$9$" not in told.output


@pytest.mark.parametrize("name", EVERY)
def test_the_facts_of_a_host_are_small(told, name):
    assert len(json.dumps(told.tasks["everything"][name]["ansible_facts"])) < 10_000


def test_a_wrong_subset_is_named(told):
    assert "'nonsense' is no subset" in told.tasks["nonsense"][EVERY[0]]["msg"]


@pytest.mark.parametrize("name", FILTERS)
def test_the_examples_of_the_filters_run_as_printed(told, name):
    for task in examples(name):
        result = told.tasks[task["name"]]["localhost"]
        assert not result.get("failed"), result
        assert result["msg"], result


def test_the_plan_without_a_device(told):
    (task,) = yaml.safe_load(blocks("Text in hand")[0])
    commands = told.tasks[task["name"]]["localhost"]["msg"]
    assert "ip ssh time-out 60" in commands
    assert "transport input ssh" in commands


def test_the_audit_of_the_page_runs_as_printed(fleet, tmp_path):
    (tmp_path / "audit.yml").write_text(blocks("Audit")[0])
    (tmp_path / "routers.yml").write_text("all: {children: {routers: {children: {mock_ios: }}}}\n")
    done = run(tmp_path / "audit.yml", fleet.inventory, tmp_path / "routers.yml")
    assert done.code == 0, done.output
    reports = {name: result["msg"] for name, result in done.tasks["Report what is against the rules"].items()}
    assert set(reports) == set(EVERY)
    assert "SSH is on, and only version 2" in reports[host("12.4")]
    assert "SSH is on, and only version 2" not in reports[host("17.15")]
    assert all("a login may take a minute at most" in report for report in reports.values())
    collected = (tmp_path / "known_hosts").read_text().splitlines()
    assert sorted(line.split()[:3] for line in collected) == sorted(
        line.split()[:3] for line in fleet.known_hosts.read_text().splitlines()
    )
    listed = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(tmp_path / "known_hosts")], capture_output=True, text=True, check=True
    ).stdout
    assert len(listed.splitlines()) == len(collected)
