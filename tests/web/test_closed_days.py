"""A day is closed, one court is shut, a whole day is put off: every date, status and text follows (rules 5 and 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.courts.models import Hearing
from casework.courts.reference import court as court_of
from casework.kernel.database import db, transaction
from casework.kernel.models import ClosedDay, Event
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.kernel.worklists import Asked, Rank
from diversion import services as diversion
from diversion.models import Referral
from diversion.services.verifying import verify
from reminders.models import Text
from tests.diversion.conftest import COURT_DAY, THAMES, Case, on
from tests.support.application import Reader
from tests.support.reading import Page
from tests.support.staff import Team
from web.services.closed_days import close_day, closed_rows, open_day
from web.services.on_closed_days import to_move
from web.services.put_off import put_off, still_listed

SignIn = Callable[[str], Reader]
MONDAY = dt.date(2026, 11, 2)
FRIDAY, THURSDAY = dt.date(2026, 10, 30), dt.date(2026, 10, 29)
AT = on(dt.date(2026, 10, 1))
NEW = dt.date(2026, 11, 24)


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    return Case(within, team)


@pytest.fixture
def both(case: Case, team: Team) -> tuple[Case, Case]:
    """A case here and one of another agency on the same site."""
    other = Case(case.app, Team(case.app, "Harbour Rooms"))
    for one in (case, other):
        one.arrest()
    return case, other


def close(case: Case, day: dt.date, **more: str) -> int:
    with transaction():
        return close_day(day, "Proclaimed", by=case.team.actor("administrator"), at=AT, **more).id


def test_a_proclaimed_day_moves_every_agencys_dates_at_once_and_back_again(both: tuple[Case, Case]) -> None:
    """Nobody waits for the worker to come by: what is stored is right in the commit that closes the day."""
    closed = close(both[0], MONDAY)
    assert [one.referral.finish_by for one in both] == [THURSDAY, THURSDAY]
    assert list(verify(at=AT)) == []
    with transaction():
        open_day(closed, by=both[0].team.actor("administrator"), at=AT)
    assert [one.referral.finish_by for one in both] == [FRIDAY, FRIDAY]
    assert list(verify(at=AT)) == []
    with pytest.raises(NotFound), transaction():
        open_day(closed, by=both[0].team.actor("administrator"), at=AT)
    kept = db.session.scalars(sa.select(ClosedDay)).one()
    assert kept.ended_at == AT
    said = db.session.scalars(sa.select(Event.detail).where(Event.record == "closed-days").order_by(Event.seq)).all()
    assert [(one["what"], one["referrals"]) for one in said] == [("closed", "2"), ("opened", "2")]


def test_the_same_day_is_not_closed_twice_and_may_be_again_once_taken_back(case: Case) -> None:
    case.arrest()
    closed = close(case, MONDAY)
    with pytest.raises(Refused) as no:
        close(case, MONDAY)
    assert no.value.field == "day"
    with transaction():
        open_day(closed, by=case.team.actor("administrator"), at=AT)
    close(case, MONDAY)
    close(case, MONDAY, court_code=THAMES)


def test_a_status_that_follows_is_stored_with_the_day(case: Case) -> None:
    """Booked for Monday 26, and Tuesday to Friday left for the other: a day of them closed leaves too few to spare."""
    case.arrest()
    case.book(1, dt.date(2026, 10, 26))
    with transaction():
        diversion.restate(case.referral, at=on(dt.date(2026, 10, 22)))
    assert case.referral.status == "in_progress"
    with transaction():
        close_day(THURSDAY, "Proclaimed", by=case.team.actor("administrator"), at=on(dt.date(2026, 10, 22)))
    assert case.referral.status == "running_out"


def test_one_court_shut_leaves_the_working_days_and_asks_for_another_date(both: tuple[Case, Case]) -> None:
    case = both[0]
    close(case, COURT_DAY, court_code=THAMES)
    assert case.referral.finish_by == FRIDAY
    assert "The court does not sit on 3 November 2026. Ask it for the new court date" in case.stands(AT).because
    for one in both:
        tasks = diversion.tasks(agency_id=one.team.agency_id, staff_id=None, today=dt.date(2026, 10, 1))
        [task] = [task for task in tasks if task.rank is Rank.COURT_SOON]
        assert task.url == f"/referrals/{one.referral.reference}/hearing"
    [row] = closed_rows(agency_id=case.team.agency_id, today=dt.date(2026, 10, 1))
    assert (row.words, row.why) == (
        "Tuesday 3 November 2026, Thames Magistrates' Court only",
        "Proclaimed. On this day: 1 court date",
    )


def test_a_whole_day_is_put_off_and_all_of_theirs_follows(case: Case) -> None:
    """Both people listed there, and nobody else: dates, statuses, texts and the clock, in one transaction."""
    first = case.arrest()
    second = case.arrest_again(at=on(dt.date(2026, 9, 30)), arrested_on=dt.date(2026, 9, 30), court_day=COURT_DAY)
    thames = court_of(THAMES)
    assert thames is not None
    before = {one.reference for one in still_listed(thames, COURT_DAY, by=case.robin)}
    with transaction():
        assert _put_off(case, before) == 2
    assert still_listed(thames, COURT_DAY, by=case.robin) == []
    for referral in (first, second):
        found = db.session.get_one(Referral, referral.id)
        assert found.hearing is not None
        assert (found.hearing.day, found.finish_by) == (NEW, dt.date(2026, 11, 20))
    told = diversion.clocks([f"referral:{first.reference}"], agency_id=case.team.agency_id, now=AT)
    assert told[f"referral:{first.reference}"].by == dt.date(2026, 11, 20)
    old = sa.select(Text).join(Hearing, Hearing.id == Text.hearing_id).where(Hearing.day == COURT_DAY)
    assert {text.state for text in db.session.scalars(old)} <= {"cancelled", "dropped"}
    assert list(verify(at=AT)) == []


def test_somebody_settled_meanwhile_puts_off_nobody(case: Case) -> None:
    case.arrest()
    thames = court_of(THAMES)
    assert thames is not None
    gone = {one.reference for one in still_listed(thames, COURT_DAY, by=case.robin)}
    with transaction():
        _put_off(case, gone)
    with pytest.raises(Conflict), transaction():
        _put_off(case, gone)
    with pytest.raises(Refused, match="Tick who"), transaction():
        _put_off(case, set())


def _put_off(case: Case, references: set[str]) -> int:
    thames = court_of(THAMES)
    assert thames is not None
    return put_off(
        thames,
        COURT_DAY,
        references,
        to_day=NEW,
        to_time=dt.time(10),
        to_court=THAMES,
        decided_by="Thames listing office",
        reference="",
        by=case.robin,
        at=AT,
    )


@pytest.mark.sqlite
def test_the_pages_close_a_day_take_it_back_and_put_a_day_off(
    app: Flask, team: Team, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.kernel.clock.now", lambda: AT)
    with app.app_context():
        case = Case(app, team)
        case.arrest()
    admin = sign_in("administrator")
    wrong = admin.form("/admin/closed-days", data={"day": "24 Dec 2026", "why": "Flood", "court": "Tames"})
    assert "Thames" in wrong.text
    assert 'value="Tames"' in wrong.text
    admin.form("/admin/closed-days", data={"day": "3 Nov 2026", "why": "Flood", "court": "Thames"})
    assert "Flood. On this day: 1 court date" in admin.get("/admin/closed-days").text
    with app.app_context():
        [closed] = db.session.scalars(sa.select(ClosedDay.id))
    worker, page = sign_in("worker"), f"/court/{THAMES}/{COURT_DAY}/put-off"
    with app.app_context():
        typed = {"who": list(db.session.scalars(sa.select(Hearing.reference))), "time": "2:30pm", "court": THAMES}
    empty = worker.form(page, data={**typed, "day": "", "decided_by": "Thames listing office"})
    assert "Enter the new court date" in empty.text
    assert 'value="Thames listing office"' in empty.text
    done = worker.form(page, data={**typed, "day": "24 Nov 2026", "decided_by": "Thames listing office"})
    assert done.headers["Location"] == f"/court/{THAMES}/{NEW}?saved=1"
    assert "Nobody of ours is listed" in worker.get(page).text
    action, listed = f"/admin/closed-days/{closed}/end", admin.get("/admin/closed-days").text
    (form,) = [one for one in Page(listed).forms if one.attributes.get("action") == action]
    assert admin.post(action, data=form.hidden).status_code == 303
    assert "Flood" not in admin.get("/admin/closed-days").text
    with app.app_context():
        assert db.session.scalars(sa.select(Hearing.day).order_by(Hearing.id)).all() == [COURT_DAY, NEW]


def moves(case: Case, now: dt.datetime = AT) -> Asked:
    return to_move(agency_id=case.team.agency_id, staff_id=case.robin.staff_id, now=now)


def test_what_is_booked_for_a_day_closed_since_stands_on_today_until_somebody_moves_it(case: Case) -> None:
    case.arrest()
    case.book(1, MONDAY)
    assert moves(case) == Asked()
    closed = close(case, MONDAY)
    [row] = moves(case).tasks
    assert (row.rank, row.person_id, row.due) == (Rank.ON_CLOSED_DAY, case.person.id, MONDAY)
    assert row.why == "Mon 2 Nov, 10:00am is on a day that has been closed since"
    assert row.url.endswith("/move")
    assert moves(case, on(MONDAY, 11)) == Asked(), "past: its attendance is asked for instead"
    with transaction():
        open_day(closed, by=case.team.actor("administrator"), at=AT)
    assert moves(case) == Asked()
