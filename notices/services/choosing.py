"""Which kind of telling goes to whom: chosen by an administrator for each scheme, else those whom the scheme tells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from casework.accounts.rules import Action, Compartment, Facts, may
from casework.courts import services as courts
from casework.courts.models import CourtContact, HerSolicitor
from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.questions import Fixed
from casework.kernel.refused import NotFound, Refused
from notices.models import ToldChoice
from notices.rules import ContactKind, Statement
from notices.rules.topics import ORDERS, Topic, choice_faults, usual

Kinds = frozenset[ContactKind]
Chosen = Mapping[tuple[str, str], Kinds]


def chosen(agency_id: int) -> dict[tuple[str, str], Kinds]:
    """Every choice in force, by scheme and topic, in one query."""
    rows = _IN_FORCE.seen(agency=agency_id)
    return {(row.scheme, row.topic): frozenset(map(ContactKind, row.kinds)) for row in rows}


_IN_FORCE = Fixed(
    lambda: select(ToldChoice.scheme, ToldChoice.topic, ToldChoice.kinds).where(
        ToldChoice.agency_id == bindparam("agency"), ToldChoice.superseded_at.is_(None)
    )
)


def kinds_told(topic: Topic, *, scheme: str, tells: Kinds, among: Chosen) -> Kinds:
    """The kinds of contact that are told of a topic of a scheme: those chosen, else the usual ones."""
    found = among.get((scheme, topic.value))
    return usual(topic, tells) if found is None else found


def recipients(topic: Topic, *, scheme: str, tells: Kinds, court_code: str, agency_id: int) -> list[CourtContact]:
    """The contacts of a court that are told of a topic, CPS first. A solicitor is told only of those who agreed to it,
    and so is never among them."""
    kinds = kinds_told(topic, scheme=scheme, tells=tells, among=chosen(agency_id)) - {ContactKind.SOLICITOR}
    return [each for each in courts.contacts_for(court_code, agency_id=agency_id) if each.kind in kinds]


@dataclass(frozen=True)
class Told:
    """A contact, the statements that concern it, and whom of them it may be told of as their own solicitor."""

    contact: CourtContact
    statements: tuple[Statement, ...]
    agreed: frozenset[int]

    def may_tell(self, statement: Statement, *, already_told: bool) -> bool:
        """Whether this contact may be told this (domain rule 3)."""
        mine = statement.person_id in self.agreed
        return statement.may_tell(ContactKind(self.contact.kind), already_told=already_told, solicitor=mine)


def told_by(
    statements: Sequence[Statement], *, court_code: str, agency_id: int, only: Collection[ContactKind] | None = None
) -> list[Told]:
    """Each contact who is told of any of these, with those that it is told of; `only` narrows the kinds."""
    among = chosen(agency_id)
    kinds = {one.subject: kinds_told(one.topic, scheme=one.scheme, tells=one.tells, among=among) for one in statements}
    hers = courts.solicitors_of({each.person_id for each in statements})
    found = courts.contacts_for(court_code, agency_id=agency_id)
    found += courts.contacts_by_id({row.contact_id for row in hers}, agency_id=agency_id)
    made = (
        _told(contact, [each for each in statements if contact.kind in kinds[each.subject]], hers)
        for contact in found
        if only is None or contact.kind in only
    )
    return [one for one in made if one.statements]


def _told(contact: CourtContact, statements: Sequence[Statement], hers: Sequence[HerSolicitor]) -> Told:
    """A solicitor is only ever told of those who agreed to that one, or once did (domain rule 3)."""
    mine = [row for row in hers if row.contact_id == contact.id]
    agreed = frozenset(row.person_id for row in mine if row.agreement.live)
    named = {row.person_id for row in mine}
    everybody = contact.kind != ContactKind.SOLICITOR
    return Told(contact, tuple(each for each in statements if everybody or each.person_id in named), agreed)


def contacts_of(statements: Sequence[Statement], *, court_code: str, agency_id: int) -> list[CourtContact]:
    """Who would be told of any of these, were everything agreed to."""
    return [each.contact for each in told_by(statements, court_code=court_code, agency_id=agency_id)]


def unverified(statements: Sequence[Statement], *, court_code: str, agency_id: int) -> list[CourtContact]:
    """Of those who would be told of these, the ones whose address nobody has checked: for a page to say so."""
    found = contacts_of(statements, court_code=court_code, agency_id=agency_id)
    return [contact for contact in found if not contact.verified]


def choose(scheme: str, wanted: Mapping[Topic, Kinds], *, tells: Kinds, by: Actor, at: datetime) -> list[ToldChoice]:
    """Settle who is told of each topic of a scheme from now on; what was chosen before stays on record.

    `tells` is whom the scheme tells where nothing is chosen. Raises Refused, on the topic, for what the law does not
    leave open (domain rules 15 and 16); NotFound without the right.
    """
    if not may(by, Action.CONFIGURE, Compartment.SETTINGS, Facts(by.agency_id)).allowed:
        raise NotFound
    for topic, kinds in wanted.items():
        if fault := choice_faults(topic, kinds, orders=scheme == ORDERS):
            raise Refused(fault, topic.value)
    among = chosen(by.agency_id)
    changed = [one for one in wanted.items() if kinds_told(one[0], scheme=scheme, tells=tells, among=among) != one[1]]
    return [_choose(scheme, topic, kinds, by=by, at=at) for topic, kinds in changed]


def _choose(scheme: str, topic: Topic, kinds: Kinds, *, by: Actor, at: datetime) -> ToldChoice:
    standing = select(ToldChoice).where(
        ToldChoice.agency_id == by.agency_id,
        ToldChoice.scheme == scheme,
        ToldChoice.topic == topic.value,
        ToldChoice.superseded_at.is_(None),
    )
    before = db.session.scalar(standing.with_for_update())
    if before is not None:
        before.superseded_at = at
        db.session.flush()
    row = ToldChoice(
        agency_id=by.agency_id,
        scheme=scheme,
        topic=topic.value,
        kinds=sorted(kind.value for kind in kinds),
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    detail = {"topic": topic.value, "told": ",".join(row.kinds)}
    audit.record(Act.CONFIGURATION, f"told:{scheme}", by=by, at=at, compartment=Compartment.SETTINGS, detail=detail)
    return row
