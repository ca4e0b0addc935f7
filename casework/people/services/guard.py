"""The same answer for what is missing, another agency's, or not for this role (promises P8, P26)."""

from __future__ import annotations

from typing import Any

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound


def must(by: Actor, action: Action, compartment: Compartment, agency_id: int | None) -> None:
    """Raises NotFound unless the policy allows this on a record of that agency; None stands for no such record."""
    if agency_id is None or not may(by, action, compartment, Facts(agency_id)).allowed:
        raise NotFound


def hold(row: Any) -> None:
    """Read a row as it is now and keep it until the transaction ends: two people at once take turns (promises P14)."""
    db.session.refresh(row, with_for_update=True)
