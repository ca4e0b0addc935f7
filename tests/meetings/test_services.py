"""An agenda shows each agency its own part, rests on a basis that stands, and every disclosure is kept (4.15-4.17)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from casework.kernel import audit
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.meetings import services
from casework.meetings.models import CasesAction, CasesItem, CasesNote, CasesTold
from casework.meetings.rules import SUPPORT_ASKED, ActionState, CameOf
from casework.people import services as people
from casework.people.models import Agreement
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.sharing import Basis
from casework.people.services import bundle, erasing, restricting, sharing
from tests.meetings.cast import AFTER, CLINIC, MEETS, Round
from tests.people.cast import AT, DAY, TODAY, events
from tests.support.staff import Team


@pytest.fixture
def round_(within: Flask, team: Team) -> Round:
    return Round(team)


def acts(what: str) -> list[Event]:
    return list(db.session.scalars(db.select(Event).where(Event.act == what).order_by(Event.seq)))


def test_each_agency_reads_what_it_was_told_and_every_disclosure_is_kept(round_: Round) -> None:
    jo, worker = round_.jo(), round_.worker
    item = round_.put(jo, "Harbour", "Met", CLINIC)
    told = [one for one in acts("disclosure") if one.compartment == "share"]
    assert [(one.record, one.detail["basis"], one.detail["parts"]) for one in told] == [
        (f"person:{jo.reference}", "agreement", "cases meetings")
    ] * 2
    harbour, met = round_.harbour.actor("worker"), round_.met.actor("liaison")
    (theirs,) = round_.reads(harbour).lines
    with transaction():
        audit.write_looks(AT + DAY)
    (police,) = round_.reads(met).lines
    assert (theirs.name, theirs.said.support, theirs.person, theirs.own) == (
        "Joanna O'Brien-Łukasz",
        "Wants a methadone script",
        "",
        False,
    )
    assert (police.said.brief, police.said.support) == ("Who can see Jo this week?", "")
    assert police.said.reason == SUPPORT_ASKED
    with pytest.raises(NotFound):
        sharing.load_shared(jo.reference, by=harbour, at=AT + DAY)
    assert sharing.shared_with(harbour, at=AT + DAY) == []
    look = acts("disclosure")[-1]
    assert (look.record, look.reason, look.detail["to"]) == (
        f"cases-meeting:{round_.meeting.reference}",
        "share",
        db.session.get_one(type(item.agency), harbour.agency_id).reference,
    )
    assert look.detail["basis"] == f"{item.reference} agreement"
    (own,) = round_.reads(worker).lines
    assert own.told == ["Harbour Trust", "Met Vice", CLINIC]


def test_being_asked_shows_nobody_and_another_agency_does_not_know_of_the_meeting(round_: Round) -> None:
    round_.put(round_.jo(), "Met")
    asked = round_.reads(round_.harbour.actor("manager"))
    assert (asked.lines, asked.before, asked.off) == ([], [], [])
    stranger = Team(round_.team.app, "Elsewhere").actor("manager")
    with pytest.raises(NotFound):
        services.load_meeting(round_.meeting.reference, by=stranger)
    assert not services.coming(by=stranger, at=AT)
    assert services.past(by=stranger, at=AFTER + DAY) == ([], "")


def test_an_agreement_must_stand_and_name_everybody_told(round_: Round) -> None:
    jo = round_.jo()
    with pytest.raises(Refused, match="No agreement to this is recorded"):
        round_.put(jo, "Harbour", agreed_on=None)
    with pytest.raises(Refused, match="Choose how they agreed"):
        round_.put(jo, "Harbour", how=HowAgreed.IN_CUSTODY)
    round_.put(jo, "Harbour")
    nxt = Round(Team(round_.team.app, "Second"))  # a meeting of its own, of the same site
    assert nxt.meeting.reference != round_.meeting.reference
    with pytest.raises(Refused, match="already"):
        round_.put(jo, "Harbour", agreed_on=None)
    with transaction():
        services.withdraw_item(services.items_of(jo, by=round_.worker)[0], by=round_.worker, at=AT)
    with pytest.raises(Refused, match="not agreed to be spoken of with: police or probation"):
        round_.put(jo, "Harbour", "Met", agreed_on=None)
    again = round_.put(jo, "Harbour", agreed_on=None)
    assert db.session.query(Agreement).filter_by(person_id=jo.id, kind="meeting").count() == 1
    assert again.agreement_id is not None


def test_without_agreement_a_reason_is_kept_and_nobody_else_reads_it(round_: Round) -> None:
    jo = round_.jo()
    with pytest.raises(Refused, match="Say why"):
        round_.put(jo, "Met", basis=Basis.SAFEGUARDING, why=" ")
    round_.put(jo, "Met", basis=Basis.SAFEGUARDING)
    (police,) = round_.reads(round_.met.actor("manager")).lines
    (own,) = round_.reads(round_.worker).lines
    assert (police.why, own.why) == ("", "Threats on Tuesday")
    assert acts("disclosure")[0].detail["basis"] == "safeguarding"


def test_whoever_takes_their_agreement_back_is_off_every_agenda_at_once(round_: Round) -> None:
    jo, worker, harbour = round_.jo(), round_.worker, round_.harbour.actor("worker")
    round_.put(jo, "Harbour", CLINIC)
    alone = round_.put(round_.mei(), "Harbour", basis=Basis.LAW)
    (given,) = [one for one in people.agreements(jo) if one.kind == "meeting"]
    with transaction():
        people.withdraw(given, by=worker, at=AT + DAY)
    later = AT + DAY + dt.timedelta(hours=1)
    assert [line.reference for line in round_.reads(harbour, later).lines] == [alone.reference]
    mine = round_.reads(worker, later)
    assert [(line.name, line.off) for line in mine.off] == [
        ("Joanna O'Brien-Łukasz", "The agreement it rested on no longer stands")
    ]
    clinic = services.body_of(round_.meeting, round_.body(CLINIC))
    sheet = services.agenda(round_.meeting, by=worker, at=later, only=clinic)
    assert sheet.lines == []
    assert all(one.ended_at for one in sharing.shares_of(jo))
    assert events(f"person:{jo.reference}")[-1].detail["why"] == "withdrawn"


def test_the_dead_and_the_restricted_are_put_before_nobody(round_: Round) -> None:
    jo, worker, harbour = round_.jo(), round_.worker, round_.harbour.actor("worker")
    round_.put(jo, "Harbour")
    manager = round_.team.actor("manager")
    with transaction():
        restricting.set_who_may_see(
            jo, restricted=True, why="Known here", listed=[worker.staff_id or 0], excluded=[], by=manager, at=AT
        )
    assert round_.reads(harbour).lines == []
    (own,) = round_.reads(worker).lines
    assert own.told == []
    mei = round_.mei()
    round_.put(mei, "Harbour", basis=Basis.LAW)
    with transaction():
        people.record_circumstance(mei, CircumstanceKind.DIED, since=TODAY, by=worker, at=AT)
    assert round_.reads(harbour).lines == []
    for person, why in ((jo, "restricted to named colleagues"), (mei, "They have died")):
        with transaction():
            for item in services.items_of(person, by=worker):
                services.withdraw_item(item, by=worker, at=AT)
        with pytest.raises(Refused, match=why):
            round_.put(person, "Harbour", basis=Basis.LAW)


def test_what_is_told_ends_on_its_last_day_and_for_a_body_no_longer_asked(round_: Round) -> None:
    jo, harbour = round_.jo(), round_.harbour.actor("worker")
    round_.put(jo, "Harbour", "Met", until=TODAY + 20 * DAY)
    midnight = dt.datetime(2026, 12, 12, tzinfo=dt.UTC)
    assert round_.reads(harbour, midnight - dt.timedelta(seconds=1)).lines
    assert round_.reads(harbour, midnight).lines == []
    plan = services.Plan(MEETS, "The Hub", "Sam", [round_.harbour.agency_id], [])
    with transaction():
        seen = round_.meeting.version
        services.change_meeting(round_.meeting, plan, seen_version=seen, by=round_.worker, at=AT + DAY)
    with pytest.raises(NotFound):
        services.load_meeting(round_.meeting.reference, by=round_.met.actor("liaison"))
    assert round_.reads(round_.met.actor("liaison")).lines == []
    assert round_.reads(harbour).lines
    with pytest.raises(Conflict), transaction():
        services.change_meeting(round_.meeting, plan, seen_version=0, by=round_.worker, at=AT + DAY)
    with transaction():
        services.cancel_meeting(round_.meeting, by=round_.worker, at=AT + DAY)
    assert round_.reads(harbour).lines == []
    assert [line.off for line in round_.reads(round_.worker).off] == ["The meeting was cancelled"]


def test_what_was_agreed_stands_on_the_next_agenda_and_on_today_until_it_is_done(round_: Round) -> None:
    jo, worker = round_.jo(), round_.worker
    harbour, met = round_.harbour.actor("worker"), round_.met.actor("liaison")
    item = round_.put(jo, "Harbour", "Met", CLINIC)
    body = {name: services.body_of(round_.meeting, round_.body(name)) for name in ("Lantern", "Harbour", "Met", CLINIC)}
    with pytest.raises(Refused, match="not begun"):
        services.write_note(item, CameOf.AGAIN, "", by=worker, at=AT)
    day = TODAY + 20 * DAY
    with transaction():
        services.write_note(item, CameOf.AGAIN, "Moved hostel", by=worker, at=AFTER)
        done = services.add_action(item, "See her on Tuesday", body["Harbour"], None, day, by=worker, at=AFTER)
        services.add_action(item, "Look for the car", body["Met"], None, day, by=worker, at=AFTER)
        services.add_action(item, "Keep a bed", body[CLINIC], None, day, by=worker, at=AFTER)
    (police,) = round_.reads(met, AFTER).lines
    assert [one.what for one in police.actions] == ["Look for the car"]
    assert (police.said.came_of, police.said.noted) == ("Look again next time", "")
    with pytest.raises(NotFound):
        services.item_to_minute(item.reference, by=harbour, at=AFTER)
    due = services.due(agency_id=harbour.agency_id, staff_id=harbour.staff_id, now=AT + 20 * DAY)
    assert [(task.person_id, task.about) for task in due.tasks] == [(0, "Somebody Lantern Project put forward")]
    assert not services.due(agency_id=harbour.agency_id, staff_id=None, now=AT + 19 * DAY).tasks
    with transaction():
        row = services.load_action(done.reference, by=harbour, at=AFTER, write=True)
        services.move_action(
            row,
            ActionState.CARRIED,
            words="Out twice",
            by_when=day + DAY,
            seen_version=row.version,
            by=harbour,
            at=AFTER,
        )
        plan = services.Plan(MEETS + 28 * DAY, "The Hub", "Sam", [round_.harbour.agency_id], [])
        nxt = services.plan_meeting(plan, after=round_.meeting, by=worker, at=AFTER)
    (before,) = round_.reads(harbour, AFTER, nxt).before
    assert next((one.what, one.state) for one in before.actions) == ("See her on Tuesday", ActionState.CARRIED)
    assert round_.reads(harbour, AFTER, nxt).lines == [], "nobody is told anything by a new meeting"
    assert services.last_time(nxt, jo) == item
    with transaction():
        for one in item.actions:
            services.move_action(one, ActionState.DONE, seen_version=one.version, by=worker, at=AFTER)
    assert round_.reads(harbour, AFTER, nxt).before == []
    assert [step.state for step in done.steps] == ["carried", "done"], "what was said before stays"


@pytest.mark.sqlite
def test_what_a_person_is_given_says_what_was_agreed_and_who_is_erased_stands_on_no_agenda(round_: Round) -> None:
    jo, worker, manager = round_.jo(), round_.worker, round_.team.actor("manager")
    item = round_.put(jo, "Harbour")
    with transaction():
        services.write_note(item, CameOf.AGAIN, "Moved hostel", by=worker, at=AFTER)
        owes = services.body_of(round_.meeting, round_.body("Harbour"))
        services.add_action(item, "See her on Tuesday", owes, None, TODAY + 20 * DAY, by=worker, at=AFTER)
        sections = bundle.look_through(jo, by=manager)
    said = {line.value for one in sections for record in one.records for line in record.lines}
    assert {"Moved hostel", "See her on Tuesday", "Wants a methadone script", "Health, or alcohol and drugs"} <= said
    with transaction():
        erasing._erase(jo, AFTER)
    for model in (CasesItem, CasesTold, CasesNote, CasesAction):
        assert db.session.scalars(db.select(model)).all() == []
    assert round_.reads(round_.harbour.actor("worker"), AFTER).lines == []
    assert services.load_meeting(round_.meeting.reference, by=worker).reference == round_.meeting.reference
