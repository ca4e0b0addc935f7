"""The quarter page of one agency while the site grows around it: other agencies of the same size, as a country has.

One agency's own year is laid down with all that is counted; the others are copies of rows, as many as are asked for,
each agency with at most 100,000 referrals of 20,000 people. Rows are copied as they lie, so nothing is sealed again.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from casework.accounts import services as accounts
from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Role
from casework.appointments.models import Appointment
from casework.care.models import SupportContact
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from diversion.models import Referral, Scheme
from monitoring.rules.periods import Quarter
from tests.bench.pages import _Page
from tests.bench.sites import sites
from tests.bench.table import Figure
from tests.monitoring.made import Made
from web import rubbish

QUARTER = Quarter(2026, 2)
AT_MOST, PIECE, EACH = 1.3, 10_000, 5
AGENCY = 100_000


@dataclass(frozen=True)
class Plan:
    """How many people the measured agency has, and how many referrals the whole site, a step at a time."""

    people: int = 400
    sizes: tuple[int, ...] = (1_000, 100_000)
    looks: int = 15
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """The page at each size on every database, and how much longer the greatest takes than the smallest."""
    found: list[Figure] = []
    for kind, app in sites(plan.kinds):
        found += _of(app, kind, plan, say)
    return found


def _of(app: Flask, kind: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Figure]:
    key = contextvars.Context().run(_laid, app, plan)
    gc.collect()
    rubbish.begin()
    middles: list[float] = []
    for size in plan.sizes:
        contextvars.Context().run(_grown, app, size)
        page = _Page(f"{kind}, a quarter among {size:,} referrals", f"/monitoring/{QUARTER.slug}", key, 0)
        seen = list(page.figures(app, plan.looks, say))
        middles.append(seen[0].middle)
        yield from (seen[0], seen[-1])
    name = f"{kind}, a quarter: {plan.sizes[-1]:,} referrals against {plan.sizes[0]:,}"
    yield Figure(name, "x", (middles[-1] / middles[0],), AT_MOST, "F5")


def _laid(app: Flask, plan: Plan) -> str:
    """An agency with its own year, and its manager's session."""
    with app.app_context():
        with transaction():
            agency = accounts.add_agency("Lantern", at=clock.now())
            agency.set_up_at = clock.now()
            accounts.add_staff(agency, name="Morgan Pike", email="m@example.org", roles=[Role.MANAGER], at=clock.now())
        with transaction():
            Made(_first(Agency), QUARTER.first, 1).everything(plan.people)
        with transaction():
            key: str = accounts.open_session(db.session.get_one(Staff, _first(Staff)), at=clock.now())
        return key


def _first(model: Any) -> int:
    return int(db.session.scalar(sa.select(sa.func.min(model.id))) or 0)


def _grown(app: Flask, size: int) -> None:
    """Other agencies, until the site has so many referrals."""
    with app.app_context():
        while (known := db.session.scalar(sa.select(sa.func.count()).select_from(Referral)) or 0) < size:
            _another(min(AGENCY, size - known))
        with transaction():
            db.session.execute(sa.text("ANALYZE"))


def _another(referrals: int) -> None:
    """One more agency, its days spread over the same years."""
    with transaction():
        agency = _copies(Agency, 1, lambda _: {})
        scheme = _copies(Scheme, 1, lambda _: {"agency_id": agency, "name": f"Scheme {agency}"})
        people = max(1, referrals // EACH)
        person = _copies(Person, people, lambda _: {"agency_id": agency})
        of: dict[str, Any] = {"agency_id": agency}
        _copies(
            Referral,
            referrals,
            lambda n: of | {"person_id": person + n % people, "scheme_id": scheme, **_on(n, "arrested_on")},
        )
        _copies(SupportContact, people, lambda n: of | {"person_id": person + n, **_on(n, "on_day")})
        _copies(Appointment, people, lambda n: of | {"person_id": person + n, **_on(n, "day")})


def _on(nth: int, column: str) -> dict[str, str]:
    return {column: (QUARTER.first - dt.timedelta(days=(nth * 37) % 900 - 90)).isoformat()}


def _own(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Its number, and a reference made from it: of a million drawn at random two would be the same."""
    return {"id": number, **({"reference": f"{number:08}"} if "reference" in row else {})}


def _copies(model: Any, many: int, changes: Callable[[int], dict[str, Any]]) -> int:
    """Copies of a table's first row with new numbers and these changes; returns the number of the first."""
    table, connection = model.__table__, db.session.connection()
    row = dict(connection.execute(sa.text(f'SELECT * FROM "{table.name}" ORDER BY id LIMIT 1')).mappings().one())
    row = {name: json.dumps(value) if isinstance(value, (list, dict)) else value for name, value in row.items()}
    first = int(connection.execute(sa.text(f'SELECT MAX(id) FROM "{table.name}"')).scalar_one()) + 1
    marks = ", ".join(f":{name}" for name in row)
    put = sa.text(f'INSERT INTO "{table.name}" ({", ".join(row)}) VALUES ({marks})')
    for start in range(0, many, PIECE):
        some = range(start, min(start + PIECE, many))
        connection.execute(put, [{**row, **_own(row, first + n), **changes(n)} for n in some])
    return first
