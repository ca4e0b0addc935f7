"""What this room holds of a person, for erasing, for handing over everything held, and for joining (rule 28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from casework.care.models import (
    CareCheckIn,
    CareGoal,
    CarePlan,
    CareReview,
    CareStage,
    CareStep,
    ContactHeading,
    NeedsAnswer,
    NeedsAssessment,
    ServiceReferral,
    ServiceReferralStep,
    SupportContact,
    UglyMugsChoice,
    UglyMugsHanded,
    UglyMugsReport,
)
from casework.care.rules import (
    CameOf,
    ClosedAs,
    ContactKind,
    Ended,
    Heading,
    Home,
    Reach,
    Said,
    Scale,
    ServiceOutcome,
    Stage,
)
from casework.kernel.database import db
from casework.people.models import Person
from casework.people.rules.keeping import Kind
from casework.people.services.records import Figure, Lasts, RoomRecords, in_words

CONTACT = "contact"


class CareRecords(RoomRecords):
    """What somebody needs, the plan made with them, contacts, and reports they made."""

    room = "care"
    tables: ClassVar[Mapping[Any, str]] = {
        UglyMugsHanded: "To whom a report of yours was given",
        UglyMugsChoice: "How far you let a report go",
        UglyMugsReport: "Reports you made of somebody dangerous",
        ContactHeading: "What came up when you were in touch",
        SupportContact: "When you were in touch",
        CareCheckIn: "When we ask after you",
        ServiceReferralStep: "What became of services for you",
        ServiceReferral: "Services for you",
        CareStage: "Where you are on the way",
        CareReview: "When your plans were looked at again",
        CareStep: "Steps of your plans",
        CareGoal: "The goals of your plans",
        CarePlan: "Plans made with you",
        NeedsAnswer: "What you need",
        NeedsAssessment: "When your needs were written down",
    }
    lasts = (
        Lasts(Kind.SUPPORT, NeedsAssessment.made_on),
        Lasts(Kind.SUPPORT, CarePlan.agreed_on),
        Lasts(Kind.SUPPORT, ServiceReferral.referred_on),
        Lasts(Kind.SUPPORT, SupportContact.on_day),
        Lasts(Kind.SUPPORT, CareCheckIn.due_on),
        Lasts(Kind.SUPPORT, UglyMugsReport.taken_at),
    )
    aside = frozenset({"care_goal.who", "care_step.who"})
    words: ClassVar[Mapping[str, Callable[[Any], str]]] = {
        "needs_assessment.safe_now": in_words(Said),
        "needs_assessment.exploited": in_words(Said),
        "needs_assessment.interpreter": in_words(Said),
        "needs_assessment.home": in_words(Home),
        "needs_answer.heading": in_words(Heading),
        "needs_answer.scale": in_words(Scale),
        "care_plan.stage": in_words(Stage),
        "care_plan.closed_as": in_words(ClosedAs),
        "care_stage.stage": in_words(Stage),
        "care_goal.heading": in_words(Heading),
        "care_goal.ended_as": in_words(Ended),
        "service_referral.heading": in_words(Heading),
        "service_referral.outcome": in_words(ServiceOutcome),
        "service_referral_step.outcome": in_words(ServiceOutcome),
        "care_check_in.came_of": in_words(CameOf),
        "support_contact.kind": in_words(ContactKind),
        "support_contact_heading.heading": in_words(Heading),
        "ugly_mugs_report.choice": in_words(Reach),
        "ugly_mugs_choice.choice": in_words(Reach),
        "ugly_mugs_handed.sheet": in_words(Reach),
    }

    def figures(self, person: Person) -> list[Figure]:
        """Each contact as it is counted: its kind and headings, and whether it was the first."""
        rows = select(SupportContact).where(
            SupportContact.person_id == person.id, SupportContact.taken_back_at.is_(None)
        )
        found = db.session.scalars(rows.order_by(SupportContact.on_day, SupportContact.id)).all()
        return [
            Figure(
                CONTACT,
                row.on_day,
                {
                    "kind": row.kind,
                    "raised": [one.heading for one in row.headings if one.raised],
                    "supported": [one.heading for one in row.headings if one.supported],
                    "new": number == 0,
                },
            )
            for number, row in enumerate(found)
        ]
