"""The reference series of a unit: means imported from another tool, as they may be shown.

What is stored is exact. A mean that leaves this module could be that of the smallest number of
answers in its band, so that its decimals tell nobody how many answered.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from db import imported
from surveys.reading.bands import Bands
from surveys.reading.references import Measure, ReferencePoint, ReferenceSeries

_BANDS = Bands(5, 10)


def references_of_unit(session: Session, unit: UUID) -> Mapping[str, Sequence[ReferenceSeries]]:
    """Return the reference series of a unit by question; the caller has checked access to it."""
    points: dict[tuple[str, str, Measure], list[ReferencePoint]] = {}
    for row in imported.means_of_unit(session, unit):
        measure = next(known for known in get_args(Measure) if known == row.measure)
        points.setdefault((row.question_id, row.source, measure), []).append(_shown(row))
    series: dict[str, list[ReferenceSeries]] = {}
    for (question, source, measure), of in points.items():
        series.setdefault(question, []).append(ReferenceSeries(source, measure, tuple(of)))
    return series


def _shown(row: Row[*tuple[Any, ...]]) -> ReferencePoint:
    answers = row.answers
    if answers is None:
        return ReferencePoint(row.measured_on, row.value, None, row.sd)
    fewest = _BANDS.k if answers < _BANDS.k_distribution else _BANDS.fewest_of(answers, None)
    value = round(row.value * fewest) / fewest
    return ReferencePoint(row.measured_on, value, _BANDS.of(answers, None), row.sd)
