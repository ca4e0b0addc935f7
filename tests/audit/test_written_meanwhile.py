"""The trail is looked through while others write to it: what is committed in the midst of it is no tampering (C.9)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel import audit, chain, clock, gate, walking
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction


def write(app: Flask, *, many: int = 1) -> None:
    """Somebody else's events, each with further records and typed words beside it, committed."""

    def there() -> None:
        with app.app_context(), transaction():
            for _ in range(many):
                audit.record(
                    Act.EXPORT, "export:1", by=None, at=clock.now(), reason="For her solicitor", others=["person:1"]
                )

    other = threading.Thread(target=there)
    other.start()
    other.join()


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_event_that_is_written_between_two_looks_closes_no_gate(
    app: Flask, within: Flask, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first, the second or the third of the questions that one walk asks."""
    write(app, many=3)
    asked, real = 0, chain._rows

    def meanwhile(*question: Any) -> Iterator[Sequence[Any]]:
        nonlocal asked
        rows = real(*question)
        first = list(islice(rows, 1))
        asked += 1
        if asked == after:
            write(app)
        yield from first
        yield from rows

    monkeypatch.setattr(chain, "_rows", meanwhile)
    assert walking.look_through() is None
    assert audit.first_broken() is None
    assert asked == 6
    monkeypatch.undo()
    assert gate.why_closed() is None
    assert walking.walk().seq == 4


def test_records_beside_a_line_that_is_not_there_are_still_found(app: Flask, within: Flask) -> None:
    write(app, many=2)
    with transaction():
        db.session.execute(sa.text("INSERT INTO event_record (seq, record) VALUES (2, 'person:9')"))
    assert audit.first_broken() == 2
