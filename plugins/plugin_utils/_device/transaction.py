# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in which a device is changed, whichever facet asks.

    read -> plan -> pre-flight -> [check mode ends here] -> arm -> apply -> read back -> prove -> confirm -> save

The transaction knows sessions, commands and replies, and no option of any facet: what to read, what to send, in which
order and why comes from the facet, and what could shut people out from the pre-flight. What goes wrong while a guard is
armed takes the change back.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NoReturn, TypeVar

from .._core import rollback, show, text
from .._core.hazards import Picture, Preflight, expected_host_keys
from .._core.plan import RUNNING, WHOLE_CONFIG, Answer, NeedsWholeConfig, Plan, Risk, WishError, carries_risk, changes
from . import guard as guards
from .client import client_of
from .errors import CommandRefused, DeviceError, NotGuarded
from .means import Means
from .proof import Asked, answers_telnet, pinned, prove
from .sending import AGAIN, Log, Manners, Refused, apply, not_taken
from .transports import known_hosts
from .way_back import Back, WayBack, minding_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .._core.hazards import Found
    from .._core.plan import Facet, Have, Read, Step
    from .guard import Guard
    from .session import Reply, Session
    from .target import Target

REFUSAL_LINES = 3  # the marker, the sentence, and one more: "Translating ..." stands before some

# Source: behaviour reference 7.6. The question comes once after an upgrade, the refusal while somebody else saves; the
# line about a compressed configuration ends with the same [OK].
SAVE = "write memory"
SAVE_ANSWERS = (Answer(r"Overwrite the previous NVRAM configuration\?\s*\[confirm\]", ""),)
SAVED = "[OK]"
SAVE_BUSY = "Device or resource busy"
SAVE_PAUSES = (1.0, 2.0, 4.0)  # seconds before another attempt

STATUS = "show ip ssh"
MARGIN = 15.0
"""Seconds before a guard acts at which nothing more is sent: the device would take it for the old configuration."""

Understood = TypeVar("Understood")


class TransactionError(Exception):
    """The device refused, ignored or interrupted a change, or it was not safe. The message names no host."""

    def __init__(self, message: str, outcome: Outcome) -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the device: `config` as the facet documents it, `state` and `save_when` as its module does.

    Times are seconds. Without `key_timeout` a slow step has the patience that the plan gives it. `guard` and
    `guard_minutes` are as the modules document them, `asked` is what the proof has to show beside the login itself;
    without a `preflight` nobody looks for hazards.
    """

    config: Mapping[str, object] | None
    state: str
    check: bool = False
    save_when: str = "never"
    command_timeout: float = 30.0
    key_timeout: float | None = None
    guard: str = "none"
    guard_minutes: int = 5
    asked: Asked = field(default_factory=Asked)
    preflight: Preflight | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `after` is read from the device; in check mode it is the prediction of the plan.

    `have` is what was read last. `guard` and `proof` are what results show of them, None where there was none.
    """

    plan: Plan
    release: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    have: Have
    changed: bool = False
    saved: bool = False
    warnings: tuple[str, ...] = ()
    hazards: tuple[Found, ...] = ()
    guard: Mapping[str, object] | None = None
    proof: Mapping[str, object] | None = None


def gather(session: Session, facet: Facet) -> Have:
    """Read what the device has of `facet`."""
    return _have(session, facet, facet.reads(None))[0]


def understand(session: Session, reads: Sequence[Read], have: Callable[[Mapping[str, str]], Understood]) -> Understood:
    """Read, and return what `have` makes of the replies, with the whole configuration where a section is not enough."""
    return _understood(session, reads, have)[0]


def run(
    session: Session,
    facet: Facet,
    request: Request,
    means: Means = Means(),  # noqa: B008 - a value that nobody changes
) -> Outcome:
    """Bring `facet` of the device into the state of `request` and see that it took.

    Raises `WishError` before anything is sent, the errors of the session while the device is only read, and
    `TransactionError` for what is not safe, and from the first change on. The session may be closed by then; whoever
    opened it closes it all the same.
    """
    return _Transaction(session, facet, request, means).run()


class _Stopped(Exception):  # noqa: N818 - named for what happened, as in errors.py
    """The change went wrong in a way that is told; what becomes of the device depends on the guard.

    `missing` are the steps that did not take effect, None where that is told already.
    """

    def __init__(self, message: str, missing: Sequence[Step] | None = ()) -> None:
        super().__init__(message)
        self.missing = missing


class _Transaction:
    def __init__(self, session: Session, facet: Facet, request: Request, means: Means) -> None:
        self._session = self._first = session
        self._opened: list[Session] = []  # by us
        self._facet = facet
        self._request = request
        self._means = means
        self._log = Log()
        self._guard: Guard | None = None
        self._manners = Manners(request.command_timeout, request.key_timeout, means.announce, self._mind_the_time)
        self._reads = facet.reads(request.config)
        self._replies: dict[str, str] = {}
        self._was_off = False  # SSH did not run before the change
        self._shown: tuple[tuple[str, str], ...] = ()  # host keys that the device may show after the change
        self._outcome: Outcome

    def run(self) -> Outcome:
        try:
            have = self._look()
            if self._request.check:
                return self._outcome
            self._mind_hazards()
            steps = self._outcome.plan.steps
            if steps:
                self._change(have, steps)
            elif guards.is_left_behind(self._archive()):
                self._tidy()
            if self._request.save_when == "always" or (self._request.save_when == "changed" and steps):
                self._save()
            return self._outcome
        finally:
            for session in self._opened:
                session.close()

    # --- before -------------------------------------------------------------------------------------------------------

    def _look(self) -> Have:
        """Read the device, plan, and look for hazards."""
        request, preflight = self._request, self._request.preflight
        reads = self._reads if preflight is None else preflight.reads(self._reads, request.config)
        have, self._replies = _have(self._session, self._facet, reads)
        self._was_off = have.status is not None and have.status.enabled is False
        plan = self._facet.plan(have, request.config, request.state)
        hazards: tuple[Found, ...] = ()
        if preflight is not None:
            self._replies |= _read(self._session, preflight.more(plan, self._replies))
            hazards = preflight.judge(self._replies, self._session.login, client_of(self._means.target), plan)
        self._outcome = Outcome(
            plan=plan,
            release=str(have.release),
            before=plan.before,
            after=plan.after,
            have=have,
            changed=bool(plan.steps),
            warnings=tuple(dict.fromkeys((*have.warnings, *plan.warnings))),
            hazards=hazards,
        )
        return have

    def _mind_hazards(self) -> None:
        refusal = Preflight.refusal(self._outcome.hazards)
        if refusal is not None:
            raise TransactionError(f"{refusal} Nothing was sent.", replace(self._outcome, changed=False))

    # --- the change ---------------------------------------------------------------------------------------------------

    def _change(self, have: Have, steps: Sequence[Step]) -> None:
        """Send the steps, guarded where that is asked for."""
        ahead, guarded, last = _parts(steps) if self._request.guard != "none" else ((), tuple(steps), ())
        kind = self._kind(have, guarded)
        if kind == "none":
            ahead, guarded = (), (*ahead, *guarded)
        try:
            if ahead:
                # Nothing brings a key pair back or takes it away, and it may take longer than a guard waits.
                apply(self._session, ahead, self._log, self._manners)
            if kind != "none":
                self._guard = self._arm(kind)
        except (Refused, DeviceError) as error:
            raise self._failed(f"{error} {self._log.state()}") from error
        if self._guard is None and not last:
            self._send(guarded)
            return
        with minding_signals():
            try:
                self._guarded(guarded, last)
            except _Stopped as error:
                self._go_back(error)
            except BaseException:
                self._drop()
                raise
        if last:
            self._send(last)

    def _guarded(self, steps: Sequence[Step], last: Sequence[Step]) -> None:
        """Send, read back, prove and confirm. Raises `_Stopped`."""
        try:
            if steps:
                apply(self._session, steps, self._log, self._manners)
                self._read_back(last)
            self._prove()
        except (Refused, DeviceError) as error:
            raise _Stopped(str(error)) from error
        if self._guard is not None:
            self._confirm(last)

    def _send(self, steps: Sequence[Step]) -> None:
        """Send steps with no guard, and read back."""
        try:
            apply(self._session, steps, self._log, self._manners)
            self._read_back(())
        except (Refused, DeviceError) as error:
            touched = bool(self._log.done or self._log.on_the_way)
            cause = None if isinstance(error, Refused | CommandRefused) else error
            raise self._failed(f"{error} {self._log.state()}", changed=touched) from cause
        except _Stopped as error:
            raise self._as_it_is(error) from error.__cause__

    def _read_back(self, later: Sequence[Step]) -> None:
        """See that the device has what it was sent, except for what is sent later. Raises `_Stopped`."""
        have, self._replies = _have(self._session, self._facet, self._reads)
        try:
            rest = self._facet.plan(have, self._request.config, self._request.state)
        except WishError as error:
            message = f"The change was sent, but now the device does not allow the wish: {error}"
            raise _Stopped(message, None) from error
        self._outcome = replace(self._outcome, after=rest.before, have=have)
        names = {step.option for step in later}
        missing = [step for step in rest.steps if step.option not in names]
        if missing:
            self._outcome = replace(self._outcome, changed=rest.before != self._outcome.before)
            raise _Stopped(not_taken(missing, self._log), missing)

    def _mind_the_time(self) -> None:
        if self._guard is not None and self._guard.is_armed and self._guard.left() < MARGIN:
            raise Refused(
                f"the change takes longer than guard_minutes: {self._guard.minutes}, so that the rest was not sent; "
                "allow more minutes."
            )

    # --- the guard ----------------------------------------------------------------------------------------------------

    def _kind(self, have: Have, steps: Sequence[Step]) -> str:
        """Return what is armed for the steps. Raises `TransactionError` where it should be and cannot be."""
        wish = self._request.guard
        if wish == "auto":
            accepted = any(found.accepted for found in self._outcome.hazards)
            wish = "revert_timer" if accepted or carries_risk(steps, have) else "none"
        if wish == "revert_timer" and rollback.has_timer(have.release) is False:
            raise self._failed(f"{guards.no_timer(str(have.release))} {self._log.state()}")
        return wish

    def _arm(self, kind: str) -> Guard:
        accept = self._request.preflight.accept if self._request.preflight else ()
        made = guards.make(
            kind,
            self._request.guard_minutes,
            self._archive(),
            accept_unsaved=guards.UNSAVED in accept,
            clock=self._means.clock,
        )
        try:
            made.arm(self._session, self._replies)
        finally:
            self._outcome = replace(self._outcome, guard=made.report())
        return made

    def _archive(self) -> rollback.Archive:
        return rollback.archive(text.parse(self._replies.get(RUNNING, "")))

    def _prove(self) -> None:
        """Log in anew. What follows goes through the new session. Raises `_Stopped`."""
        target, self._shown = self._way()
        if target.way == "console":
            self._session.close()  # a console has one seat
        proof = prove(target, self._request.asked, self._shown, self._means)
        self._outcome = replace(self._outcome, proof=proof.report())
        if proof.session is not None:
            self._opened.append(proof.session)
        if not proof.proven or proof.session is None:
            raise _Stopped(f"The proof failed, {proof.why}")
        self._session = proof.session

    def _way(self) -> tuple[Target, tuple[tuple[str, str], ...]]:
        """Return on which way the new login is tried, and the host keys that the device may show there.

        Over Telnet that is SSH where it runs: it did before, or it is all that is left. Where it has only now come
        beside Telnet, Telnet is what may have been lost.
        """
        target = self._known_target()
        keys = expected_host_keys(Picture.of(self._replies)) if RUNNING in self._replies else ()
        peer = self._session.peer
        if not keys and peer.key:
            keys = ((peer.host_key, peer.key),)
        if target.way == "telnet" and not (self._was_off and answers_telnet(target)):
            by_ssh = target.by("ssh")
            knows = keys or known_hosts.known(by_ssh)
            if knows and show.ip_ssh(self._session.command(STATUS).text).enabled:
                target = by_ssh
        return target, keys

    def _known_target(self) -> Target:
        if self._means.target is None:
            raise TypeError("a change is guarded, and how to reach the device anew is not known")
        return self._means.target

    def _confirm(self, last: Sequence[Step]) -> None:
        """Take the guard away, from the new session, and what was set up for it. Raises `_Stopped`."""
        guard = self._guard
        if guard is None:
            return
        try:
            try:
                guard.confirm(self._session)
            except NotGuarded as error:
                self._confirm_by_the_first(error, last)
            except DeviceError:
                self._confirm_again(last)
        except DeviceError as error:
            raise _Stopped(f"The new login was proven, but confirming the change failed: {error}") from error
        left = guard.clean(self._session)
        self._outcome = replace(
            self._outcome,
            guard=guard.report(),
            warnings=(*self._outcome.warnings, *([left] if left else ())),
        )

    def _confirm_by_the_first(self, error: NotGuarded, last: Sequence[Step]) -> None:
        """Confirm as who began, where a device lets nobody else: on a line without users that was no account at all."""
        guard, first = self._guard, self._first
        if guard is None or not guard.is_armed or first.login.user == self._session.login.user:
            self._mind_the_end(error, last)
            return
        try:
            guard.confirm(first)
        except DeviceError:
            self._mind_the_end(error, last)

    def _confirm_again(self, last: Sequence[Step]) -> None:
        """Confirm over another login: the connection was lost, and perhaps the confirmation with it."""
        guard = self._guard
        target = pinned(self._known_target(), self._shown)
        self._session = self._means.login(target, privilege=15)
        self._opened.append(self._session)
        if guard is None:
            return
        try:
            guard.confirm(self._session)
        except NotGuarded as error:
            self._mind_the_end(error, last)

    def _mind_the_end(self, error: NotGuarded, last: Sequence[Step]) -> None:
        """What was pending is not ours any more: it was confirmed by somebody, or the device has gone back."""
        guard = self._guard
        if guard is None or guard.result != "gone":
            raise _Stopped(f"The new login was proven, but the change could not be confirmed: {error}") from error
        self._read_back(last)  # raises unless the change is in effect
        guard.result = "confirmed"

    # --- when it goes wrong -------------------------------------------------------------------------------------------

    def _as_it_is(self, stopped: _Stopped) -> TransactionError:
        """Return the error for a device that stays as it is."""
        state = "" if stopped.missing is None else f" {self._log.state(but=stopped.missing)}"
        return TransactionError(f"{stopped}{state}", self._outcome)

    def _failed(self, message: str, *, changed: bool | None = None) -> TransactionError:
        touched = bool(self._log.done) if changed is None else changed
        return TransactionError(message, replace(self._outcome, changed=touched))

    def _drop(self) -> None:
        """Somebody ends this process: take the change back if that can be done at once, and leave nothing behind."""
        guard = self._guard
        if guard is None or not guard.is_armed:
            return
        with contextlib.suppress(DeviceError):
            self._session.leave()
            if guard.is_pending(self._session):
                guard.revert(self._session)
            guard.clean(self._session)

    def _go_back(self, stopped: _Stopped) -> NoReturn:
        """Bring the device back, and say what happened. Raises `TransactionError`."""
        guard, cause = self._guard, stopped.__cause__
        if guard is None:
            raise self._as_it_is(stopped) from cause
        session, target = self._session, self._known_target()
        keys = dict.fromkeys(self._shown)
        if (peer := session.peer).key:
            keys[peer.host_key, peer.key] = None
        way = WayBack(guard, pinned(target, tuple(keys)), self._means)
        back = way.go(session)
        differs, left = self._compare(back)
        self._outcome = replace(self._outcome, guard=guard.report())
        sentences = (str(stopped), _told(back, guard), differs, left)
        raise TransactionError(" ".join(filter(None, sentences)), self._outcome) from cause

    def _compare(self, back: Back) -> tuple[str, str]:
        """Return what the device has now, and what is left behind of the guard, in sentences."""
        guard, session = self._guard, back.session
        if session is None or guard is None:
            return "", ""
        self._opened.append(session)
        self._session = session
        try:
            have, _replies = _have(session, self._facet, self._reads)
            now = self._facet.document(have)
            left = guard.clean(session) if back.how != "foreign" else ""
        except DeviceError as error:
            return f"What the device has now could not be read: {error}", ""
        before = self._outcome.before
        self._outcome = replace(self._outcome, after=now, have=have, changed=now != before)
        names = changes(before, now)
        if not names:
            return "The device is as it was before, and a new login as before works.", left
        sentence = (
            f"A new login as before works, but these are not as they were: {', '.join(names)}; key pairs do not come "
            "back by themselves."
        )
        return sentence, left

    def _tidy(self) -> None:
        """Remove the archive that an earlier change has left behind, because it was ended in the middle."""
        guard = guards.RevertTimer(self._request.guard_minutes, self._archive(), clock=self._means.clock)
        if guard.is_idle(self._session):
            left = guard.clean(self._session)
            note = (
                left or "the archive that an earlier change had left behind was removed; the configuration is not saved"
            )
            self._outcome = replace(self._outcome, warnings=(*self._outcome.warnings, note))

    # --- in the end ---------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        _save(self._session, self._outcome, self._means.sleep)
        self._outcome = replace(self._outcome, saved=True)


def _parts(steps: Sequence[Step]) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
    """Return what is sent before a guard is armed, under it, and when the way in is proven and confirmed.

    Before: new key pairs, which take long, harm nobody and are in no configuration. Last: what nothing brings back and
    nothing needs, the removal of key pairs; were it sent before the proof, a device that goes back would lack them.
    """
    slow = tuple(step for step in steps if step.patience and step.risk == Risk.ADDITIVE)
    final = tuple(step for step in steps if step.risk == Risk.IRREVERSIBLE and not step.patience)
    return slow, tuple(step for step in steps if step not in slow and step not in final), final


def _told(back: Back, guard: Guard) -> str:
    """Say how the device went back."""
    if back.how == "foreign":
        return f"Nothing was taken back: {back.error}"
    reload = guard.kind == "reload"
    how = {
        "reverted": f"The change was taken back at once ({rollback.REVERT!r}).",
        "expired": "The device restarted with its saved configuration."
        if reload
        else f"The device went back by itself, at the latest {guard.minutes} min after the change began.",
        "lost": f"The device should have gone back by itself {guard.minutes} min after the change began.",
    }[back.how]
    if back.session is None:
        how += (
            f" No login as before was possible until now: {back.error.rstrip('.')}. Look at its console, or try again "
            "in a few minutes."
        )
    return how


def _understood(
    session: Session, reads: Sequence[Read], have: Callable[[Mapping[str, str]], Understood]
) -> tuple[Understood, dict[str, str]]:
    replies = _read(session, reads)
    try:
        return have(replies), replies
    except NeedsWholeConfig as incomplete:
        replies[incomplete.name] = _text(session.command(WHOLE_CONFIG))
        return have(replies), replies


def _have(session: Session, facet: Facet, reads: Sequence[Read]) -> tuple[Have, dict[str, str]]:
    """Return what the device has of a facet, and the texts that say so."""
    have, replies = _understood(session, reads, facet.have)
    return replace(have, login=session.login), replies


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
