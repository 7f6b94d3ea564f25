"""The example organisation is made by the same services as a real one."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from db import people
from db.engine import reading
from surveys.access.access import reader
from surveys.example import example
from surveys.example.example import ExampleError
from surveys.installation.installation import Installation
from surveys.reading.unit import read_unit
from surveys.waves.waves import open_number
from tests.reading import read, units_of
from tests.stored import main_rows

TODAY = date(2026, 6, 1)


def ignore(what: str, done: int, total: int) -> None:
    """Nobody looks at the progress."""


@pytest.fixture
def tokens(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The smallest example, with two counted waves; unused tokens of the open one."""
    monkeypatch.setattr(example, "CLOSED_WAVES", 2)
    return example.create_example(
        installation, number_of_people=example.MIN_PEOPLE, today=TODAY, progress=ignore
    )


def test_fewer_people_than_an_example_needs_are_refused(installation: Installation) -> None:
    with pytest.raises(ExampleError, match="60 people or more"):
        example.create_example(installation, number_of_people=59, today=TODAY, progress=ignore)
    assert main_rows(installation, "SELECT * FROM unit") == []


@pytest.mark.parametrize("number", [60, 61, 65, 74, 75, 100, 333, 1200])
def test_teams_have_3_to_20_people_and_add_up(number: int) -> None:
    sizes = example.team_sizes(number, np.random.default_rng(number))
    assert sum(sizes) == number
    assert min(sizes) >= 3
    assert max(sizes) <= 20
    assert min(sizes[:2]) >= 10


def test_an_example_is_useful_to_look_at(installation: Installation, tokens: list[str]) -> None:
    """Sizes, roles, history, an open wave with tokens left: everything there is to try."""
    with reading(installation.engine) as session:
        head_counts = people.head_counts(session)
        units = {unit.id: unit for unit in people.units(session)}
    parents = Counter(unit.parent_id for unit in units.values())
    leaves = [unit for unit in units if not parents[unit]]
    assert all(3 <= head_counts[unit] <= 20 for unit in leaves)
    assert 60 <= sum(head_counts.values()) <= 70

    assert open_number(installation) == 3
    assert example.usable_tokens(installation, tokens, TODAY) == tokens
    assert len(tokens) == len(set(tokens)) > 0
    assert example.usable_tokens(installation, [*tokens, "unknown"], TODAY) == tokens
    assert example.usable_tokens(installation, tokens, TODAY + timedelta(days=1)) == []

    manager, hr, _ = example.example_people(installation)
    first = reader(installation, manager.person)
    assert first is not None
    [unit] = units_of(installation, first)
    report = read(read_unit, installation, first, unit.id)
    assert [wave.number for wave in report.waves] == [1, 2]
    assert len(report.trends) == 6
    everything = reader(installation, hr.person)
    assert everything is not None
    assert len(units_of(installation, everything)) == len(units)

    later = TODAY + timedelta(days=3)
    fresh = example.open_next_wave(installation, later, ignore)
    assert open_number(installation) == 4
    assert len(read(read_unit, installation, first, unit.id).waves) == 3
    assert example.usable_tokens(installation, tokens, later) == []
    assert example.usable_tokens(installation, fresh, later) == fresh != []
