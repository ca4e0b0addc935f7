"""What is asked at each step from the opinion to the court's result, and of a change (domain rules 16 to 18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from casework.accounts.models import Staff
from casework.courts.reference import Court, look_up
from casework.kernel.formkit import Choice, DateBox, Form, Radios, Select, Text, TextArea, Tick, TimeBox, needed
from casework.kernel.words import joined
from orders.forms.paper import ELSEWHERE, areas
from orders.rules.changes import Change, Decision
from orders.rules.path import HEARING_CHOICES, RESULT_CODES, RESULT_WORDS, SUMMONS_CHOICES, Said

UNDECIDED = "not_yet"


class ConfirmForm(Form):
    """A page with one button: what it does stands above it."""


class WithdrawForm(Form):
    """An opinion taken back, and why."""

    why = TextArea(
        "Why do you take it back?",
        [needed("Say why you take it back")],
        rows=3,
        max_length=300,
        hint="It is kept here and told to nobody",
    )


class CourtForm(Form):
    """A choice of the courts of the order's own local justice area, and room for any other."""

    court = Radios("Which court?")
    court_other = Text("Name of the court, if another", width=30)

    def offer_courts(self, near: Sequence[Court], made_by: Court | None) -> None:
        """The open courts of the area first; the court that made the order; any other by its name."""
        known = {court.ou_code: court for court in [*near, *([made_by] if made_by and made_by.open else [])]}
        choices = [Choice(code, court.label) for code, court in known.items()]
        self.court.choices = [*choices, Choice(ELSEWHERE, "Another court")]
        if not self.is_submitted() and len(near) == 1:
            self.court.process_data(near[0].ou_code)

    @property
    def court_code(self) -> str:
        """The court that was chosen or named; "" where it is not one court."""
        if self.court.data != ELSEWHERE:
            return self.court.data
        found = look_up(self.court_other.data).court if self.court_other.data else None
        return found.ou_code if found else ""

    def check_court(self) -> None:
        """One court, recognised. A name that could be several says which."""
        if not self.court.data:
            self.fail("Choose the court", "court")
        elif not self.court_code:
            meant = look_up(self.court_other.data).candidates if self.court_other.data else ()
            near = f": {joined([court.label for court in meant[:3]], 'or')}" if meant else ""
            self.fail(f"Enter the full name of the court{near}", "court_other")


class InformationForm(CourtForm):
    """An information laid before a justice: when, and at which court."""

    on = DateBox("On which day was it laid?", [needed("Enter the day the information was laid")])

    def check(self) -> None:
        self.check_court()


class SummonsForm(CourtForm):
    """What the justice did with the information, and the hearing that the summons names."""

    said = Radios(
        "What did the magistrate do?",
        [needed("Choose what the magistrate did")],
        choices=[Choice(said.value, said.words) for said in SUMMONS_CHOICES],
    )
    on = DateBox("On which day?", [needed("Enter the day")])
    hearing_day = DateBox("Day of the hearing", hint="The day in the summons")
    hearing_time = TimeBox("Time of the hearing", default=dt.time(10))

    def check(self) -> None:
        if self.said.data != Said.ISSUED:
            return
        self.check_court()
        _needs_hearing(self, "Enter the day of the hearing, as in the summons")

    @property
    def issued(self) -> bool:
        """Whether a summons was issued."""
        return bool(self.said.data == Said.ISSUED)


class HeardForm(Form):
    """What happened on the day of the hearing."""

    said = Radios(
        "What happened?",
        [needed("Choose what happened at the hearing")],
        choices=[Choice(said.value, said.words) for said in HEARING_CHOICES],
    )
    on = DateBox("On which day?", [needed("Enter the day")])
    hearing_day = DateBox("New day of the hearing", hint="Only if it was put off")
    hearing_time = TimeBox("New time of the hearing", hint="Only if it was put off", default=dt.time(10))

    def check(self) -> None:
        if self.said.data == Said.PUT_OFF:
            _needs_hearing(self, "Enter the new day of the hearing")


class ResultForm(Form):
    """What the court did, with the code it has in the criminal justice system."""

    result = Radios(
        "What did the court do?",
        [needed("Choose what the court did")],
        choices=[Choice(result.value, RESULT_WORDS[result], f"Result code {RESULT_CODES[result]}")
                 for result in RESULT_CODES],
    )  # fmt: skip
    on = DateBox("On which day?", [needed("Enter the day the court decided")])


class DecisionForm(Form):
    """What the court decided on an application."""

    decision = Radios(
        "What did the court decide?",
        [needed("Choose what the court decided")],
        choices=[Choice(decision.value, decision.words) for decision in Decision],
    )
    decided_on = DateBox("On which day?", [needed("Enter the day the court decided")])


class ApplicationForm(CourtForm):
    """An application for one change; the boxes of the others are left out."""

    supervisor = Select("New supervisor", blank_label="Choose the new supervisor")
    supervisor_name = Text("Name of the new supervisor, if somebody else")
    agreed = Tick("This person has agreed to supervise")
    area = Select("Local justice area", blank_label="Choose the area")
    must_by = DateBox("Date the corrected paper names", hint="Six months after the order was made at most")
    on = DateBox("Day of the application")
    decision = Radios(
        "Has the court decided?",
        choices=[
            Choice(UNDECIDED, "Not yet"),
            Choice(Decision.GRANTED.value, "Yes, it was granted"),
            Choice(Decision.REFUSED.value, "Yes, it was refused"),
        ],
        default=UNDECIDED,
    )
    decided_on = DateBox("Day of the decision", hint="Only if the court has decided")

    def only(self, kind: Change, supervisors: Iterable[Staff]) -> None:
        """Leave the boxes this change needs."""
        needs = {
            Change.SUPERVISOR: {"supervisor", "supervisor_name", "agreed"},
            Change.AREA: {"area"},
            Change.PAPER: {"must_by", "area"},
        }.get(kind, set())
        for name in {"supervisor", "supervisor_name", "agreed", "area", "must_by"} - needs:
            del self[name]
        if "supervisor" in self:
            here = [Choice(str(one.id), one.name) for one in supervisors]
            self.supervisor.choices = [*here, Choice(ELSEWHERE, "Somebody else")]
        if "area" in self:
            self.area.choices = list(areas())

    def check(self) -> None:
        self.check_court()
        if self.decision.data not in ("", UNDECIDED) and self.decided_on.data is None:
            self.fail("Enter the day the court decided", "decided_on")

    @property
    def decided(self) -> Decision | None:
        """What the court decided, where it has."""
        return None if self.decision.data in ("", UNDECIDED) else Decision(self.decision.data)


def _needs_hearing(form: SummonsForm | HeardForm, message: str) -> None:
    if form.hearing_day.data is None and not form.hearing_day.errors:
        form.fail(message, "hearing_day")
    if form.hearing_time.data is None and not form.hearing_time.errors:
        form.fail("Enter the time of the hearing", "hearing_time")
