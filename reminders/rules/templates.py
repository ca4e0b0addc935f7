"""The wording Waymark ships (ux 4.3): level 1 unless marked, each with its form for when nobody is named.

Braces are filled by plain substitution, never by a template language. The order within an entry is: level, words when
she chose a name for who writes, words when she chose none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reminders.rules.kinds import TextKind
from reminders.rules.kinds import words as kind_words

VERSION = 1
"""Goes up with every change of wording here; a text keeps the version it was made from."""


class Template(StrEnum):
    """Which set of words: some kinds share one, and the missed text has two."""

    FIRST_CONTACT = "first_contact"
    BOOKED = "booked"
    SEVEN_DAYS = "seven_days"
    ONE_DAY = "one_day"
    TWO_HOURS = "two_hours"
    MISSED = "missed"
    MISSED_OPEN = "missed_open"
    THANKS_NEXT = "thanks_next"
    OFFER_TIMES = "offer_times"
    REARRANGED = "rearranged"
    CANCELLED_BY_US = "cancelled_by_us"
    COURT_DATE = "court_date"
    DONE_WAIT = "done_wait"
    DONE_RELEASED = "done_released"
    STILL_GO = "still_go"
    REPLY_YES = "reply_yes"
    REPLY_CHANGE = "reply_change"
    REPLY_LATE = "reply_late"
    REPLY_STOP = "reply_stop"
    REPLY_WRONG = "reply_wrong"
    REPLY_HELP = "reply_help"


@dataclass(frozen=True)
class Wording:
    """One set of words at one level of openness."""

    level: int
    named: str
    unnamed: str


_SHARED = {
    TextKind.THREE_DAYS: Template.SEVEN_DAYS,
    TextKind.COURT_SEVEN_DAYS: Template.COURT_DATE,
    TextKind.COURT_ONE_DAY: Template.COURT_DATE,
}


def template_of(kind: TextKind, *, has_deadline: bool = True) -> Template:
    """Which words a kind of text uses; a missed text without a finish-by date has its own."""
    if kind is TextKind.MISSED and not has_deadline:
        return Template.MISSED_OPEN
    return _SHARED.get(kind) or Template(kind.value)


def title(template: Template) -> str:
    """What staff read for a set of words."""
    own = {Template.COURT_DATE: "Court date", Template.MISSED_OPEN: "Missed appointment, no date to finish by"}
    return own.get(template) or kind_words(TextKind(template.value))


def wording(template: Template, level: int) -> Wording:
    """The most open words that the person's level allows; level 1 always exists."""
    return max((w for w in WORDINGS[template] if w.level <= level), key=lambda w: w.level)


def _one(named: str, unnamed: str = "") -> tuple[Wording, ...]:
    return (Wording(1, named, unnamed or named),)


WORDINGS: Mapping[Template, tuple[Wording, ...]] = {
    Template.FIRST_CONTACT: _one(
        "Hi {name}, it's {who}. Is this the best number for you? Reply YES. Wrong person? Reply WRONG and we'll stop. "
        "Reply STOP to end texts any time.",
        "Hi {name}. Is this the best number for you? Reply YES. Wrong person? Reply WRONG and we'll stop. "
        "Reply STOP to end texts any time.",
    ),
    Template.BOOKED: _one(
        "Hi {name}, your {what} with {who} is {day}, {time} at {place}. "
        "Reply YES to keep it or CHANGE for another time.",
        "Hi {name}, your {what} is {day}, {time} at {place}. Reply YES to keep it or CHANGE for another time.",
    ),
    Template.SEVEN_DAYS: _one(
        "Hi {name}, {who} is keeping {day}, {time} for you at {place}. It counts towards finishing. "
        "Reply YES or CHANGE.",
        "Hi {name}, we're keeping {day}, {time} for you at {place}. It counts towards finishing. Reply YES or CHANGE.",
    ),
    Template.ONE_DAY: _one(
        "Hi {name}, see you {day}, {time}, {place}. What time will you set off? "
        "Reply YES if coming or CHANGE to move it. {who}",
        "Hi {name}, see you {day}, {time}, {place}. What time will you set off? "
        "Reply YES if coming or CHANGE to move it.",
    ),
    Template.TWO_HOURS: _one(
        "Hi {name}, {who} will see you {day}, {time} at {place}. Running late or stuck? Reply LATE or call {phone}.",
        "Hi {name}, see you {day}, {time} at {place}. Running late or stuck? Reply LATE or call {phone}.",
    ),
    Template.MISSED: _one(
        "Hi {name}, we missed you on {day}. It's not too late if it's done by {by}. Reply CHANGE for a new time or "
        "call {who} on {phone}.",
        "Hi {name}, we missed you on {day}. It's not too late if it's done by {by}. Reply CHANGE for a new time or "
        "call {phone}.",
    ),
    Template.MISSED_OPEN: _one(
        "Hi {name}, we missed you on {day}. Hope you're OK. Reply CHANGE and {who} will offer a new time, or call "
        "{phone}.",
        "Hi {name}, we missed you on {day}. Hope you're OK. Reply CHANGE and we'll offer a new time, or call {phone}.",
    ),
    Template.THANKS_NEXT: _one(
        "Thanks for coming, {name}. That's {done} of {total}. Next: {day}, {time}, {place}. Save it now. Reply YES or "
        "CHANGE. {who}",
        "Thanks for coming, {name}. That's {done} of {total}. Next: {day}, {time}, {place}. Save it now. Reply YES or "
        "CHANGE.",
    ),
    Template.OFFER_TIMES: _one(
        "Hi {name}, {who} can do 1) {slot1} 2) {slot2} 3) {slot3}. Reply 1, 2 or 3. None good? Reply CALL.",
        "Hi {name}, we can do 1) {slot1} 2) {slot2} 3) {slot3}. Reply 1, 2 or 3. None good? Reply CALL.",
    ),
    Template.REARRANGED: _one(
        "Hi {name}, your time with {who} has moved to {day}, {time} at {place}. Ignore the old one. "
        "Reply YES or CHANGE.",
        "Hi {name}, your time has moved to {day}, {time} at {place}. Ignore the old one. Reply YES or CHANGE.",
    ),
    Template.CANCELLED_BY_US: _one(
        "Hi {name}, sorry, {who} can't do {day}. That's down to us, not you. We'll text a new time soon, or call "
        "{phone}.",
        "Hi {name}, sorry, we can't do {day}. That's down to us, not you. We'll text a new time soon, or call {phone}.",
    ),
    Template.COURT_DATE: (
        Wording(
            1,
            "Hi {name}, your date is {day}, {time}, at the place on your paper. Plan your journey now. "
            "You need to be there. Call {who} {phone}",
            "Hi {name}, your date is {day}, {time}, at the place on your paper. Plan your journey now. "
            "You need to be there. Call {phone}",
        ),
        Wording(
            3,
            "Hi {name}, {court} {day}, {time}. You must go or a warrant can be issued. Plan your trip. "
            "Questions? {who} {phone}",
            "Hi {name}, {court} {day}, {time}. You must go or a warrant can be issued. Plan your trip. "
            "Questions? {phone}",
        ),
    ),
    Template.DONE_WAIT: _one(
        "Hi {name}, well done, that's your part finished. Still plan for {day} until {who} tells you it's off. "
        "Questions? Call {phone}.",
        "Hi {name}, well done, that's your part finished. Still plan for {day} until we tell you it's off. "
        "Questions? Call {phone}.",
    ),
    Template.DONE_RELEASED: (
        Wording(
            1,
            "Hi {name}, good news. It's all finished and you do not need to go on {day}. Keep this text. "
            "Questions? Call {who} on {phone}.",
            "Hi {name}, good news. It's all finished and you do not need to go on {day}. Keep this text. "
            "Questions? Call {phone}.",
        ),
        Wording(
            3,
            "Hi {name}, good news. It's finished. You do not need to go to {court} on {day}. Keep this text. "
            "Questions? {who} {phone}",
            "Hi {name}, good news. It's finished. You do not need to go to {court} on {day}. Keep this text. "
            "Questions? {phone}",
        ),
    ),
    Template.STILL_GO: _one(
        "Hi {name}, you still need to go on {day}, {time}. The place is on your paper. Need help getting there? "
        "Call {who} on {phone}.",
        "Hi {name}, you still need to go on {day}, {time}. The place is on your paper. Need help getting there? "
        "Call {phone}.",
    ),
    Template.REPLY_YES: _one(
        "Thanks {name}. See you {day} at {time}. {who}", "Thanks {name}. See you {day} at {time}."
    ),
    Template.REPLY_CHANGE: _one(
        "Thanks {name}. {who} will be in touch with another time. We'll keep {day}, {time} for you until then.",
        "Thanks {name}. We'll be in touch with another time. We'll keep {day}, {time} for you until then.",
    ),
    Template.REPLY_LATE: _one(
        "Thanks for telling us, {name}. {who} knows. Come when you can or call {phone}.",
        "Thanks for telling us, {name}. Come when you can or call {phone}.",
    ),
    Template.REPLY_STOP: _one("You won't get any more texts from this number. You can still call {phone}."),
    Template.REPLY_WRONG: _one("Sorry about that. We won't text this number again."),
    Template.REPLY_HELP: _one(
        "This number isn't watched all the time. Call {who} on {phone} in office hours. In danger now? Call 999.",
        "This number isn't watched all the time. Call {phone} in office hours. In danger now? Call 999.",
    ),
}
