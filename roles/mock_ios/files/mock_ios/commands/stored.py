# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Common configuration that is stored and shown back, and has no effect here.

How each line is spelled in running-config follows usual samples and is unverified, except where a source is named.
"""

from __future__ import annotations

from ..log import LEVELS
from ..names import interface_name, is_interface
from . import Call, Row, Setting


def block(call: Call, slot: str, mode: str) -> None:
    """Go into a block, which is made when it is not there; `no` takes it away."""
    if call.negated or call.reset:
        call.device.config.remove(slot)
        return
    entry = call.device.config.set(slot, slot)
    entry.children = entry.children if entry.children is not None else {}
    call.cursor.enter(mode, block=slot)


def interface(call: Call) -> None:
    """`interface gi 0/1`: created when its type exists."""
    if not is_interface(call.args["LINE"]):
        raise call.invalid(1)
    name = interface_name(call.args["LINE"])
    if call.shell and not call.device.config.has(f"interface {name}") and not call.negated:
        entry = call.device.config.set(f"interface {name}", f"interface {name}")
        entry.children = {"ip address": " no ip address"}
    block(call, f"interface {name}", "config-if")


def show_nothing(_call: Call) -> None:
    """A page that has no line where nothing of the kind is configured, as here."""


def _no_address(call: Call) -> None:
    if call.negated:
        call.device.config.entries[call.cursor.block].children["ip address"] = " no ip address"


def keep_line(call: Call) -> None:
    """A line that may stand many times: all of it identifies it. `no` removes what starts with the same words."""
    text = " ".join(call.words)
    if call.negated or call.reset:
        config = call.device.config
        for slot in [slot for slot in config.entries if slot == text or slot.startswith(text + " ")]:
            config.remove(slot)
        return
    call.device.config.set(text, text)


def _many(syntax: str, words: int, source: str = "") -> Row:
    return Row(syntax, keep_line, "config", negatable=words + 1, source=source)


def keep_child(call: Call) -> None:
    """The same inside a block."""
    children = call.device.config.entries[call.cursor.block].children
    text = " ".join(call.words)
    if call.negated or call.reset:
        for slot in [slot for slot in children if slot == text or slot.startswith(text + " ")]:
            del children[slot]
        return
    children[text] = f" {text}"


def _named_level(call: Call, text: str) -> str:
    """A level is shown by its name, whichever way it was typed."""
    number = call.args.get("LEVEL")
    return text.removesuffix(f" {number}") + f" {LEVELS[int(number)]}" if number else text


_SEVERITY = "{emergencies|alerts|critical|errors|warnings|notifications|informational|debugging|LEVEL<0-7>}"
ROWS = (
    Row("show snmp user", show_nothing, source="unverified"),
    Row("interface LINE", interface, "config", negatable=2),
    Setting("description LINE", 1, mode="config-if"),
    Setting("ip address {dhcp|ADDRESS MASK}", 2, mode="config-if", then=_no_address),
    Row("ip address ADDRESS MASK secondary", keep_child, "config-if", negatable=5),
    Setting("shutdown", 1, mode="config-if", off=False),
    Setting("switchport [LINE]", 2, mode="config-if"),
    Setting("ip access-group NAME {in|out}", 4, mode="config-if"),
    Setting("vrf forwarding NAME", 2, mode="config-if"),
    Setting("duplex {auto|full|half}", 1, mode="config-if"),
    Setting("speed {auto|10|100|1000}", 1, mode="config-if"),
    Setting("negotiation auto", 2, mode="config-if", off=True),
    Setting("mtu BYTES<64-18000>", 1, mode="config-if"),
    Setting("ip mtu BYTES<68-10000>", 2, mode="config-if"),
    Setting("bandwidth KILOBITS<1-10000000>", 1, mode="config-if"),
    Setting("spanning-tree portfast", 2, mode="config-if"),
    _many("ip route LINE", 2),
    _many("ntp server LINE", 2),
    Setting("ntp source LINE", 2),
    Setting("ip name-server LINE", 2),
    _many("ip host LINE", 2),
    Setting("ip http server", 3, off=True),
    Setting("ip http secure-server", 3, off=True),
    Setting("ip http authentication {local|enable|aaa}", 3),
    Setting("ip forward-protocol nd", 3, off=True),
    Setting("ip default-gateway ADDRESS", 2),
    Setting("ip routing", 2, off=True),
    Setting("ip cef", 2, off=True),
    Setting("service timestamps {debug|log} [LINE]", 3, off=True),
    Setting("service tcp-keepalives-in", 2),
    Setting("service tcp-keepalives-out", 2),
    Setting("service pad", 2, off=True),
    Setting("service sequence-numbers", 2),
    Setting("logging buffered [BYTES<4096-2147483647>] [" + _SEVERITY + "]", 2, off=True, change=_named_level),
    Setting(f"logging console [{_SEVERITY}]", 2, off=True, change=_named_level),
    Setting(f"logging monitor [{_SEVERITY}]", 2, off=True, change=_named_level),
    Setting(f"logging trap [{_SEVERITY}]", 2, change=_named_level),
    Setting("logging source-interface LINE", 2),
    Setting("logging on", 2, off=True),
    _many("logging host LINE", 2),
    Setting("clock timezone LINE", 2),
    Setting("cdp run", 2, off=True),
    Setting("lldp run", 2),
)
