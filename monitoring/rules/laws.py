"""What anybody knows about the counts of a quarter: which add up to which, and which are among which.

A shared version is judged by these (rules.hiding): a count that is left out must not follow from any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitoring.rules.hiding import AtMost, Law, Sum

_SUMS = (
    ("referrals", ("first_kept", "first_not_kept")),
    ("people", ("people.new", "people.again")),
    ("contacts", ("contacts.new", "contacts.repeat", "contacts.anonymous")),
    ("individuals", ("individuals.new", "individuals.known")),
    ("texts", ("texts.delivered", "texts.not_delivered", "texts.not_known")),
    ("reminded", ("reminded.came", "reminded.missed")),
    ("unreminded", ("unreminded.came", "unreminded.missed")),
    ("homeless", ("homeless.first.yes", "homeless.first.no")),
    ("homeless", ("homeless.last.yes", "homeless.last.no")),
)
_FAMILIES = {
    "before.": "referrals",
    "status.": "referrals",
    "ending.": "referrals",
    "visit.": "visits",
    "missed.": "visit.missed",
    "contacts.month.": "contacts",
    "kind.": "contacts",
    "stage.": "stage",
    "service.": "services",
    "service_heading.": "services",
    "ethnicity.": "worked_with",
    "gender.": "worked_with",
    "age.": "worked_with",
}
"""Families of cells that add up to one cell: each thing that is counted in it is in exactly one of the family."""
_AMONG = (
    ("arrests", "referrals"),
    ("people", "arrests"),
    ("status.completed", "first_kept"),
    ("people.new", "before.0"),
    ("before.0", "people.new"),
    ("contacts.new", "individuals.new"),
    ("individuals.new", "contacts.new"),
    ("individuals.known", "contacts.repeat"),
    ("people", "worked_with"),
    ("individuals", "worked_with"),
    ("orders.people", "orders.made"),
    ("orders.people", "worked_with"),
)
_EACH_AMONG = {"issue.": "contacts", "support.": "contacts", "individuals.month.": "individuals"}


def laws(names: Iterable[str]) -> list[Law]:
    """The laws of the cells of these names."""
    known = sorted(names)
    return [*_adding_up(known), *_being_among(known)]


def _adding_up(names: list[str]) -> Iterator[Law]:
    for total, parts in _SUMS:
        yield Sum(total, parts)
    for prefix, total in _FAMILIES.items():
        yield Sum(total, _family(prefix, names))
    for heading in {name.split(".")[1] for name in _family("heading.", names)}:
        total = f"heading.{heading}"
        yield Sum(total, _family(f"{total}.", names))


def _being_among(names: list[str]) -> Iterator[Law]:
    for less, more in _AMONG:
        yield AtMost(less, (more,))
    for prefix, whole in _EACH_AMONG.items():
        for name in _family(prefix, names):
            yield AtMost(name, (whole,))
    for name in _family("individuals.month.", names):
        yield AtMost(name, (name.replace("individuals", "contacts"),))
    yield AtMost("individuals", _family("individuals.month.", names))


def _family(prefix: str, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.startswith(prefix))
