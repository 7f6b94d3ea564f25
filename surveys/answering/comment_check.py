"""A check of comments for traces of the person who wrote them or whom they are about. Pure.

It leads to a warning, not a refusal: words can be names and names can be words. Comments are never
stored or logged here.
"""

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from db.folding import folded

_WORD = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_DATE = re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")
_PHONE = re.compile(r"(?<!\w)(?:\+\d|\(?0\d)(?:[ ().-]{0,2}\d){7,13}(?!\d)")
_PARTICLES = frozenset({"van", "der", "den", "het", "ten", "ter", "von", "und", "the", "and"})
_SENTENCE_ENDS = ".!?:\n"


@dataclass(frozen=True)
class Traces:
    """Names from the directory, e-mail addresses and phone numbers, as written in a comment."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there are any traces."""
        return bool(self.names or self.addresses or self.numbers)

    def __add__(self, other: "Traces") -> "Traces":
        """Return the traces of both, each once."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Traces(*(tuple(dict.fromkeys(mine + theirs)) for mine, theirs in pairs))

    @property
    def all(self) -> tuple[str, ...]:
        """Names, addresses and phone numbers together."""
        return self.names + self.addresses + self.numbers


def words_of(comment: str) -> frozenset[str]:
    """Return the words that may be names: three letters or more, folded to plain small letters."""
    return frozenset(folded(word) for word in _WORD.findall(comment)) - _PARTICLES


def traces(comment: str, names: Mapping[str, bool]) -> Traces:
    """Return the traces in a comment that could identify a person.

    `names` maps the words that are part of a name in the directory to whether they are its first
    part. Other parts are often ordinary words too ("Baker", "de Groot"), so they count only where
    they have a capital letter although they do not begin a sentence.
    """
    in_directory = {
        word.group(): None
        for word in _WORD.finditer(comment)
        if (first := names.get(folded(word.group()))) is not None
        and (first or _is_capitalised_within_sentence(comment, word.start()))
    }
    addresses = _ADDRESS.findall(comment)
    numbers = [match.group().strip() for match in _PHONE.finditer(_DATE.sub(" ", comment))]
    return Traces(tuple(in_directory), tuple(addresses), tuple(numbers))


def _is_capitalised_within_sentence(comment: str, start: int) -> bool:
    before = comment[:start].rstrip(" \t\"'(“")
    return comment[start].isupper() and bool(before) and before[-1] not in _SENTENCE_ENDS
