"""The page on which the named supervisor forms an opinion, and takes it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from casework.appointments.rules import Outcome
from casework.kernel.database import db, transaction
from casework.people import services as people
from casework.people.rules.circumstances import CircumstanceKind
from orders.models import ExcuseOpinion
from tests.orders.conftest import Case
from tests.orders.test_opinions import AUGUST, FORMED, JULY, missed
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

__all__ = ["missed"]


@pytest.fixture
def sam(missed: Case) -> Iterator[Reader]:
    """Sam the supervisor, a week after the missed meeting."""
    with time_machine.travel(FORMED, tick=False):
        yield missed.team.sign_in("supervisor")


def excuse(case: Case) -> str:
    return f"/orders/{case.order.reference}/meetings/2/no-reasonable-excuse"


def test_the_interruption_page_says_what_the_law_says_and_opening_it_records_nothing(sam: Reader, missed: Case) -> None:
    order = sam.get(f"/orders/{missed.order.reference}").text
    assert "No reasonable excuse (my opinion)" in order
    shown = sam.get(excuse(missed)).text
    for words in (
        "Before you save",
        "If you record this, the law says you must cause an information to be laid before a magistrate. "
        "It is your opinion as supervisor.",
        "Not sure? Choose “Not known yet”.",
        "Yes, no reasonable excuse",
        "Go back",
    ):
        assert words in shown
    assert db.session.scalars(db.select(ExcuseOpinion)).all() == []


def test_its_one_button_records_the_opinion_once_and_the_order_shows_what_comes_next(sam: Reader, missed: Case) -> None:
    assert sam.form(excuse(missed)).status_code == 303
    assert "already" in sam.get(excuse(missed)).text
    shown = sam.get(f"/orders/{missed.order.reference}").text
    for words in ("No reasonable excuse: information to be laid", "Record that the information was laid", "SO59501"):
        assert words in shown
    db.session.rollback()
    assert len(missed.order.opinions) == 1


def test_custody_stands_beside_the_opinion(sam: Reader, missed: Case) -> None:
    with transaction():
        people.record_circumstance(
            missed.person,
            CircumstanceKind.CUSTODY,
            since=dt.date(2026, 8, 5),
            until=dt.date(2026, 8, 9),
            place="Ashford",
            by=missed.sam,
            at=FORMED,
        )
    assert "In custody, Ashford, since 5 August 2026 until 9 August 2026" in sam.get(excuse(missed)).text
    sam.form(excuse(missed))
    assert "In custody, Ashford" in sam.get(f"/orders/{missed.order.reference}").text


def test_a_worker_who_opens_the_page_is_told_whose_opinion_it_is(sam: Reader, missed: Case) -> None:
    worker = missed.team.sign_in("worker")
    assert "Only Sam Okafor, the supervisor named on the order" in worker.get(excuse(missed)).text
    assert "Yes, no reasonable excuse" not in worker.get(excuse(missed)).text
    worker.form(excuse(missed).replace("no-reasonable-excuse", "told"), data={"how": "phone", "told_on": "3/8/2026"})
    db.session.rollback()
    assert missed.order.opinions == []


def test_a_meeting_that_was_never_told_says_so_before_any_opinion_and_asks_to_put_it_right(case: Case) -> None:
    case.keep(1, JULY)
    case.fix(2, AUGUST, told_how=None)
    case.say(2, Outcome.REASON_NOT_KNOWN)
    with time_machine.travel(FORMED, tick=False):
        sam = case.team.sign_in("supervisor")
        assert "Nothing shows that they were told of this meeting" in sam.get(f"/orders/{case.order.reference}").text
        shown = sam.get(excuse(case)).text
        assert "not recorded that they were told" in shown
        assert "Yes, no reasonable excuse" not in shown
        assert "Record what they were told" in shown
        told = excuse(case).replace("no-reasonable-excuse", "told")
        late = sam.form(told, data={"how": "phone", "told_on": "7 August 2026", "told_by": "Robin Hale"})
        assert "on or before the day of the meeting" in late.text
        assert 'value="Robin Hale"' in late.text
        answer = sam.form(told, data={"how": "phone", "told_on": "5 August 2026", "told_by": "Robin Hale"})
        assert answer.status_code == 303
        assert "Told by phone by Robin Hale, 5 August 2026" in sam.get(f"/orders/{case.order.reference}").text
        assert "Yes, no reasonable excuse" in sam.get(excuse(case)).text


def test_withdrawing_asks_why_and_keeps_what_was_typed(sam: Reader, missed: Case) -> None:
    sam.form(excuse(missed))
    db.session.rollback()
    address = f"/orders/{missed.order.reference}/opinions/{missed.order.opinions[0].reference}/withdraw"
    assert "Say why you take it back" in sam.form(address).text
    assert sam.form(address, data={"why": "The hospital rang"}).status_code == 303
    shown = sam.get(f"/orders/{missed.order.reference}").text
    assert "Opinion withdrawn" in shown
    assert "The hospital rang" in shown
    assert "has been withdrawn already" in sam.get(address).text
