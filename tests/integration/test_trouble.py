# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When something goes wrong: one sentence that helps, the right verdict, and a next run that finishes the work."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from profiles import device

from playbooks import ROOT, play, run

WISH = {
    "timeout": 60,
    "authentication_retries": 2,
    "lines": [{"first": 0, "last": 4, "transport_input": ["ssh"]}],
}
CARET = "               ^\n% Invalid input detected at '^' marker.\n"
ONCE = {"times": 1}


def devices() -> list[dict]:
    """One device for each trouble; the names say which."""
    rows = {
        "refuses": {"faults": [{"fault": "refuse", "command": "authentication-retries", "text": CARET, **ONCE}]},
        "refuses-mutely": {
            "faults": [{"fault": "refuse", "command": "time-out", "text": "%SSH: no such thing today", **ONCE}]
        },
        "ignores": {"faults": [{"fault": "ignore", "command": "ip ssh time-out", **ONCE}]},
        "drops": {"faults": [{"fault": "drop", "command": "transport input", **ONCE}]},
        "drops-early": {"faults": [{"fault": "drop", "command": "show ", **ONCE}]},
        "chatters": {
            "faults": [
                {
                    "fault": "syslog",
                    "command": "ip ssh",
                    "where": "reply",
                    "text": "*Nov 23 10:00:00.000: %SYS-5-CONFIG_I: Configured from console by console",
                }
            ]
        },
        "cannot-save": {
            "faults": [
                {
                    "fault": "refuse",
                    "command": "^write",
                    "text": "startup-config file open failed (Device or resource busy)\n",
                    **ONCE,
                }
            ]
        },
        "wrong-password": {"variables": {"ansible_password": "not-this-one"}},
        "closed-port": {"variables": {"ansible_port": 1}},
        "no-address": {"variables": {"ansible_host": "device.invalid"}},
        "unknown-key": {"variables": {"ansible_host_key_checking": True}},
        "no-enable": {"users": [{"name": "low", "password": "mock-low", "privilege": 1}]},
    }
    return [{"name": name, "profile": "17.9", **row} for name, row in rows.items()]


UNREACHABLE = {
    "drops-early",
    "wrong-password",
    "closed-port",
    "no-address",
    "unknown-key",
    "no-enable",
}
FAILED = {"refuses", "refuses-mutely", "ignores", "drops"}
FINE = {"chatters", "cannot-save"}
HEALED = FAILED | FINE | {"drops-early"}


@pytest.fixture(scope="module")
def trouble(module_mock_fleet):
    """The same wish three times: in trouble, after it, and once more."""
    fleet = module_mock_fleet({"devices": devices()})
    plays = [play({"name": "Change", "config": WISH, "save_when": "changed"})]
    return [run(plays, fleet.inventory) for _unused in range(3)]


def said(trouble, name, number=0):
    return trouble[number].tasks["Change"][name]


def test_verdicts(trouble):
    stats = trouble[0].stats
    assert {name for name in stats if stats[name]["unreachable"]} == UNREACHABLE
    assert {name for name in stats if stats[name]["failures"]} == FAILED
    assert {name for name in stats if said(trouble, name).get("changed")} == FINE  # the others are as before


def test_the_next_run_finishes_and_the_one_after_changes_nothing(trouble):
    for name in HEALED:
        assert not said(trouble, name, 1).get("failed"), said(trouble, name, 1)
        assert said(trouble, name, 1)["after"]["timeout"] == 60
        assert not said(trouble, name, 2)["changed"]


def test_every_message_begins_with_the_host_and_is_no_traceback(trouble):
    for name in UNREACHABLE | FAILED:
        message = said(trouble, name)["msg"]
        assert message.startswith(f"{name}: "), message
        assert "Traceback" not in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("refuses", ["'ip ssh authentication-retries 2'", "Invalid input detected", "taken back at once"]),
        ("refuses-mutely", ["'ip ssh time-out 60'", "%SSH: no such thing today"]),
        ("ignores", ["timeout: 'ip ssh time-out 60' did not take effect", "60"]),
        ("drops", ["'transport input ssh'", "taken back at once", "a new login as before works"]),
        ("wrong-password", ["user 'admin'", "the password"]),
        ("closed-port", ["refused"]),
        ("no-address", ["device.invalid"]),
        ("unknown-key", ["known_hosts"]),
        ("no-enable", ["enable"]),
    ],
)
def test_the_sentence_names_what_helps(trouble, name, words):
    message = said(trouble, name)["msg"]
    assert [word for word in words if word not in message] == [], message


def test_nothing_restrictive_was_sent_after_a_refusal(trouble):
    after = said(trouble, "refuses", 1)
    assert "transport input ssh" in after["commands"]


def test_a_busy_startup_configuration_is_tried_again(trouble):
    assert said(trouble, "cannot-save")["saved"]


def test_no_password_in_any_output(trouble):
    for result in trouble:
        assert "not-this-one" not in result.output
        assert "mock-low" not in result.output


COMMUNITY = "Kestrel42"
TRAPS = {"session_traps": {"enabled": True, "hosts": [{"host": "192.0.2.7", "community": COMMUNITY}]}}


@pytest.fixture(scope="module")
def whispers(module_mock_fleet):
    """A secret on its way to a device that takes it, one that repeats and refuses it, and a mistake beside it."""
    ambiguous = {"fault": "refuse", "command": "snmp-server host", "text": f'% Ambiguous command:  "x {COMMUNITY}"\n'}
    fleet = module_mock_fleet(
        {
            "devices": [
                {"name": "takes", "profile": "17.9"},
                {"name": "repeats", "profile": "17.9", "faults": [ambiguous]},
                {"name": "mistaken", "profile": "17.9"},
            ]
        }
    )
    plays = [
        play({"name": "Change", "config": TRAPS}, hosts="takes,repeats"),
        play({"name": "Mistake", "config": {**TRAPS, "timeout": f"{COMMUNITY} seconds"}}, hosts="mistaken"),
        play({"name": "Look", "state": "gathered"}, hosts="takes"),
    ]
    return run(plays, fleet.inventory, options=("-vvvv", "--diff"), plain=True)


def test_no_secret_in_the_most_talkative_output(whispers):
    assert "snmp-server host 192.0.2.7" in whispers.output
    leaks = [line for line in whispers.output.splitlines() if COMMUNITY in line]
    assert leaks == []


@pytest.fixture(scope="module")
def refused(module_mock_fleet):
    """Wishes that cannot be, and a key pair that is not saved."""
    names = ("small", "old", "unsaved", "misspelt")
    fleet = module_mock_fleet({"devices": [device("12.4" if name == "old" else "17.15", name=name) for name in names]})
    pair = {"label": "NEW", "type": "rsa", "modulus": 2048}
    wishes = {
        "small": {"timeout": 30, "host_keys": [{**pair, "modulus": 1024}]},
        "old": {"timeout": 30, "bulk_mode": {"enabled": True}},
        "unsaved": {"host_keys": [pair]},
        "misspelt": {"timeout": 30, "time_out": 30},
    }
    config = f"{{{{ {wishes!r}[inventory_hostname] }}}}"
    change, look = play({"name": "Change", "config": config}), play({"name": "Look", "state": "gathered"})
    return run([change], fleet.inventory), run([look], fleet.inventory)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("small", ["host_keys[0].modulus", "1024", "2048"]),
        ("old", ["bulk_mode", "12.4"]),
        ("misspelt", ["config.time_out", "timeout"]),
    ],
)
def test_a_wish_that_cannot_be_is_refused_before_anything_is_sent(refused, name, words):
    result = refused[0].tasks["Change"][name]
    assert result["failed"]
    assert not result.get("changed")
    assert [word for word in words if word not in result["msg"]] == [], result["msg"]
    assert refused[1].tasks["Look"][name]["gathered"]["timeout"] == 120


def test_an_unsaved_key_pair_is_warned_about(refused):
    warnings = refused[0].tasks["Change"]["unsaved"]["warnings"]
    assert any("host_keys[NEW]" in warning and "reload" in warning for warning in warnings)


ARGUMENTS = {
    "ios_scp_copy": {"src": "a", "dest": "b"},
    "ios_ssh_session": {"host": "r1"},
    "ios_known_hosts": {"names": ["r1"], "keys": []},
    **{key: {"config": {}} for key in ("ios_scp_server", "ios_ssh_pubkey", "ios_ssh_server")},
}


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")))
def test_a_module_without_its_action_says_so(name):
    given = ARGUMENTS.get(name, {})
    module = f"ansible_collections.secureshell.ios.plugins.modules.{name}"
    done = subprocess.run(
        [sys.executable, "-c", f"import conftest, runpy; runpy.run_module({module!r}, run_name='__main__')"],
        check=False,
        capture_output=True,
        text=True,
        input=json.dumps({"ANSIBLE_MODULE_ARGS": {**given, "_ansible_remote_tmp": "/tmp"}}),
        timeout=60,
        cwd=ROOT / "tests",
    )
    assert f"call it as secureshell.ios.{name}" in done.stdout + done.stderr
