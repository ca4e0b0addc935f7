"""What she agreed to: being referred, and what may be shared with whom (domain rule 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from casework.accounts.rules import Compartment
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.refused import Conflict, Refused
from casework.kernel.words import joined
from casework.people import services as people
from casework.people.models import Agreement
from casework.people.rules.agreements import AgreementKind, HowAgreed, Recipient
from diversion.models import Referral
from diversion.services.altering import altered

ASKED = (Recipient.CPS, Recipient.COURT)
"""Whom the sharing page asks about: those a scheme may tell."""


def agree_to_referral(referral: Referral, *, how: HowAgreed, given_on: date, by: Actor, at: datetime) -> Agreement:
    """Record that she agreed to be referred, in place of "not yet" or of what was said in custody. Raises Refused."""
    _check(referral, given_on, at)
    if referral.agreement is not None and referral.agreement.live and not referral.agreement.provisional:
        raise Refused("It is recorded already that the person agreed")
    referral.agreement = people.agree(referral.person, AgreementKind.REFERRAL, how=how, given_on=given_on, by=by, at=at)
    altered(referral, "agreed to be referred", compartment=Compartment.CJ, by=by, at=at)
    return referral.agreement


def agree_to_sharing(
    referral: Referral,
    *,
    recipients: Sequence[Recipient],
    how: HowAgreed,
    given_on: date,
    seen_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Agreement:
    """Record who may be told what: identity, references, counts, dates and status, and nothing else (4.17, 8.5).

    Raises Refused where nobody is named or the day cannot be true, and Conflict where somebody recorded another
    answer since the one that was seen (`seen_id`, 0 for none).
    """
    _check(referral, given_on, at)
    if not recipients:
        raise Refused("Choose who may be told, or go back if the person did not agree", "recipients")
    _refuse_stale(referral.sharing, recipients, seen_id)
    if referral.sharing is not None and referral.sharing.live:
        people.withdraw(referral.sharing, by=by, at=at)
    referral.sharing = people.agree(
        referral.person,
        AgreementKind.SHARING,
        how=how,
        given_on=given_on,
        recipients=tuple(recipients),
        by=by,
        at=at,
    )
    altered(referral, "sharing agreed", compartment=Compartment.CJ, by=by, at=at)
    return referral.sharing


def withdraw_sharing(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Stop, from now on, all sharing that rests on her agreement. A correction of something sent may still go."""
    if referral.sharing is None or not referral.sharing.live:
        raise Refused("No agreement to share is recorded, so there is nothing to withdraw")
    people.withdraw(referral.sharing, by=by, at=at)
    altered(referral, "sharing withdrawn", compartment=Compartment.CJ, by=by, at=at)


def _refuse_stale(current: Agreement | None, recipients: Sequence[Recipient], seen_id: int | None) -> None:
    now = current.id if current else 0
    if seen_id is None or seen_id == now:
        return
    live = current is not None and current.live
    theirs = _named(Recipient(one) for one in current.recipients.split(",")) if current and live else "Nobody"
    raise Conflict("Who may be told", theirs=theirs, yours=_named(recipients), again={"seen_id": str(now)})


def _named(recipients: Iterable[Recipient]) -> str:
    return joined([one.words for one in recipients])


def _check(referral: Referral, given_on: date, at: datetime) -> None:
    if given_on > clock.local_day(at):
        raise Refused("The day the person agreed cannot be after today", "given_on")
    if given_on < referral.arrested_on:
        raise Refused("The person cannot have agreed before the arrest", "given_on")
