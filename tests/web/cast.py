"""Jo, who missed her first appointment and has four weeks left: what the tests of booking start from."""

from __future__ import annotations

import datetime as dt

from casework.accounts.models import Agency
from casework.appointments import services as appointments
from casework.kernel import clock
from casework.kernel.database import db, transaction
from casework.kernel.workdays import add_business_days, business_days_before
from casework.people.rules.agreements import HowAgreed
from casework.people.rules.contact import Answer
from diversion import services
from diversion.models import Referral
from tests.support.staff import Team


def missed_her_first(team: Team) -> Referral:
    """Jo, arrested three weeks ago, before court in about four; her first appointment was on the last working day."""
    by, today = team.actor("worker"), clock.today()
    booked_on = clock.moment(today - dt.timedelta(days=20), dt.time(12))
    with transaction():
        administrator = team.actor("administrator")
        db.session.get_one(Agency, team.agency_id).phone = "020 7946 0123"
        scheme = services.add_preset("Safe Exit", by=administrator, at=booked_on)
        place = appointments.add_place(name="Mill Street", text_name="the blue door", by=administrator, at=booked_on)
        answers = services.ArrestAnswers(
            scheme=scheme,
            given_name="Josephine",
            family_name="Barnes",
            date_of_birth=dt.date(1995, 2, 3),
            mobile="+447700900123",
            safe_to_text=Answer.YES,
            arrested_on=today - dt.timedelta(days=21),
            police_reference="01HT1234526",
            court_code="B01ND00",
            court_day=add_business_days(today, 20),
            agreed=HowAgreed.IN_PERSON,
        )
        referral = services.record_arrest(answers, by=by, at=booked_on)
        services.book_requirement(
            services.find_requirement(referral, 1),
            day=business_days_before(today, 1),
            time=dt.time(10),
            place=place,
            with_staff_id=by.staff_id,
            by=by,
            at=booked_on,
        )
        return referral
