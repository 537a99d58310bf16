# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH servers of mock devices, met by an independent SSH client or by bare sockets, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gc
import socket
import time
import warnings

import asyncssh
import pytest
from asyncssh.packet import SSHPacket
from mock_ios import fleet, server
from mock_ios.server import FleetServer

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

KEX = [
    "diffie-hellman-group1-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group-exchange-sha1",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
]
POST_QUANTUM = ["mlkem768x25519-sha256", "mlkem768nistp256-sha256", "mlkem1024nistp384-sha384"]
ENCRYPTION = [
    "3des-cbc",
    "aes128-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
]
MAC = [
    "hmac-md5",
    "hmac-md5-96",
    "hmac-sha1",
    "hmac-sha1-96",
    "hmac-sha2-256",
    "hmac-sha2-512",
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
]
EVERYTHING = {"kex_algs": "*", "encryption_algs": "*", "mac_algs": "*", "server_host_key_algs": "*"}


@contextlib.asynccontextmanager
async def served(device=None, **policy):
    """The running server of one device; `policy` replaces parts of what the device wants."""
    running = FleetServer(fleet.devices({"devices": [{"name": "r1", "profile": "17.15", **(device or {})}]}))
    one = running.servers["r1"]
    if policy:
        wanted = one.device.ssh_policy
        one.device.ssh_policy = lambda: dataclasses.replace(wanted(), **policy)
    running.start()
    try:
        yield one
    finally:
        await running.stop()
        assert not one.connections
        assert not [vty for vty in one.device.vtys.values() if vty not in one._held]


async def connect(one, **options):
    chosen = {"username": "admin", "password": "mock-admin", "client_keys": None, **EVERYTHING, **options}
    return await asyncssh.connect("127.0.0.1", one.port, known_hosts=None, config=None, **chosen)


class Terminal:
    """A shell on a connection, and what it says."""

    @classmethod
    async def open(cls, connection, prompt="r1#", **options):
        self = cls()
        self.process = await connection.create_process(**{"term_type": "vt100", **options})
        await self.until(prompt)
        return self

    async def until(self, text):
        return await asyncio.wait_for(self.process.stdout.readuntil(text), 10)

    async def send(self, *lines, prompt="#"):
        for line in lines:
            self.process.stdin.write(line + "\r")
            reply = await self.until(prompt)
        return reply


async def configure(connection, *lines):
    """Type configuration lines into a new terminal of this connection, which stays open."""
    terminal = await Terminal.open(connection)
    await terminal.send("configure terminal", *lines, "end")
    return terminal


async def refused(one):
    try:
        connection = await connect(one)
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    connection.abort()
    return False


async def eventually(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def raw(one, send=b"", until_end=False):
    reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
    writer.write(send)
    data = await asyncio.wait_for(reader.read() if until_end else reader.readline(), 10)
    writer.close()
    return data


def kexinit(data):
    """The ten name lists of the first packet after the identification string."""
    data = data.partition(b"\n")[2]
    length, padding = int.from_bytes(data[:4], "big"), data[4]
    packet = SSHPacket(data[5 : 4 + length - padding])
    packet.get_byte()
    packet.get_bytes(16)
    return [[name.decode() for name in packet.get_namelist()] for _unused in range(10)]


async def offered(one):
    reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
    writer.write(b"SSH-2.0-test\r\n")
    data = b""
    while len(data.partition(b"\n")[2]) < 5 or len(data.partition(b"\n")[2]) < 4 + int.from_bytes(
        data.partition(b"\n")[2][:4], "big"
    ):
        data += await asyncio.wait_for(reader.read(65536), 10)
    writer.close()
    return kexinit(data)


# Identification


@pytest.mark.parametrize(
    ("device", "ident"),
    [
        ({"profile": "12.4"}, b"SSH-1.99-Cisco-1.25\r\n"),
        ({"profile": "12.4", "config": "ip ssh version 2"}, b"SSH-2.0-Cisco-1.25\r\n"),
        ({"profile": "12.4", "config": "ip ssh version 1"}, b"SSH-1.5-Cisco-1.25\r\n"),
        ({"profile": "15.2", "keys": [{"bits": 512}]}, b"SSH-1.5-Cisco-1.25\r\n"),
        ({"profile": "17.15"}, b"SSH-2.0-Cisco-1.25\r\n"),
    ],
)
def test_identification_string(device, ident):
    async def scenario():
        async with served(device) as one:
            assert await raw(one) == ident

    asyncio.run(scenario())


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"SSH-1.5-old\r\n", b"x" * 300])
def test_a_version_1_server_parts_from_every_client(greeting):
    async def scenario():
        async with served({"profile": "12.4", "config": "ip ssh version 1"}) as one:
            assert await raw(one, greeting, until_end=True) == b"SSH-1.5-Cisco-1.25\r\n"

    asyncio.run(scenario())


def test_version_2_works_in_compatibility_mode():
    async def scenario():
        async with served({"profile": "15.2"}) as one, await connect(one) as connection:
            assert connection.get_extra_info("server_version") == "SSH-1.99-Cisco-1.25"
            assert "version 1.99" in (await connection.run("show ip ssh")).stdout

    asyncio.run(scenario())


@pytest.mark.parametrize("greeting", [b"GET / HTTP/1.1\r\n", b"SSH-1.5-old\r\n", b"\0" * 5000, b""])
def test_nonsense_costs_no_line(greeting):
    async def scenario():
        async with served() as one:
            for _unused in range(20):
                _unused, writer = await asyncio.open_connection("127.0.0.1", one.port)
                writer.write(greeting)
                writer.close()
                await writer.wait_closed()

            async def free():
                return not one.device.vtys

            await eventually(free)
            (await connect(one)).close()

    asyncio.run(scenario())


# Key exchange


def test_exactly_the_configured_algorithms_are_offered_in_their_order():
    lines = """
ip ssh server algorithm kex ecdh-sha2-nistp521 diffie-hellman-group14-sha256 curve25519-sha256
ip ssh server algorithm encryption aes256-gcm aes128-ctr aes256-gcm@openssh.com
ip ssh server algorithm mac hmac-sha2-512 hmac-sha2-256
ip ssh server algorithm hostkey ssh-rsa rsa-sha2-256
"""

    async def scenario():
        async with served({"config": lines}) as one:
            lists = await offered(one)
        encryption, mac = ["aes256-gcm", "aes128-ctr", "aes256-gcm@openssh.com"], ["hmac-sha2-512", "hmac-sha2-256"]
        assert lists == [
            ["ecdh-sha2-nistp521", "diffie-hellman-group14-sha256", "curve25519-sha256"],
            ["ssh-rsa", "rsa-sha2-256"],
            *(encryption, encryption),
            *(mac, mac),
            *(["none"], ["none"]),
            *([], []),
        ]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("option", "client", "names"),
    [("kex", "kex_algs", KEX), ("encryption", "encryption_algs", ENCRYPTION), ("mac", "mac_algs", MAC)],
)
def test_every_algorithm_works_alone_and_no_other_does(option, client, names):
    plain = {"encryption": ("aes128-ctr",), "mac": ("hmac-sha1",), "kex": ("ecdh-sha2-nistp256",), "dh_min": 1024}

    async def scenario():
        for name in names:
            async with served(**{**plain, option: (name,)}) as one:
                async with await connect(one, **{client: [name]}) as connection:
                    assert "Cisco IOS" in (await connection.run("show version")).stdout
                others = [other for other in names if other != name]
                with pytest.raises(asyncssh.KeyExchangeFailed):
                    await connect(one, **{client: others})

    asyncio.run(scenario())


def test_post_quantum_key_exchange_where_the_library_has_it():
    known = {name for name in POST_QUANTUM if name.encode() in asyncssh.kex.get_kex_algs()}

    async def scenario():
        async with served({"profile": "26.1"}, kex=tuple(POST_QUANTUM)) as one:
            assert (await offered(one))[0] == POST_QUANTUM
            assert set(server.unknown_algorithms(one.device.ssh_policy())) >= set(POST_QUANTUM) - known
            for name in known:
                (await connect(one, kex_algs=[name])).close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ({"kex_algs": ["ecdh-sha2-nistp256"]}, "No matching kex algorithm found: client ecdh-sha2-nistp256"),
        ({"encryption_algs": ["3des-cbc"]}, "No matching cipher found: client 3des-cbc server aes128-ctr"),
        (
            {"mac_algs": ["hmac-md5"], "encryption_algs": ["aes128-ctr"]},
            "No matching mac found: client hmac-md5 server",
        ),
    ],
)
def test_what_does_not_match_is_logged(client, words):
    async def scenario():
        async with served({"profile": "15.2"}) as one:
            with pytest.raises(asyncssh.KeyExchangeFailed):
                await connect(one, **client)
            assert any("%SSH-3-NO_MATCH: " + words in line for line in one.device.log_lines)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("minimum", "kex"),
    [
        (1024, ["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "ecdh-sha2-nistp256"]),
        (2048, ["diffie-hellman-group14-sha1", "ecdh-sha2-nistp256"]),
        (4096, ["ecdh-sha2-nistp256"]),
    ],
)
def test_groups_below_the_minimum_are_not_offered(minimum, kex):
    async def scenario():
        names = ("diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "ecdh-sha2-nistp256")
        async with served(kex=names, dh_min=minimum) as one:
            assert (await offered(one))[0] == kex

    asyncio.run(scenario())


@pytest.mark.parametrize("minimum", [1024, 2048, 4096])
def test_group_exchange_keeps_to_the_minimum(minimum, monkeypatch):
    sizes = []
    choose = server.MinimumGroupExchange._init_group
    monkeypatch.setattr(
        server.MinimumGroupExchange,
        "_init_group",
        lambda self, g, p: (sizes.append(p.bit_length()), choose(self, g, p)),
    )
    # The client prefers 1024 bits; asyncssh always allows up to 8192.
    monkeypatch.setattr(asyncssh.kex_dh, "KEX_DH_GEX_PREFERRED_SIZE", 1024)

    async def scenario():
        async with served(kex=("diffie-hellman-group-exchange-sha1",), dh_min=minimum) as one:
            (await connect(one)).close()

    asyncio.run(scenario())
    assert sizes == [minimum]


def test_group_exchange_fails_when_the_client_allows_too_little(monkeypatch):
    monkeypatch.setattr(asyncssh.kex_dh, "KEX_DH_GEX_MAX_SIZE", 2048)

    async def scenario():
        async with served(kex=("diffie-hellman-group-exchange-sha1",), dh_min=4096) as one:
            with pytest.raises(asyncssh.KeyExchangeFailed, match="2048 bits at most, 4096 are needed"):
                await connect(one)

    asyncio.run(scenario())


def test_rekeying_by_volume():
    async def scenario():
        async with served(rekey_bytes=2000) as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            await terminal.send("terminal length 0")
            for _unused in range(5):
                assert "vty 0" in await terminal.send("show running-config | include vty 0")

    asyncio.run(scenario())


# Host keys


@pytest.mark.parametrize("bits", [768, 1024, 2048, 3072, 4096])
def test_the_client_meets_the_key_of_the_device(bits):
    async def scenario():
        async with served({"profile": "15.2", "keys": [{"bits": bits}]}) as one:
            met = await asyncssh.get_server_host_key("127.0.0.1", one.port, config=None, kex_algs="*")
            assert met.public_data == one.device.keys[0].key.blob

    asyncio.run(scenario())


@pytest.mark.parametrize("bits", [256, 384, 521])
def test_an_ec_key_alone_serves(bits):
    async def scenario():
        async with served({"keys": [{"label": "EC", "type": "ec", "bits": bits}]}) as one:
            assert (await offered(one))[1] == [f"ecdsa-sha2-nistp{bits}"]
            met = await asyncssh.get_server_host_key("127.0.0.1", one.port, config=None)
            assert met.public_data == one.device.keys[0].key.blob
            (await connect(one)).close()

    asyncio.run(scenario())


def test_a_512_bit_key_signs_with_short_digests_only():
    async def scenario():
        names = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
        device = {"profile": "17.15", "keys": [{"bits": 512}]}
        async with served(device, enabled=True, version2=True, hostkey=names) as one:
            assert (await offered(one))[1] == ["rsa-sha2-256", "ssh-rsa"]

    asyncio.run(scenario())


def test_another_label_takes_effect_for_the_next_connection():
    async def scenario():
        keys = [{"label": "OLD", "bits": 1024}, {"label": "NEW", "bits": 2048}]
        device = {"profile": "15.2", "keys": keys, "config": "ip ssh rsa keypair-name OLD"}
        async with served(device) as one, await connect(one) as connection:
            before = connection.get_server_host_key().public_data
            terminal = await configure(connection, "ip ssh rsa keypair-name NEW")
            async with await connect(one) as second:
                after = second.get_server_host_key().public_data
            assert [pair.key.blob for pair in one.device.keys] == [before, after]
            assert "r1#" in await terminal.send("show privilege")

    asyncio.run(scenario())


# Authentication


def test_methods_are_named_in_the_order_of_the_device():
    async def methods(**policy):
        async with served(**policy) as one:
            return await asyncssh.get_server_auth_methods("127.0.0.1", one.port, "admin", config=None)

    assert asyncio.run(methods()) == ["publickey", "keyboard-interactive", "password"]
    assert asyncio.run(methods(methods=("password", "publickey"))) == ["password", "publickey"]


@pytest.mark.parametrize(
    ("method", "other"), [("keyboard-interactive", "password"), ("password", "keyboard-interactive")]
)
def test_only_the_methods_of_the_device_let_anybody_in(method, other):
    async def scenario():
        async with served(methods=(method,)) as one:
            (await connect(one, preferred_auth=[method])).close()
            with pytest.raises(asyncssh.PermissionDenied):
                await connect(one, preferred_auth=[other])

    asyncio.run(scenario())


def test_an_idle_negotiation_ends_with_the_time_out():
    async def scenario():
        async with served({"config": "ip ssh time-out 1"}) as one:
            started = time.monotonic()
            assert (await raw(one, until_end=True)).startswith(b"SSH-2.0-Cisco-1.25\r\n")
            assert 0.9 <= time.monotonic() - started < 5

    asyncio.run(scenario())


def test_a_session_outlives_the_time_out():
    async def scenario():
        async with served({"config": "ip ssh time-out 1"}) as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            await asyncio.sleep(1.2)
            assert "privilege level is 15" in await terminal.send("show privilege")

    asyncio.run(scenario())


def test_the_login_banner_is_shown_before_authentication():
    shown = []

    class Client(asyncssh.SSHClient):
        def auth_banner_received(self, msg, lang):
            shown.append(msg)

    async def scenario():
        async with served({"config": "banner login ^C\nStay out # of r1>\n^C"}) as one:
            (await connect(one, client_factory=Client)).close()

    asyncio.run(scenario())
    assert "".join(shown).split() == ["Stay", "out", "#", "of", "r1>"]


# Lines and ports


def test_busy_lines_refuse_and_free_lines_accept_on_the_same_port():
    config = "no line vty 5 15\nline vty 0 4\n transport input ssh"

    async def scenario():
        async with served({"profile": "15.2", "config": config}) as one:
            lines = [number for kind, number in one.device.config.lines if kind == "vty"]
            taken = [await connect(one) for _unused in lines]
            assert await refused(one)
            taken.pop().close()

            async def accepted():
                return not await refused(one)

            await eventually(accepted)
            for connection in taken:
                connection.close()

    asyncio.run(scenario())


def test_connections_that_never_log_in_take_lines_too():
    async def scenario():
        async with served({"profile": "12.4"}) as one:
            sockets = [socket.create_connection(("127.0.0.1", one.port)) for _unused in range(5)]
            await asyncio.sleep(0.1)
            assert await refused(one)
            for taken in sockets:
                taken.close()

            async def free():
                return not one.device.vtys

            await eventually(free)
            (await connect(one)).close()

    asyncio.run(scenario())


def test_transport_input_closes_and_opens_the_port_under_a_session():
    async def scenario():
        async with served({"profile": "12.4"}) as one, await connect(one) as connection:
            terminal = await configure(connection, "line vty 0 4", "transport input telnet")
            assert await refused(one)
            await terminal.send("configure terminal", "line vty 0 4", "transport input ssh", "end")
            assert not await refused(one)

    asyncio.run(scenario())


def test_without_a_key_nobody_gets_in_until_there_is_one():
    async def scenario():
        async with served({"profile": "15.2"}) as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            await terminal.send("configure terminal")
            await terminal.send("crypto key zeroize rsa", prompt="[yes/no]: ")
            await terminal.send("yes")
            assert await refused(one)
            await terminal.send("crypto key generate rsa modulus 1024")
            assert not await refused(one)

    asyncio.run(scenario())


def test_the_port_stays_taken_while_it_refuses():
    async def scenario():
        async with served({"preset": "factory"}) as one:
            assert await refused(one)
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind(("127.0.0.1", one.port))

    asyncio.run(scenario())


def test_max_startups_counts_those_who_have_not_logged_in():
    async def scenario():
        async with served(max_startups=2) as one:
            (await connect(one)).close()
            waiting = [socket.create_connection(("127.0.0.1", one.port)) for _unused in range(2)]
            await asyncio.sleep(0.1)
            assert await refused(one)
            for taken in waiting:
                taken.close()

    asyncio.run(scenario())


def test_sessions_of_one_user_are_limited():
    async def scenario():
        async with served(per_user=1) as one:
            async with await connect(one):
                with pytest.raises(asyncssh.Error):
                    await connect(one)

            async def again():
                try:
                    (await connect(one)).close()
                except asyncssh.Error:
                    return False
                return True

            await eventually(again)

    asyncio.run(scenario())


def test_reload_drops_everybody_and_comes_back_with_the_startup_configuration():
    async def scenario():
        async with served({"boot_seconds": 0.3}) as one:
            connection = await connect(one)
            terminal = await configure(connection, "hostname unsaved")
            await terminal.send("reload", prompt=": ")
            await terminal.send("no", prompt="[confirm]")
            started = time.monotonic()
            terminal.process.stdin.write("\r")
            await asyncio.wait_for(connection.wait_closed(), 10)
            assert await refused(one)

            async def back():
                return not await refused(one)

            await eventually(back)
            assert time.monotonic() - started >= 0.3
            async with await connect(one) as again:
                await Terminal.open(again, prompt="r1#")

    asyncio.run(scenario())


# Sessions


def test_exec_runs_one_command_after_the_exec_banner():
    async def scenario():
        async with served({"config": "banner exec ^CWelcome^C"}) as one, await connect(one) as connection:
            result = await connection.run("show privilege")
            assert result.stdout.split("\r\n") == ["Welcome", "Current privilege level is 15", ""]
            await asyncio.wait_for(connection.wait_closed(), 10)

    asyncio.run(scenario())


def test_long_output_arrives_complete_through_a_small_window():
    async def scenario():
        config = "\n".join(f"ip host name{number} 10.0.0.1" for number in range(2000))
        async with served({"config": config}) as one, await connect(one) as connection:
            result = await connection.run("show running-config", window=4096)
            assert result.stdout.count("ip host name") == 2000

    asyncio.run(scenario())


def test_exit_closes_the_connection():
    async def scenario():
        async with served() as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            terminal.process.stdin.write("exit\r")
            await asyncio.wait_for(terminal.process.wait(), 10)
            await asyncio.wait_for(connection.wait_closed(), 10)

    asyncio.run(scenario())


def test_there_is_no_sftp():
    async def scenario():
        async with served() as one, await connect(one) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.start_sftp_client()

    asyncio.run(scenario())


def test_a_line_serves_one_session_at_a_time():
    async def scenario():
        async with served() as one, await connect(one) as connection:
            await Terminal.open(connection)
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.run("show clock")

    asyncio.run(scenario())


def test_nothing_is_forwarded():
    async def scenario():
        async with served() as one, await connect(one) as connection:
            with pytest.raises(asyncssh.ChannelOpenError):
                await connection.open_connection("127.0.0.1", one.port)
            with pytest.raises(asyncssh.ChannelListenError):
                await connection.start_server(lambda *_unused: None, "127.0.0.1", 0)

    asyncio.run(scenario())


@pytest.mark.parametrize(("before", "after", "shown"), [(0, None, 23), (10, None, 9), (10, 6, 5)])
def test_paging_follows_the_size_of_the_terminal(before, after, shown):
    async def scenario():
        config = "\n".join(f"ip host name{number} 10.0.0.1" for number in range(50))
        async with served({"config": config}) as one, await connect(one) as connection:
            terminal = await Terminal.open(connection, term_size=(0, before))
            if after:
                terminal.process.change_terminal_size(80, after)
            page = await terminal.send("show running-config", prompt=" --More-- ")
            assert len(page.splitlines()[1:-1]) == shown

    asyncio.run(scenario())


def test_a_new_size_does_not_bring_back_paging():
    async def scenario():
        async with served() as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            await terminal.send("terminal length 0")
            terminal.process.change_terminal_size(80, 5)
            assert "--More--" not in await terminal.send("show running-config | include .", prompt="r1#")

    asyncio.run(scenario())


# Faults


def test_faults_of_commands():
    faults = [
        {"fault": "refuse", "command": "^ip ssh version", "text": "% Authorization failed."},
        {"fault": "ignore", "command": "^ip ssh time-out"},
        {"fault": "drop", "command": "^write"},
    ]

    async def scenario():
        async with served({"faults": faults}) as one, await connect(one) as connection:
            terminal = await Terminal.open(connection)
            await terminal.send("configure terminal")
            assert "% Authorization failed." in await terminal.send("ip ssh version 2")
            assert await terminal.send("ip ssh time-out 30") == "ip ssh time-out 30\r\nr1(config)#"
            assert one.device.ssh_policy().timeout == 120
            terminal.process.stdin.write("end\rwrite memory\r")
            await asyncio.wait_for(connection.wait_closed(), 10)

    asyncio.run(scenario())


def test_a_drop_concerns_exec_requests_too():
    async def scenario():
        async with served({"faults": [{"fault": "drop", "command": "clock"}]}) as one, await connect(one) as connection:
            result = await connection.run("show clock")
            assert (result.stdout, result.exit_status) == ("", None)

    asyncio.run(scenario())


@pytest.mark.parametrize(("fault", "full"), [({}, True), ({"count": 4}, False), ({"count": 5}, True)])
def test_lines_that_others_hold(fault, full):
    async def scenario():
        async with served({"profile": "12.4", "faults": [{"fault": "lines_busy", **fault}]}) as one:
            assert await refused(one) == full

    asyncio.run(scenario())


def test_slow_key_generation_does_not_stop_the_others():
    async def scenario():
        slow = {"faults": [{"fault": "key_generation", "seconds": 1}]}
        async with served(slow) as one, await connect(one) as connection, await connect(one) as other:
            terminal, second = await Terminal.open(connection), await Terminal.open(other)
            await terminal.send("configure terminal")
            started = time.monotonic()
            terminal.process.stdin.write("crypto key generate rsa label SLOW modulus 2048\r")
            await second.send("show clock")
            assert time.monotonic() - started < 1
            await terminal.until("[OK]")
            assert time.monotonic() - started >= 1

    asyncio.run(scenario())


def test_a_terminal_that_closes_while_the_device_answers_leaves_no_error():
    async def scenario():
        reported = []
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.append(context))
        async with served() as one:
            for lines in range(1, 40):
                connection = await connect(one)
                terminal = await Terminal.open(connection)
                terminal.process.stdin.write("show clock\r" * lines)
                for _unused in range(lines):
                    await asyncio.sleep(0)
                terminal.process.channel.close()
                await connection.wait_closed()
        gc.collect()
        assert reported == []

    asyncio.run(scenario())


def test_stopping_frees_the_port_and_leaves_no_task():
    async def scenario():
        async with served() as one:
            connection = await connect(one)
            await Terminal.open(connection)
        assert asyncio.all_tasks() - {asyncio.current_task()} == set() or await _settled()
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", one.port))

    async def _settled():
        await asyncio.sleep(0.1)
        return asyncio.all_tasks() - {asyncio.current_task()} == set()

    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        asyncio.run(scenario())
