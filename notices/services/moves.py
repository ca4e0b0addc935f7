"""What is told of people who moved to another area, for every programme alike (domain rule 30)."""

from __future__ import annotations

from collections.abc import Collection

from casework.accounts.models import Agency
from casework.courts import services as courts
from casework.courts.models import Transfer
from casework.kernel.database import db
from notices.rules import Sentence, events


def transfer_words(people: Collection[int], *, agency_id: int) -> dict[int, Sentence]:
    """By person, who is responsible: the sender, the receiver, or that a transfer was recorded in error. Three queries.

    Nobody who never moved is in it.
    """
    moves, wrong = courts.transfers_of(people), courts.wrongly_transferred(people)
    if not moves and not wrong:
        return {}
    agency = db.session.get_one(Agency, agency_id).name
    taken_back = {person: events.transfer_in_error(sender=agency) for person in wrong}
    return taken_back | {person: _words(move, agency) for person, move in moves.items()}


def _words(move: Transfer, agency: str) -> Sentence:
    return events.transfer_words(
        sender=agency,
        receiver=move.contact.name,
        asked_on=move.asked_on,
        accepted_on=move.accepted_on,
        off_on=move.off_on,
    )
