"""What happened to somebody, as CPS and court are told of it: a death, an ending received, a move to another area.

Sentences like those of `notices.rules.sentences`: made from dates, counts and the names of services, never from notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from casework.kernel.words import joined, long_day
from notices.rules.sentences import Sentence


def has_died() -> Sentence:
    """What CPS and the court are told of a death, by a person's act (domain rule 30). No date, place or cause."""
    return Sentence("The scheme has recorded that this person has died.")


def order_has_died() -> Sentence:
    """What the court that made an order is told of a death, by a person's act (domain rule 30)."""
    return Sentence("The supervisor has recorded that this person has died.")


class Ending(StrEnum):
    """How the prosecutor ended a charge, as the scheme was told of it (domain rule 6)."""

    DISCONTINUED = "discontinued"
    WITHDRAWN = "withdrawn"
    NO_EVIDENCE = "no_evidence"


def endings_received(endings: Sequence[tuple[Ending, date, int]], *, of: int) -> Sentence:
    """That the scheme was told how the case ended: what was decided, on which day, for how many of the charges.

    It acknowledges a decision and makes none (domain rule 6). Its reference, which somebody typed, is not told.
    """
    if not endings or min(charges for _, _, charges in endings) < 1 or sum(charges for _, _, charges in endings) > of:
        raise ValueError("an ending covers at least one charge and no more than there are")
    said = joined([f"that {_ended(*one, of)}" for one in endings])
    return Sentence(f"The scheme has been told {said}. The scheme records that decision and did not make it.")


_WRONG = "was recorded in error."


def ending_in_error() -> Sentence:
    """What takes the place of a notice that an ending was received, when none was (domain rules 4 and 6)."""
    return Sentence(
        f"The scheme has no record that this case has ended. What an earlier notice said of an ending {_WRONG}"
    )


def death_in_error() -> Sentence:
    """What takes the place of a notice to the court that made an order, when nobody had died (domain rule 30)."""
    return Sentence(
        f"The supervisor has no record that this person has died. What an earlier notice said of a death {_WRONG}"
    )


def transfer_in_error(*, sender: str) -> Sentence:
    """What takes the place of a notice of a transfer, when none was asked for (domain rule 30)."""
    return Sentence(
        f"{sender} is responsible for this person, and has no transfer on record. What an earlier notice said of a "
        f"transfer {_WRONG}"
    )


def only_takes_back(said: str) -> bool:
    """Whether a sentence only says that an earlier notice was wrong: of use to whoever was told, and to nobody else."""
    return said.endswith(_WRONG)


def _ended(ending: Ending, decided_on: date, charges: int, of: int) -> str:
    which, day = _which(charges, of), long_day(decided_on)
    were = "was" if charges == 1 else "were"
    return {
        Ending.DISCONTINUED: f"the prosecutor discontinued {which} on {day}",
        Ending.WITHDRAWN: f"{which} {were} withdrawn on {day}",
        Ending.NO_EVIDENCE: f"no evidence was offered on {which} on {day}",
    }[ending]


def _which(charges: int, of: int) -> str:
    if charges < of:
        return f"{charges} of the {of} charges"
    return "the charge" if of == 1 else f"all {of} charges"


def transfer_asked(*, sender: str, receiver: str, asked_on: date) -> Sentence:
    """Somebody has moved: who was asked, and that the sender stays responsible until they accept (domain rule 30)."""
    return Sentence(
        f"{receiver} was asked on {long_day(asked_on)} to take this person over. "
        f"{sender} remains responsible until {receiver} accepts."
    )


def transfer_accepted(*, sender: str, receiver: str, accepted_on: date) -> Sentence:
    """The receiver has accepted, and is responsible from that day (domain rule 30)."""
    return Sentence(
        f"{receiver} accepted the transfer on {long_day(accepted_on)} and is responsible from that day. "
        f"{sender} was responsible until then."
    )


def transfer_off(*, sender: str, receiver: str, ended_on: date) -> Sentence:
    """Nobody took this person over: the sender is responsible, as before (domain rule 30)."""
    return Sentence(f"The transfer to {receiver} was called off on {long_day(ended_on)}. {sender} remains responsible.")


def transfer_words(
    *, sender: str, receiver: str, asked_on: date, accepted_on: date | None, off_on: date | None
) -> Sentence:
    """Who is responsible: the sender until the receiver accepted, or again once it was called off (domain rule 30)."""
    if accepted_on is not None:
        return transfer_accepted(sender=sender, receiver=receiver, accepted_on=accepted_on)
    if off_on is not None:
        return transfer_off(sender=sender, receiver=receiver, ended_on=off_on)
    return transfer_asked(sender=sender, receiver=receiver, asked_on=asked_on)
