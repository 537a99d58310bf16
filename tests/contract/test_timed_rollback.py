# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Archive, timed rollback and timed reload in a session: dialogues, and what the device tells in between."""

from __future__ import annotations

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import rollback, text
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import CommandRefused
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Session
from carriers import target_for

PROFILES = {"r1": "15.2", "r2": "17.15"}


@pytest.fixture(scope="module")
def fleet(module_mock_fleet):
    devices = [{"name": name, "profile": profile} for name, profile in PROFILES.items()]
    return module_mock_fleet({"devices": devices})


@pytest.fixture(params=PROFILES)
def device(request, fleet, home):
    """A session on a device whose clock stands still, `tell` to move it on, and the name of the device."""
    host = fleet[request.param]
    fleet.tell(f"{request.param} clock stop")
    values = {"user": host.user, "password": host.password, "legacy_algorithms": host.profile == "15.2"}
    session = Session.open(target_for("auto", host.port, home, **values))
    session.command("terminal monitor")
    yield session, lambda words: fleet.tell(f"{request.param} {words}"), request.param
    session.close()
    fleet.tell(f"{request.param} clock run")


def typed(session, *lines):
    session.enter(("configure terminal",))
    for line in lines:
        session.command(line).ok()
    session.leave()


def config(session):
    return text.parse(session.command("show running-config").text).lines


def has(session, line):
    return any(found.text == line for found in config(session))


def pending(session):
    found = rollback.pending(session.command(rollback.SHOW_TIMER).text)
    assert found is not None
    return found


def test_without_an_archive_nothing_is_armed(device):
    session, _tell, _name = device
    found = rollback.stored(session.command(rollback.SHOW_ARCHIVE).text)
    assert found is not None
    assert not found.on
    with pytest.raises(CommandRefused, match="archive"):
        session.enter((rollback.arm(5),))
    assert (session.mode, pending(session)) == ("privileged", ())
    assert session.command(rollback.CONFIRM).refusal.name == "nothing_to_confirm"
    assert session.command(rollback.REVERT).refusal.name == "nothing_to_confirm"


def test_a_change_goes_back_by_itself_and_the_session_stays_in_step(device):
    session, tell, _name = device
    typed(session, "archive", "path flash:copy")
    try:
        assert rollback.archive(text.parse(session.command("show running-config").text)).path == "flash:copy"
        reply = session.command(rollback.arm(5))
        file = rollback.backup(reply.text)
        assert file.startswith("flash:")
        assert session.mode == "config"
        session.command("ip ssh time-out 33").ok()
        session.leave()
        (timer,) = pending(session)
        assert (timer.minutes, timer.kind) == (5, "absolute")
        assert file in rollback.stored(session.command(rollback.SHOW_ARCHIVE).text).files
        tell("clock advance 241")  # the warning comes
        assert has(session, "ip ssh time-out 33")
        tell("clock advance 60")
        assert not has(session, "ip ssh time-out 33")
        assert session.command("show privilege").text == "Current privilege level is 15"
        assert pending(session) == ()
    finally:
        typed(session, "archive", "no path")


def test_a_change_is_confirmed_or_taken_back_at_once(device):
    session, tell, _name = device
    typed(session, "archive", "path flash:copy")
    try:
        assert rollback.backup(session.command(rollback.arm(2)).text)
        session.leave()
        assert session.command(rollback.CONFIRM).ok().refusal is None
        assert pending(session) == ()
        assert rollback.backup(session.command(rollback.arm(2)).text)
        session.command("ip ssh time-out 33").ok()
        session.leave()
        tell("clock advance 61")
        assert rollback.done(session.command(rollback.REVERT).ok().text)
        assert not has(session, "ip ssh time-out 33")
        assert pending(session) == ()
    finally:
        typed(session, "archive", "no path")


def test_a_reload_is_scheduled_announced_and_cancelled(device):
    session, tell, name = device
    assert rollback.scheduled(session.command(rollback.SHOW_RELOAD).text) == ()
    typed(session, "ip ssh time-out 34")
    reply = session.command(rollback.reload_in(6), answers=rollback.RELOAD_ANSWERS)
    assert reply.refusal is None
    (found,) = rollback.scheduled(session.command(rollback.SHOW_RELOAD).text)
    assert found.minutes in {5, 6}
    tell("clock advance 62")  # the announcement of five minutes comes
    assert session.command("show privilege").text == "Current privilege level is 15"
    assert session.command(rollback.CANCEL_RELOAD).refusal is None
    assert session.command("show privilege").text == "Current privilege level is 15"
    assert rollback.scheduled(session.command(rollback.SHOW_RELOAD).text) == ()
    assert (session.hostname, session.mode) == (name, "privileged")
    typed(session, "no ip ssh time-out")
