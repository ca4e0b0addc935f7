"""Sharing a record with another agency: on what it rests, what the parts are called, for how long."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from casework.accounts.rules import Compartment

LONGEST = dt.timedelta(days=366)
PARTS = {
    Compartment.IDENTITY: "Who they are: names, date of birth, pronouns",
    Compartment.CJ: "Their referrals and orders, with court dates and status",
    Compartment.COMPLIANCE: "Which appointments were kept or missed, without why",
    Compartment.CONTACT: "How they are reached safely",
}
"""What can be ticked: assessments, care plans and texts leave no agency by this page."""
AT_A_MEETING = {Compartment.MEETINGS: "What was written of them for a cases meeting"}
"""Shared by putting them forward to a cases meeting, and by nothing else: it opens no other part."""


class Basis(StrEnum):
    """On what a share rests."""

    AGREEMENT = "agreement"
    SAFEGUARDING = "safeguarding"
    LAW = "law"
    JUSTICE = "justice"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {
            "agreement": "They agreed to it",
            "safeguarding": "To keep them or somebody else from serious harm",
            "law": "The law or a court orders it",
            "justice": "For the administration of justice",
        }[self.value]


def until_fault(until: dt.date, *, today: dt.date) -> str:
    """What is wrong with the last London day of a share, or "": today at the earliest, a year at most."""
    if until < today:
        return "The last day cannot be before today"
    return "A share can last a year at most. Share again then" if until - today > LONGEST else ""
