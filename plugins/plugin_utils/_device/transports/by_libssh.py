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
from typing import TYPE_CHECKING, Any

from ..errors import (
    BadTarget,
    ConnectFailed,
    DeviceError,
    KexFailed,
    NeedsInteractive,
    NoAnswer,
    SessionLost,
    ShellFailed,
)
from . import CLOSED, HEIGHT, WIDTH, Peer, known_hosts, not_let_in
from .offers import mismatch, no_common
from .wire import Wire

with contextlib.suppress(ImportError):  # ansible-core depends on it; only the import check of ansible-test lacks it
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
        load_pem_private_key,
        load_ssh_private_key,
    )

try:
    from pylibsshext.errors import LibsshException  # type: ignore[import-untyped]
    from pylibsshext.logging import ANSIBLE_PYLIBSSH_NOLOG  # type: ignore[import-untyped]
    from pylibsshext.session import Session  # type: ignore[import-untyped]

    MISSING = ""
except ImportError as error:
    MISSING = str(error)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..target import Target

CHUNK = 1024  # what one call of the binding can return at most
_LOG = logging.getLogger("ansible-pylibssh")
NO_MATCH = re.compile(
    r"no match for method (?P<what>[^:]+): server \[(?P<theirs>[^\]]*)\], client \[(?P<ours>[^\]]*)\]"
)
_INTERACTIVE = "keyboard-interactive authentication is left to a library that shows the prompts"
_NEGOTIATED = re.compile(r"Negotiated (\S+)")


class LibsshShell:
    """A shell on an authenticated libssh session, whoever made it.

    Every call into libssh is bounded: a device that falls silent costs its time-out, not more.
    """

    peer: Peer

    def __init__(self, target: Target, session: Any) -> None:
        """Ask for the shell. Raises `ShellFailed`."""
        self._target = target
        self._session = session
        self._channel: Any = None
        try:
            # Every message of libssh is a call into Python; more come with each packet, unless told otherwise.
            session.set_log_level(ANSIBLE_PYLIBSSH_NOLOG)
            session.set_ssh_options("timeout", max(1, round(target.timeout)))
            self._channel = session.new_channel()
            self._channel.request_pty_size(b"vt100", WIDTH, HEIGHT)
        except LibsshException as error:
            words = str(error) if session.is_connected else "the device closed the connection"
            if words.endswith("[-2]"):  # SSH_AGAIN
                words = f"no answer within {target.timeout:g} s"
            # A channel that outlives its session brings the process down.
            self._close_channel()
            raise ShellFailed(f"{target.address} let us in but gives no shell: {words}.") from None

    def send(self, data: bytes) -> None:
        """See `Transport`."""
        try:
            self._session.set_ssh_options("timeout", max(1, round(self._target.command_timeout)))
            written = self._channel.write(data)
        except LibsshException:
            raise SessionLost(CLOSED) from None
        if written != len(data):
            raise NoAnswer("the device takes no more input.")

    def receive(self, seconds: float) -> bytes:
        """See `Transport`."""
        try:
            waiting = self._channel.poll(timeout=max(0, int(seconds * 1000)))
            if waiting == 0 and not self._channel.is_eof and self._session.is_connected:
                return b""
            chunks: list[bytes] = []
            while chunk := self._channel.recv(CHUNK):
                chunks.append(chunk)
                if len(chunk) < CHUNK:
                    break
        except LibsshException:  # its words are those of a programmer: "Failed to poll channel: [-1]"
            raise SessionLost(CLOSED) from None
        if not chunks:
            raise SessionLost(CLOSED)
        return b"".join(chunks)

    def close(self) -> None:
        """See `Transport`."""
        self._close_channel()
        # Not close(), which does nothing to a session that the device has ended: its socket would be closed later, when
        # the number of the descriptor is somebody else's.
        with contextlib.suppress(LibsshException):
            self._session.disconnect()

    def _close_channel(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            with contextlib.suppress(LibsshException):
                channel.close()


class LibsshTransport(LibsshShell):
    """A shell over a libssh session of our own."""

    def __init__(self, target: Target) -> None:
        """Open it. Raises the error of the phase that failed."""
        if MISSING:
            raise BadTarget(f"ansible-pylibssh cannot be loaded ({MISSING}): pip install ansible-pylibssh.")
        self._wire = Wire(target)
        try:
            login = _Login(target, self._wire)
            super().__init__(target, login.session)
            kex, _unused, cipher, _unused, mac = (*login.negotiated, *[""] * 5)[:5]
            kind, key = login.key or exported_key(login.session)
            self.peer = Peer(
                address=target.address,
                port=target.port,
                user=target.user or "",
                own_address=self._wire.own_address,
                host_key=kind,
                fingerprint=known_hosts.fingerprint(key),
                key=key,
                kex=kex,
                cipher=cipher,
                mac="" if mac.startswith("aead-") else mac,
                method=login.session.method,
                user_key=login.user_key,
            )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """See `Transport`."""
        if hasattr(self, "_session"):
            super().close()
        self._wire.close()


class _Login:
    """Key exchange, host key and authentication on a connected socket. `key` is (type, base64)."""

    def __init__(self, target: Target, wire: Wire) -> None:
        self.key: tuple[str, str] | None = None
        self.negotiated: tuple[str, ...] = ()
        self.user_key = ""
        self.session = _session()
        self._target = target
        self._wire = wire
        self._refused: DeviceError | None = None
        self.session.set_missing_host_key_policy(self)
        start = time.monotonic()
        # Without any line in its known_hosts libssh asks the policy about every device.
        with tempfile.NamedTemporaryFile(prefix="known-hosts-") as empty, messages() as told:
            options = _options(target)
            try:
                self.session.set_log_level(logging.DEBUG)
                self.session.connect(fd=wire.lend(), knownhosts=empty.name, **options)
            except LibsshException as error:
                self.session.disconnect()
                raise self._explained(str(error), time.monotonic() - start) from None
        lines = (_NEGOTIATED.search(line) for line in told)
        self.negotiated = next((tuple(found[1].split(",")) for found in lines if found), ())
        if self.session.method == "publickey" and not self.session.any_key:
            self.user_key = public_half(options["private_key"])

    def missing_host_key(self, session: Any, *_facts: object) -> None:
        """Judge the host key: libssh calls this between the key exchange and the authentication."""
        session.set_log_level(ANSIBLE_PYLIBSSH_NOLOG)  # what was negotiated has been told by now
        self.key = exported_key(session)
        try:
            known_hosts.judge(self._target, *self.key)
        except DeviceError as error:
            self._refused = error
            raise LibsshException(str(error)) from None

    def _explained(self, words: str, seconds: float) -> DeviceError:
        target = self._target
        if self._refused is not None:
            return self._refused
        if self.key is None and (complaint := self._wire.proxy_complaint()):
            return ConnectFailed(complaint)
        if found := NO_MATCH.search(words):
            return no_common(target, found["what"], found["theirs"].split(","), found["ours"].split(","))
        text = words.removeprefix("ssh connect failed: ").strip().rstrip(".")
        if self.key is None:
            late = f" within {target.timeout:g} s" if seconds >= target.timeout - 0.5 else ""
            return (None if late else mismatch(target)) or KexFailed(
                f"no SSH key exchange{late} with {target.address} port {target.port}: {text or 'closed'}."
            )
        if text == _INTERACTIVE:
            return NeedsInteractive("keyboard-interactive authentication is left.")
        return not_let_in(target, text)


def _session() -> Any:
    class Told(Session):  # type: ignore[misc]
        """A session that remembers how it got in: the last method that `connect` tries is the one that succeeded."""

        method = ""
        any_key = False  # libssh chose among the keys of the agent and of the user, and does not tell which

        def authenticate_specific_pubkey(self, *arguments: Any) -> None:
            self.method = "publickey"
            super().authenticate_specific_pubkey(*arguments)

        def authenticate_pubkey(self) -> None:
            self.method, self.any_key = "publickey", True
            super().authenticate_pubkey()

        def authenticate_password(self, password: Any) -> None:
            self.method = "password"
            super().authenticate_password(password)

        def authenticate_interactive(self, *_arguments: Any, **_more: Any) -> None:
            # The binding would answer every prompt that ends in `password:`, also one for a new password.
            raise LibsshException(_INTERACTIVE)

    return Told()


def exported_key(session: Any) -> tuple[str, str]:
    """Return (type, base64) of the host key. The binding tells it only by writing a known_hosts file."""
    with tempfile.NamedTemporaryFile(prefix="host-key-") as file:
        session.set_ssh_options("knownhosts", file.name)
        session.hostkey_auto_add("")
        _unused, kind, key = file.read().decode("ascii").split()[-3:]
    return kind, key


def _options(target: Target) -> dict[str, Any]:
    options: dict[str, Any] = {
        "host": target.name,
        "port": target.port,
        "user": target.user,
        "timeout": max(1, round(target.timeout)),
        "look_for_keys": target.look_for_keys,
        "key_exchange_algorithms": target.algorithms.kex or None,
        "publickey_accepted_algorithms": target.algorithms.public_keys or None,
        "hostkeys": target.algorithms.host_keys or None,
        "password": target.password,
        "password_prompt": target.password_prompt,
    }
    if not target.algorithms.host_keys and target.host_key_checking and (names := known_hosts.preferred(target)):
        options["hostkeys"] = "^" + ",".join(names)
    if target.private_key_file:
        options["private_key"] = private_key(target)
    return options


def private_key(target: Target) -> bytes:
    """Return the private key of the target without encryption, as OpenSSH writes it. Raises `BadTarget`.

    The binding hands libssh a pointer that was never set when a key cannot be read, which ends the whole process. So
    the key is opened here, and libssh gets one of which we know that it is good.
    """
    path = target.private_key_file
    try:
        data = path.read_bytes() if path else b""
    except OSError as error:
        raise BadTarget(f"the private key {str(path)!r} cannot be read: {(error.strerror or '').lower()}.") from None
    if b"PRIVATE KEY-----" not in data:
        raise BadTarget(f"the file {str(path)!r} (ansible_ssh_private_key_file) holds no private key.")
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    passphrase = target.private_key_passphrase
    try:
        try:
            key = load(data, None)
        except TypeError:  # it is encrypted
            if passphrase is None:
                raise BadTarget(f"the private key {str(path)!r} needs ansible_private_key_passphrase.") from None
            key = load(data, passphrase.encode())
        return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    except (ValueError, UnsupportedAlgorithm):
        what = "with ansible_private_key_passphrase" if passphrase is not None else "by this controller"
        raise BadTarget(f"the private key {str(path)!r} cannot be opened {what}.") from None


def public_half(private: bytes) -> str:
    """Return the public key of what `private_key` returned, type and base64."""
    key = load_ssh_private_key(private, None).public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


class _Messages(logging.Handler):
    """Keeps what libssh logs about the key exchange; the binding has no other way to ask for it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextlib.contextmanager
def messages() -> Iterator[list[str]]:
    """Collect the messages of libssh instead of letting them reach standard error."""
    handler = _Messages()
    level, propagate = _LOG.level, _LOG.propagate
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.DEBUG)
    _LOG.propagate = False
    try:
        yield handler.lines
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)
        _LOG.propagate = propagate
