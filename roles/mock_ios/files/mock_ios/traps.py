# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notifications of a device: who gets them, what the one about the end of a session holds, and its bytes. Reference 6.

`pysnmp` encodes them. It is imported with the first notification: most devices never send one.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .names import interface_name

if TYPE_CHECKING:
    from .device import Device, Vty

Oid = tuple[int, ...]
TRAP_PORT = 162
CISCO: Oid = (1, 3, 6, 1, 4, 1, 9)
ENTERPRISE_SPECIFIC = 6
TCP_CONNECTION_CLOSE = 1
SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SNMP_TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
SESSION_TYPES = {"ssh": 6, "telnet": 5}  # tslineSesType: tcp, telnet
TCP_STATE = 4  # as in the guide's sample

# The objects of tcpConnectionClose: name for debugging (without the instance), OID, type. Order, OIDs and types are
# those of the vendor's MIBs, the names those of the guide.
TCP_CONNECTION_OBJECTS = (
    ("local.9.3.1.1", (*CISCO, 2, 9, 3, 1, 1), "Integer"),  # tslineSesType
    ("tcpConnEntry.1", (1, 3, 6, 1, 2, 1, 6, 13, 1, 1), "Integer"),  # tcpConnState
    ("ltcpConnEntry.5", (*CISCO, 2, 6, 1, 1, 5), "TimeTicks"),  # loctcpConnElapsed
    ("ltcpConnEntry.1", (*CISCO, 2, 6, 1, 1, 1), "Integer"),  # loctcpConnInBytes
    ("ltcpConnEntry.2", (*CISCO, 2, 6, 1, 1, 2), "Integer"),  # loctcpConnOutBytes
    ("local.9.2.1.18", (*CISCO, 2, 9, 2, 1, 18), "OctetString"),  # tsLineUser
)


@dataclass(frozen=True, slots=True)
class Target:
    """One `snmp-server host` line."""

    host: str
    community: str
    version: str = "1"  # "1", "2c", "3"
    level: str = ""  # of version 3: "auth", "noauth", "priv"
    inform: bool = False
    port: int = TRAP_PORT
    vrf: str = ""
    kinds: tuple[str, ...] = ()  # empty: every kind

    @classmethod
    def parse(cls, text: str) -> Target:
        """Read the line as the running configuration has it."""
        host, *words = text.split()[2:]
        found: dict[str, Any] = {"host": host, "community": ""}
        while words:
            word = words.pop(0)
            if word == "informs":
                found["inform"] = True
            elif word == "vrf":
                found["vrf"] = words.pop(0)
            elif word == "version":
                found["version"] = words.pop(0)
                if found["version"] == "3":
                    found["level"] = words.pop(0)
            elif word == "udp-port":
                found["port"] = int(words.pop(0))
            elif not found["community"]:
                found["community"] = word
            else:
                found["kinds"] = (*found.get("kinds", ()), word)
        return cls(**found)

    def __str__(self) -> str:
        """The line: version 1 and port 162 are left out, two blanks stand before the kinds."""
        words = ["snmp-server host", self.host]
        words += ["vrf", self.vrf] if self.vrf else []
        words += ["informs"] if self.inform else []
        words += ["version", self.version] if self.version != "1" else []
        words += [self.level] if self.level else []
        words += [self.community]
        words += ["udp-port", str(self.port)] if self.port != TRAP_PORT else []
        return " ".join(words) + (f"  {' '.join(self.kinds)}" if self.kinds else "")

    def same(self, other: Target) -> bool:
        """Whether one line replaces the other."""
        return (self.host, self.vrf, self.inform, self.community, self.port) == (
            other.host,
            other.vrf,
            other.inform,
            other.community,
            other.port,
        )


@dataclass(frozen=True, slots=True)
class Varbind:
    """One object of a notification."""

    name: str  # as debugging shows it, with the instance
    oid: Oid
    type: str  # a class of the protocol: "Integer", "TimeTicks", "OctetString", "ObjectIdentifier"
    value: Any


def targets(device: Device) -> list[Target]:
    """The hosts that the configuration names, in its order."""
    return [Target.parse(entry.text) for entry in device.config.starting("snmp-server host")]


def session_objects(device: Device, vty: Vty) -> list[Varbind]:
    """The six objects of `tcpConnectionClose` for a session that ends now."""
    peer = vty.peer
    connection = (*_address(peer.local_address), peer.local_port, *_address(peer.address), peer.port)
    ticks = int((device.clock.now() - vty.opened_at).total_seconds() * 100)
    instances: tuple[Oid, ...] = ((vty.tty, 1), connection, connection, connection, connection, (vty.tty,))
    values = (SESSION_TYPES[vty.transport], TCP_STATE, ticks, vty.bytes_in, vty.bytes_out, vty.user)
    return [
        Varbind(".".join((name, *map(str, instance))), (*oid, *instance), kind, value)
        for (name, oid, kind), instance, value in zip(TCP_CONNECTION_OBJECTS, instances, values, strict=True)
    ]


def session_ended(device: Device, vty: Vty) -> None:
    """Send what the configuration wants to be sent when somebody who was logged in has gone."""
    if not vty.logged_in or not device.config.has("snmp-server enable traps tty"):
        return
    objects = session_objects(device, vty)
    agent = agent_address(device, vty.peer.local_address)
    uptime = int((device.clock.now() - device.started_at).total_seconds() * 100)
    for target in targets(device):
        if target.version == "3" or (target.kinds and "tty" not in target.kinds):
            continue  # a user of version 3 is not part of the configuration, and cannot be made here
        for text in debug_lines(target, agent, objects, uptime, device.next_request()):
            device.trace("snmp packet", text)
        try:
            packet = encoded(target, agent, objects, uptime, device.request)
        except ImportError as error:  # the session ends all the same
            logging.getLogger(__name__).warning("%s: a notification needs pysnmp: %s", device.name, error)
            return
        device.send_datagram(target.host, target.port, packet)


def debug_lines(target: Target, agent: str, objects: list[Varbind], uptime: int, request: int) -> list[str]:
    """The lines of `debug snmp packet` for one notification; that of version 2c is unverified."""
    if target.version == "1":
        head = f"V1 Trap, ent cisco, addr {agent}, gentrap {ENTERPRISE_SPECIFIC}, spectrap {TCP_CONNECTION_CLOSE}"
        shown = objects
    else:
        head = f"V2 {'Inform' if target.inform else 'Trap'}, reqid {request}, errstat 0, erridx 0"
        shown = [
            Varbind("sysUpTime.0", SYS_UP_TIME, "TimeTicks", uptime),
            Varbind("snmpTrapOID.0", SNMP_TRAP_OID, "ObjectIdentifier", f"cisco.0.{TCP_CONNECTION_CLOSE}"),
            *objects,
        ]
    return [
        f"SNMP: Queuing packet to {target.host}",
        "\n".join([f"SNMP: {head}", *(f"{bind.name} = {bind.value}" for bind in shown)]),
        f"SNMP: Packet sent via UDP to {target.host}",
    ]


def agent_address(device: Device, default: str) -> str:
    """The address of the interface that `snmp-server trap-source` names, else the one that was talked to."""
    source = device.value("snmp-server trap-source")
    entry = device.config.entries.get(f"interface {interface_name(source)}") if source else None
    found = re.search(r"ip address (\d\S*)", (entry.children or {}).get("ip address", "")) if entry else None
    return found[1] if found else default


def encoded(target: Target, agent: str, objects: list[Varbind], uptime: int, request: int) -> bytes:
    """The packet: version 1 as Trap-PDU, version 2c as SNMPv2-Trap-PDU or InformRequest-PDU."""
    from pyasn1.codec.ber import encoder  # noqa: PLC0415 see above
    from pysnmp.proto import api  # noqa: PLC0415

    first = target.version == "1"
    protocol = api.PROTOCOL_MODULES[api.SNMP_VERSION_1 if first else api.SNMP_VERSION_2C]
    values = [bind.value.encode() if bind.type == "OctetString" else bind.value for bind in objects]
    binds = [(bind.oid, getattr(protocol, bind.type)(value)) for bind, value in zip(objects, values, strict=True)]
    if first:
        pdu = protocol.TrapPDU()
        protocol.apiTrapPDU.set_defaults(pdu)
        protocol.apiTrapPDU.set_enterprise(pdu, CISCO)
        protocol.apiTrapPDU.set_agent_address(pdu, agent)
        protocol.apiTrapPDU.set_generic_trap(pdu, ENTERPRISE_SPECIFIC)
        protocol.apiTrapPDU.set_specific_trap(pdu, TCP_CONNECTION_CLOSE)
        protocol.apiTrapPDU.set_timestamp(pdu, uptime)
        protocol.apiTrapPDU.set_varbinds(pdu, binds)
    else:
        pdu = protocol.InformRequestPDU() if target.inform else protocol.TrapPDU()
        protocol.apiPDU.set_defaults(pdu)
        protocol.apiPDU.set_request_id(pdu, request)
        head = [
            (SYS_UP_TIME, protocol.TimeTicks(uptime)),
            (SNMP_TRAP_OID, protocol.ObjectIdentifier((*CISCO, 0, TCP_CONNECTION_CLOSE))),
        ]
        protocol.apiPDU.set_varbinds(pdu, [*head, *binds])
    message = protocol.Message()
    protocol.apiMessage.set_defaults(message)
    protocol.apiMessage.set_community(message, target.community)
    protocol.apiMessage.set_pdu(message, pdu)
    packet: bytes = encoder.encode(message)
    return packet


def _address(text: str) -> Oid:
    return tuple(int(part) for part in text.split("."))
