"""How orders are run here: the Birmingham-style process as it ships (review 6.41). The statute's part is not data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import Refused
from orders.models import OrderProcess

BIRMINGHAM = "birmingham"


def add_preset(*, by: Actor, at: datetime) -> OrderProcess:
    """Start running orders as Birmingham does: designated agencies supervise, three court teams are told, and the
    first meeting is a needs assessment. Raises Refused where the agency runs orders this way already."""
    if process_of(by.agency_id) is not None:
        raise Refused("You already run orders this way", "preset")
    process = OrderProcess(
        agency_id=by.agency_id,
        name="Engagement and Support Orders, as in Birmingham",
        preset=BIRMINGHAM,
        supervising_agencies="SAFE, Turning Point",
        told_teams="Drug intervention court team, probation court team, arrest referral team",
        recorded_at=at,
    )
    db.session.add(process)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"order-process:{process.reference}", by=by, at=at)
    return process


def process_of(agency_id: int) -> OrderProcess | None:
    """How this agency runs orders, or None where it has not said."""
    return next(iter(_RUNNING.objects(agency=agency_id)), None)


_RUNNING = Fixed(
    lambda: (
        select(OrderProcess)
        .where(OrderProcess.agency_id == bindparam("agency"), OrderProcess.ended_at.is_(None))
        .order_by(OrderProcess.id)
        .limit(1)
    )
)
