# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare limit: one process logs in to every device with libssh, one after the other, and sends some commands.

Usage: `bare.py DEVICES COMMAND...`: `DEVICES` is a JSON list of `{host, port, user, password}`. No Ansible, no parsing,
no host key check: what is left is what SSH and the device cost.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from pylibsshext.session import Session

PROMPT = re.compile(rb"[\r\n][\w.-]+[>#] ?$")


def read(channel: object, seconds: float = 30.0) -> bytes:
    """Read up to the prompt; only the tail is matched."""
    data, deadline = b"", time.monotonic() + seconds
    while not PROMPT.search(data[-80:]):
        if time.monotonic() > deadline:
            sys.exit(f"bare.py: no prompt after {data[-80:]!r}")
        data += channel.read_nonblocking(65536) or b""
        if not PROMPT.search(data[-80:]):
            channel.poll(1000)
    return data


def visit(device: dict[str, object], commands: list[str]) -> int:
    """Log in, send the commands one by one, log out; return the bytes received."""
    session = Session()
    session.connect(
        host=device["host"],
        port=device["port"],
        user=device["user"],
        password=device["password"],
        password_prompt="Password:",
        host_key_checking=False,
        look_for_keys=False,
        timeout=30,
    )
    channel = session.new_channel()
    channel.request_shell()
    size = len(read(channel))
    for command in commands:
        channel.sendall(command.encode() + b"\n")
        size += len(read(channel))
    channel.close()
    session.close()
    return size


if __name__ == "__main__":
    devices = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    total = sum(visit(device, sys.argv[2:]) for device in devices)
    print(f"{len(devices)} devices, {total} bytes")
