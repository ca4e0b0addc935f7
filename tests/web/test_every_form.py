"""Every form that a colleague can meet, filled in by a hurried hand, a hostile one, and not at all.

A refusal shows the form again with what was typed, says what is wrong in a summary that leads to the box, says
"Error:" in the title, and has written nothing (promises R, L, B, T; ux 3.3.1). Nothing is ever a fault of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from casework.accounts.rules import Role
from casework.kernel.database import Base
from tests.support import reading
from tests.support.attempts import attempts, sensible
from tests.support.databases import Databases
from tests.support.rounds import GROW, Met, Rounds, Visitor, met, service
from tests.support.seen_forms import Form, Pairs, forms
from web import cookies

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(600)]
ORDER = tuple(Role)
LEFT_OUT = ("demo.", "lock.lock", "sign_in.sign_out", "account.end", "accounts.end_colleague", "visits.end")
"""The ways out: they end the session that the rest needs, or a colleague's. They are tried one by one, below."""
UNTOLD = {"calendar_fetch", "browsing_alert", "court_followed"}
"""What is counted or noted of a request, and on which court's page somebody starts: nobody's record."""

SHOWS = {"people_front.people", "court_paste.paste"}
"""Posts that only look: a name never stands in an address, so searching is a post."""


@pytest.fixture(scope="module")
def made(
    all_databases: Databases, compiled_templates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rounds]:
    """The pretend people's service with a colleague of each role signed in."""
    with service(all_databases, tmp_path_factory.mktemp("forms"), compiled_templates) as app:
        yield Rounds(app)


@pytest.fixture
def rounds(made: Rounds) -> Iterator[Rounds]:
    """The same, put back as it was after each test."""
    yield made
    made.put_back()


@pytest.fixture(scope="module")
def everything(made: Rounds) -> Met:
    """Every kind of form and page that is met."""
    return met(made, ORDER, 3)


@pytest.fixture(scope="module")
def all_met(made: Rounds, everything: Met) -> Met:
    """Every kind of form and page that is met, but for the ways out."""
    pairs = everything.forms
    kept = [(role, form) for role, form in pairs if not made.endpoint(form.action, "POST").startswith(LEFT_OUT)]
    return Met(kept, {kind: at for kind, at in everything.addresses.items() if not kind.startswith(LEFT_OUT)})


@pytest.fixture(scope="module")
def ways_out(made: Rounds, everything: Met) -> list[tuple[Role, Form]]:
    """The ways out of a session, an account, a record; of the pretend people's own two only where they begin is met."""
    named = [(role, form, made.endpoint(form.action, "POST")) for role, form in everything.forms]
    return [(role, form) for role, form, name in named if name.startswith(LEFT_OUT) and not name.startswith("demo.")]


def post(rounds: Rounds, role: Role, form: Form, pairs: Pairs) -> TestResponse:
    """Post these values to where the form goes."""
    return rounds.clients[role].post(form.action, data=MultiDict(_sent(pairs)))


def _sent(pairs: Pairs) -> list[tuple[str, str]]:
    return [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs]


def faults(rounds: Rounds, form: Form, pairs: Pairs, answer: TestResponse) -> Iterator[str]:
    """What is wrong with how a post was answered."""
    if answer.status_code >= 500:
        yield f"answered {answer.status_code}"
    if saved(answer):
        yield from _meddled(rounds)
        if rounds.changed() - UNTOLD and not rounds.said() - {"consultation", "refusal"}:
            yield f"changed {sorted(rounds.changed())} without a line in the trail"
        return
    if changed := rounds.changed():
        yield f"refused with {answer.status_code}, but {sorted(changed)} changed"
    html = answer.text
    asks = 'name="despite"' in html  # nothing is wrong; it wants a reason, such as for a day after the finish-by
    if answer.status_code != 200 or asks or rounds.endpoint(form.action, "POST") in SHOWS:
        return
    yield from reading.problems(html, dict(answer.headers), form.action)
    if "<title>Error: " not in html:
        yield "refused without Error: in the title"
    links = re.findall(r'<li>(?:<a href="#([^"]+)">)?', html.split("govuk-error-summary__list")[-1].split("</ul>")[0])
    if "govuk-error-summary" not in html or not links:
        yield "refused without a summary"
    yield from _forgotten(form, pairs, answer)


def saved(answer: TestResponse) -> bool:
    """Whether what was asked for was done: it leads on, or hands out a file."""
    return answer.status_code in {302, 303} or (answer.status_code == 200 and answer.mimetype != "text/html")


def _meddled(rounds: Rounds) -> Iterator[str]:
    """What a saved form wrote that nobody was asked for."""
    numbers = {"agency_id": 999, "version": 999, "recorded_by_id": 998, "staff_id": 998, "person_id": 998}
    words = dict.fromkeys(("state", "role", "team", "stage", "password_hash"), "meddled")
    wanted: dict[str, object] = {**numbers, **words, "reference": "AAAAAAAA", "owner": "1"}
    written = rounds.changed() | GROW
    with rounds.engine.connect() as connection:
        for table in (one for one in Base.metadata.sorted_tables if one.name in written):
            for name in wanted.keys() & table.columns.keys():
                column = table.columns[name]
                if connection.scalar(sa.select(sa.func.count()).where(column == wanted[name])):
                    yield f"{table.name}.{name} was taken from a field that the form does not have"


def _forgotten(form: Form, pairs: Pairs, answer: TestResponse) -> Iterator[str]:
    """What was typed and is not there any more."""
    again = [one for one in forms(form.page, answer.text) if one.names >= {b.name for b in form.seen}]
    kept = {(box.name, box.value.strip()) for one in again for box in one.boxes}
    for box in form.seen:
        typed = next((value for name, value in pairs if name == box.name), "").strip()  # the first one counts
        plain = box.typed_in and box.kind != "password" and 0 < len(typed) <= 200 and typed.isprintable()
        if plain and (box.name, typed) not in kept:
            yield f"{box.name} forgot what was typed"


def test_no_form_breaks_or_half_saves_whatever_is_typed(rounds: Rounds, all_met: Met) -> None:
    """R15, R16; and whatever is saved leaves a line in the audit trail (domain rule 27)."""
    found, said = list[str](), set[str]()
    for role, form in all_met.forms:
        for what, pairs in attempts(form):
            answer = post(rounds, role, form, pairs)
            where = f"{role.value} {form.action} ({rounds.endpoint(form.action, 'POST')}), {what}: "
            found += [where + one for one in faults(rounds, form, pairs, answer)]
            if saved(answer):
                said |= {rounds.endpoint(form.action, "POST")} if rounds.changed() else set()
                rounds.put_back()
    assert found == []
    assert len(said) > 30, "so many kinds of form were saved, and each said so"


def test_no_way_out_breaks_or_half_saves_whatever_is_typed(rounds: Rounds, ways_out: list[tuple[Role, Form]]) -> None:
    """Each begins with everybody signed in: the session and its cookie are put back after each attempt."""
    found = list[str]()
    for role, form in ways_out:
        held = rounds.clients[role].get_cookie(cookies.COOKIE)
        assert held is not None
        for what, pairs in attempts(form):
            answer = post(rounds, role, form, pairs)
            where = f"{role.value} {form.action} ({rounds.endpoint(form.action, 'POST')}), {what}: "
            found += [where + one for one in faults(rounds, form, pairs, answer)]
            rounds.put_back()
            rounds.clients[role].set_cookie(cookies.COOKIE, held.value, secure=True, domain="localhost")
    assert found == []
    assert len(ways_out) > 5


def test_no_form_records_more_than_one_outcome(rounds: Rounds, all_met: Met) -> None:
    """T9: there is no bulk of outcomes of which one could be stale; each is an appointment's own (decision 49)."""
    bulk = [form for _role, form in all_met.forms if sum("outcome" in name for name in form.names) > 1]
    one = [form for _role, form in all_met.forms if "outcome" in form.names]
    assert [form.action for form in bulk] == []
    assert one
    assert all(REFERENCE.search(form.action) for form in one)


REFERENCE = re.compile(r"(?<![A-Z0-9])[2-9A-HJ-NP-Z]{8}(?![A-Z0-9])")


UNSEEN = re.compile(r'name="(csrf_token|form_key)"[^>]* value="[^"]*"')


def asked(client: Visitor, address: str, token: str) -> Iterator[tuple[int, str]]:
    """How an address answers a reader, and somebody who posts to it: without references and keys."""
    own = re.compile("|".join(REFERENCE.findall(address)))  # also where it stands in a link that leads back
    for answer in (client.get(address), client.post(address, data={"csrf_token": token, "form_key": "k" * 24})):
        yield answer.status_code, REFERENCE.sub("AAAAAAAA", own.sub("AAAAAAAA", UNSEEN.sub("", answer.text)))


def token_of(client: Visitor) -> str:
    """A token of this visitor's own."""
    return client.get("/", follow_redirects=True).text.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.parametrize("role", list(Role))
def test_the_wrong_role_sees_what_is_not_there(role: Role, rounds: Rounds, all_met: Met) -> None:
    client, found = rounds.clients[role], []
    gone = client.get("/nothing-of-the-kind").text
    for address in all_met.addresses.values():
        answer = client.get(address)
        if answer.status_code in {404, 405} and answer.text != gone:
            found.append(f"{address} answered {answer.status_code}, and not as an address that is not there")
        if answer.status_code not in {200, 303, 404, 405}:
            found.append(f"{address} answered {answer.status_code}")
    assert found == []
    assert rounds.changed() == set()


def test_another_agency_sees_what_is_not_there(rounds: Rounds, all_met: Met) -> None:
    """U1: every role at once, in every address that a colleague meets; each by itself stands in tests/access."""
    client, found = rounds.stranger(*Role), []
    rounds.keep()
    token = token_of(client)
    for address in all_met.addresses.values():
        nowhere = REFERENCE.sub("AAAAAAAA", address)
        if nowhere != address and list(asked(client, address, token)) != list(asked(client, nowhere, token)):
            found.append(f"{address} is not answered as {nowhere} is")
    assert found == []
    assert rounds.changed() == set()


def test_a_post_without_its_token_and_a_link_to_what_changes_do_nothing(rounds: Rounds, all_met: Met) -> None:
    found = []
    for role, form in all_met.forms:
        client = rounds.clients[role]
        pairs = [pair for pair in sensible(form, "", "") if pair[0] not in {"csrf_token", ""}]
        for body in (pairs, [*pairs, ("csrf_token", "")], [*pairs, ("csrf_token", token_of(rounds.visitor()))]):
            if (code := client.post(form.action, data=MultiDict(body)).status_code) != 400:
                found.append(f"{form.action} without its token: {code}")
        if not rounds.endpoint(form.action) and (code := client.get(form.action).status_code) not in {404, 405}:
            found.append(f"GET {form.action}: {code}")
    assert found == []
    assert rounds.changed() == set()
