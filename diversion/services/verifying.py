"""Every stored status worked out again from the facts: what `./run waymark verify` prints (house habit 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select

from casework.kernel.database import db
from diversion.models import Referral
from diversion.rules.dates import may_ask_until
from diversion.rules.standing import standing
from diversion.services.facts import facts_of_all
from diversion.services.loading import load_all
from diversion.services.restating import derived

BATCH = 500


def verify(*, at: datetime, step: Callable[[int], None] = lambda _many: None) -> Iterator[str]:
    """One line for each stored repeat of any agency's referral that is not what its facts say at `at` (UTC).

    `step` hears how many more were worked out.
    """
    agencies = db.session.scalars(select(Referral.agency_id).distinct()).all()
    for agency_id in agencies:
        ids = db.session.scalars(select(Referral.id).where(Referral.agency_id == agency_id).order_by(Referral.id)).all()
        for start in range(0, len(ids), BATCH):
            found = load_all(Referral.id.in_(ids[start : start + BATCH]), agency_id=agency_id)
            facts = facts_of_all(found, at=at)
            for one in found:
                yield from _lines(one, derived(standing(facts[one.id], now=at)))
                yield from _ending_lines(one)
            step(len(found))


def _lines(one: Referral, wanted: dict[str, object]) -> Iterator[str]:
    for column, value in wanted.items():
        stored = getattr(one, column)
        if stored != value:
            yield f"referral {one.reference}: {column} is stored as {stored}, and the facts say {value}"


def _ending_lines(one: Referral) -> Iterator[str]:
    """The 35 days after each notice of discontinuance, counted again from its service (domain rule 7)."""
    for ending in (ending for charge in one.charges for ending in charge.endings):
        wanted = may_ask_until(ending.notice_served_on) if ending.notice_served_on else None
        if ending.ask_until != wanted:
            yield f"referral {one.reference}: ask_until is stored as {ending.ask_until}, and the facts say {wanted}"
