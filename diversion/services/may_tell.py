"""Of whom CPS or court may be told that all is kept: by what they agreed to, and whom their scheme tells (rule 3)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from casework.kernel import light
from casework.people.models import Agreement
from diversion.models import Referral, Scheme
from notices import services as notices
from notices.rules import ContactKind
from notices.rules.topics import Topic

_AGREED = light.Question(
    lambda among: (
        select(Referral.id, Agreement.recipients, Scheme.reference, Scheme.tells)
        .join(Scheme, Scheme.id == Referral.scheme_id)
        .join(Agreement, Agreement.id == Referral.sharing_id)
        .where(among(Referral.id), Agreement.withdrawn_at.is_(None), Agreement.provisional.is_(False))
    )
)


def may_be_told(ids: Collection[int], *, agency_id: int) -> set[int]:
    """Which of these referrals somebody whom their scheme tells of completion may be told of. Two queries."""
    rows = _AGREED.seen(ids)
    among = notices.chosen(agency_id) if rows else {}
    found: set[int] = set()
    for row in rows:
        usual, scheme = frozenset(map(ContactKind, row.tells)), f"scheme:{row.reference}"
        told = notices.kinds_told(Topic.COMPLETED, scheme=scheme, tells=usual, among=among)
        if told & set(row.recipients.split(",")):
            found.add(row.id)
    return found
