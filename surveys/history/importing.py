"""Import of a past wave: answers from a file, counted and coarsened like those of any wave.

The answers exist only in memory; the database receives what the count may publish. Everything is
checked before anything is written, and all of it is written in one transaction.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from sqlmodel import Session

from db import people, results
from db.base import insert
from db.engine import reading, writing
from surveys import trail
from surveys.answering.ballot import Ballot
from surveys.counting import publish_tally
from surveys.counting.envelopes import Progress
from surveys.counting.tally import Tally, tally_ballots
from surveys.counting.variables import variables_of
from surveys.errors import N_, PeilError
from surveys.history.answers_file import (
    PastAnswers,
    file_of_questions,
    merged_questions,
    read_answers,
)
from surveys.history.mapping import HistoryMapping, MappingError, load
from surveys.history.units import (
    find_or_create_units,
    invited_by_unit,
    refuse_ambiguous,
)
from surveys.installation import Installation


class HistoryError(PeilError):
    """A wave of history that cannot be imported into this installation as it is now."""

    texts: ClassVar = {
        "too_old": N_(
            "The wave “{title}” closed on {closed_on}, and results are kept only if they closed "
            "after {kept_from}. Set PEIL_KEEP_RESULTS_YEARS higher first."
        ),
        "already": N_(
            "The wave “{title}” of {opens_on} to {closes_on} is here already; it never changes."
        ),
        "overlaps": N_(
            "The wave “{title}” ({opens_on} to {closes_on}) overlaps wave {other} "
            "({other_opens_on} to {other_closes_on}). Correct wave.opens_on and wave.closes_on in "
            "{mapping}."
        ),
    }


@dataclass(frozen=True)
class ImportResult:
    """Outcome of an import. Deliberately omits response counts of suppressed units.

    `units` is the number of units including the whole organisation, `published` the number of those
    with results, `answers` the number of answered questions.
    """

    title: str
    rows: int
    answers: int
    units: int
    published: int
    questions: int


def import_history(
    installation: Installation,
    file: Path,
    mapping: Path,
    progress: Progress = lambda done, total: None,
    too_old: date | None = None,
) -> ImportResult:
    """Read a file of past answers by its mapping, count it, and publish it as a closed wave.

    A wave that had closed by `too_old` is refused: it would be deleted at once.
    `progress` is called at most a hundred times. Missing units are created below the root unit, and
    so is a missing organisation, without contacts. Raises MappingError, DelimitedFileError,
    AskedTwiceError or HistoryError; then the database is unchanged.
    """
    plan = load(mapping)
    with reading(installation.engine) as session:
        organisation = people.organisation(session)
        stored_questions = organisation.own_questions if organisation else None
        _check_against(session, plan, mapping.name)
    past = read_answers(file, plan, mapping, stored_questions, progress)
    _refuse_too_old(plan, too_old)
    with writing(installation.engine) as session:
        units, counted = _publish(session, past)
    return ImportResult(
        title=past.plan.wave.title,
        rows=len(past.ballots),
        answers=sum(len(answers) for _, answers in past.ballots),
        units=units,
        published=len(counted.ballots),
        questions=len(past.questions),
    )


def _publish(session: Session, past: PastAnswers) -> tuple[int, Tally]:
    """Write the wave within a transaction; return the number of units and the tally."""
    plan = past.plan
    _check_against(session, plan, past.mapping)
    names = dict.fromkeys([*(unit for unit, _ in past.ballots), *(plan.unit.invited or {})])
    refuse_ambiguous(session, names, past.mapping)
    organisation = people.organisation(session) or people.Organisation(name=plan.organisation or "")
    organisation.own_questions = merged_questions(
        organisation.own_questions, past.own, file_of_questions(plan, past.mapping)
    )
    insert(session, organisation)
    units = find_or_create_units(session, names, organisation.name)
    tree = people.units(session)
    parent = {unit.id: unit.parent_id for unit in tree}
    wave = results.Wave(
        title=plan.wave.title,
        opens_on=plan.wave.opens_on,
        closes_on=plan.wave.closes_on,
        period=plan.wave.period,
        questions=[question.id for question in past.questions],
    )
    invited = invited_by_unit(plan.unit, units, parent)
    snapshot = [
        {"unit_id": u.id, "parent_id": u.parent_id, "name": u.name, "invited": invited.get(u.id)}
        for u in tree
    ]
    results.add_wave(session, wave, snapshot)
    ballots = (Ballot(units[unit], answers) for unit, answers in past.ballots)
    variables = variables_of(past.questions, past.asked)
    own = results.own_invited(session, wave.id) if invited else None
    counted = tally_ballots(ballots, variables, parent, wave.k, invited=own)
    publish_tally(session, wave.id, counted)
    trail.note(session, "history imported", plan.wave.title)
    return len(tree), counted


def _refuse_too_old(plan: HistoryMapping, too_old: date | None) -> None:
    closed = plan.wave.closes_on
    if too_old is not None and closed <= too_old:
        raise HistoryError("too_old", title=plan.wave.title, closed_on=closed, kept_from=too_old)


def _check_against(session: Session, plan: HistoryMapping, mapping: str) -> None:
    """Raise MappingError or HistoryError unless the installation can take the wave."""
    if people.organisation(session) is None and plan.organisation is None:
        msg = "organisation: is missing, and this installation has no organisation yet"
        raise MappingError(msg, file=mapping)
    imported = plan.wave
    is_open = results.open_wave(session)
    for wave in [*results.closed_waves(session), *([is_open] if is_open else [])]:
        if (wave.title, wave.opens_on, wave.closes_on) == (
            imported.title,
            imported.opens_on,
            imported.closes_on,
        ):
            raise HistoryError(
                "already",
                title=imported.title,
                opens_on=imported.opens_on,
                closes_on=imported.closes_on,
            )
        if wave.opens_on <= imported.closes_on and imported.opens_on <= wave.closes_on:
            raise HistoryError(
                "overlaps",
                title=imported.title,
                opens_on=imported.opens_on,
                closes_on=imported.closes_on,
                other=f"“{wave.title}”" if wave.title else wave.number,
                other_opens_on=wave.opens_on,
                other_closes_on=wave.closes_on,
                mapping=mapping,
            )
