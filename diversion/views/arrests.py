"""Recording an arrest: one page, and the two questions that may come before it is saved."""

from __future__ import annotations

import datetime as dt

from flask import Response, request
from sqlalchemy import false, func, select

from casework.accounts import services as accounts
from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment, Role
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.closed_days import closed_days
from casework.kernel.database import db
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Person
from diversion import services
from diversion.forms.arrest import NOBODY, ArrestForm
from diversion.models import Referral, Scheme
from diversion.rules.age import AgeDoubt, Safeguard
from diversion.rules.dates import usual_court_day
from diversion.rules.typed_name import split_name
from diversion.views.frame import bp
from diversion.views.safeguarding import interrupt

SAME = "Somebody of this name is recorded already. Say whether this is the same person"


@bp.route("/arrests/new", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.IDENTITY)
def new_arrest() -> Response:
    """Nine fields for somebody new, four from a person's page; the agreement is the button that saves."""
    by = actor()
    person = _person(request.args.get("person", ""))
    schemes = services.running_schemes(by=by)
    if not schemes:
        return page("diversion/no_scheme.html", title="New arrest")
    scheme = _scheme(schemes)
    form = _form(scheme, person)
    if form.is_submitted() and "back" not in request.form and (answer := _answer(form, scheme, person)):
        return answer
    return page("diversion/arrest.html", title="New arrest", form=form, scheme=scheme, schemes=schemes, person=person)


def _person(reference: str) -> Person | None:
    if not reference or reference == NOBODY:
        return None
    return people.load_person(reference, by=actor(), compartment=Compartment.IDENTITY)


def _scheme(schemes: list[Scheme]) -> Scheme:
    wanted = request.form.get("scheme") or request.args.get("scheme", "")
    asked = next((scheme for scheme in schemes if scheme.reference == wanted), None)
    return asked or _used_last(schemes)


def _used_last(schemes: list[Scheme]) -> Scheme:
    """The one of the last arrest, one's own before a colleague's: a scheme made since must not slip in unseen."""
    by = actor()
    last = (
        select(Referral.scheme_id)
        .where(Referral.agency_id == by.agency_id, Referral.scheme_id.in_([scheme.id for scheme in schemes]))
        .order_by(func.coalesce(Referral.worker_id == by.staff_id, false()).desc(), Referral.id.desc())
        .limit(1)
    )
    found = db.session.scalar(last)
    return next((scheme for scheme in schemes if scheme.id == found), schemes[0])


def _form(scheme: Scheme, person: Person | None) -> ArrestForm:
    form = ArrestForm()
    if person is not None:
        form.for_person(person)
    form.offer(scheme, _courts(), _workers(), _usual(form, scheme))
    return form


def _usual(form: ArrestForm, scheme: Scheme) -> dt.date:
    """The court date offered first: so many weeks after the arrest as chosen."""
    day = form.arrest_day() if form.is_submitted() else clock.today()
    return usual_court_day(day, scheme.weeks_to_court, closed_days())


def _answer(form: ArrestForm, scheme: Scheme, person: Person | None) -> Response | None:
    """The page after a press: the age stop first, then saved, then "is this the same person?"; None shows the form."""
    valid = form.validate()
    stop = services.age_stop(form.answers(scheme, person, _usual(form, scheme)))
    if stop is not None and (valid or _surely_a_child(stop)):
        return interrupt(stop, form, person)
    if not valid:
        return None
    if done := save(form, lambda: _record(form, scheme.reference, person.reference if person else "")):
        return done
    return _same_person(form) if SAME in form.form_errors else None


def _surely_a_child(stop: Safeguard) -> bool:
    return stop.why is AgeDoubt.UNDER_18


def _record(form: ArrestForm, scheme_reference: str, person_reference: str) -> str:
    by = actor()
    scheme = services.load_scheme(scheme_reference, by=by)
    person = _person(person_reference or _same_as(form))
    if person is None and not _same_as(form) and _similar(form):
        raise Refused(SAME)
    answers = form.answers(scheme, person, _usual(form, scheme))
    referral = services.record_arrest(answers, by=by, at=clock.now())
    return f"/referrals/{referral.reference}?saved=1"


def _same_as(form: ArrestForm) -> str:
    return str(form.same_as.data or "") if "same_as" in form else ""


def _similar(form: ArrestForm) -> list[Person]:
    given, family = split_name(form.name.data)
    return people.similar_people(given, family, form.date_of_birth.data, by=actor())


def _same_person(form: ArrestForm) -> Response:
    """Both side by side; everything typed is carried along, and the answer is one more press (promises R6)."""
    candidates = [(person, services.referrals_of(person)) for person in _similar(form)]
    form.form_errors = []
    return page(
        "diversion/same_person.html",
        title="Is this the same person?",
        candidates=candidates,
        typed=[(key, value) for key, value in request.form.items(multi=True) if key not in ("csrf_token", "same_as")],
        name=form.name.data,
        born=form.date_of_birth.data,
        nobody=NOBODY,
    )


def _workers() -> list[Choice]:
    """Colleagues who may see the person, oneself first."""
    by = actor()
    colleagues = accounts.staff_of(by.agency_id, Role.WORKER, Role.SUPERVISOR)
    return [Choice(str(one.id), one.name) for one in sorted(colleagues, key=lambda one: one.id != by.staff_id)]


def _courts() -> list[Choice]:
    """Courts that sit: first, marked by a hint, those the agency's people were listed at most often, then those
    whom it tells results."""
    often = (
        select(Hearing.court_code)
        .where(Hearing.agency_id == actor().agency_id)
        .group_by(Hearing.court_code)
        .order_by(func.count().desc(), Hearing.court_code)
        .limit(5)
    )
    used = list(db.session.scalars(often))
    open_now = {court.ou_code: court for court in courts.courts_open()}
    told = {row.court_code for contact in courts.contacts(agency_id=actor().agency_id) for row in contact.courts}
    used += sorted(told.difference(used))
    first = [Choice(code, open_now[code].name, "ours") for code in used if code in open_now]
    rest = sorted((court for code, court in open_now.items() if code not in used), key=lambda court: court.label)
    return [*first, *(Choice(court.ou_code, court.label) for court in rest)]
