# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A transport over a library that wants an event loop. It runs only inside the calls, in the thread of the caller."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..errors import SessionLost
from . import CLOSED

if TYPE_CHECKING:
    from collections.abc import Coroutine


class LoopTransport:
    """What has arrived, and a loop that runs for as long as somebody waits."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._closed = False
        self._arrived = asyncio.Event()
        self._loop = asyncio.new_event_loop()

    def receive(self, seconds: float) -> bytes:
        """See `Transport`."""
        if not self._pending and not self._closed:
            self._arrived.clear()
            self._run(self._arrived.wait(), seconds)
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            return data
        if self._closed:
            raise SessionLost(CLOSED)
        return b""

    def arrived(self, data: bytes) -> None:
        """Take bytes of the terminal; the library calls it."""
        self._pending += data
        self._arrived.set()

    def ended(self) -> None:
        """Take the end of the terminal or of the connection; the library calls it."""
        self._closed = True
        self._arrived.set()

    def _run(self, work: Coroutine[Any, Any, Any], seconds: float) -> bool:
        """Run the loop until `work` is done, at most for `seconds`; False when time ran out."""

        async def bounded() -> bool:
            try:
                await asyncio.wait_for(work, max(seconds, 0.0005))
            except TimeoutError:
                return False
            return True

        return self._loop.run_until_complete(bounded())
