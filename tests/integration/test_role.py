# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role sshv2 on every profile: predicted in check mode, done in one run, nothing left for the next."""

from __future__ import annotations

import pytest
from profiles import PROFILES, host, legacy_fleet

from playbooks import play, role, run

TASK = "secureshell.ios.sshv2 : Bring SSH to the wanted state"
EXTRA = {"rekey": {"time": 60}, "login_protection": {"on_failure": {"log": True}}}
EVERY = [host(profile) for profile in PROFILES]


@pytest.fixture(scope="module")
def life(module_mock_fleet):
    """Check, change, change again, look: on one fleet, in this order."""
    fleet = module_mock_fleet(legacy_fleet())
    return {
        "check": run("secureshell.ios.sshv2", fleet.inventory, options=("--check", "--diff")),
        "first": run("secureshell.ios.sshv2", fleet.inventory, options=("-e", "sshv2_hosts=mock_ios")),
        "second": run("secureshell.ios.sshv2", fleet.inventory, options=("-e", '{"sshv2_serial": [1, "50%"]}')),
        "gathered": run([play({"name": "Look", "state": "gathered"})], fleet.inventory),
    }


def test_every_run_succeeds(life):
    assert {name: result.code for name, result in life.items()} == dict.fromkeys(life, 0), life


def test_the_first_run_changes_every_device(life):
    assert life["first"].changed() == dict.fromkeys(EVERY, 1)


def test_the_second_run_changes_nothing(life):
    assert life["second"].changed() == dict.fromkeys(EVERY, 0)


@pytest.mark.parametrize("name", EVERY)
def test_check_mode_predicts_commands_plan_and_result(life, name):
    predicted, done = life["check"].tasks[TASK][name], life["first"].tasks[TASK][name]
    assert predicted["changed"]
    for key in ("before", "after", "commands", "plan"):
        assert predicted[key] == done[key], key


@pytest.mark.parametrize("name", EVERY)
def test_the_diff_gives_the_reasons(life, name):
    prepared = life["check"].tasks[TASK][name]["diff"]["prepared"]
    for step in life["check"].tasks[TASK][name]["plan"]:
        assert step["reason"] in prepared
        assert all(command in prepared for command in step["commands"])


@pytest.mark.parametrize("name", EVERY)
def test_only_the_changing_run_saves(life, name):
    saved = {run_name: life[run_name].tasks[TASK][name]["saved"] for run_name in ("check", "first", "second")}
    assert saved == {"check": False, "first": True, "second": False}


@pytest.mark.parametrize("name", EVERY)
def test_the_device_is_as_the_role_says(life, name):
    found = life["gathered"].tasks["Look"][name]["gathered"]
    assert found["version"] == "2"
    assert found["timeout"] == 60
    assert found["authentication_retries"] == 3
    bits = 2048 if name == host("12.4") else 3072
    assert found["host_key_label"] == f"SSH-{bits}"
    assert [key["modulus"] for key in found["host_keys"] if key["label"] == f"SSH-{bits}"] == [bits]
    for line in found["lines"]:
        assert line["transport_input"] == ["ssh"], line
        assert line["exec_timeout"] == {"minutes": 5, "seconds": 0}, line


@pytest.mark.parametrize("name", EVERY)
def test_the_old_key_pair_stays(life, name):
    labels = {key["label"] for key in life["gathered"].tasks["Look"][name]["gathered"]["host_keys"]}
    assert f"{name}.mock.example" in labels


@pytest.mark.parametrize("name", EVERY)
def test_the_new_key_comes_before_it_is_used_and_telnet_goes_last(life, name):
    options = [step["option"] for step in life["first"].tasks[TASK][name]["plan"]]
    key = next(place for place, option in enumerate(options) if option.startswith("host_keys["))
    assert key < options.index("host_key_label")
    assert options[-1].startswith("lines")
    assert "transport input ssh" in life["first"].tasks[TASK][name]["commands"][-1]


@pytest.fixture(scope="module")
def choices(module_mock_fleet):
    """The switches of the role, a device each."""
    names = ("off", "parts", "bare", "usual", "extra", "named", "grow")
    fleet = module_mock_fleet({"devices": [{"name": name, "profile": "17.9"} for name in names]})
    quiet = {
        "sshv2_host_key_type": None,
        "sshv2_version": None,
        "sshv2_timeout": None,
        "sshv2_authentication_retries": None,
        "sshv2_dh_min_size": None,
        "sshv2_lines": None,
    }
    named = {**quiet, "sshv2_host_key_type": "rsa", "sshv2_host_key_label": None, "sshv2_host_key_modulus": 2048}
    plays = [
        role(hosts="off", sshv2_enabled=False),
        # As most people call a role, which makes Ansible check the variables first.
        {"name": "Test", "hosts": "bare", "gather_facts": False, "vars": quiet, "roles": ["secureshell.ios.sshv2"]},
        {"name": "Test", "hosts": "usual", "gather_facts": False, "roles": ["secureshell.ios.sshv2"]},
        role(hosts="extra", **quiet, sshv2_config=EXTRA, sshv2_login_protection={"delay": 2}),
        role(hosts="named", **named, sshv2_hostname="fresh", sshv2_domain_name="lab.example"),
        role(hosts="grow", sshv2_host_key_modulus=2048),
    ]
    look = [play({"name": "Look", "state": "gathered"})]
    return {
        "runs": run(plays, fleet.inventory),
        "parts": run([role(hosts="parts")], fleet.inventory, options=("--tags", "sshv2_settings")),
        "grow": run([role(hosts="grow", sshv2_host_key_modulus=4096)], fleet.inventory),
        "look": run(look, fleet.inventory),
    }


def seen(choices, name):
    return choices["look"].tasks["Look"][name]["gathered"]


def test_the_switch_turns_the_role_off(choices):
    assert choices["runs"].stats["off"]["skipped"] == 1
    assert choices["runs"].stats["off"]["changed"] == 0


def test_null_leaves_everything_alone(choices):
    assert choices["runs"].changed()["bare"] == 0


def test_the_usual_way_to_call_a_role(choices):
    assert choices["runs"].changed()["usual"] == 1
    assert seen(choices, "usual")["host_key_label"] == "SSH-3072"


def test_the_escape_hatch_reaches_every_option(choices):
    assert choices["runs"].changed()["extra"] == 1
    assert seen(choices, "extra")["rekey"] == {"time": 60}
    assert seen(choices, "extra")["timeout"] == 120
    assert seen(choices, "extra")["login_protection"]["delay"] == 2
    assert seen(choices, "extra")["login_protection"]["on_failure"]["log"]


def test_a_tag_chooses_what_is_asked_for(choices):
    found = seen(choices, "parts")
    assert found["timeout"] == 60
    assert found["lines"] == seen(choices, "bare")["lines"]
    assert [key["label"] for key in found["host_keys"]] == ["parts.mock.example"]


def test_a_pair_named_after_the_device(choices):
    found = seen(choices, "named")
    assert found["hostname"] == "fresh"
    assert "fresh.lab.example" in [key["label"] for key in found["host_keys"]]


def test_a_larger_size_makes_a_new_pair_and_keeps_the_old(choices):
    found = seen(choices, "grow")
    assert found["host_key_label"] == "SSH-4096"
    assert {"SSH-2048", "SSH-4096"} <= {key["label"] for key in found["host_keys"]}
