# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device that is a text, and the engine as far as it looks for hazards: what it reads, and what it is told then."""

from __future__ import annotations

import re
from dataclasses import replace

from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import Preflight
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import RUNNING, Client, Login

NOBODY = Login()
ANYTHING = Client()


def mypubkey(*pairs):
    """Print key pairs as 17.15 does: (name, type, size, more lines)."""
    return "\n".join(
        f"% Key pair was generated at: 09:32:02 UTC Aug 23 2022\nKey name: {name}\n"
        f"Key type: {'RSA KEYS      ' + str(size) + ' bits' if kind == 'rsa' else f'EC KEYS      p{size} curve'}\n"
        f"{''.join(more)} Usage: General Purpose Key\n Key is not exportable.\n Key Data:\n"
        for name, kind, size, *more in pairs
    )


def section(text, pattern):
    """Print what a section filter leaves of a running-config: blocks of which a line at the margin matches."""
    kept, keep = [], False
    for line in text.splitlines():
        if not line.startswith(" "):
            keep = re.search(pattern, line) is not None
        if keep:
            kept.append(line)
    return "\n".join(kept) + "\n"


class Device:
    """Replies to reads; `sent` are the commands, in order. What it has no reply for is empty."""

    def __init__(self, config, **replies):
        self.config = config
        self.replies = {name.replace("_", "-"): reply for name, reply in replies.items()}
        self.sent = []
        self.whole = False  # takes no section filter

    def read(self, reads):
        self.sent += [read.command for read in reads]
        return {read.name: self.reply(read) for read in reads}

    def reply(self, read):
        if read.name != RUNNING:
            return self.replies.get(read.name, "")
        whole = f"Current configuration : 4711 bytes\n{self.config}end\n"
        return (
            section(self.config, "|".join(read.command.split(" section ")[1:]))
            if read.sections and not self.whole
            else whole
        )


def read(preflight, facet, wish, device, state="merged", *, login=NOBODY):
    """Plan, and return the plan with the replies to everything that is read for it."""
    replies = device.read(preflight.reads(facet.reads(wish), wish))
    plan = facet.plan(replace(facet.have(replies), login=login), wish, state)
    return plan, replies | (device.read(preflight.more(plan, replies)) if plan.steps else {})


def look(facet, wish, device, state="merged", *, login=NOBODY, client=ANYTHING, **options):
    """Plan, and return the hazards with the plan, as the engine asks for them."""
    preflight = Preflight(**options)
    plan, replies = read(preflight, facet, wish, device, state, login=login)
    return preflight.judge(replies, login, client, plan), plan


def judged(facet, replies, wish, state="merged", login=None):
    """Plan with what was read, and refuse what a module refuses; hints are warnings, as there."""
    plan = facet.plan(replace(facet.have(replies), login=login), wish, state)
    found = Preflight().judge(replies, login or NOBODY, ANYTHING, plan)
    if refusal := Preflight.refusal(found):
        raise refusal
    return replace(plan, warnings=(*plan.warnings, *(one.message for one in found)))


def refused(*args, **kwargs):
    """Return the names of the hazards that refuse a plan."""
    return [found.name for found in look(*args, **kwargs)[0] if found.refuses]


def warned(*args, **kwargs):
    """Return the names of the hazards that a plan only comes near."""
    return [found.name for found in look(*args, **kwargs)[0] if found.warning]
