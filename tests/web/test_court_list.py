"""The court list: everybody of ours listed, in honest groups, what was told and what still has to be (wireframe 6)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from diversion import services as diversion
from notices.models import Notice
from notices.rules import ContactKind
from notices.rules.statement import CPS_AND_COURT
from notices.rules.topics import Topic
from notices.services import choose
from tests.diversion.conftest import ARRESTED, COURT_DAY, THAMES, Case, on
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team
from tests.web.test_crawl import form_tokens
from web.services import court_asks

SignIn = Callable[[str], Reader]
LIST = f"/court/{THAMES}/{COURT_DAY}"
EARLY, DAY_BEFORE = dt.date(2026, 10, 20), COURT_DAY - dt.timedelta(days=1)
TELL = "Tell CPS and court ("


@pytest.fixture
def case(within: Flask, team: Team) -> Case:
    """Josephine, before Thames on 3 November; she has agreed that CPS and court are told."""
    made = Case(within, team)
    made.arrest()
    made.contacts()
    made.share()
    return made


def completed(case: Case) -> None:
    case.attend(1, dt.date(2026, 10, 6))
    case.attend(2, dt.date(2026, 10, 13))


def told(case: Case, day: dt.date = EARLY) -> list[Notice]:
    """CPS and court are told, and the relay took both notices at 9:00am."""
    with transaction():
        diversion.tell([case.referral], by=case.robin, at=on(day, 9))
        made = list(db.session.scalars(db.select(Notice).where(Notice.state == "to_send")))
        for notice in made:
            notice.state, notice.sent_at = "sent", on(day, 9)
    return made


@pytest.mark.sqlite
def test_names_are_shown_on_a_phone_only_when_asked_for(app: Flask, client: Reader) -> None:
    client.post("/demo", data=form_tokens(client.get("/").text))
    client.post("/demo/as/liaison", data=form_tokens(client.get("/help").text))
    plain = client.get("/court", follow_redirects=True)
    assert "Show names" in plain.text
    assert "wm-court__name--hidden" in plain.text
    asked = client.get(f"{plain.request.path}?names=1")
    assert "Hide names" in asked.text
    assert "wm-court__name--hidden" not in asked.text


@pytest.mark.sqlite
def test_somebody_in_time_is_not_counted_among_the_not_completed(case: Case, sign_in: SignIn) -> None:
    case.attend(1, dt.date(2026, 10, 6))
    case.book(2, dt.date(2026, 10, 27))
    with time_machine.travel(on(EARLY), tick=True):
        seen = sign_in("liaison").get(LIST).text
    assert "1 person. 1 still in time" in seen
    assert "Still in time (1)" in seen
    assert "Not completed (" not in seen
    assert "Second appointment booked for 27 October 2026" in seen
    assert "Do by Fri 30 Oct" in seen
    with time_machine.travel(on(DAY_BEFORE), tick=True):
        case.record(case.referral.requirements[1].bookings[0].appointment_id, Outcome.REASON_NOT_KNOWN)
        assert "1 person. 1 not completed" in sign_in("liaison").get(LIST).text


@pytest.mark.sqlite
def test_tell_is_offered_until_everybody_has_been_told_exactly_this(case: Case, sign_in: SignIn) -> None:
    completed(case)
    with time_machine.travel(on(EARLY), tick=True):
        lesley = sign_in("liaison")
        before = lesley.get(LIST).text
        assert "Told CPS and court: no" in before
        assert f"{TELL}1)" in before
        assert "Send by 2:00pm on Mon 2 Nov." in before
        cps, court = told(case)
        after = lesley.get(LIST).text
        assert TELL not in after
        assert "There is nothing new to tell" in after
        assert "Send by" not in after
        assert "Told CPS and court Tue 20 Oct, 9:00am, not yet acknowledged" in after
        with transaction():
            db.session.get_one(Notice, cps.id).acknowledged_at = on(EARLY, 11)
            db.session.get_one(Notice, court.id).state = "refused"
        said = lesley.get(LIST).text
        assert "Told CPS Tue 20 Oct, 9:00am, seen. Told court: no, it was not delivered" in said
        assert f"{TELL}1)" in said


@pytest.mark.sqlite
def test_tell_counts_only_those_an_administrator_lets_be_told(case: Case, team: Team, sign_in: SignIn) -> None:
    completed(case)
    scheme = f"scheme:{case.referral.scheme.reference}"
    with time_machine.travel(on(EARLY), tick=True):
        assert f"{TELL}1)" in sign_in("liaison").get(LIST).text
        nobody = {Topic.COMPLETED: frozenset[ContactKind]()}
        with transaction():
            choose(scheme, nobody, tells=CPS_AND_COURT, by=team.actor("administrator"), at=on(EARLY))
        assert TELL not in sign_in("liaison").get(LIST).text


@pytest.mark.sqlite
def test_a_day_put_off_is_told_afresh_and_the_old_day_says_so(case: Case, sign_in: SignIn) -> None:
    completed(case)
    told(case)
    later = dt.date(2026, 11, 24)
    with transaction():
        hearing = case.referral.hearing
        assert hearing is not None
        courts.adjourn(hearing, day=later, time=dt.time(14), by=case.robin, at=on(DAY_BEFORE))
    with time_machine.travel(on(DAY_BEFORE, 13), tick=True):
        lesley = sign_in("liaison")
        old, new = lesley.get(LIST).text, lesley.get(f"/court/{THAMES}/{later}").text
    assert "Listed for something else (1)" in old
    assert "Put off to another day: now Tue 24 Nov" in old
    assert TELL not in old
    assert "since court was put off. Told for Tue 3 Nov" in new
    assert f"{TELL}1)" in new


@pytest.mark.sqlite
def test_another_matter_of_hers_is_listed_and_nothing_told(case: Case, team: Team, sign_in: SignIn) -> None:
    with transaction():
        courts.schedule_hearing(
            case.person,
            court_code=THAMES,
            day=COURT_DAY,
            time=dt.time(14),
            other_matter=True,
            by=case.robin,
            at=on(ARRESTED, 15),
        )
    with time_machine.travel(on(EARLY), tick=True):
        seen = sign_in("liaison").get(LIST).text
    assert "1 person (2 lines)" in seen
    assert "Listed for another matter. We tell nothing about it" in seen


@pytest.mark.sqlite
def test_whose_case_has_ended_must_come_until_somebody_has_released_them(case: Case, sign_in: SignIn) -> None:
    """Rule 4, on the list, on paper and in the sheet, and beside the court date on their page; who was released is not
    ticked when the whole day is put off."""
    case.discontinued()
    assert case.referral.hearing is not None
    ticked = re.compile(f'value="{case.referral.hearing.reference}"[^>]* checked')
    pages, theirs = (LIST, f"{LIST}/print", f"{LIST}.csv"), f"/people/{case.person.reference}"
    with time_machine.travel(on(dt.date(2026, 10, 29)), tick=False):
        liaison, worker = sign_in("liaison"), sign_in("worker")
        for one in pages:
            assert "nobody has released them: they must come" in liaison.get(one).text
        assert "Released" not in worker.get(theirs).text
        assert ticked.search(liaison.get(f"{LIST}/put-off").text)
        with transaction():
            diversion.release(case.person, COURT_DAY, by=case.robin, at=on(dt.date(2026, 10, 29)))
        for one in pages:
            assert "Released: need not come." in liaison.get(one).text
        assert "Released: need not go" in worker.get(theirs).text
        page = liaison.get(f"{LIST}/put-off").text
    assert "10:00am. Released: need not come" in page
    assert not ticked.search(page)


def test_asking_stands_on_todays_of_both_until_it_is_recorded(case: Case, team: Team, sign_in: SignIn) -> None:
    appointment = case.book(1, dt.date(2026, 10, 19))
    robin, lesley_id = case.robin, team.actor("liaison").staff_id
    with time_machine.travel(on(EARLY, 8), tick=True):
        lesley = sign_in("liaison")
        first = lesley.get(LIST).text
        assert "1 to check first" in first
        assert "Ask Robin" in first
        assert TELL not in first
        answer = lesley.post(f"{LIST}/ask", data=hidden_fields(first, f"{LIST}/ask"))
        assert answer.headers["Location"] == f"{LIST}?saved=asked"
        asked = lesley.get(answer.headers["Location"]).text
        assert "Lesley Marsh asked Tue 20 Oct, 8:00am" in asked
        assert "Ask Robin" not in asked
        for staff_id in (robin.staff_id, lesley_id, None):
            (task,) = court_asks.asks(agency_id=team.agency_id, staff_id=staff_id, now=on(EARLY, 9))
            assert "Attendance on Mon 19 Oct is not recorded; court is Tue 3 Nov. Lesley Marsh asked" in task.why
            assert task.url == f"/referrals/{case.referral.reference}"
        assert court_asks.asks(agency_id=team.agency_id, staff_id=987, now=on(EARLY, 9)) == []
    case.record(appointment, Outcome.ATTENDED, at=on(EARLY, 10))
    assert court_asks.asks(agency_id=team.agency_id, staff_id=None, now=on(EARLY, 11)) == []


@pytest.mark.sqlite
def test_my_courts_are_remembered_and_the_last_one_comes_first(case: Case, sign_in: SignIn) -> None:
    with time_machine.travel(on(EARLY), tick=False) as now:
        lesley = sign_in("liaison")
        assert lesley.get("/court").headers["Location"] == LIST
        form = hidden_fields(lesley.get("/court?choose=1").text, "/court")
        chosen = lesley.post("/court", data={**form, "court": "Stratford", "day": ""})
        assert chosen.headers["Location"].startswith("/court/B01MN00/")
        now.shift(60)
        assert lesley.get("/court").headers["Location"].startswith("/court/B01MN00/")
        assert "Stratford" in lesley.get("/court?choose=1").text
        empty = lesley.get("/court/B01MN00/2026-10-21").text
        assert "No one of ours is listed at Stratford" in empty
        assert "Paste the court’s list" in empty


@pytest.mark.sqlite
def test_the_sheet_is_a_disclosure_on_record_and_asks_for_no_fresh_sign_in(case: Case, sign_in: SignIn) -> None:
    """U7."""
    completed(case)
    with transaction():
        case.person.family_name = "=2+2"
        case.referral.charge_name = "=2+2"
    with time_machine.travel(on(EARLY, 9), tick=True):
        liaison = sign_in("liaison")
        liaison.get(LIST)
    with time_machine.travel(on(EARLY, 9) + dt.timedelta(minutes=14), tick=True):
        answer = liaison.get(f"{LIST}.csv")
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[0] == "Status"
    assert row[0] == "Completed"
    assert "'=2+2" in row
    event = db.session.scalars(db.select(Event).order_by(Event.seq.desc())).first()
    assert event is not None
    assert (event.act, event.record) == ("disclosure", f"court-list:{THAMES}:{COURT_DAY}.csv")
    assert [one.record for one in event.others] == [f"person:{case.person.reference}"]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "address", [f"/court/{THAMES}/9999-12-31", f"/court/{THAMES}/0001-01-01", "/court/NOPE/2026-11-03"]
)
def test_an_address_of_no_list_is_not_found(app: Flask, sign_in: SignIn, address: str) -> None:
    assert sign_in("liaison").get(address).status_code == 404
