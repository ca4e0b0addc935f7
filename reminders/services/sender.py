"""Practice mode: nothing leaves until a test text to a member of staff was answered YES (ux 6.1)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.clock import local_day, start_of_day
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people.services import number_index
from casework.people.services.phones import mobile_of
from reminders.gateway import Gateway, Message
from reminders.models import SenderCheck
from reminders.rules.answers import Answer, Heard, why
from reminders.services.wiring import pretending, wired

TEST_TEXT = "Waymark test. Reply YES to switch texts on."
TEST_VALID_SECONDS = 3600
MOST_TESTS = 10
"""Test texts of the whole site in a London day."""


def end_in_use() -> Gateway:
    """The provider, once it is configured and its number verified; in every other case the outbox."""
    wiring = wired()
    return wiring.live if wiring.live is not None and is_live() else wiring.outbox


def is_live() -> bool:
    """True when texts really leave. Never among pretend people, and never before a number is verified."""
    wiring = wired()
    if pretending() or wiring.live is None:
        return False
    checked = select(SenderCheck.id).where(SenderCheck.sender == wiring.sender, SenderCheck.verified_at.is_not(None))
    return db.session.scalar(checked.limit(1)) is not None


def can_be_checked() -> bool:
    """True when a provider is configured, so that a test text can be sent."""
    return wired().live is not None and not pretending()


def start_check(number: str, *, by: Actor, at: dt.datetime) -> SenderCheck:
    """Note that a test text is about to go to a member of staff's own phone. Raises Refused on the number's field."""
    if not can_be_checked():
        raise Refused("No text provider is set up yet. See the settings page of the handbook")
    try:
        mobile = mobile_of(number)
    except ValueError as wrong:
        raise Refused(str(wrong), "number") from wrong
    _refuse_many(number_index(mobile), at)
    check = SenderCheck(
        sender=wired().sender, number=mobile, number_index=number_index(mobile), sent_at=at, sent_by_id=by.staff_id
    )
    db.session.add(check)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"sender check:{check.id}", by=by, at=at, compartment="settings")
    return check


def _refuse_many(index: bytes, at: dt.datetime) -> None:
    """A test text costs what any text costs: so many a day to one number, and so many in all (promises P7)."""
    today = SenderCheck.sent_at >= start_of_day(local_day(at))
    numbers = list(db.session.scalars(select(SenderCheck.number_index).where(today)))
    if numbers.count(index) >= wired().caps.number or len(numbers) >= MOST_TESTS:
        raise Refused("Enough test texts have been sent today. Try again tomorrow", "number")


def send_check(number: str) -> str:
    """Send the test text, after `start_check` is committed. Returns what went wrong, for staff; "" when accepted."""
    live = wired().live
    answer = live.hand_over(Message("test", number, TEST_TEXT, TEST_VALID_SECONDS)) if live else Answer(Heard.KEPT)
    if answer.heard is Heard.ACCEPTED:
        return ""
    return why(answer) or "Nothing proves that the test text was accepted. Wait a minute, then try again"


def waiting_for_answer(now: dt.datetime) -> bool:
    """True while a test text of the last day has not been answered."""
    asked = select(SenderCheck.id).where(
        SenderCheck.sender == wired().sender,
        SenderCheck.verified_at.is_(None),
        SenderCheck.sent_at > now - dt.timedelta(days=1),
    )
    return db.session.scalar(asked.limit(1)) is not None


def verified_by_reply(index: bytes, at: dt.datetime) -> bool:
    """A YES from a number that was sent a test text in the last day verifies the sender. True when it did."""
    waiting = select(SenderCheck).where(
        SenderCheck.number_index == index,
        SenderCheck.sender == wired().sender,
        SenderCheck.verified_at.is_(None),
        SenderCheck.sent_at > at - dt.timedelta(days=1),
    )
    found = list(db.session.scalars(waiting))
    for check in found:
        check.verified_at = at
    return bool(found)
