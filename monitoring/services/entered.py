"""Targets and costs that a manager enters for a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from diversion.models import Scheme
from monitoring.models import ManagerFigure
from monitoring.rules.periods import Quarter

TARGETS = ("target_contacts", "target_individuals")
COST_CONTACTS, COST_SCHEME = "cost_contacts", "cost_scheme"


def entered(agency_id: int, scheme: Scheme | None, quarters: list[Quarter]) -> list[dict[str, int]]:
    """What stands for each of these quarters: a target until another is entered, a cost for its own quarter only."""
    rows = db.session.scalars(
        select(ManagerFigure)
        .where(ManagerFigure.agency_id == agency_id, ManagerFigure.quarter <= max(one.first for one in quarters))
        .order_by(ManagerFigure.quarter, ManagerFigure.id)
    ).all()
    about = scheme.reference if scheme else ""
    return [_standing(rows, quarter, about) for quarter in quarters]


def _standing(rows: Sequence[ManagerFigure], quarter: Quarter, about: str) -> dict[str, int]:
    found = {row.kind: row.amount for row in rows if _stands(row, quarter, about)}
    return {kind: amount for kind, amount in found.items() if amount is not None}


def _stands(row: ManagerFigure, quarter: Quarter, about: str) -> bool:
    if row.kind in TARGETS:
        return row.quarter <= quarter.first
    return row.quarter == quarter.first and (row.kind == COST_CONTACTS or row.about == about)


def enter(
    quarter: Quarter, scheme: Scheme | None, amounts: Mapping[str, int | None], *, by: Actor, at: dt.datetime
) -> None:
    """Keep what a manager entered where it differs from what stood; None takes an amount away."""
    stood = entered(by.agency_id, scheme, [quarter])[0]
    changed = [kind for kind, amount in amounts.items() if stood.get(kind) != amount]
    for kind in changed:
        db.session.add(
            ManagerFigure(
                agency_id=by.agency_id,
                quarter=quarter.first,
                kind=kind,
                about=scheme.reference if scheme and kind == COST_SCHEME else "",
                amount=amounts[kind],
                recorded_at=at,
                recorded_by_id=by.staff_id,
            )
        )
    if changed:
        detail = {"quarter": quarter.slug, "entered": ", ".join(sorted(changed))}
        audit.record(Act.CONFIGURATION, "figures", by=by, at=at, compartment=Compartment.FIGURES, detail=detail)
