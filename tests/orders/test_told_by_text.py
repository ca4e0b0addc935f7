"""A meeting told only by text: the opinion and the record say what is known of that text (rule 14; T26 and P34)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import delete

from casework.appointments.rules import MoveAskedBy, Outcome
from casework.kernel.database import db, transaction
from orders import services
from orders.rules.by_text import CANNOT_SHOW, NONE_WENT, SAID_YES, Instruction, known_of_it
from orders.rules.instructions import ToldHow
from reminders.models import ProviderEvent, Reply, Text
from reminders.rules.life import TextState
from reminders.rules.proof import NOT_KNOWN, Proof
from tests.orders.conftest import Case, on
from tests.orders.test_opinion_pages import excuse
from tests.orders.test_opinions import AUGUST, FORMED, JULY
from tests.support.application import Reader

BEGINS = on(AUGUST, 10)
SENT, LATER = on(dt.date(2026, 8, 3), 9), on(dt.date(2026, 8, 7), 9)
HANDED = Proof("booked", TextState.HANDED, SENT)
ACCEPTED = replace(HANDED, state=TextState.ACCEPTED, accepted_at=SENT)
DELIVERED = replace(ACCEPTED, state=TextState.DELIVERED, receipt_at=SENT)
BY_TEXT = Instruction(hows=["text"], texts=[], begins_at=BEGINS)


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        pytest.param(BY_TEXT, [NONE_WENT, CANNOT_SHOW], id="no text went"),
        pytest.param(
            replace(BY_TEXT, texts=[Proof("booked", TextState.KEPT, SENT)]),
            [NONE_WENT, CANNOT_SHOW],
            id="practice mode",
        ),
        pytest.param(
            replace(BY_TEXT, texts=[HANDED]),
            [f"Time and place by text: handed over to the provider Mon 3 Aug, 9:00am; {NOT_KNOWN}", CANNOT_SHOW],
            id="handed over",
        ),
        pytest.param(
            replace(BY_TEXT, texts=[ACCEPTED]),
            [f"Time and place by text: accepted by the provider Mon 3 Aug, 9:00am; {NOT_KNOWN}", CANNOT_SHOW],
            id="accepted",
        ),
        pytest.param(
            replace(BY_TEXT, texts=[DELIVERED]),
            ["Time and place by text: delivered to the handset, by the provider’s signed receipt of Mon 3 Aug, 9:00am"],
            id="delivered",
        ),
    ],
)
def test_each_thing_that_may_be_known_has_its_words(told: Instruction, lines: list[str]) -> None:
    assert known_of_it(told) == lines


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(replace(DELIVERED, kind="missed"), id="a text after the meeting told nothing of it"),
        pytest.param(replace(DELIVERED, receipt_at=LATER), id="a receipt of after it began"),
        pytest.param(replace(DELIVERED, receipt_at=None), id="the state alone is no receipt"),
        pytest.param(replace(DELIVERED, state=TextState.UNDELIVERED, receipt_at=None), id="reported as not arrived"),
    ],
)
def test_what_does_not_show_that_it_reached_them(text: Proof) -> None:
    assert known_of_it(replace(BY_TEXT, texts=[text]))[-1] == CANNOT_SHOW


def test_a_text_of_before_the_move_told_another_time() -> None:
    moved = replace(BY_TEXT, texts=[DELIVERED], fixed_at=on(dt.date(2026, 8, 4)))
    assert known_of_it(moved) == [NONE_WENT, CANNOT_SHOW]


def test_somebody_who_answered_yes_had_it() -> None:
    assert known_of_it(replace(BY_TEXT, texts=[HANDED], said_yes=True))[-1] == SAID_YES


@pytest.mark.parametrize("hows", [[], ["in_person"], ["text", "phone"]], ids=["not told", "in person", "and by phone"])
def test_nothing_is_added_where_it_was_told_otherwise(hows: list[str]) -> None:
    assert known_of_it(replace(BY_TEXT, hows=hows, texts=[HANDED])) == []


# --- on the page and in the record -------------------------------------------------------------------------------


@pytest.fixture
def missed(case: Case) -> Case:
    """One meeting kept; the second told by text alone, and missed."""
    case.keep(1, JULY)
    case.fix(2, AUGUST, told_how=ToldHow.TEXT)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    with transaction():
        db.session.execute(delete(Text))
    return case


@pytest.fixture
def sam(missed: Case) -> Iterator[Reader]:
    with time_machine.travel(FORMED, tick=False):
        yield missed.team.sign_in("supervisor")


def text_of(case: Case, *, receipt: bool) -> None:
    """One text about the second meeting, accepted by the provider, with a signed receipt or none."""
    with transaction():
        text = Text(
            agency_id=case.sam.agency_id,
            person_id=case.person_id,
            appointment_id=case.appointment(2).id,
            kind="booked",
            plan_key="the-text",
            not_before=SENT,
            not_after=SENT,
            state="accepted",
            planned_at=SENT,
            handed_at=SENT,
            accepted_at=SENT,
            provider_sid="SM" + "b" * 32,
        )
        db.session.add(text)
        db.session.flush()
        if receipt:
            db.session.add(
                ProviderEvent(
                    sid=text.provider_sid, status="delivered", token=text.token, received_at=SENT, raw_hash=bytes(32)
                )
            )


def record(case: Case) -> list[str]:
    return services.compile_record(case.order, by=case.sam, at=FORMED).lines


def test_the_interruption_page_and_the_record_say_that_it_cannot_be_shown(sam: Reader, missed: Case) -> None:
    shown = sam.get(excuse(missed)).text
    for words in ("Told only by text", NONE_WENT, CANNOT_SHOW, "Yes, no reasonable excuse"):
        assert words in shown
    assert f"{CANNOT_SHOW}." in record(missed)
    text_of(missed, receipt=False)
    shown = sam.get(excuse(missed)).text
    assert f"accepted by the provider Mon 3 Aug, 9:00am; {NOT_KNOWN}." in shown
    assert CANNOT_SHOW in shown
    assert f"{CANNOT_SHOW}." in record(missed)


def test_it_is_a_fact_and_no_refusal(sam: Reader, missed: Case) -> None:
    assert sam.form(excuse(missed)).status_code == 303
    db.session.rollback()
    assert len(missed.order.opinions) == 1


def test_a_signed_receipt_is_named_and_nothing_is_added(sam: Reader, missed: Case) -> None:
    text_of(missed, receipt=True)
    shown = sam.get(excuse(missed)).text
    assert "delivered to the handset, by the provider’s signed receipt" in shown
    assert CANNOT_SHOW not in shown
    assert not any(CANNOT_SHOW in line for line in record(missed))


def test_a_yes_to_it_is_said(sam: Reader, missed: Case) -> None:
    text_of(missed, receipt=False)
    with transaction():
        db.session.add(_yes(missed))
    assert SAID_YES in sam.get(excuse(missed)).text
    said = record(missed)
    assert f"{SAID_YES}." in said
    assert f"{CANNOT_SHOW}." not in said


def _yes(case: Case) -> Reply:
    return Reply(
        agency_id=case.sam.agency_id,
        person_id=case.person_id,
        appointment_id=case.appointment(2).id,
        meaning="yes",
        sid="SM" + "c" * 32,
        number="+447700900123",
        number_index=bytes(32),
        body="YES",
        received_at=LATER - dt.timedelta(days=2),
    )


def test_a_meeting_also_told_in_person_says_nothing_of_it(sam: Reader, missed: Case) -> None:
    with transaction():
        services.tell_person(
            missed.order.meetings[1].bookings[-1], how=ToldHow.IN_PERSON, told_on=AUGUST, by=missed.sam, at=FORMED
        )
    assert "Told only by text" not in sam.get(excuse(missed)).text
    assert f"{CANNOT_SHOW}." not in record(missed)


def test_a_meeting_moved_since_counts_the_texts_of_the_new_time_only(case: Case) -> None:
    case.fix(1, JULY, told_how=ToldHow.TEXT)
    with transaction():
        services.move_appointment(
            case.appointment(1),
            day=AUGUST,
            time=dt.time(10),
            asked_by=MoveAskedBy.PERSON,
            by=case.sam,
            at=on(dt.date(2026, 6, 30)),
            seen_version=1,
        )
        services.tell_person(
            case.order.meetings[0].bookings[-1],
            how=ToldHow.TEXT,
            told_on=dt.date(2026, 6, 30),
            by=case.sam,
            at=on(dt.date(2026, 6, 30), 13),
        )
    assert services.known_by_text(case.order.meetings[0].bookings[-1])[-1] == CANNOT_SHOW
