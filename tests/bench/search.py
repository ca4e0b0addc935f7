"""Searching the 20,000 people of one agency by any part of a name, with an accent or a slip, and the same once the site
holds a million: F7. The first search of a process, which opens every name, is a figure of its own."""

from __future__ import annotations

import contextvars
import dataclasses
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from casework.accounts import services as accounts
from casework.accounts.models import Staff
from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people.models import Alias, Person, SafeContact
from tests.bench.asked import Asker, Seen, Wanted, as_served, in_turns
from tests.bench.grown import grow
from tests.bench.scale import of_page
from tests.bench.sites import several
from tests.bench.table import Figure

SEARCH_MS, SEARCH_AT_MOST = 50, 1.5
COPIED = ("person", "alias", "safe_contact")
PIECE = 2_000
GIVEN = (
    *(
        "Joanna",
        "Zoë",
        "Agnieszka",
        "Łucja",
        "Renée",
        "Amy",
        "Beth",
        "Cara",
        "Dee",
        "Ela",
        "Fay",
        "Gwen",
        "Hana",
        "Ivy",
    ),
    *("Kez", "Lou", "Mina", "Nell", "Roz", "Siân", "Tess", "Una", "Vera", "Wendy", "Ximena", "Yara", "Chloe", "Oluchi"),
)
FIRST = ("O'", "Mac", "De la ", "Al-", "San", "Kow", "Nguy", "Far", "Har", "Wil", "Ok", "Pet", "Brz", "Lind", "Sø", "")
SECOND = ("Brien", "mare", "alski", "row", "low", "son", "afor", "ęcki", "ström", "ley", "wood", "man", "ker", "ton")
THIRD = ("", "s", "-Hale", "-Pike", "er", "ova", "ina", " Lopez", "field", "worth")
TERMS = ("joanna mac", "wood", "obrien", "kowalsk", "lucja", "agnieszak lind", "farow", "renee", "zoe harlow", "ostro")
"""Parts, accents left out, one letter wrong or changed about; as people type."""


@dataclass(frozen=True)
class Plan:
    """People of the measured agency and of the greatest site, and how often is searched."""

    people: int = 20_000
    site: int = 1_000_000
    looks: int = 60
    before: int = 2
    kinds: tuple[str, ...] = ("sqlite", "postgresql")


def figures(plan: Plan, say: Callable[[str], None]) -> list[Figure]:
    """The searches on every database, of the agency alone and of it among all the others."""
    found: list[Figure] = []
    for kind, apps in several(plan.kinds, 2, great=plan.site >= 500_000):
        found += _of(apps, kind, plan, say)
    return found


def _of(apps: tuple[Flask, ...], kind: str, plan: Plan, say: Callable[[str], None]) -> Iterator[Figure]:
    keys = [contextvars.Context().run(_laid, app, plan) for app in apps]
    grow(apps[1], COPIED, plan.people, plan.people, plan.site, say, f"{kind}: people laid down")
    askers = [Asker(app, key) for app, key in zip(apps, keys, strict=True)]
    wanted = Wanted("search", "worker", "/people", typed=TERMS)
    first = [Seen() for _ in askers]
    with as_served():
        for asker, one in zip(askers, first, strict=True):
            asker.ask(wanted, one)
        alone, among = in_turns(askers, wanted, looks=plan.looks, before=plan.before)
    say(f"{kind}: {alone.middle:.0f} ms alone, {among.middle:.0f} ms among {plan.site:,}")
    name = f"{kind}, search of {plan.people:,} people"
    yield Figure(f"{name}, the first of a process", "ms", tuple(one.wall[0] for one in first))
    yield from _figures(name, [alone])
    yield from _figures(f"{name} among {plan.site:,}", [alone, among])


def _figures(name: str, seen: list[Seen]) -> Iterator[Figure]:
    for one in of_page(name, seen, SEARCH_AT_MOST, "F7"):
        p95 = one.name.endswith(": p95")
        yield dataclasses.replace(one, most=SEARCH_MS, goal="F7") if p95 else one


def _laid(app: Flask, plan: Plan) -> str:
    with app.app_context():
        with transaction():
            agency = accounts.add_agency("Lantern", at=clock.now())
            agency.set_up_at = clock.now()
            staff: Staff = accounts.add_staff(
                agency, name="Robin Hale", email="r@example.org", roles=[Role.WORKER], at=clock.now()
            )
            key: str = accounts.open_session(staff, at=clock.now())
            by = agency.id
        drawn = random.Random(7)
        for start in range(1, plan.people + 1, PIECE):
            with transaction():
                _people(range(start, min(start + PIECE, plan.people + 1)), by, drawn)
        with transaction():
            db.session.execute(sa.text("ANALYZE"))
        return key


def _people(numbers: range, agency: int, drawn: random.Random) -> None:
    at = clock.now()
    names = {n: (drawn.choice(GIVEN), "".join(map(drawn.choice, (FIRST, SECOND, THIRD)))) for n in numbers}
    every: dict[str, Any] = {"agency_id": agency}
    people = [
        every | {"id": n, "given_name": given, "family_name": family, "known_as": given[:3], "created_at": at}
        for n, (given, family) in names.items()
    ]
    aliases = [{"person_id": n, "name": f"{GIVEN[n % 9]} Ward", "recorded_at": at} for n in numbers if n % 10 == 0]
    contacts = [every | {"person_id": n, "checked_at": at, "recorded_at": at} for n in numbers]
    for model, rows in ((Person, people), (Alias, aliases), (SafeContact, contacts)):
        if rows:
            db.session.execute(sa.insert(model), rows)
