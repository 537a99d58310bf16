# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH client of a device: real sessions to other devices of the fleet, and to servers on the loopback interface.

`Network` says what a device can reach. `Outgoing` is one session of a terminal: it connects, puts the questions of
the server, and then passes bytes both ways. What asyncssh would offer on its own is replaced by the lists of the
device, as in the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import asyncssh
from asyncssh.constants import MSG_CHANNEL_REQUEST, MSG_KEXINIT, MSG_NEWKEYS, MSG_USERAUTH_SUCCESS
from asyncssh.encryption import encryption_needs_mac, get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.packet import SSHPacket

from .device import carried, plain
from .packets import TracedPackets
from .shell import TERMINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .device import Device
    from .server import DeviceServer
    from .shell import Shell

SSH_PORT = 22
PROMPTS = 3  # password prompts of each method (reference 8)
CONNECT_SECONDS = 30.0  # unverified
TERMINAL_TYPE = "vt100"  # unverified
ESCAPE = "\x1e"  # Ctrl-Shift-6; followed by x: back to the own prompt

REFUSED = "% Connection refused by remote host"
UNREACHABLE = "% Destination unreachable; gateway or host down"
TIMED_OUT = "% Connection timed out; remote host not responding"
CLOSED = "\n[Connection to {host} closed by foreign host]"
ABORTED = "[Connection to {host} aborted: error status 0]"
UNTRUSTED = "Server Authentication Failed"

# The first row that fits: before there is a connection, and afterwards. Reference 8.
_UNREACHED = ((ConnectionRefusedError, REFUSED), (TimeoutError, TIMED_OUT), (Exception, UNREACHABLE))
_GIVEN_UP = (asyncssh.KeyExchangeFailed, asyncssh.PermissionDenied, asyncssh.ProtocolNotSupported, TimeoutError)
_ANSWERS = (
    (asyncssh.HostKeyNotVerifiable, f"{UNTRUSTED}\n{ABORTED}"),
    (_GIVEN_UP, ABORTED),
    (Exception, CLOSED),
)

# What asyncssh can do; a device may have names in its lists that nothing here could carry out.
_CARRIED_OUT = {"key exchange": get_kex_algs, "encryption": get_encryption_algs, "MAC": get_mac_algs}

# How asyncssh names what could not be agreed upon, and how `%SSH-3-NO_MATCH` does.
NO_MATCH_WORDS = {"key exchange": "kex algorithm", "encryption": "cipher", "MAC": "mac", "host key": "hostkey"}


def log_no_match(device: Device, kind: str, client: Sequence[bytes], server: Sequence[bytes]) -> None:
    """`%SSH-3-NO_MATCH`, which both sides of a connection log (reference 4.5)."""
    if kind in NO_MATCH_WORDS:
        lists = [b",".join(names).decode("utf-8", "replace") for names in (client, server)]
        text = f"No matching {NO_MATCH_WORDS[kind]} found: client {lists[0]} server {lists[1]}"
        device.log("SSH-3-NO_MATCH", text)


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed behind `ssh`."""

    host: str
    user: str
    port: int = SSH_PORT
    version: str = ""  # "1" or "2" with -v
    encryption: tuple[str, ...] = ()  # names on the wire with -c
    mac: tuple[str, ...] = ()  # with -m
    prompts: int = PROMPTS
    command: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a connection really goes, and the address that the device believes in."""

    address: str
    port: int
    believed: str


class Network:
    """The devices of a fleet by name and address. Nothing outside the fleet and this machine can be reached."""

    def __init__(self, servers: Mapping[str, DeviceServer] | None = None) -> None:
        self._servers = servers or {}

    def endpoint(self, device: Device, host: str, port: int) -> Endpoint | str:
        """Where `host` is; else the answer of the device."""
        name = _static_hosts(device).get(host.lower(), host)
        server = self._named(name)
        address = _address(name)
        if server is None and address is None:
            lookup = device.profile.system["domain_lookup"]
            asked = "" if device.config.has(lookup) else "...domain server (255.255.255.255)"
            return f'Translating "{host}"{asked}\n% Bad IP address or host name'  # unverified
        if server is None:
            server = next((one for one in self._servers.values() if name in _own_addresses(one.device)), None)
        if server is None:
            return Endpoint(name, port, name) if address and address.is_loopback else UNREACHABLE
        real = "127.0.0.1" if server.address == "0.0.0.0" else server.address  # noqa: S104 compared, not bound
        believed = name if address else next(iter(_own_addresses(server.device)), real)
        return Endpoint(real, server.port if port == SSH_PORT else port, believed)

    def _named(self, name: str) -> DeviceServer | None:
        wanted = name.lower()
        for key, server in self._servers.items():
            host, domain = server.device.hostname, server.device.domain_name
            if wanted in (key.lower(), host.lower(), f"{host}.{domain}".lower()):
                return server
        return None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _static_hosts(device: Device) -> dict[str, str]:
    """`ip host NAME ADDRESS`."""
    hosts = {}
    for entry in device.config.starting("ip host"):
        words = entry.text.split()
        if len(words) > 3:
            hosts[words[2].lower()] = words[-1]
    return hosts


def _own_addresses(device: Device) -> Iterator[str]:
    """The addresses of the interfaces that are not shut down."""
    for entry in device.config.starting("interface"):
        lines = [line.split() for line in (entry.children or {}).values()]
        if ["shutdown"] not in lines:
            yield from (words[2] for words in lines if words[:2] == ["ip", "address"] and _address(words[2]))


class ClientConnection(TracedPackets, asyncssh.SSHClientConnection):
    """One SSH connection from the device, with the algorithms of `ip ssh client algorithm`."""

    wire_kinds = ("ssh packet", "ssh packet")
    step_kinds = ()
    _strict_kex = property(lambda _self: False, lambda _self, _value: None)  # IOS does not know that extension

    def __init__(self, outgoing: Outgoing, options: asyncssh.SSHClientConnectionOptions) -> None:
        device, request = outgoing.device, outgoing.request
        number = outgoing.client_number
        self.tracer, self.name, self.name2 = device.tracer, f"SSH CLIENT{number}", f"SSH2 CLIENT {number}"
        super().__init__(asyncio.get_running_loop(), options, wait="auth")
        self.outgoing = outgoing
        self.met = False  # the server has said what it is
        self.keyed = False  # keys are exchanged
        self._told = False
        self._kex_algs = _encoded(device.algorithms("client", "kex"))
        self._enc_algs = _encoded(request.encryption or device.algorithms("client", "encryption"))
        self._mac_algs = _encoded(request.mac or device.algorithms("client", "mac"))
        self._cmp_algs = [b"none"]

    def control(self, text: str) -> None:
        """A line about the session as a whole."""
        self.tracer.emit("ssh client", f"{self.name}: {text}")

    def _connection_made(self) -> None:
        super()._connection_made()
        names = self.outgoing.device.algorithms("server", "hostkey")  # there is no command for the client's list
        self._server_host_key_algs = _encoded([name for name in names if not name.startswith("x509")])

    def _send_version(self) -> None:
        """Wait for the server's identification first, as the sample of the guide has it."""

    def _send_kexinit(self) -> None:
        if not self.met:
            self.met = True
            self.control(f"protocol version id is - {self._server_version.decode('utf-8', 'replace')}")
            ident = self.outgoing.ident
            self._client_version = ident.encode()
            self.set_extra_info(client_version=ident)
            self._send(self._client_version + b"\r\n")
            self.control(f"sent protocol version id {ident}")
            self.control("protocol version exchange successful")
        super()._send_kexinit()

    def _get_extra_kex_algs(self) -> list[bytes]:
        return []

    def validate_server_host_key(self, key_data: bytes) -> asyncssh.SSHKey:
        """Server authentication, where `ip ssh stricthostkeycheck` asks for it."""
        outgoing = self.outgoing
        if not outgoing.device.trusts_server(outgoing.endpoint.believed, outgoing.request.host, blob=key_data):
            raise asyncssh.HostKeyNotVerifiable(UNTRUSTED)
        return super().validate_server_host_key(key_data)

    def received(self, kind: int, payload: bytes) -> None:
        """The steps that client debugging names."""
        del payload
        if kind == MSG_NEWKEYS and not self._told:
            self._told = True
            self.control("key exchange successful and encryption on")
        elif kind == MSG_USERAUTH_SUCCESS:
            self.say("ssh client", "SSH2_MSG_USERAUTH_SUCCESS message received")
            self.control("user authenticated")

    def send_newkeys(self, k: bytes, h: bytes) -> None:
        """From now on an end is no failed negotiation."""
        super().send_newkeys(k, h)
        self.keyed = True

    def send_packet(self, pkttype: int, *args: bytes, handler: Any = None) -> None:
        """Name what is asked of the channel."""
        super().send_packet(pkttype, *args, handler=handler)
        if pkttype == MSG_CHANNEL_REQUEST:
            packet = SSHPacket(b"".join(args))
            packet.get_uint32()
            request = packet.get_string().decode()
            if request in ("pty-req", "shell", "exec"):
                self.say("ssh client", f"{request} request sent")

    def _process_kexinit(self, pkttype: int, pktid: int, packet: SSHPacket) -> Any:
        """Give up at once, before the server does, where nothing is common; else go on as asyncssh does."""
        probe = SSHPacket(packet.get_full_payload())
        probe.get_bytes(17)
        kex, host_key, *ciphers_and_macs = [probe.get_namelist() for _unused in range(6)]
        self._need("key exchange", self._kex_algs, kex)
        self._need("host key", self._server_host_key_algs or [], host_key)
        for ciphers, macs in zip(ciphers_and_macs[:2], ciphers_and_macs[2:], strict=True):
            chosen = self._need("encryption", self._enc_algs, ciphers)
            if encryption_needs_mac(chosen):
                self._need("MAC", self._mac_algs, macs)
        return asyncssh.SSHClientConnection._process_kexinit(self, pkttype, pktid, packet)  # noqa: SLF001

    def _need(self, kind: str, own: Sequence[bytes], offered: Sequence[bytes]) -> bytes:
        chosen = next((name for name in own if name in offered), None)
        if chosen is None:
            log_no_match(self.outgoing.device, kind, own, offered)
            raise asyncssh.KeyExchangeFailed(f"No {kind} in common")
        if kind in _CARRIED_OUT and chosen not in _CARRIED_OUT[kind]():
            raise asyncssh.KeyExchangeFailed(f"{chosen.decode()} cannot be carried out here")
        return chosen

    _packet_handlers = dict(asyncssh.SSHClientConnection._packet_handlers) | {  # noqa: SLF001 asyncssh looks here
        MSG_KEXINIT: _process_kexinit,
    }


class _Dialogue(asyncssh.SSHClient):
    """What the server asks before it lets the user in: never a public key (reference 8)."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._left = dict.fromkeys(("keyboard-interactive", "password"), outgoing.request.prompts)
        self._password = ""

    def auth_banner_received(self, msg: str, lang: str) -> None:
        """Show the login banner."""
        del lang
        self._outgoing.show(msg)

    def _another(self, method: str, called: str) -> bool:
        prompts = self._outgoing.request.prompts
        if not self._left[method]:
            return False
        if self._left[method] == prompts and self._outgoing.connection:
            self._outgoing.connection.say("ssh client", f"using method {called}")
        self._left[method] -= 1
        return True

    def kbdint_auth_requested(self) -> str | None:
        """Keyboard-interactive first, as often as prompts are allowed."""
        return "" if self._another("keyboard-interactive", "keyboard-interactive") else None

    async def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        """Put every question as the server words it."""
        del lang
        for text in (name, instructions):
            if text:
                self._outgoing.show(text.rstrip("\r\n") + "\n")
        answers = []
        for prompt, echo in prompts:
            answer = await self._outgoing.ask(prompt, secret=not echo)
            if answer is None:
                return None
            answers.append(answer)
        return answers

    async def password_auth_requested(self) -> str | None:
        """Then passwords."""
        if not self._another("password", "password authentication"):
            return None
        answer = await self._outgoing.ask("Password: ", secret=True)
        self._password = answer or ""
        return answer

    async def password_change_requested(self, prompt: str, lang: str) -> Any:
        """The password has expired, and the server leaves the questions to the client (RFC 4252 section 8)."""
        del lang
        self._outgoing.show(f"{prompt}\n")
        while True:
            fresh = await self._outgoing.ask("New Password: ", secret=True)
            again = await self._outgoing.ask("Re-enter New password: ", secret=True)
            if fresh is None or again is None:
                return NotImplemented
            if fresh == again:
                return self._password, fresh
            self._outgoing.show("The New and Re-entered passwords have to be the same.\nTry again.\n")


class _Remote(asyncssh.SSHClientSession[bytes]):
    """The terminal, or the output of the command, on the other side."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Show it."""
        del datatype
        self._outgoing.shell.write(data.decode("latin-1"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The session has ended, or the connection under it."""
        del exc
        if not self._outgoing.over.done():
            self._outgoing.over.set_result(None)


class Outgoing:
    """One outgoing session of a terminal, in front or suspended."""

    def __init__(self, shell: Shell, request: Request, endpoint: Endpoint) -> None:
        self.shell = shell
        self.device = shell.device
        self.request = request
        self.endpoint = endpoint
        self.client_number = _free(self.device.client_numbers, 0)
        self.number = _free({session.number for session in shell.outgoing}, 1)
        self.connection: ClientConnection | None = None
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.active_at = self.device.clock.now()
        self._channel: asyncssh.SSHClientChannel[bytes] | None = None
        self._questions: asyncio.Queue[tuple[str, bool, asyncio.Future[str | None]]] = asyncio.Queue()
        self._asked = self._escaped = self._given_up = False
        version = {"1": "1.5", "2": "2.0"}.get(request.version, self.device.ssh_wanted_version())
        self.ident = f"SSH-{version}-Cisco-1.25"

    # The terminal

    def show(self, text: str) -> None:
        """Write what came from the other side, with lines as a terminal wants them."""
        self.shell.write(carried(text).replace("\r\n", "\n").replace("\n", "\r\n"))

    async def ask(self, prompt: str, *, secret: bool) -> str | None:
        """Have the user asked by the task of the terminal; None after Ctrl-C."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._questions.put_nowait((prompt, secret, answer))
        return await answer

    # The session

    async def run(self) -> None:
        """Connect, and serve until the session ends or is suspended. The terminal ends what is left over."""
        self.shell.outgoing.append(self)
        self.device.client_numbers.add(self.client_number)
        said = await self._open()
        if said:
            self.close()
            self.shell.new_line()
            self.shell.say(said)
        else:
            await self.attend()

    async def _open(self) -> str:
        """Connect and log in, while the questions are answered; what to say when there is no session."""
        opening = asyncio.ensure_future(self._establish())
        try:
            while not opening.done():
                question = asyncio.ensure_future(self._questions.get())
                await asyncio.wait({opening, question}, return_when=asyncio.FIRST_COMPLETED)
                if question.done():
                    await self._put(*question.result())
                else:
                    question.cancel()
            return opening.result()
        finally:
            opening.cancel()

    async def _put(self, prompt: str, secret: bool, answer: asyncio.Future[str | None]) -> None:
        if not self._asked:
            self.shell.write("\r\n")
            self._asked = True
        text = await self.shell.ask(carried(prompt), secret=secret)
        if text is None and self.connection:
            self._given_up = True
            self.connection.abort()
        if not answer.done():
            answer.set_result(None if text is None else plain(text))

    async def _establish(self) -> str:
        """Nothing when the session is open, else the answer of the device."""
        try:
            await self._log_in(await self._reach())
            await self._start()
        except (asyncssh.Error, OSError, ValueError) as error:  # ValueError: what the server says is no text
            return self._answer(error).format(host=self.request.host)
        return ""

    def _answer(self, error: Exception) -> str:
        """What the device says of a session that did not come about."""
        if self.connection is None:
            return next(text for kinds, text in _UNREACHED if isinstance(error, kinds))
        if not self.connection.met and isinstance(error, ConnectionError):
            return REFUSED  # accepted and reset at once: every line is busy
        negotiating = self.connection.met and not self.connection.keyed
        if self._given_up or (negotiating and isinstance(error, (asyncssh.ConnectionLost, ConnectionError))):
            return ABORTED
        return next(text for kinds, text in _ANSWERS if isinstance(error, kinds))

    async def _reach(self) -> asyncio.Future[None]:
        """Connect; what is done once the user is let in."""
        options = await asyncssh.SSHClientConnectionOptions.construct(
            client_factory=lambda: _Dialogue(self),
            username=plain(self.request.user),
            known_hosts=None,
            client_keys=None,
            agent_path=None,
            gss_host=None,
            config=None,
            login_timeout=0,
            preferred_auth="keyboard-interactive,password",
        )
        loop = asyncio.get_running_loop()
        options.waiter = loop.create_future()
        connecting = loop.create_connection(
            lambda: ClientConnection(self, options), self.endpoint.address, self.endpoint.port
        )
        _unused, self.connection = await self.device.clock.within(CONNECT_SECONDS, connecting)
        return options.waiter

    async def _log_in(self, let_in: asyncio.Future[None]) -> None:
        """Agree on algorithms and authenticate, within `ip ssh time-out`."""
        if self.ident.startswith("SSH-1.5") and self.connection:
            self.connection.abort()
            raise asyncssh.ProtocolNotSupported("version 1 itself is not simulated")
        limit = int(self.device.value("ip ssh time-out"))
        await self.device.clock.within(limit, _result(let_in))

    async def _start(self) -> None:
        """Ask for a terminal and a shell, or have the command run."""
        connection, shell, command = self.connection, self.shell, self.request.command
        if connection is None:
            return
        self._channel, _unused = await connection.create_session(
            lambda: _Remote(self),
            plain(command) or None,
            term_type=None if command else TERMINAL_TYPE,
            term_size=(shell.width or TERMINAL[0], shell.height or TERMINAL[1]),
            encoding=None,
        )
        connection.control("session open")

    async def attend(self) -> None:
        """Pass bytes both ways until the session ends or the user types the escape sequence."""
        if self._channel:
            self._channel.resume_reading()
        while not self.over.done():
            typing = asyncio.ensure_future(self.shell.typed())
            try:
                await asyncio.wait({typing, self.over}, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                typing.cancel()
                raise
            if self.over.done():
                await self._take_back(typing)
            elif self._pass_on(typing.result()):
                if self._channel:
                    self._channel.pause_reading()
                self.shell.write("\r\n")
                return
        self.close()
        self.shell.new_line()
        self.shell.say(CLOSED.format(host=self.request.host))

    async def _take_back(self, typing: asyncio.Future[str]) -> None:
        """What was typed and not passed on is for the own prompt."""
        typing.cancel()
        await asyncio.wait({typing})
        if not typing.cancelled() and typing.exception() is None:
            self.shell.give_back(typing.result())

    def _pass_on(self, text: str) -> bool:
        """Send what was typed; True for the escape sequence, behind which the rest is the terminal's own again."""
        self.active_at = self.device.clock.now()
        passed = ""
        for place, char in enumerate(text):
            if self._escaped:
                self._escaped = False
                if char in "xX":
                    self._write(passed)
                    self.shell.give_back(text[place + 1 :])
                    return True
                passed += char if char == ESCAPE else ESCAPE + char
            elif char == ESCAPE:
                self._escaped = True
            else:
                passed += char
        self._write(passed)
        return False

    def _write(self, text: str) -> None:
        if text and self._channel and not self._channel.is_closing() and not self.over.done():
            self._channel.write(text.encode("latin-1"))

    def close(self) -> None:
        """End the session from this side."""
        if self in self.shell.outgoing:
            self.shell.outgoing.remove(self)
        self.device.client_numbers.discard(self.client_number)
        if self.connection:
            self.connection.close()
        with contextlib.suppress(asyncio.InvalidStateError):
            self.over.set_result(None)


async def _result(future: asyncio.Future[None]) -> None:
    await future


def _free(taken: set[int], first: int) -> int:
    return next(number for number in range(first, first + len(taken) + 1) if number not in taken)


def _encoded(names: Sequence[str]) -> list[bytes]:
    return [name.encode("ascii") for name in names]
