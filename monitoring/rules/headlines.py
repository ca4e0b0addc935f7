"""The numbers of a monitoring page, in words: each with last quarter's beside it and how it is counted (ux 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.rules.figures import Days, Figures, as_shared, suppressed


@dataclass(frozen=True)
class Headline:
    """One number as shown, the same for the quarter before, and how it is counted."""

    name: str
    now: str
    before: str
    how: str


@dataclass(frozen=True)
class Breakdown:
    """A table of counts as shown, in the order given."""

    title: str
    rows: tuple[tuple[str, str], ...]


def headlines(now: Figures, before: Figures, *, shared: bool) -> list[Headline]:
    """The headline numbers; `shared` hides counts from 1 to 4, and rates that rest on them (promises X6)."""
    counts = (
        ("Referrals", "referrals", "Arrests in the quarter that were referred to this scheme."),
        ("People", "people", "Different people among those referrals."),
        ("New people", "new_people", "People whose first referral to this scheme was in the quarter."),
        (
            "First appointment kept",
            "first_appointment_kept",
            "Referrals whose first required appointment was attended.",
        ),
        ("Completed", "completed", "Referrals of which every required appointment was kept before the hearing."),
        ("Not completed", "not_completed", "Referrals whose last day passed with fewer kept."),
    )
    found = [
        Headline(name, _count(getattr(now, field), shared), _count(getattr(before, field), shared), how)
        for name, field, how in counts
    ]
    rate = "Completed divided by referrals. Referrals still under way count as not yet completed."
    each = "Referrals divided by people."
    found.append(Headline("Completion rate", _rate(now, shared), _rate(before, shared), rate))
    found.append(Headline("Referrals for each person", _each(now, shared), _each(before, shared), each))
    return found


def _count(number: int, shared: bool) -> str:
    return as_shared(number) if shared else str(number)


def _hidden(figures: Figures, shared: bool) -> bool:
    """A rate gives away a small count to anybody who knows the other."""
    numbers = (figures.completed, figures.referrals - figures.completed, figures.people)
    return shared and any(not as_shared(number).isdigit() for number in numbers)


def _rate(figures: Figures, shared: bool) -> str:
    if figures.completion_rate is None:
        return "–"
    return "not shown" if _hidden(figures, shared) else f"{figures.completion_rate:.0%}"


def _each(figures: Figures, shared: bool) -> str:
    if figures.referrals_per_person is None:
        return "–"
    return "not shown" if _hidden(figures, shared) else f"{figures.referrals_per_person:.2f}"


def breakdowns(now: Figures, *, shared: bool, words: Mapping[str, str]) -> list[Breakdown]:
    """The tables under the headlines; `words` says each code as pages do."""
    tables = (
        ("What happened at appointments", now.appointments),
        ("Why appointments were missed", now.missed_by_reason),
        ("How the cases ended", now.endings),
    )
    found = [Breakdown(title, _rows(counts, shared, words)) for title, counts in tables if counts]
    spans = (
        ("From arrest to the first appointment kept", now.days_from_arrest_to_first_kept),
        ("From arrest to completion", now.days_from_arrest_to_completion),
    )
    lengths = tuple((name, _span(days)) for name, days in spans if days and not _hidden(now, shared))
    return [*found, Breakdown("Days", lengths)] if lengths else found


def _rows(counts: Mapping[str, int], shared: bool, words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    shown = suppressed(counts) if shared else {name: str(number) for name, number in counts.items()}
    return tuple((words.get(name, name.replace("_", " ").capitalize()), text) for name, text in shown.items())


def _span(days: Days) -> str:
    return f"{days.middle:g} in the middle, {days.least} at least, {days.most} at most"
