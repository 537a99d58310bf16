# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which people hand over keys, made by the real ssh-keygen, and what is refused without being shown."""

from __future__ import annotations

import base64
import struct
import subprocess

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import key_limits, key_texts, keys
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = ("rsa", "ecdsa", "ed25519")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One pair of each type, with a certificate, and the private keys in every form."""
    place = tmp_path_factory.mktemp("keys")
    for kind in KINDS:
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "bob the builder", "-f", str(place / kind)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    sign = ["ssh-keygen", "-q", "-s", str(place / "rsa"), "-I", "id", str(place / "ed25519.pub")]
    subprocess.run(sign, check=True, stdin=subprocess.DEVNULL)
    return place


def public(folder, kind="rsa"):
    return (folder / f"{kind}.pub").read_text(encoding="ascii").strip()


def exported(folder, kind, form):
    command = ["ssh-keygen", "-e", "-m", form, "-f", str(folder / f"{kind}.pub")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def only(text):
    (found,) = key_texts.read(text)
    return found


def folded(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


FORMS = {
    "line": public,
    "line feeds of Windows": lambda folder, kind: f"\ufeff{public(folder, kind)}\r\n",
    "no comment": lambda folder, kind: " ".join(public(folder, kind).split()[:2]),
    "bare base64": lambda folder, kind: public(folder, kind).split()[1],
    "folded": lambda folder, kind: folded(" ".join(public(folder, kind).split()[:2]), 72),
    "folded bare": lambda folder, kind: folded(public(folder, kind).split()[1], 64),
    "options": lambda folder, kind: f'from="10.0.0.0/8",command="echo \\"hi\\" there",no-pty {public(folder, kind)}',
    "indented": lambda folder, kind: f"\n   {public(folder, kind)}   \n\n",
    "commented file": lambda folder, kind: f"# keys of bob\n\n{public(folder, kind)}\n# end\n",
    "RFC 4716": lambda folder, kind: exported(folder, kind, "RFC4716"),
    "PKCS8": lambda folder, kind: exported(folder, kind, "PKCS8"),
    "PEM": lambda folder, kind: exported(folder, kind, "PEM"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_key(folder, form, kind):
    if kind == "ed25519" and form in {"PKCS8", "PEM"}:  # ssh-keygen does not write these
        der = serialization.load_ssh_public_key(public(folder, kind).encode()).public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        text = der.decode()
    else:
        text = FORMS[form](folder, kind)
    found = only(text)
    assert found.key == keys.from_openssh(public(folder, kind))
    assert bool(found.options) == (form == "options")
    if form == "line":
        assert found.comment == "bob the builder"


def test_a_comment_of_rfc_4716_over_two_lines(folder):
    text = exported(folder, "rsa", "RFC4716").replace(
        "Comment:", 'Subject: bob\nComment: "a very long \\\ncomment"\nX-Was:'
    )
    assert only(text).comment == "a very long comment"


def test_several_keys_in_one_text(folder):
    lines = [public(folder, kind) for kind in KINDS]
    wanted = [keys.from_openssh(line) for line in lines]
    for text in ("\n".join(lines), "\n\n".join(folded(" ".join(line.split()[:2]), 70) for line in lines)):
        assert [found.key for found in key_texts.read(text)] == wanted
    blocks = exported(folder, "rsa", "RFC4716") + exported(folder, "ecdsa", "RFC4716")
    assert [found.key for found in key_texts.read(blocks)] == wanted[:2]


def token(kind, *fields):
    return base64.b64encode(b"".join(struct.pack(">I", len(part)) + part for part in (kind.encode(), *fields))).decode()


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        ("sk-ssh-ed25519@openssh.com", "ed25519-sk", (b"k" * 32, b"ssh:")),
        ("sk-ecdsa-sha2-nistp256@openssh.com", "ecdsa-sk", (b"nistp256", b"\x04" + b"k" * 64, b"ssh:")),
    ],
)
def test_keys_of_security_tokens(kind, name, fields):
    key = keys.from_openssh(f"{kind} {token(kind, *fields)} token")
    assert (key.type, key.bits) == (name, 256)
    with pytest.raises(ValueError, match="cut or damaged"):
        keys.from_openssh(token(kind, *fields[:-2], b"short", b"ssh:"))


PRIVATE = {
    "OpenSSH": lambda folder: (folder / "rsa").read_text(encoding="ascii"),
    "OpenSSH without its frame": lambda folder: "".join((folder / "rsa").read_text(encoding="ascii").split("\n")[1:-2]),
    "PEM": lambda folder: private_pem(folder, serialization.PrivateFormat.TraditionalOpenSSL),
    "PKCS8": lambda folder: private_pem(folder, serialization.PrivateFormat.PKCS8),
    "PKCS8 without its frame": lambda folder: "\n".join(
        private_pem(folder, serialization.PrivateFormat.PKCS8).split("\n")[1:-2]
    ),
    "PuTTY": lambda folder: f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPublic-Lines: 6\n{public(folder)}\n",
    "a public key and a private one": lambda folder: public(folder) + "\n" + PRIVATE["OpenSSH"](folder),
}


def private_pem(folder, form):
    key = serialization.load_ssh_private_key((folder / "rsa").read_bytes(), None)
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.mark.parametrize("form", PRIVATE)
def test_a_private_key_is_refused_without_being_shown(folder, form):
    text = PRIVATE[form](folder)
    with pytest.raises(ValueError, match=r"private key|something else") as caught:
        key_texts.read(text)
    assert [word for word in text.split() if len(word) > 30 and word[:20] in str(caught.value)] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut", [1, 4, 30])
def test_a_key_that_is_cut_is_refused(folder, kind, cut):
    word, encoded, _comment = public(folder, kind).split(None, 2)
    texts = (f"{word} {encoded[:-cut]} bob", encoded[:-cut], f"{word} {encoded[:-cut]}\n{public(folder, kind)}")
    for text in (*texts, exported(folder, kind, "RFC4716")[: -cut - 20]):
        with pytest.raises(ValueError, match=r"whole|cut|decoded"):
            key_texts.read(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no public key"),
        ("# nothing here", "no public key"),
        ("files/bob.pem", "not whole base64"),
        ("ssh-rsa not!base64", "not whole base64"),
        ("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "trustpoint"),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", "no public key of RSA"),
        ("-----BEGIN PUBLIC KEY-----\nMIIB\n", "cut or damaged"),
        ("-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----", "something else than a public key"),
        ("x509v3-ssh-rsa AAAAB3NzaC1yc2E=", "type and hash"),
        ("x" * 70000, "more than 65536 characters"),
    ],
)
def test_what_else_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        key_texts.read(text)


def test_certificates_and_authorities_are_refused(folder):
    with pytest.raises(ValueError, match="OpenSSH certificate"):
        key_texts.read((folder / "ed25519-cert.pub").read_text(encoding="ascii"))
    with pytest.raises(ValueError, match="certificate authority"):
        key_texts.read(f"cert-authority {public(folder)}")


def test_the_word_in_front_must_be_true(folder):
    with pytest.raises(ValueError, match="'ssh-ed25519' in front and 'ssh-rsa' inside"):
        key_texts.read(f"ssh-ed25519 {public(folder).split()[1]}")


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    try:
        assert key_texts.read(text)
    except ValueError as error:
        assert str(error).isprintable()  # noqa: PT017 - either is right


@pytest.mark.parametrize("kind", KINDS)
def test_fingerprints_are_those_of_ssh_keygen(folder, kind):
    key = only(public(folder, kind)).key
    for form, wanted in (("md5", key.md5), ("sha256", key_texts.hashes(key)[1])):
        command = ["ssh-keygen", "-E", form, "-lf", str(folder / f"{kind}.pub")]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]
        assert key_texts.hashed(shown) == wanted
        assert key_texts.hashed(wanted.swapcase()) == wanted


@pytest.mark.parametrize("text", ["", "7FB6", "G" * 32, "7F" * 17, "SHA256:short", "SHA1:" + "A" * 43])
def test_what_is_no_hash(text):
    assert key_texts.hashed(text) is None


@pytest.mark.parametrize(
    ("given_comment", "sent"),
    [
        ("bob", "bob"),
        ("bob the builder", "bob_the_builder"),
        ("bob@host.example", "bob@host.example"),
        ("a\nno username admin\n", "a_no_username_admin"),
        ('?!"$|', ""),
        ("x" * 200, "x" * 64),
    ],
)
def test_a_comment_becomes_one_word(given_comment, sent):
    assert key_texts.comment(given_comment) == sent


@pytest.mark.parametrize(
    ("release", "users", "first", "last"),
    [
        ("12.4(24)T5", 10, "ssh-rsa", "ssh-rsa"),
        ("16.12.4", 10, "ssh-rsa", "ssh-rsa"),
        ("17.1.1", 10, "ssh-rsa", "ssh-rsa"),
        ("17.3", 15, "ssh-rsa", "ssh-rsa"),
        ("17.15", 15, "ssh-rsa", "ssh-rsa"),
        ("17.16", 15, "ssh-rsa", "x509v3-rsa2048-sha256"),
        ("17.17", 100, "ssh-rsa", "x509v3-rsa2048-sha256"),
        ("26.1", 100, "ssh-rsa", "sk-ssh-ed25519@openssh.com"),
        ("12.2", 10, "ssh-rsa", "ssh-rsa"),
        ("27.1", 100, "ssh-rsa", "sk-ssh-ed25519@openssh.com"),
    ],
)
def test_limits_by_release(release, users, first, last):
    limits = key_limits.for_release(Release.parse(release))
    assert (limits.users, limits.keys, limits.types[0], limits.types[-1]) == (users, 2, first, last)
    assert not set(limits.types) & set(limits.perhaps)
