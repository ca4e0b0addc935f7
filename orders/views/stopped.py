"""The interruption page for somebody who may be a child: no order, and a safeguarding record begun (domain rule 1)."""

from __future__ import annotations

from flask import Response, request

from casework.kernel import clock
from casework.kernel.pages import page
from orders.forms import StoppedForm
from orders.rules.age import AgeStop
from orders.services import OrderAnswers

KEEPS_IT = "/arrests/safeguarding"
"""The one page that keeps a safeguarding record, whichever programme stopped."""
TITLES = {
    AgeStop.UNDER_18: "Under 18: this cannot be an offence",
    AgeStop.NOT_KNOWN: "Age not known: stop here",
    AgeStop.DOUBTED: "Age in doubt: stop here",
}
BECAUSE = {
    AgeStop.UNDER_18: "On the day of the offence this person was under 18. Loitering and soliciting cannot be "
    "committed by anyone under 18.",
    AgeStop.NOT_KNOWN: "Without a date of birth nobody can say that this person was 18 on the day of the offence.",
    AgeStop.DOUBTED: "You are not certain that this person was 18 on the day of the offence.",
}


def interrupt(why: AgeStop, answers: OrderAnswers) -> Response:
    """Show why no order is recorded, and what to do instead. Nothing has been saved."""
    person, form = answers.person, StoppedForm(formdata=None)
    named = (person.given_name, person.family_name) if person else (answers.given_name, answers.family_name)
    form.name.process_data(" ".join(named).strip())
    form.date_of_birth.process_data(answers.born)
    form.offence_on.process_data(answers.paper.offence_on)
    form.reason.process_data(why.value)
    form.told_on.process_data(clock.today())
    unsaid = {"csrf_token", "form_key", "back"}
    return page(
        "orders/under_18.html",
        title=TITLES[why],
        form=form,
        because=BECAUSE[why],
        keeps_it=KEEPS_IT,
        typed=[(key, value) for key, value in request.form.items(multi=True) if key not in unsaid],
        back=request.full_path.rstrip("?"),
        may_go_back=why is not AgeStop.UNDER_18,
    )
