"""What a person does to a text before it goes: holds it, lets it go, changes it, stops it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from reminders import jobs, services
from reminders.rules import saying
from reminders.rules.holding import Hold, Stop
from reminders.rules.kinds import MAY_BE_PLANNED, TextKind
from reminders.services import steering
from reminders.services.replanning import choose_for_person
from tests.reminders.cast import Cast, states, texts
from tests.reminders.test_ahead import rows
from tests.support.application import Reader, hidden_fields

At = Callable[[str], None]
SignIn = Callable[..., Reader]


def steer(cast: Cast, kind: str, work: Callable[..., None], *said: object, **more: object) -> None:
    with transaction():
        text = steering.waiting_text(cast.jo, texts(kind=kind)[-1].id)
        work(text, *said, **more, by=cast.worker, at=clock.now())


def test_held_it_does_not_go_and_too_late_it_becomes_a_task(cast: Cast, at: At) -> None:
    cast.book("2026-11-30 14:00")
    steer(cast, "booked", steering.hold, Hold.UNSURE)
    jobs.run_due()
    assert [one.held for one in rows(cast) if one.on_hold] == ["Held by us. The booking may change"]
    at("2026-11-25 11:30")
    jobs.run_due()
    late = texts(kind="booked")[0]
    assert (late.state, late.ended_why) == ("expired", "Held by us until it was too late. The booking may change")
    event = db.session.scalars(select(Event).order_by(Event.seq)).all()[-1]
    assert event.compartment == "messages"


@pytest.mark.sqlite
def test_a_new_answer_of_hers_does_not_let_a_held_text_go(cast: Cast) -> None:
    cast.book("2026-11-30 14:00")
    steer(cast, "booked", steering.hold, Hold.ASKED)
    cast.says(words_who="Alex")
    jobs.run_due()
    assert states()["booked"] == "planned"


@pytest.mark.sqlite
def test_let_go_it_goes(cast: Cast) -> None:
    cast.book("2026-11-30 14:00")
    steer(cast, "booked", steering.hold, Hold.UNSAFE)
    steer(cast, "booked", steering.let_go)
    jobs.run_due()
    assert states()["booked"] == "kept"
    with pytest.raises(Refused, match="has gone"):
        steer(cast, "booked", steering.hold, Hold.UNSAFE)


def test_stopped_nothing_plans_it_again(cast: Cast) -> None:
    booking = cast.book("2026-11-30 14:00")
    steer(cast, "one_day", steering.stop, Stop.KNOWS)
    with transaction():
        choose_for_person(cast.jo, ["three_days", "one_day"], by=cast.worker, at=clock.now())
        services.contact_changed(cast.jo, at=clock.now())
    assert [text.state for text in texts(kind="one_day")] == ["cancelled"]
    assert texts(kind="one_day")[0].ended_why == "Stopped by us. They know already"
    details = [event.detail for event in db.session.scalars(select(Event)) if event.detail.get("did") == "stopped"]
    assert [(one["why"], one["kind"]) for one in details] == [("knows", "one_day")]
    assert booking.outcome is None


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("when", "why"),
    [
        pytest.param("2026-11-29 20:00", "may be texted", id="after her hours"),
        pytest.param("2026-11-29 08:59", "may be texted", id="before her hours"),
        pytest.param("2026-11-23 11:00", "still to come", id="in the past"),
        pytest.param("2026-11-30 10:00", "does not help", id="after it has stopped being useful"),
    ],
)
def test_a_new_time_must_be_inside_her_hours_ahead_and_useful(cast: Cast, when: str, why: str) -> None:
    cast.book("2026-11-30 14:00")
    moment = dt.datetime.fromisoformat(when)
    with pytest.raises(Refused, match=why):
        steer(cast, "one_day", steering.change, day=moment.date(), time=moment.time(), said_as="")


@pytest.mark.sqlite
def test_another_time_and_other_approved_words(cast: Cast, at: At) -> None:
    cast.book("2026-11-30 14:00")
    change = {"day": dt.date(2026, 11, 29), "time": dt.time(17), "said_as": "seven_days"}
    steer(cast, "one_day", steering.change, **change)
    at("2026-11-29 16:59")
    jobs.run_due()
    assert states()["one_day"] == "planned"
    at("2026-11-29 17:00")
    jobs.run_due()
    assert "Sam is keeping Mon 30 Nov, 2:00pm for you" in (texts(kind="one_day")[0].body or "")


@pytest.mark.sqlite
def test_no_other_words_than_approved_ones_that_say_the_same(cast: Cast) -> None:
    cast.book("2026-11-30 14:00")
    planned = texts(kind="one_day")[0].not_before
    for wrong in ("done_released", "missed", "hello"):
        with pytest.raises(Refused, match="approved"):
            steer(cast, "one_day", steering.change, day=dt.date(2026, 11, 29), time=dt.time(10), said_as=wrong)
    assert texts(kind="one_day")[0].not_before == planned


def test_no_text_can_be_turned_into_you_do_not_need_to_go() -> None:
    for kind in TextKind:
        values = {value for value, _ in saying.choices(kind)}
        assert values <= MAY_BE_PLANNED | {TextKind.STILL_GO}
        assert saying.said(kind, "done_released") is kind
        assert kind is not TextKind.DONE_RELEASED or not values


@pytest.mark.sqlite
def test_the_pages_hold_change_and_stop_by_pressing_buttons(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    worker, person = sign_in("worker"), f"/people/{cast.jo.reference}/messages"
    shown = worker.get("/messages/ahead").text
    assert "Hi Jo, see you Mon 30 Nov, 2:00pm, the blue door" in shown
    [link] = re.findall(rf'{person}/(\d+)/hold"', shown)[1:2]
    worker.form(f"{person}/{link}/hold", data={"why": "unsure"})
    assert "The booking may change" in worker.get(person).text
    on = f"{person}/{link}/letting-go"
    assert worker.post(on, data=hidden_fields(worker.get(person).text, on)).status_code == 303
    worker.form(f"{person}/{link}/change", data={"day": "29/11/2026", "time": "5pm", "said_as": "two_hours"})
    worker.form(f"{person}/{link}/stop", data={"why": "wrong"})
    worker.get(f"{person}/{link}/stop")
    assert "Stopped by us" in texts(kind="one_day")[0].ended_why


NONSENSE = ("", "<script>alert(1)</script>", "9" * 39, "\x00", "tomorrow", "1/1/1", "😀" * 2000, "٣/١٢/٢٠٢٦")


@pytest.mark.sqlite
@pytest.mark.parametrize("page", ["hold", "change", "stop"])
def test_whatever_is_typed_the_form_comes_back_with_what_is_wrong(cast: Cast, sign_in: SignIn, page: str) -> None:
    cast.book("2026-11-30 14:00")
    worker, one = sign_in("worker"), texts(kind="one_day")[0]
    for typed in NONSENSE:
        answer = worker.form(
            f"/people/{cast.jo.reference}/messages/{one.id}/{page}",
            data={"why": typed, "day": typed, "time": typed, "said_as": typed},
        )
        assert answer.status_code == 200
        assert "Error:" in answer.text
    assert states()["one_day"] == "planned"


@pytest.mark.sqlite
def test_a_text_of_somebody_else_is_not_there_and_one_that_has_gone_says_so(cast: Cast, sign_in: SignIn) -> None:
    cast.book("2026-11-30 14:00")
    mia, worker = cast.person("+447700900321"), sign_in("worker")
    one = texts(kind="booked")[0].id
    assert worker.get(f"/people/{mia.reference}/messages/{one}/hold").status_code == 404
    assert worker.get(f"/people/{cast.jo.reference}/messages/999999/stop").status_code == 404
    jobs.run_due()
    assert "has gone, or is on its way" in worker.get(f"/people/{cast.jo.reference}/messages/{one}/stop").text
    administrator = sign_in("administrator")
    assert administrator.get("/messages/ahead").status_code in (403, 404)
