"""Adding, loading and changing a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Alias, Person
from casework.people.rules import ages, names
from casework.people.services.guard import must, must_of
from casework.people.services.watching import Changed, tell

LONGEST_NAME = 100
PRONOUNS = ("they", "she", "he")
UNDER_18 = (
    "This date of birth makes them under 18. A child is a victim: make a safeguarding record and tell your manager"
)
FIELDS = ("given_name", "family_name", "known_as", "date_of_birth", "pronouns")


def load_person(
    reference: str, *, by: Actor, compartment: Compartment = Compartment.IDENTITY, action: Action = Action.LOOK
) -> Person:
    """The person with this reference. A look is noted and committed before the page leaves (domain rule 27).

    Raises NotFound, the same for a reference that does not exist, another agency's person, a restricted record, one
    outside the caseload and a role without need.
    """
    person = db.session.scalar(select(Person).where(Person.reference == reference.upper()))
    if person is None:
        raise NotFound
    person = leads_to(person)
    must_of(person, action, compartment, by=by)
    if action is Action.LOOK:
        audit.look(_record(person), compartment, by=by)
    return person


def leads_to(person: Person) -> Person:
    """The record that this one was joined to, or itself: an old reference still leads to everything (rule 31)."""
    return person if person.joined_to_id is None else db.session.get_one(Person, person.joined_to_id)


def add_person(
    *,
    given_name: str,
    family_name: str,
    known_as: str = "",
    date_of_birth: dt.date | None,
    pronouns: str = "they",
    by: Actor,
    at: dt.datetime,
) -> Person:
    """A new person of the actor's agency, named as they give it (domain rule 31); never merged into another.

    Raises Refused for no name at all, one over 100 characters, or a date of birth that cannot be. Age is judged by
    the programmes, on the date of the offence (domain rule 1).
    """
    must(by, Action.WRITE, Compartment.IDENTITY, by.agency_id)
    person = Person(
        agency_id=by.agency_id,
        **_named(given_name, family_name, known_as),
        date_of_birth=_birth(date_of_birth, at),
        pronouns=_pronouns(pronouns),
        created_at=at,
        created_by_id=by.staff_id,
    )
    db.session.add(person)
    db.session.flush()
    audit.record(Act.COLLECTION, _record(person), by=by, at=at, compartment=Compartment.IDENTITY)
    return person


def change_person(
    person: Person,
    *,
    given_name: str,
    family_name: str,
    known_as: str,
    date_of_birth: dt.date | None,
    pronouns: str,
    seen_version: int,
    by: Actor,
    at: dt.datetime,
) -> Person:
    """Correct who a person is. The name they had before is kept as an alias (domain rule 31).

    Raises Conflict when somebody saved since `seen_version`, Refused as `add_person` does, and for a date of birth
    that makes the person a child now (domain rule 1).
    """
    must_of(person, Action.WRITE, Compartment.IDENTITY, by=by)
    wanted = _named(given_name, family_name, known_as) | {
        "date_of_birth": _birth(date_of_birth, at),
        "pronouns": _pronouns(pronouns),
    }
    if date_of_birth is not None and ages.is_under_18(date_of_birth, clock.local_day(at)):
        raise Refused(UNDER_18, "date_of_birth")
    changed = [field for field in FIELDS if getattr(person, field) != wanted[field]]
    if person.version != seen_version and changed:
        again = {"seen_version": str(person.version)}
        raise Conflict("These details", theirs=_shown(person), yours=_shown_of(wanted), again=again)
    return _change(person, wanted, changed, by=by, at=at) if changed else person


def _change(person: Person, wanted: dict[str, object], changed: list[str], *, by: Actor, at: dt.datetime) -> Person:
    if {"given_name", "family_name"}.intersection(changed):
        old = names.tidy(f"{person.given_name} {person.family_name}")
        person.aliases.append(Alias(name=old, recorded_at=at, recorded_by_id=by.staff_id))
    for field in changed:
        setattr(person, field, wanted[field])
    db.session.flush()
    detail = {"fields": ",".join(changed)}
    audit.record(Act.ALTERATION, _record(person), by=by, at=at, compartment=Compartment.IDENTITY, detail=detail)
    tell(person, Changed.IDENTITY, by=by, at=at)
    return person


def _record(person: Person) -> str:
    return f"person:{person.reference}"


def _named(given_name: str, family_name: str, known_as: str) -> dict[str, object]:
    typed = {"given_name": given_name, "family_name": family_name, "known_as": known_as}
    tidy: dict[str, object] = {field: names.tidy(name) for field, name in typed.items()}
    for field, name in tidy.items():
        if len(str(name)) > LONGEST_NAME:
            raise Refused(f"A name can have {LONGEST_NAME} characters at most", field)
    if not (tidy["given_name"] or tidy["family_name"]):
        raise Refused("Enter their name", "given_name")
    return tidy


def _birth(born: dt.date | None, at: dt.datetime) -> dt.date | None:
    if born is not None and (fault := ages.birth_fault(born, clock.local_day(at))):
        raise Refused(fault, "date_of_birth")
    return born


def _pronouns(typed: str) -> str:
    tidy = names.tidy(typed).casefold() or "they"
    if len(tidy) > 20:
        raise Refused("Pronouns can have 20 characters at most", "pronouns")
    return tidy


def _shown(person: Person) -> str:
    return _shown_of({field: getattr(person, field) for field in FIELDS})


def _shown_of(values: dict[str, object]) -> str:
    said = names.tidy(f"{values['given_name']} {values['family_name']}")
    known = f", known as {values['known_as']}" if values["known_as"] else ""
    return f"{said}{known}, born {values['date_of_birth'] or 'not known'}, {values['pronouns']}"
