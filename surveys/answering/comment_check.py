"""Looks in a comment for what could tell who wrote it, or whom it is about. Pure.

A warning, not a refusal: words can be names and names can be words. What is looked at is never
stored or logged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from db.folding import folded

_WORD = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
_PHONE = re.compile(r"(?<!\w)(?:\+\d|\(?0\d)(?:[ ().-]{0,2}\d){7,13}(?!\d)")
_BETWEEN = frozenset({"van", "der", "den", "het", "ten", "ter", "von", "und", "the", "and"})
_SENTENCE_ENDS = ".!?:\n"


@dataclass(frozen=True)
class Traces:
    """Names from the directory, mail addresses and phone numbers, as they stand in a comment."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.names or self.addresses or self.numbers)

    @property
    def all(self) -> tuple[str, ...]:
        """Everything that was found."""
        return self.names + self.addresses + self.numbers


def words_of(comment: str) -> frozenset[str]:
    """Return the words that may be names: three letters or more, without accents and capitals."""
    return frozenset(folded(word) for word in _WORD.findall(comment)) - _BETWEEN


def traces(comment: str, names: Mapping[str, bool]) -> Traces:
    """Return what could lead to somebody.

    `names` has those of the words that are part of a name in the directory, and whether as its
    first part. Other parts are often words too ("Baker", "de Groot"), so they count only where
    they have a capital that no sentence asks for.
    """
    found = {
        word.group(): None
        for word in _WORD.finditer(comment)
        if (first := names.get(folded(word.group()))) is not None
        and (first or _has_capital_of_its_own(comment, word.start()))
    }
    addresses = _ADDRESS.findall(comment)
    numbers = [match.group().strip() for match in _PHONE.finditer(_DATE.sub(" ", comment))]
    return Traces(tuple(found), tuple(addresses), tuple(numbers))


def _has_capital_of_its_own(comment: str, start: int) -> bool:
    before = comment[:start].rstrip(" \t\"'(“")
    return comment[start].isupper() and bool(before) and before[-1] not in _SENTENCE_ENDS
