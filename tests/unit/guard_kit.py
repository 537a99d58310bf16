# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device of lamps with an archive, a timed rollback and a timed reload, and sessions with it"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    RUNNING,
    Have,
    Login,
    Plan,
    Read,
    Risk,
    Step,
    WishError,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.refusals import find
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.show import ip_ssh
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import CommandRefused, SessionLost
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.means import Means
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Reply
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.target import Place, Target
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import Request, run

CONFIGURE = ("configure terminal",)
CARET = "       ^\n% Invalid input detected at '^' marker."
NOTHING_PENDING = "%No Rollback Confirmed Change pending"
FLASH = (
    "       Size(b)       Free(b)      Type  Flags  Prefixes\n*     92707840      67108864     flash     rw   flash:"
)
FULL = FLASH.replace("67108864", "       7")
SAVE_QUESTION = "System configuration has been modified. Save? [yes/no]: "
PROCEED = "Proceed with reload? [confirm]"
MARK = "SHA256:YZBdKvr5A4pcpbF+cAgjdIIFVAYkt7zZWaDw7VWGnUI"
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIB2uPVaOFwFsgyBrRoJSyZRjd0cbhDcVYCBMTv1yqbWp"
# Name of a lamp -> how dangerous it is; all others are neutral.
RISKS = {"door": Risk.RESTRICTIVE, "kiln": Risk.ADDITIVE, "fuse": Risk.IRREVERSIBLE, "shutter": Risk.RESTRICTIVE}


class Lamps:
    """A facet: `lamp NAME VALUE` lines of the running-config. The kiln takes long, a fuse that is blown stays so."""

    name = "lamps"

    def reads(self, config):
        return (Read(RUNNING, "show running-config"),)

    def have(self, replies):
        lines = replies[RUNNING].splitlines()
        lamps = dict(line.split(" ", 2)[1:] for line in lines if line.startswith("lamp "))
        told = {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}
        status = ip_ssh(told["!"])
        return Have(release=Release.parse(told["version"]), model=lamps, status=status)

    def plan(self, have, config, state):
        wish = config or {}
        if wish.get("door") == "shut" and have.model.get("seal") == "broken":
            raise WishError("door", "the seal is broken", "mend it first")
        steps = [self.step(name, value) for name, value in wish.items() if have.model.get(name) != value]
        steps.sort(key=lambda step: step.risk)
        return Plan(tuple(steps), (), before=dict(have.model), after={**have.model, **wish})

    def step(self, name, value):
        return Step(
            option=name,
            commands=(f"lamp {name} {value}",),
            path=CONFIGURE,
            reason=f"{value} wanted",
            risk=RISKS.get(name, Risk.NEUTRAL),
            patience=120.0 if name == "kiln" else 0.0,
        )

    def document(self, have):
        return dict(have.model)


@dataclass
class Box:
    """The device. `trouble` maps a command to what it answers instead, an error that ends the session, or a function.

    `refuses_logins` is an error for every new login, or a function of the box that returns one or None.
    """

    lamps: dict = field(default_factory=lambda: {"hall": "off"})
    release: str = "15.2"
    archive: str = "flash:copies"
    files: str = FLASH
    trouble: dict = field(default_factory=dict)
    refuses_logins: object = None
    ssh: str = "SSH Enabled - version 2.0"
    log: list = field(default_factory=list)
    told: list = field(default_factory=list)
    now: float = 0.0
    pending: dict | None = None
    reload: dict | None = None
    saved: dict | None = None
    kept: set = field(default_factory=set)  # what no rollback brings back
    deleted: list = field(default_factory=list)
    sessions: list = field(default_factory=list)
    boots: int = 0
    unsaved: bool = False
    only_who_began: bool = False
    nobody: bool = False  # the first session has no name

    def __post_init__(self):
        self.saved = dict(self.lamps)

    def shut(self):
        self.lamps["door"] = "shut"
        return ""

    # --- time ---------------------------------------------------------------------------------------------------------

    def sleep(self, seconds):
        self.now += seconds
        if self.pending and self.now >= self.pending["at"]:
            self.revert()
        if self.reload and self.now >= self.reload["at"]:
            self.restart()

    def revert(self):
        back = self.pending["lamps"]
        self.lamps = {**back, **{name: self.lamps[name] for name in self.kept & self.lamps.keys()}}
        self.pending = None

    def restart(self):
        self.lamps, self.reload, self.pending = dict(self.saved), None, None
        self.boots += 1
        for session in self.sessions:
            session.lost = True

    # --- ways in ------------------------------------------------------------------------------------------------------

    def login(self, target, *, privilege=15):
        error = self.refuses_logins(self) if callable(self.refuses_logins) else self.refuses_logins
        self.log.append(f"login {target.way} {target.user}")
        if error is not None:
            raise error
        session = FakeSession(self, target)
        session.privilege = max(privilege, 1)
        self.sessions.append(session)
        return session

    def means(self, **target):
        words = {"name": "box", "address": "box", "user": "admin", "password": "x", **target}
        places = {"ssh": Place("box", 22), "telnet": Place("box", 23)}
        return Means(
            target=Target(**words, places=places),
            announce=self.told.append,
            login=self.login,
            sleep=self.sleep,
            clock=lambda: self.now,
        )

    def change(self, config, **more):
        """Carry out a transaction over a first session."""
        way = more.pop("target", {})
        self.first = FakeSession(self, self.means(**way).target)
        self.sessions.append(self.first)
        words = {"state": "merged", "guard": "revert_timer", **more}
        return run(self.first, Lamps(), Request(config=config, **words), self.means(**way))

    def sent(self, *words):
        """The commands that begin like one of these, in order, each with the number of its session."""
        return [entry for entry in self.log if isinstance(entry, tuple) and entry[1].startswith(words)]


class FakeSession:
    """A session with the box, as far as a transaction uses one."""

    def __init__(self, box, target):
        self.box = box
        self.number = len(box.sessions)
        self.target = target
        self.path = ()
        self.lost = False
        self.closed = False
        self.prompt = "box#"
        self.privilege = 15
        user = "" if box.nobody and self.number == 0 else target.user or ""
        self.login = Login(user, "192.0.2.1", "password", way=target.way)
        ssh = {"host_key": "ssh-ed25519", "fingerprint": MARK, "key": KEY} if target.way == "ssh" else {}
        self.peer = SimpleNamespace(
            **{"host_key": "", "fingerprint": "", "key": "", **ssh},
            kex="k",
            cipher="c",
            mac="m",
            own_address="192.0.2.1",
        )

    def command(self, line, *, answers=(), seconds=None):
        if self.lost or self.closed:
            raise SessionLost("the connection was lost.")
        box = self.box
        box.log.append((self.number, line))
        trouble = box.trouble.get(line)
        if isinstance(trouble, list):
            trouble = trouble.pop(0) if trouble else None
        if callable(trouble):
            trouble = trouble(box)
        if isinstance(trouble, BaseException):
            self.lost = isinstance(trouble, SessionLost)
            raise trouble
        text = self.answer(line, answers) if trouble is None else trouble
        return Reply(command=line, text=text, prompt=self.prompt, refusal=find(text))

    def commands(self, lines):
        return [self.command(line) for line in lines]

    def enter(self, path):
        for line in path[len(self.path) :] if self.path and path[: len(self.path)] == self.path else path:
            self.command(line).ok()
        self.path = tuple(path)

    def enter_by(self, line, path, *, seconds=None):
        self.leave()
        reply = self.command(line, seconds=seconds).ok()
        if self.box.pending is None and "said nothing" not in reply.text:
            raise CommandRefused(line, "nothing", "the prompt stayed")
        self.path = tuple(path)
        return reply

    def leave(self):
        if self.lost or self.closed:
            raise SessionLost("the connection was lost.")
        self.path = ()

    def close(self):
        self.closed = True

    # --- what the device says -----------------------------------------------------------------------------------------

    def answer(self, line, answers):
        box = self.box
        words = line.removeprefix("do ").split()
        if line.startswith("configure terminal revert timer"):
            return self.arm(int(words[-1]))
        if words[0] == "lamp":
            box.lamps[words[1]] = words[2]
        elif words[0] == "path":
            box.archive = words[1]
        elif line in {"no path", "no archive"}:
            box.archive = ""
        elif words[0] == "delete":
            box.deleted.append(words[-1])
        elif words[0] == "configure" and words[1] in {"confirm", "revert"} and self.is_stranger():
            return f"%Rollback Confirmed Change can only be confirmed or reverted by user {box.pending['user']}"
        elif line.startswith("reload in"):
            return self.reload_in(int(words[2]), " ".join(words[3:]), answers)
        else:
            return SAYINGS.get(" ".join(words), lambda _box: "")(box)
        return ""

    def is_stranger(self):
        box = self.box
        return box.only_who_began and box.pending and box.pending["user"] != (self.login.user or "unknown")

    def arm(self, minutes):
        box = self.box
        if not box.archive:
            return "%Turn config archive on before using Rollback Confirmed Change"
        user = self.login.user or "unknown"
        file = f"{box.archive}-Nov-24-18-06-03.386-0"
        at, back = box.now + 60 * minutes, dict(box.lamps)
        box.pending = {"minutes": minutes, "user": user, "at": at, "lamps": back, "set": "18:06:03 UTC Tue Nov 24 2026"}
        return f"Rollback Confirmed Change: Backing up current running config to {file}\n\nEnter configuration commands"

    def reload_in(self, minutes, reason, answers):
        box = self.box
        if box.unsaved and answers(SAVE_QUESTION) != "no":
            return "it was saved"
        if answers(PROCEED) == "":
            box.reload = {"at": box.now + 60 * minutes, "minutes": minutes, "by": self.target.user, "reason": reason}
        return ""


def running(box):
    head = f"! {box.ssh}\nversion {box.release}\n" + (f"archive\n path {box.archive}\n" if box.archive else "")
    return head + "".join(f"lamp {name} {value}\n" for name, value in box.lamps.items())


def timer(box):
    if box.pending is None:
        return NOTHING_PENDING
    row = box.pending
    return (
        f"Time configured: {row['set']}\nTimer type: absolute timer\nTimer value: {row['minutes']} min\n"
        f"User: {row['user']}"
    )


def scheduled(box):
    if box.reload is None:
        return "No reload is scheduled."
    row = box.reload
    left = max(0, round((row["at"] - box.now) / 60))
    return (
        f"Reload scheduled in {left} minutes by {row['by']} on vty0\nReload reason: {row['reason'] or 'Reload Command'}"
    )


def confirm(box):
    if box.pending is None:
        return NOTHING_PENDING
    box.pending = None
    return ""


def revert(box):
    if box.pending is None:
        return NOTHING_PENDING
    box.revert()
    return "Rollback Confirmed Change: rolling to:flash:copies\n\nTotal number of passes: 1\nRollback Done"


def cancel(box):
    box.reload = None
    return "\n***\n*** --- SHUTDOWN ABORTED ---\n***"


def save(box):
    box.saved = dict(box.lamps)
    return "Building configuration...\n[OK]"


SAYINGS = {
    "show running-config": running,
    "show archive config rollback timer": timer,
    "configure confirm": confirm,
    "configure revert now": revert,
    "show reload": scheduled,
    "reload cancel": cancel,
    "write memory": save,
    "show file systems": lambda box: box.files,
    "show ip ssh": lambda box: box.ssh,
    "dir flash:": lambda _box: (
        "Directory of flash:/\n\n"
        "  2  -rw-  99  Nov 24 2026 18:06:03 +00:00  secureshell-ios-guard-Nov-24-18-06-03.386-0\n"
        "  3  -rw-  99  Nov 24 2026 18:06:03 +00:00  image.bin\n\n100 bytes total (50 bytes free)"
    ),
}
