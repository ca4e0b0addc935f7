"""Somebody and their cases meetings: put forward, the words put right, taken off; what the meeting said of them."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.words import joined
from casework.meetings import services
from casework.meetings.forms import MinutesForm, PutForm, WordsForm
from casework.meetings.models import CasesMeeting
from casework.meetings.rules import CameOf, OffWhy, Reason
from casework.meetings.services import Put
from casework.meetings.views.frame import MEETINGS, address, begun, bp, of_meeting, pressed, usual_end, when
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed, Recipient
from casework.people.rules.sharing import Basis
from casework.people.services import load_person, safe_contact


@bp.get("/people/<reference>/cases-meetings")
@access(Action.LOOK, MEETINGS)
def of_person(reference: str) -> Response:
    """Where they were put forward, and the meetings to come where they could be."""
    by, at = actor(), clock.now()
    person = load_person(reference, by=by, compartment=MEETINGS)
    items = services.items_of(person, by=by)
    standing = {one.meeting_id for one in items if one.off_at is None}
    coming = [one for one in services.coming(by=by, at=at) if one.id not in standing]
    return page(
        "meetings/person.html",
        title=f"Cases meetings, person {person.reference}",
        person=person,
        contact=safe_contact(person),
        rows=[(one, Reason(one.reason).words, OffWhy(one.off_why).words if one.off_why else "") for one in items],
        coming=coming,
        when=when,
    )


@bp.route("/people/<reference>/cases-meetings/<meeting>", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def put(reference: str, meeting: str) -> Response:
    """Put somebody forward. What was written the last time is there to begin from; who may read it is not."""
    by = actor()
    row = services.load_meeting(meeting, by=by, action=Action.WRITE)
    person = load_person(reference, by=by, compartment=MEETINGS)
    form = PutForm()
    form.offer(one for one in services.asked(row) if one.agency_id != by.agency_id)
    if request.method == "GET":
        form.until.process_data(usual_end(row))
        _start(form, row, person)
    if form.validate_on_submit() and (done := save(form, lambda: _put(reference, meeting, form))):
        return done
    title = f"Put forward person {person.reference}"
    return of_meeting(row, "put.html", title, form=form, person=person, agreed=_agreed(person))


def _start(form: PutForm, row: CasesMeeting, person: Person) -> None:
    if last := services.last_time(row, person):
        form.reason.process_data(last.reason)
        form.brief.process_data(last.brief)
        form.support.process_data(last.support)


def _agreed(person: Person) -> str:
    """The agreement that stands, in words."""
    found = services.standing_agreement(person)
    if found is None:
        return ""
    return joined([Recipient(one).words for one in found.recipients.split(",") if one])


def _put(reference: str, meeting: str, form: PutForm) -> str:
    by = actor()
    row = services.load_meeting(meeting, by=by, action=Action.WRITE)
    person = load_person(reference, by=by, compartment=MEETINGS, action=Action.WRITE)
    agreed = Basis(form.basis.data) is Basis.AGREEMENT
    wanted = Put(
        reason=Reason(form.reason.data),
        basis=Basis(form.basis.data),
        why=form.why.data,
        to=form.to.data,
        until=form.until.data or usual_end(row),
        brief=form.brief.data,
        support=form.support.data,
        agreed_on=form.agreed_on.data if agreed else None,
        how=HowAgreed(form.how.data) if agreed and form.how.data else None,
    )
    services.put_forward(row, person, wanted, by=by, at=clock.now())
    return f"{address(row)}?saved=1"


@bp.route("/cases-meetings/items/<item>", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def words(item: str) -> Response:
    """The words the others read, put right by their own agency."""
    row = services.load_own(item, by=actor())
    form = WordsForm()
    if request.method == "GET":
        form.reason.process_data(row.reason)
        form.brief.process_data(row.brief)
        form.support.process_data(row.support)
        form.seen_version.process_data(row.version)
    if form.validate_on_submit() and (done := save(form, lambda: _words(item, form))):
        return done
    return of_meeting(row.meeting, "words.html", "What the others read", form=form, person=row.person, item=row)


def _words(item: str, form: WordsForm) -> str:
    by = actor()
    row = services.load_own(item, by=by, action=Action.WRITE)
    services.change_item(
        row,
        reason=Reason(form.reason.data),
        brief=form.brief.data,
        support=form.support.data,
        seen_version=form.seen_version.data or 0,
        by=by,
        at=clock.now(),
    )
    return f"{address(row.meeting)}?saved=1"


@bp.post("/cases-meetings/items/<item>/removal")
@access(Action.WRITE, MEETINGS)
def take_off(item: str) -> Response:
    """Their own agency takes them off the agenda."""
    return pressed(lambda: _take_off(item))


def _take_off(item: str) -> str:
    by = actor()
    row = services.load_own(item, by=by, action=Action.WRITE)
    services.withdraw_item(row, by=by, at=clock.now())
    return f"{address(row.meeting)}?saved=1"


@bp.route("/cases-meetings/items/<item>/minutes", methods=["GET", "POST"])
@access(Action.WRITE, MEETINGS)
def minutes(item: str) -> Response:
    """What was said and decided about one person."""
    by = actor()
    row = services.item_to_minute(item, by=by, at=clock.now())
    form = MinutesForm()
    if request.method == "GET" and row.noted:
        form.came_of.process_data(row.noted[-1].came_of)
        form.words.process_data(row.noted[-1].words)
    if form.validate_on_submit() and (done := save(form, lambda: _minutes(item, form))):
        return done
    earlier = [(one.recorded_at, CameOf(one.came_of).words, one.words) for one in row.noted[:-1]]
    line = services.line_of(row, by=by)
    known = {"line": line, "earlier": earlier, "begun": begun(row.meeting)}
    return of_meeting(row.meeting, "minutes.html", "What was agreed", form=form, **known)


def _minutes(item: str, form: MinutesForm) -> str:
    by, at = actor(), clock.now()
    row = services.item_to_minute(item, by=by, at=at)
    services.write_note(row, CameOf(form.came_of.data), form.words.data, by=by, at=at)
    return f"{address(row.meeting)}?saved=1"
