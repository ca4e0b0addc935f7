"""Between issuing and leaving the world moves on: what would no longer be said does not go (domain rules 3 and 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from casework.kernel.database import db, transaction
from notices import services
from notices.models import Notice
from notices.rules import NoticeKind, Statement
from notices.services import last_look
from tests.notices.conftest import Thames
from tests.notices.papers import DAY, MISSED
from tests.notices.saying import Says, installed, unrecorded


@pytest.fixture
def says(thames: Thames, monkeypatch: pytest.MonkeyPatch) -> Says:
    monkeypatch.setattr("notices.gateway.document.pdf", lambda page: b"%PDF-1.7")
    return installed(thames.app)


def waiting(thames: Thames, says: Says, **changes: Any) -> tuple[Statement, list[str]]:
    said = thames.about()
    says.say(said)
    return said, thames.tell(said, **changes)


def test_an_outcome_taken_back_before_it_leaves_stops_it(thames: Thames, says: Says) -> None:
    said, references = waiting(thames, says)
    says.say(unrecorded(said))
    assert thames.send() == 0
    for reference in references:
        notice = thames.notice(reference)
        assert (notice.state, notice.quarantine_reason) == ("person", last_look.UNRECORDED)
    says.say(said)
    thames.later(hours=1)
    assert thames.send() == 0, "stopped is stopped: a person tells afresh"
    assert thames.relay.letters == []


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"sentence": MISSED}, last_look.CHANGED, id="an attendance corrected"),
        pytest.param({"police_reference": "01HT7654326"}, last_look.CHANGED, id="the wrong reference put right"),
        pytest.param({"hearing_day": None}, last_look.CHANGED, id="the hearing moved"),
        pytest.param({"may_share": False}, last_look.WITHDRAWN, id="the agreement withdrawn"),
    ],
)
def test_what_changed_before_it_leaves_stops_it(thames: Thames, says: Says, change: Any, reason: str) -> None:
    said, (first, second) = waiting(thames, says)
    says.say(replace(said, **change))
    assert thames.send() == 0
    assert {thames.notice(each).quarantine_reason for each in (first, second)} == {reason}
    assert thames.relay.letters == []


@pytest.mark.sqlite
def test_what_stands_goes_and_nothing_of_it_is_changed_by_the_look(thames: Thames, says: Says) -> None:
    waiting(thames, says)
    assert thames.send() == 2


@pytest.mark.sqlite
def test_that_attendance_is_being_checked_goes_while_it_is_and_not_once_it_is_recorded(
    thames: Thames, says: Says
) -> None:
    said = thames.about()
    check = unrecorded(said)
    says.say(check)
    thames.tell(check.as_being_checked(), kind=NoticeKind.CHECKING)
    assert thames.send() == 2
    thames.tell(replace(check, days=(*check.days, DAY)).as_being_checked(), kind=NoticeKind.CHECKING)
    says.say(said)
    assert thames.send() == 0


@pytest.mark.sqlite
def test_a_correction_goes_although_the_agreement_was_withdrawn(thames: Thames, says: Says) -> None:
    said, _ = waiting(thames, says)
    thames.send()
    corrected = replace(said, sentence=MISSED, may_share=False)
    says.say(corrected)
    thames.tell(corrected)
    assert thames.send() == 2


@pytest.mark.sqlite
def test_put_off_for_longer_than_it_is_of_use_a_person_is_told(thames: Thames, says: Says) -> None:
    thames.relay.refused = dict.fromkeys(("results@cps.example.org", "list@thames.example.org"), "451 Later")
    _, (reference, _) = waiting(thames, says)
    thames.send()
    assert thames.notice(reference).state == "to_send"
    thames.later(hours=2)
    (one, _) = services.troubles(thames.team.agency_id, thames.now)
    assert one.words.startswith("Notice 1 to CPS London North: Thames Magistrates' Court, Tue 13 Oct. Not gone yet.")
    thames.relay.refused = {}
    thames.now += timedelta(days=2)
    assert thames.send() == 0
    assert thames.notice(reference).quarantine_reason == last_look.TOO_LATE


@pytest.mark.sqlite
def test_a_reminder_of_what_no_longer_holds_does_not_go(thames: Thames, says: Says) -> None:
    said, (reference, _) = waiting(thames, says)
    thames.send()
    with transaction():
        made = services.remind(reference, by=thames.liaison, at=thames.now).reference
    says.say(replace(said, sentence=MISSED))
    assert thames.send() == 0
    assert thames.notice(made).quarantine_reason == last_look.CHANGED
    assert len(thames.relay.letters) == 2


@pytest.mark.sqlite
def test_every_look_asks_each_programme_once(thames: Thames, says: Says) -> None:
    people = [thames.about(f"Jo{n} BROWN", f"REF{n:05}") for n in range(8)]
    says.say(*people)
    thames.tell(*people)
    says.asked = 0
    thames.send()
    assert says.asked == 2  # once for each of the two notices, whoever stands in them
    with transaction():
        assert {row.state for row in db.session.scalars(db.select(Notice))} == {"sent"}
