"""Which numbers may be texted (promises R11, R12)."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.people.rules import phones

ONE = "+447700900123"


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900123",
        "+44 (0)7700 900 123",
        "+447700900123",
        "+44 7700 900123",
        "00447700900123",
        "0044 7700 900 123",
        "0044 (0)7700 900123",
        "447700900123",
        "4407700900123",
        "7700900123",
        " 07700\t900123 ",
        "07700\u200b900\u200c123",
        "\u202a07700 900123\u202c",
        "07700\u00a0900\u2011123",
        "０７７００９００１２３",
    ],
)
def test_one_number_however_it_is_typed(typed: str) -> None:
    assert phones.uk_mobile(typed) == ONE


def test_a_number_of_a_real_network_is_taken() -> None:
    example = phonenumbers.example_number_for_type("GB", phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    assert phones.uk_mobile(f"0{example.national_number}") == f"+44{example.national_number}"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("020 7946 0123", "landline"),
        ("0131 496 0123", "landline"),
        ("03069 990123", "landline"),
        ("070 1234 5678", "070"),
        ("0909 8790123", "premium"),
        ("0808 1570123", "not a mobile"),
        ("+1 202 555 0123", "abroad"),
        ("001 202 555 0123", "abroad"),
        ("+353 85 123 4567", "abroad"),
        ("+44 7797 123456", "Jersey"),
        ("07781 123456", "Guernsey"),
        ("07624 123456", "Isle of Man"),
        ("07640 123456", "No UK mobile"),
        ("0770090", "11 figures"),
        ("7700900", "11 figures"),
        ("07700 9001234", "11 figures"),
        ("07700 90012", "11 figures"),
        ("ask her sister", "in figures"),
        ('07";DROP TABLE;"', "in figures"),
        ("07700 900123 x4", "in figures"),
        ("7.7009E+09", "in figures"),
        ("", "in figures"),
        ("++447700900123", "in figures"),
        ("0" * 5000, "one UK mobile"),
    ],
)
def test_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        phones.uk_mobile(typed)


@given(st.text(max_size=60))
def test_nothing_typed_can_do_worse_than_a_reason(typed: str) -> None:
    number = _attempt(typed)
    assert number is None or (number.startswith("+447") and len(number) == 13)


def _attempt(typed: str) -> str | None:
    try:
        return phones.uk_mobile(typed)
    except ValueError:
        return None


@given(st.integers(0, 999))
def test_spoken_and_typed_again_it_is_the_same(last: int) -> None:
    number = f"+447700900{last:03}"
    assert phones.uk_mobile(phones.shown(number)) == number


def test_masked() -> None:
    assert phones.masked(ONE) == "07••• ••• 123"
    assert phones.masked("") == ""
    assert phones.shown("") == ""


WAYS = (
    "0{a} {b}",
    "0{a}{b}",
    "0{a}-{c}-{d}",
    "0{a}.{c}.{d}",
    "(0{a}) {b}",
    "+44 (0){a} {c} {d}",
    "+44{a}{b}",
    "+44 {a} {b}",
    "0044{a}{b}",
    "0044 {a} {c} {d}",
    "0044 (0){a} {b}",
    "44{a}{b}",
    "440{a}{b}",
    "{a}{b}",
    " 0{a}\t{b} ",
    "0{a}\u200b{c}\u200c{d}",
    "\u202a0{a} {b}\u202c",
    "0{a}\u00a0{c}\u2011{d}",
    "\uff10{a}{b}",
    "0{a} {c}\u2013{d}",
)
VALID = [
    (way.format(a="7700", b=f"900{last}", c="900", d=last), f"+447700900{last}")
    for way in WAYS
    for last in ("000", "123", "999")
]
LANDLINES_AND_DEAR = (
    "01632 960{}",
    "020 7946 0{}",
    "0808 157 0{}",
    "0909 879 0{}",
    "070 1234 5{}",
    "0131 496 0{}",
    "03069 990{}",
)
ABROAD = (
    "+1 202 555 0{}",
    "+353 85 123 4{}",
    "+33 6 12 34 5{}",
    "+49 151 2345 6{}",
    "0049 151 2345 6{}",
    "+40 712 345 {}",
)
ISLANDS = ("07797 123{}", "+44 7781 123{}", "07624 123{}", "+44 (0)7937 123{}")
WRONG = [form.format(last) for form in (*LANDLINES_AND_DEAR, *ABROAD, *ISLANDS) for last in ("100", "456", "789")] + [
    "",
    "0",
    "07",
    "077009001234",
    "0770090012",
    "+4477009001234",
    "+44770090012",
    "o7700900123",
    "07700 900I23",
    "07700,900,123",
    "07700/900/123",
    "07700 900123 or 07700 900124",
    "07700 900123;",
    "tel:07700900123",
    "7.7009E+09",
    "++447700900123",
    "+",
    "=07700900123",
    "07700900123\x00",
    "\u0664\u0664",
]


def test_p6_sixty_valid_and_sixty_invalid_vectors() -> None:
    assert len({typed for typed, _ in VALID}) >= 60
    assert len(set(WRONG)) >= 60
    assert [phones.uk_mobile(typed) for typed, _ in VALID] == [one for _, one in VALID]
    taken = [typed for typed in WRONG if _is_taken(typed)]
    assert taken == []


def _is_taken(typed: str) -> bool:
    try:
        phones.uk_mobile(typed)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("typed", ["+44 7797 712345", "07781 100123", "07624 212345"])
def test_numbers_of_the_islands_count_only_where_the_site_says_so(typed: str) -> None:
    with pytest.raises(ValueError, match="outside the UK"):
        phones.uk_mobile(typed)
    assert phones.uk_mobile(typed, islands=True).startswith("+447")


@pytest.mark.parametrize("typed", ["07012 345678", "020 7946 0123", "+33 6 12 34 56 78", "07797 7123"])
def test_the_switch_lets_nothing_else_in(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Enter a UK mobile|11 figures"):
        phones.uk_mobile(typed, islands=True)
