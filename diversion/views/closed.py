"""What a referral's page says of its having been closed in error."""

from __future__ import annotations

from casework.kernel.words import short_moment
from diversion.models import Closure, Referral


def closed_rows(referral: Referral) -> list[tuple[str, str]]:
    """Each closure that was taken back: why it was closed, when that was taken back, and what was wrong."""
    return [("Closed in error", _words(row)) for row in referral.closed_wrongly]


def _words(row: Closure) -> str:
    kind = row.kind.replace("_", " ").capitalize()
    when = f" at {short_moment(row.superseded_at)}" if row.superseded_at else ""
    return f"“{kind}” was recorded in error, and taken back{when}: {row.error_why}"
