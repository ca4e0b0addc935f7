"""Freezing a notice: its words, its page, its number and its disclosure, in the caller's transaction."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from casework.courts.models import CourtContact
from casework.courts.reference import Court
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.references import unused
from casework.people.models import Person
from notices.gateway import document
from notices.models import Notice, NoticeLine, NoticeNumber
from notices.rules import Basis, NoticeKind, NoticeState, Statement, compose, sheet
from notices.rules.compose import Paper, Replaced, Sender, one_line
from notices.services import numbers
from notices.services.ends import ends
from notices.services.sorting import Parcel

COMPARTMENT = "compliance"
UNCHECKED = "unchecked"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What every notice of one act shares."""

    kind: NoticeKind
    court: Court
    day: date
    sender: Sender
    by: Actor
    at: datetime
    service_note: str


def freeze(draft: Draft, contact: CourtContact, parcel: Parcel, counter: NoticeNumber) -> Notice:
    """One numbered notice, waiting to go, with its disclosure on record; those it makes needless are dropped."""
    paper = _paper(draft, contact, parcel, numbers.take(counter))
    notice = _notice(draft, contact, parcel, paper)
    db.session.add(notice)
    db.session.flush()
    for needless in parcel.instead_of:
        drop(needless, by=draft.by, at=draft.at)
    _disclose(draft, notice, parcel)
    return notice


def drop(notice: Notice, *, by: Actor, at: datetime) -> None:
    """An unsent notice that a newer one takes the place of does not go."""
    notice.state, notice.owner = NoticeState.DROPPED, None
    detail = {"state": NoticeState.DROPPED.value}
    audit.record(Act.ALTERATION, f"notice:{notice.reference}", by=by, at=at, compartment=COMPARTMENT, detail=detail)


def _paper(draft: Draft, contact: CourtContact, parcel: Parcel, number: int) -> Paper:
    return Paper(
        number=number,
        kind=parcel.kind,
        court_name=draft.court.name,
        day=draft.day,
        recipient=contact.name,
        sender=draft.sender,
        statements=parcel.statements,
        issued_at=draft.at,
        service_note=draft.service_note,
        replaces=_replaced(parcel.replaces),
        repeats=_repeated(parcel.repeats),
    )


def _replaced(notice: Notice | None) -> Replaced | None:
    if notice is None:
        return None
    return Replaced(number=notice.number, sent_at=gone_at(notice), kind=NoticeKind(notice.kind))


def _repeated(notice: Notice | None) -> Replaced | None:
    """A reminder names when the first was issued: whether and when that one arrived is not known."""
    return Replaced(number=notice.number, sent_at=notice.made_at) if notice is not None else None


def gone_at(notice: Notice) -> datetime:
    """When a notice went, as nearly as is known: taken by the relay, else handed over, else made."""
    return notice.sent_at or notice.handed_at or notice.made_at


def _notice(draft: Draft, contact: CourtContact, parcel: Parcel, paper: Paper) -> Notice:
    ref, key = unused(Notice)[0], secrets.token_urlsafe(24)
    return Notice(
        reference=ref,
        agency_id=draft.by.agency_id,
        number=paper.number,
        court_code=draft.court.ou_code,
        hearing_day=draft.day,
        contact_id=contact.id,
        contact_kind=contact.kind,
        recipient_name=one_line(contact.name),
        recipient_email=contact.email,
        kind=parcel.kind,
        subject=compose.subject(paper),
        body=compose.body(paper),
        document=document.html(paper),
        sheet=sheet.table(paper) if contact.sheet else None,
        address=contact.verified_how if contact.verified else UNCHECKED,
        service_note=draft.service_note,
        message_id=f"<notice.{ref}@{ends().mail_domain}>",
        made_at=draft.at,
        made_by_id=draft.by.staff_id,
        seen_key=key,
        seen_hash=hashlib.sha256(key.encode()).digest(),
        replaces_id=parcel.replaces.id if parcel.replaces else None,
        repeats_id=parcel.repeats.id if parcel.repeats else None,
        state=NoticeState.TO_SEND,
        next_try_at=draft.at,
        lines=[_line(draft, each, parcel) for each in parcel.statements],
    )


def _line(draft: Draft, statement: Statement, parcel: Parcel) -> NoticeLine:
    return NoticeLine(
        agency_id=draft.by.agency_id,
        person_id=statement.person_id,
        subject=statement.subject,
        name=one_line(statement.name),
        sentence=statement.sentence,
        digest=statement.digest,
        basis=_basis_of(statement, parcel),
    )


def _basis_of(statement: Statement, parcel: Parcel) -> str:
    """On what a disclosure rests: where her agreement was withdrawn, that it corrects something sent (rule 3)."""
    return (Basis.CORRECTION if statement.subject in parcel.not_agreed else statement.basis).value


def _disclose(draft: Draft, notice: Notice, parcel: Parcel) -> None:
    """Who was told, about whom, when, and on what basis (domain rules 3 and 27). Ids and codes only."""
    people = [db.session.get_one(Person, each.person_id).reference for each in parcel.statements]
    detail = {
        "number": str(notice.number),
        "kind": notice.kind,
        "to": notice.contact.reference,
        "what": ",".join(sorted({each.topic.value for each in parcel.statements})),
        "basis": ",".join(sorted({_basis_of(each, parcel) for each in parcel.statements})),
        "address": notice.address,
    }
    if parcel.replaces is not None:
        detail["replaces"] = parcel.replaces.reference
    if parcel.repeats is not None:
        detail["repeats"] = parcel.repeats.reference
    audit.record(
        Act.DISCLOSURE,
        f"notice:{notice.reference}",
        by=draft.by,
        at=draft.at,
        compartment=COMPARTMENT,
        detail=detail,
        others=[*(each.subject for each in parcel.statements), *(f"person:{one}" for one in dict.fromkeys(people))],
    )
