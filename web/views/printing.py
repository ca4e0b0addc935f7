"""What the page says when somebody prints it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from casework.accounts.access import actor, signed_in
from casework.kernel import clock
from casework.kernel.database import transaction
from web.services import printing

bp = Blueprint("printing", __name__)


@bp.post("/printed")
@signed_in("keeps that a page was printed which this person had looked at: shows nothing")
def printed() -> Response:
    """Told by the page's script when its reader prints it, with the page's address."""
    with transaction():
        printing.note(request.form.get("next", ""), by=actor(), at=clock.now())
    return Response(status=204, mimetype="text/plain")
