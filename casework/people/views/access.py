"""Who else may see one record: shared with another agency, for named colleagues only, opened with a reason."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor, fresh
from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment
from casework.accounts.services import staff_of
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.formkit import Form
from casework.kernel.pages import save
from casework.kernel.refused import NotFound, Refused
from casework.people import services
from casework.people.forms.access import GlassForm, ShareForm, WhoMaySeeForm
from casework.people.models import Person, PersonShare
from casework.people.rules.sharing import AT_A_MEETING, PARTS, Basis
from casework.people.services import glass, restricting, sharing
from casework.people.views.frame import about, address, bp


@bp.route("/people/<reference>/shares", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def shares(reference: str) -> Response:
    """With whom this record is shared; giving a share is a recorded disclosure."""
    person, form = _to_share(reference), ShareForm()
    agencies = sharing.other_agencies(actor())
    form.offer(agencies)
    if form.validate_on_submit() and (done := save(form, lambda: _share(reference, form))):
        return done
    rows = [_row(row) for row in sharing.shares_of(person)]
    return about(person, "shares.html", "Shared with", form=form, rows=rows, agencies=agencies)


def _to_share(reference: str) -> Person:
    services.load_person(reference, by=actor(), compartment=Compartment.COMPLIANCE, action=Action.DISCLOSE)
    return services.load_person(reference, by=actor(), compartment=Compartment.IDENTITY)


def _row(row: PersonShare) -> dict[str, object]:
    now = clock.now()
    return {
        "reference": row.reference,
        "to": row.to_agency.name,
        "parts": [(PARTS | AT_A_MEETING)[Compartment(part)] for part in row.compartments.split(",")],
        "basis": Basis(row.basis).words,
        "why": row.why,
        "start": clock.local_day(row.start),
        "end": clock.local_day(row.end - (row.end - row.start) / 10**6),
        "live": row.ended_at is None and row.end > now,
        "ended": clock.local_day(row.ended_at) if row.ended_at else None,
    }


def _share(reference: str, form: ShareForm) -> str:
    assert form.until.data is not None  # noqa: S101 (the form was valid)
    to = db.session.scalar(db.select(Agency).where(Agency.reference == form.to.data))
    if to is None:
        raise NotFound
    sharing.share(
        _to_share(reference),
        to,
        {Compartment(part) for part in form.parts.data} | {Compartment.IDENTITY},
        basis=Basis(form.basis.data),
        why=form.why.data,
        until=form.until.data,
        by=actor(),
        at=clock.now(),
    )
    return f"{address(reference)}/shares?saved=1"


@bp.post("/people/<reference>/shares/<which>/end")
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def end_share(reference: str, which: str) -> Response:
    """They see nothing more of it from now on."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, which))):
        return done
    raise Refused("Press the button again")


def _end(reference: str, which: str) -> str:
    row = sharing.load_share(_to_share(reference), which, by=actor())
    sharing.end_share(row, by=actor(), at=clock.now())
    return f"{address(reference)}/shares?saved=1"


@bp.route("/people/<reference>/who-may-see", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.RESTRICTION)
def who_may_see(reference: str) -> Response:
    """A manager restricts a record to named colleagues, or keeps some out of it."""
    by = actor()
    person = services.load_person(reference, by=by, compartment=Compartment.RESTRICTION)
    colleagues, form = staff_of(by.agency_id), WhoMaySeeForm()
    form.offer(colleagues, by.staff_id)
    if form.validate_on_submit() and (done := save(form, lambda: _set(reference, form))):
        return done
    if request.method == "GET":
        form.start(restricting.who_may_see(person, by=by), colleagues)
    return about(person, "who_may_see.html", "Who may see it", form=form)


def _set(reference: str, form: WhoMaySeeForm) -> str:
    by = actor()
    ids = {one.reference: one.id for one in staff_of(by.agency_id)}
    restricting.set_who_may_see(
        services.load_person(reference, by=by, compartment=Compartment.RESTRICTION, action=Action.WRITE),
        restricted=form.restricted.data,
        why=form.why.data,
        listed=[ids[one] for one in form.listed.data],
        excluded=[ids[one] for one in form.excluded.data],
        by=by,
        at=clock.now(),
    )
    return address(reference, saved=True)


@bp.route("/people/<reference>/open", methods=["GET", "POST"])
@fresh
@access(Action.LOOK, Compartment.IDENTITY)
def break_glass(reference: str) -> Response:
    """Open a record that is not in the caseload for half an hour, by saying why."""
    person = services.load_person(reference, by=actor())
    if not glass.behind_glass(person, by=actor()):
        raise NotFound
    form = GlassForm()
    if form.validate_on_submit() and (done := save(form, lambda: _open(reference, form))):
        return done
    told = glass.told_words(by=actor(), at=clock.now())
    return about(person, "break_glass.html", "Open the record", form=form, told=told)


def _open(reference: str, form: GlassForm) -> str:
    person = services.load_person(reference, by=actor())
    glass.break_glass(person, why=form.why.data, by=actor(), at=clock.now())
    return address(reference, saved=True)
