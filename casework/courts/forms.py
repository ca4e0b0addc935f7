"""Another court date of hers, and what came of one."""

from __future__ import annotations

import datetime as dt

from casework.courts.models import Hearing
from casework.courts.reference import Court, look_up, look_up_result
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    Hidden,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TimeBox,
    needed,
    not_future,
)
from casework.people.rules.agreements import HowAgreed

NO_SUCH_RESULT = "No court result has these words. Choose one of those under the box, or leave it blank"
NOT_AFTER_TODAY = "The day cannot be after today"
NO_SUCH_COURT = "No court has this name. Type the place on the bail sheet, like Thames"


def _read_court(form: Form, typed: str) -> Court | None:
    """The court that was typed; says at the box which ones it could be."""
    found = look_up(typed)
    if found.court is None and typed:
        names = " or ".join(court.label for court in found.candidates[:4])
        form.fail(f"Type the name in full: {names}" if names else NO_SUCH_COURT, "court")
    return found.court


class HearingForm(Form):
    """A hearing that no referral of ours brought; it counts before anybody may say that court is off (rule 4)."""

    court = Text("Court", [needed("Enter the court")], hint="The name on the bail sheet, like Thames", max_length=100)
    day = DateBox("Court date", [needed("Enter the court date")], hint="For example, 8 Dec 2026")
    time = TimeBox("Time", [needed("Enter the time")], default=dt.time(10))
    matter = Text("What it is about", hint="If you know. It never leaves in a notice or a text", max_length=100)
    found: Court | None = None

    def check(self) -> None:
        """The court must be one court."""
        self.found = _read_court(self, self.court.data)


class HearingOutcomeForm(Form):
    """What the court or the prosecutor decided: who, when, reference; and the new date when it was put off."""

    kind = Radios(
        "What came of it?",
        [needed("Choose what came of it")],
        choices=[Choice(kind.value, kind.words, kind.hint) for kind in HearingResult],
    )
    decided_by = Text(
        "Who decided", hint="Such as the court or the CPS, with a name where you have one", max_length=100
    )
    decided_on = DateBox(
        "When",
        [needed("Enter the day of the decision"), not_future("The day of the decision cannot be after today")],
    )
    reference = Text(
        "Reference", hint="The letter, e-mail or court register. Needed before anybody may stay away", max_length=100
    )
    result_code = Text(
        "Court result, in words or by its code",
        hint="Such as discontinued, withdrawn, fine or 2053. Leave blank if nobody said",
        max_length=60,
        spellcheck=False,
    )
    day = DateBox("New court date", hint="Only if it was put off")
    time = TimeBox("Time", hint="Only if it was put off. For example, 10am")
    court = Text("Court, if it is another one", hint="Only if it was put off to another court", max_length=100)
    seen_id = HiddenNumber()
    found: Court | None = None
    code = ""

    def offer(self, hearing: Hearing) -> None:
        """Remember what was recorded when the page was made; a court day that has come begins with the court itself."""
        if not self.is_submitted():
            self.seen_id.process_data(hearing.outcome.id if hearing.outcome else 0)
            self.decided_on.process_data(min(hearing.day, clock.today()))
            if hearing.day <= clock.today():
                self.decided_by.process_data("The court")

    @property
    def result(self) -> HearingResult:
        """What was chosen."""
        return HearingResult(self.kind.data)

    def check(self) -> None:
        """Put off needs its new day and time; another court must be one court."""
        self.found = _read_court(self, self.court.data)
        self.code = self._read_code()
        if self.kind.data != HearingResult.ADJOURNED:
            return
        if self.day.data is None and not self.day.errors:
            self.fail("Enter the new court date. If none was set, choose “Not known” and come back", "day")
        if self.time.data is None and not self.time.errors:
            self.fail("Enter the time on the new date", "time")

    def _read_code(self) -> str:
        """The CJS code that was meant, looked for first among those that can stand for the answer (domain rule 6)."""
        typed = self.result_code.data
        fitting = HearingResult(self.kind.data).codes if self.kind.data else ()
        found, near = look_up_result(typed, fitting)
        if found is None and typed:
            said = ", ".join(f"{one.title} ({one.code})" for one in near)
            self.fail(f"Type more of one of these, or its code: {said}" if near else NO_SUCH_RESULT, "result_code")
        return found.code if found else ""


class SolicitorForm(Form):
    """Which solicitor may be told, and how that was agreed (domain rule 3)."""

    contact = Select("Solicitor", [needed("Choose the solicitor")])
    how = Radios(
        "How did they agree?",
        [needed("Choose how they agreed")],
        choices=[Choice(how.value, how.words) for how in (HowAgreed.IN_PERSON, HowAgreed.PHONE, HowAgreed.AT_COURT)],
    )
    given_on = DateBox("On which day?", [needed("Enter the day they agreed"), not_future(NOT_AFTER_TODAY)])


class TransferForm(Form):
    """Which service of another area was asked, and when (domain rule 30)."""

    contact = Select("Service of another area", [needed("Choose the service")])
    asked_on = DateBox("When were they asked?", [needed("Enter the day they were asked"), not_future(NOT_AFTER_TODAY)])


class TransferAnswerForm(Form):
    """What the service answered."""

    answer = Radios(
        "What did they answer?",
        [needed("Choose what they answered")],
        choices=[
            Choice("accepted", "They accepted", "They are responsible from that day"),
            Choice("off", "It is called off", "We stay responsible"),
        ],
    )
    day = DateBox("On which day?", [needed("Enter the day"), not_future(NOT_AFTER_TODAY)])
    who = Text("Who accepted there?", hint="Their name and role. Only if they accepted", max_length=100)

    def check(self) -> None:
        """An acceptance names who accepted."""
        if self.answer.data == "accepted" and not self.who.data.strip():
            self.fail("Enter who accepted, such as their name and role", "who")


class ErrorForm(Form):
    """What was wrong with what was recorded of a hearing."""

    why = Text(
        "What was wrong?",
        [needed("Say what was wrong, such as “the letter was about somebody else”")],
        hint="Kept with your name and the time. It never leaves in a notice or a text",
        max_length=200,
    )
    seen_id = HiddenNumber()


class TransferErrorForm(Form):
    """What was wrong with what was recorded of a transfer."""

    why = Text(
        "What was wrong?",
        [needed("Say what was wrong, such as “it was somebody else who moved”")],
        hint="Kept with your name and the time. It never leaves in a notice or a text",
        max_length=200,
    )
    seen = Hidden()
