"""A notice as words: its subject, heading and plain-text body, one block per person. Names stand only in the body."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from casework.kernel.words import clock_time, long_day
from notices.rules.life import BEING_CHECKED, NoticeKind
from notices.rules.phrases import moment_words
from notices.rules.sentences import correction
from notices.rules.statement import Statement

NOTE_LENGTH = 140
ABOUT = {
    NoticeKind.RESULTS: "Scheme results",
    NoticeKind.ORDER: "Engagement and Support Order",
    NoticeKind.OPINION: "Engagement and Support Order, supervisor's opinion",
    NoticeKind.CHECKING: "Attendance being checked",
    NoticeKind.ORDER_CHECKING: "Engagement and Support Order, attendance being checked",
    NoticeKind.ENDING: "Ending of a case, received",
    NoticeKind.DEATH: "Death recorded",
    NoticeKind.TRANSFER: "Transfer to another area",
}
OF_SUBJECT = {"ending": "Referral", "transfer": "Referral", "order-transfer": "Order", "order-death": "Order"}
FOOTING = (
    "This notice gives attendance as recorded when it was issued. What follows is for the prosecutor and the court."
)
RECORDED = "This notice gives what was recorded when it was issued. What follows is for the prosecutor and the court."
CONFIDENTIAL = "Confidential: for the people it is addressed to. Destroy after use."
_OVERRIDES = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who speaks: the agency, the member of staff who sent it, and the telephone to ring (may be empty)."""

    agency: str
    staff: str
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """The notice that this one replaces: its number, the moment it was sent, and what kind of notice it was."""

    number: int
    sent_at: datetime
    kind: NoticeKind | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Everything one notice to one contact holds, frozen. `day` is the court day; `issued_at` an aware moment."""

    number: int
    kind: NoticeKind
    court_name: str
    day: date
    recipient: str
    sender: Sender
    statements: tuple[Statement, ...]
    issued_at: datetime
    service_note: str = ""
    replaces: Replaced | None = None
    repeats: Replaced | None = None

    @property
    def title(self) -> str:
        """ "Notice 12": how a notice is spoken of, and the title of its document."""
        return f"Notice {self.number}"


def subject(paper: Paper) -> str:
    """The subject line, without a name: "Scheme results, Thames Magistrates' Court, 13 October 2026 (11)"."""
    again = f"Replaces notice {paper.replaces.number}: " if paper.replaces else ""
    if paper.repeats:
        again = f"Reminder of notice {paper.repeats.number}: "
    return f"{again}{heading(paper)} ({len(paper.statements)})"


def heading(paper: Paper) -> str:
    """What the notice is about: "Scheme results, Thames Magistrates' Court, 13 October 2026"."""
    return f"{ABOUT[paper.kind]}, {one_line(paper.court_name)}, {long_day(paper.day)}"


def envelope(paper: Paper) -> tuple[tuple[str, str], ...]:
    """The lines at the head of a notice: to whom, from whom, when issued, and how many people it is about."""
    telephone = f", telephone {one_line(paper.sender.telephone)}" if paper.sender.telephone else ""
    return (
        ("To", one_line(paper.recipient)),
        ("From", f"{one_line(paper.sender.agency)} ({one_line(paper.sender.staff)}{telephone})"),
        ("Issued", moment_words(paper.issued_at)),
        ("People in this notice", str(len(paper.statements))),
    )


def replacing(paper: Paper) -> str:
    """The correction line, the number it replaces, its kind where that was another, and that the rest of it stands.

    A reminder says instead which notice it repeats, so that nobody takes it for a second telling.
    """
    if paper.repeats is not None:
        issued = moment_words(paper.repeats.sent_at)
        return f"This repeats notice {paper.repeats.number}, issued at {issued}. Nothing that it said has changed."
    if paper.replaces is None:
        return ""
    before = paper.replaces
    other = f" ({ABOUT[before.kind]})" if before.kind and before.kind is not paper.kind else ""
    return (
        f"{correction(before.sent_at)} That was notice {before.number}{other}. "
        "What it said of anybody not named here stands."
    )


def identifiers(statement: Statement, court_name: str) -> tuple[tuple[str, str], ...]:
    """The lines under a name: date of birth, police reference, court, and the hearing where there is one."""
    born = long_day(statement.date_of_birth) if statement.date_of_birth else "not recorded"
    lines = [
        ("Date of birth", born),
        ("Police reference", one_line(statement.police_reference) or "not recorded"),
        ("Our reference", our_reference(statement.subject)),
        ("Court", one_line(court_name)),
    ]
    if statement.hearing_day:
        lines.append(("Hearing", hearing_words(statement.hearing_day, statement.hearing_time)))
    return tuple(lines)


def our_reference(subject: str) -> str:
    """A subject as a court quotes it back: "referral:K7Q3XWZ2" is "Referral K7Q3XWZ2", and so is its ending."""
    what, _, reference = subject.partition(":")
    return f"{OF_SUBJECT.get(what, what.capitalize())} {reference}".strip()


def check_code(paper: Paper) -> str:
    """Twelve letters and figures that only this notice in these words has, for telling one print from another."""
    parts = [str(paper.number), paper.court_name, str(paper.day), paper.issued_at.isoformat(), paper.service_note]
    said = hashlib.sha256("\x1f".join(parts).encode())
    for each in paper.statements:
        said.update(each.digest)
    code = said.hexdigest()[:12].upper()
    return f"{code[:4]} {code[4:8]} {code[8:]}"


def footing(paper: Paper) -> str:
    """What a notice is: attendance as recorded, or something else as recorded; never what should follow from it."""
    attendance = {NoticeKind.RESULTS, NoticeKind.ORDER, *BEING_CHECKED}
    return FOOTING if paper.kind in attendance else RECORDED


def closing(paper: Paper) -> str:
    """The last line: by which letters one print of a notice is told from another."""
    return f"{paper.title}, check code {check_code(paper)}. {CONFIDENTIAL}"


def hearing_words(day: date, at: time | None) -> str:
    """A hearing's local day and wall time: "13 October 2026, 10:00am"."""
    if at is None:
        return long_day(day)
    return f"{long_day(day)}, {clock_time(at)}"


def body(paper: Paper) -> str:
    """The plain text of a notice, which is what the court reads, prints and files."""
    head = [paper.title, heading(paper), "", *_pairs(envelope(paper))]
    parts = ["\n".join(head), replacing(paper), *_blocks(paper), _note(paper), footing(paper), closing(paper)]
    return "\n\n".join(part for part in parts if part) + "\n"


def seen_words(link: str, telephone: str = "") -> str:
    """How to say that a notice was seen. Kept out of the frozen text: the link is the contact's alone."""
    words = (
        f"To say that you have seen this notice, open this page and press its one button. No account is needed.\n{link}"
    )
    return f"{words}\nOr telephone {one_line(telephone)} and give the number of the notice." if telephone else words


def one_line(text: str) -> str:
    """Text that stays on one line and reads in its written order: no line breaks, controls or direction overrides."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if c not in _OVERRIDES)
    return " ".join("".join(kept).split())


def _blocks(paper: Paper) -> list[str]:
    return [_block(place, each, paper.court_name) for place, each in enumerate(paper.statements, start=1)]


def _block(place: int, statement: Statement, court_name: str) -> str:
    lines = [*_pairs(identifiers(statement, court_name)), str(statement.sentence)]
    return "\n".join([f"{place}. {one_line(statement.name)}", *(f"   {line}" for line in lines)])


def _note(paper: Paper) -> str:
    return f"Note from the service: {one_line(paper.service_note)}" if paper.service_note else ""


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{label}: {value}" for label, value in pairs]
