# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SNMP of mock devices: hosts as configured, and the notifications as they arrive, read by a decoder of their own."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta

import asyncssh
import pytest
from callers import Caller, eventually, served
from mock_ios import traps
from mock_terminal import Terminal, device

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

# What is typed, and how it is shown.
LINES = [
    ("snmp-server host 10.0.0.9 public", "snmp-server host 10.0.0.9 public"),
    ("snmp-server host 10.0.0.9 public tty", "snmp-server host 10.0.0.9 public  tty"),
    ("snmp-server host 10.0.0.9 traps version 1 public udp-port 162 tty", "snmp-server host 10.0.0.9 public  tty"),
    ("snmp-server host 10.0.0.9 public tty bgp config", "snmp-server host 10.0.0.9 public  tty bgp config"),
    (
        "snmp-server host 10.0.0.9 version 2c public udp-port 1162 tty",
        "snmp-server host 10.0.0.9 version 2c public udp-port 1162  tty",
    ),
    (
        "snmp-server host 10.0.0.9 informs ver 2c public",
        "snmp-server host 10.0.0.9 informs version 2c public",
    ),
    ("snmp-server host nms vrf MGMT version 3 priv u", "snmp-server host nms vrf MGMT version 3 priv u"),
]


@pytest.mark.parametrize(("typed", "shown"), LINES)
def test_hosts_are_shown_in_the_words_of_the_device(typed, shown):
    with Terminal(device("17.15")) as terminal:
        terminal.configure(typed, typed)
        entries = [entry.text for entry in terminal.device.config.starting("snmp-server host")]
        assert entries == [shown]
        assert str(traps.Target.parse(shown)) == shown
        terminal.configure(f"no {typed}")
        assert "snmp-server" not in terminal.device.running_text()


def test_a_configuration_comes_back_as_it_was_shown():
    lines = "\n".join(
        f"snmp-server host 10.0.0.{n} {shown.split(None, 3)[3]}" for n, (_unused, shown) in enumerate(LINES)
    )
    text = f"{lines}\nsnmp-server community PUBRO RO\n"
    with Terminal(device("17.15", text)) as terminal:
        assert all(f"\n{line}\n" in terminal.device.running_text() for line in text.splitlines())


def test_replacing_removing_and_listing_hosts():
    with Terminal(device("17.15")) as terminal:
        terminal.configure(
            "snmp-server host 10.0.0.9 one tty",
            "snmp-server host 10.0.0.9 one bgp",  # replaces the kinds
            "snmp-server host 10.0.0.9 informs version 2c two udp-port 1163",
            "snmp-server host 10.0.0.8 three",
        )
        assert terminal.reply("show snmp host") == (
            "Notification host: 10.0.0.8\tudp-port: 162\ttype: trap\nuser: three\tsecurity model: v1\n\n"
            "Notification host: 10.0.0.9\tudp-port: 1163\ttype: inform\nuser: two\tsecurity model: v2c\n\n"
            "Notification host: 10.0.0.9\tudp-port: 162\ttype: trap\nuser: one\tsecurity model: v1\n\n"
        )
        terminal.configure("no snmp-server host 10.0.0.9 one")
        assert [target.community for target in traps.targets(terminal.device)] == ["two", "three"]
        terminal.configure("no snmp-server host 10.0.0.9")
        assert [target.community for target in traps.targets(terminal.device)] == ["three"]


def test_refusals_and_the_first_line():
    with Terminal(device("17.15")) as terminal:
        said = terminal.configure("snmp-server host 10.0.0.9 informs version 1 public")
        assert said == "%Informs not supported in SNMPv1\n"
        assert "snmp-server" not in terminal.device.running_text()
        terminal.configure("snmp-server community PUBRO", "snmp-server host 10.0.0.9 PUBRO")
        started = [line for line in terminal.device.log_lines if "WARMSTART" in line]
        assert [line.partition(": ")[2] for line in started] == [
            "%SNMP-5-WARMSTART: SNMP agent on host R1 is undergoing a warm start"
        ]
        assert "\nsnmp-server community PUBRO RO\n" in terminal.device.running_text()
        terminal.configure("snmp-server enable traps")
        assert "\nsnmp-server enable traps vrrp\n" in terminal.device.running_text()


# Bytes on the wire. What follows reads BER (ITU-T X.690) without the library that wrote it.

INTEGER, OCTETS, OID, SEQUENCE, ADDRESS, TICKS = 0x02, 0x04, 0x06, 0x30, 0x40, 0x43
TRAP_V1, INFORM, TRAP_V2 = 0xA4, 0xA6, 0xA7
CONSTRUCTED = (SEQUENCE, TRAP_V1, INFORM, TRAP_V2)


def decode(data):
    """(tag, value) pairs: numbers, bytes, dotted identifiers, lists."""
    found = []
    while data:
        tag, length, at = data[0], data[1], 2
        if length & 0x80:
            at += length & 0x7F
            length = int.from_bytes(data[2:at])
        body, data = data[at : at + length], data[at + length :]
        if tag in CONSTRUCTED:
            found.append((tag, decode(body)))
        elif tag in (INTEGER, TICKS):
            found.append((tag, int.from_bytes(body, signed=tag == INTEGER)))
        elif tag == OID:
            numbers, value = [body[0] // 40, body[0] % 40], 0
            for byte in body[1:]:
                value = value << 7 | byte & 0x7F
                if not byte & 0x80:
                    numbers.append(value)
                    value = 0
            found.append((tag, ".".join(map(str, numbers))))
        else:
            found.append((tag, body))
    return found


class Receiver:
    """A UDP port, and the messages that arrive: (version, community, tag of the PDU, its fields)."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]

    async def message(self):
        data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.socket, 4096), 10)
        ((tag, ((_unused, version), (_unused2, community), (kind, fields))),) = decode(data)
        assert tag == SEQUENCE
        return version, community, kind, fields

    def nothing(self):
        try:
            return self.socket.recv(4096) == b""
        except BlockingIOError:
            return True

    def __enter__(self):
        return self

    def __exit__(self, *_unused):
        self.socket.close()


class Relay:
    """Passes one connection on, and counts what the device gets and sends."""

    async def open(self, port):
        self.to_device = self.from_device = 0
        self.local = None
        self.over = asyncio.Event()
        self._port = port
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self.local = back.get_extra_info("sockname")

        async def up():
            while data := await reader.read(65536):
                self.to_device += len(data)
                back.write(data)
            back.write_eof()

        async def down():
            while data := await there.read(65536):
                self.from_device += len(data)
                writer.write(data)
            writer.close()

        await asyncio.gather(up(), down(), return_exceptions=True)
        back.close()
        self.over.set()

    async def close(self):
        await asyncio.wait_for(self.over.wait(), 10)
        self._server.close()


def hosts(port, *lines):
    """Configuration with these hosts (behind the address), sent to a port of this machine."""
    text = "".join(f"snmp-server host 127.0.0.1 {line.format(port=port)}\n" for line in lines)
    return f"{text}snmp-server enable traps tty\n"


LAST_PACKET = 256  # bytes


async def ssh(port, command):
    options = {"known_hosts": None, "config": None, "client_keys": None, "kex_algs": "*", "encryption_algs": "*"}
    options |= {"mac_algs": "*", "server_host_key_algs": "*", "username": "admin", "password": "mock-admin"}
    async with asyncssh.connect("127.0.0.1", port, **options) as connection:
        return (await connection.run(command)).stdout


def expected(index, line, *, kind, elapsed, received, sent, user):
    """The six objects as section 6 of the facts has them."""
    return [
        (SEQUENCE, [(OID, f"1.3.6.1.4.1.9.2.9.3.1.1.{line}.1"), (INTEGER, kind)]),
        (SEQUENCE, [(OID, f"1.3.6.1.2.1.6.13.1.1.{index}"), (INTEGER, 4)]),
        (SEQUENCE, [(OID, f"1.3.6.1.4.1.9.2.6.1.1.5.{index}"), (TICKS, elapsed)]),
        (SEQUENCE, [(OID, f"1.3.6.1.4.1.9.2.6.1.1.1.{index}"), (INTEGER, received)]),
        (SEQUENCE, [(OID, f"1.3.6.1.4.1.9.2.6.1.1.2.{index}"), (INTEGER, sent)]),
        (SEQUENCE, [(OID, f"1.3.6.1.4.1.9.2.9.2.1.18.{line}"), (OCTETS, user)]),
    ]


def test_the_end_of_an_ssh_session_as_it_arrives():
    async def run():
        with Receiver() as receiver:
            config = hosts(
                receiver.port,
                "public udp-port {port} tty",
                "version 2c two udp-port {port}",
                "informs version 2c three udp-port {port} tty",
            )
            async with served(config, profile="17.15") as one:
                relay = Relay()
                one.device.started_at -= timedelta(seconds=1000)
                assert "level is 15" in await ssh(await relay.open(one.port), "show privilege")
                messages = [await receiver.message() for _unused in range(3)]
                await relay.close()
                version, community, kind, fields = messages[0]
                assert (version, community, kind) == (0, b"public", TRAP_V1)
                enterprise, agent, generic, specific, uptime, binds = fields
                assert enterprise == (OID, "1.3.6.1.4.1.9")
                assert agent == (ADDRESS, bytes((127, 0, 0, 1)))
                assert (generic, specific) == ((INTEGER, 6), (INTEGER, 1))
                assert uptime[0] == TICKS
                assert 100000 <= uptime[1] < 103000
                index = f"127.0.0.1.22.127.0.0.1.{relay.local[1]}"
                elapsed = binds[1][2][1][1][1]
                assert 0 <= elapsed < 3000
                counts = {"received": binds[1][3][1][1][1], "sent": binds[1][4][1][1][1]}
                # The last packet of either side may be on its way when the device counts.
                assert 0 <= relay.to_device - counts["received"] <= LAST_PACKET
                assert 0 <= relay.from_device - counts["sent"] <= LAST_PACKET
                objects = expected(index, 2, kind=6, elapsed=elapsed, **counts, user=b"admin")
                assert binds == (SEQUENCE, objects)
                for number, (name, pdu) in enumerate(((b"two", TRAP_V2), (b"three", INFORM)), start=1):
                    version, community, kind, fields = messages[number]
                    assert (version, community, kind) == (1, name, pdu)
                    request, status, place, binds = fields
                    assert request[1] > 0
                    assert (status, place) == ((INTEGER, 0), (INTEGER, 0))
                    assert binds[1][:2] == [
                        (SEQUENCE, [(OID, "1.3.6.1.2.1.1.3.0"), uptime]),
                        (SEQUENCE, [(OID, "1.3.6.1.6.3.1.1.4.1.0"), (OID, "1.3.6.1.4.1.9.0.1")]),
                    ]
                    assert binds[1][2:] == objects
                assert messages[1][3][0] != messages[2][3][0]

    asyncio.run(run())


def test_the_end_of_a_telnet_session_and_the_address_of_the_source():
    async def run():
        with Receiver() as receiver:
            config = hosts(receiver.port, "public udp-port {port}")
            config += "snmp-server trap-source Loopback0\ninterface Loopback0\n ip address 10.9.8.7 255.255.255.255\n"
            async with served(config) as one:
                relay = Relay()
                caller = await Caller.dial(await relay.open(one.telnet.port))
                await caller.until(b"Username: ")
                await caller.say("admin", b"Password: ")
                await caller.say("mock-admin", b"r1#")
                caller.writer.write(b"exit\r")
                await caller.rest()
                _unused, _unused2, _unused3, fields = await receiver.message()
                await relay.close()
                assert fields[1] == (ADDRESS, bytes((10, 9, 8, 7)))
                index = f"127.0.0.1.23.127.0.0.1.{relay.local[1]}"
                elapsed = fields[5][1][2][1][1][1]
                counts = {"received": relay.to_device, "sent": relay.from_device}
                assert fields[5] == (
                    SEQUENCE,
                    expected(index, 2, kind=5, elapsed=elapsed, **counts, user=b"admin"),
                )

    asyncio.run(run())


@pytest.mark.parametrize(
    "config",
    [
        "snmp-server host 127.0.0.1 public udp-port {port} tty\n",  # not enabled
        "snmp-server host 127.0.0.1 public udp-port {port} bgp config\nsnmp-server enable traps tty\n",
        "snmp-server host 127.0.0.1 version 3 priv u udp-port {port} tty\nsnmp-server enable traps tty\n",
        "snmp-server enable traps tty\n",
        "snmp-server host localhost public udp-port {port} tty\nsnmp-server enable traps tty\n",  # names lead nowhere
    ],
)
def test_nobody_asked(config):
    async def run():
        with Receiver() as receiver:
            async with served(config.format(port=receiver.port), profile="17.15") as one:
                assert "level is 15" in await ssh(one.port, "show privilege")

                async def free():
                    return not one.device.vtys

                await eventually(free)
                assert receiver.nothing()

    asyncio.run(run())


def test_who_never_logged_in_and_who_lost_the_device_leave_no_notification():
    async def run():
        with Receiver() as receiver:
            async with served(hosts(receiver.port, "public udp-port {port} tty"), boot_seconds=0) as one:
                for port, text in ((one.port, b"SSH-"), (one.telnet.port, b"Username: ")):
                    caller = await Caller.dial(port)
                    await caller.until(text)
                    caller.close()

                async def free():
                    return not one.device.vtys

                await eventually(free)
                caller = await Caller.dial(one.telnet.port)
                await caller.until(b"Username: ")
                await caller.say("admin", b"Password: ")
                await caller.say("mock-admin", b"r1#")
                one.device.reload()
                await eventually(free)
                assert receiver.nothing()

    asyncio.run(run())


# The sample of the guide.
V1_TRAP = (
    "SNMP: V1 Trap, ent cisco, addr 10.0.0.1, gentrap 6, spectrap 1",
    "local.9.3.1.1.2.1 = 6",
    "tcpConnEntry.1.10.0.0.1.22.10.0.0.2.55246 = 4",
    "ltcpConnEntry.5.10.0.0.1.22.10.0.0.2.55246 = 1015",
    "ltcpConnEntry.1.10.0.0.1.22.10.0.0.2.55246 = 1056",
    "ltcpConnEntry.2.10.0.0.1.22.10.0.0.2.55246 = 1392",
    "local.9.2.1.18.2 = lab",
)


def test_debugging_shows_what_is_sent_in_the_guides_words():
    on = device("15.2", "hostname R1\nline vty 0 4\n transport input ssh\nsnmp-server host 10.0.0.2 public tty\n"
                "snmp-server enable traps tty\n")  # fmt: skip
    sent = []
    on.send_datagram = lambda *datagram: sent.append(datagram)
    with Terminal(on, vty=True, user="lab") as terminal:
        terminal.type("debug snmp packet")
        vty = terminal.shell.vty
        vty.peer = type(vty.peer)("10.0.0.2", 55246, "10.0.0.1", 22)
        vty.logged_in, vty.bytes_in, vty.bytes_out = True, 1056, 1392
        terminal.wait(10.15)
        on.release(vty)
    lines = [line.split(": ", 1)[1] for line in on.log_lines if "SNMP: " in line]
    assert lines == [
        "SNMP: Queuing packet to 10.0.0.2",
        "\n".join(V1_TRAP),
        "SNMP: Packet sent via UDP to 10.0.0.2",
    ]
    assert [(host, port) for host, port, _unused in sent] == [("10.0.0.2", 162)]
