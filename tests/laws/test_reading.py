"""Law 10: the reader that stands behind every client sees what a person would stumble on."""

from __future__ import annotations

import pytest

from tests.support import reading

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'",
}
GOOD = """<!DOCTYPE html>
<html lang="en"><head><title>Record an arrest – Waymark</title></head>
<body><main><h1>Record an arrest</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="name">Name</label><input id="name" name="name" aria-describedby="hint"><p id="hint">As charged</p>
<button type="submit">Save</button></form></main></body></html>"""


def test_a_good_page_reads_well() -> None:
    assert reading.problems(GOOD, HEADERS, "/arrests/new", ["Blessing", "O’Neill"]) == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        pytest.param("</p>", "", "where <p> is open", id="something is not closed"),
        pytest.param("</main>", "</main></div>", "</div> where", id="something is closed that was not open"),
        pytest.param("Record an arrest</h1>", "Arrest</h1>", "is not the h1", id="the title says something else"),
        pytest.param("</main>", "<h1>Another</h1></main>", "one h1", id="two headings of the first rank"),
        pytest.param('<label for="name">Name</label>', "", "has no label", id="a field without its label"),
        pytest.param('for="name"', 'for="nobody"', "which is not here", id="a label for a field that is not here"),
        pytest.param('id="hint"', 'id="name"', "used 2 times", id="one id twice"),
        pytest.param('aria-describedby="hint"', 'aria-describedby="gone"', "not here", id="a hint that is not here"),
        pytest.param("<main>", '<main style="top:0">', "blocks", id="a style the policy blocks"),
        pytest.param("<main>", '<main onclick="x()">', "blocks", id="a script the policy blocks"),
        pytest.param("<main>", '<main><img src="/x.png">', "no alt", id="a picture without words"),
        pytest.param(">Save<", "> <", "says nothing", id="a button without words"),
        pytest.param("csrf_token", "other", "no csrf_token", id="a form that anyone could post"),
        pytest.param("<!DOCTYPE html>", "", "DOCTYPE", id="no doctype"),
        pytest.param('lang="en"', "", "language", id="no language"),
        pytest.param('name="name"', 'name="name" name="b"', "2 times", id="an attribute twice"),
    ],
)
def test_what_reads_badly_is_seen(was: str, now: str, said: str) -> None:
    assert was in GOOD
    assert any(said in wrong for wrong in reading.problems(GOOD.replace(was, now), HEADERS, "/arrests/new"))


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_missing_header_is_seen(name: str) -> None:
    without = {key: value for key, value in HEADERS.items() if key != name}
    assert any(name in wrong for wrong in reading.problems(GOOD, without, "/arrests/new"))


@pytest.mark.parametrize(
    "address",
    ["/people/blessing", "/people?name=O’Neill", "/people?phone=07700900123", "/people?phone=%2B447700900123"],
)
def test_a_person_in_an_address_is_seen(address: str) -> None:
    """Q7."""
    assert reading.given_away(address, ["Blessing", "O’Neill"])


def test_a_longer_word_is_not_a_name() -> None:
    assert reading.given_away("/marketing/grace-period", ["Mark", "Race"]) == []
