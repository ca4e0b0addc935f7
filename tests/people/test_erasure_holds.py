"""Fifty people are erased: nothing is left of them in the file, its log or free pages, nor by a restore (P31, X7)."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import diversion.services.verifying
import monitoring.services.counting
import orders.services.verifying
from casework.kernel import audit, clock, ledger, sweeping
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.people import services as people
from casework.people.models import Person
from casework.people.rules.contact import Answer, ContactAnswers
from casework.people.services import erasing
from diversion.models import Scheme
from monitoring.rules.figures import Figures
from reminders.models import TextsOff
from tests.support.peopled import everything, left_in, manager, path_of, peopled, sealed

FIFTY = 50
BORN = dt.date(1990, 1, 2)
LONG_AGO, FAR = dt.date(2000, 1, 1), dt.date(2040, 1, 1)


def more_people(count: int, by: Actor) -> None:
    for number in range(count):
        name: dict[str, Any] = {"given_name": f"Canary{number}", "family_name": "Yellowbird"}
        with transaction():
            one = people.add_person(**name, date_of_birth=BORN, by=by, at=clock.now())
            answers = ContactAnswers(mobile=f"+44770090{number:04}", safe_to_text=Answer.YES, note="Under the bridge")
            people.set_safe_contact(one, answers, by=by, at=clock.now())


def figures(by: Actor) -> dict[str, Figures]:
    schemes = db.session.scalars(select(Scheme).where(Scheme.agency_id == by.agency_id)).all()
    count = monitoring.services.counting.figures
    return {one.name: count(one, first=LONG_AGO, last=FAR, by=by) for one in schemes}


def differences() -> list[str]:
    at = clock.now()
    return [*diversion.services.verifying.verify(at=at), *orders.services.verifying.verify(at=at)]


def test_fifty_people_are_gone_and_stay_gone_after_an_older_copy_is_put_back(
    settings_for: Callable[..., Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    with peopled(settings_for, folder) as app:
        by = manager()
        known = len(db.session.scalars(select(Person)).all())
        more_people(FIFTY - known + 1, by)
        everybody = [one.reference for one in db.session.scalars(select(Person).order_by(Person.id))]
        stays, erased = everybody[-1], everybody[:-1]
        assert len(erased) == FIFTY
        counted, verified = figures(by), differences()
        assert sum(one.referrals for one in counted.values()) > 5
        path = path_of(app)
        sweeping.owe()
        sweeping.sweep()
        older = folder.with_name("older.db")
        shutil.copyfile(path, older)

        off = {piece for (row,) in db.session.execute(select(TextsOff.number_index)) for piece in (row[4:], row[:28])}
        asked = sealed(path) - off
        canaries = left_in(folder, asked)
        assert len(canaries) > 0.98 * len(asked) > 1000, "the scan must be able to see them"
        with ledger.erasing(erased, at=clock.now()):
            sweeping.owe()
            with transaction():
                assert erasing.erase_again(erased, at=clock.now()) == FIFTY
        assert sweeping.sweep()
        assert not sweeping.owed()

        mine = sealed(path)
        assert left_in(folder, canaries - mine) == set()
        assert left_in(folder, {b"Yellowbird", b"Canary1", b"Under the bridge"}) == set()
        assert left_in(app.extensions["anchor"].path.parent, {b"Yellowbird", *canaries}) == set()
        rows = {name: len(found) for name, found in everything(path).items() if found}
        of_nobody = {"support_contact", "support_contact_heading"}  # counted without a name
        assert {name: n for name, n in rows.items() if name not in of_nobody} == {
            "person": 1,
            "safe_contact": 1,
            "agreement": 1,
        }
        assert figures(by) == counted
        assert set(differences()) <= set(verified)
        assert audit.first_broken() is None
        assert [one.reference for one in people.search_people("Canary", by=by)] == [stays]
        assert "Yellowbird" not in caplog.text

        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(older, path)
        older.unlink()
        assert left_in(folder, canaries) == canaries
        with transaction():
            assert erasing.erase_again(ledger.erased(), at=clock.now()) == FIFTY
            assert erasing.erase_again(ledger.erased(), at=clock.now()) == 0
        sweeping.sweep()
        assert left_in(folder, canaries - mine) == set()
        assert figures(by) == counted
        done = db.session.scalars(select(Event).where(Event.act == Act.ERASURE.value)).all()
        assert {one.record for one in done} == {f"person:{one}" for one in erased}
        assert all("Yellowbird" not in str(one.detail) for one in done)
