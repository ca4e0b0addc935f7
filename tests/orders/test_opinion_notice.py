"""The notice of an opinion: the named supervisor's, in one fixed sentence; it lays nothing (ux 3.5; rules 3 and 16)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.refused import Refused
from notices import jobs as notice_jobs
from notices import services as notices
from orders import services
from orders.models import ExcuseOpinion
from tests.orders.conftest import Case, on
from tests.orders.test_opinions import FORMED, form, missed, second_supervisor
from tests.orders.test_telling import THAMES, Post, add_court

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

__all__ = ["missed"]
SAID = (
    "The supervisor is of the opinion that Lena Kovac failed without reasonable excuse to attend the meeting at "
    "10:00am on 6 August 2026 at the place fixed by the supervisor. This notice does not itself lay an information."
)
BACK = (
    "The supervisor has withdrawn the opinion that Lena Kovac failed without reasonable excuse to attend the meeting "
    "at 10:00am on 6 August 2026."
)


@pytest.fixture
def formed(missed: Case) -> Case:
    add_court(missed)
    form(missed)
    return missed


def opinion(case: Case) -> ExcuseOpinion:
    return case.order.opinions[-1]


def send(case: Case) -> Post:
    post = Post()
    with transaction():
        services.tell_opinion(opinion(case), by=case.sam, at=FORMED)
    notice_jobs.run_due(lambda: FORMED + dt.timedelta(minutes=1), post)
    db.session.rollback()
    return post


def test_it_goes_to_the_court_that_made_the_order_in_the_one_sentence(formed: Case) -> None:
    post = send(formed)
    assert [letter.to_address for letter in post.letters] == [THAMES]
    assert SAID in post.letters[0].text.replace("\n   ", " ")
    assert "Hospital" not in post.letters[0].text


def test_it_does_not_lay_an_information_and_complies_nothing(formed: Case) -> None:
    send(formed)
    assert opinion(formed).steps == []
    assert formed.order.status == "no_reasonable_excuse"
    assert services.facts_of(formed.order, at=FORMED).court_told_on is None


def test_nobody_but_the_named_supervisor_sends_it(formed: Case) -> None:
    for by in (formed.team.actor("worker"), formed.team.actor("liaison"), second_supervisor(formed)):
        with pytest.raises(Refused, match="Only Sam Okafor"), transaction():
            services.tell_opinion(opinion(formed), by=by, at=FORMED)


def test_it_is_a_recorded_disclosure_that_rests_on_the_information(formed: Case) -> None:
    send(formed)
    event = db.session.scalars(select(Event).where(Event.act == "disclosure")).one()
    assert event.detail["basis"] == "information"
    assert {f"opinion:{opinion(formed).reference}", f"person:{formed.person.reference}"} <= {
        other.record for other in event.others
    }


def test_it_goes_to_the_court_that_has_the_information_once_one_is_laid(formed: Case) -> None:
    with transaction():
        services.lay_information(opinion(formed), on=FORMED.date(), court_code="B01MN00", by=formed.sam, at=FORMED)
    assert services.opinion_statement(opinion(formed)).court_code == "B01MN00"
    with pytest.raises(Refused, match="Contacts"):
        send(formed)


def test_told_once_and_taken_back_by_a_notice_that_replaces_it(formed: Case) -> None:
    send(formed)
    with pytest.raises(Refused, match="exactly this"):
        send(formed)
    (first,) = services.opinion_notices(opinion(formed))
    with transaction():
        services.withdraw_opinion(opinion(formed), why="In hospital", by=formed.sam, at=FORMED)
    changed = notices.changed_since([first], at=FORMED)[first.id]
    assert [one.now for one in changed] == [BACK]
    post = send(formed)
    assert BACK in post.letters[0].text.replace("\n   ", " ")
    assert "In hospital" not in post.letters[0].text
    assert f"notice {first.number}" in post.letters[0].text


def test_an_opinion_never_told_has_nothing_to_take_back(formed: Case) -> None:
    with transaction():
        services.withdraw_opinion(opinion(formed), why="In hospital", by=formed.sam, at=FORMED)
    with pytest.raises(Refused, match="never told"):
        send(formed)


def test_the_compliance_notice_is_not_held_up_by_one_about_an_opinion(formed: Case) -> None:
    with transaction():
        services.tell_opinion(opinion(formed), by=formed.sam, at=FORMED)
    assert "on its way" not in services.why_not_yet(formed.order, at=FORMED)


def test_it_is_read_back_on_a_page_before_it_goes(formed: Case) -> None:
    address = f"/orders/{formed.order.reference}/opinions/{opinion(formed).reference}/tell-court"
    with time_machine.travel(FORMED, tick=False):
        sam = formed.team.sign_in("supervisor")
        shown = sam.get(address).text
        assert "does not itself lay an information" in shown
        assert "3 February 1995" in shown
        assert "Check the name" in sam.form(address).text
        assert sam.form(address, data={"read_back": "yes"}).status_code == 303
        assert "already on its way" in sam.get(address).text
        assert "Notice 1" in sam.get(f"/orders/{formed.order.reference}").text
        liaison = formed.team.sign_in("liaison")
        assert "Only Sam Okafor" in liaison.get(address).text
    assert on(FORMED.date()) == FORMED
