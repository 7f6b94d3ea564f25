"""Error rates over a year, by simulation with fixed seeds: answers, count, fit and verdict.

In full with `-m slow`; otherwise with fewer organisations and the tolerance that goes with them.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import ndtr

from surveys.counting.disclosure import coarsen
from surveys.statistics.histogram import Floats
from surveys.statistics.verdict.edition import Family, Model, model
from surveys.statistics.verdict.hull import FIVE_POINTS
from surveys.statistics.verdict.year import walk, yearly_p
from tests.unit.statistics.verdict.computed import cells_of

TEAMS, PEOPLE, WAVES, QUESTIONS = 30, 8, 20, 3
FIRST_OF_YEAR = 8
FALLING = {(team % 6, team) for team in range(TEAMS) if team % 6 < QUESTIONS}
"""Question and team: five of thirty teams for each question."""

DAYS = [30.0 * wave for wave in range(WAVES)]


@dataclass(frozen=True)
class Organisation:
    """Counts as published (questions, teams, waves, options), and the members' true levels."""

    counts: Floats
    levels: Floats

    def judged(self) -> Model:
        return model(Family([cells_of(table, DAYS) for table in self.counts]))


def organisation(seed: int, fall: float = 0.0) -> Organisation:
    """Return teams of eight of whom four in five answer, as counted in twenty monthly waves.

    Half of what people differ by stays; teams have moods from wave to wave. One chart falls in half
    of the teams, after ten waves.
    """
    chance = np.random.default_rng(seed)
    latent = 3.4 + chance.normal(0, 0.3, (QUESTIONS, TEAMS, 1, 1))
    latent = latent + chance.normal(0, 0.65, (QUESTIONS, TEAMS, 1, PEOPLE))
    latent = latent + np.zeros((1, 1, WAVES, 1))
    for question, team in FALLING:
        latent[question, team, 10:] -= fall
    mood = chance.normal(0, 0.1, (QUESTIONS, TEAMS, WAVES, 1))
    drawn = latent + mood + chance.normal(0, 0.65, latent.shape)
    answers = np.clip(np.rint(drawn), 1, 5)
    answered = chance.random((TEAMS, WAVES, PEOPLE)) < 0.8
    counts = np.stack([((answers == v) & answered).sum(axis=-1) for v in range(1, 6)], axis=-1)
    for table in counts.reshape(-1, 5):
        n = int(table.sum())
        table[:] = coarsen(table.tolist(), n, one_sided=FIVE_POINTS.one_sided) if n >= 5 else 0
    expected = 1 + sum(ndtr((latent - edge) / 0.65) for edge in (1.5, 2.5, 3.5, 4.5))
    return Organisation(counts.astype(float), np.asarray(expected).mean(axis=-1))


@pytest.mark.slow
def test_when_nothing_changes_few_teams_have_a_badge_in_a_year(in_full: bool) -> None:
    organisations = 8 if in_full else 1
    badges, covered, small_p = 0, [], []
    for seed in range(organisations):
        simulated = organisation(seed)
        judged = simulated.judged()
        told = walk(judged)
        badges += len({one.unit for one in told if one.confirmed >= FIRST_OF_YEAR})
        small_p.append(yearly_p(judged) <= 0.10)
        for question in range(QUESTIONS):
            band = judged.posterior(question, np.arange(TEAMS))
            level = simulated.levels[question, :, -1]
            covered.append((band.low[:, -1] <= level) & (level <= band.high[:, -1]))
    team_years = organisations * TEAMS
    assert badges / team_years <= (0.14 if in_full else 0.20)
    assert np.mean(small_p) <= (0.14 if in_full else 0.20)
    assert np.mean(covered) >= 0.93


@pytest.mark.slow
def test_a_large_fall_of_one_chart_is_told(in_full: bool) -> None:
    organisations = 6 if in_full else 1
    noticed, right, badges = 0, 0, 0
    for seed in range(organisations):
        told = [one for one in walk(organisation(100 + seed, 0.8).judged()) if one.confirmed >= 10]
        charts = {(one.question, one.unit) for one in told}
        falls = {(one.question, one.unit) for one in told if one.sign < 0} & FALLING
        soon = {(one.question, one.unit) for one in told if one.confirmed < 16}
        noticed += len(soon & falls)
        right += len(falls)
        badges += len(charts)
    assert noticed / organisations / len(FALLING) >= (0.75 if in_full else 0.6)
    assert right / badges >= (0.75 if in_full else 0.6)
