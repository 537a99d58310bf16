# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password types of IOS: 0 clear, 5 md5-crypt, 7 reversible, 8 PBKDF2, 9 scrypt; 4 and 6 are kept, never checked.

Text is bytes carried as latin-1, as everywhere in the simulator.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from functools import lru_cache

# Public since 1995; the reversal of type 7 is common knowledge.
_TYPE7_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_CRYPT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_CISCO = str.maketrans(_BASE64, _CRYPT)
_SALT_LENGTH = {"5": 4, "8": 14, "9": 14}
_SHAPES = {
    "4": re.compile(r"[./0-9A-Za-z]{43}"),
    "5": re.compile(r"\$1\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}"),
    "7": re.compile(r"[0-9]{2}(?:[0-9A-Fa-f]{2})+"),
    "8": re.compile(r"\$8\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}"),
    "9": re.compile(r"\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}"),
}


def well_formed(kind: str, stored: str) -> bool:
    """Whether a text can be a stored password of this type."""
    shape = _SHAPES.get(kind)
    return shape is None or shape.fullmatch(stored) is not None


def new_salt(kind: str) -> str:
    """A random salt of the length of this type."""
    return "".join(secrets.choice(_CRYPT) for _unused in range(_SALT_LENGTH[kind]))


def fixed_salt(kind: str, clear: str) -> str:
    """The same salt for the same text: initial configurations of a fleet then share one costly hash."""
    digest = hashlib.sha256(f"{kind} {clear}".encode("latin-1")).digest()
    return "".join(_CRYPT[byte & 0x3F] for byte in digest[: _SALT_LENGTH[kind]])


def hashed(kind: str, clear: str, salt: str | None = None) -> str:
    """The stored form of a secret of type 5, 8 or 9."""
    salt = salt or new_salt(kind)
    return _hash(kind, clear, salt)


@lru_cache(maxsize=4096)
def matches(kind: str, stored: str, offered: str) -> bool:
    """Whether `offered` is the password behind the stored form."""
    if kind == "0":
        return hmac.compare_digest(stored.encode("latin-1"), offered.encode("latin-1"))
    if kind == "7":
        return hmac.compare_digest(reveal7(stored).encode("latin-1"), offered.encode("latin-1"))
    if kind in _SALT_LENGTH and well_formed(kind, stored):
        return hmac.compare_digest(_hash(kind, offered, stored.split("$")[2]), stored)
    return False


def type7(clear: str, seed: int | None = None) -> str:
    """The reversible form. The seed is random as on the device: equal passwords look different (reference 5.2)."""
    seed = secrets.randbelow(16) if seed is None else seed
    data = (byte ^ _TYPE7_KEY[(seed + i) % len(_TYPE7_KEY)] for i, byte in enumerate(clear.encode("latin-1")))
    return f"{seed:02d}" + "".join(f"{byte:02X}" for byte in data)


def reveal7(stored: str) -> str:
    """The password behind a type 7 text."""
    seed, data = int(stored[:2]), bytes.fromhex(stored[2:])
    return bytes(byte ^ _TYPE7_KEY[(seed + i) % len(_TYPE7_KEY)] for i, byte in enumerate(data)).decode("latin-1")


@lru_cache(maxsize=4096)
def _hash(kind: str, clear: str, salt: str) -> str:
    if kind == "5":
        return f"$1${salt}${_md5_crypt(clear.encode('latin-1'), salt.encode('ascii'))}"
    if kind == "8":
        raw = hashlib.pbkdf2_hmac("sha256", clear.encode("latin-1"), salt.encode("ascii"), 20000, 32)
    else:
        raw = hashlib.scrypt(clear.encode("latin-1"), salt=salt.encode("ascii"), n=16384, r=1, p=1, dklen=32)
    text = base64.b64encode(raw).decode().rstrip("=").translate(_TO_CISCO)
    return f"${kind}${salt}${text}"


def _md5_crypt(clear: bytes, salt: bytes) -> str:
    """The $1$ scheme of FreeBSD: https://docs.freebsd.org/en/books/handbook/ and crypt(3)."""

    def md5(data: bytes) -> bytes:
        return hashlib.md5(data, usedforsecurity=False).digest()

    inner = md5(clear + salt + clear)
    data = clear + b"$1$" + salt + (inner * (len(clear) // 16 + 1))[: len(clear)]
    length = len(clear)
    while length:
        data += b"\0" if length & 1 else clear[:1]
        length >>= 1
    final = md5(data)
    for turn in range(1000):
        data = clear if turn & 1 else final
        data += salt if turn % 3 else b""
        data += clear if turn % 7 else b""
        data += final if turn & 1 else clear
        final = md5(data)
    text = ""
    for first, second, third in ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)):
        value = final[first] << 16 | final[second] << 8 | final[third]
        text += "".join(_CRYPT[value >> shift & 0x3F] for shift in (0, 6, 12, 18))
    return text + "".join(_CRYPT[final[11] >> shift & 0x3F] for shift in (0, 6))
