"""What a page weighs and where it reaches: a first view on a poor signal is small, and nothing leaves the house."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.look.sample import ROOT, sample_app

KIB = 1024
OURS = [*sorted((ROOT / "static").rglob("*.css")), *sorted((ROOT / "static").rglob("*.js"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DOCUMENTS = [file for file in TEMPLATES if file.name == "document.html"]
"""What leaves as a file, a PDF or in a zip, and is never served: no policy stands over it, and it brings its style."""
PAGES = [file for file in TEMPLATES if file not in DOCUMENTS]
XML_NAMES = "http://www.w3.org/"


def gzipped(data: bytes) -> int:
    return len(gzip.compress(data, 9))


@pytest.mark.parametrize(("name", "most"), [("app.css", 12 * KIB), ("app.js", 8 * KIB), ("mark.svg", KIB)])
def test_the_static_files_stay_within_their_budget(name: str, most: int) -> None:
    assert gzipped((ROOT / "static" / name).read_bytes()) <= most


def test_a_worklist_page_stays_within_its_budget() -> None:
    assert gzipped(sample_app().test_client().get("/").data) <= 12 * KIB


@pytest.mark.parametrize("file", [*OURS, *TEMPLATES], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_asked_of_another_machine(file: Path) -> None:
    """No address of anybody else's stands in what a browser loads; the names of XML vocabularies are no addresses."""
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"')]*", file.read_text())
    assert [address for address in addresses if not address.startswith(XML_NAMES)] == []


@pytest.mark.parametrize("file", OURS, ids=lambda path: path.name)
def test_the_livery_of_gov_uk_is_left_out(file: Path) -> None:
    """Its typeface and crown are for GOV.UK alone."""
    text = file.read_text().lower()
    for theirs in ("gds transport", "@font-face", "crown", "crest", "url("):
        assert theirs not in text


def test_no_picture_but_our_own_mark_is_kept() -> None:
    kept = {path.name for path in (ROOT / "static").rglob("*") if path.is_file()}
    assert kept == {"app.css", "app.js", "mark.svg"}


@pytest.mark.parametrize("file", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_needs_an_inline_script_or_style(file: Path) -> None:
    """The content policy would block them."""
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"|javascript:", file.read_text())


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_carries_no_script(file: Path) -> None:
    """Whoever opens it has no policy of ours to stop one."""
    assert not re.search(r"<script|\son[a-z]+=|javascript:", file.read_text())
