"""What must hold before anything is told: each no is named, by reference, and says how to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.courts.reference import Court
from casework.kernel.actors import Actor
from casework.kernel.refused import Refused
from casework.kernel.words import joined
from notices.rules import CheckFirst, NoticeKind, Statement
from notices.rules.compose import NOTE_LENGTH, one_line, our_reference
from notices.rules.life import BEING_CHECKED, Basis

DATED = frozenset({NoticeKind.RESULTS, NoticeKind.CHECKING, NoticeKind.ENDING})
"""Kinds that are about a court day: only those listed on it stand in them."""
OF_ONE_DAY = DATED - {NoticeKind.ENDING}
"""Kinds told afresh for every court day. An ending is one, wherever the case was listed when it was told."""
MAY_BE_DATED = frozenset({NoticeKind.DEATH, NoticeKind.TRANSFER})
"""Kinds of which those are about a court day who have one: an order has none (domain rule 30)."""


def known_court(code: str) -> Court:
    """The court of this OU code. Raises Refused for one that is not in the reference data."""
    found = courts.court(code)
    if found is None:
        raise Refused("Choose a court from the list")
    return found


def service_note(note: str) -> str:
    """The one free text of a notice: service-side facts, 140 characters at most. Raises Refused on its field."""
    tidy = one_line(note)
    if len(tidy) > NOTE_LENGTH:
        raise Refused(f"The note must be {NOTE_LENGTH} characters or fewer", "service_note")
    return tidy


def check(statements: Sequence[Statement | CheckFirst], *, court_code: str, day: date, kind: NoticeKind) -> None:
    """Raises Refused for anything that may not be told in this notice, naming what it is about by its reference."""
    if not statements:
        raise Refused("Choose at least one person to tell them about")
    for about in statements:
        if isinstance(about, CheckFirst):
            raise Refused(f"{called(about.subject)}: {about.on_screen}")
        if about.court_code != court_code:
            raise Refused(f"{called(about.subject)} is before another court. Choose that court")
        if kind in DATED and about.basis is not Basis.AGREEMENT:
            raise Refused(f"{called(about.subject)} is told to its court by the supervisor, from the order's own page")
        if kind in DATED and about.hearing_day != day:
            raise Refused(f"{called(about.subject)} is not listed on this day. Look at the hearing, then try again")
        if kind in MAY_BE_DATED and about.hearing_day not in (day, None):
            raise Refused(f"{called(about.subject)} is not listed on this day. Look at the hearing, then try again")
        if about.date_of_birth is None and not one_line(about.police_reference):
            raise Refused(f"{called(about.subject)} has no date of birth and no police reference. Record one of them")
    if len({about.subject for about in statements}) != len(statements):
        raise Refused("Each referral or order can stand in a notice once")


def check_sender(statements: Sequence[Statement], *, kind: NoticeKind, by: Actor) -> None:
    """The supervisor's opinion is sent by the supervisor only (ux 3.5), and that an attendance is being checked by the
    court liaison only (domain rule 9). Raises Refused."""
    if kind in BEING_CHECKED and not by.has("liaison"):
        raise Refused("Only the court liaison can say that an attendance is being checked. Record it instead")
    formed = kind is NoticeKind.OPINION or any(each.basis is Basis.INFORMATION for each in statements)
    if formed and not by.has("supervisor"):
        raise Refused("Only the supervisor can send the supervisor's opinion")


def addresses(unchecked: Sequence[CourtContact], *, used_anyway: bool) -> None:
    """Raises Refused on "unchecked", with how to put it right, unless a person said to use them all the same."""
    if unchecked and not used_anyway:
        named = joined([each.name for each in unchecked])
        raise Refused(
            f"Nobody has checked the e-mail address of {named}. An administrator can check it at Contacts. "
            "To send all the same, tick the box",
            "unchecked",
        )


def called(subject: str) -> str:
    """A subject as staff speak of it: "referral:K7Q3XWZ2" is "Referral K7Q3XWZ2"."""
    return our_reference(subject)
