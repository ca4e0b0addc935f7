"""What a programme says of its texts counts until the last look: an absence, a release, whether it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import Flask
from sqlalchemy import select

from casework.appointments.rules import Outcome
from casework.kernel import clock
from casework.kernel.database import db, transaction
from reminders import jobs, services
from reminders.gateway import TwilioGateway
from reminders.models import Text
from reminders.rules.kinds import TextKind
from reminders.rules.progress import Progress
from tests.reminders.cast import JO, Cast, london, states, texts
from tests.support.twilio_stand_in import StandIn

At = Callable[[str], None]


def test_a_missed_text_says_by_when_and_goes_only_while_the_absence_stands(
    cast: Cast, at: At, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    services.wire(within, programmes=[Counting()])
    booking = cast.book("2026-11-25 10:00")
    at("2026-11-25 10:20")
    cast.record(booking, Outcome.REASON_NOT_KNOWN)
    with transaction():
        services.absence_recorded(booking, by=cast.worker, at=clock.now())
    jobs.run_due(twilio)
    assert provider.requests == []
    at("2026-11-25 11:00")
    jobs.run_due(twilio)
    assert provider.sent_to(JO) == [
        "Hi Jo, we missed you on Wed 25 Nov. It's not too late if it's done by Mon 14 Dec. "
        "Reply CHANGE for a new time or call Sam on 020 7946 0123."
    ]


def test_a_release_goes_in_its_own_words(cast: Cast, within: Flask, twilio: TwilioGateway, provider: StandIn) -> None:
    services.wire(within)
    told(cast, TextKind.DONE_RELEASED)
    jobs.run_due(twilio)
    assert provider.sent_to(JO) == [
        "Hi Jo, good news. It's all finished and you do not need to go on Mon 28 Dec. Keep this text. "
        "Questions? Call Sam on 020 7946 0123."
    ]


def test_still_go_is_not_said_of_a_date_that_was_settled(cast: Cast, twilio: TwilioGateway, provider: StandIn) -> None:
    from casework.courts.models import HearingOutcome

    told(cast, TextKind.STILL_GO)
    with transaction():
        text = db.session.scalars(select(Text).where(Text.kind == "still_go")).one()
        settled = HearingOutcome(
            hearing_id=text.hearing_id,
            kind="ended",
            decided_by="A. Clerk",
            decided_on=clock.today(),
            recorded_at=clock.now(),
        )
        db.session.add(settled)
    jobs.run_due(twilio)
    assert (states()["still_go"], provider.requests) == ("dropped", [])


def test_a_release_that_no_programme_stands_behind_does_not_go(
    cast: Cast, twilio: TwilioGateway, provider: StandIn
) -> None:
    told(cast, TextKind.DONE_RELEASED)
    jobs.run_due(twilio)
    assert (states()["done_released"], provider.requests) == ("dropped", [])


def told(cast: Cast, kind: TextKind) -> None:
    hearing = cast.hearing("2026-12-28 10:00")
    if kind is TextKind.DONE_RELEASED:
        ends, now = hearing.starts_at, clock.now()
        with transaction():
            services.queue_release(cast.jo, key="R", not_after=ends, hearing=hearing, by=cast.worker, at=now)
        return
    with transaction():
        services.queue(
            cast.jo,
            kind,
            key=f"{kind}:R",
            not_before=clock.now(),
            not_after=hearing.starts_at,
            hearing=hearing,
            by=cast.worker,
            at=clock.now(),
        )


class Counting:
    def progress(self, appointment_id: int) -> Progress:
        return Progress(1, 2, london("2026-12-14 10:00").date())

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> None:
        return None

    def wanted(self, text: Text) -> str | None:
        return "The case is closed" if text.kind == TextKind.SEVEN_DAYS else None

    def names(self, agency_ids: Collection[int]) -> list[tuple[int, str]]:
        return []


def test_the_programme_is_asked_whether_a_text_is_still_wanted(
    cast: Cast, at: At, within: Flask, twilio: TwilioGateway, provider: StandIn
) -> None:
    services.wire(within, programmes=[Counting()])
    cast.book("2026-12-08 14:00")
    at("2026-12-01 10:00")
    jobs.run_due(twilio)
    [text] = texts(kind="seven_days")
    assert (text.state, text.ended_why) == ("dropped", "The case is closed")
