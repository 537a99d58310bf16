# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hazard looks at: the device before and after a plan, how we came in, what this client can do.

A hazard says with `needs` what of the device it looks at. Sections are read in the one command that reads the
running-config; commands are sent only when there is something to change that the hazard is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from .. import access, pubkeys, rollback, sessions, text
from ..access import ACCESS
from ..capabilities import Capabilities, for_release
from ..plan import RUNNING, Client, Login, Read
from ..pubkeys import PUBKEYS, PubkeysHave
from ..server import KEYS, READS, SERVER, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..host_keys import Pair
    from ..plan import Step
    from ..releases import Release
    from ..settings import Settings
    from ..show import KeyPair
    from ..tabled import TabledHave

# Parts of the running-config, by the name under which a hazard needs them.
SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "server": (
            "^hostname",
            "^ip domain",
            "^no ip domain",
            "^ip ssh",
            "^no ip ssh",
            "^aaa new-model",
            "^line vty",
            "^login ",
            "^no login ",
        ),
        "access": access.SECTIONS,
        "pubkeys": pubkeys.SECTIONS,
        "acls": ("^access-list", "^ip access-list", "^ipv6 access-list"),
        "vrfs": ("^vrf definition", "^ip vrf "),
    }
)
ARCHIVE = ("^archive",)
USERS, TIMER, RELOAD, SAVED = "users", "rollback-timer", "reload", "saved"
COMMANDS: Mapping[str, Read] = MappingProxyType(
    {
        KEYS: READS[KEYS],
        STATUS: READS[STATUS],
        USERS: Read(USERS, "show users"),
        TIMER: Read(TIMER, rollback.SHOW_TIMER, optional=True),
        RELOAD: Read(RELOAD, rollback.SHOW_RELOAD, optional=True),
        SAVED: Read(SAVED, "show running-config | include ^!.(Last|NVRAM)", optional=True),
    }
)
GUARDS = ("auto", "revert_timer", "reload", "none")


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole subject on one device, as the facets see it."""

    server: TabledHave
    access: TabledHave
    pubkeys: PubkeysHave

    @classmethod
    def of(cls, replies: Mapping[str, str], release: Release | None = None) -> Picture:
        """Understand the replies to reads. What was not read looks as if it were not there."""
        return cls(SERVER.have(replies, release), ACCESS.have(replies, release), PUBKEYS.have(replies, release))

    def after(self, steps: Sequence[Step]) -> Picture:
        """Return what it is after the steps of any facet, as far as commands tell."""
        return Picture(
            SERVER.predict(self.server, steps),
            ACCESS.predict(self.access, steps),
            PUBKEYS.predict(self.pubkeys, steps),
        )

    @property
    def keys(self) -> Mapping[str, Pair]:
        """The host key pairs by name."""
        return self.server.settings.keys

    @property
    def label(self) -> str | None:
        """The name of the pair to which the SSH server is bound."""
        return self.server.settings.said.get(("host_key_label",))


@dataclass(frozen=True, slots=True)
class Case:
    """One plan on one device.

    `config` is the running-config as lines, for what no facet reads: access lists, the archive. `replies` are the
    texts of everything that was read. `upgrade` is the release to which the device is going to be upgraded.
    """

    before: Picture
    after: Picture
    steps: tuple[Step, ...]
    config: text.Config
    replies: Mapping[str, str]
    login: Login = Login()  # noqa: RUF009 - a value that nobody changes
    client: Client = field(default_factory=Client)
    guard: str = "auto"
    save_when: str = "changed"
    upgrade: Release | None = None

    @property
    def release(self) -> Release:
        """The release that runs now."""
        return self.before.server.release

    @property
    def capabilities(self) -> Capabilities:
        """What the release that runs now can do."""
        return for_release(self.release)

    @property
    def server(self) -> tuple[Settings, Settings]:
        """The settings of the SSH server, before and after."""
        return self.before.server.settings, self.after.server.settings

    @property
    def access(self) -> tuple[Settings, Settings]:
        """The settings of SCP, AAA and users, before and after."""
        return self.before.access.settings, self.after.access.settings

    @property
    def key_pairs(self) -> tuple[KeyPair, ...]:
        """The host key pairs of the device as it prints them."""
        return self.before.server.keys

    @property
    def users(self) -> tuple[sessions.UserLine, ...]:
        """Who is on which line; () when that was not read."""
        return sessions.users(self.replies.get(USERS, "")) or ()

    def changes(self, *options: str) -> bool:
        """Tell whether the plan has a step of one of these options, or of what stands below it."""
        return any(is_about(step.option, option) for step in self.steps for option in options)


def is_about(name: str, option: str) -> bool:
    """Tell whether the name of a step or of an option is `option`, or something below it."""
    return name == option or (name.startswith(option) and name[len(option)] in ".[")


@dataclass(frozen=True, slots=True)
class Hazard:
    """One row.

    `title` says what it is, `why` what happens then, `way_out` what to do instead; each is a part of a sentence.
    `options` are those whose change can lead to it: nobody looks where a plan touches none of them. `needs` are
    names of `SECTIONS` and `COMMANDS`. `see` yields what was found, for each time that the plan would lock somebody
    out; `hint` does so for what only deserves a warning. What was there before the change, and is not worse after it,
    is no reason to refuse the change, so that rows compare `case.after` with `case.before`.
    """

    name: str
    title: str
    why: str
    way_out: str
    source: str
    options: tuple[str, ...]
    needs: tuple[str, ...]
    see: Callable[[Case], Iterator[str]] | None = None
    hint: Callable[[Case], Iterator[str]] | None = None
    foresees: bool = False
    """Looks at the release of an upgrade: in question, whatever changes, when one is named."""
    any_risk: bool = False
    """In question with every plan that carries risk, whatever it changes."""
    guards: tuple[str, ...] = GUARDS
    """In question with these guards only."""
    left_to: tuple[str, ...] = ()
    """Guards that look for it themselves when they are armed: in question with them only where nothing is sent."""

    def message(self, found: str, *, warning: bool = False) -> str:
        """Return the sentence for an operator; a warning needs nobody to accept it."""
        accept = "" if warning else f", or accept_hazards: [{self.name}]"
        return f"{found}: {self.why}; {self.way_out}{accept}."


def config_of(replies: Mapping[str, str]) -> text.Config:
    """Return the running-config among replies as lines."""
    return text.parse(replies[RUNNING])
