"""“The court excused attendance” was recorded of the wrong person: court stands again, and so does all that follows."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework.courts import services as courts
from casework.courts.models import HearingOutcome
from casework.courts.rules import HearingResult
from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, NotFound, Refused
from diversion import services
from diversion.models import Release
from diversion.rules.release import Why
from reminders.models import Text
from reminders.rules.kinds import COURT
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case, on

pytestmark = pytest.mark.sqlite
DAY = dt.date(2026, 10, 29)
AT = on(DAY)
LATER = on(DAY, 15)


@pytest.fixture
def excused(case: Case) -> Case:
    case.arrest()
    with transaction():
        services.excuse(
            case.referral, decided_by="Thames, DJ Hall", decided_on=DAY, reference="T/1", by=case.robin, at=AT
        )
    return case


def planned() -> int:
    db.session.rollback()
    kinds = [kind.value for kind in COURT]
    return len(db.session.scalars(select(Text).where(Text.kind.in_(kinds), Text.state == "planned")).all())


def outcome(case: Case) -> HearingOutcome:
    assert case.referral.hearing is not None
    assert case.referral.hearing.outcome is not None
    return case.referral.hearing.outcome


def take_back(case: Case, **changes: object) -> HearingOutcome:
    asked = {"seen_id": outcome(case).id, "why": "The letter was about somebody else", "by": case.robin, "at": LATER}
    assert case.referral.hearing is not None
    return courts.recorded_in_error(case.referral.hearing, **(asked | changes))  # type: ignore[arg-type]


def test_the_hearing_stands_again_and_is_reminded_of(excused: Case) -> None:
    assert planned() == 0
    with transaction():
        row = take_back(excused)
    assert (row.superseded_at, row.error_by_id) == (LATER, excused.robin.staff_id)
    assert excused.referral.hearing is not None
    assert excused.referral.hearing.outcome is None
    assert planned() > 0
    assert isinstance(services.may_be_released(excused.person, COURT_DAY), Why)


def test_what_was_released_because_of_it_is_taken_back_and_somebody_is_asked_to_ring(excused: Case) -> None:
    with transaction():
        services.release(excused.person, COURT_DAY, by=excused.robin, at=AT)
    with transaction():
        take_back(excused)
    db.session.rollback()
    assert db.session.scalars(select(Release)).one().taken_back_at == LATER
    assert planned() > 0
    with time_machine.travel(LATER + dt.timedelta(hours=1)):
        tasks = services.tasks(agency_id=excused.team.agency_id, staff_id=excused.robin.staff_id, today=DAY)
    tasks = getattr(tasks, "tasks", tasks)
    assert [task.why for task in tasks if "no longer stands" in task.why]


def test_the_right_decision_can_be_recorded_afterwards(excused: Case) -> None:
    with transaction():
        take_back(excused)
    with transaction():
        services.excuse(
            excused.referral, decided_by="Thames", decided_on=DAY, reference="T/2", by=excused.robin, at=LATER
        )
    assert outcome(excused).decision_reference == "T/2"


def test_it_is_refused_without_a_reason_for_a_page_left_open_and_to_strangers(excused: Case) -> None:
    liaison = excused.team.actor("partner")
    with pytest.raises(Refused, match="Say what was wrong"), transaction():
        take_back(excused, why=" ")
    with pytest.raises(Conflict), transaction():
        take_back(excused, seen_id=outcome(excused).id + 1)
    with pytest.raises(NotFound), transaction():
        take_back(excused, by=liaison)
    with transaction():
        take_back(excused)
    hearing = excused.referral.hearing
    assert hearing is not None
    with pytest.raises(Refused, match="Nothing is recorded"), transaction():
        courts.recorded_in_error(hearing, seen_id=1, why="x", by=excused.robin, at=LATER)


def test_a_hearing_that_was_put_off_is_put_off_again_instead(case: Case) -> None:
    case.arrest()
    before = case.referral.hearing
    assert before is not None
    with transaction():
        services.adjourn(before, day=dt.date(2026, 12, 8), time=dt.time(10), by=case.robin, at=on(ARRESTED, 12))
    assert before.outcome is not None
    assert before.outcome.kind == HearingResult.ADJOURNED
    with pytest.raises(Refused, match="put off"), transaction():
        courts.recorded_in_error(before, seen_id=before.outcome.id, why="x", by=case.robin, at=LATER)


def test_the_page_says_what_stands_again(excused: Case) -> None:
    with time_machine.travel(LATER, tick=True):
        robin = excused.team.sign_in("worker")
        assert excused.referral.hearing is not None
        where = f"/hearings/{excused.referral.hearing.reference}"
        assert f'href="{where}/error"' in robin.get(where).text
        page = robin.get(f"{where}/error").text
        assert "stands again" in page
        assert robin.form(f"{where}/error", data={"why": ""}).status_code == 200
        assert robin.form(f"{where}/error", data={"why": "Wrong person"}).status_code == 303
        shown = robin.get(where).text
    assert "Recorded in error" in shown
    assert "Wrong person" in shown
