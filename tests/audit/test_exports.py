"""What leaves as a sheet: a reason, a fresh proof, only one's own columns, nothing stored (promises P27, X1 to X8)."""

from __future__ import annotations

import contextvars
import csv
import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from casework.accounts import exports
from casework.accounts.access import allowed
from casework.accounts.models import SignIn
from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.audit import Act
from casework.kernel.database import db, transaction
from casework.kernel.models import Event
from casework.kernel.sheets import csv_parts, xlsx_parts
from tests.history.importing import SAFE_EXIT, bring
from tests.people.cast import add_jo
from tests.support.application import Reader, hidden_fields
from tests.support.staff import Team

ASKED = {"reason": "The yearly review", "kind": "csv"}


def _events(act: str = "export") -> list[Event]:
    db.session.rollback()
    return list(db.session.scalars(select(Event).where(Event.act == act).order_by(Event.seq)))


def _table(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def _cells(body: bytes) -> list[list[tuple[str, str]]]:
    """Every cell of an XLSX file as its type ("n" for numbers, "f" for a formula) and its text."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        root = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [[_cell(cell, space) for cell in row] for row in root.iter(f"{space}row")]


def _cell(cell: ElementTree.Element, space: str) -> tuple[str, str]:
    kind = "f" if cell.find(f"{space}f") is not None else cell.get("t", "n")
    return kind, "".join(cell.itertext())


def _hidden(lead: Reader) -> dict[str, str]:
    return hidden_fields(lead.get("/audit/export").text, "/audit/export")


def test_an_export_says_why_and_carries_its_number_in_every_row(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    jo = add_jo(team.actor("worker"))
    lead = sign_in("data-protection")
    answer = lead.form(f"/audit/export?person={jo.reference}", data=ASKED)
    (event,) = _events()
    number = event.record.removeprefix("export:")
    head, *rows = _table(answer.data)
    assert head[0] == "Export"
    assert rows
    assert {row[0] for row in rows} == {number}
    assert event.why == "The yearly review"
    assert event.detail["rows"] == str(len(rows))
    assert [other.record for other in event.others] == [f"person:{jo.reference}"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="waymark-audit-trail-{number}.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_colleagues_stand_by_reference_until_names_are_asked_for_with_a_reason(
    within: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    team.actor("worker")
    lead = sign_in("data-protection")
    plain = lead.form("/audit/export", data=ASKED)
    assert "Dev Rowe" not in plain.text
    refused = lead.form("/audit/export", data={**ASKED, "named": "yes"})
    assert "Say why names are needed" in refused.text
    named = lead.form("/audit/export", data={**ASKED, "named": "yes", "named_why": "A complaint"})
    assert "Dev Rowe" in named.text
    assert [event.detail.get("names") for event in _events()] == [None, "A complaint"]


@pytest.mark.sqlite
def test_without_a_reason_nothing_leaves(within: Flask, sign_in: Callable[[str], Reader]) -> None:
    """X4."""
    answer = sign_in("data-protection").form("/audit/export", data={"kind": "csv"})
    assert "Say why this is needed" in answer.text
    assert _events() == []


@pytest.mark.sqlite
def test_without_a_fresh_proof_nothing_leaves(within: Flask, sign_in: Callable[[str], Reader]) -> None:
    """X4."""
    lead = sign_in("data-protection")
    with transaction():
        for row in db.session.scalars(select(SignIn)):
            row.proved_at = clock.now() - dt.timedelta(minutes=11)
    answer = lead.get("/audit/export")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/confirm")


@pytest.mark.sqlite
def test_the_same_form_twice_sends_one_file(within: Flask, sign_in: Callable[[str], Reader]) -> None:
    lead = sign_in("data-protection")
    data = ASKED | _hidden(lead)
    first, second = (lead.post("/audit/export", data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 303)
    assert len(_events()) == 1


@pytest.mark.sqlite
def test_there_is_no_link_to_use_again(sign_in: Callable[[str], Reader]) -> None:
    """X8: nothing is stored; the address of an export is a form, and to anybody else no page at all."""
    lead = sign_in("data-protection")
    assert lead.form("/audit/export", data=ASKED).mimetype == "text/csv"
    assert lead.get("/audit/export").mimetype == "text/html"
    assert sign_in("manager").get("/audit/export").status_code == 404
    assert sign_in("administrator").post("/audit/export", data=ASKED).status_code in {400, 404}


@pytest.mark.sqlite
def test_more_rows_than_the_cap_are_refused_before_anything_leaves(
    within: Flask, sign_in: Callable[[str], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    answer = sign_in("data-protection").form("/audit/export", data=ASKED)
    assert "ask for fewer days" in answer.text
    assert _events() == []


def test_what_is_recorded_meanwhile_is_not_in_it(within: Flask, team: Team, sign_in: Callable[[str], Reader]) -> None:
    """X5: read at one moment, a part at a time, while others write."""
    _write(team, 700)
    data = ASKED | _hidden(lead := sign_in("data-protection"))
    room = contextvars.Context()
    answer = room.run(FlaskClient.open, lead, "/audit/export", method="POST", data=data)
    parts: Iterator[bytes] = iter(answer.response)  # type: ignore[arg-type]
    first = [room.run(next, parts), room.run(next, parts)]
    _write(team, 5)
    rows = _table(b"".join([*first, *room.run(list, parts)]))[1:]
    room.run(answer.close)
    newest = max(int(row[1]) for row in rows)
    assert newest == _events()[0].seq - 1
    assert len(rows) == newest


def _write(team: Team, count: int) -> None:
    by = team.actor("worker")
    with transaction():
        audit.record_all(audit.Line(Act.ALTERATION, f"person:{one}", by, clock.now(), "", {}) for one in range(count))


@pytest.mark.sqlite
def test_nobody_gets_a_column_of_another_role(app: Flask, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """X3: whatever columns a sheet has, the compartments of the role decide; a worker has no figures."""
    columns = [exports.Column(one.value, one, personal=one is Compartment.IDENTITY) for one in Compartment]
    sheet = exports.Sheet("x", columns, rows=list, count=lambda: 0)
    for role in ("worker", "liaison", "manager", "administrator", "data-protection", "partner"):
        with app.test_request_context(method="POST", data={}):
            g.actor = team.actor(role)
            form = exports.ExportForm(meta={"csrf": False})
            got = {column.compartment for column, _ in exports._kept(form, sheet)}
            assert got == {one for one in Compartment if allowed(Action.LOOK, one)} - {Compartment.IDENTITY}


# --- cells ---

BAD = [
    "=1+1",
    "+44",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\x00=1",
    "＝1+1",
    " =1",
    '"=1',
    "'=1",
    "|cmd",
    "%0A",
    "\u2028=1",
]


def _fuzzed(count: int) -> Iterator[str]:
    made = random.Random(2059)
    letters = "=+-@|%＝＋－＠'\" \t\r\n\x00\u200b\u2028\u202eaé1(),;\\ud"
    for _ in range(count):
        start = made.choice(BAD) if made.random() < 0.5 else ""
        yield start + "".join(made.choice(letters) for _ in range(made.randrange(12)))


def test_five_thousand_cells_hold_no_formula() -> None:
    """X1: in CSV no cell begins what a spreadsheet would work out; in XLSX every one of them is typed as text."""
    cells = [*BAD, *_fuzzed(5000 - len(BAD))]
    table = _table(b"".join(csv_parts(["A"], [[cell] for cell in cells])))
    assert len(table) == len(cells) + 1
    formula = re.compile(r"""[\s"]*[=+\-@|%＝＋－＠\t\r]""")
    assert [row for row in table if row and formula.match(row[0])] == []
    typed = _cells(b"".join(xlsx_parts(["A"], [[cell] for cell in cells])))
    assert {kind for row in typed for kind, _ in row} == {"inlineStr"}


def test_numbers_and_days_are_typed_in_xlsx() -> None:
    noon = dt.datetime(2026, 10, 13, 12, 0, tzinfo=clock.LONDON)
    rows = [[7, 0.5, dt.date(2026, 10, 13), noon, None, True, float("inf"), "x & <y>\ud800"]]
    got = _cells(b"".join(xlsx_parts(["A"] * 8, rows)))[1]
    assert got == [
        ("n", "7"),
        ("n", "0.5"),
        ("n", "46308"),
        ("n", "46308.500000"),
        ("inlineStr", ""),
        ("inlineStr", "Yes"),
        ("inlineStr", "inf"),
        ("inlineStr", "x & <y>"),
    ]


@pytest.mark.sqlite
def test_a_file_has_no_persons_name(app: Flask, team: Team) -> None:
    """X2: what an export is called is ours alone."""
    by, sheet = team.actor("worker"), exports.Sheet("trail", [], rows=list, count=lambda: 0)
    with app.test_request_context(method="POST", data=ASKED):
        form = exports.ExportForm(meta={"csrf": False})
        for name in ('a"; \r\n', "Jo Barnes", "../x", ""):
            with pytest.raises(ValueError, match="small letters"):
                exports._begin(form, replace(sheet, what=name), by=by, at=clock.now())


@pytest.mark.sqlite
def test_a_managers_figures_leave_the_same_way_with_small_counts_hidden(
    app: Flask, team: Team, sign_in: Callable[[str], Reader]
) -> None:
    """X4, X6: by reason and number like any export, and as the page that may be shared shows them."""
    assert team.agency_id
    with app.app_context():
        assert bring(SAFE_EXIT).exit_code == 0
    manager = sign_in("manager")
    page = manager.get("/monitoring/2006-q3?shared=yes").text
    address = re.findall(r'href="(/monitoring/2006-q3/export[^"]*)"', page)[0].replace("&amp;", "&")
    assert "Say why this is needed" in manager.form(address, data={"kind": "csv"}).text
    head, *rows = _table(manager.form(address, data=ASKED).data)
    assert head[:5] == ["Export", "Part", "Table", "Number", "This quarter"]
    quarters = [head.index(name) for name in ("This quarter", "Quarter before", "A year ago")]
    numbers = [int(row[at]) for row in rows for at in quarters if row[at].isdigit()]
    assert [number for number in numbers if 0 < number < 5] == []
    assert any("<5" in row for row in rows)
    assert sign_in("worker").get(address).status_code == 404
