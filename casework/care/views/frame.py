"""What every page of care shares."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request

from casework.accounts.access import actor
from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment
from casework.care.rules import ContactKind, Heading
from casework.kernel.database import db
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people.models import Person
from casework.people.services import load_person, safe_contact

bp = Blueprint("care", __name__)
WORDS = {
    "kind_words": {one.value: one.words for one in ContactKind},
    "heading_words": {one.value: one.words for one in Heading},
}
"""What the codes of a contact are called, for the pages that list contacts."""
_SUBJECT = re.compile(r"[0-9A-Z]{8}-[0-9]{1,2}")


def looking(reference: str) -> Person:
    """The person, for a page; the look is noted."""
    return load_person(reference, by=actor(), compartment=Compartment.SUPPORT)


def writing(reference: str) -> Person:
    """The person again, inside the transaction that changes something of theirs."""
    return load_person(reference, by=actor(), compartment=Compartment.SUPPORT, action=Action.WRITE)


def about(person: Person, template: str, title: str, **context: Any) -> Response:
    """A page about this person: its title says only the reference, the bar under it the name (house law 10)."""
    return page(
        f"care/{template}",
        title=f"{title}, person {person.reference}",
        person=person,
        contact=safe_contact(person),
        base=base(person),
        kind_words=WORDS["kind_words"],
        heading_words=WORDS["heading_words"],
        **context,
    )


def base(person: Person) -> str:
    """Where their care plan stands."""
    return f"/people/{person.reference}/care-plan"


def service_name() -> str:
    """What the service is called, for what is handed to somebody outside it."""
    return db.session.get_one(Agency, actor().agency_id).name


def wanted_for() -> str:
    """What asked for the document that is being written, as the address carries it; "" where nothing did."""
    found = request.args.get("for", "")
    return found if _SUBJECT.fullmatch(found) else ""


def tail(*, saved: bool = False) -> str:
    """The end of an address that goes on carrying it."""
    subject = wanted_for()
    parts = (["saved=1"] if saved else []) + ([f"for={subject}"] if subject else [])
    return f"?{'&'.join(parts)}" if parts else ""


def pressed(work: Any) -> Response:
    """Do what one button says. Raises Refused where its page was not this one."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, work)):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")
