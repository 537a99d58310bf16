# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that passes at once when the controller waits, and takes the clock of the device with it.

Five minutes until a device reverts cost nothing so, and no test depends on how fast the machine is.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LULL = 0.02  # real seconds that virtual ones take, so that the device can act on its timers


class Clock:
    """Stands in for `time.monotonic` and `time.sleep` in a process that imports it before what uses them."""

    def __init__(self) -> None:
        self.advance: Callable[[float], object] | None = None  # moves the clock of the device
        self._ahead = 0.0
        self._monotonic = time.monotonic
        self._sleep = time.sleep

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        return self._monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """As `time.sleep`; it takes no time once there is a device."""
        if self.advance is None:
            self._sleep(seconds)
        else:
            self.passes(seconds)

    def passes(self, seconds: float) -> None:
        """Let so many seconds pass, here and on the device."""
        self._ahead += seconds
        if self.advance is not None:
            self.advance(seconds)
        self._sleep(LULL)

    def install(self) -> None:
        """Replace the functions of the standard library."""
        time.monotonic, time.sleep = self.monotonic, self.sleep


CLOCK = Clock()
