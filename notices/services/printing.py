"""A page printed as notices are: for documents of other rooms that go to a court on paper."""

from __future__ import annotations

from notices.gateway import document


def tagged_pdf(html: str) -> bytes:
    """A tagged PDF/UA-1 file on A4, with the page's own language and title; it fetches nothing from outside."""
    return document.pdf(html)
