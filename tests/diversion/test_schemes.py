"""Schemes are data: the two diversion presets, and what makes a scheme usable (domain.md, rules 4 and 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from diversion.rules.schemes import PRESETS, SAFE_EXIT, TRUST, Leaves, SchemePlan, Step, faults


@pytest.mark.parametrize("plan", PRESETS, ids=lambda plan: plan.name)
def test_the_presets_can_be_used_as_they_are(plan: SchemePlan) -> None:
    assert faults(plan) == {}
    assert plan.needed == 2
    assert plan.weeks_to_court == 5


def test_safe_exit_takes_the_second_appointment_from_a_service_and_is_dropped_on_the_day() -> None:
    assert SAFE_EXIT.steps[1].at_service
    assert SAFE_EXIT.dropped_on_the_day
    assert not SAFE_EXIT.opt_in_at_court


def test_trust_opts_in_at_court_and_leaves_an_assessment_then_a_plan() -> None:
    assert [step.leaves for step in TRUST.steps] == [Leaves.ASSESSMENT, Leaves.PLAN]
    assert TRUST.opt_in_at_court


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"steps": ()}, "steps", id="no appointments"),
        pytest.param({"steps": (Step(1, ""),)}, "steps", id="an appointment without a title"),
        pytest.param({"steps": (Step(1, "A"), Step(3, "B"))}, "steps", id="a gap in the numbers"),
        pytest.param({"finish_by_business_days": -1}, "finish_by_business_days", id="a negative number of days"),
        pytest.param({"weeks_to_court": 0}, "weeks_to_court", id="no weeks"),
        pytest.param({"offence_codes": ()}, "offence_codes", id="no offence"),
        pytest.param({"tells_cps": False, "tells_court": False}, "tells_cps", id="nobody is told"),
    ],
)
def test_a_plan_that_cannot_work_is_named_at_its_field(changed: dict[str, Any], field: str) -> None:
    assert list(faults(replace(SAFE_EXIT, **changed))) == [field]
