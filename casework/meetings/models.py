"""What is kept of cases meetings: the meetings, who is asked to them, who is put forward, what was agreed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Agency, Staff
from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base
from casework.people.models import Agreement, Person, PersonShare


class CasesSeries(Referenced, Base):
    """Meetings that follow one another: what was agreed at one is looked at in the next."""

    __tablename__ = "cases_series"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CasesMeeting(Referenced, Versioned, Base):
    """One meeting, held by `agency_id`: when (UTC), where, who leads it."""

    __tablename__ = "cases_meeting"
    __table_args__ = (Index("ix_cases_meeting_series", "series_id", "starts_at"),)

    series_id: Mapped[int] = mapped_column(ForeignKey("cases_series.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    starts_at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(Encrypted("cases_meeting.place"))
    chair: Mapped[str] = mapped_column(Encrypted("cases_meeting.chair"))
    present: Mapped[str] = mapped_column(Encrypted("cases_meeting.present"), default="")
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    cancelled_at: Mapped[dt.datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    series: Mapped[CasesSeries] = relationship()
    bodies: Mapped[list[CasesBody]] = relationship(cascade="all, delete-orphan", order_by="CasesBody.id")


class CasesBody(Referenced, Base):
    """A body asked to a meeting: an agency that uses this Waymark, or another by name and kind; and who came."""

    __tablename__ = "cases_body"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("cases_meeting.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Encrypted("cases_body.name"), default="")
    came: Mapped[bool | None]
    came_at: Mapped[dt.datetime | None]
    came_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[dt.datetime | None]
    agency: Mapped[Agency | None] = relationship()

    @property
    def called(self) -> str:
        """As the meeting calls it."""
        return self.agency.name if self.agency else self.name


class CasesItem(Referenced, Versioned, Base):
    """Somebody put forward to a meeting by their own agency: why, on what basis, and the words the others may read."""

    __tablename__ = "cases_item"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("cases_meeting.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(String(15))
    basis: Mapped[str] = mapped_column(String(15))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    why: Mapped[str] = mapped_column(Encrypted("cases_item.why"), default="")
    brief: Mapped[str] = mapped_column(Encrypted("cases_item.brief"), default="")
    support: Mapped[str] = mapped_column(Encrypted("cases_item.support"), default="")
    put_at: Mapped[dt.datetime]
    put_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    off_at: Mapped[dt.datetime | None]
    off_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    off_why: Mapped[str] = mapped_column(String(10), default="")
    meeting: Mapped[CasesMeeting] = relationship()
    person: Mapped[Person] = relationship()
    agency: Mapped[Agency] = relationship()
    agreement: Mapped[Agreement | None] = relationship()
    told: Mapped[list[CasesTold]] = relationship(cascade="all, delete-orphan", order_by="CasesTold.id")
    noted: Mapped[list[CasesNote]] = relationship(cascade="all, delete-orphan", order_by="CasesNote.id")
    actions: Mapped[list[CasesAction]] = relationship(cascade="all, delete-orphan", order_by="CasesAction.id")


class CasesTold(Base):
    """A body that may read of somebody put forward; where it uses this Waymark, by a share of that part alone."""

    __tablename__ = "cases_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("cases_item.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("cases_body.id"), index=True)
    share_id: Mapped[int | None] = mapped_column(ForeignKey("person_share.id"))
    until: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    body: Mapped[CasesBody] = relationship()
    share: Mapped[PersonShare | None] = relationship()


class CasesNote(Base):
    """What the meeting said and decided about somebody; put right by a later row, never overwritten."""

    __tablename__ = "cases_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("cases_item.id"), index=True)
    came_of: Mapped[str] = mapped_column(String(15))
    words: Mapped[str] = mapped_column(Encrypted("cases_note.words"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CasesAction(Referenced, Versioned, Base):
    """What was agreed for somebody: what, which body owes it and who there, by which London day; as it stands now."""

    __tablename__ = "cases_action"
    __table_args__ = (Index("ix_cases_action_due", "agency_id", "state", "by_when"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("cases_item.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("cases_body.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    what: Mapped[str] = mapped_column(Encrypted("cases_action.what"))
    by_when: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    item: Mapped[CasesItem] = relationship(overlaps="actions")
    body: Mapped[CasesBody] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    steps: Mapped[list[CasesStep]] = relationship(cascade="all, delete-orphan", order_by="CasesStep.id")


class CasesStep(Base):
    """What became of an action, and when that was said; the latest stands."""

    __tablename__ = "cases_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("cases_action.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    by_when: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Encrypted("cases_step.note"), default="")
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
