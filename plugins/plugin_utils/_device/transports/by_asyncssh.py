# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport for old devices and for logins that ask questions: asyncssh.

It still speaks what libssh and paramiko have dropped, and lets us see each prompt before we answer.
"""

from __future__ import annotations

import asyncio
import os
import re
import warnings
from typing import TYPE_CHECKING, Any

from ..errors import (
    BadTarget,
    ConnectFailed,
    DeviceError,
    KexFailed,
    NoAnswer,
    SessionLost,
    ShellFailed,
)
from ..interactive import Interactive
from . import CLOSED, HEIGHT, WIDTH, Peer, known_hosts, not_let_in, offers
from .by_libssh import private_key, public_half
from .loop import LoopTransport
from .wire import Wire

with warnings.catch_warnings():
    # cryptography warns about each old algorithm, whether it is going to be used or not.
    warnings.simplefilter("ignore")
    try:
        import asyncssh

        MISSING = ""
    except ImportError as error:
        MISSING = str(error)

if TYPE_CHECKING:
    from ..target import Target

_NO_MATCH = re.compile(
    r"No matching (?P<what>.+?) algorithm found, sent (?P<ours>\S+) and received (?P<theirs>\S+)", re.DOTALL
)


class AsyncsshLogin(LoopTransport):
    """An authenticated connection over asyncssh, on which nothing has been asked for yet."""

    peer: Peer

    def __init__(self, target: Target) -> None:
        """Log in. Raises the error of the phase that failed."""
        if MISSING:
            raise BadTarget(f"asyncssh cannot be loaded ({MISSING}), old algorithms need it: pip install asyncssh.")
        super().__init__()
        self._target = target
        self._connection: Any = None
        self._wire = Wire(target)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._open()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """See `Transport`."""
        if not self._loop.is_closed():
            if self._connection is not None:
                self._connection.abort()
                self._run(self._connection.wait_closed(), 1.0)
            self._loop.close()
        self._wire.close()

    def _open(self) -> None:
        target = self._target
        client = _client(target)

        async def connect() -> None:
            self._connection, _unused = await asyncssh.create_connection(
                lambda: client, target.address, target.port, sock=self._wire.socket, options=_options(target)
            )

        try:
            if not self._run(connect(), target.timeout):
                if client.key[0]:
                    raise not_let_in(target, f"no answer within {target.timeout:g} s")
                raise KexFailed(
                    f"no SSH key exchange within {target.timeout:g} s with {target.address} port {target.port}."
                )
        except (asyncssh.Error, OSError, ValueError) as error:
            raise self._explained(error, client) from None
        kind, key = client.key
        facts = self._connection.get_extra_info
        self.peer = Peer(
            address=target.address,
            port=target.port,
            user=target.user or "",
            own_address=self._wire.own_address,
            host_key=kind,
            fingerprint=known_hosts.fingerprint(key),
            key=key,
            cipher=facts("recv_cipher", ""),
            mac="" if facts("recv_mac", "") == facts("recv_cipher", "") else facts("recv_mac", ""),
            method=client.method,
            user_key=_user_key(target) if client.method == "publickey" else "",
            new_password=client.interactive.changed,
        )

    def _explained(self, error: Exception, client: Any) -> DeviceError:
        target = self._target
        if client.refused is not None:
            refused: DeviceError = client.refused
            return refused
        if not client.key[0] and (complaint := self._wire.proxy_complaint()):
            return ConnectFailed(complaint)
        words = str(error)
        if found := _NO_MATCH.search(words):
            return offers.no_common(target, found["what"], found["theirs"].split(","), found["ours"].split(","))
        if client.key[0]:
            return not_let_in(target, words or CLOSED)
        if isinstance(error, ValueError):
            return BadTarget(f"an algorithm is not known to asyncssh: {words}.")
        return offers.mismatch(target) or KexFailed(
            f"no SSH key exchange with {target.address} port {target.port}: {words or 'closed'}."
        )


class AsyncsshTransport(AsyncsshLogin):
    """One shell over asyncssh."""

    _channel: Any = None

    def send(self, data: bytes) -> None:
        """See `Transport`."""
        if self._closed:
            raise SessionLost(CLOSED)
        self._channel.write(data)
        self._run(self._drained(), self._target.command_timeout)
        if self._channel.get_write_buffer_size():
            raise NoAnswer("the device takes no more input.")

    async def _drained(self) -> None:
        while self._channel.get_write_buffer_size() and not self._closed:
            await asyncio.sleep(0.001)

    def _open(self) -> None:
        super()._open()
        target = self._target
        try:
            if not self._run(self._shell(), target.timeout):
                raise ShellFailed(f"{target.address} let us in but gives no shell within {target.timeout:g} s.")
        except (asyncssh.Error, OSError) as error:
            words = str(error).strip() or "the device closed the connection"
            raise ShellFailed(f"{target.address} let us in but gives no shell: {words}.") from None

    async def _shell(self) -> None:
        owner = self

        class Shell(asyncssh.SSHClientSession[bytes]):
            def data_received(self, data: bytes, _datatype: Any) -> None:
                owner.arrived(data)

            def connection_lost(self, _exc: Exception | None) -> None:
                owner.ended()

            def eof_received(self) -> bool:
                owner.ended()
                return False

        self._channel, _unused = await self._connection.create_session(
            Shell, encoding=None, term_type="vt100", term_size=(WIDTH, HEIGHT)
        )


def _client(target: Target) -> Any:
    class Client(asyncssh.SSHClient):
        """Judges the host key with our own judge, and answers what keyboard-interactive asks for."""

        refused: DeviceError | None = None
        key = ("", "")
        asked = False
        interactive = Interactive(target)
        method = "publickey" if target.private_key_file or target.look_for_keys else ""
        password = target.password

        def validate_host_public_key(self, _host: str, _addr: str, _port: int, key: Any) -> bool:
            kind, data = key.export_public_key("openssh").decode().split()[:2]
            Client.key = kind, data
            try:
                known_hosts.judge(target, kind, data)
            except DeviceError as error:
                Client.refused = error
                return False
            return True

        def public_key_auth_requested(self) -> None:
            Client.method = ""  # every key has been tried

        def password_auth_requested(self) -> str | None:
            Client.method = "password"
            if Client.refused is not None:  # a question ended the login: another method would only be another failure
                return None
            password, Client.password = Client.password, None
            return password

        def kbdint_auth_requested(self) -> str | None:
            Client.method = "password"
            # Once: the same answers would be as wrong the second time.
            first, Client.asked = not Client.asked, True
            return "" if first and (target.password or target.login_answers) else None

        def kbdint_challenge_received(self, name: str, text: str, _lang: str, prompts: Any) -> list[str] | None:
            answers = self.interactive.answer((name, text), [prompt for prompt, _echo in prompts])
            Client.refused = self.interactive.refused
            return answers

    return Client()


def _user_key(target: Target) -> str:
    """Return the public key that was used, where it can have been only one."""
    alone = target.private_key_file and not (target.look_for_keys and os.environ.get("SSH_AUTH_SOCK"))
    return public_half(private_key(target)) if alone else ""


def _options(target: Target) -> Any:
    legacy = target.legacy_algorithms
    wish = target.algorithms
    host_keys = offers.offer(offers.HOST_KEY, wish.host_keys, legacy=legacy)
    if not wish.host_keys and target.host_key_checking:
        known = [name for kind in known_hosts.preferred(target) for name in (kind,) if name in host_keys]
        host_keys = known + [name for name in host_keys if name not in known]
    agent = os.environ.get("SSH_AUTH_SOCK", "") if target.look_for_keys else ""
    keys = [asyncssh.import_private_key(private_key(target))] if target.private_key_file else []
    options: dict[str, Any] = {
        "username": target.user or (),
        "known_hosts": ([], [], []),
        "config": None,
        "agent_path": agent or None,
        "client_keys": keys or (() if target.look_for_keys else None),
        "kex_algs": offers.offer(offers.KEX, wish.kex, legacy=legacy),
        "encryption_algs": offers.offer(offers.CIPHER, wish.ciphers, legacy=legacy),
        "mac_algs": offers.offer(offers.MAC, wish.macs, legacy=legacy),
        "server_host_key_algs": host_keys,
        "signature_algs": offers.offer(offers.HOST_KEY, wish.public_keys, legacy=legacy),
        "gss_kex": False,
        "gss_auth": False,
        "keepalive_interval": 0,
        "login_timeout": target.timeout,
    }
    if target.user is None:
        del options["username"]
    return asyncssh.SSHClientConnectionOptions(**options)
