"""From facts to cells: each number of a quarter as the very records that it counts, so that its list is the number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from monitoring.rules.facts import (
    ContactFact,
    Facts,
    MeetingFact,
    OrderFact,
    PersonFact,
    ServiceFact,
    TextFact,
    WayFact,
)
from monitoring.rules.figures import ReferralFact
from monitoring.rules.periods import Quarter

PERSON, REFERRAL, CONTACT, ORDER = "person", "referral", "contact", "order"
APPOINTMENT, TEXT, REPLY, SERVICE = "appointment", "text", "reply", "service"
MOST_BEFORE = 4
"""Earlier arrests from which on people are counted together."""
WORSE_TO_BETTER = ("needs_help_now", "hard", "managing", "going_well")
STAGES = ("building_trust", "preparing", "action")

Item = tuple[str, int, int]
"""The kind of a record, its number, and which of several people it stands for where nobody is named."""
Cells = dict[str, frozenset[Item]]
Said = Iterable[tuple[str, Item]]


@dataclass(frozen=True)
class Counted:
    """The cells of one quarter, and the days between two events by name: one number for each referral that had both."""

    cells: Cells
    spans: dict[str, list[int]]

    def number(self, cell: str) -> int:
        """How many; a cell of which nothing was said holds nothing."""
        return len(self.cells.get(cell, ()))

    @property
    def numbers(self) -> dict[str, int]:
        """Every cell by its number."""
        return {name: len(items) for name, items in self.cells.items()}


def counted(facts: Facts, quarter: Quarter) -> Counted:
    """The cells of a quarter. Everything in `facts` is already of it, by the London date that each figure goes by."""
    found: defaultdict[str, set[Item]] = defaultdict(set)
    ways: list[tuple[Iterable[object], Callable[..., Said]]] = [
        (facts.referrals, _referral),
        (facts.contacts, _contact),
        (facts.services, _service),
        (facts.texts, _text),
        (facts.meetings, _meeting),
        (facts.ways, _way),
        (facts.people, _person),
    ]
    for some, said in ways:
        for fact in some:
            for cell, item in said(fact):
                found[cell].add(item)
    for order in facts.orders:
        for cell, item in _order(order, quarter):
            found[cell].add(item)
    found["arrests"] = _arrests(facts.referrals)
    found["replies"].update((REPLY, one.id, 0) for one in facts.replies)
    _returning(found)
    return Counted({name: frozenset(items) for name, items in found.items()}, _spans(facts.referrals))


def _arrests(referrals: Iterable[ReferralFact]) -> set[Item]:
    """One for each person and moment of arrest, whichever and how many offences it was for."""
    first: dict[tuple[int, dt.date, dt.time | None], int] = {}
    for one in referrals:
        first.setdefault((one.person_id, one.arrested_on, one.arrested_at), one.id)
    return {(REFERRAL, number, 0) for number in first.values()}


def _returning(found: defaultdict[str, set[Item]]) -> None:
    """Who was known before: the people less those who are new, and the same of contacts."""
    found["people.again"] = found["people"] - found["people.new"]
    found["individuals.known"] = found["individuals"] - found["individuals.new"]
    found["first_not_kept"] = found["referrals"] - found["first_kept"]


def _referral(one: ReferralFact) -> Iterator[tuple[str, Item]]:
    item = (REFERRAL, one.id, 0)
    yield "referrals", item
    yield "people", (PERSON, one.person_id, 0)
    if one.earlier == 0:
        yield "people.new", (PERSON, one.person_id, 0)
    yield f"before.{min(one.earlier, MOST_BEFORE)}", item
    yield f"status.{one.status}", item
    yield f"ending.{one.ending or 'not_recorded'}", item
    if one.first_kept:
        yield "first_kept", item
    for name, end in _ends(one):
        if end is not None:
            yield name, item
    for visit in one.visits:
        yield from _visit(visit.outcome, visit.reason, visit.id)


def _visit(outcome: str | None, reason: str, number: int) -> Iterator[tuple[str, Item]]:
    item = (APPOINTMENT, number, 0)
    yield "visits", item
    if reason:
        yield "visit.missed", item
        yield f"missed.{reason}", item
    else:
        yield f"visit.{outcome or 'not_recorded'}", item


def _contact(one: ContactFact) -> Iterator[tuple[str, Item]]:
    for head in range(one.heads):
        item = (CONTACT, one.id, head)
        yield "contacts", item
        yield f"contacts.month.{(one.day.month - 1) % 3 + 1}", item
        yield f"kind.{one.kind}", item
        yield f"contacts.{_newness(one)}", item
    item = (CONTACT, one.id, 0)
    for issue in one.issues:
        yield f"issue.{issue}", item
    for given in one.support:
        yield f"support.{given}", item
    if one.person_id is not None:
        who = (PERSON, one.person_id, 0)
        yield "individuals", who
        yield f"individuals.month.{(one.day.month - 1) % 3 + 1}", who
        if one.first:
            yield "individuals.new", who


def _newness(one: ContactFact) -> str:
    if one.person_id is None:
        return "anonymous"
    return "new" if one.first else "repeat"


def _order(one: OrderFact, quarter: Quarter) -> Iterator[tuple[str, Item]]:
    days: tuple[tuple[str, dt.date | None], ...] = (
        ("made", one.made_on),
        ("complied", one.complied_on),
        ("returned", one.returned_on),
        ("revoked", one.revoked_on),
    )
    for name, day in days:
        if day is not None and quarter.first <= day <= quarter.last:
            yield f"orders.{name}", (ORDER, one.id, 0)
            if name == "made":
                yield "orders.people", (PERSON, one.person_id, 0)


def _service(one: ServiceFact) -> Iterator[tuple[str, Item]]:
    item = (SERVICE, one.id, 0)
    yield "services", item
    yield f"service.{one.outcome}", item
    yield f"service_heading.{one.heading}", item


def _text(one: TextFact) -> Iterator[tuple[str, Item]]:
    yield "texts", (TEXT, one.id, 0)
    yield f"texts.{one.state}", (TEXT, one.id, 0)


def _meeting(one: MeetingFact) -> Iterator[tuple[str, Item]]:
    group = "reminded" if one.reminded else "unreminded"
    yield group, (APPOINTMENT, one.id, 0)
    yield f"{group}.{'came' if one.came else 'missed'}", (APPOINTMENT, one.id, 0)


def _way(one: WayFact) -> Iterator[tuple[str, Item]]:
    item = (PERSON, one.person_id, 0)
    if one.stage:
        yield "stage", item
        yield f"stage.{_change(one.stage, STAGES)}", item
    for heading, pair in one.headings.items():
        if all(scale in WORSE_TO_BETTER for scale in pair):
            yield f"heading.{heading}", item
            yield f"heading.{heading}.{_change(pair, WORSE_TO_BETTER)}", item
    if one.homeless is not None:
        yield "homeless", item
        for when, is_so in zip(("first", "last"), one.homeless, strict=True):
            yield f"homeless.{when}.{'yes' if is_so else 'no'}", item


def _change(pair: tuple[str, str], order: tuple[str, ...]) -> str:
    first, last = (order.index(one) for one in pair)
    return "same" if first == last else ("better" if last > first else "worse")


def _person(one: PersonFact) -> Iterator[tuple[str, Item]]:
    item = (PERSON, one.person_id, 0)
    yield "worked_with", item
    yield f"ethnicity.{one.ethnicity}", item
    yield f"gender.{one.gender}", item
    yield f"age.{one.age}", item


def _ends(one: ReferralFact) -> tuple[tuple[str, dt.date | None], ...]:
    return (
        ("days.contact", one.contacted_on),
        ("days.first_kept", one.first_kept),
        ("days.completion", one.completed_on),
    )


def _spans(referrals: Iterable[ReferralFact]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in referrals:
        for name, end in _ends(one):
            if end is not None:
                found[name].append((end - one.arrested_on).days)
    return dict(found)
