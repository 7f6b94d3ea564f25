"""Import of a past wave: answers from a file, counted and coarsened like those of any wave.

The answers exist only in memory; the database receives what the count may publish. Everything is
checked before anything is written, and all of it is written in one transaction.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from db import people
from db.engine import reading, writing
from surveys import trail
from surveys.answering.ballot import Ballot
from surveys.counting.envelopes import Progress
from surveys.counting.tally import Tally
from surveys.counting.variables import variables_of
from surveys.history.answers_file import (
    PastAnswers,
    file_of_questions,
    merged_questions,
    read_answers,
)
from surveys.history.mapping import HistoryMapping, load
from surveys.history.publishing import (
    HistoryError,
    check_days,
    check_organisation,
    publish_wave,
    save_organisation,
)
from surveys.history.units import (
    find_or_create_units,
    invited_by_unit,
    refuse_unclear,
)
from surveys.installation import Installation


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
    refuse_unclear(session, names, past.mapping)
    organisation = people.organisation(session)
    stored_questions = organisation.own_questions if organisation else None
    questions_file = file_of_questions(plan.own_questions, past.mapping)
    merged = merged_questions(stored_questions, past.own, questions_file)
    name = save_organisation(session, plan.organisation, merged)
    units = find_or_create_units(session, names, name)
    tree = people.units(session)
    invited = invited_by_unit(plan.unit, units, {unit.id: unit.parent_id for unit in tree})
    ballots = (Ballot(units[unit], answers) for unit, answers in past.ballots)
    variables = variables_of(past.questions, past.asked)
    _, counted = publish_wave(session, plan.wave, tree, variables, ballots, invited)
    trail.note(session, "history imported", plan.wave.title)
    return len(tree), counted


def _refuse_too_old(plan: HistoryMapping, too_old: date | None) -> None:
    closed = plan.wave.closes_on
    if too_old is not None and closed <= too_old:
        raise HistoryError("too_old", title=plan.wave.title, closed_on=closed, kept_from=too_old)


def _check_against(session: Session, plan: HistoryMapping, mapping: str) -> None:
    """Raise MappingError or HistoryError unless the installation can take the wave."""
    check_organisation(session, plan.organisation, mapping)
    check_days(session, plan.wave, mapping)
