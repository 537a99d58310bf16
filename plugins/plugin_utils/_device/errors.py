# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong between the controller and one device: one exception a phase, one sentence each.

The sentences name what was found and the variable that helps. They do not begin with the name of the host: whoever
reports them does. None of them holds a secret.
"""
# ruff: noqa: N818 - the classes are named for what happened, as the architecture page lists them

from __future__ import annotations


class DeviceError(Exception):
    """The session with a device could not be opened, or ended, or a command did not come to its end."""

    phase = "session"


class BadTarget(DeviceError):
    """A variable of the inventory has a value that cannot be used. Nothing has been contacted."""

    phase = "options"


class ResolveFailed(DeviceError):
    """The name of the device has no address."""

    phase = "resolve"


class ConnectFailed(DeviceError):
    """No TCP connection: refused, unreachable, not in time, or the proxy command ended."""

    phase = "connect"


class KexFailed(DeviceError):
    """The device spoke, but both sides have no algorithms in common or the key exchange broke off."""

    phase = "kex"


class HostKeyUnknown(DeviceError):
    """No known_hosts file has a key for this device, and unknown keys are not accepted."""

    phase = "host key"


class HostKeyChanged(DeviceError):
    """The device shows another key than the one in known_hosts, or a revoked one."""

    phase = "host key"


class AuthenticationFailed(DeviceError):
    """The device did not accept the user with anything we have."""

    phase = "authentication"


class LoginRefused(AuthenticationFailed):
    """The device has judged what we gave it, and said no."""


class PasswordExpired(AuthenticationFailed):
    """The device wants a new password before it lets the user in, and has none that it takes. The old one stays."""


class NeedsInteractive(AuthenticationFailed):
    """Only keyboard-interactive authentication is left, and this library cannot be trusted with its questions."""


class ShellFailed(DeviceError):
    """Logged in, but no prompt: the device closed the session, or did not give a shell."""

    phase = "shell"


class EnableFailed(DeviceError):
    """The session has less than privilege level 15 and could not be raised to it."""

    phase = "enable"


class NoAnswer(DeviceError):
    """The device did not finish its answer in time; what it is doing now is not known."""

    phase = "timeout"


class UnexpectedQuestion(DeviceError):
    """The device asks something that nobody told us how to answer. The question has been cancelled."""

    phase = "dialogue"


class SessionLost(DeviceError):
    """The connection ended in the middle. `sent` is the last line that was sent, secrets masked."""

    phase = "lost"

    def __init__(self, message: str, sent: str = "") -> None:
        super().__init__(message)
        self.sent = sent


class CommandRefused(DeviceError):
    """The device refused a command. `command` is masked, `words` are those of the device."""

    phase = "command"

    def __init__(self, command: str, words: str, meaning: str) -> None:
        super().__init__(f"the device refused {command!r}: {words!r} ({meaning}).")
        self.command = command
        self.words = words


class TransferFailed(DeviceError):
    """A file was not copied, or is not the same on both sides."""

    phase = "copy"


class NotGuarded(DeviceError):
    """No guard can be armed for a change, or what is pending on the device is not ours."""

    phase = "guard"
