"""The statuses an order can have, and the words and colours that show them (ux 3.3)."""

from __future__ import annotations

from enum import StrEnum

MEETINGS = 3
"""An order requires three meetings: no more, no fewer (domain rule 11)."""

RESULT_CODE = "1144"
"""The result code of an Engagement and Support Order (domain rule 19)."""


class Status(StrEnum):
    """Where an order stands. Always worked out from the facts, never typed in."""

    ACTIVE = "active"
    RUNNING_OUT = "running_out"
    CHECK_FIRST = "check_first"
    REASON_AWAITED = "reason_awaited"
    COMPLIED_NOT_TOLD = "complied_not_told"
    COMPLIED_TOLD = "complied_told"
    DATE_PASSED = "date_passed"
    NO_REASONABLE_EXCUSE = "no_reasonable_excuse"
    BACK_AT_COURT = "back_at_court"
    REVOKED = "revoked"
    ENDED = "ended"

    @property
    def over(self) -> bool:
        """Nothing more is asked of her or of the supervisor."""
        return self in {Status.COMPLIED_TOLD, Status.REVOKED, Status.ENDED}


STATUS_WORDS = {
    Status.RUNNING_OUT: ("Running out of time", "orange"),
    Status.CHECK_FIRST: ("Check first", "yellow"),
    Status.REASON_AWAITED: ("Reason awaited", "yellow"),
    Status.COMPLIED_NOT_TOLD: ("Complied, court not yet told", "yellow"),
    Status.COMPLIED_TOLD: ("Complied, court told", "green"),
    Status.DATE_PASSED: ("Date passed, not complied", "red"),
    Status.NO_REASONABLE_EXCUSE: ("No reasonable excuse: information to be laid", "red"),
    Status.BACK_AT_COURT: ("Back at court", "red"),
    Status.REVOKED: ("Revoked", "grey"),
    Status.ENDED: ("Ended", "grey"),
}


def tag(status: Status, attended: int) -> tuple[str, str]:
    """The tag that shows a status: its words and its colour. An active order shows its count instead of a word."""
    return STATUS_WORDS.get(status) or count_tag(attended)


def count_tag(attended: int) -> tuple[str, str]:
    """How many of the three meetings have been kept."""
    return f"{attended} of {MEETINGS} attended", "blue"
