"""The plan agreed with a person: goals, steps, reviews, stages, services referred to, and check-ins afterwards."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.kernel.columns import Encrypted, Referenced, Versioned
from casework.kernel.database import Base


class CarePlan(Referenced, Versioned, Base):
    """A Care Action Plan: small goals, agreed with the person, reviewed, and closed one day (review 6.2-6.4).

    Until `agreed_at` it is being written, and `agreed_on` says when that began. The stage here is that of the last
    agreement; its history stands in `care_stage`.
    """

    __tablename__ = "care_plan"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    agreed_on: Mapped[dt.date]
    stage: Mapped[str] = mapped_column(String(20), default="")
    review_on: Mapped[dt.date | None] = mapped_column(index=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    agreed_at: Mapped[dt.datetime | None]
    closed_on: Mapped[dt.date | None]
    closed_as: Mapped[str] = mapped_column(String(20), default="")
    closed_at: Mapped[dt.datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    goals: Mapped[list[CareGoal]] = relationship(cascade="all, delete-orphan", order_by="CareGoal.id")
    reviews: Mapped[list[CareReview]] = relationship(cascade="all, delete-orphan", order_by="CareReview.id")


class CareGoal(Base):
    """One goal in the person's words with its first small step, who does it and by when; what came of it."""

    __tablename__ = "care_goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"), index=True)
    heading: Mapped[str] = mapped_column(String(30))
    goal: Mapped[str] = mapped_column(Encrypted("care_goal.goal"))
    step: Mapped[str] = mapped_column(Encrypted("care_goal.step"), default="")
    who: Mapped[str] = mapped_column(Encrypted("care_goal.who"), default="")
    by_when: Mapped[dt.date | None]
    step_done_on: Mapped[dt.date | None]
    added_at: Mapped[dt.datetime | None]
    ended_as: Mapped[str] = mapped_column(String(20), default="")
    ended_on: Mapped[dt.date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    steps: Mapped[list[CareStep]] = relationship(cascade="all, delete-orphan", order_by="CareStep.id")


class CareStep(Base):
    """A later small step of a goal; the first stands with the goal itself."""

    __tablename__ = "care_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("care_goal.id"), index=True)
    step: Mapped[str] = mapped_column(Encrypted("care_step.step"))
    who: Mapped[str] = mapped_column(Encrypted("care_step.who"), default="")
    by_when: Mapped[dt.date | None]
    step_done_on: Mapped[dt.date | None]
    added_at: Mapped[dt.datetime]


class CareReview(Base):
    """The plan was looked at again with the person: on which London day, what was said, and when next."""

    __tablename__ = "care_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("care_plan.id"), index=True)
    reviewed_on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Encrypted("care_review.note"), default="")
    next_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CareStage(Base):
    """Where somebody was on the way from a London day on (review 6.4); the latest row is where they are."""

    __tablename__ = "care_stage"
    __table_args__ = (Index("ix_care_stage_person", "person_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    stage: Mapped[str] = mapped_column(String(20))
    since: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ServiceReferral(Referenced, Base):
    """A service somebody was referred to, under a heading; `outcome` is the latest of its steps."""

    __tablename__ = "service_referral"
    __table_args__ = (Index("ix_service_referral_day", "agency_id", "referred_on"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    heading: Mapped[str] = mapped_column(String(30))
    service: Mapped[str] = mapped_column(Encrypted("service_referral.service"))
    referred_on: Mapped[dt.date]
    outcome: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    told: Mapped[list[ServiceReferralStep]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceReferralStep.id"
    )


class ServiceReferralStep(Base):
    """What became of it: referred, accepted, attended, declined or closed, on a London day. Never overwritten."""

    __tablename__ = "service_referral_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("service_referral.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    on_day: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class CareCheckIn(Referenced, Base):
    """Asking after somebody once support has ended, on a London day, and what came of it (review 6.45)."""

    __tablename__ = "care_check_in"
    __table_args__ = (Index("ix_care_check_in_due", "agency_id", "came_of", "due_on"),)

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[dt.date]
    planned_at: Mapped[dt.datetime]
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    came_of: Mapped[str] = mapped_column(String(20), default="")
    done_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Encrypted("care_check_in.note"), default="")
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
