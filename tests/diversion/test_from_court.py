"""One answer of the court, recorded once: its charges end with it, and a correction is followed (domain rule 6)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.database import db, transaction
from diversion.models import CaseEnding
from diversion.services.restating import differences
from tests.diversion.conftest import COURT_DAY, Case, on

pytestmark = pytest.mark.sqlite
AFTER = on(COURT_DAY, 16)


def decided(case: Case, kind: HearingResult, *, code: str = "", at: dt.datetime = AFTER) -> None:
    with time_machine.travel(at, tick=False), transaction():
        hearing = case.referral.hearing
        assert hearing is not None
        courts.record_hearing_outcome(
            hearing,
            kind,
            result_code=code,
            decided_by="The court",
            decided_on=COURT_DAY,
            reference="register 12",
            replaces=hearing.outcome,
            by=case.team.actor("liaison"),
            at=clock.now(),
        )


def endings(case: Case) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(c.ending.method, c.ending.result_code) for c in case.referral.charges if c.ending]


@pytest.mark.parametrize(
    ("kind", "code", "became"),
    [
        pytest.param(HearingResult.ENDED, "2053", [("discontinued", "2053")], id="discontinued"),
        pytest.param(HearingResult.ENDED, "2063", [("withdrawn", "2063")], id="withdrawn, final"),
        pytest.param(HearingResult.ENDED, "2050", [("no_evidence", "2050")], id="no evidence offered"),
        pytest.param(HearingResult.ENDED, "2006", [("went_ahead", "")], id="dismissed by the court"),
        pytest.param(HearingResult.WENT_AHEAD, "1015", [("went_ahead", "")], id="a fine"),
        pytest.param(HearingResult.NOT_KNOWN, "", [], id="nobody could say: still asked for"),
        pytest.param(HearingResult.WARRANT, "4575", [], id="a warrant ends nothing"),
        pytest.param(HearingResult.EXCUSED, "", [], id="excused is not ended"),
    ],
)
def test_the_charges_follow_the_answer_of_the_court(
    case: Case, kind: HearingResult, code: str, became: list[tuple[str, str]]
) -> None:
    case.arrest()
    decided(case, kind, code=code)
    assert endings(case) == became
    assert case.referral.ended is bool(became)


def test_a_correction_takes_the_ending_back_and_keeps_its_row(case: Case) -> None:
    case.arrest()
    decided(case, HearingResult.ENDED, code="2053")
    decided(case, HearingResult.WARRANT, at=AFTER + dt.timedelta(hours=1))
    assert endings(case) == []
    assert case.referral.ended is False
    kept = db.session.scalars(db.select(CaseEnding)).all()
    assert [(row.method, row.superseded_at is not None) for row in kept] == [("discontinued", True)]


def test_an_ending_recorded_of_the_charge_itself_stays(case: Case) -> None:
    case.arrest()
    case.discontinued()
    decided(case, HearingResult.WENT_AHEAD, code="1015")
    assert endings(case) == [("discontinued", "2053")]


def test_ended_corrected_to_put_off_leads_to_the_new_day(case: Case) -> None:
    case.arrest()
    decided(case, HearingResult.ENDED, code="2053")
    before = case.referral.hearing
    assert before is not None
    with time_machine.travel(AFTER, tick=False), transaction():
        old = db.session.get_one(Hearing, before.id)
        day = COURT_DAY + dt.timedelta(days=21)
        lesley = case.team.actor("liaison")
        courts.adjourn(old, day=day, time=dt.time(10), replaces=old.outcome, by=lesley, at=clock.now())
    assert endings(case) == []
    assert case.referral.hearing is not None
    assert case.referral.hearing.day == COURT_DAY + dt.timedelta(days=21)
    assert [row.kind for row in db.session.get_one(Hearing, before.id).outcomes] == ["ended", "adjourned"]
    assert differences(case.referral, at=AFTER) == {}
