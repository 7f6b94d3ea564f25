"""The weakest indicator of a unit in one wave, from what is shown of it and nothing else."""

from uuid import UUID

from db.engine import reading
from surveys.installation import Installation
from surveys.organisation import load_instrument_in
from surveys.reading import shown
from surveys.reading.baseline import values
from surveys.reading.talk_plan import part_of_scale
from surveys.statistics.histogram import moments
from surveys.statistics.level import MIN_ANSWERS_FOR_MEAN


def weakest_indicator(installation: Installation, unit: UUID, wave: UUID) -> str | None:
    """Return the id of the indicator whose anchor has the worst published average in a wave.

    Averages are compared as parts of their scales. None where the unit is not published in it.
    """
    with reading(installation.engine) as session:
        counted = shown.wave_of_unit(session, unit, wave)
        if counted is None:
            return None
        published = shown.of_unit_in_wave(session, unit, counted)
        instrument = load_instrument_in(session)
    means = {
        question.indicator: part_of_scale(question, moments(counts, values(question)).mean)
        for question in map(instrument.question, instrument.rotation.anchors)
        if (counts := published.get(question.id, ((), 0))[0])
        and sum(counts) >= MIN_ANSWERS_FOR_MEAN
    }
    return min(means, key=lambda indicator: means[indicator]) if means else None
