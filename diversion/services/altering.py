"""What every change of a referral ends with: an audit event, and the status said again, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from casework.accounts.rules import Compartment
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from diversion.models import Referral
from diversion.rules.standing import Standing
from diversion.services.restating import restate


def altered(
    referral: Referral, what: str, *, compartment: Compartment = Compartment.COMPLIANCE, by: Actor, at: datetime
) -> Standing:
    """Record that a referral was altered, naming only what kind of change it was, and state it again."""
    audit.record(
        Act.ALTERATION,
        f"referral:{referral.reference}",
        by=by,
        at=at,
        compartment=compartment.value,
        detail={"what": what},
        others=(f"person:{referral.person.reference}",),
    )
    return restate(referral, by=by, at=at)
