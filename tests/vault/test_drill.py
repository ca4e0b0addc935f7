"""The drill: a backup put back by the commands themselves sends nothing again, on both databases (promises P18)."""

from __future__ import annotations

from collections import Counter

from flask import Flask

from casework.kernel import clock, gate
from casework.kernel.database import transaction
from reminders import jobs
from tests.reminders.cast import Cast, texts
from tests.reminders.conftest import at, cast
from tests.reminders.older_copies import Provider
from tests.support.staff import Team
from tests.vault.site import Site
from web.services import gate as gates

__all__ = ["at", "cast"]


def test_a_restored_backup_sends_nothing_until_two_have_released_it(
    cast: Cast, team: Team, site: Site, within: Flask
) -> None:
    provider, two = Provider(), (team.actor("administrator"), team.second_administrator())
    cast.book("2026-12-01 11:00")
    file = site.backup()
    jobs.run_due(provider)
    before = list(provider.had)
    assert before, "the confirmation went after the backup was made"
    done = site.restore(file)
    assert done.exit_code == 0, done.output
    jobs.run_due(provider)
    assert provider.had == before
    release(*two)
    jobs.run_due(provider)
    assert max(Counter(token for token, _ in provider.had).values()) == 1
    assert provider.had == before, "what may have gone is a question, and what is to come is held"
    assert {text.state for text in texts(kind="booked")} == {"unknown"}


def release(one: object, another: object) -> None:
    with transaction():
        gates.ask("Last night’s copy", by=one, at=clock.now())  # type: ignore[arg-type]
    with transaction():
        gates.agree(by=another, at=clock.now())  # type: ignore[arg-type]
    gate.start_again(clock.now())
    assert gate.why_closed() is None
