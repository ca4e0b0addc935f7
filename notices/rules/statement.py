"""What a programme says of one referral or order: a `Statement` that may be told, or `CheckFirst`, which may not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date, time

from casework.kernel.words import long_day
from notices.rules.life import Basis, ContactKind, agreement_needed
from notices.rules.sentences import Sentence, being_checked, do_not_report
from notices.rules.topics import ORDERS, Topic

CPS_AND_COURT = frozenset({ContactKind.CPS, ContactKind.COURT})


@dataclass(frozen=True, kw_only=True)
class About:
    """Whom a statement is about, by two identifiers and the hearing: nothing else of theirs is ever told.

    `subject` is "referral:K7Q3XWZ2" or "order:K7Q3XWZ2"; `name` is the name on the charge (domain rule 31);
    `hearing_time` is London wall time. `may_share` says that there is a live agreement to share, and `share_with`
    with whom; it is needed unless `basis` is a duty of the supervisor's or an information (domain rule 3).
    `scheme` is "scheme:K7Q3XWZ2" or "orders", by which an administrator's choice of who is told is found; `tells` whom
    the scheme tells where none was made.
    """

    subject: str
    person_id: int
    name: str
    date_of_birth: date | None
    police_reference: str
    court_code: str
    hearing_day: date | None
    hearing_time: time | None
    may_share: bool = False
    share_with: frozenset[ContactKind] = frozenset(ContactKind)
    basis: Basis = Basis.AGREEMENT
    scheme: str = ""
    tells: frozenset[ContactKind] = CPS_AND_COURT

    def may_tell(self, kind: ContactKind, *, already_told: bool = False, solicitor: bool = False) -> bool:
        """Whether this may be told to a contact of this kind (domain rule 3).

        A solicitor is agreed to by name and not by kind: `solicitor` says that this one is.
        """
        if not agreement_needed(self.basis, already_told=already_told):
            return True
        return solicitor if kind is ContactKind.SOLICITOR else self.may_share and kind in self.share_with


@dataclass(frozen=True, kw_only=True)
class Statement(About):
    """One person's sentence for a notice. `facts` are shown to staff before they send, and are never sent."""

    sentence: Sentence
    facts: tuple[str, ...] = ()
    topic: Topic = Topic.PROGRESS

    @property
    def digest(self) -> bytes:
        """A fingerprint of everything told, so that a later change can be seen without keeping it in the clear."""
        told = (
            self.name,
            self.date_of_birth,
            self.police_reference,
            self.hearing_day,
            self.hearing_time,
            self.sentence,
        )
        return hashlib.sha256("\x1f".join(str(part) for part in told).encode()).digest()

    def instead_of(self, told: str, digest: bytes, *, day: date | None) -> str:
        """What is to be said in place of what was told for a court `day`; empty where nothing has changed.

        Another sentence; or the same, where by the fingerprint a name, a birth date, a police reference or the time in
        court was put right since. A hearing on a later day is no change of what was told for the first.
        """
        if self.sentence != told:
            return self.sentence
        if self.hearing_day not in (None, day) or self.digest == digest:
            return ""
        born = long_day(self.date_of_birth) if self.date_of_birth else "not recorded"
        return f"{self.name}, date of birth {born}, police reference {self.police_reference or 'not recorded'}. {told}"


@dataclass(frozen=True, kw_only=True)
class CheckFirst(About):
    """A past appointment has no outcome: no result may be told until a person records it (domain rule 9).

    It has no sentence. `days` are the London days of the appointments nobody has recorded.
    """

    days: tuple[date, ...]

    @property
    def on_screen(self) -> str:
        """What staff see in place of a sentence: "Attendance on 9 October is not recorded. Do not report yet."."""
        return do_not_report(self.days)

    def as_being_checked(self) -> Statement:
        """The liaison's own separate text, which is not a result: attendance is being checked, not missed."""
        who = {field.name: getattr(self, field.name) for field in fields(About)}
        topic = Topic.ORDER_CHECKING if self.scheme == ORDERS else Topic.CHECKING
        return Statement(**who, sentence=being_checked(self.days), topic=topic)
