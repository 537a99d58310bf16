# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a running fleet is told from outside, and the faults that happen to a whole device."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import asyncssh
import pytest
from callers import Caller, eventually, refused, served
from mock_ios.control import ControlError, tell

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

PROGRAM = Path(__file__).resolve().parents[2] / "roles" / "mock_ios" / "files"
EVERY = dict.fromkeys(("kex_algs", "encryption_algs", "mac_algs", "server_host_key_algs"), "*")
LOGIN = {"known_hosts": None, "username": "admin", "password": "mock-admin", "client_keys": None, **EVERY}


class Session:
    """A terminal over SSH."""

    @classmethod
    async def open(cls, one):
        self = cls()
        self.connection = await asyncssh.connect(one.address, one.port, **LOGIN)
        self.process = await self.connection.create_process(term_type="vt100", term_size=(200, 0), encoding=None)
        await self.until(b"#")
        return self

    async def until(self, text):
        return await asyncio.wait_for(self.process.stdout.readuntil(text), 10)

    async def type(self, line, until=b"#"):
        self.process.stdin.write(line.encode() + b"\r")
        return await self.until(until)

    async def lost(self):
        await asyncio.wait_for(self.connection.wait_closed(), 10)


def said(one, text):
    return tell({"r1": one}, f"r1 {text}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no device ''; the known ones are r1, and all"),
        ("r2 restart", "there is no device 'r2'"),
        ("r1", "'' is nothing to tell a device; it is one of clock, restart, fill,"),
        ("r1 explode", "'explode' is nothing to tell a device"),
        ("r1 clock", "'' does not go with clock; write clock stop, clock run [RATE], or clock advance SECONDS"),
        ("r1 clock advance", "'advance' does not go with clock"),
        ("r1 clock advance -1", "'advance -1' does not go with clock"),
        ("r1 clock run nan", "'run nan' does not go with clock"),
        ("r1 fill some", "'some' does not go with fill"),
        ("r1 restart now", "'now' does not go with restart"),
        ("r1 fault {fault: explode}", "'explode' is no fault"),
        ("r1 fault [", "is no YAML"),
        ("r1 faults away", "'away' does not go with faults"),
        ("r1 status full", "'full' does not go with status"),
    ],
)
def test_what_a_device_cannot_be_told(text, message):
    async def scenario():
        async with served() as one:
            with pytest.raises(ControlError) as caught:
                tell({"r1": one}, text)
            assert message in str(caught.value)
            assert not one.faults.rows

    asyncio.run(scenario())


def test_a_restart_loses_what_nobody_saved():
    async def scenario():
        async with served(boot_seconds=0.1) as one:
            session = await Session.open(one)
            await session.type("configure terminal")
            await session.type("ip ssh time-out 33")
            await session.type("line vty 0 4")
            status = said(one, "status")
            (line,) = status["lines"]
            assert (line["line"], line["user"], line["mode"], line["logged_in"]) == (
                "vty 0",
                "admin",
                "config-line",
                True,
            )
            assert "ip ssh time-out 33" in status["running_config"]
            assert status["unsaved"]
            assert said(one, "restart") is None
            await session.lost()
            assert await refused(one.port)

            async def back():
                return not await refused(one.port)

            await eventually(back)
            status = said(one, "status")
            assert "time-out" not in status["running_config"]
            assert (status["boots"], status["up"], status["unsaved"]) == (1, True, False)
            assert not [line for line in status["lines"] if line["user"]]
            assert [(key["type"], key["saved"]) for key in status["keys"]] == [("rsa", True)]
            json.dumps(status)

    asyncio.run(scenario())


def test_the_status_tells_what_is_pending():
    async def scenario():
        async with served(config="archive\n path flash:kept\n", profile="17.9") as one:
            status = said(one, "status")
            assert (status["rollback"], status["reload"]) == (None, None)
            one.device.clock.stop()
            session = await Session.open(one)
            await session.type("write memory", b"#")
            await session.type("configure terminal revert timer 5", b"(config)#")
            await session.type("end")
            await session.type("reload in 10", b"[confirm]")
            await session.type("")
            said(one, "clock advance 60")
            status = said(one, "status")
            assert (status["rollback"]["seconds"], status["rollback"]["user"]) == (240, "admin")
            assert "kept" in status["rollback"]["to"]
            assert (status["reload"]["seconds"], status["reload"]["reason"]) == (540, "Reload Command")
            said(one, "restart")
            status = said(one, "status")
            assert (status["rollback"], status["reload"]) == (None, None)

    asyncio.run(scenario())


def test_lines_are_filled_and_emptied():
    async def scenario():
        async with served(config="line vty 0 2\nno line vty 5\n") as one:
            session = await Session.open(one)
            assert said(one, "fill 2") == 2
            assert [line["line"] for line in said(one, "status")["lines"]] == ["vty 0", "vty 1", "vty 2"]
            assert said(one, "fill all") == 2
            assert await refused(one.port)
            assert await refused(one.telnet.port)
            await session.type("clear line vty 1", b"[confirm]")
            await session.type("")
            assert not await refused(one.port)
            assert said(one, "empty") == 3
            assert "192.0.2.1" not in [line["source"] for line in said(one, "status")["lines"]]
            session.connection.close()

    asyncio.run(scenario())


def test_the_clock_is_stopped_moved_and_run():
    async def scenario():
        async with served() as one:
            stopped = said(one, "clock stop")
            assert said(one, "status")["clock"] == stopped
            assert said(one, "clock advance 3600") > stopped
            said(one, "clock run 1000")
            before = one.device.clock.now()
            await asyncio.sleep(0.05)
            assert (one.device.clock.now() - before).total_seconds() > 40

    asyncio.run(scenario())


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_restart_at_a_command(when):
    async def scenario():
        async with served() as one:
            session = await Session.open(one)
            said(one, f"fault {{fault: restart, after: 2, when: {when}, times: 1}}")
            await session.type("configure terminal")
            await session.type("ip ssh time-out 33")
            session.process.stdin.write(b"do write memory\r")
            await session.lost()
            assert one.device.boots == 1
            assert ("time-out 33" in one.device.running_text()) == (when == "during")
            assert said(one, "faults") == []

    asyncio.run(scenario())


def test_commands_of_all_sessions_count_together():
    async def scenario():
        async with served() as one:
            said(one, "fault {fault: drop, after: 3, times: 1}")
            first, second = await Session.open(one), await Session.open(one)
            for session in (first, second, first):
                await session.type("show clock")
            second.process.stdin.write(b"show clock\r")
            await second.lost()
            assert b"UTC" in await first.type("show clock")
            first.connection.close()

    asyncio.run(scenario())


LINES = ("configure terminal", "ip ssh time-out 33", "end", "copy running-config startup-config", "", "show clock")


async def work(one):
    """Type lines, of which one answers a question, until the connection is lost; how many were answered."""
    session = await Session.open(one)
    for number, line in enumerate(LINES):
        try:
            await session.type(line, b"? " if line.startswith("copy") else b"#")
        except (asyncio.IncompleteReadError, asyncssh.Error):
            await session.lost()
            return number
    session.connection.close()
    return len(LINES)


def test_every_step_can_be_broken():
    async def scenario():
        async with served(boot_seconds=0) as one:
            before = said(one, "status")["commands"]
            assert await work(one) == len(LINES)
            steps = said(one, "status")["commands"] - before
            assert steps == len(LINES)
            for step in range(steps):
                said(one, f"fault {{fault: drop, after: {step}, times: 1}}")
                assert await work(one) == step
                assert said(one, "faults clear") == []

    asyncio.run(scenario())


def test_a_console_outlasts_a_restart():
    async def scenario():
        async with served(boot_seconds=0.1) as one:
            caller = await Caller.dial(one.console.port)
            await caller.say("", b"r1>")
            said(one, "fault {fault: restart, command: clock, times: 1}")
            assert b"Cisco IOS Software" in await caller.say("show clock", b"Press RETURN to get started!")
            await caller.say("", b"r1>")
            assert b"UTC" in await caller.say("show clock", b"r1>")
            caller.close()

    asyncio.run(scenario())


def test_lines_are_filled_and_the_clock_stops_at_commands():
    async def scenario():
        async with served() as one:
            session = await Session.open(one)
            said(
                one, "fault [{fault: fill_lines, command: clock, times: 1}, {fault: stop_clock, command: ^show users}]"
            )
            assert b"UTC" in await session.type("show clock")
            assert await refused(one.port)
            await session.type("show users")
            assert said(one, "status")["clock"] == said(one, "status")["clock"]
            said(one, "empty")
            session.connection.close()

    asyncio.run(scenario())


def test_a_device_that_hangs_keeps_its_connections_and_says_nothing():
    async def scenario():
        async with served() as one:
            session, other = await Session.open(one), await Session.open(one)
            said(one, "fault {fault: hang, command: clock, seconds: 60, times: 1}")
            session.process.stdin.write(b"show clock\r")
            other.process.stdin.write(b"configure terminal\r")
            newcomers = [await Caller.dial(port) for port in (one.port, one.telnet.port)]
            silent = [newcomer.reader.read(1) for newcomer in newcomers] + [other.process.stdout.read(1)]
            done, waiting = await asyncio.wait([asyncio.ensure_future(one) for one in silent], timeout=0.3)
            assert (len(done), len(waiting)) == (0, 3)
            assert said(one, "status")["hung"]
            assert "config" not in [line["mode"] for line in said(one, "status")["lines"]]
            said(one, "clock advance 60")
            await session.lost()
            await other.lost()
            await asyncio.wait(waiting, timeout=10)
            assert not said(one, "status")["hung"]
            later = await Session.open(one)
            later.connection.close()

    asyncio.run(scenario())


# The program


def run(*options):
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM)}
    command = [sys.executable, "-m", "mock_ios", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_fleet_in_another_process(mock_fleet):
    fleet = mock_fleet({"devices": [{"name": "r", "count": 2, "boot_seconds": 0}]})
    socket = fleet.state.with_name("state.json.control")
    assert socket.stat().st_mode & 0o777 == 0o600
    told = run("--state-file", str(fleet.state), "--tell", "r1 fill 2")
    assert (told.returncode, told.stdout, told.stderr) == (0, "2\n", "")
    assert fleet.tell("all empty") == {"r1": 2, "r2": 0}
    assert fleet.tell("r2 status")["name"] == "r2"
    assert run("--state-file", str(fleet.state), "--tell", "r2 restart").stdout == "null\n"
    wrong = run("--state-file", str(fleet.state), "--tell", "r3 restart")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "mock_ios: there is no device 'r3'; the known ones are r1, r2, and all\n"
    with pytest.raises(ValueError, match="no device 'r3'"):
        fleet.tell("r3 restart")
    fleet.stop()
    assert not socket.exists()
    nobody = run("--state-file", str(fleet.state), "--tell", "r1 restart")
    assert nobody.returncode == 2
    assert "no fleet is running with this state file: No such file or directory" in nobody.stderr
    assert "--tell needs the --state-file" in run("--tell", "r1 restart").stderr


def test_the_state_file_may_lie_deep(tmp_path):
    """Deeper than the address of a socket may be long."""
    state = tmp_path / ("d" * 60) / ("e" * 60) / "state.json"
    fleet_file = tmp_path / "fleet.yml"
    fleet_file.write_text("devices: [{name: r1}]", encoding="utf-8")
    started = run("--fleet", str(fleet_file), "--background", "--state-file", str(state))
    assert (started.returncode, started.stderr) == (0, "")
    try:
        assert run("--state-file", str(state), "--tell", "r1 fill 1").stdout == "1\n"
    finally:
        assert run("--stop", str(state)).stdout == "stopped\n"
    assert list(state.parent.iterdir()) == []
