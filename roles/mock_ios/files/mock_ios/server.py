# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH servers of mock devices: each behaves as its device is configured at the moment a client connects.

`DeviceServer` holds the TCP port of one device and decides who may come in; `IosConnection` is one SSH connection,
`IosSession` its terminal or its one command. What asyncssh would offer on its own is replaced by the policy of the
device; nothing here reads the configuration.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import socket
import time
from collections import Counter, OrderedDict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import asyncssh
from asyncssh import kex_dh
from asyncssh.constants import MSG_KEXINIT, MSG_SERVICE_REQUEST, MSG_USERAUTH_FAILURE
from asyncssh.encryption import get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.packet import Boolean, MPInt, NameList, PacketDecodeError, SSHPacket, String
from asyncssh.public_key import SSHLocalKeyPair, decode_ssh_public_key

from . import aaa, control, hostkeys
from .client import Network, log_no_match
from .clock import Clock
from .device import Device, KeyPair, Peer, SshPolicy, Vty
from .faults import Faults, Wire
from .fleet import FleetError, inventory, known_hosts
from .packets import BOTH, TracedServer
from .ports import Port, reset
from .profiles import load as load_profile
from .scp import LostError, Request, ScpServer
from .shell import TERMINAL, Shell

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine, Mapping, Sequence

    from .aaa import Account, Conversation
    from .clock import Timer
    from .console import ConsoleServer
    from .faults import Fault
    from .fleet import DeviceSpec, Key
    from .telnet import TelnetServer

COPY_WINDOW = 1 << 21  # bytes; what `ip ssh window-size` and `ip ssh bulk-mode` say does not slow a copy down
STOPPING = 0.1  # seconds until tasks that have not ended are told again
LINGER = 1.0  # seconds for a client to take the last output before the connection closes

# Finite-field groups by their size in bits (RFC 2409, 3526): `ip ssh dh min size` rules the smaller ones out.
GROUP_BITS = {
    "diffie-hellman-group1-sha1": 1024,
    "diffie-hellman-group14-sha1": 2048,
    "diffie-hellman-group14-sha256": 2048,
    "diffie-hellman-group16-sha512": 4096,
}


class MinimumGroupExchange(kex_dh._KexDHGex):  # noqa: SLF001 asyncssh offers no other way to choose the group
    """Diffie-Hellman group exchange that never goes below the size the device demands."""

    def __init__(self, *args: Any, minimum: int) -> None:
        super().__init__(*args)
        self._minimum = minimum

    def _process_request(self, pkttype: int, _pktid: int, packet: SSHPacket) -> None:
        if self._p:
            raise asyncssh.ProtocolError("Kex DH group already requested")
        self._gex_data = packet.get_remaining_payload()
        sizes = [packet.get_uint32()]
        if pkttype == self._request_type:
            sizes += [packet.get_uint32(), packet.get_uint32()]
        packet.check_end()
        preferred, largest = (sizes[1], sizes[2]) if len(sizes) > 1 else (sizes[0], 8192)
        groups = [group for group in kex_dh._dh_gex_groups if self._minimum <= group[0] <= largest]  # noqa: SLF001
        if not groups:
            reason = f"the client allows {largest} bits at most, {self._minimum} are needed"
            raise asyncssh.KeyExchangeFailed(f"Diffie-Hellman group exchange failed: {reason}")
        _unused, generator, prime = next((group for group in groups if group[0] >= preferred), groups[-1])
        self._init_group(generator, prime)
        self._gex_data += MPInt(prime) + MPInt(generator)
        self.send_packet(self._group_type, MPInt(prime), MPInt(generator))

    _packet_handlers = dict(kex_dh._KexDHGex._packet_handlers) | {  # noqa: SLF001
        kex_dh.MSG_KEX_DH_GEX_REQUEST_OLD: _process_request,
        kex_dh.MSG_KEX_DH_GEX_REQUEST: _process_request,
    }


class IosConnection(TracedServer, asyncssh.SSHServerConnection):
    """One SSH connection, bound to the policy of the moment and to a terminal line."""

    _strict_kex = property(lambda _self: False, lambda _self, _value: None)  # IOS does not know that extension

    def __init__(self, server: DeviceServer, policy: SshPolicy, vty: Vty) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(loop, _options())
        self.attach(server.device.tracer, vty.session)
        vty.hang_up = self.abort
        self.server = server
        self.policy = policy
        self.vty = vty
        self.account: Account | None = None
        self.session: IosSession | None = None
        self._failures: Counter[str] = Counter()  # by method
        self._conversation: Conversation
        self._signature_algorithm = b""  # of the public key that is being offered
        self._protocol_factory = lambda: IosServer(self)
        self._login_timer = server.device.clock.call_later(policy.timeout, self._login_timer_callback, patience=True)
        self._kex_algs = _encoded(offered_kex(policy))
        self._enc_algs = _encoded(policy.encryption)
        self._mac_algs = _encoded(policy.mac)
        self._cmp_algs = [b"none"]
        self._sig_algs = _encoded(policy.publickey)
        self._window = policy.window
        if policy.rekey_bytes:
            self._rekey_bytes = policy.rekey_bytes
        if policy.rekey_seconds:
            self._rekey_seconds = policy.rekey_seconds
        self._server_host_keys = OrderedDict(
            (name.encode(), SSHLocalKeyPair(pair.key.private, None, None, None))
            for name, pair in offered_host_keys(policy)
        )
        self._server_host_key_algs = list(self._server_host_keys)

    def data_received(self, data: bytes, datatype: int | None = None) -> None:
        """Count what comes in."""
        self.vty.bytes_in += len(data)
        if not self.server.hung:
            super().data_received(data, datatype)

    def _send(self, data: bytes) -> None:
        if self.server.hung:
            return
        if self._transport and not self._transport.is_closing():
            self.vty.bytes_out += len(data)
        super()._send(data)

    @property
    def watched(self) -> bool:
        """Not while its own terminal monitors: every line would be a packet, and every packet a line."""
        shells = self.server.device.shells
        return super().watched and not any(shell.monitor and shell.vty is self.vty for shell in shells)

    async def reload_config(self) -> None:
        """Keep the policy that the client met when it connected."""

    # Identification and key exchange

    def _send_version(self) -> None:
        ident = self.policy.ident.encode()
        self._server_version = ident
        self.set_extra_info(server_version=self.policy.ident)
        self.control("starting SSH control process")
        self._send(ident + b"\r\n")
        self.control(f"sent protocol version id {self.policy.ident}", version=True)

    def _get_extra_kex_algs(self) -> list[bytes]:
        return []

    def _choose_alg(self, alg_type: str, local_algs: Sequence[bytes], remote_algs: Sequence[bytes]) -> bytes:
        try:
            return super()._choose_alg(alg_type, local_algs, remote_algs)
        except asyncssh.KeyExchangeFailed:
            log_no_match(self.server.device, alg_type, remote_algs, local_algs)
            raise

    def choose_server_host_key(self, peer_host_key_algs: Sequence[bytes]) -> bool:
        """Choose by the client's order, as RFC 4253 has it."""
        if super().choose_server_host_key(peer_host_key_algs):
            return True
        log_no_match(self.server.device, "host key", peer_host_key_algs, list(self._server_host_keys))
        return False

    async def _process_kexinit(self, pkttype: int, pktid: int, packet: SSHPacket) -> None:
        await asyncssh.SSHServerConnection._process_kexinit(self, pkttype, pktid, packet)  # noqa: SLF001
        if isinstance(self._kex, kex_dh._KexDHGex):  # noqa: SLF001
            old = self._kex
            self._kex = MinimumGroupExchange(old.algorithm, self, old._hash_alg, minimum=self.policy.dh_min)  # noqa: SLF001
        self.algorithms_agreed(next(iter(self.policy.mac), ""))

    def send_newkeys(self, k: bytes, h: bytes) -> None:
        """Finish the key exchange, and tell the device the first time."""
        # Signature algorithms are announced where there is one that a client would not assume (RFC 8308).
        self._can_send_ext_info = self._can_send_ext_info and any(b"sha2" in name for name in self._sig_algs)
        super().send_newkeys(k, h)
        if not self.vty.cipher:
            cipher, mac = self._enc_alg_sc.decode(), self._mac_alg_sc.decode()
            nominal = self.policy.mac[0] if mac == cipher and self.policy.mac else mac  # the log names one in any case
            self.server.device.session_opened(self.vty, cipher, nominal)

    # Authentication

    def public_key_auth_supported(self) -> bool:
        """Whether the device offers public keys."""
        return "publickey" in self.policy.methods

    def kbdint_auth_supported(self) -> bool:
        """Whether the device offers keyboard-interactive, still."""
        return "keyboard-interactive" in self._methods_left()

    def password_auth_supported(self) -> bool:
        """Whether the device offers passwords, still."""
        return "password" in self._methods_left()

    def send_userauth_failure(self, partial_success: bool) -> None:
        """Name the methods that can continue, in the order of the device."""
        self._auth = None
        names = NameList(_encoded(self._methods_left()))
        self.send_packet(MSG_USERAUTH_FAILURE, names, Boolean(partial_success))

    def _process_service_request(self, pkttype: int, pktid: int, packet: SSHPacket) -> None:
        """Accept it before every attempt: paramiko asks again each time, and asyncssh would hang up."""
        if self._auth_in_progress:
            self._next_service = b"ssh-userauth"
        super()._process_service_request(pkttype, pktid, packet)

    async def _finish_userauth(self, begin_auth: bool, method: bytes, packet: SSHPacket) -> None:
        if method == b"publickey":
            request = SSHPacket(packet.get_remaining_payload())
            request.get_boolean()
            self._signature_algorithm = request.get_string()
        await super()._finish_userauth(begin_auth, method, packet)

    async def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> Any:
        """Begin the conversation: mostly it asks for the password and nothing more."""
        del lang, submethods
        self._conversation = self.server.device.login(self.vty, username)
        return self._converse(username, None)

    async def validate_kbdint_response(self, username: str, responses: Sequence[str]) -> Any:
        """Take one answer; the next question, or the end."""
        if len(responses) != 1:
            return self._finished(username, "keyboard-interactive", None)
        await self.server.device.watch.turn()
        return self._converse(username, responses[0])

    def _converse(self, username: str, answer: str | None) -> Any:
        """One round; what the device says before its question travels as the instruction, which is unverified."""
        try:
            ask = next(self._conversation) if answer is None else self._conversation.send(answer)
        except StopIteration as end:
            return self._finished(username, "keyboard-interactive", end.value)
        return ("", ask.text, "", [(ask.prompt, ask.echo)])

    async def validate_password(self, username: str, password: str) -> bool:
        """Let the device decide about a password alone."""
        await self.server.device.watch.turn()
        account = self.server.device.check_password(self.vty, username, password)
        return self._finished(username, "password", account)

    async def validate_public_key(self, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Look for the key in the chain, then check the signature.

        A key that is refused is logged and does not count as a failure, which is an assumption: clients offer all
        the keys they have. A signature that does not fit counts.
        """
        algorithm = self._signature_algorithm
        known = algorithm.decode("latin-1") in self.policy.publickey
        account = self.server.device.check_public_key(self.vty, username, key_data) if known else None
        if account is None:
            self.server.device.authenticated(self.vty, username, success=False, counts=False)
            return False
        if not msg:
            return True
        await self.server.device.watch.turn()
        return self._finished(username, "publickey", account if self._signed(key_data, msg, signature) else None)

    def _signed(self, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        try:
            key = decode_ssh_public_key(key_data)
            named = SSHPacket(signature).get_string()
        except (asyncssh.KeyImportError, PacketDecodeError):
            return False
        return named == self._signature_algorithm and key.verify(String(self._session_id) + msg, signature)

    def _finished(self, username: str, method: str, account: Account | None) -> bool:
        """An attempt has ended; hang up when no method is left that asks for something (reference 8).

        The guide shows three prompts of keyboard-interactive and then three of password, so that
        `ip ssh authentication-retries` is taken as the failures that each method has.
        """
        device = self.server.device
        if account and not self.server.another_session(account.name, self.policy.per_user):
            account = None
        if device.watch.blocks(self.vty.peer):
            account = None
        device.authenticated(self.vty, username, success=account is not None)
        if account:
            self.account = account
            device.gate.used(account.name)
            return True
        self._failures[method] += 1
        if not set(self._methods_left()) - {"publickey"} or self._failures["publickey"] >= self._limit:
            raise asyncssh.ProtocolError("Too many authentication failures")
        return False

    @property
    def _limit(self) -> int:
        return max(1, self.policy.retries)

    def _methods_left(self) -> list[str]:
        return [name for name in self.policy.methods if name == "publickey" or self._failures[name] < self._limit]

    _packet_handlers = dict(asyncssh.SSHServerConnection._packet_handlers) | {  # noqa: SLF001 asyncssh looks here
        MSG_KEXINIT: _process_kexinit,
        MSG_SERVICE_REQUEST: _process_service_request,
    }

    # The end

    def _cleanup(self, exc: Exception | None) -> None:
        super()._cleanup(exc)
        self.ended(exc, isinstance(exc, asyncssh.ConnectionLost))
        self.server.left(self)


class IosServer(asyncssh.SSHServer):
    """What asyncssh asks about one connection."""

    def __init__(self, connection: IosConnection) -> None:
        self._connection = connection

    def begin_auth(self, username: str) -> bool:
        """Show the login banner; everybody has to authenticate."""
        del username
        if self._connection.policy.banner:
            self._connection.send_auth_banner(self._connection.policy.banner)
        return True

    def session_requested(self) -> IosSession | bool:
        """One session a connection: a terminal line serves one terminal."""
        connection = self._connection
        if connection.session is not None or connection.account is None:
            return False
        connection.session = IosSession(connection)
        return connection.session


class IosSession(asyncssh.SSHServerSession[bytes]):
    """A terminal, or the execution of one command."""

    def __init__(self, connection: IosConnection) -> None:
        self._connection = connection
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._command: str | None = None
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._wire = Wire(connection.server.faults, self._write, connection.abort)
        self._shell: FaultyShell | None = None
        self._copy: Request | None = None
        self._room = asyncio.Event()  # the client takes more output
        self._room.set()

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Keep the channel."""
        self._channel = chan

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        """Every terminal will do."""
        del term_type, term_size, term_modes
        return True

    def shell_requested(self) -> bool:
        """Start the shell."""
        return True

    def exec_requested(self, command: str) -> bool:
        """Run one command."""
        self._command = command
        self._copy = Request.of(command)
        if self._copy and self._channel:  # with the small window of a device, clients wait for each other's packets
            self._channel._init_recv_window = COPY_WINDOW  # noqa: SLF001 asyncssh fixes it when the channel opens
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """There is no SFTP server: the channel closes."""
        del subsystem
        if self._channel:
            asyncio.get_running_loop().call_soon(self._channel.close)
        return False

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Tell the shell; `terminal length 0` and `terminal width 0` hold nevertheless."""
        del pixwidth, pixheight
        if self._shell:
            self._shell.width = self._shell.width and width
            self._shell.height = self._shell.height and height

    def session_started(self) -> None:
        """Run the shell as a task of the connection."""
        self._connection.server.run(self._run())

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Pass on what the client typed."""
        del datatype
        if self._shell:
            data = self._wire.received(data)
        if data:
            self._input.put_nowait(data)

    def pause_writing(self) -> None:
        """The client is slower than we are."""
        self._room.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._room.set()

    def eof_received(self) -> bool:
        """Tell the shell that nothing more will come; it may still answer."""
        self._input.put_nowait(b"")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the shell."""
        del exc
        self._channel = None
        self._room.set()
        self._input.put_nowait(b"")

    def _write(self, data: bytes) -> None:
        if self._channel and not self._channel.is_closing():
            self._channel.write(data)

    async def _run(self) -> None:
        connection, account = self._connection, self._connection.account
        if self._channel is None or account is None:
            return
        if self._copy:
            await self._run_copy(self._copy, account)
            return
        width, height = self._channel.get_terminal_size()[:2]
        self._shell = FaultyShell(
            connection.server.device,
            connection.vty,
            account,
            width=width or TERMINAL[0],
            height=height or TERMINAL[1],
            write=self._wire.write,
        )
        self._shell.faults = connection.server.faults
        try:
            if self._command is None:
                await self._shell.run(self._input)
            else:
                request = self._command.encode() + b"\n"
                if self._wire.received(request) == request:
                    await self._shell.execute(self._command)
            if self._channel:
                await self._wire.drained()
        finally:
            self._wire.close()
            await self._end(connection)

    async def _run_copy(self, request: Request, account: Account) -> None:
        """Serve `scp -t` or `scp -f`."""
        server, peer = self._connection.server, self._connection.vty.peer
        drop = server.faults.scp_drop()

        async def send(data: bytes) -> None:
            self._write(data)
            await self._room.wait()
            await asyncio.sleep(0)
            if self._channel is None:
                raise LostError

        copy = ScpServer(
            server.device,
            account,
            f"{peer.address}:{peer.port}",
            received=self._input,
            send=send,
            drop_after=drop.fields["after"] if drop else None,
        )
        status = 1
        try:
            refusal = server.faults.refusal(self._command or "")
            with contextlib.suppress(LostError):
                status = await copy.run(request) if refusal is None else await copy.refuse(refusal)
        finally:
            if copy.dropped:
                if drop:
                    drop.happen()
                self._connection.abort()
            else:
                await self._end(self._connection, status)

    async def _end(self, connection: IosConnection, status: int = 0) -> None:
        """Close the channel, let the client read to the end, then close the connection."""
        if self._channel:
            channel = self._channel
            channel.exit(status)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(channel.wait_closed(), LINGER)
        connection.close()


class FaultyShell(Shell):
    """A shell in which commands are refused, or accepted without effect, as the faults of the device have it."""

    faults: Faults

    async def _handle(self, line: str) -> None:
        if text := self.faults.refusal(line):
            self.say(text)
        elif not self.faults.ignored(line):
            await super()._handle(line)


class VersionOne(asyncio.Protocol):
    """A server that speaks SSH version 1 only: it says so, and parts from clients that want version 2.

    Version 1 itself is not simulated; a client that speaks it is disconnected too.
    """

    def __init__(self, server: DeviceServer, policy: SshPolicy, vty: Vty) -> None:
        self.server = server
        self.policy = policy
        self.vty = vty
        self.account: Account | None = None
        self._transport: asyncio.Transport | None = None
        self._timer: Timer | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the identification string."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 asyncio's own promise for TCP
        self._transport = transport
        self._timer = self.server.device.clock.call_later(self.policy.timeout, transport.abort, patience=True)
        self._trace("starting SSH control process")
        transport.write(self.policy.ident.encode() + b"\r\n")
        self._trace(f"sent protocol version id {self.policy.ident}")

    def data_received(self, data: bytes) -> None:
        """Wait for the client's identification string, then end."""
        self._received += data
        if self._transport and (b"\n" in self._received or len(self._received) > 255):
            ident = self._received.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
            self._trace(f"protocol version id is - {ident}")
            self._transport.close()

    def _trace(self, text: str) -> None:
        self.server.device.trace(BOTH, f"SSH{self.vty.session}: {text}")

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back the line."""
        del exc
        if self._timer:
            self._timer.cancel()
        self._trace("Session disconnected - error 0x07")
        self.server.left(self)

    def abort(self) -> None:
        """End at once."""
        if self._transport:
            self._transport.abort()


class DeviceServer:
    """The SSH port of one device on the loopback interface; `terminals` ("telnet", "console") are further ports."""

    def __init__(
        self,
        device: Device,
        *,
        faults: Faults | None = None,
        boot_seconds: float = 0.0,
        address: str = "127.0.0.1",
        terminals: Collection[str] = (),
    ) -> None:
        self.device = device
        self.faults = faults or Faults()
        self.faults.happens = self._happens
        self.hung = False  # the device is silent, and hears nothing
        self._hung: Timer | None = None
        self.boot_seconds = boot_seconds
        self.address = address
        self.connections: set[IosConnection | VersionOne] = set()
        self.telnet, self.console = _terminals(self, terminals)
        self._port = Port(address, self._accept)
        self._held: list[Vty] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._boots = device.boots
        self._booting: Timer | None = None

    @property
    def port(self) -> int:
        """The SSH port."""
        return self._port.number

    def start(self) -> None:
        """Take a free port, and listen on it as long as the device lets anybody in."""
        self._port.reserve()
        for terminal in self._terminals():
            terminal.start()
        self._hold(self.faults.lines_busy())
        self.device.send_datagram = self._send_datagram
        self.device.subscribe(self.refresh)
        self.device.clock.attend()
        self.refresh()

    async def stop(self) -> None:
        """Close the port and end every connection."""
        self._port.release()
        self.device.clock.end()
        for terminal in self._terminals():
            terminal.stop()
        for connection in list(self.connections):
            connection.abort()
        # More than once: before Python 3.12 `wait_for` forgets a cancellation that comes with what it waits for.
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks, timeout=STOPPING)

    def refresh(self) -> None:
        """Listen or refuse, as the device now wants it."""
        if not self._port.reserved:
            return
        self._port.mute = self.hung
        if self.device.boots != self._boots:
            self._boots = self.device.boots
            self._boot()
        up = self._booting is None
        if up and self.device.ssh_policy().enabled:
            self._port.listen()
        else:
            self._port.refuse()
        for terminal in self._terminals():
            terminal.refresh(up=up)

    def _boot(self) -> None:
        """The device reloads: every connection is lost, and nobody answers for a while."""
        self._held.clear()
        self._wake_up()
        for connection in list(self.connections):
            connection.abort()
        for terminal in self._terminals():
            terminal.boot()
        if self._booting:
            self._booting.cancel()
        self._booting = self.device.clock.call_later(self.boot_seconds, self._booted)

    def _booted(self) -> None:
        self._booting = None
        self.refresh()

    def status(self) -> dict[str, Any]:
        """What can be seen of the device from above, as plain values: see docs/mock_ios.md."""
        device = self.device
        shells = {shell.vty.tty: shell for shell in device.shells}
        return {
            "name": device.name,
            "profile": device.profile.name,
            "up": self._booting is None,
            "hung": self.hung,
            "quiet": device.watch.quiet,
            "boots": device.boots,
            "clock": device.clock.now().isoformat(),
            "unsaved": device.unsaved,
            "running_config": device.running_text(),
            "startup_config": device.startup,
            "rollback": _rollback_status(device),
            "reload": _reload_status(device),
            "lines": [_line_status(vty, shells.get(vty.tty)) for _unused, vty in sorted(device.vtys.items())],
            "keys": [_key_status(pair) for pair in device.keys],
            "commands": self.faults.commands,
            "faults": self.faults.shown(),
        }

    # What is done to the device from outside

    def restart(self) -> None:
        """The device restarts at once, as after a power failure: nothing is saved."""
        self.device.reload()

    def fill(self, count: int | None = None) -> int:
        """Somebody else takes free vty lines, as many or all; how many that were."""
        taken = self._hold(count)
        self.refresh()
        return taken

    def _hold(self, count: int | None) -> int:
        before = len(self._held)
        while count is None or len(self._held) - before < count:
            vty = self.device.occupy()
            if vty is None:
                break
            vty.hang_up = functools.partial(self._let_go, vty)
            self._held.append(vty)
        return len(self._held) - before

    def _let_go(self, vty: Vty) -> None:
        self._held.remove(vty)
        self.device.release(vty)
        self.refresh()

    def empty(self) -> int:
        """The lines that somebody else holds are free again; how many that were."""
        held = list(self._held)
        for vty in held:
            self._let_go(vty)
        return len(held)

    def hang(self, seconds: float | None = None) -> None:
        """The device falls silent: connections stay, and nothing comes over them any more; new ones get no answer.

        After so many seconds of its clock, or with its next restart, it is back, and those connections are reset.
        """
        self._wake_up()
        self.hung = True
        self._hung = self.device.clock.call_later(seconds, self._recover) if seconds is not None else None
        self.refresh()

    def _recover(self) -> None:
        self._wake_up()
        for connection in list(self.connections):
            connection.abort()
        for terminal in self._terminals():
            terminal.recover()
        self._port.refuse()
        self.refresh()

    def _wake_up(self) -> None:
        self.hung = False
        if self._hung:
            self._hung.cancel()
            self._hung = None

    def _happens(self, fault: Fault) -> None:
        """A fault of the device."""
        if fault.kind == "restart":
            self.restart()
        elif fault.kind == "hang":
            self.hang(fault.fields.get("seconds"))
        elif fault.kind == "fill_lines":
            self.fill(fault.fields.get("count"))
        else:
            self.device.clock.stop()

    def another_session(self, user: str, limit: int | None) -> bool:
        """Whether one more session of this user is allowed."""
        return limit is None or sum(vty.user == user for vty in self._in_use()) < limit

    def left(self, connection: IosConnection | VersionOne) -> None:
        """A connection has ended: its line is free again."""
        if connection in self.connections:
            self.connections.remove(connection)
            self.device.release(connection.vty)
            self.refresh()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Run the work of a session until it ends or the server stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _send_datagram(self, address: str, port: int, packet: bytes) -> None:
        """From the address of the device: what is not on the loopback interface is not reached, nor is any name."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            socket.inet_pton(socket.AF_INET, address)
            sender.setblocking(False)
            sender.bind((self.address, 0))
            sender.sendto(packet, (address, port))

    def further_ports(self) -> dict[str, int]:
        """The ports beside the one for SSH, as variables of the inventory."""
        named = {"ansible_ios_telnet_port": self.telnet, "ansible_ios_console_port": self.console}
        return {name: terminal.port for name, terminal in named.items() if terminal}

    def _terminals(self) -> list[TelnetServer | ConsoleServer]:
        return [terminal for terminal in (self.telnet, self.console) if terminal]

    def public_keys(self) -> list[str]:
        """The host keys that a client can meet now, as OpenSSH writes them."""
        keys = dict.fromkeys(pair.key.private for _unused, pair in offered_host_keys(self.device.ssh_policy()))
        return [key.export_public_key("openssh").decode().strip() for key in keys]

    def _in_use(self) -> list[Vty]:
        return [connection.vty for connection in self.connections]

    def _accept(self, client: socket.socket, address: str, port: int) -> None:
        policy = self.device.ssh_policy()
        waiting = sum(connection.account is None for connection in self.connections)
        crowded = policy.max_startups is not None and waiting >= policy.max_startups
        vty = (
            None
            if crowded or not policy.enabled
            else self.device.admit(Peer(address, port, client.getsockname()[0]), "ssh")
        )
        if vty is None:
            reset(client)
            return
        kind = IosConnection if policy.version2 else VersionOne
        connection = kind(self, policy, vty)
        self.connections.add(connection)
        self.run(self._serve(connection, client))
        self.refresh()

    async def _serve(self, connection: IosConnection | VersionOne, client: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: connection, client)
        except OSError:
            with contextlib.suppress(OSError):
                client.close()
            self.left(connection)


def _line_status(vty: Vty, shell: Shell | None) -> dict[str, Any]:
    kind, number = vty.line
    return {
        "line": f"{kind} {number}",
        "transport": vty.transport,
        "source": vty.peer.address,
        "user": vty.user or (shell.account.name if shell else ""),
        "logged_in": vty.logged_in,
        "mode": shell.cursor.mode if shell else None,  # None: nobody has a prompt there
        "privilege": shell.privilege if shell else None,
    }


def _rollback_status(device: Device) -> dict[str, Any] | None:
    pending = device.rollback.pending
    if pending is None:
        return None
    left = max((timer.left for timer in pending.timers), default=None)
    return {"to": pending.url, "user": pending.user, "idle": pending.idle, "seconds": left}


def _reload_status(device: Device) -> dict[str, Any] | None:
    planned = device.reloads.planned
    if planned is None:
        return None
    left = (planned.when - device.clock.now()).total_seconds()
    return {"reason": planned.reason, "by": planned.who, "seconds": left}


def _key_status(pair: KeyPair) -> dict[str, Any]:
    return {
        "name": pair.name,
        "type": pair.key.type,
        "bits": pair.key.bits,
        "usage": pair.usage,
        "saved": pair.saved,
        "public": pair.key.private.export_public_key("openssh").decode().strip(),
    }


def _terminals(server: DeviceServer, wanted: Collection[str]) -> tuple[TelnetServer | None, ConsoleServer | None]:
    """The ports beside the one for SSH. Most fleets have none, and start faster without what they import."""
    if not wanted:
        return None, None
    try:
        from .console import ConsoleServer  # noqa: PLC0415
        from .telnet import TelnetServer  # noqa: PLC0415
    except ImportError as error:
        raise FleetError(f"{server.device.name}: telnet and console need telnetlib3: {error}") from error

    return (
        TelnetServer(server) if "telnet" in wanted else None,
        ConsoleServer(server) if "console" in wanted else None,
    )


def offered_kex(policy: SshPolicy) -> tuple[str, ...]:
    """The key-exchange algorithms that the device offers, without the groups that are too small for it."""
    return tuple(name for name in policy.kex if GROUP_BITS.get(name, policy.dh_min) >= policy.dh_min)


def offered_host_keys(policy: SshPolicy) -> list[tuple[str, KeyPair]]:
    """Host-key algorithms in the order of the device, each with the key pair that serves it.

    An algorithm without a key, or with a key too short for its signatures, is not offered; certificate algorithms
    are not, because a mock device holds no certificate.
    """
    offers = []
    for name in policy.hostkey:
        pair = next((pair for pair in policy.host_keys if name in pair.key.algorithms), None)
        if pair is not None:
            offers.append((name, pair))
    return offers


def unknown_algorithms(policy: SshPolicy) -> tuple[str, ...]:
    """Names that are offered as configured although nothing here could carry them out."""
    known = {name.decode() for name in (*get_kex_algs(), *get_encryption_algs(), *get_mac_algs())}
    return tuple(name for name in (*policy.kex, *policy.encryption, *policy.mac) if name not in known)


def _encoded(names: Sequence[str]) -> list[bytes]:
    return [name.encode("ascii") for name in names]


def _key(spec: DeviceSpec, key: Key, taken: set[bytes]) -> hostkeys.HostKey:
    """A key of this kind that no device of the fleet has yet, as far as the pool goes."""
    if key.type == "ec":
        return hostkeys.generate_ec(key.bits)
    drawn = hostkeys.from_pool(key.bits, spec.name)
    for choice in range(1, hostkeys.POOL_SHAPE.get(key.bits, 0)):
        if drawn.blob not in taken:
            break
        drawn = hostkeys.from_pool(key.bits, spec.name, choice=choice)
    taken.add(drawn.blob)
    return drawn


def _server(spec: DeviceSpec, address: str, taken: set[bytes]) -> DeviceServer:
    faults = Faults(spec.faults)

    def new_key(kind: str, bits: int, _name: str) -> hostkeys.HostKey:
        time.sleep(faults.key_generation())
        return hostkeys.generate_rsa(bits) if kind == "rsa" else hostkeys.generate_ec(bits)

    now = datetime.now(UTC)
    pairs = [
        KeyPair(spec.key_name(key), _key(spec, key, taken), now, exportable=key.exportable, saved=True)
        for key in spec.keys
    ]
    device = Device(
        spec.name,
        load_profile(spec.profile),
        initial=spec.startup_config,
        saved=spec.saved,
        keys=pairs,
        clock=Clock(rate=spec.clock_rate),
        new_key=new_key,
        flash=spec.flash,
        aaa_server=aaa.server(spec.aaa_server),
        vrf=spec.vrf,
    )
    return DeviceServer(
        device, faults=faults, boot_seconds=spec.boot_seconds, address=address, terminals=spec.terminals
    )


@functools.cache
def _options() -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        server_factory=asyncssh.SSHServer,
        server_host_keys=[hostkeys.from_pool(1024, "").private],  # asyncssh wants one; each connection has its own
        login_timeout=0,
        encoding=None,
        line_editor=False,
        agent_forwarding=False,
        x11_forwarding=False,
        allow_scp=False,
        gss_host=None,
        config=None,
    )


class FleetServer:
    """All devices of a fleet in one process."""

    def __init__(self, specs: Sequence[DeviceSpec], *, address: str = "127.0.0.1") -> None:
        self.specs = {spec.name: spec for spec in specs}
        taken: set[bytes] = set()
        self.servers = {spec.name: _server(spec, address, taken) for spec in specs}
        network = Network(self.servers)
        for server in self.servers.values():
            server.device.network = network

    def start(self) -> None:
        """Open the ports of all devices."""
        for server in self.servers.values():
            server.start()

    async def stop(self) -> None:
        """Close all ports and connections."""
        await asyncio.gather(*(server.stop() for server in self.servers.values()))

    def tell(self, text: str) -> Any:
        """Tell a device, or all, what `--tell` tells; the answer. Raises control.ControlError."""
        return control.tell(self.servers, text)

    def inventory(self) -> str:
        """The inventory of the fleet as it is served."""
        return inventory(
            (self.specs[name], server.address, server.port, server.further_ports())
            for name, server in self.servers.items()
        )

    def known_hosts(self) -> str:
        """The host keys that the devices show now, as lines for a known-hosts file."""
        return known_hosts((server.address, server.port, server.public_keys()) for server in self.servers.values())
