"""One scheme's quarter beside the one before it, for the monitoring page."""

from __future__ import annotations

from dataclasses import dataclass

from casework.appointments.rules import AbsenceReason, Outcome
from casework.kernel.actors import Actor
from diversion.models import Scheme
from diversion.rules.words import METHOD_WORDS
from diversion.services.schemes import all_schemes
from monitoring.rules.headlines import Breakdown, Headline, breakdowns, headlines
from monitoring.rules.periods import Quarter
from monitoring.services.counting import figures

WORDS = {
    **{method.value: said for method, said in METHOD_WORDS.items()},
    **{reason.value: reason.words for reason in AbsenceReason},
    **{outcome.value: outcome.words for outcome in Outcome},
    "not_recorded": "Not recorded",
}


@dataclass(frozen=True)
class QuarterPage:
    """What the page shows. `scheme` is None where the agency has none yet."""

    quarter: Quarter
    scheme: Scheme | None
    schemes: list[Scheme]
    shared: bool
    headlines: list[Headline]
    breakdowns: list[Breakdown]
    referrals: int


def quarter_page(quarter: Quarter, reference: str, *, shared: bool, by: Actor) -> QuarterPage:
    """The figures of a quarter by date of arrest; `reference` chooses the scheme, the first where it names none."""
    schemes = all_schemes(by=by)
    scheme = next((one for one in schemes if one.reference == reference), schemes[0] if schemes else None)
    if scheme is None:
        return QuarterPage(quarter, None, [], shared, [], [], 0)
    before = quarter.later(-1)
    now = figures(scheme, first=quarter.first, last=quarter.last, by=by)
    then = figures(scheme, first=before.first, last=before.last, by=by)
    return QuarterPage(
        quarter,
        scheme,
        schemes,
        shared,
        headlines(now, then, shared=shared),
        breakdowns(now, shared=shared, words=WORDS),
        now.referrals,
    )
