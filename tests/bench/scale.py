"""Pages of one agency while the site grows around it: 1,000 to 1,000,000 referrals over five years, F5.

The agency that is measured stays as it is; the others are its people over again, 20,000 to an agency. A second site,
which stays as small as the first was, is asked for the same page in turn: what is compared was measured side by side.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Person
from monitoring.rules.periods import quarter_of
from tests.bench.asked import Asker, Seen, Wanted, as_served, in_turns
from tests.bench.grown import grow
from tests.bench.sites import several
from tests.bench.table import Figure
from tests.support.crowded import fill
from tests.support.morning import COURT, lay

ROLES = ("worker", "supervisor", "liaison", "manager")
COPIED = (
    *("person", "safe_contact", "circumstance", "hearing", "referral", "charge", "case_ending", "requirement"),
    *("contact_attempt", "appointment", "attendance", "requirement_booking"),
)
AT_MOST = 1.3
ON_DISK = 500_000
"""Referrals from which a site does not lie in memory any more."""


@dataclass(frozen=True)
class Plan:
    """Referrals of the whole site, a step at a time from what the measured agency has, and how often each page is
    asked for, after so many times that are not counted."""

    sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    live: int = 300
    listed: int = 60
    orders: int = 30
    looks: int = 40
    before: int = 3
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """Every page at every size on every database."""
    found: list[Figure] = []
    for kind, apps in several(plan.kinds, 2, great=plan.sizes[-1] >= ON_DISK):
        found += _of(apps, kind, plan, say)
    return found


def _of(apps: tuple[Flask, ...], kind: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Figure]:
    laid = [contextvars.Context().run(_laid, app, plan) for app in apps]
    there = plan.sizes[0]
    for size in plan.sizes:
        if size > there:
            took = grow(apps[1], COPIED, plan.sizes[0], there, size, say, f"{kind}: referrals laid down")
            yield Figure(f"{kind}, {size:,} referrals, laid down", "s", (took,))
        there = size
        sides = list(zip(apps, laid, strict=True))[: 1 if size == plan.sizes[0] else 2]
        with as_served():
            for wanted in laid[0].pages:
                askers = [Asker(app, one.keys[wanted.role]) for app, one in sides]
                seen = in_turns(askers, wanted, looks=plan.looks, before=plan.before)
                say(f"{kind}, {size:,}: {wanted.name} {seen[-1].middle:.0f} ms")
                yield from of_page(f"{kind}, {size:,}: {wanted.name}", seen)


def of_page(name: str, seen: list[Seen], most: float = AT_MOST, goal: str = "F5") -> Iterator[Figure]:
    """What the greatest site's page took, beside a bare page, and beside the smallest site's where there are two."""
    last = seen[-1]
    yield Figure(f"{name}: server time", "ms", tuple(last.wall))
    yield Figure(f"{name}: p95", "ms", (last.p95,))
    yield Figure(f"{name}: processor", "ms", tuple(last.cpu))
    yield Figure(f"{name}: queries", "", (float(last.queries),))
    yield Figure(f"{name}: bytes", "", (float(last.size),))
    yield Figure(f"{name}: against a bare page with the same SQL", "x", _ratios(last.wall, last.bare))
    if len(seen) > 1:
        yield Figure(f"{name}: against the smallest", "x", _ratios(last.wall, seen[0].wall), most, goal)


def _ratios(these: list[float], those: list[float]) -> tuple[float, ...]:
    return tuple(this / that for this, that in zip(these, those, strict=True))


@dataclass(frozen=True)
class Laid:
    """The sessions of one site, and the pages that are asked for there."""

    keys: dict[str, str]
    pages: list[Wanted]


def _laid(app: Flask, plan: Plan) -> Laid:
    """The measured agency with as many referrals as the smallest size says."""
    with app.app_context():
        with transaction():
            now = clock.now()
            agency = accounts.add_agency("Lantern", at=now)
            agency.set_up_at = now
            for role in ROLES:
                accounts.add_staff(agency, name=f"{role} Hale", email=f"{role}@example.org", roles=[Role(role)], at=now)
        by = {one.roles[0].role: one.actor for one in db.session.scalars(sa.select(Staff))}
        fill(plan.live, done=plan.sizes[0] - plan.live, by=by["worker"])
        day = lay(plan.listed, orders=plan.orders, by=by["worker"], supervisor=by["supervisor"])
        with transaction():
            _call_the_measured()
            found = {role: db.session.get_one(Staff, actor.staff_id) for role, actor in by.items()}
            keys = {role: accounts.open_session(one, at=clock.now()) for role, one in found.items()}
        quarter = quarter_of(clock.today()).slug
    return Laid(keys, _pages(plan, day.isoformat(), quarter))


MEASURED = "MEASURED"


def _call_the_measured() -> None:
    """One person whose page is asked for on every site has the same reference on each."""
    first = db.session.scalars(sa.select(Person).order_by(Person.id).limit(1)).one()
    first.reference = MEASURED
    db.session.execute(sa.text("ANALYZE"))


def _pages(plan: Plan, day: str, quarter: str) -> list[Wanted]:
    return [
        *(Wanted(f"Today of a {role}", role, "/today?who=team") for role in ROLES),
        Wanted(f"court list of {plan.listed}", "liaison", f"/court/{COURT}/{day}"),
        Wanted("person", "worker", f"/people/{MEASURED}"),
        Wanted("diary", "worker", f"/diary/{clock.today().isoformat()}"),
        Wanted("figures of a quarter", "manager", f"/monitoring/{quarter}"),
        Wanted("texts to come", "worker", "/messages/ahead?who=team"),
        Wanted("notices", "liaison", "/notices?state=sent"),
    ]
