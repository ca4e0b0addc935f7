"""Hours, leave and rooms. Booking itself stands in `web`, because a programme owns what is booked."""

from __future__ import annotations

from casework.appointments.views import handing, hours, needs, rooms
from casework.appointments.views.frame import bp

__all__ = ["bp", "handing", "hours", "needs", "rooms"]
