"""Made-up notices for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from notices.rules import Count, NoticeKind, Sentence, Statement
from notices.rules.compose import Paper, Sender
from notices.rules.sentences import completed, not_completed

DAY = date(2026, 10, 13)
COMPLETED = completed(Count(required=2, attended=(date(2026, 10, 1), date(2026, 10, 8)), by=date(2026, 10, 9)))
MISSED = not_completed(Count(required=2, attended=(date(2026, 10, 2),), by=date(2026, 10, 9)))


def told(name: str = "Jo BROWN", sentence: Sentence = COMPLETED, **changes: Any) -> Statement:
    """One person's statement for Thames on 13 October 2026, agreed to be shared."""
    made = {
        "subject": "referral:K7Q3XWZ2",
        "person_id": 1,
        "name": name,
        "date_of_birth": date(1995, 2, 3),
        "police_reference": "01HT1234526",
        "court_code": "B01ND00",
        "hearing_day": DAY,
        "hearing_time": time(10),
        "may_share": True,
        "sentence": sentence,
    }
    return Statement(**{**made, **changes})


def paper(*statements: Statement, **changes: Any) -> Paper:
    """Notice 12 to the CPS, issued at 4:02pm on 12 October 2026."""
    made = {
        "number": 12,
        "kind": NoticeKind.RESULTS,
        "court_name": "Thames Magistrates' Court",
        "day": DAY,
        "recipient": "CPS London North",
        "sender": Sender(agency="Lantern Project", staff="Lesley Marsh", telephone="020 7946 0123"),
        "statements": statements or (told(), told("Mia TAN", MISSED)),
        "issued_at": datetime(2026, 10, 12, 15, 2, tzinfo=UTC),
    }
    return Paper(**{**made, **changes})
