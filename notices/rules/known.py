"""What a contact knows of somebody, and whether it is still to be told: decided here, for lists and proposals alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from notices.rules.life import MAY_HAVE_GONE, WAITING, NoticeState

Key = tuple[int, str, date | None]
"""A contact, a subject such as "referral:K7Q3XWZ2", and a court day; an order's notices have the day they were made."""


@dataclass(frozen=True)
class Known:
    """One line of a notice: of whom, to whom, what (as a fingerprint), and how far it is known to have come.

    `completed` is whether it said so, where that was asked for; moments are UTC.
    """

    subject: str
    contact_id: int
    kind: str
    digest: bytes
    state: NoticeState
    sent_at: datetime | None
    seen_at: datetime | None
    day: date | None
    notice: str
    completed: bool = False

    @property
    def key(self) -> Key:
        """By which the last one counts."""
        return self.contact_id, self.subject, self.day

    @property
    def gone(self) -> bool:
        """It went, or may have gone: what is told next of this corrects it."""
        return self.seen_at is not None or self.state in MAY_HAVE_GONE

    @property
    def counts(self) -> bool:
        """It went, may have gone, or waits to go: what never left does not hide what did."""
        return self.gone or self.state in WAITING

    @property
    def stands(self) -> bool:
        """This contact knows it, or is about to; not where nobody can tell whether it went."""
        unsure = self.state is NoticeState.UNKNOWN and self.seen_at is None
        return self.counts and not unsure

    @property
    def settled(self) -> bool:
        """Telling it again is of no use: it stands, or no e-mail leaves here and somebody sends the paper by hand."""
        return self.stands or self.state is NoticeState.KEPT

    def takes_the_place_of(self, before: Known | None) -> bool:
        """Whether this later line says more than an earlier one: what never left does not hide what did."""
        return self.counts or before is None or not before.counts


def still_to_tell(last: Known | None, digest: bytes, *, agreed: bool) -> bool:
    """Whether a contact is still to be told this: it may be (domain rule 3), and has not been told exactly this.

    `agreed` says that it may be told without having been told before; a correction of something sent needs no
    agreement. What did not arrive, or nobody knows whether it did, is still to be told.
    """
    if not agreed and not (last is not None and last.gone):
        return False
    return last is None or not last.settled or last.digest != digest


def changed(last: Known | None, digest: bytes) -> bool:
    """Whether something that has gone would be said differently now (ux 2.6, wireframe 6)."""
    return last is not None and last.gone and last.digest != digest


def latest(lines: Iterable[Known]) -> Mapping[Key, Known]:
    """The last line of each contact, subject and court day, from lines in the order of their notices' numbers."""
    made: dict[Key, Known] = {}
    for line in lines:
        if line.takes_the_place_of(made.get(line.key)):
            made[line.key] = line
    return made
