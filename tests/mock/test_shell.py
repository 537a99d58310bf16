# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal, byte by byte: echo, scrolling, editing, paging, and lines that come in between."""

from __future__ import annotations

import asyncio

import pytest
from mock_ios.device import Account
from mock_ios.shell import Shell
from mock_terminal import Terminal, device

MORE = b" --More-- "
ERASED = b"\b" * 9 + b" " * 8 + b"\b" * 9
MAC_LINE = b"ip ssh server algorithm mac hmac-sha2-512-etm@openssh.com"


def prompt_of_21_columns() -> Terminal:
    terminal = Terminal(device("17.15", "hostname stack3-nyqu1\n"))
    terminal.type("configure terminal")
    assert terminal.shell.prompt == "stack3-nyqu1(config)#"
    return terminal


def test_first_bytes_are_a_blank_line_and_the_prompt() -> None:
    with Terminal(device("17.15"), vty=True) as terminal:
        assert bytes(terminal.output) == b"\r\nR1#"


def test_banners_come_before_the_prompt() -> None:
    initial = "hostname R1\nbanner motd ^CToday#^C\nbanner exec ^C\nWelcome>\n^C\n"
    with Terminal(device("17.15", initial), vty=True) as terminal:
        assert bytes(terminal.output) == b"\r\nToday#\r\n\r\nWelcome>\r\nR1#"


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\0"])
def test_line_endings(end: bytes) -> None:
    with Terminal(device("17.15")) as terminal:
        assert terminal.raw(b"show privilege" + end) == b"show privilege\r\nCurrent privilege level is 15\r\nR1#"
        assert terminal.raw(end) == b"\r\nR1#"


def test_long_line_scrolls_as_recorded() -> None:
    """7.5: a prompt of 21 columns, 56 characters echoed, then ten columns to the left."""
    with prompt_of_21_columns() as terminal:
        echoed = terminal.raw(MAC_LINE)
        assert echoed == (
            b"ip ssh server algorithm mac hmac-sha2-512-etm@openssh.co"
            + b"\b" * 56
            + b"$er algorithm mac hmac-sha2-512-etm@openssh.com"
            + b" " * 9
            + b"\b" * 9
        )
        assert terminal.raw(b"\r") == b"\r\nstack3-nyqu1(config)#"
        assert MAC_LINE.decode() in terminal.device.running_text()


def test_longer_line_scrolls_every_ten_characters() -> None:
    """7.5."""
    with prompt_of_21_columns() as terminal:
        echoed = terminal.raw(b"x" * 90)
        assert [len(part) for part in echoed.split(b"$")][1:] == [46 + 9 + 9 + 9 + 56] * 3 + [46 + 9 + 9 + 3]


def test_line_is_the_same_whether_it_comes_in_one_piece_or_in_many() -> None:
    with prompt_of_21_columns() as terminal:
        single = b"".join(terminal.raw(bytes([byte])) for byte in MAC_LINE * 3)
        terminal.raw(b"\x15\r")
        assert terminal.raw(MAC_LINE * 3) == single


def test_width_zero_never_scrolls() -> None:
    """7.3."""
    with Terminal(device("17.15")) as terminal:
        terminal.type("terminal width 0")
        assert terminal.raw(b"x" * 200) == b"x" * 200


def test_input_line_ends_after_254_characters() -> None:
    """2.4."""
    with Terminal(device("17.15"), width=0) as terminal:
        assert terminal.raw(b"!" + b"x" * 300) == b"!" + b"x" * 253


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (b"shox\bw clock", b"show clock"),
        (b"shox\x7fw clock", b"show clock"),
        (b"rubbish\x15show clock", b"show clock"),
        (b"show run\x17clock", b"show clock"),
        (b"how clock\x01s", b"show clock"),
        (b"ow clock\x01sh\x05", b"show clock"),
        (b"\b\b\x15\x17show clock", b"show clock"),
        (b"show \x1b[Aclock", b"show clock"),
    ],
)
def test_editing(typed: bytes, line: bytes) -> None:
    with Terminal(device("17.15")) as terminal:
        assert b"*09:17:32.349 UTC" in terminal.raw(typed + b"\r")


def screen(data: bytes) -> str:
    """What one row of a terminal shows."""
    cells: list[str] = []
    column = 0
    for char in data.decode():
        if char == "\b":
            column = max(0, column - 1)
            continue
        cells[column : column + 1] = [char]
        column += 1
    return "".join(cells).rstrip()


@pytest.mark.parametrize("erased", [1, 5, 9, 10, 11, 20, 60, 100])
def test_screen_after_erasing_a_scrolled_line(erased: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(100))
    with prompt_of_21_columns() as terminal:
        data = terminal.raw(text.encode() + b"\b" * erased)
        left = text[: 100 - erased]
        shown = screen(data)
        assert shown == left or (shown.startswith("$") and left.endswith(shown[1:]))


def test_ctrl_z_carries_the_line_out_and_leaves() -> None:
    with Terminal(device("17.15"), vty=True) as terminal:
        terminal.type("configure terminal", "line vty 0 4")
        assert terminal.raw(b"exec-timeout 5 0\x1a") == b"exec-timeout 5 0^Z\r\nR1#"
        assert " exec-timeout 5 0\n" in terminal.device.running_text()


def test_ctrl_c_forgets_the_line_and_leaves() -> None:
    with Terminal(device("17.15"), vty=True) as terminal:
        terminal.type("configure terminal")
        assert terminal.raw(b"hostname X\x03") == b"hostname X^C\r\nR1#"
        assert terminal.raw(b"show clock\x03") == b"show clock\r\nR1#"
        assert terminal.device.hostname == "R1"


def test_ctrl_c_ends_a_question() -> None:
    with Terminal(device("17.15", rsa=2048)) as terminal:
        terminal.type("crypto key zeroize rsa")
        assert terminal.raw(b"\x03").endswith(b"\r\nR1#")
        assert terminal.device.keys


def test_pager() -> None:
    """7.3: space is a page, Enter a line, q the end."""
    with Terminal(device("17.15"), height=6) as terminal:
        whole = terminal.device.running_text().split("\n")
        page = terminal.raw(b"show running-config\r")
        assert page.endswith(f"\r\n{whole[2]}\r\n".encode() + MORE)
        assert page.count(b"\r\n") == 6
        line = terminal.raw(b"\r")
        assert line == ERASED + whole[3].encode() + b"\r\n" + MORE
        page = terminal.raw(b" ")
        assert page == ERASED + "\r\n".join(whole[4:9]).encode() + b"\r\n" + MORE
        assert terminal.raw(b"q") == ERASED + b"\r\nR1#"


def test_terminal_length_zero_has_no_pager() -> None:
    with Terminal(device("17.15"), height=6) as terminal:
        assert terminal.reply("terminal length 0") == ""
        assert "--More--" not in terminal.type("show running-config")
        terminal.type("terminal length 6")
        assert terminal.raw(b"show running-config\r").endswith(MORE)


def test_length_of_the_line_counts() -> None:
    with Terminal(device("17.15", "hostname R1\nline vty 0 4\n length 0\n"), vty=True, height=24) as terminal:
        assert terminal.shell.height == 0


def test_log_line_lands_in_the_middle_of_the_echo() -> None:
    """7.8: nothing is drawn again without `logging synchronous`; a vty sees it only with `terminal monitor`."""
    with Terminal(device("17.15"), vty=True) as terminal:
        terminal.raw(b"no ip route 10.0.0.0 25")
        terminal.output.clear()
        terminal.device.log("SYS-5-TEST", "one")
        assert bytes(terminal.output) == b""
        terminal.type("", "terminal monitor")
        terminal.raw(b"show cl")
        terminal.output.clear()
        terminal.device.log("SYS-5-TEST", "two")
        assert bytes(terminal.output) == b"\r\n*Sep 13 09:17:32.349: %SYS-5-TEST: two\r\n"
        assert b"*09:17:32.349 UTC" in terminal.raw(b"ock\r")


def test_logging_synchronous_draws_the_line_again() -> None:
    with Terminal(device("17.15", "hostname R1\nline con 0\n logging synchronous\n")) as terminal:
        terminal.raw(b"show cl")
        terminal.output.clear()
        terminal.device.log("SYS-5-TEST", "two")
        assert bytes(terminal.output) == b"\r\n*Sep 13 09:17:32.349: %SYS-5-TEST: two\r\nR1#show cl"


def test_leaving_configuration_is_logged_with_the_user() -> None:
    """7.2."""
    with Terminal(device("17.15"), vty=True, user="admin") as terminal:
        terminal.type("configure terminal", "end")
        assert terminal.device.log_lines[-1].endswith(
            "%SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.0.0.2)"
        )
        assert terminal.reply("show logging").endswith(terminal.device.log_lines[-1] + "\n")


@pytest.mark.parametrize(
    ("form", "head"),
    [
        ("service timestamps log datetime msec", "*Sep 13 09:17:32.349: %"),
        ("service timestamps log uptime", "00:01:05: %"),
        ("no service timestamps log", "%"),
        ("service sequence-numbers", "000001: *Sep 13 09:1"),
    ],
)
def test_timestamps(form: str, head: str) -> None:
    """7.8."""
    on = device("17.15", f"hostname R1\n{form}\n")
    if "uptime" in form:
        on.clock.advance(65)
    on.log("SYS-5-TEST", "x")
    assert on.log_lines[0].startswith(head)


def test_password_is_not_echoed() -> None:
    with Terminal(
        device("17.15", "hostname R1\nenable secret 5 $1$abcd$2hDGYdE0UrwK2pqoiF6BB1\n"), privilege=1
    ) as terminal:
        assert terminal.raw(b"enable\r") == b"enable\r\nPassword: "
        assert terminal.raw(b"cisco") == b""
        assert terminal.raw(b"\r") == b"\r\nR1#"


@pytest.mark.parametrize("word", ["exit", "logout", "quit"])
def test_end_of_the_session(word: str) -> None:
    with Terminal(device("17.15")) as terminal:
        terminal.type(word)
        assert terminal.ended
        assert not terminal.device.shells


@pytest.mark.parametrize(
    ("lines", "patience"),
    [("", 600), (" exec-timeout 1 30\n", 90), (" exec-timeout 0 5\n", 5), (" exec-timeout 0 0\n", None)],
)
def test_idle_session_ends(lines: str, patience: int | None) -> None:
    """5.3: `exec-timeout`, ten minutes by default; a key starts the time again."""
    with Terminal(device("17.15", f"hostname R1\nline vty 0 4\n{lines}", rsa=2048), vty=True) as terminal:
        if patience is None:
            terminal.wait(10 * 86400)
            assert not terminal.ended
            return
        terminal.wait(patience - 1)
        terminal.raw("x")
        terminal.wait(patience - 1)
        assert not terminal.ended
        terminal.wait(1)
        assert terminal.ended


def test_one_command_without_terminal() -> None:
    """7.9: the exec banner, then the reply; no echo, no paging, no prompt."""
    on = device("17.15", "hostname R1\nbanner exec ^CWelcome^C\n")
    out = bytearray()
    shell = Shell(on, on.console(), Account("", 15), width=80, height=3, write=out.extend)
    asyncio.run(shell.execute("show running-config | include hostname|bulk"))
    assert bytes(out) == b"Welcome\r\nhostname R1\r\nip ssh bulk-mode 131072\r\n"
    assert not on.shells


def test_sessions_of_a_cleared_line_end() -> None:
    on = device("17.15", rsa=2048)
    with Terminal(on, vty=True) as victim, Terminal(on) as console:
        console.type("clear line vty 0")
        console.raw(b"\r")
        victim.raw(b"")
        assert victim.ended


def test_question_mark_never_becomes_part_of_the_line() -> None:
    with Terminal(device("17.15")) as terminal:
        said = terminal.raw(b"show pri?vilege\r")
        assert b"Current privilege level is 15" in said


HELP_OF_IP_SSH = """\
  authentication-retries  Specify number of authentication retries
  break-string            break-string
  logging                 Configure logging for SSH
  maxstartups             Maximum concurrent sessions allowed
  port                    Starting (or only) Port number to listen on
  rsa                     Configure RSA keypair name for SSH
  source-interface        Specify interface for source address in SSH
                          connections
  stricthostkeycheck      Enable SSH Server Authentication
  time-out                Specify SSH time-out interval
  version                 Version Supported
"""


def answer(terminal: Terminal, typed: str) -> str:
    """What stands between the echo of the question mark and the line as it is drawn again."""
    said = terminal.raw(typed + "?").decode()
    terminal.raw(b"\x15")
    head, tail = f"{typed}?\r\n", terminal.shell.prompt + typed
    assert said.startswith(head)
    assert said.endswith(tail)
    return said.removeprefix(head).removesuffix(tail).replace("\r\n", "\n")


def test_help_is_what_was_recorded() -> None:
    """Reference 1.1 and 3.6."""
    with Terminal(device("16.8")) as terminal:
        terminal.type("configure terminal")
        shown = answer(terminal, "ip ssh ")
        assert [line for line in HELP_OF_IP_SSH.splitlines() if line not in shown.splitlines()] == []
        assert answer(terminal, "do show crypto key mypubkey ") == (
            "  all  Show all public keys\n  ec   Show ec public keys\n  rsa  Show RSA public keys\n\n"
        )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ip ssh time-out ", "  <1-120>\n\n"),
        ("no ip ssh time-out ", "  <1-120>\n  <cr>\n\n"),
        ("ip ssh server algorithm mac hmac-sha1 ", "  hmac-sha1-96\n  <cr>\n\n"),
        ("ip ssh v", "version\n\n"),
        ("def", "default\n\n"),
        ("hostname ", "  WORD\n\n"),
        ("foo ", "% Unrecognized command\n"),
        ("ip s", "scp  ssh\n\n"),
        ("do show i ", '% Ambiguous command:  "do show i"\n'),
        ("do show cl", "clock\n\n"),
    ],
)
def test_help_follows_from_what_the_device_knows(typed: str, said: str) -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.type("configure terminal")
        assert answer(terminal, typed) == said
        terminal.type("line vty 0 4")
        if not typed.startswith("def"):
            assert answer(terminal, typed) == said


def test_help_knows_the_privilege_of_the_session() -> None:
    with Terminal(device("15.2"), privilege=1) as terminal:
        assert "configure" not in answer(terminal, "")
        assert answer(terminal, "conf") == "% Unrecognized command\n"


def test_tab_spells_out_what_is_clear() -> None:
    with Terminal(device("15.2")) as terminal:
        assert terminal.raw(b"sho\t") == b"sho\r\nR1#show "
        assert terminal.raw(b"xyz\t\tprivi\t\x15") != b""
        assert terminal.raw(b"show i\t") == b"show i"
        assert terminal.raw(b"p s\t\r").startswith(b"p s\r\nR1#show ip ssh \r\nSSH Disabled")


def test_history() -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.type("show privilege", "show clock")
        assert terminal.raw(b"\x10\x10").endswith(b"show privilege")
        assert b"show clock" in terminal.raw(b"\x1b[B")
        assert b"level is 15" in terminal.raw(b"\x1b[A\r")
        assert terminal.reply("show history").splitlines() == [
            *("  show privilege", "  show clock", "  show privilege", "  show history")
        ]
