# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Debugging output of real sessions, line by line against the samples of the vendor's guide.

The samples are those of the guide with its damage mended: underscores and spaces are back, a digit is a digit, and
a line that was printed twice in a row stands once. Two lines are alike when they differ in numbers and names only.
"""

from __future__ import annotations

import asyncio
import re

import asyncssh
import pytest
from asyncssh.packet import Boolean, String, UInt32
from mock_ios import fleet
from mock_ios.server import FleetServer

pytestmark = pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")

EVERYTHING = {"kex_algs": "*", "encryption_algs": "*", "mac_algs": "*", "server_host_key_algs": "*"}
DEBUG_IP_SSH = """\
SSH1: starting SSH control process
SSH1: sent protocol version id SSH-1.99-Cisco-1.25
SSH1: protocol version id is - SSH-2.0-OpenSSH_2.5.2p2
SSH2 1: send: len 280 (includes padlen 4)
SSH2 1: SSH2_MSG_KEXINIT sent
SSH2 1: ssh_receive: 536 bytes received
SSH2 1: input: packet len 632
SSH2 1: partial packet 8, need 624, maclen 0
SSH2 1: ssh_receive: 96 bytes received
SSH2 1: partial packet 8, need 624, maclen 0
SSH2 1: input: padlen 11
SSH2 1: received packet type 20
SSH2 1: SSH2_MSG_KEXINIT received
SSH2: kex: client->server aes128-cbc hmac-md5 none
SSH2: kex: server->client aes128-cbc hmac-md5 none
SSH2 1: expecting SSH2_MSG_KEXDH_INIT
SSH2 1: ssh_receive: 144 bytes received
SSH2 1: input: packet len 144
SSH2 1: partial packet 8, need 136, maclen 0
SSH2 1: input: padlen 5
SSH2 1: received packet type 30
SSH2 1: SSH2_MSG_KEXDH_INIT received
SSH2 1: signature length 111
SSH2 1: send: len 384 (includes padlen 7)
SSH2: kex_derive_keys complete
SSH2 1: send: len 16 (includes padlen 10)
SSH2 1: newkeys: mode 1
SSH2 1: SSH2_MSG_NEWKEYS sent
SSH2 1: waiting for SSH2_MSG_NEWKEYS
SSH2 1: ssh_receive: 16 bytes received
SSH2 1: input: packet len 16
SSH2 1: partial packet 8, need 8, maclen 0
SSH2 1: input: padlen 10
SSH2 1: newkeys: mode 0
SSH2 1: received packet type 21
SSH2 1: SSH2_MSG_NEWKEYS received
SSH2 1: ssh_receive: 48 bytes received
SSH2 1: input: packet len 32
SSH2 1: partial packet 16, need 16, maclen 16
SSH2 1: MAC #3 ok
SSH2 1: input: padlen 10
SSH2 1: received packet type 5
SSH2 1: send: len 32 (includes padlen 10)
SSH2 1: done calc MAC out #3
SSH2 1: authentication successful for lab
SSH2 1: received packet type 90
SSH2 1: channel open request
SSH2 1: received packet type 98
SSH2 1: pty-req request
SSH2 1: setting TTY - requested: height 24, width 80; set: height 24, width 80
SSH2 1: received packet type 98
SSH2 1: x11-req request
SSH2 1: received packet type 98
SSH2 1: shell request
SSH2 1: shell message received
SSH2 1: starting shell for vty
SSH2 1: received packet type 94
SSH1: Session terminated normally"""
DETAIL = """\
SSH0: starting SSH control process
SSH0: sent protocol version id SSH-1.99-Cisco-1.25
SSH0: protocol version id is - SSH-1.99-Cisco-1.25
SSH2 0: SSH2_MSG_KEXINIT sent
SSH2 0: SSH2_MSG_KEXINIT received
SSH2:kex: client->server enc:aes128-cbc mac:hmac-sha1
SSH2:kex: server->client enc:aes128-cbc mac:hmac-sha1
SSH2 0: expecting SSH2_MSG_KEXDH_INIT
SSH2 0: SSH2_MSG_KEXDH_INIT received
SSH2 0: SSH2_MSG_NEWKEYS sent
SSH2 0: SSH2_MSG_NEWKEYS received
SSH2 0: authentication successful for lab
SSH2 0: channel open request
SSH2 0: pty-req request
SSH2 0: setting TTY - requested: height 24, width 80; set: height 24, width 80
SSH2 0: shell request
SSH2 0: shell message received
SSH2 0: starting shell for vty
SSH0: Session terminated normally"""
PACKET = """\
SSH2 0: send:packet of length 280 (length also includes padlen of 4)
SSH2 0: ssh_receive: 64 bytes received
SSH2 0: input: total packet length of 280 bytes
SSH2 0: partial packet length(block size)8 bytes, needed 272 bytes, maclen 0
SSH2 0: input: padlength 4 bytes
SSH2 0: ssh_receive: 64 bytes received
SSH2 0: input: total packet length of 144 bytes
SSH2 0: partial packet length(block size)8 bytes, needed 136 bytes, maclen 0
SSH2 0: input: padlength 6 bytes
SSH2 0: signature length 143
SSH2 0: send:packet of length 448 (length also includes padlen of 7)
SSH2 0: send:packet of length 16 (length also includes padlen of 10)
SSH2 0: newkeys: mode 1
SSH2 0: ssh_receive: 16 bytes received
SSH2 0: input: total packet length of 16 bytes
SSH2 0: partial packet length(block size)8 bytes, needed 8 bytes, maclen 0
SSH2 0: input: padlength 10 bytes
SSH2 0: newkeys: mode 0
SSH2 0: ssh_receive: 52 bytes received
SSH2 0: input: total packet length of 32 bytes
SSH2 0: partial packet length(block size)16 bytes, needed 16 bytes, maclen 20
SSH2 0: MAC compared for #3 :ok"""


def shape(line):
    """The line with its numbers and names replaced."""
    line = re.sub(r"SSH-[\w.-]+", "IDENT", re.sub(r" for (?!#)\w+$", " for USER", line))
    line = re.sub(r"(aes\d+|3des|hmac)-[\w-]+", "ALGORITHM", line)
    line = re.sub(r"(SSH2 |^SSH)\d", r"\1N", line)
    return re.sub(r"(?<![A-Z])\b\d+", "N", line)


def shapes(text):
    return [shape(line) for line in text.splitlines()]


def steps(lines):
    """The lines about the protocol, without those about the bytes of a packet."""
    return [line for line in lines if not re.search(r"send:|ssh_receive|input|partial|MAC|packet type", line)]


async def session(debug, *, profile="12.4", password="mock-admin", x11=False, **options):
    """One session with a terminal; the lines that it left in the log, without stamps."""
    config = "no service timestamps debug\nlogging buffered 2000000\n"
    running = FleetServer(fleet.devices({"devices": [{"name": "r1", "profile": profile, "config": config}]}))
    running.start()
    one = running.servers["r1"]
    one.device.log_book.clear()
    for kind in debug:
        one.device.tracer.switch(kind, on=True)
    try:
        connection = await asyncssh.connect(
            "127.0.0.1",
            one.port,
            username="admin",
            password=password,
            client_keys=None,
            known_hosts=None,
            config=None,
            **{**EVERYTHING, **options},
        )
        process = await connection.create_process(term_type="vt100", term_size=(80, 24), encoding=None)
        if x11:
            cookie = String("MIT-MAGIC-COOKIE-1") + String("00") + UInt32(0)
            await process.channel._make_request(b"x11-req", Boolean(False) + cookie)
        process.stdin.write(b"exit\r")
        await asyncio.wait_for(process.wait(), 10)
        connection.close()
        await connection.wait_closed()
    except asyncssh.Error as error:
        one.device.error = error
    finally:
        while one.connections:
            await asyncio.sleep(0.01)
        await running.stop()
    return [line for line in one.device.log_lines if not line.startswith("%")]


def test_debug_ip_ssh_is_the_sample() -> None:
    lines = asyncio.run(session(["ssh"], x11=True))
    found, sample = [shape(line) for line in lines], shapes(DEBUG_IP_SSH)
    # A terminal asks for x11 before the shell in the sample; this client asks for it afterwards.
    assert set(sample) <= set(found)
    x11 = "SSH2 N: x11-req request"
    assert [line for line in steps(found) if line != x11] == [line for line in steps(sample) if line != x11]
    again = {"SSH2 N: ssh_receive: N bytes received", "SSH2 N: partial packet N, need N, maclen N"}
    start = [line for line in sample[: sample.index("SSH2 N: SSH2_MSG_NEWKEYS received") + 1] if line not in again]
    assert [line for line in found if line not in again][: len(start)] == start


def test_debug_ip_ssh_detail_is_the_sample() -> None:
    lines = asyncio.run(session(["ssh detail"]))
    assert [shape(line) for line in lines] == shapes(DETAIL)
    assert lines[1:3] == [
        "SSH0: sent protocol version id SSH-1.99-Cisco-1.25",
        f"SSH0: protocol version id is - SSH-2.0-AsyncSSH_{asyncssh.__version__}",
    ]
    assert "SSH2 0: authentication successful for admin" in lines


def test_debug_ip_ssh_packet_is_the_sample() -> None:
    lines = [shape(line) for line in asyncio.run(session(["ssh packet"]))]
    again = "SSH2 N: ssh_receive: N bytes received"
    assert set(shapes(PACKET)) <= set(lines)
    wanted = [line for line in shapes(PACKET) if line != again]
    assert [line for line in lines if line != again][: len(wanted)] == wanted


def test_lengths_are_those_of_the_packets() -> None:
    lines = asyncio.run(session(["ssh"], kex_algs=["diffie-hellman-group1-sha1"], encryption_algs=["aes128-cbc"]))
    text = "\n".join(lines)
    assert text.count("bytes received") > 5
    for total, block, need, mac, rest in re.findall(
        r"packet len (\d+)\n.*partial packet (\d+), need (\d+), maclen (\d+)\n((?:.*\n){2})", text
    ):
        assert int(total) == int(block) + int(need)
        assert int(total) % int(block) == 0
        assert ("MAC #" in rest) is (mac != "0")
    counted = [int(number) for number in re.findall(r"MAC #(\d+) ok", text)]
    assert counted == list(range(3, 3 + len(counted)))
    assert "send: len" in text
    assert "received packet type 2\n" in text  # packets that asyncssh sends between others, as OpenSSH 2.5 did


def test_algorithms_are_those_agreed() -> None:
    lines = asyncio.run(
        session(["ssh detail"], profile="15.2", encryption_algs=["aes192-ctr"], mac_algs=["hmac-sha1-96"])
    )
    assert "SSH2:kex: client->server enc:aes192-ctr mac:hmac-sha1-96" in lines
    assert "SSH2 0: SSH2_MSG_KEX_DH_GEX_REQUEST received" in lines
    lines = asyncio.run(session(["ssh"], profile="17.15", encryption_algs=["chacha20-poly1305@openssh.com"]))
    mac = "hmac-sha2-256-etm@openssh.com"
    assert f"SSH2: kex: server->client chacha20-poly1305@openssh.com {mac} none" in lines


def test_a_wrong_password_and_a_lost_client_are_told_apart() -> None:
    lines = asyncio.run(session(["ssh", "ssh detail"], password="wrong"))
    assert "SSH2 0: authentication failed for admin" in lines
    assert "SSH2 0: authentication successful for admin" not in lines
    assert lines.count("SSH0: starting SSH control process") == 1  # two switches, one line
    assert lines[-1].startswith("SSH0: Session disconnected - error 0x")


def test_nothing_is_logged_without_debugging() -> None:
    assert asyncio.run(session([])) == []


def test_version_one_alone() -> None:
    lines = asyncio.run(_version_one())
    assert lines == [
        "SSH0: starting SSH control process",
        "SSH0: sent protocol version id SSH-1.5-Cisco-1.25",
        "SSH0: protocol version id is - SSH-2.0-x",
        "SSH0: Session disconnected - error 0x07",
    ]


async def _version_one():
    config = "no service timestamps debug\nip ssh version 1\n"
    running = FleetServer(fleet.devices({"devices": [{"name": "r1", "profile": "15.2", "config": config}]}))
    running.start()
    one = running.servers["r1"]
    one.device.tracer.switch("ssh", on=True)
    one.device.log_book.clear()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
        await reader.readline()
        writer.write(b"SSH-2.0-x\r\n")
        assert await reader.read() == b""
        writer.close()
    finally:
        await running.stop()
    return one.device.log_lines


def test_a_terminal_that_monitors_does_not_talk_about_itself() -> None:
    async def run() -> None:
        config = "no service timestamps debug\nlogging buffered 2000000\n"
        running = FleetServer(fleet.devices({"devices": [{"name": "r1", "profile": "15.2", "config": config}]}))
        running.start()
        one = running.servers["r1"]
        options = {"username": "admin", "password": "mock-admin", "client_keys": None, "known_hosts": None}
        try:
            connection = await asyncssh.connect("127.0.0.1", one.port, config=None, **options, **EVERYTHING)
            process = await connection.create_process(term_type="vt100", encoding="latin-1")
            process.stdin.write("terminal monitor\rdebug ip ssh\rdebug ip ssh packet\rdebug ip ssh detail\r")
            await asyncio.wait_for(process.stdout.readuntil("detail messages debugging is on\r\nr1#"), 10)
            other = await asyncssh.connect("127.0.0.1", one.port, config=None, **options, **EVERYTHING)
            await other.run("show clock")
            other.close()
            await other.wait_closed()
            text = await asyncio.wait_for(process.stdout.readuntil("SSH1: Session terminated normally\r\n"), 10)
            assert "SSH2 1: authentication successful for admin\r\n" in text
            assert "SSH2 1: received packet type 50\r\n" in text
            assert "SSH2 1: exec request\r\n" in text
            assert "SSH2 0" not in text
            process.stdin.write("undebug all\rexit\r")
            await asyncio.wait_for(process.wait(), 10)
            connection.close()
            await connection.wait_closed()
        finally:
            await running.stop()

    asyncio.run(run())
