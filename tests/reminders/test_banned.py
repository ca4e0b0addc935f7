from __future__ import annotations

import random
from dataclasses import replace

import pytest

from reminders.rules import banned, banned_words
from reminders.rules.samples import TYPICAL
from reminders.rules.templates import WORDINGS, Template
from reminders.rules.wording import CannotSay, Merge, Rendered, render

LAW, SERVICE, NEVER, RELATIVE = (
    banned.entries(block)
    for block in (banned_words.LAW, banned_words.SERVICE, banned_words.NEVER, banned_words.RELATIVE)
)
ALL = (*LAW, *SERVICE, *NEVER, *RELATIVE)
HARMLESS = ["Sam", "Jo", "Courtney", "Grace", "Essex Road", "Spitalfields cafe", "Sussex Gardens", "Tessa", "Caselli"]


def test_the_list_is_long_and_speaks_many_languages() -> None:
    assert len(set(ALL)) >= 120
    welsh_romanian_polish_bulgarian_chinese = {"llys", "politi*", "areszt*", "полиц*", "警察"}
    assert welsh_romanian_polish_bulgarian_chinese <= set(ALL)


@pytest.mark.parametrize("word", ALL)
def test_every_entry_is_found_however_it_is_written(word: str) -> None:
    plain = word.strip("*")
    for written in (plain, plain.upper(), plain.title(), f"the {plain}, ok"):
        assert banned.found(written), written


@pytest.mark.parametrize(
    "smuggled",
    [
        "Constable",
        "PC Smith",
        "GUM clinic",
        "Women's Court Service",
        "Thames Magistrates’",
        "CrownCourt",
        "the C O U R T",
        "p.o.l.i.c.e",
        "p\u043elice",
        "pol\u200bice",
        "Poliție",
        "sąd",
        "Heddlu",
        "Safe-Exit",
        "safe  exit",
        "see you tomorrow",
        "dzisiaj",
        "https://waymark.example",
        "www.example.net",
        "jo@example.org",
        "example.org.uk",
    ],
)
def test_a_value_that_gives_it_away_is_caught(smuggled: str) -> None:
    assert banned.found(render_with(smuggled))


def render_with(value: str) -> str:
    return f"Hi Jo, your appointment with {value} is Tue 13 Oct."


@pytest.mark.parametrize("value", HARMLESS)
def test_names_and_streets_that_only_look_like_it_pass(value: str) -> None:
    assert banned.found(render_with(value)) == ()


def test_her_level_opens_what_she_chose_and_no_more() -> None:
    service, law, drugs = "Safe Exit", "Thames court", "methadone"
    assert [bool(banned.found(service, level)) for level in (1, 2, 3)] == [True, False, False]
    assert [bool(banned.found(law, level)) for level in (1, 2, 3)] == [True, True, False]
    assert [bool(banned.found(drugs, level)) for level in (1, 2, 3)] == [True, True, True]


def test_the_agency_and_its_schemes_are_banned_by_name_at_level_one_only() -> None:
    text = "Hi Jo, your time with Lavender House is Tue 13 Oct."
    assert banned.found(text) == ()
    assert banned.found(text, also=["Lavender House"]) == ("lavender house",)
    assert banned.found(text, 2, also=["Lavender House"]) == ()


@pytest.mark.parametrize("name", ["St. Mary's Way", "New Start, Leeds", "Night-Owls & Larks", "  Bryn Glas / Cam 2 "])
def test_a_name_is_found_whatever_signs_stand_in_it(name: str) -> None:
    assert banned.found(f"See you Tue 13 Oct at {name}", also=[name])


def test_a_name_with_a_comma_is_one_name() -> None:
    assert banned.found("See you Tue 13 Oct in Leeds", also=["New Start, Leeds"]) == ()


def test_two_hundred_merge_values_in_every_template_reveal_nothing() -> None:
    """P5: whatever is put in, either the gate finds it or the text is discreet, dated and one segment long."""
    values = [random.choice(HARMLESS) for _ in range(100)] + [random.choice(ALL).strip("*") for _ in range(100)]
    for value in values:
        merge = replace(TYPICAL, who=value, place=value)
        for template in (one for one, levels in WORDINGS.items() if "{who}" in levels[0].named):
            said = _said(template, merge)
            assert not said or bool(banned.found(said)) == (value not in HARMLESS), said


def _said(template: Template, merge: Merge) -> str:
    try:
        return render(template, merge).text
    except CannotSay:
        return ""


def test_every_template_with_200_harmless_values_says_nothing_and_stays_one_text() -> None:
    """P5 the other way round: 0 forbidden words, 0 links, 0 relative days, at most 160 characters of GSM-7."""
    made = 0
    for template, levels in WORDINGS.items():
        for words in levels:
            for _ in range(200):
                text = _filled(template, words.level)
                assert banned.found(text.text, words.level) == (), text.text
                assert (text.count.encoding, text.count.units <= 160) == ("GSM-7", True), text.text
                made += 1
    assert made >= 200 * len(WORDINGS)


def _filled(template: Template, level: int) -> Rendered:
    name, who = (random.choice([*HARMLESS[:4], "", "Maximilliana"]) for _ in range(2))
    place = random.choice(["", *HARMLESS[5:], "Room 12, 1st floor, Mill"])
    what = random.choice(["appointment", "catch-up", "class", "coffee", "our time"])
    return render(template, replace(TYPICAL, name=name, who=who, place=place, what=what), level=level)


def test_what_was_read_before_changes_no_answer() -> None:
    """The pieces of a text are remembered; a text of them is judged as one that nobody has seen (promises P5)."""
    pieces = [word.strip("*") for entry in ALL for word in entry.split()]
    plain = [
        "Hi",
        "Jo,",
        "your",
        "appointment",
        "is",
        "Tue",
        "8",
        "Dec,",
        "2:05pm",
        "at",
        "the",
        "blue",
        "door.",
        "Ring",
        "020",
        "7946",
        "0123",
    ]
    plain += ["s", "e", "x", "c", "p.o", "-l", "HiJo", "x@", "y.uk", "www", "o'clock", "in", "next", "*", "_", "Zoë"]
    banned._lists.cache_clear()
    seen = 0
    for _ in range(600):
        chosen = [random.choice(pieces if random.random() < 0.1 else plain) for _ in range(random.randint(1, 9))]
        text = "".join(one + random.choice("       \n-\u00a0_") for one in chosen)
        level = random.choice([1, 2, 3])
        remembered = banned.found(text, level)
        pieces_now = banned._lists(level, ())[1].harmless.pieces
        seen += banned._lists(level, ())[1].harmless.says_nothing(text)
        before = dict(pieces_now)
        pieces_now.clear()
        assert remembered == banned.found(text, level), text
        pieces_now.update(before)
    assert seen > 100
