"""Which themes the words of a comment suggest, and by which words. Pure.

Words are compared by their stems, as the Snowball stemmers of the `PyStemmer` package cut them
(Porter 2001, "Snowball: a language for stemming algorithms"), in every language at once: what
somebody wrote says nothing of its language, and a Dutch comment may have English words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import Stemmer

from surveys.open_answers.codebook import Theme

_WORD = re.compile(r"[^\W\d_]{2,}")
_ALGORITHMS = {"en": "english", "nl": "dutch"}

Suggested = Mapping[str, tuple[str, ...]]
"""The suggested themes by id, each with the words of the comment that suggest it, as written."""


@dataclass(frozen=True)
class Suggestions:
    """What suggests a theme: the themes by language and stem.

    It has stemmers of its own, because one of them serves one thread at a time.
    """

    by_stem: Mapping[str, Mapping[str, tuple[str, ...]]]
    stemmers: Mapping[str, Stemmer.Stemmer]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The themes of words that were looked up before: few different ones occur, very often."""

    def of(self, comment: str) -> Suggested:
        """Return the themes that a comment suggests, in the order of its words."""
        found: dict[str, dict[str, None]] = {}
        for word in _WORD.findall(comment):
            themes = self._known.get(word)
            if themes is None:
                themes = self._known[word] = self._of_word(word.lower())
            for theme in themes:
                found.setdefault(theme, {})[word] = None
        return {theme: tuple(words) for theme, words in found.items()}

    def _of_word(self, word: str) -> tuple[str, ...]:
        suggested: dict[str, None] = {}
        for language, stems in self.by_stem.items():
            stem = self.stemmers[language].stemWord(word)
            suggested |= dict.fromkeys(stems.get(stem, ()))
        return tuple(suggested)


def suggestions_from(themes: Sequence[Theme]) -> Suggestions:
    """Return what suggests these themes; a keyword may suggest several."""
    stemmers = {language: Stemmer.Stemmer(name) for language, name in _ALGORITHMS.items()}
    by_stem: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in _ALGORITHMS}
    for theme in themes:
        for language, words in theme.keywords.items():
            stems = by_stem[language]
            cut = (stemmers[language].stemWord(word.lower()) for word in words)
            for stem in dict.fromkeys(cut):
                stems[stem] = (*stems.get(stem, ()), theme.id)
    return Suggestions(by_stem, stemmers)
