# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real SCP on a connection of its own, by asyncssh: libssh cannot send to IOS."""

from __future__ import annotations

import asyncio
import warnings
from typing import TYPE_CHECKING, Any

from .._core.files import scp_hint
from .errors import NoAnswer, TransferFailed
from .transports.by_asyncssh import AsyncsshLogin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

try:
    import asyncssh
except ImportError:  # AsyncsshLogin says so
    asyncssh = None  # type: ignore[assignment]


class Scp(AsyncsshLogin):
    """One login for copies. The account must have privilege level 15 at the login."""

    def put(self, local: Path, remote: str, progress: Callable[[int, int], None], silence: float) -> None:
        """Send a file. `progress` gets the bytes copied and all of them.

        Raises `TransferFailed` with the words of the device, and `NoAnswer` after `silence` seconds without progress.
        """
        self._copy(str(local), (self._connection, remote), progress, silence, f"{local.name} to {remote}")

    def get(self, remote: str, local: Path, progress: Callable[[int, int], None], silence: float) -> None:
        """Fetch a file. See `put`."""
        self._copy((self._connection, remote), str(local), progress, silence, remote)

    def _copy(self, source: Any, target: Any, progress: Callable[[int, int], None], silence: float, what: str) -> None:
        moved = [0]

        def told(_source: bytes, _target: bytes, done: int, total: int) -> None:
            moved[0] = done
            progress(done, total)

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                task = self._loop.create_task(asyncssh.scp(source, target, progress_handler=told))
                before = -1
                while not self._run(_done(task), silence):
                    if moved[0] == before:
                        task.cancel()
                        self._run(_done(task), 1.0)
                        raise NoAnswer(
                            f"copying {what} came to a halt after {before} bytes: nothing for {silence:g} s."
                        )
                    before = moved[0]
                task.result()
        except (asyncssh.Error, OSError) as error:
            words = " ".join(str(error).split()) or "the device ended the copy"
            hint = scp_hint(words)
            raise TransferFailed(f"copying {what} failed: {words!r}{f' ({hint})' if hint else ''}.") from None


async def _done(task: Any) -> None:
    await asyncio.wait([task])
