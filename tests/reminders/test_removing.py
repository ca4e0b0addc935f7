"""The provider forgets the texts of whoever is erased, and all others after thirty days (promises C.5, C.13, P31)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from casework.kernel import clock, gate, ledger
from casework.kernel.database import db, transaction
from casework.people.services import erasing
from reminders import jobs
from reminders.gateway import TwilioGateway
from reminders.models import ProviderRemoval, Reply, Text
from reminders.rules.removing import Removal, next_try, said
from reminders.services import removing
from tests.reminders.cast import Cast
from tests.support.application import Reader
from tests.support.twilio_stand_in import Fault, StandIn

pytestmark = pytest.mark.sqlite
At = Callable[[str], None]


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        (None, Removal.GONE),
        (Fault.FAIL_500, Removal.NOT_YET),
        (Fault.TOO_MANY, Removal.NOT_YET),
        (Fault.BAD_KEY, Removal.REFUSED),
        (Fault.RESET_BEFORE, Removal.NO_LINE),
    ],
)
def test_the_provider_is_asked_by_the_number_of_the_text(
    twilio: TwilioGateway, provider: StandIn, fault: Fault | None, heard: Removal
) -> None:
    """What was forgotten before is gone as well: asking again does no harm."""
    sid = str(provider.accept({"To": "+447700900123", "From": "+447700900999", "Body": "Hi"})["sid"])
    provider.next_faults = [fault] if fault else []
    assert twilio.remove(sid) is heard
    assert (provider.ledger == []) == (heard is Removal.GONE)
    assert twilio.remove(sid) is Removal.GONE


def test_answers_and_waits() -> None:
    heard = [said(status) for status in (0, 204, 404, 401, 403, 409, 500)]
    late, gone, no = Removal.NOT_YET, Removal.GONE, Removal.REFUSED
    assert heard == [Removal.NO_LINE, gone, gone, no, no, late, late]
    waits = [next_try(tries) for tries in (1, 2, 5, 40)]
    assert waits == [dt.timedelta(minutes=1), dt.timedelta(minutes=2), dt.timedelta(minutes=16), dt.timedelta(hours=12)]


def texted(cast: Cast, gateway: TwilioGateway) -> None:
    """She was texted twice by the provider, and answered."""
    cast.book("2026-12-01 11:00")
    jobs.run_due(gateway)
    cast.book("2026-12-08 11:00")
    jobs.run_due(gateway)
    reply = Reply(sid="SMf00", person_id=cast.jo.id, agency_id=cast.jo.agency_id, body="OK", number="+447700900123")
    reply.number_index, reply.received_at, reply.meaning = b"n" * 32, clock.now(), "yes"
    with transaction():
        db.session.add(reply)


def remove(gateway: TwilioGateway, later: float = 0.0) -> int:
    return jobs.remove_due(gateway, monotonic=lambda: 1e9 + later)


def erase(cast: Cast) -> None:
    reference = cast.jo.reference
    with ledger.erasing([reference], at=clock.now()), transaction():
        assert erasing.erase_again([reference], at=clock.now()) == 1


def sids() -> dict[str, str]:
    db.session.rollback()
    return {row.sid: row.failed for row in db.session.scalars(select(ProviderRemoval)) if row.next_try_at}


def test_an_erasure_reaches_the_provider_and_what_it_keeps_is_somebodys_task(
    cast: Cast, connected: TwilioGateway, provider: StandIn, at: At, sign_in: Callable[[str], Reader]
) -> None:
    texted(cast, connected)
    sent = [one["sid"] for one in provider.ledger]
    assert len(sent) >= 1
    erase(cast)
    assert sids() == dict.fromkeys([*sent, "SMf00"], "")
    provider.next_faults = [Fault.BAD_KEY]
    assert remove(connected) == 0
    assert sorted(sids().values()) == sorted(["refused", *[""] * len(sent)]), "after the key failed the rest waits"
    assert removing.stuck(clock.now()) is None
    at("2026-11-24 12:00")
    morgan = sign_in("manager")
    assert "still at the text provider" in morgan.get("/today").text
    page = morgan.get("/messages/sender").text
    assert "SMf00" in page
    assert "Joanna" not in page
    db.session.rollback()
    assert remove(connected) == len(sent) + 1, "what it never had is gone as well"
    assert (sorted(provider.removed), sids()) == (sent, {})
    assert "Still at" not in morgan.get("/messages/sender").text
    assert "SMf00" not in str(db.session.scalars(select(Text.body)).all())


def test_after_thirty_days_the_provider_forgets_and_the_record_here_stays(
    cast: Cast, connected: TwilioGateway, provider: StandIn, at: At
) -> None:
    texted(cast, connected)
    at("2026-12-22 11:00")
    assert (remove(connected, later=4000), len(provider.removed)) == (0, 0)
    at("2026-12-24 11:20")
    gate.fix()
    count = db.session.scalar(select(func.count()).select_from(Text))
    sent = len(provider.ledger)
    assert remove(connected, later=8000) == sent + 1, "her answer too"
    assert (provider.ledger, sids()) == ([], {})
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Text)) == count
    assert remove(connected, later=12000) == 0, "each is asked for once"


def test_nothing_is_asked_while_the_gate_is_closed(
    cast: Cast, connected: TwilioGateway, provider: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    texted(cast, connected)
    erase(cast)
    monkeypatch.setattr(gate, "why_closed", lambda: gate.RESTORED)
    assert (remove(connected), provider.removed) == (0, [])
