"""Each kind of page made once in the parent, so that what is compiled for it is there in every fork."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from tests.load.world import Desk
from tests.support.rounds import Visitor
from web.cookies import COOKIE

USUAL = {
    "worker": ("/today", "/today?who=team", "/diary", "/people", "/people/{person}", "/arrests/new"),
    "supervisor": ("/today", "/orders", "/orders/{order}"),
    "liaison": ("{court}", "{court}/print", "{court}/tell", "/notices"),
}
FORMS = {
    "past": ("/appointments/{past}", "/people/{person}/circumstances"),
    "ahead": ("/appointments/{ahead}/move", "/referrals/{referral}"),
    "releases": ("/referrals/{release}/release",),
}


def warm_up(app: Flask, desks: Sequence[Desk]) -> None:
    """As the first of each role, and as whoever has something on their desk that asks for a form."""
    for role, paths in USUAL.items():
        desk = next((one for one in desks if one.role == role), None)
        if desk is not None:
            _look(app, desk, paths)
    for what, paths in FORMS.items():
        mine = next((one for one in desks if getattr(one, what) and one.role == "worker"), None)
        if mine is not None:
            _look(app, mine, paths)


def _look(app: Flask, desk: Desk, paths: Sequence[str]) -> None:
    visitor = Visitor(app, app.response_class)
    visitor.set_cookie(COOKIE, desk.key, secure=True, domain="localhost")
    known = {"person": desk.people, "order": desk.orders, "past": desk.past, "ahead": desk.ahead}
    known |= {"referral": desk.referrals, "release": desk.releases}
    said = {name: found[0] for name, found in known.items() if found} | {"court": desk.court}
    for path in paths:
        answer = visitor.get(path.format(**said), follow_redirects=True)
        if answer.status_code != 200:
            raise RuntimeError(f"{desk.name}: {path} answers {answer.status_code}")
