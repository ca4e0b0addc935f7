"""The interruption page for somebody who may be a child: nothing is kept but who was told, and when (rule 1)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.people import services as people
from casework.people.models import Person
from diversion.forms.arrest import ArrestForm, SafeguardingForm
from diversion.rules.age import AgeDoubt, Safeguard
from diversion.views.frame import bp

TITLES = {
    AgeDoubt.UNDER_18: "Under 18: this cannot be an offence",
    AgeDoubt.NOT_KNOWN: "Age not known: stop here",
    AgeDoubt.DOUBTED: "Age in doubt: stop here",
}


def interrupt(stop: Safeguard, arrest: ArrestForm, person: Person | None) -> Response:
    """Show why no referral is made, and what to do instead. Nothing has been saved."""
    form = SafeguardingForm(formdata=None)
    name = f"{person.given_name} {person.family_name}".strip() if person else arrest.name.data
    born = person.date_of_birth if person else arrest.date_of_birth.data
    start(form, name=name, reason=stop.why.value)
    form.date_of_birth.process_data(born)
    form.offence_on.process_data(stop.on)
    typed = [(key, value) for key, value in request.form.items(multi=True) if key != "csrf_token"]
    return page(
        "diversion/stop.html",
        title=TITLES[stop.why],
        form=form,
        stop=stop,
        typed=typed,
        back=request.full_path.rstrip("?"),
        may_go_back=stop.why is not AgeDoubt.UNDER_18,
    )


def start(form: SafeguardingForm, *, name: str, reason: str) -> None:
    """What the form begins with: now, here, and why."""
    now = clock.local(clock.now())
    form.name.process_data(name)
    form.reason.process_data(reason)
    form.told_on.process_data(now.date())


@bp.post("/arrests/safeguarding")
@access(Action.WRITE, Compartment.IDENTITY)
def safeguard() -> Response:
    """Keep the safeguarding record, and nothing else."""
    form = SafeguardingForm()
    if form.validate_on_submit() and (done := save(form, lambda: _record(form))):
        return done
    return page("diversion/safeguard.html", title="Make a safeguarding record", form=form)


def _record(form: SafeguardingForm) -> str:
    assert form.told_on.data is not None and form.told_at.data is not None  # noqa: S101, PT018 (the form was valid)
    reason = form.reason.data if form.reason.data in list(AgeDoubt) else AgeDoubt.DOUBTED.value
    kept = people.record_safeguarding(
        people.SafeguardingAnswers(
            name=form.name.data,
            date_of_birth=form.date_of_birth.data,
            reason=reason,
            offence_on=form.offence_on.data,
            told_who=form.told_who.data,
            told_how=form.told_how.data,
            told_at=clock.moment(form.told_on.data, form.told_at.data, field="told_at"),
            note=form.note.data,
        ),
        by=actor(),
        at=clock.now(),
    )
    return f"/arrests/safeguarding/{kept.reference}"


@bp.get("/arrests/safeguarding/<reference>")
@access(Action.WRITE, Compartment.IDENTITY)
def safeguarded(reference: str) -> Response:
    """Said once: what was kept, and what was not."""
    return page("diversion/safeguarded.html", title="Safeguarding record kept", reference=reference[:8])
