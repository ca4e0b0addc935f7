"""Issuing notices: one e-mail per contact per court day, numbered, frozen and disclosed in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts.models import CourtContact
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from notices.models import Notice
from notices.rules import CheckFirst, ContactKind, NoticeKind, Statement
from notices.rules.compose import Sender
from notices.rules.life import TOLD_BY_KIND
from notices.services import checks, choosing, numbers
from notices.services.choosing import Told
from notices.services.freeze import Draft, freeze
from notices.services.sorting import Parcel, sort

NO_CONTACT = "Nobody at this court or its CPS office is recorded to be told. An administrator adds them at Contacts"

COURT_ALONE = frozenset({NoticeKind.ORDER, NoticeKind.OPINION, NoticeKind.ORDER_CHECKING})
"""What the court that made the order is told, and nobody else (domain rules 9, 15 and 16)."""


@dataclass(frozen=True)
class Recipient:
    """A contact and its e-mails; `left_out` it may not be told about, `known` it has been told in these words."""

    contact: CourtContact
    parcels: tuple[Parcel, ...]
    left_out: tuple[Statement, ...]
    known: tuple[Statement, ...]

    @property
    def unchecked(self) -> bool:
        """Whether something would go to an address that nobody has checked."""
        return bool(self.parcels) and not self.contact.verified


def issue(
    statements: Sequence[Statement | CheckFirst],
    *,
    court_code: str,
    day: date,
    by: Actor,
    at: datetime,
    kind: NoticeKind = NoticeKind.RESULTS,
    service_note: str = "",
    tell: Collection[ContactKind] | None = None,
    unchecked: bool = False,
) -> list[Notice]:
    """Tell the CPS and the court: one notice to each contact, frozen, numbered, waiting to go.

    `day` is the court day (a London date), or for an order the day of the notice; `at` an aware moment; `tell` narrows
    the kinds of contact that each scheme tells. A statement that this contact was sent before becomes a correction that
    names what it replaces; one told already in the same words is not told again. Each notice is a recorded disclosure
    (domain rule 27). Raises Refused, naming by reference, for an attendance nobody recorded (rule 9), no agreement to
    share (rule 3), another court or day, or nothing new to tell, and on "unchecked" for an address nobody has checked
    unless a person said to use it all the same; NotFound without the right.
    """
    if not may(by, Action.DISCLOSE, Compartment.COMPLIANCE, Facts(by.agency_id)).allowed:
        raise NotFound
    note = checks.service_note(service_note)
    counter = numbers.hold(by.agency_id)
    recipients = recipients_of(statements, court_code=court_code, day=day, by=by, kind=kind, tell=tell)
    checks.addresses([each.contact for each in recipients if each.unchecked], used_anyway=unchecked)
    draft = Draft(
        kind=kind,
        court=checks.known_court(court_code),
        day=day,
        sender=sender_of(by),
        by=by,
        at=at,
        service_note=note,
    )
    made = [freeze(draft, each.contact, parcel, counter) for each in recipients for parcel in each.parcels]
    if not made:
        raise Refused("They have already been told exactly this")
    return made


def recipients_of(
    statements: Sequence[Statement | CheckFirst],
    *,
    court_code: str,
    day: date,
    by: Actor,
    kind: NoticeKind = NoticeKind.RESULTS,
    tell: Collection[ContactKind] | None = None,
) -> list[Recipient]:
    """Who would be told what: the whole of "check before you send". Writes nothing. Raises Refused as `issue` does."""
    checks.known_court(court_code)
    checks.check(statements, court_code=court_code, day=day, kind=kind)
    ready = [each for each in statements if isinstance(each, Statement)]
    checks.check_sender(ready, kind=kind, by=by)
    only = TOLD_BY_KIND[kind] if kind in COURT_ALONE else tell
    contacts = choosing.told_by(ready, court_code=court_code, agency_id=by.agency_id, only=only)
    if not contacts:
        raise Refused(NO_CONTACT)
    court_day = day if kind in checks.OF_ONE_DAY else None
    recipients = [_recipient(each, court_day, kind) for each in contacts]
    _check_everybody_is_told(recipients, ready)
    return recipients


@dataclass(frozen=True)
class Preview:
    """What sending would do, or why it cannot be done."""

    recipients: tuple[Recipient, ...]
    refusal: str = ""

    @property
    def unchecked(self) -> tuple[CourtContact, ...]:
        """Who would be sent something at an address that nobody has checked."""
        return tuple(each.contact for each in self.recipients if each.unchecked)


def preview(
    statements: Sequence[Statement | CheckFirst],
    *,
    court_code: str,
    day: date,
    by: Actor,
    kind: NoticeKind = NoticeKind.RESULTS,
    tell: Collection[ContactKind] | None = None,
) -> Preview:
    """The same for a page: never raises, so that the page can say why nothing can be sent. Writes nothing."""
    try:
        found = recipients_of(statements, court_code=court_code, day=day, by=by, kind=kind, tell=tell)
    except Refused as no:
        return Preview((), no.message)
    return Preview(tuple(found))


def _recipient(told_of: Told, day: date | None, kind: NoticeKind) -> Recipient:
    found = sort(told_of, day=day, kind=kind)
    return Recipient(told_of.contact, found.parcels, found.not_agreed, found.known)


def _check_everybody_is_told(recipients: Sequence[Recipient], statements: Sequence[Statement]) -> None:
    """Raises Refused for the first person of whom nobody is told: none agreed to, or none recorded."""
    for statement in statements:
        left_out = any(statement in each.left_out for each in recipients)
        told = any(statement in each.known or _stands_in(statement, each) for each in recipients)
        if not told and not left_out:
            raise Refused(f"{checks.called(statement.subject)}: {NO_CONTACT}")
        if not told:
            raise Refused(
                f"{checks.called(statement.subject)} has no agreement to share with these people. "
                "Record the agreement, or leave them out"
            )


def _stands_in(statement: Statement, recipient: Recipient) -> bool:
    return any(statement in parcel.statements for parcel in recipient.parcels)


def sender_of(by: Actor) -> Sender:
    """Who a notice is from: the agency, whoever sends it, and the agency's telephone, else their own."""
    agency = db.session.get_one(Agency, by.agency_id)
    staff = db.session.get(Staff, by.staff_id) if by.staff_id is not None else None
    return Sender(agency=agency.name, staff=by.name, telephone=agency.phone or (staff.phone if staff else ""))
