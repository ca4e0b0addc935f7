"""The life of a notice: its states, who it goes to, and the words and colours a person sees (ux 3.4).

A notice is claimed, then marked handed before the first byte leaves, then recorded as what the relay answered. What
was handed and never answered is `unknown`: it is shown to a person and never sent again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoticeState(StrEnum):
    """Where a notice stands with the mail relay. Whether it was seen is a record of its own, not a state."""

    TO_SEND = "to_send"
    CLAIMED = "claimed"
    HANDED = "handed"
    SENT = "sent"
    KEPT = "kept"
    REFUSED = "refused"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"
    PERSON = "person"
    DROPPED = "dropped"


class NoticeKind(StrEnum):
    """What a notice is about; it decides the subject, the heading and who may send it."""

    RESULTS = "results"
    ORDER = "order"
    OPINION = "opinion"
    CHECKING = "checking"
    ORDER_CHECKING = "order_checking"
    ENDING = "ending"
    DEATH = "death"
    TRANSFER = "transfer"


class ContactKind(StrEnum):
    """Who is told: a prosecutor's office, a court, the police, or the solicitor she agreed to (domain rule 3).

    A service of another area is asked to take somebody over; no notice goes to one by itself.
    """

    CPS = "cps"
    COURT = "court"
    POLICE = "police"
    SOLICITOR = "solicitor"
    SERVICE = "service"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return _CONTACT_WORDS[self]


_CONTACT_WORDS = {
    ContactKind.CPS: "CPS",
    ContactKind.COURT: "Court",
    ContactKind.POLICE: "Police",
    ContactKind.SOLICITOR: "Defence solicitor",
    ContactKind.SERVICE: "Service of another area",
}


class Basis(StrEnum):
    """Why a disclosure is lawful without asking again: her agreement, or a duty that does not rest on it (rule 3)."""

    AGREEMENT = "agreement"
    SUPERVISOR = "supervisor"
    INFORMATION = "information"
    CORRECTION = "correction"
    """Not a statement's own: something sent is put right though the agreement it rested on was withdrawn."""

    @property
    def words(self) -> str:
        """As shown to staff, and as the disclosure is explained."""
        return _BASIS_WORDS[self]


_BASIS_WORDS = {
    Basis.AGREEMENT: "The person’s agreement to share",
    Basis.SUPERVISOR: "The supervisor’s duty to the court that made the order",
    Basis.INFORMATION: "The supervisor’s opinion, and the information that must follow it",
    Basis.CORRECTION: "A correction of something already sent",
}


class Tab(StrEnum):
    """The four lists of the notices page, as its address says them."""

    TO_SEND = "to-send"
    SENT = "sent"
    NOT_DELIVERED = "not-delivered"
    ACKNOWLEDGED = "acknowledged"


TOLD_BY_KIND: dict[NoticeKind, tuple[ContactKind, ...]] = {
    NoticeKind.RESULTS: (ContactKind.CPS, ContactKind.COURT),
    NoticeKind.CHECKING: (ContactKind.CPS, ContactKind.COURT),
    NoticeKind.ORDER_CHECKING: (ContactKind.COURT,),
    NoticeKind.ORDER: (ContactKind.COURT,),
    NoticeKind.OPINION: (ContactKind.COURT,),
    NoticeKind.ENDING: (ContactKind.CPS, ContactKind.COURT),
    NoticeKind.DEATH: (ContactKind.CPS, ContactKind.COURT),
    NoticeKind.TRANSFER: (ContactKind.CPS, ContactKind.COURT),
}
BEING_CHECKED = frozenset({NoticeKind.CHECKING, NoticeKind.ORDER_CHECKING})
"""The liaison's own: that an attendance is being checked, never what came of it (domain rule 9)."""
OPEN = frozenset({NoticeState.CLAIMED, NoticeState.HANDED})
WAITING = frozenset({NoticeState.TO_SEND, NoticeState.CLAIMED})
MAY_HAVE_GONE = frozenset({NoticeState.SENT, NoticeState.HANDED, NoticeState.UNKNOWN})
TROUBLED = frozenset({NoticeState.REFUSED, NoticeState.BOUNCED, NoticeState.UNKNOWN, NoticeState.PERSON})
"""What a person must see to: it is not known to have arrived, and nothing sends it again by itself."""
TAB_STATES: dict[Tab, frozenset[NoticeState]] = {
    Tab.TO_SEND: frozenset({NoticeState.TO_SEND, *OPEN}),
    Tab.SENT: frozenset({NoticeState.SENT}),
    Tab.NOT_DELIVERED: frozenset({*TROUBLED, NoticeState.KEPT}),
}
TAB_WORDS: dict[Tab, str] = {
    Tab.TO_SEND: "To send",
    Tab.SENT: "Sent",
    Tab.NOT_DELIVERED: "Not delivered",
    Tab.ACKNOWLEDGED: "Acknowledged",
}


@dataclass(frozen=True)
class Standing:
    """What the page says of a notice: the word of its tag, the colour, and one sentence of what that means."""

    word: str
    colour: str
    meaning: str


STANDINGS: dict[NoticeState, Standing] = {
    NoticeState.TO_SEND: Standing("To send", "yellow", "Waiting to go. It goes within a minute or two."),
    NoticeState.CLAIMED: Standing("To send", "yellow", "It is being made ready to go."),
    NoticeState.HANDED: Standing("Sending", "blue", "It is being handed to the mail server now."),
    NoticeState.SENT: Standing("Sent", "blue", "The mail server took it. Nobody has yet said that they have seen it."),
    NoticeState.KEPT: Standing(
        "Not e-mailed",
        "red",
        "No e-mail is set up, so it has not left Waymark. Download the document and send it yourself.",
    ),
    NoticeState.REFUSED: Standing("Not delivered", "red", "The mail server refused it. Tell them by telephone."),
    NoticeState.BOUNCED: Standing(
        "Came back",
        "red",
        "The mail server took it, and it came back. Tell them by telephone, and check the address at Contacts.",
    ),
    NoticeState.UNKNOWN: Standing(
        "Not known if sent",
        "red",
        "We cannot tell whether it went. Telephone and ask. It will not be sent again by itself.",
    ),
    NoticeState.PERSON: Standing(
        "Not delivered", "red", "It did not go. Read what went wrong, then tell them another way where you may."
    ),
    NoticeState.DROPPED: Standing("Not sent", "grey", "It was replaced before it went."),
}
ACKNOWLEDGED = Standing("Acknowledged", "green", "They have said that they have seen it.")
TOLD_OTHERWISE = Standing(
    "Told another way", "green", "It did not reach them by e-mail. Somebody told them another way."
)
CHANGED = Standing("Changed since told", "orange", "What we would say now differs from what was sent.")
CORRECTED = Standing("Corrected", "grey", "A later notice replaces this one.")


BY_LINK, BY_PHONE, BY_REPEAT = "link", "phone", "repeat"


def standing(
    state: NoticeState, *, acknowledged: bool = False, how: str = "", changed: bool = False, replaced: bool = False
) -> Standing:
    """The one tag a notice shows, the most telling first: changed since told, corrected, acknowledged, then its state.

    A notice that never left stays what it is, whatever has changed since: there is nothing to correct. `how` says how
    it was acknowledged. Only its own link proves that one which did not go arrived; by telephone they were told
    another way, and nothing says that they saw it (promises P34).
    """
    if acknowledged or state in MAY_HAVE_GONE:
        for holds, word in ((changed, CHANGED), (replaced, CORRECTED), (acknowledged, _acknowledged(state, how))):
            if holds:
                return word
    return STANDINGS[state]


def _acknowledged(state: NoticeState, how: str) -> Standing:
    return ACKNOWLEDGED if state in MAY_HAVE_GONE or how == BY_LINK else TOLD_OTHERWISE


def agreement_needed(basis: Basis, *, already_told: bool) -> bool:
    """Whether a live agreement to share is needed (domain rule 3).

    It is not for the supervisor's compliance notice, an information, or a correction of something already sent.
    """
    return basis is Basis.AGREEMENT and not already_told
