# Copyright: (c) 2026, secureshell.ios contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every case of a lock-out. A module of tests takes all of it, and says which cases are its own."""

from __future__ import annotations

import pytest
from lockout import Life, as_it_was, living

BACK = {
    "at once": "The change was taken back at once ('configure revert now').",
    "by itself": "The device went back by itself",
}
WORKS_AGAIN = "The device is as it was before, and a new login as before works."
NOTHING = ("Nothing was sent.", "Nothing was changed.")


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        cases = [
            case for case in metafunc.module.CASES if getattr(metafunc.function, "about", lambda _case: True)(case)
        ]
        metafunc.parametrize("case", cases, ids=[case.hazard for case in cases])


def about(which):
    """Say about which cases a test is."""

    def mark(test):
        test.about = which
        return test

    return mark


@pytest.fixture(scope="module")
def life(request, module_mock_fleet, tmp_path_factory):
    """All runs over all devices of the module."""
    with living(request.module.CASES, module_mock_fleet, tmp_path_factory.mktemp("lockout")) as found:
        yield found


def found(life: Life, run, case):
    return life.results[run][case.hazard]


def names(result):
    return [hazard["name"] for hazard in result.get("hazards", ())]


@about(lambda case: not case.unseen)
def test_check_mode_lists_it_and_does_not_fail(life, case):
    result = found(life, "check", case)
    assert not result.get("failed"), result["msg"]
    warned = [warning for warning in result["warnings"] if f" {case.hazard}: " in warning]
    assert warned, result
    assert [warning for warning in warned if " a run refuses this: " in warning] == ([] if case.warns else warned)
    assert as_it_was(life.status["before refused"][case.hazard]) == as_it_was(life.status["before check"][case.hazard])


@about(lambda case: not case.warns)
def test_it_is_refused_by_name_and_nothing_is_sent(life, case):
    result = found(life, "refused", case)
    assert result.get("failed"), result
    message = result["msg"]
    assert f"accept_hazards: [{case.hazard}]" in message
    assert message.endswith(NOTHING), message
    assert not result["changed"]
    assert as_it_was(life.status["refused"][case.hazard]) == as_it_was(life.status["before refused"][case.hazard])


@about(lambda case: not case.no_way_back)
def test_the_guard_brings_the_device_back_and_the_report_says_so(life, case):
    result = found(life, "guarded", case)
    assert result.get("failed"), result
    message = result["msg"]
    assert case.ended, "say where the new login came to its end"
    assert case.ended in message, message
    assert (case.told or BACK[case.back]) in message, message
    assert case.told or message.endswith(WORKS_AGAIN), message
    before = as_it_was(life.status["before guarded"][case.hazard])
    before["running_config"] = (
        before["running_config"].replace(case.lost, "") if case.lost else before["running_config"]
    )
    assert as_it_was(life.status["guarded"][case.hazard]) == before


@about(lambda case: not case.no_way_back)
def test_the_old_way_in_works_and_nothing_temporary_is_left(life, case):
    where, said = life.knocks[case.hazard]
    assert where == "in", said
    assert "secureshell" not in said
    assert "No Rollback Confirmed Change pending" in said
    assert "Current privilege level is 15" in said
    assert not life.status["guarded"][case.hazard]["lines"]


@about(lambda case: case.no_way_back)
def test_what_a_guard_does_not_catch_is_told(life, case):
    """The new login works and the change is kept, or nothing was sent at all."""
    result = found(life, "guarded", case)
    if result.get("failed"):
        assert result["msg"].endswith(NOTHING)
        assert result["guard"]["result"] == "not armed"
    else:
        assert result["changed"]
        assert result["guard"]["result"] == "confirmed"
        assert result["proof"]["proven"]
    assert case.warns or case.hazard in names(result) or result.get("failed")


@about(lambda case: case.harm)
def test_with_neither_the_harm_is_real(life, case):
    result = found(life, "unguarded", case)
    assert "guard" not in result, result
    assert not result.get("unreachable"), result
    place = life.places[case.hazard]
    if isinstance(case.harm, str):
        assert place.old_way("show privilege")[0] == case.harm
    else:
        case.harm(place)


def test_what_cannot_be_shown_says_why(case):
    assert bool(case.harm) != bool(case.no_harm)
    assert bool(case.ended) != bool(case.no_way_back)
