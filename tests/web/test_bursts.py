"""The same press two to twenty times at one moment: one row, and the same answer to every press; the same key with
another body is refused with 422 (promises P15, T5, C.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
import sqlalchemy as sa

from casework.appointments.models import AppointmentMove, Attendance
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.formkit import new_form_key
from casework.people.models import Alias
from diversion.models import ContactAttempt
from tests.support.crowd import Colleague, at_once
from tests.web.test_races import Ring, ring, rows, version_of

__all__ = ["ring"]
BURSTS = {
    "sqlite": {"attempt": 120, "details": 90, "correction": 60, "move": 30},
    "postgresql": {"attempt": 80, "details": 60, "correction": 40, "move": 20},
}
"""500 in all."""
SIZES = (2,) * 12 + (3, 3, 4, 5, 8, 20)
"""Mostly the double press of a tired thumb, and sometimes a whole crowd."""

Typed = tuple[str, dict[str, str]]


@dataclass
class Press:
    """One kind of form: what is typed for the nth burst, what it must add exactly one of, and another body."""

    typed: Callable[[Ring, Colleague, int], Typed]
    counted: type
    other: dict[str, str]


def attempt(ring: Ring, by: Colleague, number: int) -> Typed:
    return f"/referrals/{ring.case.referral.reference}/attempts", {"how": "phone", "reached": "yes"}


def details(ring: Ring, by: Colleague, number: int) -> Typed:
    where = f"/people/{ring.case.person.reference}/details"
    seen = {"seen_version": str(ring.case.person.version), "family_name": "Barnes"}
    return where, {**seen, "given_name": f"Jo{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}"}


def move(ring: Ring, by: Colleague, number: int) -> Typed:
    where = f"/appointments/{ring.ahead}/move"
    day = clock.today() + dt.timedelta(days=5 + number % 300)
    typed = {"day": f"{day:%d/%m/%Y}", "time": "10:30", "asked_by": "us", "despite": "Agreed"}
    return where, {"seen_version": version_of(ring.ahead), **typed}


def correction(ring: Ring, by: Colleague, number: int) -> Typed:
    where, said = f"/appointments/{ring.begun}", rows(ring.begun)
    outcome = ("attended", "no_acceptable_reason")[number % 2] if not said else _another(said[-1].outcome)
    seen = {"seen": str(said[-1].id if said else 0), "seen_version": "1", "why": "learned_more"}
    return where, {"outcome": outcome, **seen}


def _another(outcome: str) -> str:
    return "no_acceptable_reason" if outcome == "attended" else "attended"


PRESSES = {
    "attempt": Press(attempt, ContactAttempt, {"reached": "no"}),
    "details": Press(details, Alias, {"pronouns": "they"}),
    "move": Press(move, AppointmentMove, {"time": "11:30"}),
    "correction": Press(correction, Attendance, {"note": "Something else"}),
}


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.parametrize("kind", PRESSES)
def test_a_burst_of_equal_posts_is_one_row_and_one_answer(ring: Ring, kind: str) -> None:
    wanted = PRESSES[kind]
    for number in range(BURSTS[db.engine.dialect.name][kind]):
        by = ring.chance.choice(ring.crowd)
        address, typed = wanted.typed(ring, by, number)
        key, before = new_form_key(), count(wanted.counted)
        answers = at_once([partial(by.post, address, typed, key)] * ring.chance.choice(SIZES))
        assert {answer.status_code for answer in answers} == {303}, answers[0].text
        assert len({answer.headers["Location"] for answer in answers}) == 1
        assert count(wanted.counted) == before + 1
        again = by.post(address, {**typed, **wanted.other}, key)
        assert again.status_code == 422
        assert "already used" in again.text
        assert count(wanted.counted) == before + 1
