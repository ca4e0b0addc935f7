"""What can be done with an order. Other rooms, pages and jobs use these names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.kernel.doors import when_asked

if TYPE_CHECKING:
    from orders.services.booking import book, bookable, last_useful_day, next_subject, to_book
    from orders.services.by_text import known_by_text
    from orders.services.changes import (
        Wanted,
        apply_for,
        area_name,
        changes_open,
        decide,
        load_application,
        why_not_apply,
        why_not_decide,
    )
    from orders.services.clocks import clock_of_one, clocks, clocks_of
    from orders.services.court_path import (
        Listed,
        court_area,
        current_hearing,
        lay_information,
        next_of,
        record_hearing,
        record_result,
        record_summons,
    )
    from orders.services.court_record import application_line, compile_record, court_record, step_lines, why_no_record
    from orders.services.facts import facts_of, facts_of_all, opinion_about, path_of, standing_opinions, was_told
    from orders.services.looking import load_order, orders_for
    from orders.services.meetings import (
        booking_of,
        can_have_come,
        fix_meeting,
        fixed_meeting,
        fixed_words,
        may_fix,
        may_record,
        move_appointment,
        next_meeting,
        owns,
        record_outcome,
        recorded_there,
        tell_person,
    )
    from orders.services.opinion_notice import (
        opinion_notices,
        opinion_statement,
        opinion_url,
        tell_opinion,
        why_not_tell_opinion,
    )
    from orders.services.opinions import (
        form_opinion,
        is_named,
        load_opinion,
        standing_beside,
        why_no_opinion,
        why_not_withdraw,
        withdraw_opinion,
    )
    from orders.services.presets import add_preset, process_of
    from orders.services.programme import OrderProgramme
    from orders.services.recording import OrderAnswers, UnderAge, age_stop_of, neighbours, orders_of, record_order
    from orders.services.restating import restate, restate_these, stale, standing_of
    from orders.services.showing import cards, court_rows, owned, statements
    from orders.services.telling import (
        court_called,
        court_name,
        name_of,
        notices_of,
        say,
        statement,
        tell_court,
        unverified_court,
        why_not_tell,
        why_not_yet,
    )
    from orders.services.telling_of import TellOf, own_statement, own_to_tell, spoken_of, tell_own, why_not_tell_own
    from orders.services.worklist import tasks, worklist

__all__ = [
    "Listed",
    "OrderAnswers",
    "OrderProgramme",
    "TellOf",
    "UnderAge",
    "Wanted",
    "add_preset",
    "age_stop_of",
    "application_line",
    "apply_for",
    "area_name",
    "book",
    "bookable",
    "booking_of",
    "can_have_come",
    "cards",
    "changes_open",
    "clock_of_one",
    "clocks",
    "clocks_of",
    "compile_record",
    "court_area",
    "court_called",
    "court_name",
    "court_record",
    "court_rows",
    "current_hearing",
    "decide",
    "facts_of",
    "facts_of_all",
    "fix_meeting",
    "fixed_meeting",
    "fixed_words",
    "form_opinion",
    "is_named",
    "known_by_text",
    "last_useful_day",
    "lay_information",
    "load_application",
    "load_opinion",
    "load_order",
    "may_fix",
    "may_record",
    "move_appointment",
    "name_of",
    "neighbours",
    "next_meeting",
    "next_of",
    "next_subject",
    "notices_of",
    "opinion_about",
    "opinion_notices",
    "opinion_statement",
    "opinion_url",
    "orders_for",
    "orders_of",
    "own_statement",
    "own_to_tell",
    "owned",
    "owns",
    "path_of",
    "process_of",
    "record_hearing",
    "record_order",
    "record_outcome",
    "record_result",
    "record_summons",
    "recorded_there",
    "restate",
    "restate_these",
    "say",
    "spoken_of",
    "stale",
    "standing_beside",
    "standing_of",
    "standing_opinions",
    "statement",
    "statements",
    "step_lines",
    "tasks",
    "tell_court",
    "tell_opinion",
    "tell_own",
    "tell_person",
    "to_book",
    "unverified_court",
    "was_told",
    "why_no_opinion",
    "why_no_record",
    "why_not_apply",
    "why_not_decide",
    "why_not_tell",
    "why_not_tell_opinion",
    "why_not_tell_own",
    "why_not_withdraw",
    "why_not_yet",
    "withdraw_opinion",
    "worklist",
]

when_asked(__name__)
