"""What CPS and courts are to be told now: proposed for each court and court day, for a person to look at and send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import bindparam, select

from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import clock
from casework.kernel.closed_days import closed_days
from casework.kernel.questions import Fixed
from casework.kernel.words import clock_time, counted, joined, short_day
from notices.models import Notice, NoticeLine
from notices.rules import CheckFirst, ContactKind, NoticeKind, NoticeState, Statement
from notices.rules.known import Key, Known, changed, latest, still_to_tell
from notices.rules.schedule import last_day_proposed, times
from notices.services import choosing, permission
from notices.services.ends import Listed, current_statements, listed
from notices.services.known import lines_of


@dataclass(frozen=True)
class Proposal:
    """One court day of which somebody is still to be told. The groups hold subjects, such as "referral:K7Q3XWZ2".

    `ready` can be told now; of them `corrections` put right what was told before, and `goes_alone` needs no person.
    `check_first` may not be told (domain rule 9). Moments are UTC; all of it is true at `now`.
    """

    court_code: str
    court_name: str
    day: date
    ready: tuple[str, ...]
    corrections: tuple[str, ...]
    check_first: tuple[str, ...]
    due_at: datetime
    last_look_at: datetime
    counts_until: datetime
    goes_alone: tuple[str, ...]
    now: datetime
    no_contact: bool

    @property
    def may_go_alone(self) -> bool:
        """Whether anything of it goes without a person."""
        return bool(self.goes_alone)

    @property
    def url(self) -> str:
        """Where a person looks at exactly what goes to whom; the list itself where nobody can be told of yet."""
        page = f"/court/{self.court_code}/{self.day}"
        return f"{page}/tell" if self.ready else page

    @property
    def button(self) -> str:
        """What pressing it leads to."""
        return "Look and send" if self.ready else "Open the list"

    @property
    def words(self) -> str:
        """The row of Today: which court and day, how many, by when, and what follows where it is late."""
        told = [f"{counted(len(self.ready), 'person', 'people')} to tell of"] if self.ready else []
        fix = [f"{len(self.corrections)} of them changed since told"] if self.corrections else []
        first = [f"{len(self.check_first)} to check first"] if self.check_first else []
        return f"{self.court_name}, {short_day(self.day)}: {joined([*told, *fix, *first])}. {self._by_when()}"

    def _by_when(self) -> str:
        if self.no_contact:
            return (
                "Nobody at this court or its CPS office is recorded to be told: an administrator adds them at Contacts"
            )
        return _send_by(self.last_look_at, self.counts_until, self.now)


def by_when(day: date, now: datetime) -> str:
    """By when what is to be told for a court day (a London date) has to go, as its list says it at `now` (UTC)."""
    when = times(day, closed_days())
    return _send_by(when.last_look_at, when.counts_until, now)


def _send_by(last_look_at: datetime, counts_until: datetime, now: datetime) -> str:
    if now > counts_until:
        return "An e-mail may not be read in time: telephone as well"
    if now > last_look_at:
        return f"Send it now: after {clock_time(counts_until)} it counts as sent on the next business day"
    return f"Send by {clock_time(last_look_at)} on {short_day(clock.local_day(last_look_at))}"


def proposals(agency_id: int, now: datetime, *, court_code: str = "") -> list[Proposal]:
    """What is to be told now, the soonest court day first, in a bounded number of queries.

    Whoever has completed is proposed at once; everybody else from noon two business days before their court day.
    Somebody told something that has changed is proposed at once, and so is somebody whose notice did not arrive or of
    which nobody knows whether it did, until they are told another way.
    """
    here, closed = clock.local_day(now), closed_days()
    until = last_day_proposed(now, closed)
    found = listed(agency_id=agency_id, first=here, everybody_until=until, court_code=court_code)
    found += _told_for(found, until, agency_id, court_code)
    told = latest(lines_of({one.subject for one in found}, agency_id=agency_id, completed_after=until))
    wanted = _still_open(found, told, until)
    says = current_statements({each.subject for each in wanted}, agency_id=agency_id, at=now)
    ground = _Ground(now, closed, _contacts(agency_id), told, permission.pairs(agency_id), choosing.chosen(agency_id))
    days: dict[tuple[date, str], list[Statement | CheckFirst]] = defaultdict(list)
    for each in wanted:
        said = says.get(each.subject)
        if said is not None and (said.court_code, said.hearing_day) == (each.court_code, each.day):
            days[each.day, each.court_code].append(said)
    made = (_proposal(ground, code, day, said) for (day, code), said in sorted(days.items(), key=lambda one: one[0]))
    return [one for one in made if one is not None]


@dataclass(frozen=True)
class _Ground:
    """What every proposal of one look is judged by."""

    now: datetime
    closed: Collection[date]
    contacts: Mapping[str, list[CourtContact]]
    told: Mapping[Key, Known]
    alone: set[tuple[str, str]]
    chosen: choosing.Chosen

    def told_of(self, one: Statement, court_code: str) -> list[CourtContact]:
        """The contacts of this court that its scheme tells of this (a solicitor is told with the others)."""
        kinds = choosing.kinds_told(one.topic, scheme=one.scheme, tells=one.tells, among=self.chosen)
        return [
            contact for contact in self.contacts.get(court_code, []) if contact.kind in kinds - {ContactKind.SOLICITOR}
        ]


def _proposal(ground: _Ground, code: str, day: date, said: Sequence[Statement | CheckFirst]) -> Proposal | None:
    when, court = times(day, ground.closed), courts.court(code)
    results = [one for one in said if isinstance(one, Statement) and one.topic.kind is NoticeKind.RESULTS]
    ready = [one for one in results if _to_tell(ground, one)]
    corrections = [one for one in ready if _is_correction(ground, one)]
    check = [one for one in said if isinstance(one, CheckFirst)] if ground.now >= when.propose_at else []
    if not ready and not check:
        return None
    return Proposal(
        court_code=code,
        court_name=court.name if court else code,
        day=day,
        ready=tuple(one.subject for one in ready),
        corrections=tuple(one.subject for one in corrections),
        check_first=tuple(one.subject for one in check),
        due_at=min(ground.now, when.propose_at),
        last_look_at=when.last_look_at,
        counts_until=when.counts_until,
        goes_alone=_goes_alone(ground, code, said, ready, corrections),
        now=ground.now,
        no_contact=not all(ground.told_of(one, code) for one in ready),
    )


def _goes_alone(
    ground: _Ground,
    code: str,
    said: Sequence[Statement | CheckFirst],
    ready: Sequence[Statement],
    corrections: Sequence[Statement],
) -> tuple[str, ...]:
    """Whoever was never told of, where nothing of that day is "check first" or put right, and every scheme allows it.

    Somebody whose notice did not arrive waits for a person, and holds up nobody else.
    """
    if any(isinstance(one, CheckFirst) for one in said) or corrections or code not in ground.contacts:
        return ()
    if not {(one.scheme, code) for one in ready} <= ground.alone:
        return ()
    known = {subject for _, subject, _ in ground.told}
    return tuple(one.subject for one in ready if one.subject not in known)


def _to_tell(ground: _Ground, one: Statement) -> bool:
    """Whether somebody may be told, and has not been told exactly this for this day."""
    contacts = ground.told_of(one, one.court_code)
    if not contacts:
        return any(map(one.may_tell, ContactKind))
    return any(_is_new(ground, one, contact) for contact in contacts)


def _is_new(ground: _Ground, one: Statement, contact: CourtContact) -> bool:
    last = ground.told.get((contact.id, one.subject, one.hearing_day))
    return still_to_tell(last, one.digest, agreed=one.may_tell(ContactKind(contact.kind)))


def _is_correction(ground: _Ground, one: Statement) -> bool:
    contacts = ground.told_of(one, one.court_code)
    before = (ground.told.get((contact.id, one.subject, one.hearing_day)) for contact in contacts)
    return any(changed(last, one.digest) for last in before)


def _contacts(agency_id: int) -> dict[str, list[CourtContact]]:
    """By court, those who are told of its results. Two queries."""
    found: dict[str, list[CourtContact]] = defaultdict(list)
    for contact in courts.contacts(agency_id=agency_id):
        for each in contact.courts:
            found[each.court_code].append(contact)
    return found


def _still_open(found: Sequence[Listed], lines: Mapping[Key, Known], until: date) -> list[Listed]:
    """Without those of a later court day whose completion was told: they are read again as that day comes near."""
    said: dict[tuple[str, date | None], list[bool]] = defaultdict(list)
    for (_, subject, day), last in lines.items():
        said[subject, day].append(last.completed and last.settled)
    return [one for one in found if one.day <= until or one.completed_on is None or not _all(said, one)]


def _all(said: Mapping[tuple[str, date | None], list[bool]], one: Listed) -> bool:
    """Whether it was told to somebody, and everybody who was told was told that it is completed."""
    told = said.get((one.subject, one.day))
    return bool(told) and all(told or ())


def _told_for(found: Sequence[Listed], until: date, agency_id: int, court_code: str) -> list[Listed]:
    """Those told of for a later court day who are no longer completed: what they were told of has changed."""
    known = {one.subject for one in found}
    rows = _told_of(bool(court_code)).seen(agency=agency_id, until=until, court=court_code)
    return [Listed(subject, code, day) for subject, code, day in rows if day and subject not in known]


@cache
def _told_of(one_court: bool) -> Fixed:
    wanted = (
        select(NoticeLine.subject, Notice.court_code, Notice.hearing_day)
        .join(NoticeLine.notice)
        .where(Notice.agency_id == bindparam("agency"), Notice.hearing_day > bindparam("until"))
        .where(Notice.kind.in_([NoticeKind.RESULTS.value, NoticeKind.CHECKING.value]))
        .where(Notice.state != NoticeState.DROPPED)
        .distinct()
        .order_by(NoticeLine.subject)
    )
    if one_court:
        wanted = wanted.where(Notice.court_code == bindparam("court"))
    return Fixed(wanted)
