"""How many wrong tries are looked at, of whom and in how long (promises P24)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

TRIES = 10
TRIES_WINDOW = dt.timedelta(minutes=5)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """So many in five minutes, and so many in a day."""

    in_window: int
    in_a_day: int


@dataclass(frozen=True)
class Bucket:
    """What tries are counted by: what it is for, whose, and its limit."""

    purpose: str
    whose: str
    limit: Limit


PASSWORDS, CODES, EVERYWHERE = Limit(TRIES, 50), Limit(5, 50), Limit(300, 3000)
CHALLENGES = Limit(60, 2000)
RESETS, RESETS_OF_ADDRESS, RESETS_EVERYWHERE = Limit(3, 10), Limit(10, 50), Limit(60, 500)


def of_password(email: str, *, address: str, device: str) -> list[Bucket]:
    """A password is counted for its account, its network address and the whole site.

    A device on which this person has signed in in full before is counted by itself alone, so that a stranger's
    guesses never keep its owner out (ASVS 6.3.1).
    """
    whose = email.strip().casefold()
    if device:
        return [Bucket("try.device", f"{device} {whose}", PASSWORDS)]
    return [
        Bucket("try.email", whose, PASSWORDS),
        Bucket("try.address", address, PASSWORDS),
        Bucket("try.site", "", EVERYWHERE),
    ]


def of_code(staff_id: int, *, device: str) -> list[Bucket]:
    """Codes of one account, apart for a device that is known: five in five minutes, fifty in a day."""
    return [Bucket("try.code", f"{staff_id} {device}", CODES)]


def of_challenge(address: str) -> list[Bucket]:
    """How often one network address may ask for a passkey's question."""
    return [Bucket("try.challenge", address, CHALLENGES)]


def of_reset(email: str, *, address: str) -> list[Bucket]:
    """How often a way to a new password may be asked for: for one account, from one network address, and at all, so
    that nobody's mailbox is filled by a stranger."""
    return [
        Bucket("try.reset", email.strip().casefold(), RESETS),
        Bucket("try.reset.address", address, RESETS_OF_ADDRESS),
        Bucket("try.reset.site", "", RESETS_EVERYWHERE),
    ]
