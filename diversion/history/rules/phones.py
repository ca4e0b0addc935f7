"""The mobile number of a spreadsheet row (promises E C5, R11, R12)."""

from __future__ import annotations

import re

from casework.people.rules.phones import uk_mobile
from diversion.history.rules.problems import Bad, quoted
from diversion.history.rules.words import no_phone

SHORTENED = re.compile(r"[+-]?\d+([.,]\d+)?[eE]\+?\d+")
"""A long number as Excel shortens it: the figures it leaves out are lost."""


def mobile(text: str) -> str:
    """The number in E.164, "" for none; one that lost its leading 0 is understood.

    Raises Bad for anything but a UK mobile: a number to which no text could go is a slip of the pen.
    """
    typed = text.strip().removeprefix("'")
    if no_phone(typed):
        return ""
    if SHORTENED.fullmatch(typed):
        raise Bad(
            f"{quoted(typed)} is a number that Excel has shortened, and its last figures are lost",
            "Format the column as text in Excel, type the whole number again and save",
        )
    try:
        return uk_mobile(typed)
    except ValueError as no:
        raise Bad(f"{quoted(typed)} cannot be texted", f"{str(no).rstrip('.')}, or leave the cell empty") from no
