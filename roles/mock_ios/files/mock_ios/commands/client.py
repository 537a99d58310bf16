# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ssh` to somewhere else, and the outgoing sessions of a terminal: reference 8."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..client import PROMPTS, SSH_PORT, Network, Outgoing, Request
from . import Call, Row

if TYPE_CHECKING:
    from ..client import Endpoint

NO_USER = "% No user specified nor available for SSH client"
NOT_PERMITTED = "% ssh connections not permitted from this terminal"
NOT_THAT_HOST = "% Connections to that host not permitted from this terminal"
NO_VRF = "% VRF {name} does not exist"  # unverified
NO_CONNECTIONS = "% No connections open"
NO_SESSION = "% Invalid connection name"  # unverified
RESUMING = "[Resuming connection {number} to {host} ... ]"
CLOSING = "Closing connection to {host} [confirm]"  # unverified

_ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]*")
_OPTIONS = (
    "-v @ssh.client_words.version|-c @ssh.client_words.encryption|-m @ssh.client_words.mac|-l USER|"
    "-o numberofpasswordprompts COUNT<1-7>|-p PORT<1-65535>|-vrf VRF"
)


async def ssh(call: Call) -> None:
    """Start an encrypted session; options in any order, `-vrf` and the command behind the host too."""
    device, shell = call.device, call.live
    host, command = _target(call)
    if host.startswith("-"):
        raise call.invalid(call.words.index(host))
    if not {"ssh", "all"} & set(shell.setting("transport output").split()):
        shell.say(NOT_PERMITTED)
        return
    vrf = call.args.get("VRF")
    if vrf and not (device.config.has(f"vrf definition {vrf}") or device.config.has(f"ip vrf {vrf}")):
        shell.say(NO_VRF.format(name=vrf))
        return
    user = call.args.get("USER", shell.account.name).partition(":")[0]
    if not user:
        shell.say(NO_USER)
        return
    words = device.profile.ssh["client_words"]
    port = int(call.args.get("PORT", SSH_PORT))
    endpoint: Endpoint | str = (device.network or Network()).endpoint(device, host, port)
    if isinstance(endpoint, str):
        shell.say(endpoint)
        return
    if not device.access_lists.lets_out(*shell.vty.line, endpoint.believed, port):
        shell.say(NOT_THAT_HOST)
        return
    request = Request(
        host=host,
        user=user,
        port=port,
        version=_option(call, "-v"),
        encryption=tuple(words["encryption"][word] for word in [_option(call, "-c")] if word),
        mac=tuple(words["mac"][word] for word in [_option(call, "-m")] if word),
        prompts=int(call.args.get("COUNT", PROMPTS)),
        command=command,
    )
    await Outgoing(shell, request, endpoint).run()


def _option(call: Call, name: str) -> str:
    """The keyword behind an option; options stand in front of the host."""
    front = call.words[: call.words.index(call.args["HOST"])]
    return front[front.index(name) + 1] if name in front else ""


def _target(call: Call) -> tuple[str, str]:
    """The host and the command. `-l user:rotary NUMBER HOST` and `-l user:VRF NUMBER ADDRESS HOST` are taken, too."""
    host, rest = call.args["HOST"], call.args.get("LINE", "")
    if ":" not in call.args.get("USER", "") or not host.isdigit() or not rest:
        return host, rest
    words = rest.split()
    if len(words) > 1 and _ADDRESS.fullmatch(words[0]) and _ADDRESS.fullmatch(words[1]):
        words.pop(0)
    return words[0], " ".join(words[1:])


def _chosen(call: Call) -> Outgoing | None:
    """The session of that number, or the one used last."""
    sessions = call.live.outgoing
    if "CONNECTION" in call.args:
        number = int(call.args["CONNECTION"])
        return next((session for session in sessions if session.number == number), None)
    return max(sessions, key=lambda session: session.active_at, default=None)


def show_sessions(call: Call) -> str:
    """The outgoing sessions of this terminal; the one that Enter resumes is marked."""
    sessions = sorted(call.live.outgoing, key=lambda session: session.number)
    if not sessions:
        return NO_CONNECTIONS
    last = _chosen(call)
    now = call.device.clock.now()
    lines = ["Conn Host                Address             Byte  Idle Conn Name"]
    for session in sessions:
        mark, host = "*" if session is last else " ", session.request.host
        idle = int((now - session.active_at).total_seconds()) // 60
        lines.append(f"{mark}{session.number:>3} {host:<19} {session.endpoint.believed:<19} {0:>4} {idle:>5} {host}")
    return "\n".join(lines)


async def resume(call: Call) -> None:
    """Back into a suspended session."""
    session = _chosen(call)
    if session is None:
        call.live.say(NO_SESSION if call.live.outgoing else NO_CONNECTIONS)
        return
    call.live.say(RESUMING.format(number=session.number, host=session.request.host))
    await session.attend()


async def disconnect(call: Call) -> None:
    """End a suspended session."""
    session = _chosen(call)
    if session is None:
        call.live.say(NO_SESSION if call.live.outgoing else NO_CONNECTIONS)
    elif await call.live.confirm(CLOSING.format(host=session.request.host)):
        session.close()


def disconnect_ssh(call: Call) -> None:
    """End an incoming session, by the number that `show ssh` has."""
    number = int(call.args["NUMBER"])
    for vty in list(call.device.vtys.values()):
        if vty.transport == "ssh" and vty.number == number:
            call.device.clear_line(vty.tty)


ROWS = (
    Row(f"ssh [{_OPTIONS}]* HOST [-vrf VRF] [LINE]", ssh, user=True, source="8"),
    Row("show sessions", show_sessions, user=True, source="8"),
    Row("resume [CONNECTION<1-16>]", resume, user=True, source="8"),
    Row("disconnect [CONNECTION<1-16>]", disconnect, user=True, source="8"),
    Row("disconnect ssh [vty] NUMBER<0-99>", disconnect_ssh, source="4.3"),
)
