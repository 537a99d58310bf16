# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prompts and questions at the end of what a device has sent."""

from __future__ import annotations

import re

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import modes
from hypothesis import given, settings
from hypothesis import strategies as st

SUFFIXES = [
    (">", "user", ""),
    ("#", "privileged", ""),
    ("(config)#", "config", "config"),
    ("(config-line)#", "line", "config-line"),
    ("(config-if)#", "interface", "config-if"),
    ("(config-subif)#", "interface", "config-subif"),
    ("(config-if-range)#", "interface", "config-if-range"),
    ("(config-archive)#", "archive", "config-archive"),
    ("(config-archive-log-cfg)#", "submode", "config-archive-log-cfg"),
    ("(config-ext-nacl)#", "submode", "config-ext-nacl"),
    ("(conf-ssh-pubkey)#", "pubkey-chain", "conf-ssh-pubkey"),
    ("(conf-ssh-pubkey-user)#", "pubkey-user", "conf-ssh-pubkey-user"),
    ("(conf-ssh-pubkey-server)#", "pubkey-server", "conf-ssh-pubkey-server"),
    ("(conf-ssh-pubkey-data)#", "pubkey-data", "conf-ssh-pubkey-data"),
    ("(ca-trustpoint)#", "submode", "ca-trustpoint"),
    ("(cfg-crypto-trans)#", "submode", "cfg-crypto-trans"),
]
HOSTNAMES = ["R", "RT01", "rt-01.lab_2", "lab)", "lab(1)", "x" * 63, "Router.example.net", "7206", "a:b/c", "sw~1"]


@pytest.mark.parametrize("hostname", HOSTNAMES)
@pytest.mark.parametrize(("suffix", "mode", "label"), SUFFIXES)
@pytest.mark.parametrize("before", ["", "\r\n", "last line of a reply\r\n", "\r\n\r\n"])
def test_prompts_with_a_known_host_name(hostname: str, suffix: str, mode: str, label: str, before: str) -> None:
    found = modes.prompt(before + hostname + suffix, hostname)
    assert found == modes.PromptMatch(mode, hostname, label, hostname + suffix)


@pytest.mark.parametrize("hostname", [name for name in HOSTNAMES if name != "7206"])
@pytest.mark.parametrize(("suffix", "mode", "label"), SUFFIXES)
def test_prompts_before_the_host_name_is_known(hostname: str, suffix: str, mode: str, label: str) -> None:
    found = modes.prompt(f"\r\nWelcome\r\n\r\n{hostname}{suffix}")
    assert found == modes.PromptMatch(mode, hostname, label, hostname + suffix)


LONG = "edge-router-17.rack-4.berlin.example"
CUT = [
    (f"{LONG[:20]}(config)#", "config"),
    (f"{LONG[:16]}(config)#", "config"),
    (f"{LONG[:12]}(config)#", "config"),
    (f"{LONG[:7]}(config-line)#", "line"),
    (f"{LONG[:1]}(conf-ssh-pubkey-user)#", "pubkey-user"),
    (f"{LONG[:20]}#", "privileged"),
]


@pytest.mark.parametrize(("line", "mode"), CUT)
def test_long_host_names_are_cut_in_configuration_mode(line: str, mode: str) -> None:
    found = modes.prompt(f"\r\n{line}", LONG)
    assert found is not None
    assert found.mode == mode
    assert LONG.startswith(found.hostname)


NOT_PROMPTS = [
    "Authorized users only #",
    "RT01 #",
    "<RT01>",
    "########",
    "* RT01#",
    "RT02#",
    "rt01#",
    "RT0#",
    "RT(config)#",
    "RT01#show version",
    "RT01",
    "RT01(config)",
    "RT01(config)>",
    "RT01#\r\nreply",
    "RT01#\r\n",
    "RT01##",
    "RT01#  ",
    "x RT01#",
    "(config)#",
    "#",
    ">",
    "",
]


@pytest.mark.parametrize("tail", NOT_PROMPTS)
def test_other_texts_are_no_prompts(tail: str) -> None:
    assert modes.prompt(tail, "RT01") is None


@pytest.mark.parametrize(
    "tail",
    [
        "Authorized users only #",
        "########",
        "--->",
        "* *#",
        "<html>",
        "-- legal notice: #",
        "a b>",
        "5#",
        "",
        "word",
        "RT01#\n",
    ],
)
def test_banners_are_no_prompts_before_the_host_name_is_known(tail: str) -> None:
    assert modes.prompt(tail) is None


@pytest.mark.parametrize("blank", ["", " "])
def test_one_blank_behind_a_prompt_is_passed_over(blank: str) -> None:
    found = modes.prompt(f"RT01#{blank}", "RT01")
    assert found is not None
    assert found.text == "RT01#"


LATE = [
    "\r\n*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.1.1.1)\r\n",
    "\r\n000123: *Sep 13 09:18:39.349: %SSH-5-ENABLED: SSH 2.0 has been enabled",
    "\r\n%SSH-5-ENABLED: SSH 2.0 has been enabled\r\n%SSH-5-DISABLED: SSH 2.0 has been disabled\r\n",
    "\r\n\r\n\r\n***\r\n*** --- SHUTDOWN in 00:05:00 ---\r\n***\r\n",
]


@pytest.mark.parametrize("late", LATE)
def test_log_messages_behind_a_prompt_do_not_hide_it(late: str) -> None:
    for hostname in ("RT01", None):
        found = modes.prompt(f"text\r\nRT01(config)#{late}", hostname)
        assert found is not None
        assert (found.mode, found.text) == ("config", "RT01(config)#")
    assert modes.prompt(f"RT01#show version{late}", "RT01") is None
    assert modes.prompt(f"reply{late}", "RT01") is None


def test_residue_of_the_terminal_is_passed_over() -> None:
    assert modes.prompt(" --More-- " + "\x08" * 9 + " " * 8 + "\x08" * 9 + "RT01#", "RT01") is not None
    assert modes.prompt("\x1b[K\rRT01#", "RT01") is not None


QUESTIONS = [
    (" --More-- ", "more"),
    ("line\r\n --More-- ", "more"),
    ("--More--", "more"),
    ("line\r\n\x1b[7m --More-- ", "more"),
    ("\x1b[7m--More--\x1b[27m", "more"),
    ("How many bits in the modulus [512]: ", "modulus"),
    ("How many bits in the modulus [2048]: ", "modulus"),
    ("% You already have RSA keys defined named A.\r\n% Do you really want to replace them? [yes/no]: ", "yes_no"),
    ("Do you really want to remove these keys? [yes/no]: ", "yes_no"),
    ("System configuration has been modified. Save? [yes/no]: ", "yes_no"),
    ("Would you like to enter the initial configuration dialog? [yes/no]: ", "yes_no"),
    ("Do you want to continue? [confirm]", "confirm"),
    ("Proceed with reload? [confirm]", "confirm"),
    ("Overwrite the previous NVRAM configuration?[confirm]", "confirm"),
    ("Proceed with reload?[confirm]:", "confirm"),
    ("Are you sure you want to continue? [y/n] ", "y_n"),
    ("Are you sure you want to continue? (y/n)[y]", "y_n"),
    ("Do you want to continue?[y/n]? [yes]: ", "default"),
    ("Enter host name [Router]: ", "default"),
    ("  Confirm enable secret: ", "password"),
    ("configuration. Enter Y if you are sure you want to proceed. ? [no]: ", "replace"),
    ("Destination filename [startup-config]? ", "filename"),
    ("Source filename []? ", "filename"),
    ("Configuring from terminal, memory, or network [terminal]? ", "configure_from"),
    ("Password: ", "password"),
    ("bob@10.0.0.1's password: ", "password"),
    ("Password:", "password"),
    ("New Password:", "new_password"),
    ("Re-enter New password:", "new_password"),
    ("Username: ", "username"),
    ("Address or name of remote host [10.0.0.1]? ", "default"),
]


@pytest.mark.parametrize(("tail", "name"), QUESTIONS)
def test_questions(tail: str, name: str) -> None:
    found = modes.question(tail)
    assert found is not None
    assert found.name == name
    assert modes.prompt(tail, "RT01") is None


@pytest.mark.parametrize(
    "tail",
    [
        "RT01#",
        "RT01(config)#",
        "Password: x",
        "[yes/no]\r\nRT01#",
        "Password:\r\nRT01#",
        "",
        "a [OK]",
        "--More-- or less",
    ],
)
def test_other_texts_are_no_questions(tail: str) -> None:
    assert modes.question(tail) is None


def test_a_log_message_behind_a_question_does_not_hide_it() -> None:
    found = modes.question("Proceed with reload? [confirm]\r\n*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: x\r\n")
    assert found is not None
    assert found.name == "confirm"


def test_every_row_of_the_tables_is_reached() -> None:
    assert {mode for _unused, mode, _unused in SUFFIXES} == {mode.name for mode in modes.MODES}
    assert {name for _unused, name in QUESTIONS} == {question.name for question in modes.QUESTIONS}


def test_every_mode_leads_back() -> None:
    for mode in modes.MODES:
        assert mode.source
        assert mode.leave
        steps = 0
        at = mode
        while at.parent:
            at = modes.mode(at.parent)
            steps += 1
            assert steps < 10
        assert at.name == "user"
    assert modes.mode("pubkey-data").end is None  # the word would become part of the key


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._)-]{0,62}", fullmatch=True), st.sampled_from(SUFFIXES))
@settings(max_examples=200, deadline=None)
def test_every_host_name_has_its_prompts(hostname: str, row: tuple[str, str, str]) -> None:
    suffix, mode, label = row
    found = modes.prompt(f"Welcome >\r\n{hostname}{suffix}", hostname)
    assert found == modes.PromptMatch(mode, hostname, label, hostname + suffix)
    if re.search("[A-Za-z]", hostname):
        found = modes.prompt(f"{hostname}{suffix}")
        assert found is not None
        assert found.mode == mode


@given(st.text(max_size=100), st.one_of(st.none(), st.text(min_size=1, max_size=10)))
@settings(max_examples=200, deadline=None)
def test_no_text_raises(tail: str, hostname: str | None) -> None:
    for text in (tail, tail + "#", f"\n{tail}(x)#"):
        found = modes.prompt(text, hostname)
        assert found is None or found.mode
        question = modes.question(text)
        assert question is None or question.name
