# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH client of a mock device meets servers that are no mock devices."""

from __future__ import annotations

import asyncio
import contextlib

import asyncssh
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

SECONDS = 20
LOG = "no service timestamps debug\nlogging buffered 1000000\nno logging console\n"
FLEET = {
    "devices": [
        {"name": "r1", "profile": "15.2", "config": LOG},
        {"name": "r2", "profile": "17.15", "config": LOG},
        {"name": "r3", "profile": "15.2", "config": LOG},
    ]
}
EVERYTHING = {"kex_algs": "*", "encryption_algs": "*", "mac_algs": "*", "server_host_key_algs": "*"}
KEX = {
    "r1": ["diffie-hellman-group14-sha1"],
    "r2": ["curve25519-sha256"],
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


class Server(asyncssh.SSHServer):
    """Takes passwords, and may ask for more; `asked` collects what the client tried."""

    rounds: tuple = ()
    methods = ("keyboard-interactive", "password")
    banner = ""

    def connection_made(self, conn):
        self.connection = conn

    def begin_auth(self, username):
        type(self).asked = []
        type(self).ident = self.connection.get_extra_info("client_version")
        if self.banner:
            self.connection.send_auth_banner(self.banner)
        return True

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        self.asked.append("publickey")
        return False

    def password_auth_supported(self):
        return "password" in self.methods

    def validate_password(self, username, password):
        self.asked.append("password")
        return (username, password) in {("lab", "cisco123"), ("jörg", "pässwörd")}

    def kbdint_auth_supported(self):
        return "keyboard-interactive" in self.methods

    def get_kbdint_challenge(self, username, lang, submethods):
        self.asked.append("keyboard-interactive")
        self.left = list(self.rounds)
        return self.left.pop(0)[0]

    def validate_kbdint_response(self, username, responses):
        place = len(self.rounds) - len(self.left) - 1
        if list(responses) != self.rounds[place][1]:
            return False
        return self.left.pop(0)[0] if self.left else True


async def handle(process):
    """`show` is run as a command; a terminal echoes lines until `exit`."""
    if process.command is not None:
        process.stdout.write(f"ran {process.command}\n")
    else:
        process.stdout.write(f"{process.term_type} {process.term_size[:2]}\r\nfar$ ")
        data = ""
        with contextlib.suppress(asyncssh.BreakReceived):
            while "exit\r" not in data:
                data += await process.stdin.read(100)
        process.stdout.write("\r\nlogout\r\n")
    process.exit(0)


@contextlib.asynccontextmanager
async def listening(name, *, key="ssh-rsa", **facts):
    factory = type("Configured", (Server,), facts)
    server = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=factory,
        process_factory=handle,
        server_host_keys=[asyncssh.generate_private_key(key)],
        signature_algs=["rsa-sha2-256", "ssh-rsa", "ssh-ed25519"],
        kex_algs=KEX[name],
        encryption_algs=["aes256-ctr"],
        mac_algs=["hmac-sha1", "hmac-sha2-512-etm@openssh.com"],
        line_editor=False,
    )
    try:
        yield server.sockets[0].getsockname()[1], factory
    finally:
        server.close()
        await server.wait_closed()


class Terminal:
    """Typing at the mock device."""

    def __init__(self, process):
        self.process = process

    async def type(self, line, until):
        self.process.stdin.write(line + "\r")
        text = await asyncio.wait_for(self.process.stdout.readuntil(until), SECONDS)
        return text.replace("\r\n", "\n").removeprefix(line).removeprefix("\n")


@contextlib.asynccontextmanager
async def terminal(host, name):
    async with asyncssh.connect(
        host.address,
        host.port,
        username=host.user,
        password=host.password,
        client_keys=None,
        known_hosts=None,
        config=None,
        **EVERYTHING,
    ) as connection:
        process = await connection.create_process(term_type="xterm", term_size=(132, 50), encoding="latin-1")
        typing = Terminal(process)
        await typing.type("", f"{name}#")
        await typing.type("clear logging", "[confirm]")
        await typing.type("", f"{name}#")
        yield typing


PASSWORD_EXPIRED = (
    (("", "", "", [("Password: ", False)]), ["cisco123"]),
    (("", "Your password has expired.\nEnter a new one now.", "", [("New Password: ", False)]), ["cisco456"]),
    (("", "", "", [("Re-enter New password: ", False)]), ["cisco456"]),
)
ONE_TIME_CODE = ((("Token", "", "", [("Password: ", False), ("PASSCODE 7: ", True)]), ["cisco123", "424242"]),)


@pytest.mark.parametrize("name", ["r1", "r2"])
def test_a_password_server_with_a_banner(fleet, name) -> None:
    async def run() -> None:
        facts = {"methods": ("password",), "banner": "Keep out\n"}
        async with listening(name, **facts) as (port, server), terminal(fleet[name], name) as near:
            await near.type("debug ip ssh client", f"{name}#")
            assert await near.type(f"ssh -l lab -p {port} 127.0.0.1", "Password: ") == "Keep out\n\nPassword: "
            assert await near.type("wrong", "Password: ") == "Password: "
            assert await near.type("cisco123", "far$ ") == "vt100 (132, 50)\nfar$ "
            assert await near.type("exit", f"{name}#") == (
                f"logout\n\n[Connection to 127.0.0.1 closed by foreign host]\n{name}#"
            )
            assert server.asked == ["password", "password"]  # never a public key
            log = (await near.type("show logging", f"\n{name}#")).partition("bytes):\n\n")[2].splitlines()
            assert f"SSH CLIENT0: protocol version id is - SSH-2.0-AsyncSSH_{asyncssh.__version__}" in log
            assert f"SSH CLIENT0: sent protocol version id {server.ident}" in log
            assert server.ident == {"r1": "SSH-1.99-Cisco-1.25", "r2": "SSH-2.0-Cisco-1.25"}[name]
            assert "SSH2 CLIENT 0: using method password authentication" in log
            assert "SSH2 CLIENT 0: using method keyboard-interactive" not in log
            await near.type("undebug all", f"{name}#")

    asyncio.run(run())


def test_an_expired_password_and_a_one_time_code(fleet) -> None:
    async def run() -> None:
        async with terminal(fleet["r1"], "r1") as near:
            async with listening("r1", rounds=PASSWORD_EXPIRED) as (port, server):
                await near.type(f"ssh -l lab -p {port} 127.0.0.1", "Password: ")
                assert await near.type("cisco123", "New Password: ") == (
                    "Your password has expired.\nEnter a new one now.\nNew Password: "
                )
                await near.type("cisco456", "Re-enter New password: ")
                await near.type("cisco456", "far$ ")
                await near.type("exit", "r1#")
                assert server.asked == ["keyboard-interactive"]
            async with listening("r1", rounds=ONE_TIME_CODE) as (port, server):
                await near.type(f"ssh -o numberofpasswordprompts 1 -l lab -p {port} 127.0.0.1 show it", "Password: ")
                await near.type("cisco123", "PASSCODE 7: ")
                assert await near.type("424242", "r1#") == (  # this one is echoed
                    "ran show it\n\n[Connection to 127.0.0.1 closed by foreign host]\nr1#"
                )

    asyncio.run(run())


def test_what_cannot_be_agreed_upon_is_logged(fleet) -> None:
    async def run() -> None:
        async with terminal(fleet["r1"], "r1") as near:
            aborted = "[Connection to 127.0.0.1 aborted: error status 0]\nr1#"
            async with listening("r2") as (port, _unused):
                assert await near.type(f"ssh -l lab -p {port} 127.0.0.1", "r1#") == aborted
            async with listening("r1", key="ssh-ed25519") as (port, _unused):
                assert await near.type(f"ssh -l lab -p {port} 127.0.0.1", "r1#") == aborted
            assert await near.type(f"ssh -l lab -p {port} 127.0.0.1", "r1#") == (
                "% Connection refused by remote host\nr1#"
            )
            log = await near.type("show logging", "\nr1#")
            assert "%SSH-3-NO_MATCH: No matching kex algorithm found: client " in log
            assert " server curve25519-sha256\n" in log.replace(",ext-info-s", "").replace(
                ",kex-strict-s-v00@openssh.com", ""
            )
            assert "%SSH-3-NO_MATCH: No matching hostkey found: client ssh-rsa server ssh-ed25519\n" in log

    asyncio.run(run())


def test_letters_beyond_ascii(fleet) -> None:
    async def run() -> None:
        async with listening("r1", methods=("password",)) as (port, _unused), terminal(fleet["r1"], "r1") as near:
            as_bytes = [text.encode().decode("latin-1") for text in ("jörg", "pässwörd", "zeige ü")]
            await near.type(f"ssh -l {as_bytes[0]} -p {port} 127.0.0.1 {as_bytes[2]}", "Password: ")
            assert f"ran {as_bytes[2]}\n" in await near.type(as_bytes[1], "r1#")

    asyncio.run(run())


def test_every_prompt_is_used_up(fleet) -> None:
    async def run() -> None:
        async with listening("r1", rounds=PASSWORD_EXPIRED[:1]) as (port, server), terminal(fleet["r1"], "r1") as near:
            await near.type(f"ssh -l lab -p {port} 127.0.0.1", "Password: ")
            for _unused in range(5):
                await near.type("wrong", "Password: ")
            assert await near.type("wrong", "r1#") == "[Connection to 127.0.0.1 aborted: error status 0]\nr1#"
            assert server.asked == ["keyboard-interactive"] * 3 + ["password"] * 3

    asyncio.run(run())


SILENCE = "[Connection to {host} aborted: error status 0]"
CLOSED = "\n[Connection to {host} closed by foreign host]"
ODD_SERVERS = [
    (b"", True, CLOSED),
    (b"", False, SILENCE),
    (b"220 mail.example ESMTP\r\n", True, CLOSED),
    (b"SSH-1.5-Cisco-1.25\r\n", False, SILENCE),
    (b"SSH-2.0-\xff\xfe\r\n", False, CLOSED),
    (b"SSH-2.0-x\r\n", True, SILENCE),
    (b"SSH-2.0-x\r\n" + b"\xff" * 40, False, CLOSED),
]


def test_servers_that_are_none(fleet) -> None:
    async def run() -> None:
        async with terminal(fleet["r3"], "r3") as near:
            for line in ("configure terminal", "ip ssh time-out 1"):
                await near.type(line, "(config)#")
            await near.type("end", "r3#")
            for said, hangs_up, answer in ODD_SERVERS:

                async def odd(reader, writer, said=said, hangs_up=hangs_up):
                    writer.write(said)
                    await writer.drain()
                    if not hangs_up:
                        await reader.read()
                    writer.close()

                server = await asyncio.start_server(odd, "127.0.0.1", 0)
                port = server.sockets[0].getsockname()[1]
                text = await near.type(f"ssh -l lab -p {port} 127.0.0.1", "r3#")
                assert text == answer.format(host="127.0.0.1") + "\nr3#", (said, hangs_up)
                server.close()
            assert "r3 uptime is" in await near.type("show version | include uptime", "r3#")

    asyncio.run(run())
