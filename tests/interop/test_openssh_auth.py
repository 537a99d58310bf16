# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH logs in to mock devices with keys, with passwords, and through the password dialogues of the vendor guide."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OLD = ("KexAlgorithms=+diffie-hellman-group1-sha1", "HostKeyAlgorithms=+ssh-rsa", "Ciphers=+aes128-cbc")
SHA1 = "PubkeyAcceptedAlgorithms=+ssh-rsa"
KEYS = {
    "rsa": ["-t", "rsa", "-b", "2048"],
    "rsa2": ["-t", "rsa", "-b", "3072"],
    "p256": ["-t", "ecdsa", "-b", "256"],
    "p384": ["-t", "ecdsa", "-b", "384"],
    "p521": ["-t", "ecdsa", "-b", "521"],
    "ed25519": ["-t", "ed25519"],
}
AAA = """
aaa new-model
aaa authentication login default group tacacs+ local
aaa authorization exec default group tacacs+
"""
EXPIRED = "Your password has expired.\nEnter a new one now.\n"
MISMATCH = "The New and Re-entered passwords have to be the same.\nTry again.\n"
FLEET = {
    "devices": [
        {"name": "old", "profile": "12.4"},
        {"name": "new", "profile": "17.15"},
        {"name": "newest", "profile": "26.1"},
        {
            "name": "aaa",
            "profile": "17.15",
            "config": AAA,
            "aaa_server": {
                "users": [
                    {"name": "blank", "password": "cisco", "privilege": 15},
                    {"name": "first", "password": "cisco", "privilege": 15, "expired": True},
                    {"name": "typo", "password": "cisco1", "privilege": 15, "expired": True},
                    {"name": "third", "password": "cisco", "privilege": 15, "expires_after": 3},
                    {
                        "name": "token",
                        "privilege": 15,
                        "challenges": [{"prompt": "Enter PASSCODE: ", "codes": ["111111", "222222"]}],
                    },
                ]
            },
        },
    ]
}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    return module_mock_fleet(FLEET)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Key files by name, made by ssh-keygen."""
    directory = tmp_path_factory.mktemp("keys")
    for name, kind in KEYS.items():
        command = ["ssh-keygen", "-q", *kind, "-N", "", "-C", f"{name} of a test", "-f", str(directory / name)]
        subprocess.run(command, check=True, timeout=60)
    return {name: directory / name for name in KEYS}


def md5(file: Path) -> str:
    """The fingerprint as ssh-keygen computes it, in the form of the device."""
    command = ["ssh-keygen", "-E", "md5", "-lf", str(file.with_suffix(".pub"))]
    listed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    return listed.split()[1].removeprefix("MD5:").replace(":", "").upper()


def typed(user: str, *files: Path) -> list[str]:
    """The lines that enter public keys as they stand in their files, without type and comment."""
    lines = ["configure terminal", "ip ssh pubkey-chain", f"username {user}"]
    for file in files:
        text = file.with_suffix(".pub").read_text(encoding="utf-8").split()[1]
        lines += ["key-string", *(text[start : start + 72] for start in range(0, len(text), 72)), "exit"]
    return [*lines, "end"]


def with_key(file: Path, *options: str) -> tuple[str, ...]:
    return (f"IdentityFile={file}", "IdentitiesOnly=yes", *options)


RELEASES = {"old": (("rsa", "rsa2"), (*OLD, SHA1)), "new": (tuple(KEYS), ()), "newest": (tuple(KEYS), ())}


@pytest.mark.parametrize("name", RELEASES)
def test_each_type_of_key_that_a_release_takes_lets_in(fleet, openssh, keys, name):
    kinds, options = RELEASES[name]
    lines = ["terminal length 0"]
    for kind in KEYS:
        lines += typed(kind, keys[kind])
    shown = openssh(
        fleet[name], "-tt", input="".join(f"{line}\r" for line in [*lines, "show run", "exit"]), options=options
    ).stdout
    assert shown.count("%SSH: Only ssh-rsa type is supported") == len(KEYS) - len(kinds)
    for kind, file in keys.items():
        assert (f"{md5(file)} \n" in shown) == (kind in kinds)
        only = with_key(file, "PreferredAuthentications=publickey", *options)
        result = openssh(fleet[name], "show privilege", user=kind, options=only)
        assert ("Current privilege level is 1\n" in result.stdout) == (kind in kinds), (kind, result.stderr)
        assert (result.returncode == 0) == (kind in kinds)
    other = with_key(keys["rsa2"], "PreferredAuthentications=publickey", *options)
    assert (
        "Permission denied (publickey,keyboard-interactive,password)"
        in openssh(fleet[name], "show privilege", user="rsa", options=other).stderr
    )


def test_a_third_key_is_refused_and_lets_nobody_in(fleet, openssh, keys):
    three = [keys[name] for name in ("rsa", "rsa2", "ed25519")]
    said = openssh(fleet["new"], "-tt", input="".join(f"{line}\r" for line in [*typed("admin", *three), "exit"])).stdout
    assert said.count("%SSH: Maximum supported number of keyhash for user admin is already configured") == 1
    asked = []
    for file in three:
        result = openssh(fleet["new"], "show privilege", options=with_key(file), answers=["mock-admin"])
        assert "Current privilege level is 15" in result.stdout, result.stderr
        asked.append(len(result.asked))
    assert asked == [0, 0, 1]  # the third one falls back to the password


def test_wrong_keys_do_not_use_up_the_passwords(fleet, openssh, keys):
    wrong = [option for name in ("p256", "p384", "p521", "ed25519") for option in with_key(keys[name])]
    result = openssh(fleet["new"], "show privilege", options=tuple(wrong), answers=["a", "b", "mock-admin"])
    assert "Current privilege level is 15" in result.stdout, result.stderr
    assert len(result.asked) == 3


def test_six_prompts_and_no_more(fleet, openssh):
    """The guide: three of keyboard-interactive, three of password."""
    result = openssh(fleet["new"], "show privilege", answers=["wrong"] * 9)
    assert result.returncode == 255
    assert "Too many authentication failures" in result.stderr
    assert [question.rpartition(") ")[2] or question for question in result.asked[:3]] == ["Password: "] * 3
    assert len(result.asked) == 6
    right = openssh(fleet["new"], "show privilege", answers=[*["wrong"] * 5, "mock-admin"])
    assert "Current privilege level is 15" in right.stdout


# the user; then logins in turn: answers, questions, what is said between them, whether they let in
NEW_ONE = ["Password: ", "New Password: ", "Re-enter New password: "]
DIALOGUES = [
    (
        "blank",
        [
            (
                ["", "cisco", "cisco123", "cisco123"],
                ["Password: ", "Old Password: ", "New Password: ", "Re-enter New password: "],
                "",
                True,
            ),
            (["cisco"], ["Password: "], "", False),
            (["cisco123"], ["Password: "], "", True),
        ],
    ),
    (
        "first",
        [
            (["cisco", "cisco123", "cisco123"], NEW_ONE, EXPIRED, True),
            (["cisco123"], ["Password: "], "", True),
        ],
    ),
    ("typo", [(["cisco1", "cisco", "cisco12", "cisco", "cisco"], [*NEW_ONE, *NEW_ONE[1:]], EXPIRED + MISMATCH, True)]),
    (
        "third",
        [
            *[(["cisco"], ["Password: "], "", True)] * 3,
            (["cisco", "cisco123", "cisco123"], NEW_ONE, EXPIRED, True),
            (["cisco123"], ["Password: "], "", True),
        ],
    ),
    ("token", [([code], ["Enter PASSCODE: "], "", code != "other") for code in ("111111", "other", "222222")]),
]


@pytest.mark.parametrize(("user", "logins"), DIALOGUES, ids=[row[0] for row in DIALOGUES])
def test_password_dialogues_of_the_guide(fleet, openssh, user, logins):
    options = ("PreferredAuthentications=keyboard-interactive", "NumberOfPasswordPrompts=1")
    for answers, questions, said, success in logins:
        result = openssh(fleet["aaa"], "show privilege", user=user, options=options, answers=answers)
        assert [question.split(") ", 1)[-1] for question in result.asked] == questions
        assert said in result.stderr.replace("\r", "")
        assert ("Current privilege level is 15" in result.stdout) is success, result.stderr
