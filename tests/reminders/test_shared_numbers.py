"""A number that two people have, one that nobody has, and bodies meant to do harm (cases W12, W13, W16; P6)."""

from __future__ import annotations

from typing import Any

import pytest

from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from casework.kernel.showing import Rank
from casework.people import services as people
from casework.people.models import Person, SafeContact
from reminders import services
from reminders.rules.replies import meaning, pausing
from reminders.services import dealing
from tests.reminders.cast import JO, Cast, texts
from tests.reminders.test_two_way import came, tasks
from tests.support.staff import Team


def shared(cast: Cast) -> Person:
    cast.says(shared_phone=True)
    return cast.person(JO, shared_phone=True)


def test_a_reply_from_a_shared_number_is_shown_to_neither_until_claimed_with_a_reason(cast: Cast, sign_in: Any) -> None:
    other = shared(cast)
    reply = came("my secret")
    assert reply.person_id is None
    assert len([why for _, why in tasks(cast) if "more than one person has" in why]) == 2
    worker = sign_in("worker")
    for person in (cast.jo, other):
        shown = worker.get(f"/people/{person.reference}/messages").text
        assert "my secret" not in shown
        assert "This number belongs to 2 people" in shown
    with pytest.raises(Refused, match="how you know"), transaction():
        dealing.claim(other, reply.reference, "  ", by=cast.worker, at=clock.now())
    with transaction():
        dealing.claim(other, reply.reference, "She rang about it", by=cast.worker, at=clock.now())
    assert "my secret" in worker.get(f"/people/{other.reference}/messages").text
    assert "my secret" not in worker.get(f"/people/{cast.jo.reference}/messages").text
    with pytest.raises(Refused, match="already said whose"), transaction():
        dealing.claim(cast.jo, reply.reference, "Mine", by=cast.worker, at=clock.now())


def test_two_agencies_that_share_a_number_each_hear_of_it_and_of_nothing_else(cast: Cast) -> None:
    harbour = Team(cast.app, agency_name="Harbour House")
    with transaction():
        theirs = people.add_person(
            given_name="Ana",
            family_name="Bell",
            known_as="",
            date_of_birth=None,
            by=harbour.actor("worker"),
            at=clock.now(),
        )
        answers_of_jo = people.safe_contact(cast.jo)
        assert answers_of_jo is not None
        from casework.people.rules.contact import ContactAnswers

        people.set_safe_contact(
            theirs, ContactAnswers(mobile=JO, shared_phone=True), by=harbour.actor("worker"), at=clock.now()
        )
    reply = came("hello")
    assert reply.agency_id is None
    for agency in (cast.worker.agency_id, harbour.actor("worker").agency_id):
        found = services.tasks(agency_id=agency, staff_id=None, now=clock.now())
        assert [one.person_id for one in found] == [cast.jo.id if agency == cast.worker.agency_id else theirs.id]
    stranger = cast.person("+447700900321")
    with pytest.raises(NotFound), transaction():
        dealing.claim(stranger, reply.reference, "Mine", by=cast.worker, at=clock.now())


def test_texts_switched_on_for_one_of_two_stay_off_for_the_other_who_is_asked(cast: Cast) -> None:
    other = shared(cast)
    cast.book("2026-11-30 14:00")
    cast.book("2026-11-30 16:00", other)
    came("STOP")
    with transaction():
        dealing.lift(cast.jo, by=cast.worker, at=clock.now())
    held = {text.person_id: text.held_why for text in texts(kind="booked")}
    assert held[cast.jo.id] == ""
    assert "they replied STOP" in held[other.id]
    assert (Rank.NOT_DELIVERED, True) in {(rank, "Somebody else with this number" in why) for rank, why in tasks(cast)}
    came("stop")
    assert all("they replied STOP" in text.held_why for text in texts(kind="booked"))


def test_an_unknown_number_is_never_answered_and_only_a_manager_sees_it(cast: Cast, sign_in: Any) -> None:
    reply = came("who is this? YES", "+447700900999")
    assert (reply.person_id, reply.agency_id, texts()) == (None, None, [])
    assert "who is this? YES" in sign_in("manager").get("/messages/unmatched").text
    assert sign_in("worker").get("/messages/unmatched").status_code == 404
    harbour = Team(cast.app, agency_name="Harbour House").sign_in("manager")
    assert harbour.get("/messages/unmatched").status_code == 404


def test_hostile_bodies_are_shown_as_they_are(cast: Cast, sign_in: Any) -> None:
    for body in ("<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "x" * 1600, "https://example.net/a.jpg"):
        came(body)
    shown = sign_in("worker").get(f"/people/{cast.jo.reference}/messages").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert '<a href="https://example' not in shown
    assert "x" * 1600 in shown


def test_0_automatic_matches_in_200_pairs_of_like_names_or_numbers(cast: Cast) -> None:
    """P6: a like name, or a number shared, never decides whose a reply is."""
    for number in range(100):
        pair = f"+44770090{1000 + number}"[:13]
        assert meaning(f"This is Jo {number}").value == "other"
        _pair(cast, pair, shared=True)
        assert came(f"This is Jo B, {number}", pair).person_id is None
    for number in range(100):
        lone = f"+44770090{2000 + number}"[:13]
        assert came(f"Joanna Blake here, my number is 07700 900123 now {number}", lone).person_id is None


def _pair(cast: Cast, number: str, *, shared: bool) -> None:
    first = db.session.scalars(db.select(Person)).first()
    assert first is not None
    with transaction():
        for person_id in (cast.jo.id, _mia(cast).id):
            db.session.execute(
                db.update(SafeContact)
                .where(SafeContact.person_id == person_id)
                .values(mobile_index=people.number_index(number))
            )


def _mia(cast: Cast) -> Person:
    if not hasattr(cast, "mia"):
        cast.mia = cast.person("+447700900321")  # type: ignore[attr-defined]
    return cast.mia  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("body", ["", "🙏", "yes" * 500, "\x00stop", "ＳＴＯＰ", "S T O P"])
def test_nothing_that_comes_in_can_fail(cast: Cast, body: str) -> None:
    came(body)
    assert pausing("ＳＴＯＰ") is not None
