"""Keeps the verdicts: worked out once per edition, read by every page."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import Session

from db import verdicts as stored
from db import waves as stored_waves
from db.engine import reading, writing
from surveys.installation import Installation
from surveys.instrument import Instrument
from surveys.organisation import badges_by_chance_in, load_instrument_in
from surveys.reading.baseline import shown_as_trend
from surveys.reading.verdicts.families import Published, read_published
from surveys.reading.verdicts.judging import Confirmed, Outcome, Progress, judge
from surveys.reading.verdicts.verdict import Edition, LinePoint, Verdict

VERSION = 1
"""Counts the changes of the model that make kept verdicts outdated."""

_COUNTED = 1
"""The place of the number of counted waves in a key."""

_VERDICT = TypeAdapter(Verdict)
_POINT = TypeAdapter(LinePoint)
_EDITION = TypeAdapter(Edition)

Verdicts = Mapping[str, Verdict]
"""The verdicts on one unit by question."""


def renew_verdicts(
    installation: Installation, progress: Progress = lambda done, total: None
) -> int | None:
    """Work out the verdicts on the published results, if they are not up to date, and keep them.

    Returns the number of changes told anew; None where nothing was to do.
    """
    with reading(installation.engine) as session:
        instrument = load_instrument_in(session)
        key, before = current_key(session, instrument), stored.edition(session)
        if before is not None and before[0] == key:
            return None
        worked_out = work_out(session, instrument, progress)
    if worked_out is None:
        return None
    outcome, newest = worked_out
    places = _places(outcome.verdicts.values())
    with writing(installation.engine) as session:
        kept = stored.edition(session)
        if current_key(session, instrument) != key or (kept is not None and kept[0] == key):
            # Results were counted or deleted meanwhile, or another process was faster.
            return None
        stored.replace(
            session,
            stored.VerdictEdition(
                key=key,
                judged_through=newest,
                content={
                    **_EDITION.dump_python(outcome.edition, mode="json"),
                    "waves": [wave.hex for wave in places],
                },
            ),
            (_row(verdict, places) for verdict in outcome.verdicts.values()),
            [_told(one) for one in outcome.new],
        )
    return len(outcome.new)


def current_key(session: Session, instrument: Instrument) -> str:
    """Return what verdicts are worked out from: results, questions, settings and version."""
    return key_of(stored_waves.edition(session), instrument, badges_by_chance_in(session))


def key_of(
    counted: tuple[int, date | None, date | None, int], instrument: Instrument, chance: int
) -> str:
    """Return the same from the edition of results, the questions and the chosen percentage."""
    number, first, last, imports = counted
    questions = [question.id for question in shown_as_trend(instrument)]
    rests_on = [VERSION, number, str(first), str(last), imports, questions, chance]
    return json.dumps(rests_on, default=str)


def work_out(
    session: Session,
    instrument: Instrument,
    progress: Progress = lambda done, total: None,
) -> tuple[Outcome, date] | None:
    """Return the verdicts on the published results, and the closing day of the newest wave.

    None without a counted wave.
    """
    published = read_published(session, instrument)
    if published is None:
        return None
    register = [
        Confirmed(
            row.unit_id, row.question_id, row.onset_wave_id, row.confirmed_wave_id, row.better
        )
        for row in stored.register(session)
    ]
    budget = badges_by_chance_in(session) / 100
    through = _judged_through(session, published)
    outcome = judge(published, register, budget, judged_through=through, progress=progress)
    return outcome, published.waves[-1][1]


def _judged_through(session: Session, published: Published) -> date | None:
    """Return the closing day up to which waves were judged.

    None where that is nothing, or where older waves have come since: then all are judged.
    """
    before = stored.edition(session)
    if before is None:
        return None
    key, through, _ = before
    if key:
        counted_then = json.loads(key)[_COUNTED]
        newer = sum(day > through for _, day in published.waves)
        if stored_waves.edition(session)[0] - newer > counted_then:
            return None
    return through


def kept_edition(content: Mapping[str, Any]) -> Edition:
    """Return the edition from its stored form."""
    return _EDITION.validate_python(content)


def kept_of_unit(session: Session, unit: UUID) -> dict[str, Verdict]:
    """Return the kept verdicts on a unit with their lines, by question."""
    waves = [UUID(wave) for wave in stored.edition_waves(session)]
    verdicts = (
        replace(_VERDICT.validate_python(content), line=[_point(point, waves) for point in line])
        for content, line in stored.of_unit(session, unit)
    )
    return {verdict.question: verdict for verdict in verdicts}


def kept_of_all(session: Session) -> dict[tuple[UUID, str], Verdict]:
    """Return all kept verdicts without their lines, by unit and question."""
    verdicts = (_VERDICT.validate_python(content) for content in stored.contents(session))
    return {(verdict.unit, verdict.question): verdict for verdict in verdicts}


def newest_levels(session: Session, number: int) -> dict[tuple[UUID, str], tuple[float, ...]]:
    """Return the levels of the newest waves, at most `number`, by unit and question."""
    return {
        (unit, question): tuple(_level(point) for point in line[-number:])
        for unit, question, line in stored.lines(session)
    }


def _places(verdicts: Iterable[Verdict]) -> dict[UUID, int]:
    """Return the place of each wave that any line has."""
    waves = dict.fromkeys(point.wave for verdict in verdicts for point in verdict.line)
    return {wave: place for place, wave in enumerate(waves)}


def _point(stored_point: list[Any] | dict[str, Any], waves: Sequence[UUID]) -> LinePoint:
    """Return a point from its stored form; it had names in verdicts of before version 0.2."""
    if isinstance(stored_point, dict):
        return _POINT.validate_python(stored_point)
    place, *numbers = stored_point
    return LinePoint(waves[place], *numbers)


def _level(stored_point: list[Any] | dict[str, Any]) -> float:
    found = stored_point["level"] if isinstance(stored_point, dict) else stored_point[1]
    return float(found)


def _row(verdict: Verdict, places: Mapping[UUID, int]) -> dict[str, Any]:
    return {
        "unit_id": verdict.unit,
        "question_id": verdict.question,
        "content": _VERDICT.dump_python(replace(verdict, line=()), mode="json"),
        "line": [[places[point.wave], *astuple(point)[1:]] for point in verdict.line],
    }


def _told(one: Confirmed) -> dict[str, Any]:
    return {
        "unit_id": one.unit,
        "question_id": one.question,
        "confirmed_wave_id": one.confirmed,
        "onset_wave_id": one.onset,
        "better": one.better,
    }
