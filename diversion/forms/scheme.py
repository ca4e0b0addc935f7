"""A scheme as an administrator makes it, without code: what it asks, in which order, by when, who is told."""

from __future__ import annotations

import re
from typing import Any

from casework.courts.reference import offence
from casework.kernel.formkit import Checkboxes, Choice, Form, HiddenNumber, Number, Select, Text, Tick, needed
from diversion.rules.schemes import (
    LEAVES_WORDS,
    MOST_DAYS_BEFORE_COURT,
    MOST_WEEKS_TO_COURT,
    STREET_OFFENCES,
    Leaves,
    SchemePlan,
    Step,
    faults,
)
from reminders.rules import choosing

STEPS_SHOWN = 6
OFFENCE_CODE = re.compile(r"[A-Z]{2}[0-9]{5}[A-Z]?")


def _offence(code: str) -> str:
    found = offence(code)
    return f"{found.title} ({code})" if found else code


class SchemeForm(Form):
    """Six appointments fit on the page; one left blank is not asked for."""

    name = Text("Name of the scheme", [needed("Enter the name of the scheme")], max_length=60)
    in_order = Tick("They must be kept in this order")
    finish_by_business_days = Number(
        "Finish by, in business days before court",
        [needed("Enter how many business days before court they must be finished")],
        maximum=MOST_DAYS_BEFORE_COURT,
        hint="0 means the court date itself",
        called="The number of business days",
    )
    weeks_to_court = Number(
        "Usual number of weeks from arrest to court",
        [needed("Enter the usual number of weeks")],
        minimum=1,
        maximum=MOST_WEEKS_TO_COURT,
        hint="Only the date offered first: the bail sheet decides",
        called="The number of weeks",
    )
    offence_codes = Checkboxes("Offences it takes", choices=[Choice(code, _offence(code)) for code in STREET_OFFENCES])
    other_offences = Text(
        "Other offences", hint="Their codes, such as TH68010, with a comma between", max_length=100, spellcheck=False
    )
    tells = Checkboxes("Who is told", choices=[Choice("cps", "The CPS"), Choice("court", "The court")])
    opt_in_at_court = Tick("People opt in at court", hint="Asks for legal advice offered, the new date and bail")
    dropped_on_the_day = Tick(
        "Its cases are dropped at court on the day", hint="Asks for an earlier notice, so that people need not attend"
    )
    shares_attendance = Tick(
        "One attendance may count for several referrals", hint="Only where a worker ticks each of them"
    )
    two_people_release = Tick("“You do not need to go” takes two people’s word")
    reminders = Checkboxes(
        "Reminders by text",
        choices=[Choice(kind.value, words) for kind, words in choosing.CHOICES],
        hint="After the confirmation. A person may choose others, and never gets more than one on a day",
    )
    seen_version = HiddenNumber()

    def start(self, plan: SchemePlan, *, name: str = "") -> None:
        """Fill the boxes from a plan."""
        for field in ("in_order", "finish_by_business_days", "weeks_to_court", "opt_in_at_court", "dropped_on_the_day",
                      "shares_attendance", "two_people_release"):  # fmt: skip
            self[field].process_data(getattr(plan, field))
        self.name.process_data(name or plan.name)
        self.offence_codes.process_data([code for code in plan.offence_codes if code in STREET_OFFENCES])
        self.other_offences.process_data(", ".join(c for c in plan.offence_codes if c not in STREET_OFFENCES))
        told = (("cps", plan.tells_cps), ("court", plan.tells_court))
        self.tells.process_data([who for who, yes in told if yes])
        self.reminders.process_data(choosing.in_order(plan.reminders or choosing.USUAL_KINDS))
        for step in plan.steps:
            for part, value in (("title", step.title), ("leaves", step.leaves.value), ("at_service", step.at_service)):
                self[f"{part}_{step.position}"].process_data(value)

    def plan(self) -> SchemePlan:
        """What was typed, as the rules take it."""
        return SchemePlan(
            name=self.name.data,
            steps=self._steps(),
            in_order=self.in_order.data,
            finish_by_business_days=self.finish_by_business_days.data or 0,
            offence_codes=(*self.offence_codes.data, *self._others()),
            shares_attendance=self.shares_attendance.data,
            tells_cps="cps" in self.tells.data,
            tells_court="court" in self.tells.data,
            weeks_to_court=self.weeks_to_court.data or 0,
            opt_in_at_court=self.opt_in_at_court.data,
            dropped_on_the_day=self.dropped_on_the_day.data,
            two_people_release=self.two_people_release.data,
            reminders=tuple(choosing.in_order(self.reminders.data)),
        )

    def _others(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r"[^\s,;]+", self.other_offences.data.upper())))

    def _steps(self) -> tuple[Step, ...]:
        box: Any = self._fields
        wanted = [n for n in range(1, STEPS_SHOWN + 1) if box[f"title_{n}"].data]
        return tuple(
            Step(
                place, box[f"title_{n}"].data, Leaves(box[f"leaves_{n}"].data or "nothing"), box[f"at_service_{n}"].data
            )
            for place, n in enumerate(wanted, start=1)
        )

    def sections(self) -> list[list[Any]]:
        """The boxes of each appointment, for the page."""
        box: Any = self._fields
        return [[box[f"{part}_{n}"] for part in ("title", "leaves", "at_service")] for n in range(1, STEPS_SHOWN + 1)]

    def check(self) -> None:
        """What the rules refuse, each at its own box."""
        if strange := [code for code in self._others() if not OFFENCE_CODE.fullmatch(code)]:
            self.fail(f"{strange[0]} is not an offence code. A code is two letters and five figures", "other_offences")
        for field, message in faults(self.plan()).items():
            box = {"steps": "title_1", "tells_cps": "tells"}.get(field, field)
            if not self[box].errors:
                self.fail(message, box)


for _n in range(1, STEPS_SHOWN + 1):
    setattr(SchemeForm, f"title_{_n}", Text(f"Appointment {_n}", max_length=60))
    setattr(
        SchemeForm,
        f"leaves_{_n}",
        Select(
            f"Appointment {_n} must leave behind",
            choices=[Choice(leaves.value, words) for leaves, words in LEAVES_WORDS.items()],
            blank_label=None,
        ),
    )
    setattr(SchemeForm, f"at_service_{_n}", Tick(f"Appointment {_n} may be kept at another service"))
