from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules import gsm7


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        pytest.param("it’s “fine” – really…", 'it\'s "fine" - really...', id="quotes, dash and dots"),
        pytest.param("Sam\u200b\u2060\ufeff", "Sam", id="zero-width letters go"),
        pytest.param("a\u202eb\x00c", "abc", id="turn-around and null go"),
        pytest.param("10\u00a0am\t\nhere", "10 am here", id="odd spaces become one"),
        pytest.param("Jose\u0301", "José", id="a letter and its accent become one letter"),
        pytest.param("Dŵr Łucja", "Dŵr Łucja", id="real letters stay, never a question mark"),
    ],
)
def test_look_alikes_are_exchanged_and_letters_kept(typed: str, sent: str) -> None:
    assert gsm7.sanitise(typed) == sent


def test_letters_outside_are_named_once() -> None:
    assert gsm7.unmappable("ŵŵ é ł €") == ("ŵ", "ł")


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        pytest.param("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, id="a two-unit letter is not cut in half"),
        ("ŵ" * 70, "UCS-2", 70, 1),
        ("ŵ" * 71, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_the_count(text: str, encoding: str, units: int, segments: int) -> None:
    assert gsm7.count(text) == gsm7.Count(encoding, units, segments)


def test_the_alphabet_has_its_127_letters_and_10_more() -> None:
    # 128 places of GSM 03.38 less the escape; ours leaves none out.
    assert (len(gsm7.BASIC), len(gsm7.EXTENDED)) == (127, 10)


@given(st.text(max_size=400))
def test_tidying_is_done_once_and_loses_no_visible_letter(text: str) -> None:
    once = gsm7.sanitise(text)
    assert gsm7.sanitise(once) == once
    assert "?" not in once or "?" in text or ";" in text  # U+037E, the Greek question mark, composes to ";"
