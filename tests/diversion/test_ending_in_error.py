"""A discontinuance recorded of the wrong case: taken back, the charge stands again, and whoever was told is told."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy import select

from casework.kernel.database import db, transaction
from casework.kernel.refused import Conflict, Refused
from diversion import services
from diversion.models import CaseEnding, Release
from diversion.rules.release import Why
from diversion.services import Tell
from notices import services as notices
from notices.models import Notice
from tests.diversion.conftest import COURT_DAY, Case, on

pytestmark = pytest.mark.sqlite
DAY = dt.date(2026, 10, 29)
AT, LATER = on(DAY), on(DAY, 15)
WHY = "The letter was about somebody else"


@pytest.fixture
def ended(case: Case) -> Case:
    case.arrest()
    case.contacts()
    case.share()
    case.discontinued()
    return case


def take_back(case: Case, *, seen: list[int] | None = None, why: str = WHY, none: bool = False) -> list[CaseEnding]:
    ids = [row.id for row in services.standing_endings(case.referral)]
    by, chosen = case.robin, [] if none else ids
    with transaction():
        return services.ending_in_error(
            case.referral, endings=chosen, seen=ids if seen is None else seen, why=why, by=by, at=LATER
        )


def test_the_charge_stands_again_and_what_rested_on_it_falls(ended: Case) -> None:
    with transaction():
        services.release(ended.person, COURT_DAY, by=ended.robin, at=AT)
    [row] = take_back(ended)
    assert (row.superseded_at, row.error_why, row.error_by_id) == (LATER, WHY, ended.robin.staff_id)
    db.session.rollback()
    assert not ended.referral.ended
    assert services.is_live(ended.referral)
    assert services.case_may_go_on_until(ended.referral) is None
    assert db.session.scalars(select(Release)).one().taken_back_at == LATER
    assert isinstance(services.may_be_released(ended.person, COURT_DAY), Why)


def test_it_needs_a_reason_something_chosen_and_the_endings_of_now(ended: Case) -> None:
    with pytest.raises(Refused, match="Say what was wrong"):
        take_back(ended, why=" ")
    with pytest.raises(Refused, match="Choose what was recorded"):
        take_back(ended, none=True)
    with pytest.raises(Conflict):
        take_back(ended, seen=[])
    assert services.standing_endings(ended.referral)


def test_whoever_was_told_of_it_is_told_that_it_was_an_error_and_nobody_else(ended: Case) -> None:
    take_back(ended)
    assert services.own_to_tell(ended.referral, by=ended.robin, at=LATER) == []
    with pytest.raises(Refused, match="No discontinuance"), transaction():
        services.tell_own(ended.referral, Tell.ENDING, by=ended.robin, at=LATER)
    ended.discontinued()
    with transaction():
        services.tell_own(ended.referral, Tell.ENDING, by=ended.robin, at=AT)
        for notice in db.session.scalars(sa.select(Notice)):
            notice.state, notice.sent_at = "sent", AT
    take_back(ended)
    subject = f"ending:{ended.referral.reference}"
    changed = notices.changed_about([subject], agency_id=ended.team.agency_id, at=LATER)
    assert {"recorded in error" in one.now for one in changed} == {True}
    assert services.own_to_tell(ended.referral, by=ended.robin, at=LATER) == []  # "Changed since told" offers it
    with transaction():
        made = services.tell_own(ended.referral, Tell.ENDING, by=ended.robin, at=LATER)
        assert {notice.replaces_id for notice in made} == {one.line.notice_id for one in changed}
        assert all(line.basis == "agreement" for notice in made for line in notice.lines)


def test_the_page_takes_it_back_and_the_referral_says_so(ended: Case) -> None:
    where, [row] = f"/referrals/{ended.referral.reference}", services.standing_endings(ended.referral)
    ticked = {"why": WHY, "endings": str(row.id)}
    with time_machine.travel(LATER, tick=True):
        robin = ended.team.sign_in("worker")
        assert f'href="{where}/ending/error"' in robin.get(where).text
        assert robin.form(f"{where}/ending/error", data={}).status_code == 200
        assert robin.form(f"{where}/ending/error", data=ticked).status_code == 303
        after = robin.get(where).text
        assert "was recorded in error, and taken back" in after
        assert WHY in after
        assert "nothing to take back" in robin.get(f"{where}/ending/error").text
