"""How long reading takes; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from db import people, published
from db.engine import reading, writing
from surveys.access.access import Reader
from surveys.installation.installation import Installation, open_installation
from surveys.reading.organisation import read_organisation
from surveys.reading.reading import forget
from surveys.reading.unit import read_unit
from surveys.settings.settings import Settings
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.conftest import figure
from tests.benchmarks.test_speed import seconds
from tests.past_waves import ANCHORS, around, past_wave
from tests.reading import baseline, read

HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
OWN = tuple(f"own_{number}" for number in range(6))
WAVES = 52

OWN_QUESTIONS = """
version: "1"
languages: [en, nl]
response_scales:
  agree:
    type: likert5
    labels:
      en: [a, b, c, d, e]
      nl: [a, b, c, d, e]
indicators:
  - id: own
    kind: own
    name: {en: Own, nl: Eigen}
    definition: {en: Own, nl: Eigen}
    high: {en: good, nl: goed}
    low: {en: bad, nl: slecht}
    questions:
"""


def settled(folder: Path, teams: int, waves: int, questions: tuple[str, ...]) -> Installation:
    """Return an installation with so many teams of 20 people, and a past."""
    place = open_installation(Settings(folder=folder))
    units = organisation_of(place, 0, teams)
    items = "".join(
        f"      - {{id: {q}, role: own, scale: agree, text: {{en: {q}, nl: {q}}}}}\n" for q in OWN
    )
    with writing(place.engine) as session:
        organisation = people.organisation(session)
        assert organisation
        organisation.own_questions = OWN_QUESTIONS + items
    chance = np.random.default_rng(1)
    for wave in range(waves):
        answers = {unit: {q: around(3.6, 20, chance) for q in questions} for unit in units}
        past_wave(place, wave, answers)
    return place


def median(doing: Callable[[], object], rounds: int = 15) -> float:
    """Return how many seconds something takes, after having been done once."""
    doing()
    return statistics.median(seconds(doing) for _ in range(rounds))


def bare_unit(place: Installation, unit: UUID) -> None:
    """Read the rows of a unit, and make nothing of them."""
    with reading(place.engine) as session:
        published.of_unit(session, unit)


def cost_of_a_unit(place: Installation) -> tuple[float, float, float]:
    """Return the seconds for a report of one team, for its rows, and for the first report."""
    team = min(baseline(place).teams)
    report = read(read_unit, place, HR, team)
    assert (len(report.waves), len(report.trends)) == (WAVES, 12)

    def first() -> None:
        forget()
        read(read_unit, place, HR, team)

    return (
        median(lambda: read(read_unit, place, HR, team)),
        median(lambda: bare_unit(place, team)),
        median(first, 5),
    )


def test_reading_one_unit(
    benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """52 waves of 12 questions, against the bare query, in a small and in a large store."""
    taken = {}
    for teams in (20, 800):
        place = settled(tmp_path / str(teams), teams, WAVES, (*ANCHORS, *OWN))
        ours, bare, first = cost_of_a_unit(place)
        taken[teams] = ours
        behind = teams * WAVES * 12 * 20
        said = f"{ours / bare:.1f} ({ours * 1000:.1f} ms of {bare * 1000:.1f})"
        figure(capsys, f"one unit / bare query, {behind:,} answers", said, "at most 3")
        figure(capsys, "   the first one after a count", f"{first * 1000:,.0f} ms", "stated")
    benchmark.pedantic(lambda: None, rounds=1)
    growth = f"{taken[800] / taken[20]:.2f}"
    figure(capsys, "one unit: 10 million answers / 250 thousand", growth, "flat")


def test_reading_the_organisation(
    benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of 2,500 units side by side, everything worked out anew, against the bare query."""
    place = settled(tmp_path, 2_270, 3, ANCHORS)
    newest = baseline(place).wave
    assert newest

    def bare() -> None:
        with reading(place.engine) as session:
            published.of_wave(session, newest, ANCHORS)

    def read() -> None:
        forget()
        assert len(read(read_organisation, place, HR).units) > 2_490

    ours, alone = median(read, 5), median(bare)
    benchmark.pedantic(lambda: None, rounds=1)
    said = f"{ours / alone:.1f} ({ours:.2f} s of {alone:.2f})"
    figure(capsys, "organisation of 2,500 units / bare query", said, "under 10")
    again = median(lambda: read(read_organisation, place, HR), 5)
    figure(capsys, "   again in the same edition", f"{again / alone:.1f}", "stated")
