"""Experiments for tests: teams with past waves, a plan, a draw, and waves after it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

from surveys.access import Reader
from surveys.experiments.experiment import Experiment, Plan
from surveys.experiments.planning import close_list, draw_lot, plan_experiment
from surveys.experiments.report import ExperimentReport, read_experiment, read_experiments
from surveys.installation import Installation
from surveys.reading import Reading
from tests.past_waves import past_wave
from tests.reading import HR, read

PLANNED = date(2026, 3, 2)
QUESTION = "wl_1"
"""The anchor question of workload."""

Given = Callable[[UUID, int], Sequence[int]]
"""The histogram of a team in a wave of a number."""


def plan_of(units: Sequence[UUID], *starting: int, first_wave: int = 6, length: int = 3) -> Plan:
    """Return a plan on workload in which some of the units start."""
    return Plan(
        "Mornings",
        "No meetings before ten",
        "workload",
        "asked",
        tuple(sorted(units)),
        starting,
        first_wave,
        length,
    )


def planned(installation: Installation, plan: Plan, who: Reader = HR) -> UUID:
    """Plan an experiment and return its id."""
    return plan_experiment(installation, who, plan, PLANNED)


def drawn(installation: Installation, plan: Plan, who: Reader = HR) -> UUID:
    """Plan an experiment, close its list, draw by lot, and return its id."""
    made = planned(installation, plan, who)
    close_list(installation, who, made)
    draw_lot(installation, who, made, PLANNED)
    return made


def hold(installation: Installation, teams: Sequence[UUID], numbers: range, given: Given) -> None:
    """Publish waves of the programme with these numbers, in which each team answers as given."""
    for number in numbers:
        answers = {team: {QUESTION: given(team, number)} for team in teams}
        past_wave(installation, number, answers, number=number)


def around(mean_of: Mapping[UUID, float] | float, n: int = 40) -> Given:
    """Return a way to answer with an average: of each team, or of all; to the nearest 1/n."""

    def given(team: UUID, _number: int) -> Sequence[int]:
        return with_mean(mean_of if isinstance(mean_of, float) else mean_of[team], n)

    return given


def with_mean(mean: float, n: int) -> list[int]:
    """Return a histogram of n answers with an average from 1.5 to 4.5, over three options."""
    middle = min(max(round(mean), 2), 4)
    # An eighth of the answers on each side, and what is still missing on one of them.
    away = round((mean - middle) * n)
    low, high = n // 8 + max(0, -away), n // 8 + max(0, away)
    counts = [0] * 5
    counts[middle - 2], counts[middle] = low, high
    counts[middle - 1] = n - low - high
    return counts


def stored(installation: Installation, who: Reader = HR) -> list[Experiment]:
    """Return the experiments that somebody sees."""
    return read(read_experiments, installation, who)


def report_of(installation: Installation, experiment: UUID, who: Reader = HR) -> ExperimentReport:
    """Return the report of an experiment, as somebody sees it."""

    def found(results: Reading) -> ExperimentReport:
        chosen = next(one for one in read_experiments(results) if one.id == experiment)
        return read_experiment(results, chosen)

    return read(found, installation, who)
