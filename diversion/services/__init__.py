"""What may be done with an arrest, a referral and a scheme. Each is told who acts and when, and commits nothing."""

from __future__ import annotations

from diversion.services.agreements import agree_to_referral, agree_to_sharing, withdraw_sharing
from diversion.services.arrests import ArrestAnswers, OptInAnswers, UnderAge, age_stop, record_arrest
from diversion.services.attendance import book_requirement, count_also, may_also_count, move, record_outcome
from diversion.services.closing import close, record_attempt
from diversion.services.endings import case_may_go_on_until, record_ending
from diversion.services.facts import facts_of, standing_of
from diversion.services.hearings import adjourn, excuse, hearing_moved
from diversion.services.known import already_recorded, known_by
from diversion.services.left_behind import leave_assessment, leave_plan
from diversion.services.loading import (
    chosen_charges,
    find,
    find_requirement,
    is_live,
    live_referrals_of,
    load,
    owns,
    referrals_at,
    referrals_of,
    requirement_of,
)
from diversion.services.release import is_released, may_be_released, needs_two, release, release_of
from diversion.services.restating import differences, restate
from diversion.services.schemes import (
    add_preset,
    add_scheme,
    all_schemes,
    change_scheme,
    end_scheme,
    load_scheme,
    plan_of,
    reopen_scheme,
    running_schemes,
)
from diversion.services.telling import about, notices_of, share_with, statement, subject, tell
from diversion.services.watching import person_changed

__all__ = [
    "ArrestAnswers",
    "OptInAnswers",
    "UnderAge",
    "about",
    "add_preset",
    "add_scheme",
    "adjourn",
    "age_stop",
    "agree_to_referral",
    "agree_to_sharing",
    "all_schemes",
    "already_recorded",
    "book_requirement",
    "case_may_go_on_until",
    "change_scheme",
    "chosen_charges",
    "close",
    "count_also",
    "differences",
    "end_scheme",
    "excuse",
    "facts_of",
    "find",
    "find_requirement",
    "hearing_moved",
    "is_live",
    "is_released",
    "known_by",
    "leave_assessment",
    "leave_plan",
    "live_referrals_of",
    "load",
    "load_scheme",
    "may_also_count",
    "may_be_released",
    "move",
    "needs_two",
    "notices_of",
    "owns",
    "person_changed",
    "plan_of",
    "record_arrest",
    "record_attempt",
    "record_ending",
    "record_outcome",
    "referrals_at",
    "referrals_of",
    "release",
    "release_of",
    "reopen_scheme",
    "requirement_of",
    "restate",
    "running_schemes",
    "share_with",
    "standing_of",
    "statement",
    "subject",
    "tell",
    "withdraw_sharing",
]
