# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debugging for a bounded time, by real playbooks, while OpenSSH and another device log in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from playbooks import ROOT, Run, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEBUG, SESSION, IOS = (f"secureshell.ios.{name}" for name in ("ios_ssh_debug", "ios_ssh_session", "ios_ssh_server"))
FLEET: dict[str, Any] = {
    "devices": [
        {"name": "watched", "profile": "17.15", "config": "service timestamps debug datetime msec\n"},
        {"name": "visitor", "profile": "17.15"},
        {
            "name": "trapping",
            "profile": "17.9",
            "config": "logging buffered 64000\nsnmp-server enable traps tty\nsnmp-server host 127.0.0.1 public tty\n"
            "ip scp server enable\n",
        },
        {
            "name": "shaky",
            "profile": "17.9",
            "faults": [{"fault": "drop", "command": "^debug ip ssh detail$", "when": "during", "times": 1}],
        },
        {
            "name": "old",
            "profile": "12.4",
            "config": "logging buffered 8000 informational\n",
            "variables": {"ansible_ios_legacy_algorithms": True},
        },
    ]
}
DETAIL, CLIENT = "ssh detail messages debugging is on", "SSH Client debugging is on"


def debug(name: str, **options: Any) -> dict[str, Any]:
    return {"name": name, DEBUG: options}


def login(name: str, askpass: Path, password: str, *, copied: Path | None = None) -> dict[str, Any]:
    """An OpenSSH client logs in with a password, and runs one command or copies a file there."""
    words = ["scp", "-O", "-P"] if copied else ["ssh", "-p"]
    words += ["{{ ansible_port }}", "-F", "none", "-o", "StrictHostKeyChecking=no"]
    words += ["-o", "UserKnownHostsFile=/dev/null", "-o", "NumberOfPasswordPrompts=1", "-o", "PubkeyAuthentication=no"]
    words += [str(copied), "admin@127.0.0.1:flash:hello.txt"] if copied else ["admin@127.0.0.1", "show clock"]
    environment = {"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "ANSWER": password, "DISPLAY": ":0"}
    return {
        "name": name,
        "ansible.builtin.command": {"argv": words},
        "environment": environment,
        "delegate_to": "localhost",
        "vars": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        "register": "outside",
        "changed_when": False,
        "failed_when": "(outside.rc == 0) != (inside | default(true))",
    }


@pytest.fixture(scope="module")
def fleet(module_mock_fleet: Callable[..., Any]) -> Any:
    return module_mock_fleet(FLEET)


@pytest.fixture(scope="module")
def askpass(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("askpass") / "askpass.sh"
    path.write_text('#!/bin/sh\nprintf "%s\\n" "$ANSWER"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def done(fleet: Any, askpass: Path) -> Run:
    wrong = login("openssh wrong", askpass, "wrong-password")
    wrong["vars"]["inside"] = False
    visit = {
        "host": "127.0.0.1",
        "port": "{{ hostvars.watched.ansible_port }}",
        "user": "admin",
        "password": "mock-admin",
    }
    block = {
        "name": "Watch",
        "block": [
            debug("begin", state="started", debugs=["ssh_detail"], buffer_size=200_000),
            debug("begin again", state="started", debugs=["ssh_detail"], buffer_size=200_000),
            login("openssh", askpass, "mock-admin"),
            wrong,
            {"name": "visit", SESSION: {**visit, "cipher": "aes256-ctr"}, "delegate_to": "visitor"},
        ],
        "always": [
            debug("end again", state="stopped", watch="{{ second.watch }}"),
            debug("end", state="stopped", watch="{{ first.watch }}"),
            debug("end twice", state="stopped", watch="{{ first.watch }}"),
        ],
    }
    block["block"][0]["register"], block["block"][1]["register"] = "first", "second"
    tasks = [
        debug("check", debugs=["ssh", "scp"]) | {"check_mode": True},
        block,
        debug("somebody else", state="started", debugs=["ssh_client"]),
        debug("around it", debugs=["ssh_detail", "ssh_client"], seconds=1),
        debug("packets", debugs=["ssh"], seconds=1, max_lines=3),
        debug("named", state="stopped", debugs=["ssh_client", "scp"]),
        debug("named again", state="stopped", debugs=["ssh_client", "scp"]),
    ]
    hello = askpass.parent / "hello.txt"
    hello.write_text("hello\n", encoding="utf-8")
    ends = [
        debug("ends begin", state="started", debugs=["snmp_packet", "scp"]) | {"register": "ends"},
        login("copy", askpass, "mock-admin", copied=hello),
        debug("ends", state="stopped", watch="{{ ends.watch }}"),
    ]
    shaky = [
        debug("lost", seconds=1) | {"ignore_unreachable": True},
        debug("after the loss", state="stopped", debugs=["ssh_detail"]) | {"check_mode": True},
    ]
    parallel = [
        debug("terminal", source="terminal", seconds=6) | {"when": "inventory_hostname == 'watched'"},
        {"name": "meanwhile", SESSION: visit, "when": "inventory_hostname == 'visitor'", "loop": [1, 2, 3, 4, 5]},
    ]
    watched = {"gather_facts": False, "hosts": "watched"}
    done = run(
        [
            {"name": "One", **watched, "tasks": tasks},
            {"name": "Two", **watched, "hosts": "watched,visitor", "strategy": "free", "tasks": parallel},
            {"name": "Ends", **watched, "hosts": "trapping", "tasks": ends},
            {"name": "Shaky", **watched, "hosts": "shaky", "tasks": shaky},
            {
                "name": "Three",
                **watched,
                "hosts": "old",
                "tasks": [
                    {
                        "name": "Low",
                        "block": [debug("too low", seconds=1)],
                        "rescue": [debug("raised", raise_level=True, seconds=1)],
                    },
                    {
                        "name": "look",
                        "ansible.builtin.raw": "show running-config | include logging",
                        "vars": {"ansible_connection": "secureshell.ios.cli"},
                    },
                ],
            },
        ],
        fleet.inventory,
    )
    assert done.code == 0, done.output
    return done


def of(done: Run, name: str, host: str = "watched") -> dict[str, Any]:
    return done.tasks[name][host]


def test_check_mode_tells_what_it_would_switch(done):
    told = of(done, "check")
    assert told["commands"] == ["debug ip ssh", "debug ip scp", "no debug ip ssh", "no debug ip scp"]
    assert (told["changed"], told["switched_on"], told["debugs_after"]) == (False, ["ssh", "scp"], [])


def test_the_sessions_of_others_are_seen(done):
    seen = [one for one in of(done, "end")["sessions"] if not one["own"] and one["peer_ident"]]
    openssh = [one for one in seen if "OpenSSH" in one["peer_ident"]]
    assert [one["authentication"]["result"] for one in openssh] == ["success", "failure"]
    assert openssh[0]["client_to_server"]["encryption"]
    assert (openssh[0]["authentication"]["user"], openssh[0]["closed"], openssh[0]["direction"]) == (
        "admin",
        "normal",
        "server",
    )
    (visitor,) = [one for one in seen if one["peer_ident"] == "SSH-2.0-Cisco-1.25"]
    assert visitor["client_to_server"]["encryption"] == visitor["server_to_client"]["encryption"] == "aes256-ctr"
    assert visitor["authentication"]["result"] == "success"
    assert "shell" in visitor["requests"]
    assert visitor["pty"]
    assert all(one["peer_address"] == "127.0.0.1" for one in [*openssh, visitor])
    assert of(done, "end")["lost"] == 0


def test_each_task_switches_off_its_own(done):
    first, second = of(done, "begin"), of(done, "begin again")
    assert (first["changed"], first["switched_on"], first["debugs_after"]) == (True, ["ssh_detail"], [DETAIL])
    assert (second["changed"], second["switched_on"], second["already_on"]) == (False, [], ["ssh_detail"])
    assert second["commands"] == []
    assert of(done, "end again")["debugs_after"] == [DETAIL]
    assert of(done, "end")["debugs_after"] == []
    assert (of(done, "end twice")["changed"], of(done, "end twice")["commands"]) == (False, [])


def test_what_somebody_else_watches_stays_on(done):
    told = of(done, "around it")
    assert (told["switched_on"], told["already_on"]) == (["ssh_detail"], ["ssh_client"])
    assert (told["debugs_before"], told["debugs_after"], told["changed"]) == ([CLIENT], [CLIENT], False)
    assert (of(done, "named")["commands"], of(done, "named")["debugs_after"]) == (["no debug ip ssh client"], [])
    assert of(done, "named again")["changed"] is False


def test_lines_are_bounded(done):
    told = of(done, "packets")
    assert len(told["lines"]) == 3
    assert told["line_count"] > 3
    (own,) = [one for one in told["sessions"] if one["own"]]
    assert own["packets"]["received"] > 0


def test_the_terminal_shows_it_as_it_comes(done):
    told = of(done, "terminal")
    seen = [one for one in told["sessions"] if one["peer_ident"] == "SSH-2.0-Cisco-1.25"]
    assert "admin" in [one["authentication"]["user"] for one in seen]
    assert told["debugs_after"] == []


def test_traps_and_transfers(done):
    told = of(done, "ends", "trapping")
    (transfer,) = told["transfers"]
    assert transfer["files"] == [{"mode": "0644", "bytes": 6, "name": "hello.txt"}]
    copied = [trap for trap in told["traps"] if trap["remote_port"] == transfer["peer_port"]]
    assert [(trap["user"], trap["session_type"], trap["specific"], len(trap["varbinds"])) for trap in copied] == [
        ("admin", "tcp", 1, 6)
    ]
    assert copied[0]["bytes_in"] > 6


def test_debugging_goes_off_when_the_session_is_lost(done):
    """The device was lost after it had switched on, and before it said so."""
    assert of(done, "lost", "shaky")["unreachable"]
    after = of(done, "after the loss", "shaky")
    assert (after["debugs_before"], after["commands"]) == ([], [])


def test_a_log_that_keeps_no_debugging(done):
    assert "raise_level" in of(done, "too low", "old")["msg"]
    told = of(done, "raised", "old")
    assert told["commands"] == [
        "logging buffered 8000 debugging",
        "debug ip ssh detail",
        "no debug ip ssh detail",
        "logging buffered 8000 informational",
    ]
    assert "logging buffered 8000 informational" in str(of(done, "look", "old")["stdout_lines"])


def test_undebug_all_is_never_sent(done):
    assert "undebug all" not in done.output


def test_the_playbook_of_the_page_runs_as_printed(fleet, tmp_path):
    page = (ROOT / "docs" / "sessions-and-debug.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"`watch\.yml`:\n\n```yaml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "watch.yml"
    path.write_text(printed, encoding="utf-8")
    done = run(path, fleet.inventory, options=("-e", "watched=watched", "-e", "from_here=visitor"))
    assert done.code == 0, done.output
    told = [item["msg"] for item in done.tasks["Tell what was seen"]["watched"]["results"]]
    assert [line for line in told if line.startswith("admin from 127.0.0.1 with SSH-2.0-Cisco-1.25")]
