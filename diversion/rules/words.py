"""The words of a referral: its status, how it was closed, how its case ended (ux.md 3.2, domain rule 6)."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """A referral's one derived status. Never typed in: `standing` decides it from facts."""

    NEW = "new"
    TRYING = "trying"
    IN_PROGRESS = "in_progress"
    RUNNING_OUT = "running_out"
    CHECK_FIRST = "check_first"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    DECLINED = "declined"
    NOT_SUITABLE = "not_suitable"
    WITHDRAWN = "withdrawn"
    DIED = "died"
    MOVED_AWAY = "moved_away"


class Closing(StrEnum):
    """A person's or worker's own end to a referral; each is also a status."""

    DECLINED = "declined"
    NOT_SUITABLE = "not_suitable"
    WITHDRAWN = "withdrawn"
    DIED = "died"
    MOVED_AWAY = "moved_away"

    @property
    def status(self) -> Status:
        """The status this closing shows as."""
        return Status(self.value)


class Method(StrEnum):
    """How the case itself ended: the prosecutor's or the court's decision, never the scheme's (rule 6)."""

    DISCONTINUED = "discontinued"
    WITHDRAWN = "withdrawn"
    NO_EVIDENCE = "no_evidence"
    EXCUSED = "excused"
    WENT_AHEAD = "went_ahead"
    PUT_OFF = "put_off"
    NOT_KNOWN = "not_known"

    @property
    def ends_the_charge(self) -> bool:
        """True where nothing of the charge is left to answer."""
        return self in {Method.DISCONTINUED, Method.WITHDRAWN, Method.NO_EVIDENCE}


STATUS_WORDS = {
    Status.NEW: ("New", "blue"),
    Status.TRYING: ("Trying to reach", "yellow"),
    Status.RUNNING_OUT: ("Running out of time", "orange"),
    Status.CHECK_FIRST: ("Check first", "yellow"),
    Status.COMPLETED: ("Completed", "green"),
    Status.NOT_COMPLETED: ("Not completed", "red"),
    Status.DECLINED: ("Declined", "grey"),
    Status.NOT_SUITABLE: ("Not suitable", "grey"),
    Status.WITHDRAWN: ("Withdrawn", "grey"),
    Status.DIED: ("Died", "grey"),
    Status.MOVED_AWAY: ("Moved away", "grey"),
}
METHOD_WORDS = {
    Method.DISCONTINUED: "Discontinued",
    Method.WITHDRAWN: "Withdrawn",
    Method.NO_EVIDENCE: "No evidence offered",
    Method.EXCUSED: "The court excused attendance",
    Method.WENT_AHEAD: "Went ahead",
    Method.PUT_OFF: "Put off",
    Method.NOT_KNOWN: "Not known",
}
# CJS result codes (domain rule 6); a method without codes needs none.
RESULT_CODES = {
    Method.DISCONTINUED: ("2053",),
    Method.WITHDRAWN: ("2051", "2063", "2094"),
    Method.NO_EVIDENCE: ("2050",),
}


def tag(status: Status, done: int, total: int) -> tuple[str, str]:
    """The tag of a status: its words and its colour. In time, it is the count itself: "1 of 2"."""
    return STATUS_WORDS.get(status) or (f"{done} of {total}", "blue")


def days_chip(days: int) -> tuple[str, str]:
    """The chip for calendar days left: grey over 14, yellow 8 to 14, orange 3 to 7, red 2 or fewer."""
    colour = "grey" if days > 14 else "yellow" if days > 7 else "orange" if days > 2 else "red"
    return (f"{days} day left" if days == 1 else f"{days} days left"), colour
