"""What makes the pretend people's quarter page a living one: contacts, assessments, what people say, targets, costs."""

from __future__ import annotations

import datetime as dt

from casework.accounts.rules import Role
from casework.care import services as care
from casework.care.rules import ContactKind, FirstAnswers, Heading, Home, NeedsAnswers, Said, Scale
from casework.care.rules import Stage as OnTheWay
from casework.feedback import services as feedback
from casework.feedback.rules import How
from casework.kernel import clock
from monitoring import services as figures
from monitoring.rules.periods import Quarter, quarter_of
from monitoring.services.describing import describe
from web.demo.cast import AMARA, BETHANY, DANA, EVERYBODY, GRACE
from web.demo.stage import Stage, Story

KINDS = (ContactKind.OUTREACH, ContactKind.DROP_IN, ContactKind.PHONE, ContactKind.VISIT)
TOPICS = (Heading.HOUSING, Heading.HEALTH, Heading.SAFETY, Heading.ALCOHOL_AND_DRUGS, Heading.BENEFITS)
ETHNICITIES = ("W1", "B1", "W1", "B2", "M1", "W9", "A3", "B1", "W2", "W1", "NS", "W1", "W9", "W1")
WENT = {
    AMARA: (Home.WITH_OTHERS, Home.OWN_PLACE, Scale.HARD, Scale.MANAGING),
    BETHANY: (Home.STREET, Home.HOSTEL, Scale.NEEDS_HELP_NOW, Scale.HARD),
    DANA: (Home.STREET, Home.HOSTEL, Scale.NEEDS_HELP_NOW, Scale.MANAGING),
    GRACE: (Home.STREET, Home.STREET, Scale.HARD, Scale.HARD),
}
"""Where somebody slept, and how housing was, at the first and at the last assessment."""


def stories(stage: Stage) -> list[Story]:
    """Contacts of half a year, two assessments of some, and what the manager enters."""
    return [_contacts(stage), _assessed(stage), _entered(stage)]


def _contacts(stage: Stage) -> Story:
    """Two every three weeks of those who are known by then, and an evening of outreach that is only counted."""
    for turn in range(9):
        yield stage.at(stage.today - dt.timedelta(days=172 - 21 * turn), 19, 30)
        known = [who for who in EVERYBODY if who in stage.known]
        for nth, who in enumerate((known[(turn * 2) % len(known) :] + known)[:2] if known else ()):
            raised = [TOPICS[(turn + nth) % len(TOPICS)], TOPICS[(turn + 2 * nth + 1) % len(TOPICS)]]
            kind, person = KINDS[(turn + nth) % len(KINDS)], stage.known[who]
            care.log_contact(person, kind, raised=raised, supported=raised[:1], by=stage.robin, at=stage.now)
        care.log_contact(None, KINDS[0], people=4 + turn % 5, raised=TOPICS[:1], by=stage.robin, at=stage.now)


def _assessed(stage: Stage) -> Story:
    for last, days in enumerate((34, 6)):
        yield stage.at(stage.today - dt.timedelta(days=days), 15, 20)
        for who, (before, after, was, now) in WENT.items():
            if (person := stage.known.get(who)) is None:
                continue
            home, scale = (after, now) if last else (before, was)
            first = FirstAnswers(Said.YES, Said.NO, home, "English", Said.NO)
            needs = {Heading.HOUSING: NeedsAnswers(scale, ""), Heading.HEALTH: NeedsAnswers(Scale.MANAGING, "")}
            care.record_assessment(person, needs, first=first, by=stage.robin, at=stage.now)
            way = OnTheWay.PREPARING if last and who is not GRACE else OnTheWay.BUILDING_TRUST
            care.set_stage(person, way, since=clock.local_day(stage.now), by=stage.robin, at=stage.now)


def _entered(stage: Stage) -> Story:
    """Targets and costs of this quarter and the last; how people describe themselves; pages filled in on paper."""
    yield stage.end - dt.timedelta(hours=2)
    this = quarter_of(stage.today)
    for quarter, spent in ((this.later(-1), 9_400), (this, 6_150)):
        _enter(stage, quarter, spent)
    for who, ethnicity in zip(EVERYBODY, ETHNICITIES, strict=True):
        if (person := stage.known.get(who)) is not None:
            gender = "non_binary" if who is DANA else "woman"
            describe(person, ethnicity=ethnicity, gender=gender, by=stage.robin, at=stage.now)
    for nth in range(9):
        said = {"listened": "yes", "helped": "yes" if nth % 3 else "partly", "safe": "yes" if nth % 4 else "no"}
        words = "Open later on Fridays, please" if nth == 4 else ""
        feedback.give(stage.robin.agency_id, said, words, how=How.PAPER, on=stage.today, bounded=False)


def _enter(stage: Stage, quarter: Quarter, spent: int) -> None:
    by, at = stage.team[Role.MANAGER], stage.now
    amounts = {"target_contacts": 40, "target_individuals": 15, "cost_contacts": spent}
    figures.enter(quarter, None, amounts, by=by, at=at)
    for scheme in stage.schemes.values():
        figures.enter(quarter, scheme, {"cost_scheme": spent // 2}, by=by, at=at)
