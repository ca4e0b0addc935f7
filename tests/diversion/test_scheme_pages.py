"""The pages of a scheme: made, changed, taken from a preset and started."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from casework.kernel.database import db
from diversion.models import Scheme
from tests.diversion.conftest import ARRESTED, COURT_DAY, Case
from tests.diversion.test_referral_pages import SignIn, afternoon, here, robin, send
from tests.support.application import Reader, hidden_fields

pytestmark = pytest.mark.sqlite

__all__ = ["afternoon", "robin"]


def test_an_administrator_makes_and_changes_a_scheme(case: Case, robin: Reader, sign_in: SignIn) -> None:
    ade = sign_in("administrator")
    page = ade.get("/admin/schemes").text
    assert "Safe Exit" in page
    assert "TRUST" in page
    new = {
        "name": "Harbour Lights",
        "title_1": "A first talk",
        "leaves_1": "nothing",
        "title_2": "A plan",
        "leaves_2": "plan",
        "title_3": "A visit",
        "leaves_3": "nothing",
        "at_service_3": "yes",
        "in_order": "yes",
        "finish_by_business_days": "3",
        "weeks_to_court": "4",
        "offence_codes": ["SO59003"],
        "tells": ["cps"],
        "reminders": ["three_days", "one_day", "court_one_day"],
    }
    assert send(ade, "/admin/schemes/new", **new).status_code == 303
    scheme = db.session.scalars(select(Scheme).where(Scheme.name == "Harbour Lights")).one()
    assert [(s.title, s.leaves, s.at_service) for s in scheme.steps][2] == ("A visit", "nothing", True)
    assert "already have a scheme of this name" in send(ade, "/admin/schemes/new", **new).text
    where = f"/admin/schemes/{scheme.reference}"
    assert send(ade, where, **{**new, "title_3": ""}).status_code == 303
    assert len(db.session.scalars(select(Scheme).where(Scheme.name == "Harbour Lights")).one().steps) == 2
    theft = {**new, "name": "Theft too", "other_offences": "th68010, th68010"}
    assert send(ade, "/admin/schemes/new", **theft).status_code == 303
    codes = db.session.scalars(select(Scheme.offence_codes).where(Scheme.name == "Theft too")).one()
    assert codes == ["SO59003", "TH68010"]
    strange = send(ade, "/admin/schemes/new", **{**theft, "name": "Strange", "other_offences": "shoplifting"})
    assert "SHOPLIFTING is not an offence code" in strange.text
    nobody = send(ade, "/admin/schemes/new", **{**new, "name": "Nobody", "tells": []})
    assert "Choose who is told" in nobody.text
    assert scheme.reminders == ["three_days", "one_day", "court_one_day"]
    late = send(ade, "/admin/schemes/new", **{**new, "name": "Late", "reminders": ["seven_days"]})
    assert "it is the one that works best" in late.text
    for ended in (True, False):
        again = hidden_fields(ade.get("/admin/schemes").text, f"{where}/end")
        assert ade.post(f"{where}/end", data=again).status_code == 303
        db.session.rollback()
        assert (scheme.ended_at is not None) is ended


def test_a_preset_is_looked_through_and_started(case: Case, robin: Reader, sign_in: SignIn) -> None:
    ade = sign_in("administrator")
    page = ade.get("/admin/schemes/new?preset=TRUST").text
    assert "Care Action Plan" in page


def test_a_worker_changes_no_scheme(case: Case, robin: Reader) -> None:
    assert robin.get("/admin/schemes/new").status_code in (403, 404)


def test_the_day_before_is_said_as_a_date(case: Case, robin: Reader) -> None:
    assert "tomorrow" not in robin.get(here(case)).text.lower()
    assert ARRESTED < COURT_DAY
