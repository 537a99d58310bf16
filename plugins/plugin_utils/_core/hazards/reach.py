# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hazards of the lines: whether a new session finds one that takes it, lets its address in, and is free.

A new session gets the lowest free line that takes its transport, and is judged by the access lists of that line. A
session on the console is none of the lines, so nothing here is about it.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from .. import acl
from ..ways import numbers
from .case import USERS, Case, Hazard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..acl import Lists, Verdict
    from ..kinds import Value
    from ..settings import Settings

PORTS = {"ssh": 22, "telnet": 23}
CLASSES = ("lines.access_class", "lines.access_class.ipv6")
_NAMES = {"ssh": "SSH", "telnet": "Telnet"}
SHOWN_OF_A_NAME = 10  # characters of a user in show users; source: behaviour reference 4.4


def takes(settings: Settings, vty: int, way: str) -> bool:
    """Tell whether a line takes SSH or Telnet. Where the default of the release is not known, it does."""
    protocols = settings.value(("lines.transport_input", vty))
    return protocols is None or bool({way, "all"} & set(protocols))


def lines_for(settings: Settings, way: str) -> list[int]:
    """Return the lines that take SSH or Telnet, lowest first."""
    return [vty for vty in sorted(settings.vty) if takes(settings, vty, way)]


def source(case: Case) -> str:
    """Return the address from which the device sees this session come, "" where nobody knows.

    What the device shows of the line counts before our own address: there may be a hop or a translation in between.
    """
    for line in case.users:
        if line.current and line.location and _is_address(line.location):
            return line.location
    return case.login.own_address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def next_line(case: Case, lines: Sequence[int]) -> int | None:
    """Return the line that a new session would get: the lowest one on which nobody is."""
    busy = {line.vty for line in case.users}
    return next((vty for vty in lines if vty not in busy), lines[0] if lines else None)


# --- transports -------------------------------------------------------------------------------------------------------


def _transport_closed(case: Case) -> Iterator[str]:
    before, after = case.server
    way = case.login.way
    if way not in PORTS or not lines_for(before, way) or lines_for(after, way):
        return
    if way == "telnet" and lines_for(after, "ssh"):
        return  # the way on which everybody wants to be; whether SSH runs is a matter of host keys
    yield f"this session came by {_NAMES[way]}, and no vty would take {_NAMES[way]} any more"


def _transport_on_some_lines(case: Case) -> Iterator[str]:
    before, after = case.server
    lines = lines_for(after, "ssh")
    closed = sorted({*lines_for(before, "ssh")} & after.vty - {*lines})
    if case.login.way == "ssh" and lines and closed:
        yield f"{numbers(closed)} would not take SSH any more, only {numbers(lines)}"


# --- access classes ---------------------------------------------------------------------------------------------------


def access_class(settings: Settings, vty: int, family: int) -> Value:
    """Return the access class for new sessions of IPv4 or IPv6 on a line, None when it has none."""
    key = ("lines.access_class.ipv6", vty, True, "in") if family == 6 else ("lines.access_class", vty, False, "in")
    return settings.said.get(key)


def _verdict(case: Case, settings: Settings, vty: int, lists: Lists) -> tuple[Value, Verdict] | None:
    """Return the access class of a line and what it says to this session; None where there is none."""
    address = source(case)
    family = 6 if ":" in address and not address.lower().startswith("::ffff:") else 4
    used = access_class(settings, vty, family)
    if used is None:
        return None
    return used, acl.verdict(lists.get((family, used["name"])), address, port=PORTS.get(case.login.way, 22))


def _judged(case: Case, wanted: Callable[[Verdict], bool]) -> Iterator[tuple[int, Value, Verdict, bool]]:
    """Yield the lines for this session whose verdict is wanted: with it, and whether it is new with the plan."""
    if case.login.way not in PORTS or not source(case):
        return
    before, after = case.server
    names = {used["name"] for side in case.server for key, used in side.said.items() if key[0] in CLASSES}
    lists = acl.lists(case.config, names)
    for vty in lines_for(after, case.login.way):
        found = _verdict(case, after, vty, lists)
        if found is None or not wanted(found[1]):
            continue
        was = _verdict(case, before, vty, lists) if vty in before.vty else None
        yield vty, found[0], found[1], was is None or not wanted(was[1]) or was[0]["name"] != found[0]["name"]


def _refused(case: Case) -> tuple[list[int], str, bool]:
    """Return the lines that would refuse this session, the words for it, and whether that shuts it out."""
    found = list(_judged(case, lambda verdict: verdict.passes is False))
    if not any(new for _vty, _used, _verdict, new in found):
        return [], "", False
    lines = [vty for vty, _used, _verdict, _new in found]
    _vty, used, verdict, _new = found[0]
    why = f"its line {str(verdict.entry)!r}" if verdict.entry else "the deny behind its last line"
    words = f"{numbers(lines)} would refuse {source(case)}, from where this session comes, by {why} of {used['name']}"
    there = lines_for(case.server[1], case.login.way)
    return lines, words, set(lines) == set(there) or next_line(case, there) in lines


def _access_class_denies(case: Case) -> Iterator[str]:
    _lines, words, shut_out = _refused(case)
    if shut_out:
        yield words


def _access_class_denies_on_some(case: Case) -> Iterator[str]:
    lines, words, shut_out = _refused(case)
    if lines and not shut_out:
        yield f"{words}, once the lines before are in use"


def _by_list(found: Iterator[tuple[int, Value, Verdict, bool]]) -> Iterator[tuple[str, list[int], Verdict]]:
    lists: dict[str, tuple[list[int], Verdict]] = {}
    for vty, used, verdict, new in found:
        if new:
            lists.setdefault(used["name"], ([], verdict))[0].append(vty)
    for name, (lines, verdict) in lists.items():
        yield name, lines, verdict


def _access_class_undefined(case: Case) -> Iterator[str]:
    for name, lines, verdict in _by_list(_judged(case, lambda verdict: verdict.answer in {"undefined", "empty"})):
        what = "does not exist" if verdict.answer == "undefined" else "has no entries"
        yield f"{numbers(lines)} would use the access list {name}, which {what}, so that everybody is let in"


def _access_class_unjudged(case: Case) -> Iterator[str]:
    for name, lines, verdict in _by_list(_judged(case, lambda verdict: verdict.answer == "unknown")):
        yield f"{numbers(lines)} would use the access list {name}, and nobody can tell from here: {verdict.why}"
    if case.login.way in PORTS and not source(case) and _has_new_class(case):
        yield "lines would get an access list, and the address from which this session comes is not known"


def _has_new_class(case: Case) -> bool:
    before, after = case.server
    return any(
        (used := access_class(after, vty, family)) is not None and used != access_class(before, vty, family)
        for vty in after.vty
        for family in (4, 6)
    )


def _access_class_on_some_lines(case: Case) -> Iterator[str]:
    before, after = case.server
    there = lines_for(after, "ssh")
    for family in (4, 6):
        having = [vty for vty in there if access_class(after, vty, family) is not None]
        lacking = [vty for vty in there if vty not in having]
        was = {vty for vty in before.vty if access_class(before, vty, family) is not None}
        if having and lacking and set(having) != was:
            yield f"{numbers(having)} would have an access list for IPv{family}, {numbers(lacking)} none"


# --- VRFs -------------------------------------------------------------------------------------------------------------


def _without_vrf_also(case: Case) -> Iterator[tuple[int, Value]]:
    """Yield the lines that get an access class without vrf-also, each with the access class before."""
    before, after = case.server
    for vty in lines_for(after, case.login.way) if case.login.way in PORTS else ():
        for family in (4, 6):
            used = access_class(after, vty, family)
            if used is not None and not used["vrf_also"]:
                yield vty, access_class(before, vty, family)


def _vrf_also_removed(case: Case) -> Iterator[str]:
    if lines := sorted({vty for vty, was in _without_vrf_also(case) if was and was["vrf_also"]}):
        yield f"{numbers(lines)} would lose vrf-also of the access class"


def _vrf_also_missing(case: Case) -> Iterator[str]:
    vrfs = [line.text.split()[-1] for line in case.config.lines if line.text.startswith(("vrf definition", "ip vrf "))]
    lines = sorted({vty for vty, was in _without_vrf_also(case) if not was})
    if vrfs and lines:
        yield f"{numbers(lines)} would get an access class without vrf-also, and the device has the VRF {vrfs[0]}"


# --- enough lines -----------------------------------------------------------------------------------------------------


def _sessions(case: Case) -> int:
    """Return how many sessions there are on lines, and the one more that has to be possible; 0: not known."""
    there = [line for line in case.users if line.name.startswith("vty")]
    return len(there) + 1 if there else 0


def _too_few_lines(case: Case) -> Iterator[str]:
    before, after = case.server
    way = case.login.way
    if way not in PORTS:
        return
    had = len(lines_for(before, way))
    way = way if lines_for(after, way) else "ssh"
    there, sessions = lines_for(after, way), _sessions(case) - 1
    busy = sum(line.vty in {None, *there} for line in case.users if line.name.startswith("vty"))
    if 0 < len(there) < had and len(there) < max(sessions, busy + 1):
        lines = "one line" if len(there) == 1 else f"{len(there)} lines"
        yield f"{lines} would take {_NAMES[way]}, and there are {sessions} sessions now, {busy} of them on these lines"


def _fewer(case: Case, option: str, needed: int) -> int | None:
    """Return a limit that the plan sets or lowers to less than is needed, None when it does not."""
    was, is_ = (settings.value((option,)) for settings in case.server)
    return is_ if is_ is not None and is_ < needed and (was is None or is_ < was) else None


def _too_few_sessions(case: Case) -> Iterator[str]:
    needed = _sessions(case)
    if (most := _fewer(case, "max_startups", needed)) is not None:
        yield f"max_startups would be {most}, and {needed - 1} sessions are there"
    name = case.login.user
    own = [line for line in case.users if line.user and line.vty is not None and _is_user(line.user, name)]
    if own and (most := _fewer(case, "sessions_per_user", len(own) + 1)) is not None:
        yield f"sessions_per_user would be {most}, and {name} has {len(own)} sessions"


def _is_user(shown: str, name: str) -> bool:
    return bool(name) and (shown == name or (len(shown) >= SHOWN_OF_A_NAME and name.startswith(shown)))


def _session_limit(case: Case) -> Iterator[str]:
    before, after = case.server
    for line in case.users:
        if line.vty is None:
            continue
        was, most = (settings.value(("lines.session_limit", line.vty)) for settings in (before, after))
        if most is not None and most != was and len(line.hosts) > most:
            yield f"session_limit of vty {line.vty} would be {most}, and {len(line.hosts)} sessions go out from there"


# --- ports ------------------------------------------------------------------------------------------------------------


def _port_removed(case: Case) -> Iterator[str]:
    before, after = case.server
    port = case.client.port
    was, is_ = before.said.get(("ports", port)), after.said.get(("ports", port))
    if case.login.way != "ssh" or not was or port == PORTS["ssh"]:
        return
    if not is_:
        yield f"this session came by port {port}, and the device would not listen there any more"
        return
    groups = range(is_["rotary"], is_.get("rotary_end", is_["rotary"]) + 1)
    if not any(after.value(("lines.rotary", vty)) in groups for vty in lines_for(after, "ssh")):
        yield f"this session came by port {port}, and no vty would be in a rotary group of it any more"


_TRANSPORT = ("lines.transport_input",)
_CLASSES = ("lines.access_class",)
ROWS = (
    Hazard(
        name="transport_closed",
        title="lines that stop taking the transport in use",
        why="nobody gets in by it again",
        way_out="keep it in transport_input of some lines until the new way is proven",
        source="behaviour reference 5.3",
        options=_TRANSPORT,
        needs=("server",),
        see=_transport_closed,
    ),
    Hazard(
        name="transport_on_some_lines",
        title="a part of the lines stops taking SSH",
        why="fewer sessions find a line",
        way_out="let all vty take the same transports",
        source="lock-out catalogue 8, 15; compliance rules",
        options=_TRANSPORT,
        needs=("server",),
        hint=_transport_on_some_lines,
    ),
    Hazard(
        name="access_class_denies",
        title="an access class that does not let this source in",
        why="the next session is refused",
        way_out="permit the address in the list first, or use another list",
        source="command reference of access-class",
        options=_CLASSES,
        needs=("server", "acls", USERS),
        see=_access_class_denies,
        hint=_access_class_denies_on_some,
    ),
    Hazard(
        name="access_class_undefined",
        title="an access class whose list does not exist or is empty",
        why="the first entry that somebody adds to it shuts out everybody whom it does not name",
        way_out="define the list first",
        source="command reference of access-class",
        options=_CLASSES,
        needs=("server", "acls", USERS),
        hint=_access_class_undefined,
    ),
    Hazard(
        name="access_class_unjudged",
        title="an access class of which nobody can tell whether it lets this source in",
        why="the next session may be refused",
        way_out="keep a guard armed, which brings the device back when the new login fails",
        source="command reference of access-class",
        options=_CLASSES,
        needs=("server", "acls", USERS),
        hint=_access_class_unjudged,
    ),
    Hazard(
        name="access_class_on_some_lines",
        title="an access class on a part of the lines",
        why="whether it is asked depends on the line that a session gets",
        way_out="give all vty the same access class",
        source="compliance rules",
        options=_CLASSES,
        needs=("server",),
        hint=_access_class_on_some_lines,
    ),
    Hazard(
        name="access_class_without_vrf_also",
        title="an access class without vrf-also",
        why="sessions that come in through an interface of a VRF are refused, whatever the list says",
        way_out="set vrf_also: true",
        source="command reference of access-class",
        options=_CLASSES,
        needs=("server", "vrfs"),
        see=_vrf_also_removed,
        hint=_vrf_also_missing,
    ),
    Hazard(
        name="too_few_lines",
        title="fewer lines than sessions in use",
        why="the next session finds no free line",
        way_out="let more lines take SSH, or end sessions first",
        source="behaviour reference 4.5",
        options=_TRANSPORT,
        needs=("server", USERS),
        see=_too_few_lines,
    ),
    Hazard(
        name="too_few_sessions",
        title="a limit of sessions below what is in use",
        why="the next session is refused",
        way_out="choose a higher limit, or end sessions first",
        source="model 16.9.1",
        options=("max_startups", "sessions_per_user", "lines.session_limit"),
        needs=("server", USERS),
        see=_too_few_sessions,
        hint=_session_limit,
    ),
    Hazard(
        name="port_in_use_removed",
        title="the port by which this session came is given up",
        why="nothing answers there any more",
        way_out="come by port 22 first, or add the new port beside the old one",
        source="behaviour reference 1.1: ip ssh port belongs to a rotary group of lines",
        options=("ports", "lines.rotary", "lines.transport_input"),
        needs=("server",),
        see=_port_removed,
    ),
)
