"""How an arrest already recorded is recognised, typed or imported."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from sqlalchemy import select

from casework.kernel.columns import blind_index
from casework.kernel.database import db
from diversion.models import Referral, Scheme


def known_by(scheme: Scheme, custody_reference: str, arrested_on: date) -> bytes | None:
    """What two records of one arrest share: scheme, custody reference and arrest date together.

    Neither a custody reference nor a URN is unique across years and stations. Case and spaces do not matter.
    None where there is no custody reference to know it by.
    """
    tidy = re.sub(r"\s+", "", unicodedata.normalize("NFKC", custody_reference)).upper()
    if not tidy:
        return None
    return blind_index("referral.known_by", f"{scheme.id}\x1f{tidy}\x1f{arrested_on.isoformat()}")


def already_recorded(agency_id: int, known: bytes | None) -> Referral | None:
    """The referral of this agency that is known by these, or None."""
    if known is None:
        return None
    return db.session.scalar(select(Referral).where(Referral.agency_id == agency_id, Referral.known_by == known))
