"""What is read together for a batch says the same as text by text, in a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event, select

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer
from reminders.models import Text, TextsOff
from reminders.rules.wording import CannotSay
from reminders.services import batch
from reminders.services.composing import compose
from reminders.services.judging import Go, judge
from reminders.services.known import using
from tests.reminders.cast import Cast

At = Callable[[str], None]


def crowd(cast: Cast) -> None:
    """Somebody for each way a text may go or not."""
    made = [cast.person(f"+4477009004{n:02}") for n in range(8)]
    bookings = [cast.book("2026-12-08 14:00", person) for person in made]
    cast.hearing("2026-12-14 10:00", made[0])
    cast.says(made[1], mobile="+447700900401", safe_to_text=Answer.NO)
    cast.says(made[2], mobile="+447700900402", words_who="PC Constable")
    cast.record(bookings[3], Outcome.CANCELLED_BY_US)
    cast.move(bookings[4], "2026-12-09 15:00")
    with transaction():
        today, now = clock.today(), clock.now()
        custody = CircumstanceKind.CUSTODY
        people.record_circumstance(made[5], custody, since=today, place="HMP Downview", by=cast.worker, at=now)
        for agreement in people.agreements(made[6]):
            people.withdraw(agreement, by=cast.worker, at=now)
        db.session.add(TextsOff(number_index=people.number_index("+447700900407"), why="stop", at=now))


def told(text: Text) -> object:
    """The whole decision about one text: where to, or why not, and in which words."""
    now = clock.now()
    verdict = judge(text, now)
    if not isinstance(verdict, Go):
        return verdict
    try:
        return verdict.reach.number, verdict.reach.window, compose(text, verdict.reach.contact)
    except CannotSay as no:
        return str(no)


def test_the_batch_decides_as_one_by_one(cast: Cast, at: At) -> None:
    crowd(cast)
    at("2026-12-07 10:00")
    with transaction():
        texts = list(db.session.scalars(select(Text).order_by(Text.id)))
        alone = [told(text) for text in texts]
        with using(batch.read(texts, clock.now())):
            together = [told(text) for text in texts]
    assert together == alone
    assert len({type(one) for one in alone}) >= 4, "some go, some wait, some never go, some cannot be said"


def test_more_texts_ask_no_more_queries(cast: Cast) -> None:
    for n in range(9):
        cast.book("2026-12-08 14:00", cast.person(f"+4477009005{n:02}"))
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for few in (2, 9):
        with transaction():
            texts = list(db.session.scalars(select(Text).where(Text.kind == "booked").order_by(Text.id).limit(few)))
            asked.clear()
            with using(batch.read(texts, clock.now())):
                assert all(isinstance(told(text), tuple) for text in texts)
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
