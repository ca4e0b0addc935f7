"""What an agency's own words must keep before they may be saved or used (case S10, promises P5)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from reminders.rules import drafts
from reminders.rules.languages import Common, common_faults, read_common
from reminders.rules.samples import AT_ITS_LONGEST, TYPICAL
from reminders.rules.templates import WORDINGS, Template, Wording
from reminders.rules.wording import LONGEST, render_words, substitute

GOOD = "Hi {name}, {day}, {time} at {place}. Reply YES or CHANGE."
PRETEND = Common(
    ("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg"),
    ("Ja", "Fe", "Ma", "Ap", "My", "Ju", "Jy", "Au", "Se", "Oc", "No", "De"),
    "x",
    "y",
)
EVERY = [pytest.param(one, words, id=f"{one}-{words.level}") for one, all in WORDINGS.items() for words in all]


def fault(body: str, template: Template = Template.BOOKED, level: int = 1, **more: Any) -> str:
    found = drafts.faults(template, Wording(level, body, body.replace("{who}", "us")), **more)
    return found.get("named", "")


@pytest.mark.parametrize(("template", "words"), EVERY)
def test_the_words_that_ship_would_be_accepted(template: Template, words: Wording) -> None:
    assert drafts.faults(template, words) == {}


def test_good_words_are_accepted() -> None:
    assert fault(GOOD) == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("", "Enter the words", id="nothing"),
        pytest.param("  \n ", "Enter the words", id="only blanks"),
        pytest.param(GOOD + " {offence}", "has no {offence}", id="an unknown field"),
        pytest.param(GOOD + " {slot1}", "has no {slot1}", id="a field of another kind of text"),
        pytest.param(GOOD + " {{7*7}}", "curly bracket is left over", id="a template language"),
        pytest.param(GOOD + " {0.__class__}", "curly bracket is left over", id="Python's own"),
        pytest.param(GOOD + " { day }", "curly bracket is left over", id="blanks in the brackets"),
        pytest.param("Hi {name}, {day} at {place}.", "Add {time}", id="no time"),
        pytest.param("Hi {name}, {time} at {place}.", "Add {day}", id="no day"),
        pytest.param("{name}, {day}, {time} at {place}.", "Put a word before {name}", id="it begins with her name"),
        pytest.param(GOOD + " Ask at the court.", "may not say “court”", id="a banned word"),
        pytest.param(GOOD + " See www.example.net", "may not say", id="a link"),
        pytest.param(GOOD + " See you tomorrow.", "may not say “tomorrow”", id="a relative day"),
        pytest.param(GOOD + " Пока", "only 70 characters fit", id="Cyrillic"),
        pytest.param(GOOD + " Ŵ" + "w" * 60, "With Ŵ only 70 characters fit one text", id="an accent that costs"),
        pytest.param(GOOD + " You do not need to go.", "Only “You do not need to go”", id="it lets her off"),
        pytest.param(GOOD + " You don't have to come.", "Only “You do not need to go”", id="it lets her off otherwise"),
        pytest.param(GOOD + "x" * 400, "400 characters or fewer", id="very long"),
    ],
)
def test_refused_with_how_to_put_it_right(body: str, said: str) -> None:
    assert said in fault(body)


def test_160_characters_at_the_longest_values_fit_and_161_do_not() -> None:
    shown = drafts.samples(Wording(1, GOOD, GOOD), named=True)[1]
    room = 160 - shown.count.units
    assert fault(GOOD + "x" * room) == ""
    assert fault(GOOD + "x" * (room + 1)).startswith("Take out 1 characters")


def test_her_level_opens_words_in_a_draft_as_in_a_text() -> None:
    body = GOOD + " Ask at the court."
    assert [bool(fault(body, level=level)) for level in (1, 2, 3)] == [True, True, False]


def test_the_agency_is_not_named_at_level_one() -> None:
    body = GOOD + " Lavender House."
    assert fault(body, also=("Lavender House",)).startswith("A text may not say “lavender house”")
    assert fault(body, level=2, also=("Lavender House",)) == ""


def test_who_may_not_stand_where_nobody_is_named() -> None:
    found = drafts.faults(Template.BOOKED, Wording(1, GOOD, GOOD + " {who}"))
    assert found == {"unnamed": "Leave {who} out here: these words are for people who chose no name"}


def test_only_the_released_text_may_let_her_off() -> None:
    released = "Hi {name}, you do not need to go on {day}."
    assert fault(released, Template.DONE_RELEASED) == ""
    assert fault(released, Template.STILL_GO).startswith("Add {time}")
    assert fault(released + " {time}", Template.STILL_GO).startswith("Only “You do not need to go”")


def test_values_are_put_in_once_and_never_run() -> None:
    for value in ("{{7*7}}", "{0.__class__}", "{day}", "%s", "${x}", "{% if 1 %}"):
        assert substitute("with {who}", {"who": value}) == f"with {value}"


def test_a_text_of_another_language_has_its_days_and_months() -> None:
    said = render_words(Wording(1, GOOD, GOOD), TYPICAL, common=PRETEND).text
    assert said == "Hi Jo, Bb 13 Oc, 10:00am at y. Reply YES or CHANGE."


def test_without_accents_only_what_cannot_be_sent_changes() -> None:
    words = Wording(1, "Hi {name}, é ŵ ŷ ł {day}, {time} {place}. 中", "")
    assert "é w y l" in render_words(words, TYPICAL, plain=True).text
    assert "中" in render_words(words, TYPICAL, plain=True).text


def test_a_language_is_whole_or_not_there() -> None:
    assert read_common(*PRETEND.kept) == PRETEND
    assert read_common("a b c|x", "a|y") is None
    assert set(common_faults(Common(("a",), ("b",), "", ""))) == {"days", "months", "appointment", "usual_place"}
    assert common_faults(Common(("Monday",) * 7, PRETEND.months, "x", "y")) == {
        "days": "“Monday” is too long: use 4 letters or fewer, so that texts stay short"
    }


def test_the_longest_sample_is_as_long_as_anybody_may_be() -> None:
    assert all(len(getattr(AT_ITS_LONGEST, name)) == most for name, most in LONGEST.items() if name != "phone")


def test_a_hostile_draft_is_judged_at_once() -> None:
    started = time.process_time()
    for body in ("{" * 5000, "not " * 1250, "{day}" * 1000, "don't have " * 35):
        assert fault(body)
    assert time.process_time() - started < 0.5
