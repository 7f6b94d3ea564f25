"""Where to look first: what is no chance, as questions and not as a ranking."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from surveys.reading.highlights import highlights_of
from surveys.reading.organisation import Cell, OrganisationReport, UnitInReport
from surveys.reading.sentences import Status
from surveys.statistics.change import Change
from tests.unit.charts.reports import a_column, a_level, a_unit, an_estimate

WORKLOAD = a_column("wl_1")
UNCLEAR: list[Status] = ["first", "not enough", "within fluctuation", "small"]
FALL = Change(-0.8, 0.2, -1.2, -0.4, 0.001)


def cell(status: Status = "within fluctuation", from_all: float = 0.0) -> Cell:
    return Cell(a_level(3.0), an_estimate(from_all), status, FALL)


def report(units: Sequence[UnitInReport]) -> OrganisationReport:
    return OrganisationReport(units[0].id, [WORKLOAD], list(units))


def about(*cells: Cell) -> list[tuple[str, str]]:
    units = [a_unit(f"Team {place}", {"wl_1": found}) for place, found in enumerate(cells)]
    return [(found.name, found.why) for found in highlights_of(report(units))]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([cell("worse"), cell(), cell("better")], [("Team 0", "worse"), ("Team 2", "better")]),
        *(([cell(status)], []) for status in UNCLEAR),
        ([cell(from_all=d) for d in (-0.9, 0.9, 0)], [("Team 0", "below"), ("Team 1", "above")]),
        # A change goes before a distance.
        ([cell("better", from_all=-0.9)], [("Team 0", "better")]),
        # The order is that of the tree, whatever the distance.
        (
            [cell(from_all=d) for d in (-0.5, -1.5, -0.9)],
            [(f"Team {n}", "below") for n in range(3)],
        ),
        ([dataclasses.replace(cell(), estimate=None)], []),
    ],
)
def test_a_clear_change_or_distance_is_worth_asking_about(
    cells: Sequence[Cell], expected: list[tuple[str, str]]
) -> None:
    assert about(*cells) == expected


def test_a_hidden_unit_and_what_a_tenth_of_many_units_show_by_chance_are_left_alone() -> None:
    """Each 90 % interval leaves out 0 in one of ten units, even when all are equal."""
    chance = np.random.default_rng(2)
    distances = chance.normal(0, 0.1, 400).tolist()
    probably = sum(abs(distance) > 0.1645 for distance in distances)
    assert probably > 20
    assert about(*(cell(from_all=distance) for distance in distances)) == []
    assert highlights_of(report([a_unit("Night shift", None)])) == []


@pytest.mark.parametrize(
    ("found", "language", "said", "ask"),
    [
        (cell("worse"), "en", "0.8 lower than the wave before.", "What changed, and"),
        (cell("worse"), "nl", "0,8 lager dan de peiling ervoor.", "Wat is er veranderd"),
        (cell(from_all=0.9), "en", "Probably above the organisation.", "What works there"),
        (cell(from_all=-0.9), "nl", "Waarschijnlijk onder de organisatie.", "Wat is daar anders"),
    ],
)
def test_it_ends_in_a_question(found: Cell, language: str, said: str, ask: str) -> None:
    [asked] = highlights_of(report([a_unit("Planning", {"wl_1": found})]))
    assert asked.in_words(language) == said
    assert asked.ask(language).startswith(ask)
    assert asked.ask(language).endswith("?")
