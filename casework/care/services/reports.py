"""Reports of dangerous people: taken at any contact, let go as far as they chose, sent by nobody but a person (6.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from casework.accounts.rules import Action, Compartment
from casework.care.models import UglyMugsChoice, UglyMugsHanded, UglyMugsReport
from casework.care.rules import reports as rules
from casework.care.rules.plan import day_fault
from casework.care.rules.reports import Reach
from casework.care.services.frame import note, refuse
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Person
from casework.people.services import hold, must, must_of

PART = Compartment.UGLY_MUGS
PAGE = 25
BOXES = rules.PARTS[Reach.POLICE]
CHANGED = "Somebody changed this report meanwhile"


def take_report(person: Person | None, parts: Mapping[str, Any], *, by: Actor, at: dt.datetime) -> UglyMugsReport:
    """Keep what somebody told of a dangerous person; with no person, nobody's name is kept. Nothing of it may pass
    until they have chosen. Raises Refused, on the box, where it says nothing, a day to come, or their own name.
    """
    _may(person, Action.WRITE, by)
    _check(parts, person, at)
    row = UglyMugsReport(
        agency_id=by.agency_id,
        person_id=person.id if person else None,
        taken_at=at,
        recorded_by_id=by.staff_id,
        **_fit(parts),
    )
    db.session.add(row)
    db.session.flush()
    note(person, {"ugly-mugs": row.reference}, compartment=PART, by=by, at=at)
    return row


def change_report(
    row: UglyMugsReport, parts: Mapping[str, Any], *, seen_version: int, by: Actor, at: dt.datetime
) -> UglyMugsReport:
    """Put right or add to a report. Raises Refused as taking one does, Conflict where somebody changed it meanwhile."""
    person = whose(row)
    _may(person, Action.WRITE, by)
    hold(row)
    if row.version != seen_version:
        raise Conflict("This report", theirs=CHANGED, yours="What you typed", again={"seen_version": str(row.version)})
    _check(parts, person, at)
    for name, value in _fit(parts).items():
        setattr(row, name, value)
    db.session.flush()
    note(person, {"ugly-mugs": row.reference}, act=Act.ALTERATION, compartment=PART, by=by, at=at)
    return row


def choose(row: UglyMugsReport, choice: Reach, *, by: Actor, at: dt.datetime) -> UglyMugsReport:
    """Keep how far they let it go; a change of mind is a new line, and what was handed over already stays said."""
    person = whose(row)
    _may(person, Action.WRITE, by)
    hold(row)
    if row.choice != choice.value:
        row.choices.append(UglyMugsChoice(choice=choice.value, recorded_at=at, recorded_by_id=by.staff_id))
        row.choice = choice.value
        db.session.flush()
        detail = {"ugly-mugs": row.reference, "choice": choice.value}
        note(person, detail, act=Act.ALTERATION, compartment=PART, by=by, at=at)
    return row


def sheet_of(row: UglyMugsReport, sheet: Reach, *, by: Actor) -> dict[str, object]:
    """What stands on a printed form, by box. Looking at it is noted as a disclosure, because it is made to be given.

    Raises NotFound where the choice does not reach so far, Refused where a name of theirs has got into what may pass.
    """
    person = whose(row)
    _may(person, Action.LOOK, by)
    found = rules.passes(parts_of(row), sheet, choice=choice_of(row))
    if not found:
        raise NotFound
    passed, names = " ".join(map(str, found.values())), names_of(person)
    if not sheet.names_them and rules.gives_away(passed, names):
        raise Refused("The report says who they are. Change it before it is printed")
    detail = {"ugly-mugs": row.reference, "sheet": sheet.value}
    audit.look(_record(row, person), PART, by=by, act=Act.DISCLOSURE, detail=detail)
    return found


def hand_over(
    row: UglyMugsReport, sheet: Reach, *, to_whom: str, on_day: dt.date, by: Actor, at: dt.datetime
) -> UglyMugsHanded:
    """Keep that somebody gave a printed form to somebody, on a London date. Waymark sends nothing.

    Raises Refused, on the field, for a form their choice does not reach, and for a day to come.
    """
    person = whose(row)
    _may(person, Action.WRITE, by)
    hold(row)
    if sheet not in rules.sheets(choice_of(row)):
        raise Refused("Their choice does not reach so far", "sheet")
    refuse({"on_day": day_fault(on_day, today=clock.local_day(at))})
    handed = UglyMugsHanded(
        sheet=sheet.value, to_whom=to_whom.strip(), on_day=on_day, recorded_at=at, recorded_by_id=by.staff_id
    )
    row.handed.append(handed)
    db.session.flush()
    detail = {"ugly-mugs": row.reference, "sheet": sheet.value}
    note(person, detail, act=Act.DISCLOSURE, compartment=PART, by=by, at=at)
    return handed


def load_report(reference: str, *, by: Actor, action: Action = Action.LOOK) -> UglyMugsReport:
    """One report. A look is noted. Raises NotFound, the same for what is missing and what is not theirs to see."""
    wanted = select(UglyMugsReport).where(UglyMugsReport.agency_id == by.agency_id)
    row = db.session.scalar(wanted.where(UglyMugsReport.reference == reference))
    if row is None:
        raise NotFound
    person = whose(row)
    _may(person, action, by)
    if action is Action.LOOK:
        audit.look(_record(row, person), PART, by=by)
    return row


def reports(*, by: Actor, before: str = "", person: Person | None = None) -> tuple[list[UglyMugsReport], str]:
    """Reports of the agency, or of one person, latest first, and where the next page begins ("" at the end)."""
    must(by, Action.LOOK, PART, by.agency_id)
    wanted = select(UglyMugsReport).where(UglyMugsReport.agency_id == by.agency_id)
    if person is not None:
        wanted = wanted.where(UglyMugsReport.person_id == person.id)
    last = select(UglyMugsReport.id).where(UglyMugsReport.reference == before)
    if before and (place := db.session.scalar(last)):
        wanted = wanted.where(UglyMugsReport.id < place)
    wanted = wanted.options(selectinload(UglyMugsReport.handed)).order_by(UglyMugsReport.id.desc()).limit(PAGE + 1)
    rows = list(db.session.scalars(wanted))
    if rows:
        audit.look("ugly-mugs:list", PART, by=by, others=[f"ugly-mugs:{row.reference}" for row in rows[:PAGE]])
    return rows[:PAGE], rows[PAGE - 1].reference if len(rows) > PAGE else ""


def whose(row: UglyMugsReport) -> Person | None:
    """Whoever made it; None where nobody's name is kept. Raises NotFound where they may not be seen."""
    if row.person_id is None:
        return None
    found = db.session.get(Person, row.person_id)
    if found is None:
        raise NotFound
    return found


def parts_of(row: UglyMugsReport) -> dict[str, object]:
    """What stands in each box."""
    return {name: getattr(row, name) for name in BOXES}


def choice_of(row: UglyMugsReport) -> Reach | None:
    """How far it may go; None until they have chosen."""
    return Reach(row.choice) if row.choice else None


def names_of(person: Person | None) -> list[str]:
    """Whatever they are called."""
    if person is None:
        return []
    return [person.given_name, person.family_name, person.known_as, *(one.name for one in person.aliases)]


def _may(person: Person | None, action: Action, by: Actor) -> None:
    if person is None:
        must(by, action, PART, by.agency_id)
    else:
        must_of(person, action, PART, by=by)


def _check(parts: Mapping[str, Any], person: Person | None, at: dt.datetime) -> None:
    today = clock.local_day(at)
    refuse(rules.report_faults(parts, names_of(person), happened_on=parts.get("happened_on"), today=today))


def _fit(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parts.get(name) if name == "happened_on" else str(parts.get(name) or "").strip() for name in BOXES}


def _record(row: UglyMugsReport, person: Person | None) -> str:
    return f"person:{person.reference}" if person else f"ugly-mugs:{row.reference}"
