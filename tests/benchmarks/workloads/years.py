"""Years of counted waves, as their counts would have left them.

The waves of a first cycle of questions are tallied, blurred, analysed and published ballot by
ballot, by the functions that count a box; only sealing and opening envelopes is left out, which
changes no row. Later waves repeat the published rows of the wave with the same questions before
them, in one statement for each table: as many rows, of the same length, in as random an order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, col

from db import people
from db import waves as stored_waves
from db.analyses import Analysis
from db.base import insert, table_of
from db.engine import reading, writing
from db.results import Result
from db.verdicts import VerdictEdition
from db.wave_units import WaveUnit
from db.waves import Wave
from surveys.counting import publish_tally
from surveys.counting.count_analysis import WholeBallots, analyse_ballots
from surveys.counting.tally import tally_ballots
from surveys.counting.variables import variables_of
from surveys.installation.installation import Installation, open_installation
from surveys.instrument import COMMENT
from surveys.instrument.file import shipped
from surveys.instrument.rotation import questions_of_wave
from surveys.reading import renew_verdicts
from surveys.settings.settings import Settings
from surveys.units import Tree
from tests.benchmarks.workloads.workforce import Workforce, ballots, workforce

FIRST = date(2025, 1, 6)
CYCLE = 13
K = 5


@dataclass(frozen=True)
class Size:
    """How many people in which levels of units below the root, and how many weekly waves."""

    people: int
    levels: tuple[int, ...]
    waves: int
    response: float

    @property
    def units(self) -> int:
        """The number of units with the root."""
        return 1 + sum(self.levels)


LARGE = Size(200_000, (40, 400, 7_559), 52, response=0.35)
"""8,000 units and 3.6 million ballots."""

LARGE_IN_SHORT = Size(20_000, (10, 60, 729), 20, response=0.35)
"""800 units and 140,000 ballots, for a quick look."""

SMALL = Size(300, (3, 27), 13, response=0.75)
"""As large as the example organisation, with about as many answers in a team as above."""


def make(folder: Path, size: Size, said: Callable[[str], None] = lambda _: None) -> Installation:
    """Return the installation of a size in a folder, made as far as it is not there yet.

    Verdicts are those after the count of the newest wave; older waves count as judged.
    """
    installation = open_installation(Settings(folder=folder))
    staff = workforce(installation, number=size.people, levels=size.levels, seed=size.people)
    with reading(installation.engine) as session:
        written = stored_waves.last_number(session)
    for number in range(written + 1, size.waves + 1):
        if number <= CYCLE:
            _count_wave(installation, staff, number, size.response)
        else:
            _repeat_wave(installation, number)
        said(f"wave {number} of {size.waves}, {size.people:,} people")
    if written < size.waves:
        with writing(installation.engine) as session:
            before = FIRST + timedelta(weeks=size.waves - 2)
            insert(session, VerdictEdition(key="", judged_through=before, content={}))
    renew_verdicts(installation, lambda done, of: said(f"verdicts, step {done} of {of}"))
    return installation


def _count_wave(installation: Installation, staff: Workforce, number: int, response: float) -> None:
    """Publish a wave in which a share of all people answered, chosen by chance."""
    chance = np.random.default_rng((number, len(staff.people)))
    survey = shipped()
    questions = questions_of_wave(survey, number)
    who = chance.permutation(np.flatnonzero(chance.random(len(staff.people)) < response))
    given = ballots(staff, who, questions, chance)
    own = np.bincount(staff.unit_of, minlength=len(staff.units)).tolist()
    invited = dict(zip(staff.units, own, strict=True))
    with reading(installation.engine) as session:
        parent = {unit.id: unit.parent_id for unit in people.units(session)}
    whole = WholeBallots(questions)
    counted = tally_ballots(
        whole.collect(given), variables_of(questions, survey), parent, K, invited=invited
    )
    findings = analyse_ballots(whole, counted, staff.units[0], survey)
    with writing(installation.engine) as session:
        asked = [question.id for question in questions]
        wave = _open(session, number, asked, Tree(parent).totals(invited))
        publish_tally(session, wave.id, counted, (), findings)


def _repeat_wave(installation: Installation, number: int) -> None:
    """Publish a wave with the rows of the one a cycle before."""
    with writing(installation.engine) as session:
        before = session.execute(sa.select(Wave).where(col(Wave.number) == number - CYCLE))
        old = before.scalar_one()
        of_old = col(WaveUnit.wave_id) == old.id
        of_units = sa.select(col(WaveUnit.unit_id), col(WaveUnit.invited)).where(of_old)
        invited = dict(session.execute(of_units).all())
        wave = _open(session, number, old.questions, invited)
        units = table_of(WaveUnit)
        then = units.alias()
        columns = [units.c[name] for name in ("ballots", "reissued", "covered")]
        same = sa.and_(then.c.wave_id == old.id, then.c.unit_id == units.c.unit_id)
        numbers = {
            column.name: sa.select(then.c[column.name]).where(same).scalar_subquery()
            for column in columns
        }
        session.execute(units.update().where(units.c.wave_id == wave.id).values(numbers))
        for model in (Result, Analysis):
            table = table_of(model)
            renamed = [
                sa.literal(wave.id, column.type).label("wave_id")
                if column.name == "wave_id"
                else column
                for column in table.columns
            ]
            # By unit and wave, which is the beginning of the key.
            key = sa.and_(table.c.unit_id == then.c.unit_id, table.c.wave_id == then.c.wave_id)
            rows = sa.select(*renamed).join_from(then, table, key).where(then.c.wave_id == old.id)
            names = [column.name for column in table.columns]
            session.execute(table.insert().from_select(names, rows.order_by(sa.func.random())))
        session.execute(sa.update(Wave).where(col(Wave.id) == wave.id).values(state="closed"))


def _open(
    session: Session, number: int, asked: Sequence[str], invited: dict[UUID, int | None]
) -> Wave:
    """Write the wave of a number as an open one, with the units as they are."""
    day = FIRST + timedelta(weeks=number - 1)
    wave = Wave(number=number, opens_on=day, closes_on=day, period="weekly", questions=[])
    snapshot = [
        {
            "unit_id": unit.id,
            "parent_id": unit.parent_id,
            "name": unit.name,
            "invited": invited[unit.id],
        }
        for unit in people.units(session)
    ]
    stored_waves.add_wave(session, wave, snapshot)
    stored_waves.open_draft(session, wave, list(asked), [COMMENT], bytes(32))
    return wave
