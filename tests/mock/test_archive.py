# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations in files: what they would change, and `configure replace`."""

from __future__ import annotations

import pytest
from mock_ios.flash import FlashPlan
from mock_terminal import Terminal, device

START = """hostname R1
no logging console
ip ssh time-out 60
something nobody knows
interface Loopback0
 ip address 10.0.0.1 255.255.255.255
 description old
line vty 0 4
 transport input ssh
"""
ABORTED = """The rollback configlet from the last pass is listed below:
********
!List of Rollback Commands:
no such line
end
********


Rollback aborted after 5 passes
The following commands are failed to apply to the IOS image.
********
no such line
********
"""
ARCHIVE = "no logging console\narchive\n path flash:bak\n"


def on(files, *, initial=START, profile="17.15"):
    return device(profile, initial, rsa=3072, flash=FlashPlan(files=files))


def test_what_a_file_would_change_is_listed():
    candidate = "ip ssh time-out 45\nhostname R1\nno ip http server\ninterface Loopback0\n description new\nend\n"
    start = "hostname R1\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"
    with Terminal(on({"m": candidate, "same": "hostname R1\n"}, initial=start)) as terminal:
        command = "show archive config incremental-diffs flash:{} ignorecase"
        assert terminal.reply(command.format("m")) == (
            "!List of Commands:\nip ssh time-out 45\ninterface Loopback0\n description new\nend\n"
        )
        assert terminal.reply(command.format("same")) == "!List of Commands:\nend\n!No changes were found\n"
        assert "%Error opening" in terminal.reply(command.format("none"))
        shown = terminal.reply("show archive config differences system:running-config flash:m")
        assert "+ip ssh time-out 45\n" in shown
        assert "interface Loopback0\n +description new\n" in shown
        assert "-ip address" in shown
        assert "No changes" in terminal.reply("show archive config differences")


@pytest.mark.parametrize("profile", ["12.4", "15.2", "17.15"])
def test_what_was_saved_comes_back(profile):
    with Terminal(on({}, profile=profile)) as terminal:
        running = terminal.device
        terminal.type("copy running-config flash:good", "")
        before = running.saved_text().partition("version")[2]
        terminal.configure("hostname other", "no ip ssh time-out", "interface Loopback1", "no interface Loopback0")
        said = terminal.type("configure replace flash:good", "y")
        assert "configuration. Enter Y if you are sure you want to proceed. ? [no]: y\n" in said
        assert said.endswith("Total number of passes: 1\nRollback Done\n\nR1#")
        assert running.saved_text().partition("version")[2] == before
        assert "something nobody knows" in running.saved_text()
        assert any("Rollback:Acquired Configuration lock." in line for line in running.log_lines)
        assert running.keys, "keys are no part of the configuration"
        assert running.unsaved


def test_it_asks_and_lists():
    with Terminal(on({"new": "hostname R2\ninterface Loopback0\n description fresh\n"})) as terminal:
        terminal.type("configure replace flash:new", "")
        assert terminal.device.hostname == "R1"
        said = terminal.type("configure replace flash:new list force")
        listed = said[said.index("!Pass 1") : said.index("Total")].split("\n")
        assert {
            "no hostname R1",
            "hostname R2",
            "no ip ssh time-out 60",
            " no description old",
            " description fresh",
        } < set(listed)
        assert terminal.device.hostname == "R2"
        assert terminal.device.ssh_policy().timeout == 120


def test_bad_lines_and_the_way_back():
    files = {"bad": "hostname R2\nno such line\n"}
    with Terminal(on(files)) as terminal:
        assert terminal.reply("configure replace flash:none force") == (
            "Error: Could not open file bootflash:none for reading\n"
        )
        assert "Please turn config archive on" in terminal.reply(
            "configure replace flash:bad force revert trigger error"
        )
        assert terminal.reply("configure replace flash:bad force") == ABORTED
        assert terminal.device.hostname == "R2"
    with Terminal(on(files, initial=START + ARCHIVE)) as terminal:
        said = terminal.reply("configure replace flash:bad force revert trigger error")
        backup = "flash:bak-Sep-13-09-17-32.349-0"
        assert said == (
            f"Rollback Confirmed Change: Backing up current running config to {backup}\n\n"
            "Failed to apply command no such line\nAborting Rollback.\n"
            f"Rollback failed.Reverting back to the original configuration: {backup}\n"
            "Total number of passes: 1\nRollback Done\n\n"
        )
        assert terminal.device.hostname == "R1"


def test_nothing_is_ever_pending():
    with Terminal(on({})) as terminal:
        assert terminal.reply("show archive") == " Archive feature not enabled\n"
        for command in ("show archive config rollback timer", "configure confirm", "configure revert now"):
            assert terminal.reply(command) == "%No Rollback Confirmed Change pending\n"
        assert terminal.reply("archive config") == " Archive feature not enabled\n% Error caught by command handler\n"
        assert terminal.reply("show archive log config all") == "% Config Logger disabled.\n"
        assert terminal.reply("show reload") == "No reload is scheduled.\n"
