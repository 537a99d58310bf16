# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of SSH debugging to sessions: the samples of the vendor's guide, and what real consoles do to them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import debug_ssh
from hypothesis import given, settings
from hypothesis import strategies as st

GUIDE = Path(__file__).resolve().parent / "data" / "guide"


def guide(name: str) -> str:
    return (GUIDE / f"{name}.txt").read_text(encoding="utf-8")


def read(text: str) -> dict[str, Any]:
    return debug_ssh.document(debug_ssh.parse(text))


def only(text: str) -> dict[str, Any]:
    (session,) = read(text)["sessions"]
    return session


@pytest.mark.parametrize("name", ["debug_ip_ssh", "debug_ip_ssh_damaged"])
def test_debug_ip_ssh_of_the_guide(name):
    found = read(guide(name))
    (session,) = found["sessions"]
    assert (found["lines"], found["unknown"], found["errors"]) == (147, [], [])
    agreed = {"encryption": "aes128-cbc", "mac": "hmac-md5", "compression": "none"}
    assert session["client_to_server"] == session["server_to_client"] == agreed
    assert session["packets"] == {
        "sent": 16,
        "sent_bytes": 1080,
        "received": 16,
        "received_bytes": 1400,
        "read_bytes": 1608,
        "types": {
            "KEXINIT": 1,
            "KEXDH_INIT": 1,
            "NEWKEYS": 1,
            "SERVICE_REQUEST": 1,
            "USERAUTH_REQUEST": 2,
            "IGNORE": 1,
            "CHANNEL_OPEN": 1,
            "CHANNEL_REQUEST": 3,
            "CHANNEL_DATA": 5,
        },
        "macs_verified": 13,
        "macs_failed": 0,
        "macs_sent": 13,
    }
    assert session["authentication"] == {"methods": [], "result": "success", "user": "lab", "failures": 0}
    assert session["pty"] == {"requested_height": 24, "requested_width": 80, "height": 24, "width": 80}
    assert session["requests"] == ["channel open", "pty-req", "x11-reg", "shell"]
    assert (session["direction"], session["number"], session["protocol"]) == ("server", 1, "2")
    assert (session["ident"], session["peer_ident"].replace("_", " ")) == (
        "SSH-1.99-Cisco-1.25",
        "SSH-2.0-OpenSSH 2.5.2p2",
    )
    assert (session["phase"], session["closed"], session["closed_by"]) == (
        "closed",
        "normal",
        "Session terminated normally",
    )
    assert (session["started"], session["ended"], session["seconds"]) == ("00:33:55", "00:34:08", 13.0)


@pytest.mark.parametrize("name", ["debug_ip_ssh_detail", "debug_ip_ssh_detail_damaged"])
def test_debug_ip_ssh_detail_of_the_guide(name):
    found = read(guide(name))
    (session,) = found["sessions"]
    agreed = {"encryption": "aes128-cbc", "mac": "hmac-sha1", "compression": None}
    assert session["client_to_server"] == session["server_to_client"] == agreed
    assert (found["lines"], found["unknown"], session["number"], session["seconds"]) == (21, [], 0, 16.0)
    assert session["authentication"]["user"] == "lab"
    assert session["requests"] == ["channel open", "pty-req", "shell"]
    assert session["peer_ident"] == "SSH-1.99-Cisco-1.25"
    assert session["closed"] == "normal"


@pytest.mark.parametrize("name", ["debug_ip_ssh_packet", "debug_ip_ssh_packet_damaged"])
def test_debug_ip_ssh_packet_of_the_guide(name):
    found = read(guide(name))
    (session,) = found["sessions"]
    counted = {name: count for name, count in session["packets"].items() if name != "types"}
    assert (found["lines"], found["unknown"]) == (34, [])
    assert counted == {
        "sent": 3,
        "sent_bytes": 744,
        "received": 4,
        "received_bytes": 472,
        "read_bytes": 492,
        "macs_verified": 1,
        "macs_failed": 0,
        "macs_sent": 0,
    }
    assert (session["direction"], session["phase"], session["closed"]) == ("server", "authentication", None)


@pytest.mark.parametrize("name", ["debug_ip_ssh_client", "debug_ip_ssh_client_damaged"])
def test_debug_ip_ssh_client_of_the_guide(name):
    found = read(guide(name))
    (session,) = found["sessions"]
    assert (found["lines"], found["unknown"]) == (13, [])
    assert (session["direction"], session["number"]) == ("client", 0)
    assert (session["ident"], session["peer_ident"]) == ("SSH-1.99-Cisco-1.25", "SSH-1.99-Cisco-1.25")
    assert session["authentication"]["methods"] == ["keyboard-interactive", "password"]
    assert (session["authentication"]["result"], session["requests"]) == ("success", ["pty-req", "shell"])
    assert (session["phase"], session["seconds"]) == ("session", 18.212)


def test_debug_snmp_packet_of_the_guide():
    found = read(guide("debug_snmp_packet"))
    (trap,) = found["traps"]
    assert len(trap.pop("varbinds")) == 6
    assert trap == {
        "time": "*Jul 18 10:18:42.619",
        "version": "1",
        "enterprise": "cisco",
        "address": "10.0.0.1",
        "generic": 6,
        "specific": 1,
        "receivers": ["10.0.0.2"],
        "session_type": "tcp",
        "tcp_state": "synReceived",
        "user": "lab",
        "bytes_in": 1056,
        "bytes_out": 1392,
        "elapsed": 10.15,
        "local_address": "10.0.0.1",
        "local_port": 22,
        "remote_address": "10.0.0.2",
        "remote_port": 55246,
    }
    assert found["sessions"] == []


def test_debug_ip_scp():
    # As published with a server that takes a file from 10.1.1.2.
    found = read(
        "*Feb 18 20:37:15.363: SCP: [22 -> 10.1.1.2:61656] send  *Feb 18 20:37:15.367: SCP: [22 <- 10.1.1.2:61656] "
        "recv C0644 1381 R2backup.cfg\n*Feb 18 20:37:15.367: SCP: [22 -> 10.1.1.2:61656] send Privilege denied.\n"
    )
    (transfer,) = found["transfers"]
    assert (transfer["local_port"], transfer["peer_address"], transfer["peer_port"]) == (22, "10.1.1.2", 61656)
    assert transfer["files"] == [{"mode": "0644", "bytes": 1381, "name": "R2backup.cfg"}]
    assert (transfer["sent"], transfer["received"], transfer["messages"]) == (2, 1, ["Privilege denied."])


# --- heads ------------------------------------------------------------------------------------------------------------

STAMPS = {
    "uptime": ("00:04:22", "00:04:38", 16.0),
    "days": ("1d02h", "1d03h", None),
    "weeks": ("3w2d", "3w2d", None),
    "clock": ("Nov 17 12:50:53", "Nov 17 12:51:09", 16.0),
    "not synchronised": ("*Nov 17 12:50:53.199", "*Nov 17 12:51:09.699", 16.5),
    "lost synchronisation": (".Nov  7 12:50:53.199", ".Nov  7 12:50:53.200", 0.001),
    "zone": ("*Sep 13 18:18:40.962 JST", "*Sep 13 18:18:41.962 JST", 1.0),
    "two zones": ("Oct 25 02:59:59.000 CEST", "Oct 25 02:00:00.000 CET", None),
    "year": ("Nov 17 2026 12:50:53.199 UTC", "Nov 18 2026 12:50:53.199 UTC", 86400.0),
    "new year": ("Dec 31 23:59:59.000", "Jan  1 00:00:01.000", 2.0),
    "leap day": ("Feb 29 23:59:59", "Mar  1 00:00:00", 1.0),
    "no such day": ("Feb 31 23:59:59", "Mar  1 00:00:00", None),
    "restarted": ("00:04:38", "00:04:22", None),
    "of two kinds": ("00:04:38", "Nov 17 12:50:53", None),
}


@pytest.mark.parametrize("stamps", STAMPS.values(), ids=STAMPS)
@pytest.mark.parametrize("sequence", ["", "000123: ", "R1 45: ", "<191>45: 10.0.0.1: "])
def test_every_time_stamp(stamps, sequence):
    first, last, seconds = stamps
    session = only(
        f"{sequence}{first}: SSH0: starting SSH control process\n"
        f"{sequence}{last}: SSH2 0: authentication successful for lab\n"
    )
    assert (session["started"], session["ended"], session["seconds"]) == (first, last, seconds)
    assert session["authentication"]["user"] == "lab"


@pytest.mark.parametrize("lead", ["", "000123: ", "R1#", "  "])
def test_no_time_stamp(lead):
    session = only(f"{lead}SSH0: starting SSH control process\nSSH2 0: authentication successful for lab\n")
    assert (session["started"], session["seconds"], session["lines"]) == (None, None, 2)


@pytest.mark.parametrize(
    "glued",
    [
        "00:33:55: SSH2 1: received packet type 2100:33:55: SSH2 1: SSH2 MSG NEWKEYS received",
        "*Nov 17 12:50:53.199: SSH2 1: received packet type 21*Nov 17 12:50:53.203: SSH2 1: SSH2_MSG_NEWKEYS received",
        "SSH2 1: received packet type 21SSH2 1: SSH2_MSG_NEWKEYS received",
        "00:33:55: SSH2 1: received packet type 21 1d02h: SSH2 1: SSH2_MSG_NEWKEYS received",
    ],
)
def test_two_messages_on_one_line(glued):
    session = only(glued)
    assert (session["packets"]["types"], session["phase"], session["lines"]) == ({"NEWKEYS": 1}, "authentication", 2)


@pytest.mark.parametrize(
    "line",
    [
        "SSH2: kex: client->server aes128-ctr hmac-sha1 none",
        "SSH2:kex: client->server enc:aes128-ctr mac:hmac-sha1",
        "SSH2 0: kex: client->server enc:aes128-ctr mac:hmac-sha1",
        "SSH2 0:kex: client->server aes128-ctr hmac-sha1",
        "SSH2: KEX: client -> server enc:aes128-ctr mac:hmac-sha1",
    ],
)
def test_both_wordings_of_the_key_exchange(line):
    session = only(f"00:00:01: SSH0: starting SSH control process\n00:00:02: {line}\n")
    assert session["client_to_server"]["encryption"] == "aes128-ctr"
    assert session["client_to_server"]["mac"] == "hmac-sha1"
    assert session["server_to_client"]["encryption"] is None


@pytest.mark.parametrize("head", ["SSH CLIENT0", "SSH CLIENTO", "SSH2 CLIENT 0", "SSH2 CLIENTO", "SSH CLIENT 0"])
def test_damaged_heads_of_the_client(head):
    session = only(f"00:00:02: {head}: using method keyboard-interactive")
    assert (session["direction"], session["number"]) == ("client", 0)
    assert session["authentication"]["methods"] == ["keyboard-interactive"]


@pytest.mark.parametrize("text", ["SSH2_MSG_KEXINIT sent", "SSH2 MSG KEXINIT sent", "sSH2_MSG_KEXINIT sent"])
def test_damaged_names_of_messages(text):
    found = read(f"00:00:02: SSH2 0: {text}")
    assert (found["sessions"][0]["phase"], found["unknown"]) == ("key_exchange", [])


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (80, 3),
        (132, 2),
    ],
)
def test_lines_that_a_terminal_wrapped(width, lines):
    long = (
        "*Nov 17 12:50:53.199: %SSH-3-NO_MATCH: No matching cipher found: client aes128-cbc,3des-cbc,aes192-cbc,"
        "aes256-cbc server aes128-ctr,aes192-ctr,aes256-ctr"
    )
    wrapped = [long[start : start + width] for start in range(0, len(long), width)]
    assert len(wrapped) == lines - (width == 80)
    found = read("*Nov 17 12:50:53.100: SSH0: starting SSH control process\n" + "\n".join(wrapped) + "\nR1#")
    assert found["sessions"][0]["errors"] == [long.removeprefix("*Nov 17 12:50:53.199: ")]


def test_what_stands_between_the_lines_of_a_terminal_is_not_part_of_them():
    session = only(
        "*Nov 17 12:50:53.199: SSH0: protocol version id is - SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\n"
        "R1#show clock\n12:50:53.199 UTC Tue Nov 17 2026\nR1#\n\n"
        "*Nov 17 12:50:54.000: %SYS-5-CONFIG_I: Configured from console by console\n"
    )
    assert session["peer_ident"] == "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3"


# --- several sessions -------------------------------------------------------------------------------------------------


def test_sessions_in_between_each_other():
    session, other = read(
        """
*Nov 17 12:00:00.000: SSH0: starting SSH control process
*Nov 17 12:00:00.010: SSH1: starting SSH control process
*Nov 17 12:00:00.020: SSH0: sent protocol version id SSH-2.0-Cisco-1.25
*Nov 17 12:00:00.030: SSH1: sent protocol version id SSH-2.0-Cisco-1.25
*Nov 17 12:00:00.040: SSH1: protocol version id is - SSH-2.0-B
*Nov 17 12:00:00.050: SSH0: protocol version id is - SSH-2.0-A
*Nov 17 12:00:00.060: SSH2 1: SSH2_MSG_KEXINIT sent
*Nov 17 12:00:00.070: SSH2:kex: client->server enc:aes256-ctr mac:hmac-sha2-256
*Nov 17 12:00:00.080: SSH2:kex: server->client enc:aes128-ctr mac:hmac-sha2-512
*Nov 17 12:00:00.085: SSH2 1: SSH2_MSG_NEWKEYS received
*Nov 17 12:00:00.090: SSH2 0: SSH2_MSG_KEXINIT sent
*Nov 17 12:00:00.095: SSH2 1: authentication successful for bob
*Nov 17 12:00:00.100: SSH2:kex: client->server enc:aes128-cbc mac:hmac-md5
*Nov 17 12:00:01.000: SSH2 0: authentication failed for alice (code=7)
*Nov 17 12:00:02.000: SSH0: Session disconnected - error 0x07
*Nov 17 12:00:03.000: SSH1: Session terminated normally
"""
    )["sessions"]
    assert (session["peer_ident"], other["peer_ident"]) == ("SSH-2.0-A", "SSH-2.0-B")
    assert session["client_to_server"]["encryption"] == "aes128-cbc"
    assert (other["client_to_server"]["encryption"], other["server_to_client"]["encryption"]) == (
        "aes256-ctr",
        "aes128-ctr",
    )
    assert session["authentication"] == {"methods": [], "result": "failure", "user": "alice", "failures": 1}
    assert (other["authentication"]["user"], other["authentication"]["result"]) == ("bob", "success")
    assert (session["closed"], session["errors"]) == ("error", ["Session disconnected - error 0x07"])
    assert (other["closed"], other["seconds"]) == ("normal", 2.99)


def test_a_number_is_used_again():
    first, second, third = read(
        """
00:00:01: SSH0: starting SSH control process
00:00:02: SSH2 0: authentication successful for first
00:00:03: SSH0: Session terminated normally
00:00:04: SSH0: starting SSH control process
00:00:05: SSH2 0: authentication successful for second
00:00:06: SSH0: starting SSH control process
00:00:07: SSH2 0: authentication successful for third
"""
    )["sessions"]
    assert [one["authentication"]["user"] for one in (first, second, third)] == ["first", "second", "third"]
    assert [one["closed"] for one in (first, second, third)] == ["normal", None, None]


def test_server_and_client_of_one_number():
    """A login on this device, and its session to another one, both with number 0."""
    server, client = read(
        """
00:00:01: SSH0: starting SSH control process
00:00:01: SSH0: sent protocol version id SSH-2.0-Cisco-1.25
00:00:01: SSH0: protocol version id is - SSH-2.0-OpenSSH_9.2
00:00:02: SSH2 0: authentication successful for admin
00:00:10: SSH CLIENT0: protocol version id is - SSH-1.99-Cisco-1.25
00:00:10: SSH0: protocol version id is - SSH-1.99-Cisco-1.25
00:00:11: SSH2 CLIENT 0: using method password authentication
00:00:12: SSH CLIENT0: user authenticated
00:00:20: SSH0: Session terminated normally
"""
    )["sessions"]
    assert (server["direction"], server["peer_ident"], server["closed"]) == ("server", "SSH-2.0-OpenSSH_9.2", "normal")
    assert (client["direction"], client["peer_ident"], client["closed"]) == ("client", "SSH-1.99-Cisco-1.25", None)


def test_two_sessions_of_the_client_one_after_the_other():
    first, second = read(2 * guide("debug_ip_ssh_client"))["sessions"]
    assert first == second


def test_a_client_whose_second_session_begins_with_the_other_side():
    text = guide("debug_ip_ssh_client")
    second = "\n".join(line for line in text.splitlines() if ": SSH0:" not in line)
    one, two = read(text + second)["sessions"]
    assert (one["peer_ident"], two["peer_ident"]) == ("SSH-1.99-Cisco-1.25", "SSH-1.99-Cisco-1.25")
    assert two["ident"] == "SSH-1.99-Cisco-1.25"


def test_packets_behind_the_end_begin_no_session():
    session = only(
        "00:00:01: SSH0: starting SSH control process\n00:00:02: SSH0: Session disconnected - error 0x00\n"
        "00:00:02: SSH2 0: send: len 60 (includes padlen 10)\n00:00:02: SSH2 0: done calc MAC out #34\n"
    )
    assert (session["lines"], session["phase"], session["packets"]["sent"]) == (4, "closed", 1)


@pytest.mark.parametrize("log_first", [True, False])
def test_failures_are_counted_once(log_first):
    log = LOGGED.splitlines()[2]
    debug = "*Sep 13 09:17:31.500: SSH2 0: authentication failed for SUZUKI"
    lines = [log, debug, log, debug] if log_first else [debug, log, debug, log]
    session = only("*Sep 13 09:17:30.000: SSH0: starting SSH control process\n" + "\n".join(lines))
    assert session["authentication"]["failures"] == 2


def test_a_log_that_begins_in_the_middle():
    session = only("00:00:02: SSH2 3: authentication successful for lab\n00:00:09: SSH3: Session terminated normally\n")
    assert (session["direction"], session["ident"], session["closed"]) == ("server", None, "normal")


# As releases of XE are remembered to write it; nobody has published it, so the wording is unverified.
NEWER = """
*Mar  5 10:12:01.123: SSH0: starting SSH control process
*Mar  5 10:12:01.123: SSH0: sent protocol version id SSH-2.0-Cisco-1.25
*Mar  5 10:12:01.140: SSH0: protocol version id is - SSH-2.0-OpenSSH_7.4
*Mar  5 10:12:01.140: SSH2 0: kexinit sent: kex algo = diffie-hellman-group14-sha1
*Mar  5 10:12:01.140: SSH2 0: kexinit sent: mac algo = hmac-sha2-256,hmac-sha2-512
*Mar  5 10:12:01.150: SSH2 0: SSH2_MSG_KEXINIT received
*Mar  5 10:12:01.150: SSH2 0: kex: client->server enc:aes128-ctr mac:hmac-sha2-256
*Mar  5 10:12:01.150: SSH2 0: kex: server->client enc:aes128-ctr mac:hmac-sha2-512
*Mar  5 10:12:01.150: SSH2 0: Using hostkey algo = ssh-rsa
*Mar  5 10:12:01.150: SSH2 0: Using kex_algo = diffie-hellman-group14-sha1
*Mar  5 10:12:01.250: SSH2 0: SSH2_MSG_NEWKEYS received
*Mar  5 10:12:01.260: SSH2 0: Using method = none
*Mar  5 10:12:01.260: SSH2 0: Authentications that can continue = publickey,keyboard-interactive,password
*Mar  5 10:12:01.270: SSH2 0: Using method = publickey
*Mar  5 10:12:01.270: SSH2 0: Received publickey algo = rsa-sha2-256
*Mar  5 10:12:01.280: SSH2 0: Pubkey Authentication failed for user 'admin'
*Mar  5 10:12:01.290: SSH2 0: Using method = keyboard-interactive
*Mar  5 10:12:03.290: SSH2 0: authentication successful for admin
*Mar  5 10:12:03.300: SSH2 0: channel window adjust message received 2097152
"""


def test_wordings_of_newer_releases():
    found = read(NEWER)
    (session,) = found["sessions"]
    assert (session["kex"], session["host_key"]) == ("diffie-hellman-group14-sha1", "ssh-rsa")
    assert session["server_to_client"]["mac"] == "hmac-sha2-512"
    assert session["authentication"] == {
        "methods": ["publickey", "keyboard-interactive"],
        "result": "success",
        "user": "admin",
        "failures": 1,
    }
    assert found["unknown"] == []


def test_a_line_without_a_number_begins_no_session():
    found = read("00:00:01: SSH: host key initialised\n00:00:02: SSH2: kex_derive_keys complete\n")
    assert (len(found["sessions"]), found["unknown"]) == (1, ["host key initialised"])


BROKEN = """
SSH2 4: SSH2_MSG_NEWKEYS sent
SSH2 4: waiting for SSH2_MSG_NEWKEYS
SSH2 4: ssh_receive: 16 bytes received
SSH2 4: newkeys: mode 0
SSH2 4: received packet type 21
SSH2 4: SSH2_MSG_NEWKEYS received
SSH2 4: ssh_receive: 52 bytes received
SSH2 4: input: packet len -1648749987
SSH2 4: Bad packet length -1648749991.
SSH2 4: send: len 64 (includes padlen 16)
SSH2 4: done calc MAC out #3
SSH4: Session disconnected - error 0x07
"""


def test_a_session_that_does_not_decrypt():
    """As published by somebody whose client derived other keys."""
    found = read(BROKEN)
    (session,) = found["sessions"]
    assert session["errors"] == ["Bad packet length -1648749991.", "Session disconnected - error 0x07"]
    assert (session["number"], session["closed"], session["packets"]["received_bytes"]) == (4, "error", 0)
    assert found["unknown"] == []


VERSION_1 = """
00:23:20: SSH0: starting SSH control process
00:23:20: SSH0: sent protocol version id SSH-1.5-Cisco-1.25
00:23:20: SSH0: protocol version id is - SSH-1.5-1.2.26
00:23:20: SSH0: SSH_SMSG_PUBLIC_KEY message sent
00:23:21: SSH: RSA decrypt started
00:23:21: SSH: RSA decrypt finished
00:23:21: SSH0: keys exchanged and encryption on
00:23:21: SSH0: authentication request for userid cisco
00:23:23: SSH0: password authentication failed for cisco
00:23:26: SSH0: authentication successful for cisco
00:23:26: SSH0: requesting TTY
00:23:26: SSH0: setting TTY - requested: height 24, width 80; set: height 24, width 80
00:23:26: SSH0: starting shell for vty
00:23:30: SSH0: Session terminated normally
"""


def test_version_1():
    found = read(VERSION_1)
    (session,) = found["sessions"]
    assert (session["protocol"], session["closed"], session["seconds"]) == ("1", "normal", 10.0)
    assert session["authentication"] == {"methods": [], "result": "success", "user": "cisco", "failures": 1}


def test_version_1_in_the_words_of_older_trains():
    """A failure that two kinds of line tell is one, and a terminal has a length."""
    found = read(
        VERSION_1.replace("KEY message sent", "KEY msg")
        .replace("requested: height", "requested: length")
        .replace("set: height 24", "set: length 25")
        .replace(
            "00:23:26: SSH0: auth", "00:23:24: SSH0: authentication failed for cisco (code=7)\n00:23:26: SSH0: auth"
        )
        .replace("SSH0: keys exchanged", "SSH0: sending encryption confirmation\n00:23:21: SSH0: keys exchanged")
    )
    (session,) = found["sessions"]
    assert session["pty"] == {"requested_height": 24, "requested_width": 80, "height": 25, "width": 80}
    assert (session["authentication"]["failures"], found["unknown"]) == (1, [])


# What loggers put in front of a message belongs to no message, also where the line before is the longest of all.
PREFIXES = ("000151: ", "<191>152: ", "Nov 24 10:00:00 10.0.0.1 153: ", "Nov 24 10:00:00 r1 ", "<189>154: r1: ",
            "2026-11-24T10:00:00.123+01:00 r1.example.net 155: ")  # fmt: skip


@pytest.mark.parametrize("prefix", PREFIXES)
def test_what_a_logger_puts_in_front(prefix):
    no_match = f"{NO_MATCH[:-1]}aes128-cbc,3des-cbc,aes192-cbc,aes256-cbc"
    lines = (
        "*Mar  1 00:44:52.979: SSH1: starting SSH control process",
        f"*Mar  1 00:44:52.980: {no_match}",
        "*Mar  1 00:44:52.981: SSH2 1: send:packet of  length 280 (length also includes padlen of 4)",
        "*Mar  1 00:44:52.990: SSH1: Session terminated normally",
    )
    session = only("\n".join(prefix + line for line in lines))
    assert (session["errors"], session["closed"], session["packets"]["sent_bytes"]) == ([no_match], "normal", 280)
    assert only(" ".join("000001: " + line for line in lines))["errors"] == [no_match]


# --- the log ----------------------------------------------------------------------------------------------------------

BY = "using crypto cipher 'aes128-ctr', hmac 'hmac-sha2-256-etm@openssh.com'"
LOGGED = f"""
*Sep 13 09:17:31.000: %SSH-5-SSH2_SESSION: SSH2 Session request from 10.1.10.6 (tty = 0) {BY} Succeeded
*Sep 13 09:17:31.500: %SSH-5-SSH2_USERAUTH: User '' authentication for SSH2 Session from 10.1.10.6 (tty = 0) {BY} Failed
*Sep 13 09:17:32.000: %SSH-5-SSH2_USERAUTH: User 'SUZUKI' authentication for SSH2 Session from 10.1.10.6 (tty = 0) {BY} Succeeded
*Sep 13 09:17:32.001: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: SUZUKI] [Source: 10.1.10.6] [localport: 22] at 09:17:32 UTC Sun Sep 13 2026
*Sep 13 09:17:41.000: %SSH-5-SSH2_CLOSE: SSH2 Session from 10.1.10.6 (tty = 0) for user 'SUZUKI' {BY} closed
"""  # noqa: E501 - lines of a device


def test_a_session_of_the_log_alone():
    session = only(LOGGED)
    assert (session["direction"], session["number"], session["peer_address"], session["local_port"]) == (
        "server",
        0,
        "10.1.10.6",
        22,
    )
    assert session["client_to_server"]["mac"] == "hmac-sha2-256-etm@openssh.com"
    assert session["authentication"] == {"methods": [], "result": "success", "user": "SUZUKI", "failures": 1}
    assert (session["closed"], session["seconds"]) == ("closed", 10.0)


def test_log_and_debug_tell_of_the_same_session():
    session = only(
        "*Sep 13 09:17:30.000: SSH0: starting SSH control process\n"
        "*Sep 13 09:17:31.400: SSH2 0: authentication failed for SUZUKI (code=7)\n"
        + LOGGED.replace(
            "*Sep 13 09:17:41.000", "*Sep 13 09:17:40.900: SSH0: Session terminated normally\n*Sep 13 09:17:41.000"
        )
    )
    assert (session["closed"], session["authentication"]["failures"], session["seconds"]) == ("normal", 1, 11.0)
    assert session["peer_address"] == "10.1.10.6"


def test_a_failure_of_the_log_alone():
    failed = "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: netops] [Source: 10.1.10.6] [localport: {}]"
    reason = "[Reason: Login Authentication Failed] at 09:17:31 UTC Sun Sep 13 2026"
    begun = LOGGED.splitlines()[1]
    session = only(f"{begun}\n*Sep 13 09:17:31.400: {failed.format(22)} {reason}")
    assert session["authentication"] == {"methods": [], "result": "failure", "user": "netops", "failures": 1}
    telnet = only(f"{begun}\n*Sep 13 09:17:31.400: {failed.format(23)} {reason}")
    assert (telnet["authentication"]["user"], telnet["local_port"]) == (None, None)


NO_MATCH = "%SSH-3-NO_MATCH: No matching kex algorithm found: client a,b server c"
UNEXPECTED = "%SSH-4-SSH2_UNEXPECTED_MSG: Unexpected message type has arrived. Terminating the connection from 10.0.0.9"


@pytest.mark.parametrize("error", [NO_MATCH, UNEXPECTED])
def test_errors_of_the_log(error):
    assert read(f"*Sep 13 09:17:30.000: {error}")["errors"] == [error]
    session = only(f"*Sep 13 09:17:30.000: SSH0: starting SSH control process\n*Sep 13 09:17:30.500: {error}")
    assert session["errors"] == [error]
    assert session["peer_address"] == ("10.0.0.9" if error is UNEXPECTED else None)


@pytest.mark.parametrize("margin", ["", "    "])  # a document may stand away from the margin
def test_a_terminal_breaks_within_a_word_or_in_front_of_a_blank(margin):
    lines = ["R1#", f"*Jul  9 11:25:38.179: {NO_MATCH[:-1]}aes25", "6-cbc", "R1#"]
    assert read("\n".join(margin + line for line in lines))["errors"] == [f"{NO_MATCH[:-1]}aes256-cbc"]
    lines = ["00:04:22: SSH2 0: input: total packet length of", " 280 bytes"]
    assert only("\n".join(margin + line for line in lines))["packets"]["received_bytes"] == 280


def test_messages_of_other_parts_are_no_sessions():
    found = read(
        "*Sep 13 09:17:30.000: %SYS-5-CONFIG_I: Configured from console by console\n"
        "*Sep 13 09:17:30.000: %SSH-5-ENABLED: SSH 2.0 has been enabled\n"
        "*Sep 13 09:17:30.000: IP: s=10.0.0.1, d=10.0.0.2, len 40, rcvd 3\n"
        "SSH Enabled - version 2.0\nno sessions\n"
    )
    assert (found["sessions"], found["errors"]) == ([], [])


# --- whatever comes ---------------------------------------------------------------------------------------------------


def test_what_nobody_knows_is_kept_once():
    found = read("00:00:01: SSH2 0: a wonder\n" * 3 + "".join(f"00:00:01: SSH2 0: wonder {n}\n" for n in range(99)))
    assert found["unknown"][:2] == ["a wonder", "wonder 0"]
    assert len(found["unknown"]) == debug_ssh.KEPT
    assert found["sessions"][0]["lines"] == 102


WORDS = [
    *guide("debug_ip_ssh_damaged").splitlines(),
    *guide("debug_ip_ssh_client_damaged").splitlines(),
    *guide("debug_snmp_packet").splitlines(),
    *LOGGED.splitlines(),
    NO_MATCH,
    UNEXPECTED,
]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=40)), max_size=30), st.sampled_from(["\n", "\r\n", ""])
)
def test_no_text_makes_it_fail(lines, end):
    json.dumps(read(end.join(lines)))


@pytest.mark.parametrize(
    "text",
    [
        "SSH2 0: send: len " + "9" * 5000,
        "SSH" + "9" * 5000 + ": starting SSH control process",
        "SSH2 0: SSH2_MSG" + "_A" * 5000,
        "*Nov 17 12:50:53.199: SNMP: V1 Trap, ent cisco\n a.1 = " + " " * 50_000 + "x\n a.1 = " + "9" * 5000,
        "%A" + "-A" * 20_000,
        ("*Nov 17 12:50:53.199: SSH0: " + "a" * 60 + ",\n") + ("b" * 88 + "\n") * 20_000,
        "00:00:01: SSH2 0: " * 20_000,
        "".join(f"SSH2 {n % 10_000}: SSH2_MSG_NEWKEYS received\nSSH2: kex: none\n" for n in range(20_000)),
    ],
    ids=["length", "number", "message", "trap", "mnemonic", "continued", "heads", "numbers"],
)
def test_hostile_text_costs_no_more_than_its_length(text):
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 10


def test_time_grows_with_the_length():
    """A hundred thousand lines are an hour of packet debugging on a busy device."""
    sample = guide("debug_ip_ssh")

    def cost(lines: int) -> float:
        text = sample * (lines // 147)
        started = time.process_time()
        found = debug_ssh.parse(text)
        assert len(found.sessions) == lines // 147
        return time.process_time() - started

    few, many = cost(20_000), cost(100_000)
    assert many < 10 * few + 1
    assert many < 30
