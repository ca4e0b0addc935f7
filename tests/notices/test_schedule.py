"""What is proposed for a court day, and what may go by itself: off unless switched on, and never past a doubt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from casework.kernel.database import db, reading, transaction
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from notices import jobs, services
from notices.models import GoesAlone, Notice
from notices.rules import Statement
from notices.services.schedule import Proposal
from tests.notices.conftest import CPS, Thames
from tests.notices.papers import DAY, MISSED
from tests.notices.saying import SCHEME, Says, installed, unrecorded
from tests.support.application import Reader, hidden_fields

SignIn = Callable[[str], Reader]

BEFORE, NOON_TWO_BEFORE = datetime(2026, 10, 9, 9, tzinfo=UTC), datetime(2026, 10, 9, 11, tzinfo=UTC)
"""The court day is a Tuesday: two business days before it is the Friday, when noon in London is 11:00 UTC."""


@pytest.fixture
def says(thames: Thames, monkeypatch: pytest.MonkeyPatch) -> Says:
    monkeypatch.setattr("notices.gateway.document.pdf", lambda page: b"%PDF-1.7")
    thames.now = BEFORE
    return installed(thames.app)


def proposed(thames: Thames) -> list[Proposal]:
    with reading():
        return services.proposals(thames.team.agency_id, thames.now)


def done(thames: Thames, name: str = "Jo BROWN", reference: str = "K7Q3XWZ2") -> Statement:
    return replace(thames.about(name, reference), scheme=SCHEME)


def switch_on(thames: Thames) -> str:
    with transaction():
        made = services.allow_alone(
            scheme=SCHEME, court_code="B01ND00", by=thames.team.actor("administrator"), at=thames.now
        )
        return made.reference


def test_whoever_completed_is_proposed_at_once_and_everybody_else_from_noon_two_business_days_before(
    thames: Thames, says: Says
) -> None:
    first, second = done(thames), replace(done(thames, "Mia TAN", "M4T2XYZ9"), sentence=MISSED)
    third = unrecorded(done(thames, "Ana LIMA", "A4T2XYZ9"))
    says.say(first, second, third)
    (one,) = proposed(thames)
    assert (one.ready, one.check_first, one.url) == ((first.subject,), (), f"/court/B01ND00/{DAY}/tell")
    thames.now = NOON_TWO_BEFORE
    (one,) = proposed(thames)
    assert (set(one.ready), one.check_first) == ({first.subject, second.subject}, (third.subject,))
    assert one.words == (
        "Thames Magistrates' Court, Tue 13 Oct: 2 people to tell of and 1 to check first. Send by 2:00pm on Mon 12 Oct"
    )
    thames.now = datetime(2026, 10, 12, 13, 1, tzinfo=UTC)  # the last look has passed; until 2:30pm it counts (rule 20)
    assert proposed(thames)[0].words.endswith("Send it now: after 2:30pm it counts as sent on the next business day")
    thames.now = datetime(2026, 10, 12, 13, 31, tzinfo=UTC)
    assert "telephone as well" in proposed(thames)[0].words


@pytest.mark.sqlite
def test_told_is_not_proposed_again_and_what_changed_is_a_correction(thames: Thames, says: Says) -> None:
    said = done(thames)
    says.say(said)
    thames.tell(said)
    assert proposed(thames) == []
    thames.send()
    assert proposed(thames) == []
    says.say(replace(said, sentence=MISSED))
    thames.now = NOON_TWO_BEFORE
    (one,) = proposed(thames)
    assert one.corrections == one.ready == (said.subject,)
    assert "1 of them changed since told" in one.words


@pytest.mark.sqlite
def test_what_did_not_arrive_stays_proposed_until_told_another_way_and_never_goes_by_itself(
    thames: Thames, says: Says
) -> None:
    switch_on(thames)
    says.say(done(thames))
    thames.relay.refused = {CPS: "550 No such user"}
    assert jobs.run_due(lambda: thames.now, thames.mail) == 2
    for _ in range(2):
        thames.later(minutes=5)
        assert jobs.run_due(lambda: thames.now, thames.mail) == 0, "never sent again by itself"
    (one,) = proposed(thames)
    assert (len(one.ready), one.corrections, one.may_go_alone) == (1, (), False)
    thames.relay.refused = {}
    says.say(done(thames, "Mia TAN", "M4T2XYZ9"))
    assert [(len(one.ready), one.goes_alone) for one in proposed(thames)] == [(2, ("referral:M4T2XYZ9",))]
    assert jobs.run_due(lambda: thames.now, thames.mail) == 2, "somebody else of that day is not held up"
    assert [one.ready for one in proposed(thames)] == [("referral:K7Q3XWZ2",)]
    (refused,) = services.troubles(thames.team.agency_id, thames.now)
    with transaction():
        services.acknowledge_by_phone(refused.reference, who="Pat Lowe", by=thames.liaison, at=thames.now)
    assert proposed(thames) == []


@pytest.mark.sqlite
def test_told_complete_long_before_and_no_longer_so_is_put_right_at_once(thames: Thames, says: Says) -> None:
    thames.now = datetime(2026, 9, 21, 9, tzinfo=UTC)
    said = done(thames)
    says.say(said)
    thames.tell(said)
    thames.send()
    assert proposed(thames) == []
    says.say(replace(said, sentence=MISSED))
    assert proposed(thames)[0].corrections == (said.subject,)


@pytest.mark.sqlite
def test_nobody_is_proposed_of_whom_nothing_may_be_told_or_on_a_day_gone_by(thames: Thames, says: Says) -> None:
    says.say(replace(done(thames), may_share=False))
    assert proposed(thames) == []
    says.say(done(thames))
    thames.now = datetime(2026, 10, 14, 9, tzinfo=UTC)
    assert proposed(thames) == []


@pytest.mark.sqlite
def test_proposals_take_as_many_queries_for_thirty_as_for_two(thames: Thames, says: Says) -> None:
    thames.now, counts = NOON_TWO_BEFORE, []
    for people in (2, 30):
        says.say(*(done(thames, f"Jo{n} BROWN", f"REF{n:05}") for n in range(people)))
        asked: list[str] = []
        note = partial(_note, asked)
        event.listen(db.engine, "before_cursor_execute", note)
        assert len(proposed(thames)[0].ready) == people
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def _note(asked: list[str], _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    asked.append(statement)


def test_by_default_nothing_goes_by_itself(thames: Thames, says: Says) -> None:
    says.say(done(thames))
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    assert not proposed(thames)[0].may_go_alone
    assert db.session.scalars(db.select(Notice)).all() == []


def test_switched_on_a_completion_goes_at_once_and_once_and_it_is_on_record_who_allowed_it(
    thames: Thames, says: Says
) -> None:
    reference = switch_on(thames)
    says.say(done(thames))
    assert jobs.run_due(lambda: thames.now, thames.mail) == 2
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    assert len(thames.relay.letters) == 2
    assert thames.relay.letters[0]["From"] == "Lantern Project <notices@lantern.example.org>"
    with reading():
        rows = list(db.session.scalars(db.select(Notice)))
        assert {(row.went_alone, row.made_by_id, row.state) for row in rows} == {(True, None, "sent")}
        (one,) = db.session.scalars(db.select(Event).where(Event.record == f"goes-alone:{reference}"))
        assert (one.act, one.detail["alone"]) == ("configuration", "on")
        assert one.staff_id == thames.team.actor("administrator").staff_id


@pytest.mark.sqlite
def test_one_to_check_first_and_nothing_of_that_day_goes_by_itself(thames: Thames, says: Says) -> None:
    switch_on(thames)
    says.say(done(thames), unrecorded(done(thames, "Mia TAN", "M4T2XYZ9")))
    thames.now = NOON_TWO_BEFORE
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    assert not proposed(thames)[0].may_go_alone


@pytest.mark.sqlite
def test_another_scheme_that_day_a_correction_and_an_unchecked_address_wait_for_a_person(
    thames: Thames, says: Says
) -> None:
    switch_on(thames)
    other = replace(done(thames, "Mia TAN", "M4T2XYZ9"), scheme="scheme:ANOTHER2")
    said = done(thames)
    says.say(said, other)
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    says.now = {said.subject: said}
    thames.tell(said)
    thames.send()
    says.say(replace(said, sentence=MISSED))
    thames.now = NOON_TWO_BEFORE
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    thames.contact("cps", "CPS Wales", "wales@cps.example.org", verified=False)
    says.now = {other.subject: replace(other, scheme=SCHEME)}
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0


@pytest.mark.sqlite
def test_switched_off_between_issuing_and_leaving_it_stays(thames: Thames, says: Says) -> None:
    reference = switch_on(thames)
    says.say(done(thames))
    jobs.issue_alone(lambda: thames.now)
    with transaction():
        services.end_alone(reference, by=thames.team.actor("administrator"), at=thames.now)
    assert jobs.run_due(lambda: thames.now, thames.mail) == 0
    with reading():
        assert {row.state for row in db.session.scalars(db.select(Notice))} == {"person"}
        assert "may no longer go by itself" in services.troubles(thames.team.agency_id, thames.now)[0].words


def test_two_workers_issue_by_themselves_once(thames: Thames, says: Says) -> None:
    switch_on(thames)
    says.say(*(done(thames, f"Jo{n} BROWN", f"REF{n:05}") for n in range(3)))
    start = threading.Barrier(3)

    def work() -> None:
        with thames.app.app_context():
            start.wait()
            jobs.issue_alone(lambda: thames.now)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading():
        assert len(list(db.session.scalars(db.select(Notice)))) == 2


@pytest.mark.sqlite
def test_only_an_administrator_switches_it_on_once_and_only_where_somebody_is_told(thames: Thames, says: Says) -> None:
    with pytest.raises(NotFound), transaction():
        services.allow_alone(scheme=SCHEME, court_code="B01ND00", by=thames.liaison, at=thames.now)
    switch_on(thames)
    with pytest.raises(Refused, match="already"):
        switch_on(thames)
    administrator = thames.team.actor("administrator")
    for scheme, court, words in (("scheme:X", "B01ND00", "Choose a scheme"), (SCHEME, "B01MN00", "Nobody at this")):
        with pytest.raises(Refused, match=words), transaction():
            services.allow_alone(scheme=scheme, court_code=court, by=administrator, at=thames.now)
    with reading():
        assert len(list(db.session.scalars(db.select(GoesAlone)))) == 1


@pytest.mark.sqlite
def test_the_page_says_who_switched_it_on_and_switches_it_off(thames: Thames, says: Says, sign_in: SignIn) -> None:
    client, path = sign_in("administrator"), "/admin/notices/alone"
    assert "Nothing goes by itself" in client.get(path).text
    assert "Choose a court" in client.form(path, data={"scheme": SCHEME}).text
    assert client.form(path, data={"scheme": SCHEME, "court": "B01ND00"}).status_code == 303
    page = client.get(path).text
    assert "Safe Exit, Thames Magistrates&#39; Court" in page
    assert "Switched on by" in page
    with reading():
        end = f"{path}/{db.session.scalars(db.select(GoesAlone.reference)).one()}/end"
    assert client.post(end, data=hidden_fields(page, end)).status_code == 303
    assert "Nothing goes by itself" in client.get(path).text
