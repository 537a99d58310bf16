# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ip ssh pubkey-chain` at the prompt: entry, limits, refusals, rendering, and keys of servers (reference 2)."""

from __future__ import annotations

import hashlib
import textwrap
from functools import cache

import asyncssh
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mock_ios import hostkeys, keychain, profiles
from mock_terminal import Terminal, device, running

CHAIN = "ip ssh pubkey-chain"
FAILED = "%SSH: Failed to decode the Key Value\n"
ONLY_RSA = "%SSH: Only ssh-rsa type is supported\n"
THIRD = "%SSH: Maximum supported number of keyhash for user u is already configured\n"
NEW = ("17.9", "17.15", "26.1")


@cache
def key(kind: str = "ssh-rsa", number: int = 0) -> asyncssh.SSHKey:
    if kind == "ssh-rsa":
        return hostkeys.from_pool(2048, "client", choice=number).private
    return asyncssh.generate_private_key(kind)


def base64_of(kind: str = "ssh-rsa", number: int = 0) -> str:
    return key(kind, number).export_public_key("openssh").decode().split()[1]


def md5_of(kind: str = "ssh-rsa", number: int = 0) -> str:
    return hashlib.md5(key(kind, number).public_data).hexdigest().upper()


def folded(text: str, width: int = 72) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


def enter(terminal: Terminal, text: str, *, width: int = 72, holder: str = "username u") -> str:
    """Type a key after `key-string`, in lines; what `exit` says, and no line before it."""
    terminal.type("configure terminal", CHAIN, holder, "key-string")
    for line in folded(text, width):
        assert terminal.raw(line + "\r").endswith(b"\r\nR1(conf-ssh-pubkey-data)#")
    said = terminal.reply("exit")
    terminal.type("end")
    return said


def shown(on) -> str:
    text = on.running_text()
    return text[text.index(CHAIN) :].split("\n!")[0] if CHAIN in text else ""


def test_the_four_modes_and_the_way_back() -> None:
    with Terminal(device("15.2")) as terminal:
        terminal.type("configure terminal")
        for line, prompt in [
            (CHAIN, "(conf-ssh-pubkey)#"),
            ("username u", "(conf-ssh-pubkey-user)#"),
            ("key-string", "(conf-ssh-pubkey-data)#"),
            ("end", "(conf-ssh-pubkey-data)#"),  # data, as everything is
            ("show clock", "(conf-ssh-pubkey-data)#"),
            ("! no comment", "(conf-ssh-pubkey-data)#"),
            ("exit", "(conf-ssh-pubkey-user)#"),
            ("server 10.0.0.1", "(conf-ssh-pubkey-server)#"),
            ("key-string", "(conf-ssh-pubkey-data)#"),
            (" exit", "(conf-ssh-pubkey-server)#"),
            ("username other", "(conf-ssh-pubkey-user)#"),
            ("exit", "(conf-ssh-pubkey)#"),
            ("exit", "(config)#"),
            (CHAIN, "(conf-ssh-pubkey)#"),
            ("server s", "(conf-ssh-pubkey-server)#"),
            ("hostname R1", "(config)#"),
        ]:
            assert terminal.type(line).rsplit("\n", 1)[1] == "R1" + prompt
        terminal.type(CHAIN, "username u", "key-string", "AAAA")
        assert terminal.raw("\x1a").endswith(b"R1#")
        assert terminal.type("configure terminal", CHAIN, "username u").endswith("(conf-ssh-pubkey-user)#")


# what is typed after `key-string`: {64} is the base64 text, and the releases that take it
STRINGS = [
    ("{64}", profiles.names()),
    ("ssh-rsa {64}", ("15.2", "16.8", "17.3", *NEW)),
    ("ssh-rsa {64} ansible-worker@error1.local", ("16.8", "17.3", *NEW)),
    ("ssh-rsa {64} one two  three", ("16.8", "17.3", *NEW)),
    ("{64} comment", ("16.8", "17.3", *NEW)),
    ("ssh-ed25519 {64}", ()),
    ("not a key", ()),
    ("AAAA", ()),
    ("", ()),
    ("-----BEGIN PUBLIC KEY-----", ()),
]


@pytest.mark.parametrize("profile", profiles.names())
def test_what_key_string_takes(profile: str) -> None:
    """Prefix and comment: the field is at odds, so each of the older releases stands for one report (2.4)."""
    for text, takers in STRINGS:
        on = device(profile)
        with Terminal(on) as terminal:
            said = enter(terminal, text.replace("{64}", base64_of()))
        comment = " ".join(text.replace("ssh-rsa ", "").split()[1:])
        assert said == ("" if profile in takers else FAILED), text
        wanted = f"key-hash ssh-rsa {md5_of()} {comment}"
        assert (wanted in shown(on).replace("\n", "|").split("|")[-1]) == (profile in takers), text


KINDS = ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519"]


@pytest.mark.parametrize("profile", profiles.names())
def test_types_of_keys(profile: str) -> None:
    """2.5, with the refusal of 2.4 on classic releases."""
    on = device(profile)
    with Terminal(on) as terminal:
        terminal.shell.width = 0
        for kind in KINDS:
            said = enter(terminal, base64_of(kind), holder=f"username {kind}")
            assert said == ("" if profile in NEW else ONLY_RSA)
            assert (f"key-hash {kind} {md5_of(kind)} \n" in on.running_text()) == (profile in NEW)
        dss = enter(terminal, "AAAAB3NzaC1kc3MAAAABAQAAAAEBAAAAAQEAAAABAQ==")
        assert dss == (FAILED if profile in NEW else ONLY_RSA)
        terminal.type("configure terminal", CHAIN, "username h")
        said = terminal.reply(f"key-hash ssh-ed25519 {md5_of('ssh-ed25519')}")
        assert said == ("" if profile in NEW else ONLY_RSA)
        new = terminal.reply("key-hash sk-ssh-ed25519@openssh.com " + "A" * 32)
        assert (new == "") == (profile == "26.1")


def test_a_line_beyond_254_characters_is_cut() -> None:
    text = base64_of()
    with Terminal(device("17.15"), width=0) as terminal:
        assert enter(terminal, text, width=254) == ""
        assert enter(terminal, base64_of(number=1), width=300) == FAILED


def test_rendering_and_the_third_key() -> None:
    on = device("15.2")
    with Terminal(on, width=0) as terminal:
        said = terminal.configure(
            CHAIN,
            "username u",
            "key-hash ssh-rsa b3bf21239e5f4bfbc0915890deef3c89",
            "key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 ansible-worker@error1.local",
            "key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89 again",
            "exit",
            "username other",
            f"key-hash ssh-rsa {md5_of()}",
        )
        assert said == ""
        block = textwrap.dedent(f"""\
            ip ssh pubkey-chain
              username u
               key-hash ssh-rsa B3BF21239E5F4BFBC0915890DEEF3C89\N{SPACE}
               key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02 ansible-worker@error1.local
              username other
               key-hash ssh-rsa {md5_of()}\N{SPACE}""")
        assert shown(on) == block
        assert enter(terminal, base64_of()) == THIRD
        assert terminal.configure(CHAIN, "username u", f"key-hash ssh-rsa {'C' * 32}") == THIRD
        assert shown(on) == block
        terminal.type("write memory", "reload", "")
        assert shown(on) == block
        assert device("15.2", on.running_text()).running_text().split("version")[1] == running(on).split("version")[1]
    with Terminal(on, width=0) as terminal:
        terminal.configure(CHAIN, "username u", "no key-hash ssh-rsa 7FB6EC05EAAD562E290308DD538DEA02")
        assert "7FB6" not in shown(on)
        terminal.configure(CHAIN, "no username u", "no username nobody")
        assert shown(on).splitlines()[1:] == block.splitlines()[4:]
        terminal.configure(CHAIN, "username other", f"no key-hash ssh-rsa {md5_of().lower()} some other comment")
        assert shown(on) == f"{CHAIN}\n  username other"
        terminal.configure(CHAIN, "no username other")
        assert shown(on) == ""
        terminal.configure(CHAIN, "username x", "exit", "server y", "exit", f"no {CHAIN}")
        assert shown(on) == ""


def test_17_18_indents_users_by_one_blank() -> None:
    """https://github.com/ansible-collections/cisco.ios/issues/1309"""
    on = device("26.1")
    with Terminal(on) as terminal:
        terminal.configure(CHAIN, "username u", f"key-hash ssh-rsa {md5_of()} c")
    assert shown(on) == f"{CHAIN}\n username u\n  key-hash ssh-rsa {md5_of()} c"


@pytest.mark.parametrize(("profile", "most"), [("12.4", 10), ("16.8", 10), ("17.3", 15), ("17.15", 15), ("26.1", 100)])
def test_number_of_users(profile: str, most: int) -> None:
    on = device(profile)
    with Terminal(on) as terminal:
        lines = [line for number in range(most) for line in (f"username u{number}", "exit")]
        assert terminal.configure(CHAIN, *lines) == ""
        terminal.type("configure terminal", CHAIN)
        assert terminal.reply("username more").startswith("%SSH: Maximum supported number of users")
        assert terminal.type("username u1").endswith("(conf-ssh-pubkey-user)#")
        terminal.type("exit", "no username u1")
        assert terminal.reply("username more") == ""
    assert sum(line.strip().startswith("username ") for line in shown(on).splitlines()) == most


def test_keys_in_a_configuration_that_is_read() -> None:
    text = "\n".join([CHAIN, "username u", "key-string", *folded(base64_of()), "exit", "exit", "exit", "hostname R2"])
    on = device("15.2", text)
    assert shown(on) == f"{CHAIN}\n  username u\n   key-hash ssh-rsa {md5_of()} "
    assert on.hostname == "R2"
    bad = device("15.2", text.replace("AAAA", "AAA"))
    assert shown(bad) == f"{CHAIN}\n  username u"


# the check that is configured; the key of the chain for 10.0.0.1; names and key of the server: what the client does
SERVERS = [
    ("", None, ("10.0.0.1",), 0, True),
    ("ip ssh stricthostkeycheck", None, ("10.0.0.1",), 0, False),
    ("ip ssh stricthostkeycheck", 0, ("10.0.0.1",), 0, True),
    ("ip ssh stricthostkeycheck", 0, ("10.0.0.9", "10.0.0.1"), 0, True),
    ("ip ssh stricthostkeycheck", 0, ("10.0.0.2",), 0, False),
    ("ip ssh stricthostkeycheck", 1, ("10.0.0.1",), 0, False),
    ("ip ssh stricthostkeycheck accept-new", None, ("10.0.0.1",), 0, True),
    ("ip ssh stricthostkeycheck accept-new", 1, ("10.0.0.1",), 0, False),
]


@pytest.mark.parametrize(("check", "known", "names", "offered", "trusted"), SERVERS)
def test_server_authentication(check, known, names, offered, trusted) -> None:
    on = device("26.1", f"hostname R1\n{check}\n")
    with Terminal(on) as terminal:
        if known is not None:
            assert enter(terminal, base64_of(number=known), holder="server 10.0.0.1") == ""
        assert on.trusts_server(*names, blob=key(number=offered).public_data) is trusted
        assert on.trusts_server(*names, blob=key(number=offered).public_data) is trusted


def test_learned_servers_are_shown_and_cleared() -> None:
    on = device("26.1", "hostname R1\nip ssh stricthostkeycheck accept-new\n")
    assert "ip ssh stricthostkeycheck accept-new\n" in on.running_text()
    blobs = [key(number=number).public_data for number in range(3)]
    digests = [hashlib.sha256(blob).hexdigest() for blob in blobs]
    with Terminal(on) as terminal:
        enter(terminal, base64_of(number=0), holder="server 10.0.0.1")
        assert on.trusts_server("10.0.0.2", blob=blobs[1])
        assert on.trusts_server("10.0.0.3", blob=blobs[2])
        assert not on.trusts_server("10.0.0.2", blob=blobs[2])
        assert terminal.reply("show ip ssh pubkey server all") == (
            f"Configured Entries:\n10.0.0.1 ssh-rsa {digests[0]}\n\n"
            f"Learned TOFU Entries:\n10.0.0.2 ssh-rsa {digests[1]}\n10.0.0.3 ssh-rsa {digests[2]}\n"
        )
        terminal.reply("clear ip ssh pubkey server 10.0.0.2")
        assert digests[1] not in terminal.reply("show ip ssh pubkey server all")
        terminal.reply("clear ip ssh pubkey server all")
        assert terminal.reply("show ip ssh pubkey server all").endswith("Learned TOFU Entries:\n")
        terminal.type("write memory", "reload", "")
    assert on.trusts_server("10.0.0.1", blob=blobs[0])
    assert shown(on) == f"{CHAIN}\n server 10.0.0.1\n  key-hash ssh-rsa {md5_of()} "


def test_what_older_releases_do_not_know() -> None:
    with Terminal(device("17.15")) as terminal:
        assert "% Invalid input" in terminal.reply("show ip ssh pubkey server all")
        assert "% Invalid input" in terminal.configure("ip ssh stricthostkeycheck accept-new")


@given(st.binary(max_size=80), st.sampled_from(["", *KINDS, "ssh-rsa"]))
def test_no_bytes_are_taken_for_a_key_by_mistake(data: bytes, kind: str) -> None:
    """Only what reads as a key to the end has a type, and it is the one that it names."""
    blob = (len(kind).to_bytes(4, "big") + kind.encode() if kind else b"") + data
    found = keychain.type_of(blob)
    assert not found or blob.startswith(len(found).to_bytes(4, "big") + found.encode())
    assert keychain.type_of(key().public_data + data) == ("" if data else "ssh-rsa")
    assert keychain.type_of(key().public_data[: -len(data) - 1]) == ""


@given(st.lists(st.text(st.characters(max_codepoint=255), max_size=254), max_size=4))
def test_whatever_is_typed_is_a_key_or_refused(lines: list[str]) -> None:
    with pytest.raises(keychain.KeyRefused, match=r"^%SSH: Failed to decode the Key Value$"):
        keychain.decode(lines, profiles.load("17.15").ssh["pubkey"])


@given(st.integers(1, 254), st.sampled_from(["", " a", " two words", " ssh-rsa AAAA"]))
def test_the_folding_of_a_key_does_not_matter(width: int, comment: str) -> None:
    text = f"ssh-rsa {base64_of()}{comment}"
    stored, blob = keychain.decode(folded(text, width), profiles.load("17.15").ssh["pubkey"])
    assert (stored.hash, stored.comment, blob) == (md5_of(), comment.strip(), key().public_data)
    assert stored.is_of(blob)
