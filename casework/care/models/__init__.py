"""What the room of care keeps: assessments, plans, contacts, and reports of dangerous people."""

from casework.care.models.contacts import ContactHeading, SupportContact
from casework.care.models.needs import NeedsAnswer, NeedsAssessment, PathwayText
from casework.care.models.plan import (
    CareCheckIn,
    CareGoal,
    CarePlan,
    CareReview,
    CareStage,
    CareStep,
    ServiceReferral,
    ServiceReferralStep,
)
from casework.care.models.reports import UglyMugsChoice, UglyMugsHanded, UglyMugsReport

__all__ = [
    "CareCheckIn",
    "CareGoal",
    "CarePlan",
    "CareReview",
    "CareStage",
    "CareStep",
    "ContactHeading",
    "NeedsAnswer",
    "NeedsAssessment",
    "PathwayText",
    "ServiceReferral",
    "ServiceReferralStep",
    "SupportContact",
    "UglyMugsChoice",
    "UglyMugsHanded",
    "UglyMugsReport",
]
