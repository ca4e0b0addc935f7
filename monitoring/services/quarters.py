"""One quarter beside the one before it and the same quarter a year ago."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.appointments.rules import AbsenceReason, Outcome
from casework.care.rules import ContactKind, Heading, ServiceOutcome
from casework.kernel import clock
from casework.kernel.actors import Actor
from diversion.models import Scheme
from diversion.rules.words import METHOD_WORDS
from diversion.services.schemes import all_schemes
from monitoring.rules import catalogue
from monitoring.rules.catalogue import Kind, Part
from monitoring.rules.cells import Counted, counted
from monitoring.rules.census import AGE_WORDS, ETHNICITY_WORDS, GENDER_WORDS
from monitoring.rules.periods import Quarter
from monitoring.rules.showing import Section, period, sections
from monitoring.services.entered import entered
from monitoring.services.facts import facts_of_quarter
from monitoring.services.given import as_given, give_out, given_out

NOT_RECORDED = {"not_recorded": "Not recorded"}
ENDINGS = {**{method.value: said for method, said in METHOD_WORDS.items()}, **NOT_RECORDED}
HEADINGS = {one.value: one.words for one in Heading}


@dataclass(frozen=True)
class QuarterPage:
    """What the page shows. `scheme` is None where the agency has none yet; `quarters` are the three compared."""

    quarter: Quarter
    quarters: tuple[Quarter, ...]
    scheme: Scheme | None
    schemes: list[Scheme]
    shared: bool
    sections: list[Section]
    given_on: dt.date | None = None

    @property
    def briefs(self) -> list[str]:
        """The three quarters as heads of columns."""
        return [one.brief for one in self.quarters]

    @property
    def nothing(self) -> bool:
        """Whether none of the three quarters has anything to show."""
        return not any(part.lines for part in self.sections)


def parts(quarter: Quarter) -> list[Part]:
    """The parts of the page, in the order of what comes first in somebody's way through the service."""
    nths = enumerate(("First", "Second", "Third"), 1)
    months = {str(nth): f"{name} month ({quarter.month(nth):%B})" for nth, name in nths}
    return [
        catalogue.contacts_part(
            {one.value: one.words for one in ContactKind},
            HEADINGS,
            months,
            {one.value: one.words for one in ServiceOutcome},
        ),
        catalogue.scheme_part(_outcomes(), _reasons(), ENDINGS),
        catalogue.ORDERS,
        catalogue.TEXTS,
        catalogue.change_part(HEADINGS),
        catalogue.people_part(ETHNICITY_WORDS, GENDER_WORDS, AGE_WORDS),
    ]


def _outcomes() -> dict[str, str]:
    """What can be said of an appointment where it was not missed."""
    held = (one for one in Outcome if not one.means_missed and not one.leaves_it_open)
    return {**{one.value: one.words for one in held}, **NOT_RECORDED}


def _reasons() -> dict[str, str]:
    """Why one was missed: the reason given, and otherwise what was recorded."""
    missed = {one.value: one.words for one in Outcome if one.means_missed}
    return {**{reason.value: reason.words for reason in AbsenceReason}, **missed}


def titles(quarter: Quarter) -> dict[str, str]:
    """What each number that has a list is called, by its cell."""
    found: dict[str, str] = {}
    for part in parts(quarter):
        for one in part.figures:
            found.setdefault(one.among if one.kind is Kind.COST else one.of, one.name)
        for group in part.groups:
            found.update({f"{group.prefix}{code}": f"{group.title}: {said}" for code, said in group.words.items()})
    return found


def chosen(reference: str, *, by: Actor) -> tuple[Scheme | None, list[Scheme]]:
    """The scheme of a reference, the first where it names none, and all of the agency's."""
    schemes = all_schemes(by=by)
    return next((one for one in schemes if one.reference == reference), schemes[0] if schemes else None), schemes


def compared(quarter: Quarter) -> tuple[Quarter, Quarter, Quarter]:
    """The quarter, the one before it, and the same one a year ago."""
    return quarter, quarter.later(-1), quarter.later(-4)


def quarter_page(quarter: Quarter, reference: str, *, shared: bool, by: Actor) -> QuarterPage:
    """The figures of a quarter; `reference` chooses the scheme, the first where it names none.

    A shared version leaves out what might point at a person (promises X6), and says what it said when it was first
    given out (decision 60).
    """
    scheme, schemes = chosen(reference, by=by)
    quarters, wanted = compared(quarter), parts(quarter)
    typed = entered(by.agency_id, scheme, list(quarters))
    given = given_out(by.agency_id, quarters) if shared else {}
    periods = [
        as_given(given[one], scheme, wanted)
        if one in given
        else period(counted_in(one, scheme, by=by), amounts, wanted, shared=shared)
        for one, amounts in zip(quarters, typed, strict=True)
    ]
    given_on = clock.local_day(given[quarter].given_at) if quarter in given else None
    return QuarterPage(quarter, quarters, scheme, schemes, shared, sections(wanted, periods), given_on)


def give_out_quarter(quarter: Quarter, *, by: Actor, at: dt.datetime) -> None:
    """Keep what a shared version of this quarter says, in all its columns, before it leaves. Raises Refused as
    `give_out` does."""
    give_out(compared(quarter), parts(quarter), by=by, at=at)


def counted_in(quarter: Quarter, scheme: Scheme | None, *, by: Actor) -> Counted:
    """Every cell of one quarter of the actor's agency."""
    return counted(facts_of_quarter(by.agency_id, scheme, quarter), quarter)
