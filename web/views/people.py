"""Finding a person, and the person's page."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

import reminders.services
from casework.accounts.access import access, actor
from casework.accounts.rules import GLASS, Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.pages import page
from casework.people import services
from casework.people.rules import ages, names
from casework.people.services import glass
from reminders.services.reach import reach
from web.forms.people import SearchForm
from web.services import browsing, person_page, programmes
from web.services.search import search

bp = Blueprint("people_front", __name__)


@bp.route("/people", methods=["GET", "POST"])
@access(Action.LOOK, Compartment.IDENTITY)
def people() -> Response:
    """Search, answered in place so that no name is ever in an address (promises Q7)."""
    by = actor()
    form = SearchForm()
    searched = request.method == "POST" and form.validate()
    if searched and not browsing.may_search(by=by, at=clock.now()):
        abort(429)
    found = search(form.term.data, by=by) if searched else []
    return page(
        "web/people.html",
        title="People",
        form=form,
        searched=searched,
        found=[(one, names.short_name(one.known_as or one.given_name, one.family_name)) for one in found],
    )


@bp.get("/people/<reference>")
@access(Action.LOOK, Compartment.IDENTITY)
def person(reference: str) -> Response:
    """Everything about one person that the actor may see, most pressing first (wireframe 3)."""
    by, now = actor(), clock.now()
    found = services.load_person(reference, by=by, compartment=Compartment.IDENTITY)
    if glass.behind_glass(found, by=by):
        return page("web/behind_glass.html", title=f"Person {found.reference}", person=found)
    open_until = glass.open_until(found, by=by, at=now)
    if open_until:
        audit.because(GLASS)
    cards = programmes.cards(found.id, agency_id=by.agency_id, today=clock.local_day(now))
    return page(
        "web/person.html",
        title=f"Person {found.reference}",
        person=found,
        open_until=open_until,
        age=ages.age_on(found.date_of_birth, clock.local_day(now)) if found.date_of_birth else None,
        contact=services.safe_contact(found),
        may_text=reach(found, now),
        circumstances=services.circumstances(found, clock.local_day(now), by=by),
        cards=cards,
        subjects=[subject for card in cards for subject in programmes.spoken_of(card)],
        schedule=person_page.schedule(found, now=now, by=by),
        timeline=person_page.timeline(found, now=now, agency_id=by.agency_id),
        texts=reminders.services.planned(found.id, agency_id=by.agency_id),
    )
