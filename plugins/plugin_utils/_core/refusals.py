# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts by which IOS says no, and the lines that only look so.

The tables know what has been seen; a device that refuses in other words is caught by reading back what was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import clean, is_log


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row: `pattern` matches the line of the device from its first visible character.

    `meaning` says to the operator what happened and what to do. `source` is the place in the behaviour reference that
    vouches for the wording, `confidence` its mark: V2 several sources, V1 one, U unverified. `taken` says that the
    command is in the configuration all the same.
    """

    name: str
    pattern: str
    meaning: str
    source: str
    confidence: str
    taken: bool = False

    def words(self, reply: str) -> str:
        """Give the line of a reply that this row is about, without blanks at its ends; "" when there is none."""
        return next((line.strip() for line in clean(reply).split("\n") if _row(line) is self), "")


REFUSALS: tuple[Refusal, ...] = (
    # the parser
    Refusal(
        "invalid_input",
        r"% ?Invalid input detected",
        "this release, platform or privilege level does not know the command, or the value is out of its range",
        "7.1",
        "V2",
    ),
    Refusal(
        "incomplete_command", r"% ?Incomplete command", "the command needs more words on this release", "7.1", "V2"
    ),
    Refusal(
        "ambiguous_command",
        r"% ?Ambiguous command",
        "an abbreviation fits several commands of this release",
        "7.1",
        "V2",
    ),
    Refusal(
        "unknown_command",
        r"% ?Unknown command or computer name",
        "the device does not know the command and took its first word for the name of a host",
        "7.1",
        "V2",
    ),
    Refusal(
        "unrecognized_host", r"% ?Unrecognized host or address", "the device cannot resolve this name", "7.1", "V1"
    ),
    Refusal("bad_address", r"% ?Bad IP address or host name", "the device cannot resolve this name", "7.1", "V1"),
    # authorization
    Refusal(
        "command_authorization",
        r"(?:% ?)?Command authorization failed",
        "the AAA server does not let this user run the command; permit it there or use another account",
        "7.1 (the full stop is unverified)",
        "V1",
    ),
    Refusal(
        "exec_authorization",
        r"% ?Authorization failed",
        "the AAA server does not give this user a shell",
        "7.1",
        "U",
    ),
    Refusal("authentication", r"% ?Authentication failed", "user name or password is wrong", "7.1", "V1"),
    Refusal("login_invalid", r"% ?Login invalid", "user name or password is wrong", "7.1", "V1"),
    Refusal("bad_passwords", r"% ?Bad passwords", "the line password is wrong", "7.1", "V1"),
    Refusal("enable_denied", r"% ?Access denied", "the enable password is wrong, or AAA denies enable", "7.1", "V2"),
    Refusal("enable_bad_secret", r"% ?Bad secrets", "the enable password is wrong", "7.1", "V2"),
    Refusal(
        "enable_no_password",
        r"% ?No password set",
        "the device has no enable password, so enable works on the console only; configure an enable secret",
        "7.1",
        "V2",
    ),
    Refusal(
        "enable_error",
        r"% ?Error in authentication",
        "enable could not be authenticated; check the AAA server and the enable password",
        "7.1",
        "V2",
    ),
    # configuration mode
    Refusal(
        "configuration_locked",
        r"(?:% ?)?(?:Configuration mode is locked|Config mode cannot be entered)",
        "another session holds the configuration lock; try again when it has ended",
        "7.2",
        "V1",
    ),
    # ip ssh
    Refusal(
        "no_usable_key",
        r"Please create (?:EC or )?RSA keys .*to enable SSH",
        "the command was taken but SSH stays off until a large enough host key exists; generate the key pair first",
        "4.2",
        "V2",
        taken=True,
    ),
    Refusal(
        "ssh_version_fixed",
        r"no ip ssh version \d is not supported",
        "this platform speaks SSH version 2 only and does not let the line be removed",
        "1.1",
        "V1",
    ),
    Refusal(
        "ssh_key_undecodable", r"%SSH: Failed to decode the Key Value", "the public key is damaged or cut", "2.4", "V2"
    ),
    Refusal(
        "ssh_key_limit",
        r"%SSH: Maximum supported number of keyhash for user",
        "the user already has the two keys that a device stores; remove one first",
        "2.4",
        "V1",
    ),
    Refusal(
        "ssh_key_type",
        r"%SSH: Only ssh-rsa type is supported",
        "this release takes RSA public keys only",
        "2.4",
        "V1",
    ),
    Refusal("ssh_other", r"%SSH: ", "the SSH server of the device refused", "2.4 (same form, other words)", "U"),
    # host keys
    Refusal(
        "no_domain_name",
        r"% ?Please define a domain-name first",
        "a key pair without a label is named after host and domain; set domain_name or give the key pair a label",
        "3.1",
        "V2",
    ),
    Refusal(
        "default_hostname",
        r"% ?Please define a hostname other than",
        "a key pair without a label is named after the host; set hostname or give the key pair a label",
        "3.1",
        "U",
    ),
    Refusal(
        "no_such_keys",
        r"% ?No Signature RSA Keys found in configuration",
        "there is no key pair of this kind to remove",
        "3.5",
        "V2",
    ),
    # users
    Refusal(
        "password_and_secret",
        r"ERROR: Can not have both a user password and a user secret",
        "a device takes no secret for a user with a password, nor the other way round; remove the user first",
        "5.2",
        "V2",
    ),
    Refusal(
        "password_length",
        r"% ?(?:Password too short|Invalid Password length)",
        "the device asks for longer or shorter passwords (security passwords min-length); choose another one",
        "5.2",
        "V2",
    ),
    Refusal(
        "invalid_hash",
        r"ERROR: The secret you entered is not a valid encrypted secret",
        "the text is no password of the type that it is given as; copy it again from a configuration",
        "5.2",
        "V2",
    ),
    # saving
    Refusal(
        "startup_busy",
        r"(?:% ?)?startup-config file open failed",
        "another process writes the startup configuration; try again in a few seconds",
        "7.6",
        "V1",
    ),
    # archive and rollback
    Refusal("archive_disabled", r"Archive feature not enabled", "configure archive with a path first", "7.7", "V2"),
    Refusal(
        "rollback_without_archive",
        r"% ?(?:Please )?turn config archive on",
        "a timed rollback needs the archive; configure archive with a path first",
        "7.7",
        "V1",
    ),
    Refusal(
        "nothing_to_confirm",
        r"% ?No Rollback Confirmed Change pending",
        "no timed rollback is running on the device: it has ended, or was never started",
        "7.7",
        "V2",
    ),
    Refusal(
        "rollback_of_another",
        r"% ?Rollback Confirmed Change can only be confirmed or reverted by",
        "the device lets only the account that began a timed change confirm it or take it back",
        "7.7 (unverified)",
        "U",
    ),
    Refusal(
        "rollback_pending",
        r"(?:% ?)?(?!No )(?:\S.* )?(?:Rollback )?Confirmed Change (?:is |was )?(?:already|pending|in progress)",
        "another timed rollback is running on the device; confirm or revert it first, or wait until it has ended",
        "7.7 (unverified)",
        "U",
    ),
    Refusal(
        "rollback_aborted",
        r"(?:% ?)?(?:Rollback aborted after \d+ passes|Rollback failed|Aborting Rollback)",
        "the device could not go back to the old configuration in full; compare it with the copy in the archive",
        "7.7",
        "V2",
    ),
    Refusal(
        "archive_remote",
        r"(?:% ?)?Cannot set maximum when backing up to network path",
        "a number of copies is kept on file systems of the device only",
        "7.7",
        "V1",
    ),
    Refusal(
        "clock_not_set",
        r"(?:% ?)?The date and time must be set first",
        "the device does not know the time; set its clock, or say in how many minutes",
        "7.7",
        "V1",
    ),
    Refusal(
        "file_system_full",
        r"% ?Error \w+ \S.*\((?:No space left on device|Not enough space|File system full|Insufficient space)",
        "the file system is full; remove files that nobody needs",
        "7.7 (the reasons in parentheses are unverified)",
        "U",
    ),
    Refusal(
        "command_handler", r"% ?Error caught by command handler", "the device could not run the command", "7.7", "V1"
    ),
    Refusal(
        "config_logger_disabled", r"% ?Config Logger disabled", "the archive keeps no log of commands", "7.7", "V1"
    ),
    # SNMP
    Refusal(
        "informs_need_v2c",
        r"% ?Informs not supported in SNMPv1",
        "SNMP version 1 has no informs; use traps or version 2c",
        "6",
        "V1",
    ),
)

# Lines that begin like refusals and are none: pattern, and the place in the behaviour reference.
HARMLESS: tuple[tuple[str, str], ...] = (
    (r"WARNING: Command has been added to the configuration", "5.2"),
    (r"% ?You already have (?:RSA|EC) keys defined named", "3.2, 3.4"),
    (r"% ?Do you really want to replace them", "3.2, 3.4"),
    (r"% ?They will be replaced", "3.2"),
    (r"% ?Generating \d+ bit", "3.2"),
    (r"% ?The key modulus size is", "3.2"),
    (r"% ?(?:All (?:RSA )?keys|Keys to be removed|All router certs)", "3.5"),
    (r"% ?Login disabled on line \d+, until 'password' is set", "5.3"),
    (r"%\s*RSA key size needs to be atleast", "1.4"),
    (r"SECURITY WARNING - ", "1.4"),
    (r"INSECURE DYNAMIC WARNING - ", "1.4"),
    (r"%\s*Please create (?:EC or )?RSA keys", "4.2, second line of show ip ssh, not the answer to a command"),
    (r"% ?Key pair was generated at", "3.6"),
    (r"% ?No SSHv[12] server connections running", "4.3"),
)

_ROWS = {row.name: row for row in REFUSALS}
_LINE = re.compile("|".join(f"(?P<{row.name}>{row.pattern})" for row in REFUSALS), re.IGNORECASE)
_HARMLESS = re.compile("|".join(pattern for pattern, _unused in HARMLESS), re.IGNORECASE)
_SUSPECT = re.compile(rf"^[ \t]*(?:{'|'.join(row.pattern for row in REFUSALS)})", re.IGNORECASE | re.MULTILINE)


def find(reply: str) -> Refusal | None:
    """Give the row of the first line by which the device refused a command, or None.

    `reply` is what came between the command's echo and the next prompt. Log messages never count, whatever they say.
    """
    text = clean(reply)
    if not _SUSPECT.search(text):
        return None
    return next((row for line in text.split("\n") if (row := _row(line)) is not None), None)


def unexpected(reply: str) -> str:
    """Give the first line of a reply that no row knows: neither a refusal, nor harmless, nor a log message; "" if none.

    It may mean anything, also that the command did not take effect.
    """
    lines = (line.strip() for line in clean(reply).split("\n"))
    return next((line for line in lines if line and not (_row(line) or _HARMLESS.match(line) or is_log(line))), "")


def _row(line: str) -> Refusal | None:
    text = line.strip(" \t")
    found = _LINE.match(text)
    if found is None or found.lastgroup is None or _HARMLESS.match(text) or is_log(text):
        return None
    return _ROWS[found.lastgroup]
