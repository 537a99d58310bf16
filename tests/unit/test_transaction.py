# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transaction, with a facet of lamps and a device that is a dictionary of lamps: what is sent and what is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.plan import (
    Answer,
    Have,
    Login,
    NeedsWholeConfig,
    Plan,
    Read,
    Risk,
    Step,
    WishError,
)
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.refusals import find
from ansible_collections.secureshell.ios.plugins.plugin_utils._core.releases import Release
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.errors import CommandRefused, SessionLost
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.means import Means
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.session import Reply
from ansible_collections.secureshell.ios.plugins.plugin_utils._device.transaction import (
    Request,
    TransactionError,
    gather,
    run,
    understand,
)

CONFIGURE = ("configure terminal",)
CARET = "       ^\n% Invalid input detected at '^' marker."
RISKS = {"shutter": Risk.RESTRICTIVE, "dynamo": Risk.ADDITIVE, **dict.fromkeys(("left", "right"), Risk.RESTRICTIVE)}


class Lamps:
    """A facet: `lamp NAME VALUE` lines; the dynamo needs patience, the safe is secret.

    The shutter is restrictive; so are left and right, which are joined.
    """

    name = "lamps"

    def reads(self, config):
        return (Read("lamps", "show lamps", fallback="show lights"), Read("version", "show version"))

    def have(self, replies):
        if replies["lamps"].endswith("banner"):
            raise NeedsWholeConfig("lamps")
        lamps = dict(line.split(" ", 2)[1:] for line in replies["lamps"].splitlines() if line.startswith("lamp "))
        return Have(release=Release.parse(replies["version"]), model=lamps, warnings=("old bulbs",))

    def plan(self, have, config, state):
        if "ultraviolet" in (config or {}):
            raise WishError("ultraviolet", "nobody can see it", "wish for another colour")
        names = [name for name, value in (config or {}).items() if have.model.get(name) != value]
        steps = [self.step(name, config[name]) for name in names]
        steps.sort(key=lambda step: step.risk)
        return Plan(tuple(steps), (), before=dict(have.model), after={**have.model, **(config or {})})

    def step(self, name, value):
        secret = name == "safe"
        letter = (f"lamp {name} open", "dear", "reader", "done")
        return Step(
            option=name,
            commands=letter if name == "letter" else (f"lamp {name} {value}",),
            path=(*CONFIGURE, "room kitchen") if name.startswith("oven") else CONFIGURE,
            reason=f"{value} wanted",
            risk=RISKS.get(name, Risk.NEUTRAL),
            answers=(Answer(r"Turn the crank\? ", "yes"),) if name == "dynamo" else (),
            patience=120.0 if name == "dynamo" else 0.0,
            shown=(f"lamp {name} ********",) if secret else (),
            text=name == "sign",
            data=name == "letter",
            inverse=(f"no room for {name}",) if name == "oven" else (),
            inverse_path=CONFIGURE if name == "oven" else None,
            joined=name in {"left", "right"},
        )

    def document(self, have):
        return dict(have.model)


LOGIN = Login("admin", method="password")


@dataclass
class Device:
    """A session with a device of lamps. `trouble` maps a command to a text it answers, or to an error it raises."""

    lamps: dict = field(default_factory=dict)
    trouble: dict = field(default_factory=dict)
    ignored: tuple = ()
    log: list = field(default_factory=list)
    path: tuple = ()
    saved: list = field(default_factory=lambda: ["Building configuration...\n[OK]"])
    lost: bool = False
    login: Login = LOGIN
    prompt: str = "lamps#"
    strays: bool = False

    def command(self, line, *, answers=(), seconds=None):
        if self.lost:
            raise SessionLost("the connection was lost")
        self.log.append((line, *([seconds] if seconds and seconds > 30 else [])))
        text = self.trouble.get(line, "")
        self.move(line, text)
        if isinstance(text, Exception):
            self.lost = True
            raise text
        if line == "write memory":
            text = self.saved.pop(0) if len(self.saved) > 1 else self.saved[0]
        elif line in {"show lamps", "show lights", "show running-config"} and not text:
            text = "".join(f"lamp {name} {value}\n" for name, value in self.lamps.items())
        elif line == "show version" and not text:
            text = "Version 15.2(4)E7"
        elif line.startswith("lamp ") and (not text or not find(text)):
            for part in line.splitlines():
                name, value = part.split(" ", 2)[1:]
                if name not in self.ignored:
                    self.lamps[name] = value
        return Reply(command=line, text=text, prompt="lamps#", refusal=find(text))

    def move(self, line, text):
        if line == "lamp letter open" and not text:
            self.prompt = "lamps(data)#"
        elif line == "done":
            self.prompt = "lamps(elsewhere)#" if self.strays else "lamps#"

    def commands(self, lines):
        self.log.append(("together", len(lines)))
        return [self.command(line) for line in lines]

    def enter(self, path):
        if self.path != tuple(path):
            self.log.append(("enter", *path))
        self.path = tuple(path)

    def leave(self):
        if self.lost:
            raise SessionLost("the connection was lost")
        self.log.append(("leave",))
        self.path = ()

    def sent(self):
        """The lines that change something, in order."""
        return [entry[0] for entry in self.log if entry[0].startswith("lamp ")]


def wish(config, **more):
    return Request(config=config, state="merged", **more)


def test_reads_go_out_together_and_nothing_is_sent_when_nothing_differs():
    device = Device(lamps={"hall": "on"})
    outcome = run(device, Lamps(), wish({"hall": "on"}, save_when="changed"))
    assert device.log == [("together", 2), ("show lamps",), ("show version",)]
    assert not outcome.changed
    assert not outcome.saved
    assert outcome.before == outcome.after == {"hall": "on"}
    assert outcome.release == "15.2(4)E7"


def test_a_change_is_sent_read_back_and_saved():
    device = Device(lamps={"hall": "off"})
    outcome = run(device, Lamps(), wish({"hall": "on"}, save_when="changed"))
    assert device.lamps == {"hall": "on"}
    assert outcome.changed
    assert outcome.saved
    assert outcome.before == {"hall": "off"}
    assert outcome.after == {"hall": "on"}
    assert [entry for entry in device.log if entry[0] in {"enter", "leave", "write memory"}] == [
        ("enter", "configure terminal"),
        ("leave",),
        ("write memory",),
    ]


def test_check_mode_sends_no_command_but_the_reads():
    device = Device(lamps={"hall": "off"})
    outcome = run(device, Lamps(), wish({"hall": "on"}, check=True, save_when="always"))
    assert device.log == [("together", 2), ("show lamps",), ("show version",)]
    assert outcome.changed
    assert outcome.after == {"hall": "on"}
    assert outcome.plan.commands() == ("lamp hall on",)
    assert not outcome.saved


@pytest.mark.parametrize(
    ("save_when", "config", "saved"),
    [
        ("never", {"hall": "on"}, False),
        ("changed", {"hall": "on"}, True),
        ("changed", {}, False),
        ("always", {}, True),
    ],
)
def test_it_saves_when_it_was_asked_to(save_when, config, saved):
    device = Device()
    assert run(device, Lamps(), wish(config, save_when=save_when)).saved is saved
    assert (("write memory",) in device.log) is saved


def test_the_fallback_of_a_read_is_sent_when_the_device_does_not_know_the_command():
    device = Device(lamps={"hall": "on"}, trouble={"show lamps": CARET})
    assert gather(device, Lamps()).model == {"hall": "on"}


def test_the_whole_configuration_is_read_when_a_section_was_not_enough():
    device = Device(lamps={"hall": "on"}, trouble={"show lamps": "lamp hall on\nbanner"})
    assert gather(device, Lamps()).model == {"hall": "on"}
    assert ("show running-config",) in device.log


def test_a_configuration_that_quotes_a_refusal_is_a_configuration():
    text = f"lamp hall on\nlamp attic off\nbanner login {CARET}\nlamp cellar on"
    assert gather(Device(trouble={"show lamps": text}), Lamps()).model == {"hall": "on", "attic": "off", "cellar": "on"}


def test_a_read_that_is_refused_and_has_no_fallback_is_an_error():
    with pytest.raises(CommandRefused, match="show version"):
        gather(Device(trouble={"show version": CARET}), Lamps())


def test_an_optional_read_that_is_refused_is_left_out():
    device = Device(lamps={"hall": "on"}, trouble={"show moods": CARET, "show tempers": CARET})
    reads = (
        Read("lamps", "show lamps"),
        Read("moods", "show moods", fallback="show tempers", optional=True),
    )
    assert understand(device, reads, dict) == {"lamps": "lamp hall on\n"}
    assert device.log == [("together", 2), ("show lamps",), ("show moods",), ("show tempers",)]


def test_harmless_steps_share_a_round_trip_and_restrictive_ones_go_alone_and_last():
    device = Device()
    run(device, Lamps(), wish({"shutter": "down", "hall": "on", "attic": "on"}))
    assert device.sent() == ["lamp hall on", "lamp attic on", "lamp shutter down"]
    assert ("together", 2) in device.log[3:]


def test_nothing_restrictive_is_sent_after_a_refusal():
    device = Device(trouble={"lamp hall on": CARET})
    with pytest.raises(TransactionError, match="hall: the device refused 'lamp hall on'"):
        run(device, Lamps(), wish({"shutter": "down", "hall": "on"}))
    assert device.sent() == ["lamp hall on"]


def test_a_refusal_names_command_and_words_and_what_is_already_in_effect():
    device = Device(trouble={"lamp shutter down": CARET})
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"hall": "on", "shutter": "down"}, save_when="changed"))
    message = str(error.value)
    assert "'lamp shutter down'" in message
    assert "Invalid input detected" in message
    assert "In effect now and not saved: hall" in message
    assert error.value.outcome.changed
    assert device.path == ()
    assert ("write memory",) not in device.log


def test_a_command_that_was_taken_although_the_device_complains_is_in_effect():
    said = "Please create RSA keys to enable SSH (and of atleast 768 bits for SSH v2)."
    device = Device(trouble={"lamp shutter down": said})
    with pytest.raises(TransactionError) as caught:
        run(device, Lamps(), wish({"shutter": "down"}))
    assert "In effect now and not saved: shutter (in part)." in str(caught.value)
    assert caught.value.outcome.changed


def test_every_mode_is_left_after_a_refusal():
    device = Device(trouble={"lamp oven on": CARET})
    with pytest.raises(TransactionError):
        run(device, Lamps(), wish({"oven": "on"}))
    assert device.log[-1] == ("leave",)


def test_one_visit_to_each_mode():
    device = Device()
    run(device, Lamps(), wish({"hall": "on", "attic": "on", "oven": "on"}))
    assert [entry[1:] for entry in device.log if entry[0] == "enter"] == [CONFIGURE, (*CONFIGURE, "room kitchen")]


def test_a_line_that_did_not_take_is_found_by_reading_back():
    device = Device(ignored=("hall",))
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"hall": "on", "attic": "on"}, save_when="changed"))
    assert "hall: 'lamp hall on' did not take effect (on wanted); the device did not say why" in str(error.value)
    assert "In effect now and not saved: attic. Run the task again with save_when: always." in str(error.value)
    assert error.value.outcome.after == {"attic": "on"}
    assert ("write memory",) not in device.log


def test_the_words_of_the_device_are_told_when_a_line_did_not_take():
    device = Device(ignored=("hall",), trouble={"lamp hall on": "hall is not supported "})
    with pytest.raises(TransactionError, match="the device said 'hall is not supported'"):
        run(device, Lamps(), wish({"hall": "on"}))


def test_a_slow_step_is_announced_answered_and_waited_for():
    device, told = Device(), []
    run(device, Lamps(), wish({"dynamo": "on"}), Means(announce=told.append))
    assert told == ["lamp dynamo on: this may take up to 120 s"]
    assert ("lamp dynamo on", 150.0) in device.log


def test_the_user_decides_how_long_a_slow_step_may_take():
    device = Device()
    run(device, Lamps(), wish({"dynamo": "on"}, command_timeout=10.0, key_timeout=600.0))
    assert ("lamp dynamo on", 610.0) in device.log


def test_a_text_is_typed_in_one_go():
    device = Device()
    run(device, Lamps(), wish({"sign": "open"}))
    assert device.lamps == {"sign": "open"}


def test_a_lost_connection_says_what_is_in_effect_and_the_next_run_finishes():
    device = Device(trouble={"lamp shutter down": SessionLost("the connection was lost.")})
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"hall": "on", "shutter": "down"}))
    message = str(error.value)
    assert "the connection was lost." in message
    assert "Whether it took effect is not known: shutter." in message
    assert "In effect now and not saved: hall. Run the task again with save_when: always." in message
    again = Device(lamps=device.lamps)
    assert run(again, Lamps(), wish({"hall": "on", "shutter": "down"})).changed
    assert again.sent() == ["lamp shutter down"]


def test_a_connection_lost_at_the_first_change_does_not_claim_that_nothing_changed():
    device = Device(trouble={"lamp attic on": SessionLost("the connection was lost.")})
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"hall": "on", "attic": "on"}))
    assert str(error.value) == (
        "the connection was lost. Whether it took effect is not known: hall, attic. "
        "Run the task again with save_when: always."
    )
    assert error.value.outcome.changed


def test_a_step_that_is_refused_in_its_second_command_is_in_effect_in_part():
    class Pairs(Lamps):
        def step(self, name, value):
            step = super().step(name, value)
            return replace(step, commands=(f"lamp {name} dim", *step.commands))

    for option in ("hall", "shutter"):
        device = Device(trouble={f"lamp {option} on": CARET})
        with pytest.raises(TransactionError, match=rf"In effect now and not saved: {option} \(in part\)\. ") as error:
            run(device, Pairs(), wish({option: "on"}))
        assert error.value.outcome.changed


def test_a_connection_lost_while_reading_is_no_failed_transaction():
    with pytest.raises(SessionLost):
        run(Device(lost=True), Lamps(), wish({"hall": "on"}))


def test_a_wish_that_cannot_be_is_refused_before_anything_is_sent():
    device = Device()
    with pytest.raises(WishError):
        run(device, Lamps(), wish({"ultraviolet": "on", "hall": "on"}))
    assert device.sent() == []


def test_no_secret_in_any_sentence():
    words = '% Ambiguous command:  "lamp safe 4711"'
    device = Device(trouble={"lamp safe 4711": words})
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"safe": "4711"}))
    assert "4711" not in str(error.value)
    assert "lamp safe ********" in str(error.value)


@pytest.mark.parametrize(
    ("replies", "pauses"),
    [
        (["Building configuration...\n  Compressed configuration from 106098 bytes to 30504 bytes[OK]"], []),
        (["startup-config file open failed (Device or resource busy)", "Building configuration...\n[OK]"], [1.0]),
    ],
)
def test_saving_knows_its_dialogues(replies, pauses):
    device, slept = Device(saved=replies), []
    assert run(device, Lamps(), wish({"hall": "on"}, save_when="changed"), Means(sleep=slept.append)).saved
    assert slept == pauses


def test_a_failed_save_says_that_the_change_is_in_effect():
    device, slept = Device(saved=["startup-config file open failed (Device or resource busy)"]), []
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"hall": "on"}, save_when="changed"), Means(sleep=slept.append))
    assert "The change is in effect, but saving it with 'write memory' failed" in str(error.value)
    assert "Device or resource busy" in str(error.value)
    assert error.value.outcome.changed
    assert slept == [1.0, 2.0, 4.0]


def test_warnings_of_the_device_and_of_the_plan_are_told():
    assert run(Device(), Lamps(), wish({})).warnings == ("old bulbs",)


def test_lines_of_data_are_typed_once_the_device_waits_for_them():
    device = Device(lamps={"hall": "on"})
    assert run(device, Lamps(), wish({"letter": "open"})).changed
    assert device.log[3:9] == [
        ("enter", "configure terminal"),
        ("lamp letter open",),
        ("together", 2),
        ("dear",),
        ("reader",),
        ("done",),
    ]


def test_no_data_is_typed_when_its_mode_is_refused():
    device = Device(trouble={"lamp letter open": CARET})
    with pytest.raises(TransactionError, match=r"letter: the device refused 'lamp letter open': .% Invalid input"):
        run(device, Lamps(), wish({"letter": "open"}))
    assert ("dear",) not in device.log
    assert device.log[-1] == ("leave",)


def test_what_is_said_when_the_data_end_is_about_all_of_it():
    words = "%SSH: Failed to decode the Key Value"
    device = Device(trouble={"done": words})
    with pytest.raises(TransactionError) as error:
        run(device, Lamps(), wish({"letter": "open", "hall": "on"}))
    assert f"letter: the device refused 'lamp letter open': '{words}'" in str(error.value)
    assert device.log[-1] == ("leave",)


def test_a_mode_that_the_end_of_data_leads_to_is_left_when_it_is_another():
    device = Device(strays=True)
    run(device, Lamps(), wish({"letter": "open"}))
    at = device.log.index(("done",))
    assert device.log[at + 1 : at + 3] == [("leave",), ("enter", "configure terminal")]


def test_a_facet_is_told_how_the_session_got_in():
    assert gather(Device(login=Login("bob", method="publickey")), Lamps()).login.user == "bob"


@pytest.mark.parametrize(("other", "cleared"), [({}, True), ({"oven lamp": "on"}, False)])
def test_a_mode_that_came_into_being_for_nothing_is_removed(other, cleared):
    device = Device(trouble={"lamp oven on": CARET})
    with pytest.raises(TransactionError, match="oven: the device refused"):
        run(device, Lamps(), wish({"oven": "on", **other}))
    assert (("no room for oven",) in device.log) == cleared
    assert device.log[-1] == ("leave",)


def test_joined_steps_leave_in_one_go_and_only_behind_harmless_ones_that_were_taken():
    device = Device()
    run(device, Lamps(), wish({"hall": "on", "left": "on", "right": "on", "shutter": "down"}))
    sent = device.log[device.log.index(("enter", *CONFIGURE)) :]
    assert [entry for entry in sent if entry[0] == "together" or entry[0].startswith("lamp")][:6] == [
        ("together", 1),
        ("lamp hall on",),
        ("together", 2),
        ("lamp left on",),
        ("lamp right on",),
        ("lamp shutter down",),
    ]
    device = Device(trouble={"lamp hall on": CARET})
    with pytest.raises(TransactionError):
        run(device, Lamps(), wish({"hall": "on", "left": "on", "right": "on"}))
    assert device.sent() == ["lamp hall on"]


@pytest.mark.parametrize(
    ("said", "stops"),
    [("The lamp hums", True), (" WARNING: Command has been added to the configuration using", False), ("", False)],
)
def test_joined_steps_do_not_go_out_behind_words_that_nobody_knows(said, stops):
    device = Device(trouble={"lamp hall on": said})
    try:
        run(device, Lamps(), wish({"hall": "on", "left": "on"}))
        message = ""
    except TransactionError as error:
        message = str(error)
    assert (device.sent() == ["lamp hall on"]) is stops
    assert ("hall: the device said 'The lamp hums', of which nobody knows" in message) is stops
    assert ("'lamp left on' and what comes behind it was not sent" in message) is stops
