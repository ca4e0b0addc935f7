"""The court list on a phone in a public building: initials until somebody asks for names (wireframe 6)."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.application import Reader
from tests.web.test_crawl import form_tokens


@pytest.mark.sqlite
def test_names_are_shown_on_a_phone_only_when_asked_for(app: Flask, client: Reader) -> None:
    client.post("/demo", data=form_tokens(client.get("/").text))
    client.post("/demo/as/liaison", data=form_tokens(client.get("/help").text))
    plain = client.get("/court", follow_redirects=True)
    assert "Show names" in plain.text
    assert "wm-court__name--hidden" in plain.text
    asked = client.get(f"{plain.request.path}?names=1")
    assert "Hide names" in asked.text
    assert "wm-court__name--hidden" not in asked.text
