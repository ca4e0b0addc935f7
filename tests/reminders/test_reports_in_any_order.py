"""P16 at its full figures: every ordering of five reports, and a thousand replays, end in the same state (case W5)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import pytest

from casework.kernel import clock
from casework.kernel.database import db, transaction
from reminders import jobs
from reminders.models import ProviderEvent, Text, TextsOff, TextTask
from reminders.services import delivery
from tests.reminders.cast import Cast, texts

pytestmark = pytest.mark.sqlite
WORDS = ("queued", "sending", "sent", "undelivered", "delivered")
SID = "SM" + "a" * 32


@pytest.fixture
def sent(cast: Cast) -> Text:
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    return texts(kind="booked")[0]


def tell(token: str, words: Sequence[str]) -> None:
    for word in words:
        code = "30003" if word == "undelivered" else ""
        delivery.record_report(token, sid=SID, status=word, code=code, raw_hash=b"x" * 32, at=clock.now())


def ends_as(text: Text, words: Sequence[str]) -> tuple[str, int]:
    """The state that these reports lead to, taken back afterwards."""
    with transaction():
        row = db.session.get_one(Text, text.id)
        row.state, row.provider_sid, row.provider_code = "handed", None, ""
        db.session.flush()
        tell(row.token, words)
        db.session.flush()
        found = row.state, db.session.query(ProviderEvent).count()
        db.session.query(ProviderEvent).delete()
    return found


def test_all_120_orderings_of_five_reports_end_in_delivered(sent: Text) -> None:
    orders = list(itertools.permutations(WORDS))
    assert len(orders) == 120
    assert {ends_as(sent, order) for order in orders} == {("delivered", 5)}


def test_a_thousand_replays_change_nothing_more(sent: Text) -> None:
    played = [*WORDS, *(random.choice(WORDS) for _ in range(1000))]
    assert ends_as(sent, played) == ("delivered", 5)
    assert db.session.scalars(db.select(TextsOff)).all() == []
    assert db.session.scalars(db.select(TextTask)).all() == []
