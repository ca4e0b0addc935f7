"""Records past their time: kept for a reason until a date, or erased by two managers (domain rule 28)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor, fresh
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock, ledger, sweeping
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Refused
from casework.people.forms.keeping import AskErasureForm, EraseForm, KeepForm
from casework.people.models import Person, SafeguardingRecord
from casework.people.services import erasing, reviewing
from casework.people.services.erasing import Ground
from casework.people.views.frame import bp

NO_LEDGER = (
    "Nothing was erased: the list of erasures, which a restore goes by, cannot be written. Tell your administrator"
)


class _Kept(Exception):
    """The erasure was refused: the ledger is told that nothing happened."""


@bp.get("/records")
@access(Action.LOOK, Compartment.KEEPING)
def records() -> Response:
    """Every record past its time, or of which somebody asked that it be erased."""
    by, today, after = actor(), clock.today(), _after()
    found = reviewing.review_list(by=by, today=today, after=after)
    children = [] if after else reviewing.safeguarding_to_review(by=by, today=today)
    return page("people/records.html", title="Records past their time", found=found, children=children, after=after)


def _after() -> int:
    asked = request.args.get("after", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0


@bp.get("/records/<kind>/<reference>")
@access(Action.LOOK, Compartment.KEEPING)
def record(kind: str, reference: str) -> Response:
    """One record: what keeps it, what stands in the way, who decided what before."""
    return _page(reviewing.load_record(kind, reference, by=actor()))


def _page(
    row: Person | SafeguardingRecord, keep: KeepForm | None = None, ask: AskErasureForm | None = None
) -> Response:
    today, asked = clock.today(), erasing.asked(row)
    return page(
        "people/record.html",
        title=f"Keep or erase, record {row.reference}",
        row=row,
        base=_address(row),
        due=reviewing.due_now(row, today),
        lasting=reviewing.facts_of([row])[erasing.subject_of(row)].lasting,
        in_the_way=erasing.in_the_way(row, today=today),
        asked=asked,
        asked_by=reviewing.name_of(asked.asked_by_id) if asked else "",
        ground=Ground(asked.ground).words if asked else "",
        mine=asked is not None and asked.asked_by_id == actor().staff_id,
        kept=[(one, reviewing.name_of(one.decided_by_id)) for one in reviewing.kept_before(row)],
        keep=keep or KeepForm(formdata=None),
        ask=ask or AskErasureForm(formdata=None),
        form=keep or ask,
    )


def _address(row: Person | SafeguardingRecord) -> str:
    return f"/records/{'person' if isinstance(row, Person) else 'safeguarding'}/{row.reference}"


@bp.post("/records/<kind>/<reference>/keep")
@access(Action.WRITE, Compartment.KEEPING)
def keep(kind: str, reference: str) -> Response:
    """It is kept until a date, and why."""
    form = KeepForm()
    if form.validate_on_submit() and (done := save(form, lambda: _keep(kind, reference, form))):
        return done
    return _page(reviewing.load_record(kind, reference, by=actor()), keep=form)


def _keep(kind: str, reference: str, form: KeepForm) -> str:
    row = reviewing.load_record(kind, reference, by=actor(), action=Action.WRITE)
    reviewing.keep_longer(row, form.because.data, form.until.data, by=actor(), at=clock.now())
    return "/records?saved=1"


@bp.post("/records/<kind>/<reference>/erasure")
@access(Action.WRITE, Compartment.KEEPING)
def ask_erasure(kind: str, reference: str) -> Response:
    """Ask a second manager to agree that it is erased."""
    form = AskErasureForm()
    if form.validate_on_submit() and (done := save(form, lambda: _ask(kind, reference, form))):
        return done
    return _page(reviewing.load_record(kind, reference, by=actor()), ask=form)


def _ask(kind: str, reference: str, form: AskErasureForm) -> str:
    row, ground = reviewing.load_record(kind, reference, by=actor(), action=Action.WRITE), Ground(form.ground.data)
    if ground is Ground.OVER and reviewing.due_now(row, clock.today()) is None:
        raise Refused("Its time is not over yet. Choose another reason, or wait", "ground")
    erasing.ask(row, ground, form.why.data, by=actor(), at=clock.now())
    return f"{_address(row)}?saved=1"


@bp.post("/records/<kind>/<reference>/erasure/end")
@access(Action.WRITE, Compartment.KEEPING)
def end_erasure(kind: str, reference: str) -> Response:
    """It is not erased after all."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _take_back(kind, reference))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _take_back(kind: str, reference: str) -> str:
    row = reviewing.load_record(kind, reference, by=actor(), action=Action.WRITE)
    erasing.take_back(row, by=actor(), at=clock.now())
    return f"{_address(row)}?saved=1"


@bp.route("/records/<kind>/<reference>/erase", methods=["GET", "POST"])
@fresh
@access(Action.WRITE, Compartment.KEEPING)
def erase(kind: str, reference: str) -> Response:
    """The second manager erases it: nothing of it is left, here or after a restore (promises P31)."""
    row, form = reviewing.load_record(kind, reference, by=actor()), EraseForm()
    if form.validate_on_submit() and (done := _erase(row, kind, form)):
        return done
    asked = erasing.asked(row)
    mine = asked is not None and asked.asked_by_id == actor().staff_id
    return page(
        "people/erase.html",
        title=f"Erase, record {row.reference}",
        row=row,
        base=_address(row),
        form=form,
        asked=asked,
        mine=mine,
        asked_by=reviewing.name_of(asked.asked_by_id) if asked else "",
    )


def _erase(row: Person | SafeguardingRecord, kind: str, form: EraseForm) -> Response | None:
    reference = row.reference
    try:
        with ledger.erasing(erasing.references_of(row), at=clock.now()):
            sweeping.owe()
            done = save(form, lambda: _erased(kind, reference))
            if done is None:
                raise _Kept
    except _Kept:
        return None
    except OSError:
        form.fail(NO_LEDGER)
        return None
    sweeping.sweep()
    return done


def _erased(kind: str, reference: str) -> str:
    row = reviewing.load_record(kind, reference, by=actor(), action=Action.WRITE)
    erasing.erase(row, by=actor(), at=clock.now())
    return "/records?saved=removed"
