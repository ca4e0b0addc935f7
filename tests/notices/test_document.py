"""The document: tagged PDF/UA-1, the same bytes each time, readable whatever the name, fetching nothing."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from notices.gateway import document
from notices.rules import Sentence
from tests.notices.papers import COMPLETED, MISSED, paper, told

NAMES = ["Siân ŵ Llŷr", "فاطمة الزهراء", "Ann 😀 O’Hara-Ngô", "Łucja Żółć", "Мария"]


def words_of(made: bytes, tmp_path: Path, *options: str) -> str:
    """The text of a PDF as pdftotext reads it."""
    path = tmp_path / "notice.pdf"
    path.write_bytes(made)
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True, text=True).stdout


@pytest.fixture(scope="module")
def made() -> bytes:
    return document.pdf(document.html(paper(*(told(name) for name in NAMES))))


def test_it_is_tagged_and_says_its_language_and_title(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Notice 12"
        assert {"/H1", "/H2", "/P", "/L", "/LI"} <= tags(pdf)


def tags(pdf: pikepdf.Pdf) -> set[str]:
    """Every kind of structure the document uses."""
    return {str(item.S) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/S" in item}


def test_every_letter_of_every_name_can_be_read_back(made: bytes, tmp_path: Path) -> None:
    """X9."""
    text = words_of(made, tmp_path)
    for name in ("Siân ŵ Llŷr", "Ann 😀 O’Hara-Ngô", "Łucja Żółć", "Мария"):
        assert name in text
    assert "فاطمة" in text
    assert "الزهراء" in text


def test_a_name_of_four_hundred_letters_is_not_clipped(tmp_path: Path) -> None:
    """X9."""
    long = document.pdf(document.html(paper(told("Ŵ" * 400))))
    text = words_of(long, tmp_path)
    assert text.count("Ŵ") == 400
    boxes = words_of(long, tmp_path, "-bbox")
    edges = [float(part.split('"')[0]) for part in boxes.split('xMax="')[1:]]
    assert max(edges) <= 595.3 - 20 / 25.4 * 72 + 1  # the right margin of A4


def test_it_is_a4_and_counts_its_pages(tmp_path: Path) -> None:
    many = document.pdf(document.html(paper(*(told(f"Jo BROWN{number}") for number in range(30)))))
    with pikepdf.open(io.BytesIO(many)) as pdf:
        pages = len(pdf.pages)
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == [0, 0, 595, 842]
    text = words_of(many, tmp_path)
    assert 3 < pages < 10
    assert all(f"Page {page} of {pages}" in text for page in range(1, pages + 1))
    assert text.count("Notice 12. Confidential") == pages


def test_two_identifiers_stand_under_every_name(tmp_path: Path) -> None:
    text = words_of(document.pdf(document.html(paper(told(), told("Mia TAN", MISSED)))), tmp_path, "-layout")
    for block in text.split("\n\n\n")[1:3]:
        assert "Date of birth: 3 February 1995" in block
        assert "Police reference: 01HT1234526" in block


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert document.pdf(document.html(paper())) == document.pdf(document.html(paper()))


def test_nothing_typed_can_be_markup_or_reach_outside(tmp_path: Path) -> None:
    bait = '<img src="file:///etc/passwd"><h1>Completed</h1><script>'
    page = document.html(paper(told(bait, Sentence(COMPLETED))))
    assert "<img" not in page
    assert "etc/passwd" in words_of(document.pdf(page), tmp_path)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
def test_even_a_template_gone_wrong_fetches_nothing(address: str) -> None:
    page = document.html(paper()).replace("<h1>", f'<img alt="" src="{address}"><h1>')
    assert b"/Image" not in document.pdf(page)
