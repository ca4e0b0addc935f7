"""What the services record of a failure that goes back to court, step by step."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.appointments.rules import CorrectedBecause, Outcome, Why
from casework.courts import services as courts
from casework.courts.rules import HearingResult
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from orders import services
from orders.models import ExcuseOpinion
from orders.rules import AtCourt, Status
from orders.rules.path import Said
from orders.rules.standing import ends_on, in_force, spent_on
from orders.services import Listed
from tests.orders.conftest import MADE, NAMED, Case, on
from tests.orders.test_court_path import AFTER, HEARD, LAID, SUMMONED, THAMES
from tests.orders.test_opinions import FORMED, form, missed

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

__all__ = ["missed"]


def opinion(case: Case) -> ExcuseOpinion:
    return case.order.opinions[-1]


def lay(case: Case) -> None:
    with transaction():
        services.lay_information(opinion(case), on=LAID, court_code=THAMES, by=case.sam, at=on(LAID))


def summon(case: Case) -> None:
    listed = Listed(court_code=THAMES, day=HEARD, time=dt.time(10))
    with transaction():
        services.record_summons(opinion(case), on=SUMMONED, hearing=listed, by=case.sam, at=on(SUMMONED))


def hear(case: Case, said: Said = Said.HEARD, *, day: dt.date = HEARD, to: Listed | None = None) -> None:
    with transaction():
        services.record_hearing(opinion(case), said, on=day, to=to, by=case.sam, at=on(day, 15))


def settle(case: Case, result: AtCourt, *, day: dt.date = HEARD) -> None:
    with transaction():
        services.record_result(opinion(case), result, on=day, by=case.sam, at=on(day, 16))


@pytest.fixture
def formed(missed: Case) -> Case:
    form(missed)
    return missed


@pytest.fixture
def heard(formed: Case) -> Case:
    lay(formed)
    summon(formed)
    hear(formed)
    return formed


def test_each_step_is_a_row_with_who_when_where_and_its_code(heard: Case) -> None:
    settle(heard, AtCourt.FINE)
    rows = [(row.step, row.on_day, row.said, row.court_code, row.code) for row in opinion(heard).steps]
    assert rows == [
        ("information", LAID, "", THAMES, "SO59501"),
        ("summons", SUMMONED, "issued", THAMES, ""),
        ("hearing", HEARD, "heard", THAMES, ""),
        ("result", HEARD, "fine", THAMES, "1015"),
    ]
    assert {row.recorded_by.name for row in opinion(heard).steps if row.recorded_by} == {"Sam Okafor"}
    assert [row.recorded_at for row in opinion(heard).steps][-1] == on(HEARD, 16)


def test_the_status_follows_each_step(formed: Case) -> None:
    seen = [formed.order.status]
    for act in (lay, summon, hear):
        act(formed)
        seen.append(formed.order.status)
    assert seen == [Status.NO_REASONABLE_EXCUSE, Status.BACK_AT_COURT, Status.BACK_AT_COURT, Status.BACK_AT_COURT]


@pytest.mark.parametrize(
    ("result", "status", "ends", "spent"),
    [
        pytest.param(AtCourt.MADE_AGAIN, Status.ENDED, HEARD, None, id="made again"),
        pytest.param(AtCourt.FINE, Status.ENDED, HEARD, None, id="fined instead"),
        pytest.param(AtCourt.REVOKED, Status.REVOKED, HEARD, None, id="revoked"),
        pytest.param(AtCourt.NO_ACTION, Status.ACTIVE, NAMED, NAMED, id="no action: the order runs on"),
    ],
)
def test_what_each_result_does_to_the_order(
    heard: Case, result: AtCourt, status: Status, ends: dt.date, spent: dt.date | None
) -> None:
    settle(heard, result)
    facts = services.facts_of(heard.order, at=AFTER)
    assert (heard.order.status, ends_on(facts), spent_on(facts)) == (status, ends, spent)
    assert in_force(facts, HEARD) is (result is AtCourt.NO_ACTION)


def test_a_hearing_of_the_failure_is_among_the_persons_court_dates(formed: Case) -> None:
    lay(formed)
    summon(formed)
    (hearing,) = courts.hearings_of(formed.person)
    assert (hearing.day, hearing.court_code, hearing.other_matter) == (HEARD, THAMES, True)
    hear(formed)
    assert hearing.outcome is None
    settle(formed, AtCourt.FINE)
    db.session.refresh(hearing, ["outcomes"])
    assert hearing.outcome is not None
    assert (hearing.outcome.kind, hearing.outcome.result_code) == (HearingResult.WENT_AHEAD, "1015")


def test_a_hearing_put_off_is_listed_again_and_heard_then(formed: Case) -> None:
    lay(formed)
    summon(formed)
    later = dt.date(2026, 9, 22)
    hear(formed, Said.PUT_OFF, to=Listed(court_code=THAMES, day=later, time=dt.time(14)))
    assert [one.day for one in courts.hearings_of(formed.person)] == [later, HEARD]
    with pytest.raises(Refused, match="22 September 2026"):
        hear(formed)
    hear(formed, day=later)
    settle(formed, AtCourt.FINE, day=later)
    assert formed.order.status == Status.ENDED


def test_a_warrant_is_recorded_on_the_person_too(formed: Case) -> None:
    lay(formed)
    summon(formed)
    hear(formed, Said.WARRANT)
    (hearing,) = courts.hearings_of(formed.person)
    assert hearing.outcome is not None
    assert hearing.outcome.kind == HearingResult.WARRANT
    assert formed.order.status == Status.BACK_AT_COURT


def test_no_summons_leaves_the_order_running(formed: Case) -> None:
    lay(formed)
    with transaction():
        services.record_summons(opinion(formed), on=SUMMONED, hearing=None, by=formed.sam, at=on(SUMMONED))
    assert formed.order.status == Status.ACTIVE
    assert services.next_of(opinion(formed)) is None


@pytest.mark.parametrize("role", ["worker", "manager", "liaison"])
def test_only_a_supervisor_records_a_step(formed: Case, role: str) -> None:
    other = formed.team.actor(role)
    with pytest.raises(Refused, match="Only a supervisor"), transaction():
        services.lay_information(opinion(formed), on=LAID, court_code=THAMES, by=other, at=on(LAID))


def test_nothing_follows_from_an_opinion_that_was_withdrawn(formed: Case) -> None:
    with transaction():
        services.withdraw_opinion(opinion(formed), why="In hospital", by=formed.sam, at=FORMED)
    with pytest.raises(Refused, match="withdrawn"):
        lay(formed)


def test_a_result_that_ends_the_order_cancels_what_was_fixed_with_its_texts(formed: Case) -> None:
    formed.fix(3, dt.date(2026, 10, 1), at=FORMED.date())
    for act in (lay, summon, hear):
        act(formed)
    settle(formed, AtCourt.FINE)
    assert formed.appointment(3).outcome == Outcome.CANCELLED_BY_US


def test_the_order_made_again_follows_the_one_before(heard: Case) -> None:
    before = heard.order_id
    with pytest.raises(Refused, match="still in force"):
        heard.record(made_on=HEARD, required_by=dt.date(2027, 3, 8), at=on(HEARD, 15))
    settle(heard, AtCourt.MADE_AGAIN)
    heard.record(made_on=HEARD, required_by=dt.date(2027, 3, 8), at=on(HEARD, 17))
    assert heard.order.replaces_id == before
    older, newer = services.neighbours(heard.order)
    assert (older and older.id, newer) == (before, None)
    assert older is not None
    assert services.neighbours(older)[1] is heard.order


def test_a_second_opinion_is_to_be_laid_though_the_first_is_before_the_court(formed: Case) -> None:
    lay(formed)
    day = dt.date(2026, 8, 25)
    formed.fix(3, day, at=LAID)
    formed.say(3, Outcome.REASON_NOT_KNOWN)
    with transaction():
        services.form_opinion(formed.order.meetings[2].bookings[-1], by=formed.sam, at=on(day, 17))
    assert formed.order.status == Status.NO_REASONABLE_EXCUSE
    with transaction():
        services.lay_information(opinion(formed), on=day, court_code=THAMES, by=formed.sam, at=on(day, 18))
    assert formed.order.status == Status.BACK_AT_COURT


def test_what_happened_can_be_put_right_after_the_information_and_the_court_still_has_it(formed: Case) -> None:
    lay(formed)
    why = Why(CorrectedBecause.LEARNED_MORE)
    formed.say(2, Outcome.ATTENDED, replaces=formed.appointment(2).attendances[-1], why=why)
    assert (formed.order.status, formed.order.done) == (Status.BACK_AT_COURT, 2)
    assert formed.order.made_on == MADE
