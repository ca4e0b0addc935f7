"""What a court or prosecutor decided about a hearing, and what may rest on it (domain rules 4, 5 and 6)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

ADJOURNED_CODES = ("4506", "4530", "4542", "4529", "4543", "4531", "4553", "4555")
ENDED_CODES = ("2053", "2051", "2063", "2094", "2050", "2006", "2061", "2065")
WENT_AHEAD_CODES = ("1015", "1017", "1018", "1029", "1032", "1040", "1087", "1116", "1144", "2004", "2058", "4004")
WARRANT_CODES = ("4575", "4576", "4577")


class HearingResult(StrEnum):
    """What came of a hearing, as the court or the prosecutor decided it; the scheme decides nothing here (rule 6)."""

    ADJOURNED = "adjourned"
    EXCUSED = "excused"
    WILL_NOT_TAKE_PLACE = "will_not_take_place"
    ENDED = "ended"
    WENT_AHEAD = "went_ahead"
    WARRANT = "warrant"
    NOT_KNOWN = "not_known"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]

    @property
    def hint(self) -> str:
        """What it means, in one sentence."""
        return _HINTS[self]

    @property
    def codes(self) -> tuple[str, ...]:
        """The CJS result codes that can stand for it; empty where there is none."""
        return _CODES.get(self, ())

    @property
    def frees_the_day(self) -> bool:
        """Whether, with who decided, when and reference, she need not attend this hearing (domain rule 4).

        An adjournment does not free anybody: it moves the duty to surrender to another day.
        """
        return self in {HearingResult.EXCUSED, HearingResult.WILL_NOT_TAKE_PLACE, HearingResult.ENDED}

    @property
    def may_be_early(self) -> bool:
        """Whether it can be known before the day of the hearing."""
        return self not in {HearingResult.WENT_AHEAD, HearingResult.WARRANT, HearingResult.NOT_KNOWN}

    @property
    def needs_next_date(self) -> bool:
        """True where another day takes this one's place."""
        return self is HearingResult.ADJOURNED


_WORDS = {
    HearingResult.ADJOURNED: "Put off to another day",
    HearingResult.EXCUSED: "The court excused attendance",
    HearingResult.WILL_NOT_TAKE_PLACE: "The hearing will not take place",
    HearingResult.ENDED: "The case ended",
    HearingResult.WENT_AHEAD: "It went ahead",
    HearingResult.WARRANT: "A warrant was issued",
    HearingResult.NOT_KNOWN: "Not known",
}
_HINTS = {
    HearingResult.ADJOURNED: "The new date takes this one's place. It must still be kept.",
    HearingResult.EXCUSED: "The court itself decided that the person need not come.",
    HearingResult.WILL_NOT_TAKE_PLACE: "The court took it out of its list.",
    HearingResult.ENDED: "Discontinued, withdrawn, or no evidence offered, for everything before the court that day.",
    HearingResult.WENT_AHEAD: "The court dealt with it.",
    HearingResult.WARRANT: "The person did not come. Nobody may say that court is off.",
    HearingResult.NOT_KNOWN: "Nobody could say what happened.",
}
_CODES = {
    HearingResult.ADJOURNED: ADJOURNED_CODES,
    HearingResult.WILL_NOT_TAKE_PLACE: ("4583",),
    HearingResult.ENDED: ENDED_CODES,
    HearingResult.WENT_AHEAD: WENT_AHEAD_CODES,
    HearingResult.WARRANT: WARRANT_CODES,
}


def outcome_faults(
    kind: HearingResult,
    *,
    result_code: str,
    decided_by: str,
    decided_on: dt.date,
    reference: str,
    hearing_day: dt.date,
    today: dt.date,
) -> dict[str, str]:
    """What is missing or cannot be true, by form field: who decided, when, and under what reference (rules 4 and 6).

    A decision that frees the day needs all three and, where the case ended, its result code. Days are London dates.
    """
    found: dict[str, str] = {}
    if not decided_by.strip() and kind is not HearingResult.NOT_KNOWN:
        found["decided_by"] = "Enter who decided, such as the court or the CPS, with a name where you have one"
    if decided_on > today:
        found["decided_on"] = "The day of the decision cannot be after today"
    if hearing_day > today and not kind.may_be_early:
        found["kind"] = "The hearing has not taken place yet"
    if kind.frees_the_day and not reference.strip():
        found["reference"] = "Enter the reference of the decision, such as the letter, e-mail or court register"
    return found | _code_fault(kind, result_code)


def _code_fault(kind: HearingResult, code: str) -> dict[str, str]:
    if code and code not in kind.codes:
        return {"result_code": f"Choose a result code that fits “{kind.words}”, or leave it blank"}
    if kind is HearingResult.ENDED and not code:
        return {"result_code": "Choose how the case ended"}
    return {}


def next_day_fault(next_day: dt.date | None, *, hearing_day: dt.date, today: dt.date) -> str:
    """What cannot be true about the day a hearing was put off to; empty when it can be (domain rule 5)."""
    if next_day is None:
        return "Enter the new court date. If none was set, choose “Not known” and come back"
    if next_day == hearing_day:
        return "The new court date is the same as the old one"
    if next_day < today:
        return "The new court date cannot be in the past"
    return ""


def listing_faults(*, day: dt.date, arrested_on: dt.date | None, today: dt.date) -> dict[str, str]:
    """What cannot be true about a hearing's day, by form field: it is not before the arrest nor years ahead."""
    if arrested_on is not None and day <= arrested_on:
        return {"day": "The court date must be after the arrest"}
    if day > today + dt.timedelta(days=3 * 366):
        return {"day": "Check the year: this is more than three years ahead"}
    return {}
