"""Publishes imported answers as a closed wave, after a check that the installation can take it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from sqlmodel import Session

from db import imported, people, results, wave_units
from db import waves as stored_waves
from db.base import insert
from surveys.counting import publish_tally
from surveys.counting.tally import Tally, tally_counts
from surveys.counting.unit_counts import UnitCounts
from surveys.counting.variables import Variable
from surveys.errors import N_, PeilError
from surveys.history.mapping import MappingError, WaveOfHistory


class HistoryError(PeilError):
    """A wave of history that cannot be imported into this installation as it is now."""

    texts: ClassVar = {
        "elsewhere": N_(
            "This page may read results and not change them: nothing was imported or taken back. "
            "Use the command `peil import-history` where the clock runs."
        ),
        "too_old": N_(
            "The wave “{title}” closed on {closed_on}, and results are kept only if they closed "
            "after {kept_from}. Set PEIL_KEEP_RESULTS_YEARS higher first."
        ),
        "already": N_(
            "The wave “{title}” of {opens_on} to {closes_on} is here already. Take it back first, "
            "if it was a mistake and no wave has been counted since; otherwise it never changes."
        ),
        "not_imported": N_(
            "No imported wave “{title}” can be taken back. Those that can be are: {known}."
        ),
        "counted_since": N_(
            "The wave “{title}” can no longer be taken back: a wave has been counted since, and "
            "results that rest on both were shown."
        ),
        "overlaps": N_(
            "The wave “{title}” ({opens_on} to {closes_on}) overlaps wave {other} "
            "({other_opens_on} to {other_closes_on}). Correct wave.opens_on and wave.closes_on in "
            "{mapping}."
        ),
        "same_days": N_(
            "The survey “{title}” ({opens_on} to {closes_on}) is here already, imported as "
            "{source}. Import each survey once: two imports of it could be subtracted."
        ),
    }


def check_may_change_results(session: Session) -> None:
    """Raise HistoryError in a process whose role of the database may only read results."""
    if not results.may_change(session):
        raise HistoryError("elsewhere")


def check_organisation(session: Session, name: str | None, mapping: str) -> None:
    """Raise MappingError when there is no organisation yet and the mapping has no name for it."""
    if name is None and people.organisation(session) is None:
        msg = "organisation: is missing, and this installation has no organisation yet"
        raise MappingError(msg, file=mapping)


def check_days(session: Session, wave: WaveOfHistory, mapping: str, source: str = "") -> None:
    """Raise HistoryError for the days of another wave, or of another source's means."""
    is_open = stored_waves.open_wave(session)
    for other in [*stored_waves.closed_waves(session), *([is_open] if is_open else [])]:
        if _days(other) == _days(wave) and other.title == wave.title:
            raise HistoryError(
                "already", title=wave.title, opens_on=wave.opens_on, closes_on=wave.closes_on
            )
        if _overlap(other, wave):
            raise HistoryError(
                "overlaps",
                title=wave.title,
                opens_on=wave.opens_on,
                closes_on=wave.closes_on,
                other=f"“{other.title}”" if other.title else other.number,
                other_opens_on=other.opens_on,
                other_closes_on=other.closes_on,
                mapping=mapping,
            )
    check_sources(session, wave, source)


def check_sources(session: Session, wave: WaveOfHistory, source: str) -> None:
    """Raise HistoryError for a survey that was imported already under another name."""
    other = imported.source_between(session, wave.opens_on, wave.closes_on, source)
    if other is None:
        waves = (w for w in stored_waves.closed_waves(session) if w.number is None)
        other = next((w.title or "" for w in waves if _overlap(w, wave)), None)
    if other is not None:
        raise HistoryError(
            "same_days",
            title=wave.title,
            opens_on=wave.opens_on,
            closes_on=wave.closes_on,
            source=other,
        )


def publish_wave(
    session: Session,
    wave: WaveOfHistory,
    tree: Sequence[people.UnitRow],
    variables: Sequence[Variable],
    counts: Mapping[UUID, UnitCounts],
    invited: Mapping[UUID, int],
    imported_after: int | None = None,
) -> tuple[UUID, Tally]:
    """Write a closed wave within a transaction; return its id and its tally.

    `counts` has the ballots of each unit itself, `invited` the number of people in and below each;
    it is empty if that is not known.
    `imported_after` is the number of the last counted wave, for one that can be taken back.
    """
    stored = stored_waves.Wave(
        title=wave.title,
        opens_on=wave.opens_on,
        closes_on=wave.closes_on,
        period=wave.period,
        questions=[variable.name for variable in variables if not variable.questions],
        imported_after=imported_after,
    )
    snapshot = [
        {"unit_id": u.id, "parent_id": u.parent_id, "name": u.name, "invited": invited.get(u.id)}
        for u in tree
    ]
    stored_waves.add_wave(session, stored, snapshot)
    own = wave_units.own_invited(session, stored.id) if invited else None
    parent = {unit.id: unit.parent_id for unit in tree}
    counted = tally_counts(counts, variables, parent, stored.k, invited=own)
    publish_tally(session, stored.id, counted)
    return stored.id, counted


def save_organisation(session: Session, name: str | None, own_questions: str | None) -> str:
    """Write own questions to the organisation, which is made if there is none; return its name."""
    organisation = people.organisation(session) or people.Organisation(name=name or "")
    organisation.own_questions = own_questions
    insert(session, organisation)
    return organisation.name


def _days(wave: stored_waves.Wave | WaveOfHistory) -> tuple[object, object]:
    return wave.opens_on, wave.closes_on


def _overlap(one: stored_waves.Wave, other: WaveOfHistory) -> bool:
    return one.opens_on <= other.closes_on and other.opens_on <= one.closes_on
