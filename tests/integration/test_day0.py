# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a device without SSH to a proven login by SSH, over consoles and over Telnet; and what leaves Telnet open."""

from __future__ import annotations

import contextlib
import socket
import subprocess

import pytest
import yaml
from profiles import VARIABLES

from playbooks import run

pytestmark = pytest.mark.timeout(400)  # one fixture makes all of the runs
BOOK = "secureshell.ios.bootstrap"
SECRETS = {"password": "Day0-operator", "line": "mock-admin", "enable": "Day0-Enable-1"}
CONSOLES = {
    f"con-{profile}".replace(".", "-"): profile for profile in ("12.4", "15.2", "16.8", "17.9", "17.15", "26.1")
}
TELNETS = {f"tel-{profile}".replace(".", "-"): profile for profile in ("12.4", "16.8", "26.1")}
OTHERS = {"kept": "15.2", "dark": "17.9", "between": "17.9", "other": "17.15"}
# Somebody has been there: its console asks for the user and takes no line password.
KEPT = f"username ops privilege 15 secret {SECRETS['password']}\nline con 0\n login local\n"
# What a site wants of its routers anyway: it comes with the role's visit over SSH.
SITE = {
    "sshv2_users": [{"name": "second", "privilege": 15, "configured_password": "Second-1"}],
    "sshv2_aaa": {
        "new_model": True,
        "authentication_login": [{"name": "default", "methods": ["local"]}],
        "authorization_exec": [{"name": "default", "methods": ["local"]}],
    },
    "sshv2_scp_server": True,
    "sshv2_login_protection": {"delay": 2},
}
GOOD = [*CONSOLES, *TELNETS, "kept"]
TROUBLE = ["dark", "between"]
PROOF = "Log in by SSH, with the host key that was read"


def row(name, profile, preset, **more):
    return {"name": name, "profile": profile, "preset": preset, "console": True, "telnet": True, **more}


def operator(fleet, home):
    """Return an inventory that says of the devices what an operator knows of new ones."""
    hosts = {}
    for name in fleet:
        profile = {**CONSOLES, **TELNETS, **OTHERS}[name]
        hosts[name] = {"ansible_user": "ops", "ansible_password": SECRETS["password"], **VARIABLES.get(profile, {})}
        if profile != "26.1":
            hosts[name]["sshv2_host_key_modulus"] = 2048  # a quarter of the work
        if name in TELNETS or name in TROUBLE:
            hosts[name] |= {"bootstrap_transport": "telnet", "bootstrap_password": SECRETS["line"]}
    hosts["con-17-9"] |= SITE
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hosts["dark"]["ansible_port"] = closed.getsockname()[1]
    hosts["between"]["ansible_port"] = fleet["other"].port
    shared = {
        "ansible_host_key_checking": True,
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={home}/known_hosts",
        "bootstrap_known_hosts": f"{home}/known_hosts",
        "bootstrap_enable_password": SECRETS["enable"],
    }
    path = home / "operator.yml"
    path.write_text(yaml.safe_dump({"mock_ios": {"hosts": hosts, "vars": shared}}))
    return path


def takes_telnet(host):
    with (
        contextlib.suppress(ConnectionRefusedError),
        socket.create_connection((host.address, host.variables["ansible_ios_telnet_port"]), 5),
    ):
        return True
    return False


ANOTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
# Device, arguments, variables, whether a login is proven (None: the task fails), words of the message.
ASKED = [
    ("con-15-2", {}, {}, True, "user 'ops' logs in by SSH version 2.0 with privilege level 15"),
    ("con-16-8", {"host_keys": [ANOTHER], "required": False}, {}, False, "which it was expected to have"),
    ("con-17-9", {"required": False}, {"ansible_password": "not-this-one"}, False, "does not let user 'ops' in"),
    ("con-17-15", {}, {"ansible_ios_transport": "console"}, None, "ansible_ios_transport is 'console'"),
    ("con-26-1", {"host_keys": ["ssh-rsa AAAAnonsense"]}, {}, None, "host_keys[0]"),
    ("tel-12-4", {"host_keys": []}, {}, None, "no key that SSH uses"),
    ("tel-16-8", {"privilege": 16}, {}, None, "write 0 to 15"),
    # known_hosts has another key for it, and the inventory would take every key.
    ("other", {"required": False}, {"ansible_host_key_checking": False, "ansible_host_key_auto_add": True}, False,
     "has changed"),
]  # fmt: skip


def ask(at):
    name, arguments, variables, *_rest = ASKED[at]
    task = {"name": f"Ask {at}", "secureshell.ios.ios_ssh_login": arguments, "vars": variables}
    return {**task, "when": f"inventory_hostname == '{name}'"}


@pytest.fixture(scope="module")
def life(module_mock_fleet, tmp_path_factory):
    """Check, bootstrap, again, and again in check mode."""
    home = tmp_path_factory.mktemp("day0")
    day0 = {"preset": "day0", "enable": SECRETS["enable"]}
    devices = [row(name, profile, "factory") for name, profile in CONSOLES.items()]
    devices += [row(name, profile, **day0) for name, profile in {**TELNETS, "dark": "17.9", "between": "17.9"}.items()]
    devices.append(row("kept", OTHERS["kept"], config=KEPT, **day0))
    devices.append({"name": "other", "profile": OTHERS["other"], "preset": "hardened"})
    fleet = module_mock_fleet({"devices": devices})
    inventories = (fleet.inventory, operator(fleet, home))
    good = ("--limit", ",".join(GOOD))
    found = {"fleet": fleet, "home": home}
    found["check"] = run(BOOK, *inventories, options=("--check", "--diff", *good))
    found["untouched"] = not (home / "known_hosts").exists() and all(takes_telnet(fleet[name]) for name in TELNETS)
    found["first"] = run(BOOK, *inventories, options=("--diff", "--limit", ",".join([*GOOD, *TROUBLE])))
    found["telnet"] = {name: takes_telnet(fleet[name]) for name in (*GOOD, *TROUBLE)}
    found["second"] = run(BOOK, *inventories, options=good)
    found["asked"] = run(
        [{"name": "Test", "hosts": "mock_ios", "gather_facts": False, "tasks": [ask(at) for at in range(len(ASKED))]}],
        *inventories,
        options=("--limit", ",".join(name for name, *_rest in ASKED)),
    )
    found["again"] = run(BOOK, *inventories, options=("--check", "--limit", "con-17-15,tel-12-4"))
    return found


def test_every_run_succeeds(life):
    assert {name: life[name].code for name in ("check", "second", "again")} == {"check": 0, "second": 0, "again": 0}
    assert all(life["first"].stats[name]["failures"] == 0 for name in GOOD), life["first"].output


def test_check_mode_tells_all_of_it_and_touches_nothing(life):
    assert life["untouched"]
    for name in GOOD:
        plans = [hosts[name]["commands"] for hosts in life["check"].tasks.values() if "commands" in hosts.get(name, {})]
        assert any(line.startswith("username ops privilege 15 secret") for line in plans[0]) or name == "kept"
        assert any("transport input ssh" in line for line in plans[-1]) or name in {"con-17-15", "con-26-1"}


@pytest.mark.parametrize("name", GOOD)
def test_a_device_comes_to_a_proven_login_and_loses_telnet(life, name):
    proof = life["first"].tasks[PROOF][name]
    assert (proof["user"], proof["privilege"], proof["version"]) == ("ops", 15, "2.0")
    assert proof["host_key"]["sha256"].startswith("SHA256:")
    assert proof["host_key"]["sha256"] in proof["msg"]
    assert not life["telnet"][name]


def test_openssh_knows_the_devices_by_the_keys_that_were_read(life):
    """The keys came over consoles and Telnet; an outside judge meets the same."""
    known = life["home"] / "known_hosts"
    for name in ("con-17-9", "con-26-1", "tel-26-1"):
        done = subprocess.run(
            ["ssh", "-F/dev/null", "-oBatchMode=yes", "-oStrictHostKeyChecking=yes", "-oGlobalKnownHostsFile=none",
             f"-oUserKnownHostsFile={known}", "-p", str(life["fleet"][name].port), "ops@127.0.0.1"],
            check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip
        assert "Permission denied" in done.stderr, done.stderr


def test_what_a_site_wants_anyway_comes_over_ssh(life):
    commands = life["first"].tasks["secureshell.ios.sshv2 : Bring SSH to the wanted state"]["con-17-9"]["commands"]
    assert {"aaa new-model", "ip scp server enable", "login delay 2"} <= set(commands)


def test_a_second_run_changes_nothing(life):
    assert life["second"].changed() == dict.fromkeys(GOOD, 0)
    assert life["again"].changed() == dict.fromkeys(("con-17-15", "tel-12-4"), 0)


def test_a_console_that_asks_for_the_user_is_one_too(life):
    account = life["first"].tasks["Give it an account"]["kept"]
    assert not any("username" in line for line in account["commands"])  # the password is the wanted one


@pytest.mark.parametrize(("name", "words"), [("dark", "cannot connect"), ("between", "which it was expected to have")])
def test_a_login_that_is_not_proven_leaves_telnet_and_says_so(life, name, words):
    assert life["first"].code != 0
    told = life["first"].tasks["Leave Telnet open"][name]
    assert told["failed"]
    assert told["msg"].startswith(f"Telnet stays as it is: {name}: no login by SSH: ")
    assert words in told["msg"]
    assert life["telnet"][name]
    assert life["first"].tasks["Give it an account"][name]["changed"]


@pytest.mark.parametrize("at", range(len(ASKED)))
def test_a_login_is_proven_or_it_is_told_why_not(life, at):
    name, _arguments, _variables, proven, words = ASKED[at]
    found = life["asked"].tasks[f"Ask {at}"][name]
    assert words in found["msg"]
    assert bool(found.get("failed")) == (proven is None)
    assert found.get("proven") == proven
    assert not found["changed"]


def test_no_secret_is_shown(life):
    for run_name in ("check", "first", "second", "again", "asked"):
        for secret in SECRETS.values():
            assert secret not in life[run_name].output, run_name
