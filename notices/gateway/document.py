"""A notice as a tagged PDF/UA-1 document, made from its own template and nothing from outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notices.rules import compose
from notices.rules.compose import Paper

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(paper: Paper) -> str:
    """The page that is printed to PDF: the same words as the e-mail, with headings and lists a screen reader knows."""
    return _templates().get_template("notices/document.html").render(paper=paper, words=compose)


def pdf(page: str) -> bytes:
    """A tagged A4 file with language and title. The same page always gives the same bytes.

    WeasyPrint is imported here because it takes a second or two. It may fetch nothing but `data:` addresses, so no
    text in a notice can make it read a file or reach a network.
    """
    import weasyprint
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols={"data"})
    made: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return made
