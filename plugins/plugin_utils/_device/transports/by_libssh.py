# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport of everyday use: libssh, through ansible-pylibssh."""

from __future__ import annotations

import contextlib
import logging
import re
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import (
    AuthenticationFailed,
    BadTarget,
    ConnectFailed,
    DeviceError,
    KexFailed,
    NoAnswer,
    SessionLost,
    ShellFailed,
)
from . import HEIGHT, WIDTH, Peer, known_hosts
from .offers import no_common
from .wire import Wire

try:
    from pylibsshext.errors import LibsshException
    from pylibsshext.session import Session

    MISSING = ""
except ImportError as error:
    MISSING = str(error)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..target import Target

CHUNK = 1024  # what one call of the binding can return at most
_LOG = logging.getLogger("ansible-pylibssh")
_NO_MATCH = re.compile(r"no match for method (?P<what>[^:]+): server \[(?P<theirs>[^\]]*)\], client \[(?P<ours>[^\]]*)\]")
_NEGOTIATED = re.compile(r"Negotiated (\S+)")


class LibsshTransport:
    """One shell over libssh. Every call into it is bounded: a device that falls silent costs its time-out, not more."""

    def __init__(self, target: Target) -> None:
        """Open it. Raises the error of the phase that failed."""
        if MISSING:
            raise BadTarget(f"ansible-pylibssh cannot be loaded ({MISSING}): pip install ansible-pylibssh.")
        self._target = target
        self._sent = ""
        self._channel: Any = None
        self._key: tuple[str, str] | None = None
        self._refused: DeviceError | None = None
        self._wire = Wire(target)
        try:
            self._session = Session()
            self._session.set_missing_host_key_policy(self)
            with tempfile.NamedTemporaryFile(prefix="host-key-") as file:
                self._host_key_file = Path(file.name)
                facts = self._connect()
                if self._key is None:
                    self._export_key()
                self._shell()
            self.peer = self._describe(facts)
        except BaseException:
            self.close()
            raise

    def missing_host_key(self, session: Any, *_facts: object) -> None:
        """Judge the host key: libssh calls this between the key exchange and the authentication.

        It is given a known_hosts file without any line, so that it asks about every device: the judge is the same for
        all transports then, and learns the key itself, for which the binding has no function.
        """
        self._export_key()
        try:
            assert self._key  # noqa: S101 - _export_key has set it
            known_hosts.judge(self._target, *self._key)
        except DeviceError as error:
            self._refused = error
            raise LibsshException(str(error)) from None

    def send(self, data: bytes) -> None:
        try:
            self._session.set_ssh_options("timeout", max(1, round(self._target.command_timeout)))
            written = self._channel.write(data)
        except LibsshException as error:
            raise SessionLost(self._lost(error)) from None
        if written != len(data):
            raise NoAnswer(f"the device takes no more input: {written} of {len(data)} bytes in time.")

    def receive(self, seconds: float) -> bytes:
        try:
            waiting = self._channel.poll(timeout=max(0, int(seconds * 1000)))
            if waiting == 0 and not self._channel.is_eof and self._session.is_connected:
                return b""
            chunks: list[bytes] = []
            while chunk := self._channel.recv(CHUNK):
                chunks.append(chunk)
                if len(chunk) < CHUNK:
                    break
        except LibsshException as error:
            raise SessionLost(self._lost(error)) from None
        if not chunks:
            raise SessionLost(self._lost(None))
        return b"".join(chunks)

    def close(self) -> None:
        for end in (self._channel, getattr(self, "_session", None)):
            if end is not None:
                with contextlib.suppress(LibsshException):
                    end.close()
        self._channel = None
        self._wire.close()

    def _connect(self) -> tuple[str, ...]:
        target = self._target
        options: dict[str, Any] = {
            "fd": self._wire.socket.fileno(),
            "host": target.name,
            "port": target.port,
            "knownhosts": str(self._host_key_file),
            "timeout": max(1, round(target.timeout)),
            "look_for_keys": target.look_for_keys,
            "key_exchange_algorithms": target.algorithms.kex or None,
            "publickey_accepted_algorithms": target.algorithms.public_keys or None,
            "hostkeys": target.algorithms.host_keys or None,
            "password": target.password,
            "password_prompt": target.password_prompt,
        }
        if target.user:
            options["user"] = target.user
        if not target.algorithms.host_keys and target.host_key_checking and (types := known_hosts.preferred(target)):
            options["hostkeys"] = "^" + ",".join(types)
        if target.private_key_file:
            options["private_key"] = self._private_key(target.private_key_file)
            options["private_key_password"] = target.private_key_passphrase
        start = time.monotonic()
        with _negotiated(self._session) as lines:
            try:
                self._session.connect(**options)
            except LibsshException as error:
                self._explain(str(error), lines, time.monotonic() - start)
        return next((tuple(found[1].split(",")) for line in lines if (found := _NEGOTIATED.search(line))), ())

    def _private_key(self, path: Path) -> bytes:
        try:
            key = path.read_bytes()
        except OSError as error:
            raise BadTarget(f"ansible_ssh_private_key_file {str(path)!r} cannot be read: {error.strerror}.") from None
        if b"PRIVATE KEY" not in key:
            raise BadTarget(f"ansible_ssh_private_key_file {str(path)!r} holds no private key.")
        return key

    def _export_key(self) -> None:
        # The user's ssh configuration, which libssh reads on its own, may have put another file in place of ours.
        self._session.set_ssh_options("knownhosts", str(self._host_key_file))
        self._session.hostkey_auto_add("")
        _, kind, key = self._host_key_file.read_text(encoding="ascii").split()[-3:]
        self._key = kind, key

    def _explain(self, words: str, lines: list[str], seconds: float) -> NoReturn:
        target = self._target
        if self._refused is not None:
            raise self._refused from None
        complaint = self._wire.proxy_complaint()
        if complaint:
            raise ConnectFailed(complaint) from None
        if found := _NO_MATCH.search(words):
            raise no_common(target, found["what"], found["theirs"].split(","), found["ours"].split(",")) from None
        exchanged = any(_NEGOTIATED.search(line) for line in lines)
        text = words.removeprefix("ssh connect failed: ")
        if "ssh connect failed" in words or not exchanged:
            late = " in time" if seconds >= target.timeout - 0.5 else ""
            raise KexFailed(
                f"the SSH connection to {target.address} port {target.port} broke off before the login: "
                f"no key exchange{late} ({text})."
            ) from None
        raise self._denied(text) from None

    def _denied(self, words: str) -> AuthenticationFailed:
        target = self._target
        tried = [
            f"the key {target.private_key_file}" if target.private_key_file else "",
            "the password" if target.password else "",
            "the keys of the agent and of the user" if target.look_for_keys else "",
        ]
        with_what = ", ".join(filter(None, tried)) or "nothing: set ansible_password or ansible_ssh_private_key_file"
        hint = ""
        if target.private_key_file and "Invalid argument" in words:
            hint = " The private key could not be opened: check ansible_private_key_passphrase."
        return AuthenticationFailed(
            f"{target.address} does not let user {target.user or 'of this controller'!r} in; tried {with_what} "
            f"({words.strip().rstrip('.')}).{hint}"
        )

    def _shell(self) -> None:
        try:
            self._channel = self._session.new_channel()
            self._channel.request_pty_size("vt100", WIDTH, HEIGHT or 24)
        except LibsshException as error:
            words = str(error)
            if not self._session.is_connected:
                words = "the device closed the connection"
            raise ShellFailed(f"{self._target.address} let us in but gives no shell: {words}.") from None

    def _describe(self, facts: tuple[str, ...]) -> Peer:
        assert self._key  # noqa: S101 - the connection stands, so the key is known
        kex, _, cipher, _, mac = (*facts[:5], *[""] * 5)[:5]
        return Peer(
            address=self._target.address,
            port=self._target.port,
            user=self._target.user or "",
            own_address=self._wire.own_address,
            host_key=self._key[0],
            fingerprint=known_hosts.fingerprint(self._key[1]),
            kex=kex,
            cipher=cipher,
            mac="" if cipher.startswith("aead-") else mac,
        )

    def _lost(self, error: Exception | None) -> str:
        words = f" ({str(error).strip().rstrip('.')})" if error and str(error).strip() else ""
        return f"the device closed the session{words}"


class _Lines(logging.Handler):
    """Keeps what libssh tells about the key exchange; the binding has no other way to ask for it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def _negotiated(session: Any) -> Iterator[list[str]]:
    handler = _Lines()
    level, propagate = _LOG.level, _LOG.propagate
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.DEBUG)
    _LOG.propagate = False
    session.set_log_level(logging.DEBUG)
    try:
        yield handler.lines
    finally:
        session.set_log_level(logging.NOTSET)
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)
        _LOG.propagate = propagate
