# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms in which people hand over public keys.

One text may hold several keys: lines of OpenSSH (with options in front, a comment behind, folded or not, with or
without the type word), PEM (SubjectPublicKeyInfo and PKCS#1), RFC 4716. No error shows anything of a text that is not a
public key: it may be a private one.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import keys

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 65536  # characters of one text


@dataclass(frozen=True, slots=True)
class KeyText:
    """A key as it was given: its `comment`, and `options` when something like `from="..."` stood in front of it."""

    key: keys.PublicKey
    comment: str = ""
    options: str = ""


_PRIVATE = re.compile(r"PRIVATE KEY|PuTTY-User-Key-File|b3BlbnNzaC1rZXkt")  # base64 of openssh-key-v1
_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \1-----", re.DOTALL)
_RFC4716 = re.compile(r"---- BEGIN SSH2 PUBLIC KEY ----[ \t]*\n(.*?)---- END SSH2 PUBLIC KEY ----", re.DOTALL)
_HEADER = re.compile(r"^([\w-]{1,64}):[ \t]*((?:.*\\\n)*.*)$", re.MULTILINE | re.ASCII)
_TYPE = r"(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-\S+@\S+|x509v3-\S+|\S+-cert-v01@openssh\.com)"
_START = re.compile(rf'(?:(?P<options>(?:[^\s"]|"(?:\\.|[^"\\])*")+)[ \t]+)?(?P<key>{_TYPE}(?:[ \t].*)?)')


def read(text: str) -> tuple[KeyText, ...]:
    """Return the keys of a text, in their order. Raises ValueError with a sentence that names no part of it."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if _PRIVATE.search(text):
        raise ValueError("it is a private key, which must not leave its owner; give the public one (the .pub file)")
    if len(text) > LONGEST:
        raise ValueError(f"the text has more than {LONGEST} characters and is no public key")
    if "-- BEGIN " in text or "--BEGIN " in text:
        found = tuple(_armoured(text))
    elif text.strip().startswith("MI"):
        found = (KeyText(_of_der(text, "it is base64 of something else than an SSH public key")),)
    else:
        found = tuple(_lines(text))
    if not found:
        raise ValueError("it holds no public key")
    return found


def _armoured(text: str) -> Iterator[KeyText]:
    """Yield the keys of blocks between BEGIN and END."""
    blocks = 0
    for label, body in _PEM.findall(text):
        blocks += 1
        if "CERTIFICATE" in label:
            raise ValueError(
                "it is an X.509 certificate, which the device checks with a trustpoint; for its key: "
                "openssl x509 -pubkey -noout"
            )
        if label not in {"PUBLIC KEY", "RSA PUBLIC KEY"}:
            raise ValueError("it is PEM of something else than a public key")
        yield KeyText(_of_der(body, "the PEM block is no public key of RSA, ECDSA or Ed25519, or it is damaged"))
    for body in _RFC4716.findall(text):
        blocks += 1
        headers = {name.lower(): value.replace("\\\n", "") for name, value in _HEADER.findall(body)}
        key = keys.from_openssh(_HEADER.sub("", body))
        yield KeyText(key, headers.get("comment", "").strip().strip('"'))
    if blocks != len(re.findall(r"----+ ?BEGIN ", text)):
        raise ValueError("a block between BEGIN and END is cut or damaged")


def _of_der(body: str, words: str) -> keys.PublicKey:
    try:
        return keys.from_spki(base64.b64decode("".join(body.split()), validate=True))
    except (binascii.Error, ValueError):
        raise ValueError(words) from None


def _lines(text: str) -> Iterator[KeyText]:
    """Yield the keys of lines as OpenSSH writes them; a key may go over several."""
    open_lines: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if not line or (line.startswith("#") and not open_lines):
            continue
        if open_lines and _START.match(line):
            raise keys.CutKey("a public key ends before it is whole; paste the line of the .pub file unchanged")
        open_lines.append(line)
        try:
            found = _line(" ".join(open_lines))
        except keys.CutKey:
            continue
        yield found
        open_lines = []
    if open_lines:
        _line(" ".join(open_lines))


def _line(line: str) -> KeyText:
    found = _START.fullmatch(line)
    if found is None:
        if not line.startswith("AAAA"):
            raise ValueError("it is not whole base64 of an SSH public key; paste the line of the .pub file unchanged")
        return KeyText(*keys.with_comment(line))
    if "-cert-v01@" in found["key"].split()[0]:
        raise ValueError("it is an OpenSSH certificate, which IOS does not take; give the plain public key")
    if found["key"].startswith("x509v3-"):
        raise ValueError("a certificate is named by its type and hash: {type: x509v3-..., hash: ...}")
    options = found["options"] or ""
    if re.search(r"(?:^|,)cert-authority(?:,|$)", options):
        raise ValueError("it is the key of a certificate authority, which IOS does not take for users")
    return KeyText(*keys.with_comment(found["key"]), options)


def comment(text: str) -> str:
    """Return a comment as one word that cannot leave its line: whatever else than name-like signs becomes `_`."""
    return re.sub(r"[^A-Za-z0-9@.:+,=/()_-]+", "_", text).strip("_")[:64]


_MD5 = re.compile(r"(?:MD5:)?((?:[0-9A-Fa-f]{2}:?){16})")
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
_FINGERPRINT = re.compile(r"SHA256:([A-Za-z0-9+/]{43})=?")


def hashed(text: str) -> str | None:
    """Return a hash or fingerprint as devices print it: MD5 as 32 upper-case digits, SHA-256 as 64 lower-case ones.

    None for anything else. Source: behaviour reference 2.3, 4.4.
    """
    text = text.strip()
    if found := _MD5.fullmatch(text):
        return found[1].replace(":", "").upper()
    if _SHA256.fullmatch(text):
        return text.lower()
    if found := _FINGERPRINT.fullmatch(text):
        return base64.b64decode(found[1] + "=").hex()
    return None


def hashes(key: keys.PublicKey) -> tuple[str, str]:
    """Return MD5 and SHA-256 of a key as `hashed` writes them."""
    return key.md5, str(hashed(key.sha256))
