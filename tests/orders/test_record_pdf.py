"""The record of an order as a document: tagged, and its download a disclosure."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import time_machine
from sqlalchemy import select

from casework.kernel.database import db
from casework.kernel.models import Event
from orders import services
from orders.rules import AtCourt
from tests.orders.conftest import Case, on
from tests.orders.test_court_steps import formed, hear, lay, settle, summon
from tests.orders.test_opinions import FORMED, missed
from tests.support.application import Reader

pytestmark = pytest.mark.sqlite  # every write is made on both databases by test_whole_way

__all__ = ["formed", "missed"]


@pytest.fixture
def sam(formed: Case) -> Iterator[Reader]:
    for act in (lay, summon, hear):
        act(formed)
    settle(formed, AtCourt.MADE_AGAIN)
    with time_machine.travel(on(dt.date(2026, 9, 9)), tick=False):
        yield formed.team.sign_in("supervisor")


def words_of(made: bytes, tmp_path: Path) -> str:
    path = tmp_path / "record.pdf"
    path.write_bytes(made)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True)
    return " ".join(read.stdout.split())


def tags(pdf: pikepdf.Pdf) -> set[str]:
    return {str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}


@pytest.mark.sqlite
def test_the_pdf_is_one_tagged_page_with_title_and_language_and_its_download_a_disclosure(
    sam: Reader, formed: Case, tmp_path: Path
) -> None:
    address = f"/orders/{formed.order.reference}/record"
    shown = sam.get(address).text
    assert "Download (PDF)" in shown
    answer = sam.get(f"{address}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="order-{formed.order.reference}.pdf"'
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert len(pdf.pages) == 1
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"Engagement and Support Order record {formed.order.reference}"
        assert {"/H1", "/H2", "/L", "/LI"} <= tags(pdf)
    read = words_of(answer.data, tmp_path)
    printed = [line for part in services.compile_record(formed.order, by=formed.sam, at=FORMED).meetings
               for line in part.lines]  # fmt: skip
    assert printed
    for line in printed:
        assert " ".join(line.split()) in read
    assert "delivered" not in read
    db.session.rollback()
    event = db.session.scalars(select(Event).where(Event.act == "disclosure")).one()
    assert event.record == f"order:{formed.order.reference}"
    assert event.staff_id == formed.sam.staff_id
    assert {f"person:{formed.person.reference}", "court:B01ND00"} == {other.record for other in event.others}


@pytest.mark.sqlite
def test_nobody_else_downloads_it_and_nothing_is_noted_as_disclosed(sam: Reader, formed: Case) -> None:
    address = f"/orders/{formed.order.reference}/record.pdf"
    for role in ("worker", "liaison"):
        answer = formed.team.sign_in(role).get(address)
        assert answer.mimetype == "text/html"
        assert "Only a supervisor" in answer.text
    db.session.rollback()
    assert db.session.scalars(select(Event).where(Event.act == "disclosure")).all() == []
    assert re.search(r"/record\b", sam.get(f"/orders/{formed.order.reference}").text)
