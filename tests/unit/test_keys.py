# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys, judged by the real ssh-keygen."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import keys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, x25519
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pathlib import Path

DER = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
KINDS = [("rsa", 1024), ("rsa", 2048), ("rsa", 3072), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521), ("ed25519", 256)]


def generated(folder: Path, kind: str, bits: int) -> str:
    path = folder / f"{kind}{bits}"
    size = [] if kind == "ed25519" else ["-b", str(bits)]
    command = ["ssh-keygen", "-q", "-t", kind, *size, "-N", "", "-C", "bob the builder", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path.with_suffix(".pub").read_text(encoding="ascii")


def listed(line: str, *options: str) -> list[str]:
    command = ["ssh-keygen", "-l", *options, "-f", "-"]
    return subprocess.run(command, check=True, input=line, capture_output=True, text=True).stdout.split()


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], str]:
    folder = tmp_path_factory.mktemp("keys")
    return {(kind, bits): generated(folder, kind, bits) for kind, bits in KINDS}


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_names_are_those_of_ssh_keygen(public: dict[tuple[str, int], str], kind: str, bits: int) -> None:
    line = public[kind, bits]
    key = keys.from_openssh(line)
    sha256, md5 = listed(line), listed(line, "-E", "md5")
    assert (str(key.bits), key.sha256) == (sha256[0], sha256[1])
    assert key.md5 == md5[1].removeprefix("MD5:").replace(":", "").upper()
    assert (key.type, key.bits) == (kind, bits)
    assert key.curve == (f"nistp{bits}" if kind == "ecdsa" else None)
    assert key.openssh == " ".join(line.split()[:2])


def test_a_line_of_known_hosts_is_found_by_ssh_keygen(public: dict[tuple[str, int], str], tmp_path: Path) -> None:
    key = keys.from_openssh(public["rsa", 2048])
    names = [keys.known_hosts_name("Core-1"), keys.known_hosts_name("192.0.2.1", 2022), "core-1"]
    file = tmp_path / "known_hosts"
    file.write_text(keys.known_hosts_line(names, key) + "\n", encoding="ascii")
    for name in ("core-1", "[192.0.2.1]:2022"):
        command = ["ssh-keygen", "-l", "-F", name, "-f", str(file)]
        assert key.sha256 in subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert file.read_text(encoding="ascii").count("core-1") == 1


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_both_forms_give_the_same_key(public: dict[tuple[str, int], str], kind: str, bits: int) -> None:
    line = public[kind, bits]
    der = serialization.load_ssh_public_key(line.encode()).public_bytes(*DER)
    assert keys.from_spki(der) == keys.from_openssh(line)


@pytest.mark.parametrize(("kind", "bits"), KINDS)
@pytest.mark.parametrize("width", [40, 64, 80, 254])
def test_folded_keys_are_put_together(public: dict[tuple[str, int], str], kind: str, bits: int, width: int) -> None:
    word, encoded, comment = public[kind, bits].split(None, 2)
    folded = "\n".join(encoded[start : start + width] for start in range(0, len(encoded), width))
    whole = keys.from_openssh(public[kind, bits])
    assert keys.from_openssh(f"{word} {folded} {comment}") == whole
    assert keys.from_openssh(folded) == whole


def test_small_and_large_rsa_keys() -> None:
    # sizes that ssh-keygen does not make any more, and one that takes it long
    for bits in (512, 768, 4096):
        modulus = (1 << bits) - 569
        der = spki(modulus)
        key = keys.from_spki(der)
        assert (key.type, key.bits) == ("rsa", bits)
        assert keys.from_openssh(key.openssh) == key


def spki(modulus: int) -> bytes:
    def tlv(tag: int, value: bytes) -> bytes:
        length = len(value)
        size = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
        return bytes([tag]) + size + value

    def integer(value: int) -> bytes:
        return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    numbers = tlv(0x30, integer(modulus) + integer(65537))
    return tlv(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + tlv(3, b"\0" + numbers))


def test_the_word_in_front_must_be_true(public: dict[tuple[str, int], str]) -> None:
    encoded = public["ed25519", 256].split()[1]
    with pytest.raises(ValueError, match=r"'ssh-rsa' in front and 'ssh-ed25519' inside"):
        keys.from_openssh(f"ssh-rsa {encoded}")


@pytest.mark.parametrize(
    "text", ["", "  ", "ssh-rsa", "ssh-rsa AAAA", "ssh-rsa not-base64!", "AAAAB3NzaC1yc2E=", "bob", "ssh-rsa \u00e9"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="public key"):
        keys.from_openssh(text)


@pytest.mark.parametrize("cut", [1, 10, 100, 300])
def test_cut_keys_are_refused(public: dict[tuple[str, int], str], cut: int) -> None:
    with pytest.raises(ValueError, match="public key"):
        keys.from_openssh(" ".join(public["rsa", 2048].split()[:2])[:-cut])


def test_other_kinds_of_keys_are_refused() -> None:
    for der in (
        x25519.X25519PrivateKey.generate().public_key().public_bytes(*DER),
        dsa.generate_private_key(1024).public_key().public_bytes(*DER),
        ec.generate_private_key(ec.SECP256K1()).public_key().public_bytes(*DER),
        b"",
        b"\x30\x00",
    ):
        with pytest.raises(ValueError, match="public key"):
            keys.from_spki(der)


def test_private_keys_are_not_read() -> None:
    private = ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    with pytest.raises(ValueError, match="public key") as caught:
        keys.from_openssh(private.decode())
    assert private.decode().split("\n")[1] not in str(caught.value)


@given(st.one_of(st.text(max_size=80), st.binary(max_size=80).map(lambda data: base64.b64encode(data).decode())))
@settings(max_examples=100, deadline=None)
def test_garbage_is_refused_with_a_sentence(text: str) -> None:
    for read, value in ((keys.from_openssh, text), (keys.from_spki, text.encode())):
        with pytest.raises(ValueError, match="public key"):
            read(value)
