"""Somebody named in a notice is erased: the notice keeps what it said of others, and nothing of them (P31)."""

from __future__ import annotations

import pytest

from casework.kernel.database import db, transaction
from casework.people.models import Person
from casework.people.services import erasing
from tests.notices.conftest import CPS, Thames

pytestmark = pytest.mark.sqlite


def test_the_lines_about_others_stay(thames: Thames) -> None:
    thames.contact("cps", "CPS London North", CPS, sheet=True)
    made = thames.tell(thames.about("Jo BROWN", "K7Q3XWZ2"), thames.about("Mia STONE", "M2T4PRS9"))
    client = thames.team.sign_in("liaison")
    page = f"/notices/{made[0]}"
    assert client.get(f"{page}/document").status_code == 200
    with transaction():
        jo = db.session.scalars(db.select(Person)).all()[0].reference
        assert erasing.erase_again([jo], at=thames.now) == 1
    row = thames.notice(made[0])
    assert [line.name for line in row.lines] == ["Mia STONE"]
    assert "BROWN" not in f"{row.body}{row.document}{row.sheet}{row.service_note}"
    assert row.pdf is None
    shown = client.get(page).text
    assert "has been erased" in shown
    assert "Mia STONE" in shown
    assert "BROWN" not in shown
    assert "Download the document" not in shown
    assert client.get(f"{page}/document").status_code == 404
