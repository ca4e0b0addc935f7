"""A person, how they may safely be reached, and what they agreed to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Agency, Staff
from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class Person(Referenced, Versioned, Base):
    """Someone arrested on the street, or under an order. Names and pronouns are as they give them (domain rule 31).

    `joined_to_id` is the record that this one was joined to: everything of it stands there until they are parted.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_of_agency", "agency_id", "id", "version", "joined_to_id", "reference"),
        Index("ix_person_made", "agency_id", "created_at"),
    )

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    given_name: Mapped[str] = mapped_column(Encrypted("person.given_name"))
    family_name: Mapped[str] = mapped_column(Encrypted("person.family_name"))
    known_as: Mapped[str] = mapped_column(Encrypted("person.known_as"), default="")
    date_of_birth: Mapped[dt.date | None] = mapped_column(Encrypted("person.date_of_birth", kind=dt.date))
    pronouns: Mapped[str] = mapped_column(Encrypted("person.pronouns"), default="they")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    joined_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    aliases: Mapped[list[Alias]] = relationship(cascade="all, delete-orphan", order_by="Alias.id")


class Alias(Base):
    """Another name a person is or was known by; kept, never merged away (domain rule 31)."""

    __tablename__ = "alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted("alias.name"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class SafeContact(Base):
    """How a person may be reached without harm, as they last said. A change is a new row (house habit 3)."""

    __tablename__ = "safe_contact"
    __table_args__ = (
        Index(
            "one_current_safe_contact",
            "person_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    mobile: Mapped[str | None] = mapped_column(Encrypted("safe_contact.mobile"))
    mobile_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    number_confirmed_at: Mapped[dt.datetime | None]
    number_confirmed_how: Mapped[str] = mapped_column(String(20), default="")
    safe_to_text: Mapped[str] = mapped_column(String(10), default="not_asked")
    texts_from: Mapped[dt.time | None]
    texts_until: Mapped[dt.time | None]
    text_days: Mapped[str] = mapped_column(String(7), default="1234567")
    words_who: Mapped[str] = mapped_column(Encrypted("safe_contact.words_who"), default="")
    words_what: Mapped[str] = mapped_column(Encrypted("safe_contact.words_what"), default="")
    use_name: Mapped[bool] = mapped_column(default=True)
    level: Mapped[int] = mapped_column(default=1)
    replies: Mapped[str] = mapped_column(String(10), default="listen")
    replies_since: Mapped[dt.datetime | None]
    language: Mapped[str] = mapped_column(String(10), default="en")
    both_languages: Mapped[bool] = mapped_column(default=False)
    plain_letters: Mapped[bool] = mapped_column(default=False)
    shared_phone: Mapped[bool] = mapped_column(default=False)
    call: Mapped[str] = mapped_column(String(10), default="not_asked")
    voicemail: Mapped[str] = mapped_column(String(10), default="not_asked")
    letters: Mapped[str] = mapped_column(String(10), default="not_asked")
    email: Mapped[str] = mapped_column(String(10), default="not_asked")
    note: Mapped[str] = mapped_column(Encrypted("safe_contact.note"), default="")
    checked_at: Mapped[dt.datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[dt.datetime]
    superseded_at: Mapped[dt.datetime | None]
    person: Mapped[Person] = relationship()


class Agreement(Referenced, Base):
    """What a person agreed to, who took it, when and how; withdrawing it is recorded beside it (domain rule 3)."""

    __tablename__ = "agreement"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    how: Mapped[str] = mapped_column(String(12))
    recipients: Mapped[str] = mapped_column(String(60), default="")
    provisional: Mapped[bool] = mapped_column(default=False)
    given_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    @property
    def live(self) -> bool:
        """True until it is withdrawn."""
        return self.withdrawn_at is None


class Circumstance(Referenced, Base):
    """Life getting in the way: in custody, in hospital, a warrant, no fixed address, died (domain rule 30)."""

    __tablename__ = "circumstance"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    place: Mapped[str] = mapped_column(Encrypted("circumstance.place"), default="")
    note: Mapped[str] = mapped_column(Encrypted("circumstance.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class SeenInPerson(Base):
    """Somebody went to see them, because a text is never the only plan: seen where and when, or tried (rule 23)."""

    __tablename__ = "seen_in_person"
    __table_args__ = (Index("ix_seen_in_person", "person_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))
    on_day: Mapped[dt.date]
    place: Mapped[str] = mapped_column(Encrypted("seen_in_person.place"))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class PersonShare(Referenced, Base):
    """Parts of one record that another agency may look at for a time, why, and who let them (promises C.10)."""

    __tablename__ = "person_share"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    compartments: Mapped[str] = mapped_column(String(100))
    basis: Mapped[str] = mapped_column(String(15))
    why: Mapped[str] = mapped_column(Encrypted("person_share.why"))
    start: Mapped[dt.datetime]
    end: Mapped[dt.datetime]
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    to_agency: Mapped[Agency] = relationship(foreign_keys="PersonShare.to_agency_id")
    person: Mapped[Person] = relationship()


class RecordRestriction(Base):
    """This record is for named colleagues only, whatever their rank, since when and why (promises C.10)."""

    __tablename__ = "record_restriction"
    __table_args__ = (
        Index(
            "one_live_restriction",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    why: Mapped[str] = mapped_column(Encrypted("record_restriction.why"))
    since: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class NamedAccess(Base):
    """One colleague and one record: `listed` for a restricted one, or `excluded` from it whatever else holds."""

    __tablename__ = "named_access"
    __table_args__ = (Index("ix_named_access", "staff_id", "kind", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    since: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class BrokenGlass(Referenced, Base):
    """Somebody had to see a record that is not in their caseload, said why, and may until `end` (promises C.10)."""

    __tablename__ = "broken_glass"
    __table_args__ = (Index("ix_broken_glass_latest", "agency_id", "start"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    why: Mapped[str] = mapped_column(Encrypted("broken_glass.why"))
    start: Mapped[dt.datetime]
    end: Mapped[dt.datetime]
    person: Mapped[Person] = relationship()
    staff: Mapped[Staff] = relationship()


class SafeguardingRecord(Referenced, Base):
    """All that is kept of somebody under 18, or whose age is doubted: who, who was told, when (domain rule 1)."""

    __tablename__ = "safeguarding_record"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted("safeguarding_record.name"))
    date_of_birth: Mapped[dt.date | None] = mapped_column(Encrypted("safeguarding_record.date_of_birth", kind=dt.date))
    reason: Mapped[str] = mapped_column(String(20))
    offence_on: Mapped[dt.date | None]
    told_who: Mapped[str] = mapped_column(Encrypted("safeguarding_record.told_who"))
    told_how: Mapped[str] = mapped_column(Encrypted("safeguarding_record.told_how"), default="")
    told_at: Mapped[dt.datetime]
    note: Mapped[str] = mapped_column(Encrypted("safeguarding_record.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
