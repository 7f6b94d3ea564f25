"""What the page of experiments tells follows from what is published, and from nothing else.

Two organisations with the same teams, experiment and lot: what is stored differs in every team and
wave, what may be shown of it does not. Everybody sees the same page in both; a mutant that reads
what is stored does not pass.
"""

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.experiments.experiment import Experiment
from surveys.experiments.report import read_experiment, read_experiments
from surveys.installation import Installation, open_installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.reading import Reading
from surveys.reading.bands import Bands
from tests.builders import add_person
from tests.experiments import QUESTION, drawn, plan_of
from tests.past_waves import add_teams, past_wave
from tests.privacy.conftest import forget, in_one_folder, settle
from tests.privacy.views import everything
from tests.reading import HR, read, reader_with

INVITED = 24
BANDS = Bands(5, 10)

Counts = Sequence[int]
Waves = Mapping[tuple[int, int], Counts]
"""Histograms by team and wave."""

histograms = st.lists(st.integers(0, 6), min_size=5, max_size=5).filter(
    lambda counts: 7 <= sum(counts) < INVITED and max(counts) <= 0.7 * sum(counts)
)


class Twins:
    """Eight teams of which four try something from the sixth wave on, to be filled with answers."""

    def __init__(self, folder: Path) -> None:
        """Make the teams, their readers, the plan and the draw."""
        self.folder = folder
        first = open_installation(in_one_folder(folder / "first"))
        whole, _team = create_with_first_unit(
            first, name="Example", first_unit="Other", contacts=Contacts("Ada", "0800")
        )
        self.teams = add_teams(first, whole, 8)
        self.readers = {
            "hr": add_person(first, whole, "Hanna", role="hr"),
            "leader": add_person(first, whole, "Lea", role="manager", role_for=self.teams[0]),
        }
        drawn(first, plan_of(self.teams, 4))
        settle(first)
        first.engine.dispose()

    def with_answers(self, waves: Waves) -> Installation:
        """Return a copy in which the teams have answered so."""
        folder = self.folder / uuid4().hex
        shutil.copytree(self.folder / "first", folder)
        copy = open_installation(in_one_folder(folder))
        for number in range(1, 9):
            given = {unit: waves[place, number] for place, unit in enumerate(self.teams)}
            past_wave(
                copy,
                number,
                {unit: {QUESTION: counts} for unit, counts in given.items()},
                people_more={unit: INVITED - sum(counts) for unit, counts in given.items()},
                number=number,
            )
        return copy


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return Twins(tmp_path_factory.mktemp("experiment"))


def shown_alike(counts: Counts) -> Counts:
    """Return another histogram of which the same is shown."""
    return [int(count) for count in BANDS.reduce(counts, INVITED)]


@given(histograms)
def test_what_is_shown_of_a_histogram_is_shown_of_what_is_shown(counts: Counts) -> None:
    assert shown_alike(shown_alike(counts)) == shown_alike(counts)


def random_waves(seed: int) -> dict[tuple[int, int], Counts]:
    """Return histograms of an odd number of answers, so that what is shown is another one."""
    chance = random.Random(seed)  # noqa: S311
    waves = {}
    for key in ((team, wave) for team in range(8) for wave in range(1, 9)):
        answers = chance.choice([11, 13, 15, 17])
        counts = [2, 2, 2, 2, 2]
        for _ in range(answers - 10):
            counts[chance.randrange(5)] += 1
        waves[key] = counts
    return waves


@pytest.fixture(params=[1, 2])
def pair(
    twins: Twins, request: pytest.FixtureRequest
) -> Iterator[tuple[Installation, Installation]]:
    """The two organisations: of which the same is published, and not the same stored."""
    waves = random_waves(request.param)
    alike = {key: shown_alike(counts) for key, counts in waves.items()}
    assert all(sum(alike[key]) < sum(waves[key]) for key in waves)
    both = twins.with_answers(waves), twins.with_answers(alike)
    yield both
    for copy in both:
        forget(copy)


def pages(twins: Twins, copy: Installation) -> object:
    return everything(copy, twins.readers, pages={"experiments"})


def test_everybody_sees_the_same_of_two_organisations_of_which_the_same_is_published(
    twins: Twins, pair: tuple[Installation, Installation]
) -> None:
    one, other = (pages(twins, copy) for copy in pair)
    assert one == other
    assert "Probably" in str(one) or "Not clear" in str(one), "an outcome was told"


def test_a_page_that_reads_what_is_stored_is_caught(
    twins: Twins, pair: tuple[Installation, Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bands, "reduce_all", lambda _bands, counts, _invited: counts)
    one, other = (pages(twins, copy) for copy in pair)
    assert one != other


def test_of_single_units_a_leader_is_told_their_own_only(
    twins: Twins, pair: tuple[Installation, Installation]
) -> None:
    """The report, not only the page: what it would let through is not in it."""
    copy, _other = pair
    leader = reader_with("manager", leads=twins.teams[0])

    def rows(reading: Reading) -> list[str]:
        (found,) = read_experiments(reading)
        report = read_experiment(reading, found)
        (comparison,) = report.comparisons
        assert comparison is not None
        return [name for name, *_rest in report.shown_rows(comparison)]

    assert read(rows, copy, leader) == ["Team 0"]
    assert len(read(rows, copy, HR)) == 8


def test_the_lot_does_not_depend_on_answers(
    twins: Twins, pair: tuple[Installation, Installation]
) -> None:
    def steps(reading: Reading) -> Mapping[UUID, int | None]:
        found: Experiment = read_experiments(reading)[0]
        assert found.draw is not None
        assert found.steps == found.draw.steps
        return found.steps

    assert twins.teams
    one, other = (read(steps, copy, HR) for copy in pair)
    assert one == other
