"""One court, one day: every person of ours listed there, status first, what must be checked on top (wireframe 6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.courts import reference
from casework.kernel import clock, words
from casework.kernel.actors import Actor
from casework.kernel.database import db
from casework.kernel.showing import CourtGroup, CourtRow
from casework.people.models import Person
from casework.people.rules import names
from web.services import programmes
from web.services.court_asks import Asked, asked_about
from web.services.court_others import others
from web.services.court_told import Told, told_of


@dataclass(frozen=True)
class ListRow:
    """One line of the list, what CPS and court were told of it, and who has asked for what is missing."""

    row: CourtRow
    initials: str
    person_reference: str
    told: str
    changed: bool
    to_tell: bool
    asked: Asked | None

    @property
    def told_here(self) -> bool:
        """Whether this list tells anybody of it: a referral's result, not an order's and not another matter's."""
        return self.row.hearing_id is not None


@dataclass(frozen=True)
class CourtList:
    """The page. `read_at` is the moment (UTC) of which everything on it is true; `unseen` and `lost` are notices."""

    court: reference.Court
    day: dt.date
    read_at: dt.datetime
    rows: list[ListRow]
    unseen: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def as_at(self) -> str:
        """ "8:41am on 13 October 2026": the moment that paper and sheets are true of."""
        return words.long_moment(self.read_at)

    @property
    def groups(self) -> list[tuple[CourtGroup, list[ListRow]]]:
        """The groups that have anybody, in the order of the page; each line stands in exactly one."""
        return [(group, found) for group in CourtGroup if (found := self.of(group))]

    def of(self, group: CourtGroup) -> list[ListRow]:
        """The lines of one group."""
        return [one for one in self.rows if one.row.group is group]

    @property
    def people(self) -> int:
        """How many people are listed: somebody with two referrals is one person with two lines."""
        return len({one.row.person_id for one in self.rows})

    @property
    def counts(self) -> str:
        """ "12 people. 9 completed, 2 not completed, 1 to check first": the groups add up to the lines."""
        heard = words.counted(self.people, "person", "people")
        lines = f" ({len(self.rows)} lines)" if self.people != len(self.rows) else ""
        parts = [f"{len(self.of(group))} {said}" for group, said in _COUNTED.items() if self.of(group)]
        return f"{heard}{lines}. {', '.join(parts)}"

    @property
    def check_first(self) -> list[ListRow]:
        """Those of whom nothing may be told until somebody records their attendance (domain rule 9)."""
        return self.of(CourtGroup.CHECK_FIRST)

    @property
    def tellable(self) -> list[ListRow]:
        """Those of whom this list tells CPS and court anything, told already or not."""
        return [one for one in self.rows if one.told_here and one.row.group is not CourtGroup.CHECK_FIRST]

    @property
    def to_tell(self) -> list[ListRow]:
        """Those of whom somebody at CPS or court has not yet been told exactly this."""
        return [one for one in self.rows if one.to_tell]


_COUNTED = {
    CourtGroup.COMPLETED: "completed",
    CourtGroup.NOT_COMPLETED: "not completed",
    CourtGroup.IN_TIME: "still in time",
    CourtGroup.CHECK_FIRST: "to check first",
    CourtGroup.CLOSED: "closed",
    CourtGroup.OTHER: "listed for something else",
}
_ORDER = list(CourtGroup)


def court_list(court: reference.Court, day: dt.date, *, by: Actor, now: dt.datetime) -> CourtList:
    """Everybody of ours at a court on a London day, as at `now` (UTC), with a fixed number of queries."""
    today = clock.local_day(now)
    found = programmes.court_rows(agency_id=by.agency_id, court_code=court.ou_code, day=day, today=today)
    found += others(found, agency_id=by.agency_id, court_code=court.ou_code, day=day)
    told = told_of(found, court_code=court.ou_code, day=day, agency_id=by.agency_id)
    asked = asked_about([row.subject for row in found if row.group is CourtGroup.CHECK_FIRST], day=day, by=by)
    references = _references({row.person_id for row in found})
    rows = [_row(row, told, asked.get(row.subject), references) for row in sorted(found, key=_order)]
    return CourtList(court, day, now, rows, unseen=told.unseen, lost=told.lost)


def _order(row: CourtRow) -> tuple[int, dt.time, str]:
    return (_ORDER.index(row.group), row.time or dt.time(10), names.folded(row.name))


def _references(people: set[int]) -> dict[int, str]:
    named = db.session.execute(select(Person.id, Person.reference).where(Person.id.in_(people)))
    return {row.id: row.reference for row in named}


def _row(row: CourtRow, told: Told, asked: Asked | None, references: dict[int, str]) -> ListRow:
    given, _, family = row.name.rpartition(" ")
    return ListRow(
        row=row,
        initials=names.initials(given or family, family if given else ""),
        person_reference=references[row.person_id],
        told="" if row.group is CourtGroup.OTHER else told.says(row),
        changed=row.group is not CourtGroup.CHECK_FIRST and told.changed(row),
        to_tell=told.to_tell(row),
        asked=asked,
    )
