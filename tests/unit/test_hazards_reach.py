# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of lines, handshake, limits, and of what is pending: when they refuse, and when they do not."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import (
    HAZARDS,
    Preflight,
    handshake,
    limits,
    pending,
    reach,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    RUNNING,
    WHOLE_CONFIG,
    Client,
    Login,
    Read,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.server import SERVER
from hazard_kit import Device, look, mypubkey

OWN = "192.0.2.6"
SSH = Login("admin", OWN, "password")
TELNET = Login("admin", OWN, "password", way="telnet")
CONSOLE = Login("admin", "", "password", way="console")
KEY = Login("admin", OWN, "publickey", "ssh-ed25519 AAAA")
MODERN = Client(
    {
        "kex": ("curve25519-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha256"),
        "encryption": ("aes256-gcm@openssh.com", "aes256-ctr"),
        "mac": ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-256"),
        "hostkey": ("ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512", "rsa-sha2-256"),
        "publickey": ("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256"),
    }
)
OLD_CLIENT = Client({**MODERN.algorithms, "encryption": ("aes256-ctr",), "mac": ("hmac-sha2-256",)})
HEAD = "version 17.9\nhostname R1\nip domain name example.com\n"
BOTH = "line vty 0 4\n login local\n transport input ssh telnet\n"
LINES = "line vty 0 4\n login local\n transport input ssh\nline vty 5 15\n login local\n transport input ssh\n"
PAIR = mypubkey(("NEW", "rsa", 3072))
STATUS = (
    "SSH Enabled - version 2.0\nHostkey Algorithms:rsa-sha2-512,rsa-sha2-256,ssh-rsa\n"
    "Encryption Algorithms:aes128-ctr,aes256-ctr\nMAC Algorithms:hmac-sha2-256,hmac-sha1\n"
    "KEX Algorithms:ecdh-sha2-nistp256,curve25519-sha256,diffie-hellman-group14-sha1\n"
    "Authentication timeout: 120 secs; Authentication retries: 3\n"
)


def users(*rows):
    """Print show users: (vty, user, location, whether it asks)."""
    return "    Line       User       Host(s)              Idle       Location\n" + "".join(
        f"{'*' if asks else ' '} {vty + 2:2} vty {vty:<5}{user:<11}idle                 00:00:00 {location}\n"
        for vty, user, location, asks in rows
    )


ALONE = users((0, "admin", OWN, True))
THREE = users((0, "admin", OWN, True), (1, "admin", OWN, False), (2, "bob", "192.0.2.9", False))
MGMT = "ip access-list standard MGMT\n 10 permit 192.0.2.0 0.0.0.255\n"
OTHERS = "ip access-list standard MGMT\n 10 permit 198.51.100.0 0.0.0.255\n"


class Row(NamedTuple):
    """One case: what stands on the device, what is wished, how we came; which hazards refuse, which warn."""

    config: str
    wish: dict
    refused: tuple = ()
    warned: tuple = ()
    login: Login = SSH
    client: Client = MODERN
    users: str = ALONE
    state: str = "merged"
    options: dict | None = None
    more: dict | None = None


def lines(first=0, last=4, **values):
    return {"lines": [{"first": first, "last": last, **values}]}


def access(name="MGMT", **values):
    return lines(access_class=[{"name": name, **values}])


TRANSPORTS = {
    "SSH is closed to those who came by it": Row(HEAD + BOTH, lines(transport_input=["telnet"]), ("transport_closed",)),
    "all lines are closed": Row(HEAD + BOTH, lines(transport_input=["none"]), ("transport_closed",)),
    "some lines keep SSH": Row(HEAD + LINES, lines(5, 15, transport_input=["none"]), (), ("transport_on_some_lines",)),
    "Telnet is closed to those who came by it, and SSH is there": Row(
        HEAD + BOTH, lines(transport_input=["ssh"]), login=TELNET
    ),
    "Telnet is closed to those who came by it, and SSH is nowhere": Row(
        HEAD + BOTH, lines(transport_input=["none"]), ("transport_closed",), login=TELNET
    ),
    "a console needs no line": Row(HEAD + BOTH, lines(transport_input=["none"]), login=CONSOLE),
    "SSH beside Telnet": Row(HEAD + BOTH.replace("ssh telnet", "telnet"), lines(transport_input=["ssh", "telnet"])),
}

ACCESS = {
    "the list lets us in": Row(HEAD + MGMT + BOTH, access()),
    "the list does not let us in": Row(HEAD + OTHERS + BOTH, access(), ("access_class_denies",)),
    "a numbered list of old": Row(
        HEAD + "access-list 10 permit 198.51.100.1\n" + BOTH, access("10"), ("access_class_denies",)
    ),
    "an extended list that lets SSH in": Row(
        HEAD + f"ip access-list extended MGMT\n permit tcp host {OWN} any eq 22\n" + BOTH, access()
    ),
    "an extended list that lets only SSH in": Row(
        HEAD + f"ip access-list extended MGMT\n permit tcp host {OWN} any eq 22\n" + BOTH,
        access(),
        ("access_class_denies",),
        login=TELNET,
    ),
    "the direction out is about others": Row(HEAD + OTHERS + BOTH, access(direction="out")),
    "a list of IPv6 says nothing to IPv4": Row(
        HEAD + "ipv6 access-list MGMT\n deny ipv6 any any\n" + BOTH, access(ipv6=True)
    ),
    "a list of IPv6 that does not let us in": Row(
        HEAD + "ipv6 access-list MGMT\n permit tcp host 2001:DB8::7 any eq 22\n" + BOTH,
        access(ipv6=True),
        ("access_class_denies",),
        login=Login("admin", "2001:db8::6", "password"),
        users=users((0, "admin", "2001:DB8::6", True)),
    ),
    "behind a translation the device's word counts": Row(
        HEAD + OTHERS + BOTH, access(), users=users((0, "admin", "198.51.100.9", True))
    ),
    "without the device's word our address counts": Row(
        HEAD + OTHERS + BOTH, access(), ("access_class_denies",), users=users((0, "admin", "", True))
    ),
    "nobody knows where we come from": Row(
        HEAD + OTHERS + BOTH,
        access(),
        (),
        ("access_class_unjudged",),
        login=Login("admin", "", "password"),
        users=users((0, "admin", "bastion", True)),
    ),
    "a list that does not exist": Row(HEAD + BOTH, access(), (), ("access_class_undefined",)),
    "a list without entries": Row(
        HEAD + "ip access-list standard MGMT\n remark later\n" + BOTH, access(), (), ("access_class_undefined",)
    ),
    "a list that asks for the time": Row(
        HEAD + "ip access-list extended MGMT\n permit tcp any any eq 22 time-range WORK\n" + BOTH,
        access(),
        (),
        ("access_class_unjudged",),
    ),
    "the lines that are used last": Row(
        HEAD + OTHERS + LINES,
        lines(5, 15, access_class=[{"name": "MGMT"}]),
        (),
        ("access_class_denies", "access_class_on_some_lines"),
    ),
    "the lines that are used first": Row(
        HEAD + OTHERS + LINES, access(), ("access_class_denies",), ("access_class_on_some_lines",)
    ),
    "those before are in use, the next one refuses": Row(
        HEAD + OTHERS + LINES,
        lines(1, 15, access_class=[{"name": "MGMT"}]),
        ("access_class_denies",),
        ("access_class_on_some_lines",),
    ),
    "it was as bad before": Row(
        HEAD + OTHERS + BOTH.replace(" login", " access-class MGMT in\n login"), access(vrf_also=True)
    ),
    "another list, as bad": Row(
        HEAD + OTHERS + "ip access-list standard B\n permit 203.0.113.1\n"
        + BOTH.replace(" login", " access-class MGMT in\n login"),
        access("B"),
        ("access_class_denies",),
    ),
    "vrf-also goes": Row(
        HEAD + MGMT + BOTH.replace(" login", " access-class MGMT in vrf-also\n login"),
        access(),
        ("access_class_without_vrf_also",),
    ),
    "a device with a VRF": Row(
        HEAD + "vrf definition Mgmt-intf\n address-family ipv4\n" + MGMT + BOTH,
        access(),
        (),
        ("access_class_without_vrf_also",),
    ),
    "a device with a VRF, which is thought of": Row(
        HEAD + "vrf definition Mgmt-intf\n" + MGMT + BOTH, access(vrf_also=True)
    ),
    "on the console": Row(HEAD + OTHERS + BOTH, access(), login=CONSOLE),
}  # fmt: skip

SESSIONS = {
    "three sessions and two lines": Row(
        HEAD + BOTH,
        lines(2, 4, transport_input=["none"]),
        ("too_few_lines",),
        ("transport_on_some_lines",),
        users=THREE,
    ),
    "one session, and one line beside it": Row(
        HEAD + BOTH, lines(0, 3, transport_input=["none"]), (), ("transport_on_some_lines",), users=ALONE
    ),
    "one session, on the one line": Row(
        HEAD + BOTH,
        lines(1, 4, transport_input=["none"]),
        ("too_few_lines",),
        ("transport_on_some_lines",),
        users=ALONE,
    ),
    "three sessions and one line beside them": Row(
        HEAD + BOTH,
        lines(0, 3, transport_input=["none"]),
        ("too_few_lines",),
        ("transport_on_some_lines",),
        users=THREE,
    ),
    "three sessions and four lines": Row(
        HEAD + BOTH, lines(4, 4, transport_input=["none"]), (), ("transport_on_some_lines",), users=THREE
    ),
    "one line for the new way": Row(
        HEAD + BOTH.replace("ssh telnet", "telnet"),
        {"lines": [{"first": 0, "transport_input": ["ssh"]}, {"first": 1, "last": 4, "transport_input": ["none"]}]},
        ("too_few_lines",),
        login=TELNET,
        users=THREE,
    ),
    "max_startups below what is there": Row(HEAD + BOTH, {"max_startups": 3}, ("too_few_sessions",), users=THREE),
    "max_startups above it": Row(HEAD + BOTH, {"max_startups": 4}, users=THREE),
    "max_startups was even lower": Row(HEAD + "ip ssh maxstartups 2\n" + BOTH, {"max_startups": 3}, users=THREE),
    "sessions_per_user": Row(HEAD + BOTH, {"sessions_per_user": 2}, ("too_few_sessions",), users=THREE),
    "sessions_per_user of another": Row(
        HEAD + BOTH, {"sessions_per_user": 2}, login=Login("bob", OWN, "password"), users=THREE
    ),
    "session_limit below what goes out": Row(
        HEAD + BOTH,
        lines(session_limit=1),
        (),
        ("too_few_sessions",),
        users=ALONE.replace("idle     ", "10.0.0.1 ") + " " * 26 + "10.0.0.2             00:00:03\n",
    ),
    "nobody said who is there": Row(HEAD + BOTH, {"max_startups": 2}, users=""),
}

TWO = "ip ssh port 2222 rotary 1\nline vty 0 4\n rotary 1\n transport input ssh\n"
BY_2222 = Client(MODERN.algorithms, port=2222)
PORTS = {
    "the port by which we came goes": Row(
        HEAD + TWO, {"ports": []}, ("port_in_use_removed",), client=BY_2222, state="replaced"
    ),
    "we came by 22": Row(HEAD + TWO, {"ports": []}, state="replaced"),
    "the lines leave its group": Row(HEAD + TWO, lines(rotary=5), ("port_in_use_removed",), client=BY_2222),
}

HANDSHAKE = {
    "no cipher": Row(HEAD + BOTH, {"algorithms": {"encryption": ["aes128-ctr"]}}, ("no_common_cipher",)),
    "another cipher that both know": Row(HEAD + BOTH, {"algorithms": {"encryption": ["aes256-ctr"]}}),
    "no MAC": Row(HEAD + BOTH, {"algorithms": {"mac": ["hmac-sha1"]}}, ("no_common_mac",)),
    "no MAC, and a cipher that needs none": Row(
        HEAD + BOTH,
        {"algorithms": {"mac": ["hmac-sha1"], "encryption": ["aes256-gcm@openssh.com"]}},
        (),
        ("no_mac_beside_aead",),
    ),
    "no key exchange": Row(HEAD + BOTH, {"algorithms": {"kex": ["diffie-hellman-group14-sha1"]}}, ("no_common_kex",)),
    "no host key algorithm": Row(
        HEAD + BOTH, {"algorithms": {"hostkey": ["ssh-rsa"]}}, ("no_common_host_key_algorithm",)
    ),
    "a host key algorithm for which there is no key": Row(
        HEAD + BOTH, {"algorithms": {"hostkey": ["ecdsa-sha2-nistp256"]}}, ("no_common_host_key_algorithm",)
    ),
    "the algorithm of the key in use": Row(
        HEAD + BOTH, {"algorithms": {"publickey": ["rsa-sha2-512"]}}, ("no_common_public_key_algorithm",), login=KEY
    ),
    "who came by a password needs no key": Row(HEAD + BOTH, {"algorithms": {"publickey": ["rsa-sha2-512"]}}),
    "nobody knows what this client can do": Row(
        HEAD + BOTH, {"algorithms": {"encryption": ["aes128-ctr"]}}, client=Client()
    ),
    "it was as bad before": Row(
        HEAD + "ip ssh server algorithm encryption aes128-ctr\n" + BOTH,
        {"algorithms": {"encryption": ["aes192-ctr"]}},
    ),
    "groups that are too small": Row(
        HEAD + "ip ssh server algorithm kex diffie-hellman-group14-sha256\n" + BOTH,
        {"dh_min_size": 4096},
        ("no_common_kex",),
    ),
    "groups that are large enough": Row(
        HEAD + "ip ssh server algorithm kex diffie-hellman-group16-sha512\n" + BOTH, {"dh_min_size": 4096}
    ),
    "curves have no size of that kind": Row(
        HEAD + "ip ssh server algorithm kex curve25519-sha256\n" + BOTH, {"dh_min_size": 4096}
    ),
    "version 1": Row(
        HEAD.replace("17.9", "12.4") + BOTH,
        {"version": "1"},
        ("ssh_version_1",),
        more={"ip_ssh": "SSH Enabled - version 1.99\nAuthentication timeout: 120 secs; Authentication retries: 3\n"},
    ),
}

PROTECTED = {"login_protection": {"block_for": {"seconds": 60, "attempts": 3, "within": 30}}}
QUIET = {"login_protection": {**PROTECTED["login_protection"], "quiet_mode_acl": "MGMT"}}
LIMITS = {
    "no second attempt": Row(HEAD + BOTH, {"authentication_retries": 0}, ("no_authentication_retries",)),
    "one": Row(HEAD + BOTH, {"authentication_retries": 1}, (), ("no_authentication_retries",)),
    "two": Row(HEAD + BOTH, {"authentication_retries": 2}),
    "none before either": Row(
        HEAD + "ip ssh authentication-retries 0\n" + BOTH,
        {"authentication_retries": 1},
        more={"ip_ssh": STATUS.replace("retries: 3", "retries: 0")},
    ),
    "block-for alone": Row(HEAD + BOTH, PROTECTED, ("block_without_quiet_acl",)),
    "block-for alone was there": Row(HEAD + "login block-for 90 attempts 3 within 30\n" + BOTH, PROTECTED),
    "block-for loses its list": Row(
        HEAD + MGMT + "login block-for 90 attempts 3 within 30\nlogin quiet-mode access-class MGMT\n" + BOTH,
        PROTECTED,
        ("block_without_quiet_acl",),
        state="replaced",
    ),
    "block-for with a list": Row(HEAD + MGMT + BOTH, QUIET),
    "block-for with a list that does not let us in": Row(HEAD + OTHERS + BOTH, QUIET, ("quiet_acl_denies",)),
    "block-for with a list that does not exist": Row(HEAD + BOTH, QUIET, (), ("quiet_acl_doubtful",)),
    "half a minute": Row(HEAD + BOTH, lines(exec_timeout={"minutes": 0, "seconds": 30}), ("exec_timeout_too_short",)),
    "never": Row(HEAD + BOTH, lines(exec_timeout={"minutes": 0, "seconds": 0})),
    "five minutes": Row(HEAD + BOTH, lines(exec_timeout={"minutes": 5})),
    "longer than before": Row(
        HEAD + BOTH.replace(" login", " exec-timeout 0 10\n login"), lines(exec_timeout={"seconds": 30})
    ),
}

RUNS = (
    "Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026\nTimer type: absolute timer\n"
    "Timer value: 5 min\nUser: bob\n"
)
NONE = "%No Rollback Confirmed Change pending\n"
PENDING = {
    "a rollback of somebody else": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        ("pending_rollback",),
        options={"guard": "none"},
        more={"rollback_timer": RUNS},
    ),
    "nothing pending": Row(
        HEAD + BOTH, lines(transport_input=["ssh"]), options={"guard": "none"}, more={"rollback_timer": NONE}
    ),
    "a change without risk": Row(
        HEAD + BOTH, {"timeout": 60}, options={"guard": "none"}, more={"rollback_timer": RUNS}
    ),
    "a rollback of somebody else, before the timer would be armed": Row(
        HEAD + BOTH, lines(transport_input=["ssh"]), ("pending_rollback",), more={"rollback_timer": RUNS}
    ),
    "a reload of somebody else": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        ("pending_reload",),
        options={"guard": "reload"},
        more={"reload": "Reload scheduled in 9 minutes by bob on vty1 (192.0.2.9)\n", "rollback_timer": NONE},
    ),
    "no reload": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        options={"guard": "reload"},
        more={"reload": "No reload is scheduled.\n"},
    ),
    "a reload matters to a guard that reloads alone": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        options={"guard": "none"},
        more={"reload": "Reload scheduled in 9 minutes by bob on vty1 (192.0.2.9)\n"},
    ),
    "changes that nobody saved": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        (),
        ("unsaved_changes",),
        options={"guard": "reload", "check": True},
        more={
            "saved": "! Last configuration change at 09:25:01 UTC Sun Sep 13 2026 by bob\n"
            "! NVRAM config last updated at 23:59:59 UTC Sat Sep 12 2026\n"
        },
    ),
    "the device asks itself when it is told to reload": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        options={"guard": "reload"},
        more={
            "saved": "! Last configuration change at 09:25:01 UTC Sun Sep 13 2026 by bob\n"
            "! NVRAM config last updated at 23:59:59 UTC Sat Sep 12 2026\n"
        },
    ),
    "all is saved": Row(
        HEAD + BOTH,
        lines(transport_input=["ssh"]),
        options={"guard": "reload", "check": True},
        more={
            "saved": "! Last configuration change at 09:25:01 UTC Sun Feb 1 2026\n"
            "! NVRAM config last updated at 09:26:00 UTC Sun Feb 1 2026\n"
        },
    ),
}

ALL = {**TRANSPORTS, **ACCESS, **SESSIONS, **PORTS, **HANDSHAKE, **LIMITS, **PENDING}
MINE = {row.name: row for module in (reach, handshake, limits, pending) for row in module.ROWS}


def seen(row, **options):
    """Return what refuses and what warns, of the rows that are tested here."""
    device = Device(row.config, **{"users": row.users, "keys": PAIR, "ip_ssh": STATUS, **(row.more or {})})
    found, plan = look(
        SERVER, row.wish, device, row.state, login=row.login, client=row.client, **(row.options or {}), **options
    )
    assert plan.steps
    return [one for one in found if one.name in MINE]


def test_the_names_of_the_cases_are_all_there():
    tables = (TRANSPORTS, ACCESS, SESSIONS, PORTS, HANDSHAKE, LIMITS, PENDING)
    assert sum(map(len, tables)) - len(ALL) == 1  # "it was as bad before" stands twice


CASES = [
    (name, row)
    for table in (TRANSPORTS, ACCESS, SESSIONS, PORTS, HANDSHAKE, LIMITS, PENDING)
    for name, row in table.items()
]


@pytest.mark.parametrize(("name", "row"), CASES, ids=[name for name, _row in CASES])
def test_hazards(name, row):
    found = seen(row)
    assert tuple(dict.fromkeys(one.name for one in found if one.refuses)) == row.refused, name
    assert tuple(dict.fromkeys(one.name for one in found if one.warning)) == row.warned, name
    for one in found:
        assert one.message.endswith(f"accept_hazards: [{one.name}].") is not one.warning
    if row.refused:
        left = [one.name for one in seen(row, accept=list(row.refused)) if one.refuses]
        assert left == []
        assert [one.name for one in seen(row, accept=list(row.refused)) if one.accepted]


def test_every_row_refuses_or_warns_in_a_case():
    assert set(MINE) == {name for row in (row for _name, row in CASES) for name in (*row.refused, *row.warned)}
    assert set(MINE) <= {row.name for row in HAZARDS}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ACCESS["the list does not let us in"],
            "vty 0 to 4 would refuse 192.0.2.6, from where this session comes, by the deny behind its last line of ",
        ),
        (
            TRANSPORTS["all lines are closed"],
            "this session came by SSH, and no vty would take SSH any more: nobody gets in by it again;",
        ),
        (
            HANDSHAKE["no cipher"],
            "the device would offer no cipher that this client knows: aes128-ctr on the device, ",
        ),
        (
            HANDSHAKE["groups that are too small"],
            "the device would offer no key exchange of at least 4096 bits that this client knows: none on the device, ",
        ),
        (
            LIMITS["block-for alone"],
            "3 failed logins within 30 s would shut everybody out for 60 s, because quiet_mode_acl names no list:",
        ),
        (
            SESSIONS["three sessions and two lines"],
            "2 lines would take SSH, and there are 3 sessions now, 2 of them on these lines:",
        ),
        (
            PENDING["a rollback of somebody else"],
            "a timed rollback of 5 min of bob, set at 22:50:48 UTC Sat Feb 21 2026 is pending on the device:",
        ),
    ],
)
def test_what_they_say(row, words):
    assert any(one.message.startswith(words) for one in seen(row)), [one.message for one in seen(row)]


def test_a_configuration_that_was_read_whole_is_not_read_again():
    config = HEAD + MGMT + "banner login ^C\nkeep\nout\n^C\n" + BOTH
    wish = access()
    preflight = Preflight()
    device = Device(config, users=ALONE)
    reads = preflight.reads(SERVER.reads({"timeout": 60}), {"timeout": 60})
    whole = {**device.read(reads), RUNNING: device.reply(Read(RUNNING, WHOLE_CONFIG))}
    plan = SERVER.plan(SERVER.have(whole), wish, "merged")
    assert RUNNING not in [read.name for read in preflight.more(plan, whole)]
    assert RUNNING in [read.name for read in preflight.more(plan, device.read(reads))]
    assert preflight.judge({**whole, "users": ALONE}, SSH, MODERN, plan) == ()
