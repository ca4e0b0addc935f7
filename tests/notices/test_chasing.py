"""Nobody has said that they saw it: chased after one business day, reminded when pressed. What came back is seen to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from casework.kernel.database import reading, transaction
from casework.kernel.refused import NotFound, Refused
from notices import services
from notices.rules import Statement
from tests.notices.conftest import CPS, Thames
from tests.notices.papers import MISSED
from tests.notices.saying import Says, installed
from tests.notices.test_sending import text_of
from tests.support.application import Reader, hidden_fields

LATER_COURT = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)
"""A Friday at 10:00am in London; the court day is the Tuesday after."""


@pytest.fixture
def says(thames: Thames, monkeypatch: pytest.MonkeyPatch) -> Says:
    monkeypatch.setattr("notices.gateway.document.pdf", lambda page: b"%PDF-1.7")
    thames.now = LATER_COURT
    return installed(thames.app)


def sent(thames: Thames, says: Says, **changes: Any) -> tuple[Statement, str, str]:
    said = thames.about()
    says.say(said)
    cps, court = thames.tell(said, **changes)
    thames.send()
    return said, cps, court


def chased(thames: Thames) -> list[str]:
    with reading():
        return [one.words for one in services.chase(thames.team.agency_id, thames.now)]


def remind(thames: Thames, reference: str) -> str:
    with transaction():
        return services.remind(reference, by=thames.liaison, at=thames.now).reference


def test_chased_after_one_business_day_reminded_and_chased_again(thames: Thames, says: Says) -> None:
    _, cps, court = sent(thames, says)
    thames.later(hours=71)
    assert chased(thames) == []
    thames.later(hours=2)
    words = chased(thames)
    assert words[0] == (
        "Notice 1 to CPS London North: Thames Magistrates' Court, Tue 13 Oct, 1 person. "
        "Sent Fri 9 Oct, 10:00am, not acknowledged."
    )
    assert len(words) == 2
    again = remind(thames, cps)
    assert len(chased(thames)) == 1, "not while its reminder is on its way"
    thames.send()
    letter = thames.relay.letters[-1]
    assert letter["Subject"].startswith("Reminder of notice 1: Scheme results, Thames")
    assert letter["Message-ID"] == f"<notice.{again}@lantern.example.org>"
    assert "This repeats notice 1, issued at 10:00am on 9 October 2026. Nothing that it said has changed." in text_of(
        letter
    )
    assert len(chased(thames)) == 1
    thames.now = datetime(2026, 10, 12, 13, 1, tzinfo=UTC)  # the last look before the court day
    assert "1 reminder, not acknowledged" in " ".join(chased(thames))
    thames.now = datetime(2026, 10, 13, 23, 30, tzinfo=UTC)
    assert chased(thames) == [], "after the court day there is nothing to chase"
    assert thames.notice(court).repeats_id is None


@pytest.mark.sqlite
def test_the_link_of_a_reminder_says_the_first_was_seen_too_and_nothing_is_chased(
    thames: Thames, says: Says, client: Reader
) -> None:
    _, cps, _ = sent(thames, says)
    again = remind(thames, cps)
    thames.send()
    key = thames.notice(again).seen_key
    assert key != thames.notice(cps).seen_key
    assert client.form(f"/seen/{key}").status_code == 303
    first, second = thames.notice(cps), thames.notice(again)
    assert (first.acknowledged_how, second.acknowledged_how) == ("repeat", "link")
    thames.later(days=3)
    assert all("Notice 1 " not in words for words in chased(thames))


@pytest.mark.sqlite
def test_a_correction_after_a_reminder_names_the_first_and_the_reminder_is_corrected_with_it(
    thames: Thames, says: Says
) -> None:
    said, cps, _ = sent(thames, says)
    again = remind(thames, cps)
    thames.send()
    changed = replace(said, sentence=MISSED)
    says.say(changed)
    (made, _) = thames.tell(changed)
    assert thames.notice(made).replaces_id == thames.notice(cps).id
    thames.send()
    with reading():
        for reference in (cps, again):
            assert services.whole(reference, by=thames.liaison, at=thames.now).standing.word == "Corrected"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"sentence": MISSED}, "Send the correction instead", id="what it said changed"),
        pytest.param({"may_share": False}, "withdrawn the agreement", id="the agreement was withdrawn: no correction"),
    ],
)
def test_no_reminder_of_what_may_not_be_said_again(thames: Thames, says: Says, change: Any, words: str) -> None:
    said, cps, _ = sent(thames, says)
    says.say(replace(said, **change))
    with pytest.raises(Refused, match=words):
        remind(thames, cps)


@pytest.mark.sqlite
def test_no_reminder_of_a_reminder_of_what_was_seen_or_of_what_never_went(thames: Thames, says: Says) -> None:
    _, cps, court = sent(thames, says)
    again = remind(thames, cps)
    with pytest.raises(Refused, match="already on its way"):
        remind(thames, cps)
    with pytest.raises(Refused, match="itself a reminder"):
        remind(thames, again)
    with transaction():
        services.acknowledge_by_phone(court, who="Pat Lowe", by=thames.liaison, at=thames.now)
    with pytest.raises(Refused, match="nothing to remind"):
        remind(thames, court)
    with pytest.raises(NotFound):
        remind(thames, "AAAAAAAA")


@pytest.mark.sqlite
def test_one_press_on_the_page_and_a_refusal_is_said_there(thames: Thames, says: Says, sign_in: Any) -> None:
    said, cps, _ = sent(thames, says)
    client, page, path = sign_in("liaison"), f"/notices/{cps}", f"/notices/{cps}/reminder"
    hidden = hidden_fields(client.get(page).text, path)
    answer = client.post(path, data=hidden)
    assert answer.status_code == 303
    assert "Repeats" in client.get(answer.location).text
    assert client.post(path, data=hidden).location == answer.location, "pressed twice it goes once"
    again = client.post(path, data={**hidden, "form_key": "k" * 24})
    assert "A reminder is already on its way" in again.text
    says.say(replace(said, sentence=MISSED))
    assert "Send a reminder" not in client.get(page).text


def test_a_notice_that_came_back_is_not_delivered_until_they_are_told_another_way(thames: Thames, says: Says) -> None:
    _, cps, _ = sent(thames, says)
    with transaction():
        services.came_back(cps, why="The mailbox is full", by=thames.liaison, at=thames.now)
    notice = thames.notice(cps)
    assert (notice.state, notice.came_back_at, notice.answer) == ("bounced", thames.now, "The mailbox is full")
    assert notice.sent_at is not None, "that the relay took it stays on record"
    with reading():
        (one,) = services.troubles(thames.team.agency_id, thames.now)
        assert services.last_told("referral:K7Q3XWZ2", agency_id=thames.team.agency_id) is not None  # the court was
    assert "Came back. The mailbox is full." in one.words
    with transaction():
        services.acknowledge_by_phone(cps, who="Pat Lowe", by=thames.liaison, at=thames.now)
    with reading():
        assert services.troubles(thames.team.agency_id, thames.now) == []
        assert services.whole(cps, by=thames.liaison, at=thames.now).standing.word == "Told another way"
    with pytest.raises(Refused, match="did not come back"), transaction():
        services.came_back(cps, why="x", by=thames.liaison, at=thames.now)


@pytest.mark.sqlite
def test_what_came_back_is_told_afresh_as_a_first_telling_and_the_trouble_ends(thames: Thames, says: Says) -> None:
    said, cps, _ = sent(thames, says)
    with transaction():
        services.came_back(cps, why="The mailbox is full", by=thames.liaison, at=thames.now)
    (again,) = thames.tell(said)
    assert thames.notice(again).replaces_id is None
    thames.send()
    assert services.troubles(thames.team.agency_id, thames.now) == []


@pytest.mark.sqlite
def test_refused_by_one_of_two_is_a_trouble_of_that_one_alone(thames: Thames, says: Says) -> None:
    thames.relay.refused = {CPS: "550 No such user"}
    sent(thames, says)
    (one,) = services.troubles(thames.team.agency_id, thames.now)
    assert "to CPS London North" in one.words
    assert one.words.endswith("Not delivered. 550 No such user.")
    states = services.states_of(["referral:K7Q3XWZ2"], agency_id=thames.team.agency_id)["referral:K7Q3XWZ2"]
    assert [(each.kind, each.standing.word) for each in states] == [("cps", "Not delivered"), ("court", "Sent")]


@pytest.mark.sqlite
def test_the_form_for_what_came_back_offers_reasons_and_takes_no_free_text(
    thames: Thames, says: Says, sign_in: Any
) -> None:
    _, cps, _ = sent(thames, says)
    client = sign_in("liaison")
    path = f"/notices/{cps}/came-back"
    assert "Choose what the message says" in client.form(path, data={}).text
    assert client.form(path, data={"why": "full"}).status_code == 303
    assert "Came back" in client.get(f"/notices/{cps}").text
    with time_machine.travel(thames.now):
        assert "See to these (1)" in sign_in("liaison").get("/notices?state=not-delivered").text


def test_what_changed_since_is_not_offered_to_be_repeated(thames: Thames, says: Says) -> None:
    """The row says why, and what to do instead, before anybody presses."""
    said, cps, _court = sent(thames, says)
    thames.later(hours=73)

    def looked_at() -> list[str]:
        with reading():
            agency = thames.team.agency_id
            return [
                one.no_reminder
                for one in services.looked_at(services.chase(agency, thames.now), agency_id=agency, at=thames.now)
            ]

    assert looked_at() == ["", ""]
    says.say(replace(said, sentence=MISSED))
    assert looked_at() == ["What it says of somebody has changed since. Send the correction instead"] * 2
    with time_machine.travel(thames.now, tick=False):
        client = thames.team.sign_in("liaison")
        listed = client.get("/notices?state=sent").text
        today = client.get("/today").text
    assert "Send the correction instead." in listed
    assert f"/notices/{cps}/reminder" not in listed
    assert "9 Oct, 10:00am" in today
