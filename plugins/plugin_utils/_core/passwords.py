# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password types of IOS: whether a clear text is what a device has stored, without asking the device.

Nothing here prints, keeps or returns a clear text except `decoded`, whose input was never more than a spelling of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
CISCO = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TO_CISCO = str.maketrans(STANDARD, CISCO)

# Source: published since 1995 and the same on every release; the offset is 0 to 15.
_VIGENERE = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

PBKDF2_ROUNDS = 20000
SCRYPT = {"n": 16384, "r": 1, "p": 1}


@dataclass(frozen=True, slots=True)
class PasswordType:
    """A row: `shape` is what a stored text looks like, `words` are the keywords it is stored under."""

    number: int
    name: str
    shape: str
    words: tuple[str, ...]
    comparable: bool
    source: str

    @property
    def example(self) -> str:
        """How a stored text begins, for people."""
        return {4: "43 characters", 7: "an even number of hexadecimal digits"}.get(
            self.number, f"${1 if self.number == 5 else self.number}$..."
        )


_MODEL = "model 17.18.1 (native): password 0, 6, 7; secret 0, 5, 8, 9"
TYPES: dict[int, PasswordType] = {
    row.number: row
    for row in (
        PasswordType(0, "clear text", r"[\x21-\x7e]{1,127}", ("secret", "password"), True, _MODEL),
        PasswordType(
            4, "SHA-256 without salt", r"[./0-9A-Za-z]{43}", ("secret",), True, "published test vector; 15.0 to 15.3"
        ),
        PasswordType(
            5, "MD5 with salt", r"\$1\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}", ("secret",), True, f"{_MODEL}; md5-crypt"
        ),
        PasswordType(6, "AES under the key of the device", r"[\x21-\x7e]{8,250}", ("password",), False, _MODEL),
        PasswordType(
            7, "reversible", r"[0-5][0-9](?:[0-9A-Fa-f]{2}){1,120}", ("password",), True, f"{_MODEL}; Vigenere"
        ),
        PasswordType(
            8,
            "PBKDF2 with SHA-256",
            r"\$8\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}",
            ("secret",),
            True,
            f"{_MODEL}; 20000 rounds, published test vector",
        ),
        PasswordType(
            9,
            "scrypt",
            r"\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}",
            ("secret",),
            True,
            f"{_MODEL}; N=16384 r=1 p=1, published test vector",
        ),
    )
}


def matches(clear: str, number: int, stored: str) -> bool | None:
    """Tell whether `stored`, of type `number`, stands for `clear`; `None` when nobody but the device can tell."""
    row = TYPES.get(number)
    if row is None or not row.comparable:
        return None
    if not re.fullmatch(row.shape, stored):
        return False if number == 0 else None
    if number == 7:
        return hmac.compare_digest(decoded(stored).encode(), clear.encode())
    if number == 0:
        return hmac.compare_digest(stored.encode(), clear.encode())
    return hmac.compare_digest(_hashed(clear, number, stored), stored)


def is_same(number: int, stored: str, other_number: int, other: str) -> bool:
    """Tell whether two stored passwords surely are the same one, which one of them in clear or as type 7 shows."""
    return any(
        (clear := _clear(kind, text)) is not None and matches(clear, peer_kind, peer) is True
        for kind, text, peer_kind, peer in (
            (number, stored, other_number, other),
            (other_number, other, number, stored),
        )
    )


def _clear(number: int, stored: str) -> str | None:
    if number == 7 and re.fullmatch(TYPES[7].shape, stored):
        return decoded(stored)
    return stored if number == 0 else None


def _hashed(clear: str, number: int, stored: str) -> str:
    if number == 4:
        return _in_cisco_base64(hashlib.sha256(clear.encode()).digest())
    salt = stored.split("$")[2]
    if number == 5:
        return md5_crypt(clear, salt)
    if number == 8:
        digest = hashlib.pbkdf2_hmac("sha256", clear.encode(), salt.encode(), PBKDF2_ROUNDS)
    else:
        digest = hashlib.scrypt(clear.encode(), salt=salt.encode(), dklen=32, **SCRYPT)
    return f"${number}${salt}${_in_cisco_base64(digest)}"


def _in_cisco_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii").rstrip("=").translate(_TO_CISCO)


def decoded(stored: str) -> str:
    """Return the clear text of type 7. Raises ValueError for a text that is none."""
    offset = int(stored[:2], 10)
    data = bytes.fromhex(stored[2:])
    return "".join(chr(sign ^ ord(_VIGENERE[(offset + at) % len(_VIGENERE)])) for at, sign in enumerate(data))


def md5_crypt(clear: str, salt: str) -> str:
    """Return `$1$salt$...`, the crypt of BSD with 1000 rounds of MD5 that type 5 is."""
    password, salted = clear.encode(), salt.encode()
    inner = _md5(password + salted + password)
    text = password + b"$1$" + salted
    text += (inner * (len(password) // 16 + 1))[: len(password)]
    length = len(password)
    while length:
        text += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = _md5(text)
    for turn in range(1000):
        text = password if turn & 1 else digest
        text += salted if turn % 3 else b""
        text += password if turn % 7 else b""
        text += digest if turn & 1 else password
        digest = _md5(text)
    triples = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
    words = [(digest[high] << 16 | digest[middle] << 8 | digest[low], 4) for high, middle, low in triples]
    signs = [CISCO[word >> 6 * place & 63] for word, count in (*words, (digest[11], 2)) for place in range(count)]
    return f"$1${salt}${''.join(signs)}"


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()
