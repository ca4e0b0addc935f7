"""The reminders of a scheme go for its appointments and court dates, and her own choice goes before it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel.database import db, transaction
from diversion import services
from reminders.models import Text
from reminders.rules.kinds import REMINDERS
from reminders.services.replanning import choose_for_person
from tests.diversion.conftest import ARRESTED, Case, on

DAY = dt.date(2026, 10, 13)


def chosen(case: Case, *kinds: str) -> None:
    with transaction():
        case.referral.scheme.reminders = list(kinds)


def waiting(case: Case) -> set[str]:
    db.session.rollback()
    mine = select(Text.kind).where(Text.state == "planned", Text.kind.in_(sorted(REMINDERS)))
    return set(db.session.scalars(mine))


def test_a_scheme_that_chose_sends_what_it_chose(case: Case) -> None:
    case.arrest()
    assert waiting(case) == {"court_seven_days", "court_one_day"}
    chosen(case, "three_days", "one_day", "court_one_day")
    case.book(1, DAY)
    assert waiting(case) == {"court_seven_days", "court_one_day", "three_days", "one_day"}
    programme = services.DiversionProgramme()
    assert programme.reminders(None, case.referral.hearing_id) == ["three_days", "one_day", "court_one_day"]
    assert programme.reminders(None, None) is None


def test_her_own_choice_goes_before_the_schemes_and_follows_at_once(case: Case) -> None:
    case.arrest()
    chosen(case, "three_days", "one_day", "two_hours", "court_seven_days", "court_one_day")
    case.book(1, DAY)
    with transaction():
        choose_for_person(case.person, ["one_day"], by=case.robin, at=on(ARRESTED, 14))
    assert waiting(case) == {"one_day"}
    with transaction():
        choose_for_person(case.person, None, by=case.robin, at=on(ARRESTED, 15))
    assert waiting(case) == {"three_days", "one_day", "two_hours", "court_seven_days", "court_one_day"}


def test_wanting_none_leaves_the_confirmation(case: Case) -> None:
    case.arrest()
    with transaction():
        choose_for_person(case.person, [], by=case.robin, at=on(ARRESTED, 14))
    case.book(1, DAY)
    assert waiting(case) == set()
    booked = db.session.scalars(select(Text.state).where(Text.kind == "booked")).all()
    assert booked == ["planned"]
