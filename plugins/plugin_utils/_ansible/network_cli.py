# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions over the SSH connection of network_cli, made in the worker and without its helper process.

For sites that depend on one of its settings. The connection plugin of ansible.netcommon connects and authenticates by
its own options; what runs over its channel afterwards is our session, as everywhere else.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader
from ansible.utils.display import Display

from .._device import errors
from .._device.transports import CLOSED, Peer, Transport, known_hosts, offers
from .._device.transports.by_libssh import NO_MATCH, LibsshShell, exported_key, messages, private_key, public_half

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .._device.target import Target

NETWORK_CLI = "ansible.netcommon.network_cli"
NETWORK_OS = "cisco.ios.ios"
# Their variables count. From 8.7 on network_cli brings its own paramiko connection, because ansible-core 2.21 has none.
PLUGINS = ("ansible.netcommon.libssh", "paramiko")
# What the connections call the class that decides about unknown host keys.
POLICIES = ("MyAddPolicy", "_ParamikoHostKeyPolicy")

# The words of the two plugins, in the order of the phases -> our error and what to do.
_PHASES: tuple[tuple[str, type[errors.DeviceError], str], ...] = (
    (r"authenticity|host key mismatch|Host is unknown|Host file not found", errors.HostKeyUnknown, "see known_hosts"),
    (r"Host key.* changed|has changed|BadHostKey", errors.HostKeyChanged, "compare it, then remove the old one"),
    (r"Name or service not known|nodename nor servname|No address|resolve", errors.ResolveFailed, "check ansible_host"),
    (
        r"Unable to connect to port|refused|No route|unreachable|Timeout connecting",
        errors.ConnectFailed,
        "check the path",
    ),
    (
        r"authenticat|Permission denied|not allowed|password",
        errors.AuthenticationFailed,
        "check ansible_user, ansible_password and the key",
    ),
    (r"is not installed", errors.BadTarget, "install it with pip"),
    (r"kex|Incompatible ssh|banner|negotiat|ssh connect failed", errors.KexFailed, "see ansible_ios_legacy_algorithms"),
)


def variables() -> frozenset[str]:
    """Return the names of all variables that network_cli and its two SSH plugins read."""
    names: set[str] = set()
    for plugin in (NETWORK_CLI, *PLUGINS):
        if (found := connection_loader.get(plugin, class_only=True)) is not None:
            names.update(constants.config.get_plugin_vars("connection", found._load_name))  # noqa: SLF001
    return frozenset(names)


def opener(values: Mapping[str, Any]) -> Callable[[Target], Transport]:
    """Return what opens a transport over network_cli with these variables, already without templates."""

    def open_transport(target: Target) -> Transport:
        for option in ("login_answers", "new_password"):
            if getattr(target, option):
                raise errors.BadTarget(
                    f"ansible_ios_{option} is set, and {target.transport} answers no question but the one for the "
                    "password: leave ansible_ios_transport_plugin out."
                )
        library = target.transport.removeprefix("network_cli_")
        plugin = _plugin(target, library, values)
        judge = _Judge(target)
        try:
            with messages(), _quiet(), judge.instead_of(plugin):
                _connect(plugin)
        except AnsibleError as error:
            raise judge.refused or _explained(target, error) from None
        try:
            return (_Libssh if library == "libssh" else _Paramiko)(target, plugin)
        except BaseException:
            _close(plugin)
            raise

    return open_transport


def _plugin(target: Target, library: str, values: Mapping[str, Any]) -> Any:
    """Make network_cli as ansible-core would for a task, and return its SSH connection."""
    if library == "libssh" and target.private_key_file:
        private_key(target)  # a key that cannot be opened would end the worker
    context = PlayContext()
    context.network_os = NETWORK_OS
    context.connection = NETWORK_CLI
    context.remote_addr = target.address
    context.port = target.port
    context.remote_user = target.user
    context.password = target.password
    context.private_key_file = str(target.private_key_file) if target.private_key_file else None
    context.timeout = int(target.timeout)
    with _quiet():
        network_cli = connection_loader.get(NETWORK_CLI, context, "/dev/null")
        network_cli.set_options(var_options={**values, "ansible_network_cli_ssh_type": library})
        plugin = network_cli.ssh_type_conn
    if plugin is None:
        raise errors.BadTarget(
            f"ansible_ios_transport_plugin is {target.transport!r}, and neither this ansible-core nor this "
            f"ansible.netcommon has a {library} connection: use libssh or network_cli_libssh."
        )
    plugin.force_persistence = True  # in a worker nobody can answer a question: unknown keys are an error
    known = {
        "remote_addr": target.address,
        "port": target.port,
        "remote_user": target.user,
        "password": target.password,
        "private_key_file": context.private_key_file,
        "timeout": int(target.timeout),
        "persistent_connect_timeout": int(target.timeout),
        "look_for_keys": target.look_for_keys,
        "host_key_checking": library
        == "libssh",  # so that libssh asks our judge, and paramiko reads no file of its own
        "host_key_auto_add": False,
        "record_host_keys": False,
    }
    options = plugin.get_options()
    for name, value in known.items():
        if name in options:
            plugin.set_option(name, value)
    return plugin


def _connect(plugin: Any) -> None:
    """Connect, never to be handed a connection that was made before: those of paramiko are kept by address alone."""
    if hasattr(plugin, "_connect_uncached"):
        plugin.ssh = plugin._connect_uncached()  # noqa: SLF001
        plugin._connected = True  # noqa: SLF001
    else:
        plugin._connect()  # noqa: SLF001


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep both from telling every host that paramiko is going away."""
    display = Display()
    shown, display.deprecated = display.deprecated, lambda *_args, **_names: None
    try:
        yield
    finally:
        display.deprecated = shown


class _Judge:
    """Our judge of host keys in the place of those of the two plugins.

    Both of theirs ask a person, one of them records keys without being told to, and both look into the home of the
    account instead of where `UserKnownHostsFile` points.
    """

    def __init__(self, target: Target) -> None:
        self.refused: errors.DeviceError | None = None
        self._target = target

    @contextlib.contextmanager
    def instead_of(self, plugin: Any) -> Iterator[None]:
        """Put it into the module of the plugin for as long as the plugin connects."""
        module = sys.modules[type(plugin).__module__]
        name = _policy(module)
        policy, session = getattr(module, name), getattr(module, "Session", None)
        with tempfile.NamedTemporaryFile(prefix="known-hosts-") as empty:

            def new_session() -> Any:
                made = _once(session, self)()
                made.set_ssh_options("knownhosts", empty.name)
                return made

            setattr(module, name, lambda _connection: self)
            if session is not None:
                module.Session = new_session
            try:
                yield
            finally:
                setattr(module, name, policy)
                if session is not None:
                    module.Session = session

    def missing_host_key(self, session: Any, _hostname: str, *facts: Any) -> None:
        """Judge; libssh passes its session and texts about the key, paramiko its client and the key."""
        key = (facts[0].get_name(), facts[0].get_base64()) if len(facts) == 1 else exported_key(session)
        try:
            known_hosts.judge(self._target, *key)
        except errors.DeviceError as error:
            self.refused = error
            raise AnsibleError(str(error)) from None


class _Once(str):
    """A password that can be given once: the binding answers every prompt with it that ends in `password:`."""

    __slots__ = ("given",)

    def encode(self, *arguments: Any) -> bytes:
        """Return the bytes to send, the first time."""
        if hasattr(self, "given"):
            raise _AnotherQuestion
        self.given = True
        return super().encode(*arguments)


class _AnotherQuestion(Exception):  # noqa: N818 - named for what happened, as in errors.py
    """The device asks for a password once more, perhaps for a new one."""


def _once(session: Any, judge: _Judge) -> Any:
    class Once(session):  # type: ignore[misc]
        """A session that gives the password to one prompt of keyboard-interactive authentication."""

        def authenticate_interactive(self, password: str, **more: Any) -> None:
            try:
                super().authenticate_interactive(_Once(password), **more)
            except _AnotherQuestion:
                judge.refused = errors.PasswordExpired(
                    "the device asks another question behind the password, perhaps for a new one because it has "
                    "expired; nothing was answered: leave ansible_ios_transport_plugin out to be told."
                )
                raise AnsibleError(str(judge.refused)) from None

    return Once


def _policy(module: Any) -> str:
    return next(name for name in POLICIES if hasattr(module, name))


def _explained(target: Target, error: AnsibleError) -> errors.DeviceError:
    words = " ".join(str(error).split()) or type(error).__name__
    if match := NO_MATCH.search(words):
        return offers.no_common(target, match["what"], match["theirs"].split(","), match["ours"].split(","))
    rows = (row for row in _PHASES if re.search(row[0], words, re.IGNORECASE))
    _unused, phase, advice = next(rows, ("", errors.KexFailed, "see ansible_ios_transport_plugin"))
    if phase is errors.KexFailed and (found := offers.mismatch(target)):
        return found
    return phase(f"{target.transport} cannot reach {target.address} port {target.port}: {words.rstrip('.')}; {advice}.")


def _close(plugin: Any) -> None:
    with contextlib.suppress(Exception):
        plugin.close()


def _peer(target: Target, own_address: str, kind: str, key: str, facts: Mapping[str, str]) -> Peer:
    # Neither library tells how it got in. Both try the key file first: when the device knows it, it was that.
    user_key = ""
    if target.private_key_file:
        with contextlib.suppress(errors.BadTarget):
            user_key = public_half(private_key(target))
    return Peer(
        address=target.address,
        port=target.port,
        user=target.user or "",
        own_address=own_address,
        host_key=kind,
        fingerprint=known_hosts.fingerprint(key),
        key=key,
        method="publickey" if user_key else "",
        user_key=user_key,
        **facts,
    )


class _Libssh(LibsshShell):
    def __init__(self, target: Target, plugin: Any) -> None:
        self._plugin = plugin
        session = plugin.ssh
        known_hosts.judge(target, *(key := exported_key(session)))
        super().__init__(target, session)
        self.peer = _peer(target, "", *key, {})

    def close(self) -> None:
        super().close()
        _close(self._plugin)


class _Paramiko:
    def __init__(self, target: Target, plugin: Any) -> None:
        self._plugin = plugin
        self._target = target
        transport = plugin.ssh.get_transport()
        key = transport.get_remote_server_key()
        known_hosts.judge(target, key.get_name(), key.get_base64())
        try:
            self._channel = plugin.ssh.invoke_shell(term="vt100", width=511)
        except Exception as error:  # noqa: BLE001 - paramiko's errors have no common base, and importing it costs 0.1 s
            raise errors.ShellFailed(f"{target.address} let us in but gives no shell: {error}.") from None
        self.peer = _peer(
            target,
            str(transport.sock.getsockname()[0]) if not target.proxy_command else "",
            key.get_name(),
            key.get_base64(),
            {"cipher": transport.remote_cipher, "mac": transport.remote_mac},
        )

    def send(self, data: bytes) -> None:
        self._channel.settimeout(self._target.command_timeout)
        try:
            self._channel.sendall(data)
        except TimeoutError:
            raise errors.NoAnswer("the device takes no more input.") from None
        except OSError:
            raise errors.SessionLost(CLOSED) from None

    def receive(self, seconds: float) -> bytes:
        self._channel.settimeout(max(seconds, 0.0005))
        try:
            data = self._channel.recv(65536)
        except TimeoutError:
            return b""
        except OSError:
            raise errors.SessionLost(CLOSED) from None
        if not data:
            raise errors.SessionLost(CLOSED)
        return bytes(data)

    def close(self) -> None:
        _close(self._plugin)
