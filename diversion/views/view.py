"""One referral as its page shows it (wireframe 4): everything a template needs, decided here and not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts.reference import court, offence
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.deadline import Clock, ClockState
from casework.kernel.words import clock_time, counted, long_day, short_day, short_moment
from casework.people.rules import names
from casework.people.rules.identifiers import recognise
from diversion import services
from diversion.models import Charge, Referral, Release
from diversion.rules.kept import needed_again
from diversion.rules.release import Allowed, Why
from diversion.rules.standing import SHUT_ON, Standing, standing
from diversion.rules.words import METHOD_WORDS, Method, Status, days_chip
from diversion.views.closed import closed_rows
from diversion.views.deadline import alarms, risk
from diversion.views.slots import Slot, slot_of
from notices.models import Notice
from notices.rules import CheckFirst, Statement
from notices.services import standings
from reminders.models import Text
from reminders.services import shown_yes


@dataclass(frozen=True)
class View:
    """The whole page."""

    name: str
    tag: tuple[str, str]
    count: str
    chip: tuple[str, str] | None
    risk: tuple[str, str] | None
    alarms: list[str]
    because: tuple[str, ...]
    rows: list[tuple[str, str]]
    record: list[tuple[str, str]]
    slots: list[Slot]
    said: Statement | CheckFirst
    own: list[tuple[str, str]]
    subjects: list[str]
    sharing: str
    charges: list[tuple[str, str]]
    ask_until: tuple[str, ...]
    release: str
    may_release: bool
    released: str
    not_safe: str
    earlier: list[tuple[str, str, tuple[str, str]]]
    notices: list[tuple[Notice, str, tuple[str, str]]]
    attempts: list[str]
    prompt_s23: bool
    may_write: bool
    may_tell: bool
    is_live: bool
    has_ending: bool
    needs_contact: bool


def view_of(referral: Referral, *, by: Actor, now: datetime) -> View:
    """Read once, for one page at the moment `now` (UTC)."""
    known = services.facts_of(referral, at=now)
    stands, deadline = standing(known, now=now), services.clock_of_one(referral, known, now=now)
    facts = Facts(referral.agency_id)
    release, released, not_safe = _release_words(referral)
    yes = shown_yes([row.appointment_id for one in referral.requirements for row in one.bookings], by=by)
    return View(
        name=person_name(referral),
        tag=stands.tag,
        count="" if stands.status is Status.IN_PROGRESS else f"{stands.done} of {stands.total} kept",
        chip=None if deadline.state is ClockState.OVER else _chip(stands),
        risk=risk(stands, deadline),
        alarms=alarms(stands, deadline),
        because=tuple(why for why in stands.because if not why.startswith(SHUT_ON)),
        rows=_rows(referral, stands, deadline),
        record=_record_rows(referral),
        slots=[slot_of(requirement, stands, now, yes, needed_again(known)) for requirement in referral.requirements],
        said=services.statement(referral, at=now),
        own=_own(referral, by=by, now=now),
        subjects=services.spoken_of(referral.reference),
        sharing=_sharing(referral),
        charges=[(charge_label(charge), _ending_words(charge)) for charge in referral.charges] + closed_rows(referral),
        ask_until=_ask_until(referral, clock.local_day(now)),
        release=release,
        may_release=referral.hearing is not None and referral.hearing.day >= clock.local_day(now),
        released=released,
        not_safe=not_safe,
        earlier=_others(referral),
        notices=_notices(services.notices_of(referral), now),
        attempts=[_attempt(row.how, row.reached, row.at) for row in reversed(referral.attempts)],
        prompt_s23=_prompt(referral, stands),
        may_write=may(by, Action.WRITE, Compartment.COMPLIANCE, facts).allowed,
        may_tell=may(by, Action.DISCLOSE, Compartment.COMPLIANCE, facts).allowed,
        is_live=services.is_live(referral),
        has_ending=bool(services.standing_endings(referral)),
        needs_contact=stands.status in {Status.NEW, Status.TRYING},
    )


def person_name(referral: Referral) -> str:
    """Short, for a worker's own screen: "Jo B."."""
    person = referral.person
    return names.short_name(person.known_as or person.given_name, person.family_name)


def court_words(referral: Referral) -> str:
    """The court date as the page says it."""
    hearing = referral.hearing
    if hearing is None:
        return "Not known"
    listed = court(hearing.court_code)
    return f"{short_day(hearing.day)} {hearing.day.year}, {clock_time(hearing.time)}, {listed.name if listed else ''}"


def _chip(stands: Standing) -> tuple[str, str] | None:
    return days_chip(stands.days_left) if stands.is_open and stands.days_left is not None else None


def _rows(referral: Referral, stands: Standing, deadline: Clock) -> list[tuple[str, str]]:
    finish = f"{short_day(stands.finish_by)} (scheme rule)" if stands.finish_by else "No date"
    return [
        ("Court", court_words(referral)),
        ("Finish by", finish),
        *deadline.rows,
        ("Police reference", _police_reference(referral)),
    ]


def _police_reference(referral: Referral) -> str:
    """The reference, with the doubt where its last letter does not fit."""
    found = recognise(referral.urn or referral.asn or referral.custody_reference)
    if found is None:
        return "None"
    return f"{found.value}. {found.doubt}" if found.doubt else found.value


def _record_rows(referral: Referral) -> list[tuple[str, str]]:
    rows = [
        ("Arrested", long_day(referral.arrested_on)),
        ("Worker", referral.worker.name if referral.worker else "Nobody yet"),
        ("Agreed to be referred", _agreement(referral)),
    ]
    return rows + ([("Opted in at court", _opted_in(referral))] if referral.opt_in else [])


def _agreement(referral: Referral) -> str:
    agreement = referral.agreement
    if agreement is None or not agreement.live:
        return "Not yet"
    provisional = ", to be repeated to the worker" if agreement.provisional else ""
    return f"{long_day(agreement.given_on)}, {agreement.how.replace('_', ' ')}{provisional}"


def _opted_in(referral: Referral) -> str:
    row = referral.opt_in
    if row is None:
        return ""
    advice = "legal advice was offered" if row.legal_advice_offered else "legal advice not recorded"
    bail = services.BAIL.get(row.bail, row.bail)
    return f"{long_day(row.opted_in_on)}, {advice}. Put off to {long_day(row.adjourned_to)}. {bail}"


def _sharing(referral: Referral) -> str:
    sharing = referral.sharing
    if sharing is None:
        return "Not agreed yet, so nobody can be told"
    if not sharing.live:
        return "Agreement withdrawn, so nobody can be told anything new"
    with_whom = {"cps": "the CPS", "court": "the court"}
    told = " and ".join(with_whom.get(one, one) for one in sharing.recipients.split(","))
    return f"Agreed {long_day(sharing.given_on)}, {sharing.how.replace('_', ' ')}: {told}"


def charge_label(charge: Charge) -> str:
    """What is charged, and the day it is said to have happened."""
    found = offence(charge.offence_code)
    return f"{found.title if found else charge.offence_code}, {long_day(charge.offence_on)}"


def _ending_words(charge: Charge) -> str:
    ending = charge.ending
    if ending is None:
        return _in_error(charge)
    words = METHOD_WORDS[Method(ending.method)]
    day = f" on {long_day(ending.decided_on)}" if ending.decided_on else ""
    by = f" by {ending.decided_by}" if ending.decided_by else ""
    reference = f", reference {ending.decision_reference}" if ending.decision_reference else ""
    code = f" (result code {ending.result_code})" if ending.result_code else ""
    return f"{words}{code}{day}{by}{reference}"


def _in_error(charge: Charge) -> str:
    """No ending; or that the last one recorded was not one, and why, which stays with the charge."""
    wrong = [row for row in charge.endings if row.error_why and row.superseded_at]
    if not wrong:
        return "No ending recorded"
    words, when = METHOD_WORDS[Method(wrong[-1].method)], wrong[-1].superseded_at
    at = f" at {short_moment(when)}" if when else ""
    return f"No ending recorded. “{words}” was recorded in error, and taken back{at}: {wrong[-1].error_why}"


def _ask_until(referral: Referral, today: date) -> tuple[str, ...]:
    """The 35 days after a notice of discontinuance, counted from its service, or why they are not (rule 7)."""
    day = services.case_may_go_on_until(referral)
    found: list[str] = []
    if day and day >= today:
        left = "the last day" if day == today else f"{counted((day - today).days, 'day')} left"
        found.append(f"They may ask for the case to go on until {long_day(day)}, {left}. Keep this record until then")
    elif day:
        found.append(f"They could ask for the case to go on until {long_day(day)}. That day has passed")
    if services.served_day_unknown(referral):
        found.append(
            "Discontinued, and no day of service is recorded. Was it by notice? Record how the case ended again, "
            "with the day the notice was served: from it they have 35 days to ask for the case to go on"
        )
    return tuple(found)


TAKEN_BACK = "They were told that they need not go, and that no longer stands. Tell them now"


def _release_words(referral: Referral) -> tuple[str, str, str]:
    """Whether it may be released, whether it was, and what has come in the way since."""
    if referral.hearing is None:
        return "", "", ""
    made = services.release_of(referral.person, referral.hearing.day)
    answer = services.may_be_released(referral.person, referral.hearing.day)
    if services.is_released(made) and made is not None:
        not_safe = ". ".join(answer.reasons) if isinstance(answer, Why) else ""
        return "", _released(made), not_safe
    if services.taken_back_of(referral.person, referral.hearing.day):
        return ("yes" if isinstance(answer, Allowed) else ""), "", TAKEN_BACK
    return ("yes" if isinstance(answer, Allowed) else ""), _waiting(made), ""


def _released(made: Release) -> str:
    return f"Released on {short_moment(made.released_at)}. {text_words(made)}"


def _waiting(made: Release | None) -> str:
    return "One person has released this. Somebody else must too." if made else ""


def text_words(made: Release) -> str:
    """What has become of the text that says so: never more than is known."""
    text = db.session.get(Text, made.text_id) if made.text_id else None
    if text is None:
        return "No text was planned. Tell them in person or by phone."
    if text.state == "delivered":
        return "The text was delivered."
    if text.dealt_with_at is not None:
        return f"Somebody told them on {short_moment(text.dealt_with_at)}."
    held = f" It is held: {text.held_why}." if text.held_why else ""
    return f"The text has not been delivered yet.{held} If it is not by the evening before, reach them in person."


def _others(referral: Referral) -> list[tuple[str, str, tuple[str, str]]]:
    cards = services.cards(referral.person_id, agency_id=referral.agency_id, today=clock.today())
    mine = services.url_of(referral)
    return [(card.url, card.title, (card.tag.words, card.tag.colour)) for card in cards if card.url != mine]


def _notices(found: list[Notice], now: datetime) -> list[tuple[Notice, str, tuple[str, str]]]:
    stands = standings(found, at=now)
    words = [f"{short_moment(notice.made_at)} to {notice.recipient_name}" for notice in found]
    tags = [(stands[notice.id].word, stands[notice.id].colour) for notice in found]
    return list(zip(found, words, tags, strict=True))


def _attempt(how: str, reached: bool, at: datetime) -> str:
    words = services.HOW_TRIED.get(how, how).lower()
    return f"{short_moment(at)}, {words}: {'spoke with them' if reached else 'not reached'}"


def _prompt(referral: Referral, stands: Standing) -> bool:
    """Complete, in a scheme whose cases are dropped at court: ask for an earlier notice of discontinuance (rule 4)."""
    ended = services.case_has_ended(referral)
    return stands.status is Status.COMPLETED and referral.scheme.dropped_on_the_day and not ended


OWN_WORDS = {
    services.Tell.CHECKING: "Say that attendance is being checked",
    services.Tell.ENDING: "Say that the ending was received",
    services.Tell.TRANSFER: "Tell of the transfer",
}


def _own(referral: Referral, *, by: Actor, now: datetime) -> list[tuple[str, str]]:
    """What has a notice of its own and waits to be told: the last part of its address, and the button."""
    if not may(by, Action.DISCLOSE, Compartment.COMPLIANCE, Facts(referral.agency_id)).allowed:
        return []
    return [(what.value, OWN_WORDS[what]) for what in services.own_to_tell(referral, by=by, at=now)]
