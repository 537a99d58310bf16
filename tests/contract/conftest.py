# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peers, targets and transports for the contract suite: whatever carries a session, the same cases hold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import session
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from carriers import TRANSPORTS, target_for
from fleet_fixture import module_mock_fleet
from scripted_peer import Peers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["module_mock_fleet"]


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


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers on this machine need no two seconds to go on."""
    monkeypatch.setattr(session, "DOUBT", 0.8)


@pytest.fixture
def certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """The session must know the end of a reply for what it is: believing in it after a silence comes too late."""
    monkeypatch.setattr(session, "DOUBT", 60.0)


@pytest.fixture(params=TRANSPORTS)
def transport(request: pytest.FixtureRequest) -> str:
    """Every transport in turn."""
    return str(request.param)


@pytest.fixture
def login(peers: Peers, home: Path, transport: str) -> Iterator[Callable[..., Session]]:
    """A function that starts a peer and opens a session to it; `target` changes the target, the rest is the peer."""
    sessions: list[Session] = []

    def open_session(*, target: dict[str, Any] | None = None, privilege: int = 15, **peer: Any) -> Session:
        started = peers.start(**peer)
        opened = Session.open(target_for(transport, started["port"], home, **(target or {})), privilege=privilege)
        sessions.append(opened)
        opened.test_index = started["index"]  # type: ignore[attr-defined]
        return opened

    yield open_session
    for opened in sessions:
        opened.close()
