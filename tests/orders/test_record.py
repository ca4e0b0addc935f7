"""The order's record for court: one tagged page of facts that claims no more than is known (promises T26, P34, T11)."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from sqlalchemy import delete, select, update

from casework.appointments.rules import AbsenceReason, MoveAskedBy, Outcome
from casework.kernel.database import db, transaction
from orders import services
from orders.rules import AtCourt
from orders.rules.record import NOT_TOLD
from reminders.models import ProviderEvent, Text
from reminders.rules.kinds import TextKind
from reminders.rules.life import TextState
from reminders.rules.proof import NOT_KNOWN, Proof, evidence
from tests.orders.conftest import Case, on
from tests.orders.test_court_steps import formed, hear, lay, settle, summon
from tests.orders.test_opinions import FORMED, missed

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

__all__ = ["formed", "missed"]
AT = on(dt.date(2026, 6, 30), 10)
MOMENTS = (None, AT)
SID = "SM" + "a" * 32


# --- the words of one text ---------------------------------------------------------------------------------------


def test_delivered_is_said_with_a_stored_receipt_and_never_without_one() -> None:
    for kind, state, handed, accepted, receipt in itertools.product(TextKind, TextState, MOMENTS, MOMENTS, MOMENTS):
        said = evidence(Proof(kind.value, state, handed, accepted, receipt))
        assert ("delivered" in said) is (receipt is not None), said
        assert "read" not in said


@pytest.mark.parametrize(
    "state", [TextState.HANDED, TextState.UNKNOWN, TextState.PERSON, TextState.ACCEPTED, TextState.DELIVERED]
)
@pytest.mark.parametrize("accepted", MOMENTS, ids=["not accepted", "accepted"])
def test_what_is_not_known_is_printed_as_not_known(state: TextState, accepted: dt.datetime | None) -> None:
    assert NOT_KNOWN in evidence(Proof(TextKind.ONE_DAY.value, state, AT, accepted))


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        pytest.param(
            Proof("one_day", TextState.HANDED, AT),
            "Reminder by text: handed over to the provider Tue 30 Jun, 10:00am; not known whether it arrived",
            id="handed over",
        ),
        pytest.param(
            Proof("booked", TextState.ACCEPTED, AT, AT),
            "Time and place by text: accepted by the provider Tue 30 Jun, 10:00am; not known whether it arrived",
            id="accepted",
        ),
        pytest.param(
            Proof("one_day", TextState.DELIVERED, AT, AT, AT),
            "Reminder by text: delivered to the handset, by the provider’s signed receipt of Tue 30 Jun, 10:00am",
            id="delivered, with a receipt",
        ),
        pytest.param(
            Proof("one_day", TextState.UNDELIVERED, AT, AT),
            "Reminder by text: handed over to the provider Tue 30 Jun, 10:00am; the provider reports that it did not "
            "arrive",
            id="the provider says it did not arrive",
        ),
        pytest.param(Proof("one_day", TextState.CANCELLED), "Reminder by text: not sent", id="cancelled"),
        pytest.param(Proof("one_day", TextState.KEPT, AT), "Reminder by text: not sent", id="practice mode"),
        pytest.param(
            Proof("one_day", TextState.REJECTED, AT),
            "Reminder by text: not sent: the provider did not accept it",
            id="rejected",
        ),
    ],
)
def test_each_state_has_its_own_words(proof: Proof, words: str) -> None:
    assert evidence(proof) == words


# --- 500 packs ---------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_500_packs_say_delivered_only_of_texts_with_a_stored_receipt(formed: Case) -> None:
    """Every combination of states over the texts of two meetings, each pack read line by line (P34)."""
    keys = _texts(formed)
    one_text = list(itertools.product(TextState, (False, True)))
    packs = list(itertools.islice(itertools.product(one_text, one_text), 500))
    assert len(packs) == 500
    with transaction():
        order, sam = formed.order, formed.sam
        for (one, its), (other, others) in packs:
            _set(keys, [(one, its), (other, others)])
            made = services.compile_record(order, by=sam, at=FORMED)
            assert sum("delivered" in line for line in made.lines) == its + others
            assert all(NOT_KNOWN in line for line in made.lines if "accepted by the provider" in line)


def _texts(case: Case) -> list[int]:
    """Two texts about the first two meetings, whatever was planned for them before."""
    with transaction():
        rows = [
            Text(
                agency_id=case.sam.agency_id,
                person_id=case.person_id,
                appointment_id=case.appointment(number).id,
                kind="one_day",
                plan_key=f"pack-{number}",
                not_before=AT,
                not_after=AT,
                state="planned",
                planned_at=AT,
            )
            for number in (1, 2)
        ]
        db.session.add_all(rows)
        db.session.flush()
        return [row.id for row in rows]


def _set(keys: list[int], chosen: list[tuple[TextState, bool]]) -> None:
    """Give the two texts these states, and a signed receipt or none, inside the caller's transaction."""
    db.session.execute(delete(ProviderEvent))
    for place, (key, (state, receipt)) in enumerate(zip(keys, chosen, strict=True)):
        sid = f"SM{place:032x}"
        values = {"state": state.value, "handed_at": AT, "accepted_at": AT, "provider_sid": sid, "number_index": None}
        db.session.execute(update(Text).where(Text.id == key).values(**values))
        if receipt:
            token = db.session.scalar(select(Text.token).where(Text.id == key))
            event = ProviderEvent(sid=sid, status="delivered", token=token, received_at=AT, raw_hash=bytes(32))
            db.session.add(event)
    db.session.flush()


def test_a_report_for_another_text_is_no_receipt_of_this_one(formed: Case) -> None:
    keys = _texts(formed)
    with transaction():
        _set(keys, [(TextState.DELIVERED, False), (TextState.DELIVERED, False)])
        db.session.add(ProviderEvent(sid=SID, status="delivered", token="another", received_at=AT, raw_hash=bytes(32)))
    made = services.compile_record(formed.order, by=formed.sam, at=FORMED)
    assert not any("delivered" in line for line in made.lines)


# --- what the record says ----------------------------------------------------------------------------------------


def lines(case: Case, at: dt.datetime = FORMED) -> list[str]:
    return services.compile_record(case.order, by=case.sam, at=at).lines


def test_the_particulars_stand_as_the_paper_has_them(formed: Case) -> None:
    said = lines(formed)
    for words in (
        "Name on the order: Lena Kovac",
        "Date of birth: 3 February 1995",
        "Police reference: 01HT1234526",
        "Order made: 12 June 2026, Thames Magistrates' Court, London, result code 1144",
        "Three meetings required by: 24 November 2026",
        "Supervisor: Sam Okafor",
        "Local justice area: East London (2574)",
        "Attended: 1 of 3",
    ):
        assert words in said


def test_each_meeting_says_what_was_told_how_by_whom_and_when(formed: Case) -> None:
    said = lines(formed)
    assert "Meeting 1: Thursday 2 July 2026 at 10:00am, Mill Street, for 60 minutes: attended" in said
    assert "Meeting 2: Thursday 6 August 2026 at 10:00am, Mill Street, for 60 minutes: did not attend" in said
    assert (
        "Told in person on 12 June 2026 by Sam Okafor: Thursday 2 July 2026 at 10:00am, Mill Street, for 60 minutes. "
        "Recorded 1:00pm on 12 June 2026."
    ) in said
    assert "Meeting 3: not fixed" in said


def test_the_opinion_and_each_step_are_facts_with_who_and_when(formed: Case) -> None:
    for act in (lay, summon, hear):
        act(formed)
    settle(formed, AtCourt.FINE)
    said = lines(formed, on(dt.date(2026, 9, 9)))
    assert (
        "Sam Okafor recorded at 12:00pm on 13 August 2026, as supervisor, the opinion that the person failed without "
        "reasonable excuse to attend the meeting fixed for Thursday 6 August 2026 at 10:00am, Mill Street, for 60 "
        "minutes."
    ) in said
    assert "Information laid on 17 August 2026 at Thames Magistrates' Court, offence code SO59501." in said
    assert "The court fined instead on 8 September 2026 at Thames Magistrates' Court, result code 1015." in said
    assert not any(line.startswith("Spent on") for line in said)


def test_no_reason_no_note_and_no_need_is_ever_printed(case: Case) -> None:
    case.fix(1, dt.date(2026, 7, 2), told_how=None)
    case.say(1, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.HEALTH, note="Miscarriage, do not pass on")
    said = " ".join(lines(case, on(dt.date(2026, 7, 3))))
    assert "did not attend, excused by the supervisor" in said
    assert NOT_TOLD in said
    for never in ("Health", "health", "Miscarriage"):
        assert never not in said


def test_a_withdrawn_opinion_says_so_and_not_why(formed: Case) -> None:
    with transaction():
        services.withdraw_opinion(formed.order.opinions[0], why="Overdose", by=formed.sam, at=FORMED)
    said = " ".join(lines(formed))
    assert "Sam Okafor withdrew this opinion at 12:00pm on 13 August 2026." in said
    assert "Overdose" not in said


def test_a_move_says_from_when_and_who_asked(case: Case) -> None:
    case.fix(1, dt.date(2026, 7, 2))
    with transaction():
        services.move_appointment(
            case.appointment(1),
            day=dt.date(2026, 7, 9),
            time=dt.time(11),
            asked_by=MoveAskedBy.PERSON,
            by=case.sam,
            at=on(dt.date(2026, 6, 30)),
            seen_version=1,
        )
    moved = "Moved from Thursday 2 July 2026 at 10:00am at the person’s request, recorded 12:00pm on 30 June 2026."
    assert moved in lines(case, on(dt.date(2026, 7, 1)))


def test_there_is_no_record_while_a_meeting_is_not_recorded(case: Case) -> None:
    case.fix(1, dt.date(2026, 7, 2))
    at = on(dt.date(2026, 7, 3))
    assert services.why_no_record(case.order, by=case.sam, at=at) == (
        "Attendance on 2 July is not recorded. Do not report yet."
    )
