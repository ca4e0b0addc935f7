"""Nobody who was told that they need not go is offered "You still need to go" from the thread (domain rule 4)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from diversion import services
from reminders.models import Text
from reminders.services import oneoff
from tests.diversion.conftest import COURT_DAY, Case, on

ENDED = dt.date(2026, 10, 29)


@pytest.fixture
def released(case: Case) -> Case:
    case.arrest()
    case.discontinued()
    with transaction():
        services.release(case.person, COURT_DAY, by=case.robin, at=on(ENDED))
    return case


def still_go(case: Case) -> list[str]:
    db.session.rollback()
    found = oneoff.ready(case.person, by=case.robin, now=on(ENDED, 14))
    return [one.what for one in found if one.what.startswith("still_go:")]


def hearing() -> Hearing:
    found: Hearing = db.session.scalars(db.select(Hearing).order_by(Hearing.day).limit(1)).one()
    return found


def test_it_is_not_offered_and_is_refused_if_it_is_posted(released: Case) -> None:
    with time_machine.travel(on(ENDED, 14), tick=False):
        assert hearing().outcome is None, "the court date itself still stands in the list"
        assert still_go(released) == []
        what = f"still_go:{hearing().reference}"
        with pytest.raises(Refused, match="changed while you were looking"), transaction():
            oneoff.send(released.person, what, "", key="k", by=released.robin, at=on(ENDED, 14))
        assert db.session.scalars(db.select(Text).where(Text.kind == "still_go")).all() == []


def test_the_thread_has_no_button_for_it(released: Case) -> None:
    with time_machine.travel(on(ENDED, 14), tick=False):
        shown = released.team.sign_in("worker").get(f"/people/{released.person.reference}/messages").text
    assert "still_go:" not in shown


def test_a_court_date_of_another_matter_is_offered_all_the_same(case: Case) -> None:
    case.arrest()
    with time_machine.travel(on(ENDED, 14), tick=False):
        with transaction():
            made = courts.schedule_hearing(
                case.person,
                court_code="B01ND00",
                day=ENDED + dt.timedelta(days=1),
                time=dt.time(10),
                by=case.robin,
                at=on(ENDED),
            ).reference
        assert still_go(case) == [f"still_go:{made}"]
