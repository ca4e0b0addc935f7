"""What an agency's own words must keep before they may be saved, and again before they may be used (case S10, P5).

The same check runs at save, where each fault lands on its box with how to put it right, and whenever words are taken
from the database: a row that fails is set aside and the words Waymark ships go instead, so one bad row harms nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import lru_cache

from reminders.rules import banned
from reminders.rules.languages import ENGLISH, Common
from reminders.rules.samples import AT_ITS_LONGEST, TYPICAL
from reminders.rules.templates import WORDINGS, Template, Wording, wording
from reminders.rules.wording import Merge, Rendered, placeholders, preview_words, without_name

LONGEST_DRAFT = 400
NAMES = frozenset(field.name for field in fields(Merge))
_ALWAYS = frozenset({"name", "who", "phone"})
_OF_APPOINTMENTS = frozenset({"what", "day", "time", "place"})
_MUST_STAY = frozenset({"day", "time", "place", "by", "done", "total", "slot1", "slot2", "slot3"})
_ABOUT_APPOINTMENTS = frozenset(
    {
        Template.BOOKED,
        Template.SEVEN_DAYS,
        Template.ONE_DAY,
        Template.TWO_HOURS,
        Template.THANKS_NEXT,
        Template.REARRANGED,
        Template.REPLY_YES,
        Template.REPLY_CHANGE,
    }
)
_LET_OFF = re.compile(
    r"\b(no need|need not|needn'?t|not need|\w*n'?t need|not have|\w*n'?t have|no longer)\b.{0,25}"
    r"\b(go|come|attend|be there)\b|\b(called off|can stay home|let off)\b",
    re.IGNORECASE,
)
"""Words that free her from a date. Only the text that a person releases may hold them (domain rule 4)."""


def allowed(template: Template) -> frozenset[str]:
    """The values that a text of this kind always has, so that its words may ask for them."""
    shipped = frozenset().union(*(placeholders(one.named) | placeholders(one.unnamed) for one in WORDINGS[template]))
    about = _OF_APPOINTMENTS if template in _ABOUT_APPOINTMENTS else frozenset()
    return shipped | about | _ALWAYS


def required(template: Template, level: int) -> frozenset[str]:
    """The values that words of this kind must give: she has to know when, where and by when (domain rule 25)."""
    shipped = wording(template, level)
    return (placeholders(shipped.named) | placeholders(shipped.unnamed)) & _MUST_STAY


@lru_cache(maxsize=2048)
def faults(
    template: Template,
    words: Wording,
    *,
    language: str = ENGLISH,
    common: Common | None = None,
    also: tuple[str, ...] = (),
) -> Mapping[str, str]:
    """What cannot stand, by form field ("named", "unnamed"), each with how to put it right; empty when it may be used.

    `also` names what the list of banned words cannot know: the agency. `common` holds the days and months of another
    language. Raises nothing.
    """
    found: dict[str, str] = {}
    for field, body in (("named", words.named), ("unnamed", words.unnamed)):
        if fault := _fault(template, words.level, body, field, language, common, also):
            found[field] = fault
    return found


def _fault(
    template: Template, level: int, body: str, field: str, language: str, common: Common | None, also: tuple[str, ...]
) -> str:
    return (
        _shape_fault(template, level, body, field)
        or _meaning_fault(template, body, language)
        or _rendered_fault(Wording(level, body, body), field, common, also)
    )


def _shape_fault(template: Template, level: int, body: str, field: str) -> str:
    if not body.strip():
        return "Enter the words of the text"
    if len(body) > LONGEST_DRAFT:
        return f"Use {LONGEST_DRAFT} characters or fewer"
    used = placeholders(body)
    if odd := sorted(used - allowed(template)):
        known = ", ".join(f"{{{name}}}" for name in sorted(allowed(template)))
        return f"This text has no {{{odd[0]}}}. Use only {known}"
    if re.search(r"[{}]", re.sub(r"\{\w+\}", "", body)):
        return "A curly bracket is left over. Write each field as {day}, with nothing else in the brackets"
    if missing := sorted(required(template, level) - used):
        return f"Add {{{missing[0]}}}: without it they cannot know what the text is about"
    if field == "unnamed" and "who" in used:
        return "Leave {who} out here: these words are for people who chose no name"
    if "{name}" in without_name(body):
        return "Put a word before {name}, as in “Hi {name},”, so that the text reads well without it"
    return ""


def _meaning_fault(template: Template, body: str, language: str) -> str:
    if language == ENGLISH and template is not Template.DONE_RELEASED and _LET_OFF.search(body):
        return "Only “You do not need to go” may say that. Take it out here"
    return ""


def _rendered_fault(words: Wording, field: str, common: Common | None, also: tuple[str, ...]) -> str:
    typical, longest = samples(words, named=field == "named", common=common)
    if hits := banned.found(typical.text, words.level, also=also):
        return f"A text may not say “{hits[0]}” at this level. Use other words"
    if not longest.count.is_one:
        return too_long(longest)
    return ""


def samples(words: Wording, *, named: bool, common: Common | None = None) -> tuple[Rendered, Rendered]:
    """The text with typical and with the longest values, nothing left out. Raises CannotSay for an unknown name."""
    return (
        preview_words(words, _nobody(TYPICAL, named), common=common),
        preview_words(words, _nobody(AT_ITS_LONGEST, named), common=common),
    )


def _nobody(merge: Merge, named: bool) -> Merge:
    return merge if named else replace(merge, who="")


def too_long(longest: Rendered) -> str:
    """Why words do not fit one text, and what to do about it; a dear letter is named, never changed to "?"."""
    count = longest.count
    if longest.unmappable:
        letters = ", ".join(longest.unmappable)
        cost = f"{count.units} of {count.limit}, which makes {count.segments} texts"
        return (
            f"With {letters} only {count.limit} characters fit one text: this is {cost}. Write it without, or shorter"
        )
    over = count.units - count.limit
    return f"Take out {over} characters: with long names this is {count.units}, and {count.limit} fit one text"
