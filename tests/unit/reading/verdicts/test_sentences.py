"""A verdict in the words of its indicator, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from surveys.instrument import shipped
from surveys.reading.verdicts.sentences import (
    change_badge,
    change_sentence,
    level_sentence,
    question_to_ask,
)
from surveys.reading.verdicts.verdict import Verdict
from surveys.statistics.verdict.levels import level_verdict
from surveys.texts import Texts
from tests.verdicts import FOUND, LEVELS, ONSETS, PASTS, WAVE, worse

EN, NL = Texts("en"), Texts("nl")
WORKLOAD = shipped().indicator("workload")
WORDED = [
    (
        worse(),
        "Probably heavier since September, by 0.3 to 0.8.",
        "Waarschijnlijk zwaarder sinds september, met 0,3 tot 0,8 punt.",
    ),
    (
        worse(better=True, least=None, onset=ONSETS[1], sureness="almost certainly"),
        "Almost certainly lighter since August or September, by up to 0.8.",
        "Vrijwel zeker lichter sinds augustus of september, met hooguit 0,8 punt.",
    ),
    (
        worse(onset=ONSETS[2], as_whole=True, sureness="very probably"),
        "Very probably heavier since some time between December and February, by 0.3 to 0.8, as in "
        "the whole organisation.",
        "Heel waarschijnlijk zwaarder sinds ergens tussen december en februari, met 0,3 tot 0,8 "
        "punt, net als in de hele organisatie.",
    ),
    (
        worse(onset=ONSETS[5], least=0.8, sureness="less sure"),
        "Perhaps heavier for some months, by about 0.8.",
        "Misschien zwaarder sinds enkele maanden, met ongeveer 0,8 punt.",
    ),
    (
        worse(onset=ONSETS[4]),
        "Probably heavier for some time, by 0.3 to 0.8.",
        "Waarschijnlijk zwaarder sinds enige tijd, met 0,3 tot 0,8 punt.",
    ),
    (
        Verdict(WAVE, "wl_1", "unclear"),
        "Not clear whether this has changed.",
        "Niet duidelijk of dit is veranderd.",
    ),
    (
        Verdict(WAVE, "wl_1", "too early", past=PASTS[1]),
        "Too early to tell: it takes three waves.",
        "Nog te vroeg om iets te zeggen: dat kan na drie peilingen.",
    ),
    (
        Verdict(WAVE, "wl_1", "unclear", past=PASTS[1]),
        "As far as can be seen, steady since September 2025.",
        "Voor zover te zien stabiel sinds september 2025.",
    ),
    (
        Verdict(WAVE, "wl_1", "unclear", past=PASTS[1], other_people_since=date(2026, 2, 3)),
        "Not clear whether this has changed.",
        "Niet duidelijk of dit is veranderd.",
    ),
    (
        Verdict(WAVE, "wl_1", "too early", past=PASTS[5]),
        "An earlier change, between December 2025 and February 2026, is no longer visible.",
        "Een eerdere verandering, tussen december 2025 en februari 2026, is niet meer te zien.",
    ),
]


@pytest.mark.parametrize(("verdict", "english", "dutch"), WORDED)
def test_a_change_is_told_in_the_words_of_its_indicator(
    verdict: Verdict, english: str, dutch: str
) -> None:
    told = [change_sentence(verdict, WORKLOAD, texts) for texts in (EN, NL)]
    assert told == [english, dutch]


def test_a_badge_says_the_same_in_a_few_words() -> None:
    badges = {
        change_badge(verdict, WORKLOAD, EN)
        for verdict, _english, _dutch in WORDED
        if verdict.change == "worse"
    }
    assert badges == {
        "Probably heavier since September",
        "Almost certainly lighter since Aug–Sept",
        "Very probably heavier since Dec–Feb",
        "Perhaps heavier",
        "Probably heavier",
    }


def test_a_level_is_told_by_the_ends_of_its_scale() -> None:
    told = [
        [
            level_sentence(Verdict(WAVE, "wl_1", "unclear", level=level), WORKLOAD, texts)
            for level in LEVELS
        ]
        for texts in (EN, NL)
    ]
    assert told == [
        [
            "",
            "Needs attention: too heavy.",
            *["Needs attention: more than 4 in 10 answers lean towards “too heavy”."] * 2,
            "Manageable.",
            "Mixed: around the middle of the scale.",
            "Probably too heavy.",
            "Probably manageable.",
            "Probably mixed: around the middle of the scale.",
        ],
        [
            "",
            "Vraagt aandacht: te zwaar.",
            *["Vraagt aandacht: meer dan 4 op de 10 antwoorden neigen naar “te zwaar”."] * 2,
            "Behapbaar.",
            "Gemengd: rond het midden van de schaal.",
            "Waarschijnlijk: te zwaar.",
            "Waarschijnlijk: behapbaar.",
            "Waarschijnlijk gemengd: rond het midden van de schaal.",
        ],
    ]


GOOD, MIXED, BAD = (level_verdict(*p) for p in ((0.0, 0.95), (0.2, 0.2), (0.95, 0.0)))


@pytest.mark.parametrize(
    ("verdict", "question"),
    [
        (replace(worse(), level=GOOD), "What changed in September? What would help"),
        (replace(worse(onset=ONSETS[3]), level=BAD), "What lies behind this? What would help"),
        (Verdict(WAVE, "wl_1", "unclear", level=BAD), "What makes this hard"),
        (Verdict(WAVE, "wl_1", "too early", level=BAD), "What makes this hard"),
        (Verdict(WAVE, "wl_1", "unclear", level=GOOD), "What makes this work here?"),
        (Verdict(WAVE, "wl_1", "unclear", level=MIXED), "What do you recognise here"),
        (Verdict(WAVE, "wl_1", "too early"), "What do you recognise here"),
        (Verdict(WAVE, "wl_1", "better", FOUND[0], level=BAD), "What helped here, and what is"),
        (Verdict(WAVE, "wl_1", "better", FOUND[0], level=MIXED), "What helped here, and how"),
        (Verdict(WAVE, "wl_1", "better", FOUND[0], level=GOOD), "What makes this work here?"),
    ],
)
def test_the_question_to_ask_fits_change_and_level(verdict: Verdict, question: str) -> None:
    assert question_to_ask(verdict, EN).startswith(question)
