"""What each of them does all day: small journeys, with the time that reading and typing take between the pages."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.harness.storm import number
from tests.load import page as pages
from tests.load.client import Client
from tests.load.world import Desk
from tests.support.provider.words import SENDER, TOKEN

Act = Callable[["Somebody"], Awaitable[None]]
NEW_NUMBERS = 400
"""From which on the numbers of people who are arrested during the day begin."""
FEED_EVERY, READ, TYPE = 9.0, 5.0, 6.0
"""Seconds: a calendar looks, somebody reads a page, somebody fills in a form."""


@dataclass
class Somebody:
    """Whoever sits at a desk; `nth` keeps the numbers they are told apart from everybody else's."""

    desk: Desk
    client: Client
    nth: int
    today: dt.date
    told: int = 0
    given: int = 0
    """How many hours for appointments it has given away."""

    async def work(self) -> None:
        """Until the day is over."""
        acts = ROLES[self.desk.role]
        await self.client.rest(READ)
        while not self.client.over:
            act = self.client.chance.choices(list(acts), list(acts.values()))[0]
            await act(self)
            await self.client.rest(READ)

    async def open(self, path: str, kind: str) -> str:
        """A page, and the time to read it."""
        shown = await self.client.read(path, kind)
        await self.client.rest(READ if not self.client.over else 0)
        return shown

    def some_time(self) -> dict[str, str]:
        """An hour, some weeks ahead, that this desk has not given away yet: its people come to no other desk, and two
        appointments of theirs at one time are refused, rightly. Every unusual day has its reason."""
        self.given += 1
        nth = 7 * self.nth + self.given
        day = self.today + dt.timedelta(days=8 + nth % 38)
        return {"day": f"{day:%d/%m/%Y}", "time": f"{10 + nth // 38 % 7}:00"}


async def today(me: Somebody) -> None:
    await me.open("/today", "Today")


async def whole_team(me: Somebody) -> None:
    await me.open("/today?who=team", "Today of the team")


async def diary(me: Somebody) -> None:
    await me.open("/diary", "diary")


async def person(me: Somebody) -> None:
    await me.open(f"/people/{me.client.chance.choice(me.desk.people)}", "person")


async def search(me: Somebody) -> None:
    shown = await me.open("/people", "search")
    form = pages.form_to(shown, "/people", "/people")
    if form is not None:
        body = pages.encoded({**form, "term": f"blake-{me.nth}"})
        await me.client.ask("POST", "/people", "search", body)


def _name(me: Somebody, letters: int) -> str:
    """Like nobody else's: who is alike is asked about."""
    return "".join(me.client.chance.choices("abcdefghijklmnopqrstuvwxyz", k=letters)).capitalize()


async def arrest(me: Somebody) -> None:
    """Nine fields; then her first appointment."""
    shown = await me.open("/arrests/new", "arrest form")
    me.told += 1
    token = f"01HT{3 * 10**4 + 100 * me.nth + me.told:05}26"
    court_date = (pages.radios(shown, "court_date") or [""])[0]
    born = f"{1 + me.nth % 28}/{1 + me.told % 12}/{1960 + (7 * me.nth + me.told) % 40}"
    typed = {"name": f"{_name(me, 4)} {_name(me, 9)}", "date_of_birth": born, "safe_to_text": "yes"}
    typed |= {"mobile": number(NEW_NUMBERS + 7 * me.nth + me.told), "arrested": "today", "police_reference": token}
    typed |= {"court": "B01ND00", "court_date": court_date, "court_time": "10am", "agreed": "in_person"}
    await me.client.rest(2 * TYPE)
    where = await me.client.press(shown, "/arrests/new", typed, "arrest", token)
    if not where:
        return
    referral = await me.client.read(where, "referral")
    if token not in referral:
        me.client.book.note("saved and not shown", token=f"arrest {token} at {where}")
    me.desk.referrals.append(where.partition("?")[0].rpartition("/")[2])
    await me.client.rest(READ)


async def book(me: Somebody) -> None:
    """From the referral, whatever it needs next."""
    if me.desk.referrals:
        shown = await me.open(f"/referrals/{me.client.chance.choice(me.desk.referrals)}", "referral")
        await _book(me, shown, "book", {})


async def _book(me: Somebody, shown: str, what: str, more: dict[str, str]) -> None:
    address = next(iter(pages.links(shown, "/appointments/new\\?for=")), "")
    if not address:
        return
    form = await me.open(address, "booking form")
    token = secrets.token_hex(8)
    place = (pages.options(form, "place") or [""])[0]
    typed = {**me.some_time(), "despite": token, "minutes": "30", "place": place, "with_other": "Nell", **more}
    await me.client.rest(TYPE)
    where = await me.client.press(form, address, typed, what, token)
    if where:
        await me.open(where, "after saving")


async def move(me: Somebody) -> None:
    if not me.desk.ahead:
        return
    which = me.client.chance.choice(me.desk.ahead)
    address, token = f"/appointments/{which}/move", secrets.token_hex(8)
    form = await me.open(address, "moving form")
    typed = {**me.some_time(), "asked_by": "person", "despite": token}
    await me.client.rest(TYPE)
    if where := await me.client.press(form, address, typed, "move", f"{which} {token}"):
        await me.open(where, "after saving")


async def came(me: Somebody) -> None:
    if me.desk.past:
        await _say(me, me.desk.past.pop(), "attended", "came")


async def cancel(me: Somebody) -> None:
    if me.desk.ahead:
        await _say(me, me.desk.ahead.pop(), "cancelled_by_us", "cancel")


async def _say(me: Somebody, which: str, outcome: str, what: str) -> None:
    address, token = f"/appointments/{which}", secrets.token_hex(8)
    form = await me.open(address, "appointment")
    await me.client.rest(TYPE)
    if where := await me.client.press(form, address, {"outcome": outcome, "note": token}, what, f"{which} {token}"):
        await me.open(where, "after saving")


async def note(me: Somebody) -> None:
    """Where she is, with a note: the one that takes typing, and must not be typed twice."""
    address = f"/people/{me.client.chance.choice(me.desk.people)}/circumstances"
    form = await me.open(address, "circumstances form")
    token = secrets.token_hex(8)
    typed = {"kind": "hospital", "since": "01/06/2026", "until": "02/06/2026", "place": "not known", "note": token}
    await me.client.rest(TYPE)
    if where := await me.client.press(form, address, typed, "note", token):
        await me.open(where, "after saving")


async def release(me: Somebody) -> None:
    """ "You do not need to go": of those whose case has ended, once each."""
    if not me.desk.releases:
        await person(me)
        return
    which = me.desk.releases.pop()
    address = f"/referrals/{which}/release"
    form = await me.open(address, "release form")
    await me.client.rest(TYPE)
    if where := await me.client.press(form, address, {"read": "y"}, "release", which):
        await me.open(where, "after saving")


async def orders(me: Somebody) -> None:
    await me.open("/orders", "orders")


async def order(me: Somebody) -> None:
    if me.desk.orders:
        await me.open(f"/orders/{me.desk.orders[0]}", "order")


async def fix(me: Somebody) -> None:
    """The next meeting of an order, where one is open."""
    if me.desk.orders:
        shown = await me.open(f"/orders/{me.desk.orders[0]}", "order")
        await _book(me, shown, "fix", {"told_how": "in_person"})


async def court_list(me: Somebody) -> None:
    await me.open(me.desk.court, "court list")


async def court_paper(me: Somebody) -> None:
    await me.open(f"{me.desk.court}/print", "court list on paper")


async def notices(me: Somebody) -> None:
    await me.open("/notices", "notices")


async def tell(me: Somebody) -> None:
    """CPS and court are told of everybody on the list who can be: who has told them before tells them again."""
    if not me.desk.tells:
        await court_list(me)
        return
    address, token = f"{me.desk.court}/tell", secrets.token_hex(8)
    form = await me.open(address, "telling form")
    if pages.form_to(form, address, me.client.was) is None:
        return
    await me.client.rest(TYPE)
    if where := await me.client.press(form, address, {"service_note": token}, "tell", token):
        await me.open(where, "after saving")


async def calendar(client: Client, token: str) -> None:
    """A calendar of its own asks for somebody's diary, again and again."""
    while not client.over:
        await client.read(f"/calendar/{token}.ics", "calendar")
        await client.rest(FEED_EVERY)


async def people_answer(client: Client, numbers: list[str], each: float) -> None:
    """Those who were texted text back: most say yes, some ask, a few want no more texts."""
    waiting = list(numbers)
    while not client.over and waiting:
        who = waiting.pop(client.chance.randrange(len(waiting)))
        words = client.chance.choices(("YES", "Can I come later?", "STOP"), (6, 3, 1))[0]
        sid = f"SM{secrets.token_hex(16)}"
        form = {"MessageSid": sid, "From": who, "To": SENDER, "Body": words, "NumMedia": "0"}
        await client.provider_posts("/hooks/twilio/in", form, TOKEN)
        client.book.note("stop" if words == "STOP" else "reply", token=sid, number=who)
        await client.rest(each)


ROLES: dict[str, dict[Act, float]] = {
    "worker": {
        today: 6, whole_team: 1, person: 4, search: 2, diary: 2, arrest: 2, book: 3, move: 3,
        came: 3, cancel: 1, note: 3, release: 3,
    },
    "supervisor": {today: 4, orders: 2, order: 3, fix: 3, came: 3, diary: 2, person: 2},
    "typist": {note: 5, today: 1, person: 1},
    "liaison": {court_list: 5, court_paper: 1, today: 2, notices: 2, tell: 3},
}  # fmt: skip
