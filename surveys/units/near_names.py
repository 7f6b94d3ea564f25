"""Names that may be meant by one that is not known: "did you mean …". Pure.

Near are names of the same letters, of the same words in another order, and names with a few other
letters. Numbers and single letters tell units apart on purpose: "Team 12" is not near "Team 13".
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from surveys.names import same_name

MOST_NAMES = 200
"""Number of names that one comparison looks for near ones; an import of more is a first one."""

_MOST_NEAR = 3
_MOST_CANDIDATES = 12
_MIN_LENGTH = 4
_MIN_SIMILARITY, _MIN_SIMILARITY_OF_WORDS = 0.8, 0.7
_LABEL = re.compile(r"\d+|\b\w\b")


class NearNames:
    """Known names, each with what is shown of it, to be searched for near ones."""

    def __init__(self, paths: Iterable[str], separator: str = " / ") -> None:
        """Collect names: the last part of each path."""
        self._shown: list[str] = []
        self._bare: list[str] = []
        self._by_letters: dict[str, list[int]] = {}
        self._by_words: dict[tuple[str, ...], list[int]] = {}
        self._by_part: dict[tuple[tuple[str, ...], str], list[int]] = {}
        self._separator = separator
        self._asked = 0
        for path in paths:
            self._add(path)

    def _add(self, path: str) -> None:
        number, bare = len(self._shown), _bare(path.rpartition(self._separator)[2])
        self._shown.append(path)
        self._bare.append(bare)
        self._by_letters.setdefault(bare.replace(" ", ""), []).append(number)
        self._by_words.setdefault(tuple(sorted(bare.split())), []).append(number)
        labels = _labels(bare)
        for part in _parts(bare):
            self._by_part.setdefault((labels, part), []).append(number)

    def to(self, path: str) -> tuple[str, ...]:
        """Return the paths of up to three near names, the nearest first.

        Nothing once `MOST_NAMES` were asked for, so that thousands of new names cost little.
        """
        self._asked += 1
        bare = _bare(path.rpartition(self._separator)[2])
        if self._asked > MOST_NAMES or not bare:
            return ()
        same = [
            *self._by_letters.get(bare.replace(" ", ""), ()),
            *self._by_words.get(tuple(sorted(bare.split())), ()),
        ]
        near = [(1.0, number) for number in same]
        if len(bare) >= _MIN_LENGTH:
            labels, shared = _labels(bare), Counter[int]()
            for part in _parts(bare):
                shared.update(self._by_part.get((labels, part), ()))
            candidates = (number for number, _ in shared.most_common(_MOST_CANDIDATES))
            near += [(_similarity(bare, self._bare[number]), number) for number in candidates]
        ranked = sorted(near, key=lambda one: (-one[0], self._shown[one[1]]))
        shown = (self._shown[number] for similarity, number in ranked if similarity)
        return tuple(dict.fromkeys(shown))[:_MOST_NEAR]


def _bare(name: str) -> str:
    """Return the words of a name without accents and punctuation."""
    plain = "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) else " "
        for sign in same_name(name)
    )
    return " ".join(plain.split())


def _labels(bare: str) -> tuple[str, ...]:
    """Return the numbers, without leading zeros, and single letters of a name."""
    return tuple(sorted(label.lstrip("0") for label in _LABEL.findall(bare)))


def _parts(bare: str) -> set[str]:
    """Return all runs of two letters; a single changed letter leaves most of them."""
    return {bare[start : start + 2] for start in range(len(bare) - 1)}


def _similarity(one: str, other: str) -> float:
    """Return how alike two names are, from 0 for two different ones to 1."""
    similarity = SequenceMatcher(None, one, other, autojunk=False).ratio()
    words, others = one.split(), other.split()
    differ = similarity < _MIN_SIMILARITY or (
        len(words) == len(others)
        and any(
            SequenceMatcher(None, word, other_word).ratio() < _MIN_SIMILARITY_OF_WORDS
            for word, other_word in zip(words, others, strict=True)
            if word != other_word
        )
    )
    return 0.0 if differ else similarity
