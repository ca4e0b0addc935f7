"""When something goes wrong: what was typed is kept, for the person who typed it and for nobody else."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.look.sample import sample_app

NOTE = "She came <late> with her sister"
TYPED = {"csrf_token": "t" * 30, "form_key": "k" * 24, "note": NOTE, "told_by_name": "Lesley", "blank": " "}


@pytest.fixture
def visitor() -> FlaskClient:
    app = sample_app()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    return app.test_client()


@pytest.mark.parametrize("code", ["500", "503"])
def test_a_fault_carries_everything_to_the_next_try(visitor: FlaskClient, code: str) -> None:
    page = visitor.post(f"/error/{code}?x=1", data=TYPED).text
    assert "What you typed has been kept" in page
    assert f'action="/error/{code}?x=1"' in page
    carried = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert carried == {**TYPED, "note": NOTE.replace("<", "&lt;").replace(">", "&gt;")}


@pytest.mark.parametrize("code", ["400", "422"])
def test_what_cannot_be_sent_again_can_be_copied(visitor: FlaskClient, code: str) -> None:
    page = visitor.post(f"/error/{code}", data=TYPED).text
    assert "<dt>Told by name</dt><dd>Lesley</dd>" in page
    assert "<dd>She came &lt;late&gt; with her sister</dd>" in page
    assert "k" * 24 not in page
    assert "Try again" not in page


@pytest.mark.parametrize("code", ["400", "422", "500", "503"])
def test_nothing_is_shown_back_to_a_stranger(visitor: FlaskClient, code: str) -> None:
    """A form posted from somebody else's page arrives without our cookie: it gets no button and no words."""
    page = visitor.post(f"/error/{code}?stranger=1", data=TYPED).text
    assert "sister" not in page
    assert "Try again" not in page


@pytest.mark.parametrize("code", ["400", "422", "500", "503"])
def test_a_password_is_never_shown_back(visitor: FlaskClient, code: str) -> None:
    assert "nine green" not in visitor.post(f"/error/{code}", data={**TYPED, "password": "nine green bottles"}).text


@pytest.mark.parametrize("code", ["500", "503"])
def test_a_page_that_only_looked_promises_nothing(visitor: FlaskClient, code: str) -> None:
    assert "What you typed" not in visitor.get(f"/error/{code}").text


def test_a_fault_gives_its_number_and_no_cause(visitor: FlaskClient) -> None:
    with visitor.application.test_request_context("/"):
        template = visitor.application.jinja_env.get_template("errors/500.html")
        page = template.render(number="7f3k", asset=lambda path: path)
    assert "<strong>7f3k</strong>" in page
    assert "technical" not in page
