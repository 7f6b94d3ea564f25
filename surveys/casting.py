"""Casting a ballot: from a token to a sealed ballot in the box, exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from db import results
from db.engine import reading
from surveys.ballot import Answers, Ballot, seal
from surveys.installation import Installation
from surveys.instrument import Question
from surveys.organisation import instrument
from surveys.waves import token_hash


class LinkError(RuntimeError):
    """A link that cannot be answered (any more)."""

    def __init__(
        self, reason: Literal["used_or_unknown", "closed"], closed_on: date | None
    ) -> None:
        """Keep why, and when the last wave closed if that is the reason."""
        super().__init__(reason)
        self.reason = reason
        self.closed_on = closed_on


@dataclass(frozen=True)
class AnswerSheet:
    """What somebody sees before answering: which unit they answer for, and the questions."""

    wave: int
    period: str
    closes_on: date
    unit: str
    colleagues: int
    k: int
    questions: Sequence[Question]


@dataclass(frozen=True)
class _OpenWave:
    sheet: AnswerSheet
    unit_id: UUID
    public_key: bytes


def answer_sheet(installation: Installation, token: str, today: date) -> AnswerSheet:
    """Return what a token gives the right to answer; raises LinkError.

    Reading it spends nothing, so a mail scanner that opens the link does no harm.
    """
    return _open_wave(installation, token, today).sheet


def cast(installation: Installation, token: str, answers: Answers, today: date) -> None:
    """Put somebody's answers into the box and take their token out, both or neither.

    Raises LinkError when the token was spent or the wave is over, BallotError when the answers do
    not fit the questions; in both cases nothing has changed.
    """
    wave = _open_wave(installation, token, today)
    body = seal(Ballot(wave.unit_id, answers), wave.sheet.questions, wave.public_key)
    if not installation.box(wave.sheet.wave).exchange(token_hash(token), body):
        raise LinkError("used_or_unknown", None)


def _open_wave(installation: Installation, token: str, today: date) -> _OpenWave:
    with reading(installation.engine) as session:
        wave = results.open_wave(session)
        if wave is None or wave.number is None or wave.public_key is None:
            last = results.last_wave(session)
            raise LinkError("closed", last.closes_on if last else None)
        if today > wave.closes_on:
            raise LinkError("closed", wave.closes_on)
        unit_id = installation.box(wave.number).unit_of(token_hash(token))
        unit = results.wave_unit(session, wave.id, unit_id) if unit_id else None
    if unit is None:
        raise LinkError("used_or_unknown", None)
    asked = instrument(installation)
    sheet = AnswerSheet(
        wave=wave.number,
        period=wave.period,
        closes_on=wave.closes_on,
        unit=unit.name,
        colleagues=unit.invited or 0,
        k=wave.k,
        questions=tuple(asked.question(q) for q in wave.questions),
    )
    return _OpenWave(sheet, unit.unit_id, wave.public_key)
