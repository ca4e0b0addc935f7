"""Which kind of telling goes to whom, by scheme; and the way to what goes by itself."""

from __future__ import annotations

from flask import Response, request

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound
from notices import services
from notices.forms import ToldForm
from notices.rules import ContactKind
from notices.rules.topics import ORDERS
from notices.views.frame import bp

Kinds = frozenset[ContactKind]


@bp.get("/admin/notices")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def choices() -> Response:
    """Every scheme, and the orders."""
    return page("notices/choices.html", title="Who is told what", schemes=_schemes())


@bp.route("/admin/notices/told/<scheme>", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def told(scheme: str) -> Response:
    """One question for each kind of telling: who is told."""
    found = dict(_schemes())
    if scheme not in found:
        raise NotFound
    form = ToldForm.of(scheme)()
    if form.validate_on_submit() and (done := save(form, lambda: _choose(scheme, form))):
        return done
    if request.method == "GET":
        _fill(form, scheme)
    return page("notices/told.html", title="Who is told what", form=form, name=found[scheme], orders=scheme == ORDERS)


def _fill(form: ToldForm, scheme: str) -> None:
    among, tells = services.chosen(actor().agency_id), _tells(scheme)
    for topic in form.chosen():
        kinds = services.kinds_told(topic, scheme=scheme, tells=tells, among=among)
        form[topic.value].process_data(sorted(kind.value for kind in kinds))


def _choose(scheme: str, form: ToldForm) -> str:
    services.choose(scheme, form.chosen(), tells=_tells(scheme), by=actor(), at=clock.now())
    return "/admin/notices?saved=1"


def _schemes() -> list[tuple[str, str]]:
    return [*services.scheme_names(actor().agency_id), (ORDERS, "Engagement and Support Orders")]


def _tells(scheme: str) -> Kinds:
    """Whom a scheme tells where nobody has chosen."""
    return frozenset({ContactKind.COURT}) if scheme == ORDERS else services.scheme_tells(scheme, actor().agency_id)
