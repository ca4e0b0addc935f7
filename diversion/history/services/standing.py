"""Where a referral stands by what its row of a spreadsheet says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from casework.kernel import clock
from diversion.history.rules.row import PaperRow, Visit
from diversion.models import Scheme
from diversion.rules import dates
from diversion.rules.facts import BookingFacts, ClosingFacts, ReferralFacts, RequirementFacts
from diversion.rules.schemes import SchemePlan, Step
from diversion.rules.standing import standing
from diversion.rules.words import Closing
from diversion.services.restating import derived

UNSAID = dt.time(0)  # an attendance without a time counts for its whole day: paper that says she came is believed
"""Where an appointment's time is not on paper; it is marked as not known and never shown."""
USUAL_SITTING = dt.time(10)
"""Where a hearing's time is not on paper (ours: magistrates' courts sit at ten)."""


@dataclass(frozen=True)
class Terms:
    """What every row of one scheme in one import shares; `at` is the moment of the import, in UTC."""

    agency_id: int
    batch_id: int
    at: dt.datetime
    scheme: Scheme
    plan: SchemePlan
    closed: Collection[dt.date]


def visit_of(step: Step, row: PaperRow) -> Visit:
    """What the paper has of one step: it knows two; a scheme may ask for more."""
    return row.visits[step.position - 1] if step.position <= len(row.visits) else Visit()


def standing_on_paper(row: PaperRow, terms: Terms, died: dt.date | None) -> dict[str, object]:
    """What the rules say of a row, by column, from the same facts that `facts_of` will read back once it is stored.

    An attendance on paper counts as having left what its scheme asks for. `died` closes it (domain rule 30).
    """
    finish_by = dates.finish_by(row.court_day, terms.plan.finish_by_business_days, terms.closed)
    facts = ReferralFacts(
        opened_on=row.arrested_on,
        requirements=tuple(_facts(step, visit_of(step, row)) for step in terms.plan.steps),
        in_order=terms.plan.in_order,
        court_day=row.court_day,
        hearing_at=clock.moment(row.court_day, row.court_time or USUAL_SITTING),
        finish_by=finish_by,
        agreed=True,
        closed=ClosingFacts(Closing.DIED, died) if died else None,
        closed_days=frozenset(terms.closed),
    )
    return derived(standing(facts, now=terms.at))


def _facts(step: Step, visit: Visit) -> RequirementFacts:
    booked = [clock.moment(visit.day, visit.time or UNSAID)] if visit.day else []
    return RequirementFacts(
        position=step.position,
        title=step.title,
        leaves=step.leaves,
        at_service=step.at_service,
        bookings=tuple(BookingFacts(moment, visit.came, on_paper=True) for moment in booked),
    )
