"""Court dates of a person: another one of theirs, and what came of each (domain rules 4, 5 and 6)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import services
from casework.courts.forms import (
    ErrorForm,
    HearingForm,
    HearingOutcomeForm,
    SolicitorForm,
    TransferAnswerForm,
    TransferErrorForm,
    TransferForm,
)
from casework.courts.models import CourtContact, Hearing
from casework.courts.reference import Code, court, result
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.formkit import Choice, Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Conflict, Refused
from casework.people.rules.agreements import HowAgreed
from casework.people.services import load_person

bp = Blueprint("courts", __name__)


@bp.route("/people/<reference>/hearings/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def new(reference: str) -> Response:
    """Another court date of theirs: while it stands, nobody may say that court is off that day."""
    person = load_person(reference, by=actor(), compartment=Compartment.CJ)
    form = HearingForm()
    if form.validate_on_submit() and (done := save(form, lambda: _list(reference, form))):
        return done
    return page("courts/new.html", title=f"Another court date, person {person.reference}", person=person, form=form)


def _list(reference: str, form: HearingForm) -> str:
    assert form.found and form.day.data and form.time.data is not None  # noqa: S101, PT018 (the form was valid)
    person = load_person(reference, by=actor(), compartment=Compartment.CJ, action=Action.WRITE)
    services.schedule_hearing(
        person,
        court_code=form.found.ou_code,
        day=form.day.data,
        time=form.time.data,
        matter=form.matter.data,
        other_matter=True,
        by=actor(),
        at=clock.now(),
    )
    return f"/people/{person.reference}?saved=1"


@bp.route("/hearings/<reference>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def hearing(reference: str) -> Response:
    """One court date: what is known of it, and what the court or the prosecutor decided."""
    found = services.load_hearing(reference, by=actor())
    form = HearingOutcomeForm()
    form.offer(found)
    if form.validate_on_submit() and (done := save(form, lambda: _settle(reference, form))):
        return done
    return page(
        "courts/hearing.html",
        title=f"Court date {found.reference}",
        hearing=found,
        person=found.person,
        court=court(found.court_code),
        history=_history(found),
        codes=_codes(),
        form=form,
    )


def _history(found: Hearing) -> list[dict[str, Any]]:
    """Everything ever recorded of it, by whom and when, latest first; what was corrected stays."""
    who = services.recorded_by(found.outcomes)
    return [
        {
            "row": row,
            "kind": HearingResult(row.kind),
            "code": result(row.result_code),
            "by": who.get(row.recorded_by_id or 0, ""),
        }
        for row in reversed(found.outcomes)
    ]


def _codes() -> list[tuple[HearingResult, list[Code]]]:
    """Every result that can be recorded, under the answer it goes with."""
    known = ((kind, [row for code in kind.codes if (row := result(code))]) for kind in HearingResult)
    return [(kind, rows) for kind, rows in known if rows]


def _settle(reference: str, form: HearingOutcomeForm) -> str:
    found = services.load_hearing(reference, by=actor(), action=Action.WRITE)
    _refuse_stale(found, form)
    decision: dict[str, Any] = {
        "result_code": form.code,
        "decided_by": form.decided_by.data,
        "decided_on": form.decided_on.data,
        "reference": form.reference.data,
        "by": actor(),
        "at": clock.now(),
    }
    if form.result is HearingResult.ADJOURNED:
        return _put_off(found, form, decision)
    services.record_hearing_outcome(found, form.result, replaces=found.outcome, **decision)
    return _done(found)


def _done(found: Hearing) -> str:
    """Back to Today, where the row was pressed; else the court date itself."""
    return "/today?saved=1" if request.args.get("back") == "today" else f"/hearings/{found.reference}?saved=1"


def _put_off(found: Hearing, form: HearingOutcomeForm, decision: dict[str, Any]) -> str:
    assert form.day.data and form.time.data is not None  # noqa: S101, PT018 (the form was valid)
    elsewhere = form.found.ou_code if form.found else None
    when: dict[str, Any] = {"day": form.day.data, "time": form.time.data, "court_code": elsewhere}
    later = services.adjourn(found, replaces=found.outcome, **when, **decision)
    return _done(later)


@bp.route("/hearings/<reference>/error", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def error(reference: str) -> Response:
    """What was recorded of it was wrong: the hearing stands again, and so does every reminder of it (rule 4)."""
    found, form = services.load_hearing(reference, by=actor()), ErrorForm()
    if form.validate_on_submit() and (done := save(form, lambda: _take_back(reference, form))):
        return done
    if not form.is_submitted() and found.outcome is not None:
        form.seen_id.process_data(found.outcome.id)
    return page(
        "courts/error.html",
        title=f"Court date {found.reference}, recorded in error",
        hearing=found,
        person=found.person,
        said=HearingResult(found.outcome.kind).words if found.outcome else "",
        refusal=services.why_not_error(found),
        form=form,
    )


def _take_back(reference: str, form: ErrorForm) -> str:
    found = services.load_hearing(reference, by=actor(), action=Action.WRITE)
    services.recorded_in_error(found, seen_id=form.seen_id.data or 0, why=form.why.data, by=actor(), at=clock.now())
    return f"/hearings/{found.reference}?saved=1"


def _refuse_stale(found: Hearing, form: HearingOutcomeForm) -> None:
    current = found.outcome
    if (form.seen_id.data or 0) != (current.id if current else 0):
        theirs = HearingResult(current.kind).words if current else "Nothing recorded"
        again = {"seen_id": str(current.id if current else 0)}
        raise Conflict("What came of this hearing", theirs=theirs, yours=form.result.words, again=again)


@bp.route("/people/<reference>/solicitor", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def solicitor(reference: str) -> Response:
    """Which solicitor may be told of them, because they agreed to it (domain rule 3)."""
    person = load_person(reference, by=actor(), compartment=Compartment.CJ)
    form = SolicitorForm()
    form.contact.choices = _of_kind("solicitor")
    if form.validate_on_submit() and (done := save(form, lambda: _name_solicitor(reference, form))):
        return done
    now = services.solicitor_now(person)
    return page("courts/solicitor.html", title="Their solicitor", person=person, form=form, now=now)


def _of_kind(kind: str) -> list[Choice]:
    found = services.contacts(agency_id=actor().agency_id)
    return [Choice(one.reference, f"{one.name}, {one.email}") for one in found if one.kind == kind]


def _chosen(reference: str) -> CourtContact:
    found = services.contacts(agency_id=actor().agency_id)
    one = next((contact for contact in found if contact.reference == reference), None)
    if one is None:
        raise Refused("Choose one from the list", "contact")
    return one


def _name_solicitor(reference: str, form: SolicitorForm) -> str:
    assert form.given_on.data  # noqa: S101 (the form was valid)
    person = load_person(reference, by=actor(), compartment=Compartment.CJ, action=Action.WRITE)
    contact, how = _chosen(form.contact.data), HowAgreed(form.how.data)
    services.name_solicitor(person, contact, how=how, given_on=form.given_on.data, by=actor(), at=clock.now())
    return f"/people/{person.reference}/solicitor?saved=1"


@bp.post("/people/<reference>/solicitor/withdrawal")
@access(Action.WRITE, Compartment.CJ)
def solicitor_withdrawn(reference: str) -> Response:
    """They no longer agree that their solicitor is told."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _stop_solicitor(reference))):
        return done
    raise Refused("Press the button again")


def _stop_solicitor(reference: str) -> str:
    person = load_person(reference, by=actor(), compartment=Compartment.CJ, action=Action.WRITE)
    services.stop_telling_solicitor(person, by=actor(), at=clock.now())
    return f"/people/{person.reference}/solicitor?saved=1"


@bp.route("/people/<reference>/transfer", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def transfer(reference: str) -> Response:
    """Moved to another area: whom we asked to take them over; until they accept we stay responsible (rule 30)."""
    person = load_person(reference, by=actor(), compartment=Compartment.CJ)
    latest = services.transfers_of({person.id}).get(person.id)
    asked = latest if latest is not None and latest.open else None
    form = TransferForm() if asked is None else TransferAnswerForm()
    if isinstance(form, TransferForm):
        form.contact.choices = _of_kind("service")
    if form.validate_on_submit() and (done := save(form, lambda: _transfer(reference, form))):
        return done
    return page("courts/transfer.html", title="Move to another area", person=person, form=form, now=latest, asked=asked)


def _transfer(reference: str, form: TransferForm | TransferAnswerForm) -> str:
    by, at = actor(), clock.now()
    person = load_person(reference, by=by, compartment=Compartment.CJ, action=Action.WRITE)
    if isinstance(form, TransferForm):
        assert form.asked_on.data  # noqa: S101 (the form was valid)
        services.ask_transfer(person, _chosen(form.contact.data), asked_on=form.asked_on.data, by=by, at=at)
        return f"/people/{person.reference}/transfer?saved=1"
    assert form.day.data  # noqa: S101 (the form was valid)
    if form.answer.data == "accepted":
        services.accept_transfer(person, accepted_on=form.day.data, accepted_by=form.who.data, by=by, at=at)
    else:
        services.call_off_transfer(person, off_on=form.day.data, by=by, at=at)
    return f"/people/{person.reference}/transfer?saved=1"


@bp.route("/people/<reference>/transfer/error", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def transfer_error(reference: str) -> Response:
    """A transfer recorded in error is taken back, with why: we are responsible (rule 30)."""
    person = load_person(reference, by=actor(), compartment=Compartment.CJ)
    now, form = services.transfers_of({person.id}).get(person.id), TransferErrorForm()
    if request.method == "GET" and now is not None:
        form.seen.process_data(now.reference)
    if form.validate_on_submit() and (done := save(form, lambda: _take_back_transfer(reference, form))):
        return done
    title = "A transfer recorded in error"
    return page("courts/transfer_error.html", title=title, person=person, form=form, now=now)


def _take_back_transfer(reference: str, form: TransferErrorForm) -> str:
    person = load_person(reference, by=actor(), compartment=Compartment.CJ, action=Action.WRITE)
    services.transfer_in_error(person, seen=form.seen.data, why=form.why.data, by=actor(), at=clock.now())
    return f"/people/{person.reference}/transfer?saved=1"
