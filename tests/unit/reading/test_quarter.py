"""What a quarter says, and how often its intervals hold the share of all members."""

from datetime import date, timedelta
from uuid import UUID

import numpy as np
import pytest

from surveys.counting.disclosure import coarsen
from surveys.reading.bands import Bands
from surveys.reading.participation import Participation
from surveys.reading.quarter import SIDES, QuarterShares
from surveys.reading.quarter_disclosure import shares_told
from surveys.reading.wave_conclusions import Asked
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.statistics.share import Share
from surveys.statistics.verdict.hull import FIVE_POINTS
from surveys.texts import Texts

EN = Texts("en")
UNFAVOURABLE = frozenset({0, 1})
OPTIONS = ((0, 1), (2,), (3, 4))


def shares(*tenths: tuple[int, int, int], every: int = 28) -> QuarterShares:
    """Return shares of three waves, each (part, low, high) in tenths, from bad to good."""
    parts = {
        side: Share(21, part / 10, low / 10, high / 10)
        for side, (part, low, high) in zip(SIDES, tenths, strict=True)
    }
    days = [date(2026, 1, 12) + place * timedelta(days=every) for place in range(3)]
    answered = Participation(7, 8, 8)
    waves = [
        WaveOfUnit(UUID(int=place), place + 1, None, day, day + timedelta(days=4), answered)
        for place, day in enumerate(days)
    ]
    return QuarterShares(parts, waves=waves)


def test_a_quarter_says_when_how_much_and_of_how_few_people() -> None:
    assert shares((3, 1, 6), (3, 1, 6), (4, 2, 6)).in_words("en") == (
        "In the quarter from January to March, about 4 in 10 answers were “favourable” (between "
        "2 and 6 in 10), 3 in 10 “neutral”, 3 in 10 “unfavourable”. These are the answers of 5 to "
        "9 people, asked three times."
    )


@pytest.mark.parametrize(
    ("every", "when"),
    [
        (7, "In the three waves from 12 Jan to 30 Jan, "),
        (90, "In the three waves from January to July, "),
    ],
)
def test_three_waves_that_are_no_quarter_are_not_called_one(every: int, when: str) -> None:
    assert shares((3, 1, 6), (3, 1, 6), (4, 2, 6), every=every).in_words("en").startswith(when)


def test_no_share_says_that_nobody_or_everybody_is_in_it() -> None:
    said = shares((0, 0, 3), (0, 0, 3), (10, 7, 10)).in_words("en")
    assert "more than 9 in 10 answers were “favourable” (between 7 and 10 in 10)" in said
    assert "fewer than 1 in 10 “neutral”, fewer than 1 in 10 “unfavourable”" in said


def quarter_of_team(
    chance: np.random.Generator, people: np.ndarray, answering: float
) -> tuple[np.ndarray, list[tuple[int, ...]]] | None:
    """Return the shares of all members, and what three waves show of those who answer.

    `people` are the levels of the members; half of the variance of an answer (sd .9) is theirs.
    """
    size, sd, bands = len(people), 0.9 * np.sqrt(0.5), Bands(5, 10)
    every = np.clip(np.rint(people + chance.normal(0, sd, (2_000, size))), 1, 5)
    shown = []
    for _ in range(3):
        answers = np.clip(np.rint(people + chance.normal(0, sd, size)), 1, 5)
        given = answers[chance.random(size) < answering]
        if len(given) < 5:
            return None
        counts = [int((given == value).sum()) for value in range(1, 6)]
        stored = coarsen(counts, len(given), one_sided=[UNFAVOURABLE])
        shown.append(tuple(bands.reduce(stored, size)))
    return np.array([(every < 3).mean(), (every == 3).mean(), (every > 3).mean()]), shown


@pytest.mark.slow
@pytest.mark.parametrize(("size", "answering"), [(6, 0.95), (8, 0.8), (9, 0.7)])
def test_the_intervals_hold_the_share_of_all_members_after_the_blur(
    size: int, answering: float, in_full: bool
) -> None:
    """For teams in the middle, near the ends, of one mind and divided: .95 or more, here .99."""
    chance, holds, misses = np.random.default_rng(size), [], []
    spread = 0.9 * np.sqrt(0.5)
    for place in range(900 if in_full else 90):
        people = [
            *(chance.normal(mean, spread, size) for mean in (2.2, 3.0, 3.6, 4.3)),
            chance.normal(4, 0.1, size),
            chance.choice([1.5, 4.5], size),
        ][place % 6]
        if (team := quarter_of_team(chance, people, answering)) is None:
            continue
        bands = [band for table in team[1] if (band := Bands(5, 10).of(sum(table), size))]
        asked = [Asked(FIVE_POINTS, OPTIONS, band.fewest, band.most) for band in bands]
        told = shares_told(asked, team[1], answering - 0.1)
        assert told is not None
        for share, true in zip(told, team[0].tolist(), strict=True):
            holds.append(share.low <= 10 * true <= share.high)
            misses.append(abs(share.part / 10 - true))
    assert len(holds) > 100
    assert np.mean(holds) >= 0.98
    assert np.mean(misses) < 0.1
