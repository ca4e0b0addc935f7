"""The numbers of an agency's notices: 1, 2, 3 and so on, without a gap and without a double."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework.kernel.database import db
from notices.models import NoticeNumber


def hold(agency_id: int) -> NoticeNumber:
    """Hold this agency's counter until the transaction ends, so that one person at a time issues notices.

    A transaction that is undone gives its numbers back, so none is missing.
    """
    return _held(agency_id) or _first(agency_id)


def take(counter: NoticeNumber) -> int:
    """The next number."""
    counter.last += 1
    return counter.last


def _held(agency_id: int) -> NoticeNumber | None:
    wanted = select(NoticeNumber).where(NoticeNumber.agency_id == agency_id).with_for_update()
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def _first(agency_id: int) -> NoticeNumber:
    """The counter of an agency's first notice; where another process made it a moment ago, that one."""
    try:
        with db.session.begin_nested():
            db.session.add(NoticeNumber(agency_id=agency_id, last=0))
    except IntegrityError:
        pass
    found = _held(agency_id)
    assert found is not None  # noqa: S101 (it was made here or by the process that was first)
    return found
