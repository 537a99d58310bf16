# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet file, the inventory, and the program that serves them."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from fleet_fixture import PROGRAM, serve
from mock_ios import fleet, profiles
from mock_ios.device import Peer
from mock_ios.fleet import FleetError, devices
from mock_ios.server import FleetServer

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROGRAM)}
ONE = {"devices": [{"name": "r1"}]}


def device(**options):
    (spec,) = devices({"devices": [{"name": "r1", **options}]})
    return spec


def aaa_user(**options):
    return {"aaa_server": {"users": [{"name": "a", **options}]}}


def run(*arguments, **options):
    command = [sys.executable, "-m", "mock_ios", *map(str, arguments)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False, **options)


def fleet_file(path, data=None):
    file = path / "fleet.yml"
    file.write_text(yaml.safe_dump(data or ONE), encoding="utf-8")
    return file


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


# The file


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "a list `devices` of at least one device"),
        ({"devices": []}, "a list `devices` of at least one device"),
        ({"devices": [{"name": "r1"}], "device": []}, "the fleet: unknown option 'device'"),
        ({"devices": [{"name": "r1"}], "defaults": {"name": "x"}}, "defaults: unknown option 'name'"),
        ({"devices": ["r1"]}, "devices[0] must be a dictionary with at least `name`, not 'r1'"),
        ({"devices": [{"profile": "15.2"}]}, "devices[0] (without name) needs a `name`"),
        ({"devices": [{"name": "r1"}, {"name": "r1"}]}, "two devices have the name r1"),
        ({"devices": [{"name": "r", "count": 2}, {"name": "r2"}]}, "two devices have the name r2"),
        ({"devices": [{"name": "r", "count": 1500}, {"name": "s", "count": 1500}]}, "3000 devices are more than"),
    ],
)
def test_fleets_that_cannot_be(data, message):
    with pytest.raises(FleetError) as caught:
        devices(data)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "-r1"}, "'-r1' is no host name"),
        ({"name": "r" * 64}, "is no host name"),
        ({"count": 0}, "count must be 1 to 2000, not 0"),
        ({"count": "3"}, "count must be a whole number, not '3'"),
        ({"count": True}, "count must be a whole number, not True"),
        ({"profle": "15.2"}, "unknown option 'profle'; the known ones are name, count, profile,"),
        ({"profile": 15.2}, 'profile must be text (quote it: "15.2"), not 15.2'),
        ({"profile": "15.9"}, "there is no profile '15.9'; the known ones are 12.2, 12.4, 15.2,"),
        ({"preset": "soft"}, "there is no preset 'soft'; the known ones are legacy, factory, day0, hardened"),
        ({"preset": "legacy", "startup_config": "hostname x"}, "leave out `preset` and `config`"),
        ({"config": "a", "config_file": "b"}, "write config or config_file, not both"),
        ({"config_file": "missing.cfg"}, "config_file missing.cfg cannot be read"),
        ({"users": [{"name": "a"}]}, "a user has a `name` and a `password`"),
        ({"users": [{"name": "a", "password": "p", "level": 1}]}, "user a: unknown option 'level'"),
        ({"users": [{"name": "a", "password": "p", "privilege": 16}]}, "privilege must be 0 to 15, not 16"),
        ({"users": [{"name": "a b", "password": "p"}]}, "user 'a b': name must be one or more printable"),
        ({"keys": [{"label": "K"}]}, "an RSA key has 360 to 4096 bits, not 0"),
        ({"keys": [{"type": "ec", "bits": 512}]}, "an EC key has 256, 384 or 521 bits, not 512"),
        ({"keys": [{"type": "dsa", "bits": 1024}]}, "a key has the type rsa or ec, not 'dsa'"),
        ({"keys": [2048]}, "a key is a dictionary with at least `bits`, not 2048"),
        ({"groups": ["a-b"]}, "groups must be names that Ansible accepts"),
        ({"telnet": "yes"}, "telnet must be true or false, not 'yes'"),
        ({"boot_seconds": -1}, "boot_seconds must not be negative, found -1"),
        ({"clock_rate": -1}, "clock_rate must be 0 to 10000, found -1"),
        ({"flash_megabytes": -1}, "flash_megabytes must be 0 to 2048, not -1"),
        ({"flash_megabytes": 4096}, "flash_megabytes must be 0 to 2048, not 4096"),
        ({"flash_files": {"../a": "x"}}, "for each path; found '../a'"),
        ({"flash_files": {"a": True}}, "for each path; found 'a'"),
        ({"flash": "none"}, "flash must be true or false, not 'none'"),
        ({"faults": [{"fault": "smoke"}]}, "'smoke' is no fault"),
        ({"aaa_server": {"user": []}}, "aaa_server: unknown option 'user'; the known ones are reachable, groups,"),
        ({"aaa_server": {"groups": [1]}}, "aaa_server: groups must be text of printable ASCII characters"),
        ({"aaa_server": {"users": [{"name": "a"}]}}, "a user has a `name`, and a `password` or `challenges`"),
        (aaa_user(password="p", level=1), "aaa_server: user a: unknown option 'level'"),
        (aaa_user(password="grün"), "password must be text of printable ASCII characters"),
        (aaa_user(password="p", privilege=16), "privilege must be 0 to 15, not 16"),
        (aaa_user(password="p", expires_after=0), "expires_after must be 1 or more logins, not 0"),
        (aaa_user(password="p", expires_after=1, expired=True), "write expired or expires_after, not both"),
        (aaa_user(challenges=[{"prompt": "PIN: "}]), "a challenge has a `prompt`, and either a `reply` or a list"),
        (aaa_user(challenges=[{"prompt": "PIN: ", "codes": [1]}]), "codes must be text of printable ASCII"),
    ],
)
def test_devices_that_cannot_be(options, message):
    with pytest.raises(FleetError) as caught:
        device(**options)
    assert message in str(caught.value)
    assert str(caught.value).startswith("devices[0] (")


@pytest.mark.parametrize("password", [12345678, "tell me?", "two words"])
def test_no_message_shows_a_password(password):
    with pytest.raises(FleetError) as caught:
        device(users=[{"name": "a", "password": password}])
    assert str(password) not in str(caught.value)


@pytest.mark.parametrize("options", [{"password": 87654321}, {"challenges": [{"prompt": "PIN: ", "reply": 87654321}]}])
def test_no_message_shows_a_password_of_an_aaa_user(options):
    with pytest.raises(FleetError) as caught:
        device(**aaa_user(**options))
    assert "87654321" not in str(caught.value)


def test_counted_devices_are_numbered_with_equal_width():
    names = [spec.name for spec in devices({"devices": [{"name": "edge", "count": 12}, {"name": "core", "count": 1}]})]
    assert names == [f"edge{number:02d}" for number in range(1, 13)] + ["core1"]


def test_defaults_are_what_a_device_does_not_say_itself():
    specs = devices(
        {"defaults": {"profile": "15.2", "enable": "e"}, "devices": [{"name": "a"}, {"name": "b", "profile": "12.4"}]}
    )
    assert [(spec.profile, spec.enable) for spec in specs] == [("15.2", "e"), ("12.4", "e")]


def test_files_are_found_beside_the_fleet_file(tmp_path):
    (tmp_path / "r1.cfg").write_text("hostname from-file\nip domain-name lab.example\n", encoding="utf-8")
    data = {"devices": [{"name": "r1", "startup_config_file": "r1.cfg", "keys": [{"bits": 1024}]}]}
    (spec,) = fleet.load(fleet_file(tmp_path, data))
    assert spec.startup_config.startswith("hostname from-file\n")
    assert spec.key_name(spec.keys[0]) == "from-file.lab.example"


@pytest.mark.parametrize(
    ("text", "message"), [("devices: [", "is no YAML"), ("\xff", "is no YAML"), (None, "No such file")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path, text, message):
    file = tmp_path / "fleet.yml"
    if text is not None:
        file.write_bytes(text.encode("latin-1"))
    with pytest.raises(FleetError, match=message) as caught:
        fleet.load(file)
    assert str(file) in str(caught.value)


# What the devices start with


@pytest.mark.parametrize("profile", profiles.names())
@pytest.mark.parametrize("preset", ["legacy", "hardened"])
def test_presets_are_understood_and_reachable(profile, preset):
    running = FleetServer((device(profile=profile, preset=preset, enable="secret"),)).servers["r1"].device
    policy = running.ssh_policy()
    assert policy.enabled, policy.reason
    assert policy.version2
    assert running.hostname == "r1"
    unknown = [
        slot for slot, entry in running.config.entries.items() if slot == entry.text and not running.default_of(slot)
    ]
    assert [line for line in unknown if line.startswith(("ip ssh", "line"))] == []
    assert policy.ident == ("SSH-2.0-Cisco-1.25" if preset == "hardened" else policy.ident)
    assert policy.retries == (2 if preset == "hardened" else 3)


@pytest.mark.parametrize("profile", profiles.names())
def test_a_factory_device_refuses(profile):
    running = FleetServer((device(profile=profile, preset="factory"),)).servers["r1"].device
    assert not running.ssh_policy().enabled
    assert running.hostname == "Router"


def test_devices_of_a_fleet_have_different_keys():
    running = FleetServer(devices({"devices": [{"name": "r", "count": 30}]}))
    blobs = [server.device.keys[0].key.blob for server in running.servers.values()]
    assert len(set(blobs)) == 30
    again = FleetServer(devices({"devices": [{"name": "r", "count": 30}]}))
    assert [server.device.keys[0].key.blob for server in again.servers.values()] == blobs


# The inventory


def test_the_inventory_says_how_to_log_in():
    low = {"users": [{"name": "op", "password": "p", "privilege": 1}], "enable": "e", "groups": ["branch"]}
    specs = devices({"devices": [{"name": "a"}, {"name": "b", **low, "variables": {"site": 7}}]})
    tree = yaml.safe_load(fleet.inventory((spec, "127.0.0.1", 4000 + n, {}) for n, spec in enumerate(specs)))
    group = tree["all"]["children"]["mock_ios"]
    assert group["vars"]["ansible_network_os"] == "cisco.ios.ios"
    assert group["hosts"]["a"] == {
        "ansible_host": "127.0.0.1",
        "ansible_port": 4000,
        "ansible_user": "admin",
        "ansible_password": "mock-admin",
        "mock_ios_profile": "17.9",
    }
    second = group["hosts"]["b"]
    assert (second["ansible_become"], second["ansible_become_password"], second["site"]) == (True, "e", 7)
    assert tree["all"]["children"]["branch"] == {"hosts": {"b": {}}}


def test_ansible_reads_the_inventory(mock_fleet):
    running = mock_fleet({"devices": [{"name": "r", "count": 2, "groups": ["branch"]}]})
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(running.inventory), "--list"]
    listed = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout)
    assert listed["branch"]["hosts"] == ["r1", "r2"]
    assert listed["_meta"]["hostvars"]["r1"]["ansible_port"] == running["r1"].port
    assert listed["_meta"]["hostvars"]["r2"]["ansible_connection"] == "ansible.netcommon.network_cli"


def test_further_ports_are_variables(mock_fleet):
    running = mock_fleet({"devices": [{"name": "a", "telnet": True, "console": True}, {"name": "b", "telnet": True}]})
    ports = [running[name].variables.get(f"ansible_ios_{way}_port") for name in "ab" for way in ("telnet", "console")]
    assert ports[3] is None
    assert len({*ports[:3], running["a"].port, running["b"].port}) == 5


def test_a_device_of_day_zero_says_how_to_get_in():
    (spec,) = devices({"devices": [{"name": "r1", "preset": "day0", "enable": "e"}]})
    assert "username" not in spec.startup_config
    assert "\n password mock-admin\n" in spec.startup_config
    tree = yaml.safe_load(fleet.inventory([(spec, "127.0.0.1", 22, {})]))
    host = tree["all"]["children"]["mock_ios"]["hosts"]["r1"]
    assert (host["ansible_password"], host["ansible_become_password"]) == ("mock-admin", "e")


def test_a_library_that_is_missing_is_named(monkeypatch, caplog):
    for name in ("telnetlib3.stream_writer", "mock_ios.console", "mock_ios.telnet"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(FleetError, match="r1: telnet and console need telnetlib3"):
        FleetServer((device(telnet=True),))
    monkeypatch.setitem(sys.modules, "pysnmp.proto", None)
    text = "snmp-server host 127.0.0.1 public tty\nsnmp-server enable traps tty\n"
    one = FleetServer((device(config=text),)).servers["r1"].device
    vty = one.admit(Peer("127.0.0.1", 50000), "ssh")
    vty.logged_in = True
    one.release(vty)
    assert one.vtys == {}
    assert "r1: a notification needs pysnmp" in caplog.text


# The program


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(("count", "seconds"), [(10, 2.0), (200, 10.0)])
def test_a_fleet_is_ready_in_time(tmp_path, count, seconds):
    """In seconds of CPU, which do not depend on what else the machine does."""
    kinds = [{"name": f"p{number}", "profile": name} for number, name in enumerate(profiles.names())]
    data = {"devices": [*kinds[:-1], {**kinds[-1], "name": "r", "count": count + 1 - len(kinds)}]}
    before = cpu_of_children()
    with serve(data, tmp_path) as running:
        assert len(running) == count
        assert all(answers(host.port) for host in running.values())
    assert cpu_of_children() - before < seconds


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_and_removes_its_files(tmp_path, number):
    paths = [tmp_path / name for name in ("ready", "pid", "hosts", "state.json")]
    options = zip(("--ready-file", "--pid-file", "--known-hosts", "--state-file"), map(str, paths), strict=True)
    command = [
        sys.executable,
        "-m",
        "mock_ios",
        "--fleet",
        str(fleet_file(tmp_path)),
        *[word for pair in options for word in pair],
    ]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "all:\n"
            assert all(path.exists() for path in paths)
            assert int(paths[1].read_text(encoding="utf-8")) == process.pid
            assert json.loads(paths[3].read_text(encoding="utf-8"))["pid"] == process.pid
            process.send_signal(number)
            assert process.wait(10) == 0
        finally:
            process.kill()
        assert "ansible_port: " in process.stdout.read()
    assert not any(path.exists() for path in paths)


def test_the_program_ends_with_its_parent(tmp_path):
    """The parent is a shell that starts the fleet and waits; it is killed, and the fleet follows."""
    pid_file = tmp_path / "pid"
    file = fleet_file(tmp_path)
    script = f"'{sys.executable}' -m mock_ios --fleet '{file}' --pid-file '{pid_file}' --until-parent-exits & wait"
    with subprocess.Popen(["sh", "-c", script], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout.readline() == "all:\n"
        parent.kill()
        # Standard output stays open as long as the fleet lives: its end is the end of the fleet.
        parent.stdout.read()
    assert not pid_file.exists()


@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, subprocess.PIPE])
def test_the_program_ends_with_its_standard_input(tmp_path, stdin):
    command = [sys.executable, "-m", "mock_ios", "--fleet", str(fleet_file(tmp_path)), "--until-stdin-closes"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=stdin, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "all:\n"
        if process.stdin:
            assert process.poll() is None
            process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fleet", "/nowhere/fleet.yml"], "mock_ios: /nowhere/fleet.yml: cannot be read: No such file"),
        (["--fleet", "{file}", "--background"], "--background needs --state-file"),
        (["--fleet", "{file}", "--background", "--state-file", "x", "--until-parent-exits"], "leave out --until-..."),
        (["--fleet", "{file}", "--ready-file", "/nowhere/x"], "mock_ios: [Errno 2]"),
        (["--fleet", "{file}", "--address", "192.0.2.1"], "mock_ios: [Errno 99]"),
        ([], "one of the arguments --fleet --stop --tell is required"),
        (["--fleet", "-"], "mock_ios: standard input: a fleet is a dictionary with a list `devices`"),
        (["--fleet", "-", "--until-stdin-closes"], "leave out --until-stdin-closes"),
    ],
)
def test_mistakes_end_with_one_sentence_and_status_2(tmp_path, arguments, message):
    file = fleet_file(tmp_path)
    result = run(*(word.format(file=file) for word in arguments), input="")
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


# In the background


def test_background_returns_when_ready_and_stop_ends_exactly_this_fleet(tmp_path):
    file, states = fleet_file(tmp_path), [tmp_path / "one.json", tmp_path / "two.json"]
    ports = []
    try:
        for state in states:
            started = run("--fleet", file, "--background", "--state-file", state)
            assert started.returncode == 0, started.stderr
            hosts = yaml.safe_load(started.stdout)["all"]["children"]["mock_ios"]["hosts"]
            ports.append(hosts["r1"]["ansible_port"])
        assert [answers(port) for port in ports] == [True, True]
        again = run("--fleet", file, "--background", "--state-file", states[0])
        assert again.returncode == 2
        assert "a fleet is running with this state file, process" in again.stderr
        assert run("--stop", states[0]).stdout == "stopped\n"
        assert [answers(port) for port in ports] == [False, True]
    finally:
        last = [run("--stop", state).stdout for state in states]
    assert last == ["not running\n", "stopped\n"]
    assert not any(state.exists() for state in states)


JUNK = (b"", b"GET / HTTP/1.0\r\n\r\n", b"SSH-2.0-x\r\n\xff\xff\xff\xff", b"\xff\xfa\x18\x00\xff\xfd\x01\xff")


def test_strange_clients_leave_no_word_on_standard_error(tmp_path):
    options = {"devices": [{"name": "r1", "telnet": True, "console": True}]}
    state = tmp_path / "state.json"
    started = run("--fleet", "-", "--background", "--state-file", state, input=yaml.safe_dump(options))
    try:
        device = yaml.safe_load(started.stdout)["all"]["children"]["mock_ios"]["hosts"]["r1"]
        for port in ("ansible_port", "ansible_ios_telnet_port", "ansible_ios_console_port"):
            for junk in (
                b"",
                b"GET / HTTP/1.0\r\n\r\n",
                b"SSH-2.0-x\r\n\xff\xff\xff\xff",
                b"\xff\xfa\x18\x00\xff\xfd\x01\xff",
            ):
                with socket.create_connection(("127.0.0.1", device[port]), timeout=5) as client:
                    client.sendall(junk)
                    client.shutdown(socket.SHUT_WR)
                    with contextlib.suppress(ConnectionError, TimeoutError):
                        client.settimeout(0.2)  # a console stays open
                        while client.recv(4096):
                            pass
        assert state.with_suffix(".log").read_text(encoding="utf-8") == ""
    finally:
        assert run("--stop", state).stdout == "stopped\n"


def test_a_fleet_from_standard_input_in_a_new_directory(tmp_path):
    state, inventory = tmp_path / "new" / "fleet" / "state.json", tmp_path / "new" / "fleet" / "inventory.yml"
    (tmp_path / "extra.cfg").write_text("ip ssh time-out 33\n", encoding="utf-8")
    fleet = yaml.safe_dump({"devices": [{"name": "r1", "config_file": "extra.cfg"}]})
    started = run(
        *("--fleet", "-", "--background", "--state-file", state, "--ready-file", inventory), input=fleet, cwd=tmp_path
    )
    try:
        assert started.returncode == 0, started.stderr
        assert inventory.read_text(encoding="utf-8") == started.stdout
        assert inventory.parent.stat().st_mode & 0o777 == 0o700
    finally:
        assert run("--stop", state).stdout == "stopped\n"
    assert list(inventory.parent.iterdir()) == []


def test_background_tells_why_it_cannot_serve(tmp_path):
    options = ["--background", "--state-file", tmp_path / "state.json", "--address", "192.0.2.1"]
    result = run("--fleet", fleet_file(tmp_path), *options)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("mock_ios: [Errno 99]")


def test_stop_trusts_no_process_id_without_its_lock(tmp_path):
    state = tmp_path / "state.json"
    with subprocess.Popen(["sleep", "60"]) as bystander:
        state.write_text(json.dumps({"pid": bystander.pid}), encoding="utf-8")
        assert run("--stop", state).stdout == "not running\n"
        assert bystander.poll() is None
        bystander.kill()
    assert not state.exists()


def test_stop_kills_a_fleet_that_does_not_listen(tmp_path):
    state = tmp_path / "state.json"
    started = run("--fleet", fleet_file(tmp_path), "--background", "--state-file", state)
    assert started.returncode == 0
    pid = json.loads(state.read_text(encoding="utf-8"))["pid"]
    os.kill(pid, signal.SIGSTOP)
    script = f"import mock_ios.state as s, pathlib; s.END_PATIENCE = 0.5; print(s.stop(pathlib.Path({str(state)!r})))"
    result = subprocess.run(
        [sys.executable, "-c", script], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert result.stdout == "True\n"
    assert not state.exists()
