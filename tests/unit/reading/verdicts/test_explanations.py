"""Averages with their condition, and how we know, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from surveys.instrument import shipped
from surveys.reading.verdicts.explanations import (
    average_sentence,
    blur_sentence,
    budget_sentence,
    how_we_know,
    noticed_sentence,
    silent_sentence,
)
from surveys.reading.verdicts.sentences import other_people_sentence
from surveys.reading.verdicts.verdict import Noticed, Verdict
from surveys.texts import Texts
from tests.verdicts import LINES, POINT, WAVE, worse

EN, NL = Texts("en"), Texts("nl")
QUESTION = shipped().question("wl_1")


def test_numbers_carry_their_condition_and_the_blur_is_admitted() -> None:
    told = [
        [
            average_sentence(3.6, POINT, texts),
            average_sentence(3.0, POINT, texts),
            silent_sentence(LINES[2][0], QUESTION, texts),
            noticed_sentence(Noticed(0.41, 0.68), QUESTION, texts),
            noticed_sentence(Noticed(0.02, 0.97), shipped().question("pr_1"), texts),
            blur_sentence(0.02, 0.37, texts),
            blur_sentence(0.1, 0.2, texts, of_parts=True),
            budget_sentence(Verdict(WAVE, "wl_1", "unclear", budget=0.25), texts),
            other_people_sentence(worse(), texts),
            other_people_sentence(replace(worse(), other_people_since=date(2026, 9, 3)), texts),
        ]
        for texts in (EN, NL)
    ]
    assert told == [
        [
            "Average 3.6, probably between 3.2 and 4.0, if those who did not answer feel like "
            "those who did.",
            "Average 3.0 this time; over the waves probably between 3.2 and 4.0, if those who did "
            "not answer feel like those who did.",
            "If those who did not answer differ by 0.5 from those who did: probably between 2.9 "
            "and 4.3.",
            "A change of 1.0 would be noticed within six waves about 7 times in 10, one of 0.5 "
            "about 4 times in 10.",
            "A change of 2.2 would be noticed within six waves nearly always, one of 1.1 hardly "
            "ever.",
            "Nearly all may have given the same answer; the true average may be up to 0.4 more "
            "extreme.",
            "In some teams nearly all may have given the same answer; the true average may differ "
            "by up to 0.2.",
            "One in four teams sees such a badge in a year in which nothing changes.",
            "",
            "From 3 September 2026 on, the numbers are about a clearly different group of people; "
            "a difference may come from that.",
        ],
        [
            "Gemiddeld 3,6, waarschijnlijk tussen 3,2 en 4,0, als wie niet antwoordde het net zo "
            "ervaart als wie wel antwoordde.",
            "Deze keer gemiddeld 3,0; over de peilingen heen waarschijnlijk tussen 3,2 en 4,0, als "
            "wie niet antwoordde het net zo ervaart als wie wel antwoordde.",
            "Als wie niet antwoordde 0,5 punt afwijkt van wie wel antwoordde: waarschijnlijk "
            "tussen 2,9 en 4,3.",
            "Een verandering van 1,0 punt zou binnen zes peilingen ongeveer 7 van de 10 keer "
            "opvallen, een van 0,5 punt ongeveer 4 van de 10 keer.",
            "Een verandering van 2,2 punt zou binnen zes peilingen bijna altijd opvallen, een van "
            "1,1 punt bijna nooit.",
            "Misschien gaf bijna iedereen hetzelfde antwoord; het echte gemiddelde kan tot 0,4 "
            "punt verder van het midden liggen.",
            "In sommige teams gaf misschien bijna iedereen hetzelfde antwoord; het echte "
            "gemiddelde kan tot 0,2 punt afwijken.",
            "Eén op de vier teams ziet zo'n melding in een jaar waarin niets verandert.",
            "",
            "Vanaf 3 september 2026 gaan de cijfers over een duidelijk andere groep mensen; een "
            "verschil kan daardoor komen.",
        ],
    ]


def test_what_is_not_shown_has_no_sentence() -> None:
    assert silent_sentence(POINT, QUESTION, EN) == blur_sentence(0.05, 0.05, EN) == ""
    with pytest.raises(ValueError, match="wl_c has no average"):
        noticed_sentence(Noticed(0.1, 0.2), shipped().question("wl_c"), EN)


def test_how_we_know_says_what_the_verdict_rests_on_and_no_other_finding() -> None:
    silent = replace(worse(), line=LINES[2], noticed=Noticed(0.41, 0.68))
    assert how_we_know(silent, QUESTION, EN) == [
        (
            "Dots, line and band",
            "Each dot is the average of a wave. The line is the level behind them. The band holds "
            "it about 19 times in 20; in the first months after a change, less often.",
        ),
        (
            "How sure",
            "In simulations in which one indicator in twelve changed, about 8 in 10 of the "
            "statements with “probably” were right; of slow changes, fewer.",
        ),
        (
            "Since when and how much",
            "What is said about time and size holds about 9 times in 10. A slow change is seen "
            "some waves after its start.",
        ),
        ("What would be noticed", noticed_sentence(Noticed(0.41, 0.68), QUESTION, EN)),
        ("What a badge is worth", budget_sentence(silent, EN)),
        ("Who did not answer", silent_sentence(LINES[2][0], QUESTION, EN)),
    ]
    titles = {
        change: [title for title, _sentence in how_we_know(verdict, QUESTION, EN)]
        for change in ("too early", "unclear")
        for verdict in [Verdict(WAVE, "wl_1", change)]
    }
    assert titles == {
        "too early": ["From when", "What a badge is worth"],
        "unclear": ["What is not clear", "What a badge is worth"],
    }
