"""A notice as words: no name in the subject, two identifiers for each person, nothing that leaves its line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.rules import NoticeKind
from notices.rules.compose import Replaced, body, one_line, seen_words, subject
from tests.notices.papers import paper, told

BODY = """\
Notice 12
Scheme results, Thames Magistrates' Court, 13 October 2026

To: CPS London North
From: Lantern Project (Lesley Marsh, telephone 020 7946 0123)
Issued: 4:02pm on 12 October 2026
People in this notice: 2

1. Jo BROWN
   Date of birth: 3 February 1995
   Police reference: 01HT1234526
   Our reference: Referral K7Q3XWZ2
   Court: Thames Magistrates' Court
   Hearing: 13 October 2026, 10:00am
   Completed. Attended 2 of 2 required appointments: 1 October and 8 October 2026.

2. Mia TAN
   Date of birth: 3 February 1995
   Police reference: 01HT1234526
   Our reference: Referral K7Q3XWZ2
   Court: Thames Magistrates' Court
   Hearing: 13 October 2026, 10:00am
   Not completed. Attended 1 of 2 required appointments by 9 October 2026.

This notice gives attendance as recorded when it was issued. What follows is for the prosecutor and the court.

Notice 12, check code B304 16D0 5151. Confidential: for the people it is addressed to. Destroy after use.
"""


def test_the_whole_of_a_notice() -> None:
    assert body(paper()) == BODY


def test_the_subject_holds_no_name() -> None:
    eleven = paper(*(told(f"Jo BROWN{number}") for number in range(11)))
    assert subject(eleven) == "Scheme results, Thames Magistrates' Court, 13 October 2026 (11)"


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_has_its_subject(kind: NoticeKind) -> None:
    assert subject(paper(kind=kind)).endswith("Thames Magistrates' Court, 13 October 2026 (2)")


def test_a_correction_names_what_it_replaces_and_says_what_stands() -> None:
    again = paper(told(), replaces=Replaced(number=11, sent_at=datetime(2026, 10, 12, 15, 2, tzinfo=UTC)))
    assert subject(again) == "Replaces notice 11: Scheme results, Thames Magistrates' Court, 13 October 2026 (1)"
    assert (
        "\n\nThis replaces the notice sent at 4:02pm on 12 October 2026. "
        "That was notice 11. What it said of anybody not named here stands.\n\n"
    ) in body(again)


def test_the_service_note_stands_apart() -> None:
    assert "\n\nNote from the service: Our office is closed on Friday.\n\n" in body(
        paper(service_note="Our office is\nclosed on Friday.")
    )


def test_what_is_not_recorded_is_said_so() -> None:
    words = body(paper(told(date_of_birth=None, hearing_day=None, hearing_time=None)))
    assert "Date of birth: not recorded" in words
    assert "Hearing" not in words


def test_a_name_cannot_start_a_block_of_its_own() -> None:
    words = body(paper(told("Jo\n\n2. Mia TAN\n   Completed.\u2028\u202ex")))
    assert "1. Jo 2. Mia TAN Completed. x\n" in words


@given(st.text(max_size=400))
def test_whatever_is_typed_stays_on_its_line(typed: str) -> None:
    assert len(one_line(typed).splitlines()) <= 1
    assert len(body(paper(told(typed))).splitlines()) == len(body(paper(told())).splitlines())


def test_how_to_say_that_it_was_seen() -> None:
    words = seen_words("https://waymark.example.org/seen/abc", "020 7946 0123")
    assert "\nhttps://waymark.example.org/seen/abc\n" in words
    assert words.endswith("Or telephone 020 7946 0123 and give the number of the notice.")
    assert seen_words("https://waymark.example.org/seen/abc").endswith("/seen/abc")
