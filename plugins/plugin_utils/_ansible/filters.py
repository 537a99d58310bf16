# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the filters share: a text in, plain values out, and one sentence when that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleFilterError

from .values import plain

if TYPE_CHECKING:
    from collections.abc import Callable


def of_text(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter `name`: `function` of a text, or of the lines of one, as `stdout` and `stdout_lines` are."""

    def run(text: object, *arguments: Any, **options: Any) -> Any:
        given = plain(text)
        if isinstance(given, list) and all(isinstance(line, str) for line in given):
            given = "\n".join(given)
        if not isinstance(given, str):
            raise AnsibleFilterError(f"{name} reads the text of a device, not {type(given).__name__}.")
        return told(name, function, given, *arguments, **options)

    return run


def told(name: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Return what `function` says to plain values; what it cannot do becomes an error of the filter."""
    try:
        return function(*map(plain, arguments), **plain(options))
    except (ValueError, TypeError) as error:
        raise AnsibleFilterError(f"{name}: {str(error).rstrip('.')}.") from error
