"""Fourteen people who do not exist. Their numbers are those that Ofcom keeps for drama."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.people.rules.contact import Answer, Confirmed, ContactAnswers


@dataclass(frozen=True)
class Who:
    """One invented person. `number` is the last three figures of a drama number, `slot` keeps diaries apart."""

    given: str
    family: str
    known_as: str
    age: int
    slot: int
    number: int
    texts: Answer = Answer.YES
    pronouns: str = "she"

    def born(self, today: dt.date) -> dt.date:
        """A birthday that has passed this year or not, as it falls."""
        return dt.date(today.year - self.age, 1 + self.slot % 12, 3 + self.slot)

    @property
    def mobile(self) -> str:
        """E.164."""
        return f"+447700900{self.number:03}"

    @property
    def urn(self) -> str:
        """A case reference of no force's."""
        return f"01HT{12000 + 37 * self.slot}26"

    @property
    def time(self) -> dt.time:
        """When this person is usually seen: no two at one time."""
        return dt.time(9 + self.slot % 7, 30 if self.slot > 7 else 0)

    def contact(self) -> ContactAnswers:
        """What they said about being reached, as most of them did."""
        return ContactAnswers(
            mobile=self.mobile,
            safe_to_text=self.texts,
            words_who="Robin",
            call=Answer.YES,
            number_confirmed=Confirmed.IN_PERSON,
        )


JO = Who("Josephine", "Barnes", "Jo", 31, 1, 123)
AMARA = Who("Amara", "Okoye", "", 27, 2, 124)
BETHANY = Who("Bethany", "Cole", "Beth", 24, 3, 125)
CHANTELLE = Who("Chantelle", "Price", "", 36, 4, 126)
DANA = Who("Dana", "Whitfield", "", 41, 5, 127, pronouns="they")
EWA = Who("Ewa", "Nowak", "", 29, 6, 128)
FARAH = Who("Farah", "Aziz", "", 33, 7, 129)
GRACE = Who("Grace", "Adeyemi", "", 22, 8, 130)
HANNAH = Who("Hannah", "O’Connor-Łuczak", "", 38, 9, 131)
MIA = Who("Mia", "Turner", "", 25, 10, 132)
NADIA = Who("Nadia", "Rahman", "", 30, 11, 133, texts=Answer.NOT_ASKED)
REBECCA = Who("Rebecca", "Ansah", "", 32, 12, 134)
LENA = Who("Lena", "Kowalska", "", 28, 13, 135)
RUTH = Who("Ruth", "Pemberton", "", 45, 14, 136, texts=Answer.NO)

EVERYBODY = (
    JO, AMARA, BETHANY, CHANTELLE, DANA, EWA, FARAH, GRACE, HANNAH, MIA, NADIA, REBECCA, LENA, RUTH,
)  # fmt: skip
