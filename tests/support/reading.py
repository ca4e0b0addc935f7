"""House law 10: every page that any test fetches must read well, to a browser, to a screen reader and to a stranger.

The parser is stricter than HTML asks: what is opened is closed, in order, because that is how a misplaced
template block shows itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SVG = {"path", "rect", "circle", "line", "polyline", "polygon", "g", "use", "title", "desc", "text", "svg"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "list")
PRODUCT = "Waymark"
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src",
}
PHONE = re.compile(r"(?:\+44|%2B44|(?<!\d)0)\s?7\d{3}[\s-]?\d{6}(?!\d)", re.IGNORECASE)


@dataclass
class Control:
    """One thing a person fills in or presses."""

    tag: str
    attributes: dict[str, str]
    inside_label: bool
    line: int
    text: str = ""

    @property
    def needs_label(self) -> bool:
        return self.tag in {"select", "textarea", "input"} and self.attributes.get("type", "text") not in UNLABELLED


@dataclass
class Form:
    """One form, the names of its fields, and what it carries unseen."""

    attributes: dict[str, str]
    names: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)

    def posts_to(self, address: str) -> bool:
        """True for a form that a browser showing this address would post to it."""
        action = self.attributes.get("action", "")
        return self.attributes.get("method", "get").lower() == "post" and action in {"", address, address.split("?")[0]}


class Page(HTMLParser):
    """A page as read: its title, headings, controls, forms, ids, and everything wrong with how it is written."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.pointers: list[tuple[str, str]] = []
        self.controls: list[Control] = []
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: dict[str, list[str]] = {"title": [], "h1": [], "button": [], "a": []}
        self.doctype = ""
        self.language = ""
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag in self.stack]

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl.lower()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._check_attributes(tag, attrs)
        if tag == "html":
            self.language = attributes.get("lang", "")
        if tag in self.words and not self._inside_svg():
            self.words[tag].append("")
        if tag == "form":
            self._open_form(attributes)
        if tag in {"input", "select", "textarea", "button"}:
            self.controls.append(Control(tag, attributes, "label" in self.stack, self.getpos()[0]))
            self._keep(attributes)
        if tag == "a":
            self.links.append(attributes.get("href", ""))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and tag not in SVG:
            self._say(f"<{tag}/> does not close itself in HTML")
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._say(f"</{tag}> closes nothing")
        elif not self.stack or self.stack[-1] != tag:
            self._say(f"</{tag}> where <{self.stack[-1] if self.stack else 'nothing'}> is open")
            if tag in self.stack:
                while self.stack.pop() != tag:
                    pass
        else:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self._inside_svg():
            return
        for tag, found in self.words.items():
            if tag in self.stack and found:
                found[-1] += data
        if "button" in self.stack and self.controls:
            self.controls[-1].text += data

    def _check_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, times in Counter(name for name, _ in attrs).items():
            if times > 1:
                self._say(f"<{tag}> has {name} {times} times")
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in POINTERS:
                self.pointers += [(f"<{tag} {name}>", target) for target in (value or "").split()]
            if name == "style" or name.startswith("on"):
                self._say(f"<{tag}> has {name}, which the content security policy blocks")
            if name == "href" and (value or "").startswith("#") and value != "#":
                self.pointers.append(("<a href>", (value or "")[1:]))
        if tag == "img" and "alt" not in dict(attrs):
            self._say("<img> has no alt")

    def _open_form(self, attributes: dict[str, str]) -> None:
        if "form" in self.stack:
            self._say("a form inside a form")
        self.forms.append(Form(attributes))

    def _keep(self, attributes: dict[str, str]) -> None:
        if "form" not in self.stack or not attributes.get("name"):
            return
        self.forms[-1].names.append(attributes["name"])
        if attributes.get("type") == "hidden":
            self.forms[-1].hidden[attributes["name"]] = attributes.get("value", "")

    def _inside_svg(self) -> bool:
        return "svg" in self.stack

    def _say(self, what: str) -> None:
        self.wrong.append(f"line {self.getpos()[0]}: {what}")


def problems(html: str, headers: Mapping[str, str], address: str, private: Iterable[str] = ()) -> list[str]:
    """Everything wrong with this page; an empty list is a page that reads well."""
    page = Page(html)
    found = list(page.wrong)
    found += _frame(page)
    found += _ids(page)
    found += _controls(page)
    found += _headers(headers)
    found += given_away(f"{' '.join(page.words['title'])} {address}", private)
    return found


def _frame(page: Page) -> Iterable[str]:
    if page.doctype != "doctype html":
        yield "no <!DOCTYPE html>"
    if not page.language:
        yield "<html> does not say its language"
    headings = [_squeeze(text) for text in page.words["h1"]]
    titles = [_squeeze(text) for text in page.words["title"]]
    if len(headings) != 1 or len(titles) != 1:
        yield f"one h1 and one title are wanted, found {headings} and {titles}"
        return
    said = titles[0].removeprefix("Error: ")
    if said not in {f"{headings[0]} – {PRODUCT}", headings[0]}:
        yield f"the title “{titles[0]}” is not the h1 “{headings[0]}” and “– {PRODUCT}”"


def _ids(page: Page) -> Iterable[str]:
    yield from (f"id “{name}” is used {times} times" for name, times in Counter(page.ids).items() if times > 1)
    if "" in page.ids or any(re.search(r"\s", name) for name in page.ids):
        yield "an id is empty or has a space"
    yield from (
        f"{where} points at “{target}”, which is not here" for where, target in page.pointers if target not in page.ids
    )


def _controls(page: Page) -> Iterable[str]:
    labelled = {target for where, target in page.pointers if where == "<label for>"}
    for control in page.controls:
        a = control.attributes
        named = a.get("id") in labelled or control.inside_label or a.get("aria-label") or a.get("aria-labelledby")
        if control.needs_label and not named:
            yield f"line {control.line}: <{control.tag} name={a.get('name')}> has no label"
        if control.tag == "button" and not (_squeeze(control.text) or a.get("aria-label")):
            yield f"line {control.line}: a button says nothing"
    for form in page.forms:
        if form.attributes.get("method", "get").lower() == "post" and "csrf_token" not in form.names:
            yield f"the form to {form.attributes.get('action', 'this page')} has no csrf_token"


def _headers(headers: Mapping[str, str]) -> Iterable[str]:
    for name, wanted in HEADERS.items():
        if wanted not in headers.get(name, ""):
            yield f"the header {name} is “{headers.get(name, '')}”, without “{wanted}”"


def given_away(public: str, private: Iterable[str]) -> list[str]:
    """Personal data in what strangers see: titles on shared screens, addresses in logs."""
    found = [f"“{word}” of a person is in the title or address" for word in private if _whole_word(word, public)]
    return found + (["a phone number is in the title or address"] if PHONE.search(public) else [])


def _whole_word(word: str, public: str) -> bool:
    return len(word) > 2 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", public, re.IGNORECASE) is not None


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
