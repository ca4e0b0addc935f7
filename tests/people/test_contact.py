"""May she be texted now: everything must say yes, and silence is no (domain rule 24)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.rules import contact
from casework.people.rules.circumstances import CircumstanceKind
from casework.people.rules.contact import Answer, ContactAnswers, TextingFacts

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
GOOD = TextingFacts(Answer.YES, has_mobile=True, agreed=True, confirmed=True, checked_at=NOW - dt.timedelta(days=3))


def test_when_everything_says_yes() -> None:
    assert contact.texting(GOOD, NOW) == contact.Texting(True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"safe_to_text": Answer.NOT_ASKED}, "Not asked", id="never asked"),
        pytest.param({"safe_to_text": Answer.NO}, "not safe", id="she said no"),
        pytest.param({"has_mobile": False}, "no mobile", id="no number"),
        pytest.param({"agreed": False}, "withdrawn", id="agreement withdrawn"),
        pytest.param({"confirmed": False}, "not confirmed", id="number not confirmed"),
        pytest.param({"checked_at": None}, "90 days", id="never checked"),
        pytest.param({"checked_at": NOW - dt.timedelta(days=90, seconds=1)}, "90 days", id="checked too long ago"),
        pytest.param({"standing": (CircumstanceKind.CUSTODY,)}, "In custody", id="in custody"),
        pytest.param({"standing": (CircumstanceKind.DIED,)}, "died", id="died"),
    ],
)
def test_one_no_is_enough_and_says_what_to_do(changed: dict[str, object], why: str) -> None:
    answer = contact.texting(replace(GOOD, **changed), NOW)  # type: ignore[arg-type]
    assert not answer.allowed
    assert why in answer.why


def test_the_90th_day_still_counts() -> None:
    assert contact.texting(replace(GOOD, checked_at=NOW - dt.timedelta(days=90)), NOW).allowed


def test_the_text_that_asks_for_confirmation_may_go_to_a_number_not_confirmed() -> None:
    asked = replace(GOOD, confirmed=False)
    assert contact.texting(asked, NOW, to_confirm_number=True).allowed
    assert not contact.texting(replace(asked, safe_to_text=Answer.NOT_ASKED), NOW, to_confirm_number=True).allowed


@given(
    st.sampled_from(Answer),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(0, 400),
    st.frozensets(st.sampled_from(CircumstanceKind)),
    st.booleans(),
)
def test_a_yes_never_comes_from_anything_but_all_of_them(
    safe: Answer,
    mobile: bool,
    agreed: bool,
    confirmed: bool,
    days: int | None,
    standing: frozenset[CircumstanceKind],
    first: bool,
) -> None:
    checked = None if days is None else NOW - dt.timedelta(days=days)
    answer = contact.texting(
        TextingFacts(safe, mobile, agreed, confirmed, checked, standing), NOW, to_confirm_number=first
    )
    fresh = days is not None and days <= 90
    held = standing & {CircumstanceKind.CUSTODY, CircumstanceKind.DIED}
    expected = safe is Answer.YES and mobile and agreed and (confirmed or first) and fresh and not held
    assert answer.allowed == expected
    assert bool(answer.why) != answer.allowed


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        pytest.param(ContactAnswers(safe_to_text=Answer.YES), "mobile", id="safe to text but no number"),
        pytest.param(ContactAnswers(texts_from=dt.time(10)), "texts_until", id="one hour without the other"),
        pytest.param(
            ContactAnswers(texts_from=dt.time(14), texts_until=dt.time(10)), "texts_until", id="hours the wrong way"
        ),
        pytest.param(
            ContactAnswers(texts_from=dt.time(10), texts_until=dt.time(10)), "texts_until", id="no time between"
        ),
        pytest.param(ContactAnswers(text_days=""), "text_days", id="no day"),
        pytest.param(ContactAnswers(text_days="189"), "text_days", id="a day that is none"),
        pytest.param(ContactAnswers(level=4), "level", id="a level that is none"),
        pytest.param(ContactAnswers(words_who="x" * 13), "words_who", id="safe name too long for one text"),
        pytest.param(ContactAnswers(words_what="x" * 12), "words_what", id="safe word too long for one text"),
    ],
)
def test_answers_that_cannot_stand(answers: ContactAnswers, field: str) -> None:
    assert list(contact.faults(answers)) == [field]


def test_questions_not_asked_can_be_kept() -> None:
    assert contact.faults(ContactAnswers()) == {}
    assert contact.faults(ContactAnswers(words_who="x" * 12, words_what="x" * 11)) == {}


def test_the_banner_asks_again_after_28_days() -> None:
    assert not contact.should_ask_again(NOW - dt.timedelta(days=28), NOW)
    assert contact.should_ask_again(NOW - dt.timedelta(days=29), NOW)


def test_hours_are_hers_or_ours() -> None:
    assert contact.window(None, None) == (dt.time(9), dt.time(19, 30))
    assert contact.window(dt.time(10), dt.time(14)) == (dt.time(10), dt.time(14))
