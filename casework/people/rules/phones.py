"""UK mobile numbers, the only ones a text may go to (promises P6, P7, R11, R12)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

EXAMPLE = "like 07700 900123"
_NOISE = re.compile(r"[\s().\-‐‑‒–—]+")
_PLAIN = re.compile(r"\+44[1-9][0-9]{9}")
_DRAMA = re.compile(r"7700900[0-9]{3}")
_ISLANDS = {"GG": "Guernsey", "JE": "Jersey", "IM": "the Isle of Man"}
_KINDS = {
    "1": "a landline",
    "2": "a landline",
    "3": "a landline",
    "5": "not a mobile number",
    "6": "not a mobile number",
    "8": "not a mobile number",
    "9": "a premium rate number",
}


def uk_mobile(text: str, *, islands: bool = False) -> str:
    """The one E.164 form ("+447700900123") of a UK mobile number, however it was typed or pasted.

    The numbers that Ofcom keeps for drama, 07700 900000 to 900999, count: demonstrations and tests use nothing else.
    Raises ValueError with the reason and how to put it right: landlines, 070 personal numbers, pagers, premium
    numbers, numbers abroad and, unless `islands` says that the site texts them, of the Channel Islands and the Isle of
    Man (they cost more and are a way of fraud), and anything too long, short or odd.
    """
    national = _national(_figures(text))
    if len(national) != 10:
        raise ValueError(f"A UK mobile number has 11 figures, {EXAMPLE}: this one has {len(national) + 1}")
    _of_a_mobile(national, islands)
    return f"+44{national}"


def _figures(text: str) -> str:
    """Plain figures with a leading + where one was typed; spaces, brackets, dashes and invisible marks are dropped."""
    if _PLAIN.fullmatch(text):
        return text  # as it is kept: the last look at a text asks this of every number
    if len(text) > 200:
        raise ValueError(f"Enter one UK mobile number, {EXAMPLE}")
    folded = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    plain = _NOISE.sub("", visible)
    if not re.fullmatch(r"\+?[0-9]+", plain):
        raise ValueError(f"Enter a UK mobile number in figures, {EXAMPLE}")
    return plain


def _national(plain: str) -> str:
    """The figures after the country code and the leading 0."""
    for prefix in ("+44", "0044"):
        if plain.startswith(prefix):
            return plain[len(prefix) :].removeprefix("0")
    if plain.startswith(("+", "00")):
        raise ValueError(f"This number is abroad. Enter a UK mobile number, {EXAMPLE}")
    if plain.startswith("44") and len(plain) in (12, 13):
        return plain[2:].removeprefix("0")
    return plain.removeprefix("0")


@lru_cache(4096)
def _of_a_mobile(national: str, islands: bool) -> None:
    if said := _KINDS.get(national[0]):
        raise ValueError(f"This is {said}. Enter a UK mobile number, {EXAMPLE}")
    if national.startswith("70"):
        raise ValueError(f"070 numbers are not mobiles and cost a lot to text. Enter a UK mobile number, {EXAMPLE}")
    if _DRAMA.fullmatch(national):
        return
    parsed = phonenumbers.parse(f"+44{national}")
    island = _ISLANDS.get(phonenumbers.region_code_for_number(parsed) or "")
    if island and not islands:
        raise ValueError(f"This number is of {island}, which is outside the UK. Enter a UK mobile number, {EXAMPLE}")
    if phonenumbers.number_type(parsed) != phonenumbers.PhoneNumberType.MOBILE:
        raise ValueError(f"No UK mobile has this number. Check it: it should be {EXAMPLE}")


def shown(number: str) -> str:
    """+447700900123 as people say it: 07700 900 123."""
    if re.fullmatch(r"\+44[0-9]{10}", number):
        return f"0{number[3:7]} {number[7:10]} {number[10:]}"
    return number


def masked(number: str) -> str:
    """Enough to tell two numbers apart and no more: 07••• ••• 123 (ASVS 14.2.6)."""
    return f"07••• ••• {number[-3:]}" if number else ""
