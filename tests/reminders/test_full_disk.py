"""A disk that takes no more: what is said is what is so, and nothing goes twice (promises P22, case S14)."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from casework.kernel import handing
from casework.kernel.database import db, reading
from casework.kernel.handover import claim
from reminders import jobs
from reminders.gateway import Message, TwilioGateway
from reminders.models import TextChoice
from reminders.rules.answers import Answer
from tests.reminders.cast import Cast, states
from tests.support import reading as read
from tests.support.application import Reader
from tests.support.twilio_stand_in import StandIn

At = Callable[[str], None]
CYCLES = 50
PAGE = "/admin/texts/reminders"
pytestmark = pytest.mark.sqlite


@contextmanager
def full() -> Iterator[None]:
    """No file can be written, neither a new place in it nor an old one: the kernel refuses every write of this
    process, and the database is told so in the middle of what it writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def whole() -> bool:
    with reading():
        return str(db.session.scalar(text("PRAGMA integrity_check"))) == "ok"


def test_full_at_the_commit_after_a_send_is_not_known_and_then_settled(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S14."""
    cast.book("2026-12-08 14:00")
    post = twilio.post
    with ExitStack() as disk:

        async def fills_up(message: Message) -> Answer:
            answer = await post(message)
            disk.enter_context(full())
            return answer

        monkeypatch.setattr(twilio, "post", fills_up)
        assert jobs.run_due(twilio) == 1
    assert states()["booked"] == "handed", "it went, and the record of that could not be kept"
    at("2026-11-23 11:24")
    jobs.run_due(twilio)
    assert states()["booked"] == "unknown"
    assert jobs.witness_due(twilio) == 1
    assert states()["booked"] == "accepted"
    assert (len(provider.ledger), provider.doubled(), whole()) == (1, {}, True)


def test_full_at_the_claim_or_at_the_hand_over_nothing_goes_until_there_is_room(
    cast: Cast, at: At, twilio: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.book("2026-12-08 14:00")
    with full(), pytest.raises(OperationalError, match="disk"):
        jobs.run_due(twilio)
    assert (provider.requests, states()["booked"]) == ([], "planned")
    with ExitStack() as disk, monkeypatch.context() as patch:

        def claimed(*asked: Any) -> list[int]:
            keys = claim(*asked)
            disk.enter_context(full())
            return keys

        patch.setattr(handing, "claim", claimed)
        with pytest.raises(OperationalError, match="disk"):
            jobs.run_due(twilio)
    assert (provider.requests, states()["booked"]) == ([], "claimed"), "not a byte went: it comes back by itself"
    at("2026-11-23 11:23")
    assert jobs.run_due(twilio) == 1
    assert (states()["booked"], len(provider.ledger), provider.doubled(), whole()) == ("accepted", 1, {}, True)


def kept() -> int:
    with reading():
        return len(db.session.scalars(select(TextChoice.id)).all())


def test_fifty_times_full_and_free_again_no_answer_is_a_lie(cast: Cast, sign_in: Callable[..., Reader]) -> None:
    """P22: whatever is answered with success is there, whatever is not there is said, and it works at once after."""
    client = sign_in("administrator")
    client.application.jinja_env.bytecode_cache = None  # the tests keep compiled pages on the disk; Waymark does not
    chance = random.Random(22)
    for _ in range(CYCLES):
        page = read.Page(client.get(PAGE).text)
        hidden = next(form.hidden for form in page.forms if "kinds" in str(form.__dict__))
        before, wanted = (
            kept(),
            {**hidden, "kinds": ["one_day", "court_one_day", *chance.sample(["seven_days", "two_hours"], 1)]},
        )
        with full():
            refused = client.post(PAGE, data=wanted)
        assert (refused.status_code, "cannot save" in refused.text, kept()) == (503, True, before)
        assert (client.post(PAGE, data=wanted).status_code, kept()) == (303, before + 1)
    assert whole()
