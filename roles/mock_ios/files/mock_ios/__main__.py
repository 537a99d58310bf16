# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve mock devices: `python -m mock_ios --fleet FILE` prints the inventory and serves until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import resource
import signal
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.utils import CryptographyDeprecationWarning

warnings.filterwarnings("ignore", category=CryptographyDeprecationWarning)  # old devices use old ciphers

from . import control, fleet, state  # noqa: E402 after the filter, which has to be in place when ciphers are imported

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = """\
examples:
  echo 'devices: [{name: r1}, {name: r2, profile: "15.2"}]' | python -m mock_ios --fleet -
  python -m mock_ios --fleet fleet.yml --background --state-file fleet.json > inventory.yml
  python -m mock_ios --state-file fleet.json --tell 'r1 clock advance 60'
  python -m mock_ios --stop fleet.json

The devices serve until the program gets SIGTERM, SIGINT or SIGHUP, or until what an --until option names. Files that
it writes are removed at the end. Fleet file, presets and faults: docs/mock_ios.md of the collection.
"""
QUIET = {  # what a client does wrong is no matter of this program's standard error
    "asyncio": logging.ERROR,  # writes behind a lost connection are warnings
    "asyncssh": logging.CRITICAL,
    "telnetlib3": logging.CRITICAL,
}
PARENT_INTERVAL = 0.2  # seconds between two looks at whether the parent lives
PARENT = os.getppid()  # asked at once: a parent that ends while the devices are made must not be missed


def main(arguments: list[str] | None = None) -> int:
    """Run the program; 2 after a mistake in the command line or the fleet file."""
    options = _options(arguments)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    try:
        if options.stop:
            sys.stdout.write("stopped\n" if state.stop(options.stop) else "not running\n")
            options.stop.with_suffix(".log").unlink(missing_ok=True)
            control.address_of(options.stop).unlink(missing_ok=True)
            return 0
        if options.tell:
            answer = control.ask(options.state_file, options.tell)
            sys.stdout.write(json.dumps(answer, indent=1) + "\n")
            return 0
        specs = fleet.load(None if options.fleet == Path("-") else options.fleet)
        if options.background:
            options.state_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            log = options.state_file.with_suffix(".log")
            return state.background(lambda ready: _run(specs, options, ready), log)
    except (fleet.FleetError, state.StateError, control.ControlError, OSError) as error:
        sys.stderr.write(f"mock_ios: {error}\n")
        return 2
    return _run(specs, options, _print)


def _run(specs: tuple[fleet.DeviceSpec, ...], options: argparse.Namespace, ready: Callable[[str], None]) -> int:
    try:
        return asyncio.run(_serve(specs, options, ready))
    except (fleet.FleetError, state.StateError, OSError) as error:
        sys.stderr.write(f"mock_ios: {error}\n")
        return 2


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


async def _serve(specs: tuple[fleet.DeviceSpec, ...], options: argparse.Namespace, ready: Callable[[str], None]) -> int:
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end.set)
    own = state.State(options.state_file) if options.state_file else None
    watcher: asyncio.Task[None] | None = None
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # two files a port; 1024 are soon too few
    from .server import FleetServer  # noqa: PLC0415 whoever tells or stops a fleet does without, and is fast

    server = FleetServer(specs, address=options.address)
    written: list[Path] = []
    channel = control.Control(server.servers)
    try:
        server.start()
        inventory = server.inventory()
        if own:
            await channel.start(control.address_of(options.state_file))
            own.write()
        for path, text in (
            (options.pid_file, f"{os.getpid()}\n"),
            (options.known_hosts, server.known_hosts()),
            (options.ready_file, inventory),
        ):
            if path:
                written.append(_write(path, text))
        ready(inventory)
        if options.until_stdin_closes:
            _until_stdin_closes(loop, end)
        if options.until_parent_exits:
            watcher = asyncio.ensure_future(_watch_parent(PARENT, end))
        await end.wait()
    finally:
        if watcher:
            watcher.cancel()
        await channel.stop()
        await server.stop()
        for path in written:
            path.unlink(missing_ok=True)
        if own:
            own.remove()
    return 0


def _until_stdin_closes(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    def look() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            end.set()

    try:
        loop.add_reader(sys.stdin.fileno(), look)
    except PermissionError:  # a file or /dev/null, which nobody will ever close
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
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--fleet", type=Path, metavar="FILE", help="fleet file (YAML); - reads standard input")
    what.add_argument("--stop", type=Path, metavar="FILE", help="end the fleet that has this state file, and wait")
    what.add_argument("--tell", metavar="WORDS", help="tell a device of the fleet of --state-file: 'DEVICE VERB ...'")
    parser.add_argument("--address", default="127.0.0.1", help="loopback address to listen on (%(default)s)")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="write the inventory here when all is ready")
    parser.add_argument("--pid-file", type=Path, metavar="FILE", help="write the process id here")
    parser.add_argument("--known-hosts", type=Path, metavar="FILE", help="write the host keys here, for OpenSSH")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input is closed")
    parser.add_argument("--until-parent-exits", action="store_true", help="end when the starting process has ended")
    parser.add_argument(
        "--state-file", type=Path, metavar="FILE", help="record this process here, for --stop and --tell"
    )
    parser.add_argument("--background", action="store_true", help="return when ready; needs --state-file")
    options = parser.parse_args(arguments)
    if options.background and not options.state_file:
        parser.error("--background needs --state-file, or nobody could end the fleet")
    if options.tell and not options.state_file:
        parser.error("--tell needs the --state-file of the fleet")
    if options.until_stdin_closes and options.fleet == Path("-"):
        parser.error("--fleet - reads standard input to its end: leave out --until-stdin-closes")
    if options.background and (options.until_stdin_closes or options.until_parent_exits):
        parser.error("--background outlives the process that starts it: leave out --until-...")
    return options


if __name__ == "__main__":
    sys.exit(main())
