"""Lists as courts and prosecutors send them, read line by line; and what of them is a person of ours (wireframe 6)."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.rules.alike import Fit, Known, Verdict, likeness, verdict
from web.rules.pasted import MOST_LINES, Entry, entries
from web.rules.untangle import LONGEST

TODAY = dt.date(2026, 10, 13)
BORN = dt.date(1995, 2, 3)
URN = "01HT1234526"
JO = Known(1, ("josephine",), ("barnes",), BORN, (("jo",), ("josie", "carter")))
LUKASZ = Known(2, ("sian",), ("obrien", "lukasz"), BORN)


def one(line: str) -> Entry:
    found = entries(line, today=TODAY)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "line",
    [
        "1. BARNES, Josephine  03/02/1995  01HT/12345/26  Loitering",
        "2) Josephine BARNES\t3 Feb 95\t01 HT 12345 26\t10:00",
        "(14) Barnes Josephine, dob 3.2.95, URN: 01HT1234526 Bail",
        "> Ms Josephine Barnes born 3rd February 1995, 01ht1234526",
        "BARNES | Josephine | 1995-02-03 | 01HT 1234526",
        "Josephine=20BARNES=2003/02/1995=2001HT1234526",
        "<tr><td>Barnes</td><td>Josephine</td><td>03021995</td><td>01HT1234526</td></tr>",
        "Barnes&nbsp;Josephine&nbsp;February 3, 1995 &ndash; 01HT-12345-26",
        "7 Josephine Barnes (f) 03-FEB-1995 01HT/1234526 court 3 10.30am s.1 SO59003",
        "Jose\u200bphine BARNES 19950203 \u202e01HT1234526",
        "Barnes, Josephine; 3 / 2 / 1995; 01HT 12345 26; bailed from 29/09/2026 to 13/10/2026",
    ],
)
def test_one_line_however_written(line: str) -> None:
    entry = one(line)
    assert {"barnes", "josephine"} <= set(entry.words)
    assert entry.born == (BORN,)
    assert entry.urns == (URN,)
    assert entry.person


def test_what_stands_below_a_name_belongs_to_it() -> None:
    text = "Name: Mia Tanaka\nDOB: 5/6/2001\nURN: 01HT 12099 26\n\nName: Lee Wong\nDOB: 1 May 1990"
    mia, lee = entries(text, today=TODAY)
    assert (mia.born, mia.urns) == ((dt.date(2001, 6, 5),), ("01HT1209926",))
    assert lee.born == (dt.date(1990, 5, 1),)
    assert "tanaka" not in lee.words


def test_a_list_that_came_as_one_line_is_taken_apart() -> None:
    found = entries("1. Barnes Josephine 3/2/95 2. Khan Amina 1/12/90 3. Wong Lee 5/6/01", today=TODAY)
    assert [entry.born[0].year for entry in found] == [1995, 1990, 2001]


@pytest.mark.parametrize(
    "line",
    ["Hi Lesley,", "Kind regards", "Please find attached today’s list for Thames", "Court 3", "07700 900123", "-----"],
)
def test_what_is_no_person_is_not_called_no_record(line: str) -> None:
    assert all(verdict(entry, [])[0] is Verdict.UNREAD for entry in entries(line, today=TODAY))


@pytest.mark.parametrize("date", ["29/09/2026", "13 October 2026", "31/02/1995", "45/13/1995", "2/2026"])
def test_no_birth_date_is_made_of_another_day(date: str) -> None:
    assert one(f"Josephine Barnes {date}").born == ()


def judged(line: str, *known: Known, owner: int = 0) -> Verdict:
    entry = one(line)
    found = [likeness(entry, who, urn_owners={owner} if entry.urns else ()) for who in known or (JO,)]
    return verdict(entry, found)[0]


@pytest.mark.parametrize(
    ("line", "owner", "says"),
    [
        pytest.param("Barnes Josephine 3/2/95", 0, Verdict.MATCH, id="whole name and birth date"),
        pytest.param("JOSEPHINE BARNES 01HT1234526", 1, Verdict.MATCH, id="name and reference"),
        pytest.param("Someone Else 3/2/95 01HT1234526", 1, Verdict.MATCH, id="birth date and reference"),
        pytest.param("Josie Carter 3/2/95", 0, Verdict.MATCH, id="another name of hers and the birth date"),
        pytest.param("Josephine Barnes", 0, Verdict.POSSIBLE, id="a name alone settles nothing"),
        pytest.param("Josephine Barnes 3/2/96", 0, Verdict.POSSIBLE, id="one part of the date differs"),
        pytest.param("Josephine Barnes 2/3/95", 0, Verdict.POSSIBLE, id="day and month changed places"),
        pytest.param("Josephine Barnes 7/8/80", 0, Verdict.POSSIBLE, id="the same name with another birth date"),
        pytest.param("Josefine Barnes 3/2/95", 0, Verdict.POSSIBLE, id="one slip"),
        pytest.param("Josephine Smith 3/2/95", 0, Verdict.POSSIBLE, id="a new family name"),
        pytest.param("Jo Barnes 3/2/95", 0, Verdict.MATCH, id="as she is called"),
        pytest.param("Someone Else 01HT1234526", 1, Verdict.POSSIBLE, id="a reference alone"),
        pytest.param("Anna Barnes 1/1/80", 0, Verdict.NO_RECORD, id="only the family name"),
        pytest.param("Josefine Barnes 7/8/80", 0, Verdict.NO_RECORD, id="one slip and another birth date"),
        pytest.param("Anna Smith 3/2/95", 0, Verdict.NO_RECORD, id="only the birth date"),
    ],
)
def test_what_is_said_of_a_line(line: str, owner: int, says: Verdict) -> None:
    assert judged(line, owner=owner) is says


def test_two_of_ours_that_fit_are_both_only_possible() -> None:
    twin = Known(9, JO.given, JO.family, BORN)
    assert judged("Josephine Barnes 3/2/95", JO, twin) is Verdict.POSSIBLE


def test_names_in_parts_and_names_that_are_words() -> None:
    assert judged("O'BRIEN-ŁUKASZ Siân 3/2/95", LUKASZ) is Verdict.MATCH
    page = Known(3, ("dawn",), ("page",), BORN)
    assert judged("Page Dawn 3/2/95", page) is Verdict.MATCH
    assert judged("Dawn Page", page) is Verdict.POSSIBLE


def test_the_page_says_which_things_agree() -> None:
    like = likeness(one("Josefine Barnes 2/3/95 01HT9999926"), JO, urn_owners=())
    assert like.agrees == ("family name",)
    assert like.differs == ("first name (close)", "date of birth (close)", "police reference")
    assert like.name is Fit.CLOSE


def test_a_long_list_is_read_to_its_bound() -> None:
    text = "\n".join(f"{n}. Person{n} Name{n} 1/1/19{n % 90 + 10}" for n in range(2 * MOST_LINES))
    assert len(entries(text, today=TODAY)) == MOST_LINES


@pytest.mark.parametrize(
    "piece", ["1", "a ", "01HT", "1/2/", "=3D", "<p ", "((((", "> ", "é́́", "\x00", "DOB ", "- ", "9 ", "O'"]
)
def test_a_hostile_paste_takes_no_time(piece: str) -> None:
    start = time.process_time()
    entries(piece * (LONGEST // len(piece)), today=TODAY)
    assert time.process_time() - start < 2


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read(text: str) -> None:
    for entry in entries(text, today=TODAY):
        assert all(day.year <= TODAY.year - 10 for day in entry.born)
        assert verdict(entry, [likeness(entry, JO, urn_owners=())])[0] in Verdict
