"""What texts hold of a person. A number that asked for no more stays off: its fingerprint says nothing of anybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import delete, func, select, update

from casework.kernel import clock
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Figure, Lasts, RoomRecords, one_stands, stands_again, table_of
from reminders.models import (
    Offer,
    ProviderEvent,
    Reply,
    ReplyCandidate,
    Text,
    TextChoice,
    TextsBackOn,
    TextTask,
)
from reminders.rules.life import OPEN
from reminders.services import removing

ON_ITS_WAY = "A text is on its way, or it is not known whether it went. Look again when that is settled"


class TextRecords(RoomRecords):
    """Texts to somebody and from them."""

    room = "reminders"
    tables: ClassVar[Mapping[Any, str]] = {
        Text: "Texts to you",
        Reply: "Texts from you",
        TextChoice: "Which texts you wanted",
        Offer: "Times offered to you by text",
        TextTask: "What staff were asked to look at about texts",
        TextsBackOn: "When texts to your number were switched on again",
        ReplyCandidate: "Texts from a number that more than one person has",
    }
    lasts = (Lasts(Kind.CONTACT, Text.planned_at), Lasts(Kind.CONTACT, Reply.received_at))
    aside = frozenset(
        {
            *(f"text.{one}" for one in ("plan_key", "provider_sid", "provider_code", "template_version", "polls")),
            *(f"text.{one}" for one in ("appointment_version", "attempts", "gateway", "quarantine_reason", "said_as")),
            *(f"text.{one}" for one in ("on_hold_why", "held_why", "cancel_late", "language_wanted", "level")),
            *(f"reply.{one}" for one in ("sid", "did", "meaning", "claim_reason", "shared")),
            *(f"text_offer.{one}" for one in ("subject", "slots", "minutes")),
        }
    )

    def standing(self, person: Person, today: dt.date) -> list[str]:
        """A text that has been handed over and whose end is not known."""
        rows = select(func.count()).select_from(Text)
        states = [state.value for state in OPEN]
        count = db.session.scalar(rows.where(Text.person_id == person.id, Text.state.in_(states))) or 0
        return [ON_ITS_WAY] if count else []

    def figures(self, person: Person) -> list[Figure]:
        """How many texts of each kind ended how, by month."""
        rows = db.session.execute(select(Text.kind, Text.state, Text.planned_at).where(Text.person_id == person.id))
        months = Counter((clock.local_day(at).replace(day=1), kind, state) for kind, state, at in rows)
        return [
            Figure("texts", month, {"kind": kind, "state": state, "count": count})
            for (month, kind, state), count in months.items()
        ]

    def cut(self, person: Person, at: dt.datetime) -> None:
        """What the provider said of their texts goes, and a reply that could only have been theirs; the provider is to
        forget them too."""
        removing.forget_all_of(person.id, at)
        tokens = select(Text.token).where(Text.person_id == person.id)
        db.session.execute(delete(ProviderEvent).where(ProviderEvent.token.in_(tokens)))
        db.session.execute(delete(Offer).where(Offer.text_id.in_(select(Text.id).where(Text.person_id == person.id))))
        asked = select(ReplyCandidate.reply_id).where(ReplyCandidate.person_id == person.id)
        others = select(ReplyCandidate.reply_id).where(ReplyCandidate.person_id != person.id)
        alone = [
            *db.session.scalars(
                select(Reply.id).where(Reply.id.in_(asked), Reply.id.not_in(others), Reply.person_id.is_(None))
            )
        ]
        db.session.execute(update(table_of(Reply)).where(Reply.id.in_(alone)).values(person_id=person.id))
        theirs = select(Reply.id).where(Reply.person_id == person.id)
        db.session.execute(delete(ReplyCandidate).where(ReplyCandidate.reply_id.in_(theirs)))

    def joining(self, kept: Person, other: Person, at: dt.datetime) -> dict[str, list[int]]:
        """One choice of texts stands: the kept record's, where it has one."""
        return {"choice": one_stands(TextChoice, kept, other, at)}

    def parting(self, kept: Person, other: Person, changed: Mapping[str, list[int]]) -> None:
        """Their own choice stands again."""
        stands_again(TextChoice, changed.get("choice", []))
