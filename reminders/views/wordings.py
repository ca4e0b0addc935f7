"""The templates of texts: what each says, one's own words and translations, with a preview before they are kept."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for

from casework.accounts.access import access, actor
from casework.accounts.rules import Action, Compartment
from casework.kernel import clock
from casework.kernel.formkit import Form
from casework.kernel.pages import page, save
from casework.kernel.refused import NotFound, Refused
from casework.people.rules.contact import LANGUAGES
from reminders.forms import CommonForm, WordsForm
from reminders.rules import drafts, gsm7
from reminders.rules.languages import COMMON, ENGLISH
from reminders.rules.templates import Template, Wording
from reminders.services import wording_pages, wordings

bp = Blueprint("reminders_wordings", __name__)
WORDING = Compartment.WORDING


@bp.get("/admin/templates")
@access(Action.LOOK, WORDING)
def english() -> Response:
    """The templates of English, where most people start."""
    return redirect(url_for("reminders_wordings.language", language=ENGLISH))  # type: ignore[return-value]


@bp.get("/admin/templates/<language>")
@access(Action.LOOK, WORDING)
def language(language: str) -> Response:
    """Every text of one language as it goes now."""
    name = _name(language)
    return page(
        "reminders/templates.html",
        title=f"Words of texts: {name}",
        slots=wording_pages.slots(actor().agency_id, language),
        languages=wording_pages.languages(),
        language=language,
        name=name,
    )


@bp.route("/admin/templates/<language>/<template>/<int:level>", methods=["GET", "POST"])
@access(Action.WRITE, WORDING)
def one(language: str, template: str, level: int) -> Response:
    """One text: its words, a preview on a phone-shaped card, and every version."""
    name, kind = _name(language), _template(template, level)
    shown = wording_pages.detail(actor().agency_id, actor().staff_id, language=language, template=kind, level=level)
    form = WordsForm()
    if request.method == "GET":
        form.named.process_data(shown.current.named)
        form.unnamed.process_data(shown.current.unnamed)
        form.seen.process_data(shown.seen)
    valid = form.validate_on_submit()
    words = Wording(level, gsm7.sanitise(form.named.data or ""), gsm7.sanitise(form.unnamed.data or ""))
    own = wordings.own_names(actor().agency_id)
    if valid and request.form.get("do") == "preview":
        for box, fault in drafts.faults(kind, words, language=language, common=shown.common, also=own).items():
            form.fail(fault, box)
    elif valid and (done := save(form, lambda: _keep(kind, language, words, form.seen.data or 0))):
        return done
    samples = wording_pages.preview(words, common=shown.common)
    return page(
        "reminders/template.html",
        title=f"{shown.title}, {name}",
        form=form,
        shown=shown,
        samples=samples,
        risky=wording_pages.risky(samples, level, actor().agency_id),
        language=language,
        template_key=kind.value,
        level=level,
    )


def _keep(template: Template, language: str, words: Wording, seen: int) -> str:
    wordings.save_wording(
        template,
        words.level,
        language=language,
        named=words.named,
        unnamed=words.unnamed,
        seen=seen,
        by=actor(),
        at=clock.now(),
    )
    return url_for("reminders_wordings.one", language=language, template=template, level=words.level, saved="1")


@bp.route("/admin/templates/<language>/common", methods=["GET", "POST"])
@access(Action.WRITE, WORDING)
def common(language: str) -> Response:
    """The days, months and usual words of a language, without which none of its texts goes."""
    name = _name(language)
    if language == ENGLISH:
        raise NotFound
    kept, versions = wording_pages.common_detail(actor().agency_id, actor().staff_id, language=language)
    form = CommonForm()
    if request.method == "GET":
        form.seen.process_data(versions[0].number if versions else 0)
        if kept:
            for box, said in zip(
                (form.days, form.months, form.appointment, form.usual_place),
                (" ".join(kept.days), " ".join(kept.months), kept.appointment, kept.usual_place),
                strict=True,
            ):
                box.process_data(said)
    if form.validate_on_submit() and (done := save(form, lambda: _keep_common(language, form))):
        return done
    return page(
        "reminders/common_words.html",
        title=f"Days and months, {name}",
        form=form,
        versions=versions,
        language=language,
        name=name,
    )


def _keep_common(language: str, form: CommonForm) -> str:
    wordings.save_common(form.common(), language=language, seen=form.seen.data or 0, by=actor(), at=clock.now())
    return url_for("reminders_wordings.common", language=language, saved="1")


@bp.post("/admin/templates/<language>/approvals/<int:wording_id>")
@access(Action.WRITE, WORDING)
def approving(language: str, wording_id: int) -> Response:
    """Somebody other than who entered it says that a translation is right."""
    return _act(language, lambda: wordings.approve(wording_id, by=actor(), at=clock.now()))


@bp.post("/admin/templates/<language>/<template>/<int:level>/shipped")
@access(Action.WRITE, WORDING)
def shipped(language: str, template: str, level: int) -> Response:
    """Back to the words Waymark ships, or to English."""
    _name(language)
    kind = template if template == COMMON and language != ENGLISH else _template(template, level).value
    seen = wordings.newest(actor().agency_id, language, kind, level)
    return _act(
        language, lambda: wordings.give_up(kind, level, language=language, seen=seen, by=actor(), at=clock.now())
    )


def _act(language: str, work: object) -> Response:
    def run() -> str:
        work()  # type: ignore[operator]
        return url_for("reminders_wordings.language", language=language, saved="1")

    form = Form()
    if form.validate() and (done := save(form, run)):
        return done
    raise Refused(form.summary[0].text if form.summary else "Look again, then press once more")


def _name(language: str) -> str:
    """The language's English name. Raises NotFound."""
    if language not in LANGUAGES:
        raise NotFound
    return LANGUAGES[language]


def _template(name: str, level: int) -> Template:
    if name not in set(Template) or level not in wordings.LEVELS:
        raise NotFound
    return Template(name)
