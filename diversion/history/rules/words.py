"""The words people write in a referral spreadsheet, and what each means."""

from __future__ import annotations

import re

from casework.appointments.rules import AbsenceReason, Outcome
from diversion.history.rules.problems import Bad, quoted
from diversion.rules.facts import Came
from diversion.rules.schemes import LOITER, SOLICIT
from diversion.rules.words import Method

_ATTENDED = {"attended", "attended late", "came", "kept", "att", "yes", "y"}
_CANCELLED = (
    "cancelled by service",
    "cancelled by us",
    "cancelled by scheme",
    "cancelled by worker",
    "service cancelled",
    "cancelled service",
    "cbs",
)
_MISSED = (
    "did not attend",
    "didn't attend",
    "not attended",
    "no show",
    "did not show",
    "failed to attend",
    "absent",
    "missed",
    "dna",
)
_REASONS = {
    AbsenceReason.CUSTODY_OR_COURT: {"custody", "prison", "remand", "remanded", "court", "arrested"},
    AbsenceReason.HEALTH: {"ill", "illness", "sick", "unwell", "hospital", "health", "medical", "poorly"},
    AbsenceReason.CARING: {"child", "children", "childcare", "caring", "baby", "carer"},
    AbsenceReason.OTHER_APPOINTMENT: {"appointment", "appt"},
    AbsenceReason.UNSAFE: {"unsafe"},
}
_UNKNOWN = {"", "not known", "unknown", "not recorded", "n k", "nk", "?"}
_ENDINGS = {
    "discontinued": Method.DISCONTINUED,
    "discontinuance": Method.DISCONTINUED,
    "discontinued by cps": Method.DISCONTINUED,
    "case discontinued": Method.DISCONTINUED,
    "withdrawn": Method.WITHDRAWN,
    "case withdrawn": Method.WITHDRAWN,
    "no evidence offered": Method.NO_EVIDENCE,
    "no evidence": Method.NO_EVIDENCE,
    "neo": Method.NO_EVIDENCE,
    "went ahead": Method.WENT_AHEAD,
    "case went ahead": Method.WENT_AHEAD,
    "proceeded": Method.WENT_AHEAD,
    "prosecuted": Method.WENT_AHEAD,
    "put off": Method.PUT_OFF,
    "adjourned": Method.PUT_OFF,
}
_YES = {"yes", "y", "true", "1", "agreed", "consented", "verbal", "verbally", "in writing", "signed", "x", "✓"}
_NO = {"no", "n", "false", "0", "declined", "refused", "did not agree", "not agreed"}
_NOT_ASKED = {"", "not asked", "n a", "na", "not known", "unknown", "n k", "nk", "?"}
_NO_PHONE = {"", "none", "no phone", "no mobile", "no number", "n a", "na", "nil", "not known", "unknown"}
_OFFENCE_CODE = re.compile(r"\b([A-Z]{2}\d{5}[A-Z]?)\b")
_LOITER_WORD, _SOLICIT_WORD = re.compile(r"\bloiter(ing)?\b"), re.compile(r"\bsolicit(ing)?\b")


def words(text: str) -> str:
    """A cell as words only: no case, dashes, brackets, stops or doubled spaces."""
    return " ".join(re.sub(r"[-‐‑‒–—−:;,.()/]+", " ", text).replace("’", "'").casefold().split())


def outcome(text: str) -> tuple[Came, str]:
    """What happened at an appointment and the reason given, "" where none is. An empty cell is not recorded.

    Raises Bad for words that do not say plainly whether the person came: a count may not rest on a guess (rule 9).
    """
    said = words(text)
    if said in _UNKNOWN:
        return Came.NOT_RECORDED, ""
    if said in _ATTENDED:
        return Came.KEPT, ""
    if said in {"no", "n"}:
        return Came.NOT_KEPT, ""
    for came, starts in ((Came.NOT_KEPT, _MISSED), (Came.CANCELLED_BY_US, _CANCELLED)):
        for start in starts:
            if said == start or said.startswith(start + " "):
                return came, said.removeprefix(start).strip()
    raise Bad(
        f"{quoted(text)} does not say plainly whether the person came",
        "Write “attended”, “did not attend”, “did not attend - reason” or “cancelled by service”, or leave it empty",
    )


def absence(reason: str) -> tuple[Outcome, AbsenceReason | None]:
    """How a missed appointment is recorded from the reason on paper: nobody decides anew what is acceptable.

    A reason of the kinds Waymark knows is an acceptable one, as the paper took it down; any other is kept as a note.
    """
    if reason in {"no acceptable reason", "unacceptable reason"}:
        return Outcome.NO_ACCEPTABLE_REASON, None
    if reason in {"acceptable reason", "with acceptable reason", "other acceptable reason"}:
        return Outcome.ACCEPTABLE_REASON, AbsenceReason.OTHER
    said = set(reason.split())
    found = next((kind for kind, signs in _REASONS.items() if said & signs), None)
    return (Outcome.ACCEPTABLE_REASON, found) if found else (Outcome.REASON_NOT_KNOWN, None)


def ending(text: str) -> Method | None:
    """How the case ended; None for an empty cell, which says nothing. Raises Bad for other words."""
    said = words(text)
    if said in _UNKNOWN:
        return Method.NOT_KNOWN if said else None
    if said in _ENDINGS:
        return _ENDINGS[said]
    raise Bad(
        f"{quoted(text)} is not an ending this import knows",
        "Write “discontinued”, “withdrawn”, “no evidence offered”, “went ahead”, “put off” or “not known”",
    )


def agreed(text: str) -> bool:
    """True where the person agreed to be referred. Raises Bad otherwise: nobody is referred without it (rule 3)."""
    said = words(text)
    if said in _YES:
        return True
    if said in _NO:
        raise Bad(
            "the person did not agree to be referred",
            "Take this row out: without agreement there is no referral to keep",
        )
    raise Bad(
        f"{quoted(text)} does not say that the person agreed to be referred",
        "Write “yes” once you have checked the paper record, or take the row out",
    )


def safe_to_text(text: str) -> bool | None:
    """What the paper says about texting; None when nobody asked. Raises Bad for other words."""
    said = words(text)
    if said in _NOT_ASKED:
        return None
    if said in {"yes", "y", "true", "1"} or said in _NO:
        return said not in _NO
    raise Bad(f"{quoted(text)} is not an answer this import knows", "Write “yes”, “no” or “not asked”")


def no_urn(text: str) -> bool:
    """True where the cell says that there is no URN, or not yet."""
    return words(text) in _NO_PHONE | _UNKNOWN


def no_phone(text: str) -> bool:
    """True where the cell says that there is no number."""
    return words(text) in _NO_PHONE or not re.search(r"\w", text)


def offences(text: str) -> tuple[str, ...]:
    """The offence codes of a cell that names them by code or in words; one row may name several.

    Raises Bad where none is recognised, or where something that looks like a code is spelt wrongly.
    """
    found = list(_OFFENCE_CODE.findall(text.upper().replace(" ", "") if _code_like(text) else text.upper()))
    said = words(text)
    found += [LOITER] if _LOITER_WORD.search(said) else []
    found += [SOLICIT] if _SOLICIT_WORD.search(said) else []
    if not found:
        raise Bad(
            f"{quoted(text)} is not an offence this import knows" if said else "the offence is missing",
            "Write “loitering”, “soliciting”, or the offence code, such as SO59003",
        )
    return tuple(dict.fromkeys(found))


def _code_like(text: str) -> bool:
    return re.fullmatch(r"\s*[A-Za-z]{2}\s*\d{2}\s*\d{3}[A-Za-z]?\s*", text) is not None
