"""Hearings, what came of them, and who is told at each court. Reference data is read through here too."""

from __future__ import annotations

from casework.courts.reference import Court, court, courts, find_court, look_up
from casework.courts.services.contacts import (
    add_contact,
    change_contact,
    contacts,
    contacts_for,
    end_contact,
    load_contact,
)
from casework.courts.services.hearings import (
    adjourn,
    courts_open,
    hearings_of,
    hearings_on,
    load_hearing,
    schedule_hearing,
)
from casework.courts.services.outcomes import record_hearing_outcome
from casework.courts.services.watching import Happened, Watcher, watch

__all__ = [
    "Court",
    "Happened",
    "Watcher",
    "add_contact",
    "adjourn",
    "change_contact",
    "contacts",
    "contacts_for",
    "court",
    "courts",
    "courts_open",
    "end_contact",
    "find_court",
    "hearings_of",
    "hearings_on",
    "load_contact",
    "load_hearing",
    "look_up",
    "record_hearing_outcome",
    "schedule_hearing",
    "watch",
]
