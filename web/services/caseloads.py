"""Who has whom, as each programme knows it: what "in the caseload" rests on (promises C.10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from casework.appointments.models import Appointment
from casework.kernel.clock import local_day
from casework.people.services import held_by, seen_through, stop_shares, watch
from diversion.models import Referral
from notices.models import Notice, NoticeLine
from orders.models import SupportOrder

SEEN_LATELY = dt.timedelta(days=28)


def install(app: Flask) -> None:
    """Wire the programmes' answers to the room that asks for them."""
    held_by(app, _of_referrals, _of_orders, _of_appointments)
    watch(app, stop_shares)
    seen_through(Notice, NoticeLine, "notice_id")


def _of_referrals(at: dt.datetime) -> Select[Any]:
    table = Referral.__table__.c
    return select(table.person_id, table.worker_id)


def _of_orders(at: dt.datetime) -> Select[Any]:
    table = SupportOrder.__table__.c
    return select(table.person_id, table.supervisor_id)


def _of_appointments(at: dt.datetime) -> Select[Any]:
    """With whom they have, or had in the last four weeks, an appointment: what came of it is still to be corrected."""
    table = Appointment.__table__.c
    return select(table.person_id, table.with_staff_id).where(table.day > local_day(at) - SEEN_LATELY)
