# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key pairs of mock devices: the pool, generation, encodings."""

from __future__ import annotations

import base64
import hashlib

import asyncssh
import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from mock_ios import hostkeys


@pytest.mark.parametrize("bits", sorted(hostkeys.POOL_SHAPE))
def test_pool_holds_keys_of_every_size(bits):
    names = [f"R{number}" for number in range(200)]
    drawn = [hostkeys.from_pool(bits, name) for name in names]
    assert {key.bits for key in drawn} == {bits}
    assert len({key.blob for key in drawn}) == hostkeys.POOL_SHAPE[bits]
    assert [key.blob for key in drawn] == [hostkeys.from_pool(bits, name).blob for name in names]


def test_another_choice_is_another_key():
    assert hostkeys.from_pool(2048, "R1").blob != hostkeys.from_pool(2048, "R1", choice=1).blob


@pytest.mark.parametrize("bits", [360, 511, 512, 768, 1000, 1024, 1030])
def test_generated_rsa_has_exactly_the_size(bits):
    key = hostkeys.generate_rsa(bits)
    assert (key.type, key.bits) == ("rsa", bits)
    assert load_der_public_key(key.spki).key_size == bits
    assert key.blob != hostkeys.generate_rsa(bits).blob


@pytest.mark.parametrize("bits", [359, 4097])
def test_sizes_that_no_device_has(bits):
    with pytest.raises(ValueError, match=f"360 to 4096 bits, not {bits}"):
        hostkeys.generate_rsa(bits)


@pytest.mark.parametrize("bits", [256, 384, 521])
def test_ec(bits):
    key = hostkeys.generate_ec(bits)
    assert key.algorithms == (f"ecdsa-sha2-nistp{bits}",)
    assert load_der_public_key(key.spki).key_size == bits


def test_ec_size_that_does_not_exist():
    with pytest.raises(ValueError, match="256, 384 or 521 bits, not 512"):
        hostkeys.generate_ec(512)


def test_encodings_describe_one_key():
    key = hostkeys.from_pool(2048, "R1")
    public = asyncssh.import_public_key(b"ssh-rsa " + base64.b64encode(key.blob))
    assert load_der_public_key(key.spki).public_numbers() == public.pyca_key.public_numbers()
    assert key.sha256 == "SHA256:" + base64.b64encode(hashlib.sha256(key.blob).digest()).decode().rstrip("=")
    assert bytes.fromhex(key.md5) == hashlib.md5(key.blob).digest()
    assert key.md5 == key.md5.upper()


@pytest.mark.parametrize(
    ("bits", "algorithms"),
    [
        (360, ()),
        (512, ("ssh-rsa", "rsa-sha2-256")),
        (768, ("ssh-rsa", "rsa-sha2-256", "rsa-sha2-512")),
        (2048, ("ssh-rsa", "rsa-sha2-256", "rsa-sha2-512")),
    ],
)
def test_every_algorithm_that_is_named_signs_and_verifies(bits, algorithms):
    key = hostkeys.from_pool(bits, "R1")
    assert key.algorithms == algorithms
    for algorithm in algorithms:
        signature = key.private.sign(b"data", algorithm.encode())
        assert key.private.convert_to_public().verify(b"data", signature)


def test_a_new_pool_has_the_shape_of_the_old_one(monkeypatch):
    monkeypatch.setattr(hostkeys, "POOL_SHAPE", {512: 2})
    pool = hostkeys.new_pool()
    assert pool.count('"') == 2 * (3 + 1 + 2 * 2)
    assert "test keys" in pool
