"""The experiment of the example: some of its teams start their days together, others wait.

Nothing in the answers follows from it, so what it shows is what chance leaves over.
"""

from collections import Counter
from datetime import date, timedelta

from db import people
from db.engine import reading
from surveys.access import reader
from surveys.example.names import STORIES
from surveys.example.workplace import example_people
from surveys.experiments.experiment import Plan
from surveys.experiments.planning import close_list, draw_lot, plan_experiment
from surveys.installation import Installation

EXPERIMENT_FROM = 9
"""The number of the wave before which some teams start."""

LENGTH = 4
LEAST_TEAMS, MOST_TEAMS = 8, 12
BEFORE = timedelta(days=3)
"""How long before that wave opens the lot is drawn."""


def begin_experiment(installation: Installation, first_wave: int, opens_on: date) -> None:
    """Plan the experiment with the largest teams that have no story of their own, and draw.

    A small firm has too few teams for one.
    """
    hr = reader(installation, example_people(installation).hr.person)
    with reading(installation.engine) as session:
        units, sizes = people.units(session), people.head_counts(session)
    above = Counter(unit.parent_id for unit in units)
    told = {name for names in STORIES for name in names}
    teams = [unit for unit in units if not above[unit.id] and unit.name not in told]
    largest = sorted(teams, key=lambda unit: (-sizes.get(unit.id, 0), unit.name))[:MOST_TEAMS]
    if hr is None or len(largest) < LEAST_TEAMS:
        return
    plan = Plan(
        "Starting together",
        "Ten minutes together at the start of the day, in person or by video.",
        "isolation",
        "volunteered",
        tuple(unit.id for unit in largest),
        (len(largest) // 2,),
        first_wave,
        LENGTH,
    )
    planned_on = opens_on - BEFORE
    made = plan_experiment(installation, hr, plan, planned_on)
    close_list(installation, hr, made)
    draw_lot(installation, hr, made, planned_on)
