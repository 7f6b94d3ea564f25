"""Participation in words: what may be said of how many people answered, from a band. Pure.

Which numbers of answers a band has, and what is shown of a unit with it, is in `bands`.
"""

import functools
from dataclasses import dataclass

from surveys.texts import Texts

_LOWEST_TENTHS = 3
"""Below this many tenths, participation is only said to be lower."""

_FEW, _MANY = 10, 50
"""Numbers of answers are said to the nearest 5 from the first on, to the nearest 10 from the other.
"""


@dataclass(frozen=True)
class Participation:
    """The smallest and the largest possible number of answers; `invited` is None where unknown.

    Of a unit, all three are about the people whose answers are in its numbers. `others` are also in
    the unit, but in teams with too few people or answers: nothing is known of theirs.
    """

    fewest: int
    most: int
    invited: int | None
    others: int = 0

    @property
    def rate(self) -> float | None:
        """The middle of the band as a part of all invited people; None where that is unknown."""
        return (self.fewest + self.most) / 2 / self.invited if self.invited else None

    @property
    def tenths(self) -> int | None:
        """The number of tenths that answered: at most 9, and at least 2; None where unknown."""
        if self.invited is None or self.rate is None:
            return None
        if self._is_top:
            return min(9, max(self.fewest * 10 // self.invited, _LOWEST_TENTHS - 1))
        return max(round(self.rate * 10), _LOWEST_TENTHS - 1)

    @property
    def lowest_share(self) -> float | None:
        """The lower edge of the class that `share_in_words` names, 0 to 1; None where unknown."""
        if self.tenths is None:
            return None
        if self._is_top:
            return self.tenths / 10
        return 0.0 if self.tenths < _LOWEST_TENTHS else (self.tenths - 0.5) / 10

    @property
    def _is_top(self) -> bool:
        return self.invited is not None and (
            self.most >= self.invited or self.fewest * 10 >= self.invited * 9
        )

    def share_in_words(self, texts: Texts) -> str:
        """Return the part that answered, to be used within a sentence: "about 7 in 10"."""
        _ = texts.gettext
        if self.tenths is None:
            return _("an unknown part")
        if self._is_top:
            return _("{tenths} in 10 or more").format(tenths=self.tenths)
        if self.tenths < _LOWEST_TENTHS:
            return _("fewer than {tenths} in 10").format(tenths=_LOWEST_TENTHS)
        return _("about {tenths} in 10").format(tenths=self.tenths)

    def share_in_short(self) -> str:
        """Return the part that answered as a label in a chart; empty where it is unknown."""
        if self.tenths is None:
            return ""
        if self._is_top:
            return f"≥ {self.tenths}/10"
        if self.tenths < _LOWEST_TENTHS:
            return f"< {_LOWEST_TENTHS}/10"
        return f"{self.tenths}/10"

    def in_short(self, texts: Texts) -> str:
        """Return how many people answered in a few words, for a line of facts."""
        _ = texts.gettext
        if self.invited is None:
            return _("{answers} people answered").format(answers=self.answers_in_words(texts))
        return _("{part} answered").format(part=self.share_in_words(texts))

    def in_words(self, texts: Texts) -> str:
        """Return how many people answered, as one sentence."""
        _ = texts.gettext
        if self.invited is None:
            sentence = _("{answers} people answered.").format(answers=self.answers_in_words(texts))
        elif self.others:
            sentence = _("{part} of the {invited} people behind these numbers answered.").format(
                part=self.share_in_words(texts), invited=self.invited
            )
            sentence += " " + texts.ngettext(
                "1 other person is in a group with too few people or answers, and counts only in "
                "the larger units above.",
                "{n} others are in groups with too few people or answers, and count only in the "
                "larger units above.",
                self.others,
            )
        else:
            sentence = _("{part} of {invited} people answered.").format(
                part=self.share_in_words(texts), invited=self.invited
            )
        return sentence[0].upper() + sentence[1:]

    def answers_in_words(self, texts: Texts) -> str:
        """Return the number of answers, to be used within a sentence: "5 to 9", "about 15"."""
        return _answers_in_words(self.fewest, self.most, texts.language)


@functools.lru_cache(maxsize=1_000)
def _answers_in_words(fewest: int, most: int, language: str) -> str:
    """Return a number of answers in words, kept: a report says the same few hundreds of times."""
    texts = Texts(language)
    _ = texts.gettext
    if fewest < _FEW:
        return _("{fewest} to {most}").format(fewest=5, most=max(most, _FEW - 1))
    step = 5 if fewest < _MANY else 10
    return _("about {n}").format(n=texts.number(round(fewest / step) * step, 0))
