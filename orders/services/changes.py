"""Changes of supervisor and of area, revocation, and a paper put right: applied for, decided, what was before kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.accounts import services as accounts
from casework.accounts.rules import Role
from casework.courts import services as courts
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from casework.kernel.words import long_day
from casework.people.services import hold
from orders.models import ApplicationDecided, OrderApplication, SupportOrder
from orders.rules import AtCourt, Status
from orders.rules.changes import Asking, Change, Decision, asking_faults, decision_fault
from orders.services.court_path import end_order
from orders.services.opinions import note
from orders.services.recording import ONLY_SUPERVISORS, refuse
from orders.services.restating import restate, standing_of

DECIDED = "The decision on this application is recorded already"
_CLOSED = frozenset({Status.REVOKED, Status.ENDED})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An application as typed. A supervisor is a member of staff here (`supervisor_id`) or somebody else by name."""

    kind: Change
    court_code: str
    on: date | None
    supervisor_id: int | None = None
    supervisor_name: str = ""
    agreed: bool = False
    area: str = ""
    must_by: date | None = None


def apply_for(order: SupportOrder, wanted: Wanted, *, by: Actor, at: datetime) -> OrderApplication:
    """Record an application to the court; nothing of the order changes until the court has decided (rule 18).

    Raises Refused, on the field, for what is missing or cannot be, a new supervisor who has not agreed (rule 12), an
    order that the court has ended, and an application of this kind that still waits for its decision.
    """
    hold(order)
    db.session.refresh(order, ["applications"])
    asking = Asking(
        kind=wanted.kind,
        court_code=wanted.court_code,
        on=wanted.on,
        supervisor=_name(order, wanted),
        agreed=wanted.agreed,
        area=wanted.area,
        must_by=wanted.must_by,
    )
    if no := why_not_apply(order, wanted.kind, by=by, at=at):
        raise Refused(no)
    refuse(asking_faults(asking, made_on=order.made_on, area_now=order.justice_area, today=clock.local_day(at)))
    _refuse_unknown(wanted)
    row = _application(asking, wanted, by=by, at=at)
    order.applications.append(row)
    db.session.flush()
    note(order, f"application: {wanted.kind}", by=by, at=at, act=Act.COLLECTION)
    return row


def decide(
    application: OrderApplication, decision: Decision, *, on: date | None, by: Actor, at: datetime
) -> ApplicationDecided:
    """Record what the court decided, once. Granted, the order follows in the same transaction; what it said before
    stays with the decision. Raises Refused for a day that cannot be, and for an application decided already."""
    order, kind = application.order, Change(application.kind)
    hold(order)
    db.session.refresh(application, ["decision"])
    if no := why_not_decide(application, by=by):
        raise Refused(no)
    refuse(decision_fault(on, applied_on=application.on_day, today=clock.local_day(at)))
    assert on is not None  # noqa: S101 (its absence is a fault)
    granted = decision is Decision.GRANTED
    application.decision = ApplicationDecided(
        decision=decision.value,
        on_day=on,
        code=kind.result_code if granted else "",
        before=before(order, kind) if granted else "",
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )
    if granted:
        _follow(order, application, kind, on=on, by=by, at=at)
    db.session.flush()
    note(order, f"application {decision}: {kind}", by=by, at=at, act=Act.ALTERATION)
    restate(order, at=at)
    return application.decision


def before(order: SupportOrder, kind: Change) -> str:
    """What the order says now of what this change is about, in the words the history keeps."""
    if kind is Change.SUPERVISOR:
        return f"{order.supervisor_name}{'' if order.supervisor_agreed_on else ' (agreement not on the paper)'}"
    if kind is Change.AREA:
        return area_name(order.justice_area)
    if kind is Change.PAPER:
        named = long_day(order.must_by) if order.must_by else "no date named"
        return f"{named}. Query with the court: {order.query_with_court}"
    return f"In force since {long_day(order.made_on)}"


def area_name(code: str) -> str:
    """A local justice area as the reference data names it."""
    known = next((court.lja_label for court in courts.courts() if court.lja_code == code), code)
    return known if code else "Not on the paper"


def load_application(order: SupportOrder, reference: str) -> OrderApplication:
    """One application about this order. Raises NotFound."""
    found = next((one for one in order.applications if one.reference == reference.upper()), None)
    if found is None:
        raise NotFound
    return found


def changes_open(order: SupportOrder, *, at: datetime) -> list[Change]:
    """What the court can still be asked for about this order; a corrected paper only where one is queried."""
    if standing_of(order, at=at).status in _CLOSED:
        return []
    waiting = {one.kind for one in order.applications if one.decision is None}
    offered = [kind for kind in Change if kind is not Change.PAPER or order.query_with_court]
    return [kind for kind in offered if kind.value not in waiting]


def _follow(
    order: SupportOrder, application: OrderApplication, kind: Change, *, on: date, by: Actor, at: datetime
) -> None:
    if kind is Change.SUPERVISOR:
        order.supervisor_id, order.supervisor_name = application.supervisor_id, application.supervisor_name
        order.supervisor_agreed_on = application.on_day
    elif kind is Change.AREA:
        order.justice_area = application.area
    elif kind is Change.PAPER:
        order.must_by, order.query_with_court = application.must_by, ""
        order.justice_area = application.area or order.justice_area
    else:
        end_order(order, AtCourt.REVOKED, on=on, by=by, at=at)


def _application(asking: Asking, wanted: Wanted, *, by: Actor, at: datetime) -> OrderApplication:
    assert asking.on is not None  # noqa: S101 (its absence is a fault)
    changes_supervisor = wanted.kind is Change.SUPERVISOR
    return OrderApplication(
        kind=wanted.kind.value,
        on_day=asking.on,
        court_code=wanted.court_code,
        code=wanted.kind.code,
        supervisor_id=wanted.supervisor_id if changes_supervisor else None,
        supervisor_name=asking.supervisor.strip() if changes_supervisor else "",
        area=wanted.area if wanted.kind in {Change.AREA, Change.PAPER} else "",
        must_by=wanted.must_by if wanted.kind is Change.PAPER else None,
        recorded_at=at,
        recorded_by_id=by.staff_id,
    )


def _name(order: SupportOrder, wanted: Wanted) -> str:
    here = {one.id: one.name for one in accounts.staff_of(order.agency_id, Role.SUPERVISOR)}
    return here.get(wanted.supervisor_id, "") if wanted.supervisor_id is not None else wanted.supervisor_name


def why_not_apply(order: SupportOrder, kind: Change, *, by: Actor, at: datetime) -> str:
    """Why this change cannot be applied for; empty when it can."""
    if not by.has(Role.SUPERVISOR):
        return ONLY_SUPERVISORS
    if kind in changes_open(order, at=at):
        return ""
    if any(one.kind == kind and one.decision is None for one in order.applications):
        return "This is applied for already. Record what the court decided"
    return "The court cannot be asked for this: the order is over, or its paper is not queried"


def why_not_decide(application: OrderApplication, *, by: Actor) -> str:
    """Why no decision on this application can be recorded; empty when it can."""
    if not by.has(Role.SUPERVISOR):
        return ONLY_SUPERVISORS
    return DECIDED if application.decision is not None else ""


def _refuse_unknown(wanted: Wanted) -> None:
    if courts.court(wanted.court_code) is None:
        raise Refused("Choose the court", "court")
    if wanted.area and not any(court.lja_code == wanted.area for court in courts.courts()):
        raise Refused("Choose the local justice area from the list", "area")
