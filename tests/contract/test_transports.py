# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How every transport comes to a shell, and what it says when it does not: one clear error for each phase."""

from __future__ import annotations

import logging
import os
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import errors
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Algorithms, build
from carriers import target_for

LEGACY = {
    "aes128-cbc": {"encryption": ["aes128-cbc"]},
    "3des-cbc": {"encryption": ["3des-cbc"]},
    "group14-sha1": {"kex": ["diffie-hellman-group14-sha1"]},
    "group-exchange-sha1": {"kex": ["diffie-hellman-group-exchange-sha1"]},
    "group1-sha1": {"kex": ["diffie-hellman-group1-sha1"]},
    "ssh-rsa": {"host_key": ["ssh-rsa"]},
    "hmac-sha1": {"mac": ["hmac-sha1"], "encryption": ["aes128-ctr"]},
    "all at once": {
        "kex": ["diffie-hellman-group1-sha1"],
        "host_key": ["ssh-rsa"],
        "encryption": ["3des-cbc"],
        "mac": ["hmac-sha1"],
    },
}


@pytest.fixture
def known_hosts(home):
    return home / ".ssh" / "known_hosts"


def reach(transport, peer, home, **changes):
    session = Session.open(target_for(transport, peer["port"], home, **changes))
    session.close()
    return session.peer


def test_the_peer_is_described(peers, home, transport):
    peer = peers.start()
    found = reach(transport, peer, home)
    assert (found.address, found.port, found.user) == ("127.0.0.1", peer["port"], "admin")
    assert found.host_key == "ssh-ed25519"
    listed = subprocess.run(
        ["ssh-keygen", "-lf", "-"], input=f"{peer['host_key']}\n", capture_output=True, text=True, check=True
    ).stdout
    assert found.fingerprint in listed
    if transport != "network_cli_libssh":
        assert found.cipher
        assert found.own_address == "127.0.0.1"


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_passwords(peers, home, transport, method):
    peer = peers.start(methods=[method])
    if transport == "network_cli_paramiko" and method == "keyboard-interactive":
        # paramiko answers keyboard-interactive only where the caller does, and the plugin of ansible-core does not.
        with pytest.raises(errors.AuthenticationFailed):
            reach(transport, peer, home)
    else:
        found = reach(transport, peer, home)
        assert (found.method, found.user_key) == ("" if transport.startswith("network_cli") else "password", "")


@pytest.mark.parametrize("passphrase", ["", "open sesame"])
def test_a_key_file(peers, home, transport, passphrase):
    key = home / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(key)], check=True)
    peer = peers.start(methods=["publickey"], authorized=(home / "id.pub").read_text())
    changes = {"password": None, "private_key_file": key}
    if passphrase and transport == "network_cli_paramiko":
        with pytest.raises(errors.DeviceError):  # the plugin of ansible-core takes no passphrase
            reach(transport, peer, home, **changes)
        return
    if passphrase:
        changes["private_key_passphrase"] = passphrase
        if transport.startswith("network_cli"):
            changes["variables"] = {"ansible_private_key_passphrase": passphrase}
    found = reach(transport, peer, home, **{**changes, "password": "wrong"})
    public = " ".join((home / "id.pub").read_text().split()[:2])
    assert (found.method, found.user_key) == ("publickey", public)
    if passphrase:
        for wrong, message in (
            ("wrong", "cannot be opened with ansible_private_key_passphrase"),
            (None, "needs ansible_p"),
        ):
            with pytest.raises(errors.BadTarget, match=message):
                reach(transport, peer, home, **{**changes, "private_key_passphrase": wrong})


def test_an_agent(peers, home, transport, monkeypatch):
    key = home / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    peer = peers.start(methods=["publickey"], authorized=(home / "id.pub").read_text())
    place = home / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(place)], stdout=subprocess.DEVNULL)
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        while subprocess.run(["ssh-add", "-q", str(key)], capture_output=True, check=False).returncode:
            time.sleep(0.02)
        key.unlink()
        found = reach(transport, peer, home, password=None, look_for_keys=True)
        assert (found.method, found.user_key) == ("" if transport.startswith("network_cli") else "publickey", "")
    finally:
        agent.terminate()
        agent.wait(5)


def test_a_wrong_password(peers, home, transport):
    with pytest.raises(errors.AuthenticationFailed) as caught:
        reach(transport, peers.start(), home, password="not-the-secret")
    assert "not-the-secret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    assert "ansible_password" in str(caught.value)


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_a_device_that_hangs_up_after_the_password(peers, home, transport, method):
    with pytest.raises(errors.AuthenticationFailed, match="ansible_password"):
        reach(transport, peers.start(methods=[method], hangs_up=True), home)


def test_libssh_calls_into_python_only_until_the_keys_are_exchanged(peers, home):
    """The binding makes a record of every message; at its finest level some come with each packet."""
    peer = peers.start(replies={f"show item {n}": "x\r\n" for n in range(20)})
    records = []
    log = logging.getLogger("ansible-pylibssh")
    handler = logging.Handler()
    handler.emit = records.append
    log.addHandler(handler)
    level = log.level
    log.setLevel(1)
    try:
        session = Session.open(target_for("libssh", peer["port"], home))
        records.clear()
        session.commands([f"show item {n}" for n in range(20)])
        session.close()
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    assert [record.getMessage() for record in records] == []


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), ("", "no private key"), ("x", "no private key")]
)
def test_a_key_file_that_is_none(peers, home, content, message):
    if content is not None:
        (home / "id").write_text(content)
    for transport in ("libssh", "asyncssh"):
        with pytest.raises(errors.BadTarget, match=message):
            reach(transport, peers.start(), home, private_key_file=home / "id")


def test_a_name_that_does_not_resolve(home, transport):
    with pytest.raises(errors.ResolveFailed, match=r"no-such-device\.invalid"):
        Session.open(target_for(transport, 22, home, address="no-such-device.invalid", name="no-such-device.invalid"))


def test_a_port_that_refuses(home, transport):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(errors.ConnectFailed, match=r"[Rr]efused|Unable to connect"):
            Session.open(target_for(transport, free.getsockname()[1], home))


@pytest.mark.parametrize("behaviour", ["silent", "text", "closed"])
def test_something_that_speaks_no_ssh(peers, home, transport, behaviour):
    started = time.monotonic()
    # libssh under network_cli makes the TCP connection itself, and calls every lateness the same.
    with pytest.raises(
        (errors.KexFailed, errors.ConnectFailed) if transport == "network_cli_libssh" else errors.KexFailed
    ):
        reach(transport, peers.start(behaviour=behaviour), home, timeout=1.0)
    # paramiko's own patience for the identification line is an option of that plugin, 30 s unless set.
    assert time.monotonic() - started < 20


def test_a_device_that_gives_no_shell(peers, home, transport):
    with pytest.raises(errors.ShellFailed):
        reach(transport, peers.start(shell=False), home)


def test_a_device_that_falls_silent_after_the_login(peers, home, transport):
    started = time.monotonic()
    with pytest.raises(errors.ShellFailed):
        reach(transport, peers.start(after_auth="silence"), home, connect_timeout=1.0)
    assert time.monotonic() - started < 20


# --- host keys --------------------------------------------------------------------------------------------------------


def test_an_unknown_host_key_is_refused_before_the_password_goes_out(peers, home, transport, known_hosts):
    with pytest.raises(errors.HostKeyUnknown) as caught:
        reach(transport, peers.start(), home, host_key_checking=True, password="not-the-secret")
    assert "known_hosts" in str(caught.value)
    assert "SHA256:" in str(caught.value)
    assert "ansible_host_key_auto_add" in str(caught.value)
    assert not known_hosts.exists() or known_hosts.read_text() == ""


def test_a_known_host_key_is_accepted(peers, home, transport, known_hosts):
    peer = peers.start()
    known_hosts.write_text(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n")
    assert reach(transport, peer, home, host_key_checking=True)


def test_a_hashed_known_host_is_found(peers, home, transport, known_hosts):
    peer = peers.start()
    known_hosts.write_text(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n")
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(known_hosts)], check=True, capture_output=True)
    assert "127.0.0.1" not in known_hosts.read_text()
    assert reach(transport, peer, home, host_key_checking=True)


@pytest.mark.parametrize("auto_add", [False, True])
def test_a_changed_host_key_is_refused(peers, home, transport, known_hosts, auto_add):
    peer, other = peers.start(), peers.start(key_serial=1)
    line = f"[127.0.0.1]:{peer['port']} {other['host_key']}\n"
    known_hosts.write_text(line)
    with pytest.raises(errors.HostKeyChanged, match="has changed"):
        reach(transport, peer, home, host_key_checking=True, host_key_auto_add=auto_add, password="not-the-secret")
    assert known_hosts.read_text() == line


def test_a_revoked_host_key_is_refused(peers, home, known_hosts):
    peer = peers.start()
    known_hosts.write_text(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n@revoked * {peer['host_key']}\n")
    for transport in ("libssh", "asyncssh"):
        with pytest.raises(errors.HostKeyChanged, match="revoked"):
            reach(transport, peer, home, host_key_checking=True)


def test_an_unknown_host_key_is_added_on_request(peers, home, transport, known_hosts):
    known_hosts.write_text("other ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    peer = peers.start()
    assert reach(transport, peer, home, host_key_checking=True, host_key_auto_add=True)
    assert f"[127.0.0.1]:{peer['port']} {peer['host_key']}" in known_hosts.read_text().splitlines()
    assert known_hosts.read_text().count("\n") == 2
    assert reach(transport, peer, home, host_key_checking=True)


def test_of_several_key_types_the_known_one_is_asked_for(peers, home, known_hosts):
    peer = peers.start(algorithms={"host_key": ["rsa-sha2-512", "rsa-sha2-256"]})
    known_hosts.write_text(f"[127.0.0.1]:{peer['port']} {peer['host_key']}\n")
    for transport in ("libssh", "asyncssh"):
        assert reach(transport, peer, home, host_key_checking=True).host_key == "ssh-rsa"


# --- algorithms -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LEGACY)
@pytest.mark.parametrize("carrier", ["auto", "asyncssh"])
def test_old_devices_are_reached_on_request(peers, home, name, carrier):
    peer = peers.start(algorithms=LEGACY[name])
    assert reach(carrier, peer, home, legacy_algorithms=True)


@pytest.mark.parametrize("name", LEGACY)
def test_old_devices_are_not_reached_otherwise(peers, home, transport, name):
    peer = peers.start(algorithms=LEGACY[name])
    if transport == "network_cli_paramiko" and name in {"hmac-sha1", "aes128-cbc", "3des-cbc"}:
        # paramiko 5 still offers these of its own accord.
        assert reach(transport, peer, home)
        return
    with pytest.raises(errors.KexFailed) as caught:
        reach(transport, peer, home)
    offered = next(iter(LEGACY[name].values()))[0]
    assert f"the device offers {offered}" in str(caught.value)
    assert "we offer" in str(caught.value)
    assert "ansible_ios_legacy_algorithms" in str(caught.value)


def test_ciphers_and_macs_are_chosen_by_name(peers, home):
    peer = peers.start(algorithms={"encryption": ["aes256-cbc"], "mac": ["hmac-sha1"]})
    found = reach("auto", peer, home, algorithms=Algorithms(ciphers="+aes256-cbc", macs="hmac-sha1"))
    assert (found.cipher, found.mac) == ("aes256-cbc", "hmac-sha1")
    with pytest.raises(errors.BadTarget, match="rot13"):
        reach("auto", peer, home, algorithms=Algorithms(ciphers="rot13"))


def test_libssh_takes_single_algorithms_of_network_cli(peers, home):
    peer = peers.start(algorithms={"kex": ["diffie-hellman-group14-sha1"], "host_key": ["ssh-rsa"]})
    wish = Algorithms(kex="+diffie-hellman-group14-sha1", host_keys="+ssh-rsa")
    assert reach("libssh", peer, home, algorithms=wish).kex == "diffie-hellman-group14-sha1"
    assert reach("asyncssh", peer, home, algorithms=wish)


# --- the way ----------------------------------------------------------------------------------------------------------

RELAY = """
import os, socket, sys, threading
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
def up():
    while data := os.read(0, 65536): s.sendall(data)
    s.shutdown(socket.SHUT_WR)
threading.Thread(target=up, daemon=True).start()
while data := s.recv(65536): os.write(1, data)
"""


@pytest.mark.parametrize("carrier", ["libssh", "asyncssh"])
def test_a_proxy_command(peers, home, carrier):
    script = home / "relay.py"
    script.write_text(RELAY)
    peer = peers.start()
    pids = home / "pid"
    command = f"echo $$ > {pids}; exec {shlex.quote(sys.executable)} {script} {peer['port']}"
    # An address that only the proxy knows.
    session = Session.open(
        target_for(
            carrier, 22, home, name="r1.behind", address="r1.behind", proxy_command=f"sh -c {shlex.quote(command)}"
        )
    )
    assert session.command("terminal length 0").refusal is None
    pid = int(pids.read_text())
    session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize("carrier", ["libssh", "asyncssh"])
def test_a_proxy_command_that_fails_says_why(home, carrier):
    with pytest.raises(errors.ConnectFailed, match=r"status 7 .*'no way through'"):
        Session.open(target_for(carrier, 22, home, proxy_command="sh -c 'echo no way through >&2; exit 7'"))


@pytest.fixture
def jump(peers, home):
    """Two jump hosts for a real ssh, and a device that has its address only there: (device, hosts, configuration)."""
    key = home / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    authorized = (home / "id.pub").read_text()
    hosts = [peers.start(methods=["publickey"], authorized=authorized, forwards=True) for _unused in range(2)]
    device = peers.start()
    known = home / "known-jumps"
    known.write_text("".join(f"[127.0.0.1]:{host['port']} {host['host_key']}\n" for host in hosts))
    rows = [
        f"Host jump{number}\n HostName 127.0.0.1\n Port {host['port']}\n User hop\n IdentityFile {key}\n"
        f" IdentitiesOnly yes\n UserKnownHostsFile {known}\n StrictHostKeyChecking yes\n"
        for number, host in enumerate(hosts)
    ]
    config = home / "ssh_config"
    device_rows = f" HostName 127.0.0.1\n Port {device['port']}\n User admin\n"
    config.write_text(f"{''.join(rows)}Host r1 r2\n{device_rows}Host r1\n ProxyJump jump0\n")
    return device, hosts, config


def options(config, **more):
    """What the connection plugin would hand to `build` for a device behind the jump hosts."""
    values = {"password": "secret", "host_key_checking": False, "timeout": 20, "connect_timeout": 30}
    return {**values, "host": "r2", "config_file": str(config), **more}


@pytest.mark.parametrize("carrier", ["libssh", "asyncssh"])
@pytest.mark.parametrize(
    ("more", "hops"),
    [
        ({"host": "r1"}, 1),
        ({"ssh_common_args": "-J jump0"}, 1),
        ({"ssh_args": "-o ProxyJump=jump0,jump1"}, 2),
        ({"ssh_extra_args": "-J hop@jump1"}, 1),
        ({"proxy_command": "ssh -F {config} -W %h:%p jump0"}, 1),
        ({"ssh_common_args": "-o 'ProxyCommand=ssh -F {config} -W %h:%p hop@jump0'"}, 1),
    ],
    ids=["ProxyJump in the file", "-J", "two jumps", "-J with a user", "proxy command", "ProxyCommand"],
)
def test_a_jump_host(peers, jump, carrier, more, hops):
    device, hosts, config = jump
    given = {name: value.replace("{config}", str(config)) for name, value in more.items()}
    session = Session.open(build(options(config, transport_plugin=carrier, **given)))
    try:
        assert session.command("terminal length 0").refusal is None
    finally:
        session.close()
    places = [place for jump_host in hosts for place in peers.typed(jump_host["index"])]
    assert places.count(f"127.0.0.1:{device['port']}") == 1
    assert len(places) == hops


@pytest.mark.parametrize("carrier", ["libssh", "asyncssh"])
def test_a_jump_host_that_does_not_let_us_in_says_so(jump, home, carrier):
    config = jump[2]
    (home / "id").unlink()
    with pytest.raises(errors.ConnectFailed, match=r"the proxy command 'ssh' ended .*Permission denied"):
        Session.open(build(options(config, host="r1", transport_plugin=carrier)))


def test_a_jump_host_that_cannot_reach_the_device_says_so(jump):
    config = jump[2]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(errors.ConnectFailed, match=r"the proxy command 'ssh' ended .*onnect"):
            Session.open(build(options(config, host="r1", port=port)))


def test_a_jump_host_that_we_do_not_know_says_so(jump, home):
    config = jump[2]
    (home / "known-jumps").write_text("")
    with pytest.raises(errors.ConnectFailed, match=r"the proxy command 'ssh' .*Host key verification failed"):
        Session.open(build(options(config, host="r1")))


def test_ipv6(home):
    with socket.socket(socket.AF_INET6) as free:
        free.bind(("::1", 0))
        target = target_for("libssh", free.getsockname()[1], home, address="::1", name="::1")
        with pytest.raises(errors.ConnectFailed, match=r"::1 port \d+: connection refused"):
            Session.open(target)


def test_no_process_and_no_descriptor_is_left(peers, home, transport):
    peer = peers.start()
    reach(transport, peer, home)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _unused in range(3):
        reach(transport, peer, home)
        if transport != "network_cli_paramiko":  # its plugin drops a connection that failed without closing it
            with pytest.raises(errors.DeviceError):
                reach(transport, peer, home, password="wrong")
    time.sleep(0.05)
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
