"""What a password and a PIN may be (ASVS 6.2, promises C.11)."""

from __future__ import annotations

import re
from collections.abc import Iterable

PASSWORD_MIN, PASSWORD_MAX = 15, 128
PIN_MIN, PIN_MAX = 4, 8
ROWS = ("1234567890" * 3, "0987654321" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
EXPECTED = ("waymark", "password", "passphrase", "letmein", "welcome", "changeme", "iloveyou", "admin")
LEFT = 8
"""How many characters must be left when everything that a guesser tries first is taken away."""

GUESSED = "Password is one that people guess first. Three or four words work well"
PIN_IN_FIGURES = f"PIN must be {PIN_MIN} to {PIN_MAX} figures"
PIN_GUESSED = "PIN must not be one figure repeated or figures in a row"


def password_fault(password: str, about: Iterable[str] = ()) -> str | None:
    """Why this may not be a password, or None: 15 to 128 characters of any kind, and not one that is guessed first.

    `about` holds what a guesser knows: the address, the name, the service. No other rule is made of it.
    """
    if len(password) < PASSWORD_MIN:
        return f"Password must be {PASSWORD_MIN} characters or more. Three or four words work well"
    if len(password) > PASSWORD_MAX:
        return f"Password must be {PASSWORD_MAX} characters or fewer"
    plain = password.casefold()
    if len(set(plain)) < 5 or _repeats(plain):
        return "Password must not be one thing repeated. Three or four words work well"
    return GUESSED if len(_left(plain, about)) < LEFT else None


def _repeats(plain: str) -> bool:
    return any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, len(plain) // 2 + 1))


def _left(plain: str, about: Iterable[str]) -> str:
    """What remains when expected words, what is known of the person, and runs along the keyboard are taken away."""
    known = [word for text in about for word in re.findall(r"\w{3,}", text.casefold())]
    for word in sorted({*EXPECTED, *known}, key=len, reverse=True):
        plain = plain.replace(word, " ")
    for row in ROWS:
        plain = _without_runs(plain, row)
    return re.sub(r"[\W_]", "", plain)


def _without_runs(plain: str, row: str) -> str:
    for length in range(len(row), 3, -1):
        for start in range(len(row) - length + 1):
            plain = plain.replace(row[start : start + length], " ")
    return plain


def pin_fault(pin: str) -> str | None:
    """Why this may not be the PIN of a device, or None: 4 to 8 figures that are not the first to be tried."""
    if not re.fullmatch(rf"[0-9]{{{PIN_MIN},{PIN_MAX}}}", pin):
        return PIN_IN_FIGURES
    return PIN_GUESSED if len(set(pin)) == 1 or any(pin in row for row in ROWS[:2]) else None
