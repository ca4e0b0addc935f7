"""Every figure of the quarter page: its name, and in one sentence how it is counted (review 8.3, domain.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What sort of number a figure is."""

    COUNT = "count"
    RATE = "rate"
    EACH = "each"
    DAYS = "days"
    COST = "cost"


@dataclass(frozen=True)
class Figure:
    """One line: `of` is its cell (a spread of days for DAYS, what is typed for COST), `among` what it is divided by.

    `target` names the target for a month that a manager may have set, `months` how many months of it this is.
    """

    name: str
    how: str
    of: str
    kind: Kind = Kind.COUNT
    among: str = ""
    target: str = ""
    months: int = 0


@dataclass(frozen=True)
class Group:
    """A table of counts: cells that begin with `prefix`. `words` gives codes their words and their order.

    `always` shows every one of them, also those of nothing; `target` is as in `Figure`, for each row.
    """

    title: str
    how: str
    prefix: str
    words: Mapping[str, str] = field(default_factory=dict)
    always: bool = False
    target: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the page: its own address, its figures, then its tables. `caution` says what cannot be concluded."""

    slug: str
    title: str
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...] = ()
    caution: str = ""


NOT_A_TRIAL = (
    "This is not a trial. People who get texts are people who have a phone, said that texts are safe and were booked "
    "some days ahead; they may have come more often without any text."
)

SCHEME_FIGURES = (
    Figure("Arrests", "Arrests on a day of this quarter, each person and time of arrest once.", "arrests"),
    Figure("Referrals", "Referrals to this scheme from those arrests.", "referrals"),
    Figure("People", "Different people among those referrals.", "people"),
    Figure("New people", "People whose first referral to this scheme was in this quarter.", "people.new"),
    Figure(
        "Referrals for each person", "Those referrals divided by those people.", "referrals", Kind.EACH, among="people"
    ),
    Figure(
        "First appointment kept",
        "Referrals of this quarter whose first required appointment was attended, to this day.",
        "first_kept",
    ),
    Figure("First appointment kept, rate", "That divided by the referrals.", "first_kept", Kind.RATE, "referrals"),
    Figure(
        "Completed",
        "Referrals of this quarter of which every required appointment was kept, to this day.",
        "status.completed",
    ),
    Figure("Not completed", "Referrals of this quarter whose last day passed with fewer kept.", "status.not_completed"),
    Figure(
        "Completion rate",
        "Completed divided by referrals; those still under way count as not yet completed.",
        "status.completed",
        Kind.RATE,
        "referrals",
    ),
    Figure(
        "Days from arrest to first contact",
        "Whole days until somebody first reached or saw them, the middle one of these referrals.",
        "days.contact",
        Kind.DAYS,
    ),
    Figure(
        "Days from arrest to first appointment kept",
        "Whole days, the middle one of these referrals.",
        "days.first_kept",
        Kind.DAYS,
    ),
    Figure(
        "Days from arrest to completion",
        "Whole days, the middle one of these referrals that were completed.",
        "days.completion",
        Kind.DAYS,
    ),
    Figure(
        "Cost for each completion",
        "What a manager entered that this scheme cost, divided by completed.",
        "cost_scheme",
        Kind.COST,
        "status.completed",
    ),
)
BEFORE = {"0": "Never before", "1": "Once", "2": "Twice", "3": "Three times", "4": "Four times or more"}
CHANGES = {"better": "Better", "same": "The same", "worse": "Worse"}
MOVES = {"better": "Further on", "same": "The same", "worse": "Back"}


def scheme_part(outcomes: Mapping[str, str], reasons: Mapping[str, str], endings: Mapping[str, str]) -> Part:
    """What became of the arrests of the quarter: the words of outcomes, of reasons to miss, and of endings."""
    return Part(
        "diversion",
        "Diversion",
        SCHEME_FIGURES,
        (
            Group("Times referred before", "Earlier arrests of the same person to this scheme.", "before.", BEFORE),
            Group(
                "What happened at appointments",
                "Every appointment booked for these referrals, as last recorded.",
                "visit.",
                {**outcomes, "missed": "Did not attend"},
            ),
            Group("Why appointments were missed", "Those not attended, by the reason given.", "missed.", reasons),
            Group("How the cases ended", "As recorded of the first charge of each referral.", "ending.", endings),
        ),
    )


def contacts_part(
    kinds: Mapping[str, str], headings: Mapping[str, str], months: Mapping[str, str], came_of: Mapping[str, str]
) -> Part:
    """Who was in touch (review 8.3). `months` are the three of the quarter, by number."""
    return Part(
        "contacts",
        "Contacts",
        (
            Figure("Contacts", "Every contact recorded, named or not.", "contacts", target="contacts", months=3),
            Figure("Individuals", "Different people among the contacts that name somebody.", "individuals"),
            Figure("New contacts", "Contacts that were the first ever with that person.", "contacts.new"),
            Figure("Repeat contacts", "Contacts with a person known from an earlier one.", "contacts.repeat"),
            Figure("Anonymous contacts", "Contacts that name nobody: counted, not named.", "contacts.anonymous"),
            Figure(
                "Cost for each contact",
                "What a manager entered that contacts cost, divided by contacts.",
                "cost_contacts",
                Kind.COST,
                "contacts",
            ),
        ),
        (
            Group(
                "Contacts by month", "By the London day of the contact.", "contacts.month.", months, True, "contacts"
            ),
            Group(
                "Individuals by month",
                "Different people in each month, so that the months add up to more.",
                "individuals.month.",
                months,
                True,
                "individuals",
            ),
            Group("How contacts were made", "Each contact once.", "kind.", kinds),
            Group("Issues raised", "Contacts at which it was raised; a contact may raise several.", "issue.", headings),
            Group("Support given", "Contacts at which it was given; a contact may give several.", "support.", headings),
            Group("Services referred to", "By what became of it, to this day.", "service.", came_of),
            Group("Services referred to, by heading", "Each once.", "service_heading.", headings),
        ),
    )


ORDERS = Part(
    "orders",
    "Engagement and Support Orders",
    (
        Figure("Orders made", "Orders made by a court on a day of this quarter.", "orders.made"),
        Figure("People", "Different people among those orders.", "orders.people"),
        Figure("Complied with", "Orders whose third meeting was attended in this quarter.", "orders.complied"),
        Figure("Returned to court", "Orders of which an information was laid in this quarter.", "orders.returned"),
        Figure("Revoked or ended by the court", "Orders that a court ended in this quarter.", "orders.revoked"),
    ),
)
TEXTS = Part(
    "texts",
    "Texts",
    (
        Figure("Texts sent", "Texts handed to the network on a day of this quarter.", "texts"),
        Figure("Delivered", "Those that the phone was proved to have.", "texts.delivered"),
        Figure("Not delivered", "Those that the network gave back.", "texts.not_delivered"),
        Figure("Delivery not known", "Those of which the network has not said.", "texts.not_known"),
        Figure("Replies", "Texts that came in on a day of this quarter.", "replies"),
        Figure(
            "Came, with a reminder delivered",
            "Of appointments of this quarter with a delivered reminder, those attended.",
            "reminded.came",
            Kind.RATE,
            "reminded",
        ),
        Figure(
            "Came, without a reminder delivered",
            "Of appointments of this quarter without one, those attended.",
            "unreminded.came",
            Kind.RATE,
            "unreminded",
        ),
    ),
    caution=NOT_A_TRIAL,
)


def change_part(headings: Mapping[str, str]) -> Part:
    """What changed for people between their first and last assessment (review 8.2, 6.44)."""
    return Part(
        "change",
        "What changed",
        (
            Figure("Homeless at the first assessment", "Of those asked both times.", "homeless.first.yes"),
            Figure("Homeless at the last assessment", "Of the same people.", "homeless.last.yes"),
        ),
        (
            Group("Stage of change", "From the first stage recorded to the last, of people with two.", "stage.", MOVES),
            *(
                Group(
                    words,
                    "From the first assessment to the last, of people who spoke of it both times.",
                    f"heading.{code}.",
                    CHANGES,
                )
                for code, words in headings.items()
            ),
        ),
        caution="People whose last assessment was in this quarter. Who stayed away is not among them.",
    )


def people_part(ethnicity: Mapping[str, str], gender: Mapping[str, str], age: Mapping[str, str]) -> Part:
    """Who the service worked with: everybody with a named contact, a referral or an order of the quarter."""
    return Part(
        "people",
        "Who we worked with",
        (Figure("People", "Everybody with a named contact, a referral or an order in this quarter.", "worked_with"),),
        (
            Group("Ethnicity", "As they describe themselves, in the groups of the census.", "ethnicity.", ethnicity),
            Group("Gender", "As they describe themselves.", "gender.", gender),
            Group("Age", "On the last day of the quarter.", "age.", age),
        ),
    )
