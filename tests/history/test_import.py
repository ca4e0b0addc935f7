"""A spreadsheet brought in: what it becomes, that it is idempotent, and that nobody is texted (issue, Real input)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework.accounts.models import Agency
from casework.appointments.models import Appointment, Attendance
from casework.courts.models import Hearing
from casework.kernel import audit, clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event, EventRecord
from casework.people import services as people
from casework.people.models import Agreement, Person, SafeContact
from diversion.models import CaseEnding, Charge, ImportBatch, Referral, Requirement, Scheme
from diversion.services import restating, schemes, tasks
from notices.models import Notice
from reminders.models import Text
from tests.history.importing import OPEN_DOOR, SAFE_EXIT, TRUST, bring, counted, how_many, only_referral, written
from tests.history.test_whole_files import NORTHERN
from tests.support.staff import Team

EVERYTHING = (Agency, Scheme, Person, SafeContact, Agreement, Referral, Charge, CaseEnding, Hearing, Requirement)
EVERYTHING += (Appointment, Attendance, ImportBatch, Text, Notice, Event)  # type: ignore[assignment]


def test_the_two_files_of_the_review_give_its_figures_and_a_second_time_nothing(within: Flask) -> None:
    for file, total in ((SAFE_EXIT, 420), (TRUST, 200)):
        assert f"{total} new, 0 already there" in bring(file).stdout
    before = {model: how_many(model) for model in EVERYTHING}
    for file, total in ((SAFE_EXIT, 420), (TRUST, 200)):
        again = bring(file)
        assert again.exit_code == 0
        assert f"0 new, {total} already there" in again.stdout
    assert {model: how_many(model) for model in EVERYTHING} == before

    safe_exit = counted("Safe Exit", "--from", "1 Jun 2006", "--to", "2009-12-31")
    assert (safe_exit["people"], safe_exit["referrals"], safe_exit["completed"]) == (84, 420, 319)
    assert safe_exit["referrals_per_person"] == 5
    assert safe_exit["completion_rate"] == pytest.approx(319 / 420)
    trust = counted("trust")
    assert (trust["people"], trust["referrals"], trust["completed"]) == (61, 200, 178)
    assert trust["completion_rate"] == pytest.approx(0.89)


def test_nobody_is_texted_or_told_and_nothing_stands_on_today(within: Flask) -> None:
    bring(SAFE_EXIT)
    bring(TRUST)
    assert how_many(Text) == how_many(Notice) == 0
    assert set(db.session.scalars(select(SafeContact.safe_to_text))) <= {"no", "not_asked"}
    agency = db.session.scalars(select(Agency)).one()
    assert tasks(agency_id=agency.id, staff_id=None, today=clock.today()) == []
    assert not db.session.scalars(select(Appointment).where(Appointment.outcome.is_(None))).all()


def test_what_is_stored_of_every_referral_is_what_its_rows_say(within: Flask) -> None:
    bring(SAFE_EXIT)
    bring(TRUST)
    at = clock.now()
    for referral in db.session.scalars(select(Referral)):
        assert restating.differences(referral, at=at) == {}


def test_every_person_and_referral_is_named_in_the_audit_trail_and_its_chain_is_whole(within: Flask) -> None:
    bring(TRUST)
    events = db.session.scalars(select(Event).where(Event.act == "collection")).all()
    assert all(event.record.startswith("import:") for event in events)
    named = set(db.session.scalars(select(EventRecord.record)))
    people_there = {f"person:{one}" for one in db.session.scalars(select(Person.reference))}
    referrals = {f"referral:{one}" for one in db.session.scalars(select(Referral.reference))}
    assert named == people_there | referrals
    assert audit.first_broken() is None


def test_one_line_becomes_everything_a_referral_is(within: Flask, tmp_path: Path) -> None:
    assert bring(written(tmp_path, {"Scheme": "TRUST", "Safe to text": "yes"})).exit_code == 0
    referral = only_referral()
    person = referral.person
    assert (person.family_name, person.given_name, person.date_of_birth) == ("Farrow", "Ada", dt.date(1980, 2, 3))
    assert (referral.scheme.name, referral.source, referral.status, referral.done) == (
        "TRUST",
        "import",
        "completed",
        2,
    )
    assert (referral.urn, referral.custody_reference) == ("01HT0000109", "HT/0001/09")
    assert referral.hearing is not None
    assert (referral.hearing.court_code, clock.local(referral.hearing.starts_at).hour) == ("B01ND00", 10)
    assert referral.agreement is not None
    assert (referral.agreement.how, referral.agreement.provisional) == ("on_paper", False)
    [charge] = referral.charges
    assert charge.ending is not None
    assert (charge.ending.method, charge.ending.result_code, charge.ending.on_paper) == ("discontinued", "2053", True)
    assert [r.on_paper for r in referral.requirements] == [True, True]
    assert [b.appointment.time_known for r in referral.requirements for b in r.bookings] == [False, False]
    assert all(b.appointment.attendances[0].on_paper for r in referral.requirements for b in r.bookings)
    contact = people.safe_contact(person)
    assert contact is not None
    assert (contact.mobile, contact.safe_to_text) == ("+447700900123", "not_asked")
    assert "Ask again" in contact.note


def test_attended_on_paper_counts_though_no_assessment_or_plan_was_imported(within: Flask, tmp_path: Path) -> None:
    bring(written(tmp_path, {"Scheme": "TRUST"}))
    assert only_referral().status == "completed"
    assert all(r.assessment_id is None and r.plan_id is None for r in only_referral().requirements)


@pytest.mark.parametrize(
    ("cells", "status", "done"),
    [
        pytest.param({"2nd outcome": "did not attend"}, "not_completed", 1, id="one kept, one missed"),
        pytest.param({"2nd appt": "", "2nd outcome": ""}, "not_completed", 1, id="one kept, one never booked"),
        pytest.param({"2nd outcome": ""}, "check_first", 1, id="one not recorded is checked first"),
        pytest.param({"2nd outcome": "cancelled by service"}, "not_completed", 1, id="cancelled by us is not kept"),
        pytest.param({"1st appt": "21/5/2009"}, "not_completed", 1, id="the second before the first does not count"),
        pytest.param(
            {"2nd appt": "5/6/2009"}, "completed", 2, id="after the scheme's date but before the hearing counts"
        ),
        pytest.param({"2nd appt": "8/6/2009"}, "completed", 2, id="on the day of the hearing counts"),
        pytest.param({"1st appt": "20/5/2009"}, "completed", 2, id="both on one day count"),
        pytest.param({"2nd appt": "9/6/2009"}, "not_completed", 1, id="after the hearing does not"),
    ],
)
def test_status_is_derived_by_the_same_rules_as_everywhere(
    within: Flask, tmp_path: Path, cells: dict[str, str], status: str, done: int
) -> None:
    bring(written(tmp_path, cells))
    assert (only_referral().status, only_referral().done) == (status, done)


@pytest.mark.parametrize(
    ("cells", "method", "code"),
    [
        ({"Case ending": "withdrawn"}, "withdrawn", "2051"),
        ({"Case ending": "no evidence offered"}, "no_evidence", "2050"),
        ({"Case ending": "went ahead"}, "went_ahead", ""),
        ({"Case ending": "not known"}, "not_known", ""),
        ({"Case ending": ""}, None, ""),
        ({"Case ending": "put off"}, None, ""),
    ],
)
def test_how_a_case_ended(within: Flask, tmp_path: Path, cells: dict[str, str], method: str | None, code: str) -> None:
    bring(written(tmp_path, cells))
    ending = only_referral().charges[0].ending
    assert (ending and ending.method, ending.result_code if ending else "") == (method, code)


@pytest.mark.parametrize(
    ("typed", "outcome", "reason"),
    [
        ("did not attend", "reason_not_known", ""),
        ("did not attend - ill", "acceptable_reason", "health"),
        ("did not attend - in custody", "acceptable_reason", "custody_or_court"),
        ("did not attend - bus strike", "reason_not_known", ""),
        ("did not attend (acceptable reason)", "acceptable_reason", "other"),
        ("did not attend - no acceptable reason", "no_acceptable_reason", ""),
        ("cancelled by service", "cancelled_by_us", ""),
    ],
)
def test_outcomes_are_recorded_in_the_words_of_the_house(
    within: Flask, tmp_path: Path, typed: str, outcome: str, reason: str
) -> None:
    bring(written(tmp_path, {"1st outcome": typed}))
    said = only_referral().requirements[0].bookings[0].appointment.attendances[0]
    assert (said.outcome, said.reason) == (outcome, reason)
    assert said.note in {"", typed.removeprefix("did not attend").strip(" -()")}


def test_rows_join_somebody_already_in_waymark_and_leave_her_record_alone(
    within: Flask, tmp_path: Path, team: Team
) -> None:
    with transaction():
        made = people.add_person(
            given_name="Ada", family_name="Farrow", known_as="Addie", date_of_birth=dt.date(1980, 2, 3),
            by=team.actor("worker"), at=clock.now(),
        )  # fmt: skip
        reference = made.reference
    said = bring(written(tmp_path, {"Surname": "FARROW", "Known as": "Ace"}))
    assert "1 of them in Waymark before" in said.stdout
    person = db.session.scalars(select(Person)).one()
    assert (person.reference, person.family_name, person.known_as) == (reference, "Farrow", "Addie")
    assert people.safe_contact(person) is None
    assert only_referral().person_id == person.id


def test_two_records_of_one_name_and_birth_are_not_chosen_between(within: Flask, tmp_path: Path, team: Team) -> None:
    with transaction():
        for _ in range(2):
            people.add_person(
                given_name="Ada", family_name="Farrow", date_of_birth=dt.date(1980, 2, 3),
                by=team.actor("worker"), at=clock.now(),
            )  # fmt: skip
    said = bring(written(tmp_path, {}))
    assert said.exit_code == 1
    assert "two people in Waymark have exactly this name" in said.stderr
    assert how_many(Referral) == 0


def test_people_of_another_agency_are_never_joined(within: Flask, tmp_path: Path, team: Team) -> None:
    """C11."""
    own = team.agency_id
    other = Team(team.app, agency_name="Harbour Trust")
    with transaction():
        people.add_person(
            given_name="Ada", family_name="Farrow", date_of_birth=dt.date(1980, 2, 3),
            by=other.actor("worker"), at=clock.now(),
        )  # fmt: skip
    bring(written(tmp_path, {}))
    assert only_referral().agency_id == only_referral().person.agency_id == own
    assert how_many(Person) == 2


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        pytest.param({"2nd outcome": "did not attend"}, "2nd outcome", id="an outcome"),
        pytest.param({"1st appt": "13/5/2009"}, "1st appt", id="an appointment"),
        pytest.param({"Surname": "Farow"}, "Surname", id="a name"),
        pytest.param({"DOB": "4/2/1980"}, "DOB", id="a date of birth"),
        pytest.param({"Court date": "9/6/2009"}, "Court date", id="a court date"),
        pytest.param({"Case ending": "went ahead"}, "Case ending", id="an ending"),
        pytest.param({"URN": "01HT0000209"}, "URN", id="a URN"),
    ],
)
def test_a_row_that_says_something_else_than_waymark_is_for_somebody_to_confirm(
    within: Flask, tmp_path: Path, cells: dict[str, str], field: str
) -> None:
    bring(written(tmp_path, {}))
    before = {model: how_many(model) for model in EVERYTHING}
    said = bring(written(tmp_path, cells, {"Custody ref": "HT/0002/09", "Arrest date": "1/5/2009"}))
    assert said.exit_code == 1
    assert f"Line 2, {field}: " in said.stderr
    assert only_referral().reference in said.stderr
    assert {model: how_many(model) for model in EVERYTHING} == before
    skipped = bring(written(tmp_path, cells, {"Custody ref": "HT/0002/09", "Arrest date": "1/5/2009"}), "--skip-bad")
    assert (skipped.exit_code, how_many(Referral), how_many(Person)) == (0, 2, 1)


def test_what_was_recorded_in_waymark_since_is_not_a_change_where_the_file_says_nothing(
    within: Flask, tmp_path: Path
) -> None:
    file = written(tmp_path, {"Case ending": "", "Ending date": "", "2nd outcome": "", "Mobile": ""})
    bring(file)
    with transaction():
        db.session.add(
            CaseEnding(
                charge_id=only_referral().charges[0].id,
                method="withdrawn",
                decided_on=dt.date(2009, 6, 8),
                recorded_at=clock.now(),
            )
        )
    assert "0 new, 1 already there" in bring(file).stdout


def test_a_referral_that_the_file_no_longer_names_is_left_alone(within: Flask, tmp_path: Path) -> None:
    """C14."""
    bring(written(tmp_path, {}, {"Custody ref": "HT/0002/09"}))
    assert "0 new, 1 already there" in bring(written(tmp_path, {})).stdout
    assert how_many(Referral) == 2


def test_a_file_of_other_habits_needs_its_scheme_and_then_comes_out_right(within: Flask, team: Team) -> None:
    actor = team.actor("administrator")
    refused = bring(OPEN_DOOR)
    assert refused.exit_code == 1
    assert "there is no scheme called “Open Door (North)”. Write one of these: Safe Exit, TRUST" in refused.stderr
    with transaction():
        schemes.add_scheme(NORTHERN, by=actor, at=clock.now())
    said = bring(OPEN_DOOR)
    assert said.exit_code == 0, said.output
    assert "8 new, 0 already there, 1 said twice" in said.stdout
    assert "Note: Line 11 says the same as line 8; it is counted once" in said.stderr
    found = counted("open door (north)")
    assert (found["people"], found["referrals"], found["completed"]) == (5, 8, 4)
    assert "0 new, 8 already there" in bring(OPEN_DOOR).stdout
