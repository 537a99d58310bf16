# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages about interfaces and neighbours, from what is configured; and how busy the device is.

Shapes as in the public samples of ntc-templates and genieparser. Nothing is connected: counters are zero, there are no
neighbours, and an interface that is not shut down is up.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..client import SSH_PORT, UNREACHABLE, Endpoint, Network
from ..names import interface_name, is_interface
from . import Call, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..config import Entry
    from ..device import Device

LLDP_STATES = "    Tx: enabled\n    Rx: enabled\n    Tx state: IDLE\n    Rx state: WAIT FOR FRAME\n"
NO_LLDP = "% LLDP is not enabled"
NO_CDP = "% CDP is not enabled"
CDP = (
    "Global CDP information:\n\tSending CDP packets every 60 seconds\n\tSending a holdtime value of 180 seconds\n"
    "\tSending CDPv2 advertisements is  enabled"
)
CDP_CODES = (
    "Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge\n"
    "                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, \n"
    "                  D - Remote, C - CVTA, M - Two-port Mac Relay \n\n"
    "Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID\n\n"
    "Total cdp entries displayed : 0"
)
PING_DEFAULTS = (("COUNT", 5), ("BYTES", 100), ("SECONDS", 2))
MARKS, MOST_MARKS = 70, 7000  # on a line, and in all
LOADS = ("five seconds: 1%/0%", "one minute: 1%", "five minutes: 1%")
# Name, head, total, used, lowest, largest, in bytes: invented, as large as on small devices.
POOLS = {
    "IOS": (("Processor", "   66F3C58", 355116128, 55116128), ("I/O", "   3A00000", 14680064, 7340032)),
    "IOS-XE": (("Processor", "FF86F21010", 856541768, 355116128), ("lsmpi_io", "FF867C51A8", 6295128, 6294304)),
}


@dataclass(frozen=True, slots=True)
class Interface:
    """One configured interface as the pages show it."""

    name: str
    address: str  # "10.0.0.1/24"; "" for none
    secondary: tuple[str, ...]
    description: str
    shutdown: bool
    mtu: int
    mac: str  # "" where there is none

    @property
    def line(self) -> str:
        """`is up, line protocol is up`."""
        return f"is {self.states[0]}, line protocol is {self.states[1]}"

    @property
    def states(self) -> tuple[str, str]:
        """Status and protocol."""
        return ("administratively down", "down") if self.shutdown else ("up", "up")


def _interface(device: Device, entry: Entry) -> Interface:
    name = interface_name(entry.text.split(None, 1)[1])
    lines = [line.strip() for line in (entry.children or {}).values()]
    found = [(words[2:], "secondary" in words) for line in lines if (words := line.split())[:2] == ["ip", "address"]]
    addresses = [(_prefixed(words), secondary) for words, secondary in found if len(words) > 1]
    value = {line.split()[0]: line.partition(" ")[2] for line in lines if line}
    virtual = name.startswith(("Loopback", "Null", "Tunnel"))
    return Interface(
        name=name,
        address=next((address for address, secondary in addresses if not secondary), ""),
        secondary=tuple(address for address, secondary in addresses if secondary),
        description=value.get("description", ""),
        shutdown="shutdown" in lines,
        mtu=int(value.get("mtu", "1514" if name.startswith("Loopback") else "1500")),
        mac="" if virtual else _hardware_address(device, name),
    )


def _hardware_address(device: Device, name: str) -> str:
    """Invented, and always the same."""
    seed = hashlib.sha256(f"{device.serial} {name}".encode()).hexdigest()
    return f"5254.{seed[:4]}.{seed[4:8]}"


def _prefixed(words: Sequence[str]) -> str:
    """`10.0.0.1 255.255.255.0` as `10.0.0.1/24`; a mask that is none as it stands."""
    try:
        return str(ipaddress.ip_interface("/".join(words[:2])))
    except ValueError:
        return "/".join(words[:2])


def _interfaces(call: Call) -> list[Interface]:
    """All, or the one that is named; the caret for one that does not exist."""
    entries = call.device.config.starting("interface")
    if "LINE" not in call.args:
        return [_interface(call.device, entry) for entry in entries]
    wanted = interface_name(call.args["LINE"])
    chosen = [entry for entry in entries if interface_name(entry.text.split(None, 1)[1]) == wanted]
    if not chosen or not is_interface(call.args["LINE"]):
        raise call.invalid(len(call.words) - 1)
    return [_interface(call.device, entry) for entry in chosen]


def _up(device: Device) -> list[Interface]:
    """Those with an address that are not shut down."""
    every = [_interface(device, entry) for entry in device.config.starting("interface")]
    return [interface for interface in every if interface.address and not interface.shutdown]


def show_interfaces(call: Call) -> str:
    """`show interfaces`."""
    return "\n".join(_page(interface) for interface in _interfaces(call))


def _page(interface: Interface) -> str:
    hardware = f"iGbE, address is {interface.mac} (bia {interface.mac})" if interface.mac else "Loopback"
    band, delay = ("1000000", 10) if interface.mac else ("8000000", 5000)
    lines = [f"{interface.name} {interface.line}", f"  Hardware is {hardware}"]
    lines += [f"  Description: {interface.description}"] if interface.description else []
    lines += [f"  Internet address is {interface.address}"] if interface.address else []
    lines += [
        f"  MTU {interface.mtu} bytes, BW {band} Kbit/sec, DLY {delay} usec, ",
        "     reliability 255/255, txload 1/255, rxload 1/255",
        f"  Encapsulation {'ARPA' if interface.mac else 'LOOPBACK'}, loopback not set",
        f"  Keepalive {'set (10 sec)' if interface.mac else 'not supported'}",
    ]
    if interface.mac:
        lines += [
            "  Full Duplex, 1000Mbps, link type is auto, media type is RJ45",
            "  ARP type: ARPA, ARP Timeout 04:00:00",
        ]
    lines += [
        "  Last input never, output never, output hang never",
        '  Last clearing of "show interface" counters never',
        "  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0",
        "  Queueing strategy: fifo",
        "  Output queue: 0/40 (size/max)",
        "  5 minute input rate 0 bits/sec, 0 packets/sec",
        "  5 minute output rate 0 bits/sec, 0 packets/sec",
        "     0 packets input, 0 bytes, 0 no buffer",
        "     Received 0 broadcasts (0 IP multicasts)",
        "     0 runts, 0 giants, 0 throttles ",
        "     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored",
        "     0 packets output, 0 bytes, 0 underruns",
        "     0 output errors, 0 collisions, 0 interface resets",
        "     0 unknown protocol drops",
        "     0 output buffer failures, 0 output buffers swapped out",
    ]
    return "\n".join(lines)


def show_descriptions(call: Call) -> str:
    """`show interfaces description`, with the short names."""
    lines = ["Interface                      Status         Protocol Description"]
    for interface in _interfaces(call):
        short = interface.name[:2] + interface.name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")
        status, protocol = interface.states
        lines.append(
            f"{short:<30} {status.replace('istratively', ''):<14} {protocol:<8} {interface.description}".rstrip()
        )
    return "\n".join(lines)


def show_ip_interface(call: Call) -> str:
    """`show ip interface`; shortened behind the lines that collectors read."""
    pages = []
    for interface in _interfaces(call):
        lines = [f"{interface.name} {interface.line}"]
        if interface.address:
            lines += [
                f"  Internet address is {interface.address}",
                "  Broadcast address is 255.255.255.255",
                "  Address determined by non-volatile memory",
                f"  MTU is {interface.mtu} bytes",
                "  Helper address is not set",
                "  Directed broadcast forwarding is disabled",
                *(f"  Secondary address {address}" for address in interface.secondary),
                "  Outgoing access list is not set",
                "  Inbound  access list is not set",
                "  Proxy ARP is enabled",
            ]
        else:
            lines.append("  Internet protocol processing disabled")
        pages.append("\n".join(lines))
    return "\n".join(pages)


def show_brief(call: Call) -> str:
    """One line an interface."""
    lines = ["Interface              IP-Address      OK? Method Status                Protocol"]
    for interface in _interfaces(call):
        where = interface.address.partition("/")[0] or "unassigned"
        method = "NVRAM " if interface.address else "unset "
        status, protocol = interface.states
        lines.append(f"{interface.name:<22} {where:<15} YES {method} {status:<21} {protocol}")
    return "\n".join(lines)


def show_ipv6_interface(_call: Call) -> None:
    """No interface has IPv6: nothing is printed."""


def show_arp(call: Call) -> str:
    """The device's own addresses."""
    lines = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    for interface in _interfaces(call):
        if interface.address and interface.mac:
            where = interface.address.partition("/")[0]
            lines.append(f"Internet  {where:<15}         -   {interface.mac}  ARPA   {interface.name}")
    return "\n".join(lines)


def show_lldp(call: Call) -> str:
    """LLDP has to be switched on."""
    if not call.device.config.has("lldp run"):
        return NO_LLDP
    if "neighbors" not in call.words:
        return (
            "Global LLDP Information:\n    Status: ACTIVE\n    LLDP advertisements are sent every 30 seconds\n"
            "    LLDP hold time advertised is 120 seconds\n    LLDP interface reinitialisation delay is 2 seconds"
        )
    return "\nTotal entries displayed: 0"


def show_lldp_interfaces(call: Call) -> str:
    """Every interface that has a hardware address sends and receives."""
    if not call.device.config.has("lldp run"):
        return NO_LLDP
    names = [interface.name for interface in _interfaces(call) if interface.mac]
    return "".join(f"\n{name}:\n{LLDP_STATES}" for name in names)


def show_lacp(call: Call) -> str:
    """Priority and address of the device; the priority is the default, which nothing changes here."""
    return f"32768, {_hardware_address(call.device, '')}"


def show_cdp(call: Call) -> str:
    """CDP is on unless it was switched off; that IOS XE has it on by default depends on the platform."""
    if not call.device.enabled("cdp run"):
        return NO_CDP
    if "neighbors" not in call.words:
        return CDP
    return "\nTotal cdp entries displayed : 0" if "detail" in call.words else CDP_CODES


def ping(call: Call) -> str:
    """Devices of the fleet and this machine answer, as for the ssh client; nothing waits."""
    count, size, seconds = (int(call.args.get(*default)) for default in PING_DEFAULTS)
    device, host = call.device, call.args["HOST"]
    found = (device.network or Network()).endpoint(device, host, SSH_PORT)
    own = {interface.address.partition("/")[0] for interface in _up(device)}
    if isinstance(found, str) and found != UNREACHABLE and host not in own:
        return found
    answered = isinstance(found, Endpoint) or host in own
    if isinstance(found, Endpoint) and host not in own:
        host = found.believed
    marks = ("!" if answered else ".") * min(count, MOST_MARKS)
    rate = f"Success rate is 100 percent ({count}/{count}), round-trip min/avg/max = 1/1/1 ms"
    lines = [marks[start : start + MARKS] for start in range(0, len(marks), MARKS)]
    return "\n".join(
        [
            "Type escape sequence to abort.",
            f"Sending {count}, {size}-byte ICMP Echos to {host}, timeout is {seconds} seconds:",
            *lines,
            rate if answered else f"Success rate is 0 percent (0/{count})",
        ]
    )


def show_processor(_call: Call) -> str:
    """The loads, and the head of the table below them."""
    return (
        f"CPU utilization for {'; '.join(LOADS)}\n"
        " PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n"
        "   1           0          22          0  0.00%  0.00%  0.00%   0 Chunk Manager"
    )


def show_memory(call: Call) -> str:
    """`show memory statistics`, and the summary in front of `show processes memory`."""
    pools = POOLS[call.device.profile.family]
    if "processes" in call.words:
        rows = [
            f"{name:>9} Pool Total: {total:>10} Used: {used:>10} Free: {total - used:>10}"
            for name, _u, total, used in pools
        ]
        return "\n".join([*rows, "", " PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process"])
    rows = [
        f"{name:>9}  {head} {total:>11} {used:>11} {total - used:>11} {total - used:>11} {total - used:>11}"
        for name, head, total, used in pools
    ]
    return "\n".join(["                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)", *rows])


ROWS = (
    Row("show interfaces", show_interfaces, user=True, source="7.13"),
    Row("show interfaces LINE", show_interfaces, user=True, source="7.13"),
    Row("show interfaces description", show_descriptions, user=True, source="7.13"),
    Row("show ip interface", show_ip_interface, user=True, source="7.13"),
    Row("show ip interface LINE", show_ip_interface, user=True, source="7.13"),
    Row("show ip interface brief", show_brief, user=True),
    Row("show ipv6 interface [brief]", show_ipv6_interface, user=True),
    Row("show arp", show_arp, user=True, source="7.13"),
    Row("show ip arp", show_arp, user=True, source="7.13"),
    Row("show lldp [neighbors [detail]]", show_lldp, user=True, source="7.13"),
    Row("show lldp interface", show_lldp_interfaces, user=True, source="7.13"),
    Row("show lacp sys-id", show_lacp, user=True, source="7.13"),
    Row("show cdp [neighbors [detail]]", show_cdp, user=True, source="7.13"),
    Row(
        "ping [vrf VRF] [ip] HOST [repeat COUNT<1-2147483647>|size BYTES<36-18024>|source SOURCE|"
        "timeout SECONDS<0-3600>|df-bit]*",
        ping,
        user=True,
        source="7.13",
    ),
    Row("show processes cpu [sorted|history]", show_processor, user=True, source="7.13"),
    Row("show processes memory [sorted]", show_memory, user=True, source="7.13"),
    Row("show memory statistics", show_memory, user=True, source="7.13"),
)
