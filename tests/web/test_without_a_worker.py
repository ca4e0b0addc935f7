"""Who has no worker is looked for among the live of the agency, whatever else the site holds (F5)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from casework.kernel.database import db
from diversion.models import Referral
from web.services.decisions import without_a_worker


@pytest.mark.sqlite
def test_no_referral_of_another_agency_is_read(within: Flask) -> None:
    plan = _plan(without_a_worker().params(agency=1, most=15))
    assert "ix_referral_live (agency_id=? AND ended=?)" in plan
    # The test can fail: asked plainly, the other agencies' referrals without a worker would all be read.
    assert "ix_referral_worker_id" in _plan(sa.select(Referral.id).where(Referral.worker_id.is_(None)))


def _plan(asked: sa.Select[*tuple[Any, ...]]) -> str:
    said = asked.compile(db.engine, compile_kwargs={"literal_binds": True})
    return "\n".join(str(row[-1]) for row in db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {said}")))
