"""What a person agreed to, repeated to the worker or taken back (domain rule 3)."""

from __future__ import annotations

from typing import Any

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import save
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import joined
from casework.people import services
from casework.people.forms.details import AgreementForm
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient
from casework.people.views.frame import about, address, bp, writing


@bp.get("/people/<reference>/agreements")
@access(Action.LOOK, Compartment.CONTACT)
def agreements(reference: str) -> Response:
    """Everything they agreed to: what, when, how, with whom it may be shared, and whether it still stands."""
    person = services.load_person(reference, by=actor(), compartment=Compartment.CJ)
    return about(person, "agreements.html", "Agreements", rows=_rows(person))


def _rows(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "what": AgreementKind(row.kind).words,
            "how": HowAgreed(row.how).words,
            "with_whom": joined([Recipient(one).words for one in row.recipients.split(",") if one]),
        }
        for row in services.agreements(person, by=actor())
    ]


@bp.post("/people/<reference>/agreements/<which>/withdrawal")
@access(Action.WRITE, Compartment.CONTACT)
def withdraw(reference: str, which: str) -> Response:
    """They take it back: from now on nothing rests on it, and what was planned on it stops."""
    form = AgreementForm()
    if form.validate() and (done := save(form, lambda: _withdraw(reference, which))):
        return done
    raise Refused(form.summary[0].text)


def _withdraw(reference: str, which: str) -> str:
    services.withdraw(_load(reference, which), by=actor(), at=clock.now())
    return f"{address(reference)}/agreements?saved=1"


@bp.post("/people/<reference>/agreements/<which>/repetition")
@access(Action.WRITE, Compartment.CONTACT)
def repeat(reference: str, which: str) -> Response:
    """What they agreed to in custody they have now repeated to the worker."""
    form = AgreementForm()
    if form.validate() and (done := save(form, lambda: _repeat(reference, which))):
        return done
    raise Refused(form.summary[0].text)


def _repeat(reference: str, which: str) -> str:
    services.repeat(_load(reference, which), by=actor(), at=clock.now())
    return f"{address(reference)}/agreements?saved=1"


def _load(reference: str, which: str) -> Agreement:
    """The agreement of this person with this reference; NotFound for any other."""
    person = writing(reference, Compartment.CONTACT)
    found = next((row for row in services.agreements(person, by=actor()) if row.reference == which), None)
    if found is None:
        raise NotFound
    return found
