"""What a mail server's answer proves, and so what may be done next (promises C.2, for e-mail)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


class Outcome(StrEnum):
    """What is known of a notice after it was handed over."""

    ACCEPTED = "accepted"
    KEPT = "kept"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """An outcome and the words staff see. `stop` says that the fault is the server's or ours, not this notice's."""

    outcome: Outcome
    words: str = ""
    stop: bool = False


def without_addresses(words: str) -> str:
    """What a mail server said, on one line and without anybody's address: it is kept in plain (promises P29)."""
    return _ADDRESS.sub("(address)", " ".join(words.split()))


def of_reply(code: int, words: str, *, stop: bool = False) -> Answer:
    """What a reply code proves: 2xx accepted, 4xx not accepted and worth another try, 5xx refused for good.

    `stop` marks a step that is about the server and not about this notice: there a 5xx is a fault of the settings,
    and the notice waits. A code outside SMTP proves nothing.
    """
    words = without_addresses(words)
    if 200 <= code < 300:
        return Answer(Outcome.ACCEPTED, words)
    if 400 <= code < 500 or (stop and code >= 500):
        return Answer(Outcome.LATER, words, stop)
    return Answer(Outcome.REFUSED if 500 <= code < 600 else Outcome.UNKNOWN, words)


def minutes_to_wait(attempts: int) -> int:
    """How long until the next try after this many: 1, 2, 4 and so on, at most 30 minutes."""
    return int(min(30, 2 ** max(0, attempts - 1)))
