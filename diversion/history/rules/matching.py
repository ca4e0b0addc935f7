"""Which of our headings each column of a spreadsheet is: guessed from its name, or as it was matched last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diversion.history.rules.sheet import HEADINGS, plain

NEEDED = ("Custody ref", "Surname", "Forename", "DOB", "Arrest date", "Offence", "Court", "Court date", "Agreed")
"""Without these no row can become a referral; a column that is missing of the others is as one left empty."""
ALSO_CALLED = {
    "Custody ref": ("custody reference", "custody record", "custody number", "custody no", "crn"),
    "Surname": ("last name", "family name", "lastname", "second name"),
    "Forename": ("first name", "given name", "forenames", "first names", "christian name"),
    "Known as": ("alias", "aka", "a k a", "working name", "likes to be called", "preferred name"),
    "DOB": ("date of birth", "birth date", "born", "birthday", "d o b"),
    "Arrest date": ("date of arrest", "arrested", "arrested on", "arrest"),
    "Arrest time": ("time of arrest",),
    "Offence": ("offences", "charge", "charges", "offence code"),
    "URN": ("police reference", "urn number", "case reference"),
    "Court": ("court name", "magistrates court", "court house"),
    "Court date": ("date of court", "hearing date", "first hearing", "bailed to", "bail date", "hearing"),
    "Court time": ("time of court", "hearing time"),
    "Scheme": ("project", "programme", "diversion scheme"),
    "Agreed": ("consent", "agreed to referral", "consented", "agreement", "opted in"),
    "1st appt": ("first appointment", "1st appointment", "appointment 1", "appt 1", "first appt", "assessment date"),
    "1st outcome": ("first outcome", "outcome 1", "1st attended", "first attended", "attended 1"),
    "2nd appt": ("second appointment", "2nd appointment", "appointment 2", "appt 2", "second appt"),
    "2nd outcome": ("second outcome", "outcome 2", "2nd attended", "second attended", "attended 2"),
    "Case ending": ("outcome of case", "case outcome", "result", "ending", "court outcome", "case result"),
    "Ending date": ("date ended", "date of ending", "result date", "date of outcome", "case ended"),
    "Mobile": ("phone", "mobile number", "telephone", "tel", "phone number", "mobile no", "contact number"),
    "Safe to text": ("text ok", "ok to text", "safe to contact by text", "texts", "can text"),
}
_NAMES = {plain(said): ours for ours, also in ALSO_CALLED.items() for said in (ours, *also)}


def guess(headings: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """Our heading for each column, "" where there is none; each of ours at most once, the first column first.

    `remembered` is what the agency chose before, by a column's plain name; an answer of "" is remembered too.
    """
    found: list[str] = []
    for heading in headings:
        ours = remembered.get(plain(heading), _NAMES.get(plain(heading), ""))
        found.append(ours if ours in HEADINGS and ours not in found else "")
    return found


def to_remember(headings: Sequence[str], matching: Sequence[str]) -> dict[str, str]:
    """What to keep of a matching, by each column's plain name."""
    return {plain(heading): ours for heading, ours in zip(headings, matching, strict=True)}


def faults(matching: Sequence[str], *, scheme_given: bool) -> list[str]:
    """What is wrong with a matching: one of ours twice, or one missing that is needed. One sentence each."""
    needed = (*NEEDED, *(() if scheme_given else ("Scheme",)))
    doubled = [name for name in HEADINGS if matching.count(name) > 1]
    twice = [f"Two columns are matched to {name}. Leave one of them out" for name in doubled]
    missing = [name for name in needed if name not in matching]
    if missing == ["Scheme"]:
        return [*twice, "Choose the scheme of these referrals, or the column that names it"]
    if missing:
        return [*twice, f"No column is matched to {', '.join(missing)}. Choose the column of each"]
    return twice
