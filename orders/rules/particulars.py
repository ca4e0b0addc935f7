"""What an order must say to be an order, each particular refused at its own field (domain rules 1, 12 and 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.kernel.words import long_day
from orders.rules.months import latest_named_date


@dataclass(frozen=True, slots=True)
class Particulars:
    """An order as the paper has it. Dates are London dates; names are as written; `area` is a local justice area code.

    The supervisor is a member of staff here (`supervisor_id`), or somebody else the paper names (`supervisor_name`).

    `query` is what is wrong with the paper, where the clerk who records it must query it with the court. A paper is
    recorded as it was made: with a query, a particular the paper lacks is no longer refused, and the query is shown
    wherever the order is (rule 12). Without the court and the day there is no order to record, and without somebody
    who supervises it nobody would act on it: those three are needed, queried or not.
    """

    court_code: str = ""
    made_on: date | None = None
    required_by: date | None = None
    supervisor_id: int | None = None
    supervisor_name: str = ""
    supervisor_agreed: bool = False
    area: str = ""
    offence_on: date | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right: the form field it belongs to and what to do."""

    field: str
    message: str


def faults(paper: Particulars, *, today: date) -> tuple[Fault, ...]:
    """Everything that stops this paper being recorded, in the order the page asks it; none when it can be.

    A particular missing from the form always stops it. A particular missing from the paper is the court's to mend:
    it is let through once `query` says what is wrong.
    """
    found = (
        *_court_faults(paper),
        *_made_faults(paper, today),
        *_offence_faults(paper),
        *_named_date_order(paper),
        *_supervisor_faults(paper),
    )
    if paper.query.strip():
        return found
    return (*found, *_date_faults(paper), *_agreement_faults(paper), *_area_faults(paper))


def _court_faults(paper: Particulars) -> tuple[Fault, ...]:
    return () if paper.court_code else (Fault("court", "Enter the court that made the order"),)


def _made_faults(paper: Particulars, today: date) -> tuple[Fault, ...]:
    if paper.made_on is None:
        return (Fault("made_on", "Enter the day the order was made, as on the paper"),)
    if paper.made_on > today:
        return (Fault("made_on", "The day the order was made must be today or earlier"),)
    return ()


def _offence_faults(paper: Particulars) -> tuple[Fault, ...]:
    if paper.offence_on and paper.made_on and paper.offence_on > paper.made_on:
        return (Fault("offence_on", "The offence must be on or before the day the order was made"),)
    return ()


def _named_date_order(paper: Particulars) -> tuple[Fault, ...]:
    """A date before the order itself is a slip of the pen here, not a defect of the paper."""
    if paper.required_by and paper.made_on and paper.required_by <= paper.made_on:
        return (Fault("required_by", "The date the meetings must be done by must be after the day the order was made"),)
    return ()


def _date_faults(paper: Particulars) -> tuple[Fault, ...]:
    """Named, and not more than six calendar months after the order; the last day of the sixth month counts."""
    if paper.required_by is None:
        return (Fault("required_by", "Enter the date on the order by which the meetings must be done"),)
    if paper.made_on is None or paper.required_by <= (latest := latest_named_date(paper.made_on)):
        return ()
    return (
        Fault(
            "required_by",
            f"An order made on {long_day(paper.made_on)} can name a date up to {long_day(latest)}. "
            "Check the paper. If it does say this, say what is wrong under Query with the court",
        ),
    )


def _supervisor_faults(paper: Particulars) -> tuple[Fault, ...]:
    if paper.supervisor_id is None and not paper.supervisor_name.strip():
        return (Fault("supervisor", "Choose the supervisor the order names"),)
    return ()


def _agreement_faults(paper: Particulars) -> tuple[Fault, ...]:
    if paper.supervisor_agreed:
        return ()
    return (
        Fault(
            "supervisor_agreed",
            "The order must name a supervisor who has agreed. Confirm that they agreed, or query it with the court",
        ),
    )


def _area_faults(paper: Particulars) -> tuple[Fault, ...]:
    if paper.area.strip():
        return ()
    return (Fault("area", "Choose the local justice area where the person lives or will live, as on the order"),)


@dataclass(frozen=True, slots=True)
class OtherOrder:
    """An order of the same person that is already recorded: its reference and whether it is still in force."""

    reference: str
    in_force: bool


def one_at_a_time(others: tuple[OtherOrder, ...]) -> Fault | None:
    """Refuse a second live order: the court must revoke the first before it can make another (rule 13)."""
    live = next((other for other in others if other.in_force), None)
    if live is None:
        return None
    return Fault(
        "person",
        f"Order {live.reference} is still in force, and only one order can be at a time. "
        "Did the court revoke it? Record that first",
    )
