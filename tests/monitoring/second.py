"""The figures a second time, by hand: every row of every table into lists, then loops. No query, no join, no rule of
the first computation; London time is worked out here too."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from casework.appointments.models import Appointment, AppointmentMove, Attendance
from casework.care.models import (
    CareStage,
    ContactHeading,
    NeedsAnswer,
    NeedsAssessment,
    ServiceReferral,
    SupportContact,
)
from casework.kernel.database import db
from casework.people.models import Person
from diversion.models import AlsoCounts, CaseEnding, Charge, ContactAttempt, Referral, Requirement, RequirementBooking
from monitoring.models import PersonDetail
from orders.models import BreachStep, ExcuseOpinion, OrderEnding, SupportOrder
from reminders.models import Reply, Text

LONDON = ZoneInfo("Europe/London")


READ: dict[Any, list[Any]] = {}


def rows(model: Any) -> list[Any]:
    """All there is, in the order of its numbers; read once, until `READ` is cleared."""
    if model not in READ:
        READ[model] = sorted(db.session.scalars(select(model)), key=lambda row: row.id)
    return READ[model]


class Second:
    """The numbers of one agency and scheme from `first` to `last`, London days."""

    def __init__(self, agency_id: int, scheme_id: int, first: dt.date, last: dt.date) -> None:
        self.agency_id, self.scheme_id, self.first, self.last = agency_id, scheme_id, first, last
        self.found: defaultdict[str, int] = defaultdict(int)
        self.days: defaultdict[str, list[int]] = defaultdict(list)
        for part in (self.contacts, self.referrals, self.orders, self.texts, self.came, self.care, self.people):
            part()

    def mine(self, model: Any) -> list[Any]:
        return [row for row in rows(model) if row.agency_id == self.agency_id]

    def inside(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def contacts(self) -> None:
        kept = [row for row in self.mine(SupportContact) if row.taken_back_at is None]
        headings = rows(ContactHeading)
        known: dict[int, Any] = {}
        for row in sorted(kept, key=lambda one: (one.on_day, one.id)):
            if row.person_id is not None:
                known.setdefault(row.person_id, row.id)
        seen: defaultdict[str, set[int]] = defaultdict(set)
        for row in kept:
            if not self.inside(row.on_day):
                continue
            month = str((row.on_day.year * 12 + row.on_day.month) - (self.first.year * 12 + self.first.month) + 1)
            new = known.get(row.person_id) == row.id
            turn = "anonymous" if row.person_id is None else "new" if new else "repeat"
            for name in ("contacts", f"contacts.month.{month}", f"kind.{row.kind}", f"contacts.{turn}"):
                self.found[name] += row.people
            if row.person_id is not None:
                for name in ["individuals", f"individuals.month.{month}"] + (["individuals.new"] if new else []):
                    seen[name].add(row.person_id)
            for one in headings:
                if one.contact_id == row.id:
                    self.found[f"issue.{one.heading}"] += one.raised
                    self.found[f"support.{one.heading}"] += one.supported
        self.found.update({name: len(people) for name, people in seen.items()})
        self.found["individuals.known"] = len(seen["individuals"] - seen["individuals.new"])
        for row in self.mine(ServiceReferral):
            if self.inside(row.referred_on):
                for name in ("services", f"service.{row.outcome}", f"service_heading.{row.heading}"):
                    self.found[name] += 1

    def referrals(self) -> None:
        every = [row for row in self.mine(Referral) if row.scheme_id == self.scheme_id]
        people, arrests, new = set(), set(), set()
        seen: dict[int, tuple[str, str]] = {}
        for row in every:
            if not self.inside(row.arrested_on):
                continue
            before = [o for o in every if o.person_id == row.person_id and _before(o, row)]
            people.add(row.person_id)
            arrests.add((row.person_id, row.arrested_on, row.arrested_at))
            if not before:
                new.add(row.person_id)
            first = self.visits_of(row, seen)
            self.found["referrals"] += 1
            self.found[f"before.{min(4, len(before))}"] += 1
            self.found[f"status.{row.status}"] += 1
            self.found[f"ending.{self.ending_of(row)}"] += 1
            self.found["first_kept" if first else "first_not_kept"] += 1
            for name, end in (("first_kept", first), ("completion", row.completed_on), ("contact", self.reached(row))):
                if end:
                    self.found[f"days.{name}"] += 1
                    self.days[f"days.{name}"].append((end - row.arrested_on).days)
        for name, number in (("people", len(people)), ("arrests", len(arrests)), ("people.new", len(new))):
            self.found[name] = number
        self.found["people.again"] = len(people - new)
        for said, reason in seen.values():
            self.found["visits"] += 1
            self.found[f"visit.{'missed' if reason else said}"] += 1
            if reason:
                self.found[f"missed.{reason}"] += 1

    def booked(self, referral: Any) -> list[tuple[int, Any]]:
        needed = {row.id: row.position for row in rows(Requirement) if row.referral_id == referral.id}
        links = [
            row for model in (RequirementBooking, AlsoCounts) for row in rows(model) if row.requirement_id in needed
        ]
        appointments = {row.id: row for row in rows(Appointment)}
        return [(needed[row.requirement_id], appointments[row.appointment_id]) for row in links]

    def said(self, booked: Any) -> Any:
        return next((r for r in rows(Attendance) if r.appointment_id == booked.id and r.superseded_at is None), None)

    def visits_of(self, referral: Any, seen: dict[int, tuple[str, str]]) -> dt.date | None:
        """When the first required one was kept; every one of them by its number into `seen`."""
        kept = []
        for position, booked in self.booked(referral):
            said = self.said(booked)
            outcome = said.outcome if said and said.outcome != "in_error" else "not_recorded"
            missed = outcome in {"reason_not_known", "acceptable_reason", "no_acceptable_reason"}
            seen[booked.id] = (outcome, (said.reason or outcome) if missed else "")
            counts = outcome == "attended" or (outcome == "could_not_take_part" and said.counts)
            if position == 1 and counts:
                kept.append(booked.day)
        return min(kept) if kept else None

    def reached(self, referral: Any) -> dt.date | None:
        tried = [row for row in rows(ContactAttempt) if row.referral_id == referral.id and row.reached]
        days = [row.at.astimezone(LONDON).date() for row in tried]
        for _, booked in self.booked(referral):
            said = self.said(booked)
            if said and said.outcome in {"attended", "could_not_take_part"}:
                days.append(booked.day)
        return min(days) if days else None

    def ending_of(self, referral: Any) -> str:
        """Of the first charge that has one."""
        for charge in rows(Charge):
            if charge.referral_id == referral.id:
                for row in rows(CaseEnding):
                    if row.charge_id == charge.id and row.superseded_at is None:
                        return str(row.method)
        return "not_recorded"

    def orders(self) -> None:
        opinions = {row.id: row.order_id for row in rows(ExcuseOpinion)}
        people = set()
        for row in self.mine(SupportOrder):
            laid = [s.on_day for s in rows(BreachStep) if s.step == "information" and opinions[s.opinion_id] == row.id]
            ended = [one.ended_on for one in rows(OrderEnding) if one.order_id == row.id]
            days = {"made": row.made_on, "complied": row.complied_on}
            days |= {"returned": min(laid, default=None), "revoked": min(ended, default=None)}
            for name, day in days.items():
                self.found[f"orders.{name}"] += self.inside(day)
            if self.inside(row.made_on):
                people.add(row.person_id)
        self.found["orders.people"] = len(people)

    def texts(self) -> None:
        gone = {"handed", "unknown", "person", "accepted", "delivered", "undelivered", "failed"}
        for row in self.mine(Text):
            if row.handed_at and row.state in gone and self.inside(row.handed_at.astimezone(LONDON).date()):
                back = row.state in {"undelivered", "failed"}
                self.found["texts"] += 1
                stands = "delivered" if row.state == "delivered" else "not_delivered" if back else "not_known"
                self.found[f"texts.{stands}"] += 1
        for row in self.mine(Reply):
            self.found["replies"] += self.inside(row.received_at.astimezone(LONDON).date())

    def came(self) -> None:
        texts, moves = self.mine(Text), rows(AppointmentMove)
        reminders = {"seven_days", "three_days", "one_day", "two_hours"}
        for row in self.mine(Appointment):
            came = row.outcome in {"attended", "could_not_take_part"}
            missed = row.outcome in {"reason_not_known", "acceptable_reason", "no_acceptable_reason"}
            if not (came or missed) or not self.inside(row.starts_at.astimezone(LONDON).date()):
                continue
            moved = max((one.recorded_at for one in moves if one.appointment_id == row.id), default=None)
            told = [
                one
                for one in texts
                if one.appointment_id == row.id
                and one.kind in reminders
                and one.state == "delivered"
                and one.handed_at < row.starts_at
                and (one.settled_at is None or one.settled_at <= row.starts_at)
                and (moved is None or one.handed_at >= moved)
            ]
            group = "reminded" if told else "unreminded"
            self.found[group] += 1
            self.found[f"{group}.{'came' if came else 'missed'}"] += 1

    def care(self) -> None:
        order = ["needs_help_now", "hard", "managing", "going_well"]
        done = [row for row in self.mine(NeedsAssessment) if row.finished_at and row.made_on <= self.last]
        done.sort(key=lambda row: (row.made_on, row.id))
        answers = rows(NeedsAnswer)
        for person in {row.person_id for row in done if self.inside(row.made_on)}:
            theirs = [row for row in done if row.person_id == person]
            homes = [row.home for row in theirs if row.home in {"own_place", "with_others", "hostel", "street"}]
            if len(homes) > 1:
                self.found["homeless"] += 1
                for when, home in (("first", homes[0]), ("last", homes[-1])):
                    self.found[f"homeless.{when}.{'no' if home == 'own_place' else 'yes'}"] += 1
            scales: defaultdict[str, list[int]] = defaultdict(list)
            for row in theirs:
                for one in answers:
                    if one.assessment_id == row.id and one.scale in order:
                        scales[one.heading].append(order.index(one.scale))
            for heading, said in scales.items():
                self.changed(f"heading.{heading}", said)
        stages = sorted((row for row in self.mine(CareStage) if row.since <= self.last), key=lambda r: (r.since, r.id))
        for person in {row.person_id for row in stages if self.inside(row.since)}:
            names = ["building_trust", "preparing", "action"]
            self.changed("stage", [names.index(row.stage) for row in stages if row.person_id == person])

    def changed(self, name: str, said: list[int]) -> None:
        if len(said) > 1:
            self.found[name] += 1
            way = "same" if said[0] == said[-1] else "better" if said[-1] > said[0] else "worse"
            self.found[f"{name}.{way}"] += 1

    def people(self) -> None:
        seen = {r.person_id for r in self.mine(SupportContact) if not r.taken_back_at and self.inside(r.on_day)}
        seen |= {row.person_id for row in self.mine(Referral) if self.inside(row.arrested_on)}
        seen |= {row.person_id for row in self.mine(SupportOrder) if self.inside(row.made_on)}
        said = {row.person_id: row for row in rows(PersonDetail) if row.superseded_at is None}
        for person in self.mine(Person):
            if person.id not in seen:
                continue
            row = said.get(person.id)
            self.found["worked_with"] += 1
            self.found[f"ethnicity.{(row and row.ethnicity) or 'not_asked'}"] += 1
            self.found[f"gender.{(row and row.gender) or 'not_asked'}"] += 1
            self.found[f"age.{self.band(person.date_of_birth)}"] += 1

    def band(self, born: dt.date | None) -> str:
        if born is None:
            return "not_known"
        years = self.last.year - born.year - (self.last.replace(year=2000) < born.replace(year=2000))
        for least, most in ((0, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64)):
            if years <= most:
                return "under_18" if most == 17 else f"{least}_{most}"
        return "65_over"


def _before(one: Any, other: Any) -> bool:
    return bool((one.arrested_on, one.id) < (other.arrested_on, other.id))
