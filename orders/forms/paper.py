"""An order as the paper has it: one page, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from casework.accounts.models import Staff
from casework.courts.reference import Court, courts, look_up
from casework.kernel import clock
from casework.kernel.formkit import Choice, DateBox, Form, Radios, Select, Text, TextArea, Tick, not_future
from casework.kernel.words import long_day
from casework.people.models import Person
from casework.people.rules.ages import birth_fault
from orders.rules.particulars import Particulars, faults

ELSEWHERE = "elsewhere"
NOBODY = "nobody"


class OrderForm(Form):
    """Field names are the faults' own, so each particular that is missing is refused at its box (domain rule 12)."""

    given_name = Text("First name", max_length=100)
    family_name = Text("Last name", max_length=100)
    date_of_birth = DateBox(
        "Date of birth", latest=clock.today, hint="For example, 3 Feb 1995. Leave blank if not known"
    )
    age_doubted = Tick("I doubt that they were 18 on the day of the offence")
    same_as = Radios("Is this the same person?")
    charge_name = Text("Name on the order", hint="Only if it is not the name above")
    court = Text("Court that made the order", hint="For example, Thames", width=30)
    made_on = DateBox("Day the order was made", [not_future("The day the order was made must be today or earlier")])
    required_by = DateBox(
        "Date the three meetings must be done by", hint="The date on the paper. Six months after the order at most"
    )
    area = Select("Local justice area where they live or will live", blank_label="Choose the area on the paper")
    urn = Text("Police reference", hint="URN, if the paper has it", width=20, spellcheck=False)
    offence_on = DateBox("Date of the offence", [not_future("The offence must be on or before today")])
    supervisor = Select("Supervisor named on the order", blank_label="Choose the supervisor")
    supervisor_name = Text("Name of the supervisor, if somebody else")
    supervisor_agreed = Tick("This person has agreed to supervise")
    query = TextArea(
        "Is something wrong with the paper?",
        rows=2,
        max_length=300,
        hint="Say what. The order is then recorded as it was made and marked Query with the court",
    )

    def offer(self, supervisors: Iterable[Staff], *, default: int | None) -> None:
        """Fill the lists: who supervises here, and the local justice areas."""
        here = [Choice(str(one.id), one.name) for one in supervisors]
        self.supervisor.choices = [*here, Choice(ELSEWHERE, "Somebody else")]
        self.area.choices = list(areas())
        if default is not None and not self.is_submitted() and str(default) in self.supervisor.values:
            self.supervisor.process_data(str(default))

    def ask_if_same(self, candidates: Iterable[Person]) -> None:
        """Somebody of a like name and date of birth is recorded here: the answer is needed before anything is saved."""
        self.same_as.choices = [
            *(Choice(one.reference, _who(one), f"Reference {one.reference}") for one in candidates),
            Choice(NOBODY, "No, this is somebody else"),
        ]

    @property
    def unanswered(self) -> bool:
        """Whether the question was put and not answered."""
        return "same_as" in self and bool(self.same_as.choices) and not self.same_as.data

    def for_person(self) -> None:
        """The person is known already: ask nothing about them."""
        for name in ("given_name", "family_name", "date_of_birth", "same_as"):
            del self[name]

    def paper(self) -> Particulars:
        """What was typed, as the rules take it."""
        found = self._court()
        chosen = self.supervisor.data
        named = next((c.label for c in self.supervisor.choices if c.value == chosen and chosen != ELSEWHERE), "")
        return Particulars(
            court_code=found.ou_code if found else "",
            made_on=self.made_on.data,
            required_by=self.required_by.data,
            supervisor_id=int(chosen) if chosen and chosen != ELSEWHERE else None,
            supervisor_name=named or (self.supervisor_name.data if chosen == ELSEWHERE else ""),
            supervisor_agreed=self.supervisor_agreed.data,
            area=self.area.data,
            offence_on=self.offence_on.data,
            query=self.query.data,
        )

    def check(self) -> None:
        """Every particular at once, each at its own box; a box with a message already keeps that one."""
        self._check_person()
        for fault in faults(self.paper(), today=clock.today()):
            if not self[self._box(fault.field)].errors:
                self.fail(self._words(fault.field, fault.message), self._box(fault.field))

    def _check_person(self) -> None:
        """One name is enough: some people have only one."""
        if "given_name" not in self:
            return
        if not (self.given_name.data or self.family_name.data):
            self.fail("Enter their name", "given_name")
        born = self.date_of_birth.data
        if born and (fault := birth_fault(born, clock.today())):
            self.fail(fault, "date_of_birth")

    def _court(self) -> Court | None:
        return look_up(self.court.data).court if self.court.data else None

    def _box(self, field: str) -> str:
        return "supervisor_name" if field == "supervisor" and self.supervisor.data == ELSEWHERE else field

    def _words(self, field: str, message: str) -> str:
        """A court that was typed and not recognised is not a court that was left out."""
        if field == "court" and self.court.data:
            meant = look_up(self.court.data).candidates
            near = f": {', '.join(court.label for court in meant[:3])}" if meant else ""
            return f"Enter the full name of the court{near}"
        return "Enter the name of the supervisor" if self._box(field) == "supervisor_name" else message


def _who(person: Person) -> str:
    born = f", born {long_day(person.date_of_birth)}" if person.date_of_birth else ""
    return f"{person.given_name} {person.family_name}{born}"


@cache
def areas() -> tuple[Choice, ...]:
    """The local justice areas that have a court, by name."""
    known = {court.lja_code: court.lja_label for court in courts() if court.lja_code}
    return tuple(Choice(code, label) for code, label in sorted(known.items(), key=lambda item: item[1]))
