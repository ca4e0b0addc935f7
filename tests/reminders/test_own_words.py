"""An agency's own words and translations: kept in versions, approved by another, never able to do harm (ux 4.2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db, transaction
from casework.kernel.refused import NotFound, Refused
from casework.people import services as people
from reminders import jobs
from reminders.models import OwnWording
from reminders.rules.languages import Common
from reminders.rules.templates import Template
from reminders.services import composing, wordings
from tests.reminders.cast import Cast, texts
from tests.support.staff import Team

At = Callable[[str], None]
OWN = "Hello {name}, see {who} {day}, {time} at {place}. YES or CHANGE?"
BARE = "Hello {name}, {day}, {time} at {place}. YES or CHANGE?"
COMMON = Common(
    ("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg"),
    ("Ja", "Fe", "Ma", "Ap", "My", "Ju", "Jy", "Au", "Se", "Oc", "No", "De"),
    "kk",
    "yy",
)


def enter(by: Actor, named: str = OWN, unnamed: str = BARE, *, language: str = "en", seen: int = 0) -> OwnWording:
    with transaction():
        return wordings.save_wording(
            Template.BOOKED, 1, language=language, named=named, unnamed=unnamed, seen=seen, by=by, at=clock.now()
        )


def approve(row: OwnWording, by: Actor) -> None:
    with transaction():
        wordings.approve(row.id, by=by, at=clock.now())


def welsh(admin: Actor, manager: Actor) -> None:
    """The days and months of Welsh, entered by one and approved by another (the words are no Welsh at all)."""
    with transaction():
        row = wordings.save_common(COMMON, language="cy", seen=0, by=admin, at=clock.now())
    approve(row, manager)


@pytest.fixture
def admin(cast: Cast, team: Team) -> Actor:
    return team.actor("administrator")


@pytest.fixture
def manager(cast: Cast, team: Team) -> Actor:
    return team.actor("manager")


def sent(cast: Cast) -> str:
    cast.book("2026-12-08 14:00")
    jobs.run_due()
    return texts(kind="booked")[0].body or ""


def test_own_english_words_go_as_soon_as_they_are_saved_and_the_text_keeps_which(cast: Cast, admin: Actor) -> None:
    """S15."""
    row = enter(admin)
    assert sent(cast) == "Hello Jo, see Sam Tue 8 Dec, 2:00pm at the blue door. YES or CHANGE?"
    text = texts(kind="booked")[0]
    assert (text.wording_id, text.template_version, text.language, text.language_wanted) == (row.id, 1, "en", "en")


def test_every_change_is_a_new_version_and_none_is_overwritten(cast: Cast, admin: Actor, manager: Actor) -> None:
    enter(admin)
    enter(manager, OWN + " Ok?", BARE, seen=1)
    rows = db.session.scalars(select(OwnWording).order_by(OwnWording.version)).all()
    assert [(row.version, row.named, row.entered_by_id) for row in rows] == [
        (1, OWN, admin.staff_id),
        (2, OWN + " Ok?", manager.staff_id),
    ]


def test_given_up_the_words_of_waymark_go_again(cast: Cast, admin: Actor) -> None:
    enter(admin)
    with transaction():
        wordings.give_up("booked", 1, language="en", seen=1, by=admin, at=clock.now())
    assert sent(cast).startswith("Hi Jo, your appointment with Sam is Tue 8 Dec")


def test_two_at_once_are_told(cast: Cast, admin: Actor, manager: Actor) -> None:
    enter(admin)
    with pytest.raises(Refused, match="saved other words meanwhile"):
        enter(manager)


def test_what_may_not_be_said_is_not_saved(cast: Cast, admin: Actor) -> None:
    with pytest.raises(Refused, match="may not say “court”") as no:
        enter(admin, OWN + " court")
    assert no.value.field == "named"
    assert db.session.scalars(select(OwnWording)).all() == []


def test_a_bad_row_in_the_database_is_set_aside_and_harms_nobody(cast: Cast, admin: Actor) -> None:
    row = enter(admin)
    cyrillic = "Доброго дня, {name}. Чекаємо {day} {time} {place}"
    for harm in ("Court {day} {time} {place}", "Hi {nobody}", "x" * 300, cyrillic):
        with transaction():
            db.session.execute(update(OwnWording).where(OwnWording.id == row.id).values(named=harm, unnamed=harm))
        batch = wordings.stock([cast.worker.agency_id])
        chosen = batch.choose(cast.worker.agency_id, "en", Template.BOOKED, 1)
        assert chosen is not None
        assert chosen.row_id is None
        assert batch.choose(cast.worker.agency_id, "en", Template.ONE_DAY, 1) is not None
    assert sent(cast).startswith("Hi Jo, your appointment with Sam")


def test_a_translation_waits_for_another_named_person(cast: Cast, admin: Actor, manager: Actor) -> None:
    with pytest.raises(Refused, match="Enter the days, months"):
        enter(admin, language="cy")
    welsh(admin, manager)
    row = enter(admin, language="cy")
    cast.says(language="cy")
    with pytest.raises(Refused, match="Somebody else must approve this"):
        approve(row, admin)
    assert sent(cast).startswith("Hi Jo, your appointment")
    assert (texts(kind="booked")[0].language, texts(kind="booked")[0].language_wanted) == ("en", "cy")
    approve(row, manager)
    kept = db.session.get_one(OwnWording, row.id)
    assert (kept.entered_by_id, kept.approved_by_id) == (admin.staff_id, manager.staff_id)
    composed = composing.compose(texts(kind="booked")[0], people.safe_contact(cast.jo))
    assert composed.body == "Hello Jo, see Sam Bb 8 De, 2:00pm at the blue door. YES or CHANGE?"
    assert composed.language == "cy"


def test_a_newer_translation_in_waiting_leaves_the_approved_one_in_use(
    cast: Cast, admin: Actor, manager: Actor
) -> None:
    welsh(admin, manager)
    first = enter(admin, language="cy")
    approve(first, manager)
    second = enter(admin, OWN + " Hm?", language="cy", seen=1)
    found = wordings.stock([admin.agency_id]).choose(admin.agency_id, "cy", Template.BOOKED, 1)
    assert found is not None
    assert found.row_id == first.id
    enter(admin, OWN + " Ha?", language="cy", seen=2)
    with pytest.raises(Refused, match="A newer version"):
        approve(second, manager)


def test_both_languages_stand_one_under_the_other(cast: Cast, admin: Actor, manager: Actor) -> None:
    welsh(admin, manager)
    approve(enter(admin, language="cy"), manager)
    cast.says(language="cy", both_languages=True)
    hers, ours = sent(cast).split("\n")
    assert hers.startswith("Hello Jo, see Sam Bb 8 De")
    assert ours.startswith("Hi Jo, your appointment with Sam is Tue 8 Dec")


def test_another_agencys_words_are_its_own(cast: Cast, admin: Actor) -> None:
    row = enter(admin)
    elsewhere = Team(cast.app, agency_name="Harbour House").actor("administrator")
    with pytest.raises(NotFound):
        approve(row, elsewhere)
    found = wordings.stock([elsewhere.agency_id]).choose(elsewhere.agency_id, "en", Template.BOOKED, 1)
    assert found is not None
    assert found.row_id is None


def test_a_batch_of_texts_reads_its_words_in_a_fixed_number_of_queries(cast: Cast, admin: Actor) -> None:
    from sqlalchemy import event

    enter(admin)
    for day in range(1, 9):
        cast.book(f"2026-12-{day:02} 14:00")
    waiting = texts()
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        composing.stock_for(waiting)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= 4
