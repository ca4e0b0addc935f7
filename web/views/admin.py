"""Admin: places, people and roles, contacts, texting. Schemes and closed days have their own pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from casework.accounts.access import access, actor
from casework.accounts.models import Agency
from casework.accounts.rules import Action, Compartment
from casework.accounts.services import agencies
from casework.appointments import services as appointments
from casework.courts import services as courts
from casework.courts.models import CourtContact
from casework.kernel import clock
from casework.kernel.database import db
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from notices.rules import ContactKind
from reminders.services import health
from web.forms.accounts import ServiceForm
from web.forms.set_up import CourtContactForm, PlaceForm
from web.services import heartbeat, set_up

bp = Blueprint("admin", __name__)
Row = tuple[str, str, tuple[str, str] | None]
"""What a list shows of one thing: its name, more of it, and a button."""
AGENCIES = "Agencies"
PAGES = [
    ("Your service", "/admin/service", "What it is called, and the number its texts give"),
    ("Schemes", "/admin/schemes", "What each asks, by when, and who is told"),
    ("Places", "/admin/places", "Where you meet people, and what a text may call it"),
    ("Rooms", "/admin/rooms", "Rooms of each place, for one appointment at a time"),
    ("People and roles", "/admin/people-and-roles", "Colleagues who use Waymark"),
    ("New administrators", "/admin/administrators", "Who waits for a second administrator to agree"),
    ("Teams", "/admin/teams", "Who shares a caseload with whom"),
    ("Partner services", "/admin/partners", "Colleagues elsewhere who say who came, and see nothing else"),
    ("Contacts", "/admin/contacts", "Who at the CPS and each court is told, and whether their address was checked"),
    ("Who is told what", "/admin/notices", "Which notice goes to whom, by scheme, and what goes by itself"),
    ("Local pathways", "/admin/pathways", "What workers do when somebody is in danger at home or exploited"),
    ("Closed days", "/admin/closed-days", "Days the courts are closed beside bank holidays"),
    ("Words of texts", "/admin/templates", "What each text says, in your own words and in other languages"),
    ("When texts go", "/admin/texts/reminders", "Which reminders go for orders, and where no scheme says"),
    ("Texting", "/admin/texts", "Whether texts leave, and by which number"),
    (AGENCIES, "/admin/agencies", "Others who keep their own records on this site"),
    ("After a restore", "/admin/gate", "Let an older copy of the records go on"),
]


@bp.get("/admin")
@access(Action.LOOK, Compartment.SETTINGS)
def index() -> Response:
    """Everything that can be set; first what has stopped, which only whoever runs Waymark can put right."""
    by, theirs, now = actor(), agencies.may_add(actor()), clock.now()
    shown = [one for one in PAGES if theirs or one[0] != AGENCIES]
    stopped = [*health.alarm_lines(by=by, now=now), *heartbeat.alarm_lines(by=by, now=now)]
    return page("web/admin.html", title="Admin", pages=shown, alarms=stopped)


@bp.route("/admin/service", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def service() -> Response:
    """What the service is called, and the number its texts give."""
    agency = _agency()
    form = ServiceForm()
    if form.validate_on_submit() and (done := save(form, lambda: _change_service(agency, form))):
        return done
    if not form.is_submitted():
        form.service_name.process_data(agency.name)
        form.phone.process_data(agency.phone)
        form.seen_version.process_data(agency.version)
    return page("web/admin_service.html", title="Your service", form=form)


def _change_service(agency: Agency, form: ServiceForm) -> str:
    set_up.change_service(
        agency,
        service_name=form.service_name.data,
        phone=form.phone.data,
        seen_version=form.seen_version.data,
        by=actor(),
        at=clock.now(),
    )
    return "/admin?saved=1"


def _agency() -> Agency:
    found = db.session.get(Agency, actor().agency_id)
    if found is None:
        raise NotFound
    return found


@bp.route("/admin/places", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def places() -> Response:
    """Where people are met."""
    form = PlaceForm()
    if form.validate_on_submit() and (done := save(form, lambda: add_place(form))):
        return done
    rows = [
        (one.name, f"In texts: {one.text_name}", (f"/admin/places/{one.reference}/end", "Offer it no more"))
        for one in appointments.places(agency_id=actor().agency_id)
    ]
    return page("web/admin_list.html", title="Places", form=form, rows=rows, fields=["name", "text_name", "address"])


def add_place(form: PlaceForm) -> str:
    """Keep the place of a form."""
    appointments.add_place(
        name=form.name.data, text_name=form.text_name.data, address=form.address.data, by=actor(), at=clock.now()
    )
    return "/admin/places?saved=1"


@bp.post("/admin/places/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_place(reference: str) -> Response:
    """Offer a place no more; what is booked there keeps it."""
    return pressed(lambda: _end_place(reference))


def _end_place(reference: str) -> str:
    by = actor()
    appointments.end_place(appointments.load_place(reference, by=by), by=by, at=clock.now())
    return "/admin/places?saved=1"


def pressed(work: Callable[[], str]) -> Response:
    """Do what one button says. Raises Refused where its page was not this one."""
    form = Form()
    if form.validate_on_submit() and (done := save(form, work)):
        return done
    raise Refused("Press the button again")


@bp.route("/admin/contacts", methods=["GET", "POST"])
@access(Action.CONFIGURE, Compartment.SETTINGS)
def contacts() -> Response:
    """Who is told at each court."""
    form = CourtContactForm()
    if form.validate_on_submit() and (done := save(form, lambda: add_contacts(form))):
        return done
    found = [
        (one, ContactKind(one.kind).words, _courts_of(one)) for one in courts.contacts(agency_id=actor().agency_id)
    ]
    fields = ["court", "cps_name", "cps_email", "court_name", "court_email"]
    return page("web/contacts.html", title="Contacts", form=form, contacts=found, fields=fields)


def _courts_of(contact: CourtContact) -> str:
    found = [courts.court(row.court_code) for row in contact.courts]
    return ", ".join(court.name for court in found if court is not None)


@bp.post("/admin/contacts/<reference>/end")
@access(Action.CONFIGURE, Compartment.SETTINGS)
def end_contact(reference: str) -> Response:
    """Send a contact nothing more: a wrong address is ended here, and the right one added."""
    return pressed(lambda: _end_contact(reference))


def _end_contact(reference: str) -> str:
    by = actor()
    courts.end_contact(courts.load_contact(reference, by=by), by=by, at=clock.now())
    return "/admin/contacts?saved=1"


def add_contacts(form: CourtContactForm) -> str:
    """Keep the contacts of a form."""
    set_up.add_court_contacts(
        form.court.data,
        cps_name=form.cps_name.data,
        cps_email=form.cps_email.data,
        court_name=form.court_name.data,
        court_email=form.court_email.data,
        by=actor(),
        at=clock.now(),
    )
    return "/admin/contacts?saved=1"
