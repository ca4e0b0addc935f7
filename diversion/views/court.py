"""Telling CPS and court, how the case ended, a new court date, and releasing "you do not need to go"."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.courts import services as courts
from casework.courts.models import Hearing
from casework.kernel import clock
from casework.kernel.formkit import Choice, Form
from casework.kernel.pages import page, save
from casework.kernel.refused import Conflict, NotFound, Refused
from casework.kernel.words import short_moment
from diversion import services
from diversion.forms.referral import EndingForm, HearingForm, ReleaseForm, TellForm
from diversion.models import Referral
from diversion.rules.release import Why
from diversion.rules.words import Method
from diversion.views.frame import bp
from diversion.views.view import charge_label, court_words, person_name, text_words
from notices.rules import Statement

CHANGED = "Something changed while you were looking. Read it again, then send"


@bp.route("/referrals/<reference>/tell", methods=["GET", "POST"])
@access(Action.DISCLOSE, Compartment.COMPLIANCE)
def tell(reference: str) -> Response:
    """Check what goes, to whom, word for word; then send it."""
    by = actor()
    referral = services.load(reference, by=by)
    form = TellForm()
    if form.validate_on_submit() and (done := save(form, lambda: _tell(reference, form))):
        return done
    said, to = services.statement(referral, at=clock.now()), services.told_contacts(referral)
    form.shown.process_data(shown(said) if isinstance(said, Statement) else "")
    return page(
        "diversion/tell.html",
        title="Tell CPS and court",
        form=form,
        referral=referral,
        said=said if isinstance(said, Statement) else None,
        refusal=services.why_not_tell(referral, at=clock.now()),
        to=to,
        unchecked=[contact for contact in to if not contact.verified],
    )


def _tell(reference: str, form: TellForm) -> str:
    by, at = actor(), clock.now()
    referral = services.find(reference, by=by, action=Action.LOOK)
    said = services.statement(referral, at=at)
    if not isinstance(said, Statement) or shown(said) != form.shown.data:
        raise Refused(CHANGED)
    services.tell([referral], service_note=form.service_note.data, unchecked=form.unchecked.data, by=by, at=at)
    return f"/referrals/{reference}?saved=sent"


def shown(said: Statement) -> str:
    """A fingerprint of what was shown, so that nothing else is sent than what somebody looked at."""
    return hashlib.sha256(said.digest).hexdigest()


@bp.route("/referrals/<reference>/ending", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def ending(reference: str) -> Response:
    """What the prosecutor or the court decided: method, who, when, reference, and the charges it covers."""
    referral = services.load(reference, by=actor())
    form = EndingForm()
    form.arrested_on = referral.arrested_on
    form.charges.choices = [Choice(str(charge.id), charge_label(charge)) for charge in referral.charges]
    if request.method == "GET":
        form.charges.process_data([charge.id for charge in referral.charges if charge.ending is None])
    if form.validate_on_submit() and (done := save(form, lambda: _end(reference, form))):
        return done
    return page("diversion/ending.html", title="Record how the case ended", form=form, referral=referral)


def _end(reference: str, form: EndingForm) -> str:
    by, at = actor(), clock.now()
    referral = services.find(reference, by=by, action=Action.WRITE)
    day = form.decided_on.data or clock.local_day(at)
    if form.method.data == Method.EXCUSED.value:
        who, its_reference = form.decided_by.data, form.reference.data
        services.excuse(referral, decided_by=who, decided_on=day, reference=its_reference, by=by, at=at)
    else:
        services.record_ending(
            referral,
            services.chosen_charges(referral, [int(one) for one in form.charges.data]),
            method=Method(form.method.data),
            result_code=form.result_code.data,
            decided_by=form.decided_by.data,
            decided_on=day,
            reference=form.reference.data,
            notice_served_on=form.served_on.data,
            by=by,
            at=at,
        )
    return f"/referrals/{reference}?saved=1"


@bp.route("/referrals/<reference>/hearing", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.CJ)
def hearing(reference: str) -> Response:
    """The court put it off: every date that depends on it follows (domain rule 5)."""
    referral = services.load(reference, by=actor())
    if referral.hearing is None:
        raise NotFound
    form = HearingForm()
    form.court.choices = [Choice(court.ou_code, court.label) for court in courts.courts_open()]
    if request.method == "GET":
        form.court.process_data(referral.hearing.court_code)
        form.time.process_data(referral.hearing.time)
        form.seen_id.process_data(referral.hearing.id)
    if form.validate_on_submit() and (done := save(form, lambda: _put_off(reference, form))):
        return done
    words = court_words(referral)
    return page("diversion/hearing.html", title="New court date", form=form, referral=referral, now_words=words)


def _put_off(reference: str, form: HearingForm) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    if referral.hearing is None or form.day.data is None or form.time.data is None:
        raise NotFound
    _refuse_moved(referral.hearing, form)
    services.adjourn(
        referral.hearing,
        day=form.day.data,
        time=form.time.data,
        court_code=form.court.data,
        by=by,
        at=clock.now(),
    )
    return f"/referrals/{reference}?saved=1"


def _refuse_moved(hearing: Hearing, form: HearingForm) -> None:
    """Raises Conflict where somebody put it off already: a second day would undo the first unseen (promises P14)."""
    if form.seen_id.data == hearing.id or form.day.data is None or form.time.data is None:
        return
    yours = short_moment(clock.moment(form.day.data, form.time.data, field="time"))
    again = {"seen_id": str(hearing.id)}
    raise Conflict("The court date", theirs=short_moment(hearing.starts_at), yours=yours, again=again)


@bp.route("/referrals/<reference>/release", methods=["GET", "POST"])
@access(Action.WRITE, Compartment.COMPLIANCE)
def release(reference: str) -> Response:
    """The interruption before "you do not need to go": whose decisions it rests on, or why not yet (rule 4)."""
    referral = services.load(reference, by=actor())
    form = ReleaseForm()
    if form.validate_on_submit() and (done := save(form, lambda: _release(reference))):
        return done
    return page("diversion/release.html", title="You do not need to go: release", form=form, **_release_facts(referral))


def _release_facts(referral: Referral) -> dict[str, Any]:
    if referral.hearing is None:
        raise NotFound
    answer = services.may_be_released(referral.person, referral.hearing.day)
    made = services.release_of(referral.person, referral.hearing.day)
    return {
        "referral": referral,
        "name": person_name(referral),
        "day": referral.hearing.day,
        "over": referral.hearing.day < clock.today(),
        "reasons": answer.reasons if isinstance(answer, Why) else (),
        "rests_on": () if isinstance(answer, Why) else answer.by,
        "made": made,
        "said": text_words(made) if made else "",
        "told": made is not None and services.is_told(made),
        "again": made is not None and services.may_send_again(made, at=clock.now()),
        "taken_back": services.taken_back_of(referral.person, referral.hearing.day),
        "needs_two": services.needs_two(referral.person, referral.hearing.day),
    }


def _release(reference: str) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    if referral.hearing is None:
        raise NotFound
    services.release(referral.person, referral.hearing.day, by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"


@bp.post("/referrals/<reference>/release/telling")
@access(Action.WRITE, Compartment.COMPLIANCE)
def release_telling(reference: str) -> Response:
    """Somebody has reached them: that they need not go, or that they must go after all."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, lambda: _release_told(reference))):
        return done
    raise Refused(form.summary[0].text if form.summary else "Press the button again")


def _release_told(reference: str) -> str:
    by = actor()
    referral = services.find(reference, by=by, action=Action.WRITE)
    if referral.hearing is None:
        raise NotFound
    services.told_by_us(referral.person, referral.hearing.day, by=by, at=clock.now())
    return f"/referrals/{reference}?saved=1"
