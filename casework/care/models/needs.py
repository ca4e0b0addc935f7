"""What a person needs, heading by heading, and what the service wrote for workers to do about the gravest answers."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class NeedsAssessment(Referenced, Versioned, Base):
    """One assessment under the ten headings (review 6.17), in pieces until it is finished.

    `recorded_at` is when it was begun. What is asked first stands here: whether they are safe, where they sleep, their
    language. Codes are "" until asked.
    """

    __tablename__ = "needs_assessment"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    finished_at: Mapped[dt.datetime | None]
    asked_first_at: Mapped[dt.datetime | None]
    safe_now: Mapped[str] = mapped_column(String(20), default="")
    exploited: Mapped[str] = mapped_column(String(20), default="")
    home: Mapped[str] = mapped_column(String(20), default="")
    interpreter: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str | None] = mapped_column(Encrypted("needs_assessment.language"))
    answers: Mapped[list[NeedsAnswer]] = relationship(cascade="all, delete-orphan", order_by="NeedsAnswer.id")


class NeedsAnswer(Base):
    """How things are under one heading, what the person wants, and who else should know of it."""

    __tablename__ = "needs_answer"
    __table_args__ = (UniqueConstraint("assessment_id", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("needs_assessment.id"), index=True)
    heading: Mapped[str] = mapped_column(String(30))
    scale: Mapped[str] = mapped_column(String(20), default="")
    now: Mapped[str] = mapped_column(Encrypted("needs_answer.now"), default="")
    wants: Mapped[str] = mapped_column(Encrypted("needs_answer.wants"), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    who_else: Mapped[str | None] = mapped_column(Encrypted("needs_answer.who_else"))


class PathwayText(Base):
    """What this service does about an answer that must not wait, in its own words; the latest row stands."""

    __tablename__ = "pathway_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    prompt: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(2000))
    written_at: Mapped[dt.datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
