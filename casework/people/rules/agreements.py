"""What a person agrees to, and how: three separate questions, each with its own answer (domain rule 3)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum


class AgreementKind(StrEnum):
    """What was agreed."""

    REFERRAL = "referral"
    SHARING = "sharing"
    TEXTS = "texts"
    MEETING = "meeting"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "referral": "To be referred to the scheme",
            "sharing": "What may be shared, and with whom",
            "texts": "To be texted",
            "meeting": "To be spoken of at a cases meeting, and with whom",
        }[self.value]


class HowAgreed(StrEnum):
    """How it was given. Agreement in custody is provisional until she repeats it to the worker (domain rule 3)."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    AT_COURT = "at_court"
    IN_CUSTODY = "in_custody"
    ON_PAPER = "on_paper"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "in_person": "In person",
            "phone": "By phone",
            "at_court": "At court",
            "in_custody": "In custody, to be repeated to the worker",
            "on_paper": "On paper, before Waymark",
        }[self.value]

    @property
    def is_provisional(self) -> bool:
        """True where it holds only until it is repeated to the worker."""
        return self is HowAgreed.IN_CUSTODY


class Recipient(StrEnum):
    """With whom attendance may be shared. Needs, notes and contact details are never part of it (domain rule 29).

    An agreement to be spoken of at a cases meeting names them too: there it is what is written for that meeting.
    """

    CPS = "cps"
    COURT = "court"
    POLICE = "police"
    SERVICE = "service"
    SOLICITOR = "solicitor"
    SUPPORT = "support"
    COUNCIL = "council"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "cps": "The CPS",
            "court": "The court",
            "police": "The police",
            "service": "The service for the second appointment",
            "solicitor": "The person's solicitor",
            "support": "Charities, health and support services",
            "council": "The council",
        }[self.value]


def given_on_fault(given_on: dt.date, *, born: dt.date | None, today: dt.date) -> str:
    """What cannot be true about the day an agreement was given, with how to put it right; empty when it can (R18)."""
    if given_on > today:
        return "The day of the agreement cannot be after today"
    if born is not None and given_on < born:
        return "The day of the agreement cannot be before the date of birth"
    return ""


def recipients_fault(kind: AgreementKind, recipients: tuple[str, ...]) -> str:
    """An agreement to share, or to be spoken of, names with whom; no other agreement does."""
    if kind in (AgreementKind.SHARING, AgreementKind.MEETING) and not recipients:
        return "Choose with whom it may be shared"
    return ""
