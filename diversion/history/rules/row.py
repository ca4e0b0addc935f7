"""One typed row of a referral spreadsheet, or everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from casework.people.rules import identifiers, names
from diversion.history.rules import days, phones, words
from diversion.history.rules.names import LONGEST_NAME, cell_text, in_one_case, shown_name
from diversion.history.rules.problems import Bad, Problem, quoted
from diversion.history.rules.sheet import HEADINGS, SheetLine
from diversion.rules.facts import Came
from diversion.rules.schemes import SchemePlan
from diversion.rules.words import Method

LONGEST_REFERENCE = 60
LONGEST_REASON = 100

_NOWHERE = dt.date.min  # stands in a row that has a problem and is never used
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lookups:
    """What rows are read against. `today` is London's date; `court` gives a court's code, or None for no one court.

    `schemes` holds every scheme that may be named, by `scheme_key`; `only_scheme` stands in where the cell is empty.
    """

    today: dt.date
    court: Callable[[str], str | None]
    schemes: Mapping[str, SchemePlan]
    only_scheme: str = ""
    courts_like: Callable[[str], tuple[str, ...]] = lambda text: ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One required appointment as the paper has it. No day: never booked. No outcome: not recorded (domain rule 9)."""

    day: dt.date | None = None
    time: dt.time | None = None
    came: Came = Came.NOT_RECORDED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One referral as the paper has it. Days and times are London's; `mobile` is E.164; `court` is its code."""

    line: int
    scheme: str
    custody_reference: str
    family_name: str
    given_name: str
    known_as: str
    date_of_birth: dt.date
    arrested_on: dt.date
    arrest_time: dt.time | None
    offence_codes: tuple[str, ...]
    urn: str
    court: str
    court_day: dt.date
    court_time: dt.time | None
    visits: tuple[Visit, Visit]
    ending: Method | None
    ended_on: dt.date | None
    mobile: str
    safe_to_text: bool | None
    in_one_case: bool

    @property
    def key(self) -> tuple[str, str, dt.date]:
        """What makes it this referral and no other: scheme, custody reference and date of arrest together."""
        return self.scheme.casefold(), reference_key(self.custody_reference), self.arrested_on

    @property
    def person_key(self) -> tuple[str, str, dt.date]:
        """Two rows are of one person only where all three are equal."""
        return names.key(self.family_name), names.key(self.given_name), self.date_of_birth


def reference_key(text: str) -> str:
    """A custody reference without its case and spaces, as `services.known` takes it."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def scheme_key(name: str) -> str:
    """A scheme's name without its case and spacing."""
    return " ".join(name.split()).casefold()


@dataclass
class _Reader:
    line: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, heading: str, parse: Callable[[str], T], default: T) -> T:
        try:
            return parse(self.cells.get(heading, ""))
        except Bad as bad:
            self.problems.append(Problem(self.line, heading, bad.wrong, bad.advice))
            return default


def read_row(line: SheetLine, lookups: Lookups) -> PaperRow | list[Problem]:
    """The typed row of a line, or every problem it has, in the order of our headings (promises E C)."""
    if line.fault:
        advice = "Check for a stray separator or quotation mark in it"
        return [Problem(line.number, "whole row", line.fault, advice)]
    reader = _Reader(line.number, line.cells)
    row = _row(reader, lookups)
    return sorted(reader.problems, key=lambda problem: HEADINGS.index(problem.field)) or row


def _row(reader: _Reader, lookups: Lookups) -> PaperRow:
    today = lookups.today
    arrested = reader.read("Arrest date", lambda text: days.arrest(text, today=today), None)
    scheme = reader.read("Scheme", lambda text: _scheme(text, lookups), None)
    family = reader.read("Surname", _needed("the surname is missing", "Write it as it is on the charge sheet"), "")
    given = reader.read("Forename", _needed("the forename is missing", "Write it as it is on the charge sheet"), "")
    court_day = reader.read(
        "Court date", lambda text: days.after_arrest(text, arrested, what="the court date"), _NOWHERE
    )
    reader.read("Agreed", words.agreed, False)
    ending, ended_on = _ending(reader, arrested, today)
    return PaperRow(
        line=reader.line,
        scheme=scheme.name if scheme else "",
        custody_reference=reader.read("Custody ref", _custody, ""),
        family_name=shown_name(family),
        given_name=shown_name(given),
        known_as=reader.read("Known as", lambda text: cell_text(text, longest=LONGEST_NAME), ""),
        date_of_birth=reader.read("DOB", lambda text: days.birth(text, arrested, today=today), _NOWHERE),
        arrested_on=arrested or _NOWHERE,
        arrest_time=reader.read("Arrest time", lambda text: _time(text, arrested), None),
        offence_codes=reader.read("Offence", lambda text: _offences(text, scheme), ()),
        urn=reader.read("URN", _urn, ""),
        court=reader.read("Court", lambda text: _court(text, lookups), ""),
        court_day=court_day,
        court_time=reader.read("Court time", lambda text: _court_time(text, court_day, today), None),
        visits=(_visit(reader, "1st", arrested, today), _second(reader, scheme, arrested, today)),
        ending=ending,
        ended_on=ended_on,
        mobile=reader.read("Mobile", phones.mobile, ""),
        safe_to_text=reader.read("Safe to text", words.safe_to_text, None),
        in_one_case=in_one_case(family) or in_one_case(given),
    )


def _needed(missing: str, advice: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        name = cell_text(text, longest=LONGEST_NAME)
        if not re.search(r"\w", name):
            raise Bad(missing, advice)
        return name

    return parse


def _custody(text: str) -> str:
    reference = cell_text(text, longest=LONGEST_REFERENCE)
    if not re.search(r"\w", reference):
        raise Bad("the custody reference is missing", "Write it as on the custody record: it tells referrals apart")
    if phones.SHORTENED.fullmatch(reference):
        raise Bad(f"{quoted(reference)} is a number Excel has shortened", "Format the column as text and type it again")
    return reference


def _scheme(text: str, lookups: Lookups) -> SchemePlan:
    named = cell_text(text, longest=LONGEST_NAME) or lookups.only_scheme
    found = lookups.schemes.get(scheme_key(named))
    if found:
        return found
    listed = ", ".join(sorted(plan.name for plan in lookups.schemes.values()))
    wrong = f"there is no scheme called {quoted(named)}" if named else "the scheme is missing"
    raise Bad(wrong, f"Write one of these: {listed}; or set the scheme up first")


def _offences(text: str, scheme: SchemePlan | None) -> tuple[str, ...]:
    codes = words.offences(text)
    strange = [code for code in codes if scheme and code not in scheme.offence_codes]
    if scheme and strange:
        raise Bad(
            f"{scheme.name} does not take the offence {', '.join(strange)}",
            f"Write one of these: {', '.join(scheme.offence_codes)}; or add the offence to the scheme",
        )
    return codes


def _urn(text: str) -> str:
    """An empty cell, or "none", is no URN yet; a wrong one is refused, because notices are filed by it."""
    if words.no_urn(text):
        return ""
    urn = identifiers.parse_urn(text)
    if urn is None:
        raise Bad(
            f"{quoted(text.strip())} is not a URN",
            "A URN is four letters or figures, then three to seven figures, like 01HT0012307. Or leave it empty",
        )
    return urn


def _court(text: str, lookups: Lookups) -> str:
    typed = cell_text(text, longest=LONGEST_NAME)
    if not typed:
        raise Bad("the court is missing", "Write the court’s name, like Thames Magistrates’ Court, or its code")
    code = lookups.court(typed)
    if code is None:
        like = lookups.courts_like(typed)
        hint = f"Did you mean {' or '.join(like)}? " if like else ""
        raise Bad(f"{quoted(typed)} is not one certain court", f"{hint}Write the court’s full name or its code")
    return code


def _time(text: str, day: dt.date | None) -> dt.time | None:
    time = days.time_of(text)
    return days.once(day, time) if time and day else time


def _court_time(text: str, day: dt.date, today: dt.date) -> dt.time | None:
    """The time of the hearing; it may be missing only where the hearing is past."""
    time = _time(text, day)
    if time is None and day >= today:
        raise Bad("this hearing is still to come and its time is not given", "Write the time from the bail sheet")
    return time


def _ending(reader: _Reader, arrested: dt.date | None, today: dt.date) -> tuple[Method | None, dt.date | None]:
    """How and when the case ended. A date beside an ending nobody knows may say anything, and is kept if it is one."""
    method = reader.read("Case ending", words.ending, None)

    def parse(text: str) -> dt.date:
        day = days.after_arrest(text, arrested, what="the ending of the case")
        return days.not_in_future(day, text, today=today)

    if method is None:
        return None, None
    if method is Method.NOT_KNOWN:
        return method, _Reader(reader.line, reader.cells).read("Ending date", parse, None)
    return method, reader.read("Ending date", parse, None)


def _visit(reader: _Reader, which: str, arrested: dt.date | None, today: dt.date) -> Visit:
    said = reader.read(f"{which} outcome", _outcome, Visit())
    return reader.read(f"{which} appt", lambda text: _booked(text, said, arrested, today), said)


def _second(reader: _Reader, scheme: SchemePlan | None, arrested: dt.date | None, today: dt.date) -> Visit:
    visit = _visit(reader, "2nd", arrested, today)
    if scheme and scheme.needed < 2 and visit.day:
        wrong = f"{scheme.name} asks for one appointment only"
        reader.problems.append(Problem(reader.line, "2nd appt", wrong, "Empty this cell, or write the right scheme"))
    return visit


def _outcome(text: str) -> Visit:
    came, reason = words.outcome(text)
    return Visit(came=came, reason=cell_text(reason, longest=LONGEST_REASON))


def _booked(text: str, said: Visit, arrested: dt.date | None, today: dt.date) -> Visit:
    """When an appointment was. One still to come needs its time and can have no outcome: nothing is made up."""
    typed_day, typed_time = days.split_time(text)
    if not typed_day and said.came is Came.NOT_RECORDED:
        return said
    if not typed_day:
        raise Bad(
            "there is an outcome but no date of the appointment",
            "Write the date the appointment was on, or empty the outcome",
        )
    day = days.after_arrest(typed_day, arrested, what="the appointment")
    time = _appointment_time(typed_time, day)
    if said.came is not Came.NOT_RECORDED:
        days.not_in_future(day, text, today=today)
    elif day >= today and time is None:
        raise Bad(
            "this appointment is still to come and its time is not given",
            "Write the time after the date, like 3/2/2027 14:30, or empty the cell and book it on the person’s page",
        )
    return Visit(day, time, said.came, said.reason)


def _appointment_time(text: str, day: dt.date) -> dt.time | None:
    """The time, None where there is none; midnight is what spreadsheets add to a bare date."""
    time = days.time_of(text)
    return days.once(day, time) if time and time != dt.time() else None
