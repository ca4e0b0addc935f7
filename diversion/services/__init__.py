"""What may be done with an arrest, a referral and a scheme. Each is told who acts and when, and commits nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.kernel.doors import when_asked

if TYPE_CHECKING:
    from diversion.services.agreements import agree_to_referral, agree_to_sharing, withdraw_sharing
    from diversion.services.arrest_answers import BAIL, ArrestAnswers, OptInAnswers, age_stop
    from diversion.services.arrests import UnderAge, record_arrest
    from diversion.services.attendance import (
        book_requirement,
        count_also,
        counts_for,
        may_also_count,
        move_appointment,
        record_outcome,
        record_told,
        recorded_there,
    )
    from diversion.services.booking import (
        book,
        bookable,
        count_drop_in,
        last_useful_day,
        next_subject,
        open_for,
        to_book,
    )
    from diversion.services.clocks import clock_of_one, clocks, clocks_of
    from diversion.services.closing import HOW_TRIED, close, closing_in_error, record_attempt
    from diversion.services.endings import (
        case_may_go_on_until,
        ending_in_error,
        record_ending,
        served_day_unknown,
        standing_endings,
    )
    from diversion.services.facts import facts_of, facts_of_all, standing_of
    from diversion.services.hearings import adjourn, excuse, hearing_moved
    from diversion.services.known import already_recorded, known_by
    from diversion.services.left_behind import LeftBehind, kept_on, leave_assessment, leave_plan
    from diversion.services.listed import listed, scheme_names
    from diversion.services.loading import (
        case_has_ended,
        chosen_charges,
        find,
        find_requirement,
        is_live,
        live_referrals_of,
        load,
        load_all,
        owns,
        referrals_of,
        requirement_of,
    )
    from diversion.services.programme import DiversionProgramme
    from diversion.services.release import (
        is_released,
        is_told,
        may_be_released,
        may_send_again,
        needs_two,
        release,
        release_of,
    )
    from diversion.services.restating import differences, restate, restate_all, restate_these, stale
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
    from diversion.services.showing import cards, court_rows, owned, statements, url_of
    from diversion.services.taking_back import releases_follow
    from diversion.services.telling import (
        about,
        notices_of,
        say,
        scheme_tells,
        share_with,
        statement,
        subject,
        tell,
        told_contacts,
        why_not_tell,
    )
    from diversion.services.telling_of import (
        Tell,
        own_statement,
        own_to_tell,
        spoken_of,
        tell_own,
        told_of_own,
        why_not_tell_own,
    )
    from diversion.services.telling_release import taken_back_of, told_by_us
    from diversion.services.watching import hearing_changed, person_changed
    from diversion.services.worklist import tasks, worklist

__all__ = [
    "BAIL",
    "HOW_TRIED",
    "ArrestAnswers",
    "DiversionProgramme",
    "LeftBehind",
    "OptInAnswers",
    "Tell",
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
    "book",
    "book_requirement",
    "bookable",
    "cards",
    "case_has_ended",
    "case_may_go_on_until",
    "change_scheme",
    "chosen_charges",
    "clock_of_one",
    "clocks",
    "clocks_of",
    "close",
    "closing_in_error",
    "count_also",
    "count_drop_in",
    "counts_for",
    "court_rows",
    "differences",
    "end_scheme",
    "ending_in_error",
    "excuse",
    "facts_of",
    "facts_of_all",
    "find",
    "find_requirement",
    "hearing_changed",
    "hearing_moved",
    "is_live",
    "is_released",
    "is_told",
    "kept_on",
    "known_by",
    "last_useful_day",
    "leave_assessment",
    "leave_plan",
    "listed",
    "live_referrals_of",
    "load",
    "load_all",
    "load_scheme",
    "may_also_count",
    "may_be_released",
    "may_send_again",
    "move_appointment",
    "needs_two",
    "next_subject",
    "notices_of",
    "open_for",
    "own_statement",
    "own_to_tell",
    "owned",
    "owns",
    "person_changed",
    "plan_of",
    "record_arrest",
    "record_attempt",
    "record_ending",
    "record_outcome",
    "record_told",
    "recorded_there",
    "referrals_of",
    "release",
    "release_of",
    "releases_follow",
    "reopen_scheme",
    "requirement_of",
    "restate",
    "restate_all",
    "restate_these",
    "running_schemes",
    "say",
    "scheme_names",
    "scheme_tells",
    "served_day_unknown",
    "share_with",
    "spoken_of",
    "stale",
    "standing_endings",
    "standing_of",
    "statement",
    "statements",
    "subject",
    "taken_back_of",
    "tasks",
    "tell",
    "tell_own",
    "to_book",
    "told_by_us",
    "told_contacts",
    "told_of_own",
    "url_of",
    "why_not_tell",
    "why_not_tell_own",
    "withdraw_sharing",
    "worklist",
]

when_asked(__name__)
