# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the arguments of ios_ssh_session to a visit, and from there to its result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .._core import debug_ssh, sessions, ssh_client
from .._core.plan import WishError
from .._device import hop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .._device.session import Session

LOGGED = "show logging | include SSH-[0-9]-NO_MATCH"
SHOW = "show ssh"
OWN_PROMPTS = 3
"""Prompts of each method where the task leaves them to the device. Source: behaviour reference 8, the guide."""
# Source: the behaviour reference has none for the prompts of the client; the others are those of TCP and of IOS.
LIMITS = {"port": (1, 65535), "password_prompts": (0, 5), "rotary": (1, 127), "line": (0, 9999), "timeout": (1, 3600)}


def carry_out(session: Session, visit: hop.Visit) -> tuple[hop.Hop, ssh_client.Verdict]:
    """Open the session from the device and judge it by what it said and by what the device logged meanwhile."""
    before = session.command(LOGGED).text.splitlines()
    done = hop.ssh(session, visit)
    after = session.command(LOGGED).text.splitlines() if done.home and not visit.dialogue.inside else before
    turned_over = after[: len(before)] != before  # the buffer is full: old lines went
    verdict = ssh_client.judge(
        done.text,
        visit.dialogue,
        output="" if visit.shell else done.outputs[0],
        logged=[one for one in after if one not in before] if turned_over else after[len(before) :],
        in_time=done.in_time,
    )
    return done, verdict


def visit_of(arguments: dict[str, Any]) -> tuple[hop.Visit, list[str]]:
    """Return what to do, and the texts that nobody may see. Raises `WishError`."""
    for name, (least, most) in LIMITS.items():
        if arguments.get(name) is not None and not least <= arguments[name] <= most:
            raise WishError(name, str(arguments[name]), f"{least} to {most} is possible")
    replies = [_reply(index, one) for index, one in enumerate(arguments["answers"])]
    command, show = arguments.get("command"), arguments["show_negotiated"]
    shell = arguments["shell"] or not command
    if show and not shell:
        raise WishError("show_negotiated", "true", "it needs a shell: set shell, or leave command out")
    wish = {**arguments, "password_prompts": arguments["password_prompts"] or None}
    line = ssh_client.command_line(wish)  # checks the command too
    if shell and command:
        line = ssh_client.command_line({**wish, "command": None})
    prompts = 2 * (arguments["password_prompts"] or OWN_PROMPTS) + len(replies)
    dialogue = ssh_client.Dialogue(arguments.get("password"), replies, most=prompts)
    typed = [command] if shell and command else []
    secrets = [*filter(None, [arguments.get("password")]), *(one.answer for one in replies)]
    return hop.Visit(
        line, dialogue, shell=shell, typed=typed, seconds=arguments["timeout"], at_ios=[SHOW] if show else []
    ), secrets


def _reply(index: int, given: Mapping[str, str]) -> ssh_client.Reply:
    try:
        re.compile(given["question"])
    except re.error as error:
        advice = "a regular expression is needed"
        raise WishError(f"answers[{index}].question", f"{given['question']!r}: {error}", advice) from None
    return ssh_client.Reply(given["question"], given["answer"])


def result_of(
    visit: hop.Visit, done: hop.Hop, verdict: ssh_client.Verdict, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the module tells of a session; secrets are in it still."""
    connected = visit.dialogue.inside or verdict.result == "connected"
    seen = [one for one in debug_ssh.document(debug_ssh.parse(done.text))["sessions"] if one["direction"] == "client"]
    result = {
        "changed": False,
        "result": verdict.result,
        "words": list(verdict.words),
        "meaning": verdict.meaning,
        "command": visit.line,
        "banner": "\n".join(visit.dialogue.banner),
        "greeting": done.greeting,
        "negotiated": _negotiated(arguments, done.outputs if connected else (), seen),
        "session": seen[0] if seen else None,
        "prompts": visit.dialogue.answered,
        "left_cleanly": done.home,
        "seconds": round(done.seconds, 1),
    }
    if not done.home:
        result["warnings"] = [f"the session to {arguments['host']} did not end by itself: it was cut off with our own"]
    if not connected:
        result["negotiated"] = {"cipher": None, "mac": None, "known_from": None}
        return result
    output = done.outputs[0] if done.outputs and arguments.get("command") else ""
    return {**result, "output": output, "output_lines": output.splitlines()}


def _negotiated(
    arguments: Mapping[str, Any], outputs: Sequence[str], seen: Sequence[Mapping[str, Any]]
) -> dict[str, str | None]:
    """Return cipher and MAC: as debugging tells, as the peer shows of the sessions of this user, or the only offer."""
    if seen and seen[0]["client_to_server"]["encryption"]:
        way = seen[0]["client_to_server"]
        return {"cipher": way["encryption"], "mac": way["mac"], "known_from": "debug"}
    if arguments["show_negotiated"] and len(outputs) > bool(arguments.get("command")):
        shown = [one for one in sessions.ssh(outputs[-1]) or () if one.user == arguments.get("user")]
        pairs = {(one.cipher_in, one.mac_in) for one in shown}
        if len(pairs) == 1:
            cipher, mac = pairs.pop()
            return {"cipher": cipher, "mac": mac, "known_from": "peer"}
    names = {option: ssh_client.algorithm(option, arguments.get(option)) for option in ("cipher", "mac")}
    return {**names, "known_from": "offer" if any(names.values()) else None}


def masked(value: Any, secrets: Sequence[str]) -> Any:
    """Return a result in which no text holds a secret."""
    if isinstance(value, dict):
        return {name: masked(member, secrets) for name, member in value.items()}
    if isinstance(value, list):
        return [masked(member, secrets) for member in value]
    return ssh_client.without_secrets(value, secrets) if isinstance(value, str) else value
