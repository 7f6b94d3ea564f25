"""How an indicator is named, and the words for its two ends and for a change of it. Pure."""

import re

from pydantic import field_validator, model_validator

from surveys.instrument.scales import Frozen, Text

_BETTER: Text = {"en": "better", "nl": "beter"}
_WORSE: Text = {"en": "worse", "nl": "slechter"}
_FALLBACK = "en"

_OF_A_NUMBER = re.compile(
    r"\b(higher|lower|above|below|hoger|lager|boven|onder)\b", flags=re.IGNORECASE
)
"""Words of a number's direction: "lower" says nothing, as 5 is good for every indicator."""


class ChangeWords(Frozen):
    """The names of an indicator, of its ends, and of a change towards each end.

    `heading` names it by its good end where that reads better above a chart ("Manageable workload"
    for workload). `better` and `worse` continue "probably …", and `high` and `low` do too:
    "probably heavier since September", "probably too heavy". Own questions without them get
    "better" and "worse"; everything that Peil ships has words of its own.
    """

    name: Text
    heading: Text | None = None
    high: Text
    low: Text
    better: Text | None = None
    worse: Text | None = None

    @field_validator("heading", "better", "worse")
    @classmethod
    def _speaks_of_meaning(cls, words: Text | None) -> Text | None:
        for text in (words or {}).values():
            if match := _OF_A_NUMBER.search(text):
                msg = f"{match[0]!r} speaks of a number; say what it means, such as 'heavier'"
                raise ValueError(msg)
        return words

    @model_validator(mode="after")
    def _both_or_neither(self) -> "ChangeWords":
        if (self.better is None) != (self.worse is None):
            msg = "has one of 'better' and 'worse'; give both or neither"
            raise ValueError(msg)
        better, worse = self.better or {}, self.worse or {}
        for language in better.keys() & worse.keys():
            if better[language] and better[language] == worse[language]:
                msg = f"'better' and 'worse' are the same in {language!r}"
                raise ValueError(msg)
        return self

    def heading_in(self, language: str) -> str:
        """Return the name for headings, by the good end where there is such a name."""
        return _in(self.heading or self.name, language)

    def end_in(self, language: str, *, good: bool) -> str:
        """Return the name of one end of the scale."""
        return _in(self.high if good else self.low, language)

    def change_in(self, language: str, *, better: bool) -> str:
        """Return the word for a change towards one end, such as "heavier"."""
        words = (self.better or _BETTER) if better else (self.worse or _WORSE)
        return _in(words, language)


def _in(text: Text, language: str) -> str:
    return text.get(language) or text[_FALLBACK]
