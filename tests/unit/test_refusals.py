# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a refusal, and what only looks like one."""

from __future__ import annotations

import re
import time

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import refusals
from hypothesis import given, settings
from hypothesis import strategies as st

REFUSED = [
    ("                        ^\n% Invalid input detected at '^' marker.\n\n", "invalid_input"),
    ("% Incomplete command.\n\n", "incomplete_command"),
    ('% Ambiguous command:  "show i"\n', "ambiguous_command"),
    (
        'Translating "dir"\n\n% Unknown command or computer name, or unable to find computer address\n',
        "unknown_command",
    ),
    ("% Unrecognized host or address.\n", "unrecognized_host"),
    ("% Bad IP address or host name\n", "bad_address"),
    ("Command authorization failed.\n\n", "command_authorization"),
    ("% Authorization failed.\n", "exec_authorization"),
    ("% Authentication failed\n", "authentication"),
    ("% Login invalid\n", "login_invalid"),
    ("% Bad passwords\n", "bad_passwords"),
    ("% Access denied\n\n", "enable_denied"),
    ("% Bad secrets\n\n", "enable_bad_secret"),
    ("% No password set\n", "enable_no_password"),
    ("% Error in authentication.\n", "enable_error"),
    ("Configuration mode is locked by process '3' user 'x'\n", "configuration_locked"),
    ("Config mode cannot be entered during Standby initialization\n", "configuration_locked"),
    ("Please create RSA keys (of atleast 768 bits size) to enable SSH v2.\n", "no_usable_key"),
    ("Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n", "no_usable_key"),
    (
        "Please create EC or RSA keys to enable SSH (and of atleast 2048 bits for SSH v2 in case of RSA).\n",
        "no_usable_key",
    ),
    ("no ip ssh version 2 is not supported \n", "ssh_version_fixed"),
    ("%SSH: Failed to decode the Key Value\n", "ssh_key_undecodable"),
    ("%SSH: Maximum supported number of keyhash for user cisco is already configured\n", "ssh_key_limit"),
    ("%SSH: Only ssh-rsa type is supported\n", "ssh_key_type"),
    ("%SSH: Words of a later release\n", "ssh_other"),
    ("% Please define a domain-name first.\n", "no_domain_name"),
    ("% Please define a hostname other than Router.\n", "default_hostname"),
    ("% No Signature RSA Keys found in configuration.\n", "no_such_keys"),
    (
        "ERROR: Can not have both a user password and a user secret.\nPlease choose one or the other.\n",
        "password_and_secret",
    ),
    (
        "% Password too short - must be at least 10 characters. Password configuration failed\n",
        "password_length",
    ),
    ("% Invalid Password length - must contain 1 to 25 characters. Password\n", "password_length"),
    ("ERROR: The secret you entered is not a valid encrypted secret.\n", "invalid_hash"),
    ("startup-config file open failed (Device or resource busy)\n", "startup_busy"),
    (" Archive feature not enabled\n% Error caught by command handler\n", "archive_disabled"),
    ("% Error caught by command handler\n", "command_handler"),
    ("%Turn config archive on before using Rollback Confirmed Change\n", "rollback_without_archive"),
    ("%Please turn config archive on\n", "rollback_without_archive"),
    ("%No Rollback Confirmed Change pending\n", "nothing_to_confirm"),
    ("%Rollback Confirmed Change can only be confirmed or reverted by user eve\n", "rollback_of_another"),
    ("%Rollback Confirmed Change already in progress\n", "rollback_pending"),
    ("%A Rollback Confirmed Change is already pending\n", "rollback_pending"),
    ("Rollback aborted after 5 passes\n", "rollback_aborted"),
    ("Aborting Rollback.\n", "rollback_aborted"),
    ("Rollback failed.Reverting back to the original configuration: flash:cfg-0 ...\n", "rollback_aborted"),
    ("Cannot set maximum when backing up to network path\n", "archive_remote"),
    ("The date and time must be set first.\n", "clock_not_set"),
    ("%Error opening flash:/b-1 (No space left on device)\n", "file_system_full"),
    ("% Config Logger disabled.\n", "config_logger_disabled"),
    ("%Informs not supported in SNMPv1\n", "informs_need_v2c"),
]

ACCEPTED = [
    "",
    "\n\n",
    "Enter configuration commands, one per line.  End with CNTL/Z.\n",
    " WARNING: Command has been added to the configuration using a type 0 password. However, recommended\n",
    "% You already have RSA keys defined named RSAKEYS.\n% They will be replaced.\n\n",
    "% The key modulus size is 4096 bits\n% Generating 4096 bit RSA keys, keys will be non-exportable...\n[OK]\n",
    "% You already have EC keys defined named ECKEY.\n% Do you really want to replace them? [yes/no]: ",
    "% Generating 1024 bit RSA keys ...[OK]\n",
    "% All RSA keys will be removed.\n% All router certs issued using these keys will also be removed.\n",
    "% Keys to be removed are named 'RSAKEYS'.\n",
    "% Login disabled on line 2, until 'password' is set\n% Login disabled on line 3, until 'password' is set\n",
    " SECURITY WARNING - Module: SSH, Command: crypto key generate rsa ..., Reason: SSH RSA host key uses\n",
    " INSECURE DYNAMIC WARNING - Module: SSH, Command: crypto key generate rsa modulus <modulus-size>\n",
    " %RSA key size needs to be atleast 3072 bitsfor SSH server functionality to be enabled\n",
    "%SSH-5-ENABLED: SSH 2.0 has been enabled\n",
    "*Sep 13 09:18:39.349: %SSH-5-DISABLED: SSH 2.0 has been disabled\n",
    "*Mar  1 00:04:55.880:  RSA key size needs to be atleast 768 bits for ssh version 2\n",
    "000123: %SSH-3-NO_MATCH: No matching cipher found: client A,B server C,D\n",
    "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [Reason: Login Authentication Failed]\n",
    "SSH Disabled - version 1.99\n%Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2).\n",
    "SSH Disabled - version 1.99\n%Please create RSA keys (of atleast 768 bits size) to enable SSH v2.\n",
    "% Key pair was generated at: 09:32:02 UTC Aug 23 2022\n",
    "%No SSHv2 server connections running.\n%No SSHv1 server connections running.\n",
    "Building configuration...\n[OK]\n",
    " description see % Invalid input detected at '^' marker.\n",
    "Users who see Command authorization failed call 123\n",
]


@pytest.mark.parametrize(("reply", "name"), REFUSED)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_refusals_are_found(reply: str, name: str, line_end: str) -> None:
    found = refusals.find(reply.replace("\n", line_end))
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("reply", ACCEPTED)
def test_harmless_lines_are_no_refusals(reply: str) -> None:
    assert refusals.find(reply) is None


@pytest.mark.parametrize(("reply", "name"), REFUSED)
@pytest.mark.parametrize("harmless", ["".join(ACCEPTED[:15]), "*Sep 13 09:18:39.349: %SSH-5-DISABLED: off\r\n"])
def test_refusals_are_found_among_harmless_lines(reply: str, name: str, harmless: str) -> None:
    found = refusals.find(f"{harmless}{reply}{harmless}")
    assert found is not None
    assert found.name == name


def test_the_first_refusal_counts() -> None:
    found = refusals.find("% Incomplete command.\n\n% Bad secrets\n")
    assert found is not None
    assert found.name == "incomplete_command"


def test_the_words_of_the_device_can_be_quoted() -> None:
    reply = "        ^\r\n% Invalid input detected at '^' marker.\r\n\r\n"
    found = refusals.find(reply)
    assert found is not None
    assert found.words(reply) == "% Invalid input detected at '^' marker."
    assert found.words("something else") == ""


def test_every_row_is_reached_and_says_something_to_the_operator() -> None:
    assert {name for _unused, name in REFUSED} == {row.name for row in refusals.REFUSALS}
    assert len({row.name for row in refusals.REFUSALS}) == len(refusals.REFUSALS)
    for row in refusals.REFUSALS:
        assert row.confidence in {"V2", "V1", "U"}
        assert row.source
        assert len(row.meaning.split()) >= 4
        assert not row.meaning.endswith(".")  # it becomes part of a sentence


def test_every_harmless_row_is_needed_by_a_sample() -> None:
    lines = [line.strip() for reply in ACCEPTED for line in reply.split("\n")]
    for pattern, source in refusals.HARMLESS:
        assert source
        assert any(re.match(pattern, line) for line in lines), pattern


@given(
    st.lists(
        st.sampled_from(["%", "% ", "SSH", ": ", "-5-X", "Invalid", " ", "\n", "\r", "Please create", "\x08"]),
        max_size=40,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_text_raises(parts: list[str]) -> None:
    found = refusals.find("".join(parts))
    assert found is None or found in refusals.REFUSALS


def test_long_replies_are_searched_in_linear_time() -> None:
    def seconds(reply: str) -> float:
        start = time.process_time()
        refusals.find(reply)
        return time.process_time() - start

    line = "Please create RSA keys " * 40 + "\n% You already have RSA keys defined named a\n"
    small = line * 200
    seconds(small)
    assert min(seconds(small * 8) for _unused in range(2)) < 24 * max(
        min(seconds(small) for _unused in range(3)), 0.002
    )


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        ("", ""),
        ("\n  \n", ""),
        ("% Invalid input detected at '^' marker.\n", ""),
        (" WARNING: Command has been added to the configuration using a type 0 password. However\n", ""),
        ("*Sep 13 09:18:39.349: %SYS-5-CONFIG_I: Configured from console by console\n", ""),
        (
            " WARNING: Command has been added to the configuration\n% Words of a later release\n",
            "% Words of a later release",
        ),
        ("Password does not meet the policy\n", "Password does not meet the policy"),
    ],
)
def test_a_line_that_nobody_knows_is_seen(reply: str, line: str) -> None:
    assert refusals.unexpected(reply) == line
