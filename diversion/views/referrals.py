"""The page of a referral, and the small acts on it."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from diversion import services
from diversion.forms.referral import AlsoForm, AttemptForm, CloseForm, ToldForm
from diversion.models import Requirement
from diversion.rules.words import Closing
from diversion.views.frame import bp
from diversion.views.view import view_of

PRESS_AGAIN = "Press the button again"


@bp.get("/referrals/<reference>")
@access(Action.LOOK, Compartment.CJ)
def show(reference: str) -> Response:
    """A referral: where it stands and why, what is still needed, what the court will see."""
    by, now = actor(), clock.now()
    referral = services.load(reference, by=by)
    title = f"Referral {referral.reference}"
    return page("diversion/referral.html", title=title, referral=referral, view=view_of(referral, by=by, now=now))


@bp.route("/referrals/<reference>/attempts", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def attempts(reference: str) -> Response:
    """Write down a try at reaching her."""
    referral = services.load(reference, by=actor())
    form = AttemptForm()
    if form.validate_on_submit() and (done := save(form, lambda: _attempt(reference, form))):
        return done
    return page("diversion/attempt.html", title="Write down a try at contact", form=form, referral=referral)


def _attempt(reference: str, form: AttemptForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    services.record_attempt(referral, how=form.how.data, reached=form.reached.data == "yes", by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"


@bp.post("/referrals/<reference>/appointments/<appointment>/also")
@access(Action.WRITE, Compartment.COMPLIANCE)
def also(reference: str, appointment: str) -> Response:
    """One attendance counts for other live referrals too, each ticked (domain rule 10)."""
    form = AlsoForm()
    form.also.choices = [Choice(value, "") for value in request.form.getlist("also")]
    if form.validate() and (done := save(form, lambda: _also(reference, appointment, form))):
        return done
    raise Refused(form.summary[0].text if form.summary else PRESS_AGAIN)


def _also(reference: str, appointment: str, form: AlsoForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    booked = [b.appointment for r in referral.requirements for b in r.bookings]
    found = next((one for one in booked if one.reference == appointment), None)
    if found is None:
        raise NotFound
    services.count_also(found, [_named(one) for one in form.also.data], by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"


def _named(value: str) -> Requirement:
    reference, _, position = value.partition(":")
    referral = services.find(reference, by=actor(), action=Action.WRITE)
    return services.find_requirement(referral, int(position) if position.isdecimal() else 0)


@bp.post("/referrals/<reference>/requirements/<int:position>/told")
@access(Action.WRITE, Compartment.COMPLIANCE)
def told(reference: str, position: int) -> Response:
    """Note that she was told of the appointment as it is booked now."""
    form = ToldForm()
    if form.validate() and (done := save(form, lambda: _told(reference, position, form))):
        return done
    raise Refused(form.summary[0].text if form.summary else PRESS_AGAIN)


def _told(reference: str, position: int, form: ToldForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    requirement = services.find_requirement(referral, position)
    services.record_told(requirement, how=form.how.data, by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"


@bp.route("/referrals/<reference>/close", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def close(reference: str) -> Response:
    """A referral that goes no further. The court date stands."""
    referral = services.load(reference, by=actor())
    form = CloseForm()
    if request.method == "GET":
        form.closed_on.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _close(reference, form))):
        return done
    return page("diversion/close.html", title="Close the referral", form=form, referral=referral)


def _close(reference: str, form: CloseForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    day = form.closed_on.data or clock.today()
    services.close(referral, Closing(form.kind.data), closed_on=day, note=form.note.data, by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"
