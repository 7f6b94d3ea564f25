"""What messages say about the questions of a wave: the first one, how long all of them take."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from db.waves import Wave
from surveys.messages.announcement import announcement
from surveys.messages.before_link import FirstQuestion, first_question
from surveys.organisation import load_instrument_in
from surveys.organisation.turns import is_start_measurement
from surveys.texts import LANGUAGES


@dataclass(frozen=True)
class WaveQuestions:
    """The first question, and the line that announces a start measurement, by language.

    `minutes` is about how long all questions take; `announced` is empty for other waves.
    """

    minutes: int
    first: Mapping[str, FirstQuestion | None]
    announced: Mapping[str, str]


def load_wave_questions(session: Session, wave: Wave) -> WaveQuestions:
    """Return, within a transaction, what messages say about the questions of a wave."""
    instrument = load_instrument_in(session)
    minutes = instrument.minutes(map(instrument.question, wave.questions))
    is_start = wave.number is not None and is_start_measurement(session, wave.number)
    asked = len(wave.questions)
    return WaveQuestions(
        minutes,
        {
            language: first_question(instrument, wave.questions, wave.period, language)
            for language in LANGUAGES
        },
        {
            language: announcement(language, asked, minutes) if is_start else ""
            for language in LANGUAGES
        },
    )
