"""The rules of care, by what they are about."""

from casework.care.rules.needs import (
    MOST_GOALS,
    REVIEW_AFTER,
    Goal,
    Heading,
    NeedsAnswers,
    Scale,
    Stage,
    assessment_faults,
    needs_help_first,
    plan_faults,
    usual_review,
)

__all__ = [
    "MOST_GOALS",
    "REVIEW_AFTER",
    "Goal",
    "Heading",
    "NeedsAnswers",
    "Scale",
    "Stage",
    "assessment_faults",
    "needs_help_first",
    "plan_faults",
    "usual_review",
]
