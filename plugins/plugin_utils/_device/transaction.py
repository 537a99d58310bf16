# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in which a device is changed, whichever facet asks.

    read -> parse -> plan -> [check mode ends here] -> apply -> read back -> save

The transaction knows sessions, commands and replies, and no option of any facet: what to read, what to send, in which
order and why comes from the facet. A timer by which the device reverts on its own, and a new login that proves the
change from outside, have their places before and after `_apply`.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from .._core.plan import MASK, WHOLE_CONFIG, Answer, NeedsWholeConfig, Risk, WishError
from .._core.refusals import unexpected
from .errors import CommandRefused, DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .._core.plan import Facet, Have, Plan, Read, Step
    from .session import Reply, Session

REFUSAL_LINES = 3  # the marker, the sentence, and one more: "Translating ..." stands before some

# Source: behaviour reference 7.6. The question comes once after an upgrade, the refusal while somebody else saves; the
# line about a compressed configuration ends with the same [OK].
SAVE = "write memory"
SAVE_ANSWERS = (Answer(r"Overwrite the previous NVRAM configuration\?\s*\[confirm\]", ""),)
SAVED = "[OK]"
SAVE_BUSY = "Device or resource busy"
SAVE_PAUSES = (1.0, 2.0, 4.0)  # seconds before another attempt

# A later run that finds nothing to change would not save what this one has left.
AGAIN = "Run the task again with save_when: always."


Understood = TypeVar("Understood")


class TransactionError(Exception):
    """The device refused, ignored or interrupted a change. The message is for the operator and names no host."""

    def __init__(self, message: str, outcome: Outcome) -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the device: `config` as the facet documents it, `state` and `save_when` as its module does.

    Times are seconds. Without `key_timeout` a slow step has the patience that the plan gives it.
    """

    config: Mapping[str, object] | None
    state: str
    check: bool = False
    save_when: str = "never"
    command_timeout: float = 30.0
    key_timeout: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `after` is read from the device; in check mode it is the prediction of the plan.

    `have` is what was read last.
    """

    plan: Plan
    release: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    have: Have
    changed: bool = False
    saved: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Log:
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


def gather(session: Session, facet: Facet) -> Have:
    """Read what the device has of `facet`."""
    return _have(session, facet, facet.reads(None))


def understand(session: Session, reads: Sequence[Read], have: Callable[[Mapping[str, str]], Understood]) -> Understood:
    """Read, and return what `have` makes of the replies, with the whole configuration where a section is not enough."""
    replies = _read(session, reads)
    try:
        return have(replies)
    except NeedsWholeConfig as incomplete:
        return have({**replies, incomplete.name: _text(session.command(WHOLE_CONFIG))})


def run(
    session: Session,
    facet: Facet,
    request: Request,
    announce: Callable[[str], None] = lambda _sentence: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Bring `facet` of the device into the state of `request` and see that it took.

    `announce` gets a sentence before a step that may take minutes. Raises `WishError` before anything is sent, the
    errors of the session while the device is only read, and `TransactionError` from the first change on.
    """
    reads = facet.reads(request.config)
    have = _have(session, facet, reads)
    plan = facet.plan(have, request.config, request.state)
    outcome = Outcome(
        plan=plan,
        release=str(have.release),
        before=plan.before,
        after=plan.after,
        have=have,
        changed=bool(plan.steps),
        warnings=tuple(dict.fromkeys((*have.warnings, *plan.warnings))),
    )
    if request.check:
        return outcome
    if plan.steps:
        log = _Log()
        try:
            _apply(session, request, plan.steps, log, announce)
            have = _have(session, facet, reads)
        except (_Refused, CommandRefused) as error:
            raise TransactionError(f"{error} {log.state()}", replace(outcome, changed=bool(log.done))) from None
        except DeviceError as error:
            touched = bool(log.done or log.on_the_way)
            raise TransactionError(f"{error} {log.state()}", replace(outcome, changed=touched)) from error
        try:
            rest = facet.plan(have, request.config, request.state)
        except WishError as error:
            message = f"The change was sent, but now the device does not allow the wish: {error}"
            raise TransactionError(message, outcome) from error
        outcome = replace(outcome, after=rest.before, have=have)
        if rest.steps:
            message = _not_taken(rest.steps, log)
            raise TransactionError(message, replace(outcome, changed=rest.before != plan.before))
    if request.save_when == "always" or (request.save_when == "changed" and plan.steps):
        _save(session, outcome, sleep)
        outcome = replace(outcome, saved=True)
    return outcome


def _read(session: Session, reads: Sequence[Read]) -> dict[str, str]:
    """Send the commands of `reads` in one go, then the fallback of those that the device does not know."""
    texts = {}
    for read, reply in zip(reads, session.commands([read.command for read in reads]), strict=True):
        known = read.fallback is None or not _is_refused(reply)
        last = reply if known else session.command(str(read.fallback))
        if not (read.optional and _is_refused(last)):
            texts[read.name] = _text(last)
    return texts


def _is_refused(reply: Reply) -> bool:
    """Tell whether a reply is a refusal and nothing else: the text of a configuration may hold any words."""
    return reply.refusal is not None and len(reply.text.strip().splitlines()) <= REFUSAL_LINES


def _text(reply: Reply) -> str:
    return reply.ok().text if _is_refused(reply) else reply.text


def _have(session: Session, facet: Facet, reads: Sequence[Read]) -> Have:
    return replace(understand(session, reads, facet.have), login=session.login)


class _Refused(Exception):  # noqa: N818 - named for what happened, as in errors.py
    """One or more commands of the plan were refused."""


def _apply(
    session: Session, request: Request, steps: Sequence[Step], log: _Log, announce: Callable[[str], None]
) -> None:
    """Send the steps in their order, one visit to each mode, and leave every mode whatever happens."""
    path: tuple[str, ...] = ()
    try:
        for path, visit in groupby(steps, key=lambda step: step.path):
            session.enter(path)
            for manner, block in groupby(visit, key=_manner):
                if manner != ALONE:
                    together = tuple(block)
                    if manner == JOINED:
                        _mind_strange(together[0], log)
                    _send_block(session, together, log)
                else:
                    for step in block:
                        _send_step(session, request, step, log, announce)
    except _Refused:
        with contextlib.suppress(DeviceError):
            _unmake(session, [step for step in steps if step.path == path], log)
        raise
    finally:
        # A dead session has no mode to leave, and the error that ended it must not be hidden by another.
        with contextlib.suppress(DeviceError):
            session.leave()


def _unmake(session: Session, visit: Sequence[Step], log: _Log) -> None:
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


def _mind_strange(step: Step, log: _Log) -> None:
    """Stop before joined steps, which rely on what was sent before, when the device answered that in unknown words."""
    if log.strange:
        said = "; ".join(f"{option}: the device said {words!r}" for option, words in log.strange)
        raise _Refused(
            f"{said}, of which nobody knows whether it took effect, so that {step.shown_commands()[0]!r} and what "
            "comes behind it was not sent; run the task again to go on with what the device then has."
        )


def _send_block(session: Session, steps: Sequence[Step], log: _Log) -> None:
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
        else:
            taken.add(step.option)
            if strange := unexpected(reply.text):
                log.strange.append((step.option, _masked(step, command, shown, strange)))
    log.done.extend(_done(step, refused=step.option in refusals) for step in steps if step.option in taken)
    if refusals:
        raise _Refused(" ".join(sentence for sentences in refusals.values() for sentence in sentences))


def _send_step(session: Session, request: Request, step: Step, log: _Log, announce: Callable[[str], None]) -> None:
    """Send one step, command by command, up to the first refusal."""
    if step.data:
        _send_data(session, step, log)
        return
    patience = request.key_timeout if step.patience and request.key_timeout is not None else step.patience
    for number, (command, shown) in enumerate(_lines(step)):
        if step.patience:
            announce(f"{shown}: this may take up to {patience:.0f} s")
        log.on_the_way = [step.option]
        reply = session.command(command, answers=step.answers, seconds=request.command_timeout + patience)
        log.on_the_way = []
        sentence = _refusal(log, step, command, shown, reply)
        if sentence:
            log.done.extend([_done(step, refused=True)] * bool(number))
            raise _Refused(sentence)
    log.done.append(step.option)


def _send_data(session: Session, step: Step, log: _Log) -> None:
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
            raise _Refused(sentence)
    if session.prompt != prompt:
        session.leave()
        session.enter(step.path)
    log.done.append(step.option)


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


def _refusal(log: _Log, step: Step, command: str, shown: str, reply: Reply) -> str:
    """Keep the words of the device, without secrets, and return the sentence about a refusal, or ""."""
    if reply.text.strip():
        log.words.setdefault(step.option, []).append(_masked(step, command, shown, reply.text))
    if reply.refusal is None:
        return ""
    words = _masked(step, command, shown, reply.refusal.words(reply.text))
    return f"{step.option}: {CommandRefused(shown, words, reply.refusal.meaning)}"


def _not_taken(steps: Sequence[Step], log: _Log) -> str:
    """Say which lines are still missing although the device took them, and what it said to them."""
    sentences = []
    for step in steps:
        said = " ".join(log.words.get(step.option, ()))
        words = f"the device said {said!r}" if said else "the device did not say why"
        lines = step.shown_commands()[0] if step.data else "; ".join(step.shown_commands())
        sentences.append(f"{step.option}: {lines!r} did not take effect ({step.reason}); {words}.")
    return f"{' '.join(sentences)} {log.state(but=steps)}"


def _save(session: Session, outcome: Outcome, sleep: Callable[[float], None]) -> None:
    try:
        for pause in (*SAVE_PAUSES, None):
            text = session.command(SAVE, answers=SAVE_ANSWERS).text
            if SAVED in text:
                return
            if pause is None or SAVE_BUSY not in text:
                break
            sleep(pause)
        words = repr(" ".join(text.split()))
    except DeviceError as error:
        words = str(error)
    changed = "The change is in effect, but s" if outcome.changed else "S"
    raise TransactionError(
        f"{changed}aving it with {SAVE!r} failed: {words} A reload would bring the old state back. {AGAIN}", outcome
    )
