from __future__ import annotations

from urllib.parse import parse_qsl, quote_plus, urlencode

from hypothesis import given
from hypothesis import strategies as st

from reminders.wire import _quoted

SAID = st.text(st.characters(exclude_categories=["Cs"]))


@given(SAID)
def test_words_go_over_the_wire_as_the_standard_library_would_write_them(said: str) -> None:
    assert _quoted(said) == quote_plus(said)
    assert parse_qsl(urlencode({"Body": said}, quote_via=_quoted), keep_blank_values=True) == [("Body", said)]


def test_what_is_no_text_is_written_too() -> None:
    assert (
        urlencode({"ValidityPeriod": 5400, "b": b"x y"}, doseq=True, quote_via=_quoted) == "ValidityPeriod=5400&b=x+y"
    )
