# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key pairs: the dialogues of generation and removal, the listing, and what SSH makes of them."""

from __future__ import annotations

import asyncio
import base64
import threading

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from mock_ios import passwords
from mock_ios.device import Account, Device
from mock_ios.profiles import load, names
from mock_ios.shell import Shell
from mock_terminal import Keyboard, Terminal, device, new_key

ALL = names()
NAMED = "hostname INT1\nip domain name ashritha.com\n"
MAKE = "crypto key generate rsa"
SIZE_QUESTION = (
    "Choose the size of the key modulus in the range of 360 to 4096 for your\n"
    "  General Purpose Keys. Choosing a key modulus greater than 512 may take\n"
    "  a few minutes.\n"
    "\n"
    "How many bits in the modulus [512]: "
)
REPLACE_QUESTION = (
    "% You already have RSA keys defined named INT1.ashritha.com.\n% Do you really want to replace them? [yes/no]: "
)


def quiet(on: Device) -> Terminal:
    """A vty in configuration mode: no log lines on it."""
    terminal = Terminal(on, width=0)
    terminal.shell.monitor = False
    terminal.type("configure terminal")
    return terminal


def test_first_pair_without_modulus() -> None:
    """3.2 (a)."""
    with quiet(device("15.2", NAMED)) as terminal:
        assert terminal.type(MAKE) == f"{MAKE}\nThe name for the keys will be: INT1.ashritha.com\n{SIZE_QUESTION}"
        assert terminal.type("9") == f"9\n% A decimal number between 360 and 4096.\n{SIZE_QUESTION}"
        assert terminal.type("") == (
            "\n% Generating 512 bit RSA keys, keys will be non-exportable...\n"
            "[OK] (elapsed time was 0 seconds)\nINT1(config)#"
        )
        assert terminal.device.keys[0].key.bits == 512


def test_second_pair_without_modulus_is_asked_for() -> None:
    """3.2 (b): the name is not said again."""
    with quiet(device("15.2", NAMED)) as terminal:
        terminal.type(f"{MAKE} modulus 1024")
        before = terminal.device.keys
        assert terminal.type(MAKE) == f"{MAKE}\n{REPLACE_QUESTION}"
        assert terminal.type("perhaps") == (
            "perhaps\n% Please answer 'yes' or 'no'.\n% Do you really want to replace them? [yes/no]: "
        )
        assert terminal.type("no") == "no\nINT1(config)#"
        assert terminal.device.keys == before
        terminal.type(MAKE)
        assert terminal.type("yes") == f"yes\n{SIZE_QUESTION}"
        assert terminal.device.keys == []
        terminal.type("768")
        assert [pair.key.bits for pair in terminal.device.keys] == [768]


def test_labelled_pair_with_modulus() -> None:
    """3.2 (c) and (d): the second time without asking."""
    line = f"{MAKE} label strong-ssh-key modulus 2048"
    with quiet(device("17.15")) as terminal:
        assert terminal.reply(line) == (
            "The name for the keys will be: strong-ssh-key\n"
            "\n"
            "% The key modulus size is 2048 bits\n"
            "% Generating 2048 bit RSA keys, keys will be non-exportable...\n"
            "[OK] (elapsed time was 0 seconds)\n"
            "\n"
        )
        assert terminal.reply(f"{line} exportable") == (
            "% You already have RSA keys defined named strong-ssh-key.\n"
            "% They will be replaced.\n"
            "\n"
            "% The key modulus size is 2048 bits\n"
            "% Generating 2048 bit RSA keys, keys will be exportable...\n"
            "[OK] (elapsed time was 0 seconds)\n"
            "\n"
        )
        assert [(pair.name, pair.exportable) for pair in terminal.device.keys] == [("strong-ssh-key", True)]


def test_one_line_form_of_old_trains() -> None:
    """3.2."""
    with quiet(device("12.4", NAMED)) as terminal:
        assert "\n% Generating 1024 bit RSA keys ...[OK]\n" in terminal.type(f"{MAKE} modulus 1024")


def test_rsa_over_ec() -> None:
    """3.2: named after the type that is there."""
    with quiet(device("17.15", ec=256, label="K")) as terminal:
        assert terminal.reply(f"{MAKE} label K modulus 2048").startswith(
            "% You already have EC keys defined named K.\n% They will be replaced.\n\n"
        )
        assert [pair.key.type for pair in terminal.device.keys] == ["rsa"]


def test_ec() -> None:
    """3.4."""
    line = "crypto key generate ec keysize 521 label ECKEY"
    with quiet(device("17.15")) as terminal:
        assert terminal.reply(line) == "The name for the keys will be: ECKEY\n\n"
        assert terminal.device.ssh_state() == "2.0"
        assert terminal.type(line) == (
            f"{line}\n% You already have EC keys defined named ECKEY.\n% Do you really want to replace them? [yes/no]: "
        )


def test_usage_keys_are_two() -> None:
    with quiet(device("15.2")) as terminal:
        terminal.type(f"{MAKE} usage-keys label U modulus 1024")
        assert [pair.usage for pair in terminal.device.keys] == ["signature", "encryption"]
        assert terminal.device.rsa_host_key() is terminal.device.keys[0]


@pytest.mark.parametrize(
    ("profile", "line", "first"),
    [
        ("17.15", "crypto key zeroize", "% All keys will be removed."),
        ("17.15", "crypto key zeroize rsa RSAKEYS", "% Keys to be removed are named 'RSAKEYS'."),
        ("15.2", "crypto key zeroize rsa", "% All RSA keys will be removed."),
        ("12.4", "crypto key zeroize rsa", "% All RSA keys will be removed."),
    ],
)
def test_zeroize(profile: str, line: str, first: str) -> None:
    """3.5: SSH goes down at once."""
    with quiet(device(profile, rsa=2048, label="RSAKEYS")) as terminal:
        question = (
            f"{line}\n{first}\n% All router certs issued using these keys will also be removed.\n"
            "Do you really want to remove these keys? [yes/no]: "
        )
        assert terminal.type(line) == question
        assert terminal.type("no") == "no\nR1(config)#"
        assert terminal.device.ssh_state()
        state = terminal.device.ssh_state()
        terminal.type(line)
        terminal.type("yes")
        assert terminal.device.keys == []
        assert terminal.device.log_lines[-1].endswith(f"%SSH-5-DISABLED: SSH {state} has been disabled")


@pytest.mark.parametrize("profile", ALL)
def test_log_when_ssh_comes_up(profile: str) -> None:
    """3.2 and 4.5: an asynchronous line, on the console at once."""
    bits = 3072 if profile == "26.1" else 2048
    with Terminal(device(profile)) as terminal:
        terminal.type("configure terminal")
        said = terminal.type(f"{MAKE} label K modulus {bits}")
        version = "2.0" if profile in ("17.9", "17.15", "26.1") else "1.99"
        assert f"%SSH-5-ENABLED: SSH {version} has been enabled\n" in said


def test_warnings_about_short_keys() -> None:
    """1.4."""
    with Terminal(device("17.9")) as terminal:
        terminal.type("configure terminal")
        said = terminal.type(f"{MAKE} label K modulus 1024")
        assert "%SSH-5-SSH_COMPLIANCE_VIOLATION_RSA_KEY_SIZE: SSH RSA Key Size compliance violation detected." in said
        assert terminal.device.ssh_state() == "2.0"
    with Terminal(device("26.1")) as terminal:
        terminal.type("configure terminal")
        said = terminal.type(f"{MAKE} label K modulus 2048")
        assert " %RSA key size needs to be atleast 3072 bitsfor SSH server functionality to be enabled\n" in said
        assert terminal.device.ssh_state() == ""


def test_names_are_needed_without_a_label() -> None:
    """3.1."""
    with quiet(device("15.2", "")) as terminal:
        assert terminal.reply(f"{MAKE} modulus 1024") == "% Please define a hostname other than Switch.\n"
        terminal.type("hostname X")
        assert terminal.reply(f"{MAKE} modulus 1024") == "% Please define a domain-name first.\n"
        assert terminal.device.keys == []


def test_key_generation_from_exec() -> None:
    """3.2: recent releases only."""
    with Terminal(device("17.15")) as terminal:
        terminal.type(f"{MAKE} label K modulus 2048")
        assert [pair.name for pair in terminal.device.keys] == ["K"]
    with Terminal(device("12.4")) as terminal:
        assert "^" in terminal.reply(f"{MAKE} label K modulus 2048")
        assert terminal.device.keys == []


def listed_key(text: str) -> bytes:
    return bytes.fromhex("".join(text.partition(" Key Data:\n")[2].partition("%")[0].split()))


@pytest.mark.parametrize(
    ("profile", "kind", "bits", "word", "kind_line"),
    [
        ("12.4", "rsa", 1024, "rsa", ""),
        ("15.2", "rsa", 2048, "rsa", "Key type: RSA KEYS\n"),
        ("17.15", "rsa", 2048, "rsa", "Key type: RSA KEYS      2048 bits\n"),
        ("17.15", "ec", 521, "ec", "Key type: EC KEYS      p521 curve\n"),
        ("17.15", "ec", 256, "all", "Key type: EC KEYS      p256 curve\n"),
    ],
)
def test_listing(profile: str, kind: str, bits: int, word: str, kind_line: str) -> None:
    """3.6: the data is the real SubjectPublicKeyInfo, in groups, each line but the last with a blank behind it."""
    with Terminal(device(profile, **{kind: bits}, label="responder")) as terminal:
        text = terminal.reply(f"show crypto key mypubkey {word} responder")
        head = f"% Key pair was generated at: 09:17:32 UTC Sep 13 2026\nKey name: responder\n{kind_line}"
        assert text.startswith(head)
        assert (" Storage Device: private-config\n" in text) is bool(kind_line)
        assert " Usage: General Purpose Key\n Key is not exportable.\n Key Data:\n" in text
        assert load_der_public_key(listed_key(text)).key_size == bits
        data = text.split(" Key Data:\n")[1].split("\n")
        assert all(line.startswith("  ") and line.endswith(" ") for line in data[:-2])
        assert not data[-2].endswith(" ")


def test_listing_tells_what_is_not_saved() -> None:
    with quiet(device("17.15")) as terminal:
        terminal.type(f"{MAKE} label K modulus 2048")
        assert " Storage Device: not specified\n" in terminal.type("do show crypto key mypubkey rsa K")
        terminal.type("do write memory")
        assert " Storage Device: private-config\n" in terminal.type("do show crypto key mypubkey rsa K")
        assert "\nKey name: K.server\nKey type: RSA KEYS      2176 bits\nTemporary key\n" in terminal.type(
            "do show crypto key mypubkey all"
        )


@pytest.mark.parametrize(
    ("profile", "lines"),
    [
        ("12.4", ["SSH Enabled - version 1.99", "Authentication timeout: 120 secs; Authentication retries: 3"]),
        (
            "15.2",
            [
                "SSH Enabled - version 1.99",
                "Authentication methods:publickey,keyboard-interactive,password",
                "Authentication Publickey Algorithms:x509v3-ssh-rsa,ssh-rsa",
                "Hostkey Algorithms:x509v3-ssh-rsa,ssh-rsa",
                "Encryption Algorithms:aes128-ctr,aes192-ctr,aes256-ctr",
                "MAC Algorithms:hmac-sha1,hmac-sha1-96",
                "Authentication timeout: 120 secs; Authentication retries: 3",
                "Minimum expected Diffie Hellman key size : 1024 bits",
                "IOS Keys in SECSH format(ssh-rsa, base64 encoded): DEMO",
            ],
        ),
    ],
)
def test_show_ip_ssh(profile: str, lines: list[str]) -> None:
    """4.1."""
    with Terminal(device(profile, rsa=2048, label="DEMO")) as terminal:
        assert terminal.reply("show ip ssh").split("\n")[: len(lines)] == lines


def test_show_ip_ssh_of_17_15() -> None:
    """4.1: the key in lines of 80, the last one padded, and the EC block."""
    with Terminal(device("17.15", rsa=2048, label="RT01.ccnp.local")) as terminal:
        lines = terminal.reply("show ip ssh").split("\n")
    assert lines[:2] == [
        "SSH Enabled - version 2.0",
        "Authentication methods:publickey,keyboard-interactive,password",
    ]
    assert lines[7:11] == [
        "Authentication timeout: 120 secs; Authentication retries: 3",
        "Minimum expected Diffie Hellman key size : 2048 bits",
        "IOS Keys in SECSH format(ssh-rsa, base64 encoded): RT01.ccnp.local",
        "Modulus Size : 2048 bits",
    ]
    key = lines[11:-2]
    assert {len(line) for line in key} == {80}
    assert base64.b64decode("".join(key).removeprefix("ssh-rsa ").strip())[4:11] == b"ssh-rsa"
    assert lines[-2:] == ["IOS Keys in SECSH format(ssh-ec, base64 encoded): NONE", ""]


DISABLED = {
    "12.4": ("1.99", "%Please create RSA keys (of atleast 768 bits size) to enable SSH v2."),
    "15.2": ("1.99", "%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2)."),
    "16.8": ("1.99", "%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2)."),
    "17.15": (
        "2.0",
        "%Please create EC or RSA keys to enable SSH (and of atleast 2048 bits for SSH v2 in case of RSA).",
    ),
}


@pytest.mark.parametrize("profile", DISABLED)
def test_show_ip_ssh_disabled(profile: str) -> None:
    """4.2."""
    version, hint = DISABLED[profile]
    with Terminal(device(profile)) as terminal:
        lines = terminal.reply("show ip ssh").split("\n")
    assert lines[:2] == [f"SSH Disabled - version {version}", hint]
    assert profile == "12.4" or "IOS Keys in SECSH format(ssh-rsa, base64 encoded): NONE" in lines


def test_generation_does_not_hold_up_the_event_loop() -> None:
    """A second session answers while the first one waits for its key."""
    release = threading.Event()

    def slow(kind: str, bits: int, name: str) -> object:
        assert release.wait(60)
        return new_key(kind, bits, name)

    async def run() -> None:
        on = Device("r1", load("17.15"), initial="hostname R1\n", new_key=slow)
        out = [bytearray(), bytearray()]
        keys = [Keyboard(), Keyboard()]
        shells = [Shell(on, on.console(), Account("", 15), width=80, height=0, write=written.extend) for written in out]
        tasks = [asyncio.create_task(shell.run(queue)) for shell, queue in zip(shells, keys, strict=True)]
        keys[0].put_nowait(b"crypto key generate rsa label K modulus 2048\r")
        await keys[1].waiting.wait()
        keys[1].waiting.clear()
        keys[1].put_nowait(b"show privilege\r")
        await keys[1].waiting.wait()
        assert b"Current privilege level is 15" in out[1]
        assert b"[OK]" not in out[0]
        assert on.keys == []
        release.set()
        for queue in keys:
            queue.put_nowait(b"")
        await asyncio.gather(*tasks)
        assert b"[OK]" in out[0]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("kind", "clear", "stored"),
    [
        ("5", "cisco", "$1$abcd$2hDGYdE0UrwK2pqoiF6BB1"),  # openssl passwd -1 -salt abcd cisco
        ("7", "cisco", "02050D480809"),
        # https://hashcat.net/wiki/doku.php?id=example_hashes, modes 9200 and 9300
        ("8", "hashcat", "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"),
        ("9", "hashcat", "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"),
    ],
)
def test_known_passwords(kind: str, clear: str, stored: str) -> None:
    assert passwords.matches(kind, stored, clear)
    assert not passwords.matches(kind, stored, clear.upper())


@pytest.mark.parametrize("kind", ["5", "8", "9"])
def test_hashing(kind: str) -> None:
    stored = passwords.hashed(kind, "s3cret")
    assert passwords.well_formed(kind, stored)
    assert passwords.matches(kind, stored, "s3cret")
    assert not passwords.matches(kind, stored, "s3cre")
    assert passwords.hashed(kind, "s3cret") != stored


def test_type_7_is_reversible_and_random() -> None:
    forms = {passwords.type7("password", seed) for seed in range(16)}
    assert len(forms) == 16
    assert {passwords.reveal7(form) for form in forms} == {"password"}


def test_a_key_too_short_for_version_2_is_logged_before_version_1_comes_up() -> None:
    """3.2: the line has no facility, so two blanks follow the colon."""
    with Terminal(device("15.2")) as terminal:
        terminal.configure("crypto key generate rsa label SHORT modulus 512")
        head, lines = "*Sep 13 09:17:32.349: ", terminal.device.log_lines[:2]
        assert lines == [
            f"{head} RSA key size needs to be atleast 768 bits for ssh version 2",
            f"{head}%SSH-5-ENABLED: SSH 1.5 has been enabled",
        ]
        assert "Please create RSA keys to enable SSH" in terminal.configure("ip ssh version 2")
