# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the arguments of ios_ssh_debug to what is watched, and from there to its result."""

from __future__ import annotations

import contextlib
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .._core import debug_ssh, sessions
from .._core.debugging import SWITCHES, shown_by, switch
from .._core.plan import WishError
from .._device import debugging
from .._device.debugging import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .._core.debugging import Logging
    from .._device.session import Session

RESTORES = re.compile(r"(?:no |default )?logging buffered[ \w-]{0,60}")
LIMITS = {"seconds": (1, 3600), "buffer_size": (4096, 2147483647), "max_lines": (0, 100_000)}


class Watching:
    """One visit of ios_ssh_debug; its methods are the states. Raises `WishError` for what cannot be asked."""

    def __init__(
        self,
        arguments: Mapping[str, Any],
        open_session: Callable[[], Session],
        announce: Callable[[str], None],
        *,
        check: bool,
    ) -> None:
        for name, (least, most) in LIMITS.items():
            if arguments.get(name) is not None and not least <= arguments[name] <= most:
                raise WishError(name, str(arguments[name]), f"{least} to {most} is possible")
        if arguments["source"] == "terminal" and arguments["state"] != "collected":
            raise WishError("source", "terminal", "only the buffer outlives the task: use it with started and stopped")
        self.arguments = arguments
        self.open = open_session
        self.announce = announce
        self.check = check
        self.rows = [switch(name) for name in dict.fromkeys(arguments["debugs"])]

    def collected(self) -> dict[str, object]:
        """Switch on, wait, switch off and read."""
        seconds, terminal = self.arguments["seconds"], self.arguments["source"] == "terminal"
        with contextlib.closing(self.open()) as session:
            watch, log = self._begin(session)
            if self.check:
                return self._would(watch, log)
            own = _own(session)
            lost = 0
            with debugging.switched_off(session, self.open, watch):
                self._switch_on(session, watch, log)
                switched_on = list(watch.on)
                self.announce(f"watching for {seconds} s.")
                if terminal:
                    lines: Sequence[str] = debugging.listen(session, seconds, watch, self.announce)
                    debugging.stop(session, watch)
                else:
                    debugging.wait(session, seconds, self.announce)
                    debugging.stop(session, watch)
                    fresh = debugging.new_lines(session, watch)
                    lines, lost = fresh.lines, fresh.lost
        told = {"switched_on": switched_on, "already_on": watch.already}
        return {**self._collected(lines, lost, own), **told, **_debugs(watch), "commands": watch.sent, "changed": False}

    def started(self) -> dict[str, object]:
        """Switch on; `watch` of the result is what `stopped` needs."""
        with contextlib.closing(self.open()) as session:
            watch, log = self._begin(session)
            if self.check:
                return self._would(watch, log)
            with debugging.switched_off(session, self.open, watch, always=False):
                self._switch_on(session, watch, log)
                watch.after = debugging.look(session)[0]
        told = {"switched_on": watch.on, "already_on": watch.already}
        return {
            "changed": bool(watch.on or watch.raised),
            **told,
            **_debugs(watch),
            "commands": watch.sent,
            "watch": asdict(watch),
        }

    def stopped(self) -> dict[str, object]:
        """Switch off what `started` switched on, and read what came meanwhile."""
        given = self.arguments.get("watch")
        watch = None if given is None else watch_of(given)
        with contextlib.closing(self.open()) as session:
            before = debugging.look(session)[0]
            watch = watch or self._named(before)
            if self.check:
                return _would_stop(watch, before)
            own = _own(session)
            with debugging.switched_off(session, self.open, watch):
                debugging.stop(session, watch)
                fresh = None if given is None else debugging.new_lines(session, watch)
        result = {
            "changed": bool(watch.sent),
            "debugs_before": list(before),
            "debugs_after": list(watch.after),
            "commands": watch.sent,
        }
        return result if fresh is None else {**self._collected(fresh.lines, fresh.lost, own), **result}

    def _named(self, shown: Sequence[str]) -> Watch:
        """Return a watch that has switched on what the task names, as far as it is on."""
        rows = {line: shown_by(line) for line in shown}
        said = {row.name: [line] for line, row in rows.items() if row in self.rows and row is not None}
        return Watch(tuple(line for line in shown if rows[line] not in self.rows), on=list(said), said=said)

    def _begin(self, session: Session) -> tuple[Watch, Logging]:
        """Look at the device before anything is sent. Raises `WishError` where nothing would be kept."""
        shown, log = debugging.look(session)
        terminal = self.arguments["source"] == "terminal"
        reason = debugging.unfit(log, terminal=terminal)
        helped = not terminal and log.enabled is not False and self._raises(log)
        if reason and not helped:
            advice = "configure it" if terminal else "set raise_level, or configure it"
            raise WishError("source", reason, advice)
        return Watch(before=shown, messages=log.messages), log

    def _raises(self, log: Logging) -> bool:
        """Whether `logging buffered` is changed meanwhile."""
        if self.arguments.get("buffer_size") not in {None, log.size}:
            return True
        asked = self.arguments["raise_level"] or self.arguments.get("buffer_size")
        return bool(asked and debugging.unfit(log, terminal=False))

    def _switch_on(self, session: Session, watch: Watch, log: Logging) -> None:
        if self.arguments["source"] == "buffer" and self._raises(log):
            debugging.raise_level(session, self.arguments.get("buffer_size") or log.size, watch)
            watch.messages = debugging.look(session)[1].messages
        debugging.start(session, self.rows, watch)

    def _would(self, watch: Watch, log: Logging) -> dict[str, object]:
        already = [row.name for row in self.rows if any(shown_by(line) is row for line in watch.before)]
        on = [row for row in self.rows if row.name not in already]
        commands = ["logging buffered ... debugging"] if self._raises(log) else []
        commands += [f"debug {row.command}" for row in on]
        collects = self.arguments["state"] == "collected"
        commands += [f"no debug {row.command}" for row in on] if collects else []
        return {
            "changed": bool(commands) and not collects,
            "switched_on": [row.name for row in on],
            "already_on": already,
            "debugs_before": list(watch.before),
            "debugs_after": list(watch.before),
            "commands": commands,
        }

    def _collected(self, lines: Sequence[str], lost: int, own: int | None) -> dict[str, object]:
        found = debug_ssh.document(debug_ssh.parse("\n".join(lines)))
        ours = [one for one in found["sessions"] if one["number"] == own and one["direction"] == "server"]
        for one in found["sessions"]:
            one["own"] = own is not None and one in ours[-1:] and one["closed"] is None
        kept = list(lines[: self.arguments["max_lines"]])
        parts = {name: found[name] for name in ("sessions", "transfers", "traps", "errors")}
        return {**parts, "lines": kept, "line_count": len(lines), "lost": lost}


def watch_of(value: Mapping[str, Any]) -> Watch:
    """Return the watch of another task. Raises `WishError` when it is none."""
    kinds = {"before": list, "on": list, "said": dict, "already": list, "messages": int, "raised": str}
    given = {name: value[name] for name in kinds if value.get(name) is not None}
    wrong = [name for name, member in given.items() if not isinstance(member, kinds[name])]
    names = {row.name for row in SWITCHES}
    if wrong or "on" not in given or not names >= {*given.get("on", ()), *given.get("said", ())}:
        raise WishError("watch", "no watch", "give the value `watch` of the task that started")
    if not RESTORES.fullmatch(given.get("raised", "no logging buffered")):
        raise WishError("watch", "another command than logging buffered", "give the value `watch` as it was returned")
    return Watch(**{**given, "before": tuple(given.get("before", ()))})


def _would_stop(watch: Watch, shown: Sequence[str]) -> dict[str, object]:
    commands = [f"no debug {switch(name).command}" for name in debugging.still_on(watch, shown)]
    commands += ["logging buffered ..."] if watch.raised else []
    told = {"debugs_before": list(shown), "debugs_after": list(shown)}
    return {"changed": bool(commands), "commands": commands, **told}


def _debugs(watch: Watch) -> dict[str, list[str]]:
    return {"debugs_before": list(watch.before), "debugs_after": list(watch.after)}


def _own(session: Session) -> int | None:
    """Return the number of our own vty, which is that of our session in the lines."""
    lines = sessions.users(session.command("show users").text) or ()
    return next((line.vty for line in lines if line.current), None)
