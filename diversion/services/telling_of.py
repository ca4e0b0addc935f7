"""What has a notice of its own: an ending received, a transfer, an attendance being checked (domain rules 9 and 30)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from casework.courts.models import CourtContact
from casework.kernel.actors import Actor
from casework.kernel.refused import Refused
from diversion.models import Referral
from diversion.rules.words import Method
from diversion.services.loading import load_all
from diversion.services.telling import about, statement
from notices import services as notices
from notices.models import Notice, NoticeLine
from notices.rules import About, CheckFirst, NoticeKind, Sentence, Statement, events
from notices.rules.events import Ending
from notices.rules.topics import Topic

NO_HEARING = "Record the court date first, so that the right court is told"


class Tell(StrEnum):
    """What is told in a notice of its own."""

    CHECKING = "checking"
    ENDING = "ending"
    TRANSFER = "transfer"


KINDS = {
    Tell.CHECKING: NoticeKind.CHECKING,
    Tell.ENDING: NoticeKind.ENDING,
    Tell.TRANSFER: NoticeKind.TRANSFER,
}
_NOTHING = {
    Tell.CHECKING: "Every attendance is recorded, so nothing is being checked",
    Tell.ENDING: "No discontinuance, withdrawal or “no evidence offered” is recorded",
    Tell.TRANSFER: "Nobody was asked to take this person over",
}


def spoken_of(reference: str) -> list[str]:
    """Everything that notices say of a referral: "referral:K7Q3XWZ2", and what has notices of its own."""
    return [f"{what}:{reference}" for what in ("referral", Tell.ENDING, Tell.TRANSFER)]


def own_statement(referral: Referral, what: Tell, *, at: datetime) -> Statement | None:
    """What can be told of this now, at a moment (UTC); None where there is nothing of the kind to tell."""
    if what is Tell.CHECKING:
        said = statement(referral, at=at)
        return said.as_being_checked() if isinstance(said, CheckFirst) else None
    return own_statements([f"{what}:{referral.reference}"], agency_id=referral.agency_id).get(
        f"{what}:{referral.reference}"
    )


def own_statements(subjects: Collection[str], *, agency_id: int) -> dict[str, Statement]:
    """What would be told now of each "ending:" and "transfer:" named, in a fixed number of queries."""
    wanted = {one for one in subjects if one.startswith((f"{Tell.ENDING}:", f"{Tell.TRANSFER}:"))}
    if not wanted:
        return {}
    found = load_all(Referral.reference.in_([one.partition(":")[2] for one in wanted]), agency_id=agency_id)
    moves = notices.transfer_words({referral.person_id for referral in found}, agency_id=agency_id)
    made = [one for referral in found for one in _of(referral, moves.get(referral.person_id))]
    return {one.subject: one for one in made if one.subject in wanted}


def _of(referral: Referral, move: Sentence | None) -> list[Statement]:
    made = []
    if ended := ending_sentence(referral):
        made.append(_statement(referral, Tell.ENDING, Topic.ENDING, ended))
    if move is not None:
        made.append(_statement(referral, Tell.TRANSFER, Topic.TRANSFER, move))
    return made


def _statement(referral: Referral, what: Tell, topic: Topic, said: Sentence) -> Statement:
    who: dict[str, Any] = {field.name: getattr(about(referral), field.name) for field in fields(About)}
    return Statement(**{**who, "subject": f"{what}:{referral.reference}"}, topic=topic, sentence=said)


def ending_sentence(referral: Referral) -> Sentence | None:
    """That the scheme was told how the case ended, charge by charge; None where none has (domain rule 6).

    Where every ending was recorded in error, that: for those who were told of one.
    """
    ended = sorted(
        (Ending(row.method), row.decided_on)
        for charge in referral.charges
        if (row := charge.ending) is not None and Method(row.method).ends_the_charge and row.decided_on is not None
    )
    told = [(ending, day, len(list(same))) for (ending, day), same in groupby(ended)]
    if told:
        return events.endings_received(told, of=len(referral.charges))
    return events.ending_in_error() if _in_error(referral) else None


def _in_error(referral: Referral) -> bool:
    return any(row.error_by_id is not None for charge in referral.charges for row in charge.endings)


def why_not_tell_own(referral: Referral, what: Tell, *, by: Actor, at: datetime) -> str:
    """Why this cannot be told now, and how to put it right; empty when it can."""
    said = own_statement(referral, what, at=at)
    if said is None or not _of_use(said, notices.last_told_of([said.subject], agency_id=referral.agency_id)):
        return _NOTHING[what]
    if referral.hearing is None:
        return NO_HEARING
    return notices.preview(
        [said], court_code=said.court_code, day=referral.hearing.day, by=by, kind=KINDS[what]
    ).refusal


def tell_own(
    referral: Referral, what: Tell, *, service_note: str = "", unchecked: bool = False, by: Actor, at: datetime
) -> list[Notice]:
    """Tell it, to those whom the scheme tells of it, in a notice of its own. Raises Refused as `why_not_tell_own`."""
    if reason := why_not_tell_own(referral, what, by=by, at=at):
        raise Refused(reason)
    said = own_statement(referral, what, at=at)
    if said is None or referral.hearing is None:
        raise Refused(NO_HEARING)
    return notices.issue(
        [said],
        court_code=said.court_code,
        day=referral.hearing.day,
        by=by,
        at=at,
        kind=KINDS[what],
        service_note=service_note,
        unchecked=unchecked,
    )


def told_of_own(referral: Referral, said: Statement) -> list[CourtContact]:
    """Who is told of it, were everything agreed to."""
    return notices.contacts_of([said], court_code=said.court_code, agency_id=referral.agency_id)


def own_to_tell(referral: Referral, *, by: Actor, at: datetime) -> list[Tell]:
    """What of this referral has a notice of its own and was never told. What changed since is corrected instead."""
    found = own_statements([f"{what}:{referral.reference}" for what in Tell], agency_id=referral.agency_id)
    told = notices.last_told_of(found, agency_id=referral.agency_id)
    waits = [Tell(key.partition(":")[0]) for key, said in found.items() if _new(said, told)]
    checking = by.has("liaison") and isinstance(statement(referral, at=at), CheckFirst)
    return [*([Tell.CHECKING] if checking else []), *waits]


def _new(said: Statement, told: Mapping[str, NoticeLine]) -> bool:
    return said.subject not in told and _of_use(said, told)


def _of_use(said: Statement, told: Mapping[str, NoticeLine]) -> bool:
    """Only whoever was told of something is told that it was recorded in error."""
    return not events.only_takes_back(said.sentence) or said.subject in told
