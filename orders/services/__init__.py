"""What can be done with an order. Other rooms, pages and jobs use these names."""

from __future__ import annotations

from orders.services.booking import book, bookable, next_subject
from orders.services.facts import facts_of, facts_of_all, was_told
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
from orders.services.presets import add_preset, process_of
from orders.services.programme import OrderProgramme
from orders.services.recording import OrderAnswers, UnderAge, age_stop_of, orders_of, record_order
from orders.services.restating import restate, restate_these, stale, standing_of
from orders.services.showing import cards, court_rows, owned, statements, tasks
from orders.services.telling import (
    court_name,
    name_of,
    notices_of,
    say,
    statement,
    tell_court,
    why_not_tell,
    why_not_yet,
)

__all__ = [
    "OrderAnswers",
    "OrderProgramme",
    "UnderAge",
    "add_preset",
    "age_stop_of",
    "book",
    "bookable",
    "booking_of",
    "can_have_come",
    "cards",
    "court_name",
    "court_rows",
    "facts_of",
    "facts_of_all",
    "fix_meeting",
    "fixed_meeting",
    "fixed_words",
    "load_order",
    "may_fix",
    "may_record",
    "move_appointment",
    "name_of",
    "next_meeting",
    "next_subject",
    "notices_of",
    "orders_for",
    "orders_of",
    "owned",
    "owns",
    "process_of",
    "record_order",
    "record_outcome",
    "recorded_there",
    "restate",
    "restate_these",
    "say",
    "stale",
    "standing_of",
    "statement",
    "statements",
    "tasks",
    "tell_court",
    "tell_person",
    "was_told",
    "why_not_tell",
    "why_not_yet",
]
