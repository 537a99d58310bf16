# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role sshv2 with everything that it knows: users, keys, servers, AAA, SCP and traps, in one task a device."""

from __future__ import annotations

import subprocess

import pytest
from profiles import PROFILES, VARIABLES, host, legacy_fleet

from playbooks import role, run

TASK = "secureshell.ios.sshv2 : Bring SSH to the wanted state"
EVERY = [host(profile) for profile in PROFILES]
NEW = [host(profile) for profile in PROFILES if profile not in VARIABLES]  # OpenSSH as it comes reaches these
COMMUNITY = "not-public"
SERVER_HASH = "B3BF21239E5F4BFBC0915890DEEF3C89"


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A key of an operator, made by OpenSSH."""
    path = tmp_path_factory.mktemp("keys") / "operator"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "op@desk", "-f", path], check=True)
    return path


@pytest.fixture(scope="module")
def life(module_mock_fleet, key):
    """Check, change, change again: on one fleet, in this order."""
    fleet = module_mock_fleet(legacy_fleet())
    variables = {
        "sshv2_users": [{"name": "operator", "privilege": 15, "configured_password": "mock-operator-secret"}],
        "sshv2_aaa": {
            "new_model": True,
            "authentication_login": [{"name": "default", "methods": ["local"]}],
            "authorization_exec": [{"name": "default", "methods": ["local"]}],
        },
        "sshv2_scp_server": True,
        "sshv2_user_keys": [{"name": "operator", "keys": [f"{key}.pub"]}],
        "sshv2_known_servers": [{"name": "192.0.2.9", "keys": [{"type": "ssh-rsa", "hash": SERVER_HASH}]}],
        "sshv2_strict_host_key_check": "on",
        "sshv2_session_traps": {"enabled": True, "hosts": [{"host": "127.0.0.1", "community": COMMUNITY}]},
        "sshv2_banner": "Authorised use only.",
    }
    play = role(**variables)
    return {
        "fleet": fleet,
        "check": run([play], fleet.inventory, options=("--check", "--diff")),
        "first": run([play], fleet.inventory, options=("--diff",)),
        "second": run([play], fleet.inventory, options=("--diff",)),
    }


def test_every_run_succeeds(life):
    assert {name: life[name].code for name in ("check", "first", "second")} == {"check": 0, "first": 0, "second": 0}, (
        life
    )


def test_one_task_a_device_changes_everything_and_the_second_run_nothing(life):
    assert life["first"].changed() == dict.fromkeys(EVERY, 1)
    assert life["second"].changed() == dict.fromkeys(EVERY, 0), life["second"].tasks[TASK]
    assert list(life["first"].tasks) == [TASK]


@pytest.mark.parametrize("name", EVERY)
def test_check_mode_predicts_the_run(life, name):
    predicted, done = life["check"].tasks[TASK][name], life["first"].tasks[TASK][name]
    for word in ("before", "commands", "plan"):
        assert predicted[word] == done[word], word
    # Which hash the device makes of a password is its own choice.
    users = [result["after"]["access"].pop("users") for result in (predicted, done)]
    assert [user["name"] for user in users[0]] == [user["name"] for user in users[1]]
    assert predicted["after"] == done["after"]


@pytest.mark.parametrize("name", EVERY)
def test_users_come_first_and_telnet_goes_last(life, name):
    commands = life["first"].tasks[TASK][name]["commands"]

    def place(start):
        return next(at for at, command in enumerate(commands) if command.startswith(start))

    assert place("username operator") < place("aaa new-model") < place("aaa authentication login default")
    assert place("username operator") < place("ip ssh pubkey-chain")
    assert place("crypto key generate rsa") < place("ip ssh rsa keypair-name")
    assert commands[-1] == "transport input ssh"


@pytest.mark.parametrize("name", EVERY)
def test_the_device_is_as_the_variables_say(life, name):
    after = life["second"].tasks[TASK][name]["after"]
    assert after["access"]["enabled"] is True
    assert after["access"]["aaa"]["new_model"] is True
    assert [user["name"] for user in after["public_keys"]["users"]] == ["operator"]
    assert [server["name"] for server in after["public_keys"]["servers"]] == ["192.0.2.9"]
    assert after["session_traps"]["enabled"] is True
    assert after["lines"][0]["transport_input"] == ["ssh"]


def test_no_secret_is_shown(life):
    output = "".join(life[name].output for name in ("check", "first", "second"))
    assert "mock-operator-secret" not in output
    assert COMMUNITY not in output


@pytest.mark.parametrize("name", NEW)
def test_the_operator_gets_in_with_the_key_and_copies_with_scp(life, name, key, tmp_path):
    device = life["fleet"][name]
    options = [
        "-F", "none", "-i", str(key), "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
        "-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes", "-o", "PubkeyAcceptedAlgorithms=+ssh-rsa",
    ]  # fmt: skip
    place = f"operator@{device.address}"
    shown = subprocess.run(
        ["ssh", *options, "-p", str(device.port), place, "show privilege"],
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Current privilege level is 15" in shown.stdout, shown.stderr
    copied = subprocess.run(
        ["scp", "-O", *options, "-P", str(device.port), f"{place}:running-config", str(tmp_path / "copy")],
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert copied.returncode == 0, copied.stderr
    assert f"hostname {name}" in (tmp_path / "copy").read_text()
