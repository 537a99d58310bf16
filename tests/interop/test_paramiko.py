# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paramiko asks for the service again before every attempt: one that failed must not be the last one."""

from __future__ import annotations

import contextlib

import paramiko
import pytest


def test_a_login_behind_a_key_and_a_password_that_the_device_refuses(mock_fleet):
    host = mock_fleet({"devices": [{"name": "r1", "profile": "17.15"}]})["r1"]
    for succeed in (
        lambda connection: connection.auth_password("admin", host.password),
        lambda connection: connection.auth_interactive("admin", lambda *_asked: [host.password]),
    ):
        with contextlib.closing(paramiko.Transport((host.address, host.port))) as connection:
            connection.start_client(timeout=30)
            with pytest.raises(paramiko.BadAuthenticationType):
                connection.auth_none("admin")
            with pytest.raises(paramiko.AuthenticationException):
                connection.auth_publickey("admin", paramiko.RSAKey.generate(2048))
            with pytest.raises(paramiko.AuthenticationException):
                connection.auth_password("admin", "wrong", fallback=False)
            succeed(connection)
            assert connection.is_authenticated()
