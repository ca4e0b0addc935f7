"""Five hundred notices read line by line: every line is one that a notice may hold, and none says too much (P34)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from notices.rules import Count, Sentence, Statement, events
from notices.rules import sentences as say
from notices.rules.compose import Paper, Replaced, Sender, body, subject
from notices.rules.events import Ending
from notices.rules.sheet import table
from notices.rules.topics import Topic
from tests.notices.papers import told

NOTICES = 500
FIRST = date(2026, 1, 5)
DAY = r"\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( (19|20)\d\d)?"
DAYS = rf"{DAY}((, {DAY})* and {DAY})?"
NUMBER = r"\d{1,2}"
MOMENT = rf"\d{{1,2}}:\d\d[ap]m on {DAY}"
SERVICE = r"Ipswich Outreach|Lantern Project"
NAME = r"Jo BROWN|Mia TAN|Siân ŵ Llŷr|فاطمة الزهراء"
CANCELLED = rf"( {NUMBER} appointments? (was|were) cancelled by the service\.)?"
LATE = rf"( {NUMBER} (required appointments?|meetings? of the order) (was|were) attended after {DAY}, on {DAYS}\.)?"
QUERY = r"( The paper of this order is marked: query with the court\.)?"
WHEN = r"(, (before|after) the hearing|, on the day of the hearing)?"
WHICH = rf"(the charge|all {NUMBER} charges|{NUMBER} of the {NUMBER} charges)"
ENDED = (
    rf"that (the prosecutor discontinued {WHICH}|{WHICH} (was|were) withdrawn|"
    rf"no evidence was offered on {WHICH}) on {DAY}"
)
SENTENCES = [
    rf"Completed\. Attended {NUMBER} of {NUMBER} required appointments?: {DAYS}\."
    rf"( {NUMBER} of these (was|were) after {DAY}, the scheme's finish date\.)?{CANCELLED}",
    rf"Not yet completed\. Attended {NUMBER} of {NUMBER}\."
    rf"( No further appointment is booked\.|( (First|Second|Third|Fourth) appointment booked for {DAY}{WHEN}\.)+)"
    rf"{CANCELLED}",
    rf"Not yet completed\. Attended {NUMBER} of {NUMBER} required appointments?: {DAYS}\. "
    rf"The scheme asks for more than attendance, and not all of it is recorded\.{CANCELLED}",
    rf"Not completed\. Attended {NUMBER} of {NUMBER} required appointments? by {DAY}\.{LATE}{CANCELLED}",
    rf"Not completed\. Attended 0 of {NUMBER}\. {NUMBER} appointments? (was|were) booked; told of {NUMBER}\."
    rf"{LATE}{CANCELLED}",
    r"Did not take up the scheme\.",
    r"Not suitable for the scheme\.",
    rf"Withdrew from the scheme on {DAY}\.",
    rf"No referral recorded for this name and date of birth as at {MOMENT}\.",
    rf"Complied with\. Attended 3 of 3 meetings required by the order of {DAY}: {DAYS}\.( Required by {DAY}\.)?"
    rf"{CANCELLED}{QUERY}",
    rf"In progress\. Attended {NUMBER} of 3 meetings\. To be attended by {DAY}\.{CANCELLED}{QUERY}",
    rf"Date passed\. Attended {NUMBER} of 3 meetings required by the order of {DAY}(: {DAYS})?\. Required by {DAY}\."
    rf"{LATE}{CANCELLED}{QUERY}",
    rf"The supervisor is of the opinion that ({NAME}) failed without reasonable excuse to attend the meeting at "
    rf"\d{{1,2}}:\d\d[ap]m on {DAY} at the place fixed by the supervisor\. "
    r"This notice does not itself lay an information\.",
    rf"The supervisor has withdrawn the opinion that ({NAME}) failed without reasonable excuse to attend the meeting "
    rf"at \d{{1,2}}:\d\d[ap]m on {DAY}\.",
    rf"Attendance on {DAYS} is being checked; it is not recorded as missed\.",
    r"The (scheme|supervisor) has recorded that this person has died\.",
    rf"The scheme has been told {ENDED}((, {ENDED})* and {ENDED})?\. "
    r"The scheme records that decision and did not make it\.",
    rf"({SERVICE}) was asked on {DAY} to take this person over\. ({SERVICE}) remains responsible until ({SERVICE}) "
    r"accepts\.",
    rf"({SERVICE}) accepted the transfer on {DAY} and is responsible from that day\. ({SERVICE}) was responsible until "
    r"then\.",
    rf"The transfer to ({SERVICE}) was called off on {DAY}\. ({SERVICE}) remains responsible\.",
]
LINES = [
    r"",
    r"Notice \d{1,3}",
    rf"[^:]{{8,60}}, Thames Magistrates' Court, {DAY}",
    r"To: CPS London North",
    r"From: Lantern Project \(Lesley Marsh, telephone 020 7946 0123\)",
    rf"Issued: {MOMENT}",
    r"People in this notice: [1-4]",
    rf"This replaces the notice sent at {MOMENT}\. That was notice 11\. "
    r"What it said of anybody not named here stands\.",
    rf"[1-4]\. ({NAME})",
    rf"   Date of birth: ({DAY}|not recorded)",
    r"   Police reference: 01HT1234526",
    r"   Our reference: (Referral|Order|Opinion) K7Q3XWZ2",
    r"   Court: Thames Magistrates' Court",
    rf"   Hearing: {DAY}, 10:00am",
    r"Note from the service: No interpreter came\.",
    r"This notice gives (attendance as|what was) recorded when it was issued\. What follows is for the prosecutor and "
    r"the court\.",
    r"Notice \d{1,3}, check code [0-9A-F]{4} [0-9A-F]{4} [0-9A-F]{4}\. "
    r"Confidential: for the people it is addressed to\. Destroy after use\.",
]
ALLOWED = [re.compile(line) for line in [*LINES, *(f"   ({sentence})" for sentence in SENTENCES)]]
TOO_MUCH = re.compile(
    r"deliver|read receipt|will be discontinued|will not appear|spent|need not|guilty|failed to (comply|engage)|"
    r"\b(unknown|none|null|nan)\b|addict|drug|alcohol|health|clinic|hospital|pregnan|HIV|asylum|visa|immigra|gender|"
    r"trans\b|07\d{9}|@",
    re.IGNORECASE,
)


def a_day(rng: random.Random, since: int = 0) -> date:
    return FIRST + timedelta(days=rng.randrange(since, 330))


def days(rng: random.Random, number: int) -> tuple[date, ...]:
    return tuple(sorted(FIRST + timedelta(days=day) for day in rng.sample(range(330), number)))


def a_count(rng: random.Random, required: int, attended: int, *, by: date | None) -> Count:
    booked = rng.randint(0, required - attended)
    fixed = rng.randint(attended, 6)
    return Count(
        required=required,
        attended=days(rng, attended),
        by=by,
        booked=days(rng, booked),
        appointments_booked=fixed,
        told_of=rng.randint(0, fixed),
        cancelled_by_service=rng.choice([0, 0, 1, 2]),
        hearing=rng.choice([None, a_day(rng)]),
    )


def results(rng: random.Random) -> tuple[Topic, Sentence]:
    required, by = rng.randint(1, 4), a_day(rng)
    count = a_count(rng, required, rng.randint(0, required), by=by)
    if count.complete:
        return rng.choice([(Topic.COMPLETED, say.completed(count)), (Topic.PROGRESS, say.attended_only(count))])
    return rng.choice([(Topic.PROGRESS, say.in_progress(count)), (Topic.NOT_COMPLETED, say.not_completed(count))])


def orders(rng: random.Random) -> tuple[Topic, Sentence]:
    count, made_on = a_count(rng, 3, rng.randint(0, 3), by=a_day(rng)), a_day(rng)
    if count.complete:
        said, topic = say.order_complied(count, made_on=made_on), Topic.ORDER_COMPLIED
    else:
        passed = rng.random() < 0.5
        said = say.order_date_passed(count, made_on=made_on) if passed else say.order_in_progress(count)
        topic = Topic.ORDER_PROGRESS
    return topic, say.queried(said) if rng.random() < 0.3 else said


def life(rng: random.Random) -> tuple[Topic, Sentence]:
    day, parties = a_day(rng), {"sender": "Lantern Project", "receiver": "Ipswich Outreach"}
    of = rng.randint(1, 3)
    ending = (rng.choice(list(Ending)), day, rng.randint(1, of))
    at = datetime(2026, 10, 12, rng.randrange(24), 5, tzinfo=UTC)
    return rng.choice(
        [
            (Topic.DIED, rng.choice([events.has_died, events.order_has_died])()),
            (Topic.ENDING, events.endings_received([ending], of=of)),
            (Topic.TRANSFER, events.transfer_words(**parties, asked_on=day, accepted_on=None, off_on=None)),
            (Topic.TRANSFER, events.transfer_words(**parties, asked_on=day, accepted_on=day, off_on=None)),
            (Topic.TRANSFER, events.transfer_words(**parties, asked_on=day, accepted_on=None, off_on=day)),
            (Topic.NOT_TAKEN_UP, rng.choice([say.declined, say.not_suitable])()),
            (Topic.WITHDREW, say.withdrew(day)),
            (Topic.CHECKING, say.being_checked(days(rng, rng.randint(1, 3)))),
            (Topic.PROGRESS, say.no_record(at)),
            (Topic.OPINION, say.opinion_formed("Jo BROWN", meeting_at=at)),
            (Topic.OPINION, say.opinion_withdrawn("Mia TAN", meeting_at=at)),
        ]
    )


MAKERS: list[Callable[[random.Random], tuple[Topic, Sentence]]] = [results, orders, life]
OF = {Topic.ENDING: "ending", Topic.TRANSFER: "transfer", Topic.OPINION: "opinion"}


def a_statement(rng: random.Random, topic: Topic, said: Sentence) -> Statement:
    return told(
        rng.choice(["Jo BROWN", "Mia TAN", "Siân ŵ Llŷr", "فاطمة الزهراء"]),
        said,
        topic=topic,
        subject=f"{OF.get(topic, rng.choice(['referral', 'order']))}:K7Q3XWZ2",
        date_of_birth=rng.choice([None, date(1995, 2, 3)]),
        hearing_day=rng.choice([None, date(2026, 10, 13)]),
        hearing_time=time(10),
        facts=("Meeting 1: missed, reason not accepted",),
    )


def a_notice(rng: random.Random) -> Paper:
    topic, said = rng.choice(MAKERS)(rng)
    others = [rng.choice(MAKERS)(rng) for _ in range(rng.randint(0, 3))]
    again = Replaced(number=11, sent_at=datetime(2026, 10, 9, 15, 2, tzinfo=UTC))
    return Paper(
        number=rng.randint(12, 999),
        kind=topic.kind,
        court_name="Thames Magistrates' Court",
        day=a_day(rng),
        recipient="CPS London North",
        sender=Sender(agency="Lantern Project", staff="Lesley Marsh", telephone="020 7946 0123"),
        statements=tuple(a_statement(rng, *one) for one in [(topic, said), *others]),
        issued_at=datetime(2026, 10, 12, rng.randrange(24), rng.randrange(60), tzinfo=UTC),
        service_note=rng.choice(["", "No interpreter came."]),
        replaces=rng.choice([None, again]),
    )


def test_five_hundred_notices_hold_no_line_that_a_notice_may_not_hold() -> None:
    rng = random.Random(20261012)
    seen: set[str] = set()
    for _ in range(NOTICES):
        made = a_notice(rng)
        assert "BROWN" not in subject(made)
        for line in body(made).splitlines():
            fits = [allowed.pattern for allowed in ALLOWED if allowed.fullmatch(line)]
            assert fits, f"a line nobody allowed: {line}"
            assert not TOO_MUCH.search(line), f"a line that says too much: {line}"
            seen.update(fits)
        assert not TOO_MUCH.search(table(made))
    assert len(seen) == len(ALLOWED), sorted({each.pattern for each in ALLOWED} - seen)


def test_every_person_in_a_notice_has_a_name_and_a_second_identifier() -> None:
    rng = random.Random(7)
    for _ in range(100):
        made = a_notice(rng)
        blocks = [block for block in body(made).split("\n\n") if re.match(r"\d\. ", block)]
        assert len(blocks) == len(made.statements)
        for block in blocks:
            assert "   Police reference: 01HT1234526" in block
            assert "   Our reference: " in block
