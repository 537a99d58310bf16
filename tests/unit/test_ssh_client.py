# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ssh command of a device: its line, and when a password is typed."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.secureshell.ios.plugins.modules import ios_ssh_session
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import ssh_client
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.ssh_client import Dialogue, Reply

LINES = [
    # the guide's examples
    (
        {"version": "2", "cipher": "aes256-ctr", "mac": "hmac-sha1-96", "user": "user2", "host": "10.76.82.24"},
        "ssh -v 2 -c aes256-ctr -m hmac-sha1-96 -l user2 10.76.82.24",
    ),
    (
        {"version": "2", "cipher": "aes256-cbc", "mac": "hmac-sha1-160", "user": "shaship", "host": "10.76.82.24"},
        "ssh -v 2 -c aes256-cbc -m hmac-sha1-160 -l shaship 10.76.82.24",
    ),
    ({"user": "lab", "host": "10.1.1.3"}, "ssh -l lab 10.1.1.3"),
    # its grammar
    ({"host": "r1.example.net"}, "ssh r1.example.net"),
    ({"host": "2001:db8::1"}, "ssh 2001:db8::1"),
    (
        {"user": "u", "password_prompts": 1, "port": 2222, "host": "r1", "command": "show clock"},
        "ssh -l u -o numberofpasswordprompts 1 -p 2222 r1 show clock",
    ),
    ({"user": "u", "vrf": "Mgmt-intf", "host": "r1"}, "ssh -l u -vrf Mgmt-intf r1"),
    ({"user": "u", "vrf": "red", "vrf_in_user": True, "host": "r1"}, "ssh -l u:red r1"),
    ({"user": "u", "rotary": 1, "host": "r1"}, "ssh -l u:rotary1 r1"),
    ({"user": "u", "line": 33, "host": "r1"}, "ssh -l u:33 r1"),
    ({"version": "1", "cipher": "3des", "host": "r1"}, "ssh -v 1 -c 3des r1"),
    ({"host": "r1", "command": "show running-config | include ip ssh"}, "ssh r1 show running-config | include ip ssh"),
]


@pytest.mark.parametrize(("wish", "line"), LINES, ids=[line for _unused, line in LINES])
def test_command_lines(wish, line):
    assert ssh_client.command_line(wish) == line


@pytest.mark.parametrize(
    ("wish", "option"),
    [
        ({"host": "r1\nreload"}, "host"),
        ({"host": "r1 reload"}, "host"),
        ({"host": "-v"}, "host"),
        ({"host": ""}, "host"),
        ({"host": "r?"}, "host"),
        ({"host": "r1", "user": "a b"}, "user"),
        ({"host": "r1", "user": "a:b"}, "user"),
        ({"host": "r1", "user": "-l"}, "user"),
        ({"host": "r1", "user": "a\r"}, "user"),
        ({"host": "r1", "user": ""}, "user"),
        ({"host": "r1", "vrf": "a b"}, "vrf"),
        ({"host": "r1", "vrf": "v", "vrf_in_user": True}, "user"),
        ({"host": "r1", "user": "u", "rotary": 1, "line": 2}, "user"),
        ({"host": "r1", "cipher": "rot13"}, "cipher"),
        ({"host": "r1", "mac": "none"}, "mac"),
        ({"host": "r1", "version": "1", "cipher": "aes128-cbc"}, "cipher"),
        ({"host": "r1", "version": "1", "mac": "hmac-sha1-96"}, "mac"),
        ({"host": "r1", "command": "show clock\nreload"}, "command"),
        ({"host": "r1", "command": "show ?"}, "command"),
        ({"host": "r1", "command": "-vrf x"}, "command"),
        ({"host": "r1", "command": "show " + "x" * 250}, "command"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_sent(wish, option):
    with pytest.raises(WishError) as caught:
        ssh_client.command_line(wish)
    assert caught.value.option == option


def test_the_tables_are_those_of_the_module():
    assert list(ssh_client.RESULTS) == ios_ssh_session.RESULTS
    assert {row.result for row in ssh_client.ENDINGS} <= set(ssh_client.RESULTS)
    assert all(row.source and row.confidence in {"V1", "V2", "U"} for row in ssh_client.ENDINGS)
    assert all(row.source and row.confidence in {"V1", "V2", "U"} for row in ssh_client.CIPHERS + ssh_client.MACS)
    spec = ArgumentSpecValidator(ios_ssh_session.ARGUMENT_SPEC)
    assert not spec.validate({"host": "r1"}).error_messages


@pytest.mark.parametrize(("option", "word", "name"), [
    ("cipher", "3des", "3des-cbc"),
    ("mac", "hmac-md5-128", "hmac-md5"),
    ("mac", "hmac-sha1-160", "hmac-sha1"),
    ("mac", None, None),
])  # fmt: skip
def test_algorithms_behind_the_words(option, word, name):
    assert ssh_client.algorithm(option, word) == name


PROMPTS = [
    "Enter your password: ",
    "Password: ",
    "password:",
    "lab@10.0.0.2's password: ",
    "(lab@10.0.0.2) Password: ",
    "Password for lab: ",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_prompts_for_the_password(prompt):
    dialogue = Dialogue("secret")
    assert dialogue.look(f"\nAuthorized users only\n\n{prompt}", quiet=False) == "type"
    assert (dialogue.typed, dialogue.banner) == ("secret", ["Authorized users only"])


@pytest.mark.parametrize(
    "text",
    [
        "New Password: ",
        "Enter new password: ",
        "Enable Password: ",
        "Enter the enable secret: ",
        "Your last password: ",
        "Password",
        "The Password: is written above\n",
        "Password: \n",
        "Passphrase for key: ",
        "Username: ",
        "R1#",
    ],
)
def test_what_gets_no_password(text):
    dialogue = Dialogue("secret", home="R1#")
    assert dialogue.look(text, quiet=True) != "type"
    assert dialogue.answered == 0


@pytest.mark.parametrize(
    "text",
    [
        "\nWelcome\nPassword: ",
        "\nR2>enable\nPassword: ",
        "\nLast login: Tue Dec  6 13:15:21 2005\nPassword: ",
        "\nR2#",
    ],
)
def test_nothing_is_typed_once_the_peer_has_let_us_in(text):
    dialogue = Dialogue("secret")
    dialogue.look("Password: ", quiet=False)
    for quiet in (False, True):
        assert dialogue.look(text, quiet=quiet) != "type"
    assert dialogue.answered == 1


@pytest.mark.parametrize(
    "between",
    ["\n", "\nPermission denied, please try again.\n", "\n% Authentication failed\n\n", "\nLogin incorrect\n"],
)
def test_a_second_prompt_is_answered(between):
    dialogue = Dialogue("secret")
    dialogue.look("Password: ", quiet=False)
    assert dialogue.look(f"{between}Password: ", quiet=False) == "type"


def test_text_that_comes_in_pieces_is_not_taken_for_a_login():
    dialogue = Dialogue("secret")
    dialogue.look("Password: ", quiet=False)
    assert [dialogue.look(text, quiet=False) for text in ("", "\n", "\nPass", "\nPassword")] == ["wait"] * 4
    assert dialogue.look("\nPassword: ", quiet=False) == "type"


def test_messages_of_the_log_are_nobody_speaking():
    dialogue = Dialogue("secret")
    dialogue.look("Password: ", quiet=False)
    log = "\n*Nov 17 12:51:01.887: SSH2 CLIENT 0: using method password authentication\n"
    assert dialogue.look(log, quiet=False) == "wait"
    assert dialogue.look(log + "Password: ", quiet=False) == "type"


def test_answers_come_before_the_password():
    dialogue = Dialogue("secret", [Reply("OTP|Password for token", "123456")])
    dialogue.look("Password for token: ", quiet=False)
    assert dialogue.typed == "123456"
    dialogue.look("\nPassword: ", quiet=False)
    assert dialogue.typed == "secret"


def test_no_password_at_all():
    dialogue = Dialogue(None)
    assert dialogue.look("Password: ", quiet=False) == "wait"
    assert dialogue.look("Password: ", quiet=True) == "stuck"


@pytest.mark.parametrize(
    ("output", "result"),
    [
        ("10:00:00 UTC", "connected"),
        ("% Invalid input detected at '^' marker.", "connected"),
        ('% Ambiguous command:  "show i"', "connected"),
        ("Last failed login: Tue Nov 24 10:00:00", "connected"),
        ("0 failures, 3 sessions denied", "connected"),
        ("", "authentication_failed"),
        ("% Login invalid", "authentication_failed"),
        ("Sorry, your account admin is locked", "authentication_failed"),
        ("Too many authentication failures", "authentication_failed"),
        ("Permission denied, please try again.", "authentication_failed"),
    ],
)
def test_whether_a_command_ran(output, result):
    dialogue = Dialogue("secret", answered=1)
    text = f"Password: \n{output}\n[Connection to 10.0.0.2 closed by foreign host]\nR1#"
    assert ssh_client.judge(text, dialogue, output=output).result == result


def test_a_secret_that_the_peer_shows_is_masked():
    assert ssh_client.without_secrets("you typed pass-word", ["pass-word", "p"]) == "you typed ********"
