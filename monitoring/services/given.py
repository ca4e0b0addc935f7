"""What was given out of a quarter: kept as it was, so that two versions never say who came between (decision 60)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from casework.accounts.models import Agency
from casework.accounts.rules import Compartment
from casework.feedback.rules import QuestionResult, Results
from casework.feedback.services import results
from casework.kernel import audit, clock, words
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.services import hold
from diversion.models import Scheme
from diversion.services.schemes import all_schemes
from monitoring.models import SharedQuarter
from monitoring.rules.catalogue import Part
from monitoring.rules.cells import Counted, counted
from monitoring.rules.hiding import Mark
from monitoring.rules.periods import Quarter
from monitoring.rules.showing import Period, named, period
from monitoring.services.entered import entered
from monitoring.services.facts import facts_of_quarter

Held = Mapping[str, Any]


def given_out(agency_id: int, quarters: Iterable[Quarter]) -> dict[Quarter, SharedQuarter]:
    """Those of these quarters of which a version was given out, with what it said."""
    firsts = {one.first: one for one in quarters}
    rows = select(SharedQuarter).where(SharedQuarter.agency_id == agency_id, SharedQuarter.quarter.in_(firsts))
    return {firsts[row.quarter]: row for row in db.session.scalars(rows)}


def give_out(quarters: Sequence[Quarter], parts: Sequence[Part], *, by: Actor, at: dt.datetime) -> None:
    """Keep the shared version of each of these quarters as it is at `at`, where none was kept before, for every scheme.

    Raises Refused for one that is not over on that London day.
    """
    hold(db.session.get_one(Agency, by.agency_id))
    if (last := max(one.last for one in quarters)) >= clock.local_day(at):
        raise Refused(f"This quarter runs until {words.long_day(last)}. It can be given out once it is over")
    known = given_out(by.agency_id, quarters)
    for quarter in quarters:
        if quarter not in known:
            _keep(quarter, parts, by=by, at=at)
    db.session.flush()


def _keep(quarter: Quarter, parts: Sequence[Part], *, by: Actor, at: dt.datetime) -> None:
    schemes: list[Scheme | None] = [None, *all_schemes(by=by)]
    held = {
        "schemes": {_key(one): _said(quarter, one, parts, by) for one in schemes},
        "feedback": _feedback(results(by.agency_id, quarter.first, quarter.last, shared=True)),
    }
    row = SharedQuarter(agency_id=by.agency_id, quarter=quarter.first, held=json.dumps(held, sort_keys=True))
    row.given_at, row.given_by_id = at, by.staff_id
    db.session.add(row)
    detail = {"quarter": quarter.slug, "what": "given out"}
    audit.record(Act.DISCLOSURE, "figures", by=by, at=at, compartment=Compartment.FIGURES, detail=detail)


def _said(quarter: Quarter, scheme: Scheme | None, parts: Sequence[Part], by: Actor) -> dict[str, Any]:
    amounts = entered(by.agency_id, scheme, [quarter])[0]
    found = period(counted(facts_of_quarter(by.agency_id, scheme, quarter), quarter), amounts, parts, shared=True)
    return {
        "numbers": dict(found.numbers),
        "marks": {name: mark.value for name, mark in found.marks.items()},
        "spans": found.counted.spans,
        "entered": dict(amounts),
    }


def as_given(row: SharedQuarter, scheme: Scheme | None, parts: Sequence[Part]) -> Period:
    """A quarter as it was given out. Of a scheme that came later nothing is shown: what all have in common would then
    stand in two versions."""
    held = json.loads(row.held)["schemes"].get(_key(scheme))
    if held is None:
        names = [name for part in parts for name in named(part)]
        return Period(Counted({}, {}), dict.fromkeys(names, 1), {}, dict.fromkeys(names, Mark.GROUP), True)
    marks = {name: Mark(mark) for name, mark in held["marks"].items()}
    return Period(Counted({}, held["spans"]), held["numbers"], held["entered"], marks, True)


def feedback_of(agency_id: int, quarter: Quarter, *, shared: bool) -> Results:
    """What people said in a quarter; with `shared`, as it was given out, or as it would be."""
    row = given_out(agency_id, [quarter]).get(quarter) if shared else None
    if row is None:
        return results(agency_id, quarter.first, quarter.last, shared=shared)
    kept = json.loads(row.held)["feedback"]
    asked = (
        QuestionResult(one["words"], tuple((said, text) for said, text in one["rows"]), one["answered"])
        for one in kept["questions"]
    )
    return Results(kept["answers"], tuple(asked))


def _feedback(found: Results) -> dict[str, Any]:
    questions = [{"words": one.words, "rows": one.rows, "answered": one.answered} for one in found.questions]
    return {"answers": found.answers, "questions": questions}


def _key(scheme: Scheme | None) -> str:
    return scheme.reference if scheme else ""
