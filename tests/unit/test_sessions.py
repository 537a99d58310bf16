# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""show ssh and show users: as devices print them, as people copy them, and what belongs together."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import sessions, show
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.sessions import SshSession, UserLine
from hypothesis import given
from hypothesis import strategies as st

GUIDE = Path(__file__).parent / "data" / "guide"


def v1(connection: int, user: str | None = "lab", cipher: str = "3DES") -> SshSession:
    return SshSession(connection, "1.5", user, "Session started", cipher, cipher)


def v2(connection: int, cipher: str, mac: str, user: str | None, state: str = "Session started") -> SshSession:
    return SshSession(connection, "2.0", user, state, cipher, cipher, mac, mac)


LAB = v2(1, "aes128-cbc", "hmac-md5", "lab")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("show_ssh_both", (v1(0), LAB)),
        ("show_ssh_v2", (LAB,)),
        ("show_ssh_v1", (v1(0),)),
        # What the copy has lost is not known: the MACs and the user of the second session, and the end of its state.
        ("show_ssh_both_damaged", (v1(0), SshSession(1, "2.0", None, "Session start", "aes128-cbc", "aes128-cbc"))),
        ("show_ssh_v2_damaged", (LAB,)),
        ("show_ssh_v1_damaged", (v1(0),)),
    ],
)
def test_show_ssh_in_the_guide(name: str, expected: tuple[SshSession, ...]) -> None:
    assert sessions.ssh((GUIDE / f"{name}.txt").read_text()) == expected


@pytest.mark.parametrize(
    ("name", "version", "compatibility"),
    [("show_ip_ssh_both", "1.99", True), ("show_ip_ssh_v2", "2.0", False), ("show_ip_ssh_v1", "1.5", False)],
)
def test_show_ip_ssh_in_the_guide(name: str, version: str, compatibility: bool) -> None:
    seen = show.ip_ssh((GUIDE / f"{name}.txt").read_text())
    assert (seen.enabled, seen.version, seen.compatibility, seen.timeout, seen.retries) == (
        True,
        version,
        compatibility,
        120,
        3,
    )
    assert seen.kex_algorithms is None


HEADER = "Connection Version Mode Encryption  Hmac         State                 Username\n"
CHACHA, ETM = "chacha20-poly1305@openssh.com", "hmac-sha2-256-etm@openssh.com"

SHOW_SSH = {
    "two sessions, a log line between": (
        f"""r1#show ssh
{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Session started       mason
*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured from console by mason on vty0 (10.1.1.1)
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       mason
3          2.0     IN   aes256-ctr  hmac-sha1-96 Session started       netops
3          2.0     OUT  aes128-ctr  hmac-sha1    Session started       netops
%No SSHv1 server connections running.
r1#""",
        (
            v2(0, "aes128-ctr", "hmac-sha1", "mason"),
            SshSession(3, "2.0", "netops", "Session started", "aes256-ctr", "aes128-ctr", "hmac-sha1-96", "hmac-sha1"),
        ),
    ),
    "long names push the columns": (
        f"""{HEADER}12         2.0     IN   {CHACHA} {ETM} Session started       admin
12         2.0     OUT  {CHACHA} {ETM} Session started       admin
""",
        (v2(12, CHACHA, ETM, "admin"),),
    ),
    "long names touch": (
        f"""{HEADER}0          2.0     IN   {CHACHA}{ETM}Session started       admin
0          2.0     OUT  {CHACHA}{ETM}Session started       admin
""",
        (v2(0, CHACHA, ETM, "admin"),),
    ),
    "newer columns": (
        """Connection Version Mode  Encryption  Hmac          State                Username
0          2.0     IN   aes256-cbc  hmac-sha2-256 Session started       admin
0          2.0     OUT  aes256-cbc  hmac-sha2-256 Session started       admin
""",
        (v2(0, "aes256-cbc", "hmac-sha2-256", "admin"),),
    ),
    "an AEAD cipher without MAC": (
        f"""{HEADER}0          2.0     IN   aes256-gcm@openssh.com none Session started       admin
0          2.0     OUT  aes256-gcm@openssh.com none Session started       admin
""",
        (v2(0, "aes256-gcm@openssh.com", "none", "admin"),),
    ),
    "an AEAD cipher with nothing in the column": (
        f"""{HEADER}0          2.0     IN   aes256-gcm@openssh.com            Session started       admin
0          2.0     OUT  aes256-gcm@openssh.com            Session started       admin
""",
        (SshSession(0, "2.0", "admin", "Session started", *["aes256-gcm@openssh.com"] * 2),),
    ),
    "a terminal of 60 columns": (
        f"""{HEADER}1          2.0     IN   {CHACHA}
{ETM} Session started       admin
1          2.0     OUT  {CHACHA}
{ETM} Session started       admin
%No SSHv1 server connections running.
""",
        (v2(1, CHACHA, ETM, "admin"),),
    ),
    "a user of a directory": (
        f"""{HEADER}1          2.0     IN   aes256-cbc  hmac-sha1    Session started       CORP\\jane.doe
1          2.0     OUT  aes256-cbc  hmac-sha1    Session started       CORP\\jane.doe
""",
        (v2(1, "aes256-cbc", "hmac-sha1", "CORP\\jane.doe"),),
    ),
    "nobody has logged in yet": (
        f"""{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Session started
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started
%No SSHv1 server connections running.
r1#""",
        (v2(0, "aes128-ctr", "hmac-sha1", None),),
    ),
    "a state that is not known": (
        f"""{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Key exchange          \n""",
        (SshSession(0, "2.0", None, "Key exchange", cipher_in="aes128-ctr", mac_in="hmac-sha1"),),
    ),
    "a state that is not known, and a user": (
        f"""{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Waiting for key       bob\n""",
        (SshSession(0, "2.0", "bob", "Waiting for key", cipher_in="aes128-ctr", mac_in="hmac-sha1"),),
    ),
    "a user with a blank": (
        f"""{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Session started       jane doe
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       jane doe
""",
        (v2(0, "aes128-ctr", "hmac-sha1", "jane doe"),),
    ),
    "a narrow terminal": (
        """Connection Version Mode Encryption  Hmac         State
Username
1          2.0     IN   aes128-cbc  hmac-md5     Session started
lab
1          2.0     OUT  aes128-cbc  hmac-md5     Session started
lab
r1#
""",
        (LAB,),
    ),
    "words of a training text": (
        """Connection      Version Mode Encryption\t\tHmac\tState             Username
0               1.99    IN   aes128-cbc      hmac-sha1     Session Started         yudi
0               1.99    OUT  aes128-cbc      hmac-sha1     Session Started         yudi
%No SSHv1 server connections running.""",
        (SshSession(0, "1.99", "yudi", "Session Started", "aes128-cbc", "aes128-cbc", "hmac-sha1", "hmac-sha1"),),
    ),
    "one blank everywhere": (
        """Connection Version Mode Encryption Hmac State Username
0 2.0 IN aes128-cbc hmac-sha1 SessionStarted admin
0 2.0 OUT aes128-cbc hmac-sha1 SessionStarted admin""",
        (v2(0, "aes128-cbc", "hmac-sha1", "admin", "SessionStarted"),),
    ),
    "version 1": (
        """Connection Version Encryption      State             Username
0               1.5        3DES      Session started         unoh""",
        (v1(0, "unoh"),),
    ),
    "version 1 with a hyphen": (
        "Connection Version Encryption State Username\n0 1.5 DES Session-Started cisco",
        (SshSession(0, "1.5", "cisco", "Session-Started", "DES", "DES"),),
    ),
    "the quiet line comes first": (
        f"""%No SSHv1 server connections running.
{HEADER}0          2.0     IN   aes256-cbc  hmac-sha1    Session started       admin""",
        (SshSession(0, "2.0", "admin", "Session started", cipher_in="aes256-cbc", mac_in="hmac-sha1"),),
    ),
    "tabs between the columns": (
        HEADER.replace("  ", "\t")
        + "0\t2.0\tIN\taes128-ctr\thmac-sha1\tSession started\tbob\n"
        + "0\t2.0\tOUT\taes128-ctr\thmac-sha1\tWaiting for key\tbob\n",
        (v2(0, "aes128-ctr", "hmac-sha1", "bob"),),
    ),
    "broken within a word": (
        f"""{HEADER}0          2.0     IN   {CHACHA} {ETM} Ses
sion started       admin
0          2.0     OUT  {CHACHA} {ETM} Session star
ted       admin
%No SSHv1 server connections running.
""",
        (v2(0, CHACHA, ETM, "admin"),),
    ),
    "an AEAD cipher with a sign in the column": (
        f"""{HEADER}0          2.0     IN   aes256-gcm  -            Session started       admin
0          2.0     OUT  aes256-gcm  (implicit)   Session started       admin
""",
        (SshSession(0, "2.0", "admin", "Session started", "aes256-gcm", "aes256-gcm", None, "(implicit)"),),
    ),
    "outputs of two devices, and one that comes twice": (
        f"""r1#show ssh
{HEADER}0          2.0     IN   aes128-ctr  hmac-sha1    Session started       bob
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       bob
r2#show ssh
{HEADER}0          2.0     IN   aes256-ctr  hmac-sha1    Session started       eve
0          2.0     OUT  aes256-ctr  hmac-sha1    Session started       eve
r2#show ssh
{HEADER}0          2.0     IN   aes256-ctr  hmac-sha1    Session started       eve
0          2.0     OUT  aes256-ctr  hmac-sha1    Session started       eve
""",
        (v2(0, "aes128-ctr", "hmac-sha1", "bob"), v2(0, "aes256-ctr", "hmac-sha1", "eve")),
    ),
    "without a title": (
        """r1#show ssh | exclude Connection
0          2.0     IN   aes128-ctr  hmac-sha1    Session started       bob
0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       bob
""",
        (v2(0, "aes128-ctr", "hmac-sha1", "bob"),),
    ),
    "nobody": ("%No SSHv2 server connections running.\n%No SSHv1 server connections running.\n", ()),
    "nobody, one line": ("RT01#show ssh\n%No SSHv2 server connections running.\nRT01#", ()),
    "another command": ("SSH Enabled - version 2.0\nAuthentication timeout: 120 secs; Authentication retries: 3", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("raw", "expected"), SHOW_SSH.values(), ids=SHOW_SSH)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_show_ssh(raw: str, expected: tuple[SshSession, ...] | None, line_end: str) -> None:
    assert sessions.ssh(raw.replace("\n", line_end)) == expected


TITLE = "    Line       User       Host(s)              Idle       Location\n"
BLANKS = "   "  # as the device prints them where there is no location
OTHERS = "\n  Interface    User               Mode         Idle     Peer Address\n"

# Forms as published by genieparser and ntc-templates, with other names and addresses, and by users.
SHOW_USERS = {
    "console and this session": (
        f"""RT01#show users
{TITLE}   0 con 0                idle                 00:00:03{BLANKS}
*  2 vty 0     SUZUKI     idle                 00:00:00 10.1.10.6
{OTHERS}
RT01#""",
        (
            UserLine(0, "con 0", idle="00:00:03"),
            UserLine(2, "vty 0", 0, "SUZUKI", (), "00:00:00", "10.1.10.6", current=True),
        ),
    ),
    "sessions of programs behind": (
        f"""{TITLE}*  1 vty 0     developer  idle                 00:00:00 10.24.17.55
{OTHERS}  unknown      NETCONF(ONEP)      com.cisco.ne 00:00:49
  Vi2.1        lns@cisco.com      PPPoVPDN     -        192.0.2.3
""",
        (UserLine(1, "vty 0", 0, "developer", (), "00:00:00", "10.24.17.55", current=True),),
    ),
    "a location on a line of its own": (
        """Line       User       Host(s)              Idle       Location
   0 con 0     admin      idle             00:01:30
*  2 vty 0     admin      idle             00:00:00
                                                   \t\t\t station.example.net
   3 vty 1     admin      idle             00:01:25 other.example.net
   4 vty 2     admin      idle             00:12:34
                                                    2001:DB8:10:20:30:40:50:60
""",
        (
            UserLine(0, "con 0", None, "admin", (), "00:01:30"),
            UserLine(2, "vty 0", 0, "admin", (), "00:00:00", "station.example.net", current=True),
            UserLine(3, "vty 1", 1, "admin", (), "00:01:25", "other.example.net"),
            UserLine(4, "vty 2", 2, "admin", (), "00:12:34", "2001:DB8:10:20:30:40:50:60"),
        ),
    ),
    "tabs, and no idle time": (
        """    Line          \tUser\t        Host(s)\t       Idle Location
    0 con 0                         idle
*   2 vty 0         user1           idle            0   SERVICE1.EXAMPLE.NET""",
        (
            UserLine(0, "con 0"),
            UserLine(2, "vty 0", 0, "user1", (), "0", "SERVICE1.EXAMPLE.NET", current=True),
        ),
    ),
    "large numbers and a vty of a module": (
        f"""{TITLE} 866 vty 0     lab        idle                 00:02:36 10.61.105.18
*868 vty 0/1/0 lab        idle                 00:00:00 10.61.105.18
""",
        (
            UserLine(866, "vty 0", 0, "lab", (), "00:02:36", "10.61.105.18"),
            UserLine(868, "vty 0/1/0", None, "lab", (), "00:00:00", "10.61.105.18", current=True),
        ),
    ),
    "a preamble of the load": (
        f"""Load for five secs: 14%/0%; one minute: 23%; five minutes: 31%
Time source is NTP, 16:53:22.622 EST Tue Sep 13 2016

{TITLE}   6 vty 4     user       idle                    1d02h 10.0.0.5
""",
        (UserLine(6, "vty 4", 4, "user", (), "1d02h", "10.0.0.5"),),
    ),
    "weeks": (
        """Line       User       Host(s)              Idle       Location
   0 con 0     admin      idle                     2w0d
 866 vty 0     admin      idle                     1w6d 192.0.2.50
*867 vty 1     admin      idle                 00:00:04 192.0.2.50
""",
        (
            UserLine(0, "con 0", None, "admin", (), "2w0d"),
            UserLine(866, "vty 0", 0, "admin", (), "1w6d", "192.0.2.50"),
            UserLine(867, "vty 1", 1, "admin", (), "00:00:04", "192.0.2.50", current=True),
        ),
    ),
    "wide, with lines and users alone": (
        f"""Line                    User
   0 con 0                  admin
*867 vty 1                  admin
{OTHERS}""",
        (UserLine(0, "con 0", None, "admin"), UserLine(867, "vty 1", 1, "admin", current=True)),
    ),
    "all lines": (
        f"""{TITLE}   0 con 0                                     00:00:00
   1 aux 0                                     00:00:00
* 10 vty 0     arm        idle                 00:00:00   192.0.2.4
  11 vty 1                                     00:00:00
  12 vty 2                idle                 -
""",
        (
            UserLine(0, "con 0", idle="00:00:00"),
            UserLine(1, "aux 0", idle="00:00:00"),
            UserLine(10, "vty 0", 0, "arm", (), "00:00:00", "192.0.2.4", current=True),
            UserLine(11, "vty 1", 1, idle="00:00:00"),
            UserLine(12, "vty 2", 2),
        ),
    ),
    "sessions of the line to other devices": (
        f"""{TITLE}*  0 con 0                10.1.1.1             00:00:05{BLANKS}
                          core.example.net     00:00:02{BLANKS}
   2 vty 0     lab        10.1.1.2             00:10:00 192.0.2.9
""",
        (
            UserLine(0, "con 0", hosts=("10.1.1.1", "core.example.net"), idle="00:00:05", current=True),
            UserLine(2, "vty 0", 0, "lab", ("10.1.1.2",), "00:10:00", "192.0.2.9"),
        ),
    ),
    "a number for the idle time": (  # the vendor's command reference
        """Router# show users
    Line        User       Host(s)              Idle       Location
 *  0 con 0                idle                 01:58
   10 vty 0                Virtual-Access2        0        1212321
""",
        (
            UserLine(0, "con 0", idle="01:58", current=True),
            UserLine(10, "vty 0", 0, hosts=("Virtual-Access2",), idle="0", location="1212321"),
        ),
    ),
    "the kind alone": (  # as published by genieparser
        f"{TITLE}* vty 322                 idle                 00:00:00 192.0.2.69\n{OTHERS}",
        (UserLine(None, "vty 322", 322, idle="00:00:00", location="192.0.2.69", current=True),),
    ),
    "two outputs, and a configuration": (
        f"""{TITLE}*  0 con 0                idle                 00:00:00
{OTHERS}  unknown      NETCONF(ONEP)      com.cisco.ne 00:00:49
r2#show users
{TITLE}*  1 vty 0     lab        idle                 00:00:00
r2#show running-config | section line
line vty 0 4
 login
""",
        (
            UserLine(0, "con 0", idle="00:00:00", current=True),
            UserLine(1, "vty 0", 0, "lab", idle="00:00:00", current=True),
        ),
    ),
    "another command": ("%No SSHv2 server connections running.", None),
}


@pytest.mark.parametrize(("raw", "expected"), SHOW_USERS.values(), ids=SHOW_USERS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_show_users(raw: str, expected: tuple[UserLine, ...] | None, line_end: str) -> None:
    assert sessions.users(raw.replace("\n", line_end)) == expected


@pytest.mark.parametrize(
    ("user", "connection", "lines", "tty"),
    [
        ("lab", 1, [UserLine(2, "vty 0", 0, "lab"), UserLine(3, "vty 1", 1, "lab")], 3),
        ("lab", 1, [UserLine(3, "vty 1", 1, "someone")], None),  # the line has changed hands
        ("lab", 1, [UserLine(1, "aux 0", None, "lab")], None),
        (None, 0, [UserLine(2, "vty 0", 0)], 2),
        ("lab", 0, [UserLine(2, "vty 0", 0)], None),
        ("administrator", 0, [UserLine(2, "vty 0", 0, "administra")], 2),  # cut to the width of the column
        ("administrator", 0, [UserLine(2, "vty 0", 0, "admin")], None),
    ],
)
def test_where_a_session_comes_from(user: str | None, connection: int, lines: list[UserLine], tty: int | None) -> None:
    line = sessions.line_of(v2(connection, "aes128-ctr", "hmac-sha1", user), lines)
    assert (line.tty if line else None) == tty


WORDS = st.sampled_from(
    [*HEADER.split(), *TITLE.split(), "0", "2.0", "IN", "aes128-ctr", "idle", "vty", "00:00:01", "*", " ", "\n", "\t"]
)


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_no_text_raises(raw: str) -> None:
    sessions.ssh(raw)
    sessions.users(raw)
    show.snmp_hosts(raw)
    show.known_servers(raw)


@pytest.mark.parametrize(
    "piece",
    [
        "0 2.0 ",
        "Connection Version ",
        "Connection 0 ",
        "0 2.0 IN 3DES hmac",
        " 1 vty 0 ",
        "Session ",
        "\t" * 9,
        " " * 9,
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    raw = HEADER + TITLE + piece * 4000
    start = time.process_time()
    sessions.ssh(raw)
    sessions.users(raw)
    assert time.process_time() - start < 2


def test_show_snmp_host() -> None:
    raw = """r1#show snmp host
Notification host: 10.1.10.6\tudp-port: 162\ttype: trap
user: s3cret\tsecurity model: v1

Notification host: 2001:DB8::7\tudp-port: 1162\ttype: inform
user: s3cret\tsecurity model: v2c

Notification host: 10.1.10.8  udp-port: 162   type: trap
user: s3cret     security model: v3 priv

Notification host: 10.1.10.9 udp-port: 162-Mgmt  type: trap
user: s3cret     security model: v3 noauth
r1#"""
    hosts = show.snmp_hosts(raw)
    assert hosts == (
        show.NotificationHost("10.1.10.6", 162, "trap", "v1"),
        show.NotificationHost("2001:DB8::7", 1162, "inform", "v2c"),
        show.NotificationHost("10.1.10.8", 162, "trap", "v3", "priv"),
        show.NotificationHost("10.1.10.9", 162, "trap", "v3", "noauth"),
    )
    assert "s3cret" not in repr(hosts)
    assert show.snmp_hosts("%SNMP agent not enabled") == ()


def test_known_servers() -> None:
    one, two = "0a" * 32, "b1" * 32
    for configured, learned in (
        ("Configured Entries:", "Learned TOFU Entries:"),
        ("Configured SSH server public keys:", "Learned SSH server public keys:"),  # as published by genieparser
    ):
        raw = f"{configured}\n10.1.1.1 ssh-rsa {one}\n\n{learned}\n10.1.1.2 ssh-rsa {two}\n"
        assert show.known_servers(raw) == (
            show.KnownServer("10.1.1.1", "ssh-rsa", one, learned=False),
            show.KnownServer("10.1.1.2", "ssh-rsa", two, learned=True),
        )
    broken = (
        f"Learned TOFU Entries:\n10.19.159.61 ssh-rsa {one[:59]}\n{one[59:]}\n"
        f"10.1.1.2\u00a0ssh-rsa\n{two}\n10.1.1.3 ssh-rsa {one[:40]}"
    )
    assert [entry.digest for entry in show.known_servers(broken) or ()] == [one, two, None]
    assert show.known_servers("Configured Entries:\n\nLearned TOFU Entries:\n") == ()
    assert show.known_servers("% Invalid input detected at '^' marker.") is None
