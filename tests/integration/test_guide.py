# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The procedures of the vendor's guide in its own order and with the values of its own examples.

It begins where the guide begins: a device without SSH, reached over Telnet by a line password. The values are those
that the guide prints, its mistakes apart: `ip ssh version 1` in the procedure for version 2.
"""

from __future__ import annotations

import subprocess

import pytest

from playbooks import play, run

ACCOUNT = {"name": "samplename", "password": "password1"}
DEFAULTS = {"profile": "15.2", "preset": "day0", "telnet": True, "enable": "cisco", "users": [ACCOUNT]}
FAR = """
username samplename privilege 15 password password1
username user2 privilege 15 password password2
interface Vlan1
 ip address 10.76.82.24 255.255.255.0
"""
# A user of a TACACS+ server whose password expires after three logins.
EXPIRING = {
    "name": "server",
    "preset": "legacy",
    "variables": {"ansible_user": "cisco", "ansible_password": "cisco", "ansible_ios_legacy_algorithms": True},
    "config": """
aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default group tacacs+ local
""",
    "aaa_server": {"users": [{"name": "cisco", "password": "cisco", "privilege": 15, "expires_after": 3}]},
}
TELNET = {
    "ansible_ios_transport": "telnet",
    "ansible_become": True,
    "ansible_become_method": "enable",
    "ansible_become_password": "cisco",
}
PUBKEY, ACCESS, SESSION = (
    f"secureshell.ios.{name}" for name in ("ios_ssh_pubkey", "ios_scp_server", "ios_ssh_session")
)

USER = "RSA-based user authentication"
NAMES = {
    "name": "a key pair named after host name and domain name",
    "config": {
        "hostname": "cisco7200",
        "domain_name": "example.com",
        "host_keys": [{"type": "rsa", "modulus": 1024}],
        "timeout": 120,
        "authentication_retries": 3,
        "version": "2",
    },
}
LABEL = {
    "name": "a key pair of a label",
    "config": {
        "host_key_label": "sshkeys",
        "host_keys": [{"label": "sshkeys", "type": "rsa", "usage": "usage", "modulus": 768}],
        "timeout": 12,
        "version": "2",
        "lines": [{"first": 0, "existing": True, "transport_input": ["telnet", "ssh"], "login": "local"}],
    },
}
SCP = {
    "name": "the SCP server",
    "config": {
        "aaa": {
            "new_model": True,
            "authentication_login": [{"name": "default", "methods": ["local"]}],
            "authorization_exec": [{"name": "default", "methods": ["local"]}],
        },
        "users": [
            {"name": "samplename", "privilege": 15, "configured_password": "password1", "password_type": "password"},
            {"name": "user1", "privilege": 1, "configured_password": "password3"},
        ],
        "enabled": True,
    },
}
LINES = {"name": "SSH on the lines", "config": {"lines": [{"first": 0, "existing": True, "also_ssh": True}]}}
TRAPS = {
    "name": "notifications",
    "config": {"session_traps": {"enabled": True, "hosts": [{"host": "10.0.0.2", "community": "public"}]}},
}
HOP = {
    "name": "an encrypted session with a remote device",
    "version": "2",
    "cipher": "aes256-ctr",
    "mac": "hmac-sha1-96",
    "user": "user2",
    "password": "password2",
    "host": "10.76.82.24",
    "show_negotiated": True,
    "shell": True,
    "command": "show privilege",
}


@pytest.fixture(scope="module")
def done(module_mock_fleet, tmp_path_factory):
    """Every procedure twice, and the private key of user1."""
    private = tmp_path_factory.mktemp("keys") / "id_rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", private], check=True)
    fleet = module_mock_fleet(
        {"defaults": DEFAULTS, "devices": [{"name": "near"}, {"name": "far", "config": FAR}, EXPIRING]}
    )
    text = private.with_suffix(".pub").read_text(encoding="utf-8")
    user = {
        "name": USER,
        "config": {"send_as": "key_string", "users": [{"name": "user1", "keys": [text]}]},
    }
    plays = [
        play(NAMES, hosts="near", vars=TELNET),
        play(LABEL, hosts="far", vars=TELNET),
        play(user, hosts="near", module=PUBKEY, vars=TELNET),
        play(SCP, hosts="near", module=ACCESS, vars=TELNET),
        play(LINES, TRAPS, hosts="near", vars=TELNET),
        play(HOP, hosts="near", module=SESSION, vars=TELNET),
    ]
    return fleet, private, [run(plays, fleet.inventory), run(plays, fleet.inventory)]


CONFIGURING = [NAMES["name"], LABEL["name"], USER, SCP["name"], LINES["name"], TRAPS["name"]]


def of(done, name: str, number: int = 0) -> dict:
    """Return what a task said of its device, in the first run or in another."""
    (result,) = done[2][number].tasks[name].values()
    return result


def test_every_procedure_changes_its_device_once(done):
    assert [result.code for result in done[2]] == [0, 0], done[2]
    assert {name: (of(done, name)["changed"], of(done, name, 1)["changed"]) for name in CONFIGURING} == dict.fromkeys(
        CONFIGURING, (True, False)
    )


# What is the default of the device (120 seconds, 3 attempts) is not sent.
COMMANDS = {
    NAMES["name"]: [
        "hostname cisco7200",
        "ip domain name example.com",
        "crypto key generate rsa general-keys modulus 1024",
        "ip ssh version 2",
    ],
    LABEL["name"]: [
        "crypto key generate rsa usage-keys label sshkeys modulus 768",
        "ip ssh time-out 12",
        "ip ssh rsa keypair-name sshkeys",
        "ip ssh version 2",
    ],
    USER: ["ip ssh pubkey-chain", "username user1", "key-string", "exit"],
    SCP["name"]: [
        "username samplename privilege 15 password 0 ********",
        "ip scp server enable",
        "aaa new-model",
        "aaa authorization exec default local",
        "aaa authentication login default local",
    ],
    TRAPS["name"]: ["snmp-server enable traps tty", "snmp-server host 10.0.0.2 ******** tty"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_sent_is_what_the_guide_types(done, name):
    sent = of(done, name)["commands"]
    assert [command for command in sent if command in COMMANDS[name]] == COMMANDS[name]


def test_the_device_has_ssh_in_the_end_and_openssh_gets_in_with_the_key(done):
    fleet, private, _runs = done
    device = fleet["near"]
    words = ["ssh", "-F/dev/null", "-oBatchMode=yes", "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null"]
    words += ["-oKexAlgorithms=+diffie-hellman-group14-sha1", "-oHostKeyAlgorithms=+ssh-rsa"]
    words += ["-oPubkeyAcceptedAlgorithms=+ssh-rsa", "-oIdentitiesOnly=yes", f"-i{private}", f"-p{device.port}"]
    words += [f"user1@{device.address}", "show privilege"]
    came = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    assert "Current privilege level is 1" in came.stdout, came.stderr


def test_the_session_with_a_remote_device_is_encrypted_as_asked(done):
    for number in (0, 1):
        told = of(done, HOP["name"], number)
        assert (told["result"], told["output"]) == ("connected", "Current privilege level is 15")
        assert told["negotiated"] == {"cipher": "aes256-ctr", "mac": "hmac-sha1-96", "known_from": "peer"}


def test_no_password_and_no_community_is_shown(done):
    output = "".join(result.output for result in done[2])
    assert [word for word in ("password1", "password2", "password3", "public tty") if word in output] == []


def login(name: str, **keywords) -> dict:
    """Return a task that logs in and reads a little."""
    return {"name": name, "secureshell.ios.ios_ssh_facts": {"gather_subset": ["server"]}, **keywords}


def test_a_password_that_expires_is_told_and_changed_on_wish_only(done):
    tasks = [
        login("three logins", loop=[1, 2, 3]),
        login("the fourth", ignore_unreachable=True),
        login("with a new password", vars={"ansible_ios_new_password": "cisco123"}),
    ]
    told = run([{"name": "Test", "hosts": "server", "gather_facts": False, "tasks": tasks}], done[0].inventory)
    assert told.code == 0, told.output
    lost = {name: bool(result["server"].get("unreachable")) for name, result in told.tasks.items()}
    assert lost == {"three logins": False, "the fourth": True, "with a new password": False}
    assert "the password has expired" in told.tasks["the fourth"]["server"]["msg"]
    assert "cisco123" not in told.output
