"""How a person may be reached without harm, and whether they may be texted now (domain rule 24, promises C.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from casework.people.rules.agreements import HowAgreed
from casework.people.rules.circumstances import CircumstanceKind

ASK_AGAIN_AFTER = dt.timedelta(days=28)
"""When the banner asks "Still right?" (ux 2.5)."""
HOLD_AFTER = dt.timedelta(days=90)
"""When an answer is too old to rest a text on (promises C.8, T5)."""
EARLIEST, LATEST = dt.time(9), dt.time(19, 30)
"""The hours in which texts go when she names none (promises P4), London wall time."""
LONGEST_NAME, LONGEST_WHAT = 12, 11
"""The longest safe words that still leave every text in one part (ux 4.2)."""


LANGUAGES = {
    "en": "English",
    "cy": "Welsh",
    "sq": "Albanian",
    "ar": "Arabic",
    "bn": "Bengali",
    "bg": "Bulgarian",
    "zh": "Chinese",
    "cs": "Czech",
    "hu": "Hungarian",
    "lt": "Lithuanian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "es": "Spanish",
    "th": "Thai",
    "tr": "Turkish",
    "vi": "Vietnamese",
}
"""The languages texts may be in. Only English has words of ours: each other one waits for an approved translation."""


class Answer(StrEnum):
    """What she said about one way of reaching her. Not asked is not a yes."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"yes": "OK", "no": "Not OK", "not_asked": "Not asked"}[self.value]


class Replies(StrEnum):
    """What happens with a reply: only read, or answered in short (promises, "Replies")."""

    LISTEN = "listen"
    TWO_WAY = "two_way"


class Confirmed(StrEnum):
    """How we know that the number is hers."""

    IN_PERSON = "in_person"
    REPLY = "reply"
    CALL = "call"

    @property
    def words(self) -> str:
        """As shown to staff."""
        return {"in_person": "in person", "reply": "by a reply", "call": "by a call"}[self.value]


@dataclass(frozen=True)
class ContactAnswers:
    """What she said, as one whole answer: each save replaces the last (house habit 3).

    `mobile` is E.164 or None. `texts_from` and `texts_until` are London wall times, both or neither; `text_days`
    names the days texts may go, 1 for Monday to 7 for Sunday. `how` is how she said it, `asked_on` when (London).
    `number_confirmed` says that the number was confirmed, and how; empty when it was not.
    """

    mobile: str | None = None
    safe_to_text: Answer = Answer.NOT_ASKED
    texts_from: dt.time | None = None
    texts_until: dt.time | None = None
    text_days: str = "1234567"
    words_who: str = ""
    words_what: str = ""
    use_name: bool = True
    level: int = 1
    replies: Replies = Replies.LISTEN
    language: str = "en"
    both_languages: bool = False
    plain_letters: bool = False
    shared_phone: bool = False
    call: Answer = Answer.NOT_ASKED
    voicemail: Answer = Answer.NOT_ASKED
    letters: Answer = Answer.NOT_ASKED
    email: Answer = Answer.NOT_ASKED
    note: str = ""
    number_confirmed: Confirmed | None = None
    how: HowAgreed = HowAgreed.IN_PERSON
    asked_on: dt.date | None = None


@dataclass(frozen=True)
class ShownText:
    """One text as it would stand on their phone: when it goes, its words, what it costs; or why it cannot be made."""

    label: str
    words: str
    note: str


def faults(answers: ContactAnswers) -> dict[str, str]:
    """What cannot stand, by form field, each with how to put it right; empty when the answers can be kept (R14)."""
    found: dict[str, str] = {}
    if answers.safe_to_text is Answer.YES and not answers.mobile:
        found["mobile"] = "Enter the mobile number that is safe to text"
    if (answers.texts_from is None) != (answers.texts_until is None):
        found["texts_until"] = "Give both hours, or leave both blank"
    elif answers.texts_from and answers.texts_until and answers.texts_from >= answers.texts_until:
        found["texts_until"] = "The last hour must be after the first"
    if not answers.text_days or not set(answers.text_days) <= set("1234567"):
        found["text_days"] = "Choose at least one day"
    if answers.language not in LANGUAGES:
        found["language"] = "Choose a language from the list"
    if answers.level not in (1, 2, 3):
        found["level"] = "Choose how much a text may say"
    return found | _too_long(answers)


def _too_long(answers: ContactAnswers) -> dict[str, str]:
    found: dict[str, str] = {}
    if len(answers.words_who) > LONGEST_NAME:
        found["words_who"] = f"Use {LONGEST_NAME} characters or fewer, so that every text stays one text"
    if len(answers.words_what) > LONGEST_WHAT:
        found["words_what"] = f"Use {LONGEST_WHAT} characters or fewer, so that every text stays one text"
    return found


@dataclass(frozen=True)
class TextingFacts:
    """What decides whether a text may go to her at all. Moments are UTC and aware.

    `agreed` is a live agreement to be texted; `confirmed` that the number was confirmed by a reply, in person or by
    a call, `confirmed_at` when; `checked_at` when she last said that all this is right.
    """

    safe_to_text: Answer
    has_mobile: bool
    agreed: bool
    confirmed: bool
    checked_at: dt.datetime | None
    standing: Collection[CircumstanceKind] = ()
    confirmed_at: dt.datetime | None = None


@dataclass(frozen=True)
class Texting:
    """Yes, or no and why, in words for staff that say what to do instead. `over` where nothing will ever be sent."""

    allowed: bool
    why: str = ""
    over: bool = False


def texting(facts: TextingFacts, now: dt.datetime, *, to_confirm_number: bool = False) -> Texting:
    """Decide whether she may be texted now. Everything must say yes; silence is no (domain rule 24).

    `to_confirm_number` is for the one text that asks whether the number is hers. Hours and numbers that asked for
    no more texts are judged by whoever sends.
    """
    held = _held_by_life(facts) or _never_said(facts)
    if not held and not (facts.confirmed or to_confirm_number):
        held = "The number is not confirmed yet. Confirm it in person or by a call"
    if not held and not to_confirm_number and _is_old(facts.confirmed_at, now):
        held = "The number was confirmed over 90 days ago. Confirm again that it is still theirs"
    if not held and (facts.checked_at is None or now - facts.checked_at > HOLD_AFTER):
        held = "It is over 90 days since texts were said to be safe. Ask again"
    return Texting(not held, held, CircumstanceKind.DIED in facts.standing)


def _is_old(confirmed_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Networks give idle numbers to somebody else after some months (promises T5)."""
    return confirmed_at is not None and now - confirmed_at > HOLD_AFTER


def _held_by_life(facts: TextingFacts) -> str:
    if CircumstanceKind.DIED in facts.standing:
        return "This person has died. Nothing is sent"
    if CircumstanceKind.CUSTODY in facts.standing:
        return "In custody, so texts are held"
    return ""


def _never_said(facts: TextingFacts) -> str:
    if facts.safe_to_text is Answer.NOT_ASKED:
        return "Not asked yet if texts are safe. Ask, then switch them on"
    if facts.safe_to_text is Answer.NO:
        return "Texts are not safe. Use another way they have agreed"
    if not facts.has_mobile:
        return "There is no mobile number. See them in person"
    if not facts.agreed:
        return "Agreement to be texted was withdrawn, or never recorded"
    return ""


def should_ask_again(checked_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the banner asks "Still right?": what is safe can change (ux 2.5)."""
    return now - checked_at > ASK_AGAIN_AFTER


def window(texts_from: dt.time | None, texts_until: dt.time | None) -> tuple[dt.time, dt.time]:
    """The London hours in which texts may go: hers, else 9:00am to 7:30pm."""
    return (texts_from or EARLIEST, texts_until or LATEST)
