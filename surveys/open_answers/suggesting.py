"""Which themes the words of a comment suggest, and by which words. Pure.

Words are compared by their stems, as the Snowball stemmers of the `snowballstemmer` package cut
them (Porter 2001, "Snowball: a language for stemming algorithms"), in every language at once: what
somebody wrote says nothing of its language, and a Dutch comment may have English words.
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import snowballstemmer

from surveys.open_answers.codebook import Theme

_WORD = re.compile(r"[^\W\d_]{2,}")
_ALGORITHMS = {"en": "english", "nl": "dutch"}

Suggested = Mapping[str, tuple[str, ...]]
"""The suggested themes by id, each with the words of the comment that suggest it, as written."""


@functools.cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_ALGORITHMS[language])


@functools.lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a word of small letters. Cached: few different words occur, very often."""
    return str(_stemmer(language).stemWord(word))


@dataclass(frozen=True)
class Suggestions:
    """What suggests a theme: the themes by language and stem."""

    by_stem: Mapping[str, Mapping[str, tuple[str, ...]]]

    def of(self, comment: str) -> Suggested:
        """Return the themes that a comment suggests, in the order of its words."""
        found: dict[str, dict[str, None]] = {}
        for word in _WORD.findall(comment):
            for theme in self._of_word(word.lower()):
                found.setdefault(theme, {})[word] = None
        return {theme: tuple(words) for theme, words in found.items()}

    def _of_word(self, word: str) -> tuple[str, ...]:
        suggested: dict[str, None] = {}
        for language, stems in self.by_stem.items():
            suggested |= dict.fromkeys(stems.get(stem(word, language), ()))
        return tuple(suggested)


def suggestions_from(themes: Sequence[Theme]) -> Suggestions:
    """Return what suggests these themes; a keyword may suggest several."""
    by_stem: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in _ALGORITHMS}
    for theme in themes:
        for language, words in theme.keywords.items():
            stems = by_stem[language]
            for one in dict.fromkeys(stem(word.lower(), language) for word in words):
                stems[one] = (*stems.get(one, ()), theme.id)
    return Suggestions(by_stem)
