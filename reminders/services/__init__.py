"""Texts: planned with the change they belong to, looked at again before they go, and never lost from sight."""

from reminders.services.planning import (
    absence_recorded,
    appointment_booked,
    appointment_moved,
    appointment_settled,
    contact_changed,
    hearing_dropped,
    hearing_set,
    queue,
)
from reminders.services.sender import can_be_checked, is_live
from reminders.services.showing import tasks
from reminders.services.thread import planned
from reminders.services.wiring import Programme, wire, wired

__all__ = [
    "Programme",
    "absence_recorded",
    "appointment_booked",
    "appointment_moved",
    "appointment_settled",
    "can_be_checked",
    "contact_changed",
    "hearing_dropped",
    "hearing_set",
    "is_live",
    "planned",
    "queue",
    "tasks",
    "wire",
    "wired",
]
