"""Follow-up on the last round, for everybody about to answer: numbers and agreements of a unit.

Read with the rights of the answer pages: only what is published, and what was agreed.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db import published, results
from db.engine import reading
from surveys.follow_up.follow_up import agreements_of
from surveys.installation import Installation
from surveys.instrument import Indicator
from surveys.organisation import load_instrument_in
from surveys.reading import shown
from surveys.reading.baseline import values
from surveys.reading.participation import Participation
from surveys.statistics.histogram import moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN
from surveys.texts import Texts


@dataclass(frozen=True, eq=False)
class LastRound:
    """The newest counted wave, in the nearest published unit.

    `means` are those of the anchors, oriented: 5 = good on 1 to 5. `agreed` holds the agreements of
    the unit and those above it that have not ended. Everybody in a unit gets the same object for a
    minute, so that sentences about it can be cached.
    """

    unit: str
    participation: Participation
    means: Sequence[tuple[Indicator, float]]
    agreed: Sequence[str]

    def in_words(self, language: str) -> str:
        """Return which part answered in which unit, and their averages."""
        texts = Texts(language)
        _ = texts.gettext
        response = self.participation.in_words(texts)
        listed = ", ".join(
            f"{indicator.heading_in(language)} {texts.number(mean)}"
            for indicator, mean in self.means
        )
        return _("Last time, in {unit}: {response} From 1 to 5, where 5 is good: {means}.").format(
            unit=self.unit, response=response, means=listed
        )


def read_last_round(
    installation: Installation, unit: UUID, wave_number: int, now: datetime
) -> LastRound | None:
    """Return the round before an open wave, or None where nothing was published.

    Agreements are looked up once a minute, because a whole organisation may open this at the same
    time; the numbers are cached while the wave is open.
    """
    return _in_minute(installation, unit, wave_number, now.replace(second=0, microsecond=0))


@functools.lru_cache(maxsize=5_000)
def _in_minute(
    installation: Installation, unit: UUID, wave_number: int, minute: datetime
) -> LastRound | None:
    del minute
    numbers = _numbers(installation, unit, wave_number)
    if numbers is None:
        return None
    path, name, participation, means = numbers
    agreed = [a.text for a in agreements_of(installation, path) if a.ended_on is None]
    return LastRound(name, participation, means, agreed)


_Numbers = tuple[tuple[UUID, ...], str, Participation, Sequence[tuple[Indicator, float]]]


@functools.lru_cache(maxsize=5_000)
def _numbers(installation: Installation, unit: UUID, wave_number: int) -> _Numbers | None:
    del wave_number
    with reading(installation.engine) as session:
        instrument = load_instrument_in(session)
        waves = published.closed_waves(session)
        path = results.path_in_wave(session, waves[0][0], unit) if waves else []
        units = tuple(row.unit_id for row in path)
        rows = ((above, shown.wave_of_unit(session, above, waves[0][0])) for above in units)
        nearest = next(((u, row) for u, row in rows if row and row.wave.participation), None)
        if nearest is None:
            return None
        above, row = nearest
        counted = shown.of_unit_in_wave(session, above, row)
    means = []
    for name in instrument.rotation.anchors:
        counts, _answers = counted.get(name, ((), 0))
        if sum(counts) >= MIN_ANSWERS_FOR_MEAN:
            question = instrument.question(name)
            mean = moments(counts, values(question)).mean
            means.append((instrument.indicator(question.indicator), mean))
    if not means or row.wave.participation is None:
        return None
    return units, row.name, row.wave.participation, means
