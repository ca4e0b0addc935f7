"""The supervisor tells the court that made the order; the order ends that day (domain rules 9, 15 and 19)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.courts import services as courts
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from notices import jobs as notice_jobs
from notices import services as notices
from notices.gateway.letter import Letter
from notices.models import Notice
from notices.rules import CheckFirst, Statement
from notices.rules.answers import Answer
from notices.rules.answers import Outcome as Sent
from orders import jobs, services
from orders.rules import Status
from orders.rules.standing import ends_on, in_force, spent_on
from orders.services.facts import facts_of
from tests.orders.conftest import NAMED, Case, on
from tests.support.corrections import LEARNED_MORE

LAST, TOLD = dt.date(2026, 9, 10), dt.date(2026, 9, 14)
THAMES = "list@thames.example.org"
COMPLIED = (
    "Complied with. Attended 3 of 3 meetings required by the order of 12 June 2026: "
    "2 July, 6 August and 10 September 2026. Required by 24 November 2026."
)


@dataclass
class Post:
    """The end by which notices leave: it keeps each letter, and answers as it is told to."""

    answer: Sent = Sent.ACCEPTED
    letters: list[Letter] = field(default_factory=list)

    def hand(self, letter: Letter) -> Answer:
        self.letters.append(letter)
        return Answer(self.answer, "250 taken")


@pytest.fixture
def complied(case: Case) -> Case:
    """All three attended; the court at Thames has an address."""
    add_court(case)
    case.keep_all()
    return case


def add_court(case: Case) -> None:
    administrator = case.team.actor("administrator")
    for kind, email in (("court", THAMES), ("cps", "cps@example.org")):
        with transaction():
            desk = courts.add_contact(
                kind=kind, name="Thames", email=email, court_codes=["B01ND00"], by=administrator, at=on(LAST)
            )
            courts.read_back(desk, who="Duty clerk", by=administrator, at=on(LAST))


def tell(case: Case, *, by: str = "supervisor", day: dt.date = TOLD) -> list[str]:
    sender = case.team.actor(by)
    with transaction():
        made = services.tell_court(case.order, by=sender, at=on(day))
        return [notice.reference for notice in made]


def send(case: Case, post: Post, *, day: dt.date = TOLD) -> None:
    now = on(day, 13)
    notice_jobs.run_due(lambda: now, post)
    jobs.restate_due(lambda: now)
    db.session.rollback()


def test_the_court_that_made_it_is_told_and_nobody_else(complied: Case) -> None:
    tell(complied)
    post = Post()
    send(complied, post)
    assert [letter.to_address for letter in post.letters] == [THAMES]
    assert COMPLIED in post.letters[0].text
    assert "KOVAC" in post.letters[0].text.upper()


def test_the_court_counts_as_told_once_the_notice_has_gone(complied: Case) -> None:
    tell(complied)
    assert complied.order.status == Status.COMPLIED_NOT_TOLD
    send(complied, Post())
    assert complied.order.status == Status.COMPLIED_TOLD


def test_the_order_ends_that_day_and_is_spent_on_the_named_date(complied: Case) -> None:
    tell(complied)
    send(complied, Post())
    facts = facts_of(complied.order, at=on(TOLD, 18))
    assert ends_on(facts) == TOLD
    assert in_force(facts, TOLD)
    assert not in_force(facts, dt.date(2026, 9, 15))
    assert spent_on(facts) == NAMED


def test_telling_is_a_recorded_disclosure(complied: Case) -> None:
    tell(complied)
    events = db.session.scalars(select(Event).where(Event.act == "disclosure")).all()
    assert any(f"order:{complied.order.reference}" in {o.record for o in event.others} for event in events)


@pytest.mark.parametrize(
    "answer",
    [pytest.param(Sent.REFUSED, id="refused"), pytest.param(Sent.UNKNOWN, id="nobody knows"),
     pytest.param(Sent.KEPT, id="no e-mail is set up")],
)  # fmt: skip
def test_a_notice_that_did_not_surely_go_has_told_nobody(complied: Case, answer: Sent) -> None:
    tell(complied)
    send(complied, Post(answer))
    assert complied.order.status == Status.COMPLIED_NOT_TOLD
    assert ends_on(facts_of(complied.order, at=on(TOLD))) == NAMED


def test_a_kept_notice_counts_once_the_court_says_it_has_it(complied: Case) -> None:
    (reference,) = tell(complied)
    send(complied, Post(Sent.KEPT))
    with transaction():
        notices.acknowledge_by_phone(reference, who="The legal adviser", by=complied.sam, at=on(dt.date(2026, 9, 15)))
    jobs.restate_due(lambda: on(dt.date(2026, 9, 15)))
    db.session.rollback()
    assert complied.order.status == Status.COMPLIED_TOLD
    assert ends_on(facts_of(complied.order, at=on(dt.date(2026, 9, 16)))) == dt.date(2026, 9, 15)


def test_it_is_told_once(complied: Case) -> None:
    tell(complied)
    with pytest.raises(Refused, match="already on its way"):
        tell(complied)
    send(complied, Post())
    with pytest.raises(Refused, match="told already"):
        tell(complied)
    assert len(db.session.scalars(select(Notice)).all()) == 1


@pytest.mark.parametrize("role", ["worker", "liaison", "manager"])
def test_only_the_supervisor_tells_the_court(complied: Case, role: str) -> None:
    with pytest.raises(Refused, match="Only a supervisor"):
        tell(complied, by=role)


def test_two_of_three_is_not_told_as_complied(case: Case) -> None:
    add_court(case)
    case.keep(1, dt.date(2026, 7, 2))
    case.keep(2, dt.date(2026, 8, 6))
    with pytest.raises(Refused, match="once all three"):
        tell(case)


def test_nothing_is_told_while_a_meeting_is_not_recorded(case: Case) -> None:
    add_court(case)
    case.keep(1, dt.date(2026, 7, 2))
    case.fix(2, dt.date(2026, 8, 6))
    said = services.statement(case.order, today=TOLD, at=on(TOLD))
    assert isinstance(said, CheckFirst)
    assert said.on_screen == "Attendance on 6 August is not recorded. Do not report yet."
    with pytest.raises(Refused, match="not recorded"):
        tell(case)


def test_a_correction_after_telling_is_no_longer_complied(complied: Case) -> None:
    tell(complied)
    send(complied, Post())
    with transaction():
        appointment = complied.appointment(3)
        services.record_outcome(
            appointment,
            Outcome.REASON_NOT_KNOWN,
            replaces=appointment.attendances[-1],
            why=LEARNED_MORE,
            by=complied.sam,
            at=on(dt.date(2026, 9, 16)),
        )
    assert complied.order.status == Status.REASON_AWAITED


def test_a_paper_without_a_date_does_not_stop_the_supervisors_duty(unrecorded: Case) -> None:
    unrecorded.record(required_by=None, query="The paper names no date")
    add_court(unrecorded)
    unrecorded.keep_all()
    tell(unrecorded)
    send(unrecorded, Post())
    assert unrecorded.order.status == Status.COMPLIED_TOLD
    assert ends_on(facts_of(unrecorded.order, at=on(TOLD))) == TOLD


def test_a_court_without_an_address_is_said_before_anything_is_sent(case: Case) -> None:
    case.keep_all()
    with pytest.raises(Refused, match="Contacts"):
        tell(case)
    assert case.order.told == []


def test_the_statement_carries_two_identifiers_and_the_supervisors_duty(complied: Case) -> None:
    said = services.statement(complied.order, today=TOLD, at=on(TOLD))
    assert isinstance(said, Statement)
    assert (said.name, said.date_of_birth, said.basis) == ("Lena Kovac", dt.date(1995, 2, 3), "supervisor")
