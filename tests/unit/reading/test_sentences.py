"""Sentences about numbers, in both languages: no p-values, no causes, no rank."""

import pytest

from surveys.reading import comparison_sentences, sentences
from surveys.statistics import InsufficientData, Of
from surveys.statistics.consistency import Consistency
from surveys.statistics.level import Level
from surveys.statistics.pooling import Reliability
from surveys.statistics.share import Share
from surveys.texts import Texts

EN, NL = Texts("en"), Texts("nl")
NINE_OF_TWELVE = Level(9, 12, 3.6, 3.2, 3.95, 3.5, 3.7)
FEW = Share(12, 0.65, 0.6, 0.75)


def test_an_average_has_its_bounds_with_decimal_commas_in_dutch() -> None:
    assert sentences.level(NINE_OF_TWELVE, EN) == (
        "Average 3.6, probably between 3.2 and 4.0, if those who did not answer feel like those "
        "who did."
    )
    assert "3,6" in sentences.level(NINE_OF_TWELVE, NL)
    assert sentences.average(3.6, EN) == "Average 3.6."


def test_a_share_without_room_for_chance_has_no_bounds() -> None:
    for share, expected in (
        (FEW, "Good: 65% (between 60% and 75%)."),
        (Share(20, 0.45, 0.45, 0.45), "Good: 45%."),
    ):
        assert sentences.shares([("good", share)], EN) == expected


@pytest.mark.parametrize(
    ("of", "english"),
    [
        ("answers", "Too few answers to show: it takes 5."),
        ("waves", "Too few waves to tell: it takes 5."),
        ("units", "Too few units to compare: it takes 5."),
        ("teams", "Too few teams to compare: it takes 5 on each side."),
        ("differences", "All answers are the same, so nothing can be told from them."),
    ],
)
def test_too_little_is_said_without_telling_how_little(of: Of, english: str) -> None:
    found = InsufficientData(of, 4, 5)
    assert sentences.not_enough(found, EN) == english
    assert sentences.not_enough(found, NL) != english
    assert "4" not in english
    assert sentences.level(found, EN) == sentences.shares(found, EN) == english
    assert comparison_sentences.reliability(found, EN) == english


def test_a_scale_is_good_for_groups_or_not_at_all_and_noise_is_called_noise() -> None:
    uses = ((0.59, "do not read"), (0.65, "large groups only"), (0.7, "good for groups"))
    for alpha, use in uses:
        found = Consistency(120, 5, alpha, alpha - 0.1, alpha + 0.1, None)
        assert use in comparison_sentences.consistency(found, EN)


@pytest.mark.parametrize(
    ("low", "high", "english"),
    [
        (
            0.31,
            0.68,
            "Between 30% and 70% of the differences between units is real, the rest is chance.",
        ),
        (
            0.7,
            0.8,
            "Between 70% and 80% of the differences between units is real, the rest is chance.",
        ),
        (
            0.12,
            0.48,
            "Between 10% and 50% of the differences between units is real, the rest is chance. So "
            "most of what a comparison shows is noise.",
        ),
        (
            0,
            0.28,
            "At most 30% of the differences between units is real, the rest is chance. So most of "
            "what a comparison shows is noise.",
        ),
        (
            0,
            0.7,
            "It cannot be told yet how much of the differences between units is real: anything "
            "between 0% and 70% is possible.",
        ),
    ],
)
def test_how_much_of_the_differences_is_real_is_told_in_tens_of_percents_or_not_at_all(
    low: float, high: float, english: str
) -> None:
    found = Reliability(0.1, (low + high) / 2, low, high)
    assert comparison_sentences.reliability(found, EN) == english


def test_drivers_are_no_causes_and_shares_of_hardly_anything_are_not_told() -> None:
    named = [("Isolation", 0.6, 0.4, 0.8), ("Workload", 0.4, 0.2, 0.6)]
    english = comparison_sentences.drivers(named, 0.3, 0.06, EN)
    assert "Isolation 60% (40% to 80%), Workload 40% (20% to 60%)" in english
    assert english.endswith("not what causes what.")
    assert "; a question without any connection would get about 6%. This" in english
    assert "about 1%" in comparison_sentences.drivers(named, 0.6, 0.004, EN)
    counted_before = comparison_sentences.drivers(named, 0.3, None, NL)
    assert counted_before.endswith(
        "(20% tot 60%). Dit laat zien wat samenhangt, niet wat waarvan komt."
    )
    nothing = comparison_sentences.drivers([("Isolation", 0.9, 0.1, 1.0)], 0.03, 0.2, EN)
    assert nothing.startswith("Hardly anything")
    assert "Isolation" not in nothing
