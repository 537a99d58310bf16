# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session itself: enable, exit, configure, terminal, and who is logged in."""

from __future__ import annotations

from . import MODES, Call, Row

ENTER_CONFIGURATION = "Enter configuration commands, one per line.  End with CNTL/Z."
ATTEMPTS = 3


async def enable(call: Call) -> None:
    """Reference 7.1: `% Access denied` with AAA, `% Bad secrets` without, `% No password set`."""
    shell, device = call.live, call.device
    level = int(call.args.get("LEVEL", 15))
    if shell.privilege >= level:
        shell.privilege = level
        return
    aaa = device.config.has("aaa new-model")
    method = device.gate.enable_method(shell.vty)
    if method == "none":
        shell.privilege = level
        return
    if not method:
        if shell.vty.transport == "console" and not aaa:
            shell.privilege = level
        else:
            shell.say("% Error in authentication." if aaa else "% No password set")
        return
    for _unused in range(1 if aaa else ATTEMPTS):
        answer = await shell.ask("Password: ", secret=True)
        if answer is None:
            return
        if device.gate.enable(shell.vty, answer):
            shell.privilege = level
            return
    shell.say("% Access denied\n" if aaa else "% Bad secrets\n")


def disable(call: Call) -> None:
    """Back to a lower privilege level."""
    call.live.privilege = int(call.args.get("LEVEL", 1))


def leave_session(call: Call) -> None:
    """`exit` and its kin in EXEC mode."""
    call.live.close()


async def configure(call: Call) -> None:
    """`configure` alone asks where from; anything but the terminal is refused."""
    shell = call.live
    if not call.has("terminal"):
        answer = await shell.ask("Configuring from terminal, memory, or network [terminal]? ")
        if answer is None:
            return
        if not "terminal".startswith(answer.strip().lower()):
            shell.say('?Must be "terminal", "memory" or "network"')  # unverified
            return
    shell.say(ENTER_CONFIGURATION)
    call.cursor.enter("config")


def exit_mode(call: Call) -> None:
    """One mode up; from global configuration to EXEC."""
    call.live.leave_mode(MODES[call.cursor.mode][1])


def end(call: Call) -> None:
    """Back to EXEC from every mode."""
    call.live.leave_mode("exec")


def terminal_length(call: Call) -> None:
    """Lines of a page; 0 is without end."""
    call.live.height = 24 if call.has("no") else int(call.args["LINES"])


def terminal_width(call: Call) -> None:
    """Columns; 0 is without end."""
    call.live.width = 80 if call.has("no") else int(call.args["COLUMNS"])


def terminal_monitor(call: Call) -> str | None:
    """Log lines on this terminal, or not."""
    if call.live.vty.transport == "console" and not call.has("no"):
        return "% Console already monitors"  # unverified
    call.live.monitor = not call.has("no")
    return None


def terminal_taste(_call: Call) -> None:
    """What automation switches at login and nobody sees here: line editing and the length of the history."""


def show_privilege(call: Call) -> str:
    """The level of this session."""
    return f"Current privilege level is {call.live.privilege}"


def show_history(call: Call) -> str:
    """The commands of this session; the two blanks in front are unverified."""
    return "\n".join(f"  {line}" for line in call.live.history)


def show_users(call: Call) -> str:
    """Reference 4.4. The console is listed only while somebody uses it."""
    device = call.device
    lines = ["    Line       User       Host(s)              Idle       Location"]
    for vty in sorted(device.vtys.values(), key=lambda vty: vty.tty):
        mark = "*" if vty is call.live.vty else " "
        kind = "con" if vty.transport == "console" else "vty"
        since = next((shell.active_at for shell in device.shells if shell.vty is vty), vty.opened_at)
        seconds = int((device.clock.now() - since).total_seconds())
        idle = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        place = "  " if kind == "con" else vty.peer.address
        hosts = [session.request.host for shell in device.shells if shell.vty is vty for session in shell.outgoing]
        first, *further = hosts or ["idle"]
        lines.append(f"{mark}{vty.tty:>3} {kind} {vty.number:<5} {vty.user:<10} {first:<20} {idle} {place}")
        lines += [f"{'':<25}{host:<20} {idle}" for host in further]  # unverified
    return "\n".join([*lines, "", "  Interface    User               Mode         Idle     Peer Address", ""])


TCP_BRIEF = {  # by family: head, and a row of block, own address, the other side's
    "IOS": ("TCB       Local Address           Foreign Address        (state)", "{:08X}  {:<24}{:<23}ESTAB"),
    "IOS-XE": (
        "TCB       Local Address               Foreign Address             (state)",
        "7F{:010X}  {:<27}{:<28}ESTAB",
    ),
}
TCB = 0x4EE7B180  # control blocks have invented addresses, this one and those behind it
TCB_BYTES = 0x628


def show_tcp(call: Call) -> str:
    """Reference 4.4: the sessions on the lines; no name is looked up, so that `numeric` makes no difference."""
    head, row = TCP_BRIEF[call.device.profile.family]
    lines = [head]
    for tty, vty in sorted(call.device.vtys.items()):
        if vty.transport != "console":
            peer = vty.peer
            own, other = f"{peer.local_address}.{peer.local_port}", f"{peer.address}.{peer.port}"
            lines.append(row.format(TCB + tty * TCB_BYTES, own, other))
    return "\n".join(lines)


async def clear_line(call: Call) -> None:
    """`clear line vty N`: asks, and ends that session."""
    device = call.device
    tty = int(call.args["NUMBER"]) + (device.tty("vty", 0) if call.has("vty") else 0)
    if await call.live.confirm("[confirm]"):
        call.live.say(" [OK]")
        device.clear_line(tty)


CONFIG_MODES = tuple(MODES)
ROWS = (
    Row("enable [LEVEL<0-15>]", enable, user=True, source="7.1"),
    Row("disable [LEVEL<0-15>]", disable, user=True, source="7.1"),
    Row("exit", leave_session, user=True),
    Row("logout", leave_session, user=True),
    Row("quit", leave_session, user=True),
    Row("configure [terminal]", configure, source="7.2"),
    *(Row("exit", exit_mode, mode, source="7.2", changes=False) for mode in CONFIG_MODES),
    *(Row("end", end, mode, source="7.2", changes=False) for mode in CONFIG_MODES),
    Row("terminal length LINES<0-512>", terminal_length, user=True, source="7.3"),
    Row("terminal width COLUMNS<0-512>", terminal_width, user=True, source="7.3"),
    Row("terminal monitor", terminal_monitor, user=True, source="7.8"),
    Row("terminal no length", terminal_length, user=True, source="7.3"),
    Row("terminal no width", terminal_width, user=True, source="7.3"),
    Row("terminal no monitor", terminal_monitor, user=True, source="7.8"),
    Row("terminal [no] editing", terminal_taste, user=True),
    Row("terminal history [size LINES<0-256>]", terminal_taste, user=True),
    Row("terminal no history", terminal_taste, user=True),
    Row("show privilege", show_privilege, user=True),
    Row("show history", show_history, user=True),
    Row("show users", show_users, user=True, source="4.4"),
    Row("show tcp brief [numeric]", show_tcp, user=True, source="4.4"),
    Row("clear line [vty] NUMBER<0-99>", clear_line, source="unverified dialogue"),
)
