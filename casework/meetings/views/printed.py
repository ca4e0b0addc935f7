"""The agenda and minutes on paper: for one's own agency, and for a body that does not use this Waymark."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action
from casework.kernel import clock
from casework.meetings import services
from casework.meetings.models import CasesBody, CasesMeeting
from casework.meetings.views.frame import MEETINGS, begun, bp, of_meeting


@bp.get("/cases-meetings/<meeting>/sheet")
@access(Action.LOOK, MEETINGS)
def sheet(meeting: str) -> Response:
    """What one's own agency has of it."""
    row = services.load_meeting(meeting, by=actor())
    return _sheet(row, None)


@bp.get("/cases-meetings/<meeting>/sheet/<body>")
@access(Action.WRITE, MEETINGS)
def sheet_for(meeting: str, body: str) -> Response:
    """What one other body may have of it; noted as a disclosure, because it is made to be given away."""
    row = services.load_meeting(meeting, by=actor(), action=Action.WRITE)
    return _sheet(row, services.body_of(row, body))


def _sheet(row: CasesMeeting, body: CasesBody | None) -> Response:
    by = actor()
    found = services.agenda(row, by=by, at=clock.now(), only=body)
    return of_meeting(
        row,
        "sheet.html",
        "Cases meeting: minutes" if begun(row) else "Cases meeting: agenda",
        agenda=found,
        bodies=services.asked(row),
        body=body,
        by=by,
        begun=begun(row),
        today=clock.today(),
    )
