"""What was told and would be said differently now, and where the notice that takes its place is sent from (rule 3)."""

from __future__ import annotations

from collections.abc import Collection

import notices.services
import orders.services
from casework.kernel import clock
from casework.kernel.actors import Actor
from notices.services.records import Changed


def changed_about(subjects: Collection[str], *, by: Actor | None) -> list[Changed]:
    """What was told of these and would be said differently now; nothing to nobody."""
    return notices.services.changed_about(subjects, agency_id=by.agency_id, at=clock.now()) if by else []


def correction_of(subject: str) -> str:
    """The page of the correction of a notice about this subject, such as "ending:K7Q3XWZ2"."""
    kind, _, reference = subject.partition(":")
    if kind == "opinion":
        return orders.services.opinion_url(reference)
    if kind.startswith("order-"):
        return f"/orders/{reference}/tell/{kind.removeprefix('order-')}"
    if kind == "order":
        return f"/orders/{reference}/correction"
    return f"/referrals/{reference}/tell" + ("" if kind == "referral" else f"/{kind}")
