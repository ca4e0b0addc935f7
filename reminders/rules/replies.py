"""What a text that came in may mean (ux 4.4, domain rule 26, promises C.8 and cases W11 to W17).

Only an exact word switches texts off; anything longer goes to a person, whatever word it starts with. A reply never
changes a booking, a number, an agreement or an attendance.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Meaning(StrEnum):
    """What a reply seems to say. The value is what the database keeps."""

    STOP = "stop"
    MAYBE_STOP = "maybe_stop"
    START = "start"
    CANCEL = "cancel"
    WRONG = "wrong"
    SAFETY = "safety"
    YES = "yes"
    CHANGE = "change"
    LATE = "late"
    CALL = "call"
    HELP = "help"
    CHOICE = "choice"
    OTHER = "other"


_EXACT = {
    Meaning.STOP: {"stop", "stopall", "unsubscribe", "end", "quit", "arret", "optout", "revoke", "stop all"},
    Meaning.CANCEL: {"cancel"},
    Meaning.START: {"start", "unstop"},
    Meaning.YES: {"yes", "y", "yep", "yeah", "ok", "okay", "yes please", "👍"},
    Meaning.CHANGE: {"no", "n", "change", "move", "cant", "can't", "no sorry"},
    Meaning.LATE: {"late"},
    Meaning.CALL: {"call", "call me"},
    Meaning.HELP: {"help", "info"},
    Meaning.WRONG: {"wrong", "who", "whos this", "who is this", "who dis", "who r u"},
    Meaning.CHOICE: {"1", "2", "3"},
}
_FIRST_WORD = (
    Meaning.WRONG,
    Meaning.CANCEL,
    Meaning.START,
    Meaning.CHANGE,
    Meaning.LATE,
    Meaning.CALL,
    Meaning.HELP,
    Meaning.CHOICE,
    Meaning.YES,
)
_COURTESY = frozenset({"please", "pls", "plz", "thanks", "thank", "you", "ta", "ok", "x"})
_WRONG = re.compile(
    r"\bwrong (number|person)|\bwho('?s| is| are| r) (this|you|u)\b|\bnot (her|his|their) (number|phone)\b"
    r"|\b(she|he|they)('?s|s| is| has| are)? (dead|died|passed)|\bdon'?t know (her|him|them|you)\b"
)
_STOP = re.compile(r"\b(stop|unsubscribe|no more (texts|messages)|leave me alone|don'?t (text|message|contact))\b")
_SAFETY = re.compile(
    r"\b(999|112|help me|hurt\w*|hit|hits|hitting|knife|stab\w*|gun|scared|afraid|he'?s here|hes here|police|kill\w*"
    r"|rape\w*|beat\w*|threat\w*|blood|bleeding|suicid\w*|overdos\w*|die|dying|trapped|lock(ed)? in|emergency|danger)\b"
)


def meaning(body: str) -> Meaning:
    """What a reply seems to say. A word of danger comes before everything but a bare STOP."""
    words = tidy(body)
    if words in _EXACT[Meaning.STOP]:
        return Meaning.STOP
    if _SAFETY.search(words):
        return Meaning.SAFETY
    exact = next((kind for kind, said in _EXACT.items() if words in said), None)
    return exact or _longer(words)


def _longer(words: str) -> Meaning:
    if _WRONG.search(words):
        return Meaning.WRONG
    if _STOP.search(words):
        return Meaning.MAYBE_STOP
    first, few = words.split(" ")[0], len(words.split(" ")) <= 3
    return next((kind for kind in _FIRST_WORD if few and first in _EXACT[kind]), Meaning.OTHER)


def pausing(body: str) -> Meaning | None:
    """Why nothing more may go to the number, or None. A cry for help that also says stop pauses texts (ux 4.4)."""
    said = meaning(body)
    if said is Meaning.SAFETY and (_STOP.search(tidy(body)) or _WRONG.search(tidy(body))):
        return Meaning.MAYBE_STOP
    return said if said in PAUSES else None


def choice(body: str) -> int:
    """Which offered time a reply takes: 1, 2 or 3, alone or with a word of courtesy; 0 for anything else.

    "2 or 3?" takes none: a person reads it.
    """
    first, *more = tidy(body).split(" ")
    return int(first) if first in _EXACT[Meaning.CHOICE] and len(more) < 3 and set(more) <= _COURTESY else 0


def tidy(body: str) -> str:
    """The reply in small letters without accents or punctuation around its words, for matching only."""
    plain = unicodedata.normalize("NFKD", body).replace("’", "'").casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) not in {"Cf", "Sk"})
    return " ".join(re.sub(r"[^\w'👍]+", " ", letters).split()).strip("' ")


PAUSES = frozenset({Meaning.STOP, Meaning.MAYBE_STOP, Meaning.WRONG})
"""Replies after which nothing more goes to the number until a person has looked."""

READ_FIRST = frozenset({Meaning.SAFETY, Meaning.WRONG, Meaning.STOP, Meaning.MAYBE_STOP, Meaning.HELP, Meaning.CANCEL})
"""Replies that stand at the top of Today."""

_WORDS = {
    Meaning.STOP: "Texts off: they replied STOP. Tell them another way",
    Meaning.MAYBE_STOP: "May be asking us to stop. Texts are paused: ask",
    Meaning.START: "May want texts again. Ask, then switch them on",
    Meaning.CANCEL: "Texted CANCEL. They may have meant the appointment. Ask",
    Meaning.WRONG: "May be the wrong person. Texts to this number are paused",
    Meaning.SAFETY: "Read this now: it may be about danger",
    Meaning.YES: "Said yes",
    Meaning.CHANGE: "Asked to change",
    Meaning.LATE: "Running late",
    Meaning.CALL: "Asked for a call",
    Meaning.HELP: "Asked for help",
    Meaning.CHOICE: "Chose a time",
    Meaning.OTHER: "Replied",
}


def words(kind: Meaning) -> str:
    """What staff read about a reply of this kind."""
    return _WORDS[kind]
