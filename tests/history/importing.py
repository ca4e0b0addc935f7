"""Bringing spreadsheets in, as the command does, and asking what is there afterwards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import func, select

from casework.kernel.database import db
from diversion.commands import import_history
from diversion.models import Referral
from monitoring.commands import figures
from tests.history.paper import GOOD, spreadsheet

DATA = Path(__file__).parent.parent / "data"
SAFE_EXIT, TRUST, OPEN_DOOR = (DATA / f"{name}-history.csv" for name in ("safe-exit", "trust", "open-door"))
ALL_YEARS = ("--from", "1 Jan 2000", "--to", "31/12/2026")


def bring(file: Path, *options: str) -> Result:
    return CliRunner().invoke(import_history, [str(file), *options])


def written(folder: Path, *rows: dict[str, str], name: str = "rows.csv") -> Path:
    """A spreadsheet of good lines with some cells changed."""
    file = folder / name
    file.write_text(spreadsheet(*[GOOD | row for row in rows]), encoding="utf-8")
    return file


def counted(scheme: str, *period: str) -> dict[str, Any]:
    answer = CliRunner().invoke(figures, ["--scheme", scheme, *(period or ALL_YEARS), "--json"])
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def how_many(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only_referral() -> Referral:
    return db.session.scalars(select(Referral)).one()
