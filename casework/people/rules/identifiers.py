"""Police and CPS references: how they are written, and the check letter that finds a slip (domain.md, Identifiers)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
LONGEST = 60

_URN = re.compile(r"[A-Z0-9]{4}[0-9]{3,7}")
_LIKELY_URN = re.compile(r"[0-9]{2}[A-Z][A-Z0-9][0-9]{3,7}|[0-9]{2}[A-Z0-9]{2}[0-9]{7}")
_ASN = re.compile(r"([0-9]{2})([A-Z0-9]{6,7})([0-9]{11})([A-HJ-NP-RT-Z])")
_SLASHED_ASN = re.compile(r"([0-9]{2})/([A-Z0-9]{4,5})/([A-Z0-9]{2})/([0-9]{1,11})([A-HJ-NP-RT-Z])")
_PNC = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-HJ-NP-RT-Z])")


class Kind(StrEnum):
    """Which reference a police form carries."""

    URN = "urn"
    ASN = "asn"
    PNC = "pnc"
    CUSTODY = "custody"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"urn": "URN", "asn": "Arrest/summons number", "pnc": "PNC ID", "custody": "Custody record"}[self.value]


@dataclass(frozen=True)
class Identifier:
    """A reference as stored. `doubt` says why it may be mistyped; it never stops anybody."""

    kind: Kind
    value: str
    doubt: str = ""


def _plain(text: str) -> str:
    """Capitals, ordinary letters and figures, no spaces and no hyphens; slashes stay."""
    folded = unicodedata.normalize("NFKC", text[: LONGEST * 4]).upper()
    return re.sub(r"[\s\-‐‑–.\u200b\u200e\u200f\ufeff]+", "", folded)


def parse_urn(text: str) -> str | None:
    """A URN (police and CPS case reference) without spaces and slashes, or None. It has no check letter."""
    plain = _plain(text).replace("/", "")
    return plain if _URN.fullmatch(plain) else None


def parse_asn(text: str) -> str | None:
    """An arrest/summons number in its 20 or 21 characters, or None.

    The printed form `yy/FFUU/SS/n…X` is padded. The check letter is another question: `asn_letter_fits`.
    """
    plain = _plain(text)
    if printed := _SLASHED_ASN.fullmatch(plain):
        year, area, system, sequence, letter = printed.groups()
        plain = f"{year}{area}{system}{sequence:0>11}{letter}"
    plain = plain.replace("/", "")
    return plain if _ASN.fullmatch(plain) else None


def asn_letter_fits(value: str) -> bool:
    """Whether the check letter of a normalised ASN is the one its figures give.

    The figures are force, system, year and sequence; force and system are left out when they are not all figures.
    """
    found = _ASN.fullmatch(value)
    if found is None:
        return False
    year, area, sequence, letter = found.groups()
    force, system = area[-6:-4], area[-2:]
    figures = "".join(part for part in (force, system) if part.isdigit()) + year + sequence
    return LETTERS[int(figures) % 23] == letter


def parse_pnc(text: str) -> str | None:
    """A PNC ID as `YYYY/NNNNNNNX`, or None. A short one is padded; a two-digit year over 50 is of the last century."""
    found = _PNC.fullmatch(_plain(text))
    if found is None:
        return None
    year, sequence, letter = found.groups()
    century = "" if len(year) == 4 else ("19" if int(year) > 50 else "20")
    return f"{century}{year}/{sequence:0>7}{letter}"


def pnc_letter_fits(value: str) -> bool:
    """Whether the check letter of a normalised PNC ID is the one its year and sequence give."""
    found = _PNC.fullmatch(value)
    if found is None:
        return False
    year, sequence, letter = found.groups()
    return LETTERS[int(year[-2:] + f"{sequence:0>7}") % 23] == letter


def custody(text: str) -> str:
    """A custody record number: there is no national format, so the text itself with its spaces tidied."""
    return " ".join(unicodedata.normalize("NFC", text).split())[:LONGEST]


def recognise(text: str) -> Identifier | None:
    """What one box of "police reference" holds: an ASN, a PNC ID, a URN, or else a custody record.

    Never blocks: a reference that looks wrong is kept, with the doubt said. None only when nothing was typed.
    """
    if not custody(text):
        return None
    if value := parse_asn(text):
        return Identifier(Kind.ASN, value, "" if asn_letter_fits(value) else _doubt(Kind.ASN))
    if value := parse_pnc(text):
        return Identifier(Kind.PNC, value, "" if pnc_letter_fits(value) else _doubt(Kind.PNC))
    if (value := parse_urn(text)) and _LIKELY_URN.fullmatch(value):
        return Identifier(Kind.URN, value)
    return Identifier(Kind.CUSTODY, custody(text))


def _doubt(kind: Kind) -> str:
    return f"The last letter does not fit the rest of this {kind.words}. Check it against the paper"


def shown(identifier: Identifier) -> str:
    """As read aloud: a URN in its four parts, anything else as stored."""
    if identifier.kind is Kind.URN and len(identifier.value) == 11:
        value = identifier.value
        return f"{value[:2]} {value[2:4]} {value[4:9]} {value[9:]}"
    return identifier.value
