"""Finding a person by whatever is to hand: names, our reference, a whole phone number, or a police reference."""

from __future__ import annotations

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules import names
from casework.people.rules.identifiers import parse_urn
from diversion.models import Referral
from orders.models import SupportOrder


def search(term: str, *, by: Actor) -> list[Person]:
    """People of the actor's agency who match; whoever is listed is noted as looked at. Raises NotFound by role."""
    audit.look("search", Compartment.IDENTITY, by=by, detail=_flagged(term, by))
    found = people.search_people(term, by=by)
    return found or _by_police_reference(term, by)


def _flagged(term: str, by: Actor) -> dict[str, str]:
    """Whether somebody searched for their own surname or a colleague's: allowed, and said in the trail (Q8). The term
    itself is kept nowhere."""
    typed = set(names.folded(term).split())
    if _surname(by.name) in typed:
        return {"flag": "own surname"}
    team = db.session.scalars(select(Staff.name).where(Staff.agency_id == by.agency_id))
    return {"flag": "colleague's surname"} if typed.intersection(map(_surname, team)) else {}


def _surname(name: str) -> str:
    return names.folded(name).split()[-1] if name.split() else ""


def _by_police_reference(term: str, by: Actor) -> list[Person]:
    """References match whole only (promises, "Settled"); they are sealed, so by their fingerprint."""
    urn = parse_urn(term)
    if urn is None:
        return []
    index = blind_index("urn", urn)
    referred = select(Referral.person_id).where(Referral.urn_index == index)
    ordered = select(SupportOrder.person_id).where(SupportOrder.urn_index == index)
    mine = select(Person).where(Person.agency_id == by.agency_id, Person.id.in_(referred.union(ordered)))
    found = list(db.session.scalars(mine))
    if found:
        audit.look("search", Compartment.IDENTITY, by=by, others=[f"person:{one.reference}" for one in found])
    return found
