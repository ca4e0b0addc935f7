"""What was read before of the pieces of texts, so that a text of harmless pieces only is passed at once.

A batch of texts differs in a name, a day and a time; all else was read a moment ago. Only pieces between spaces are
remembered, never whole texts, and only those of which no list says anything, whatever stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 4096
"""So many pieces are remembered; then they are all forgotten."""
_LETTER_FIRST = re.compile(r"\w\b")
_LETTER_LAST = re.compile(r"\b\w$")


@dataclass(frozen=True)
class _Piece:
    """Its words as the lists see them; the phrases that may begin in it; and whether it begins and ends with a letter
    or digit that stands alone: such pieces side by side may be one word, s p a c e d out."""

    words: str
    opens: tuple[str, ...]
    begins_alone: bool
    ends_alone: bool


@dataclass(frozen=True)
class Harmless:
    """The pieces seen for one set of lists, None for those that say something or might.

    `phrases` are those that the lists look for; `across` is what they look for anywhere, also across words.
    """

    phrases: tuple[str, ...]
    across: tuple[str, ...]
    pieces: dict[str, _Piece | None] = field(default_factory=dict)

    def says_nothing(self, text: str) -> bool:
        """True only where the lists have no hit in this text: every piece is known, none belongs to the next, and
        nothing stands across them. False proves nothing."""
        alone, opens, words = False, list(self.across), []
        for one in text.split():
            piece = self.pieces.get(one)
            if piece is None or (alone and piece.begins_alone):
                return False
            alone = piece.ends_alone
            opens += piece.opens
            words.append(piece.words)
        if not opens:
            return True
        reading = f" {' '.join(filter(None, words))} "
        return not any(part in reading for part in opens)

    def learn(self, text: str, words_of: Callable[[str], list[str] | None]) -> None:
        """Remember the pieces of a text that passed. `words_of` gives the words of a piece that is harmless alone."""
        for one in text.split():
            if one not in self.pieces:
                if len(self.pieces) >= MOST:
                    self.pieces.clear()
                self.pieces[one] = self._piece(one, words_of(one)) if one.isascii() else None

    def _piece(self, text: str, words: list[str] | None) -> _Piece | None:
        if words is None:
            return None
        opens = tuple(phrase for phrase in self.phrases if phrase.split()[0] in words)
        return _Piece(" ".join(words), opens, bool(_LETTER_FIRST.match(text)), bool(_LETTER_LAST.search(text)))
