"""A full disk is said, not guessed: nothing is called saved that is not, and work goes on with room (promises P22)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask

from casework.accounts.services import passwords
from casework.kernel import audit
from casework.kernel.database import db, dispose, reading, transaction
from casework.people.models import Circumstance
from tests.people.cast import add_jo
from tests.support.application import Reader, hidden_fields, remember_statements
from tests.support.staff import Team
from tests.vault.full import Disk, disk
from web.app import create_app

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(300)]
CYCLES = 50
LONG = "x" * 480


@dataclass
class Site:
    """Waymark with its database on a small disk, one person in it, and her worker at a page."""

    app: Flask
    disk: Disk
    client: Reader
    page: str
    fields: dict[str, str]

    def write(self, nth: int) -> int:
        """Note that she was in hospital for a day; the status of the answer. Written often enough to need room."""
        said = {
            "kind": "hospital",
            "since": "1/6/2026",
            "until": "2/6/2026",
            "place": "not known",
            "note": f"{nth} {LONG}",
        }
        answer = self.client.post(self.page, data={**self.fields, **said, "form_key": f"key-{nth:020}"})
        return answer.status_code

    def notes(self) -> list[int]:
        with self.app.app_context(), reading():
            return sorted(int(note.split()[0]) for note in db.session.scalars(sa.select(Circumstance.note)))


@pytest.fixture
def site(
    tmp_path: Path, settings_for: Callable[..., Any], all_databases: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    monkeypatch.setattr(passwords, "hasher", PasswordHasher.from_parameters(CHEAPEST))
    with disk(tmp_path / "small") as small:
        file = small.folder / "waymark.db"
        shutil.copyfile(str(sa.make_url(all_databases.migrated("sqlite")).database), file)
        app = create_app(settings_for(database_url=f"sqlite:///{file}"))
        app.test_client_class = Reader
        remember_statements(app)
        with app.app_context():
            small.watch(db.engine)
        try:
            yield _made(app, small)
        finally:
            small.free()
            dispose(app)


def _made(app: Flask, small: Disk) -> Site:
    team = Team(app)
    with app.app_context():
        reference = add_jo(team.actor("worker")).reference
    client, page = team.sign_in("worker"), f"/people/{reference}/circumstances"
    return Site(app, small, client, page, hidden_fields(client.get(page).text, page))


def test_fifty_times_full_and_free_again(site: Site) -> None:
    saved, refused = [], 0
    for nth in range(CYCLES):
        site.disk.fill()
        status = site.write(nth)
        assert status in (303, 503), "said in plain words, and never a fault"
        refused += status == 503
        assert status == 503 or nth in site.notes(), "what was called saved is there"
        site.disk.free()
        begun = time.monotonic()
        assert site.write(nth) == 303, "the same form, posted again"
        assert time.monotonic() - begun < 5
        saved.append(nth)
    assert refused > CYCLES / 10
    assert site.notes() == saved
    with site.app.app_context(), reading():
        assert audit.first_broken() is None
        assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"


def test_a_page_can_still_be_looked_at_or_says_why_not(site: Site) -> None:
    """A look is written before the page leaves: where it cannot be, nothing is shown (promises P10)."""
    site.disk.fill()
    answer = site.client.get(site.page)
    assert answer.status_code in (200, 503)
    if answer.status_code == 503:
        assert "just now" in answer.text
        assert "Joanna" not in answer.text
    site.disk.free()
    assert site.client.get(site.page).status_code == 200
    with site.app.app_context(), transaction():
        assert db.session.scalar(sa.text("SELECT count(*) FROM person")) == 1
