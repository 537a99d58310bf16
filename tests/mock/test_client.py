# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH client of a device: real sessions to other devices of the fleet."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import socket

import pytest
from mock_ios import client, hostkeys
from mock_session import Screen, serving
from test_trace import shapes

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

R1 = {
    "name": "r1",
    "profile": "15.2",
    "config": "no service timestamps debug\nlogging buffered 2000000\nno logging console\n",
}
R2 = {"name": "r2", "profile": "15.2", "config": "interface Vlan1\n ip address 10.0.0.2 255.255.255.0\n"}
CLIENT = """\
SSH CLIENT0: protocol version id is - SSH-1.99-Cisco-1.25
SSH CLIENT0: sent protocol version id SSH-1.99-Cisco-1.25
SSH CLIENT0: protocol version exchange successful
SSH CLIENT0: key exchange successful and encryption on
SSH2 CLIENT 0: using method keyboard-interactive
SSH2 CLIENT 0: using method password authentication
SSH2 CLIENT 0: SSH2_MSG_USERAUTH_SUCCESS message received
SSH CLIENT0: user authenticated
SSH2 CLIENT 0: pty-req request sent
SSH2 CLIENT 0: shell request sent
SSH CLIENT0: session open"""
SERVER = """\
SSH0: sent protocol version id SSH-1.99-Cisco-1.25
SSH0: protocol version id is - SSH-1.99-Cisco-1.25"""


def debug_lines(device):
    return [line for line in device.log_lines if not line.startswith(("*", "%"))]


async def log_in(screen, command="ssh -l admin r2", prompt="r2#", password="mock-admin"):
    await screen.type(command, "Password: ")
    return await screen.type(password, prompt)


def test_a_session_to_another_device() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            assert await screen.type("ssh -l admin 10.0.0.2", "Password: ") == "\nPassword: "
            assert await screen.type("mock-admin", "r2#") == "\nr2#"  # no echo of the password
            assert "*  2 vty 0     admin      idle" in await screen.type("show users", "r2#")
            assert "Width: 200" not in await screen.type("terminal width 0", "r2#")
            shell = next(iter(devices["r2"].shells))
            assert (shell.width, shell.height) == (0, 24)
            await screen.type("terminal width 80", "r2#")
            assert await screen.type("exit", "r1#") == "\n[Connection to 10.0.0.2 closed by foreign host]\nr1#"
            assert not screen.shell.outgoing

    asyncio.run(run())


def test_client_debugging_is_the_sample() -> None:
    """The guide's dialogue: three prompts of one method, then the right password by the other."""

    async def run() -> None:
        far = {**R2, "config": "ip ssh authentication-retries 5\n"}
        async with serving(R1, far) as devices, Screen(devices["r1"]) as screen:
            assert await screen.type("debug ip ssh client", "r1#") == "SSH Client debugging is on\nr1#"
            await screen.type("ssh -l admin r2", "Password: ")
            for _unused in range(3):
                await screen.type("wrong", "Password: ")
            await screen.type("mock-admin", "r2#")
            await screen.type("exit", "r1#")
            assert "\n".join(debug_lines(devices["r1"])) == CLIENT

    asyncio.run(run())


def test_a_device_can_connect_to_itself() -> None:
    """The sample of the guide has the lines of both sides, in this order."""

    async def run() -> None:
        async with serving(R1) as devices, Screen(devices["r1"]) as screen:
            await screen.type("debug ip ssh client", "r1#")
            await log_in(screen, "ssh -l admin r1.mock.example", "r1#")
            await screen.type("exit", "[Connection to r1.mock.example closed by foreign host]\nr1#")
            lines = debug_lines(devices["r1"])
            assert [line for line in lines if line.startswith("SSH0")] == SERVER.splitlines()
            assert [line for line in lines if "CLIENT" in line] == [
                line for line in CLIENT.splitlines() if "password" not in line
            ]
            assert shapes("\n".join(lines[:5])) == shapes(
                "\n".join((SERVER.splitlines()[0], *CLIENT.splitlines()[:3], SERVER.splitlines()[1]))
            )

    asyncio.run(run())


REFUSALS = [
    ("ssh -l a 10.9.9.9", "% Destination unreachable; gateway or host down\n"),
    ("ssh -l a 192.0.2.1 show clock", "% Destination unreachable; gateway or host down\n"),
    ("ssh -l a off", "% Connection refused by remote host\n"),
    ("ssh -l a -p 1 127.0.0.1", "% Connection refused by remote host\n"),
    ("ssh -l a nowhere", 'Translating "nowhere"...domain server (255.255.255.255)\n% Bad IP address or host name\n'),
    ("ssh -l a new", "[Connection to new aborted: error status 0]\n"),
    ("ssh -v 1 -l a r2", "[Connection to r2 aborted: error status 0]\n"),
    ("ssh -c 3des -l a r2", "[Connection to r2 aborted: error status 0]\n"),
    ("ssh -m hmac-md5-128 -l a r2", "[Connection to r2 aborted: error status 0]\n"),
    ("ssh -v 2 -l a", "% Incomplete command.\n\n"),
    ("ssh -vrf RED -l a r2", "% VRF RED does not exist\n"),
    ("ssh r2", "% No user specified nor available for SSH client\n"),
    ("ssh -v 3 -l a r2", "          ^\n% Invalid input detected at '^' marker.\n\n"),
    ("ssh -x -l a r2", "       ^\n% Invalid input detected at '^' marker.\n\n"),
    ("ssh -l a -p 70000 r2", "                   ^\n% Invalid input detected at '^' marker.\n\n"),
]


def test_refusals() -> None:
    async def run() -> None:
        others = ({"name": "off", "preset": "factory", "hostname": "off"}, {"name": "new", "profile": "17.15"})
        async with serving(R1, R2, *others) as devices:
            async with Screen(devices["r1"], user="") as screen:
                for command, answer in REFUSALS:
                    got = await screen.type(command, "r1#")
                    assert got.removesuffix("r1#") == answer, command
                log = "\n".join(devices["r1"].log_lines)
                ciphers = "aes128-ctr,aes192-ctr,aes256-ctr"
                assert f"%SSH-3-NO_MATCH: No matching cipher found: client 3des-cbc server {ciphers}" in log
                assert "%SSH-3-NO_MATCH: No matching mac found: client hmac-md5 server hmac-sha1,hmac-sha1-96" in log
                assert "%SSH-3-NO_MATCH: No matching kex algorithm found: client diffie-hellman-group-exchange" in log
            far = "\n".join(devices["r2"].log_lines)
            assert f"%SSH-3-NO_MATCH: No matching cipher found: client 3des-cbc server {ciphers}" in far

    asyncio.run(run())


ALGORITHMS = [
    ("ssh -l admin r2", "aes128-ctr", "hmac-sha1"),
    ("ssh -c aes256-ctr -l admin r2", "aes256-ctr", "hmac-sha1"),
    (
        "ssh -l admin -m hmac-sha1-96 -v 2 -c aes192-ctr -p 22 -o numberofpasswordprompts 2 r2",
        "aes192-ctr",
        "hmac-sha1-96",
    ),
    ("ssh -m hmac-sha1-160 -l admin:rotary 1 10.0.0.2", "aes128-ctr", "hmac-sha1"),
    ("ssh -l admin:RED 3 10.0.0.7 10.0.0.2", "aes128-ctr", "hmac-sha1"),
    ("ssh -l admin static -vrf BLUE", "aes128-ctr", "hmac-sha1"),
]


@pytest.mark.parametrize(("command", "cipher", "mac"), ALGORITHMS)
def test_options_in_any_order_from_user_exec(command, cipher, mac) -> None:
    async def run() -> None:
        near = {**R1, "config": "ip vrf BLUE\nip host static 10.0.0.2\n"}
        async with serving(near, R2) as devices, Screen(devices["r1"], privilege=1) as screen:
            await log_in(screen, command)
            row = next(iter(devices["r2"].vtys.values()))
            assert (row.user, row.cipher, row.mac) == ("admin", cipher, mac)
            assert re.search(rf"^0 +2\.0 +IN +{cipher} +{mac} ", await screen.type("show ssh", "r2#"), re.MULTILINE)
            await screen.type("exit", "r1>")

    asyncio.run(run())


def test_the_configured_lists_are_offered_and_no_more() -> None:
    async def run() -> None:
        near = {
            **R1,
            "config": "ip ssh client algorithm encryption aes256-ctr\nip ssh client algorithm mac hmac-sha1-96\n",
        }
        async with serving(near, R2) as devices, Screen(devices["r1"]) as screen:
            await log_in(screen)
            row = next(iter(devices["r2"].vtys.values()))
            assert (row.cipher, row.mac) == ("aes256-ctr", "hmac-sha1-96")
            await screen.type("exit", "r1#")

    asyncio.run(run())


def test_a_command_is_run_and_its_output_shown() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            await screen.type("debug ip ssh client", "r1#")
            text = await log_in(screen, "ssh -l admin r2 show privilege", "host]\nr1#")
            assert text == "Current privilege level is 15\n\n[Connection to r2 closed by foreign host]\nr1#"
            assert "SSH2 CLIENT 0: exec request sent" in debug_lines(devices["r1"])
            assert not any("pty-req" in line for line in devices["r1"].log_lines)

    asyncio.run(run())


def test_wrong_passwords() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            # The guide's six prompts: three of keyboard-interactive, then three of password.
            await screen.type("ssh -l admin r2", "Password: ")
            for answer in ("one", "two", "three", "four", "five"):
                await screen.type(answer, "Password: ")
            text = await screen.type("six", "r1#")
            assert text == "\n[Connection to r2 closed by foreign host]\nr1#"
            # The client gives up first: one prompt of each method.
            await screen.type("ssh -o numberofpasswordprompts 1 -l admin r2", "Password: ")
            await screen.type("one", "Password: ")
            assert await screen.type("two", "r1#") == "[Connection to r2 aborted: error status 0]\nr1#"
            # Ctrl-C ends it at once.
            await screen.type("ssh -l admin r2", "Password: ")
            screen.raw("\x03")
            assert await screen.until("r1#") == "\n[Connection to r2 aborted: error status 0]\nr1#"

    asyncio.run(run())


def test_server_authentication() -> None:
    failed = "Server Authentication Failed\n[Connection to 10.0.0.2 aborted: error status 0]\nr1#"

    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            await screen.type("configure terminal", "(config)#")
            await screen.type("ip ssh stricthostkeycheck", "(config)#")
            await screen.type("end", "r1#")
            assert await screen.type("ssh -l admin 10.0.0.2", "r1#") == failed
            shown = devices["r2"].rsa_host_key().key.blob
            for blob, fits in ((b"other", False), (shown, True)):
                md5 = hashlib.md5(blob).hexdigest().upper()
                await screen.type("configure terminal", "(config)#")
                await screen.type("ip ssh pubkey-chain", "pubkey)#")
                await screen.type("server 10.0.0.2", "server)#")
                await screen.type(f"key-hash ssh-rsa {md5}", "server)#")
                await screen.type("end", "r1#")
                if fits:
                    await log_in(screen, "ssh -l admin 10.0.0.2")
                    await screen.type("exit", "r1#")
                else:
                    assert await screen.type("ssh -l admin 10.0.0.2", "r1#") == failed

    asyncio.run(run())


def test_keys_are_learned_where_the_release_can() -> None:
    async def run() -> None:
        devices = ({"name": "r1", "profile": "26.1", "config": "ip ssh stricthostkeycheck accept-new"},)
        async with serving(*devices, {"name": "r2", "profile": "26.1"}) as fleet, Screen(fleet["r1"]) as screen:
            await log_in(screen)
            await screen.type("exit", "r1#")
            await screen.type("ssh -l admin r2", "Password: ")
            screen.raw("\x03")
            await screen.until("r1#")
            fleet["r2"].keys = []
            other = hostkeys.from_pool(3072, "other")
            fleet["r2"].replace_keys("other", [("general", other)], exportable=False, redundancy=False)
            assert "Server Authentication Failed\n" in await screen.type("ssh -l admin r2", "r1#")

    asyncio.run(run())


def test_sessions_can_be_suspended() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"], vty=True) as screen:
            assert await screen.type("show sessions", "r1#") == "% No connections open\nr1#"
            assert await screen.type("resume", "r1#") == "% No connections open\nr1#"
            await log_in(screen)
            screen.raw("\x1ex")
            assert await screen.until("r1#") == "\nr1#"
            await log_in(screen, "ssh -l admin 10.0.0.2")
            screen.raw("\x1exshow privilege\r")  # what follows is for the own prompt
            assert "Current privilege level is 15" in await screen.until("15\nr1#")
            assert await screen.type("show sessions", "r1#") == (
                "Conn Host                Address             Byte  Idle Conn Name\n"
                "   1 r2                  10.0.0.2               0     0 r2\n"
                "*  2 10.0.0.2            10.0.0.2               0     0 10.0.0.2\nr1#"
            )
            users = await screen.type("show users", "r1#")
            assert "*  2 vty 0     admin      r2                   00:00:00 10.0.0.9\n" in users
            assert "\n                         10.0.0.2             00:00:00\n" in users
            assert await screen.type("", "... ]") == "[Resuming connection 2 to 10.0.0.2 ... ]"
            await screen.type("", "r2#")
            await screen.type("exit", "r1#")
            assert await screen.type("resume 1", "... ]") == "[Resuming connection 1 to r2 ... ]"
            await screen.type("show privilege", "15\n")
            await screen.until("r2#")
            screen.raw("\x1e\x1e\x15")  # one escape for the other side, which clears its line
            screen.raw("\x1ex")
            await screen.until("r1#")
            assert await screen.type("disconnect", "[confirm]") == "Closing connection to r2 [confirm]"
            screen.raw("\r")
            await screen.until("r1#")
            assert await screen.type("show sessions", "r1#") == "% No connections open\nr1#"

    asyncio.run(run())


def test_what_ends_the_terminal_ends_its_sessions() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices:
            near, far = devices["r1"], devices["r2"]
            # Clearing the line here, while the session is in front.
            async with Screen(near, vty=True) as screen:
                await log_in(screen)
                near.clear_line(screen.shell.vty.tty)
                await screen.ended()
            while far.vtys:
                await asyncio.sleep(0.01)
            # Clearing the line there.
            async with Screen(near) as screen, Screen(far, user="other") as other:
                await log_in(screen)
                assert await other.type("disconnect ssh vty 0", "r2#") == "r2#"
                assert await screen.until("r1#") == "\n\n[Connection to r2 closed by foreign host]\nr1#"
                await log_in(screen)
                await other.type("clear line vty 0", "[confirm]")
                other.raw("\r")
                await screen.until("[Connection to r2 closed by foreign host]\nr1#")
                # The same while the session is suspended.
                await log_in(screen)
                screen.raw("\x1ex")
                await screen.until("r1#")
                await other.type("disconnect ssh 0", "r2#")
                while len(far.vtys) > 1:
                    await asyncio.sleep(0.01)
                await screen.type("", "... ]")
                await screen.until("[Connection to r2 closed by foreign host]\nr1#")
                # A reload here.
                await log_in(screen)
                near.reload()
                await screen.ended()

    asyncio.run(run())


def test_no_key_pair_and_no_server_are_needed() -> None:
    async def run() -> None:
        near = {"name": "r1", "profile": "15.2", "preset": "factory", "hostname": "r1"}
        async with serving(near, R2) as devices, Screen(devices["r1"]) as screen:
            assert "SSH Disabled" in await screen.type("show ip ssh", "r1#")
            await log_in(screen)
            await screen.type("exit", "r1#")

    asyncio.run(run())


def test_the_line_says_which_protocols_may_go_out() -> None:
    async def run() -> None:
        near = {**R1, "config": f"{R1['config']}line con 0\n transport output telnet\n"}
        async with serving(near, R2) as devices, Screen(devices["r1"]) as screen:
            refused = "% ssh connections not permitted from this terminal\nr1#"
            assert await screen.type("ssh -l admin r2", "r1#") == refused
            for line in ("configure terminal", "line con 0", "transport output telnet ssh"):
                await screen.type(line, ")#")
            await screen.type("end", "r1#")
            await log_in(screen)
            await screen.type("exit", "r1#")

    asyncio.run(run())


def test_packets_of_the_client() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            await screen.type("debug ip ssh packet", "r1#")
            await log_in(screen)
            await screen.type("exit", "r1#")
            lines = debug_lines(devices["r1"])
            assert all(line.startswith("SSH2 CLIENT 0: ") for line in lines)
            assert lines[0].startswith("SSH2 CLIENT 0: send:packet of length")
            assert "SSH2 CLIENT 0: MAC compared for #4 :ok" in lines

    asyncio.run(run())


def test_clearing_a_line_ends_a_login_too() -> None:
    async def run() -> None:
        async with serving(R1, R2) as devices, Screen(devices["r1"]) as screen:
            await screen.type("ssh -l admin r2", "Password: ")
            devices["r2"].clear_line(2)
            while devices["r2"].vtys:
                await asyncio.sleep(0.01)
            screen.raw("\r")
            await screen.until("[Connection to r2 closed by foreign host]\nr1#")

    asyncio.run(run())


def test_a_host_that_does_not_answer(monkeypatch) -> None:
    """A listener whose queue is full drops what else comes."""
    monkeypatch.setattr(client, "CONNECT_SECONDS", 0.2)

    async def run() -> None:
        with socket.socket() as deaf, contextlib.ExitStack() as waiting:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            for _unused in range(4):
                one = waiting.enter_context(socket.socket())
                one.setblocking(False)
                one.connect_ex(deaf.getsockname())
            async with serving(R1) as devices, Screen(devices["r1"]) as screen:
                answer = await screen.type(f"ssh -l a -p {deaf.getsockname()[1]} 127.0.0.1", "r1#")
                assert answer == "% Connection timed out; remote host not responding\nr1#"

    asyncio.run(run())
