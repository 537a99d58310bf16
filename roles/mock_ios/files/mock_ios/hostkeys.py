# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key pairs of mock devices: a pool of ready RSA keys, generation, and the encodings that IOS shows.

The pool `test_keys.json` holds private keys that everybody knows. They identify mock devices on the loopback
interface and nothing else. `python -m mock_ios.hostkeys` writes a new pool to standard output.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import asyncssh
from asyncssh.rsa import RSAKey
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POOL_FILE = Path(__file__).with_name("test_keys.json")
POOL_SHAPE = {512: 4, 768: 4, 1024: 32, 1536: 2, 2048: 32, 2176: 2, 3072: 16, 4096: 8}
EXPONENT = 65537
SMALLEST_MODULUS, LARGEST_MODULUS = 360, 4096
LIBRARY_MINIMUM = 1024  # cryptography generates nothing smaller, and uses what is given to it
CURVES: dict[int, type[ec.EllipticCurve]] = {256: ec.SECP256R1, 384: ec.SECP384R1, 521: ec.SECP521R1}

# Bytes that PKCS #1 v1.5 needs in the modulus: DigestInfo (RFC 8017, 9.2 note 1) and eleven bytes of padding.
RSA_SIGNATURES = {"ssh-rsa": 35 + 11, "rsa-sha2-256": 51 + 11, "rsa-sha2-512": 83 + 11}


@dataclass(frozen=True, slots=True, eq=False)
class HostKey:
    """One key pair of a device.

    `type` is `rsa` or `ec`; `bits` the size of the modulus or of the curve; `spki` the SubjectPublicKeyInfo that
    `show crypto key mypubkey` prints in hexadecimal; `blob` the RFC 4253 public key that `show ip ssh` prints in
    base64.
    """

    type: str
    bits: int
    spki: bytes
    blob: bytes
    private: asyncssh.SSHKey

    @property
    def sha256(self) -> str:
        """The fingerprint as OpenSSH prints it."""
        return str(self.private.get_fingerprint("sha256"))

    @property
    def md5(self) -> str:
        """The fingerprint as IOS prints it: 32 upper-case hexadecimal digits."""
        return hashlib.md5(self.blob, usedforsecurity=False).hexdigest().upper()

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The host-key algorithms that this key can serve; a short RSA key has no room for a long digest."""
        if self.type == "ec":
            return (f"ecdsa-sha2-nistp{self.bits}",)
        return tuple(name for name, room in RSA_SIGNATURES.items() if room <= (self.bits + 7) // 8)


def from_pool(bits: int, name: str, *, choice: int = 0) -> HostKey:
    """The pool key of this size for this device name: the same one every time, whatever else runs.

    `choice` draws another one for the same name, as when a device replaces its key. A size that the pool lacks
    is generated.
    """
    ready = _pool().get(bits)
    if not ready:
        return generate_rsa(bits)
    start = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return _ready(*ready[(start + choice) % len(ready)])


def generate_rsa(bits: int) -> HostKey:
    """A new RSA key of 360 to 4096 bits. Takes up to some seconds: call it in a thread."""
    if not SMALLEST_MODULUS <= bits <= LARGEST_MODULUS:
        raise ValueError(f"an RSA modulus has {SMALLEST_MODULUS} to {LARGEST_MODULUS} bits, not {bits}")
    return _rsa(*_primes(bits))


def generate_ec(bits: int) -> HostKey:
    """A new EC key on the NIST curve of 256, 384 or 521 bits."""
    if bits not in CURVES:
        raise ValueError(f"an EC key has 256, 384 or 521 bits, not {bits}")
    key = asyncssh.generate_private_key(f"ecdsa-sha2-nistp{bits}")
    return _host_key("ec", bits, key)


def _host_key(kind: str, bits: int, private: asyncssh.SSHKey) -> HostKey:
    public = private.convert_to_public()
    spki = public.pyca_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return HostKey(type=kind, bits=bits, spki=spki, blob=public.public_data, private=private)


@functools.cache
def _ready(prime1: int, prime2: int) -> HostKey:
    return _rsa(prime1, prime2)


def _rsa(prime1: int, prime2: int) -> HostKey:
    modulus = prime1 * prime2
    exponent = pow(EXPONENT, -1, math.lcm(prime1 - 1, prime2 - 1))
    numbers = (exponent % (prime1 - 1), exponent % (prime2 - 1), pow(prime2, -1, prime1))
    private = RSAKey.make_private((modulus, EXPONENT, exponent, prime1, prime2, *numbers, True))
    return _host_key("rsa", modulus.bit_length(), private)


def _primes(bits: int) -> tuple[int, int]:
    if bits >= LIBRARY_MINIMUM:
        numbers = rsa.generate_private_key(EXPONENT, bits).private_numbers()
        return numbers.p, numbers.q
    while True:
        prime1, prime2 = _prime(bits - bits // 2), _prime(bits // 2)
        if prime1 != prime2 and (prime1 * prime2).bit_length() == bits:
            return max(prime1, prime2), min(prime1, prime2)


def _prime(bits: int) -> int:
    while True:
        candidate = secrets.randbits(bits) | 3 << bits - 2 | 1
        if candidate % EXPONENT != 1 and _is_prime(candidate):
            return candidate


def _is_prime(number: int, rounds: int = 40) -> bool:
    """Miller-Rabin."""
    if any(number % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _unused in range(rounds):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        for _unused in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


@functools.cache
def _pool() -> dict[int, list[tuple[int, int]]]:
    sizes = json.loads(POOL_FILE.read_text(encoding="utf-8"))["rsa_primes"]
    return {int(bits): [(int(p, 16), int(q, 16)) for p, q in pairs] for bits, pairs in sizes.items()}


def new_pool() -> str:
    """The text of a new pool file."""
    pool = {
        str(bits): [[f"{prime:x}" for prime in _primes(bits)] for _unused in range(count)]
        for bits, count in POOL_SHAPE.items()
    }
    note = (
        "Private RSA test keys of mock devices, known to everybody: two primes a key, exponent 65537. Never use them."
    )
    return json.dumps({"note": note, "rsa_primes": pool}, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(new_pool())
