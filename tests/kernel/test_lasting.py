"""PostgreSQL keeps what it has prepared from one reading transaction to the next, and undoes what was written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.models import Agency
from casework.accounts.services import add_agency
from casework.kernel import clock, database
from casework.kernel.database import db, transaction

_OFTEN = sa.select(Agency.id).where(Agency.name == "Lantern")
_PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT agency.id%'")


def _add_in_vain() -> None:
    with transaction():
        add_agency("Lantern", at=clock.now())
        raise LookupError


def _read_often() -> int:
    for _ in range(8):
        with database.reading():
            assert len(db.session.scalars(_OFTEN).all()) == 1
    with database.reading():
        return int(db.session.scalar(_PREPARED) or 0)


@pytest.mark.postgresql
def test_what_is_prepared_outlasts_the_transaction_that_read(within: Flask) -> None:
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1


@pytest.mark.postgresql
def test_what_is_written_is_still_undone_and_a_reader_is_still_held_to_reading(within: Flask) -> None:
    with pytest.raises(LookupError):
        _add_in_vain()
    assert db.session.scalars(_OFTEN).all() == []
    with database.reading(), pytest.raises(sa.exc.InternalError, match="read-only"):
        db.session.execute(sa.insert(Agency).values(name="Lantern", kind="charity", created_at=clock.now()))
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1


@pytest.mark.postgresql
def test_after_a_reading_that_failed_the_line_is_still_good(within: Flask) -> None:
    with database.reading(), pytest.raises(sa.exc.DataError):
        db.session.scalar(sa.text("SELECT 1 / 0"))
    with transaction():
        add_agency("Lantern", at=clock.now())
    assert _read_often() == 1
