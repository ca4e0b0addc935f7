"""What somebody would receive, shown before it is kept or sent: on the contact page and beside the one-off text."""

from __future__ import annotations

import datetime as dt

from casework.accounts.models import Agency
from casework.kernel import clock, words
from casework.kernel.database import db
from casework.people.models import Person, SafeContact
from casework.people.rules.contact import LANGUAGES, ContactAnswers, Replies, ShownText
from casework.people.rules.phones import shown
from reminders.rules import gsm7
from reminders.rules.languages import ENGLISH
from reminders.rules.samples import TYPICAL
from reminders.rules.templates import Template, title
from reminders.rules.wording import CannotSay, Merge
from reminders.services.composing import Composed, say
from reminders.services.wordings import stock

_SHOWN = (Template.BOOKED, Template.ONE_DAY, Template.COURT_DATE)
_SAMPLE_TIME = dt.time(10)


def shown_texts(person: Person, answers: ContactAnswers) -> list[ShownText]:
    """The confirmation, the reminder and the court date as these answers would make them; keeps and sends nothing."""
    contact, own = _contact(answers), stock([person.agency_id])
    merge = _sample(person, answers)
    templates = (*_SHOWN, *((Template.REPLY_YES,) if answers.replies is Replies.TWO_WAY else ()))
    cards = []
    for template in templates:
        try:
            said = say(template, merge, contact, agency_id=person.agency_id, words=own)
        except CannotSay as no:
            cards.append(ShownText(title(template), "", str(no)))
        else:
            cards.append(ShownText(title(template), said.body, cost(said)))
    return cards


def cost(said: Composed) -> str:
    """The line under a card: how long, how many texts, and English where another language was wanted."""
    count = gsm7.count(said.body)
    texts = "1 text" if count.is_one else f"{count.segments} texts"
    note = f"{count.units} of {count.limit} characters, {texts}. No risky words"
    return f"{note}. {instead(said)}" if instead(said) else note


def instead(said: Composed) -> str:
    """That English goes because no words of the language were approved; "" where it was asked for."""
    if said.wanted == said.language:
        return ""
    return f"In English: no {LANGUAGES.get(said.wanted, said.wanted)} words are approved for it"


def _contact(answers: ContactAnswers) -> SafeContact:
    """The answers as a record that is never kept."""
    return SafeContact(
        level=answers.level,
        language=answers.language,
        both_languages=answers.both_languages,
        plain_letters=answers.plain_letters,
        words_who=answers.words_who,
        words_what=answers.words_what,
        use_name=answers.use_name,
    )


def _sample(person: Person, answers: ContactAnswers) -> Merge:
    """A booking a week from now, with their own name and words and the agency's number."""
    day = clock.today() + dt.timedelta(days=7)
    return Merge(
        name=(person.known_as or person.given_name) if answers.use_name else "",
        who=answers.words_who,
        what=answers.words_what or TYPICAL.what,
        day=words.short_day(day),
        time=words.clock_time(_SAMPLE_TIME),
        phone=shown(db.session.get_one(Agency, person.agency_id).phone) or TYPICAL.phone,
        court=TYPICAL.court,
    )


__all__ = ["ENGLISH", "cost", "instead", "shown_texts"]
