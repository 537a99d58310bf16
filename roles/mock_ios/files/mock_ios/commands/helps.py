# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`?` and Tab: what may come next, with help texts where a device has been recorded (reference 1.1 and 3.6)."""

from __future__ import annotations

import re
import textwrap

from ..parser import ParseError
from . import MODES, tree

TEXTS = {
    "ip ssh authentication-retries": "Specify number of authentication retries",
    "ip ssh break-string": "break-string",
    "ip ssh client": "Configuration for client",
    "ip ssh dh": "Diffie-Hellman",
    "ip ssh dscp": "IP DSCP value for SSH traffic",
    "ip ssh logging": "Configure logging for SSH",
    "ip ssh maxstartups": "Maximum concurrent sessions allowed",
    "ip ssh port": "Starting (or only) Port number to listen on",
    "ip ssh precedence": "IP Precedence value for SSH traffic",
    "ip ssh pubkey-chain": "pubkey-chain",
    "ip ssh rekey": "Configure rekey values",
    "ip ssh rsa": "Configure RSA keypair name for SSH",
    "ip ssh server": "Configuration for server",
    "ip ssh source-interface": "Specify interface for source address in SSH connections",
    "ip ssh stricthostkeycheck": "Enable SSH Server Authentication",
    "ip ssh time-out": "Specify SSH time-out interval",
    "ip ssh version": "Version Supported",
    "ssh -c": "Select encryption algorithm",
    "ssh -l": "Log in using this user name",
    "ssh -m": "Select HMAC algorithm",
    "ssh -o": "Specify options",
    "ssh -p": "Connect to this port",
    "ssh -v": "Specify SSH Protocol Version",
    "ssh -v 1": "Protocol Version 1",
    "ssh -v 2": "Protocol Version 2",
    "ssh -vrf": "Specify vrf name",
    "show crypto key mypubkey all": "Show all public keys",
    "show crypto key mypubkey ec": "Show ec public keys",
    "show crypto key mypubkey rsa": "Show RSA public keys",
}
WIDTH = 80
_PREFIX = re.compile(r"\s*(no|default|do)\s+", re.IGNORECASE)


def choices(profile: str, mode: str, line: str) -> dict[str, str]:
    """What may stand where this line ends, in this mode ("user" for user EXEC). Raises ParseError."""
    prefix = _PREFIX.match(line) if mode in MODES and mode != "exec" else None
    if not prefix:
        found = _anywhere(profile, mode, line, 0)
        if mode in MODES and mode != "exec" and " " not in line.lstrip():
            found |= {word: "" for word in ("default", "do", "no") if word.startswith(line.strip().lower())}
        return dict(sorted(found.items(), key=lambda pair: (pair[0] == "<cr>", pair[0])))
    if prefix[1].lower() == "do":
        return tree(profile, "exec").choices(line, start=prefix.end())
    return _anywhere(profile, mode, line, prefix.end(), negated=True)


def _anywhere(profile: str, mode: str, line: str, start: int, *, negated: bool = False) -> dict[str, str]:
    """In the mode itself, else in the modes around it."""
    error = None
    while True:
        try:
            found = tree(profile, mode).choices(line, start=start, negated=negated)
        except ParseError as raised:
            error = error or raised
        else:
            if found:
                return found
        mode = MODES[mode][1] if mode in MODES and mode != "exec" else "exec"
        if mode == "exec":
            if error:
                raise error
            return {}


def page(profile: str, mode: str, line: str) -> str:
    """The answer to `?` behind this text."""
    try:
        found = choices(profile, mode, line)
    except ParseError as error:
        return error.render(0) if error.kind == "ambiguous" else "% Unrecognized command\n"
    if not found:
        return "% Unrecognized command\n"
    if line and not line[-1].isspace():
        return textwrap.fill("  ".join(found), WIDTH, break_on_hyphens=False, break_long_words=False) + "\n\n"
    column = max(len(word) for word in found) + 2
    indent = " " * (column + 2)
    rows = []
    for word, path in found.items():
        first = f"  {word:<{column}}"
        text = f"{first}{TEXTS.get(path, '')}"
        rows += textwrap.wrap(text, WIDTH, subsequent_indent=indent, drop_whitespace=True, break_on_hyphens=False)
    return "\n".join(rows) + "\n\n"


def completed(profile: str, mode: str, line: str) -> str:
    """The line with its last word spelled out and a blank, or as it was when that is not clear."""
    if not line or line[-1].isspace():
        return line
    try:
        found = choices(profile, mode, line)
    except ParseError:
        return line
    if len(found) != 1:
        return line
    last = line.rsplit(maxsplit=1)[-1]
    return line[: len(line) - len(last)] + next(iter(found)) + " "
