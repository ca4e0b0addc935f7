"""Two records of one person: compared side by side, joined by two managers, parted again (domain rule 31)."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.people import services
from casework.people.forms.keeping import CompareForm, JoinForm, PartForm
from casework.people.models import Person, PersonJoin
from casework.people.services import alike, compared, joining, reviewing
from casework.people.views.frame import about, bp

ONE = "This is the record you are on. Enter the other one"
NOBODY = "No record of your agency has this reference"


@bp.get("/records/alike")
@access(Action.LOOK, Compartment.KEEPING)
def alike_here() -> Response:
    """Records that may be one person."""
    return page("people/alike.html", title="May be one person", groups=alike.alike_here(by=actor()))


@bp.get("/records/elsewhere")
@access(Action.LOOK, Compartment.TRAIL)
def alike_elsewhere() -> Response:
    """People whom two agencies of this site may know: references only (promises R7)."""
    return page("people/elsewhere.html", title="Possible duplicates", found=alike.alike_elsewhere(by=actor()))


@bp.route("/people/<reference>/join", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.KEEPING)
def join(reference: str) -> Response:
    """Which other record may be the same person."""
    person, form = _person(reference), CompareForm()
    if form.validate_on_submit() and (done := save(form, lambda: _other(person.reference, form.other.data))):
        return done
    others = services.similar_people(person.given_name, person.family_name, person.date_of_birth, by=actor())
    shown = [one for one in others if one.id != person.id]
    return about(person, "join.html", "Join", form=form, others=shown, joins=joining.joins_of(person))


def _other(reference: str, typed: str) -> str:
    if typed.strip().upper() == reference:
        raise Refused(ONE, "other")
    try:
        other = _person(typed.strip())
    except NotFound:
        raise Refused(NOBODY, "other") from None
    return f"/people/{reference}/join/{other.reference}"


def _person(reference: str, action: Action = Action.LOOK) -> Person:
    return services.load_person(reference, by=actor(), compartment=Compartment.KEEPING, action=action)


def _pair(reference: str, other: str, action: Action = Action.LOOK) -> tuple[Person, Person, PersonJoin | None]:
    """The two records as their addresses name them, and what waits or stands between them."""
    found = compared.pair(reference, other, by=actor(), action=action)
    return found.one, found.two, found.join


@bp.route("/people/<reference>/join/<other>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.KEEPING)
def compare(reference: str, other: str) -> Response:
    """Both records side by side: ask for them to be joined, agree to it, or part them."""
    one, two, found = _pair(reference, other)
    form = PartForm() if found is not None and found.joined_at is not None else JoinForm()
    if form.validate_on_submit() and (done := save(form, lambda: _ask_or_part(reference, other, form.why.data))):
        return done
    return _shown(one, two, found, form)


def _shown(one: Person, two: Person, found: PersonJoin | None, form: Form) -> Response:
    return page(
        "people/compare.html",
        title=f"Compare {one.reference} and {two.reference}",
        base=f"/people/{one.reference}/join/{two.reference}",
        person=one,
        other=two,
        sides=compared.sides(one, two),
        join=found,
        asked_by=reviewing.name_of(found.asked_by_id) if found else "",
        mine=found is not None and found.asked_by_id == actor().staff_id,
        form=form,
    )


def _ask_or_part(reference: str, other: str, why: str) -> str:
    one, two, found = _pair(reference, other, Action.WRITE)
    if found is not None and found.joined_at is not None:
        joining.part(found, why, by=actor(), at=clock.now())
    else:
        joining.ask_join(one, two, why, by=actor(), at=clock.now())
    return f"/people/{one.reference}/join/{two.reference}?saved=1"


@bp.post("/people/<reference>/join/<other>/agreement")
@access(Action.WRITE, Compartment.KEEPING)
def agree_to_join(reference: str, other: str) -> Response:
    """The second manager joins them."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _agree(reference, other))):
        return done
    one, two, found = _pair(reference, other)
    shown = JoinForm(formdata=None)
    shown.fail(form.summary[0].text)
    return _shown(one, two, found, shown)


def _agree(reference: str, other: str) -> str:
    one, _two, found = _pair(reference, other, Action.WRITE)
    if found is None:
        raise Refused("Nobody has asked for these to be joined")
    joining.agree(found, by=actor(), at=clock.now())
    return f"/people/{one.reference}?saved=1"


@bp.post("/people/<reference>/join/<other>/end")
@access(Action.WRITE, Compartment.KEEPING)
def end_join(reference: str, other: str) -> Response:
    """They stay apart."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, other))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _end(reference: str, other: str) -> str:
    one, two, found = _pair(reference, other, Action.WRITE)
    if found is not None:
        joining.call_off(found, by=actor(), at=clock.now())
    return f"/people/{one.reference}/join/{two.reference}?saved=1"
