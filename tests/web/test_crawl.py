"""Every page that a pretend colleague can reach by links answers, reads well, and changes nothing (ASVS 3.5.3); and
whoever it names has been looked at once in the audit trail, with the page and the reason (promises P10)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, deque

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.accounts.rules import Role
from casework.kernel import clock
from casework.kernel.database import Base
from tests.support.application import Reader
from tests.support.looked import Looked

LINK = re.compile(r'href="(/[^"#]*)')
EACH = 2
"""How many pages of one kind a colleague looks at: there are far more of the same."""
MAY_GROW = {"event", "event_record", "sign_in", "form_key"}
FILES = ("/static/",)
DIARY = re.compile(r"/diary/(?:week/)?(20[\d-]+W?\d*)")


def form_tokens(page: str) -> dict[str, str]:
    return {"csrf_token": page.split('name="csrf_token" value="')[1].split('"')[0], "form_key": "k" * 24}


def _counts(app: Flask) -> dict[str, int]:
    engine = app.extensions["pretend_engine"]
    with engine.connect() as connection:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in MAY_GROW]
        return {one.name: connection.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables}


def _kind(app: Flask, address: str) -> str:
    """Which view answers here, and whether it is asked for something."""
    return f"{_view(app, address.partition('?')[0])}{'?' in address}"


def _view(app: Flask, path: str) -> str:
    return str(app.url_map.bind("localhost").match(path)[0])


def _endless(address: str) -> bool:
    """Whether this is the diary of another week than this one: there is always one more."""
    found = DIARY.match(address)
    if found is None:
        return False
    this = clock.today()
    days = [this + dt.timedelta(days=n) for n in range(-this.weekday(), 7 - this.weekday())]
    return found[1] not in {*(day.isoformat() for day in days), f"{this:%G-W%V}"}


@pytest.mark.sqlite
@pytest.mark.parametrize("role", list(Role))
def test_every_link_leads_to_a_page_that_reads_well(app: Flask, client: Reader, role: Role) -> None:
    start = form_tokens(client.get("/").text)
    assert client.post("/demo", data=start).status_code == 303
    assert client.post(f"/demo/as/{role.value}", data=form_tokens(client.get("/help").text)).status_code == 303
    before, looked, unseen = _counts(app), Looked(app), list[str]()
    seen, waiting, kinds = {"/"}, deque(["/"]), Counter[str]()
    while waiting:
        address = waiting.popleft()
        kinds[_kind(app, address)] += 1
        if kinds[_kind(app, address)] > EACH:
            continue
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        unseen += looked.faults(_view(app, answer.request.path), answer)
        for found in LINK.findall(answer.text) if answer.mimetype == "text/html" else []:
            target = found.replace("&amp;", "&")
            if target not in seen and not target.startswith(FILES) and not _endless(target):
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 4
    assert unseen == []
    assert _counts(app) == before
