"""Two deliberate acts on a referral's page: how the case ended, and that somebody need not go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from diversion import services
from diversion.models import Release
from reminders.models import Text
from tests.diversion.conftest import COURT_DAY, Case, on
from tests.diversion.test_referral_pages import NOW, afternoon, complete, here, robin, send
from tests.support.application import Reader, hidden_fields

pytestmark = pytest.mark.sqlite

__all__ = ["afternoon", "robin"]


ENDING = {
    "method": "discontinued",
    "result_code": "2053",
    "decided_by": "CPS London North, A. Reviewer",
    "decided_on": "12 Oct 2026",
    "reference": "CPS/2026/77",
    "served_on": "12 Oct 2026",
}


def ended(case: Case, robin: Reader, **changes: Any) -> Any:
    charges = [str(charge.id) for charge in case.referral.charges]
    return send(robin, here(case, "/ending"), **{**ENDING, "charges": charges, **changes})


def test_how_the_case_ended_is_recorded_with_the_35_days(case: Case, robin: Reader) -> None:
    assert ended(case, robin).status_code == 303
    page = robin.get(here(case)).text
    assert "Discontinued (result code 2053) on 12 October 2026 by CPS London North, A. Reviewer" in page
    assert "16 November 2026" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"decided_by": ""}, "Enter who decided", id="who"),
        pytest.param({"decided_on": ""}, "Enter the day of the decision", id="when"),
        pytest.param({"decided_on": "14 Oct 2026"}, "cannot be after today", id="tomorrow"),
        pytest.param({"decided_on": "1 Sep 2026"}, "cannot be before the arrest", id="before the arrest"),
        pytest.param({"reference": ""}, "Enter the reference", id="reference"),
        pytest.param({"result_code": "2050"}, "Choose the result code that goes with", id="another code"),
        pytest.param({"charges": []}, "Choose the charges", id="no charge"),
        pytest.param({"charges": ["999"]}, "one of the answers", id="a charge of somebody else"),
        pytest.param({"method": ""}, "Choose what was decided", id="nothing"),
    ],
)
def test_an_ending_is_refused_at_its_field(case: Case, robin: Reader, changes: dict[str, Any], said: str) -> None:
    answer = ended(case, robin, **changes)
    assert said in answer.text
    assert "CPS/2026/77" in answer.text or changes.get("reference") == ""
    assert case.referral.charges[0].ending is None


def test_release_says_why_not_yet(case: Case, robin: Reader) -> None:
    complete(case)
    page = robin.get(here(case, "/release")).text
    assert "Not yet. They must still go to court on 3 November 2026." in page
    assert "no ending of the case is recorded" in page
    assert "Release: you do not need to go" not in page


def test_release_is_a_deliberate_act(case: Case, robin: Reader) -> None:
    complete(case)
    ended(case, robin)
    page = robin.get(here(case, "/release")).text
    assert "Sent wrongly, this leads to a warrant" in page
    assert "CPS London North, A. Reviewer" in page
    assert "Tick to say that you have read it" in send(robin, here(case, "/release")).text
    assert db.session.scalars(select(Release)).all() == []
    assert send(robin, here(case, "/release"), read="yes").status_code == 303
    assert db.session.scalars(select(Text.kind).where(Text.kind == "done_released")).all() == ["done_released"]
    assert "Released on Tue 13 Oct" in robin.get(here(case)).text
    page, told = robin.get(here(case, "/release")).text, here(case, "/release/telling")
    assert "This was released on" in page
    assert robin.post(told, data=hidden_fields(page, told)).status_code == 303
    assert "I told them in person" not in robin.get(here(case, "/release")).text


def test_a_court_day_that_is_over_is_released_no_more(
    case: Case, robin: Reader, sign_in: Callable[[str], Reader]
) -> None:
    complete(case)
    ended(case, robin)
    assert f'href="{here(case, "/release")}"' in robin.get(here(case)).text
    with time_machine.travel(on(COURT_DAY + dt.timedelta(days=1), 9), tick=False):
        robin = sign_in("worker")
        page = robin.get(here(case, "/release")).text
        assert "3 November 2026, is over, so there is nothing to release" in page
        assert "Release: you do not need to go" not in page
        assert f'href="{here(case, "/release")}"' not in robin.get(here(case)).text
        with transaction(), pytest.raises(Refused, match="That court day is over"):
            services.release(case.person, COURT_DAY, by=case.robin, at=clock.now())


def test_releasing_twice_is_refused(case: Case, robin: Reader) -> None:
    complete(case)
    ended(case, robin)
    send(robin, here(case, "/release"), read="yes")
    with transaction(), pytest.raises(services.UnderAge.__mro__[1], match="released already"):
        services.release(case.person, COURT_DAY, by=case.robin, at=NOW)


def test_a_case_that_comes_back_after_release_is_shouted(case: Case, robin: Reader) -> None:
    complete(case)
    ended(case, robin)
    send(robin, here(case, "/release"), read="yes")
    ended(case, robin, method="went_ahead", result_code="", served_on="")
    assert "but this now stands in the way" in robin.get(here(case)).text


def test_safe_exit_prompts_for_an_earlier_notice(case: Case, robin: Reader) -> None:
    complete(case)
    assert "Ask the CPS for a notice of discontinuance" in robin.get(here(case)).text
