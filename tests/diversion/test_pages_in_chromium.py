"""Every page of this room in a real browser: nothing axe can find, and nothing that stands out to the side."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page

from casework.appointments.rules import Outcome
from casework.kernel.database import transaction
from casework.people.rules.contact import Answer
from tests.diversion.conftest import Case, on

SECOND = dt.date(2026, 10, 13)
WIDE = "document.documentElement.scrollWidth > window.innerWidth"
LONG = "Wilhelmina-Anastasia Featherstonehaugh-Cholmondeley van der Wolkenkratzerhausen"


@pytest.fixture
def world(case: Case) -> Iterator[Case]:
    """A referral with something of everything, another one live, and a person with a very long name."""
    with time_machine.travel(on(SECOND, 16), tick=True):
        case.scheme("TRUST")
        case.arrest(given_name=LONG, agreed=None, mobile=None, safe_to_text=Answer.NOT_ASKED)
        first_id = case.referral_id
        with transaction():
            case.referral.scheme.shares_attendance = True
        case.arrest_again(at=on(SECOND), arrested_on=dt.date(2026, 10, 10), court_day=dt.date(2026, 11, 17))
        case.referral_id = first_id
        case.contacts()
        case.share()
        case.record(case.book(1, dt.date(2026, 10, 6)), Outcome.REASON_NOT_KNOWN)
        case.attend(1, dt.date(2026, 10, 8), at=on(dt.date(2026, 10, 7)))
        case.book(2, dt.date(2026, 10, 27), with_staff_id=None, with_other="Nell Adams at the clinic")
        yield case


def sign_in(page: Page, case: Case, role: str) -> None:
    page.context.clear_cookies()
    case.team.enter(page, role)


def look(page: Page, address: str, axe: Callable[[Page], None]) -> list[str]:
    """What stands out to the side on a small phone, a phone or a desk; axe fails by itself."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, f"{address} answered {answer.status}"
    axe(page)
    wide = []
    for width in (320, 1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        wide += [f"{address} is wider than {width}"] if page.evaluate(WIDE) else []
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    return wide


def test_the_workers_pages(world: Case, page: Page, axe: Callable[[Page], None]) -> None:
    sign_in(page, world, "worker")
    base, person = f"/referrals/{world.referral.reference}", world.person.reference
    trust = world.scheme("TRUST").reference
    wanted = [
        "/arrests/new",
        f"/arrests/new?person={person}",
        f"/arrests/new?scheme={trust}",
        base,
        *(f"{base}/{one}" for one in ("tell", "ending", "release", "close", "sharing", "hearing", "attempts")),
        f"{base}/agreement",
    ]
    assert [line for address in wanted for line in look(page, address, axe)] == []


def test_what_an_appointment_leaves_behind(world: Case, page: Page, axe: Callable[[Page], None]) -> None:
    world.arrest("TRUST", police_reference="01HT1234627", mobile=None, safe_to_text=Answer.NOT_ASKED)
    sign_in(page, world, "worker")
    base = f"/referrals/{world.referral.reference}/requirements"
    assert look(page, f"{base}/1/assessment", axe) + look(page, f"{base}/2/plan", axe) == []


def test_the_administrators_pages(world: Case, page: Page, axe: Callable[[Page], None]) -> None:
    sign_in(page, world, "administrator")
    wanted = ["/admin/schemes", "/admin/schemes/new", f"/admin/schemes/{world.scheme('TRUST').reference}"]
    assert [line for address in wanted for line in look(page, address, axe)] == []


def test_the_liaisons_view(world: Case, page: Page, axe: Callable[[Page], None]) -> None:
    sign_in(page, world, "liaison")
    base = f"/referrals/{world.referral.reference}"
    assert look(page, base, axe) + look(page, f"{base}/tell", axe) + look(page, f"{base}/ending", axe) == []
