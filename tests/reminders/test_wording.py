from __future__ import annotations

from dataclasses import replace

import pytest

from reminders.rules import banned, wording
from reminders.rules.kinds import TextKind
from reminders.rules.samples import TYPICAL
from reminders.rules.templates import WORDINGS, Template, Wording, template_of
from reminders.rules.wording import LONGEST, CannotSay, Merge, preview, render

AT_ITS_LONGEST = replace(
    TYPICAL,
    name="N" * LONGEST["name"],
    who="W" * LONGEST["who"],
    what="w" * LONGEST["what"],
    place="P" * LONGEST["place"],
    day="Wed 30 Sep",
    time="10:30am",
    by="Wed 30 Sep",
    court="C" * LONGEST["court"],
    slot1="Wed 14 Oct 10:30am",
    slot2="Wed 14 Oct 11:30am",
    slot3="Wed 14 Oct 12:30pm",
)
EVERY = [
    pytest.param(template, words, id=f"{template}-level-{words.level}")
    for template, levels in WORDINGS.items()
    for words in levels
]


@pytest.mark.parametrize(("template", "words"), EVERY)
def test_every_text_fits_one_segment_at_its_longest(template: Template, words: Wording) -> None:
    for who in ("W" * LONGEST["who"], ""):
        full = preview(template, replace(AT_ITS_LONGEST, who=who), level=words.level)
        assert full.count.encoding == "GSM-7", full.unmappable
        assert full.count.units <= 160, full.text
        assert not full.unmappable


@pytest.mark.parametrize(("template", "words"), EVERY)
def test_no_text_says_more_than_its_level(template: Template, words: Wording) -> None:
    assert banned.found(words.named, words.level) == banned.found(words.unnamed, words.level) == ()
    assert banned.found(render(template, TYPICAL, level=words.level).text, words.level) == ()


@pytest.mark.parametrize(("template", "words"), EVERY)
def test_without_her_name_or_who_writes_the_text_still_reads_well(template: Template, words: Wording) -> None:
    text = render(template, replace(TYPICAL, name="", who=""), level=words.level).text
    assert "{" not in text
    assert "  " not in text
    assert " ," not in text
    assert " ." not in text
    assert text[0].isupper()
    assert text[-1] in ".0123456789"


@pytest.mark.parametrize("kind", TextKind)
def test_every_kind_has_its_words_at_every_level(kind: TextKind) -> None:
    for level in (1, 2, 3):
        assert render(template_of(kind), TYPICAL, level=level).count.is_one


def test_only_level_three_names_the_court() -> None:
    assert "Thames court" not in render(Template.COURT_DATE, TYPICAL, level=2).text
    assert "Thames court" in render(Template.COURT_DATE, TYPICAL, level=3).text


def test_the_booking_as_she_reads_it() -> None:
    assert render(Template.BOOKED, TYPICAL).text == (
        "Hi Jo, your appointment with Sam is Tue 13 Oct, 10:00am at the usual place. "
        "Reply YES to keep it or CHANGE for another time."
    )


def test_our_time_is_not_your_our_time() -> None:
    assert render(Template.BOOKED, replace(TYPICAL, what="our time")).text.startswith("Hi Jo, our time with Sam is")


def test_a_long_place_becomes_the_usual_place_and_then_the_greeting_goes() -> None:
    long_place = render(
        Template.BOOKED, replace(TYPICAL, place="The room above the library on Commercial Road, by the blue door")
    )
    assert (long_place.shortened, "the usual place" in long_place.text) == (("place",), True)
    long_name = render(Template.BOOKED, replace(TYPICAL, name="Bartholomew-Maximilian de la Something-Else Jr"))
    assert long_name.shortened == ("place", "greeting")
    assert long_name.text.startswith("Your appointment with Sam")


def test_a_name_outside_the_cheap_letters_leaves_with_the_greeting_and_is_never_a_question_mark() -> None:
    polish = replace(TYPICAL, name="Łucja")
    assert preview(Template.BOOKED, polish).unmappable == ("Ł",)
    assert preview(Template.BOOKED, polish).count.segments > 1
    sent = render(Template.BOOKED, polish)
    assert sent.shortened == ("place", "greeting")
    assert "?" not in sent.text


def test_a_dear_letter_that_cannot_be_left_out_is_refused_with_its_name() -> None:
    with pytest.raises(CannotSay, match="because ŵ cannot be sent in a long one"):
        render(Template.BOOKED, replace(TYPICAL, who="Siwŵ"))


def test_what_is_still_too_long_is_refused_and_never_split() -> None:
    """B16."""
    with pytest.raises(CannotSay, match="Shorten a name or the place"):
        render(Template.BOOKED, replace(TYPICAL, who="W" * 120))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"day": "tomorrow"}, "weekday"),
        ({"day": "13 October"}, "weekday"),
        ({"day": ""}, "no day"),
        ({"time": "in 2 hours"}, "clock time"),
        ({"time": ""}, "no time"),
    ],
)
def test_a_day_or_time_not_written_out_is_refused(wrong: dict[str, str], why: str) -> None:
    with pytest.raises(CannotSay, match=why):
        render(Template.ONE_DAY, replace(TYPICAL, **wrong))


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    assert "{phone}" in render(Template.BOOKED, replace(TYPICAL, who="{phone}")).text


def test_a_wording_that_asks_for_something_unknown_is_refused() -> None:
    with pytest.raises(CannotSay, match=r"asks for \{offence\}"):
        wording.substitute("Hi {offence}", {"name": "Jo"})


def test_no_template_names_a_value_that_no_text_has() -> None:
    known = set(vars(Merge()))
    for levels in WORDINGS.values():
        for words in levels:
            assert wording.placeholders(words.named) | wording.placeholders(words.unnamed) <= known


def test_a_missed_text_without_a_finish_by_date_has_its_own_words() -> None:
    assert template_of(TextKind.MISSED, has_deadline=False) is Template.MISSED_OPEN
    assert template_of(TextKind.MISSED) is Template.MISSED


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Thames Magistrates' Court", "Thames court"),
        ("Highbury Corner Magistrates’ Court", "Highbury Corner court"),
        ("Birmingham Magistrates' Court (Victoria Law Courts)", "Birmingham court"),
        ("Thames", "Thames"),
        ("North Northumbria and Berwick-upon-Tweed Magistrates' Court", "court"),
    ],
)
def test_how_a_plain_text_names_a_court(name: str, said: str) -> None:
    assert wording.court_words(name) == said


def test_carriage_returns_and_odd_letters_in_values_are_tidied() -> None:
    assert "with Sam is" in render(Template.BOOKED, replace(TYPICAL, who="Sa\u200bm\r\n")).text
