# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes under a guard: what is armed when, who confirms, and how a device comes back from whatever goes wrong."""

from __future__ import annotations

import os
import signal

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.hazards import Found
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import (
    AuthenticationFailed,
    ConnectFailed,
    EnableFailed,
    HostKeyChanged,
    NoAnswer,
    SessionLost,
    ShellFailed,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import TransactionError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.way_back import ToldToEnd, minding_signals
from guard_kit import CARET, FULL, MARK, NOTHING_PENDING, Box

SHUT = {"door": "shut"}
REFUSED = ConnectFailed("cannot connect to box port 22: connection refused.")
LOST = SessionLost("the device closed the session.")


def failed(box, config=None, **more):
    """Return the error of a change that goes wrong."""
    with pytest.raises(TransactionError) as caught:
        box.change(SHUT if config is None else config, **more)
    return caught.value


def lines(box, *words):
    return [line for _number, line in box.sent(*words)]


# --- when it goes well ------------------------------------------------------------------------------------------------


def test_the_new_session_confirms_and_saves():
    box = Box()
    outcome = box.change(SHUT, save_when="changed")
    first, second = box.first.number, box.first.number + 1
    assert box.log == [
        (first, "show running-config"),
        (first, "show archive config rollback timer"),
        (first, "configure terminal revert timer 5"),
        (first, "lamp door shut"),
        (first, "show running-config"),
        "login ssh admin",
        (second, "show archive config rollback timer"),
        (second, "configure confirm"),
        (second, "show archive config rollback timer"),
        (second, "write memory"),
    ]
    assert outcome.guard == {
        "kind": "revert_timer",
        "minutes": 5,
        "result": "confirmed",
        "archive": "flash:copies",
        "archive_left_behind": False,
        "file": "flash:copies-Nov-24-18-06-03.386-0",
    }
    assert outcome.proof["proven"]
    assert outcome.proof["host_key"] == {"type": "ssh-ed25519", "sha256": MARK}
    assert (outcome.changed, outcome.saved, box.pending, box.lamps["door"]) == (True, True, None, "shut")
    assert all(session.closed for session in box.sessions[1:])


@pytest.mark.parametrize(
    ("guard", "config", "armed"),
    [
        ("auto", {"door": "shut"}, True),
        ("auto", {"hall": "on"}, False),
        ("revert_timer", {"hall": "on"}, True),
        ("none", {"door": "shut"}, False),
        ("auto", {"hall": "off"}, False),
        ("revert_timer", {"hall": "off"}, False),
    ],
)
def test_what_is_armed(guard, config, armed):
    box = Box()
    outcome = box.change(config, guard=guard, guard_minutes=7)
    assert lines(box, "configure terminal") == (
        ["configure terminal revert timer 7"] if armed else ["configure terminal"] if outcome.changed else []
    )
    assert (outcome.guard is not None, outcome.proof is not None) == (armed, armed)
    assert box.log.count("login ssh admin") == armed


def test_check_mode_arms_nothing():
    box = Box()
    assert box.change(SHUT, check=True).changed
    assert box.log == [(0, "show running-config")]


def test_key_pairs_are_made_before_anything_is_armed_and_removed_when_the_new_login_is_proven():
    """Neither is in the configuration: no rollback takes the first away, or brings the second back."""
    box = Box(lamps={"fuse": "whole"})
    box.change({"fuse": "blown", "door": "shut", "kiln": "hot"}, guard="auto")
    assert lines(box, "lamp", "configure") == [
        "configure terminal",
        "lamp kiln hot",
        "configure terminal revert timer 5",
        "lamp door shut",
        "configure confirm",
        "configure terminal",
        "lamp fuse blown",
    ]
    assert box.sent("lamp fuse")[0][0] != box.first.number


def test_what_nothing_brings_back_is_done_behind_a_proof_alone():
    box = Box(lamps={"fuse": "whole"}, trouble={})
    outcome = box.change({"fuse": "blown"}, guard="auto")
    assert outcome.guard is None
    assert outcome.proof["proven"]
    box = Box(lamps={"fuse": "whole"}, refuses_logins=REFUSED)
    error = failed(box, {"fuse": "blown"}, guard="auto")
    assert lines(box, "lamp") == []
    assert "The proof failed" in str(error)
    assert "Nothing was changed." in str(error)


# --- releases, the archive, the flash ---------------------------------------------------------------------------------


def test_a_release_without_the_timer_refuses_what_carries_risk():
    box = Box(release="12.3(26)")
    error = failed(box, guard="auto")
    assert "release 12.3(26) has no timed rollback" in str(error)
    assert "use guard: reload" in str(error)
    assert str(error).endswith("Nothing was changed.")
    assert box.log == [(0, "show running-config")]
    assert not error.outcome.changed
    assert Box(release="12.3(26)").change({"hall": "on"}, guard="auto").changed


def test_a_device_that_does_not_know_the_timer_is_told_by_its_words():
    box = Box(trouble={"show archive config rollback timer": CARET})
    assert "the device has no timed rollback" in str(failed(box, guard="auto"))
    assert lines(box, "configure", "lamp") == []


def test_an_archive_is_set_up_for_the_change_and_removed_with_its_copy():
    box = Box(archive="")
    outcome = box.change(SHUT, save_when="changed")
    assert lines(box, "show file", "configure", "archive", "path", "no", "delete", "write") == [
        "show file systems",
        "configure terminal",
        "archive",
        "path flash:secureshell-ios-guard",
        "configure terminal revert timer 5",
        "configure confirm",
        "delete /force flash:secureshell-ios-guard-Nov-24-18-06-03.386-0",
        "configure terminal",
        "no archive",
        "write memory",
    ]
    assert box.archive == ""
    assert not outcome.guard["archive_left_behind"]


def test_what_a_device_that_lost_its_power_has_left_on_the_flash_goes_with_the_next_change():
    left = "secureshell-ios-guard-Nov-20-03-00-00.000-0"
    box = Box(
        archive="", trouble={"dir flash:": f"Directory of flash:/\n\n  2  -rw-  99  Nov 20 2026 03:00:00  {left}\n"}
    )
    box.change(SHUT)
    assert [line.rpartition(":")[2] for line in lines(box, "delete")] == [
        left,
        "secureshell-ios-guard-Nov-24-18-06-03.386-0",
    ]


def test_an_archive_that_cannot_be_removed_is_told():
    box = Box(archive="", trouble={"no archive": CARET})
    outcome = box.change(SHUT)
    assert "could not be removed" in outcome.warnings[-1]
    assert outcome.guard["archive_left_behind"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            FULL,
            "the flash of the device is full: flash: has 7 bytes free, and a copy of the configuration needs 524288",
        ),
        ("File Systems:\n", "no flash file system for one"),
    ],
)
def test_no_place_for_an_archive(files, says):
    box = Box(archive="", files=files)
    error = failed(box)
    assert says in str(error)
    assert str(error).endswith("guard: none. Nothing was changed.")
    assert lines(box, "configure", "lamp") == []


def test_the_place_is_found_with_dir_where_nothing_else_tells():
    box = Box(
        archive="", files=CARET, trouble={"dir": "Directory of disk0:/\n\n900000 bytes total (800000 bytes free)"}
    )
    box.change(SHUT)
    assert "path disk0:secureshell-ios-guard" in lines(box, "path")


def test_a_timer_that_does_not_start_leaves_nothing_behind():
    full = "%Error opening flash:/x (No space left on device)"
    box = Box(archive="", trouble={"configure terminal revert timer 5": full})
    error = failed(box)
    assert "did not start" in str(error)
    assert "No space left on device" in str(error)
    assert (box.archive, box.pending, lines(box, "lamp")) == ("", None, [])


def test_a_timer_that_says_nothing_is_asked_about():
    def silently(box):
        box.first.arm = None
        box.pending = {"minutes": 5, "user": "admin", "at": 300, "lamps": dict(box.lamps), "set": "10:00:00 UTC"}
        return "it said nothing of a copy"

    box = Box(trouble={"configure terminal revert timer 5": silently})
    assert box.change(SHUT).guard["result"] == "confirmed"
    box = Box(trouble={"configure terminal revert timer 5": "it said nothing of a copy"})
    assert "the device said 'it said nothing of a copy'" in str(failed(box))
    assert lines(box, "lamp") == []


def test_an_archive_that_an_ended_change_left_behind_goes_with_the_next_run():
    box = Box(archive="flash:secureshell-ios-guard")
    outcome = box.change({"hall": "off"})
    assert not outcome.changed
    assert "was removed" in outcome.warnings[0]
    assert (box.archive, box.deleted) == ("", ["flash:secureshell-ios-guard-Nov-24-18-06-03.386-0"])
    box = Box(archive="flash:secureshell-ios-guard")
    box.change(SHUT)
    assert box.archive == ""
    assert "path" not in " ".join(lines(box, "path"))


# --- somebody else ----------------------------------------------------------------------------------------------------

FOREIGN = "Time configured: 09:00:00 UTC Tue Nov 24 2026\nTimer type: absolute timer\nTimer value: 30 min\nUser: eve"


def test_a_rollback_of_somebody_else_is_found_before_arming():
    box = Box(trouble={"show archive config rollback timer": FOREIGN})
    error = failed(box)
    assert "a timed rollback of 30 min of eve" in str(error)
    assert "neither confirmed nor cancelled" in str(error)
    assert lines(box, "configure", "lamp") == []


@pytest.mark.parametrize(
    "foreign",
    [
        FOREIGN,
        FOREIGN.replace("30 min", "5 min"),  # the time tells
        FOREIGN.replace("09:00:00", "18:06:03").replace("30 min", "5 min"),  # the user tells
        FOREIGN.replace("09:00:00", "18:06:03").replace("eve", "admin"),  # the minutes tell
    ],
)
def test_a_rollback_of_somebody_else_is_never_confirmed(foreign):
    """Somebody has confirmed ours and set his own, between our change and our new login."""
    box = Box(trouble={"show archive config rollback timer": [NOTHING_PENDING, *[foreign] * 9]})
    error = failed(box)
    assert "is not the one that was set for this change" in str(error)
    assert "Nothing was taken back" in str(error)
    assert lines(box, "configure confirm", "configure revert") == []


def test_a_change_that_somebody_has_confirmed_already_is_kept():
    def gone(box):
        box.pending = None
        return NOTHING_PENDING

    box = Box(trouble={"show archive config rollback timer": [NOTHING_PENDING, gone]})
    outcome = box.change(SHUT, save_when="changed")
    assert outcome.guard["result"] == "confirmed"
    assert outcome.saved


def test_a_device_that_went_back_before_it_was_confirmed_is_not_saved():
    def gone(box):
        box.revert()
        return NOTHING_PENDING

    box = Box(trouble={"show archive config rollback timer": [NOTHING_PENDING, gone]})
    error = failed(box, save_when="changed")
    assert "'lamp door shut' did not take effect" in str(error)
    assert "The device is as it was before" in str(error)
    assert lines(box, "write") == []


# --- what goes wrong --------------------------------------------------------------------------------------------------


def test_a_refused_command_takes_the_whole_change_back():
    box = Box(trouble={"lamp shutter down": CARET})
    error = failed(box, {"door": "shut", "shutter": "down"})
    assert str(error).startswith("shutter: the device refused 'lamp shutter down'")
    assert "The change was taken back at once ('configure revert now')." in str(error)
    assert str(error).endswith("The device is as it was before, and a new login as before works.")
    assert box.lamps == {"hall": "off"}
    assert not error.outcome.changed
    assert error.outcome.guard["result"] == "reverted"
    assert error.outcome.proof is None


def test_a_line_that_did_not_take_effect_takes_the_change_back():
    box = Box(trouble={"lamp door shut": "fine"})
    error = failed(box, {"door": "shut", "hall": "on"})
    assert "'lamp door shut' did not take effect" in str(error)
    assert box.lamps == {"hall": "off"}


def test_a_wish_that_the_changed_device_does_not_allow_takes_the_change_back():
    def breaks(box):
        box.lamps["seal"] = "broken"
        return ""

    box = Box(trouble={"lamp hall on": breaks})
    error = failed(box, {"hall": "on", "door": "shut"})
    assert "now the device does not allow the wish: door: the seal is broken" in str(error)
    assert box.lamps == {"hall": "off"}


def test_a_lost_connection_is_followed_by_a_new_one_that_takes_the_change_back():
    box = Box(trouble={"lamp door shut": LOST})
    error = failed(box)
    assert str(error).startswith("the device closed the session. The change was taken back at once")
    assert box.log.count("login ssh admin") == 2  # one that takes back, and one that proves
    assert box.sent("configure revert")[0][0] == 1
    assert box.pending is None


def test_a_new_login_that_fails_takes_the_change_back_over_the_old_session():
    attempts = iter([REFUSED])
    box = Box(refuses_logins=lambda _box: next(attempts, None))
    error = failed(box)
    assert "The proof failed, no new login: there is no TCP connection" in str(error)
    assert "Look at whether SSH is up" in str(error)
    assert box.sent("configure revert")[0][0] == box.first.number
    assert not error.outcome.proof["proven"]
    assert error.outcome.proof["checks"][0]["ok"] is False
    assert box.lamps == {"hall": "off"}


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (HostKeyChanged("it shows another."), "the device shows another host key"),
        (AuthenticationFailed("box does not let user 'admin' in."), "the device does not let the user in"),
        (EnableFailed("enable failed."), "enable does not lead to privilege level 15"),
        (ShellFailed("no shell."), "the login gives no prompt"),
        (NoAnswer("silent for 30 s."), "the device fell silent"),
    ],
)
def test_the_phase_that_failed_is_told(reason, says):
    attempts = iter([reason])
    box = Box(refuses_logins=lambda _box: next(attempts, None))
    message = str(failed(box))
    assert says in message
    assert "Look at " in message


def test_a_device_that_lets_nobody_in_goes_back_by_itself():
    """Until the timer strikes there is no way in at all; that is waited for, and told now and then."""
    box = Box(trouble={"lamp door shut": LOST}, refuses_logins=lambda box: REFUSED if box.now < 300 else None)
    error = failed(box)
    assert "The device went back by itself, at the latest 5 min after the change began." in str(error)
    assert "The device is as it was before, and a new login as before works." in str(error)
    assert 300 <= box.now <= 300 + 120
    assert 3 <= len(box.told) <= 7
    assert "waiting for the device to go back by itself, in 300 s" in box.told[0]
    assert error.outcome.guard["result"] == "expired"


def test_logins_that_are_refused_are_not_tried_too_often():
    refused = AuthenticationFailed("box does not let user 'admin' in.")
    box = Box(trouble={"lamp door shut": LOST}, refuses_logins=lambda box: refused if box.now < 300 else None)
    failed(box)
    assert box.log.count("login ssh admin") <= 9


def test_a_device_that_does_not_come_back_is_told():
    box = Box(trouble={"lamp door shut": LOST}, refuses_logins=REFUSED)
    error = failed(box)
    assert "should have gone back by itself 5 min after the change began" in str(error)
    assert "No login as before was possible until now: cannot connect to box" in str(error)
    assert "Look at its console" in str(error)
    assert box.now <= 300 + 180


def test_what_does_not_come_back_is_named():
    attempts = iter([REFUSED])
    box = Box(lamps={"hall": "off", "seal": "whole"}, refuses_logins=lambda _box: next(attempts, None), kept={"seal"})
    error = failed(box, {"seal": "broken", "hall": "on"})
    assert "these are not as they were: seal; key pairs do not come back by themselves" in str(error)
    assert error.outcome.changed
    assert error.outcome.after == {"hall": "off", "seal": "broken"}


def test_a_temporary_archive_goes_also_when_the_change_is_taken_back():
    box = Box(archive="", trouble={"lamp door shut": CARET})
    error = failed(box)
    assert box.archive == ""
    assert not error.outcome.guard["archive_left_behind"]


def test_a_confirmation_that_is_lost_on_the_way_is_given_again():
    def lost(box):
        return SessionLost("the device closed the session.") if len(box.sessions) < 3 else None

    box = Box(trouble={"configure confirm": lost})
    outcome = box.change(SHUT, save_when="changed")
    assert outcome.guard["result"] == "confirmed"
    assert [number for number, _line in box.sent("configure confirm", "write")] == [1, 2, 2]


def test_a_confirmation_that_is_refused_takes_the_change_back():
    box = Box(trouble={"configure confirm": "Command authorization failed."})
    error = failed(box)
    assert "the device said 'Command authorization failed.'" in str(error)
    assert box.lamps == {"hall": "off"}


def test_nothing_is_sent_when_the_time_is_nearly_up():
    def slow(box):
        box.now += 299
        return ""

    box = Box(trouble={"lamp hall on": slow})
    error = failed(box, {"hall": "on", "door": "shut"})
    assert "takes longer than guard_minutes: 5" in str(error)
    assert lines(box, "lamp door") == []


# --- the end of the process -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [KeyboardInterrupt(), ToldToEnd(signal.SIGTERM), ValueError("a mistake of ours")])
def test_whoever_ends_the_process_takes_the_change_back(end):
    box = Box(archive="", trouble={"lamp shutter down": end})
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        with pytest.raises(type(end)):
            box.change({"door": "shut", "shutter": "down"})
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert (box.lamps, box.pending, box.archive) == ({"hall": "off"}, None, "")


def told_to_end():
    with minding_signals():
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1)


def test_a_signal_is_minded_and_then_does_what_it_did():
    got = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: got.append(number))
    try:
        with pytest.raises(ToldToEnd):
            told_to_end()
        assert got == [signal.SIGTERM]
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with minding_signals():
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


# --- reload -----------------------------------------------------------------------------------------------------------


def test_a_reload_is_scheduled_and_cancelled():
    box = Box()
    outcome = box.change(SHUT, guard="reload", save_when="changed")
    assert lines(box, "show reload", "reload", "write") == [
        "show reload",
        "reload in 5 secureshell.ios guard",
        "show reload",
        "reload cancel",
        "show reload",
        "write memory",
    ]
    assert outcome.guard == {"kind": "reload", "minutes": 5, "result": "confirmed"}
    assert (box.reload, box.boots) == (None, 0)


def test_a_reload_that_strikes_is_waited_for():
    attempts = iter([REFUSED])
    box = Box(refuses_logins=lambda box: next(attempts, None) if box.boots == 0 else None)
    error = failed(box, guard="reload")
    assert "The device restarted with its saved configuration." in str(error)
    assert "The device is as it was before" in str(error)
    assert box.boots == 1
    assert box.now >= 300


def test_a_reload_of_somebody_else_is_not_touched():
    box = Box(reload={"at": 9000, "minutes": 150, "by": "eve", "reason": ""})
    assert "a reload in 150 min, scheduled by eve on vty0" in str(failed(box, guard="reload"))
    assert lines(box, "reload", "lamp") == []


@pytest.mark.parametrize("accepted", [False, True])
def test_changes_that_nobody_saved_are_not_lost_unasked(accepted):
    box = Box(unsaved=True)
    preflight = Looks(accept={"unsaved_changes"} if accepted else ())
    if accepted:
        assert box.change(SHUT, guard="reload", preflight=preflight).changed
    else:
        error = failed(box, guard="reload", preflight=preflight)
        assert "changes that are not saved, and a reload would lose them" in str(error)
        assert "accept_hazards: [unsaved_changes]" in str(error)
        assert (box.reload, lines(box, "lamp")) == (None, [])


# --- hazards ----------------------------------------------------------------------------------------------------------


class Looks:
    """A look for hazards that finds what it is told to."""

    def __init__(self, *found, accept=()):
        self.found, self.accept = found, frozenset(accept)

    def reads(self, reads, config):
        return reads

    def more(self, plan, replies):
        return ()

    def judge(self, replies, login, client, plan):
        return self.found


def test_a_hazard_refuses_and_check_mode_tells():
    found = Found("dark", "it would be dark.")
    box = Box()
    error = failed(box, preflight=Looks(found))
    assert str(error) == "dark: it would be dark. Nothing was sent."
    assert error.outcome.hazards == (found,)
    assert not error.outcome.changed
    assert lines(box, "configure", "lamp") == []
    assert Box().change(SHUT, check=True, preflight=Looks(found)).hazards == (found,)


def test_an_accepted_hazard_is_guarded_whatever_the_steps_are():
    box = Box()
    box.change({"hall": "on"}, guard="auto", preflight=Looks(Found("dark", "it would be dark.", accepted=True)))
    assert lines(box, "configure confirm")


# --- other ways in ----------------------------------------------------------------------------------------------------


def test_a_console_has_one_seat():
    box = Box()
    seen = []
    box.refuses_logins = lambda box: seen.append(box.first.closed)
    outcome = box.change(SHUT, target={"way": "console"})
    assert seen == [True]
    assert outcome.proof["way"] == "console"
    box = Box(refuses_logins=lambda box: ShellFailed("no prompt.") if box.now < 300 else None)
    assert "The device went back by itself" in str(failed(box, target={"way": "console"}))


TELNET = {"way": "telnet", "port": 23}
ON, OFF = "SSH Enabled - version 2.0", "SSH Disabled - version 1.99"
KNOWN = (("ssh-ed25519", "AAAA"),)


@pytest.mark.parametrize(
    ("ssh", "telnet", "keys", "way"),
    [
        ((ON, ON), True, KNOWN, "ssh"),
        ((ON, OFF), True, KNOWN, "telnet"),
        ((ON, ON), True, (), "telnet"),  # nobody knows its key
        ((OFF, ON), True, KNOWN, "telnet"),  # it is the old way that may be lost
        ((OFF, ON), False, KNOWN, "ssh"),  # it is gone
    ],
)
def test_telnet_is_proven_by_ssh_where_ssh_runs(ssh, telnet, keys, way, monkeypatch):
    before, after = ssh
    module = "ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction"
    monkeypatch.setattr(f"{module}.known_hosts.known", lambda _target: keys)
    monkeypatch.setattr(f"{module}.answers_telnet", lambda _target: telnet)
    box = Box(ssh=before, trouble={"lamp door shut": lambda box: setattr(box, "ssh", after) or box.shut()})
    assert box.change(SHUT, target=TELNET).proof["way"] == way


@pytest.mark.parametrize("alive", [True, False])
def test_who_began_as_nobody_in_particular_confirms_over_the_old_session(alive, monkeypatch):
    """A line that asks for no user: the new login has a name, and the device takes no confirmation from it."""
    module = "ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction"
    monkeypatch.setattr(f"{module}.answers_telnet", lambda _target: True)
    box = Box(only_who_began=True)
    box.nobody = True
    if alive:
        assert box.change(SHUT, target=TELNET).guard["result"] == "confirmed"
        assert [number for number, _line in box.sent("configure confirm")] == [1, 0]
    else:
        box.trouble["lamp door shut"] = SessionLost("the device closed the session.")
        error = failed(box, target=TELNET)
        assert "The device went back by itself" in str(error)
        assert box.now >= 300
