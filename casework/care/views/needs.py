"""The needs assessment on a phone: each piece is saved by itself, and it goes on where it was left."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.care import rules, services
from casework.care.forms.needs import FinishForm, FirstForm, HeadingForm
from casework.care.models import NeedsAssessment
from casework.care.rules import FirstAnswers, Heading, NeedsAnswers, Prompt
from casework.care.services import Document
from casework.care.views.frame import about, base, bp, looking, pressed, tail, wanted_for, writing
from casework.kernel import clock
from casework.kernel.formkit import Choice
from casework.kernel.pages import save
from casework.kernel.refused import NotFound
from casework.people.models import Person

AT = "/people/<reference>/care-plan/assessment"


@dataclass(frozen=True)
class Line:
    """One heading on the list: what was said this time, last time, and whether it moved."""

    heading: Heading
    said: NeedsAnswers | None
    last: NeedsAnswers | None
    better: bool | None

    @property
    def changed(self) -> bool:
        """True where it is not as it was."""
        both = self.said is not None and self.last is not None and self.last.scale.was_talked_about
        return both and self.said is not None and self.last is not None and self.said.scale is not self.last.scale


@bp.route(AT, methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def assessment(reference: str) -> Response:
    """All the pieces, what is done, what changed since last time; and saying that it is finished."""
    person, by = looking(reference), actor()
    row, last = services.unfinished(person, by=by), services.latest(person, by=by)
    form = FinishForm()
    _offer(form, person, row)
    if form.validate_on_submit() and (done := save(form, lambda: _finish(reference, form))):
        return done
    return about(
        person,
        "assessment.html",
        "Needs assessment",
        form=form,
        row=row,
        last=last,
        first=services.first_of(row) if row and row.asked_first_at else None,
        lines=lines(row, last),
        pathways=_pathways(row, by.agency_id),
        tail=tail(),
    )


def lines(row: NeedsAssessment | None, last: NeedsAssessment | None) -> list[Line]:
    """Every heading in the order of the page."""
    said = services.answers_of(row) if row else {}
    known = services.answers_of(last) if last else {}
    moved = {one.heading: one.better for one in rules.changes(known, said)}
    return [Line(heading, said.get(heading), known.get(heading), moved.get(heading)) for heading in Heading]


def _pathways(row: NeedsAssessment | None, agency_id: int) -> list[tuple[Prompt, str]]:
    if row is None:
        return []
    written = services.pathways(agency_id)
    return [(one, written[one]) for one in rules.prompts(services.first_of(row), services.answers_of(row))]


def _offer(form: FinishForm, person: Person, row: NeedsAssessment | None) -> None:
    asked = services.wanted(person, Document.ASSESSMENT, by=actor())
    form.counts.choices = [Choice(one.subject, one.title) for one in asked]
    if request.method == "POST":
        return
    ticked = [one for one in asked if one.subject == wanted_for()] or [one for one in asked if one.usual]
    form.counts.process_data([one.subject for one in ticked] if len(ticked) == 1 else [])
    came = ticked[0].day if len(ticked) == 1 else None
    form.made_on.process_data(came or (row.made_on if row else clock.today()))


def _finish(reference: str, form: FinishForm) -> str:
    by, at = actor(), clock.now()
    person = writing(reference)
    made = services.finish_assessment(person, made_on=form.made_on.data or clock.today(), by=by, at=at)
    asked = {one.subject: one.url for one in services.wanted(person, Document.ASSESSMENT, by=by)}
    for subject in form.counts.data:
        services.give(subject, made, by=by, at=at)
    back = asked.get(form.counts.data[0], "") if form.counts.data else ""
    return f"{back or base(person)}?saved=1"


@bp.route(f"{AT}/first", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def first(reference: str) -> Response:
    """Safety, where they sleep, language and interpreter: before anything else."""
    person, by = looking(reference), actor()
    row, last = services.unfinished(person, by=by), services.latest(person, by=by)
    form = FirstForm()
    if request.method == "GET":
        source = row if row is not None and row.asked_first_at else last
        form.start(services.first_of(source) if source else FirstAnswers())
    if form.validate_on_submit() and (done := save(form, lambda: _write_first(reference, form))):
        return done
    known = services.first_of(last) if last and last.asked_first_at else None
    return about(person, "first.html", "Before anything else", form=form, last=last, known=known, tail=tail())


def _write_first(reference: str, form: FirstForm) -> str:
    by, person = actor(), writing(reference)
    answers = form.answers()
    services.write_first(person, answers, by=by, at=clock.now())
    asks = bool(rules.prompts(answers, {}))
    return _on(person, None if asks else Heading.SAFETY)


@bp.route(f"{AT}/<heading>", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.SUPPORT)
def heading(reference: str, heading: str) -> Response:
    """One heading, as it was last time until it is said anew."""
    this = _heading(heading)
    person, by = looking(reference), actor()
    row, last = services.unfinished(person, by=by), services.latest(person, by=by)
    said = services.answers_of(row).get(this) if row else None
    known = services.answers_of(last).get(this) if last else None
    form = HeadingForm()
    if request.method == "GET" and (said or known):
        form.start(said or known or NeedsAnswers())
    if form.validate_on_submit() and (done := save(form, lambda: _write(reference, this, form))):
        return done
    number = list(Heading).index(this) + 1
    return about(
        person, "heading.html", this.words, form=form, heading=this, number=number, last=last, known=known, tail=tail()
    )


def _heading(name: str) -> Heading:
    if name not in set(Heading):
        raise NotFound
    return Heading(name)


def _write(reference: str, this: Heading, form: HeadingForm) -> str:
    by, person = actor(), writing(reference)
    before = services.unfinished(person, by=by)
    old = _asked_of(before) if before else []
    row = services.write_answer(person, this, form.answer(), by=by, at=clock.now())
    fresh = set(_asked_of(row)) - set(old)
    return _on(person, None if fresh or "list" in request.form.getlist("then") else this.next)


def _asked_of(row: NeedsAssessment) -> list[Prompt]:
    return rules.prompts(services.first_of(row), services.answers_of(row))


def _on(person: Person, to: Heading | None) -> str:
    """To the next piece, or to the list where something must be read first or nothing is left."""
    return f"{base(person)}/assessment/{to.value}{tail()}" if to else f"{base(person)}/assessment{tail(saved=True)}"


@bp.post(f"{AT}/<heading>/same")
@access(Action.WRITE, Compartment.SUPPORT)
def same(reference: str, heading: str) -> Response:
    """Nothing changed under this heading since last time: one press."""
    this = _heading(heading)
    return pressed(lambda: _same(reference, this))


def _same(reference: str, this: Heading) -> str:
    person = writing(reference)
    services.still_so(person, this, by=actor(), at=clock.now())
    return f"{base(person)}/assessment{tail(saved=True)}"
