# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that the collection gave to devices, judged by OpenSSH: who gets in, and whether the fingerprints agree."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.pubkeys import PUBKEYS
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import server_key
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import Request, run

# Profile, types of keys that the release is known to take or perhaps takes, and what a modern client has to allow.
OLD = ("KexAlgorithms=+diffie-hellman-group14-sha1", "HostKeyAlgorithms=+ssh-rsa", "PubkeyAcceptedAlgorithms=+ssh-rsa",
       "MACs=+hmac-sha1")  # fmt: skip
CASES = {"15.2": (("rsa",), OLD), "17.15": (("rsa", "ecdsa"), ()), "26.1": (("rsa", "ecdsa", "ed25519"), ())}
KINDS = [(profile, kind) for profile, (kinds, _options) in CASES.items() for kind in kinds]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    place = tmp_path_factory.mktemp("pairs")
    for name in ("rsa", "ecdsa", "ed25519", "stranger"):
        kind = "rsa" if name == "stranger" else name
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"{name} key", "-f", str(place / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return place


@pytest.fixture(scope="module", params=["key_hash", "key_string"])
def devices(module_mock_fleet, pairs, request):
    """A device of each profile, its user's keys given by the engine; of each type a user, so that two fit anywhere."""
    fleet = module_mock_fleet(
        {
            "devices": [
                {
                    "name": f"r{number}",
                    "profile": profile,
                    "users": [{"name": name, "password": "mock", "privilege": 15} for name in ("admin", *kinds)],
                }
                for number, (profile, (kinds, _options)) in enumerate(CASES.items())
            ]
        }
    )
    found = {}
    for host in fleet.values():
        kinds, options = CASES[host.profile]
        rows = [{"name": kind, "keys": [(pairs / f"{kind}.pub").read_text(encoding="ascii")]} for kind in kinds]
        target = Target(
            name=host.address,
            address=host.address,
            port=host.port,
            user=host.user,
            password=host.password,
            look_for_keys=False,
            host_key_checking=False,
            legacy_algorithms=bool(options),
        )
        session = Session.open(target)
        run(session, PUBKEYS, Request({"users": rows, "send_as": request.param}, "merged"))
        shown = session.command("show running-config | section ^ip ssh pubkey-chain").text
        session.close()
        found[host.profile] = host, shown
    return found


def login(openssh, host, user, key, options):
    only = ("IdentitiesOnly=yes", "IdentityAgent=none", f"IdentityFile={key}", "PreferredAuthentications=publickey")
    return openssh(replace(host, user=user), "show privilege", options=(*options, *only))


@pytest.mark.parametrize(("profile", "kind"), KINDS)
def test_who_has_the_private_key_gets_in(devices, pairs, openssh, profile, kind):
    result = login(openssh, devices[profile][0], kind, pairs / kind, CASES[profile][1])
    assert "Current privilege level is 15" in result.stdout, result.stderr


@pytest.mark.parametrize("profile", CASES)
def test_another_key_does_not(devices, pairs, openssh, profile):
    result = login(openssh, devices[profile][0], "rsa", pairs / "stranger", CASES[profile][1])
    assert result.returncode == 255
    assert "Permission denied" in result.stderr


@pytest.mark.parametrize(("profile", "kind"), KINDS)
def test_fingerprints_are_those_of_ssh_keygen(devices, pairs, profile, kind):
    command = ["ssh-keygen", "-E", "md5", "-lf", str(pairs / f"{kind}.pub")]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split()[1]
    (stored,) = re.findall(rf"username {kind}\s+key-hash \S+ (\S+)", devices[profile][1])
    assert stored == listed.removeprefix("MD5:").replace(":", "").upper()


@pytest.mark.parametrize("profile", CASES)
def test_a_host_key_that_is_asked_for_is_the_one_that_ssh_keyscan_finds(devices, profile):
    host = devices[profile][0]
    command = ["ssh-keyscan", "-T", "10", "-t", "rsa", "-p", str(host.port), host.address]
    scanned = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stdout.split()
    asked = server_key.ask(host.address, host.port, "rsa", 10.0)
    if scanned:  # the oldest key exchanges are beyond ssh-keyscan
        assert scanned[1:3] == asked.openssh.split()
    else:
        assert CASES[profile][1] == OLD
        assert asked.type == "rsa"
