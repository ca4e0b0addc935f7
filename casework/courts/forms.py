"""Another court date of hers, and what came of one."""

from __future__ import annotations

import datetime as dt

from casework.courts.models import Hearing
from casework.courts.reference import Court, look_up, result
from casework.courts.rules import HearingResult
from casework.kernel import clock
from casework.kernel.formkit import (
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TimeBox,
    needed,
    not_future,
)

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
    result_code = Select("Result code", blank_label="Not known, or none")
    day = DateBox("New court date", hint="Only if it was put off")
    time = TimeBox("Time", hint="Only if it was put off. For example, 10am")
    court = Text("Court, if it is another one", hint="Only if it was put off to another court", max_length=100)
    seen_id = HiddenNumber()
    found: Court | None = None

    def offer(self, hearing: Hearing) -> None:
        """Fill the list of codes, and remember what was recorded when the page was made."""
        codes = dict.fromkeys(code for kind in HearingResult for code in kind.codes)
        titles = {code: known.title for code in codes if (known := result(code))}
        self.result_code.choices = [Choice(code, f"{title} ({code})") for code, title in titles.items()]
        if not self.is_submitted():
            self.seen_id.process_data(hearing.outcome.id if hearing.outcome else 0)
            self.decided_on.process_data(clock.today())

    @property
    def result(self) -> HearingResult:
        """What was chosen."""
        return HearingResult(self.kind.data)

    def check(self) -> None:
        """Put off needs its new day and time; another court must be one court."""
        self.found = _read_court(self, self.court.data)
        if self.kind.data != HearingResult.ADJOURNED:
            return
        if self.day.data is None and not self.day.errors:
            self.fail("Enter the new court date. If none was set, choose “Not known” and come back", "day")
        if self.time.data is None and not self.time.errors:
            self.fail("Enter the time on the new date", "time")
