"""Nothing about orders suggests a step before the information, or more time: the statute has neither (rules 16, 18)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from notices.rules import sentences
from tests.support import house

NEVER = re.compile(
    r"\b(?:(?:first|second|final|last|formal|written|verbal) (?:warning|chance)|warning (?:letter|stage)"
    r"|(?:be|is|are|was|been|must) warned|warn (?:her|him|them|the person)|extend\w*|extension\w*|more time"
    r"|longer deadline|new deadline)\b",
    re.IGNORECASE,
)
TEMPLATES = sorted((house.ROOT / "templates/orders").glob("*.html"))
CODE = [*sorted((house.ROOT / "orders").rglob("*.py")), Path(str(sentences.__file__))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_page_or_document_says_it(path: Path) -> None:
    markup = re.sub(r"{%.*?%}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not NEVER.search(markup), f"{path.name}: {NEVER.search(markup)}"


@pytest.mark.parametrize("path", CODE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_words_made_in_code_say_it(path: Path) -> None:
    for words in said(ast.parse(path.read_text(encoding="utf-8"))):
        assert not NEVER.search(words), words


def said(tree: ast.Module) -> Iterator[str]:
    """Every string in a module that could reach a page: all but the docstrings."""
    bare = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    quiet = {id(value) for value in bare if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.value


@pytest.mark.parametrize(
    "words",
    ["You have had a final warning", "Extend the order", "an extension of two weeks", "She must be warned first"],
)
def test_the_net_catches_what_it_is_for(words: str) -> None:
    assert NEVER.search(words)
