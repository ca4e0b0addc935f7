"""Keys change while Waymark is in use, and a change that is ended half-way goes on (promises P30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.services import add_agency
from casework.kernel import clock, keyring, rotation
from casework.kernel.columns import ring
from casework.kernel.database import db, transaction
from casework.kernel.keyring import KeptRing, KeyringError
from casework.kernel.models import Event
from casework.people.models import Person

NOON = dt.datetime(2026, 7, 1, 11, 0, tzinfo=dt.UTC)


def people(count: int) -> None:
    with transaction():
        agency = add_agency("Lantern", at=NOON)
        db.session.add_all(person(agency, f"Zoë {n}") for n in range(count))


def person(agency: Agency, name: str) -> Person:
    return Person(agency_id=agency.id, given_name=name, family_name="Blake", date_of_birth=None, created_at=NOON)


def rotate(at: dt.datetime | None = None) -> rotation.Turned:
    db.session.rollback()
    return rotation.rotate([db.engine], ring(), at=at or clock.now())


def names() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Person.given_name).order_by(Person.id)))


def numbers_in_use() -> set[int]:
    """The keys that seal anything of anybody, read past the product's own column type."""
    found = set()
    for sealed in rotation.sealed_tables():
        for row in db.session.execute(sa.select(sealed.table)):
            found |= {keyring.number_of(bytes(value)) for value in row[1:] if value is not None}
    return found


def test_everything_is_sealed_with_the_new_key_and_the_old_one_is_gone(within: Flask) -> None:
    people(3)
    turned = rotate()
    assert (turned.active, turned.unreadable, turned.left) == (2, 0, 0)
    assert turned.rewritten == 12  # three names and pronouns each; nobody's date of birth is known
    assert numbers_in_use() == {2}
    assert names() == ["Zoë 0", "Zoë 1", "Zoë 2"]
    on_disk = keyring.load(ring().path)
    assert (on_disk.active, set(on_disk.keys), set(on_disk.retired)) == (2, {2}, {1})
    assert ring().path.stat().st_mode & 0o777 == 0o600


def test_rows_are_rewritten_in_batches(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)
    people(10)
    assert (rotate().rewritten, numbers_in_use()) == (40, {2})


def test_another_process_seals_and_opens_by_the_new_key_without_a_restart(within: Flask) -> None:
    people(1)
    other = KeptRing(ring().path)
    before = other.seal(b"before", "person.given_name")
    rotate()
    assert keyring.number_of(other.seal(b"after", "person.given_name")) == 2
    assert other.open(before, "person.given_name") == b"before", "read before the key went off the ring"
    assert other.index("phone number", "1") == ring().index("phone number", "1")


def test_a_value_changed_meanwhile_is_not_overwritten(within: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    people(2)
    resealing = rotation._resealed

    def meanwhile(*asked: object) -> object:
        monkeypatch.setattr(rotation, "_resealed", resealing)
        with transaction():
            db.session.scalars(sa.select(Person).order_by(Person.id)).first().given_name = "Ada"  # type: ignore[union-attr]
        return resealing(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "_resealed", meanwhile)
    rotate()
    assert (names(), numbers_in_use()) == (["Ada", "Zoë 1"], {2})


ENDED: list[Callable[[pytest.MonkeyPatch], None]] = [
    lambda patch: patch.setattr(rotation, "_everybody_knows", stop),
    lambda patch: patch.setattr(rotation, "_batch", stop),
    lambda patch: patch.setattr(rotation, "_resealed", stop),
    lambda patch: patch.setattr(rotation, "_retire", stop),
]


def stop(*_: object) -> None:
    raise RuntimeError("ended here")


@pytest.mark.parametrize("ended", ENDED, ids=["made", "begun", "read", "rewritten"])
def test_one_that_was_ended_goes_on_with_the_same_key(within: Flask, ended: Callable[..., None]) -> None:
    people(2)
    with pytest.MonkeyPatch.context() as patched:
        ended(patched)
        with pytest.raises(RuntimeError, match="ended here"):
            rotate()
        assert names() == ["Zoë 0", "Zoë 1"]
    turned = rotate()
    assert (turned.active, turned.left, numbers_in_use()) == (2, 0, {2})
    assert set(keyring.load(ring().path).keys) == {2}


def test_a_value_that_no_key_opens_keeps_the_old_key_on_the_ring(within: Flask) -> None:
    people(2)
    with transaction():
        db.session.execute(sa.text("UPDATE person SET known_as = given_name WHERE id = 1"))
    turned = rotate()
    assert (turned.unreadable, turned.left) == (1, 1)
    assert set(keyring.load(ring().path).keys) == {1, 2}
    assert names() == ["Zoë 0", "Zoë 1"]


def test_two_changes_of_keys_at_once_are_one(within: Flask) -> None:
    with rotation.one_at_a_time(ring()), pytest.raises(KeyringError, match="another process"):
        rotate()


def test_a_retired_key_opens_backups_for_five_weeks(within: Flask) -> None:
    people(1)
    old = ring().seal(b"Zoe", "person.given_name")
    rotate(NOON)
    with pytest.raises(KeyringError, match="No key"):
        keyring.load(ring().path).open(old, "person.given_name")
    assert keyring.load(ring().path).with_retired().open(old, "person.given_name") == b"Zoe"
    rotation.forget_retired(ring(), at=NOON + dt.timedelta(days=35))
    assert set(keyring.load(ring().path).retired) == {1}
    rotation.forget_retired(ring(), at=NOON + dt.timedelta(days=36))
    assert keyring.load(ring().path).retired == {}


def test_both_ends_are_in_the_audit_trail(within: Flask) -> None:
    rotate()
    said = db.session.scalars(sa.select(Event.detail).where(Event.record == "keys").order_by(Event.seq)).all()
    assert said == [{"key": "2", "did": "active"}, {"key": "1", "did": "retired"}]
