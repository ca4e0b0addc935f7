"""Bodies that no browser sends are answered with the form."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from casework.kernel.formkit import clean
from tests.kernel.test_formkit import GOOD, sample, sent, the_day

__all__ = ["sample", "the_day"]


STRANGE = [
    pytest.param([("name", "a"), ("name", "b"), ("court", "thames"), ("court", "harrow")], id="repeated keys"),
    pytest.param([("name[]", "a"), ("name.x", "b"), ("agency_id", "9"), ("version", "999")], id="foreign keys"),
    pytest.param([("sheet", "not a file")], id="text for a file"),
    pytest.param([("name", (io.BytesIO(b"x"), "a.csv")), ("needs", (io.BytesIO(b"x"), "a.csv"))], id="files for text"),
    pytest.param([("needs", "health")] * 900, id="900 ticks"),
    pytest.param([(name, "x" * 100_000) for name in GOOD], id="a megabyte and more in all"),
]


@pytest.mark.parametrize("body", STRANGE)
def test_a_strange_body_is_answered_with_the_form(sample: Flask, body: list[tuple[str, Any]]) -> None:
    answer = sample.test_client().post("/form", data=MultiDict(body))
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert len(answer.data) < 400_000


def test_the_first_of_repeated_values_counts(sample: Flask) -> None:
    assert sent(sample, [*GOOD.items(), ("name", "Second")]).name.data == "Jo O'Brien-Łukasz"


def test_a_body_that_is_no_form_is_an_empty_form(sample: Flask) -> None:
    answer = sample.test_client().post("/form", json={"name": ["Jo"]})
    assert (answer.status_code, "Enter the name" in answer.text) == (200, True)


FIELDS = st.sampled_from([*GOOD, "needs", "sheet", "csrf_token"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.tuples(FIELDS, st.text(max_size=300)), max_size=20))
def test_whatever_is_posted_there_is_an_answer(sample: Flask, body: list[tuple[str, str]]) -> None:
    posted = MultiDict([(name, text.encode("utf-8", "replace").decode()) for name, text in body])
    assert sample.test_client().post("/form", data=posted).status_code in (200, 303)


@given(st.text(max_size=60))
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    for rule in (clean.one_line, clean.many_lines):
        try:
            once = rule(text, 80)
        except clean.Unfit:
            continue
        assert rule(once, 80) == once
