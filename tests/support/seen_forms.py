"""The forms on a page as a browser has them before anybody touches them, and the links beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

Pairs = list[tuple[str, str]]


@dataclass
class Box:
    """One thing in a form that carries a value: where it stands, what it starts with, what it may be."""

    name: str
    kind: str
    id: str = ""
    value: str = ""
    chosen: bool = True
    options: list[str] = field(default_factory=list)

    @property
    def typed_in(self) -> bool:
        """A person can type into it."""
        return self.kind in {"text", "search", "email", "tel", "password", "textarea"}


@dataclass
class Form:
    """One form as a browser has it before anybody touches it."""

    page: str
    method: str
    action: str
    boxes: list[Box] = field(default_factory=list)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(box.name for box in self.boxes)

    @property
    def pairs(self) -> Pairs:
        """What a browser would post, untouched."""
        return [(box.name, box.value) for box in self.boxes if box.chosen and box.name]

    @property
    def unseen(self) -> Pairs:
        """What the form carries without showing it."""
        return [(box.name, box.value) for box in self.boxes if box.kind == "hidden"]

    @property
    def seen(self) -> list[Box]:
        return [box for box in self.boxes if box.kind != "hidden"]


class _Forms(HTMLParser):
    def __init__(self, page: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.found = page, list[Form]()
        self._form: Form | None = None
        self._area: Box | None = None
        self._select: Box | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(f"http://h{self.page}", a.get("action", "") or self.page).removeprefix("http://h")
            self._form = Form(self.page, a.get("method", "get").lower(), action)
            self.found.append(self._form)
        if self._form is None:
            return
        if tag == "option" and self._select is not None:
            self._select.options.append(a.get("value", ""))
            if "selected" in a:
                self._select.value = a.get("value", "")
        box = Box(a.get("name", ""), a.get("type", "text"), a.get("id", ""), a.get("value", ""))
        if tag == "input":
            box.chosen = box.kind not in {"radio", "checkbox"} or "checked" in a
            self._form.boxes.append(box)
        if tag in {"textarea", "select"}:
            box.kind, box.value = tag, ""
            self._form.boxes.append(box)
            self._area, self._select = (box, None) if tag == "textarea" else (None, box)
        if tag == "button" and box.name:
            box.kind, box.chosen = "button", False
            self._form.boxes.append(box)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data


LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')


def forms(address: str, html: str) -> list[Form]:
    """Every form on a page."""
    return _Forms(address, html).found


def tokens(html: str) -> dict[str, str]:
    """What any post from this page must carry."""
    return {"csrf_token": html.split('name="csrf_token" value="')[1].split('"')[0], "form_key": "k" * 24}
