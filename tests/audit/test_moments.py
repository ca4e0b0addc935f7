"""The moment of each line is read as it was hashed, whatever its fraction; a millionth of a second more is found."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import audit, chain, walking
from casework.kernel.audit import Act
from casework.kernel.database import connection_for_reading, db, transaction
from casework.kernel.models import Event
from tests.support.tampering import unguard

FRACTIONS = (0, 1, 10, 120_000, 123_456, 500_000, 999_990)
DAYS = [dt.datetime(year, 2, 28, 23, 59, 59, tzinfo=dt.UTC) for year in (1900, 2026, 9998)]
MOMENTS = [day.replace(microsecond=fraction) for day in DAYS for fraction in FRACTIONS]
LEAST = dt.timedelta(microseconds=1)


def _now_at(seq: int, at: dt.datetime) -> None:
    with transaction():
        db.session.execute(sa.update(Event).where(Event.seq == seq).values(at=at))


def test_every_fraction_and_far_off_year_is_read_as_it_was_written(within: Flask) -> None:
    """And each of them is found that is put off by as little as can be, by ten times its fraction, or by an age."""
    with transaction():
        for at in MOMENTS:
            audit.record(Act.CONSULTATION, "person:1", by=None, at=at)
        unguard(db.session.connection())
    assert (walking.walk().seq, walking.walk().broken) == (len(MOMENTS), None)
    for seq, at in enumerate(MOMENTS, start=1):
        tenth = at.replace(microsecond=at.microsecond // 10)
        for other in {at + LEAST, tenth, at.replace(year=at.year + 1)} - {at}:
            _now_at(seq, other)
            assert walking.walk().broken == seq, (at, other)
        _now_at(seq, at)
    assert walking.walk().broken is None


@pytest.mark.postgresql
def test_moments_that_only_postgresql_can_hold_are_found(within: Flask) -> None:
    with transaction():
        audit.record(Act.CONSULTATION, "person:1", by=None, at=DAYS[1])
        unguard(db.session.connection())
    for moment in ("'infinity'", "'12026-02-28 23:59:59+00'", "'2026-02-28 23:59:59+00 BC'"):
        with transaction():
            db.session.execute(sa.text(f"UPDATE event SET at = {moment}"))
        assert walking.walk().broken == 1, moment


def test_how_moments_are_written_on_this_connection_does_not_matter(within: Flask) -> None:
    with transaction():
        audit.record(Act.CONSULTATION, "person:1", by=None, at=MOMENTS[5])
    with connection_for_reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL datestyle = 'SQL, DMY'")
            connection.exec_driver_sql("SET LOCAL timezone = 'Asia/Tokyo'")
        assert chain.walk(connection).broken is None
