"""The supervisor's opinion: the interruption page, taking it back, and telling the court (domain rule 16)."""

from __future__ import annotations

from flask import Response

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.words import long_day
from orders import services
from orders.forms import ConfirmForm, TellCourtForm, WithdrawForm
from orders.models import ExcuseOpinion, SupportOrder
from orders.rules.opinions import NOT_TOLD
from orders.views.frame import bp
from orders.views.history import beside
from orders.views.view import person_name

BEFORE = "Before you save: your opinion as supervisor"


@bp.route("/orders/<reference>/meetings/<int:number>/no-reasonable-excuse", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def no_reasonable_excuse(reference: str, number: int) -> Response:
    """The page between a missed meeting and the opinion: opening it says nothing, only its one button does."""
    by, now = actor(), clock.now()
    order = services.load_order(reference, by=by)
    booking = services.fixed_meeting(order, number)
    form = ConfirmForm()
    if form.validate_on_submit() and (done := save(form, lambda: _form_opinion(reference, number))):
        return done
    refusal = services.why_no_opinion(booking, by=by, at=now)
    return page(
        "orders/no_reasonable_excuse.html",
        title=BEFORE,
        form=form,
        order=order,
        number=number,
        name=person_name(order),
        words=services.fixed_words(booking.appointment),
        beside=beside(booking, by=by, at=now),
        by_text=services.known_by_text(booking),
        late=order.must_by is not None and clock.local_day(now) > order.must_by,
        refusal=refusal,
        can_tell=refusal == NOT_TOLD,
    )


def _form_opinion(reference: str, number: int) -> str:
    by = actor()
    booking = services.fixed_meeting(services.load_order(reference, by=by), number)
    services.form_opinion(booking, by=by, at=clock.now())
    return f"/orders/{reference}?saved=1#to-court"


@bp.route("/orders/<reference>/opinions/<opinion>/withdraw", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def withdraw(reference: str, opinion: str) -> Response:
    """Take an opinion back, with a reason, before an information is laid."""
    by = actor()
    order = services.load_order(reference, by=by)
    form, found = WithdrawForm(), services.load_opinion(order, opinion)
    if form.validate_on_submit() and (done := save(form, lambda: _withdraw(reference, opinion, form))):
        return done
    return page(
        "orders/act.html",
        title="Withdraw your opinion",
        form=form,
        order=order,
        name=person_name(order),
        lead=f"Your opinion about the meeting fixed for {found.meeting_words} stays on record, with who withdrew it, "
        "when and why. The meeting is then missed again, and its reason is asked for.",
        button_text="Withdraw the opinion",
        refusal=services.why_not_withdraw(found, by=by),
    )


def _withdraw(reference: str, opinion: str, form: WithdrawForm) -> str:
    by = actor()
    found = services.load_opinion(services.load_order(reference, by=by), opinion)
    services.withdraw_opinion(found, why=form.why.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=1#to-court"


@bp.route("/orders/<reference>/opinions/<opinion>/tell-court", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell_opinion(reference: str, opinion: str) -> Response:
    """Check what goes, to whom, then send the notice of an opinion. It does not itself lay an information (ux 3.5)."""
    by = actor()
    order = services.load_order(reference, by=by)
    form, found = TellCourtForm(), services.load_opinion(order, opinion)
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, opinion, form))):
        return done
    said = services.opinion_statement(found)
    return page(
        "orders/tell_own.html",
        title="Tell the court of the supervisor’s opinion",
        note="Sending this does not itself lay an information: that is a step of its own.",
        form=form,
        order=order,
        name=person_name(order),
        rows=_rows(order, found),
        sentence=said.sentence,
        subject=said.subject,
        refusal=services.why_not_tell_opinion(found, by=by),
        unchecked=services.unverified_court(order),
    )


def _tell(reference: str, opinion: str, form: TellCourtForm) -> str:
    by = actor()
    found = services.load_opinion(services.load_order(reference, by=by), opinion)
    services.tell_opinion(found, unchecked=form.unchecked.data, by=by, at=clock.now())
    return f"/orders/{reference}?saved=sent"


def _rows(order: SupportOrder, opinion: ExcuseOpinion) -> list[tuple[str, str]]:
    """Two identifiers and where it goes."""
    said, born = services.opinion_statement(opinion), order.person.date_of_birth
    return [
        ("Name on the order", said.name),
        ("Date of birth", long_day(born) if born else "Not known"),
        ("Police reference", order.urn or "None"),
        ("To", services.court_called(said.court_code)),
    ]
