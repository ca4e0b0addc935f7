"""What waits for a manager, as it stands above the figures on the page where a manager starts (ux 2.3, 2.4)."""

from __future__ import annotations

from flask import g
from sqlalchemy import select

from casework.accounts.rules import Compartment, Role
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.worklists import Rank, Task
from casework.people.models import Person
from casework.people.rules import names
from web.services.decisions import decisions
from web.services.today import TITLES, Group, Row


def needs_decision() -> Group | None:
    """The same group as on Today, for whoever asks for this page: a manager's alone, and None where nothing waits.

    Whom it names is noted as a look at Today is.
    """
    by: Actor | None = g.get("actor")
    if by is None or not by.has(Role.MANAGER):
        return None
    asked = decisions(by=by, now=clock.now())
    people = _people({task.person_id for task in asked.tasks if task.person_id})
    if people:
        others = sorted(f"person:{one.reference}" for one in people.values())
        audit.look("decisions", Compartment.COMPLIANCE, by=by, others=others)
    rows = [_row(task, people.get(task.person_id)) for task in sorted(asked.tasks, key=lambda task: task.order)]
    return Group(TITLES[Rank.DECIDE], rows, more=sum(asked.more.values())) if rows else None


def _people(ids: set[int]) -> dict[int, Person]:
    return {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))} if ids else {}


def _row(task: Task, person: Person | None) -> Row:
    name = names.short_name(person.known_as or person.given_name, person.family_name) if person else task.about
    return Row(name, person.reference if person else "", task.why, task.url, task.button)
