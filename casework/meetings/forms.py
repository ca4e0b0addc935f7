"""Planning a cases meeting, putting somebody forward, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.accounts.models import Agency, Staff
from casework.accounts.rules import AgencyKind
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    HiddenNumber,
    Radios,
    Select,
    Text,
    TextArea,
    TimeBox,
    needed,
    not_future,
)
from casework.meetings.models import CasesBody
from casework.meetings.rules import BODY_WORDS, ActionState, CameOf, Reason
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.sharing import Basis


class MeetingForm(Form):
    """When and where, who leads it, who is asked."""

    name = Text("What are these meetings called?", hint="Such as “Street cases meeting”. No names", max_length=80)
    day = DateBox("Day", [needed("Enter the day")])
    time = TimeBox("Time", [needed("Enter the time")])
    place = Text("Place", [needed("Enter the place")], hint="A room, or “By video”", max_length=120)
    chair = Text("Who leads it?", [needed("Enter who leads it")], max_length=80)
    agencies = Checkboxes("Agencies that use this Waymark")
    services = TextArea(
        "Other charities, health and support services", hint="One a line", rows=3, max_length=600, counted=False
    )
    council = TextArea("The council", hint="One team a line", rows=2, max_length=600, counted=False)
    police = TextArea(
        "Police and probation",
        hint="One a line. They are shown nothing of health or support",
        rows=2,
        max_length=600,
        counted=False,
    )
    seen_version = HiddenNumber()

    def offer(self, agencies: Sequence[Agency]) -> None:
        """The other agencies there are."""
        self.agencies.choices = [Choice(one.reference, one.name) for one in agencies]

    def others(self) -> list[tuple[AgencyKind, str]]:
        """The bodies named in words."""
        boxes = {AgencyKind.CHARITY: self.services, AgencyKind.COUNCIL: self.council, AgencyKind.POLICE: self.police}
        return [
            (kind, line.strip()[:80]) for kind, box in boxes.items() for line in box.data.splitlines() if line.strip()
        ]

    def start(self, bodies: Iterable[CasesBody]) -> None:
        """Fill in who is asked already, or was the last time."""
        bodies = list(bodies)
        self.agencies.process_data([one.agency.reference for one in bodies if one.agency])
        boxes = {"charity": self.services, "council": self.council, "police": self.police}
        for kind, box in boxes.items():
            box.process_data("\n".join(one.name for one in bodies if one.agency is None and one.kind == kind))


class PutForm(Form):
    """Why somebody is put forward, what the others read, and on what it rests."""

    reason = Select(
        "Why are they put forward?",
        [needed("Choose why they are put forward")],
        choices=[Choice(one.value, one.words) for one in Reason],
    )
    to = Checkboxes("Who may read it?", [needed("Choose who may read it")])
    brief = TextArea(
        "What is the meeting asked?",
        [needed("Write what the meeting is asked")],
        hint="Everybody ticked above reads this. Nothing of health",
        max_length=1000,
        rows=3,
    )
    support = TextArea(
        "For those who support them only",
        hint="Health, safety, drugs. Never shown to police, court or CPS",
        max_length=1000,
        rows=3,
    )
    basis = Radios(
        "On what does it rest?",
        [needed("Choose on what it rests")],
        choices=[Choice(one.value, one.words) for one in Basis],
    )
    agreed_on = DateBox(
        "Day they agreed",
        [not_future("The day cannot be after today")],
        hint="Leave empty where an agreement named above covers everybody ticked",
    )
    how = Radios(
        "How did they agree?",
        choices=[Choice(one.value, one.words) for one in HowAgreed if not one.is_provisional and one != "on_paper"],
        inline=True,
    )
    why = TextArea(
        "Why may it be told?", hint="Needed where they have not agreed. Your own agency alone reads it", max_length=500,
        rows=2, counted=False,
    )  # fmt: skip
    until = DateBox("The others read it until", [needed("Enter the last day")])
    seen_version = HiddenNumber()

    def offer(self, bodies: Iterable[CasesBody]) -> None:
        """The bodies asked to the meeting, but for one's own."""
        self.to.choices = [Choice(one.reference, one.called, hint=BODY_WORDS[AgencyKind(one.kind)]) for one in bodies]


class WordsForm(Form):
    """The words the others read, put right."""

    reason = Select(
        "Why are they put forward?",
        [needed("Choose why they are put forward")],
        choices=[Choice(one.value, one.words) for one in Reason],
    )
    brief = TextArea("What is the meeting asked?", [needed("Write what the meeting is asked")], max_length=1000, rows=3)
    support = TextArea(
        "For those who support them only",
        hint="Health, safety, drugs. Never shown to police, court or CPS",
        max_length=1000,
        rows=3,
    )
    seen_version = HiddenNumber()


class MinutesForm(Form):
    """What was said and decided about one person."""

    came_of = Radios(
        "What was decided?",
        [needed("Choose what was decided")],
        choices=[Choice(one.value, one.words) for one in CameOf],
    )
    words = TextArea("What was said", hint="Not shown to police, court or CPS", max_length=2000, rows=4, counted=False)


class ActionForm(Form):
    """What is to be done, by whom, by when."""

    what = Text(
        "What is to be done?",
        [needed("Enter what is to be done")],
        hint="Whoever owes it reads this: nothing of health for the police",
        max_length=200,
    )
    body = Select("Who does it?", [needed("Choose who does it")])
    staff = Select("Which of our colleagues?", blank_label="Anybody there")
    by_when = DateBox("By when?", [needed("Enter the day")])

    def offer(self, bodies: Iterable[CasesBody], colleagues: Sequence[Staff]) -> None:
        """Who can be asked for something."""
        self.body.choices = [Choice(one.reference, one.called) for one in bodies]
        self.staff.choices = [Choice(one.reference, one.name) for one in colleagues]


class StateForm(Form):
    """What became of an action."""

    state = Radios(
        "What became of it?",
        [needed("Choose what became of it")],
        choices=[Choice(one.value, one.words) for one in ActionState if one is not ActionState.OPEN],
    )
    by_when = DateBox("Carried on until", hint="Only where it is carried on")
    note = TextArea("Note", hint="Not shown to police, court or CPS", max_length=500, rows=2, counted=False)
    seen_version = HiddenNumber()


class AttendanceForm(Form):
    """Which bodies came, and who for each; one line of names a body."""

    came = Checkboxes("Who came?")
    who = TextArea(
        "Names of those who came", hint="One a line, with their agency", max_length=1000, rows=5, counted=False
    )

    def offer(self, bodies: Iterable[CasesBody]) -> None:
        """The bodies asked."""
        self.came.choices = [Choice(one.reference, one.called) for one in bodies]
