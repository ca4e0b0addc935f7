"""Every sentence that a notice may hold. Facts only: counts and dates, no reasons, needs, notes, contact or opinion.

There is no free text: a `Sentence` is made here and nowhere else, from counts and dates. An attendance nobody has
recorded has no sentence of result at all (domain rule 9); see `notices.rules.statement.CheckFirst`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from casework.kernel.words import LONDON, clock_time, counted, joined, long_day
from notices.rules.phrases import day_and_month, days_words, moment_words, ordinal

Sentence = NewType("Sentence", str)


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a referral or an order comes to: how many are asked for, which were attended, and by when.

    `attended` holds the London days of the appointments that count; `by` is the scheme's finish date or the order's
    named date; `booked` the days still to come; `appointments_booked` and `told_of` how many were ever fixed, and how
    many of those the person was told of; `hearing` the court day, where there is one.
    """

    required: int
    attended: tuple[date, ...] = ()
    by: date | None = None
    booked: tuple[date, ...] = ()
    appointments_booked: int = 0
    told_of: int = 0
    cancelled_by_service: int = 0
    hearing: date | None = None

    def __post_init__(self) -> None:
        if self.required < 1 or len(self.attended) > self.required:
            raise ValueError("a count attends no more than it requires, and requires at least one")
        if min(self.appointments_booked, self.told_of, self.cancelled_by_service) < 0:
            raise ValueError("a count is never negative")

    @property
    def in_time(self) -> tuple[date, ...]:
        """The attended days on or before the finish date."""
        return tuple(day for day in sorted(self.attended) if self.by is None or day <= self.by)

    @property
    def late(self) -> tuple[date, ...]:
        """The attended days after the finish date: still reported, each with its date (domain rule 8)."""
        return tuple(day for day in sorted(self.attended) if self.by is not None and day > self.by)

    @property
    def complete(self) -> bool:
        """Whether every required appointment was attended, in time or late."""
        return len(self.attended) == self.required


def completed(count: Count) -> Sentence:
    """All attended: "Completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026."

    One kept after the scheme's finish date is named as such, with that date (domain rule 8). Raises ValueError where
    one is missing: attended and missed is never completed.
    """
    if not count.complete:
        raise ValueError("not every required appointment was attended")
    asked = counted(count.required, "required appointment")
    return _said(
        count,
        f"Completed. Attended {count.required} of {asked}: {days_words(count.attended)}.",
        _completed_late(count),
    )


def in_progress(count: Count) -> Sentence:
    """Not all attended and time left: what is booked, and whether before or after the hearing.

    "Not yet completed. Attended 1 of 2. Second appointment booked for 28 October 2026, before the hearing."
    """
    _must_lack(count)
    places = enumerate(sorted(count.booked), start=len(count.attended) + 1)
    booked = [f"{ordinal(place)} appointment booked for {_with_hearing(day, count)}." for place, day in places]
    attended = f"Not yet completed. Attended {len(count.attended)} of {count.required}."
    return _said(count, attended, *(booked or ["No further appointment is booked."]))


def not_completed(count: Count) -> Sentence:
    """The finish date has passed with too few attended: "Not completed. Attended 1 of 2 required appointments by ..."

    With none attended it says how many were booked and of how many the person was told. What was kept after the date
    is reported with its own date (domain rule 8).
    """
    if count.by is None or len(count.in_time) >= count.required:
        raise ValueError("this referral did not miss its finish date")
    asked = counted(count.required, "required appointment")
    attended = f"Not completed. Attended {len(count.in_time)} of {asked} by {long_day(count.by)}."
    return _said(count, attended if count.in_time else _none_attended(count), _late(count))


def attended_only(count: Count) -> Sentence:
    """Every required appointment attended, but what the scheme asks them to leave, or their order, is not there.

    Says neither "completed" nor fewer than were attended. Raises ValueError where one was not attended.
    """
    if not count.complete:
        raise ValueError("not every required appointment was attended")
    asked = counted(count.required, "required appointment")
    return _said(
        count,
        f"Not yet completed. Attended {count.required} of {asked}: {days_words(count.attended)}.",
        "The scheme asks for more than attendance, and not all of it is recorded.",
    )


def declined() -> Sentence:
    """The scheme was offered and not taken up."""
    return Sentence("Did not take up the scheme.")


def not_suitable() -> Sentence:
    """The scheme was not suitable; why is not told."""
    return Sentence("Not suitable for the scheme.")


def withdrew(on: date) -> Sentence:
    """The person left the scheme on a day: "Withdrew from the scheme on 3 October 2026."."""
    return Sentence(f"Withdrew from the scheme on {long_day(on)}.")


def no_record(at: datetime) -> Sentence:
    """Nothing is recorded under this name and date of birth as at a moment; never "not on the scheme"."""
    return Sentence(f"No referral recorded for this name and date of birth as at {moment_words(at)}.")


def order_complied(count: Count, *, made_on: date) -> Sentence:
    """All meetings of an order attended, by the supervisor's notice to the court that made it (domain rule 15).

    Where the paper itself names no date, which is a query with the court (rule 12), none is made up.
    """
    if not count.complete:
        raise ValueError("not every meeting of the order was attended")
    return _said(
        count,
        f"Complied with. Attended {count.required} of {_meetings(count, made_on)}: {days_words(count.attended)}.",
        f"Required by {long_day(count.by)}." if count.by else "",
    )


def order_in_progress(count: Count) -> Sentence:
    """An order still running: "In progress. Attended 1 of 3 meetings. To be attended by 24 November 2026."."""
    _must_lack(count)
    if count.by is None:
        raise ValueError("an order names the date by which its meetings must take place")
    attended = f"In progress. Attended {len(count.attended)} of {counted(count.required, 'meeting')}."
    return _said(count, attended, f"To be attended by {long_day(count.by)}.")


def order_date_passed(count: Count, *, made_on: date) -> Sentence:
    """The date in the order passed with meetings left: the count and the dates, and no opinion (domain rule 16)."""
    if count.by is None or len(count.in_time) >= count.required:
        raise ValueError("this order did not miss its date")
    days = f": {days_words(count.in_time)}" if count.in_time else ""
    return _said(
        count,
        f"Date passed. Attended {len(count.in_time)} of {_meetings(count, made_on)}{days}.",
        f"Required by {long_day(count.by)}.",
        _late(count, "meeting of the order", "meetings of the order"),
    )


def opinion_formed(name: str, *, meeting_at: datetime) -> Sentence:
    """The supervisor's opinion, sent by the supervisor only; it does not itself lay an information (domain rule 16)."""
    day = long_day(meeting_at.astimezone(LONDON).date())
    return Sentence(
        f"The supervisor is of the opinion that {name} failed without reasonable excuse to attend the meeting at "
        f"{clock_time(meeting_at)} on {day} at the place fixed by the supervisor. "
        "This notice does not itself lay an information."
    )


def opinion_withdrawn(name: str, *, meeting_at: datetime) -> Sentence:
    """What replaces a notice of an opinion that the supervisor has taken back, before any information was laid."""
    day = long_day(meeting_at.astimezone(LONDON).date())
    return Sentence(
        f"The supervisor has withdrawn the opinion that {name} failed without reasonable excuse to attend the meeting "
        f"at {clock_time(meeting_at)} on {day}."
    )


def queried(said: Sentence) -> Sentence:
    """The same of an order whose paper is defective: what it says is a matter for the court (domain rule 12)."""
    return Sentence(f"{said} The paper of this order is marked: query with the court.")


def being_checked(days: Sequence[date]) -> Sentence:
    """The only thing a liaison may send while an attendance is not recorded (domain rule 9). It is not a result."""
    return Sentence(f"Attendance on {days_words(days)} is being checked; it is not recorded as missed.")


def correction(sent_at: datetime) -> Sentence:
    """The line of a notice that replaces another: "This replaces the notice sent at 4:02pm on 12 October 2026."."""
    return Sentence(f"This replaces the notice sent at {moment_words(sent_at)}.")


def do_not_report(days: Sequence[date]) -> str:
    """What the screen says of an attendance nobody has recorded. Not a `Sentence`: it is never sent (domain rule 9)."""
    words = joined([day_and_month(day) for day in sorted(days)])
    return f"Attendance on {words} is not recorded. Do not report yet."


def _said(count: Count, *parts: str) -> Sentence:
    """The parts that say something, then what the service itself cancelled, which every notice says."""
    return Sentence(" ".join(part for part in (*parts, _service_side(count)) if part))


def _service_side(count: Count) -> str:
    if not count.cancelled_by_service:
        return ""
    were = "was" if count.cancelled_by_service == 1 else "were"
    return f"{counted(count.cancelled_by_service, 'appointment')} {were} cancelled by the service."


def _must_lack(count: Count) -> None:
    if count.complete:
        raise ValueError("every required appointment was attended")


def _meetings(count: Count, made_on: date) -> str:
    return f"{counted(count.required, 'meeting')} required by the order of {long_day(made_on)}"


def _none_attended(count: Count) -> str:
    were = "was" if count.appointments_booked == 1 else "were"
    booked = f"{counted(count.appointments_booked, 'appointment')} {were} booked; told of {count.told_of}."
    return f"Not completed. Attended 0 of {count.required}. {booked}"


def _completed_late(count: Count) -> str:
    if not count.late or count.by is None:
        return ""
    were = "was" if len(count.late) == 1 else "were"
    return f"{len(count.late)} of these {were} after {long_day(count.by)}, the scheme's finish date."


def _late(count: Count, one: str = "required appointment", several: str = "required appointments") -> str:
    if not count.late or count.by is None:
        return ""
    were = "was" if len(count.late) == 1 else "were"
    kept = counted(len(count.late), one, several)
    return f"{kept} {were} attended after {long_day(count.by)}, on {days_words(count.late)}."


def _with_hearing(day: date, count: Count) -> str:
    if count.hearing is None:
        return long_day(day)
    if day == count.hearing:
        return f"{long_day(day)}, on the day of the hearing"
    return f"{long_day(day)}, {'before' if day < count.hearing else 'after'} the hearing"
