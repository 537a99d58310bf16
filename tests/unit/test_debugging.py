# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switches of debugging, the head of the log, and what is new in it."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.secureshell.ios.plugins.modules import ios_ssh_debug, ios_ssh_session
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.visiting import visit_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._ansible.watching import watch_of
from ansible_collections.secureshell.ios.plugins.plugin_utils._core import debugging
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import WishError
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.debugging import Watch
from test_docs_match import shape

HEAD = """
Syslog logging: enabled (0 messages dropped, 3 messages rate-limited, 0 flushes, 0 overruns, xml disabled,
                filtering disabled)

No Active Message Discriminator.

    Console logging: level debugging, 39 messages logged, xml disabled,
                     filtering disabled
    Monitor logging: level informational, 0 messages logged, xml disabled,
                     filtering disabled
    Buffer logging:  level debugging, {count} messages logged, xml disabled,
                    filtering disabled

    Trap logging: level informational, 42 message lines logged

Log Buffer (8192 bytes):

"""
ONE = "*Nov 24 10:00:01.000: SSH0: starting SSH control process"
TWO = "*Nov 24 10:00:02.000: SSH2 0: authentication successful for lab"
TRAP = "*Nov 24 10:00:03.000: SNMP: V1 Trap, ent cisco, addr 10.0.0.1, gentrap 6, spectrap 1"
BINDS = " local.9.3.1.1.2.1 = 6\n local.9.2.1.18.2 = lab"
SENT = "*Nov 24 10:00:03.100: SNMP: Packet sent via UDP to 10.0.0.2"


def test_the_head():
    found = debugging.logging(HEAD.format(count=39))
    assert found == debugging.Logging(enabled=True, level=7, messages=39, monitor_level=6, size=8192)


@pytest.mark.parametrize(
    ("line", "level", "enabled"),
    [
        ("    Buffer logging: disabled, xml disabled,", None, None),
        ("    Buffer logging:  level informational, 3 messages logged, xml disabled,", 6, None),
        ("    Buffer logging: level warnings, 1 message logged", 4, None),
        ("Syslog logging: disabled", None, False),
        ("", None, None),
    ],
)
def test_other_heads(line, level, enabled):
    found = debugging.logging(line)
    assert (found.level, found.enabled) == (level, enabled)


@pytest.mark.parametrize(
    ("before", "lines", "lost"),
    [
        (10, [TWO, TRAP, *BINDS.split("\n"), SENT], 0),
        (11, [TRAP, *BINDS.split("\n"), SENT], 0),
        (12, [SENT], 0),
        (13, [], 0),
        (9, [ONE, TWO, TRAP, *BINDS.split("\n"), SENT], 0),
        (4, [ONE, TWO, TRAP, *BINDS.split("\n"), SENT], 5),
        (500, [ONE, TWO, TRAP, *BINDS.split("\n"), SENT], 0),
        (None, [ONE, TWO, TRAP, *BINDS.split("\n"), SENT], 0),
    ],
    ids=["some", "trap", "last", "none", "all", "lost", "cleared", "not counted"],
)
def test_what_is_new_in_the_buffer(before, lines, lost):
    text = HEAD.format(count=13) + "\n".join([ONE, TWO, TRAP, BINDS, SENT, ""])
    found = debugging.fresh(text, before)
    assert (list(found.lines), found.lost) == (lines, lost)


def test_without_time_stamps_every_line_is_a_message():
    text = (
        HEAD.format(count=5) + "SSH0: starting SSH control process\nSNMP: V1 Trap, ent cisco\n a.1.2 = 3\n%SYS-5-X: y\n"
    )
    assert debugging.fresh(text, 3).lines == ("SNMP: V1 Trap, ent cisco", " a.1.2 = 3", "%SYS-5-X: y")


def test_a_message_that_quotes_the_head_counts_nothing():
    text = HEAD.format(count=2) + ONE + "\n*Nov 24 10:00:02.000: Buffer logging:  level debugging, 99 messages logged\n"
    assert debugging.fresh(text, 1).lines == (
        "*Nov 24 10:00:02.000: Buffer logging:  level debugging, 99 messages logged",
    )


def test_no_buffer_is_no_line():
    assert debugging.fresh("Syslog logging: disabled\n", 3) == debugging.Fresh((), 0)


@pytest.mark.parametrize("row", debugging.SWITCHES, ids=lambda row: row.name)
def test_switches_are_known_by_what_is_shown(row):
    assert debugging.shown_by(f"  {row.shown} ") is row
    assert debugging.switch(row.name) is row
    assert row.source
    assert row.confidence in {"V1", "V2", "U"}


def test_what_is_on():
    shown = "\nIP:\n  IP routing debugging is on\nSNMP:\n  SNMP packet debugging is on \n\n*Nov 24 10:00:00: a is on"
    assert debugging.switched_on(shown) == ("IP routing debugging is on", "SNMP packet debugging is on")
    assert debugging.switched_on("SNMP packet debugging is off") == ()
    assert debugging.missing(("a is on", "b is on"), ("b is on", "c is on")) == ("a is on",)


@pytest.mark.parametrize(
    ("running", "command"),
    [
        ("logging buffered 64000 informational\n", "logging buffered 64000 informational"),
        ("no logging buffered\n", "no logging buffered"),
        ("\n", "default logging buffered"),
        ("ip access-list logging buffered\n", "default logging buffered"),
    ],
)
def test_how_the_buffer_is_put_back(running, command):
    assert debugging.restoring(running) == command


@pytest.mark.parametrize(
    "watch",
    [
        {},
        {"on": "ssh"},
        {"on": ["everything"]},
        {"on": ["ssh"], "raised": "reload"},
        {"on": ["ssh"], "raised": "no logging buffered\nreload"},
        {"on": ["ssh"], "said": {"all": ["x"]}},
        {"on": ["ssh"], "messages": "many"},
    ],
)
def test_what_is_no_watch_is_refused(watch):
    with pytest.raises(WishError, match="watch"):
        watch_of(watch)


def test_a_watch_survives_the_way_through_a_variable():
    for messages in (0, 7, None):
        watch = Watch(("a is on",), ["ssh"], {"ssh": ["b is on"]}, ["scp"], messages, "default logging buffered")
        assert watch_of(json.loads(json.dumps(asdict(watch)))) == watch


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"port": 0}, "port"),
        ({"port": 65536}, "port"),
        ({"timeout": 0}, "timeout"),
        ({"password_prompts": 9}, "password_prompts"),
        ({"rotary": 128, "user": "u"}, "rotary"),
        ({"answers": [{"question": "(", "answer": "x"}]}, "answers[0].question"),
        ({"command": "show clock", "show_negotiated": True}, "show_negotiated"),
        ({"command": "show ?", "shell": True}, "command"),
    ],
)
def test_visits_that_cannot_be(changes, option):
    arguments = ArgumentSpecValidator(ios_ssh_session.ARGUMENT_SPEC).validate({"host": "r1", **changes})
    with pytest.raises(WishError) as caught:
        visit_of(arguments.validated_parameters)
    assert caught.value.option == option


def test_how_often_a_password_is_typed():
    def most(**changes):
        arguments = ArgumentSpecValidator(ios_ssh_session.ARGUMENT_SPEC).validate({"host": "r1", **changes})
        visit = visit_of(arguments.validated_parameters)[0]
        return visit.line, visit.dialogue.most

    assert most() == ("ssh -o numberofpasswordprompts 1 r1", 2)
    assert most(password_prompts=0) == ("ssh r1", 6)
    assert most(answers=[{"question": "code", "answer": "1"}])[1] == 3


@pytest.mark.parametrize("module", [ios_ssh_debug, ios_ssh_session], ids=["debug", "session"])
class TestPages:
    """The page of a module is what it takes and returns."""

    def test_the_argument_spec_is_the_documentation(self, module):
        documented = yaml.safe_load(module.DOCUMENTATION)["options"]
        assert shape(module.ARGUMENT_SPEC, "options") == shape(documented, "suboptions")

    def test_examples_pass_the_argument_spec(self, module):
        name = f"secureshell.ios.{module.__name__.rpartition('.')[2]}"
        tasks = [
            inner
            for task in yaml.safe_load(module.EXAMPLES)
            for inner in [*task.get("block", [task]), *task.get("always", [])]
        ]
        for task in tasks:
            if name in task and "loop" not in task:
                arguments = {key: value for key, value in task[name].items() if key != "watch"}
                assert not ArgumentSpecValidator(module.ARGUMENT_SPEC).validate(arguments).error_messages

    def test_every_return_value_has_a_sample(self, module):
        values = yaml.safe_load(module.RETURN)
        assert [name for name, value in values.items() if "sample" not in value and "contains" not in value] == []
