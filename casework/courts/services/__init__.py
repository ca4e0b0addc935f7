"""Hearings, what came of them, and who is told at each court. Reference data is read through here too."""

from __future__ import annotations

from casework.courts.reference import Court, court, courts, find_court, look_up, look_up_result
from casework.courts.services.contacts import (
    add_contact,
    change_contact,
    contacts,
    contacts_by_id,
    contacts_for,
    end_contact,
    load_contact,
    reached_by_link,
    read_back,
)
from casework.courts.services.days import court_days_of
from casework.courts.services.error import recorded_in_error, why_not_error
from casework.courts.services.hearings import (
    adjourn,
    courts_open,
    hearings_of,
    hearings_on,
    load_hearing,
    schedule_hearing,
)
from casework.courts.services.outcomes import record_hearing_outcome, recorded_by
from casework.courts.services.solicitors import (
    name_solicitor,
    solicitor_now,
    solicitors_of,
    stop_telling_solicitor,
)
from casework.courts.services.transfers import (
    accept_transfer,
    ask_transfer,
    call_off_transfer,
    transfer_in_error,
    transfers_of,
    wrongly_transferred,
)
from casework.courts.services.watching import Happened, Watcher, watch

__all__ = [
    "Court",
    "Happened",
    "Watcher",
    "accept_transfer",
    "add_contact",
    "adjourn",
    "ask_transfer",
    "call_off_transfer",
    "change_contact",
    "contacts",
    "contacts_by_id",
    "contacts_for",
    "court",
    "court_days_of",
    "courts",
    "courts_open",
    "end_contact",
    "find_court",
    "hearings_of",
    "hearings_on",
    "load_contact",
    "load_hearing",
    "look_up",
    "look_up_result",
    "name_solicitor",
    "reached_by_link",
    "read_back",
    "record_hearing_outcome",
    "recorded_by",
    "recorded_in_error",
    "schedule_hearing",
    "solicitor_now",
    "solicitors_of",
    "stop_telling_solicitor",
    "transfer_in_error",
    "transfers_of",
    "watch",
    "why_not_error",
    "wrongly_transferred",
]
