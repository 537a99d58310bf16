# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Consoles as people leave them, and peers on Telnet and console ports that are slow, silent or strange."""

from __future__ import annotations

import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import login
from ansible_collections.secureshell.ios.plugins.plugin_utils._device import session as session_module
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import (
    AuthenticationFailed,
    ConnectFailed,
    NoAnswer,
    ShellFailed,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from carriers import target_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

USER = {"name": "ops", "password": "mock-ops", "privilege": 15}
CONSOLE = "no banner motd\nline con 0\n login local\n logging synchronous\n"
MOTD = "banner motd ^\nEnter your Password:\nUsername:\nr9#\n^\nbanner login ^\nlogin: is below\nr9(config)#\n^\n"


# --- consoles of mock devices -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fleet(module_mock_fleet: Any) -> Any:
    """Consoles with a login, and one each for what somebody did on it before."""
    names = ("plain", "config", "data", "half", "page", "reload", "setup", "name")
    rows = [
        {"name": name, "profile": "17.9", "console": True, "telnet": True, "users": [USER], "config": CONSOLE + MOTD}
        for name in names
    ]
    fresh = {"name": "fresh", "profile": "26.1", "preset": "factory", "console": True}
    slow = {
        "name": "slow", "profile": "16.8", "console": True, "telnet": True, "users": [USER], "config": CONSOLE + MOTD,
        "faults": [{"fault": "slow_prompt", "seconds": 0.6}, {"fault": "slow_output", "rate": 960}],
    }  # fmt: skip
    long = {"name": "edge-router-with-a-name-of-some-length-7", "profile": "15.2", "console": True, "users": [USER],
            "config": CONSOLE, "enable": "mock-enable"}  # fmt: skip
    return module_mock_fleet({"devices": [*rows, fresh, slow, long]})


def target(fleet: Any, name: str, home: Any, way: str = "console", **changes: Any) -> Any:
    port = fleet[name].variables[f"ansible_ios_{way}_port"]
    values = {"way": way, "user": "ops", "password": "mock-ops", "connect_timeout": 25.0, "command_timeout": 15.0}
    return target_for("auto", port, home, **{**values, **changes})


def leave(port: int, lines: Sequence[str]) -> None:
    """Use a console and go away without logging out; the last line stays half typed when it ends in `...`."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        for text in ("", "ops", "mock-ops", *lines):
            end = b"" if text.endswith("...") else b"\r"
            line.sendall(text.removesuffix("...").encode() + end)
            while select.select([line], [], [], 0.4)[0] and line.recv(65536):
                pass


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("plain", None),
        ("config", ["configure terminal", "line vty 0 4"]),
        ("data", ["configure terminal", "ip ssh pubkey-chain", "username x", "key-string", "AAAA"]),
        ("half", ["configure terminal", "hostname gone..."]),
        ("page", ["terminal length 5", "show running-config"]),
        ("reload", ["reload..."]),
        ("setup", ["reload"]),
    ],
)
def test_a_console_is_taken_as_it_was_left(fleet: Any, home: Any, name: str, left: list[str] | None) -> None:
    if left is not None:
        leave(fleet[name].variables["ansible_ios_console_port"], left)
    session = Session.open(target(fleet, name, home))
    try:
        assert (session.hostname, session.mode, session.privilege) == (name, "privileged", 15)
        assert session.login.user in {"ops", ""}
        session.enter(("configure terminal", "line vty 0 4"))  # log messages come on a console when it is left
        assert session.command("exec-timeout 8 0").ok()
        session.leave()
        assert "exec-timeout 8 0" in session.command("show running-config | section line vty").text
    finally:
        session.close()
    # Nobody stays logged in: the next one is asked for the user.
    with pytest.raises(AuthenticationFailed, match="ansible_password") as caught:
        Session.open(target(fleet, name, home, password="not-this-one"))
    assert "not-this-one" not in str(caught.value)


@pytest.mark.parametrize("way", ["console", "telnet"])
def test_a_slow_line_with_banners_that_ask(fleet: Any, home: Any, way: str) -> None:
    session = Session.open(target(fleet, "slow", home, way))
    try:
        assert (session.hostname, session.privilege) == ("slow", 15)
        assert session.command("show clock").ok().text
    finally:
        session.close()


def test_a_name_that_prompts_cut_short(fleet: Any, home: Any) -> None:
    name = "edge-router-with-a-name-of-some-length-7"
    session = Session.open(target(fleet, name, home))
    try:
        session.enter(("configure terminal", "interface Loopback7"))
        session.leave()
        assert session.hostname == name
    finally:
        session.close()


def test_a_new_device_that_insists_on_a_secret_says_what_it_wants(fleet: Any, home: Any) -> None:
    with pytest.raises(AuthenticationFailed, match="set ansible_become_password"):
        Session.open(target(fleet, "fresh", home, become=True))
    with pytest.raises(AuthenticationFailed, match="10 to 32 characters") as caught:
        Session.open(target(fleet, "fresh", home, become=True, enable_password="too-plain"))
    assert "too-plain" not in str(caught.value)
    session = Session.open(target(fleet, "fresh", home, become=True, enable_password="Mock-Enable-1"))
    assert (session.hostname, session.privilege, session.login.user) == ("Router", 15, "")
    session.close()


# --- peers that are no devices ----------------------------------------------------------------------------------------

IAC = 255
# Not option 13, which is a carriage return.
STORM = bytes(
    byte for option in (*range(13), *range(14, 60)) for kind in (251, 253, 252, 254) for byte in (IAC, kind, option)
)
REQUESTS = bytes([IAC, 250, 24, 1, IAC, 240, IAC, 250, 39, 1, IAC, 240, IAC, 241, IAC, 246])


class Peer:
    """A TCP port that says a script: bytes, or a number of seconds; "?" waits for a line, "end" closes."""

    def __init__(self, *script: bytes | float | str) -> None:
        self.typed = bytearray()
        self._script = script
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        self._server.settimeout(30)
        line, _unused = self._server.accept()
        line.settimeout(0.1)
        with line:
            for part in self._script:
                if part == "end":
                    return
                if part == "?":
                    self._until_a_line(line)
                elif isinstance(part, bytes):
                    line.sendall(part)
                else:
                    self._over.wait(float(part))
            self._over.wait(30)

    def _until_a_line(self, line: socket.socket) -> None:
        begun = len(self.typed)
        while not self._over.is_set() and b"\r" not in self.typed[begun:]:
            try:
                data = line.recv(4096)
            except TimeoutError:
                continue
            if not data:
                return
            self.typed += data

    def stop(self) -> None:
        self._over.set()
        self._server.close()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def peer() -> Iterator[Any]:
    """A function that starts a peer and returns a target for it."""
    started: list[Peer] = []

    def start(*script: bytes | float | str) -> Peer:
        started.append(Peer(*script))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def words(way: str, reply: bytes) -> list[bytes | str]:
    """The dialogue of a login up to a session's first commands, and their replies."""
    first = ["?"] if way == "console" else []
    login_ = [b"\r\nUSERNAME: ", "?", b"ops\r\npassword:", "?", b"\r\nr1#"]
    return [*first, *login_, "?", reply, "?", "?"]


FIRST = b"terminal length 0\r\nr1#terminal width 0\r\nr1#show privilege\r\nCurrent privilege level is 15\r\nr1#"


def plain(home: Any, way: str, port: int, **changes: Any) -> Any:
    values = {"way": way, "user": "ops", "password": "mock-ops", "connect_timeout": 6.0}
    return target_for("auto", port, home, **{**values, **changes})


def test_a_storm_of_telnet_options(peer: Any, home: Any) -> None:
    script = words("telnet", FIRST)
    script[0:0] = [STORM, REQUESTS, 0.05, STORM[:400]]
    script.insert(6, STORM + REQUESTS)
    one = peer(*script)
    session = Session.open(plain(home, "telnet", one.port))
    assert (session.hostname, session.privilege) == ("r1", 15)
    session.cut()
    assert b"ops\r" in one.typed
    assert b"mock-ops\r" in one.typed


def test_telnet_commands_that_arrive_in_pieces(peer: Any, home: Any) -> None:
    pieces: list[Any] = []
    for byte in STORM[:36] + REQUESTS:
        pieces += [bytes([byte]), 0.01]
    session = Session.open(plain(home, "telnet", peer(*pieces, *words("telnet", FIRST)).port))
    assert session.hostname == "r1"
    session.cut()


@pytest.mark.parametrize("way", ["console", "telnet"])
@pytest.mark.parametrize(
    ("script", "error", "told"),
    [
        ([], ShellFailed, "the device said nothing"),
        ([b"\r\nbooting\r\n"], ShellFailed, "'booting'"),
        (["end"], ShellFailed, "before it showed a prompt"),
        ([b"\r\nUsername: ", "?", "?", "end"], ShellFailed, "before it showed a prompt"),
        ([b"\r\nUsername: ", "?", "?", b"\r\nPassword: ", "?", b"\r\n% Login invalid\r\n\r\nUsername: "],
         AuthenticationFailed, "'% Login invalid'"),
        ([b"\r\nPassword required, but none set\r\n", "end"], ShellFailed, "none set"),
        ([b"x" * 300_000], ShellFailed, "no prompt"),
    ],
    ids=["silent", "booting", "closed", "closed later", "wrong", "no password", "noise"],
)  # fmt: skip
def test_a_peer_that_leads_to_no_prompt_costs_its_time_out(peer, home, monkeypatch, way, script, error, told):  # noqa: PLR0917
    monkeypatch.setattr(login, "NUDGE", 0.5)
    if way == "telnet" and "?" in script:
        script = [part for at, part in enumerate(script) if part != "?" or script[at - 1] != "?"]
    start = time.monotonic()
    with pytest.raises(error, match=told) as caught:
        Session.open(plain(home, way, peer(*script).port, connect_timeout=2.5))
    assert time.monotonic() - start < 8
    assert "mock-ops" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_console_that_falls_silent_is_not_waited_for_again(peer: Any, home: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(session_module, "GOODBYE", 0.3)
    session = Session.open(plain(home, "console", peer(*words("console", FIRST)).port, command_timeout=3.0))
    with pytest.raises(NoAnswer):
        session.command("show clock")
    start = time.monotonic()
    session.close()
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize("way", ["console", "telnet"])
def test_a_port_where_nobody_is(home: Any, way: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(ConnectFailed, match="refuses while"):
            Session.open(plain(home, way, port))
