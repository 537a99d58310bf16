# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the device answers, line by line. The number in a row is the section of the behaviour notes it follows."""

from __future__ import annotations

import pytest
from mock_ios.commands import tree
from mock_ios.profiles import names
from mock_terminal import Terminal, device, running

ALL = names()[1:]  # what 12.2 does not share with 12.4 is told in test_revert.py
INVALID = "% Invalid input detected at '^' marker.\n\n"


WEAK = (
    " WARNING: Command has been added to the configuration using a type 0 password. "
    "However, recommended to migrate to strong type-6 encryption\n"
)
NO_PASSWORD = "".join(f"% Login disabled on line {tty}, until 'password' is set\n" for tty in range(2, 7))


def caret(column: int) -> str:
    return " " * column + "^\n" + INVALID


# (section, profiles, mode, line, reply); mode "" is EXEC of R1, otherwise the commands that lead into the mode
REPLIES = [
    # 7.1 parser errors: the caret stands under the first character that cannot match
    ("7.1", ALL, "conf t", "cryptoi key generate rsa modulus 2048", caret(11 + 6)),
    ("7.1", ALL, "", "show runnning-config", caret(3 + 9)),
    ("7.1", ALL, "", "show", "% Incomplete command.\n\n"),
    ("7.1", ALL, "", "show i", '% Ambiguous command:  "show i"\n'),
    (
        "7.1",
        ALL,
        "",
        "sh log | include ^No Active",
        "No Active Message Discriminator.\n",
    ),  # although there is show login
    ("7.1", ALL, "", "sh lo", '% Ambiguous command:  "sh lo"\n'),
    (
        "7.1",
        ALL,
        "",
        "foo",
        'Translating "foo"\n% Unknown command or computer name, or unable to find computer address\n',
    ),
    ("7.1", ALL, "", "shwo version", caret(3 + 2)),
    ("7.1", ALL, "conf t", "do", "% Incomplete command.\n\n"),
    ("7.1", ALL, "conf t", "do show zoo", caret(11 + 8)),
    ("7.1", ALL, "conf t", "no zoo", caret(11 + 2 + 1)),
    # 1.1 ranges
    ("1.1", ALL, "conf t", "ip ssh time-out 60", ""),
    ("1.1", ALL, "conf t", "ip ssh time-out 0", caret(11 + 16)),
    ("1.1", ALL, "conf t", "ip ssh time-out 121", caret(11 + 18)),
    ("1.1", ALL, "conf t", "ip ssh authentication-retries 6", caret(11 + 30)),
    ("1.1", ALL, "conf t", "ip ssh port 4000", "% Incomplete command.\n\n"),
    ("1.1", ALL, "conf t", "ip ssh port 4000 rotary 1", ""),
    ("1.1", ALL, "conf t", "ip ssh port 1999 rotary 1", caret(11 + 12 + 1)),
    ("1.1", ("17.9", "17.15", "26.1"), "conf t", "ip ssh version 1", caret(11 + 15)),
    ("1.1", ("12.4", "15.2", "16.8", "17.3"), "conf t", "ip ssh version 3", caret(11 + 15)),
    ("1.1", ("17.15",), "conf t", "ip ssh dh min size 1024", caret(11 + 19)),
    ("1.1", ("15.2",), "conf t", "ip ssh dh min size 1024", ""),
    ("1.1", ("12.4", "15.2", "16.8", "17.3"), "conf t", "ip ssh bulk-mode", caret(11 + 7 + 1)),
    ("1.1", ("17.9", "17.15", "26.1"), "conf t", "ip ssh bulk-mode 131072", ""),
    ("1.1", ("17.9",), "conf t", "no ip ssh version 2", "no ip ssh version 2 is not supported \n"),
    ("1.1", ALL[3:], "conf t", "ip ssh ec keypair-name X", caret(11 + 7)),
    ("1.1", ALL, "conf t", "ip ssh source-interface Foo1", caret(11 + 24)),
    ("1.1", ("12.4",), "conf t", "ip ssh version 1", ""),
    # 4.2 the sentence without its percent sign
    (
        "4.2",
        ("12.4",),
        "conf t",
        "ip ssh version 2",
        "Please create RSA keys (of atleast 768 bits size) to enable SSH v2.\n",
    ),
    (
        "4.2",
        ("15.2", "16.8", "17.3"),
        "conf t",
        "ip ssh rsa keypair-name X",
        "Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n",
    ),
    ("4.2", ("17.15",), "conf t", "ip ssh version 2", ""),
    # 3.1 and 3.3 preconditions and limits of keys
    ("3.1", ALL, "conf t", "crypto key generate rsa modulus 2048", "% Please define a domain-name first.\n"),
    ("3.3", ("17.15", "26.1"), "conf t", "crypto key generate rsa modulus 1024", caret(11 + 32)),
    ("3.3", ("17.15",), "conf t", "crypto key generate rsa general-keys modulus 1536", caret(11 + 45)),
    ("3.4", ("12.4",), "conf t", "crypto key generate ec keysize 256", caret(11 + 20)),
    ("3.5", ALL, "conf t", "crypto key zeroize rsa", "% No Signature RSA Keys found in configuration.\n"),
    # 5.3 lines
    (
        "5.3",
        ("17.15",),
        "conf t;line vty 0 4;login local",
        "login",
        NO_PASSWORD,
    ),
    ("5.3", ALL, "conf t;line vty 0 4", "exec-timeout 35792", caret(16 + 13 + 4)),
    ("5.3", ALL, "conf t;aaa new-model;line vty 0 4", "login local", caret(16 + 6)),
    ("5.3", ALL, "conf t;aaa new-model;line vty 0 4", "login", "% Incomplete command.\n\n"),
    ("5.3", ALL, "conf t;line vty 0 4", "login authentication default", caret(16 + 6)),
    # 5.2 users
    (
        "5.2",
        ("17.9", "17.15"),
        "conf t",
        "username x password 0 y",
        WEAK,
    ),
    ("5.2", ("12.4", "15.2"), "conf t", "username x password 0 y", ""),
    # 4.3 and 7.7 nothing there
    ("3.6", ALL, "", "show crypto key mypubkey all", ""),
    ("7.4", ALL, "", "show running-config | include Building", ""),
    ("", ALL, "", "show hosts", "Default domain is not set\nName servers are 255.255.255.255\n"),
    ("4.3", ("17.9", "17.15"), "", "show ssh", "%No SSHv2 server connections running.\n"),
    ("7.7", ALL, "", "show archive", " Archive feature not enabled\n"),
    ("7.6", ALL, "", "write memory", "Building configuration...\n[OK]\n"),
    ("7.6", ALL, "", "wr", "Building configuration...\n[OK]\n"),
    ("7.2", ALL, "", "conf t", "Enter configuration commands, one per line.  End with CNTL/Z.\n"),
    ("", ALL, "", "show privilege", "Current privilege level is 15\n"),
    ("", ALL, "", "show clock", "*09:17:32.349 UTC Sun Sep 13 2026\n"),
]


@pytest.mark.parametrize(
    ("profile", "mode", "line", "reply"),
    [(profile, mode, line, reply) for _unused, profiles, mode, line, reply in REPLIES for profile in profiles],
)
def test_reply(profile: str, mode: str, line: str, reply: str) -> None:
    with Terminal(device(profile)) as terminal:
        for step in filter(None, mode.split(";")):
            terminal.type(step)
        terminal.device.shells.clear()  # no log lines in between here
        assert terminal.reply(line) == reply


# (section, command in configuration mode, what the running configuration then has, and what removes it)
STORED = [
    ("1.1", ALL, "ip ssh time-out 60", "ip ssh time-out 60", "no ip ssh time-out"),
    ("1.1", ALL, "ip ssh time 60", "ip ssh time-out 60", "default ip ssh time-out"),
    (
        "1.1",
        ALL,
        "ip ssh authentication-retries 2",
        "ip ssh authentication-retries 2",
        "no ip ssh authentication-retries 2",
    ),
    ("1.1", ALL, "ip ssh maxstartups 4", "ip ssh maxstartups 4", "no ip ssh maxstartups"),
    ("1.1", ALL, "ip ssh source-interface lo0", "ip ssh source-interface Loopback0", "no ip ssh source-interface"),
    ("1.1", ALL, "ip ssh port 2222 rotary 1 3", "ip ssh port 2222 rotary 1 3", "no ip ssh port 2222"),
    ("1.1", ALL, "ip ssh break-string ~b", "ip ssh break-string ~b", "no ip ssh break-string"),
    ("1.1", ALL, "ip ssh dscp 16", "ip ssh dscp 16", "no ip ssh dscp"),
    ("1.1", ALL, "ip ssh stricthostkeycheck", "ip ssh stricthostkeycheck", "no ip ssh stricthostkeycheck"),
    ("1.1", ALL, "ip ssh rsa keypair-name SSH", "ip ssh rsa keypair-name SSH", "no ip ssh rsa keypair-name"),
    ("1.1", ALL, "ip scp server enable", "ip scp server enable", "no ip scp server enable"),
    ("1.1", ALL[:5], "ip ssh logging events", "ip ssh logging events", "no ip ssh logging events"),
    ("1.1", ALL[5:], "no ip ssh logging events", "no ip ssh logging events", "ip ssh logging events"),
    ("1.1", ALL[1:], "ip ssh rekey time 60", "ip ssh rekey time 60", "no ip ssh rekey time"),
    ("1.1", ALL[1:], "ip ssh rekey volume 1000", "ip ssh rekey volume 1000", "no ip ssh rekey volume"),
    (
        "1.1",
        ALL[1:],
        "no ip ssh server authenticate user password",
        "no ip ssh server authenticate user password",
        "ip ssh server authenticate user password",
    ),
    ("1.1", ALL[2:], "ip ssh window-size 65536", "ip ssh window-size 65536", "default ip ssh window-size"),
    (
        "1.1",
        ALL[2:],
        "ip ssh server peruser session limit 3",
        "ip ssh server peruser session limit 3",
        "no ip ssh server peruser session limit",
    ),
    (
        "1.1",
        ALL[1:],
        "ip ssh server algorithm encryption aes256-ctr aes128-ctr",
        "ip ssh server algorithm encryption aes256-ctr aes128-ctr",
        "default ip ssh server algorithm encryption",
    ),
    (
        "1.1",
        ALL[2:],
        "ip ssh client algorithm mac hmac-sha2-256",
        "ip ssh client algorithm mac hmac-sha2-256",
        "no ip ssh client algorithm mac",
    ),
    ("1.1", ("12.4", "15.2", "16.8", "17.3"), "ip ssh version 2", "ip ssh version 2", "no ip ssh version"),
    ("1.3", ("12.4",), "ip domain name a.example", "ip domain-name a.example", "no ip domain-name"),
    ("1.3", ALL[1:], "ip domain-name a.example", "ip domain name a.example", "no ip domain name"),
    ("1.3", ALL[1:], "no ip domain-lookup", "no ip domain lookup", "ip domain lookup"),
    (
        "5.2",
        ALL,
        "enable secret 5 $1$abcd$bWc2lHm9AR7oVBIoGxvYf0",
        "enable secret 5 $1$abcd$bWc2lHm9AR7oVBIoGxvYf0",
        "no enable secret",
    ),
    (
        "5.3",
        ALL,
        "login block-for 60 attempts 3 within 30",
        "login block-for 60 attempts 3 within 30",
        "no login block-for",
    ),
    (
        "6",
        ALL,
        "snmp-server host 10.0.0.9 public tty",
        "snmp-server host 10.0.0.9 public  tty",
        "no snmp-server host 10.0.0.9 public tty",
    ),
    ("6", ALL, "snmp-server enable traps tty", "snmp-server enable traps tty", "no snmp-server enable traps tty"),
    ("", ALL, "ip route 0.0.0.0 0.0.0.0 10.0.0.1", "ip route 0.0.0.0 0.0.0.0 10.0.0.1", "no ip route 0.0.0.0 0.0.0.0"),
]


@pytest.mark.parametrize(
    ("profile", "line", "shown", "undone"),
    [(profile, *row) for _unused, profiles, *row in STORED for profile in profiles],
)
def test_setting_is_shown_and_undone(profile: str, line: str, shown: str, undone: str) -> None:
    with Terminal(device(profile)) as terminal:
        before = running(terminal.device)
        terminal.configure(line)
        assert shown in running(terminal.device).split("\n")
        terminal.configure(undone)
        assert running(terminal.device) == before


@pytest.mark.parametrize("profile", ALL)
def test_default_value_is_hidden(profile: str) -> None:
    with Terminal(device(profile)) as terminal:
        before = running(terminal.device)
        terminal.configure("ip ssh time-out 120", "ip ssh authentication-retries 3", "ip ssh break-string ~break")
        assert running(terminal.device) == before


def test_refused_removal_of_the_only_version_changes_nothing() -> None:
    """1.1."""
    with Terminal(device("17.9")) as terminal:
        terminal.configure("ip ssh version 2", "no ip ssh version 2")
        assert "\nip ssh version 2\n" in running(terminal.device)


def test_version_two_is_never_shown_where_it_is_all_there_is() -> None:
    """1.1: 17.15.1, even when typed."""
    with Terminal(device("17.15")) as terminal:
        terminal.configure("ip ssh version 2")
        assert "version 2" not in running(terminal.device)
        assert "ip ssh version 2\n" in terminal.device.running_text(everything=True)


SNAPSHOT_16_8 = """\
ip ssh time-out 120
ip ssh authentication-retries 3
ip ssh window-size 8192
ip ssh rsa keypair-name ssh-key
ip ssh break-string ~break
ip ssh version 2
ip ssh dh min size 2048
no ip ssh rekey time
no ip ssh rekey volume
ip ssh server authenticate user publickey
ip ssh server authenticate user keyboard
ip ssh server authenticate user password
no ip ssh server peruser session limit
ip ssh server certificate profile
ip ssh server algorithm mac hmac-sha2-256 hmac-sha2-512 hmac-sha1 hmac-sha1-96
ip ssh server algorithm encryption aes128-ctr aes192-ctr aes256-ctr
ip ssh server algorithm kex diffie-hellman-group-exchange-sha1 diffie-hellman-group14-sha1
ip ssh server algorithm hostkey x509v3-ssh-rsa ssh-rsa
ip ssh server algorithm authentication publickey keyboard password
ip ssh server algorithm publickey x509v3-ssh-rsa ssh-rsa
ip ssh client algorithm mac hmac-sha2-256 hmac-sha2-512 hmac-sha1 hmac-sha1-96
ip ssh client algorithm encryption aes128-ctr aes192-ctr aes256-ctr
ip ssh client algorithm kex diffie-hellman-group-exchange-sha1 diffie-hellman-group14-sha1
"""
_KEX_17 = (
    "curve25519-sha256 curve25519-sha256@libssh.org ecdh-sha2-nistp256 ecdh-sha2-nistp384 ecdh-sha2-nistp521 "
    "diffie-hellman-group14-sha256 diffie-hellman-group16-sha512"
)
_CIPHERS_17 = (
    "chacha20-poly1305@openssh.com aes128-gcm@openssh.com aes256-gcm@openssh.com aes128-gcm aes256-gcm "
    "aes128-ctr aes192-ctr aes256-ctr"
)
_MACS_17 = "hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com"
_PUBLICKEY_17 = (
    "ssh-rsa ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 ssh-ed25519 x509v3-ecdsa-sha2-nistp256 "
    "x509v3-ecdsa-sha2-nistp384 x509v3-ecdsa-sha2-nistp521 rsa-sha2-256 rsa-sha2-512 x509v3-rsa2048-sha256"
)
_HOSTKEY_17 = "ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521 rsa-sha2-512 rsa-sha2-256 ssh-rsa"
SNAPSHOT_17_15 = f"""\
ip ssh bulk-mode 131072
ip ssh time-out 120
ip ssh authentication-retries 3
ip ssh window-size 8192
ip ssh break-string ~break
ip ssh logging events
ip ssh version 2
ip ssh dh min size 2048
no ip ssh rekey time
no ip ssh rekey volume
ip ssh server authenticate user publickey
ip ssh server authenticate user keyboard
ip ssh server authenticate user password
no ip ssh server peruser session limit
ip ssh server certificate profile
ip ssh server algorithm mac {_MACS_17}
ip ssh server algorithm encryption {_CIPHERS_17}
ip ssh server algorithm kex {_KEX_17}
ip ssh server algorithm hostkey {_HOSTKEY_17}
ip ssh server algorithm authentication publickey keyboard password
ip ssh server algorithm publickey {_PUBLICKEY_17}
ip ssh client algorithm mac {_MACS_17}
ip ssh client algorithm encryption {_CIPHERS_17}
ip ssh client algorithm kex {_KEX_17}
"""


@pytest.mark.parametrize(
    ("profile", "initial", "expected"),
    [
        ("16.8", "hostname R1\nip ssh rsa keypair-name ssh-key\nip ssh version 2\n", SNAPSHOT_16_8),
        ("17.15", "hostname R1\n", SNAPSHOT_17_15),
    ],
)
def test_running_config_all_is_the_recorded_one(profile: str, initial: str, expected: str) -> None:
    """1.2, both snapshots."""
    with Terminal(device(profile, initial)) as terminal:
        assert terminal.reply("show running-config all | include ip ssh") == expected


def test_plain_running_config_is_the_recorded_one() -> None:
    """1.2: 17.15.1 with both timers set."""
    with Terminal(device("17.15")) as terminal:
        assert terminal.reply("show running-config | include ip ssh") == "ip ssh bulk-mode 131072\n"
        terminal.configure("ip ssh time-out 60", "ip ssh authentication-retries 2")
        assert terminal.reply("show running-config | include ip ssh") == (
            "ip ssh bulk-mode 131072\nip ssh time-out 60\nip ssh authentication-retries 2\n"
        )


@pytest.mark.parametrize("profile", ALL)
def test_running_config_counts_its_bytes(profile: str) -> None:
    """7.4: the head, and the number of bytes of what follows it."""
    with Terminal(device(profile)) as terminal:
        text = terminal.reply("show running-config")
    head, body = text.split(" bytes\n", 1)
    assert head.startswith("Building configuration...\n\nCurrent configuration : ")
    assert int(head.rsplit(" ", 1)[1]) == len(body.removesuffix("\n"))
    assert body.startswith("!\nversion ")
    assert body.endswith("\nend\n\n")


def test_algorithm_list_loses_one_but_not_all() -> None:
    """1.1: order is significant, `no ... A` takes one out."""
    slot = "ip ssh server algorithm encryption"
    with Terminal(device("17.15")) as terminal:
        terminal.configure(f"{slot} aes256-ctr aes192-ctr", f"no {slot} aes256-ctr")
        assert f"{slot} aes192-ctr\n" in running(terminal.device)
        said = terminal.configure(f"no {slot} aes192-ctr")
        assert said == "% SSH command rejected: All encryption algorithms cannot be disabled\n"
        assert terminal.configure(f"{slot} aes128-ctr aes128-ctr").endswith(INVALID)


def test_certificate_profile() -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.configure(
            "ip ssh server certificate profile",
            "server",
            "trustpoint sign TP1",
            "ocsp-response include",
            "exit",
            "user",
            "trustpoint verify TP2",
        )
        assert running(terminal.device, start="ip ssh server").startswith(
            "ip ssh server certificate profile\n server\n  trustpoint sign TP1\n  ocsp-response include\n"
            " user\n  trustpoint verify TP2\n!\n"
        )


def test_mode_of_global_commands_in_a_submode() -> None:
    """7.2: they are taken, and the submode ends."""
    with Terminal(device("17.15")) as terminal:
        terminal.type("configure terminal", "line vty 0 4")
        assert terminal.type("ip ssh time-out 30").endswith("\nR1(config)#")
        assert terminal.type("line con 0").endswith("\nR1(config-line)#")
        assert terminal.type("exit").endswith("\nR1(config)#")
        assert terminal.type("interface lo0").endswith("\nR1(config-if)#")
        assert terminal.type("archive").endswith("\nR1(config-archive)#")
        assert terminal.type("end").endswith("\nR1#")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (("banner login #S6 Primary network#",), "banner login ^CS6 Primary network^C\n"),
        (("banner motd ^Cone", "hostname EVIL", "^C"), "banner motd ^Cone\nhostname EVIL\n^C\n"),
        (("banner exec $", "Welcome > here #", "$"), "banner exec ^C\nWelcome > here #\n^C\n"),
        (("banner motd @@",), "banner motd ^C^C\n"),
    ],
)
def test_banner(typed: tuple[str, ...], shown: str) -> None:
    """5.4: any delimiter goes in, `^C` comes out."""
    with Terminal(device("17.15")) as terminal:
        terminal.type("configure terminal", *typed)
        assert terminal.type("end").endswith("R1#")
        assert shown in running(terminal.device)
        assert terminal.device.hostname == "R1"


def test_vty_ranges_split_and_merge() -> None:
    """5.3 and common samples: settings belong to single lines, and are shown in ranges."""
    with Terminal(device("17.3", "hostname R1\nline vty 0 15\n login local\n transport input ssh\n")) as terminal:
        whole = (
            "line vty 0 4\n login local\n transport input ssh\nline vty 5 15\n login local\n transport input ssh\n!\n"
        )
        assert running(terminal.device, start="line vty") == whole + "end\n"
        terminal.configure("line vty 2 6", "exec-timeout 5")
        assert running(terminal.device, start="line vty") == (
            "line vty 0 1\n login local\n transport input ssh\n"
            "line vty 2 4\n exec-timeout 5 0\n login local\n transport input ssh\n"
            "line vty 5 6\n exec-timeout 5 0\n login local\n transport input ssh\n"
            "line vty 7 15\n login local\n transport input ssh\n!\nend\n"
        )
        terminal.configure("line vty 0 15", "default exec-timeout")
        assert running(terminal.device, start="line vty") == whole + "end\n"
        assert terminal.configure("no line vty 3") == "% Can't delete last 5 VTY lines\n"
        terminal.configure("no line vty 8")
        assert "line vty 5 7\n" in running(terminal.device)


def test_transport_input_of_new_releases_is_always_shown() -> None:
    """5.3: 17.15.1."""
    with Terminal(device("17.15")) as terminal:
        terminal.configure("line vty 0 4", "transport input ssh telnet", "default transport input")
        assert running(terminal.device, start="line vty") == "line vty 0 4\n login\n transport input ssh\n!\nend\n"


def test_aaa_lines() -> None:
    """5.1: a trailing blank, the session id, and `no aaa new-model` without it."""
    with Terminal(device("17.15")) as terminal:
        assert "\nno aaa new-model\n" in running(terminal.device)
        terminal.configure(
            "aaa new-model", "aaa authentication login default local", "aaa authorization exec default local"
        )
        text = running(terminal.device, start="aaa new-model")
        assert text.startswith(
            "aaa new-model\n!\naaa authentication login default local\naaa authorization exec default local \n!\n"
            "aaa session-id common\n"
        )
        assert "\n login" not in text
        terminal.configure("line vty 0 4", "login authentication X", "authorization exec X")
        terminal.type("configure terminal")
        question = "Changing configuration back to no aaa new-model is not supported.\nContinue?[confirm]"
        for answer, left in (("n", True), ("\r", False), ("\r", False)):  # it asks although there is nothing to remove
            assert terminal.type("no aaa new-model") == f"no aaa new-model\n{question}"
            assert terminal.raw(answer).endswith(b"R1(config)#")
            assert ("\naaa authentication" in running(terminal.device)) is left
            assert ("\n authorization exec X" in running(terminal.device)) is left


def test_users() -> None:
    """5.2: rendering, and the question before a user goes."""
    with Terminal(device("16.8")) as terminal:
        terminal.configure("username lab privilege 15 password 0 lab", "username lab2 secret cisco")
        text = running(terminal.device)
        assert "\nusername lab privilege 15 password 0 lab\nusername lab2 secret 5 $1$" in text
        terminal.type("configure terminal")
        assert terminal.type("no username lab") == (
            "no username lab\nThis operation will remove all username related configurations with same name.\n"
            "Do you want to continue? [confirm]"
        )
        assert terminal.raw("n").endswith(b"R1(config)#")
        assert "lab" in terminal.device.config.users()
        terminal.type("no username lab")
        assert terminal.raw("y").endswith(b"R1(config)#")
        assert "lab" not in terminal.device.config.users()


def test_a_user_has_a_password_or_a_secret() -> None:
    """5.2: refused both ways, the old one stays; the same kind is replaced."""
    both = "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.\n"
    with Terminal(device("16.8")) as terminal:
        assert terminal.configure("username u privilege 15 password old", "username u secret new") == both
        assert terminal.configure("username u algorithm-type scrypt secret new") == both
        assert terminal.configure("username u password new") == ""
        assert terminal.configure("username s secret old", "username s password new") == both
        assert terminal.configure("username s secret new") == ""
        users = terminal.device.config.users()
        assert users["u"] == {"privilege": "15", "password": "0 new"}
        assert terminal.device.gate.local(terminal.shell.vty, "s", "new")
        assert not terminal.device.gate.local(terminal.shell.vty, "s", "old")


@pytest.mark.parametrize(("word", "kind"), [("md5", "5"), ("sha256", "8"), ("scrypt", "9")])
def test_algorithm_type(word: str, kind: str) -> None:
    with Terminal(device("17.9")) as terminal:
        terminal.configure(f"username u privilege 3 algorithm-type {word} secret in clear")
        terminal.configure(f"enable algorithm-type {word} secret in clear")
        assert f"\nusername u privilege 3 secret {kind} ${1 if kind == '5' else kind}$" in running(terminal.device)
        assert f"\nenable secret {kind} $" in running(terminal.device)
        assert terminal.device.gate.local(terminal.shell.vty, "u", "in clear")
        assert terminal.device.gate.check_enable("in clear")
    with Terminal(device("12.4")) as terminal:
        assert "% Invalid input" in terminal.configure("username u algorithm-type scrypt secret x")


@pytest.mark.parametrize(
    ("profile", "secret"), [("12.4", "5"), ("15.2", "5"), ("16.8", "5"), ("17.3", "9"), ("17.15", "9"), ("26.1", "9")]
)
def test_what_a_clear_secret_becomes(profile: str, secret: str) -> None:
    with Terminal(device(profile)) as terminal:
        terminal.configure("username u secret clear", "username v password clear", "enable secret 0 clear")
        users = terminal.device.config.users()
        assert users["u"]["secret"].split()[0] == secret
        assert users["v"] == {"password": "0 clear"}
        assert terminal.device.config.get("enable secret").split()[2] == secret
        assert "% Invalid input" in terminal.configure("username w secret 7 02050D480809")


def test_weak_types_bring_a_warning() -> None:
    """5.2, word for word."""
    head = " WARNING: Command has been added to the configuration using a type "
    soon = "passwords will soon be deprecated. Migrate to a supported password type\n"
    with Terminal(device("17.9"), width=0) as terminal:
        assert terminal.configure("username a password 0 x") == (
            f"{head}0 password. However, recommended to migrate to strong type-6 encryption\n"
        )
        assert terminal.configure("username b secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0") == (
            f"{head}5 password. However, type 5 {soon}"
        )
        assert terminal.configure("username c password 7 02050D480809") == f"{head}7 password. However, type 7 {soon}"
        assert terminal.configure("username d secret x") == ""
        assert terminal.configure("username a privilege 15", "username a") == ""
    with Terminal(device("16.8")) as terminal:
        assert terminal.configure("username a password 0 x") == ""


def test_password_encryption_is_for_good() -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.configure("username a password clear", "enable password clear", "line vty 0 4", "password clear")
        assert running(terminal.device).count("clear") == 3
        terminal.configure("service password-encryption")
        text = running(terminal.device)
        assert "clear" not in text
        assert "username a password 7 " in text
        assert "enable password 7 " in text
        assert "\n password 7 " in text
        terminal.configure("no service password-encryption")
        assert "clear" not in running(terminal.device)
        assert terminal.device.gate.check_enable("clear")


def test_filters() -> None:
    """7.4: alternation unescaped, sections with what is indented below them."""
    initial = (
        "hostname R1\nip ssh time-out 60\nip ssh dscp 4\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"
    )
    with Terminal(device("16.8", initial)) as terminal:
        show = "show running-config"
        assert terminal.reply(f"{show} | include ip ssh t|ip ssh d") == "ip ssh time-out 60\nip ssh dscp 4\n"
        assert terminal.reply(f"{show} | inc nothing") == ""
        assert terminal.reply(f"{show} | s ^interface") == "interface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"
        assert terminal.reply(f"{show} | section vty") == "line vty 0 4\n login\n"
        assert terminal.reply(f"{show} | begin ^line vty") == "line vty 0 4\n login\n!\nend\n\n"
        assert terminal.reply(f"{show} | count ip ssh") == "Number of lines which match regexp = 2\n"
        assert "ip ssh" not in terminal.reply(f"{show} | exclude ip ssh")
        assert terminal.reply(f"{show}|include dscp") == "ip ssh dscp 4\n"
        assert terminal.reply(f"{show} | foo x") == caret(3 + 22 + 1 - 1)
        assert terminal.reply(f"{show} | include") == "% Incomplete command.\n\n"


@pytest.mark.parametrize("profile", ALL)
def test_user_exec_knows_less(profile: str) -> None:
    with Terminal(device(profile), privilege=1) as terminal:
        assert terminal.reply("show running-config") == caret(3 + 5)
        assert terminal.reply("show privilege") == "Current privilege level is 1\n"


def test_hostname_changes_the_prompt() -> None:
    """7.2: a long name is cut in configuration modes only."""
    long = "a" * 63
    with Terminal(device("17.15")) as terminal:
        terminal.type("configure terminal")
        assert terminal.type(f"hostname {long}").endswith(f"\n{'a' * 20}(config)#")
        assert terminal.type("end").endswith(f"\n{long}#")
        terminal.type("configure terminal")
        assert terminal.type("hostname B").endswith("\nB(config)#")
        assert terminal.type("no hostname").endswith("\nRouter(config)#")


def test_save_and_reload() -> None:
    """7.6 and 7.7: what was not saved is gone, keys too."""
    with Terminal(device("17.15", "hostname R1\nip domain name lab.example\n")) as terminal:
        terminal.configure("crypto key generate rsa modulus 2048 label A", "ip ssh time-out 30")
        terminal.type("write memory")
        terminal.configure("crypto key generate rsa modulus 2048 label B", "ip ssh time-out 40")
        assert terminal.type("reload").endswith("\n\nSystem configuration has been modified. Save? [yes/no]: ")
        assert terminal.type("no").endswith("\nProceed with reload? [confirm]")
        terminal.raw("\r")
        assert terminal.ended
        assert [pair.name for pair in terminal.device.keys] == ["A"]
        assert "ip ssh time-out 30\n" in running(terminal.device)
        assert not terminal.device.unsaved
    with Terminal(terminal.device) as again:
        assert again.type("reload") == "reload\nProceed with reload? [confirm]"


def test_copy_asks_for_the_name() -> None:
    """7.6."""
    with Terminal(device("17.15")) as terminal:
        assert terminal.type("copy running-config startup-config").endswith("\nDestination filename [startup-config]? ")
        assert terminal.type("") == "\nBuilding configuration...\n[OK]\nR1#"


def test_configure_asks_where_from() -> None:
    """7.2."""
    with Terminal(device("17.15")) as terminal:
        assert terminal.type("configure").endswith("\nConfiguring from terminal, memory, or network [terminal]? ")
        assert terminal.type("").endswith("End with CNTL/Z.\nR1(config)#")


@pytest.mark.parametrize(
    ("initial", "vty", "answers", "said"),
    [
        ("enable secret 0 right\n", True, ("right",), ""),
        ("enable secret 0 right\n", True, ("no", "no", "no"), "% Bad secrets\n\n"),
        ("enable secret 0 right\naaa new-model\n", True, ("no",), "% Access denied\n\n"),
        ("enable password right\n", True, ("right",), ""),
    ],
)
def test_enable(initial: str, vty: bool, answers: tuple[str, ...], said: str) -> None:
    """7.1."""
    with Terminal(device("17.15", f"hostname R1\n{initial}"), vty=vty, privilege=1) as terminal:
        assert terminal.type("enable") == "enable\nPassword: "
        output = "".join(terminal.type(answer) for answer in answers)
        assert "right" not in output
        assert said in output
        assert output.endswith("R1#" if not said else "R1>")


def test_enable_without_a_password() -> None:
    """7.1: refused on a vty, granted on the console."""
    with Terminal(device("17.15"), vty=True, privilege=1) as terminal:
        assert terminal.reply("enable") == "% No password set\n"
    with Terminal(device("17.15"), privilege=1) as terminal:
        assert terminal.type("enable").endswith("\nR1#")
        assert terminal.type("disable").endswith("\nR1>")


def test_show_users_and_ssh() -> None:
    """4.3 and 4.4, columns as recorded."""
    on = device("15.2", rsa=2048)
    with Terminal(on, vty=True, user="mason") as terminal:
        terminal.shell.vty.cipher, terminal.shell.vty.mac = "aes128-ctr", "hmac-sha1"
        assert terminal.reply("show ssh") == (
            "Connection Version Mode Encryption  Hmac         State                 Username\n"
            "0          2.0     IN   aes128-ctr  hmac-sha1    Session started       mason\n"
            "0          2.0     OUT  aes128-ctr  hmac-sha1    Session started       mason\n"
            "%No SSHv1 server connections running.\n"
        )
        assert terminal.reply("show users") == (
            "    Line       User       Host(s)              Idle       Location\n"
            "*  2 vty 0     mason      idle                 00:00:00 10.0.0.2\n"
            "\n"
            "  Interface    User               Mode         Idle     Peer Address\n"
            "\n"
        )


@pytest.mark.parametrize(
    ("profile", "head", "row"),
    [
        (
            "15.2",
            "TCB       Local Address           Foreign Address        (state)",
            "4EE7BDD0  127.0.0.1.22            10.0.0.2.55246         ESTAB",
        ),
        (
            "17.15",
            "TCB       Local Address               Foreign Address             (state)",
            "7F004EE7BDD0  127.0.0.1.22               10.0.0.2.55246              ESTAB",
        ),
    ],
)
def test_show_tcp(profile: str, head: str, row: str) -> None:
    """4.4, columns as recorded; the session that asks is there itself."""
    with Terminal(device(profile), vty=True) as terminal:
        for command in ("show tcp brief numeric", "show tcp brief"):
            assert terminal.reply(command) == f"{head}\n{row}\n"


def test_serial_number_by_snmp() -> None:
    with Terminal(device("17.15")) as terminal:
        assert terminal.reply("show snmp chassis") == "%SNMP agent not enabled\n"
        terminal.configure("snmp-server location here")
        assert terminal.reply("show snmp chassis").strip() == terminal.device.serial


def test_a_refused_command_leaves_the_session_where_it_was() -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.type("configure terminal", "line vty 0 4")
        terminal.device.unsaved = False
        for line in ("line vty 3 1", "ip ssh source-interface Foo1"):
            assert INVALID in terminal.reply(line)
            assert terminal.shell.prompt == "R1(config-line)#"
        assert not terminal.device.unsaved


def test_users_are_logged_when_they_are_made_and_not_at_boot() -> None:
    on = device("17.15", "hostname R1\nusername one privilege 15 secret 0 a\n")
    assert on.log_lines == []
    with Terminal(on) as terminal:
        terminal.configure("username two secret b")
    assert any("AAA-6-USERNAME_CONFIGURATION: user with username: two configured" in line for line in on.log_lines)


def test_all_traps_and_none() -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.configure("snmp-server enable traps")
        assert "\nsnmp-server enable traps tty\n" in terminal.device.running_text()
        terminal.configure("no snmp-server enable traps")
        assert "snmp-server" not in terminal.device.running_text()


def test_one_interface() -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.configure("interface lo0", "ip address 10.0.0.1 255.255.255.255")
        shown = terminal.reply("show running-config interface lo0").splitlines()
        assert shown[-4:] == ["interface Loopback0", " ip address 10.0.0.1 255.255.255.255", "end", ""]
        assert INVALID in terminal.reply("show running-config interface lo1")


def test_users_show_how_long_they_have_been_idle() -> None:
    on = device("17.15", rsa=2048)
    with Terminal(on, vty=True, user="SUZUKI") as one, Terminal(on) as console:
        one.type("show clock")
        one.wait(75)
        assert console.reply("show users").splitlines()[1:3] == [
            "*  0 con 0                idle                 00:00:00   ",
            "   2 vty 0     SUZUKI     idle                 00:01:15 10.0.0.2",
        ]


SAMPLES = {"number": "", "address": "10.0.0.1", "word": "X1", "line": "lo0"}


def every_command(profile: str, mode: str) -> list[str]:
    """One line for each place where a command may end, and for each where its `no` and `default` may."""
    found, seen, todo = [], set(), [(tree(profile, mode).root, "")]
    while todo:
        node, line = todo.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.row:
            found.append(line)
        if node.negated:
            found += [f"no {line}", f"default {line}"]
        todo += [(after, f"{line} {word}".strip()) for word, after in node.keywords.items()]
        todo += [(after, f"{line} {SAMPLES[kind.kind] or kind.low}".strip()) for kind, after in node.params]
    return found


LEADS = {
    "config": [],
    "config-line": ["line vty 0 4"],
    "config-if": ["interface lo0"],
    "config-archive": ["archive"],
    "config-std-nacl": ["ip access-list standard A"],
    "config-ext-nacl": ["ip access-list extended B"],
    "config-ipv6-acl": ["ipv6 access-list C"],
    "ssh-pubkey": ["ip ssh pubkey-chain"],
    "ssh-pubkey-user": ["ip ssh pubkey-chain", "username U"],
    "ssh-pubkey-server": ["ip ssh pubkey-chain", "server 10.0.0.1"],
    "ssh-profile": ["ip ssh server certificate profile"],
    "ssh-profile-server": ["ip ssh server certificate profile", "server"],
    "ssh-profile-user": ["ip ssh server certificate profile", "user"],
}


@pytest.mark.parametrize("profile", ["12.4", "17.15"])
@pytest.mark.parametrize("mode", LEADS)
def test_no_command_ends_the_session(profile: str, mode: str) -> None:
    """Every configuration command, and every form of its `no` and `default`, with and without something to remove."""
    if mode.startswith("ssh-profile") and profile == "12.4":
        mode = "config"
    commands = every_command(profile, mode)
    assert commands
    with Terminal(device(profile), height=0, width=0) as terminal:
        terminal.device.shells.clear()
        for order in (commands, list(reversed(commands))):
            for line in order:
                terminal.type("configure terminal", *LEADS[mode], line)
                terminal.raw(b"\x03\x03")  # out of a question or a text, and out of the mode
                assert not terminal.ended, line
        assert "% " not in terminal.reply("show running-config")
