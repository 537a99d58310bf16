# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transaction needs beside its session: how to reach the device anew, whom to tell, and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from .target import Target


@dataclass(frozen=True, slots=True)
class Means:
    """`login` opens a session with a target, `announce` gets a sentence when something takes minutes.

    Without `target`, the device of the session, nothing can be guarded.
    """

    target: Target | None = None
    announce: Callable[[str], None] = lambda _sentence: None
    login: Callable[..., Session] = Session.open
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
