"""Recording an arrest: the person, the referral, its court date and what it asks (domain rules 1, 3, 5 and 10)."""

from __future__ import annotations

from datetime import date, datetime

from casework.accounts.models import Staff
from casework.courts import services as courts
from casework.kernel import audit, clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.columns import blind_index
from casework.kernel.database import db
from casework.kernel.refused import Refused
from casework.people import services as people
from casework.people.models import Agreement, Person
from casework.people.rules.agreements import AgreementKind, HowAgreed
from casework.people.rules.contact import Answer, Confirmed, ContactAnswers
from casework.people.rules.identifiers import Kind, recognise
from diversion.models import Charge, OptIn, Referral, Requirement, Scheme
from diversion.rules.age import arrest_faults
from diversion.services.arrest_answers import BAIL, ArrestAnswers, age_stop
from diversion.services.known import already_recorded, known_by
from diversion.services.restating import restate
from diversion.services.taking_back import releases_follow
from reminders import services as reminders


class UnderAge(Refused):
    """No referral is made: the safeguarding page opens instead (domain rule 1)."""


CONFIRMED_BY = {HowAgreed.IN_PERSON: Confirmed.IN_PERSON, HowAgreed.PHONE: Confirmed.CALL}
"""A number she gave while agreeing in person or on the phone is hers; any other is confirmed by a reply."""


def record_arrest(answers: ArrestAnswers, *, by: Actor, at: datetime) -> Referral:
    """Record an arrest as a referral of its own, with its court date and what the scheme asks (domain rule 10).

    Makes the person where she is new. Raises UnderAge for somebody under 18 on the offence date or of whom that is
    not known (rule 1), and Refused on the field for anything that cannot be true or is recorded already.
    """
    _check(answers, today=clock.local_day(at))
    known = known_by(answers.scheme, _custody(answers), answers.arrested_on)
    _not_twice(by.agency_id, known)
    person = _born(answers, by=by, at=at) if answers.person else _new_person(answers, by=by, at=at)
    _contact(person, answers, by=by, at=at)
    referral = _new_referral(answers, person, known, by=by, at=at)
    referral.agreement = _agreement(answers, person, by=by, at=at)
    referral.hearing = courts.schedule_hearing(
        person,
        court_code=answers.court_code,
        day=answers.court_day,
        time=answers.court_time,
        arrested_on=answers.arrested_on,
        by=by,
        at=at,
    )
    db.session.add(referral)
    db.session.flush()
    audit.record(
        Act.COLLECTION,
        f"referral:{referral.reference}",
        by=by,
        at=at,
        compartment="criminal justice",
        others=(f"person:{person.reference}",),
    )
    reminders.hearing_set(referral.hearing, at=at)
    releases_follow(person, by=by, at=at)
    restate(referral, by=by, at=at)
    return referral


def _check(answers: ArrestAnswers, *, today: date) -> None:
    if answers.scheme.ended_at is not None:
        raise Refused("This scheme takes no more referrals. Choose another scheme", "scheme")
    faults = arrest_faults(
        born=answers.born,
        arrested_on=answers.arrested_on,
        offence_days=answers.offence_days,
        court_day=answers.court_day,
        today=today,
    )
    for field, message in (faults | _scheme_faults(answers, today)).items():
        raise Refused(message, field)
    if age_stop(answers):
        raise UnderAge("Under 18, or not known to be 18, on the day of the offence: this cannot be an offence")


def _scheme_faults(answers: ArrestAnswers, today: date) -> dict[str, str]:
    """What the scheme asks of an arrest: one of its offences, and the opt-in where it takes people at court."""
    found: dict[str, str] = {}
    if not set(answers.offence_codes) <= set(answers.scheme.offence_codes):
        found["offence_codes"] = "This scheme does not take that offence. Choose one of those listed"
    opt_in = answers.opt_in
    if opt_in is not None and not answers.arrested_on <= opt_in.opted_in_on <= today:
        found["opted_in_on"] = "The day of opting in must be after the arrest and not after today"
    if opt_in is not None and opt_in.bail not in BAIL:
        found["bail"] = "Choose the bail"
    if opt_in is not None and not opt_in.legal_advice_offered:
        found["legal_advice"] = "Offer legal advice before anybody opts in, then tick the box"
    return found


def _custody(answers: ArrestAnswers) -> str:
    found = recognise(answers.police_reference)
    return found.value if found and found.kind is Kind.CUSTODY else ""


def _not_twice(agency_id: int, known: bytes | None) -> None:
    before = already_recorded(agency_id, known)
    if before is not None:
        raise Refused(
            f"An arrest with this custody number on this day is recorded already, as referral {before.reference}",
            "police_reference",
        )


def _new_person(answers: ArrestAnswers, *, by: Actor, at: datetime) -> Person:
    return people.add_person(
        given_name=answers.given_name,
        family_name=answers.family_name,
        known_as=answers.known_as,
        date_of_birth=answers.date_of_birth,
        by=by,
        at=at,
    )


def _born(answers: ArrestAnswers, *, by: Actor, at: datetime) -> Person:
    """The person who is known already, with the date of birth that was missing until now."""
    person = answers.person
    assert person is not None  # noqa: S101 (the caller asked)
    if person.date_of_birth is None and answers.date_of_birth is not None:
        people.change_person(
            person,
            given_name=person.given_name,
            family_name=person.family_name,
            known_as=person.known_as,
            date_of_birth=answers.date_of_birth,
            pronouns=person.pronouns,
            seen_version=person.version,
            by=by,
            at=at,
        )
    return person


def _contact(person: Person, answers: ArrestAnswers, *, by: Actor, at: datetime) -> None:
    """What was said about texting, where anything was. Not asked leaves texts off (promises R14)."""
    if answers.mobile is None and answers.safe_to_text is Answer.NOT_ASKED:
        return
    if answers.person is not None and people.safe_contact(person) is not None:
        return  # what she said before, with its hours and words, is changed on her own page only
    said = ContactAnswers(
        mobile=answers.mobile,
        safe_to_text=answers.safe_to_text,
        shared_phone=answers.shared_phone,
        number_confirmed=CONFIRMED_BY.get(answers.agreed) if answers.agreed else None,
        how=answers.agreed or HowAgreed.IN_PERSON,
    )
    people.set_safe_contact(person, said, by=by, at=at)


def _agreement(answers: ArrestAnswers, person: Person, *, by: Actor, at: datetime) -> Agreement | None:
    """Her agreement to be referred: provisional where it was taken in custody (domain rule 3)."""
    if answers.agreed is None:
        return None
    given_on = answers.opt_in.opted_in_on if answers.opt_in else clock.local_day(at)
    return people.agree(
        person,
        AgreementKind.REFERRAL,
        how=answers.agreed,
        given_on=given_on,
        by=by,
        at=at,
    )


def _new_referral(answers: ArrestAnswers, person: Person, known: bytes | None, *, by: Actor, at: datetime) -> Referral:
    scheme = answers.scheme
    offence_on = answers.offence_on or answers.arrested_on
    referral = Referral(
        agency_id=by.agency_id,
        person=person,
        scheme=scheme,
        worker_id=_worker(answers, by),
        arrested_on=answers.arrested_on,
        arrested_at=answers.arrested_at,
        offence_on=offence_on,
        charge_name=" ".join(part for part in (answers.given_name, answers.family_name) if part),
        known_by=known,
        finish_by_days=scheme.finish_by_days,
        in_order=scheme.in_order,
        status="",
        total=len(scheme.steps),
        recorded_at=at,
        recorded_by_id=by.staff_id,
        charges=[Charge(offence_code=code, offence_on=offence_on) for code in _codes(answers)],
        requirements=requirements_of(scheme),
        opt_in=_opt_in(answers, by=by, at=at),
    )
    _write_reference(referral, answers.police_reference)
    return referral


def _worker(answers: ArrestAnswers, by: Actor) -> int | None:
    """Who will see her: a colleague of the same agency, else whoever records the arrest."""
    chosen = db.session.get(Staff, answers.worker_id) if answers.worker_id else None
    return chosen.id if chosen is not None and chosen.agency_id == by.agency_id else by.staff_id


def _codes(answers: ArrestAnswers) -> tuple[str, ...]:
    """The offences charged: what was chosen, or the scheme's first, which is its usual one."""
    return answers.offence_codes or tuple(answers.scheme.offence_codes[:1])


def requirements_of(scheme: Scheme) -> list[Requirement]:
    """What a new referral needs, copied from the scheme as it is now."""
    return [
        Requirement(position=step.position, title=step.title, leaves=step.leaves, at_service=step.at_service)
        for step in scheme.steps
    ]


def _write_reference(referral: Referral, typed: str) -> None:
    """Put a police reference where it belongs, whatever was typed: it never blocks (wireframe 7)."""
    found = recognise(typed)
    if found is None:
        return
    if found.kind is Kind.URN:
        referral.urn, referral.urn_index = found.value, blind_index("urn", found.value)
    elif found.kind is Kind.ASN:
        referral.asn = found.value
    else:
        referral.custody_reference = found.value


def _opt_in(answers: ArrestAnswers, *, by: Actor, at: datetime) -> OptIn | None:
    said = answers.opt_in
    if said is None:
        return None
    return OptIn(
        court_code=answers.court_code,
        opted_in_on=said.opted_in_on,
        legal_advice_offered=said.legal_advice_offered,
        adjourned_to=answers.court_day,
        bail=said.bail,
        bail_conditions=said.bail_conditions,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
