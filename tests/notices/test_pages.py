"""The pages of notices, as staff and as a court see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask, g

from casework.kernel.database import db, reading
from casework.kernel.models import Event
from notices import jobs, services
from notices.rules import CheckFirst, Sentence, Statement
from notices.services import records
from tests.notices.conftest import CPS, Thames
from tests.notices.papers import COMPLETED, MISSED, told
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

SignIn = Callable[..., Reader]


@pytest.fixture(autouse=True)
def at_noon(thames: Thames) -> object:
    with time_machine.travel(thames.now, tick=False) as travelled:
        yield travelled


def test_the_lists_are_links_that_say_how_many(thames: Thames, sign_in: SignIn) -> None:
    client = sign_in("liaison")
    empty = client.get("/notices")
    assert "Nothing waits to be sent." in empty.text
    thames.tell(thames.about())
    page = client.get("/notices").text
    assert "To send (2)" in page
    assert "Scheme results, Thames Magistrates&#39; Court, 13 October 2026 (1)" in page
    thames.relay.refused = {CPS: "550 No such user"}
    thames.send()
    assert "Sent (1)" in client.get("/notices?state=sent").text
    not_delivered = client.get("/notices?state=not-delivered").text
    assert "Not delivered (1)" in not_delivered
    assert "550 No such user" in not_delivered


@pytest.mark.parametrize("asked", ["nonsense", "", "sent&before=0", "sent&before=99999999999", "sent&before=x"])
def test_a_list_that_does_not_exist_is_the_nearest_that_does(thames: Thames, sign_in: SignIn, asked: str) -> None:
    assert sign_in("liaison").get(f"/notices?state={asked}").status_code == 200


def test_a_long_list_is_read_page_by_page_and_counted_as_far_as_is_worth_it(
    thames: Thames, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = thames.tell(thames.about())[:2]
    thames.send()
    monkeypatch.setattr(records, "PAGE_SIZE", 1)
    monkeypatch.setattr(records, "MOST_COUNTED", 2)
    client = sign_in("liaison")
    page = client.get("/notices?state=sent").text
    assert (second in page, first in page, "Newest notices" in page) == (True, False, False)
    older = page.split(">Older notices")[0].rpartition('href="')[2].rstrip('"').replace("&amp;", "&")
    page = client.get(older).text
    assert (second in page, first in page, "Newest notices" in page) == (False, True, True)


def test_a_notice_shows_its_frozen_words_to_whom_by_whom_and_when(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    thames.send()
    page = sign_in("liaison").get(f"/notices/{reference}").text
    for expected in ("Notice 1", COMPLETED, CPS, "Lesley Marsh", "Mon 12 Oct, 12:00pm", "Taken by the mail server"):
        assert expected in page
    assert thames.notice(reference).seen_key not in page


def test_every_look_at_a_notice_is_on_record(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    client = sign_in("liaison")
    client.get(f"/notices/{reference}")
    client.get(f"/notices/{reference}/document")
    client.get("/notices")
    with reading():
        looks = [
            event.record
            for event in db.session.scalars(db.select(Event).where(Event.act == "consultation").order_by(Event.seq))
        ]
    assert looks == [f"notice:{reference}", f"notice:{reference}", "notices:to-send"]


def test_the_document_can_be_downloaded_before_and_after_it_went(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    client = sign_in("liaison")
    before = client.get(f"/notices/{reference}/document")
    thames.send()
    after = client.get(f"/notices/{reference}/document")
    assert before.data.startswith(b"%PDF")
    assert before.data == after.data
    assert after.headers["Content-Disposition"] == 'attachment; filename="notice-1.pdf"'
    assert after.headers["Cache-Control"] == "no-store"


def test_another_agency_finds_nothing(thames: Thames) -> None:
    (reference, _) = thames.tell(thames.about())
    assert sign_in_and_ask(thames, f"/notices/{reference.lower()}") == 200
    other = Team(thames.app, agency_name="Harbour House").sign_in("liaison")
    missing = other.get("/notices/AAAAAAAA")
    for path in (
        "/notices/%00",
        f"/notices/{reference}",
        f"/notices/{reference}/document",
        f"/notices/{reference}/acknowledgement",
    ):
        answer = other.get(path)
        assert (answer.status_code, answer.text) == (404, missing.text)
    assert "To send (0)" in other.get("/notices").text


def sign_in_and_ask(thames: Thames, path: str) -> int:
    return thames.team.sign_in("liaison").get(path).status_code


def test_an_administrator_sees_no_notices(thames: Thames, sign_in: SignIn) -> None:
    assert sign_in("administrator").get("/notices").status_code == 404


def test_heard_by_telephone_is_recorded_with_who(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    thames.send()
    client = sign_in("liaison")
    path = f"/notices/{reference}/acknowledgement"
    refused = client.form(path, data={"who": " "})
    assert refused.status_code == 200
    assert "Enter who you spoke to, such as their name and office" in refused.text
    assert client.form(path, data={"who": "Pat Lowe, list office"}).status_code == 303
    page = client.get(f"/notices/{reference}").text
    assert "Acknowledged" in page
    assert "said by Pat Lowe, list office" in page
    again = client.form(path, data={"who": "Somebody else"})
    assert "Somebody has already said that this notice was seen" in again.text
    assert "Somebody else" in again.text


def test_the_same_form_posted_twice_acknowledges_once(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    client = sign_in("liaison")
    path = f"/notices/{reference}/acknowledgement"
    body = {**hidden_fields(client.get(path).text, path), "who": "Pat Lowe"}
    answers = [client.post(path, data=body) for _ in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/notices/{reference}?saved=1")}
    assert acknowledgements(reference) == 1


def test_the_link_shows_one_button_and_only_the_button_acknowledges(thames: Thames, client: Reader) -> None:
    (reference, _) = thames.tell(thames.about())
    thames.send()
    link = f"/seen/{thames.notice(reference).seen_key}"
    for _ in range(3):
        page = client.get(link)
    assert acknowledgements(reference) == 0
    main = re.sub(r"(?s).*<main[^>]*>|</main>.*", "", page.text)
    assert main.count("<button") == 1
    for private in ("BROWN", "Thames", "Lantern", "13 October", reference, "Notice 1", "completed"):
        assert private.casefold() not in main.casefold()
    answer = client.form(link)
    assert (answer.status_code, answer.location) == (303, "/seen")
    assert "Thank you" in client.get("/seen").text
    assert acknowledgements(reference) == 1


def test_pressing_again_later_changes_nothing(thames: Thames, client: Reader, at_noon: object) -> None:
    (reference, _) = thames.tell(thames.about())
    link = f"/seen/{thames.notice(reference).seen_key}"
    client.form(link)
    first = thames.notice(reference).acknowledged_at
    at_noon.shift(timedelta(hours=1))  # type: ignore[attr-defined]
    assert client.form(link).status_code == 303
    assert thames.notice(reference).acknowledged_at == first
    assert acknowledgements(reference) == 1


def test_a_link_that_is_not_ours_is_thanked_for_nothing(thames: Thames, client: Reader) -> None:
    thames.tell(thames.about())
    missing = client.get("/nothing-here")
    for token in ("x", "A" * 32, "../../etc", "%00"):
        assert client.get(f"/seen/{token}").status_code == 404
    assert client.get("/seen/" + "A" * 32).text == missing.text


class Says:
    """A programme that would now say one thing of everything, or that nothing may be told."""

    def __init__(self, sentence: Sentence | None) -> None:
        self.sentence = sentence

    def statements(
        self, subjects: Collection[str], *, agency_id: int, today: date, now: datetime
    ) -> dict[str, Statement | CheckFirst]:
        if self.sentence is None:
            return {}
        return {subject: told(sentence=self.sentence, subject=subject) for subject in subjects}


def programmes(app: Flask, *said: Sentence | None) -> None:
    services.install(app, public_url="https://waymark.example.org", programmes=[Says(each) for each in said])


def test_changed_since_told_shows_both_and_a_correction_ends_it(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about(sentence=MISSED))
    thames.send()
    client = sign_in("liaison")
    programmes(thames.app, None, COMPLETED)
    page = client.get(f"/notices/{reference}").text
    for expected in ("Changed since told", f"They were told: {MISSED}", f"We would now say: {COMPLETED}"):
        assert expected in page
    assert "Changed since told" in client.get("/notices?state=sent").text
    thames.tell(thames.about(sentence=COMPLETED))
    jobs.run_due(lambda: thames.now, thames.mail)
    page = client.get(f"/notices/{reference}").text
    assert "Corrected" in page
    assert "Replaced by" in page
    assert "Changed since told" not in page


def test_a_list_asks_the_programmes_once_however_many_notices(thames: Thames, sign_in: SignIn) -> None:
    for n in range(6):
        thames.tell(thames.about(f"Jo{n} BROWN", f"REF{n:05}"))
    thames.send()
    programmes(thames.app, MISSED)
    says, asked = services.ends().programmes[0], []
    real = says.statements
    says.statements = lambda subjects, **rest: asked.append(len(subjects)) or real(subjects, **rest)  # type: ignore[method-assign, func-returns-value]
    page = sign_in("liaison").get("/notices?state=sent").text
    assert asked == [6]
    assert page.count("Changed since told") == 12


@pytest.mark.parametrize("now_says", [pytest.param(MISSED, id="the same"), pytest.param(None, id="nothing to say")])
def test_what_stands_is_not_changed(thames: Thames, sign_in: SignIn, now_says: Sentence | None) -> None:
    (reference, _) = thames.tell(thames.about(sentence=MISSED))
    thames.send()
    programmes(thames.app, now_says)
    assert "Changed since told" not in sign_in("liaison").get(f"/notices/{reference}").text


def test_a_notice_that_never_left_is_not_changed_since_told(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about(sentence=MISSED))
    programmes(thames.app, COMPLETED)
    assert "Changed since told" not in sign_in("liaison").get(f"/notices/{reference}").text


def test_where_no_e_mail_is_set_up_the_pages_say_that_nothing_leaves(thames: Thames, sign_in: SignIn) -> None:
    (reference, _) = thames.tell(thames.about())
    jobs.run_due(lambda: thames.now)
    client = sign_in("liaison")
    assert "no notice leaves Waymark" in client.get("/notices").text
    page = client.get(f"/notices/{reference}").text
    assert "Not e-mailed" in page
    assert "Sent" not in re.sub(r"(?s).*<main[^>]*>|</main>.*", "", page)


def test_pretend_people_never_use_the_relay(thames: Thames) -> None:
    services.install(
        thames.app, public_url="https://waymark.example.org", smtp_host="127.0.0.1", smtp_from="notices@example.org"
    )
    assert not services.nothing_leaves()
    g.pretend = thames.app.extensions["pretend_engine"]
    try:
        assert services.nothing_leaves()
    finally:
        g.pop("pretend")


def acknowledgements(reference: str) -> int:
    with reading():
        events = db.session.scalars(db.select(Event).where(Event.record == f"notice:{reference}"))
        return len([event for event in events if "acknowledged" in event.detail])
