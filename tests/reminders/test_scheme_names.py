"""What an agency calls its schemes never stands in a discreet text (ux 4.2, rule 6; promise P5, case S17)."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from flask import Flask
from sqlalchemy import event, update

import orders.services.presets
from casework.appointments.models import Place
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import Refused
from diversion.services import schemes
from reminders import jobs, services
from reminders.models import OwnWording, Text
from reminders.rules.templates import Template, Wording
from reminders.services import wording_pages, wordings
from reminders.services.composing import stock_for
from tests.reminders.cast import Cast, texts
from tests.support.staff import Team

SCHEME = "Lavender Path"
SAYS_IT = "Hi {name}, Lavender Path sees you {day}, {time} at {place}. YES or CHANGE?"


class Runs:
    """A programme that runs one scheme at one agency."""

    def __init__(self, agency_id: int) -> None:
        self.agency_id = agency_id
        self.asked = 0

    def progress(self, appointment_id: int) -> None:
        return None

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> None:
        return None

    def wanted(self, text: Text) -> None:
        return None

    def names(self, agency_ids: Collection[int]) -> list[tuple[int, str]]:
        self.asked += 1
        return [(self.agency_id, SCHEME)]


@pytest.fixture
def runs(cast: Cast, within: Flask) -> Runs:
    made = Runs(cast.worker.agency_id)
    services.wire(within, programmes=[made])
    return made


def call_the_place(said: str) -> None:
    with transaction():
        db.session.execute(update(Place).values(text_name=said))


def test_a_place_that_is_called_like_the_scheme_does_not_go(cast: Cast, runs: Runs) -> None:
    call_the_place("the LAVENDER-path")
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    [text] = texts(kind="booked")
    assert text.handed_at is None
    assert "lavender path" in (text.ended_why or text.held_why)


def test_who_chose_to_hear_the_service_named_is_told_it(cast: Cast, runs: Runs) -> None:
    call_the_place("the LAVENDER-path")
    cast.says(level=2)
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    [text] = texts(kind="booked")
    assert text.body is not None
    assert "LAVENDER-path" in text.body


def test_own_words_that_say_it_are_refused_at_save_and_marked_in_the_preview(
    cast: Cast, team: Team, runs: Runs
) -> None:
    administrator = team.actor("administrator")
    with pytest.raises(Refused, match="lavender path"), transaction():
        wordings.save_wording(
            Template.BOOKED, 1, language="en", named=SAYS_IT, unnamed=SAYS_IT, seen=0, by=administrator, at=clock.now()
        )
    samples = wording_pages.preview(Wording(1, SAYS_IT, SAYS_IT), common=None)
    assert wording_pages.risky(samples, 1, team.agency_id) == ("lavender path",)


def test_words_kept_before_the_scheme_was_set_up_are_set_aside(cast: Cast, team: Team, within: Flask) -> None:
    with transaction():
        wordings.save_wording(
            Template.BOOKED,
            1,
            language="en",
            named=SAYS_IT,
            unnamed=SAYS_IT,
            seen=0,
            by=team.actor("administrator"),
            at=clock.now(),
        )
    services.wire(within, programmes=[Runs(team.agency_id)])
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    [text] = texts(kind="booked")
    assert text.wording_id is None
    assert text.body is not None
    assert "Lavender" not in text.body
    assert db.session.query(OwnWording).count() == 1


def test_another_agencys_scheme_is_no_secret_of_ours(cast: Cast, within: Flask) -> None:
    services.wire(within, programmes=[Runs(cast.worker.agency_id + 1)])
    call_the_place("the LAVENDER-path")
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    [text] = texts(kind="booked")
    assert text.body is not None


def test_a_batch_asks_once_however_many_texts_it_holds(cast: Cast, runs: Runs) -> None:
    for day in range(1, 9):
        cast.book(f"2026-12-{day:02} 14:00")
    waiting = texts()
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    runs.asked = 0
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        batch = stock_for(waiting)
        with_it = [batch.words.choose(text.agency_id, "en", Template.BOOKED, 1) for text in waiting]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert all(with_it)
    assert runs.asked == 1
    assert len(asked) <= 3


def test_both_programmes_name_what_they_run_and_an_ended_scheme_still_counts(cast: Cast, team: Team) -> None:
    administrator = team.actor("administrator")
    with transaction():
        scheme = schemes.add_preset("TRUST", by=administrator, at=clock.now())
        schemes.end_scheme(scheme, by=administrator, at=clock.now())
        orders.services.presets.add_preset(by=administrator, at=clock.now())
    assert wordings.own_names(team.agency_id) == (
        "Lantern Project",
        "Engagement and Support Orders, as in Birmingham",
        "TRUST",
    )
