"""A late answer to a hand-over that was given up as unknown, and an agreement withdrawn while a notice waited."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest

from casework.kernel.database import reading, transaction
from casework.kernel.handover import take_back
from diversion import services as diversion
from notices import jobs
from notices.gateway.letter import Letter
from notices.gateway.mail import Relay
from notices.rules.answers import Answer, Outcome
from notices.services.sending import Sending
from tests.diversion.conftest import Case, on
from tests.notices.conftest import Thames
from tests.notices.test_whole_way import FIRST, SECOND, case, notices  # noqa: F401
from tests.support import smtp


class Slow:
    """A server whose answer comes when another worker has long taken the hand-over for lost."""

    def __init__(self, thames: Thames, outcome: Outcome) -> None:
        self.thames, self.outcome = thames, outcome

    def hand(self, letter: Letter) -> Answer:
        take_back(Sending(self), self.thames.now + timedelta(minutes=3))
        return Answer(self.outcome, "words")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        pytest.param(Outcome.ACCEPTED, "sent", id="its own answer is evidence"),
        pytest.param(Outcome.REFUSED, "refused", id="nobody has it"),
        pytest.param(Outcome.LATER, "unknown", id="what was not known is never sent again by itself"),
        pytest.param(Outcome.UNKNOWN, "unknown", id="nothing is proved"),
    ],
)
def test_a_late_answer_settles_what_was_given_up(thames: Thames, outcome: Outcome, state: str) -> None:
    (first, _) = thames.tell(thames.about())
    jobs.run_due(lambda: thames.now, Slow(thames, outcome))
    assert thames.state(first) == state


def test_withdrawn_while_it_waited_it_does_not_go_and_says_why(case: Case, relay: smtp.Relayed) -> None:  # noqa: F811
    case.share()
    case.attend(1, FIRST)
    case.attend(2, SECOND)
    told = on(SECOND, 18)
    with transaction():
        diversion.tell([case.referral], by=case.robin, at=told)
    with transaction():
        diversion.withdraw_sharing(case.referral, by=case.robin, at=told + dt.timedelta(minutes=1))
    mail = Relay(host="127.0.0.1", port=relay.port, from_address="notices@lantern.example.org")
    jobs.run_due(lambda: told + dt.timedelta(minutes=2), mail)
    assert relay.recipients == []
    assert {one.state for one in notices()} == {"person"}
    with reading():
        assert all("withdrawn" in (one.quarantine_reason or "") for one in notices())
