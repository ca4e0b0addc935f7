"""An ending or a closure that was recorded in error: taken back, with who and why (domain rules 4 and 30)."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Choice
from casework.kernel.pages import page, save
from diversion import services
from diversion.forms.referral import ClosingErrorForm, EndingErrorForm
from diversion.models import CaseEnding
from diversion.rules.words import METHOD_WORDS, Method
from diversion.views.frame import bp
from diversion.views.view import charge_label


@bp.route("/referrals/<reference>/ending/error", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def ending_error(reference: str) -> Response:
    """What was recorded of how the case ended was wrong: which of it, and why."""
    referral = services.load(reference, by=actor())
    standing, form = services.standing_endings(referral), EndingErrorForm()
    form.endings.choices = [Choice(str(row.id), _words(row)) for row in standing]
    if request.method == "GET":
        form.endings.process_data([str(row.id) for row in standing])
        form.seen.process_data(",".join(str(row.id) for row in standing))
    if form.validate_on_submit() and (done := save(form, lambda: _take_back(reference, form))):
        return done
    title = "An ending recorded in error"
    return page("diversion/ending_error.html", title=title, form=form, referral=referral, standing=standing)


def _words(row: CaseEnding) -> str:
    return f"{charge_label(row.charge)}: {METHOD_WORDS[Method(row.method)]}"


def _take_back(reference: str, form: EndingErrorForm) -> str:
    by = actor()
    services.ending_in_error(
        services.find(reference, by=by, action=Action.WRITE),
        endings=[int(one) for one in form.endings.data],
        seen=[int(one) for one in form.seen.data.split(",") if one.isascii() and one.isdigit()],
        why=form.why.data,
        by=by,
        at=clock.now(),
    )
    return f"/referrals/{reference}?saved=1"


@bp.route("/referrals/<reference>/close/error", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def closing_error(reference: str) -> Response:
    """The referral was closed in error: why, and it goes on from where it stood."""
    referral, form = services.load(reference, by=actor()), ClosingErrorForm()
    if request.method == "GET" and referral.closure is not None:
        form.seen_id.process_data(referral.closure.id)
    if form.validate_on_submit() and (done := save(form, lambda: _open_again(reference, form))):
        return done
    return page("diversion/closing_error.html", title="Closed in error", form=form, referral=referral)


def _open_again(reference: str, form: ClosingErrorForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    services.closing_in_error(referral, seen=form.seen_id.data or 0, why=form.why.data, by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"
