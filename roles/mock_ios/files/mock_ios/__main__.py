# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve mock devices: `python -m mock_ios --fleet FILE` prints the inventory and serves until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
import warnings
from pathlib import Path

from cryptography.utils import CryptographyDeprecationWarning

warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)  # old devices use old ciphers

from . import fleet  # noqa: E402 after the filter, which has to be in place when ciphers are imported
from .server import FleetServer  # noqa: E402

PARENT_INTERVAL = 0.2  # seconds between two looks at whether the parent lives


def main(arguments: list[str] | None = None) -> int:
    """Run the program; 2 after a mistake in the command line or the fleet file."""
    options = _options(arguments)
    logging.getLogger("asyncssh").setLevel(logging.CRITICAL)
    try:
        specs = fleet.load(options.fleet)
        return asyncio.run(_serve(specs, options))
    except (fleet.FleetError, OSError) as error:
        sys.stderr.write(f"mock_ios: {error}\n")
        return 2


async def _serve(specs: tuple[fleet.DeviceSpec, ...], options: argparse.Namespace) -> int:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end.set)
    watchers = []
    server = FleetServer(specs, address=options.address)
    written: list[Path] = []
    try:
        server.start()
        if options.pid_file:
            written.append(_write(options.pid_file, f"{os.getpid()}\n"))
        if options.known_hosts:
            written.append(_write(options.known_hosts, server.known_hosts()))
        inventory = server.inventory()
        if options.ready_file:
            written.append(_write(options.ready_file, inventory))
        sys.stdout.write(inventory)
        sys.stdout.flush()
        if options.until_stdin_closes:
            loop.add_reader(sys.stdin.fileno(), _watch_stdin, loop, end)
        if options.until_parent_exits:
            watchers.append(asyncio.ensure_future(_watch_parent(os.getppid(), end)))
        await end.wait()
    finally:
        for watcher in watchers:
            watcher.cancel()
        await server.stop()
        for path in written:
            path.unlink(missing_ok=True)
    return 0


def _watch_stdin(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        loop.remove_reader(sys.stdin.fileno())
        end.set()


async def _watch_parent(parent: int, end: asyncio.Event) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_INTERVAL)
    end.set()


def _write(path: Path, text: str) -> Path:
    """Write a file so that nobody ever sees half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return path


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m mock_ios",
        description="Serve mock Cisco IOS and IOS XE devices with a real SSH server each, and print their inventory.",
    )
    parser.add_argument("--fleet", type=Path, required=True, metavar="FILE", help="fleet file (YAML)")
    parser.add_argument("--address", default="127.0.0.1", help="loopback address to listen on (%(default)s)")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="write the inventory here when all is ready")
    parser.add_argument("--pid-file", type=Path, metavar="FILE", help="write the process id here")
    parser.add_argument("--known-hosts", type=Path, metavar="FILE", help="write the host keys here, for OpenSSH")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input is closed")
    parser.add_argument("--until-parent-exits", action="store_true", help="end when the starting process has ended")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
