"""What to think of before a question is asked: words and answers that call for a second look. Pure.

Cautions are hints for anybody who writes a question and refuse nothing: words have many meanings.
They look at every language, and name the words that they are about.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.errors import N_, Phrase, phrase

FEW_OPTIONS = 5
"""Below this number of answers the blur of unanimous groups moves much of the picture."""

MANY_WORDS = 25
"""A question with more words is hard to take in on a phone."""

_HEALTH = re.compile(
    r"\b("
    r"health\w*|ill(?:ness\w*)?|sick\w*|disease\w*|pain\w*|ache\w*|headache\w*|symptom\w*|"
    r"complaints?|diagnos\w*|medic(?:al|ation|ine)\w*|doctor\w*|therap\w*|depress\w*|anxi\w*|"
    r"burn-?out\w*|exhaust\w*|sleep\w*|disab\w*|pregnan\w*|alcohol\w*|"
    r"gezond\w*|ziek\w*|pijn\w*|klacht\w*|hoofdpijn\w*|diagnose\w*|medisch\w*|medicijn\w*|"
    r"arts\w*|dokter\w*|therap\w*|depressie\w*|angst\w*|overspann\w*|uitgeput\w*|uitputting\w*|"
    r"slap(?:en|eloos\w*)|slaap\w*|handicap\w*|zwanger\w*"
    r")\b",
    re.IGNORECASE,
)

_PERSONAL = re.compile(
    r"\b("
    r"age|gender|sex|sexual\w*|married|marital|religio\w*|nationalit\w*|ethnic\w*|born|"
    r"years old|how long have you worked|trade union|"
    r"leeftijd\w*|geslacht|seksue\w*|getrouwd|burgerlijke staat|religie\w*|geloofsovertuiging|"
    r"nationaliteit\w*|etnisch\w*|afkomst|geboren|jaar oud|hoe lang werk je|vakbond\w*"
    r")\b",
    re.IGNORECASE,
)

_TWO_IN_ONE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(and/or|as well as|and|or)\b", re.IGNORECASE),
    # "of" after such a verb asks whether something is so.
    "nl": re.compile(
        r"\b(en/of|zowel|alsook|en)\b|"
        r"(?<!weet )(?<!weten )(?<!je af )(?<!duidelijk )(?<!vraag )\b(of)\b",
        re.IGNORECASE,
    ),
}

CAUTIONS: Mapping[str, str] = {
    "health": N_(
        "It speaks of health ({words}). Then it is a question about health: its results take as "
        "many answers as a distribution does, ten or more, in every group that is counted. Data "
        "about health are special data (GDPR, article 9)."
    ),
    "personal": N_(
        "It speaks of who people are ({words}). Peil asks nothing of which a person could be "
        "recognised, and works without such questions. Ask about the work."
    ),
    "names": N_(
        "It has words that are names of people who work here ({words}). Ask about the work, not "
        "about somebody."
    ),
    "two_in_one": N_(
        "It may ask two things at once ({words}): then nobody knows which of them was answered. "
        "Make it two questions."
    ),
    "few_options": N_(
        "With {n} answers, groups that agree are blurred more: up to a tenth of the answers, and "
        "in a small group one or two, move to the answer beside it. Take five answers if you can."
    ),
    "long": N_("It has {n} words; on a phone, {most} are many."),
}
"""The sentence of each caution."""


@dataclass(frozen=True)
class Caution:
    """One thing to look at again, with the words or the number that it is about."""

    kind: str
    words: tuple[str, ...] = ()
    n: int = 0

    @property
    def phrase(self) -> Phrase:
        """The sentence, with its values."""
        listed = ", ".join(f"“{word}”" for word in self.words)
        return phrase(CAUTIONS[self.kind], words=listed, n=self.n, most=MANY_WORDS)


def speaks_of_health(texts: Mapping[str, Iterable[str]]) -> bool:
    """Return whether any text, by language, has a word about health or illness."""
    return any(_HEALTH.search(text) for lines in texts.values() for text in lines)


def cautions(
    texts: Mapping[str, Sequence[str]], options: int, names: Sequence[str] = ()
) -> list[Caution]:
    """Return what to look at again, the gravest first.

    `texts` has by language the question and then its own answers, `options` is the number of
    answers, `names` what of the texts is part of a name in the directory.
    """
    everything = [text for lines in texts.values() for text in lines]
    found = [
        Caution("health", _found(_HEALTH, everything)),
        Caution("personal", _found(_PERSONAL, everything)),
        Caution("names", tuple(names)),
        Caution("two_in_one", tuple(_two_in_one(texts))),
    ]
    told = [caution for caution in found if caution.words]
    if options < FEW_OPTIONS:
        told.append(Caution("few_options", n=options))
    longest = max((len(lines[0].split()) for lines in texts.values() if lines), default=0)
    if longest > MANY_WORDS:
        told.append(Caution("long", n=longest))
    return told


def _found(pattern: re.Pattern[str], texts: Iterable[str]) -> tuple[str, ...]:
    matches = (match.group().lower() for text in texts for match in pattern.finditer(text))
    return tuple(dict.fromkeys(matches))


def _two_in_one(texts: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield the words that join two things in a question, not in its answers."""
    for language, pattern in _TWO_IN_ONE.items():
        yield from _found(pattern, texts.get(language, ())[:1])
