"""A meeting fixed from a chip: how the person was told is kept by which button it was (domain rule 14)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine

from casework.appointments import services as appointments
from casework.appointments.rules import AbsenceReason, Outcome
from casework.kernel.database import db, transaction
from tests.orders.conftest import MADE, Case, on
from tests.support.application import Reader, hidden_fields

MEETING = dt.date(2026, 6, 16)


@pytest.fixture
def sam(unrecorded: Case) -> Iterator[Reader]:
    """Sam on the day after the first meeting, which Lena missed."""
    with time_machine.travel(on(MEETING, 13), tick=False):
        unrecorded.record()
        with transaction():
            appointments.add_place(
                name="Mill Street", text_name="the blue door", by=unrecorded.team.actor("administrator"), at=on(MADE)
            )
        unrecorded.fix(1, MEETING)
        yield unrecorded.team.sign_in("supervisor")


@pytest.mark.parametrize(("button", "said"), [("in_person", "Told in person"), ("phone", "Told by phone")])
def test_the_button_says_how_they_were_told(sam: Reader, unrecorded: Case, button: str, said: str) -> None:
    where = f"/orders/{unrecorded.order.reference}"
    html = sam.get(where).text
    form = re.search(r'<form method="post" action="(/appointments/new[^"]*)" class="wm-offer">(.*?)</form>', html, re.S)
    assert form is not None
    address, slot = form[1].replace("&amp;", "&"), re.findall(r'name="slot"[^>]* value="([^"]+)"', form[2])[0]
    assert "No text will go" in form[2]
    assert 'value="text"' not in form[2]
    kept = sam.post(address, data={**hidden_fields(html, address), "slot": slot, "told_how": button})
    assert kept.status_code == 303
    assert kept.headers["Location"].startswith(f"{where}?booked=")
    db.session.rollback()
    booking = unrecorded.order.meetings[1].bookings[-1]
    assert (booking.tellings[-1].how, booking.tellings[-1].told_on) == (button, MEETING)
    assert said in sam.get(where).text


def test_after_a_missed_meeting_the_next_is_offered_in_the_banner(sam: Reader, unrecorded: Case) -> None:
    unrecorded.say(1, Outcome.ACCEPTABLE_REASON, reason=AbsenceReason.HEALTH)
    shown = sam.get(f"/today?recorded={unrecorded.appointment(1).reference}").text
    assert "Needs 3 more meetings, 161 days left" in shown
    assert f"/appointments/new?for=order:{unrecorded.order.reference}:1" in shown


def test_a_worker_who_is_no_supervisor_is_offered_no_meeting(sam: Reader, unrecorded: Case) -> None:
    unrecorded.say(1, Outcome.ATTENDED)
    worker = unrecorded.team.sign_in("worker")
    assert "wm-offer" not in worker.get(f"/today?recorded={unrecorded.appointment(1).reference}").text
