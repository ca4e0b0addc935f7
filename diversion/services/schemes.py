"""Schemes as an agency keeps them: presets, new ones, changes, and the plan each stands for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.kernel import audit
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import Conflict, NotFound, Refused
from diversion.models import Scheme, SchemeStep
from diversion.rules import schemes as rules
from diversion.rules.schemes import Leaves, SchemePlan, Step

CPS, COURT = "cps", "court"


def plan_of(scheme: Scheme) -> SchemePlan:
    """The plan that the rules decide from."""
    return SchemePlan(
        name=scheme.name,
        steps=tuple(Step(s.position, s.title, Leaves(s.leaves), s.at_service) for s in scheme.steps),
        in_order=scheme.in_order,
        finish_by_business_days=scheme.finish_by_days,
        offence_codes=tuple(scheme.offence_codes),
        shares_attendance=scheme.shares_attendance,
        tells_cps=CPS in scheme.tells,
        tells_court=COURT in scheme.tells,
        weeks_to_court=scheme.weeks_to_court,
        opt_in_at_court=scheme.opt_in_at_court,
        dropped_on_the_day=scheme.dropped_on_the_day,
        two_people_release=scheme.two_people_release,
        reminders=tuple(scheme.reminders) if scheme.reminders is not None else None,
    )


def all_schemes(*, by: Actor) -> list[Scheme]:
    """Every scheme of the agency, those still running first, then by name."""
    found = db.session.scalars(select(Scheme).where(Scheme.agency_id == by.agency_id)).all()
    return sorted(found, key=lambda scheme: (scheme.ended_at is not None, scheme.name.casefold()))


def running_schemes(*, by: Actor) -> list[Scheme]:
    """Schemes that still take referrals."""
    return [scheme for scheme in all_schemes(by=by) if scheme.ended_at is None]


def load_scheme(reference: str, *, by: Actor) -> Scheme:
    """One scheme of the actor's agency. Raises NotFound for a missing one and another agency's alike."""
    found = db.session.scalar(select(Scheme).where(Scheme.reference == reference, Scheme.agency_id == by.agency_id))
    if found is None:
        raise NotFound
    return found


def add_scheme(plan: SchemePlan, *, preset: str = "", by: Actor, at: datetime) -> Scheme:
    """Start a scheme. Raises Refused, on its field, for a plan that cannot work or a name already used."""
    _check(plan, by=by)
    scheme = Scheme(agency_id=by.agency_id, preset=preset, recorded_at=at)
    _write(scheme, plan)
    db.session.add(scheme)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"scheme:{scheme.reference}", by=by, at=at)
    return scheme


def add_preset(name: str, *, by: Actor, at: datetime) -> Scheme:
    """Start one of the presets ("Safe Exit", "TRUST") as it ships. Raises Refused where the agency has it."""
    plan = next((plan for plan in rules.PRESETS if plan.name == name), None)
    if plan is None:
        raise Refused("Choose one of the presets listed", "preset")
    return add_scheme(plan, preset=plan.name, by=by, at=at)


def change_scheme(scheme: Scheme, plan: SchemePlan, *, seen_version: int, by: Actor, at: datetime) -> Scheme:
    """Change a scheme for referrals made from now on.

    Each referral keeps its own requirements as they were when it was made, so nothing already promised to a
    person changes under them. Raises Refused for a plan that cannot work or a name already used, and Conflict for a
    page that somebody else's change has overtaken.
    """
    if scheme.version != seen_version:
        theirs, yours = _both(plan_of(scheme), plan)
        raise Conflict(scheme.name, theirs=theirs, yours=yours, again={"seen_version": str(scheme.version)})
    _check(plan, by=by, besides=scheme)
    changed = _differences(plan_of(scheme), plan)
    _write(scheme, plan)
    db.session.flush()
    audit.record(Act.CONFIGURATION, f"scheme:{scheme.reference}", by=by, at=at, detail={"changed": changed})
    return scheme


def end_scheme(scheme: Scheme, *, by: Actor, at: datetime) -> None:
    """Take no more referrals. What is under way goes on."""
    if scheme.ended_at is None:
        scheme.ended_at = at
        audit.record(Act.CONFIGURATION, f"scheme:{scheme.reference}", by=by, at=at, detail={"changed": "ended"})


def reopen_scheme(scheme: Scheme, *, by: Actor, at: datetime) -> None:
    """Take referrals again."""
    if scheme.ended_at is not None:
        scheme.ended_at = None
        audit.record(Act.CONFIGURATION, f"scheme:{scheme.reference}", by=by, at=at, detail={"changed": "reopened"})


def _check(plan: SchemePlan, *, by: Actor, besides: Scheme | None = None) -> None:
    for field, message in rules.faults(plan).items():
        raise Refused(message, field)
    same = [s for s in all_schemes(by=by) if s.name.casefold() == plan.name.casefold() and s is not besides]
    if same:
        raise Refused("You already have a scheme of this name. Choose another name", "name")


def _write(scheme: Scheme, plan: SchemePlan) -> None:
    scheme.name = plan.name
    scheme.in_order = plan.in_order
    scheme.finish_by_days = plan.finish_by_business_days
    scheme.offence_codes = list(plan.offence_codes)
    scheme.shares_attendance = plan.shares_attendance
    scheme.tells = [who for who, told in ((CPS, plan.tells_cps), (COURT, plan.tells_court)) if told]
    scheme.weeks_to_court = plan.weeks_to_court
    scheme.opt_in_at_court = plan.opt_in_at_court
    scheme.dropped_on_the_day = plan.dropped_on_the_day
    scheme.two_people_release = plan.two_people_release
    scheme.reminders = list(plan.reminders) if plan.reminders is not None else None
    _write_steps(scheme, plan)


def _write_steps(scheme: Scheme, plan: SchemePlan) -> None:
    """Change the steps in place: a step's number is unique, so old rows are kept and only extra ones go."""
    kept = {step.position: step for step in scheme.steps}
    for wanted in plan.steps:
        step = kept.pop(wanted.position, None)
        if step is None:
            step = SchemeStep(position=wanted.position)
            scheme.steps.append(step)
        step.title, step.leaves, step.at_service = wanted.title, wanted.leaves.value, wanted.at_service
    for extra in kept.values():
        scheme.steps.remove(extra)


def _both(theirs: SchemePlan, yours: SchemePlan) -> tuple[str, str]:
    """What each plan says where the two differ."""
    apart = _differences(theirs, yours).split(",")
    return _in_words(theirs, apart), _in_words(yours, apart)


def _in_words(plan: SchemePlan, names: list[str]) -> str:
    said = ((name.replace("_", " "), getattr(plan, name)) for name in names if name)
    return ". ".join(f"{name}: {_value(value)}".capitalize() for name, value in said) or "The same"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(str(getattr(one, "title", one)) for one in value) or "none"
    return str(value)


def _differences(before: SchemePlan, after: SchemePlan) -> str:
    """The names of what changed, for the audit trail: never what it says."""
    return ",".join(sorted(name for name in before.__dict__ if getattr(before, name) != getattr(after, name)))
