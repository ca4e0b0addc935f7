"""Fifty restores: an older copy sends nothing, and after its release nobody is texted twice (promises P18, T20).

At each of ten points of a text's life a copy is made. Then life goes on: what was due is sent, somebody cancels,
somebody asks for no more texts. Then the copy is put back, on the same machine or on another.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app

from casework.appointments.models import Appointment
from casework.appointments.rules import Outcome
from casework.kernel import audit, clock, gate
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.people.models import Person
from reminders import jobs, services
from reminders.models import Text
from reminders.rules.answers import Heard
from reminders.rules.life import TextState
from reminders.services.delivery import record_report
from reminders.services.reach import reach
from reminders.services.replying import receive
from tests.reminders.cast import JO, Cast, texts
from tests.reminders.older_copies import BARE, FRESH, SAME, Provider, copied, machine, put_back
from tests.support.staff import Team
from web.services import gate as gates

pytestmark = pytest.mark.sqlite
At = Callable[[str], None]


@pytest.fixture
def provider_outside() -> Provider:
    return Provider()


@pytest.fixture
def two(cast: Cast, team: Team) -> tuple[Actor, Actor]:
    """Two administrators."""
    return team.actor("administrator"), team.second_administrator()


def send(provider: Provider) -> None:
    jobs.run_due(provider)


def change(text: Text, **values: Any) -> None:
    with transaction():
        db.session.execute(sa.update(Text).where(Text.id == text.id).values(**values))


def confirmation() -> Text:
    return next(text for text in texts() if text.kind == "booked")


# Ten points of a text's life, each brought about on a booking made on Monday at 11:20 for Tuesday of the week after.
def nothing_planned(cast: Cast, provider: Provider) -> None:
    with transaction():
        db.session.execute(sa.delete(Text))


def planned(cast: Cast, provider: Provider) -> None: ...


def held_back(cast: Cast, provider: Provider) -> None:
    change(confirmation(), next_try_at=clock.now() + dt.timedelta(minutes=30), held_why="Wait")


def claimed(cast: Cast, provider: Provider) -> None:
    lease = clock.now() + dt.timedelta(seconds=60)
    change(confirmation(), state="claimed", owner="another", fence=1, lease_until=lease)


def handed(cast: Cast, provider: Provider) -> None:
    change(confirmation(), state="handed", owner="another", fence=1, number=JO, handed_at=clock.now())


def unknown(cast: Cast, provider: Provider) -> None:
    provider.answer = Heard.UNKNOWN
    send(provider)
    provider.answer = Heard.ACCEPTED
    assert confirmation().state == TextState.UNKNOWN


def with_a_person(cast: Cast, provider: Provider) -> None:
    unknown(cast, provider)
    change(confirmation(), state="person")


def accepted(cast: Cast, provider: Provider) -> None:
    send(provider)
    assert confirmation().state == TextState.ACCEPTED


def delivered(cast: Cast, provider: Provider) -> None:
    accepted(cast, provider)
    text = confirmation()
    assert text.provider_sid
    with transaction():
        record_report(
            text.token, sid=text.provider_sid, status="delivered", code="", raw_hash=bytes(32), at=clock.now()
        )


def cancelled(cast: Cast, provider: Provider) -> None:
    cast.record(db.session.scalars(sa.select(Appointment)).one(), Outcome.CANCELLED_BY_US)


POINTS = [
    nothing_planned,
    planned,
    held_back,
    claimed,
    handed,
    unknown,
    with_a_person,
    accepted,
    delivered,
    cancelled,
]


# Five ways in which life went on before the copy came back, and where it came back to.
def it_was_sent(cast: Cast, at: At, provider: Provider) -> None:
    at("2026-11-23 11:40")
    send(provider)
    current_app.extensions["anchor"].at -= gate.SECONDS  # more than a minute has passed since the copy
    with transaction():
        audit.record(Act.CONFIGURATION, "closed day:1", by=None, at=clock.now())


def she_cancelled(cast: Cast, at: At, provider: Provider) -> None:
    it_was_sent(cast, at, provider)
    found = db.session.scalars(sa.select(Appointment)).one()
    if found.outcome is None:
        cast.record(found, Outcome.CANCELLED_BY_US)


def she_said_stop(cast: Cast, at: At, provider: Provider) -> None:
    it_was_sent(cast, at, provider)
    with transaction():
        receive(sid="SM" + "f" * 32, number=JO, body="STOP", at=clock.now())


AFTER = [
    pytest.param(it_was_sent, SAME, id="sent, same machine"),
    pytest.param(it_was_sent, BARE, id="sent, machine without an anchor"),
    pytest.param(it_was_sent, FRESH, id="sent, newly installed machine"),
    pytest.param(she_cancelled, SAME, id="cancelled since"),
    pytest.param(she_said_stop, SAME, id="stopped since"),
]


def days_pass(at: At, provider: Provider) -> None:
    for moment in ("2026-11-23 13:00", "2026-11-24 10:05", "2026-11-30 10:05", "2026-12-01 09:10"):
        at(moment)
        send(provider)


def released(two: tuple[Actor, Actor]) -> None:
    with transaction():
        gates.ask("Last night’s copy", by=two[0], at=clock.now())
    with transaction():
        gates.agree(by=two[1], at=clock.now())
    gate.start_again(clock.now())


@pytest.mark.parametrize(("goes_on", "where"), AFTER)
@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.__name__)
def test_a_restore_sends_nothing_and_a_release_doubles_nothing(
    point: Callable[[Cast, Provider], None],
    goes_on: Callable[[Cast, At, Provider], None],
    where: str,
    cast: Cast,
    two: tuple[Actor, Actor],
    at: At,
    within: Flask,
    provider_outside: Provider,
    settings_for: Callable[..., Any],
    tmp_path: Path,
    all_databases: Any,
) -> None:
    provider, copy = provider_outside, tmp_path / "copy.db"
    cast.book("2026-12-01 11:00")
    point(cast, provider)
    copied(within, copy)
    goes_on(cast, at, provider)
    before = list(provider.had)
    with machine(where, within, copy, settings_for, tmp_path, all_databases):
        at("2026-11-23 11:50")
        send(provider)
        assert provider.had == before, "an older copy sent something by itself"
        released(two)
        days_pass(at, provider)
        assert max(Counter(token for token, _ in provider.had).values(), default=1) == 1, "somebody was texted twice"
        assert provider.had == before, "something went that nobody had checked"
        held = services.to_check(cast.worker.agency_id)
        check_what_is_asked(goes_on, held)


def check_what_is_asked(goes_on: Callable[..., None], held: list[Text]) -> None:
    """What was to come is asked about; a number that said STOP since is off again."""
    assert all(text.kind != "booked" for text in held)
    if goes_on is she_said_stop:
        found = reach(db.session.scalars(sa.select(Person)).one(), clock.now())
        assert found.off


def test_what_somebody_checked_goes_again(
    cast: Cast, two: tuple[Actor, Actor], at: At, within: Flask, provider_outside: Provider, tmp_path: Path
) -> None:
    cast.book("2026-12-01 11:00")
    copied(within, tmp_path / "copy.db")
    it_was_sent(cast, at, provider_outside)
    put_back(within, tmp_path / "copy.db")
    assert gate.why_closed() == gate.WENT_BACK
    released(two)
    with transaction():
        for text in services.to_check(cast.worker.agency_id):
            if text.on_hold_why:
                services.still_stands(text.token, by=cast.worker, at=clock.now())
    days_pass(at, provider_outside)
    kinds = Counter(text.kind for text in texts(state="accepted"))
    assert kinds == {"seven_days": 1, "one_day": 1, "two_hours": 1}
    assert len(provider_outside.had) == 4, "the confirmation before the restore, and three reminders after it"


def test_a_booking_made_while_the_gate_was_closed_is_texted_after_the_release(
    cast: Cast, two: tuple[Actor, Actor], at: At, within: Flask, provider_outside: Provider, tmp_path: Path
) -> None:
    cast.book("2026-12-01 11:00")
    copied(within, tmp_path / "copy.db")
    it_was_sent(cast, at, provider_outside)
    put_back(within, tmp_path / "copy.db")
    assert gate.why_closed()
    at("2026-11-23 12:00")
    new = cast.book("2026-12-02 15:00", cast.person("+447700900124"))
    released(two)
    send(provider_outside)
    assert [text.state for text in texts(appointment_id=new.id, kind="booked")] == ["accepted"]


def test_the_providers_list_answers_what_the_older_copy_could_not_know(
    cast: Cast, two: tuple[Actor, Actor], at: At, within: Flask, provider_outside: Provider, tmp_path: Path
) -> None:
    services.wire(within, live=provider_outside, sender=JO, auth_token="t", public_url="https://waymark.example")
    cast.book("2026-12-01 11:00")
    copied(within, tmp_path / "copy.db")
    it_was_sent(cast, at, provider_outside)
    put_back(within, tmp_path / "copy.db")
    assert gate.why_closed()
    released(two)
    assert confirmation().state == TextState.UNKNOWN
    provider_outside.can_be_read = True
    at("2026-11-23 11:50")
    jobs.witness_due(provider_outside)
    assert confirmation().state == TextState.DELIVERED
