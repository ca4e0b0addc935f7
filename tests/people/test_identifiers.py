"""References on police paper, and their check letters."""

from __future__ import annotations

import pytest

from casework.people.rules import identifiers
from casework.people.rules.identifiers import Identifier, Kind


@pytest.mark.parametrize("typed", ["01HT1234526", "01 HT 12345 26", "01HT/12345/26", "01/HT/12345/26", " 01ht1234526 "])
def test_a_urn_however_it_is_typed(typed: str) -> None:
    assert identifiers.parse_urn(typed) == "01HT1234526"
    assert identifiers.recognise(typed) == Identifier(Kind.URN, "01HT1234526")


@pytest.mark.parametrize("typed", ["", "01HT", "01HT12", "01HT12345678", "01HT12345X6", "01-HT-!1234", "x" * 100_000])
def test_not_a_urn(typed: str) -> None:
    assert identifiers.parse_urn(typed) is None


@pytest.mark.parametrize("value", ["2005FF0500000000555P", "9700000000000123456K", "22FD112200001234560X"])
def test_true_arrest_summons_numbers(value: str) -> None:
    assert identifiers.parse_asn(value) == value
    assert identifiers.asn_letter_fits(value)
    assert identifiers.recognise(value.lower()) == Identifier(Kind.ASN, value)


def test_the_printed_arrest_summons_number_is_padded() -> None:
    assert identifiers.parse_asn("20/05FF/05/555P") == "2005FF0500000000555P"
    assert identifiers.parse_asn("22 / FD11 / 22 / 1234560X") == "22FD112200001234560X"


def test_every_other_letter_is_wrong() -> None:
    right = [c for c in identifiers.LETTERS if identifiers.asn_letter_fits(f"2005FF0500000000555{c}")]
    assert right == ["P"]
    right = [c for c in identifiers.LETTERS if identifiers.pnc_letter_fits(f"1981/0000034{c}")]
    assert right == ["U"]


@pytest.mark.parametrize("value", ["1981/0000034U", "2002/0073319Z", "1979/0163001B"])
def test_true_pnc_ids(value: str) -> None:
    assert identifiers.parse_pnc(value) == value
    assert identifiers.pnc_letter_fits(value)


def test_a_false_pnc_id() -> None:
    assert identifiers.parse_pnc("2001/0171310S") is None  # S is not a check letter at all
    assert not identifiers.pnc_letter_fits("2001/0171310S")
    assert not identifiers.pnc_letter_fits("1981/0000034V")


def test_a_short_pnc_id_is_padded() -> None:
    assert identifiers.parse_pnc("81/34U") == "1981/0000034U"
    assert identifiers.parse_pnc("02/73319Z") == "2002/0073319Z"


@pytest.mark.parametrize("typed", ["KF/0001/07", "HT 0002 07", "custody 14", "04/123", "Łódź 7", "07", "'; DROP TABLE"])
def test_anything_else_is_a_custody_record_as_typed(typed: str) -> None:
    assert identifiers.recognise(typed) == Identifier(Kind.CUSTODY, typed)


def test_a_wrong_letter_is_said_and_never_blocks() -> None:
    found = identifiers.recognise("2005FF0500000000555Q")
    assert found is not None
    assert found.kind is Kind.ASN
    assert "last letter" in found.doubt


@pytest.mark.parametrize("typed", ["", "   ", "\t\n"])
def test_nothing_typed_is_nothing(typed: str) -> None:
    assert identifiers.recognise(typed) is None


def test_a_flood_is_cut_not_failed() -> None:
    found = identifiers.recognise("9" * 1_000_000)
    assert found is not None
    assert len(found.value) <= identifiers.LONGEST


def test_read_aloud() -> None:
    assert identifiers.shown(Identifier(Kind.URN, "01HT1234526")) == "01 HT 12345 26"
    assert identifiers.shown(Identifier(Kind.CUSTODY, "KF/0001/07")) == "KF/0001/07"
