"""Codes that people type: of an app, and for when the app is lost (promises L7-L10, L19)."""

from __future__ import annotations

from pyotp import TOTP

STEP = 30
NEAR = 1
FAR = 20
RECOVERY_CODES = 8
RECOVERY_LENGTH = 16
_LETTERS = frozenset("23456789ABCDEFGHJKMNPQRSTVWXYZ")


def read_code(typed: str) -> str | None:
    """Six figures, whatever spaces stand between them; None for anything else.

    Only this shape is ever compared, so that anything else costs no look at a secret (L9).
    """
    plain = "".join(typed.split()) if len(typed) <= 20 else ""
    return plain if len(plain) == 6 and plain.isascii() and plain.isdigit() else None


def read_recovery(typed: str) -> str | None:
    """A recovery code without its dashes and spaces, in capitals; None for what has not its shape."""
    plain = typed.replace("-", "").replace(" ", "").upper() if len(typed) <= 40 else ""
    return plain if len(plain) == RECOVERY_LENGTH and _LETTERS.issuperset(plain) else None


def shown(code: str) -> str:
    """A recovery code as it is written down: four groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def step_of(secret: str, code: str, *, now: float, after: int) -> int | None:
    """The step (30 seconds each, since 1970) whose code this is: this one, or one either side, and later than `after`.

    A used step, and every one before it, is never taken again (L7, L8). `now` is seconds since 1970.
    """
    return _step(secret, code, now=now, within=NEAR, after=after)


def is_out_of_step(secret: str, code: str, *, now: float) -> bool:
    """Whether the code is right for some other minute nearby: the phone's clock is wrong (L10)."""
    return _step(secret, code, now=now, within=FAR, after=0) is not None


def _step(secret: str, code: str, *, now: float, within: int, after: int) -> int | None:
    made, this = TOTP(secret), int(now) // STEP
    steps = [this + offset for offset in range(-within, within + 1)]
    right = [step for step in steps if made.generate_otp(step) == code and step > after]
    return right[-1] if right else None
