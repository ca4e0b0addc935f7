"""What texts may ask of a referral: how far the person has come, and whether a text is still wanted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from casework.courts.models import Hearing
from casework.kernel import clock, light
from casework.kernel.database import db
from diversion.models import Referral, Requirement, RequirementBooking, Scheme
from diversion.rules.facts import Came
from diversion.rules.release import Why
from diversion.rules.words import Status
from diversion.services.facts import current_attendance, standing_of
from diversion.services.outcomes import came
from diversion.services.release import may_be_released, release_of, still_released
from reminders.models import Text
from reminders.rules.kinds import COURT, TextKind
from reminders.rules.progress import Progress

_BOOKINGS = light.Question(
    lambda among: select(RequirementBooking.appointment_id).where(among(RequirementBooking.appointment_id))
)
_SCHEMES = light.Question(lambda among: select(Scheme.agency_id, Scheme.name).where(among(Scheme.agency_id)))


class DiversionProgramme:
    """Answers for appointments made for referrals and for court dates that arrests brought."""

    def progress(self, appointment_id: int) -> Progress | None:
        """How many required appointments count, of how many, and by when; None where it is not a referral's."""
        requirement = _requirement(appointment_id)
        if requirement is None:
            return None
        stands = standing_of(requirement.referral, at=clock.now())
        return Progress(stands.done, stands.total, stands.finish_by)

    def reminders(self, appointment_id: int | None, hearing_id: int | None) -> list[str] | None:
        """What the scheme behind an appointment or a court date chose; None for no scheme of ours and no choice.

        Where several referrals share a court date, the newest decides.
        """
        scheme = _scheme(appointment_id, hearing_id)
        return scheme.reminders if scheme else None

    def among(self, appointment_ids: Collection[int]) -> set[int]:
        """Which of these appointments belong to a referral."""
        return {row.appointment_id for row in _BOOKINGS.ask(appointment_ids)}

    def names(self, agency_ids: Collection[int]) -> list[tuple[int, str]]:
        """Every scheme these agencies run or ran, by name (ux 4.2, rule 6)."""
        return [(row.agency_id, row.name) for row in _SCHEMES.ask(agency_ids)]

    def wanted(self, text: Text) -> str | None:
        """None while the text still says what is true, else why not, for staff. Asked just before it goes."""
        kind = TextKind(text.kind)
        if kind is TextKind.DONE_RELEASED:
            return _why_not_released(text)
        if text.hearing_id is not None:
            return _about_court(text, kind)
        return _about_appointment(text, kind) if text.appointment_id is not None else None


def _scheme(appointment_id: int | None, hearing_id: int | None) -> Scheme | None:
    if appointment_id is not None:
        requirement = _requirement(appointment_id)
        return requirement.referral.scheme if requirement else None
    newest = select(Referral).where(Referral.hearing_id == hearing_id).order_by(Referral.id.desc()).limit(1)
    referral = db.session.scalar(newest) if hearing_id is not None else None
    return referral.scheme if referral else None


def _why_not_released(text: Text) -> str | None:
    """Everything that let somebody release it must still stand when it goes (domain rule 4)."""
    hearing = db.session.get(Hearing, text.hearing_id) if text.hearing_id else None
    if hearing is None:
        return "No court date belongs to this text"
    answer = may_be_released(text.person, hearing.day)
    if isinstance(answer, Why):
        return ". ".join(answer.reasons)
    made = release_of(text.person, hearing.day)
    return None if made is not None and made.text_id == text.id else "Nobody has released this"


def _about_court(text: Text, kind: TextKind) -> str | None:
    hearing = db.session.get_one(Hearing, text.hearing_id)
    if still_released(text.person, hearing.day):
        return "They have been told that they do not need to go"
    referral = db.session.scalar(select(Referral).where(Referral.hearing_id == hearing.id))
    if kind in COURT or referral is None:
        return None
    return _still(kind, Status(referral.status))


def _still(kind: TextKind, status: Status) -> str | None:
    if kind is TextKind.DONE_WAIT and status is not Status.COMPLETED:
        return "It is not complete any more"
    if kind is TextKind.STILL_GO and status is not Status.NOT_COMPLETED:
        return "It is not “not completed” any more"
    return None


def _about_appointment(text: Text, kind: TextKind) -> str | None:
    requirement = _requirement(text.appointment_id or 0)
    if requirement is None:
        return None
    if requirement.referral.closure is not None:
        return "The referral is closed"
    if kind is TextKind.MISSED and _has_another(requirement, text.appointment_id or 0):
        return "Another appointment has been booked since"
    return None


def _has_another(requirement: Requirement, appointment_id: int) -> bool:
    others = [b.appointment for b in requirement.bookings if b.appointment_id > appointment_id]
    return any(came(current_attendance(one)) in (Came.NOT_RECORDED, Came.KEPT) for one in others)


def _requirement(appointment_id: int) -> Requirement | None:
    booked = select(Requirement).join(RequirementBooking, RequirementBooking.requirement_id == Requirement.id)
    return db.session.scalar(booked.where(RequirementBooking.appointment_id == appointment_id))
