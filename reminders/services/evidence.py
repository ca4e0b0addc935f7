"""What is stored of the texts about appointments, read for a court: it changes nothing (promises T26 and P34)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select

from casework.kernel.database import db
from reminders.models import ProviderEvent, Text
from reminders.rules.life import TextState
from reminders.rules.proof import NOT_SENT, Proof, evidence


def proofs_of(appointment_ids: Collection[int]) -> dict[int, list[Proof]]:
    """By appointment, what is stored of each text about it, oldest first.

    "Delivered" rests on a stored report whose signature was checked when it came in, and on nothing else: not on the
    state of the text, and not on what the provider's list said later. Takes two queries, however many there are.
    """
    wanted = select(Text).where(Text.appointment_id.in_(appointment_ids)).order_by(Text.not_before, Text.id)
    texts = list(db.session.scalars(wanted))
    receipts = _receipts({text.token for text in texts})
    found: dict[int, list[Proof]] = {}
    for text in texts:
        assert text.appointment_id is not None  # noqa: S101 (it was asked for by its appointment)
        found.setdefault(text.appointment_id, []).append(_proof(text, receipts.get((text.token, text.provider_sid))))
    return found


def lines_of(proofs: Iterable[Proof]) -> list[str]:
    """One line for each text about an appointment: handed over, accepted, delivered, not known whether it arrived.

    Those that never left are one line at the end, with their number: they are no evidence of anything.
    """
    lines = [evidence(proof) for proof in proofs]
    never = [line for line in lines if line.endswith(NOT_SENT)]
    left = [line for line in lines if line not in never]
    return [*left, f"Texts about this meeting that were not sent: {len(never)}"] if never else left


def _receipts(tokens: Collection[str]) -> dict[tuple[str, str | None], datetime]:
    """By the text's own token and the provider's name for it, when the first signed receipt of delivery came in."""
    first = select(ProviderEvent.token, ProviderEvent.sid, func.min(ProviderEvent.received_at))
    rows = db.session.execute(
        first.where(ProviderEvent.token.in_(tokens), ProviderEvent.status.in_(("delivered", "read"))).group_by(
            ProviderEvent.token, ProviderEvent.sid
        )
    )
    return {(token, sid): at for token, sid, at in rows}


def _proof(text: Text, receipt_at: datetime | None) -> Proof:
    return Proof(
        kind=text.kind,
        state=TextState(text.state),
        handed_at=text.handed_at,
        accepted_at=text.accepted_at,
        receipt_at=receipt_at,
    )
