"""A page that is printed leaves the house: who printed it, when, and whom it was about is kept (promises U7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from casework.accounts.rules.judging import CASELOAD, GLASS, NEARBY, SHARED
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.models import Event

A_DAY_OF_WORK = dt.timedelta(hours=10)
CODES = frozenset({CASELOAD, NEARBY, SHARED, GLASS})
LATELY = 50
"""How far back the look is sought that showed the page: somebody prints what they have just opened."""


def note(path: str, *, by: Actor, at: dt.datetime) -> bool:
    """Keep that the page at this address was printed at this moment (UTC), with everybody whom the look at it named.

    A page that showed nobody leaves no line: False.
    """
    look = _look_at(path, by=by, at=at)
    if look is None:
        return False
    audit.record(
        Act(look.act),
        look.record,
        by=by,
        at=at,
        compartment=look.compartment,
        others=[one.record for one in look.others],
        reason=look.reason if look.reason in CODES else "",
        detail={"printed": "yes", "look": str(look.seq)},
    )
    return True


def _look_at(path: str, *, by: Actor, at: dt.datetime) -> Event | None:
    """This person's newest look that showed this page; of several of one kind, the one of the record it names."""
    endpoint, named = _page_at(path)
    mine = select(Event).where(Event.staff_id == by.staff_id, Event.at >= at - A_DAY_OF_WORK, Event.route == endpoint)
    looks = mine.where(Event.act.in_([Act.CONSULTATION.value, Act.DISCLOSURE.value]))
    found = db.session.scalars(looks.order_by(Event.at.desc(), Event.seq.desc()).limit(LATELY)).all()
    about = [one for one in found if _names(one, named)]
    return next(iter(about or found), None)


def _page_at(path: str) -> tuple[str, Mapping[str, object]]:
    try:
        endpoint, named = current_app.url_map.bind("").match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return "", {}
    return str(endpoint), named


def _names(look: Event, named: Mapping[str, object]) -> bool:
    records = (look.record, *(one.record for one in look.others))
    return any(one.endswith(f":{value}") for one in records for value in named.values())
