"""What the pages of templates show: each text as it goes now, who wrote it, what waits and what cannot be used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from casework.accounts.models import Staff
from casework.kernel.database import db
from casework.kernel.showing import Tag
from casework.people.rules.contact import LANGUAGES
from reminders.models import OwnWording
from reminders.rules import banned, drafts, gsm7
from reminders.rules.languages import COMMON, ENGLISH, Common, read_common
from reminders.rules.templates import WORDINGS, Template, Wording, title, wording
from reminders.rules.wording import CannotSay
from reminders.services import wordings
from reminders.services.wordings import Stock, counts, in_use, set_aside, words_of

SHIPPED = Tag("Waymark's words", "grey")
OWN = Tag("Your own words", "blue")
APPROVED = Tag("Approved", "green")
TO_APPROVE = Tag("Waiting for approval", "yellow")
EMPTY = Tag("Waiting for a translation", "yellow")
UNUSABLE = Tag("Cannot be used", "red")


@dataclass(frozen=True)
class Slot:
    """One text on the list: what goes now, in which state its words are, and where they are changed."""

    title: str
    level: int
    tag: Tag
    note: str
    words: str
    url: str


@dataclass(frozen=True)
class Version:
    """One version of an agency's words, with who and when."""

    id: int
    number: int
    words: Wording
    entered: str
    entered_at: dt.datetime
    approved: str
    approved_at: dt.datetime | None
    may_approve: bool

    @property
    def given_up(self) -> bool:
        """True where this version went back to the words of Waymark, or to English."""
        return not self.words.named


@dataclass(frozen=True)
class Sample:
    """One card of a preview: the text, what it costs, and whether it may go."""

    label: str
    text: str
    count: gsm7.Count
    letters: tuple[str, ...]

    @property
    def cost(self) -> str:
        """The line under the card."""
        texts = "1 text" if self.count.is_one else f"{self.count.segments} texts: too long"
        dear = f" {', '.join(self.letters)} cannot be sent cheaply." if self.letters else ""
        return f"{self.count.units} of {self.count.limit} characters, {texts}.{dear}"


@dataclass(frozen=True)
class Page:
    """Everything the page of one text shows beside its form."""

    title: str
    current: Wording
    seen: int
    versions: list[Version]
    fields: list[str]
    common: Common | None
    fault: str


def slots(agency_id: int, language: str) -> list[Slot]:
    """Every text of a language as it goes now. A fixed number of queries."""
    stock = wordings.stock([agency_id])
    rows = stock.rows.get((agency_id, language), [])
    found = [_common_slot(rows, language)] if language != ENGLISH else []
    for template in Template:
        levels = {one.level for one in WORDINGS[template]} | {row.level for row in rows if row.template == template}
        found += [_slot(stock, agency_id, language, template, level) for level in sorted(levels)]
    return found


def _common_slot(rows: list[OwnWording], language: str) -> Slot:
    row, last = in_use(rows, COMMON, 1), _last(rows, COMMON, 1)
    tag = TO_APPROVE if last and not counts(last) else APPROVED if row else EMPTY
    return Slot("Days, months and usual words", 1, tag, "Needed before any text", "", f"{_base(language)}/common")


def _slot(stock: Stock, agency_id: int, language: str, template: Template, level: int) -> Slot:
    rows = stock.rows.get((agency_id, language), [])
    row, last = in_use(rows, template.value, level), _last(rows, template.value, level)
    fault = set_aside(row, stock.common(agency_id, language), stock.names.get(agency_id, ())) if row else ""
    words = row.named if row and not fault else wording(template, level).named if language == ENGLISH else ""
    return Slot(
        title(template), level, _tag(row, last, fault, language), fault, words, f"{_base(language)}/{template}/{level}"
    )


def _tag(row: OwnWording | None, last: OwnWording | None, fault: str, language: str) -> Tag:
    if fault:
        return UNUSABLE
    if last is not None and not counts(last):
        return TO_APPROVE
    if row is None:
        return SHIPPED if language == ENGLISH else EMPTY
    return OWN if language == ENGLISH else APPROVED


def _last(rows: list[OwnWording], template: str, level: int) -> OwnWording | None:
    mine = [row for row in rows if row.template == template and row.level == level]
    return mine[-1] if mine else None


def _base(language: str) -> str:
    return f"/admin/templates/{language}"


def detail(agency_id: int, staff_id: int | None, *, language: str, template: Template, level: int) -> Page:
    """One text of a language: what is in use, every version, and what its words may ask for."""
    stock = wordings.stock([agency_id])
    rows = stock.rows.get((agency_id, language), [])
    common = stock.common(agency_id, language)
    mine = [row for row in rows if row.template == template.value and row.level == level]
    used = in_use(rows, template.value, level)
    start = next((row for row in reversed(mine) if row.named), None) if mine and mine[-1].named else None
    shipped = wording(template, level) if language == ENGLISH else Wording(level, "", "")
    return Page(
        title=title(template),
        current=words_of(start) if start else Wording(level, shipped.named, shipped.unnamed),
        seen=mine[-1].version if mine else 0,
        versions=_versions(mine, staff_id),
        fields=[f"{{{name}}}" for name in sorted(drafts.allowed(template))],
        common=common,
        fault=set_aside(used, common, stock.names.get(agency_id, ())) if used else "",
    )


def common_detail(agency_id: int, staff_id: int | None, *, language: str) -> tuple[Common | None, list[Version]]:
    """The newest days, months and usual words of a language, and every version of them."""
    rows = [row for row in wordings.stock([agency_id]).rows.get((agency_id, language), []) if row.template == COMMON]
    return (read_common(rows[-1].named, rows[-1].unnamed) if rows else None), _versions(rows, staff_id)


def _versions(rows: list[OwnWording], staff_id: int | None) -> list[Version]:
    ids = {id for row in rows for id in (row.entered_by_id, row.approved_by_id) if id is not None}
    names = {one.id: one.name for one in db.session.scalars(select(Staff).where(Staff.id.in_(ids)))} if ids else {}
    newest = rows[-1].id if rows else 0
    return [_version(row, names, row.id == newest and staff_id != row.entered_by_id) for row in reversed(rows)]


def _version(row: OwnWording, names: dict[int, str], other: bool) -> Version:
    return Version(
        id=row.id,
        number=row.version,
        words=words_of(row),
        entered=names.get(row.entered_by_id or 0, ""),
        entered_at=row.entered_at,
        approved=names.get(row.approved_by_id or 0, ""),
        approved_at=row.approved_at,
        may_approve=other and not counts(row),
    )


def preview(words: Wording, *, common: Common | None) -> list[Sample]:
    """The cards of a preview: typical and longest values, and the words for when nobody is named.

    A field in braces that no text has shows no card: the fault stands at its box.
    """
    found: list[Sample] = []
    for label, body, named in (("With a name", words.named, True), ("With no name", words.unnamed, False)):
        if not body:
            continue
        try:
            shown = drafts.samples(
                Wording(words.level, gsm7.sanitise(body), gsm7.sanitise(body)), named=named, common=common
            )
        except CannotSay:
            continue
        for size, one in zip(("typical", "longest"), shown, strict=True):
            found.append(Sample(f"{label}, {size} values", one.text, one.count, one.unmappable))
    return found


def risky(samples: list[Sample], level: int, agency_id: int) -> tuple[str, ...]:
    """The banned words that stand in the cards of a preview, the agency's own names among them."""
    also = wordings.own_names(agency_id)
    return tuple(dict.fromkeys(hit for one in samples for hit in banned.found(one.text, level, also=also)))


def languages() -> list[tuple[str, str]]:
    """Every language and its address, English first."""
    return [(name, _base(code)) for code, name in LANGUAGES.items()]
