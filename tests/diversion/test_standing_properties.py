"""Over any facts at all: the promises a status and a sentence never break (domain rules 8 and 9)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from diversion.rules.facts import BookingFacts, Came, ClosingFacts, ContactFacts, ReferralFacts, RequirementFacts
from diversion.rules.schemes import Leaves
from diversion.rules.standing import standing
from diversion.rules.statement import statement
from diversion.rules.words import Closing, Status
from notices.rules import CheckFirst, Statement
from tests.diversion.cast import ARRESTED, COURT_DAY, FINISH_BY, about, at

MOMENTS = st.integers(-2, 1200).map(lambda hours: at(ARRESTED, 9) + timedelta(hours=hours))
BOOKINGS = st.builds(
    BookingFacts, starts_at=MOMENTS, came=st.sampled_from(Came), on_paper=st.booleans(), told=st.booleans()
)


@st.composite
def referrals(draw: st.DrawFn) -> ReferralFacts:
    requirements = tuple(
        RequirementFacts(
            position,
            f"Appointment {position}",
            draw(st.sampled_from(Leaves)),
            draw(st.booleans()),
            tuple(draw(st.lists(BOOKINGS, max_size=3))),
        )
        for position in range(1, draw(st.integers(1, 4)) + 1)
    )
    closing = draw(st.none() | st.sampled_from(Closing))
    return ReferralFacts(
        opened_on=ARRESTED,
        requirements=requirements,
        in_order=draw(st.booleans()),
        court_day=COURT_DAY,
        hearing_at=draw(st.sampled_from([None, at(COURT_DAY)])),
        finish_by=draw(st.sampled_from([FINISH_BY, COURT_DAY, ARRESTED - timedelta(days=1)])),
        agreed=draw(st.booleans()),
        contacts=tuple(
            draw(st.lists(st.builds(ContactFacts, day=st.just(ARRESTED), reached=st.booleans()), max_size=2))
        ),
        closed=closing and ClosingFacts(closing, ARRESTED),
        closed_days=draw(st.frozensets(st.dates(ARRESTED, COURT_DAY), max_size=5)),
    )


@given(facts=referrals(), now=MOMENTS)
def test_completed_only_with_every_required_attendance_and_what_it_leaves(facts: ReferralFacts, now: datetime) -> None:
    found = standing(facts, now=now)
    if found.status is not Status.COMPLETED:
        return
    for requirement in facts.requirements:
        came = [b for b in requirement.bookings if b.came is Came.KEPT and b.day <= COURT_DAY]
        assert came
        assert requirement.leaves is Leaves.NOTHING or requirement.has_left or any(b.on_paper for b in came)


@given(facts=referrals(), now=MOMENTS)
def test_no_result_is_told_with_a_past_appointment_unrecorded(facts: ReferralFacts, now: datetime) -> None:
    said = statement(facts, about=about(), now=now)
    waiting = any(b.came is Came.NOT_RECORDED and b.starts_at <= now for r in facts.requirements for b in r.bookings)
    assert isinstance(said, CheckFirst) is waiting


@given(facts=referrals(), now=MOMENTS)
def test_a_sentence_says_completed_only_when_the_status_does(facts: ReferralFacts, now: datetime) -> None:
    said = statement(facts, about=about(), now=now)
    if isinstance(said, Statement) and said.sentence.startswith("Completed"):
        assert len(standing(facts, now=now).kept) == len(facts.requirements)


@given(facts=referrals(), now=MOMENTS, seed=st.randoms())
def test_the_order_in_which_facts_arrive_changes_nothing(facts: ReferralFacts, now: datetime, seed: Random) -> None:
    requirements = [
        RequirementFacts(r.position, r.title, r.leaves, r.has_left, tuple(seed.sample(r.bookings, len(r.bookings))))
        for r in facts.requirements
    ]
    seed.shuffle(requirements)
    shuffled = ReferralFacts(**{**facts.__dict__, "requirements": tuple(requirements)})
    assert standing(shuffled, now=now) == standing(facts, now=now)


@given(facts=referrals(), now=MOMENTS)
def test_the_count_is_never_more_than_was_attended(facts: ReferralFacts, now: datetime) -> None:
    found = standing(facts, now=now)
    assert found.done <= len(found.attended) <= found.total
    assert found.days_left is None or found.days_left >= 0


@given(facts=referrals(), moments=st.tuples(MOMENTS, MOMENTS))
def test_time_alone_completes_nothing_and_reopens_nothing_that_was_closed(
    facts: ReferralFacts, moments: tuple[datetime, datetime]
) -> None:
    """With no new fact, only a deadline that passed or an appointment that waits to be recorded changes a status."""
    before, after = (standing(facts, now=moment).status for moment in sorted(moments))
    if before is after:
        return
    assert after in {Status.CHECK_FIRST, Status.NOT_COMPLETED, Status.RUNNING_OUT}
    assert facts.closed is None or after is Status.CHECK_FIRST
