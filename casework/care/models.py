"""What a person needs, and the plan agreed with them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class NeedsAssessment(Referenced, Versioned, Base):
    """One assessment under the ten headings (review 6.17)."""

    __tablename__ = "needs_assessment"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answers: Mapped[list[NeedsAnswer]] = relationship(cascade="all, delete-orphan", order_by="NeedsAnswer.id")


class NeedsAnswer(Base):
    """How things are under one heading, and what the person wants."""

    __tablename__ = "needs_answer"
    __table_args__ = (UniqueConstraint("assessment_id", "heading"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("needs_assessment.id"), index=True)
    heading: Mapped[str] = mapped_column(String(30))
    scale: Mapped[str] = mapped_column(String(20), default="")
    now: Mapped[str] = mapped_column(Encrypted("needs_answer.now"), default="")
    wants: Mapped[str] = mapped_column(Encrypted("needs_answer.wants"), default="")
    urgent: Mapped[bool] = mapped_column(default=False)


class CarePlan(Referenced, Versioned, Base):
    """A Care Action Plan agreed with the person: small goals, reviewed (review 6.2-6.4)."""

    __tablename__ = "care_plan"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_on: Mapped[dt.date]
    stage: Mapped[str] = mapped_column(String(20), default="")
    review_on: Mapped[dt.date | None] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    goals: Mapped[list[CareGoal]] = relationship(cascade="all, delete-orphan", order_by="CareGoal.id")


class CareGoal(Base):
    """One goal in the person's words, its next small step, who does it and by when."""

    __tablename__ = "care_goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"), index=True)
    heading: Mapped[str] = mapped_column(String(30))
    goal: Mapped[str] = mapped_column(Encrypted("care_goal.goal"))
    step: Mapped[str] = mapped_column(Encrypted("care_goal.step"), default="")
    who: Mapped[str] = mapped_column(Encrypted("care_goal.who"), default="")
    by_when: Mapped[dt.date | None]
