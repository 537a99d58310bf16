# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys that the controller has to fetch: from its files, and from servers that show theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleError

from .._core.key_texts import LONGEST, hashed, hashes
from .._core.keys import PublicKey, known_hosts_line, known_hosts_name
from .._core.plan import WishError
from .._device.errors import DeviceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECONDS = 10.0
"""How long a server may take to show its host key."""


def complete(
    config: Mapping[str, Any] | None, find: Callable[[str], str]
) -> tuple[dict[str, Any] | None, list[dict[str, object]]]:
    """Return the wish with the texts of all keys in it, and what was learned from servers, as a result shows it.

    `find` gives the path of a file that a task names, as Ansible looks for it. Raises `WishError`.
    """
    if config is None:
        return None, []
    learned: list[dict[str, object]] = []
    result = dict(config)
    for option in ("users", "servers"):
        rows = result.get(option)
        if isinstance(rows, list):
            result[option] = [_row(row, f"{option}[{at}]", find, learned) for at, row in enumerate(rows)]
    return result, learned


def _row(row: Any, where: str, find: Callable[[str], str], learned: list[dict[str, object]]) -> Any:
    if not isinstance(row, dict):
        return row
    result = {name: value for name, value in row.items() if name != "learn"}
    for option in ("keys", "in_use"):
        keys = result.get(option)
        if isinstance(keys, list):
            result[option] = [_key(key, f"{where}.{option}[{at}]", find) for at, key in enumerate(keys)]
    if row.get("learn") is not None:
        found = _learn(str(row.get("name", "")), row["learn"], f"{where}.learn")
        learned.append(found)
        confirmed = bool(row["learn"].get("fingerprint"))
        result["keys"] = [*(result.get("keys") or []), {"key": found["key"], "learned": not confirmed}]
    return result


def _key(key: Any, where: str, find: Callable[[str], str]) -> Any:
    """Return a key with the text of its file. One word that ends in `.pub` is the name of one: no key looks like it."""
    if isinstance(key, str) and key.strip().endswith(".pub") and len(key.split()) == 1:
        key = {"file": key.strip()}
    if not isinstance(key, dict) or "file" not in key:
        return key
    try:
        with Path(find(str(key["file"]))).open("rb") as file:
            text = file.read(LONGEST + 1).decode("utf-8", "replace")
    except (AnsibleError, OSError) as error:
        words = (getattr(error, "strerror", None) or "not found").lower()
        advice = "name a file of the controller, as for ansible.builtin.copy"
        raise WishError(where, f"the file {str(key['file'])!r} cannot be read: {words}", advice) from None
    return {**key, "key": text}


def _learn(name: str, wish: Mapping[str, Any], where: str) -> dict[str, object]:
    """Ask a server for its host key, and compare it with the fingerprint that is expected, if any."""
    host, port = str(wish.get("host") or name), int(wish.get("port") or 22)
    expected = wish.get("fingerprint")
    if expected is not None and hashed(str(expected)) is None:
        raise WishError(
            f"{where}.fingerprint", "it is no fingerprint", "write SHA256:... or MD5:... as ssh-keygen -l does"
        )
    from .._device import server_key  # noqa: PLC0415 - asyncssh, 0.3 s that only this needs

    try:
        key = server_key.ask(host, port, str(wish.get("type") or "rsa"), SECONDS)
    except DeviceError as error:
        raise WishError(where, str(error).rstrip("."), "check the server, or give its key in keys") from None
    if expected is not None and hashed(str(expected)) not in hashes(key):
        raise WishError(
            f"{where}.fingerprint",
            f"{host} port {port} shows {key.sha256}, another one is expected",
            "find out who changed the key, or who sits in between; nothing has been sent",
        )
    return _told(name, host, port, key)


def _told(name: str, host: str, port: int, key: PublicKey) -> dict[str, object]:
    return {
        "name": name,
        "host": host,
        "port": port,
        "type": key.openssh.split()[0],
        "fingerprint": key.sha256,
        "md5": key.md5,
        "key": key.openssh,
        "known_hosts": known_hosts_line([known_hosts_name(host, port)], key),
    }
