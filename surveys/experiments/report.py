"""Experiments as somebody may see them, from published results alone.

HR sees all of them, with every unit. Others see those in which a unit that is open to them takes
part: what concerns the sides as a whole, and of single units only their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import experiments as stored
from db import follow_up, people
from db import waves as stored_waves
from surveys.experiments import outcome_sentences, sentences
from surveys.experiments.experiment import Experiment, State
from surveys.experiments.measuring import Comparison, compare
from surveys.experiments.planning import from_row
from surveys.experiments.prospects import BackToUsual, Prospect, back_to_usual, prospect
from surveys.experiments.published import of_all_units, read_series
from surveys.experiments.rights import may_open
from surveys.experiments.stretches import CountedWave, Moved, Series
from surveys.instrument import Indicator, Instrument, Question
from surveys.reading import Reading
from surveys.statistics.experiment import MIN_TEAMS_PER_SIDE
from surveys.statistics.histogram import Moments
from surveys.texts import Texts


@dataclass(frozen=True)
class Beside:
    """Something else that happened in a unit that takes part, during the experiment."""

    day: date
    unit: str
    text: str


@dataclass(frozen=True)
class ExperimentReport:
    """An experiment with what is known of it.

    `comparisons` has one entry for each step, None until its outcome is told. `rows` has the units
    that the reader may see one by one. `sees_all` is whether these are all that take part.
    """

    experiment: Experiment
    state: State
    indicator: Indicator
    names: Mapping[UUID, str]
    prospect: Prospect
    comparisons: Sequence[Comparison | None]
    usual: BackToUsual | None
    beside: Sequence[Beside]
    sees_all: bool
    open_units: frozenset[UUID]

    def shown_rows(self, comparison: Comparison) -> list[tuple[str, bool, Moved]]:
        """Return (name, whether it tried it, before and after) of the units shown one by one."""
        rows = [(one, True) for one in comparison.tried]
        rows += [(one, False) for one in comparison.waited]
        return [
            (self.names[one.unit], tried, one) for one, tried in rows if one.unit in self.open_units
        ]

    @property
    def tells_sides(self) -> bool:
        """Whether averages of a side are told: to readers of all units, or with many a side."""
        steps = [one for one in self.comparisons if one is not None]
        enough = all(min(len(o.tried), len(o.waited)) >= MIN_TEAMS_PER_SIDE for o in steps)
        return self.sees_all or enough

    def prospect_in_words(self, language: str) -> str:
        """Return what it could find, before it begins."""
        return sentences.prospect(self.prospect, Texts(language))

    def outcome_in_words(self, comparison: Comparison, language: str) -> Sequence[str]:
        """Return what a step has shown, sentence by sentence; never why."""
        return outcome_sentences.outcome(
            comparison, self.indicator, Texts(language), with_sides=self.tells_sides
        )

    def usual_in_words(self, language: str) -> str:
        """Return what comes back to the usual by itself; empty before there is a result."""
        if self.usual is None or not (self.sees_all or self.usual.units >= _UNITS_TOLD):
            return ""
        return sentences.usual(self.usual, self.comparisons, self.indicator, Texts(language))


_UNITS_TOLD = 2 * MIN_TEAMS_PER_SIDE
"""Averages of units that a reader cannot see one by one are told from this number on."""


def read_experiments(reading: Reading) -> list[Experiment]:
    """Return the experiments that somebody may see, the newest first."""
    if not may_open(reading.who):
        return []
    rows = stored.experiments(reading.session)
    units = stored.units_of(reading.session, [row.id for row in rows])
    own = {unit.id for unit in reading.units}
    return [from_row(row, units[row.id]) for row in rows if own & units[row.id].keys()]


def read_experiment(reading: Reading, experiment: Experiment) -> ExperimentReport:
    """Return the report of an experiment. Raises NotAllowedError unless a unit of it is open."""
    own = frozenset(experiment.plan.units) & {unit.id for unit in reading.units}
    if not own:
        reading.check_may_read(experiment.plan.units[0])
    session = reading.session
    indicator = reading.instrument.indicator(experiment.plan.indicator)
    question = anchor_of(reading.instrument, indicator.id)
    waves, series = read_series(reading, experiment.plan.units, question)
    before = [wave for wave in waves if not _is_later(wave, experiment.plan.first_wave)]
    last = max((wave.number or 0 for wave in waves), default=0)
    steps = range(len(experiment.plan.starting))
    comparisons = [
        compare(experiment, step, waves, series) if experiment.drawn_on else None for step in steps
    ]
    return ExperimentReport(
        experiment=experiment,
        state=experiment.state(stored_waves.last_number(session), last),
        indicator=indicator,
        names={row.id: row.name for row in people.units(session) if row.id in series},
        prospect=prospect(
            experiment.plan.starting,
            experiment.plan.length,
            before,
            series,
            reading.baseline.prior_sd(question),
        ),
        comparisons=comparisons,
        usual=_usual(reading, question, before, series),
        beside=_beside(reading, experiment, own, comparisons),
        sees_all=len(own) == len(experiment.plan.units),
        open_units=own,
    )


def anchor_of(instrument: Instrument, indicator: str) -> Question:
    """Return the anchor question of an indicator. Raises StopIteration if it has none."""
    anchors = set(instrument.rotation.anchors)
    return next(one for one in instrument.indicator(indicator).questions if one.id in anchors)


def _is_later(wave: CountedWave, first: int) -> bool:
    return wave.number is not None and wave.number >= first


def _usual(
    reading: Reading,
    question: Question,
    before: Sequence[CountedWave],
    series: Mapping[UUID, Series],
) -> BackToUsual | None:
    """Return how far those who take part stood from all units in the last wave before it."""
    if not before:
        return None
    of_all = of_all_units(reading, before[-1].id, question)
    theirs: list[Moments] = [one[before[-1].id] for one in series.values() if before[-1].id in one]
    return back_to_usual(theirs, of_all)


def _beside(
    reading: Reading,
    experiment: Experiment,
    own: frozenset[UUID],
    comparisons: Sequence[Comparison | None],
) -> list[Beside]:
    """Return events, and agreements that began, in units open to the reader, oldest first."""
    told = [one for one in comparisons if one is not None]
    since = min((one.since for one in told if one.since), default=experiment.drawn_on)
    until = max((one.until for one in told if one.until), default=experiment.ended_on)
    if experiment.drawn_on is None or since is None:
        return []
    names = {row.id: row.name for row in people.units(reading.session)}
    # Events of a unit above reach those below it; of these the reader sees them on its page too.
    concerned = {above for unit in own for above in people.path_to(reading.session, unit)}
    session = reading.session
    found = [
        (row.happened_on, row.unit_id, row.body) for row in follow_up.events(session, concerned)
    ]
    found += [
        (row.starts_on, row.unit_id, row.body)
        for row in follow_up.agreements(session, own)
        if row.indicator in {None, experiment.plan.indicator}
    ]
    return sorted(
        (
            Beside(day, names[unit], text)
            for day, unit, text in found
            if since <= day and (until is None or day <= until)
        ),
        key=lambda one: (one.day, one.unit, one.text),
    )
