# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets: what variables, ssh arguments and the ssh configuration say together; and how a task's options are found."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.options import target_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import ssh_config
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import BadTarget
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import build
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports import known_hosts, offers

CONFIG = """
# everywhere
Host edge-* !edge-9
    HostName 10.0.0.%h
    User = operator
    Port 2022
    IdentityFile "~/.ssh/edge key"
    ProxyJump jump1,ops@jump2:2200
Host r2
    ProxyCommand nc --proxy "the proxy" %h %p
Match user nobody
    Port 99
Host *
    Port 22
    UserKnownHostsFile ~/.ssh/fleet ~/.ssh/fleet2
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".ssh").mkdir()
    return tmp_path


@pytest.fixture
def configured(home):
    (home / ".ssh" / "config").write_text(CONFIG)


def test_defaults(home):
    target = build({"host": "R1"})
    assert (target.name, target.address, target.port, target.user) == ("r1", "R1", 22, None)
    assert (target.host_key_checking, target.host_key_auto_add, target.legacy_algorithms) == (True, False, False)
    assert target.known_hosts[0] == home / ".ssh" / "known_hosts"
    assert (target.transport, target.proxy_command) == ("auto", "")


def test_no_secret_is_shown():
    secrets = {"password": "hunter2", "become_password": "hunter3", "private_key_passphrase": "hunter4"}
    assert "hunter" not in repr(build({"host": "r1", **secrets}))


@pytest.mark.usefixtures("configured")
def test_the_ssh_configuration_is_read(home):
    target = build({"host": "edge-1"})
    assert (target.address, target.user, target.port) == ("10.0.0.edge-1", "operator", 2022)
    assert target.private_key_file == home / ".ssh" / "edge key"
    assert target.known_hosts[:2] == (home / ".ssh" / "fleet", home / ".ssh" / "fleet2")
    jump = r"ssh -o BatchMode=yes -J jump1 -l ops -p 2200 -W \[10.0.0.edge-1\]:2022 jump2"
    assert target.proxy_command == jump
    assert build({"host": "edge-9"}).port == 22
    assert build({"host": "r2"}).proxy_command == 'nc --proxy "the proxy" r2 22'


@pytest.mark.usefixtures("configured")
def test_variables_win_over_arguments_and_arguments_over_the_file(home):
    options = {"host": "edge-1", "ssh_common_args": "-J bastion -o Port=77 -oUserKnownHostsFile=/dev/null"}
    target = build(options)
    assert (target.port, target.known_hosts[0]) == (77, Path("/dev/null"))
    assert target.proxy_command == r"ssh -o BatchMode=yes -W \[10.0.0.edge-1\]:77 bastion"
    target = build({**options, "port": 2222, "remote_user": "me", "proxy_command": "relay %r@%h:%p %%"})
    assert (target.port, target.user, target.proxy_command) == (2222, "me", "relay me@10.0.0.edge-1:2222 %")
    assert build({**options, "config_file": "none"}).user is None


def test_hostile_values_stay_words_of_the_proxy_command():
    target = build({"host": "r1; reboot", "proxy_command": "nc %h %p"})
    assert target.proxy_command == "nc 'r1; reboot' 22"


def test_includes_are_followed_and_files_may_change(home):
    (home / ".ssh" / "more").write_text("Host r7\n Port 7000\n")
    config = home / ".ssh" / "config"
    config.write_text("Include more\n")
    assert ssh_config.lookup(config, "r7") == {"port": "7000"}
    config.write_text("Host r7\n Port 7001\n")
    assert ssh_config.lookup(config, "r7") == {"port": "7001"}
    assert ssh_config.lookup(home / "absent", "r7") == {}


@pytest.mark.parametrize(
    ("arguments", "checking", "auto_add"),
    [
        ("-o StrictHostKeyChecking=no", False, False),
        ("-o StrictHostKeyChecking=accept-new", True, True),
        ("-o StrictHostKeyChecking=yes", True, False),
    ],
)
def test_strict_host_key_checking(arguments, checking, auto_add):
    target = build({"host": "r1", "ssh_args": arguments})
    assert (target.host_key_checking, target.host_key_auto_add) == (checking, auto_add)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, True),
        ({"password": "x"}, False),
        ({"password": "x", "private_key_file": "k"}, True),
        ({"look_for_keys": False}, False),
    ],
)
def test_keys_are_looked_for_as_network_cli_does(options, expected):
    assert build({"host": "r1", **options}).look_for_keys is expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"host": ""}, "ansible_host"),
        ({"port": "ssh"}, "ansible_port is 'ssh'"),
        ({"port": 70000}, "1 to 65535"),
        ({"transport_plugin": "telnet"}, "asyncssh"),
        ({"ssh_args": "-o 'Proxy"}, "cannot be read"),
        ({"config_file": "/absent"}, "does not exist"),
        ({"timeout": 0}, "more than 0"),
    ],
)
def test_what_cannot_be_used_is_named(options, message):
    with pytest.raises(BadTarget, match=message):
        build({"host": "r1", **options})


def test_an_alias_is_the_name_in_known_hosts_whatever_the_port(home):
    (home / ".ssh" / "config").write_text("Host r1\n HostName 192.0.2.1\n HostKeyAlias Core-1\n Port 2022\n")
    assert build({"host": "r1"}).peer == "core-1"
    assert build({"host": "r2", "port": 2022}).peer == "[r2]:2022"


# --- from a task ------------------------------------------------------------------------------------------------------


def resolve(variables, **task):
    given = {"inventory_hostname": "r1", **variables}
    values = {"delegate_to": None, "port": None, "remote_user": None, "become": False, **task}
    context = values.pop("play_context", None)
    return target_of(SimpleNamespace(**values), given, Templar(DataLoader(), variables=given), context)


def test_the_port_that_ansible_assumes_leaves_the_ssh_configuration_its_say(home):
    (home / ".ssh" / "config").write_text("Host r1\n Port 2022\n")
    assert resolve({"ansible_host": "r1", "ansible_port": 22}).port == 2022
    assert resolve({"ansible_host": "r1", "ansible_port": 23}).port == 23
    assert resolve({"ansible_host": "r2", "ansible_port": 22}).port == 22


def test_an_inventory_for_network_cli_is_understood():
    target = resolve(
        {
            "ansible_connection": "ansible.netcommon.network_cli",
            "ansible_network_os": "cisco.ios.ios",
            "ansible_host": "192.0.2.1",
            "ansible_user": "admin",
            "ansible_ssh_pass": "secret",
            "ansible_become": True,
            "ansible_become_method": "enable",
            "ansible_become_pass": "topsecret",
            "ansible_command_timeout": 90,
            "ansible_connect_timeout": 45,
            "ansible_host_key_checking": False,
            "ansible_libssh_key_exchange_algorithms": "+diffie-hellman-group14-sha1",
            "ansible_ios_legacy_algorithms": "yes",
        }
    )
    assert (target.address, target.user, target.password) == ("192.0.2.1", "admin", "secret")
    assert (target.become, target.enable_password) == (True, "topsecret")
    assert (target.command_timeout, target.connect_timeout) == (90, 45)
    assert target.host_key_checking is False
    assert target.algorithms.kex == "+diffie-hellman-group14-sha1"
    assert target.legacy_algorithms is True


def test_play_keywords_and_typed_passwords():
    typed = SimpleNamespace(password="from -k", become_pass="from -K")
    target = resolve({}, port=2022, remote_user="op", become=True, play_context=typed)
    assert (target.name, target.port, target.user, target.become) == ("r1", 2022, "op", True)
    assert (target.password, target.enable_password) == ("from -k", "from -K")


def test_the_environment_counts(monkeypatch):
    monkeypatch.setenv("ANSIBLE_HOST_KEY_CHECKING", "false")
    monkeypatch.setenv("ANSIBLE_PERSISTENT_COMMAND_TIMEOUT", "77")
    target = resolve({})
    assert (target.host_key_checking, target.command_timeout) == (False, 77)


def test_delegation():
    delegate = {"inventory_hostname": "r1", "ansible_user": "other"}
    target = resolve({"ansible_user": "me", "ansible_delegated_vars": {"r9": delegate}}, delegate_to="r9")
    assert (target.address, target.user) == ("r9", "other")


def test_resolving_is_cheap():
    variables = {"ansible_host": "192.0.2.1", "ansible_user": "admin", "ansible_password": "secret"}
    resolve(variables)
    started = time.process_time()
    for _unused in range(20):
        resolve(variables)
    assert (time.process_time() - started) / 20 < 0.006  # measured: 0.0008


# --- known_hosts and algorithms ---------------------------------------------------------------------------------------

KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIJbv7L4+EHBKlF1kWwPL0yU8+5BITAX4oZ491AfHWiGX"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("r1 ssh-ed25519 KEY", True),
        ("R1,192.0.2.1 ssh-ed25519 KEY comment", True),
        ("r*,!r1 ssh-ed25519 KEY", False),
        ("r? ssh-ed25519 KEY", True),
        ("r10 ssh-ed25519 KEY", False),
        ("[r1]:2022 ssh-ed25519 KEY", False),
        ("@cert-authority * ssh-ed25519 KEY", False),
        ("# r1 ssh-ed25519 KEY", False),
        ("r1", False),
        ("|1|damaged|line ssh-ed25519 KEY", False),
    ],
)
def test_lines_of_known_hosts(home, line, found):
    (home / ".ssh" / "known_hosts").write_text(line.replace("KEY", KEY) + "\n")
    assert (known_hosts.known(build({"host": "r1"})) != []) is found


@pytest.mark.parametrize(
    ("wish", "legacy", "first", "last"),
    [
        ("", False, "chacha20-poly1305@openssh.com", "aes128-ctr"),
        ("", True, "chacha20-poly1305@openssh.com", "3des-cbc"),
        ("aes128-cbc,3des-cbc", False, "aes128-cbc", "3des-cbc"),
        ("+3des-cbc", False, "chacha20-poly1305@openssh.com", "3des-cbc"),
        ("^aes128-ctr", False, "aes128-ctr", "aes192-ctr"),
        ("-chacha20-poly1305@openssh.com", False, "aes256-gcm@openssh.com", "aes128-ctr"),
    ],
)
def test_offers(wish, legacy, first, last):
    offered = offers.offer(offers.CIPHER, wish, legacy=legacy)
    assert (offered[0], offered[-1]) == (first, last)


def test_nothing_to_offer_is_an_error():
    with pytest.raises(BadTarget, match="ansible_ios_ciphers"):
        offers.offer(offers.CIPHER, "-" + ",".join(offers.CIPHER.modern), legacy=False)
