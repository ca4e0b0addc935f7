"""Texts: planned with the change they belong to, looked at again before they go, and never lost from sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.kernel.doors import when_asked

if TYPE_CHECKING:
    from reminders.services.answering import said_yes, shown_yes
    from reminders.services.foretelling import Foretold, foretell
    from reminders.services.missed import MissedOffer, absence_recorded, missed_offer, release_missed, stop_missed
    from reminders.services.planning import (
        appointment_booked,
        appointment_moved,
        appointment_settled,
        contact_changed,
        hearing_dropped,
        hearing_set,
        queue,
        queue_release,
    )
    from reminders.services.previewing import shown_texts
    from reminders.services.restored import AfterRestore, after_restore, still_stands, switch_off_again, to_check
    from reminders.services.sender import can_be_checked, is_live
    from reminders.services.showing import tasks
    from reminders.services.thread import planned
    from reminders.services.wiring import Programme, wire, wired
    from reminders.services.wordings import own_names

__all__ = [
    "AfterRestore",
    "Foretold",
    "MissedOffer",
    "Programme",
    "absence_recorded",
    "after_restore",
    "appointment_booked",
    "appointment_moved",
    "appointment_settled",
    "can_be_checked",
    "contact_changed",
    "foretell",
    "hearing_dropped",
    "hearing_set",
    "is_live",
    "missed_offer",
    "own_names",
    "planned",
    "queue",
    "queue_release",
    "release_missed",
    "said_yes",
    "shown_texts",
    "shown_yes",
    "still_stands",
    "stop_missed",
    "switch_off_again",
    "tasks",
    "to_check",
    "wire",
    "wired",
]

when_asked(__name__)
