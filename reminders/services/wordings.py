"""Which words a text is made of: the agency's own, an approved translation, or the words Waymark ships (ux 4.2, 4.3).

A saved change is a new row with who and when. English of one's own counts at once; another language only when another
named person has approved it. A row that would not be accepted today is set aside and the shipped words go (case S10).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select

from casework.accounts.models import Agency
from casework.kernel import audit, light
from casework.kernel.actors import Actor
from casework.kernel.audit import Act
from casework.kernel.database import db
from casework.kernel.refused import NotFound, Refused
from reminders.models import OwnWording
from reminders.rules import drafts, gsm7
from reminders.rules.languages import COMMON, ENGLISH, Common, common_faults, read_common
from reminders.rules.templates import WORDINGS, Template, Wording
from reminders.services.known import known
from reminders.services.wiring import names_of

LEVELS = (1, 2, 3)
_OWN = select(OwnWording).where(OwnWording.agency_id.in_(bindparam("agencies", expanding=True))).order_by(OwnWording.id)
_AGENCIES = light.Question(lambda among: select(Agency.id, Agency.name).where(among(Agency.id)))


@dataclass(frozen=True)
class Chosen:
    """The words for one text, in which language they are, and the row they come from (None: shipped)."""

    words: Wording
    language: str = ENGLISH
    common: Common | None = None
    row_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class Stock:
    """Every wording that some agencies use now, read once for a batch of texts.

    `names` are what no discreet text of an agency may say: its own name and those of its schemes (ux 4.2, rule 6).
    """

    rows: dict[tuple[int, str], list[OwnWording]] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, agency_id: int, language: str, template: Template, level: int) -> Chosen | None:
        """The most open usable words at her level in a language; None where the language has none that may be used."""
        own = self._usable(agency_id, language, template)
        if language != ENGLISH:
            return max((one for one in own if one.words.level <= level), key=lambda one: one.words.level, default=None)
        known = {one.level: Chosen(one) for one in WORDINGS[template]} | {one.words.level: one for one in own}
        return known[max(at for at in known if at <= level)]

    def common(self, agency_id: int, language: str) -> Common | None:
        """The days, months and usual words of a language, once approved."""
        row = in_use(self.rows.get((agency_id, language), []), COMMON, 1)
        return read_common(row.named, row.unnamed) if row else None

    def _usable(self, agency_id: int, language: str, template: Template) -> list[Chosen]:
        rows, common = self.rows.get((agency_id, language), []), self.common(agency_id, language)
        if language != ENGLISH and common is None:
            return []
        current = (in_use(rows, template.value, level) for level in LEVELS)
        also = self.names.get(agency_id, ())
        return [
            Chosen(words_of(row), language, common, row.id, row.version)
            for row in current
            if row is not None and not set_aside(row, common, also)
        ]


def stock(agency_ids: Iterable[int]) -> Stock:
    """Read once what these agencies' texts are made of: two queries and one for each programme, however many texts."""
    wanted = sorted(set(agency_ids))
    rows: dict[tuple[int, str], list[OwnWording]] = {}
    for row in db.session.scalars(_OWN, {"agencies": wanted}):
        rows.setdefault((row.agency_id, row.language), []).append(row)
    return Stock(rows, _names(wanted))


def _names(agency_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    schemes = names_of(agency_ids)
    return {row.id: (row.name, *sorted(schemes.get(row.id, ()))) for row in _AGENCIES.ask(agency_ids)}


def own_names(agency_id: int) -> tuple[str, ...]:
    """What no discreet text of this agency may say beside the list: its own name and those of its schemes."""
    read = known().words
    names: dict[int, tuple[str, ...]] = read.words.names if read is not None else {}
    return names[agency_id] if agency_id in names else _names([agency_id]).get(agency_id, ())


def in_use(rows: Sequence[OwnWording], template: str, level: int) -> OwnWording | None:
    """The row whose words go now: the newest that is English or approved; None once they were given up again."""
    mine = [row for row in rows if row.template == template and row.level == level and counts(row)]
    return mine[-1] if mine and mine[-1].named else None


def counts(row: OwnWording) -> bool:
    """English counts as soon as it is saved, and so does giving words up; a translation once it is approved."""
    return row.language == ENGLISH or row.approved_at is not None or not row.named


def words_of(row: OwnWording) -> Wording:
    """The words a row keeps."""
    return Wording(row.level, row.named, row.unnamed)


def set_aside(row: OwnWording, common: Common | None, also: tuple[str, ...]) -> str:
    """Why a row in the database may not be used, whoever put it there; "" when it may (case S10)."""
    if row.template not in set(Template) or row.level not in LEVELS:
        return "There is no such text"
    found = drafts.faults(Template(row.template), words_of(row), language=row.language, common=common, also=also)
    return next(iter(found.values()), "")


def save_wording(
    template: Template, level: int, *, language: str, named: str, unnamed: str, seen: int, by: Actor, at: dt.datetime
) -> OwnWording:
    """Keep an agency's own words as a new version. `seen` is the version the page was made from (0 for none).

    Raises Refused on the field: for an unknown or a missing field in braces, a banned word or link, more than one
    text at the longest values, or when somebody saved meanwhile.
    """
    common = stock([by.agency_id]).common(by.agency_id, language)
    if language != ENGLISH and common is None:
        raise Refused("Enter the days, months and usual words of this language first, and have them approved")
    words = Wording(level, gsm7.sanitise(named), gsm7.sanitise(unnamed))
    also = own_names(by.agency_id)
    for box, fault in drafts.faults(template, words, language=language, common=common, also=also).items():
        raise Refused(fault, box)
    return _keep(template.value, level, language, (words.named, words.unnamed), seen, by, at)


def save_common(common: Common, *, language: str, seen: int, by: Actor, at: dt.datetime) -> OwnWording:
    """Keep the days, months and usual words of a language. Raises Refused on the field."""
    for box, fault in common_faults(common).items():
        raise Refused(fault, box)
    return _keep(COMMON, 1, language, common.kept, seen, by, at)


def give_up(template: str, level: int, *, language: str, seen: int, by: Actor, at: dt.datetime) -> OwnWording:
    """Go back to the words Waymark ships, or to English where these were a translation. A new version like any."""
    return _keep(template, level, language, ("", ""), seen, by, at)


def approve(wording_id: int, *, by: Actor, at: dt.datetime) -> OwnWording:
    """Another named person says that a translation is right: it goes from now on (ux 4.2, rule 8).

    Raises NotFound, and Refused for one's own entry, for English, or for a version that is no longer the newest.
    """
    row = db.session.get(OwnWording, wording_id, with_for_update=True)
    if row is None or row.agency_id != by.agency_id:
        raise NotFound
    if row.language == ENGLISH or not row.named or row.approved_at is not None:
        raise Refused("There is nothing to approve here")
    if by.staff_id is None or row.entered_by_id == by.staff_id:
        raise Refused("Somebody else must approve this: you entered it")
    if row.version != newest(by.agency_id, row.language, row.template, row.level):
        raise Refused("A newer version was entered. Look at that one")
    row.approved_at, row.approved_by_id = at, by.staff_id
    _note(row, "approved", by, at)
    return row


def newest(agency_id: int, language: str, template: str, level: int) -> int:
    """The number of the newest version; 0 where there is none."""
    versions = select(func.max(OwnWording.version)).where(
        OwnWording.agency_id == agency_id,
        OwnWording.language == language,
        OwnWording.template == template,
        OwnWording.level == level,
    )
    return db.session.scalar(versions) or 0


def _keep(
    template: str, level: int, language: str, words: tuple[str, str], seen: int, by: Actor, at: dt.datetime
) -> OwnWording:
    last = newest(by.agency_id, language, template, level)
    if last != seen:
        raise Refused("Somebody saved other words meanwhile. Look at them, then save again")
    row = OwnWording(
        agency_id=by.agency_id,
        language=language,
        template=template,
        level=level,
        version=last + 1,
        named=words[0],
        unnamed=words[1],
        entered_at=at,
        entered_by_id=by.staff_id,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "entered" if words[0] else "given up", by, at)
    return row


def _note(row: OwnWording, did: str, by: Actor, at: dt.datetime) -> None:
    detail = {"template": row.template, "language": row.language, "version": str(row.version), "did": did}
    audit.record(Act.CONFIGURATION, f"wording:{row.id}", by=by, at=at, compartment="settings", detail=detail)
