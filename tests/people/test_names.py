"""Names: kept as she gives them, compared with care, found however they are spelt."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.people.rules import names

LITERAL = ["O'Brien-Łukasz", "Null", "N/A", "Robert'); DROP TABLE person;--", "<script>x</script>", "Zoë", "Ní", "王芳"]


@pytest.mark.parametrize("name", LITERAL)
def test_a_name_is_kept_literally(name: str) -> None:
    assert names.tidy(f"  {name} ") == name


def test_spaces_and_composition_are_tidied() -> None:
    assert names.tidy("Anne\t  Marie\n") == "Anne Marie"
    assert names.tidy("Zoe\u0308") == "Zoë"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("D'Souza", "d’souza"),
        ("O'Brien-Łukasz", "O’BRIEN – ŁUKASZ"),
        ("KOVAČ", "Kovač"),
        ("Zoe\u0308", "Zoë"),
        ("Anne  Marie", "anne marie"),
        ("Weiß", "WEISS"),
    ],
)
def test_the_same_name(one: str, other: str) -> None:
    assert names.same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("Zoë", "Zoe"), ("Łukasz", "Lukasz"), ("Ann", "Anne"), ("", ""), ("A", "")])
def test_not_the_same_name(one: str, other: str) -> None:
    assert not names.same_name(one, other)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("zoe", True),
        ("lukasz", True),
        ("LUK", True),
        ("obrien", True),
        ("o'brien", True),
        ("zoe obr", True),
        ("lukazs", True),
        ("lukas", True),
        ("lukaszz", True),
        ("lukaxyz", False),
        ("zo", True),
        ("zoa", False),
        ("zoe smith", False),
        ("", False),
        ("'", False),
        ("brie", True),
        ("shan", True),
    ],
)
def test_search_by_any_part_without_accents_with_one_slip(term: str, found: bool) -> None:
    assert names.matches(term, "Zoë", "O'Brien-Łukasz", "Shanz") is found


def test_better_matches_come_first() -> None:
    people = [("Annalise", "Marsh"), ("Joanna", "Marsh"), ("Anna", "Marsh")]
    assert sorted(people, key=lambda p: names.rank("anna marsh", *p)) == [
        ("Anna", "Marsh"),
        ("Annalise", "Marsh"),
        ("Joanna", "Marsh"),
    ]


@pytest.mark.parametrize(
    ("given", "family", "said"),
    [("Jo", "Bell", "J.B."), ("zoë", "łukasz", "Z.Ł."), ("Jo", "", "J."), ("", "'Souza", "S."), ("-", "-", "")],
)
def test_initials(given: str, family: str, said: str) -> None:
    assert names.initials(given, family) == said


def test_short_name() -> None:
    assert names.short_name("Jo", "Bell") == "Jo B."
    assert names.short_name("Jo", "") == "Jo"


@given(st.text(max_size=40))
def test_any_name_that_has_letters_finds_itself(name: str) -> None:
    assert names.tidy(names.tidy(name)) == names.tidy(name)
    assert names.matches(name, name) == bool(names.folded(name))
    assert names.same_name(name, name) == bool(names.key(name))


@given(st.text(st.characters(max_codepoint=127), max_size=30))
@example("O `Brien")
@example("0\r`0")
def test_plain_letters_fold_the_short_way_to_the_same(name: str) -> None:
    assert names.folded(name) == names.folded(name + "é").removesuffix("e").strip()
