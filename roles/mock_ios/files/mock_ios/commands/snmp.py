# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SNMP: who gets which notifications. Reference 6."""

from __future__ import annotations

from .. import traps
from . import Call, Refused, Row, Setting
from .stored import keep_line

NO_INFORMS = "%Informs not supported in SNMPv1"
KINDS = (  # what may stand behind a host; the list is unverified, but for tty, bgp and config
    "aaa_server",
    "bgp",
    "config",
    "cpu",
    "eigrp",
    "entity",
    "envmon",
    "hsrp",
    "ospf",
    "snmp",
    "syslog",
    "tty",
)


def host(call: Call) -> None:
    """A host: one line for the same host, community, port and kind of message; the last one holds (unverified)."""
    config = call.device.config
    wanted = traps.Target.parse(" ".join(word for word in call.words if word != "traps"))
    if call.negated or call.reset:
        for entry in config.starting("snmp-server host"):
            found = traps.Target.parse(entry.text)
            if found.host == wanted.host and (not wanted.community or found.same(wanted)):
                config.remove(entry.text)
        return
    if wanted.inform and wanted.version == "1":
        raise Refused(NO_INFORMS)
    for entry in config.starting("snmp-server host"):
        if traps.Target.parse(entry.text).same(wanted):
            config.remove(entry.text)
    config.set(str(wanted), str(wanted))
    _warm_start(call)


def _warm_start(call: Call) -> None:
    """The agent starts with the first line of its configuration (reference 6)."""
    if call.shell and len(call.device.config.starting("snmp-server")) == 1:
        text = f"SNMP agent on host {call.device.hostname} is undergoing a warm start"
        call.device.log("SNMP-5-WARMSTART", text)


def community(call: Call) -> None:
    """`snmp-server community NAME [ro|rw] [ACL]`: shown with RO or RW."""
    slot = f"snmp-server community {call.args['NAME']}"
    if call.negated or call.reset:
        call.device.config.remove(slot)
        return
    words = [word.upper() if word in ("ro", "rw") else word for word in call.words[3:]]
    call.device.config.set(slot, " ".join([slot, *(words if {"RO", "RW"} & set(words) else ["RO", *words])]))
    _warm_start(call)


def all_traps(call: Call) -> None:
    """Without an argument a device lists what it knows; the lists of the profiles are the recorded part of that."""
    config = call.device.config
    if call.negated or call.reset:
        for entry in config.starting("snmp-server enable traps"):
            config.remove(entry.text)
        return
    for kind in call.device.profile.system["traps"]:
        config.set(f"snmp-server enable traps {kind}", f"snmp-server enable traps {kind}")
    _warm_start(call)


def kept(call: Call) -> None:
    """A line that may stand many times."""
    keep_line(call)
    _started(call)


def _started(call: Call) -> None:
    if not call.negated and not call.reset:
        _warm_start(call)


def show_host(call: Call) -> str | None:
    """The hosts, last one first (recorded once)."""
    blocks = []
    for target in reversed(traps.targets(call.device)):
        where = target.port if not target.vrf else f"{target.port}-{target.vrf}"
        model = f"v{target.version}{' ' + target.level if target.level else ''}"
        blocks.append(
            f"Notification host: {target.host}\tudp-port: {where}\ttype: {'inform' if target.inform else 'trap'}\n"
            f"user: {target.community}\tsecurity model: {model}\n"
        )
    return "\n".join(blocks) or None


ROWS = (
    Row(
        "snmp-server host HOST [vrf NAME] [traps|informs] [version {1|2c|3 {auth|noauth|priv}}] COMMUNITY "
        f"[udp-port PORT<0-65535>] [{{{'|'.join(KINDS)}}}+]",
        host,
        "config",
        negatable=3,
        source="6",
    ),
    Row("snmp-server community NAME [view VIEW] [ro|rw] [ACL]", community, "config", negatable=3, source="6"),
    Setting("snmp-server location LINE", 2, then=_started),
    Setting("snmp-server contact LINE", 2, then=_started),
    Setting("snmp-server trap-source LINE", 2, then=_started),
    Setting("snmp-server enable traps tty", 4, then=_started, source="6"),
    Row("snmp-server enable traps", all_traps, "config", negatable=3, source="6"),
    Row("snmp-server enable traps LINE", kept, "config", negatable=4, source="6"),
    Row("snmp-server group LINE", kept, "config", negatable=3, source="6"),
    Row("show snmp host", show_host, user=True, source="6"),
)
