"""A text, everything the provider said of it, replies, and numbers that asked for no more."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced
from casework.kernel.database import Base
from casework.kernel.handover import Leaving
from casework.people.models import Person

CANNOT_OPEN = "This text cannot be opened"

_OPEN = text("state IN ('claimed', 'handed', 'unknown')")

_CURRENT = text("superseded_at IS NULL")

_WAITS = text("state = 'planned'")

_STANDS = text("over_at IS NULL")


def _token() -> str:
    return secrets.token_urlsafe(18)


class Text(Leaving, Base):
    """A text planned, sent or stopped (promises C.1). `token` is in the callback's path, so a callback proves itself.

    `plan_key` is unique: planning again plans nothing new. Number, words and window are frozen when it is handed over.
    """

    __tablename__ = "text"
    state: Mapped[str] = mapped_column(String(12))
    next_try_at: Mapped[dt.datetime | None] = mapped_column()
    __table_args__ = (
        Index("one_open_text_per_number", "number_index", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_text_due", "state", "not_before"),
        Index("ix_text_waiting", "next_try_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_text_handed", "handed_at", "agency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True, default=_token)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    appointment_version: Mapped[int | None]
    hearing_id: Mapped[int | None] = mapped_column(ForeignKey("hearing.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    plan_key: Mapped[str] = mapped_column(String(80), unique=True)
    not_before: Mapped[dt.datetime]
    not_after: Mapped[dt.datetime]
    number: Mapped[str | None] = mapped_column(Encrypted("text.number", instead=CANNOT_OPEN))
    number_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    body: Mapped[str | None] = mapped_column(Encrypted("text.body", instead=CANNOT_OPEN))
    template_version: Mapped[int] = mapped_column(default=1)
    level: Mapped[int] = mapped_column(default=1)
    gateway: Mapped[str] = mapped_column(String(10), default="")
    provider_sid: Mapped[str | None] = mapped_column(String(40), unique=True)
    provider_code: Mapped[str] = mapped_column(String(10), default="")
    held_why: Mapped[str] = mapped_column(String(120), default="")
    ended_why: Mapped[str] = mapped_column(String(120), default="")
    cancel_late: Mapped[bool] = mapped_column(default=False)
    polls: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[dt.datetime]
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    accepted_at: Mapped[dt.datetime | None]
    settled_at: Mapped[dt.datetime | None]
    dealt_with_at: Mapped[dt.datetime | None]
    dealt_with_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("text_wording.id"))
    language: Mapped[str] = mapped_column(String(10), default="en")
    language_wanted: Mapped[str] = mapped_column(String(10), default="en")
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"))
    on_hold_at: Mapped[dt.datetime | None]
    on_hold_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    on_hold_why: Mapped[str] = mapped_column(String(20), default="")
    said_as: Mapped[str] = mapped_column(String(20), default="")
    asked_now_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[Person] = relationship()


class TextChoice(Base):
    """Which reminders one person wants or, without a person, an agency sends where no scheme says. Each is a row of
    its own (house habit 3); `kinds` are values of TextKind."""

    __tablename__ = "text_choice"
    __table_args__ = (
        Index("one_current_text_choice", "person_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    superseded_at: Mapped[dt.datetime | None]


class ProviderEvent(Base):
    """Every callback as it came, whether or not anything was found for it (promises C.1)."""

    __tablename__ = "provider_event"
    __table_args__ = (UniqueConstraint("sid", "status", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(40), index=True)
    status: Mapped[str] = mapped_column(String(30))
    token: Mapped[str] = mapped_column(String(32), index=True)
    code: Mapped[str] = mapped_column(String(10), default="")
    received_at: Mapped[dt.datetime]
    raw_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Reply(Referenced, Base):
    """A text that came in. It never changes a booking, a number, an agreement or an attendance (promises T2)."""

    __tablename__ = "reply"

    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    sid: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[str] = mapped_column(Encrypted("reply.number", instead=CANNOT_OPEN))
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    body: Mapped[str] = mapped_column(Encrypted("reply.body", instead=CANNOT_OPEN))
    meaning: Mapped[str] = mapped_column(String(20))
    shared: Mapped[bool] = mapped_column(default=False)
    did: Mapped[str] = mapped_column(String(120), default="")
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    read_at: Mapped[dt.datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[dt.datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    claim_reason: Mapped[str | None] = mapped_column(Encrypted("reply.claim_reason", instead=CANNOT_OPEN))


class ReplyCandidate(Base):
    """Somebody whose number a shared reply came from: told that it came, shown nothing of it (case W13)."""

    __tablename__ = "reply_candidate"
    __table_args__ = (UniqueConstraint("reply_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)


class TextsOff(Base):
    """A number that is not texted: it asked to stop, is wrong, or is paused. Only a person lifts it (promises P17)."""

    __tablename__ = "texts_off"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    why: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime]
    lifted_at: Mapped[dt.datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class TextsBackOn(Base):
    """One person of a shared number for whom texts were switched on again; the others stay as they were."""

    __tablename__ = "texts_back_on"
    __table_args__ = (UniqueConstraint("texts_off_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    texts_off_id: Mapped[int] = mapped_column(ForeignKey("texts_off.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class TextTask(Base):
    """Something about texts that a person is asked to look at; `kind` says what (reminders.rules.asking)."""

    __tablename__ = "text_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class OwnWording(Base):
    """Words an agency wrote for one kind of text, in one language and level. A change is a new row (house habit 3).

    Both forms empty means "the words Waymark ships". A translation is used only once another named person approved it.
    """

    __tablename__ = "text_wording"
    __table_args__ = (UniqueConstraint("agency_id", "language", "template", "level", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    language: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(20))
    level: Mapped[int] = mapped_column(default=1)
    version: Mapped[int]
    named: Mapped[str] = mapped_column(String(500), default="")
    unnamed: Mapped[str] = mapped_column(String(500), default="")
    entered_at: Mapped[dt.datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_at: Mapped[dt.datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Offer(Base):
    """Times offered in one text, and which of them she took. `subject` is what a booking would be for."""

    __tablename__ = "text_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    subject: Mapped[str] = mapped_column(String(60))
    with_staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    minutes: Mapped[int]
    slots: Mapped[str] = mapped_column(String(80))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken: Mapped[int | None]
    taken_at: Mapped[dt.datetime | None]


class SenderCheck(Base):
    """The test text that must be answered YES before any real one leaves: practice mode until then (ux 6.1)."""

    __tablename__ = "sender_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(Encrypted("sender_check.number"))
    number_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    sent_at: Mapped[dt.datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    verified_at: Mapped[dt.datetime | None]


class SenderAlarm(Base):
    """Something that keeps texts from going out, while it lasts: an alarm that is over stays as a record.

    `key` is its kind and, where it concerns one agency only, that agency; only one of a key stands at a time. `times`
    counts how often in a row, and until `wait_until` nothing is tried; then one text goes alone and shows.
    """

    __tablename__ = "sender_alarm"
    __table_args__ = (Index("one_standing_alarm", "key", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    times: Mapped[int] = mapped_column(default=1)
    since: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    wait_until: Mapped[dt.datetime | None]
    over_at: Mapped[dt.datetime | None]


class WorkerSeen(Base):
    """When a worker process last woke, noted at most once a minute, and how many texts it has handed over."""

    __tablename__ = "worker_seen"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), unique=True)
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime] = mapped_column(index=True)
    sent: Mapped[int] = mapped_column(default=0)


class ProviderRemoval(Base):
    """A text that the provider is to forget, by its number there: nothing here says any more whose it was.

    `next_try_at` (UTC) is empty once it is gone there; `failed` is what the last try came to, "" before the first.
    """

    __tablename__ = "provider_removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(40), unique=True)
    asked_at: Mapped[dt.datetime]
    next_try_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    failed: Mapped[str] = mapped_column(String(12), default="")
