# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cleaned text and the tree of a running-config."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.text import Config, Line, clean, is_log, parse
from hypothesis import given, settings
from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"
RUNNING = (DATA / "running_15_2.txt").read_text(encoding="utf-8")
BS = "\x08"


def shape(lines: tuple[Line, ...]) -> list[object]:
    """The tree without line numbers: text, (text, body), or (text, body, children)."""
    found: list[object] = []
    for line in lines:
        if line.children:
            found.append((line.text, line.body, shape(line.children)))
        else:
            found.append(line.text if line.body is None else (line.text, line.body))
    return found


def top(config: Config) -> list[str]:
    return [line.text for line in config.lines]


def section(config: Config, text: str) -> list[str]:
    (line,) = [line for line in config.lines if line.text == text]
    return [child.text for child in line.children]


# --- clean ---

SCROLLED = (
    "ip ssh server algorithm mac hmac-sha2-512-etm@openssh.co"
    + BS * 56
    + "$er algorithm mac hmac-sha2-512-etm@openssh.com"
    + " " * 9
    + BS * 9
    + "\r\n"
)

CLEANED = [
    ("hostname a\r\nhostname b\r\n", "hostname a\nhostname b\n"),
    ("hostname a\r\r\nhostname b\r\x00\n", "hostname a\nhostname b\n"),
    ("hostname a\rhostname b\r", "hostname a\nhostname b\n"),
    ("a\x00b\x07c", "abc"),
    ("shwo" + BS * 2 + "ow ver\n", "show ver\n"),
    ("shox" + BS + " " + BS + "w ver\n", "show ver\n"),
    (" --More-- " + BS * 9 + " " * 8 + BS * 9 + " login local\n", " login local\n"),
    (" --More-- " + BS * 10 + " " * 10 + BS * 10 + " login local\n", " login local\n"),
    ("--More-- " + "\r" + " " * 9 + "\r" + "line vty 0 4\r\n login\r\n", "line vty 0 4\n login\n"),
    (" --More-- \x1b[K\r\x1b[Kline vty 0 4\n", "line vty 0 4\n"),
    ("\x1b[7m --More-- \x1b[0m\r\x1b[2Kline vty 0 4\n", "line vty 0 4\n"),
    (" --More--          login local\n", " login local\n"),
    ("snmp-server comm --More-- " + BS * 9 + " " * 8 + BS * 9 + "x\n", "snmp-server commx\n"),
    ("\x1b[1mhostname\x1b[0m RT01\n", "hostname RT01\n"),
    (
        "RT-FS-0123456(config)#" + SCROLLED,
        "RT-FS-0123456(config)#ip ssh server algorithm mac hmac-sha2-512-etm@openssh.com\n",
    ),
    ("price 5$ and $er\n", "price 5$ and $er\n"),
    ("\ufeffhostname A\n", "hostname A\n"),
    ("", ""),
]


@pytest.mark.parametrize(("raw", "expected"), CLEANED)
def test_residue_of_terminals_is_removed(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def scrolled(command: str, prompt: int, width: int = 80, step: int = 10) -> str:
    """Echo a command as a terminal of that width does: at the edge the line jumps left by ten."""
    room = width - prompt - 3
    start, shown, out = 0, 0, ""
    for position, letter in enumerate(command):
        if shown == room:
            start += step
            window = "$" + command[start + 1 : position]
            out += BS * room + window + " " * (step - 1) + BS * (step - 1)
            shown = len(window)
            if shown + step - 1 > room:
                out = out[: -2 * (step - 1)] + " " * (room - shown) + BS * (room - shown)
        out += letter
        shown += 1
    return out


@pytest.mark.parametrize("prompt", [5, 12, 21, 30])
@pytest.mark.parametrize("length", [40, 56, 57, 75, 90, 254])
def test_scrolled_echo_is_the_command_again(prompt: int, length: int) -> None:
    command = " ".join(f"algorithm-{number}" for number in range(40))[:length].strip()
    name = "x" * (prompt - 1) + "#"
    assert clean(name + scrolled(command, prompt)) == name + command


@given(st.text(alphabet=st.sampled_from("ab \n\r\x08\x1b[K2$-More\x00\x07%:"), max_size=200))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once


# --- log lines ---

LOGS = [
    "*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured from console by console",
    ".Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured",
    "Sep  3 18:18:40.962 JST: %SSH-5-ENABLED: SSH 2.0 has been enabled",
    "*Sep 13 2026 18:18:40.962 JST: %SSH-5-ENABLED: SSH 2.0 has been enabled",
    "Mar  1 00:00:48: %OIR-SP-STBY-6-INSCARD: Card inserted",
    "00:04:18: %SYS-5-RESTART: System restarted",
    "3d06h: %SYS-5-CONFIG_I: Configured from console by console",
    "1w2d: %LINK-3-UPDOWN: Interface up",
    "%AAA-6-METHOD_LIST_STATE: something",
    "000123: %SSH-5-DISABLED: SSH 2.0 has been disabled",
    "000123: *Sep 13 09:18:39.349: %SSH-5-DISABLED: SSH 2.0 has been disabled",
    "*Mar  1 00:04:55.880:  RSA key size needs to be atleast 768 bits for ssh version 2",
    "***",
    "*** --- SHUTDOWN in 00:05:00 ---",
    "*** --- SHUTDOWN ABORTED ---",
]
NOT_LOGS = [
    "hostname RT01",
    "% Invalid input detected at '^' marker.",
    "%SSH: Failed to decode the Key Value",
    "Sep 13 is a date",
    " 10 permit ip any any",
    "*************************",
    "action 1.0 syslog msg %SYS-5-CONFIG_I: x",
    "",
]


@pytest.mark.parametrize("line", LOGS)
def test_log_lines_are_known(line: str) -> None:
    assert is_log(line)


@pytest.mark.parametrize("line", NOT_LOGS)
def test_other_lines_are_not_log_lines(line: str) -> None:
    assert not is_log(line)


@pytest.mark.parametrize("line", LOGS)
def test_log_lines_anywhere_change_nothing(line: str) -> None:
    lines = RUNNING.split("\n")
    expected = shape(parse(RUNNING).lines)
    for position in range(1, len(lines)):
        text = "\n".join([*lines[:position], line, *lines[position:]])
        if "%" in line or "^C" not in "\n".join(lines[position:]):
            assert shape(parse(text).lines) == expected, position


# --- trees ---


CERTIFICATE = """\
30820330 30820218 A0030201 02020101 300D0609 2A864886 F70D0101 05050030
31312F30 2D060355 04031326 494F532D 53656C66 2D536967 6E65642D 43657274
0F"""


def test_a_whole_configuration() -> None:
    config = parse(RUNNING)
    assert config.complete
    assert shape(config.lines) == [
        "version 15.2",
        "service timestamps log datetime msec",
        "no service pad",
        "hostname RT01",
        "aaa new-model",
        ("aaa group server tacacs+ ADMINS", None, ["server name T1", "ip tacacs source-interface Loopback0"]),
        "aaa authentication login default local",
        "aaa authorization exec default local",
        "aaa session-id common",
        "ip domain name example.net",
        "login block-for 120 attempts 3 within 60",
        (
            "crypto pki trustpoint TP-self-signed-1331515841",
            None,
            [
                "enrollment selfsigned",
                "subject-name cn=IOS-Self-Signed-Certificate-1331515841",
                "revocation-check none",
                "rsakeypair TP-self-signed-1331515841",
            ],
        ),
        (
            "crypto pki certificate chain TP-self-signed-1331515841",
            None,
            [
                (
                    "certificate self-signed 01",
                    CERTIFICATE,
                ),
                "certificate ca 01 nvram:CA.cer",
            ],
        ),
        "username admin privilege 15 secret 9 $9$abc",
        "username carol privilege 1 secret 5 $1$xyz",
        ("archive", None, [("log config", None, ["logging enable", "hidekeys"]), "path flash:archive"]),
        (
            "interface GigabitEthernet0/0",
            None,
            ["description line vty 0 4 # uplink > core", "ip address 192.0.2.1 255.255.255.0", "no shutdown"],
        ),
        "ip forward-protocol nd",
        "ip ssh time-out 60",
        "ip ssh version 2",
        (
            "ip ssh pubkey-chain",
            None,
            [
                ("username ansible", None, ["key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 ansible@host"]),
                ("username test", None, ["key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89"]),
            ],
        ),
        "ip scp server enable",
        ("ip access-list standard MGMT", None, ["permit 192.0.2.0 0.0.0.255"]),
        ("banner exec", ""),
        ("banner login", "\nline vty 0 4\n transport input telnet\nip ssh version 1\nRT01#\n!\n"),
        ("banner motd", "S6 Primary network"),
        "line con 0",
        ("line vty 0 4", None, ["access-class 23 in", "exec-timeout 0 0", "login local", "transport input ssh"]),
        ("line vty 5 15", None, ["transport input none"]),
    ]


def test_numbers_are_those_of_the_text() -> None:
    lines = RUNNING.split("\n")
    for line in parse(RUNNING.replace("\n", "\r\n")).lines:
        assert lines[line.number - 1].strip().startswith(line.text)
        for child in line.children:
            assert lines[child.number - 1].strip() == child.text


def indented(text: str, width: dict[int, str]) -> str:
    """Other indentation for the same lines; banner text stays."""
    lines, inside = [], False
    for line in text.split("\n"):
        blanks = len(line) - len(line.lstrip(" "))
        lines.append(line if inside else width[blanks] + line.lstrip(" "))
        if line.startswith("banner"):
            inside = line.count("^C") == 1
        elif inside and "^C" in line:
            inside = False
    return "\n".join(lines)


INDENTATIONS = {
    "none": {0: "", 1: "", 2: "", 3: ""},
    "tabs": {0: "", 1: "\t", 2: "\t\t", 3: "\t\t\t"},
    "two": {0: "", 1: "  ", 2: "    ", 3: "      "},
    "four": {0: "", 1: "    ", 2: "        ", 3: "            "},
}


@pytest.mark.parametrize("style", sorted(INDENTATIONS))
def test_indentation_does_not_matter(style: str) -> None:
    # the only line that names a user and belongs to a chain is told from `username admin privilege ...` by its words
    assert shape(parse(indented(RUNNING, INDENTATIONS[style])).lines) == shape(parse(RUNNING).lines)


CHAIN = [
    (
        "ip ssh pubkey-chain",
        None,
        [("username a", None, ["key-hash ssh-rsa AA"]), ("username b", None, ["key-hash ssh-rsa BB c"])],
    )
]


@pytest.mark.parametrize("user", ["", " ", "  ", "\t", "   "])
@pytest.mark.parametrize("key", ["", " ", "  ", "   ", "\t\t", "    "])
def test_pubkey_chains_of_all_releases(user: str, key: str) -> None:
    if len(key.expandtabs()) < len(user.expandtabs()):
        key = user
    users = [f"{user}username a", f"{key}key-hash ssh-rsa AA ", f"{user}username b", f"{key}key-hash ssh-rsa BB c"]
    text = "\n".join(["ip ssh pubkey-chain", *users, "ip scp server enable"])
    assert shape(parse(text).lines) == [*CHAIN, "ip scp server enable"]


FLAT = [
    (
        "line vty 0 4\naccess-class 23 in\nlogin local\nlogin block-for 1 attempts 2 within 3\n",
        ["line vty 0 4", "login block-for 1 attempts 2 within 3"],
    ),
    ("line vty 0 4\nlogin\nlogin on-failure log\n", ["line vty 0 4", "login on-failure log"]),
    ("line vty 0 4\nlogging synchronous\nlogging buffered 4096\n", ["line vty 0 4", "logging buffered 4096"]),
    (
        "line vty 0 4\nprivilege level 15\nprivilege exec level 1 show\n",
        ["line vty 0 4", "privilege exec level 1 show"],
    ),
    ("line vty 0 4\n! a comment\ntransport input ssh\nno exec\n", ["line vty 0 4"]),
    ("line vty 0 4\ntransport input ssh\nexit\nip ssh version 2\n", ["line vty 0 4", "ip ssh version 2"]),
    (
        "line con 0\nline aux 0\nline vty 0 4\nlogin\nline vty 5 15\nlogin\n",
        ["line con 0", "line aux 0", "line vty 0 4", "line vty 5 15"],
    ),
    (
        "interface Gi0/1\nip nat inside\nip nat inside source list 1 interface Gi0/2\n",
        ["interface Gi0/1", "ip nat inside source list 1 interface Gi0/2"],
    ),
    ("interface Gi0/1\ndescription x\nip ssh version 2\n", ["interface Gi0/1", "ip ssh version 2"]),
    (
        "ip ssh pubkey-chain\nusername a\nkey-hash ssh-rsa AA\nusername a privilege 15\n",
        ["ip ssh pubkey-chain", "username a privilege 15"],
    ),
    (
        "ip ssh server certificate profile\nserver\ntrustpoint sign TP\nuser\ntrustpoint verify TP\nip ssh version 2\n",
        ["ip ssh server certificate profile", "ip ssh version 2"],
    ),
    ("router rip\nversion 2\nnetwork 10.0.0.0\nip ssh version 2\n", ["router rip", "ip ssh version 2"]),
    ("archive\nlog config\nlogging enable\npath flash:a\nlogging host 1.1.1.1\n", ["archive", "logging host 1.1.1.1"]),
    (
        "ip access-list standard A\npermit any\n10 permit any\nremark x\naccess-list 1 permit any\n",
        ["ip access-list standard A", "access-list 1 permit any"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FLAT)
def test_flat_configurations(text: str, expected: list[str]) -> None:
    assert top(parse(text)) == expected


def test_certificate_profile_without_indentation() -> None:
    config = parse(FLAT[10][0])
    assert shape(config.lines)[0] == (
        "ip ssh server certificate profile",
        None,
        [("server", None, ["trustpoint sign TP"]), ("user", None, ["trustpoint verify TP"])],
    )


def test_uneven_indentation_inside_a_line() -> None:
    assert section(
        parse("line vty 0 4\n login local\n   transport input ssh\n exec-timeout 5 0\n"), "line vty 0 4"
    ) == [
        "login local",
        "transport input ssh",
        "exec-timeout 5 0",
    ]


def test_typed_keys_are_opaque() -> None:
    user = "username a\nkey-string\nAAAAB3Nz\nexec\nexit\n"
    text = f"ip ssh pubkey-chain\n{user}username b\nkey-hash ssh-rsa AA\nexit\nexit\nip ssh version 2\n"
    assert shape(parse(text).lines) == [
        (
            "ip ssh pubkey-chain",
            None,
            [("username a", None, [("key-string", "AAAAB3Nz\nexec")]), ("username b", None, ["key-hash ssh-rsa AA"])],
        ),
        "ip ssh version 2",
    ]


def test_macros_are_opaque() -> None:
    text = "macro name desktop\nswitchport mode access\nip ssh version 1\n@\nip ssh version 2\n"
    assert shape(parse(text).lines) == [
        ("macro name desktop", "switchport mode access\nip ssh version 1"),
        "ip ssh version 2",
    ]


def test_key_chains_have_no_blocks() -> None:
    text = "key chain K\n key 1\n  key-string 7 0812\nip ssh version 2\n"
    assert parse(text).complete
    assert shape(parse(text).lines) == [
        ("key chain K", None, [("key 1", None, ["key-string 7 0812"])]),
        "ip ssh version 2",
    ]


BANNERS = [
    ("banner login ^CS6^C\n", "banner login", "S6"),
    ("banner login ^C^C\n", "banner login", ""),
    ("banner login ^C\n^C\n", "banner login", "\n"),
    ("banner login ^C\ntext\n^C\n", "banner login", "\ntext\n"),
    ("banner login ^Cfirst\nlast^C\n", "banner login", "first\nlast"),
    ("banner login ^C first \n  ip ssh version 1 \n^C\n", "banner login", " first \n  ip ssh version 1 \n"),
    ("banner login \x03raw\nbyte\x03\n", "banner login", "raw\nbyte"),
    ("banner login #text#\n", "banner login", "text"),
    ("banner login #\ntext\n# trailing\n", "banner login", "\ntext\n"),
    ("banner login c text c\n", "banner login", " text "),
    ("banner login @line vty 0 4\n login\n@\n", "banner login", "line vty 0 4\n login\n"),
    ("banner motd ^CPress ^C to stop^C\n", "banner motd", "Press ^C to stop"),
    ("banner motd ^C\nPress ^C to stop\n^C\n", "banner motd", "\nPress ^C to stop\n"),
    ("banner motd ^C text ^C trailing\nbanner exec ^Cx^C\n", "banner motd", " text "),
    ("banner exec ^C# > $ % !\n!\nend\n^C\n", "banner exec", "# > $ % !\n!\nend\n"),
    ("banner incoming ^C\xa7 \xe9 \u2028 \x0c\n^C\n", "banner incoming", "\xa7 \xe9 \u2028 \x0c\n"),
    ("banner slip-ppp ^Cx^C\n", "banner slip-ppp", "x"),
    ("banner prompt-timeout ^Cx^C\n", "banner prompt-timeout", "x"),
    ("banner login ^C\r\ntext\r\n^C\r\n", "banner login", "\ntext\n"),
    ("banner login ^C\na\n*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: x\nb\n^C\n", "banner login", "\na\nb\n"),
    ("aaa authentication banner ^CHello^C\n", "aaa authentication banner", "Hello"),
    (
        "aaa authentication fail-message ^C\nip ssh version 1\n^C\n",
        "aaa authentication fail-message",
        "\nip ssh version 1\n",
    ),
]


@pytest.mark.parametrize(("text", "kind", "body"), BANNERS)
def test_banners(text: str, kind: str, body: str) -> None:
    config = parse(f"hostname A\n{text}line vty 0 4\n login local\n")
    assert config.complete
    assert config.lines[1].text == kind
    assert config.lines[1].body == body
    assert section(config, "line vty 0 4") == ["login local"]
    assert not any("version" in text for text in top(config))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("banner login ^C\nline vty 0 4\n", ["banner login"]),
        ("banner login #\nline vty 0 4\n", ["banner login"]),
        ("banner exec ^C\nbanner login ^C\n", ["banner exec", "banner login"]),
        (
            "banner exec ^C\nbanner login ^Ctext^C\nip ssh version 2\n",
            ["banner exec", "banner login", "ip ssh version 2"],
        ),
        ("key-string\nAAAA\n", ["key-string"]),
        ("certificate self-signed 01\n 30820330\n", ["certificate self-signed 01"]),
        ("macro name X\nswitchport\n", ["macro name X"]),
    ],
)
def test_text_that_ends_too_early_is_incomplete(text: str, lines: list[str]) -> None:
    config = parse(text)
    assert not config.complete
    assert top(config) == lines


@pytest.mark.parametrize("text", ["no banner login\n", "banner login\n", "banner login \n", "vacant-message\n"])
def test_commands_without_text_are_plain_lines(text: str) -> None:
    assert parse(text) == Config((Line(text.strip(), 1),), complete=True)


@pytest.mark.parametrize(
    "noise",
    [
        "sw-1.lab_2#show running-config | section line",
        "sw1>",
        "lab(1)#",
        "RT01(config)#do show running-config",
        "show running-config all",
        "Building configuration...",
        "Current configuration : 118 bytes",
        "Using 2354 out of 65536 bytes",
        "Uncompressed configuration from 3000 bytes to 9000 bytes",
        "% Invalid input detected at '^' marker.",
        "        ^",
        "!",
        "! ip ssh version 1",
        " ! ",
        "",
        "end",
        "Load for five secs: 1%/0%; one minute: 1%; five minutes: 1%",
        "Time source is NTP, 09:25:01.000 UTC Sun Sep 13 2026",
    ],
)
def test_what_surrounds_a_configuration_is_left_out(noise: str) -> None:
    config = parse(f"{noise}\nhostname A\nline vty 0 4\n login local\n{noise}\n")
    assert shape(config.lines) == ["hostname A", ("line vty 0 4", None, ["login local"])]


def test_output_of_include_has_no_modes() -> None:
    config = parse("RT01#show running-config | include ip ssh\nip ssh time-out 60\nip ssh version 2\nRT01#")
    assert top(config) == ["ip ssh time-out 60", "ip ssh version 2"]


def test_lines_without_their_mode_belong_to_no_other_command() -> None:
    text = "ip ssh version 2\n transport input ssh\nusername bob privilege 15\n login local\n"
    assert all(not line.children for line in parse(text).lines)


def test_a_first_line_that_lost_its_blanks_has_no_children() -> None:
    config = parse("hostname A\n    ip ssh version 2\n    line vty 0 4\n     login local\n    banner login ^Cx^C\n")
    assert shape(config.lines) == [
        "hostname A",
        "ip ssh version 2",
        ("line vty 0 4", None, ["login local"]),
        ("banner login", "x"),
    ]


def test_very_long_lines_and_very_deep_indentation() -> None:
    assert parse("x" * 100_000).lines[0].text == "x" * 100_000
    config = parse("\n".join(" " * depth + "a" for depth in range(2000)))
    assert hash(config) == hash(parse("\n".join(" " * depth + "a" for depth in range(2000))))


# --- laws ---

NAMES = st.text(alphabet="abcdefgh", min_size=1, max_size=6)
LEAVES = {
    "line vty {}": ["login local", "transport input ssh", "exec-timeout 5 0", "access-class 23 in", "no exec"],
    "interface {}": [
        "description banner login ^C",
        "ip address 10.0.0.1 255.0.0.0",
        "no shutdown",
        "switchport mode access",
    ],
    "ip access-list extended {}": ["permit tcp any any eq 22", "10 deny ip any any", "remark line vty 0 4"],
    "crypto pki trustpoint {}": ["enrollment selfsigned", "rsakeypair X", "revocation-check none"],
    "vlan {}": ["name USERS"],
}
GLOBALS = [
    "hostname R1",
    "ip ssh version 2",
    "ip ssh time-out 60",
    "username bob privilege 15 secret 9 x",
    "no ip http server",
    "snmp-server location X",
]


@st.composite
def configurations(draw: st.DrawFn) -> list[object]:
    tree: list[object] = []
    for number in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["global", "mode", "chain", "archive"]))
        if kind == "global":
            tree.append(draw(st.sampled_from(GLOBALS)))
        elif kind == "mode":
            header = draw(st.sampled_from(sorted(LEAVES)))
            tree.append(
                (header.format(number), None, draw(st.lists(st.sampled_from(LEAVES[header]), min_size=1, max_size=4)))
            )
        elif kind == "chain":
            users = draw(st.lists(NAMES, min_size=1, max_size=3))
            keys = [f"key-hash ssh-rsa {number:032X}", f"key-hash ssh-rsa {number + 9:032X} c d"]
            tree.append(("ip ssh pubkey-chain", None, [(f"username {user}", None, keys) for user in users]))
        else:
            tree.append(("archive", None, [("log config", None, ["logging enable", "hidekeys"]), "path flash:a"]))
    return tree


def written(tree: list[object], unit: str, depth: int = 0) -> list[str]:
    lines: list[str] = []
    for entry in tree:
        text, children = (entry, []) if isinstance(entry, str) else (entry[0], entry[2])
        lines += [unit * depth + text, *written(children, unit, depth + 1)]
        if depth == 0:
            lines.append("!")
    return lines


@given(configurations(), st.sampled_from(["", " ", "  ", "\t", "    "]), st.sampled_from(["\n", "\r\n", " \n"]))
@settings(max_examples=200, deadline=None)
def test_every_way_to_write_a_configuration_reads_the_same(tree: list[object], unit: str, line_end: str) -> None:
    config = parse(line_end.join(written(tree, unit)))
    assert config.complete
    assert shape(config.lines) == tree


FRAGMENTS = st.sampled_from(
    [
        "banner login ^C",
        "^C",
        "\x03",
        "banner motd #",
        "#",
        "key-string",
        "certificate 01",
        "quit",
        "AB01",
        "line vty 0 4",
        " login",
        "\tserver",
        "exit",
        "end",
        "\x08\x08$",
        "\r",
        "\x1b[K",
        "--More--",
        "macro name x",
        "@",
        "%SYS-5-X: y",
        "!",
        " ",
    ]
)


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(FRAGMENTS, max_size=40).map("\n".join),
        st.lists(FRAGMENTS, max_size=40).map("".join),
    )
)
@settings(max_examples=300, deadline=None)
def test_no_text_raises(raw: str) -> None:
    config = parse(raw)
    assert isinstance(config.complete, bool)
    numbers = [line.number for line in config.lines]
    assert numbers == sorted(numbers)


# --- speed ---

BLOCK = "".join(
    f"interface GigabitEthernet1/0/{port}\n description to # host {port}\n switchport mode access\n!\n"
    for port in range(48)
) + "".join(f"access-list 101 permit tcp any host 10.0.0.{host} eq 22\n" for host in range(200))
HARD = {
    "usual": BLOCK,
    "flat": BLOCK.replace("\n ", "\n"),
    "crlf": BLOCK.replace("\n", "\r\n"),
    "paged": BLOCK.replace("!\n", " --More-- " + BS * 9 + " " * 8 + BS * 9 + "!\r\n"),
    "unclosed banners": "banner login ^C\n" * 800,
    "banners with trailing text": "banner login ^Ca^C b\nx\n" * 600,
    "certificates": "certificate 01\n" + "30820330 30820218 A0030201 02020101\n" * 300,
    "keys": "key-string\n" * 1000,
    "backspaces": ("a" * 60 + BS * 60 + "$" + "a" * 49) * 80,
    "carriage returns": "\r" * 6000,
    "one long line": "x#" * 6000,
    "deeper and deeper": "\n".join(" " * (depth % 150) + "a" for depth in range(400)) + "\n",
    "almost a log line": "*Sep 13 09:18:39.349 " + "A-" * 5000,
}


def seconds(text: str) -> float:
    start = time.process_time()
    parse(text)
    return time.process_time() - start


@pytest.mark.parametrize("kind", sorted(HARD))
def test_time_grows_with_the_length_and_no_faster(kind: str) -> None:
    small = HARD[kind] * (50_000 // len(HARD[kind]) + 1)
    seconds(small)
    # quadratic time would give a ratio of 64; what a busy machine adds stays far below 24
    assert min(seconds(small * 8) for _unused in range(2)) < 24 * max(
        min(seconds(small) for _unused in range(3)), 0.002
    )


def test_five_megabytes() -> None:
    text = BLOCK * (5_000_000 // len(BLOCK))
    start = time.process_time()
    assert sum(bool(line.strip(" ").partition(" ")[0]) for line in text.split("\n")) > 100_000
    least = time.process_time() - start
    # 13 times what it takes only to look at the first word of every line, half a second where this was written
    assert min(seconds(text) for _unused in range(2)) < 60 * least
