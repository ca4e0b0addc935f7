"""What other rooms and the pages ask of cases meetings."""

from casework.meetings.services.due import due
from casework.meetings.services.ending import covers, person_changed, standing_agreement
from casework.meetings.services.frame import asked, body_of, coming, is_holder, load_meeting, own_body, past
from casework.meetings.services.minutes import add_action, item_to_minute, load_action, may_owe, move_action, write_note
from casework.meetings.services.planning import (
    Plan,
    cancel_meeting,
    change_meeting,
    next_of,
    plan_meeting,
    write_attendance,
)
from casework.meetings.services.putting import (
    Put,
    change_item,
    items_of,
    last_time,
    load_own,
    put_forward,
    withdraw_item,
)
from casework.meetings.services.reading import Agenda, Line, agenda, line_of
from casework.meetings.services.records import MeetingRecords

__all__ = [
    "Agenda",
    "Line",
    "MeetingRecords",
    "Plan",
    "Put",
    "add_action",
    "agenda",
    "asked",
    "body_of",
    "cancel_meeting",
    "change_item",
    "change_meeting",
    "coming",
    "covers",
    "due",
    "is_holder",
    "item_to_minute",
    "items_of",
    "last_time",
    "line_of",
    "load_action",
    "load_meeting",
    "load_own",
    "may_owe",
    "move_action",
    "next_of",
    "own_body",
    "past",
    "person_changed",
    "plan_meeting",
    "put_forward",
    "standing_agreement",
    "withdraw_item",
    "write_attendance",
    "write_note",
]
