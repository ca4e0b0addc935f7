"""A defective paper is recorded as it was made, and says so wherever the order is shown (domain rule 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from casework.courts import services as courts
from casework.kernel.database import transaction
from notices.rules import Statement
from orders import services
from tests.orders.conftest import MADE, NAMED, Case, on
from tests.orders.test_telling import Post, add_court, send, tell
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite
SAID = "Query with the court"
MARKED = "The paper of this order is marked: query with the court."
SOON = dt.date(2026, 11, 18)


@pytest.fixture
def queried(unrecorded: Case) -> Case:
    """Lena's order, whose paper spells her name wrong; she is heard at Thames in November."""
    unrecorded.record(query="The paper spells her name Lina")
    with transaction():
        courts.schedule_hearing(
            unrecorded.person, court_code="B01ND00", day=SOON, time=dt.time(10), by=unrecorded.sam, at=on(MADE)
        )
    return unrecorded


@pytest.fixture
def sam(queried: Case) -> Iterator[Reader]:
    with time_machine.travel(on(SOON, 8), tick=False):
        yield queried.team.sign_in("supervisor")


def pages(case: Case) -> dict[str, str]:
    order, person = f"/orders/{case.order.reference}", f"/people/{case.person.reference}"
    return {"the list": "/orders", "its own page": order, "the person": person, "today": "/today",
            "its record": f"{order}/record"}  # fmt: skip


@pytest.mark.parametrize("where", ["the list", "its own page", "the person", "today", "its record"])
def test_a_page_that_shows_the_order_says_so(sam: Reader, queried: Case, where: str) -> None:
    assert SAID.lower() in sam.get(pages(queried)[where]).text.lower()


def test_the_court_list_says_so(queried: Case) -> None:
    asked = {"agency_id": queried.sam.agency_id, "court_code": "B01ND00", "day": SOON, "today": SOON}
    with time_machine.travel(on(SOON, 8), tick=False):
        (row,) = services.court_rows(**asked)  # type: ignore[arg-type]
    assert MARKED in row.sentence


def test_the_court_list_says_so_of_a_paper_of_which_nothing_can_be_told(unrecorded: Case) -> None:
    unrecorded.record(required_by=None, query="The paper names no date")
    day = dt.date(2026, 7, 14)
    with transaction():
        courts.schedule_hearing(
            unrecorded.person, court_code="B01ND00", day=day, time=dt.time(10), by=unrecorded.sam, at=on(MADE)
        )
    with time_machine.travel(on(day, 8), tick=False):
        (row,) = services.court_rows(agency_id=unrecorded.sam.agency_id, court_code="B01ND00", day=day, today=day)
    assert SAID in row.sentence


def test_the_notice_to_the_court_says_so_in_fixed_words(queried: Case) -> None:
    add_court(queried)
    queried.keep_all()
    said = services.statement(queried.order, today=dt.date(2026, 9, 14), at=on(dt.date(2026, 9, 14)))
    assert isinstance(said, Statement)
    assert said.sentence.endswith(MARKED)
    assert "Lina" not in said.sentence
    tell(queried)
    post = Post()
    send(queried, post)
    assert MARKED in " ".join(post.letters[0].text.split())
    assert queried.order.must_by == NAMED


def test_an_order_whose_paper_is_whole_says_nothing_of_the_kind(case: Case) -> None:
    case.keep_all()
    said = services.statement(case.order, today=dt.date(2026, 9, 14), at=on(dt.date(2026, 9, 14)))
    assert isinstance(said, Statement)
    assert MARKED not in said.sentence
