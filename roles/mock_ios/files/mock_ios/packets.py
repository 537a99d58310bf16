# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What debugging shows of the packets of an SSH connection: lengths, padding, types, and what their contents say.

`TracedPackets` stands in front of a connection class of asyncssh and watches what that sends and receives. All
numbers are those of the real packets. The wording and the order are those of the samples in the vendor's guide
(reference 7.11): `debug ip ssh` in the older wording, `debug ip ssh packet` in the newer one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asyncssh.constants import (
    MSG_CHANNEL_OPEN,
    MSG_CHANNEL_REQUEST,
    MSG_IGNORE,
    MSG_KEXINIT,
    MSG_NEWKEYS,
    MSG_USERAUTH_SUCCESS,
)
from asyncssh.kex_dh import (
    MSG_KEX_DH_GEX_INIT,
    MSG_KEX_DH_GEX_REPLY,
    MSG_KEX_DH_GEX_REQUEST,
    MSG_KEXDH_INIT,
    MSG_KEXDH_REPLY,
    _KexDH,
    _KexDHGex,
)
from asyncssh.packet import PacketDecodeError, SSHPacket

from .shell import TERMINAL

if TYPE_CHECKING:
    from .trace import Tracer

BOTH = ("ssh", "ssh detail")
WIRE = ("ssh", "ssh packet")
NO_COMPRESSION = "none"

# What a server waits for and gets, by class of key exchange; the guide shows the first, the others are unverified.
_DH = {MSG_KEXDH_INIT: "SSH2_MSG_KEXDH_INIT"}
_GEX = {MSG_KEX_DH_GEX_REQUEST: "SSH2_MSG_KEX_DH_GEX_REQUEST", MSG_KEX_DH_GEX_INIT: "SSH2_MSG_KEX_DH_GEX_INIT"}
_ELLIPTIC = {MSG_KEXDH_INIT: "SSH2_MSG_KEX_ECDH_INIT"}


class _Watched:
    """A cipher of asyncssh; tells `sent` and `received` about the clear packets that go through it."""

    def __init__(self, cipher: Any, owner: TracedPackets) -> None:
        self._cipher = cipher
        self._owner = owner

    def encrypt_packet(self, seq: int, header: bytes, packet: bytes) -> tuple[bytes, bytes]:
        """Pass on, and tell."""
        self._owner.packet_sent(packet, seq)
        return self._cipher.encrypt_packet(seq, header, packet)

    def decrypt_header(self, seq: int, first_block: bytes, header_len: int) -> tuple[bytes, bytes]:
        """Pass on."""
        return self._cipher.decrypt_header(seq, first_block, header_len)

    def decrypt_packet(self, seq: int, first_block: bytes, rest: bytes, header_len: int, mac: bytes) -> bytes | None:
        """Pass on, and tell."""
        packet = self._cipher.decrypt_packet(seq, first_block, rest, header_len, mac)
        if packet:
            self._owner.packet_received(packet, seq)
        return packet


class TracedPackets:
    """A connection that tells `tracer` what happens to it, as `name` ("SSH0") and `name2` ("SSH2 0")."""

    tracer: Tracer
    name: str
    name2: str
    wire_kinds: tuple[str, str] = WIRE  # for lines that say the same in both wordings
    step_kinds: tuple[str, ...] = BOTH  # for the steps of the protocol

    @property
    def watched(self) -> bool:
        """Whether packets are worth a look now."""
        return bool(self.tracer.on)

    def say(self, kinds: str | tuple[str, ...], text: str) -> None:
        """A line about version 2."""
        self.tracer.emit(kinds, f"{self.name2}: {text}")

    def step(self, text: str) -> None:
        """A step of the protocol."""
        self.say(self.step_kinds, text)

    def wire(self, older: str, newer: str = "") -> None:
        """A line about a packet, in the wording of `debug ip ssh` and in that of `debug ip ssh packet`."""
        kind, packet = self.wire_kinds
        if older == newer:
            self.say((kind, packet), older)
            return
        if kind != packet:
            self.say(kind, older)
        if newer:
            self.say(packet, newer)

    # Received

    def data_received(self, data: bytes, datatype: Any = None) -> None:
        """Bytes came in."""
        if self.watched and self._recv_handler != self._recv_version:
            text = f"ssh_receive: {len(data)} bytes received"
            self.wire(text, text)
        super().data_received(data, datatype)

    def _recv_pkthdr(self) -> bool:
        complete: bool = super()._recv_pkthdr()
        if complete and self.watched:
            total = 4 + self._pktlen
            self.wire(f"input: packet len {total}", f"input: total packet length of {total} bytes")
        return complete

    def _recv_packet(self) -> bool:
        if self.watched:
            block, mac = self._recv_blocksize, self._recv_macsize
            need = 4 + self._pktlen - block
            self.wire(
                f"partial packet {block}, need {need}, maclen {mac}",
                f"partial packet length(block size){block} bytes, needed {need} bytes, maclen {mac}",
            )
            if not self._recv_encryption and len(self._inpbuf) >= need:
                self.packet_received(self._packet[4:] + self._inpbuf[:need], None)
        return super()._recv_packet()

    def packet_received(self, packet: bytes, seq: int | None) -> None:
        """A whole packet is there, clear: its padding length, its payload, its padding. `seq` when it had a MAC."""
        if not self.watched:
            return
        padding, kind = packet[0], packet[1]
        if seq is not None:
            self.wire(f"MAC #{seq} ok", f"MAC compared for #{seq} :ok")
        self.wire(f"input: padlen {padding}", f"input: padlength {padding} bytes")
        if kind == MSG_NEWKEYS:
            self.wire("newkeys: mode 0", "newkeys: mode 0")
        self.wire(f"received packet type {kind}")
        self.received(kind, packet[1 : len(packet) - padding])

    def received(self, kind: int, payload: bytes) -> None:
        """What the payload of a packet means, for those that debugging names."""
        del payload
        if kind == MSG_KEXINIT:
            self.step("SSH2_MSG_KEXINIT received")
        elif kind == MSG_NEWKEYS:
            self.step("SSH2_MSG_NEWKEYS received")

    # Sent

    def _send(self, data: bytes) -> None:
        clear = not self._send_encryption and not data.startswith(b"SSH-")
        if clear and self.watched:
            self.packet_sent(data[4:], None)
        super()._send(data)

    def packet_sent(self, packet: bytes, seq: int | None) -> None:
        """A packet goes out, still clear."""
        if not self.watched:
            return
        total, padding = 4 + len(packet), packet[0]
        self.wire(
            f"send: len {total} (includes padlen {padding})",
            f"send:packet of length {total} (length also includes padlen of {padding})",
        )
        if seq is not None:
            self.wire(f"done calc MAC out #{seq}")

    def send_packet(self, pkttype: int, *args: bytes, handler: Any = None) -> None:
        """Send, and tell what the packet was; asyncssh's packets without meaning are left out."""
        if pkttype == MSG_IGNORE:
            return
        if pkttype in (MSG_KEXDH_REPLY, MSG_KEX_DH_GEX_REPLY) and len(args) == 3:
            text = f"signature length {len(args[2]) - 4}"
            self.wire(text, text)
        super().send_packet(pkttype, *args, handler=handler)
        if pkttype == MSG_KEXINIT:
            self.step("SSH2_MSG_KEXINIT sent")
        elif pkttype == MSG_NEWKEYS:
            self.wire("newkeys: mode 1", "newkeys: mode 1")
            self.step("SSH2_MSG_NEWKEYS sent")
            if "ssh" in self.step_kinds:
                self.say("ssh", "waiting for SSH2_MSG_NEWKEYS")

    def send_newkeys(self, k: bytes, h: bytes) -> None:
        """Watch the ciphers that are used from now on."""
        if "ssh" in self.step_kinds:
            self.tracer.emit("ssh", "SSH2: kex_derive_keys complete")
        super().send_newkeys(k, h)
        self._send_encryption = _Watched(self._send_encryption, self)
        self._next_recv_encryption = _Watched(self._next_recv_encryption, self)


class TracedServer(TracedPackets):
    """The same for a server: key exchange, authentication, channels."""

    def attach(self, tracer: Tracer, session: int) -> None:
        """From now on this is the session of that number."""
        self.tracer, self.name, self.name2 = tracer, f"SSH{session}", f"SSH2 {session}"
        self._introduced = False

    def control(self, text: str, *, version: bool = False) -> None:
        """A line about the session as a whole; those about versions are part of client debugging, too."""
        self.tracer.emit((*BOTH, "ssh client") if version else BOTH, f"{self.name}: {text}")

    def _send_kexinit(self) -> None:
        if not self._introduced:
            self._introduced = True
            peer = self._client_version.decode("utf-8", "replace")
            self.control(f"protocol version id is - {peer}", version=True)
        super()._send_kexinit()

    def algorithms_agreed(self, nominal_mac: str) -> None:
        """After both KEXINIT: what was chosen, and what has to come next. A cipher that needs no MAC has that one."""
        ways = {
            "client->server": (self._enc_alg_cs, self._mac_alg_cs),
            "server->client": (self._enc_alg_sc, self._mac_alg_sc),
        }
        for way, (cipher, chosen) in ways.items():
            enc, mac = cipher.decode(), nominal_mac if chosen == cipher else chosen.decode()
            self.tracer.emit("ssh", f"SSH2: kex: {way} {enc} {mac} {NO_COMPRESSION}")
            self.tracer.emit("ssh detail", f"SSH2:kex: {way} enc:{enc} mac:{mac}")
        self.step(f"expecting {next(iter(self._exchange().values()))}")

    def _exchange(self) -> dict[int, str]:
        kex = self._kex
        if isinstance(kex, _KexDHGex):
            return _GEX
        return _DH if isinstance(kex, _KexDH) else _ELLIPTIC

    def received(self, kind: int, payload: bytes) -> None:
        """Key exchange and channels."""
        super().received(kind, payload)
        if kind == MSG_CHANNEL_OPEN:
            self.step("channel open request")
        elif kind == MSG_CHANNEL_REQUEST:
            self._channel_request(payload)
        elif kind in (exchange := self._exchange() if self._kex else {}):
            self.step(f"{exchange[kind]} received")

    def _channel_request(self, payload: bytes) -> None:
        packet = SSHPacket(payload)
        try:
            packet.get_byte()
            packet.get_uint32()
            request = packet.get_string().decode("utf-8", "replace")
            packet.get_boolean()
            self.step(f"{request} request")
            if request == "pty-req":
                packet.get_string()
                width, height = packet.get_uint32(), packet.get_uint32()
                size = f"height {height or TERMINAL[1]}, width {width or TERMINAL[0]}"
                self.step(f"setting TTY - requested: height {height}, width {width}; set: {size}")
        except PacketDecodeError:
            return
        if request in ("shell", "exec"):
            self.step(f"{request} message received")
        if request == "shell":
            self.step("starting shell for vty")

    def send_packet(self, pkttype: int, *args: bytes, handler: Any = None) -> None:
        """Name the user who was let in, once the user has been told."""
        super().send_packet(pkttype, *args, handler=handler)
        if pkttype == MSG_USERAUTH_SUCCESS:
            self.step(f"authentication successful for {self._username}")

    def ended(self, error: Exception | None, lost: bool) -> None:
        """The connection is over; the codes of errors are unverified (reference 7.11 has one)."""
        if error is None:
            self.control("Session terminated normally")
        else:
            self.control(f"Session disconnected - error 0x{0 if lost else 7:02X}")
