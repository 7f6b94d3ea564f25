"""Casting a ballot: from a token to a sealed ballot in the box, exactly once."""

import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from db import people, wave_units, waves
from db.engine import reading
from surveys.answering.ballot import Answers, Ballot, Comments, sealed_length, sealer
from surveys.answering.comment_check import Traces, traces, words_of
from surveys.errors import N_, PeilError
from surveys.installation import Installation
from surveys.instrument import COMMENT, OpenQuestion, Question
from surveys.organisation import load_instrument
from surveys.organisation.turns import is_start_measurement
from surveys.waves import token_hash


class LinkError(PeilError):
    """A link that cannot be answered (any more); `on` is when the wave closed or will open."""

    texts: ClassVar = {
        "used_or_unknown": N_("This link has been used, or is not complete"),
        "closed": N_("This pulse has closed"),
        "not_open_yet": N_("This pulse has not opened yet"),
    }

    def __init__(self, code: str, /, on: date | None = None) -> None:
        """Keep why, and the day on which the wave closed or will open."""
        super().__init__(code)
        self.on = on


class CastingUnavailableError(PeilError):
    """A database that is locked or away for now: nothing has changed, the link still works."""

    texts: ClassVar = {
        "unavailable": N_(
            "The ballot box does not answer now. Nothing was lost, and your link still works."
        ),
    }


@contextmanager
def _or_unavailable() -> Iterator[None]:
    """Raise CastingUnavailableError when the database cannot be used.

    The same when too many people wait for one lock. The driver's message is logged, which contains
    no parameters, without a traceback.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as fault:
        logging.getLogger(__name__).warning("nobody can answer now: %s", fault.orig)
        raise CastingUnavailableError("unavailable") from fault
    except NoConnectionFreeError as fault:
        logging.getLogger(__name__).warning("nobody can answer now: too many wait for a lock")
        raise CastingUnavailableError("unavailable") from fault


@dataclass(frozen=True, eq=False)
class AnswerSheet:
    """What a participant sees before answering: the unit they answer for, and the questions.

    There is one object for each unit and wave, so that values derived from it can be cached by it.
    """

    wave: int
    period: str
    closes_on: date
    """The time at which it closes on that day; None at its end."""

    unit_id: UUID
    unit: str
    colleagues: int
    """The number of people invited whose ballots count in this unit itself, as everybody in it can
    count them: without the units below."""

    has_units_below: bool
    k: int
    k_comment: int
    questions: Sequence[Question]
    sealed_bytes: int
    """The length of the sealed envelope in bytes, whatever the answers."""

    open_questions: Sequence[OpenQuestion]
    """What the wave asks to be answered in words."""

    minutes: int = 1
    """About how long answering takes."""

    is_start_measurement: bool = False
    """Whether this is the first wave, with every question on the core indicators."""

    takes_comments: bool = True
    """Whether that could be shown to anybody: not where too few people are invited at all."""

    @property
    def in_words(self) -> Sequence[OpenQuestion]:
        """The open questions that are on the page."""
        return self.open_questions if self.takes_comments else ()

    @property
    def ends_round(self) -> bool:
        """Whether the open questions at the end of a round are asked, in place of a comment."""
        return any(question.id != COMMENT for question in self.in_words)


@dataclass(frozen=True)
class _OpenWave:
    id: UUID
    number: int
    period: str
    opens_on: date
    closes_on: date
    k: int
    k_comment: int
    questions: tuple[Question, ...]
    seal: Callable[[Ballot], bytes]
    minutes: int
    is_start_measurement: bool
    open_questions: tuple[OpenQuestion, ...]
    takes_comments: bool


_last_seen: dict[Installation, _OpenWave] = {}
"""The wave that was open when its questions were last read in this process, by installation.

Anybody who casts a ballot has read the questions first, so it is their wave. An older one will not
do: another wave may be open by now, even on the same day, and an envelope sealed with the key of
the wrong wave can never be opened.
"""


@_or_unavailable()
def answer_sheet(installation: Installation, token: str, today: date) -> AnswerSheet:
    """Return the answer sheet of a token. Raises LinkError and CastingUnavailableError.

    Reading it does not use the token, so a mail scanner that opens the link does no harm.
    """
    wave = _open_wave(installation, today)
    with _or_closed_meanwhile(installation, today):
        unit_id = installation.box(wave.number).unit_of(token_hash(token))
    if unit_id is None:
        raise LinkError("used_or_unknown")
    return _sheet(installation, wave.id, unit_id)


@_or_unavailable()
def cast(
    installation: Installation,
    token: str,
    answers: Answers,
    today: date,
    comments: Comments = MappingProxyType({}),
) -> None:
    """Put answers into the box and use up their token, both or neither.

    Raises LinkError when the token was used or the wave is over, BallotError when the answers do
    not fit the questions or a comment is too long, CastingUnavailableError when a database does not
    answer; in each case nothing has changed.
    """
    secret = token_hash(token)

    def cast_in(wave: _OpenWave) -> bool:
        with _or_closed_meanwhile(installation, today):
            return installation.box(wave.number).exchange(
                secret, lambda unit, receipt: wave.seal(Ballot(unit, answers, comments, receipt))
            )

    seen = _last_seen.get(installation)
    # A box accepts ballots only while its wave is open, so there is no need to look the wave up.
    if seen and seen.opens_on <= today <= seen.closes_on and cast_in(seen):
        return
    if not cast_in(_open_wave(installation, today)):
        raise LinkError("used_or_unknown")


@_or_unavailable()
def traces_in(installation: Installation, comments: Iterable[str]) -> Traces:
    """Return names, e-mail addresses and phone numbers in what somebody wrote; store nothing.

    Raises CastingUnavailableError when the directory cannot be read now.
    """
    written = tuple(comments)
    names: Mapping[str, bool] = {}
    if words := frozenset[str]().union(*map(words_of, written)):
        with reading(installation.engine) as session:
            names = people.names_among(session, words)
    return sum((traces(comment, names) for comment in written), Traces())


@contextmanager
def _or_closed_meanwhile(installation: Installation, today: date) -> Iterator[None]:
    """Check whether the wave is still open when its box fails; raise LinkError if it is not.

    A box that is being destroyed this very moment looks damaged to a process that has it open.
    """
    try:
        yield
    except OperationalError:
        _open_wave(installation, today)
        raise


def _open_wave(installation: Installation, today: date) -> _OpenWave:
    open_id = waves.open_wave_id(installation.engine)
    if open_id is None:
        raise LinkError("closed", _last_closing_date(installation))
    wave = _frozen(installation, open_id)
    if today > wave.closes_on:
        raise LinkError("closed", wave.closes_on)
    if today < wave.opens_on:
        raise LinkError("not_open_yet", wave.opens_on)
    _last_seen[installation] = wave
    return wave


@functools.lru_cache(maxsize=4)
def _frozen(installation: Installation, wave_id: UUID) -> _OpenWave:
    """Return what stays the same from the opening of a wave to its count, read once per process."""
    with reading(installation.engine) as session:
        wave = waves.wave(session, wave_id)
        invited = sum(wave_units.own_invited(session, wave_id).values())
        is_start = wave.number is not None and is_start_measurement(session, wave.number)
    if wave.number is None or wave.public_key is None:
        msg = "an open wave has a number and a public key"
        raise ValueError(msg)
    instrument = load_instrument(installation)
    questions = tuple(instrument.question(q) for q in wave.questions)
    open_questions = tuple(instrument.open_questions.question(q) for q in wave.open_questions)
    return _OpenWave(
        wave.id,
        wave.number,
        wave.period,
        wave.opens_on,
        wave.closes_on,
        wave.k,
        wave.k_comment,
        questions,
        sealer(questions, wave.public_key, wave.open_questions),
        minutes=instrument.minutes(questions),
        is_start_measurement=is_start,
        open_questions=open_questions,
        takes_comments=invited > wave.k_comment,
    )


@functools.lru_cache(maxsize=5_000)
def _sheet(installation: Installation, wave_id: UUID, unit_id: UUID) -> AnswerSheet:
    """Return the answer sheet of a unit, with its name and size as they were at the opening."""
    wave = _frozen(installation, wave_id)
    with reading(installation.engine) as session:
        unit = wave_units.wave_unit(session, wave_id, unit_id)
        own = wave_units.own_invited(session, wave_id, unit_id)[unit_id]
        has_units_below = unit_id in wave_units.tree(session, wave_id).values()
    return AnswerSheet(
        wave=wave.number,
        period=wave.period,
        closes_on=wave.closes_on,
        unit_id=unit_id,
        unit=unit.name,
        colleagues=own,
        has_units_below=has_units_below,
        k=wave.k,
        k_comment=wave.k_comment,
        questions=wave.questions,
        sealed_bytes=sealed_length(wave.questions, [q.id for q in wave.open_questions]),
        open_questions=wave.open_questions,
        minutes=wave.minutes,
        is_start_measurement=wave.is_start_measurement,
        takes_comments=wave.takes_comments,
    )


def _last_closing_date(installation: Installation) -> date | None:
    with reading(installation.engine) as session:
        last = waves.last_wave(session)
    return last.closes_on if last else None
