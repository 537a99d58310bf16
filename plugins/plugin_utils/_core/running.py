# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every facet needs of a running-config before it looks at its own lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import text
from .plan import RUNNING, NeedsWholeConfig, WishError
from .releases import Release

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION = "^version"
# `\^C` brings the closing delimiter of a banner, so that one that is not seen to close is noticed. Anchored, because a
# section filter matches anywhere in a line.
BANNERS = ("^banner", r"\^C")


def read(replies: Mapping[str, str], release: Release | None = None) -> tuple[text.Config, Release]:
    """Return the running-config among `replies` and the release, which is the train that it names unless given.

    Raises `NeedsWholeConfig` when a section ends inside a banner, and `WishError` when no release is named.
    """
    raw = replies[RUNNING]
    config = text.parse(raw)
    if not config.complete and not is_whole(raw):
        raise NeedsWholeConfig(RUNNING)
    release = release or release_of(config)
    if release is None:
        advice = "check that the device is a Cisco IOS device and that the user may see its configuration"
        raise WishError(RUNNING, "it has no line with the version of IOS", advice)
    return config, release


def is_whole(raw: str) -> bool:
    """Tell whether a reply is a whole running-config: it has the preamble of one, or ends as one."""
    if re.search(r"^(?:Building configuration|Current configuration)", raw, re.MULTILINE):
        return True
    return raw.rstrip().endswith("\nend")


def release_of(config: text.Config) -> Release | None:
    """Return the train that the configuration names, if it does."""
    for line in config.lines:
        found = re.fullmatch(r"version ([0-9]{1,2}\.[0-9]{1,2})", line.text)
        if found:
            return Release.parse(found[1])
    return None
