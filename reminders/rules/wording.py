"""From words and facts to the one text a person gets (ux 4.2 and 4.3, domain rules 24 and 25).

Values are put in by plain substitution in one pass, so a value that looks like a placeholder stays what it is. A text
that would not fit one segment first says "the usual place", then drops its greeting; it is never split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from reminders.rules import gsm7
from reminders.rules.languages import Common
from reminders.rules.templates import Template, Wording, wording

USUAL_PLACE, USUAL_WHAT = "the usual place", "appointment"

LONGEST = {"name": 12, "who": 12, "what": 11, "place": 24, "phone": 13, "court": 23}
"""How long each of her own values may be, in characters, so that every template fits."""

_DAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_TIME = re.compile(r"\d{1,2}:\d\d(am|pm)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_GREETING = re.compile(r"^Hi(?: \{name\})?[,.] ")


class CannotSay(ValueError):
    """The words and the facts do not make a text that may go; the message tells staff why."""


@dataclass(frozen=True)
class Merge:
    """What may be put into words, already written as she will read it.

    `name`, `who` and `place` are hers to choose: an empty name or who leaves it out, an empty place means "the usual
    place". `day` is always a weekday with its date ("Tue 13 Oct") and `time` a clock time ("10:30am"), both London.
    """

    name: str = ""
    who: str = ""
    what: str = "appointment"
    day: str = ""
    time: str = ""
    place: str = ""
    phone: str = ""
    done: str = ""
    total: str = ""
    by: str = ""
    court: str = ""
    slot1: str = ""
    slot2: str = ""
    slot3: str = ""


@dataclass(frozen=True)
class Rendered:
    """A finished text, what it costs, which letters make it dear, and what had to be left out to fit."""

    text: str
    count: gsm7.Count
    unmappable: tuple[str, ...]
    shortened: tuple[str, ...] = ()


def render(template: Template, merge: Merge, *, level: int = 1, keep_place: bool = False) -> Rendered:
    """The text in the words of her level, made to fit one segment (ux 4.2, rule 1).

    `keep_place` is for a place that is not the usual one: then only the greeting may go. Raises CannotSay when a value
    is missing, when a day or a time is not written out in full, or when it does not fit.
    """
    return render_words(wording(template, level), merge, keep_place=keep_place)


def render_words(
    words: Wording, merge: Merge, *, keep_place: bool = False, common: Common | None = None, plain: bool = False
) -> Rendered:
    """The same for any words, such as an agency's own or a translation (ux 4.2, rule 8).

    `common` holds the days, months and stock words of another language; `plain` writes letters that a 160-character
    text cannot hold without their accents, because she said that reads fine. Raises CannotSay.
    """
    tidy = _tidy(merge)
    body = words.named if tidy.who else words.unnamed
    _check(body, tidy)
    said = in_language(tidy, common) if common else tidy
    for one in _tries(body, said, keep_place, common.usual_place if common else USUAL_PLACE):
        tried = _plainly(one) if plain else one
        if tried.count.is_one:
            return tried
    raise CannotSay(_too_long(tried))


def preview(template: Template, merge: Merge, *, level: int = 1) -> Rendered:
    """The same text without shortening, to show its cost and its dear letters on a page."""
    return preview_words(wording(template, level), merge)


def preview_words(words: Wording, merge: Merge, *, common: Common | None = None, plain: bool = False) -> Rendered:
    """The same for any words: nothing is left out, nothing is refused but a name in braces that no text has."""
    tidy = _tidy(merge)
    said = in_language(tidy, common) if common else tidy
    shown = _finish(words.named if tidy.who else words.unnamed, said, ())
    return _plainly(shown) if plain else shown


def in_language(merge: Merge, common: Common) -> Merge:
    """The values as they are said in another language: its days and months, its words for the usual things."""
    return replace(
        merge,
        day=common.dated(merge.day),
        by=common.dated(merge.by),
        slot1=common.dated(merge.slot1),
        slot2=common.dated(merge.slot2),
        slot3=common.dated(merge.slot3),
        what=common.appointment if merge.what == USUAL_WHAT else merge.what,
        place=common.usual_place if merge.place == USUAL_PLACE else merge.place,
    )


def _plainly(one: Rendered) -> Rendered:
    text = gsm7.plain(one.text)
    return replace(one, text=text, count=gsm7.count(text), unmappable=gsm7.unmappable(text))


def substitute(template: str, values: Mapping[str, str]) -> str:
    """Put values where their names stand in braces, in one pass. Raises CannotSay for a name nobody knows."""

    def value(match: re.Match[str]) -> str:
        if match.group(1) not in values:
            raise CannotSay(f"The wording asks for {{{match.group(1)}}}, which no text has")
        return values[match.group(1)]

    return _PLACEHOLDER.sub(value, template)


def court_words(name: str) -> str:
    """How a level 3 text names a court: short enough for one text, and never a wrong name.

    "Thames Magistrates' Court" becomes "Thames court"; a name still too long becomes plain "court".
    """
    short = re.sub(r"\s*(Magistrates['’]?|Crown)?\s*Court.*$", " court", name, flags=re.IGNORECASE).strip()
    return short if 0 < len(short) <= LONGEST["court"] else "court"


@lru_cache(1024)
def placeholders(template: str) -> frozenset[str]:
    """The names in braces that a wording uses."""
    return frozenset(_PLACEHOLDER.findall(template))


def _tidy(merge: Merge) -> Merge:
    values = {name: gsm7.sanitise(value) if value else "" for name, value in vars(merge).items()}
    return Merge(**{**values, "place": values["place"] or USUAL_PLACE})


def _check(body: str, merge: Merge) -> None:
    used = placeholders(body)
    if missing := [name for name in sorted(used - {"name"}) if not getattr(merge, name, "")]:
        if "phone" in missing:
            raise CannotSay("No number of yours is known for people to ring. An administrator enters it under Admin")
        raise CannotSay("This text cannot be made: there is no " + " and no ".join(missing))
    for name in used & {"day", "by"}:
        if not _DAY.fullmatch(getattr(merge, name)):
            raise CannotSay("This text cannot be made: its day must be a weekday with its date")
    if "time" in used and not _TIME.fullmatch(merge.time):
        raise CannotSay("This text cannot be made: its time must be a clock time such as 10:30am")


def _tries(body: str, merge: Merge, keep_place: bool, usual_place: str) -> Iterator[Rendered]:
    """The text as it is, with the usual place, and with the greeting dropped as well."""
    yield _finish(body, merge, ())
    usual = merge if keep_place else replace(merge, place=min(merge.place, usual_place, key=len))
    left_out = () if keep_place else ("place",)
    yield _finish(body, usual, left_out)
    yield _finish(_without_greeting(body), replace(usual, name=""), (*left_out, "greeting"))


def _finish(body: str, merge: Merge, shortened: tuple[str, ...]) -> Rendered:
    plain = body if merge.name else without_name(body)
    if merge.what.startswith("our "):  # "our time" is hers to choose; "your our time" is not English
        plain = plain.replace("your {what}", "{what}")
    text = substitute(plain, vars(merge))
    text = text[:1].upper() + text[1:]
    return Rendered(text, gsm7.count(text), gsm7.unmappable(text), shortened)


def without_name(body: str) -> str:
    return body.replace(", {name}", "").replace(" {name}", "")


def _without_greeting(body: str) -> str:
    return _GREETING.sub("", body)


def _too_long(last: Rendered) -> str:
    if last.unmappable:
        letters = ", ".join(last.unmappable)
        return f"Too long for one text, because {letters} cannot be sent in a long one. Write it without"
    return f"Too long for one text: {last.count.units} of {last.count.limit} characters. Shorten a name or the place"
