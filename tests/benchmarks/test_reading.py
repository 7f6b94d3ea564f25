"""How long reading takes; run with `uv run pytest tests/benchmarks --benchmark-only -n 0 -s`."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import sqlalchemy as sa
from sqlmodel import col

from db import people, published
from db.base import table_of
from db.engine import reading, writing
from db.results import Result
from db.wave_units import WaveUnit
from db.waves import Wave
from surveys.access.access import Reader
from surveys.installation.installation import Installation, open_installation
from surveys.reading.organisation import read_organisation
from surveys.reading.reading import forget
from surveys.reading.unit import read_unit
from surveys.settings.settings import Settings
from tests.benchmarks import figures
from tests.benchmarks.casting import organisation_of
from tests.benchmarks.measuring import Note, median, sized
from tests.past_waves import ANCHORS, around, past_wave
from tests.reading import baseline, read

HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
OWN = tuple(f"own_{number}" for number in range(6))
WAVES = sized(52, 13)
TEAMS = sized((20, 800), (20, 100))

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
    installation = open_installation(Settings(folder=folder))
    units = organisation_of(installation, 0, teams)
    items = "".join(
        f"      - {{id: {q}, role: own, scale: agree, text: {{en: {q}, nl: {q}}}}}\n" for q in OWN
    )
    with writing(installation.engine) as session:
        organisation = people.organisation(session)
        assert organisation
        organisation.own_questions = OWN_QUESTIONS + items
    chance = np.random.default_rng(1)
    for wave in range(waves):
        answers = {unit: {q: around(3.6, 20, chance) for q in questions} for unit in units}
        past_wave(installation, wave, answers)
    return installation


def bare_unit(installation: Installation, unit: UUID) -> None:
    """Read the rows of a unit, one per wave and question, and make nothing of them."""
    rows = sa.select(col(Result.wave_id), col(Result.question_id), col(Result.counts))
    waves = sa.select(table_of(Wave), table_of(WaveUnit)).join_from(WaveUnit, Wave)
    with reading(installation.engine) as session:
        session.connection().execute(rows.where(col(Result.unit_id) == unit)).all()
        session.connection().execute(waves.where(col(WaveUnit.unit_id) == unit)).all()


def cost_of_a_unit(installation: Installation) -> tuple[float, float, float]:
    """Return the seconds for a report of one team, for its rows, and for the first report."""
    team = min(baseline(installation).teams)
    report = read(read_unit, installation, HR, team)
    assert (len(report.waves), len(report.trends)) == (WAVES, 12)

    def first() -> None:
        forget()
        read(read_unit, installation, HR, team)

    return (
        median(lambda: read(read_unit, installation, HR, team)),
        median(lambda: bare_unit(installation, team)),
        median(first, 5),
    )


def test_reading_one_unit(benchmark: Any, tmp_path: Path, note: Note) -> None:
    """52 waves of 12 questions, against the bare query, in a small and in a large store."""
    taken = {}
    for teams, asked in zip(TEAMS, (figures.UNIT_SMALL, figures.UNIT_LARGE), strict=True):
        installation = settled(tmp_path / str(teams), teams, WAVES, (*ANCHORS, *OWN))
        ours, bare, first = cost_of_a_unit(installation)
        taken[teams] = ours
        behind = teams * WAVES * 12 * 20
        said = f"{behind:,} answers; {ours * 1000:.1f} ms of {bare * 1000:.1f}"
        note(asked, ours / bare, said)
    note(figures.UNIT_FIRST, first * 1000)
    benchmark.pedantic(lambda: None, rounds=1)
    small, large = (taken[teams] for teams in TEAMS)
    note(figures.UNIT_GROWTH, large / small)


def test_reading_the_organisation(benchmark: Any, tmp_path: Path, note: Note) -> None:
    """All of 2,500 units side by side, everything worked out anew, against the bare query."""
    installation = settled(tmp_path, sized(2_270, 227), 3, ANCHORS)
    newest = baseline(installation).wave
    assert newest

    def bare() -> None:
        with reading(installation.engine) as session:
            published.of_wave(session, newest, ANCHORS)

    def read_anew() -> None:
        forget()
        assert len(read(read_organisation, installation, HR).units) > sized(2_490, 240)

    ours, alone = median(read_anew, 5), median(bare)
    benchmark.pedantic(lambda: None, rounds=1)
    note(figures.ORGANISATION, ours / alone, f"{ours:.2f} s of {alone:.2f}")
    again = median(lambda: read(read_organisation, installation, HR), 5)
    note(figures.ORGANISATION_AGAIN, again / alone)
