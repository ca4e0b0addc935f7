"""Her view counts (review 8.7): on paper, by a card, on a tablet; nobody's name is on it and nothing can be reached."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask

from casework.accounts.rules import Role
from casework.feedback import services
from casework.feedback.models import FeedbackAnswer
from casework.feedback.rules import MOST_A_DAY, How, counted, hidden, new_code, tidy_code
from casework.kernel import clock
from casework.kernel.database import Base, db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import NotFound, Refused
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

GIVES_AWAY = re.compile(
    r"court|police|bail|drug|diversion|prostitut|sex|charity|waymark|lantern|probation", re.IGNORECASE
)


@pytest.fixture
def code(within: Flask, team: Team) -> str:
    by = team.actor("worker")
    with transaction():
        return services.make_code(by=by, at=clock.now())


def kept() -> list[FeedbackAnswer]:
    db.session.rollback()
    return list(db.session.scalars(db.select(FeedbackAnswer)))


def test_a_code_opens_an_empty_page_that_gives_nobody_away(code: str, client: Reader) -> None:
    assert client.form("/f", data={"code": f"{code[:4].lower()} {code[4:]}"}).status_code == 303
    page = client.get(f"/f/{code}").text
    assert not GIVES_AWAY.search(re.sub(r"<[^>]*>", " ", page)), "in the words, the title included"
    assert not re.search(r'href="/(?!static/)', page), "and it leads nowhere"
    done = client.form(f"/f/{code}", data={"listened": "yes", "safe": "no", "comment": "Open later"})
    assert done.status_code == 303
    assert "Open later" not in client.get(done.headers["Location"]).text
    [row] = kept()
    assert (row.listened, row.helped, row.safe, row.how, row.day) == ("yes", "", "no", "code", clock.today())
    assert client.get("/f/AAAAAAAA").status_code == 404
    assert "no page with this code" in client.form("/f", data={"code": "AAAAAAAA"}).text
    assert "Answer at least one question" in client.form(f"/f/{code}").text


def test_what_is_kept_says_no_moment_and_nobody(code: str) -> None:
    table = Base.metadata.tables["feedback_answer"]
    assert {key.column.table.name for key in table.foreign_keys} == {"agency"}
    assert not [column.name for column in table.columns if isinstance(column.type, type(Event.__table__.c.at.type))]


def test_the_tablet_is_signed_out_and_starts_again(code: str, team: Team) -> None:
    worker = team.sign_in("worker")
    page = worker.get("/feedback").text
    tokens = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "form_key")}
    opened = worker.post("/feedback/tablet", data=tokens)
    assert opened.headers["Location"] == f"/f/{code}/tablet"
    assert worker.get("/today").headers["Location"].startswith("/sign-in")
    done = worker.form(f"/f/{code}/tablet", data={"helped": "partly"})
    thanks = worker.get(done.headers["Location"])
    assert thanks.headers["Refresh"] == f"8; url=/f/{code}/tablet"
    assert [row.helped for row in kept()] == ["partly"]


def test_paper_is_printed_typed_in_and_read_by_managers(code: str, team: Team) -> None:
    worker, manager = team.sign_in("worker"), team.sign_in("manager")
    assert "Did you feel safe here?" in worker.get("/feedback/paper").text
    assert worker.get("/feedback/cards").text.count(code) == 8
    anew = hidden_fields(worker.get("/feedback").text, "/feedback/code")
    assert worker.post("/feedback/code", data=anew).status_code == 303
    assert worker.get("/feedback/cards").text.count(code) == 0
    answer = {"on": f"{clock.today():%d/%m/%Y}", "again": "yes", "comment": "More biscuits"}
    assert worker.form("/feedback/typed", data=answer).status_code == 303
    assert "must not be in the future" in worker.form("/feedback/typed", data=answer | {"on": "1/1/2099"}).text
    assert "More biscuits" in manager.get("/feedback").text
    assert "More biscuits" not in worker.get("/feedback").text
    assert team.sign_in("liaison").get("/feedback").status_code == 404
    said = db.session.scalars(db.select(Event).where(Event.record == "feedback")).all()
    assert all("biscuits" not in str(one.detail) for one in said)


def test_a_new_code_ends_the_old_and_another_agency_is_another(code: str, team: Team) -> None:
    by = team.actor("worker")
    with transaction():
        newer = services.make_code(by=by, at=clock.now())
    assert services.agency_of(newer) == team.agency_id
    with pytest.raises(NotFound):
        services.agency_of(code)
    db.session.rollback()
    other = Team(team.app, agency_name="Harbour Trust").actor(Role.WORKER)
    assert services.live_code(by=other) == ""


def test_a_day_has_no_more_answers_by_a_code_than_a_drop_in(code: str, team: Team) -> None:
    today, row = clock.today(), {"how": "code", "agency_id": team.agency_id, "listened": "no", "helped": ""}
    with transaction():
        db.session.execute(db.insert(FeedbackAnswer), [{**row, "day": today, "safe": "", "again": ""}] * MOST_A_DAY)
        with pytest.raises(Refused, match="enough answers"):
            services.give(team.agency_id, {"safe": "yes"}, "", how=How.CODE, on=today)
    found = services.results(team.agency_id, today - dt.timedelta(days=1), today)
    assert (found.answers, found.questions[0].rows[2], found.questions[1].answered) == (300, ("No", "300"), 0)
    assert services.results(team.agency_id, today - dt.timedelta(days=9), today - dt.timedelta(days=1)).answers == 0


@pytest.mark.parametrize(
    ("each", "shown"),
    [
        ([10, 20, 30], ["10", "20", "30"]),
        ([0, 20, 30], ["0", "20", "30"]),
        pytest.param([3, 20, 30], ["<5", "not shown", "30"], id="one hidden alone would be known from the whole"),
        ([3, 4, 30], ["<5", "<5", "30"]),
        ([3, 0, 0], ["<5", "0", "0"]),
    ],
)
def test_few_are_hidden_and_never_one_alone(each: list[int], shown: list[str]) -> None:
    assert hidden(each) == shown


def test_fewer_than_five_pages_say_nothing_when_shared() -> None:
    found = counted(4, {"listened": {"yes": 3, "no": 1}}, shared=True)
    assert (found.answers, found.questions[0].answered) == (0, 0)
    assert [text for _, text in found.questions[0].rows] == ["<5", "0", "<5"]


def test_a_code_is_read_aloud_and_typed_without_doubt() -> None:
    code = new_code()
    assert re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{8}", code)
    assert tidy_code(f" {code[:4].lower()}-{code[4:]} ") == code
