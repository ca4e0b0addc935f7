"""What a statement is about: it decides the notice it stands in, and who is usually told (ux 3.5, domain rule 30)."""

from __future__ import annotations

from enum import StrEnum

from notices.rules.life import ContactKind, NoticeKind

ORDERS = "orders"
"""The name under which what is chosen for Engagement and Support Orders is kept; a scheme has its own."""


class Topic(StrEnum):
    """One kind of telling. An administrator chooses for each, by scheme, which kinds of contact are told."""

    COMPLETED = "completed"
    PROGRESS = "progress"
    NOT_COMPLETED = "not_completed"
    NOT_TAKEN_UP = "not_taken_up"
    WITHDREW = "withdrew"
    CHECKING = "checking"
    ORDER_CHECKING = "order_checking"
    ENDING = "ending"
    DIED = "died"
    TRANSFER = "transfer"
    ORDER_COMPLIED = "order_complied"
    ORDER_PROGRESS = "order_progress"
    OPINION = "opinion"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _WORDS[self]

    @property
    def kind(self) -> NoticeKind:
        """The kind of notice it stands in."""
        return _KINDS.get(self, NoticeKind.RESULTS)


_WORDS = {
    Topic.COMPLETED: "Completed",
    Topic.PROGRESS: "Not yet completed",
    Topic.NOT_COMPLETED: "Not completed",
    Topic.NOT_TAKEN_UP: "Did not take up, or not suitable",
    Topic.WITHDREW: "Withdrew from the scheme",
    Topic.CHECKING: "Attendance is being checked",
    Topic.ORDER_CHECKING: "Attendance at a meeting is being checked",
    Topic.ENDING: "Discontinuance, withdrawal or no evidence offered, as received",
    Topic.DIED: "Died",
    Topic.TRANSFER: "Transfer to another area",
    Topic.ORDER_COMPLIED: "Order complied with",
    Topic.ORDER_PROGRESS: "Order in progress, or its date passed",
    Topic.OPINION: "The supervisor’s opinion",
}
_KINDS = {
    Topic.CHECKING: NoticeKind.CHECKING,
    Topic.ORDER_CHECKING: NoticeKind.ORDER_CHECKING,
    Topic.ENDING: NoticeKind.ENDING,
    Topic.DIED: NoticeKind.DEATH,
    Topic.TRANSFER: NoticeKind.TRANSFER,
    Topic.ORDER_COMPLIED: NoticeKind.ORDER,
    Topic.ORDER_PROGRESS: NoticeKind.ORDER,
    Topic.OPINION: NoticeKind.OPINION,
}
OF_A_SCHEME = (
    Topic.COMPLETED,
    Topic.PROGRESS,
    Topic.NOT_COMPLETED,
    Topic.NOT_TAKEN_UP,
    Topic.WITHDREW,
    Topic.CHECKING,
    Topic.ENDING,
    Topic.DIED,
    Topic.TRANSFER,
)
OF_ORDERS = (Topic.ORDER_COMPLIED, Topic.OPINION, Topic.DIED, Topic.TRANSFER)
CHOICES = (ContactKind.CPS, ContactKind.COURT, ContactKind.POLICE, ContactKind.SOLICITOR)
"""Whom an administrator may choose. A solicitor is only ever told of those who agreed to it (domain rule 3)."""
MUST = {Topic.ORDER_COMPLIED: ContactKind.COURT, Topic.OPINION: ContactKind.COURT}
"""What the law asks to be told whom: it cannot be chosen away (domain rules 15 and 16)."""


def usual(topic: Topic, tells: frozenset[ContactKind]) -> frozenset[ContactKind]:
    """Who is told where nobody has chosen: those the scheme tells, and the solicitor she agreed to where there is one;
    for an order the court that made it."""
    if topic.kind in (NoticeKind.ORDER, NoticeKind.OPINION, NoticeKind.ORDER_CHECKING):
        return frozenset({ContactKind.COURT})
    return tells | {ContactKind.SOLICITOR}


def choice_faults(topic: Topic, kinds: frozenset[ContactKind], *, orders: bool) -> str:
    """What cannot be chosen, with how to put it right; empty when it can be."""
    if strange := kinds - set(CHOICES):
        return f"{min(strange).words} cannot be told by a notice"
    must = MUST.get(topic)
    if must is not None and must not in kinds:
        return f"“{topic.words}” always goes to the court. Tick Court"
    if orders and topic in MUST and kinds - {ContactKind.COURT}:
        return f"“{topic.words}” goes to the court alone. Leave the others"
    return ""
