# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peers, targets and transports for the contract suite: whatever carries a session, the same cases hold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible.plugins.loader import connection_loader
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Target

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripted_peer import Peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# ansible-core 2.21 has no paramiko connection any more; what is said there, test_transports.py holds.
PARAMIKO = ("network_cli_paramiko",) if connection_loader.get("paramiko", class_only=True) else ()
TRANSPORTS = ("libssh", "asyncssh", "network_cli_libssh", *PARAMIKO)


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    """The program that serves scripted peers."""
    program = Peers()
    yield program
    program.stop()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without keys, agent and known hosts."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    (tmp_path / ".ssh").mkdir(mode=0o700)
    return tmp_path


@pytest.fixture(params=TRANSPORTS)
def transport(request: pytest.FixtureRequest) -> str:
    """Every transport in turn."""
    return str(request.param)


def target_for(transport: str, port: int, home: Path, **changes: Any) -> Target:
    """A target for a peer on this machine, with short time-outs."""
    opener = None
    if transport.startswith("network_cli"):
        from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible import network_cli

        opener = network_cli.opener(changes.pop("variables", {}))
    values: dict[str, Any] = {
        "name": "127.0.0.1",
        "address": "127.0.0.1",
        "port": port,
        "user": "admin",
        "password": "secret",
        "look_for_keys": False,
        "host_key_checking": False,
        "known_hosts": (home / ".ssh" / "known_hosts",),
        "timeout": 5.0,
        "connect_timeout": 8.0,
        "command_timeout": 5.0,
        "transport": transport,
        "opener": opener,
    }
    return Target(**{**values, **changes})


@pytest.fixture
def login(peers: Peers, home: Path, transport: str) -> Iterator[Callable[..., Session]]:
    """A function that starts a peer and opens a session to it; `target` changes the target, the rest is the peer."""
    sessions: list[Session] = []

    def open_session(*, target: dict[str, Any] | None = None, privilege: int = 15, **peer: Any) -> Session:
        started = peers.start(**peer)
        session = Session.open(target_for(transport, started["port"], home, **(target or {})), privilege=privilege)
        sessions.append(session)
        session.test_index = started["index"]  # type: ignore[attr-defined]
        return session

    yield open_session
    for session in sessions:
        session.close()
