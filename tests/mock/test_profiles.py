# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Releases as data, and what the SSH server must do on each of them."""

from __future__ import annotations

import re

import pytest
from mock_ios import profiles
from mock_ios.commands import MODES, tree
from mock_ios.device import Account, Device
from mock_terminal import PEER, Terminal, device

ALL = profiles.names()
SSH_LINES = "line vty 0 4\n transport input ssh\n login local\n"
ADMIN = "username admin privilege 15 password 0 pw\n"


def test_names_are_in_the_order_of_the_releases() -> None:
    assert ALL == ("12.2", "12.4", "15.2", "16.8", "17.3", "17.9", "17.15", "26.1")


def test_unknown_profile_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no profile '9\.1'; the known ones are 12\.2, .*26\.1"):
        profiles.load("9.1")


@pytest.mark.parametrize("profile", ALL)
def test_profile_is_complete_and_consistent(profile: str) -> None:
    facts = profiles.load(profile)
    for kinds in facts.ssh["algorithms"].values():
        for kind, lists in kinds.items():
            assert set(lists["default"]) <= set(lists["accepted"]), kind
            assert len(set(lists["default"])) == len(lists["default"]), kind
    assert facts.identity["software"].count("{release}") == 1
    for mode in (*MODES, "exec", "user"):
        assert tree(profile, mode).root.keywords


@pytest.mark.parametrize("profile", ALL)
def test_show_version_reads_as_collectors_expect(profile: str) -> None:
    """Patterns as widespread collectors of facts have them, in words of our own."""
    on = device(profile)
    on.clock.advance(2 * 86400 + 3660)
    with Terminal(on) as terminal:
        text = terminal.reply("show version")
    facts = profiles.load(profile)
    assert re.search(r"Cisco IOS .*Version (\S+?),? ", text)[1] == facts.release
    assert re.search(r"^(\S+) uptime is (.+)$", text, re.MULTILINE).groups() == ("R1", "2 days, 1 hour, 1 minute")
    assert re.search(r'System image file is "(.+)"', text)
    assert re.search(r"^[Cc]isco (\S+).+bytes of memory", text, re.MULTILINE)[1].endswith(
        facts.identity["platform"].removeprefix("CISCO")
    )
    assert re.search(r"Processor board ID (\S+)", text)[1] == terminal.device.serial
    assert re.search(r"Configuration register is (0x[0-9A-F]+)", text)


# (profile, modulus, lines of configuration) -> (state, ident of the answer)
STATES = [
    ("12.4", 512, "", "1.5"),
    ("12.4", 512, "ip ssh version 2", ""),
    ("12.4", 768, "", "1.99"),
    ("12.4", 1024, "ip ssh version 2", "2.0"),
    ("15.2", 1024, "ip ssh version 1", "1.5"),
    ("16.8", 1024, "", "1.99"),
    ("17.3", 2048, "ip ssh version 2", "2.0"),
    ("17.9", 1024, "", "2.0"),
    ("17.15", 1024, "", ""),
    ("17.15", 2048, "", "2.0"),
    ("26.1", 2048, "", ""),
    ("26.1", 3072, "", "2.0"),
    *((profile, 0, "", "") for profile in ALL),
]


@pytest.mark.parametrize(("profile", "modulus", "line", "state"), STATES)
def test_version_follows_from_configuration_and_key(profile: str, modulus: int, line: str, state: str) -> None:
    """3.3 and 1.1."""
    on = device(profile, f"hostname R1\n{line}\n{SSH_LINES}", rsa=modulus)
    policy = on.ssh_policy()
    assert on.ssh_state() == state
    assert policy.enabled is bool(state)
    assert policy.version2 is (state in ("2.0", "1.99"))
    assert bool(policy.reason) is not bool(state)
    if state:
        assert policy.ident == f"SSH-{state}-Cisco-1.25"


@pytest.mark.parametrize("profile", ALL)
def test_ec_key_alone(profile: str) -> None:
    """3.4: enough from 17.15 on."""
    on = device(profile, f"hostname R1\n{SSH_LINES}", ec=256)
    assert on.ssh_policy().enabled is (profile in ("17.15", "26.1"))


def test_bound_label() -> None:
    """1.1: the label decides, also while there is no such pair; SSH comes up when it is made."""
    on = device("15.2", f"hostname R1\n{SSH_LINES}", rsa=1024, label="FIRST")
    with Terminal(on) as terminal:
        assert on.ssh_policy().host_keys[0].name == "FIRST"
        terminal.configure("ip ssh rsa keypair-name SECOND")
        assert not on.ssh_policy().enabled
        assert on.ssh_policy().reason == "there is no key pair SECOND"
        terminal.configure("crypto key generate rsa label SECOND modulus 2048")
        assert [pair.name for pair in on.ssh_policy().host_keys] == ["SECOND"]
        terminal.configure("no ip ssh rsa keypair-name")
        assert on.ssh_policy().host_keys[0].name == "FIRST"


def test_policy_follows_every_option() -> None:
    lines = """\
ip ssh time-out 30
ip ssh authentication-retries 1
ip ssh maxstartups 5
ip ssh port 2222 rotary 3
ip ssh rekey time 60
ip ssh rekey volume 200
ip ssh window-size 65536
ip ssh dh min size 4096
no ip ssh logging events
ip ssh server peruser session limit 2
ip ssh server algorithm encryption aes256-ctr aes128-cbc
ip ssh server algorithm mac hmac-sha2-512
ip ssh server algorithm kex ecdh-sha2-nistp384
ip ssh server algorithm hostkey rsa-sha2-512 ecdsa-sha2-nistp256
ip ssh server algorithm authentication keyboard publickey
no ip ssh server authenticate user publickey
banner login ^CKeep out^C
"""
    policy = device("17.15", lines + SSH_LINES, rsa=2048).ssh_policy()
    assert (policy.timeout, policy.retries, policy.max_startups, policy.per_user) == (30, 1, 5, 2)
    assert (policy.rekey_seconds, policy.rekey_bytes, policy.window) == (3600, 204800, 65536)
    assert (policy.dh_min, policy.log_events, policy.ports) == (4096, False, ((2222, 3),))
    assert policy.encryption == ("aes256-ctr", "aes128-cbc")
    assert (policy.mac, policy.kex) == (("hmac-sha2-512",), ("ecdh-sha2-nistp384",))
    assert policy.hostkey == ("rsa-sha2-512",)
    assert policy.methods == ("keyboard-interactive",)
    assert policy.banner == "Keep out"


def test_policy_of_an_untouched_device() -> None:
    policy = device("17.15", SSH_LINES, rsa=2048).ssh_policy()
    assert (policy.timeout, policy.retries, policy.dh_min, policy.window) == (120, 3, 2048, 8192)
    assert (policy.max_startups, policy.per_user, policy.ports) == (None, None, ())
    assert policy.methods == ("publickey", "keyboard-interactive", "password")
    assert policy.hostkey == ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")
    assert (policy.banner, policy.log_events) == ("", True)


@pytest.mark.parametrize(
    ("profile", "lines", "reason"),
    [
        ("15.2", "line vty 0 15\n transport input telnet\n", "no vty line takes ssh"),
        ("15.2", "line vty 0 15\n transport input none\n", "no vty line takes ssh"),
        ("17.15", "", ""),
        ("15.2", "", ""),
    ],
)
def test_lines_decide_who_may_knock(profile: str, lines: str, reason: str) -> None:
    """4.2."""
    on = device(profile, f"hostname R1\n{lines}", rsa=2048)
    assert on.ssh_policy().reason == reason
    assert (on.admit(PEER, "ssh") is None) is bool(reason)


def test_lines_are_taken_in_order_and_given_back() -> None:
    """4.5: five sessions fill `vty 0 4`."""
    on = device(
        "15.2", "hostname R1\nline vty 0\n transport input telnet\nline vty 5 15\n transport input none\n", rsa=2048
    )
    taken = [on.admit(PEER, "ssh") for _unused in range(4)]
    assert [vty.number for vty in taken] == [1, 2, 3, 4]
    assert [vty.session for vty in taken] == [0, 1, 2, 3]
    assert on.admit(PEER, "ssh") is None
    assert on.ssh_policy().reason == "all vty lines that take ssh are busy"
    assert on.admit(PEER, "telnet").number == 0
    on.release(taken[1])
    again = on.admit(PEER, "ssh")
    assert (again.number, again.tty, again.session) == (2, 4, 1)


SECRET5 = "secret 5 $1$abcd$2hDGYdE0UrwK2pqoiF6BB1"  # cisco
LOGINS = [
    ("line vty 0 4\n login local\n", "admin", "pw", 15),
    ("line vty 0 4\n login local\n", "admin", "PW", None),
    ("line vty 0 4\n login local\n", "nobody", "pw", None),
    (f"username five {SECRET5}\nline vty 0 4\n login local\n", "five", "cisco", 1),
    ("username seven password 7 02050D480809\nline vty 0 4\n login local\n", "seven", "cisco", 1),
    # 5.6: an empty password lets somebody in by Telnet alone
    ("username bare privilege 15\nline vty 0 4\n login local\n", "bare", "", None),
    ("username bare privilege 15\nline vty 0 4\n login local\n", "bare", "x", None),
    (f"username five {SECRET5}\nline vty 0 4\n login local\n privilege level 7\n", "five", "cisco", 7),
    # 5.3: a line password is no way in for SSH
    ("line vty 0 4\n password pw\n login\n", "admin", "pw", None),
    ("line vty 0 4\n no login\n", "admin", "pw", None),
    # 5.1: AAA
    ("aaa new-model\n", "admin", "pw", 1),
    (
        "aaa new-model\naaa authentication login default local\naaa authorization exec default local\n",
        "admin",
        "pw",
        15,
    ),
    ("aaa new-model\naaa authentication login default group tacacs+ local\n", "admin", "pw", 1),
    ("aaa new-model\naaa authentication login default group tacacs+\n", "admin", "pw", None),
    ("aaa new-model\naaa authentication login default none\n", "anybody", "", 1),
    ("aaa new-model\naaa authentication login default enable\nenable secret 0 en\n", "anybody", "en", 1),
    ("aaa new-model\naaa authentication login default line\nline vty 0 4\n password lp\n", "anybody", "lp", 1),
    ("aaa new-model\naaa authentication login V local\nline vty 0 4\n login authentication V\n", "admin", "pw", 1),
    ("aaa new-model\nline vty 0 4\n login authentication MISSING\n", "admin", "pw", None),
    (
        "aaa new-model\naaa authorization exec X local\nline vty 0 4\n authorization exec X\n",
        "admin",
        "pw",
        15,
    ),
]


@pytest.mark.parametrize(("lines", "user", "password", "privilege"), LOGINS)
def test_login(lines: str, user: str, password: str, privilege: int | None) -> None:
    on = device("17.15", f"hostname R1\n{ADMIN}{lines}", rsa=2048)
    vty = on.admit(PEER, "ssh")
    assert vty is not None
    wanted = None if privilege is None else Account(user, privilege)
    assert on.check_password(vty, user, password) == wanted


@pytest.mark.parametrize("kind", ["5", "8", "9"])
def test_user_made_at_the_command_line_can_log_in(kind: str) -> None:
    on = device("17.15", f"hostname R1\n{SSH_LINES}", rsa=2048)
    with Terminal(on) as terminal:
        terminal.configure("username u secret clear", "username v password 0 clear")
        stored = on.config.users()["u"]["secret"]
        assert stored.startswith("9 $9$")
        terminal.configure(f"username w secret {stored}")
        assert "ERROR: The secret you entered" in terminal.configure(f"username x secret {kind} short")
    vty = on.admit(PEER, "ssh")
    assert [on.check_password(vty, user, "clear") is not None for user in "uvwx"] == [True, True, True, False]


def test_session_log() -> None:
    """4.5, as recorded on 17.15.1."""
    on = device("17.15", f"hostname R1\nlogin on-success log\nlogin on-failure log\n{SSH_LINES}", rsa=2048)
    vty = on.admit(PEER, "ssh")
    on.session_opened(vty, "aes128-ctr", "hmac-sha2-256-etm@openssh.com")
    on.authenticated(vty, "", success=False)
    on.authenticated(vty, "SUZUKI", success=True)
    on.release(vty)
    using = "using crypto cipher 'aes128-ctr', hmac 'hmac-sha2-256-etm@openssh.com'"
    where = "[Source: 10.0.0.2] [localport: 22]"
    when = "at 09:17:32 UTC Sun Sep 13 2026"
    assert [line.split("%", 1)[1] for line in on.log_lines] == [
        f"SSH-5-SSH2_SESSION: SSH2 Session request from 10.0.0.2 (tty = 0) {using} Succeeded",
        f"SSH-5-SSH2_USERAUTH: User '' authentication for SSH2 Session from 10.0.0.2 (tty = 0) {using} Failed",
        f"SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: ] {where} [Reason: Login Authentication Failed] {when}",
        f"SSH-5-SSH2_USERAUTH: User 'SUZUKI' authentication for SSH2 Session from 10.0.0.2 (tty = 0) {using} Succeeded",
        f"SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: SUZUKI] {where} {when}",
        f"SSH-5-SSH2_CLOSE: SSH2 Session from 10.0.0.2 (tty = 0) for user 'SUZUKI' {using} closed",
    ]


def test_old_releases_do_not_log_sessions_unasked() -> None:
    on = device("15.2", SSH_LINES, rsa=2048)
    vty = on.admit(PEER, "ssh")
    on.session_opened(vty, "aes128-ctr", "hmac-sha1")
    on.release(vty)
    assert on.log_lines == []


def test_listeners_hear_of_every_change() -> None:
    on: Device = device("17.15")
    heard = []
    on.subscribe(lambda: heard.append(on.ssh_state()))
    with Terminal(on) as terminal:
        terminal.configure("ip ssh time-out 30")
        assert heard == [""]
        terminal.configure("crypto key generate rsa label K modulus 2048")
        assert heard == ["", "2.0"]
        terminal.configure("ip ssh time-out 130")
        assert heard == ["", "2.0"]
        terminal.type("show running-config")
        on.reload()
        assert heard == ["", "2.0", ""]
