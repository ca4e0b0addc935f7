"""The second witness: what the provider's own list says of texts that nothing has proved (promises C.5).

Evidence only ever settles a text; finding none proves nothing, and never sends it again. A text that a person was
asked about goes on being looked for, so that late evidence takes the question off the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from casework.kernel.database import db
from reminders.models import ProviderEvent, Text
from reminders.rules.evidence import POLLS, Listed, ours, polls_done, since
from reminders.rules.life import PROVIDER_ORDER, TextState
from reminders.services.delivery import apply

_OPEN_QUESTIONS = (TextState.UNKNOWN.value, TextState.PERSON.value)
_UNSETTLED = (TextState.HANDED.value, *_OPEN_QUESTIONS)
MOST = 50
"""Texts looked for in one waking: each is one question to the provider."""


@dataclass(frozen=True)
class Wanted:
    """A text to look for: entries of the list for `number` (E.164) from `since` (UTC) on can be its own."""

    id: int
    number: str
    since: dt.datetime


def due(now: dt.datetime) -> list[Wanted]:
    """The texts whose next look at the provider's list is due, the longest unproved first. `now` is UTC."""
    moments = (and_(Text.polls == done, Text.handed_at <= now - after) for done, after in enumerate(POLLS))
    rows = select(Text).where(Text.state.in_(_OPEN_QUESTIONS), Text.gateway == "twilio", or_(*moments))
    found = db.session.scalars(rows.order_by(Text.handed_at, Text.id).limit(MOST))
    return [Wanted(text.id, text.number, since(text.handed_at)) for text in found if text.number and text.handed_at]


def look_for(text_id: int, listed: Sequence[Listed], now: dt.datetime) -> bool:
    """Settle one text by what the list said, and count the look. True when the list proved it.

    Everything is read again under the lock: a callback may have come first, and while another text to the same number
    is unsettled no entry can be told apart (rule 5), so none counts. `now` is UTC. Raises nothing.
    """
    text = db.session.get(Text, text_id, with_for_update=True, populate_existing=True)
    if text is None or text.state not in _OPEN_QUESTIONS or text.handed_at is None:
        return False
    found = None if _another_unsettled(text) else ours(text.handed_at, listed, _owned(text, listed))
    text.polls = polls_done(text.handed_at, text.polls, now)
    if found is None or text.provider_sid not in (None, found.sid):
        return False
    word = found.status if found.status in PROVIDER_ORDER else "accepted"  # that it is listed proves that it was taken
    apply(text, found.sid, word, found.code, now)
    return True


def _another_unsettled(text: Text) -> bool:
    others = select(Text.id).where(
        Text.number_index == text.number_index, Text.id != text.id, Text.state.in_(_UNSETTLED)
    )
    return db.session.scalar(others.limit(1)) is not None


def _owned(text: Text, listed: Sequence[Listed]) -> Collection[str]:
    """Which names on the list belong to another row, or came in a callback for another text."""
    sids = [one.sid for one in listed]
    rows = select(Text.provider_sid).where(Text.provider_sid.in_(sids), Text.id != text.id)
    events = select(ProviderEvent.sid).where(ProviderEvent.sid.in_(sids), ProviderEvent.token != text.token)
    return {sid for sid in [*db.session.scalars(rows), *db.session.scalars(events)] if sid}
