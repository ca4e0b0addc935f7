"""What changed for the people who were assessed in a quarter, from their first assessment to their last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from casework.care.models import CareStage, NeedsAnswer, NeedsAssessment
from casework.care.rules import Home
from casework.kernel.database import db
from monitoring.rules.facts import WayFact
from monitoring.services.reading.asked import Asked

POSITIONS = ("needs_help_now", "hard", "managing", "going_well")
SAID = ("own_place", "with_others", "hostel", "street")


def ways(asked: Asked) -> Iterator[WayFact]:
    """Everybody with a finished assessment or a stage of the quarter, by all that came before it too."""
    stages, homes, scales = _stages(asked), _homes(asked), _scales(asked)
    for person in sorted({*stages, *homes, *scales}):
        places = homes.get(person, [])
        yield WayFact(
            person,
            stage=_ends(stages.get(person, [])),
            headings={name: pair for name, said in scales.get(person, {}).items() if (pair := _ends(said))},
            homeless=(places[0], places[-1]) if len(places) > 1 else None,
        )


def _ends(said: Sequence[str]) -> tuple[str, str] | None:
    return (said[0], said[-1]) if len(said) > 1 else None


def _stages(asked: Asked) -> dict[int, list[str]]:
    people = select(CareStage.person_id).where(asked.whose(CareStage), asked.day(CareStage.since))
    rows = (
        select(CareStage.person_id, CareStage.stage)
        .where(asked.whose(CareStage), CareStage.since <= asked.quarter.last, CareStage.person_id.in_(people))
        .order_by(CareStage.since, CareStage.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person, stage in db.session.execute(rows):
        found[person].append(stage)
    return found


def _assessed(asked: Asked) -> Select[Any]:
    finished = asked.whose(NeedsAssessment) & NeedsAssessment.finished_at.is_not(None)
    return select(NeedsAssessment.person_id).where(finished, asked.day(NeedsAssessment.made_on))


def _homes(asked: Asked) -> dict[int, list[bool]]:
    """Whether they had no home of their own, each time they said."""
    rows = (
        select(NeedsAssessment.person_id, NeedsAssessment.home)
        .where(
            asked.whose(NeedsAssessment),
            NeedsAssessment.finished_at.is_not(None),
            NeedsAssessment.made_on <= asked.quarter.last,
            NeedsAssessment.home.in_(SAID),
            NeedsAssessment.person_id.in_(_assessed(asked)),
        )
        .order_by(NeedsAssessment.made_on, NeedsAssessment.id)
    )
    found: defaultdict[int, list[bool]] = defaultdict(list)
    for person, home in db.session.execute(rows):
        found[person].append(bool(Home(home).is_homeless))
    return found


def _scales(asked: Asked) -> dict[int, dict[str, list[str]]]:
    """How things were under each heading, each time they spoke of it."""
    rows = (
        select(NeedsAssessment.person_id, NeedsAnswer.heading, NeedsAnswer.scale)
        .join(NeedsAnswer, NeedsAnswer.assessment_id == NeedsAssessment.id)
        .where(
            asked.whose(NeedsAssessment),
            NeedsAssessment.finished_at.is_not(None),
            NeedsAssessment.made_on <= asked.quarter.last,
            NeedsAnswer.scale.in_(POSITIONS),
            NeedsAssessment.person_id.in_(_assessed(asked)),
        )
        .order_by(NeedsAssessment.made_on, NeedsAssessment.id)
    )
    found: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person, heading, scale in db.session.execute(rows):
        found[person][heading].append(scale)
    return {person: dict(said) for person, said in found.items()}
