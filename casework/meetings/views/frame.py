"""What every page of a cases meeting shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response

from casework.accounts.access import actor
from casework.accounts.rules import Compartment
from casework.kernel import clock, words
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.meetings.models import CasesMeeting
from casework.meetings.rules import READ_FOR

MEETINGS = Compartment.MEETINGS
bp = Blueprint("meetings", __name__)


def address(meeting: CasesMeeting) -> str:
    """Where a meeting stands."""
    return f"/cases-meetings/{meeting.reference}"


def of_meeting(meeting: CasesMeeting, template: str, title: str, **context: Any) -> Response:
    """A page of one meeting."""
    known: dict[str, Any] = {"meeting": meeting, "base": address(meeting), "when": when(meeting)}
    return page(f"meetings/{template}", title=title, **known, **context)


def when(meeting: CasesMeeting) -> str:
    """Its day and time in London."""
    return f"{words.full_day(clock.local_day(meeting.starts_at))}, {words.clock_time(clock.local(meeting.starts_at))}"


def begun(meeting: CasesMeeting) -> bool:
    """Whether it has begun and was not cancelled: what was agreed can be written down."""
    return meeting.cancelled_at is None and meeting.starts_at <= clock.now()


def usual_end(meeting: CasesMeeting) -> dt.date:
    """The last day on which the others read what was put before it, unless another is chosen."""
    return clock.local_day(meeting.starts_at) + READ_FOR


def holds(meeting: CasesMeeting) -> bool:
    """Whether the reader's agency holds it."""
    return meeting.agency_id == actor().agency_id


def pressed(work: Any) -> Response:
    """Do what one button says. Raises Refused where its page was not this one."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, work)):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")
