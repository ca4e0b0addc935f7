"""Files of somebody else's making, with what must come of each known by construction: nothing here asks Waymark."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import unicodedata
from dataclasses import dataclass

FAMILY = (
    "O'Brien", "OBrien", "Smith-Jones", "Smith Jones", "Łukasz", "Lukasz", "D'Souza", "Ní Dhomhnaill", "Müller",
    "Muller", "Weiß", "Đặng", "Παπαδόπουλος", "Null", "N/A", "X", "=SUM(A1)", "Robert'); DROP TABLE person;--",
)  # fmt: skip
GIVEN = ("Ada", "Zoe", "Zoë", "Mary-Ann", "Mary Ann", "Ann", "Anne", "Thị Hồng", "Chloé", "Null", "İpek", "J")
COURTS = (
    ("Thames", "thames mags", "THAMES MAGISTRATES’ COURT", "Thames Magistrates' Court", "B01ND00"),
    ("Camberwell Green", "Camberwell Green Mags", "Camberwell Green Magistrates' Court"),
    ("Croydon Mags", "Croydon Magistrates Court", "b01ef00"),
    ("Birmingham", "Birmingham Magistrates' Court", "Birmingham Mags"),
)
SAID = {
    "came": ("attended", "Attended", "ATTENDED "),
    "missed": ("did not attend", "DNA", "did not attend - ill", "Did Not Attend – in custody", "no show"),
    "cancelled": ("cancelled by service", "Cancelled by us"),
    "blank": ("", " "),
}
ENDINGS = ("discontinued", "Withdrawn", "no evidence offered", "went ahead", "not known", "")
MISTAKES = (
    ("DOB", "31/02/1980"), ("DOB", ""), ("DOB", "34733"), ("DOB", "1/1/1899"), ("Arrest date", "39944"),
    ("Arrest date", "31/02/2009"), ("Court date", "1 Jan 1950"), ("Court date", ""), ("Court", "Nowhere"),
    ("Scheme", "Another Scheme"), ("Scheme", ""), ("Agreed", "no"), ("Agreed", ""), ("1st outcome", "maybe"),
    ("Mobile", "020 7946 0123"), ("Mobile", "7.7009E+11"), ("URN", "HELLO"), ("Surname", ""), ("Forename", "  "),
    ("Offence", "murder"), ("Custody ref", ""), ("Arrest time", "25:00"), ("Case ending", "dunno"),
    ("Safe to text", "perhaps"), ("1st appt", "99/99/99"), ("Surname", "A\u202eB"), ("Forename", "x" * 101),
)  # fmt: skip
ALWAYS = (dt.date(1990, 1, 1), dt.date(2026, 12, 31))


@dataclass(frozen=True)
class Known:
    """What a good row must count as."""

    person: tuple[str, str, dt.date]
    scheme: str
    custody: str
    arrest: dt.date
    completed: bool


class Stranger:
    """A file of up to forty rows. `bad` gives the heading that is wrong by the line of the file."""

    def __init__(self, chance: random.Random, mistakes: float) -> None:
        self.chance = chance
        self.known: set[Known] = set()
        self.bad: dict[int, str] = {}
        people = self._people()
        rows: list[tuple[dict[str, str], str]] = []
        for _ in range(chance.randint(1, 40)):
            rows += self._rows(chance.choice(people), mistakes)
        self.data = self._file(rows or self._rows(people[0], 0))

    def referrals(self) -> int:
        return len(self.known)

    def periods(self) -> list[tuple[dt.date, dt.date]]:
        """All of time, and one that begins and ends with an arrest."""
        days = sorted(self.chance.choice([one.arrest for one in self.known] or list(ALWAYS)) for _ in "ab")
        return [ALWAYS, (days[0], days[1])]

    def figures(self, scheme: str, first: dt.date, last: dt.date) -> dict[str, float]:
        those = [one for one in self.known if one.scheme == scheme and first <= one.arrest <= last]
        people, completed = len({one.person for one in those}), sum(one.completed for one in those)
        found: dict[str, float] = {"people": people, "referrals": len(those), "completed": completed}
        if those:
            found |= {"completion_rate": completed / len(those), "referrals_per_person": len(those) / people}
        return found

    def _people(self) -> list[tuple[str, str, dt.date]]:
        """People some of whom share a whole name, others a date of birth."""
        found: dict[tuple[str, str, dt.date], None] = {}
        for _ in range(self.chance.randint(1, 20)):
            family, given = self.chance.choice(FAMILY), self.chance.choice(GIVEN)
            born = dt.date(1950, 1, 1) + dt.timedelta(self.chance.randrange(38 * 365))
            if found and self.chance.random() < 0.5:
                other = self.chance.choice(list(found))
                family, given, born = self.chance.choice([(other[0], other[1], born), (family, given, other[2])])
            found[family, given, born] = None
        return list(found)

    def _rows(self, person: tuple[str, str, dt.date], mistakes: float) -> list[tuple[dict[str, str], str]]:
        """A referral: mostly one row, sometimes the same said twice in other words, sometimes one with a mistake."""
        chance = self.chance
        adult = years_on(person[2], 18)
        arrest = adult if chance.random() < 0.1 else adult + dt.timedelta(chance.randrange(365 * 8))
        custody = chance.choice(
            [f"HT/{chance.randint(1, 5):04}/{arrest.year % 100:02}", str(chance.randint(1, 9)), "A1"]
        )
        scheme = chance.choice(["Safe Exit", "TRUST"])
        if any((one.scheme, one.custody, one.arrest) == (scheme, custody, arrest) for one in self.known):
            return []
        came = chance.choices(list(SAID), [75, 12, 4, 9], k=2)
        told = self._facts(arrest, came)
        row = self._cells(person, arrest, custody, scheme, told)
        if chance.random() < mistakes:
            heading, wrong = chance.choice(MISTAKES)
            return [(row | {heading: wrong}, heading)]
        self.known.add(Known(person, scheme, custody, arrest, came == ["came", "came"]))
        twice = chance.random() < 0.08
        return [(row, ""), (self._cells(person, arrest, custody, scheme, told), "")][: 1 + twice]

    def _facts(self, arrest: dt.date, came: list[str]) -> dict[str, str | dt.date]:
        chance = self.chance
        court = arrest + dt.timedelta(chance.choice([21, 28, 35, 42]))
        first = arrest + dt.timedelta(chance.randint(0, 9))
        number = f"07700900{chance.randrange(1000):03}"
        ending = chance.choice(ENDINGS)
        return {
            "Court": str(chance.randrange(len(COURTS))),
            "Court date": court,
            "1st appt": first,
            "2nd appt": first + dt.timedelta(chance.randint(0, 10)),
            "1st outcome": chance.choice(SAID[came[0]]),
            "2nd outcome": chance.choice(SAID[came[1]]),
            "Case ending": ending,
            "Ending date": court if ending else "",
            "Mobile": chance.choice(["", number, f"+44{number[1:]}", f"+44 (0){number[1:5]} {number[5:]}", number[1:]]),
            "Arrest time": f"{chance.randint(3, 23)}:{chance.randrange(60):02}",
            "Offence": chance.choice(["Loitering", "loitering", "SO59004", "soliciting"]),
            "URN": chance.choice(["", "01 HT 00001 07", "01HT/00001/07", "01HT0000107"]),
            "Safe to text": chance.choice(["yes", "no", "not asked", ""]),
        }

    def _cells(
        self,
        person: tuple[str, str, dt.date],
        arrest: dt.date,
        custody: str,
        scheme: str,
        told: dict[str, str | dt.date],
    ) -> dict[str, str]:
        chance = self.chance
        names = {"Surname": self._name(person[0]), "Forename": self._name(person[1]), "Known as": ""}
        days = {heading: self._day(value) for heading, value in told.items() if isinstance(value, dt.date)}
        plain = {heading: value for heading, value in told.items() if isinstance(value, str)}
        return {
            "Custody ref": chance.choice([custody, custody.lower(), f" {custody}"]),
            **names,
            "DOB": self._day(person[2]),
            "Arrest date": self._day(arrest),
            "Scheme": chance.choice([scheme, scheme.upper(), f"{scheme} "]),
            "Agreed": chance.choice(["yes", "Yes", "Y"]),
            "Court time": chance.choice(["10:00", "10am", "10.00"]),
            **plain,
            **days,
            "Court": chance.choice(COURTS[int(str(told["Court"]))]),
        }

    def _name(self, name: str) -> str:
        """Another spelling of the same name: capitals, another apostrophe or hyphen, apart or composed, spaces."""
        chance = self.chance
        name = chance.choice([name, name, name, name.upper(), name.lower()])
        name = (
            name.replace("'", chance.choice("'’"))
            .replace("-", chance.choice("--‑–"))
            .replace(" ", chance.choice("  \u00a0"))
        )
        name = unicodedata.normalize(chance.choice(["NFC", "NFD"]), name)
        return chance.choice([name, name, f" {name}  "])

    def _day(self, day: dt.date) -> str:
        short = f"{day.day}/{day.month}/{day.year % 100:02}"
        styles = [
            f"{day:%d/%m/%Y}",
            day.isoformat(),
            f"{day.day} {day:%b} {day.year}",
            f"{day.day} {day:%B} {day.year}",
        ]
        return self.chance.choice([*styles, short, short, f"{day.day}.{day.month}.{day.year}", f"{day:%d-%b-%y}"])

    def _file(self, rows: list[tuple[dict[str, str], str]]) -> bytes:
        chance = self.chance
        headings = list(rows[0][0])
        chance.shuffle(headings)
        end, separator = chance.choice(["\n", "\r\n", "\r"]), chance.choice(",,;\t")
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=chance.choice([0, 1]))
        writer.writerow([chance.choice([h, h.upper(), h.replace(" ", "_")]) for h in headings])
        line = 2
        for cells, heading in rows:
            if chance.random() < 0.05:
                out.write(chance.choice(["", separator * (len(headings) - 1)]) + end)
                line += 1
            if heading:
                self.bad[line] = heading
            known_as = f"one{end}two" if chance.random() < 0.05 and not heading else ""
            writer.writerow([known_as if h == "Known as" else cells[h] for h in headings])
            line += 1 + bool(known_as)
        text = out.getvalue()
        return chance.choice([b"", b"\xef\xbb\xbf"]) + (text.rstrip("\r\n") if chance.random() < 0.3 else text).encode()


def years_on(day: dt.date, years: int) -> dt.date:
    """The birthday; somebody born on a 29 February is a year older on 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
