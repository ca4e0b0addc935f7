"""An arrest, on one page: nine fields for somebody new, four for somebody known (wireframe 7)."""

from __future__ import annotations

import datetime as dt

from casework.courts.reference import offence
from casework.kernel import clock
from casework.kernel.formkit import (
    Checkboxes,
    Choice,
    DateBox,
    Form,
    Hidden,
    Mobile,
    Radios,
    Select,
    Text,
    Tick,
    TimeBox,
    needed,
)
from casework.kernel.words import short_day
from casework.people.models import Person
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from casework.people.services.phones import mobile_of
from diversion.models import Scheme
from diversion.rules.typed_name import split_name
from diversion.services import BAIL, ArrestAnswers, OptInAnswers

TODAY, YESTERDAY, OTHER = "today", "yesterday", "other"
NOT_YET, NOBODY = "not_yet", "nobody"


class ArrestForm(Form):
    """Somebody new. The agreement is the button that saves, and is never carried over from another arrest."""

    name = Text("1. Name", [needed("Enter their name")], called="Name", hint="As on the charge sheet", max_length=200)
    known_as = Text("Known as", max_length=100)
    date_of_birth = DateBox(
        "2. Date of birth", latest=clock.today, called="Date of birth", hint="For example, 3 Feb 1995 or 3/2/95"
    )
    age_doubted = Tick("Not known, or not certain that they are 18")
    mobile = Mobile("3. Mobile", parse=mobile_of, called="Mobile", hint="Leave blank if there is none")
    shared_phone = Tick("Someone else may see this phone")
    safe_to_text = Radios(
        "4. Safe to text?",
        choices=[Choice("not_asked", "Not asked"), Choice("yes", "Yes"), Choice("no", "No")],
        inline=True,
        default="not_asked",
    )
    arrested = Radios(
        "5. Arrested",
        [needed("Choose the day of the arrest")],
        choices=[Choice(TODAY, "Today"), Choice(YESTERDAY, "Yesterday"), Choice(OTHER, "Another day")],
        inline=True,
        default=TODAY,
    )
    arrested_on = DateBox("Day of the arrest, if another day", called="Day of the arrest")
    offence_on = DateBox("Day of the offence, if before the arrest", called="Day of the offence")
    offence_codes = Checkboxes("Offences charged")
    police_reference = Text(
        "6. Police reference",
        called="Police reference",
        hint="Case reference (URN), arrest/summons or custody number",
        max_length=60,
        width=20,
        spellcheck=False,
    )
    court = Select("7. Court", [needed("Choose the court")], blank_label="Choose the court")
    court_date = Radios("8. Court date", [needed("Choose the court date")])
    court_day = DateBox("Court date, if another", called="Court date")
    court_time = TimeBox("Time", called="Time", default=dt.time(10), hint="For example, 10am or 2:15pm")
    opted_in_on = DateBox("Day of opting in", called="Day of opting in")
    legal_advice = Tick("Legal advice was offered before they opted in")
    bail = Select("Bail", choices=[Choice(value, label) for value, label in BAIL.items()])
    bail_conditions = Text("Conditions, if any", max_length=200)
    worker = Select("Worker", blank_label=None)
    scheme = Hidden()
    same_as = Hidden()
    agreed = Hidden()

    def offer(self, scheme: Scheme, courts: list[Choice], workers: list[Choice], usual: dt.date) -> None:
        """Fill the lists: the courts, most used first, the usual court date, and the offences the scheme takes."""
        self.court.choices = courts
        self.worker.choices = workers
        seen = self._seen_day() or usual
        weeks = f" ({scheme.weeks_to_court} weeks)" if seen == usual else ""
        self.court_date.choices = [Choice(seen.isoformat(), f"{short_day(seen)}{weeks}"), Choice(OTHER, "Another date")]
        self.offence_codes.choices = [Choice(code, _offence(code)) for code in scheme.offence_codes]
        if not scheme.opt_in_at_court:
            for name in ("opted_in_on", "legal_advice", "bail", "bail_conditions"):
                del self[name]
        if not self.is_submitted():
            self._start(scheme, courts)

    def _start(self, scheme: Scheme, courts: list[Choice]) -> None:
        self.scheme.process_data(scheme.reference)
        self.worker.process_data(self.worker.values[0] if self.worker.values else "")
        self.court_date.process_data(self.court_date.choices[0].value)
        self.offence_codes.process_data(scheme.offence_codes[:1])
        if courts and courts[0].hint:
            self.court.process_data(courts[0].value)
        if "opted_in_on" in self:
            self.opted_in_on.process_data(clock.today())

    def for_person(self, person: Person) -> None:
        """She is known already: nothing about her is asked again but a date of birth that is missing."""
        for name in ("name", "known_as", "mobile", "shared_phone", "safe_to_text", "same_as"):
            del self[name]
        if person.date_of_birth is not None:
            del self["date_of_birth"]
        for number, name in enumerate(("arrested", "police_reference", "court", "court_date"), start=1):
            self[name].label.text = f"{number}. {self[name].label.text.split('. ', 1)[-1]}"

    def check(self) -> None:
        """A chosen “another day” needs its date."""
        if self.arrested.data == OTHER and self.arrested_on.data is None and not self.arrested_on.errors:
            self.fail("Enter the day of the arrest", "arrested_on")
        if self.court_date.data == OTHER and self.court_day.data is None and not self.court_day.errors:
            self.fail("Enter the court date", "court_day")
        if "opted_in_on" in self and self.how_agreed() is HowAgreed.AT_COURT:
            self._check_opt_in()

    def _check_opt_in(self) -> None:
        if self.opted_in_on.data is None and not self.opted_in_on.errors:
            self.fail("Enter the day of opting in", "opted_in_on")
        if not self.legal_advice.data:
            self.fail("Offer legal advice before anybody opts in, then tick the box", "legal_advice")
        if not self.bail.data:
            self.fail("Choose the bail", "bail")

    def _seen_day(self) -> dt.date | None:
        """The court date offered first when the page was opened, as it was chosen: never worked out again."""
        try:
            return dt.date.fromisoformat(self.court_date.data or "")
        except ValueError:
            return None

    def chosen_court_day(self, usual: dt.date) -> dt.date:
        """The court date as somebody saw it and chose it, or typed it."""
        typed = self.court_day.data if self.court_date.data == OTHER else None
        return typed or self._seen_day() or usual

    def arrest_day(self) -> dt.date:
        """The London date of the arrest as chosen."""
        today = clock.today()
        chosen = {TODAY: today, YESTERDAY: today - dt.timedelta(days=1)}.get(self.arrested.data)
        return chosen or self.arrested_on.data or today

    def how_agreed(self) -> HowAgreed | None:
        """What the button pressed says; None for “not yet”."""
        return HowAgreed(self.agreed.data) if self.agreed.data in list(HowAgreed) else None

    def answers(self, scheme: Scheme, person: Person | None, usual: dt.date) -> ArrestAnswers:
        """What was typed, as the services take it."""
        given, family = ("", "") if person else split_name(self.name.data)
        born = self.date_of_birth.data if "date_of_birth" in self else None
        new = "mobile" in self
        return ArrestAnswers(
            scheme=scheme,
            person=person,
            given_name=given,
            family_name=family,
            known_as=self.known_as.data if new else "",
            date_of_birth=born,
            age_doubted=self.age_doubted.data,
            mobile=self.mobile.data if new else None,
            safe_to_text=Answer(self.safe_to_text.data or "not_asked") if new else Answer.NOT_ASKED,
            shared_phone=self.shared_phone.data if new else False,
            arrested_on=self.arrest_day(),
            offence_on=self.offence_on.data,
            offence_codes=tuple(self.offence_codes.data),
            police_reference=self.police_reference.data,
            court_code=self.court.data,
            court_day=self.chosen_court_day(usual),
            court_time=self.court_time.data or dt.time(10),
            agreed=self.how_agreed(),
            worker_id=int(self.worker.data) if self.worker.data.isdecimal() else None,
            opt_in=self._opt_in(),
        )

    def _opt_in(self) -> OptInAnswers | None:
        if "opted_in_on" not in self or self.how_agreed() is not HowAgreed.AT_COURT:
            return None
        return OptInAnswers(
            opted_in_on=self.opted_in_on.data or clock.today(),
            legal_advice_offered=self.legal_advice.data,
            bail=self.bail.data,
            bail_conditions=self.bail_conditions.data,
        )


class SafeguardingForm(Form):
    """All that is kept of somebody who may be a child: who, who was told, when (domain rule 1)."""

    name = Text("Who is this about?", [needed("Enter the name, or how they can be found")], max_length=200)
    date_of_birth = DateBox("Date of birth, if known", latest=clock.today)
    told_who = Text(
        "Who was told?", [needed("Enter who was told")], hint="Children’s services duty team, or the police"
    )
    told_how = Text("How?", hint="For example, by phone")
    told_on = DateBox("On which day?", [needed("Enter the day they were told")])
    told_at = TimeBox("At what time?", [needed("Enter the time they were told")])
    note = Text("Anything else they need to know", max_length=500)
    reason = Hidden()
    offence_on = DateBox("Day of the alleged offence, if known")


def _offence(code: str) -> str:
    found = offence(code)
    return f"{found.title} ({code})" if found else code
