"""What she is told by text when a referral's status changes (ux 4.3). "You do not need to go" is never among it."""

from __future__ import annotations

from datetime import datetime

from casework.kernel.actors import Actor
from diversion.models import Referral
from diversion.rules.standing import Standing
from diversion.rules.words import Status
from reminders import services as reminders
from reminders.rules.kinds import TextKind

_TEXTS = {Status.COMPLETED: TextKind.DONE_WAIT, Status.NOT_COMPLETED: TextKind.STILL_GO}
IMPORTED = "import"


def tell_her(referral: Referral, found: Standing, *, by: Actor, at: datetime) -> None:
    """Queue "done, still plan to go" on completion and "you still need to go" when the date has passed (rule 4).

    One text for each status and court date, however often the status comes and goes. Nothing for a hearing that
    has begun, and nothing because of an import.
    """
    kind, hearing = _TEXTS.get(found.status), referral.hearing
    if kind is None or hearing is None or hearing.starts_at <= at or referral.source == IMPORTED:
        return
    reminders.queue(
        referral.person,
        kind,
        key=f"{kind.value}:{referral.reference}:{hearing.reference}",
        not_before=at,
        not_after=hearing.starts_at,
        hearing=hearing,
        by=by,
        at=at,
    )
