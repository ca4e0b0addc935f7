"""Whether the key ring beside a database is the one that sealed it, asked before anything is served (promises O1)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.accounts.rules.rings import ELSEWHERE, MISSING, OTHER
from casework.accounts.services.passwords import email_index
from casework.kernel.database import db
from casework.kernel.keyring import KeptRing, KeyringError

SOME = 20
"""So many accounts are opened: every site has at least one, and a wrong key opens none."""


def fit(ring: KeptRing, begun: Path | None = None) -> None:
    """Make the ring of a new site. Raises KeyringError where the ring is missing, or another than the database's.

    `begun` is the anchor file that several machines share, where it is there already: then another machine has the
    ring, and one made here would seal what that one cannot read.
    """
    accounts = db.session.execute(select(Staff.id).limit(1)).first()
    if not ring.made:
        if accounts is not None:
            raise KeyringError(MISSING.format(path=ring.path))
        if begun is not None:
            raise KeyringError(ELSEWHERE.format(path=ring.path, anchor=begun))
        ring.make()
    if accounts is not None and not _opens():
        raise KeyringError(OTHER.format(path=ring.path))


def _opens() -> bool:
    try:
        rows = db.session.execute(select(Staff.email, Staff.email_index).order_by(Staff.id).limit(SOME)).all()
    except KeyringError:
        return False
    return any(email_index(email) == index for email, index in rows)
