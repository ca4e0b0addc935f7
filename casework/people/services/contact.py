"""How a person may be reached without harm, as they last said (domain rule 24). A change is a new row."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from casework.accounts.rules import Action, Compartment
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.people.models import Person, SafeContact
from casework.people.rules import contact as rules
from casework.people.rules.agreements import AgreementKind, given_on_fault
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers, Replies, Texting
from casework.people.rules.phones import masked
from casework.people.services.agreeing import agree, live_agreement, withdraw
from casework.people.services.guard import hold, must
from casework.people.services.life import standing_kinds
from casework.people.services.texting import facts as facts_of
from casework.people.services.watching import Changed, tell

SHARED = (
    "Somebody else has this number too. If they share the phone, tick “Someone else may see this phone”. "
    "If not, check the number"
)


def number_index(number: str) -> bytes:
    """The fingerprint by which one phone number is known in every table that needs to meet it (promises C.13)."""
    return blind_index("phone number", number)


def safe_contact(person: Person) -> SafeContact | None:
    """What the person last said about being reached, or None when nobody has asked."""
    rows = select(SafeContact).where(SafeContact.person_id == person.id, SafeContact.superseded_at.is_(None))
    return db.session.scalar(rows)


def set_safe_contact(
    person: Person, answers: ContactAnswers, *, seen_id: int | None = None, by: Actor, at: dt.datetime
) -> SafeContact:
    """Keep what the person said, in place of what they said before.

    Texts safe also records the agreement to be texted, with how and when; not safe, or not asked, withdraws it. A
    number that did not change keeps its confirmation. `seen_id` is the row the form was filled from (0 for none): if
    that is no longer the current one, raises Conflict. Raises Refused with the field for answers that cannot stand,
    and for a number somebody else of the agency has, unless the phone is said to be shared (promises R13, R14).
    """
    must(by, Action.WRITE, Compartment.CONTACT, person.agency_id)
    hold(person)
    before = safe_contact(person)
    _refuse_faults(person, answers, at)
    _refuse_stale(before, answers, seen_id)
    _refuse_shared(person, answers)
    if before is not None:
        before.superseded_at = at
        db.session.flush()
    row = _row(person, answers, before, by=by, at=at)
    db.session.add(row)
    db.session.flush()
    act = Act.ALTERATION if before else Act.COLLECTION
    audit.record(act, f"person:{person.reference}", by=by, at=at, compartment=Compartment.CONTACT)
    _settle_agreement(person, answers, by=by, at=at)
    tell(person, Changed.CONTACT, by=by, at=at)
    return row


def check_again(person: Person, *, how: Confirmed | None = None, by: Actor, at: dt.datetime) -> SafeContact:
    """ "Still right? Yes": the same answers, checked now. Raises NotFound when nothing was ever said.

    `how` says that they were asked themselves, in person or by calling the number: then a number that was confirmed
    is confirmed anew (promises T5).
    """
    must(by, Action.WRITE, Compartment.CONTACT, person.agency_id)
    row = safe_contact(person)
    if row is None:
        raise NotFound
    row.checked_at, row.checked_by_id = at, by.staff_id
    if how is not None and row.number_confirmed_at is not None:
        row.number_confirmed_at, row.number_confirmed_how = at, how.value
    db.session.flush()
    detail = {"fields": "checked_at"}
    record = f"person:{person.reference}"
    audit.record(Act.ALTERATION, record, by=by, at=at, compartment=Compartment.CONTACT, detail=detail)
    tell(person, Changed.CONTACT, by=by, at=at)
    return row


def texting_of(person: Person, *, at: dt.datetime, to_confirm_number: bool = False) -> Texting:
    """Whether this person may be texted at a moment (UTC), from everything that is recorded (domain rule 24)."""
    row = safe_contact(person)
    agreement = live_agreement(person, AgreementKind.TEXTS)
    facts = facts_of(row, agreement, standing_kinds(person, clock.local_day(at)))
    return rules.texting(facts, at, to_confirm_number=to_confirm_number)


def _refuse_faults(person: Person, answers: ContactAnswers, at: dt.datetime) -> None:
    today = clock.local_day(at)
    fault = given_on_fault(answers.asked_on or today, born=person.date_of_birth, today=today)
    for field, message in (rules.faults(answers) | ({"asked_on": fault} if fault else {})).items():
        raise Refused(message, field)


def _refuse_stale(before: SafeContact | None, answers: ContactAnswers, seen_id: int | None) -> None:
    if seen_id is not None and seen_id != (before.id if before else 0):
        theirs = _said(before.safe_to_text, before.mobile) if before else "Nothing recorded"
        again = {"seen_id": str(before.id if before else 0)}
        yours = _said(answers.safe_to_text, answers.mobile)
        raise Conflict("Safe contact", theirs=theirs, yours=yours, again=again)


def _said(safe: str, mobile: str | None) -> str:
    return f"Texts: {Answer(safe).words}. Mobile: {masked(mobile or '') or 'none'}"


def _refuse_shared(person: Person, answers: ContactAnswers) -> None:
    if not answers.mobile or answers.shared_phone:
        return
    others = select(SafeContact.id).where(
        SafeContact.agency_id == person.agency_id,
        SafeContact.person_id != person.id,
        SafeContact.superseded_at.is_(None),
        SafeContact.mobile_index == number_index(answers.mobile),
    )
    if db.session.scalar(others.limit(1)) is not None:
        raise Refused(SHARED, "mobile")


def _row(
    person: Person, answers: ContactAnswers, before: SafeContact | None, *, by: Actor, at: dt.datetime
) -> SafeContact:
    mobile = answers.mobile
    confirmed_at, confirmed_how = _confirmation(answers, before, at)
    return SafeContact(
        person_id=person.id,
        agency_id=person.agency_id,
        mobile=mobile,
        mobile_index=number_index(mobile) if mobile else None,
        number_confirmed_at=confirmed_at,
        number_confirmed_how=confirmed_how,
        replies_since=_replies_since(answers, before, at),
        checked_at=_checked_at(answers, at),
        checked_by_id=by.staff_id,
        recorded_at=at,
        **_as_said(answers),
    )


def _as_said(answers: ContactAnswers) -> dict[str, object]:
    """The answers that are kept as they are, by column."""
    plain = (
        "texts_from",
        "texts_until",
        "words_who",
        "words_what",
        "use_name",
        "level",
        "language",
        "note",
        "both_languages",
    )
    chosen = ("safe_to_text", "replies", "call", "voicemail", "letters", "email")
    return (
        {name: getattr(answers, name) for name in plain}
        | {name: getattr(answers, name).value for name in chosen}
        | {"text_days": "".join(sorted(set(answers.text_days))), "shared_phone": answers.shared_phone}
        | {"both_languages": answers.both_languages, "plain_letters": answers.plain_letters}
    )


def _confirmation(
    answers: ContactAnswers, before: SafeContact | None, at: dt.datetime
) -> tuple[dt.datetime | None, str]:
    if answers.mobile and answers.number_confirmed:
        return at, answers.number_confirmed.value
    if before is not None and before.mobile == answers.mobile:
        return before.number_confirmed_at, before.number_confirmed_how
    return None, ""


def _replies_since(answers: ContactAnswers, before: SafeContact | None, at: dt.datetime) -> dt.datetime | None:
    """Since when short answers go back to her; None while replies are only read (promises, "Replies")."""
    if answers.replies is not Replies.TWO_WAY:
        return None
    kept = before.replies_since if before is not None and before.replies == Replies.TWO_WAY else None
    return kept or at


def _checked_at(answers: ContactAnswers, at: dt.datetime) -> dt.datetime:
    """The moment it was said: now, or the start of the London day on which it was."""
    if answers.asked_on is None or answers.asked_on == clock.local_day(at):
        return at
    return clock.start_of_day(answers.asked_on)


def _settle_agreement(person: Person, answers: ContactAnswers, *, by: Actor, at: dt.datetime) -> None:
    given = live_agreement(person, AgreementKind.TEXTS)
    if answers.safe_to_text is not Answer.YES:
        if given is not None:
            withdraw(given, by=by, at=at)
    elif given is None or (given.provisional and not answers.how.is_provisional):
        if given is not None:
            withdraw(given, by=by, at=at)
        day = answers.asked_on or clock.local_day(at)
        agree(person, AgreementKind.TEXTS, how=answers.how, given_on=day, by=by, at=at)
