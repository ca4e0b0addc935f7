"""How people describe themselves, in the words of the census, and age in bands (review 8.3)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from casework.people.rules.ages import age_on

NOT_ASKED = "not_asked"


class Ethnicity(StrEnum):
    """The 18 groups of the census and "prefers not to say": the 18+1 that police and councils count by."""

    W1 = "W1"
    W2 = "W2"
    W3 = "W3"
    W9 = "W9"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M9 = "M9"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    A4 = "A4"
    A9 = "A9"
    B1 = "B1"
    B2 = "B2"
    B9 = "B9"
    O2 = "O2"
    O9 = "O9"
    NS = "NS"

    @property
    def words(self) -> str:
        """As the census asks it, shortened to be read out."""
        return _ETHNICITIES[self.value]


_ETHNICITIES = {
    "W1": "White: English, Welsh, Scottish, Northern Irish or British",
    "W2": "White: Irish",
    "W3": "White: Gypsy or Irish Traveller",
    "W9": "White: another background",
    "M1": "Mixed: White and Black Caribbean",
    "M2": "Mixed: White and Black African",
    "M3": "Mixed: White and Asian",
    "M9": "Mixed: another background",
    "A1": "Asian: Indian",
    "A2": "Asian: Pakistani",
    "A3": "Asian: Bangladeshi",
    "A4": "Asian: Chinese",
    "A9": "Asian: another background",
    "B1": "Black: African",
    "B2": "Black: Caribbean",
    "B9": "Black: another background",
    "O2": "Arab",
    "O9": "Another ethnic group",
    "NS": "Prefers not to say",
}


class Gender(StrEnum):
    """As they describe themselves (domain rule 31). What it was before is nobody's question."""

    WOMAN = "woman"
    MAN = "man"
    NON_BINARY = "non_binary"
    ANOTHER = "another"
    PREFERS_NOT_TO_SAY = "prefers_not_to_say"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"non_binary": "Non-binary", "another": "In another way"}.get(
            self.value, self.value.replace("_", " ").capitalize()
        )


ETHNICITY_WORDS = {**{one.value: one.words for one in Ethnicity}, NOT_ASKED: "Not asked yet"}
GENDER_WORDS = {**{one.value: one.words for one in Gender}, NOT_ASKED: "Not asked yet"}

_BANDS = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64))
AGE_WORDS = {
    **{f"{least}_{most}": f"{least} to {most}" for least, most in _BANDS},
    "65_over": "65 or over",
    "under_18": "Under 18",
    "not_known": "Not known",
}


def age_band(born: dt.date | None, day: dt.date) -> str:
    """The band of somebody's age on a London date. Under 18 can only be a wrong date of birth, and is shown as such."""
    if born is None:
        return "not_known"
    age = age_on(born, day)
    if age < _BANDS[0][0]:
        return "under_18"
    return next((f"{least}_{most}" for least, most in _BANDS if age <= most), "65_over")
