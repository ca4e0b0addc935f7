"""A finished assessment: what was said, what changed since the one before, and a copy of chosen parts to hand over."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import rules, services
from casework.care.rules import Heading
from casework.care.views.frame import about, bp, looking, service_name
from casework.care.views.needs import lines
from casework.kernel import audit
from casework.kernel.audit import Act
from casework.kernel.refused import NotFound

AT = "/people/<reference>/care-plan/assessments/<made>"


@bp.get(AT)
@access(Action.LOOK, Compartment.SUPPORT)
def shown(reference: str, made: str) -> Response:
    """Everything that was said, and what is otherwise than the time before."""
    person, by = looking(reference), actor()
    row = services.load_assessment(person, made, by=by)
    last = services.before(person, row, by=by)
    said = [one for one in lines(row, last) if one.said and one.said.scale.was_talked_about]
    first, was = services.first_of(row), services.first_of(last) if last else None
    return about(
        person,
        "shown.html",
        "Needs assessment",
        row=row,
        last=last,
        lines=said,
        first=first,
        first_was=was,
        first_changed=rules.first_changes(was, first) if was else [],
    )


@bp.get(f"{AT}/print")
@access(Action.LOOK, Compartment.SUPPORT)
def printed(reference: str, made: str) -> Response:
    """The ticked headings on paper, to hand over: noted as a disclosure, because it is made to be given away."""
    person, by = looking(reference), actor()
    row = services.load_assessment(person, made, by=by)
    answers = services.answers_of(row)
    only = [Heading(one) for one in request.args.getlist("only") if one in set(Heading)]
    chosen = [(one, answers[one]) for one in only if one in answers and answers[one].scale.was_talked_about]
    if not chosen:
        raise NotFound
    detail = {"assessment": row.reference, "headings": ",".join(one.value for one, _ in chosen)}
    audit.look(f"person:{person.reference}", Compartment.SUPPORT, by=by, act=Act.DISCLOSURE, detail=detail)
    return about(person, "handover.html", "Needs to hand over", row=row, chosen=chosen, by=by, service=service_name())
