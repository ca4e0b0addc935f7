"""The pretend people with a word of its own in every sealed text, and every address that there is about them."""

from __future__ import annotations

import contextvars
import datetime as dt
import hashlib
import random
import re
import secrets
import statistics
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from casework.accounts import services as accounts
from casework.accounts.access import declared
from casework.accounts.models import Agency, Staff, StaffRole
from casework.accounts.rules import Compartment, Role, holds
from casework.kernel import clock
from casework.kernel.actors import Actor
from casework.kernel.database import Base, db, transaction
from casework.people.models import BrokenGlass, NamedAccess, Person, PersonShare, RecordRestriction
from casework.people.services import scope
from tests.access.reading import is_text, said_by
from tests.support.canaries import plant
from tests.support.rounds import Rounds, Visitor
from web import cookies

WAYS_OUT = ("demo.", "lock.", "sign_in.", "account.", "static", "second_step.", "proving.")
NOBODY, NOTHING = "22222222", 999_999
_DRAWN = re.compile(r'value="[\w.-]{20,}"|Reference [0-9a-f]{8}|[A-Za-z0-9_-]{43}')


@dataclass(frozen=True)
class Try:
    """What one request was answered: which parts of records, and whether it differs from what is not there."""

    where: str
    status: int
    parts: frozenset[Compartment]
    differs: bool


class World:
    """What all the tests go round in."""

    may_change = frozenset({"request_count", "browsing_alert", "account_alert", "calendar_feed", "agency", "room"})
    may_change |= {"feedback_code", "cases_meeting", "cases_body"}
    """Counts of posts, what is noted of browsing, a calendar address of one's own, one's own agency, its rooms, the
    codes on its cards, and a meeting it plans with whom it asks to it: none of these is about anybody."""

    def __init__(self, rounds: Rounds) -> None:
        self.rounds, self.parts, self.answered = rounds, scope.parts(), Counter[str]()
        self.inside(self._everybody_is_held)
        self.canaries = self.inside(lambda: plant(rounds.app, rounds.engine))
        rounds.app.config["WTF_CSRF_ENABLED"] = False
        self.rules = [rule for rule in rounds.app.url_map.iter_rules() if self._wanted(rule)]
        self.real: dict[str, dict[str, Any]] = self.inside(lambda: {one.rule: self._values(one) for one in self.rules})
        rounds.keep()

    def _wanted(self, rule: Rule) -> bool:
        found = declared(self.rounds.app, rule.endpoint)
        return found is not None and found.action is not None and not rule.endpoint.startswith(WAYS_OUT)

    def inside(self, work: Callable[[], Any]) -> Any:
        """Do this on the pretend people's database."""

        def there() -> Any:
            with self.rounds.app.app_context():
                g.pretend = self.rounds.engine
                with transaction():
                    return work()

        return contextvars.Context().run(there)

    def _everybody_is_held(self) -> None:
        """Every pretend person is in somebody's caseload, so that none is everybody's."""
        robin = db.session.scalar(sa.select(StaffRole.staff_id).where(StaffRole.role == Role.WORKER.value))
        for name, column in (("referral", "worker_id"), ("support_order", "supervisor_id")):
            table = Base.metadata.tables[name]
            db.session.execute(sa.update(table).where(table.c[column].is_(None)).values({column: robin}))

    def _values(self, rule: Rule) -> dict[str, Any]:
        """What stands in this rule's address for a record that is there."""
        segments, found, person = rule.rule.split("/"), dict[str, Any](), None
        for name in reversed(re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)):
            before = segments[next(n for n, one in enumerate(segments) if f"{name}>" in one) - 1]
            row = self._row(before, name, person)
            person = person or (row or {}).get("person_id")
            number = type(rule._converters[name]).__name__ == "IntegerConverter"
            found[name] = (row or {}).get("id" if number else "reference", 1 if number else _plain(name))
        return found

    def _row(self, before: str, name: str, person: int | None) -> dict[str, Any] | None:
        table = Base.metadata.tables.get(_table(before, name))
        if table is None:
            return None
        wanted = sa.select(table).limit(1)
        if person is not None and table.name == "person":
            wanted = wanted.where(table.c.id == person)
        found = db.session.execute(wanted).mappings().first()
        return dict(found) if found else None

    def forget_changes(self) -> None:
        """Whatever was changed up to now is how it was."""
        self.rounds.put_away()

    def tries(
        self,
        visitor: Visitor,
        methods: Collection[str] = ("GET", "POST"),
        *,
        compare: bool = False,
        roles: Collection[Role] = tuple(Role),
        held: bool = False,
        share: float = 1,
    ) -> Iterator[Try]:
        """Every route and method, for a record that is there; to compare, for one that is not there as well.

        Where it is asked: only what is `held` by one of the roles, and a `share` of it, drawn anew for each run.

        What none of these `roles` may ever do is turned away before any record is sought: there the answer is compared
        with that of an address which leads nowhere.
        """
        gone = visitor.get("/nothing-of-the-kind").text if compare else ""
        wanted = [rule for rule in self.rules if self._held(rule, roles) or not held]
        for rule in random.sample(wanted, round(len(wanted) * share)):
            for method in sorted((rule.methods or set()) & set(methods)):
                yield self._try(visitor, rule, method, compare, "" if self._held(rule, roles) else gone)

    def _held(self, rule: Rule, roles: Collection[Role]) -> bool:
        """Whether one of these roles may ever do what this route is for."""
        wanted = declared(self.rounds.app, rule.endpoint)
        assert wanted is not None
        if wanted.action is None or wanted.compartment is None:
            return True
        return holds(Actor(1, 1, "", frozenset(roles)), wanted.action, wanted.compartment)

    def routes(self) -> int:
        """How many there are of route and method."""
        return sum(len((rule.methods or set()) & {"GET", "POST"}) for rule in self.rules)

    def _try(self, visitor: Visitor, rule: Rule, method: str, compare: bool, gone: str) -> Try:
        values = self.real[rule.rule]
        answer = self._ask(visitor, rule, method, values)
        self.answered[str(answer.mimetype)] += 1
        parts = frozenset(self.parts[table] for table, _ in self.canaries.sing(said_by(answer)) if table in self.parts)
        if gone:
            differs = (answer.status_code, answer.text) != (404, gone)
        else:
            differs = compare and self._differs(visitor, rule, method, answer)
        return Try(f"{method} {rule.rule}", answer.status_code, parts, differs)

    def _differs(self, visitor: Visitor, rule: Rule, method: str, answer: TestResponse) -> bool:
        """Whether somebody can tell that the record is there."""
        values = self.real[rule.rule]
        if not values or _of_no_person(rule):
            return False
        missing = {name: NOTHING if isinstance(value, int) else _missing(name, value) for name, value in values.items()}
        other = self._ask(visitor, rule, method, missing)
        return _plainly(answer, values) != _plainly(other, missing)

    def _ask(self, visitor: Visitor, rule: Rule, method: str, values: dict[str, Any]) -> TestResponse:
        address = self.rounds.app.url_map.bind("localhost").build(rule.endpoint, values)
        key = hashlib.sha256(rule.rule.encode()).hexdigest()[:24]  # one for each route: what one saved hides no other
        return visitor.open(address, method=method, data={"form_key": key} if method == "POST" else None)

    def colleague(self, *roles: Role, team: str = "", agency: str = "", broken: bool = False) -> Visitor:
        """Somebody of these roles, in a team of the pretend people's agency or in an agency of this name."""
        key = self.inside(lambda: self._colleague(roles, team, agency, broken))
        visitor = self.rounds.visitor()
        visitor.set_cookie(cookies.COOKIE, cookies.PRETEND + key, secure=True, domain="localhost")
        self.forget_changes()
        return visitor

    def _colleague(self, roles: Collection[Role], team: str, named: str, broken: bool) -> str:
        at = clock.now()
        agency = accounts.add_agency(named, at=at) if named else db.session.scalars(sa.select(Agency)).first()
        assert agency is not None
        agency.set_up_at = at
        staff = accounts.add_staff(
            agency,
            name="Nia Fox",
            email=f"nia.{secrets.token_hex(4)}@example.org",
            password="nine green bottles",
            roles=roles,
            at=at,
        )
        staff.team = team
        for person in db.session.scalars(sa.select(Person)) if broken else ():
            row = BrokenGlass(agency_id=agency.id, person_id=person.id, staff_id=staff.id, why="A call", start=at)
            row.end = at + dt.timedelta(hours=1)
            db.session.add(row)
        return accounts.open_session(staff, at=at)

    def keep_out(self) -> None:
        """The newest colleague may see no record: each is restricted to others or, drawn, they are excluded from it."""
        self.inside(self._keep_out)
        self.forget_changes()

    def _keep_out(self) -> None:
        at, staff = clock.now(), db.session.scalar(sa.select(sa.func.max(Staff.id)))
        for person in db.session.scalars(sa.select(Person)):
            if random.random() < 0.5:
                db.session.add(NamedAccess(person_id=person.id, staff_id=staff, kind="excluded", since=at))
            else:
                row = RecordRestriction(agency_id=person.agency_id, person_id=person.id, why="Known here", since=at)
                db.session.add(row)

    def shared_with(self, role: Role, parts: Collection[Compartment]) -> Visitor:
        """A colleague of an agency with which these parts of every record are shared."""
        visitor = self.colleague(role, agency="Harbour")
        self.inside(lambda: self._share("Harbour", parts))
        self.forget_changes()
        return visitor

    def _share(self, name: str, parts: Collection[Compartment]) -> None:
        at, to = clock.now(), db.session.scalar(sa.select(Agency).where(Agency.name == name))
        assert to is not None
        for person in db.session.scalars(sa.select(Person)):
            row = PersonShare(agency_id=person.agency_id, person_id=person.id, to_agency_id=to.id, basis="justice")
            row.compartments, row.why = ",".join(sorted(parts)), "For court"
            row.start, row.end, row.given_at = at, at + dt.timedelta(hours=1), at
            db.session.add(row)

    def times(self, visitor: Visitor) -> tuple[float, float]:
        """The median time in which a record that is there, and one that is not, are said not to be there."""
        reference = self.real["/people/<reference>"]["reference"]
        taken: dict[str, list[float]] = {reference: [], NOBODY: []}
        for _ in range(100):
            for one, times in taken.items():
                start = time.perf_counter()
                assert visitor.get(f"/people/{one}").status_code == 404
                times.append(time.perf_counter() - start)
        return statistics.median(taken[reference]), statistics.median(taken[NOBODY])


def _table(before: str, name: str) -> str:
    """The table whose row stands after this word of an address."""
    named = {
        "people": "person",
        "shared": "person",
        "join": "person",
        "card": "appointment",
        "orders": "support_order",
        "visits": "appointment",
        "shares": "person_share",
        "safeguarding": "safeguarding_record",
        "opinions": "excuse_opinion",
        "applications": "order_application",
        "cases-meetings": "cases_meeting",
        "items": "cases_item",
        "actions": "cases_action",
        "sheet": "cases_body",
    }
    by_name = {"text_id": "text", "task_id": "text_task", "reply": "reply", "appointment": "appointment"}
    return by_name.get(name) or named.get(before, before.removesuffix("s"))


def _plain(name: str) -> str:
    """Something for what is no record: a day, a court, a position."""
    known = {
        "day": f"{clock.today():%Y-%m-%d}",
        "date": f"{clock.today():%Y-%m-%d}",
        "week": f"{clock.today():%G-W%V}",
        "kind": "person",
        "language": "en",
    }
    known |= {"court_code": "B01ND00", "code": "B01ND00", "court": "B01ND00"}
    return known.get(name, "33333333")


def _missing(name: str, value: str) -> str:
    return NOBODY if len(value) == len(NOBODY) else value


def _of_no_person(rule: Rule) -> bool:
    """Colleagues, settings, courts and when a meeting is are an agency's own things, with tests of their own."""
    if rule.rule.startswith("/cases-meetings/<meeting>"):
        return True
    return rule.rule.split("/")[1] in {"admin", "colleagues", "court", "diary", "held", "monitoring", "calendar"}


def _plainly(answer: TestResponse, values: dict[str, Any]) -> tuple[int, str, str]:
    """What was answered, without what is drawn anew each time and without the address itself."""
    said, to = (
        _DRAWN.sub("", answer.get_data(as_text=True) if is_text(answer) and answer.status_code != 303 else ""),
        re.sub(r"/\d+(?=/|$)", "/*", answer.headers.get("Location", "")),
    )
    for value in (str(one) for one in values.values() if len(str(one)) == len(NOBODY)):
        said, to = said.replace(value, "*"), to.replace(value, "*")
    return answer.status_code, said, to
