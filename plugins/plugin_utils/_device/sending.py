# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending the steps of a plan: one visit to each mode, what belongs together in one go, and not beyond a refusal."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from .._core.plan import MASK, Risk
from .._core.refusals import unexpected
from .errors import CommandRefused, DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .._core.plan import Step
    from .session import Reply, Session

# A later run that finds nothing to change would not save what this one has left.
AGAIN = "Run the task again with save_when: always."


@dataclass(frozen=True, slots=True)
class Manners:
    """How to send. Times are seconds; without `key_timeout` a slow step has the patience that the plan gives it.

    `announce` gets a sentence before a step that may take minutes; `mind` is called before each visit to a mode and
    before each step that is sent alone, and stops the rest with an error.
    """

    command_timeout: float = 30.0
    key_timeout: float | None = None
    announce: Callable[[str], None] = lambda _sentence: None
    mind: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Log:
    """What was sent and what came back, for the sentences an operator needs when it ends badly."""

    done: list[str] = field(default_factory=list)  # options, in order
    on_the_way: list[str] = field(default_factory=list)  # options whose commands were sent and not yet answered
    words: dict[str, list[str]] = field(default_factory=dict)  # option -> what the device said to it
    strange: list[tuple[str, str]] = field(default_factory=list)  # options of blocks, with words that no row knows

    def state(self, but: Sequence[Step] = ()) -> str:
        """Say in which state the device is now, except for the steps in `but`."""
        done = dict.fromkeys(option for option in self.done if option not in {step.option for step in but})
        unknown = dict.fromkeys(self.on_the_way)
        if not done and not unknown:
            return "Nothing was changed."
        doubt = f"Whether it took effect is not known: {', '.join(unknown)}. " if unknown else ""
        effect = f"In effect now and not saved: {', '.join(done)}. " if done else ""
        return f"{doubt}{effect}{AGAIN}"


class Refused(Exception):  # noqa: N818 - named for what happened, as in errors.py
    """One or more commands of the plan were refused."""


def apply(session: Session, steps: Sequence[Step], log: Log, manners: Manners) -> None:
    """Send the steps in their order, one visit to each mode, and leave every mode whatever happens."""
    path: tuple[str, ...] = ()
    try:
        for path, visit in groupby(steps, key=lambda step: step.path):
            manners.mind()
            session.enter(path)
            for manner, block in groupby(visit, key=_manner):
                if manner != ALONE:
                    together = tuple(block)
                    if manner == JOINED:
                        _mind_strange(together[0], log)
                    _send_block(session, together, log)
                else:
                    for step in block:
                        manners.mind()
                        _send_step(session, step, log, manners)
    except Refused:
        with contextlib.suppress(DeviceError):
            _unmake(session, [step for step in steps if step.path == path], log)
        raise
    finally:
        # A dead session has no mode to leave, and the error that ended it must not be hidden by another.
        with contextlib.suppress(DeviceError):
            session.leave()


def _unmake(session: Session, visit: Sequence[Step], log: Log) -> None:
    """Remove what came into being when its mode was entered, if nothing that was typed there took effect."""
    if any(step.option in log.done for step in visit):
        return
    for step in visit:
        if step.inverse_path == step.path[:-1]:
            session.enter(step.inverse_path)
            for command in step.inverse:
                session.command(command, answers=step.inverse_answers)


ALONE, HARMLESS, JOINED = range(3)


def _manner(step: Step) -> int:
    """Tell how a step is sent: alone, or in one go with neighbours of the same manner.

    Behind harmless ones nothing depends on a reply; joined ones must not be cut apart by a connection that is lost.
    """
    if step.answers or step.patience or step.text or step.data:
        return ALONE
    return JOINED if step.joined else HARMLESS if step.risk <= Risk.NEUTRAL else ALONE


def _mind_strange(step: Step, log: Log) -> None:
    """Stop before joined steps, which rely on what was sent before, when the device answered that in unknown words."""
    if log.strange:
        said = "; ".join(f"{option}: the device said {words!r}" for option, words in log.strange)
        raise Refused(
            f"{said}, of which nobody knows whether it took effect, so that {step.shown_commands()[0]!r} and what "
            "comes behind it was not sent; run the task again to go on with what the device then has."
        )


def _send_block(session: Session, steps: Sequence[Step], log: Log) -> None:
    """Send steps in one go. A refusal among them does not keep the others from taking effect."""
    lines = [(step, command, shown) for step in steps for command, shown in _lines(step)]
    log.on_the_way = [step.option for step in steps]
    replies = session.commands([command for _step, command, _shown in lines])
    log.on_the_way = []
    refusals: dict[str, list[str]] = {}
    taken: set[str] = set()
    for (step, command, shown), reply in zip(lines, replies, strict=True):
        sentence = _refusal(log, step, command, shown, reply)
        if sentence:
            refusals.setdefault(step.option, []).append(sentence)
        elif strange := unexpected(reply.text):
            log.strange.append((step.option, _masked(step, command, shown, strange)))
        if _is_taken(reply):
            taken.add(step.option)
    log.done.extend(_done(step, refused=step.option in refusals) for step in steps if step.option in taken)
    if refusals:
        raise Refused(" ".join(sentence for sentences in refusals.values() for sentence in sentences))


def _send_step(session: Session, step: Step, log: Log, manners: Manners) -> None:
    """Send one step, command by command, up to the first refusal."""
    if step.data:
        _send_data(session, step, log)
        return
    patience = manners.key_timeout if step.patience and manners.key_timeout is not None else step.patience
    for number, (command, shown) in enumerate(_lines(step)):
        if step.patience:
            manners.announce(f"{shown}: this may take up to {patience:.0f} s")
        log.on_the_way = [step.option]
        reply = session.command(command, answers=step.answers, seconds=manners.command_timeout + patience)
        log.on_the_way = []
        sentence = _refusal(log, step, command, shown, reply)
        if sentence:
            log.done.extend([_done(step, refused=True)] * bool(number or _is_taken(reply)))
            raise Refused(sentence)
    log.done.append(step.option)


def _send_data(session: Session, step: Step, log: Log) -> None:
    """Send lines of data: what opens the mode, the data, and what closes it, whose reply judges them.

    Whatever goes wrong in between is no command: `Session.leave` closes the mode before it leads out of those above.
    """
    first, *data, last = step.commands
    log.on_the_way = [step.option]
    prompt = session.prompt
    replies = [session.command(first)]
    if not replies[0].refusal and session.prompt != prompt:
        replies += session.commands(data)
        replies.append(session.command(last))
    log.on_the_way = []
    for reply in replies:
        sentence = _refusal(log, step, first, step.shown_commands()[0], reply)
        if sentence:
            raise Refused(sentence)
    if session.prompt != prompt:
        session.leave()
        session.enter(step.path)
    log.done.append(step.option)


def _is_taken(reply: Reply) -> bool:
    return reply.refusal is None or reply.refusal.taken


def _done(step: Step, *, refused: bool) -> str:
    return f"{step.option} (in part)" if refused else step.option


def _lines(step: Step) -> Iterable[tuple[str, str]]:
    """Return what is typed, each with what may be printed of it."""
    if step.text:
        return (("\n".join(step.commands), step.shown_commands()[0]),)
    return zip(step.commands, step.shown_commands(), strict=True)


def _masked(step: Step, command: str, shown: str, text: str) -> str:
    """Return words of the device on one line, without the secrets of the command."""
    for secret in set(command.split()) - set(shown.split()) if step.shown else ():
        text = text.replace(secret, MASK)
    return " ".join(text.split())


def _refusal(log: Log, step: Step, command: str, shown: str, reply: Reply) -> str:
    """Keep the words of the device, without secrets, and return the sentence about a refusal, or ""."""
    if reply.text.strip():
        log.words.setdefault(step.option, []).append(_masked(step, command, shown, reply.text))
    if reply.refusal is None:
        return ""
    words = _masked(step, command, shown, reply.refusal.words(reply.text))
    return f"{step.option}: {CommandRefused(shown, words, reply.refusal.meaning)}"


def not_taken(steps: Sequence[Step], log: Log) -> str:
    """Say which lines are still missing although the device took them, and what it said to them."""
    sentences = []
    for step in steps:
        said = " ".join(log.words.get(step.option, ()))
        words = f"the device said {said!r}" if said else "the device did not say why"
        lines = step.shown_commands()[0] if step.data else "; ".join(step.shown_commands())
        sentences.append(f"{step.option}: {lines!r} did not take effect ({step.reason}); {words}.")
    return " ".join(sentences)
