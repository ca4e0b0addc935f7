"""The message that checks an address, under every fault of a relay, its worker killed at every step of handing it over.

It is the same claim, commit, hand over, record as a notice's: none goes twice, none is said sent that was not.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from casework.courts.models import CourtContact
from casework.kernel.database import db, reading, transaction
from notices import services
from notices.models import AddressCheck
from tests.notices.conftest import Thames
from tests.notices.killed import ADDRESS, START, STEPS
from tests.notices.test_kills import parent, run

pytestmark = pytest.mark.sqlite
OF_HANDING_OVER = STEPS[STEPS.index("claiming") :]


FAULTS: dict[str, dict[str, Any]] = {
    "sent": {},
    "refused": {"refused": "550 No such user"},
    "put off": {"refused": "451 Later"},
    "unknown": {"drop_at": "data"},
    "sent twice": {"doubled": True},
}
"""What the relay does, by what becomes of the message; one put off goes at the next try."""


def desk(turn: int) -> str:
    return f"desk{turn}@thames.example.org"


def ask(thames: Thames, turn: int) -> None:
    """One more desk, whose address is asked for now."""
    key = thames.contact("court", f"Desk {turn}", desk(turn), verified=False)
    by = thames.team.actor("administrator")
    with transaction():
        services.ask_address(db.session.get_one(CourtContact, key), by=by, at=START)


def fault(thames: Thames, turn: int, *, refused: str = "", drop_at: str = "", doubled: bool = False) -> None:
    relay = thames.relay
    relay.refused, relay.drop_at, relay.doubled = ({desk(turn): refused} if refused else {}), drop_at, doubled


def test_killed_at_every_step_no_checking_message_goes_twice_and_none_is_lost(thames: Thames) -> None:
    turn, became = 0, {}
    with parent(thames) as made:
        for step in OF_HANDING_OVER:
            turn += 1
            ask(thames, turn)
            assert run(made, turn, f"{ADDRESS}{step}", 1)
        for end, does in FAULTS.items():
            turn += 40  # whatever the dead left behind is over
            run(made, turn, ADDRESS, 1)
            became[desk(turn)] = end
            ask(thames, turn)
            fault(thames, turn, **does)
            run(made, turn, ADDRESS, 1)
            fault(thames, turn)
        run(made, turn + 80, ADDRESS, 1)
    judge(thames, became)


def judge(thames: Thames, became: dict[str, str]) -> None:
    """What the relay took, against what we say of each."""
    with reading():
        rows = {row.message_id: (row.email, row.state) for row in db.session.scalars(db.select(AddressCheck))}
    taken = Counter(thames.relay.taken)
    assert len(rows) == len(OF_HANDING_OVER) + len(FAULTS)
    assert set(taken) <= set(rows)
    assert max(taken.values()) == 1, "an address was asked twice"
    for key, (email, state) in rows.items():
        wanted = {"put off": "sent", "sent twice": "sent"}.get(became.get(email, ""), became.get(email))
        assert state == wanted if wanted else state in {"sent", "unknown"}
        assert state != "sent" or key in taken, "said sent, was not"
        assert state != "refused" or key not in taken, "said refused, was taken"
    copies = Counter(str(letter["Message-ID"]) for letter in thames.relay.letters)
    assert set(copies.values()) == {1, 2}, "a copy that a relay made has the Message-ID of the first"
