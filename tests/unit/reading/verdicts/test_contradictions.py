"""What the texts of one unit claim: in every combination and language, no two contradict."""

import functools
import itertools
import math
import re
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from surveys.instrument import Indicator, load_own, shipped
from surveys.reading.verdicts.explanations import (
    average_sentence,
    blur_sentence,
    budget_sentence,
    how_we_know,
    silent_sentence,
)
from surveys.reading.verdicts.sentences import (
    change_badge,
    change_sentence,
    level_badge,
    level_sentence,
    other_people_sentence,
    question_to_ask,
)
from surveys.reading.verdicts.verdict import Noticed, Verdict
from surveys.texts import LANGUAGES, Texts
from tests.verdicts import CHANGES, LEVELS, LINES, PASTS, WAVE

OWN = load_own("""\
version: "1"
languages: [en, nl]
response_scales: {}
indicators:
- id: parking
  kind: own
  name: {en: Parking, nl: Parkeren}
  definition: {en: Parking., nl: Parkeren.}
  high: {en: simple, nl: eenvoudig}
  low: {en: a search, nl: een zoektocht}
  questions:
  - {id: park_1, role: own, scale: agree5, text: {en: I can park., nl: Ik kan parkeren.}}
""").indicators[0]
INDICATORS = {indicator.id: indicator for indicator in (*shipped().indicators, OWN)}

KINDS = [
    list(kind)
    for _, kind in itertools.groupby(CHANGES, lambda one: (one[0], one[1] and one[1].onset))
]
"""The changes, those of one direction and onset together."""

OTHERS = [None, date(2026, 9, 3)]
WORTH = [(0.10, None), (0.10, Noticed(0.41, 0.68)), (0.25, Noticed(0.01, 0.99))]


@functools.cache
def phrase(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


NEVER = phrase(
    *("higher", "lower", "above", "below", "hoger", "lager", "boven", "onder", "p-value"),
    *("cannot be told", "something has changed", "no change", "whatever they think"),
    *("everybody answered", "geen verandering", "er is iets veranderd", "iedereen antwoordde"),
    *("not un", "niet on", "caused", "because of", "veroorzaakt", "{"),
)
CLAIMS = {
    "unclear": phrase("not clear whether", "niet duidelijk of"),
    "too early": phrase("too early", "te vroeg"),
    "steady": phrase("steady", "stabiel"),
    "faded": phrase("no longer visible", "niet meer te zien"),
    "attention": phrase("needs attention", "vraagt aandacht"),
    "mixed": phrase("mixed", "gemengd"),
    "works": phrase("what makes this work", "waardoor lukt dit"),
    "lies behind": phrase(
        *("what lies behind", "what changed in"), *("wat zit hierachter", "wat veranderde er in")
    ),
}
APART = [
    {"better", "worse"},
    *({standing, other} for standing in ("better", "worse") for other in list(CLAIMS)[:4]),
    *map(set, itertools.combinations(list(CLAIMS)[:4], 2)),
    *({one, other} for one, other in itertools.combinations(("good", "bad", "mixed"), 2)),
    *({"good", "attention"}, {"mixed", "attention"}),
    *({"works", bad} for bad in ("worse", "bad", "attention", "mixed", "lies behind")),
    {"lies behind", "better"},
]


@functools.cache
def claims(text: str, indicator: str, language: str) -> frozenset[str]:
    """Return what a text claims of an indicator, as its words say it."""
    worded, made = INDICATORS[indicator], set()
    words = {
        "better": worded.change_in(language, better=True),
        "worse": worded.change_in(language, better=False),
        "bad": worded.end_in(language, good=False),
        "good": worded.end_in(language, good=True),
    }
    for claim, pattern in CLAIMS.items():
        text, times = pattern.subn("", text)
        made |= {claim} if times else set()
    # The longest first: "more out of balance" does not claim "out of balance".
    for claim, word in sorted(words.items(), key=lambda item: -len(item[1])):
        text, times = phrase(word).subn("", text)
        made |= {claim} if times else set()
    return frozenset(made)


def contradictions(told: list[str], indicator: str, language: str) -> list[set[str]]:
    made = frozenset().union(*(claims(text, indicator, language) for text in told))
    return [pair for pair in APART if pair <= made]


def everything(verdict: Verdict, indicator: Indicator, texts: Texts) -> list[str]:
    """Return every text of a verdict, a page's worth."""
    question = indicator.questions[0]
    told = [
        *(say(verdict, indicator, texts) for say in (change_sentence, change_badge)),
        *(say(verdict, indicator, texts) for say in (level_sentence, level_badge)),
        other_people_sentence(verdict, texts),
        question_to_ask(verdict, texts),
        budget_sentence(verdict, texts),
        blur_sentence(0.02, 0.37, texts),
        *itertools.chain(*how_we_know(verdict, question, texts)),
    ]
    if verdict.line:
        told.append(average_sentence(3.6, verdict.line[-1], texts))
        told.append(silent_sentence(verdict.line[-1], question, texts))
    return told


def cases(in_full: bool) -> Iterator[tuple[Verdict, Indicator, Texts]]:
    """Yield all combinations, or some of each indicator and language that a fixed seed chooses.

    What only one sentence depends on (sureness and size of a change, line, budget) is drawn.
    """
    draw = np.random.default_rng(1)
    sizes = len(KINDS), len(PASTS), len(LEVELS), len(OTHERS)
    extras = list(itertools.product(LINES, WORTH))
    for indicator, language in itertools.product(INDICATORS.values(), LANGUAGES):
        every = math.prod(sizes)
        chosen = np.arange(every) if in_full else draw.choice(every, 120, replace=False)
        drawn = draw.integers(1000, size=(len(chosen), 2)).tolist()
        places = np.stack(np.unravel_index(chosen, sizes), axis=1).tolist()
        for (kind, past, level, others), (which, extra) in zip(places, drawn, strict=True):
            change = KINDS[kind][which % len(KINDS[kind])]
            line, (budget, noticed) = extras[extra % len(extras)]
            verdict = Verdict(
                *(WAVE, indicator.questions[0].id, *change, PASTS[past], LEVELS[level]),
                *(line, noticed, OTHERS[others], budget),
            )
            yield verdict, indicator, Texts(language)


@pytest.mark.slow
def test_no_two_texts_of_a_unit_contradict_each_other(in_full: bool) -> None:
    for verdict, indicator, texts in cases(in_full):
        told = everything(verdict, indicator, texts)
        assert not contradictions(told, indicator.id, texts.language), (told, verdict)
        made = frozenset().union(*(claims(one, indicator.id, texts.language) for one in told))
        assert made & {"better", "worse"} == {verdict.change} & {"better", "worse"}, told
        assert not [text for text in told if NEVER.search(text)], told


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_verdict_is_told_once_and_in_few_words(
    indicator: Indicator, language: str
) -> None:
    texts = Texts(language)
    for (change, standing), past in itertools.product(CHANGES, PASTS):
        verdict = Verdict(WAVE, indicator.questions[0].id, change, standing, past)
        told, badge = (say(verdict, indicator, texts) for say in (change_sentence, change_badge))
        assert told[0].isupper()
        assert told.endswith(".")
        assert told.count(".") - len(re.findall(r"\d\.\d", told)) == 1
        assert 2 <= len(badge.split()) <= 8
        assert claims(badge, indicator.id, language) == claims(told, indicator.id, language)
    for level in LEVELS[1:]:
        verdict = Verdict(WAVE, indicator.questions[0].id, "unclear", level=level)
        told, badge = (say(verdict, indicator, texts) for say in (level_sentence, level_badge))
        assert badge[0].isupper()
        assert told.startswith(badge)


def test_the_test_sees_a_contradiction() -> None:
    for told in (
        ["Probably heavier since May, by 0.3 to 0.8.", "Not clear whether this has changed."],
        ["Steady since May 2025", "Probably lighter since May, by 0.3 to 0.8."],
        ["Perhaps lighter since May", "Probably heavier since May"],
        ["Manageable.", "Needs attention: too heavy."],
        ["Mixed: around the middle of the scale.", "Probably manageable"],
        ["Needs attention", "What makes this work here? What do we keep?"],
    ):
        assert contradictions(told, "workload", "en"), told
    assert not contradictions(["More out of balance since May", "Needs attention: out of balance"],
                              "work_life_balance", "en")  # fmt: skip
    assert NEVER.search("Lower since October")
    assert not NEVER.search("Dit onderdeel wordt trager, slower")
