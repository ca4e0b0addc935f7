"""What she agreed to: being referred, and what may be shared with whom."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.people.rules.agreements import HowAgreed, Recipient
from diversion import services
from diversion.forms.referral import AgreementForm, SharingForm
from diversion.views.frame import bp


@bp.route("/referrals/<reference>/agreement", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def agreement(reference: str) -> Response:
    """She agreed to be referred: in place of "not yet", or of what was said in custody."""
    referral = services.load(reference, by=actor())
    form = AgreementForm()
    if request.method == "GET":
        form.given_on.process_data(clock.today())
    if form.validate_on_submit() and (done := save(form, lambda: _agree(reference, form))):
        return done
    return page("diversion/agreement.html", title="Agreed to be referred", form=form, referral=referral)


def _agree(reference: str, form: AgreementForm) -> str:
    by, at = actor(), clock.now()
    referral = services.find(reference, by=by, action=Action.WRITE)
    how, day = HowAgreed(form.how.data), form.given_on.data or clock.local_day(at)
    services.agree_to_referral(referral, how=how, given_on=day, by=by, at=at)
    return f"/referrals/{reference}?saved=1"


@bp.route("/referrals/<reference>/sharing", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def sharing(reference: str) -> Response:
    """Who may be told identity, references, dates, counts and status, and nothing else."""
    referral = services.load(reference, by=actor())
    form = SharingForm()
    if request.method == "GET":
        form.recipients.process_data(referral.scheme.tells)
        form.given_on.process_data(clock.today())
        form.seen_id.process_data(referral.sharing.id if referral.sharing else 0)
    if form.validate_on_submit() and (done := save(form, lambda: _share(reference, form))):
        return done
    return page("diversion/sharing.html", title="What may be shared", form=form, referral=referral)


def _share(reference: str, form: SharingForm) -> str:
    by, at = actor(), clock.now()
    referral = services.find(reference, by=by, action=Action.WRITE)
    services.agree_to_sharing(
        referral,
        recipients=[Recipient(one) for one in form.recipients.data],
        how=HowAgreed(form.how.data),
        given_on=form.given_on.data or clock.local_day(at),
        seen_id=form.seen_id.data,
        by=by,
        at=at,
    )
    return f"/referrals/{reference}?saved=1"


@bp.post("/referrals/<reference>/sharing/withdrawal")
@access(Action.WRITE, Compartment.CJ)
def withdrawal(reference: str) -> Response:
    """From now on nothing that rests on her agreement is shared."""
    referral = services.load(reference, by=actor())
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _withdraw(reference))):
        return done
    afresh = SharingForm(formdata=None)
    afresh.seen_id.process_data(referral.sharing.id if referral.sharing else 0)
    return page("diversion/sharing.html", title="What may be shared", form=afresh, referral=referral)


def _withdraw(reference: str) -> str:
    by = actor()
    services.withdraw_sharing(services.find(reference, by=by, action=Action.WRITE), by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"
