# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What this client says that it can do is what its SSH libraries offer a device."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.client import client_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import DeviceError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Algorithms, Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transports.choice import open_transport

PLACES = {"kex": 0, "hostkey": 1, "encryption": 2, "mac": 4}  # RFC 4253 7.1
# Offered and never said: signals, keys on tokens, and what no device has.
BESIDE = ("ext-info-", "kex-strict-", "sk-", "sntrup761")


# A process of its own: libssh lets nobody else run while it connects.
LISTENER = """
import json, socket, struct
with socket.create_server(("127.0.0.1", 0)) as listener:
    print(listener.getsockname()[1], flush=True)
    connection, address = listener.accept()
    lists = []
    with connection, connection.makefile("rwb") as stream:
        stream.write(b"SSH-2.0-Cisco-1.25\\r\\n")
        stream.flush()
        stream.readline(512)
        length, padding, message = struct.unpack(">IBB", stream.read(6))
        body = stream.read(length - 2)[16 : length - 2 - padding]
        for place in range(6):
            size = struct.unpack(">I", body[:4])[0]
            lists.append(body[4 : 4 + size].decode().split(","))
            body = body[4 + size :]
print(json.dumps(lists))
"""


def offered_by(target):
    """Return the lists of the first packet that a client sends, which is in clear."""
    with subprocess.Popen([sys.executable, "-c", LISTENER], stdout=subprocess.PIPE, text=True) as listener:
        port = int(listener.stdout.readline())
        with contextlib.suppress(DeviceError):
            open_transport(target(port))
        lists = json.loads(listener.stdout.readline())
    return {name: lists[place] for name, place in PLACES.items()}


CASES = {
    "libssh": {"transport": "libssh"},
    "libssh, which has nothing that is legacy": {"transport": "libssh", "legacy_algorithms": True},
    "asyncssh": {"transport": "asyncssh"},
    "whatever suits": {},
    "whatever suits, with legacy algorithms": {"legacy_algorithms": True},
    "chosen ciphers": {"algorithms": Algorithms(ciphers="aes256-ctr", macs="-hmac-sha2-512")},
    "libssh, which takes no wish for ciphers": {"transport": "libssh", "algorithms": Algorithms(ciphers="aes256-ctr")},
    "chosen key exchange": {"algorithms": Algorithms(kex="ecdh-sha2-nistp256", host_keys="rsa-sha2-512")},
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_said_is_offered(case):
    def target(port):
        values = {"name": "127.0.0.1", "address": "127.0.0.1", "user": "x", "password": "y", "timeout": 10.0}
        return Target(port=port, host_key_checking=False, **{**values, **CASES[case]})

    said = client_of(target(22)).algorithms
    offered = offered_by(target)
    for kind, names in offered.items():
        assert set(said[kind]) == {name for name in names if not name.startswith(BESIDE)}, kind


def test_the_client_of_a_target():
    target = Target(
        name="r1", address="r1", port=2022, host_keys=(("ssh-rsa", "AAAA"),), known_hosts=(Path("/nowhere"),)
    )
    client = client_of(target)
    assert (client.port, client.pinned, client.checks_host_key) == (2022, target.host_keys, True)
    enabling = Target(name="r1", address="r1", become=True, enable_password="x")
    assert [client_of(one).can_enable for one in (target, enabling, None)] == [False, True, True]
    assert "rsa-sha2-512" in client.algorithms["publickey"]
    assert client_of(None).algorithms == {}
    assert client_of(Target(name="r1", address="r1", opener=lambda _target: None)).algorithms == {}
