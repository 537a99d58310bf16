# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys: what they are and how OpenSSH and IOS name them. Private keys are never read here."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

with contextlib.suppress(ImportError):  # ansible-core depends on it; only the import check of ansible-test lacks it
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_LONGEST = 16384  # base64 characters; RSA of 16384 bits, the most OpenSSH takes, needs 2,800


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key with the names that the two worlds give it.

    `type` is "rsa", "ecdsa" or "ed25519", with "-sk" behind it for a key whose private half is in a security token;
    `bits` the size as `ssh-keygen -l` counts it; `curve` is "nistp256", "nistp384" or "nistp521" for ECDSA and None
    otherwise; `sha256` reads "SHA256:..." as OpenSSH prints it; `md5` is 32 upper-case hexadecimal digits as IOS prints
    them in `key-hash`; `openssh` is type word and base64, no comment.
    """

    type: str
    bits: int
    curve: str | None
    sha256: str
    md5: str
    openssh: str


class CutKey(ValueError):  # noqa: N818 - named for what happened
    """The text ends before the key does, or its base64 is damaged."""


def from_spki(der: bytes) -> PublicKey:
    """Decode a SubjectPublicKeyInfo, the form that IOS shows in hexadecimal. Raises ValueError."""
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the data is not a public key in DER (SubjectPublicKeyInfo)") from error
    if not isinstance(key, (RSAPublicKey, EllipticCurvePublicKey, Ed25519PublicKey)):
        raise ValueError("the public key is neither RSA, ECDSA nor Ed25519")  # noqa: TRY004 (the data is wrong, not its type)
    try:
        line = key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("the public key is on a curve that SSH does not use") from error
    return _named(key, line)


def from_openssh(text: str) -> PublicKey:
    """Decode `ssh-rsa AAAA... [comment]`, with or without the type word and with the base64 folded or whole.

    Raises ValueError when the base64 is damaged (`CutKey`), when the key inside is of another type than the word before
    it, or when the type is not one of RSA, ECDSA and Ed25519.
    """
    return with_comment(text)[0]


def with_comment(text: str) -> tuple[PublicKey, str]:
    """Decode as `from_openssh` does, and return what stands behind the key too."""
    words = text.split()
    if not words:
        raise ValueError("the public key is empty")
    prefix = None if words[0].startswith("AAAA") else words.pop(0)
    blob, inner, used = _blob(words)
    if prefix is not None and prefix != inner:
        raise ValueError(f"the public key says {prefix[:40]!r} in front and {inner[:40]!r} inside")
    return _decoded(blob, inner), " ".join(words[used:])


def _decoded(blob: bytes, inner: str) -> PublicKey:
    line = f"{inner} ".encode("ascii") + base64.b64encode(blob)
    if inner in _TOKENS:
        return _of_token(blob, inner, line)
    try:
        key = serialization.load_ssh_public_key(line)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(
            f"the {inner[:40]} public key cannot be decoded; it may be cut or of a type not known here"
        ) from error
    if not isinstance(key, (RSAPublicKey, EllipticCurvePublicKey, Ed25519PublicKey)):
        raise ValueError(f"public keys of type {inner[:40]} are not supported; use RSA, ECDSA or Ed25519")  # noqa: TRY004
    return _named(key, line)


# Keys of security tokens: type word -> kind, curve, and the lengths of the fields between type word and application.
# Source: OpenSSH, PROTOCOL.u2f.
_TOKENS = {
    "sk-ecdsa-sha2-nistp256@openssh.com": ("ecdsa-sk", "nistp256", (8, 65)),
    "sk-ssh-ed25519@openssh.com": ("ed25519-sk", None, (32,)),
}


def _of_token(blob: bytes, inner: str, line: bytes) -> PublicKey:
    kind, curve, lengths = _TOKENS[inner]
    fields = [field for _length, field in _fields(blob)]
    if tuple(map(len, fields[1:-1])) != lengths or (curve and fields[1] != curve.encode("ascii")):
        raise ValueError(f"the {inner} public key cannot be decoded; it may be cut or damaged")
    return _with_names(kind, 256, curve, line)


def known_hosts_line(names: Iterable[str], key: PublicKey) -> str:
    """Return the line by which OpenSSH knows a host: names as `known_hosts_name` writes them, and the key."""
    return f"{','.join(dict.fromkeys(names))} {key.openssh}"


def known_hosts_name(host: str, port: int = 22) -> str:
    """Return what known_hosts calls a host: `r1`, or `[r1]:2022` when it does not answer on port 22."""
    return host.lower() if port == 22 else f"[{host.lower()}]:{port}"


def _blob(words: list[str]) -> tuple[bytes, str, int]:
    """Join folded base64 as far as the blob's own lengths say it goes: the blob, its type, the number of words."""
    encoded = ""
    inner = ""
    for used, word in enumerate(words, 1):
        encoded += word
        if len(encoded) > _LONGEST:
            break
        try:
            blob = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
        inner = _type_word(blob)
        if inner and _is_whole(blob):
            return blob, inner, used
    raise CutKey("the public key is not whole base64 of an SSH public key; paste the line of the .pub file unchanged")


def _type_word(blob: bytes) -> str:
    length = int.from_bytes(blob[:4], "big")
    word = blob[4 : 4 + length]
    return word.decode("ascii") if len(blob) > 4 + length and word.isascii() and length < 64 else ""


def _is_whole(blob: bytes) -> bool:
    return sum(4 + length for length, _field in _fields(blob)) == len(blob)


def _fields(blob: bytes) -> list[tuple[int, bytes]]:
    """Return the fields of a blob, each with the length that it claims: the last one may be cut."""
    fields = []
    position = 0
    while position < len(blob):
        length = int.from_bytes(blob[position : position + 4], "big")
        fields.append((length, blob[position + 4 : position + 4 + length]))
        position += 4 + length
    return fields


def _named(key: RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey, line: bytes) -> PublicKey:
    if isinstance(key, RSAPublicKey):
        return _with_names("rsa", key.key_size, None, line)
    if isinstance(key, EllipticCurvePublicKey):
        return _with_names("ecdsa", key.key_size, line.split()[0].decode("ascii").removeprefix("ecdsa-sha2-"), line)
    return _with_names("ed25519", 256, None, line)


def _with_names(kind: str, bits: int, curve: str | None, line: bytes) -> PublicKey:
    word, encoded = line.split()[:2]
    blob = base64.b64decode(encoded)
    digest = base64.b64encode(hashlib.sha256(blob).digest()).rstrip(b"=").decode("ascii")
    return PublicKey(
        type=kind,
        bits=bits,
        curve=curve,
        sha256=f"SHA256:{digest}",
        md5=hashlib.md5(blob, usedforsecurity=False).hexdigest().upper(),
        openssh=f"{word.decode('ascii')} {encoded.decode('ascii')}",
    )
