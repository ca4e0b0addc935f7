"""What this service does about the gravest answers, in its own words (nothing of it is advice of ours)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.care.models import PathwayText
from casework.care.rules import Prompt
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.people.services import must


def pathways(agency_id: int) -> dict[Prompt, str]:
    """What the service wrote for each prompt; "" where it wrote nothing. One query."""
    rows = select(PathwayText).where(PathwayText.agency_id == agency_id).order_by(PathwayText.id)
    found = {Prompt(row.prompt): row.words for row in db.session.scalars(rows)}
    return {prompt: found.get(prompt, "") for prompt in Prompt}


def write_pathway(prompt: Prompt, words: str, *, by: Actor, at: dt.datetime) -> None:
    """Write what workers do about such an answer, or take it back with "". Each text is a new row; the last stands."""
    must(by, Action.CONFIGURE, Compartment.SETTINGS, by.agency_id)
    if pathways(by.agency_id)[prompt] == words.strip():
        return
    row = PathwayText(
        agency_id=by.agency_id, prompt=prompt.value, words=words.strip(), written_at=at, written_by_id=by.staff_id
    )
    db.session.add(row)
    db.session.flush()
    compartment = Compartment.SETTINGS
    audit.record(Act.CONFIGURATION, f"pathway:{prompt.value}", by=by, at=at, compartment=compartment)
