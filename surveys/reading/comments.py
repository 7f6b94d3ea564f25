"""What people of a unit wrote in a wave, by the open question that they answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from db import comments, wave_units, waves
from surveys.instrument import COMMENT, OpenQuestion
from surveys.reading import shown
from surveys.reading.participation import Participation
from surveys.reading.reading import Reading
from surveys.texts import Texts
from surveys.units import Tree


@dataclass(frozen=True)
class WrittenAnswers:
    """An open question, and what people wrote to it, in an order that means nothing."""

    question: OpenQuestion
    texts: Sequence[str]

    @property
    def is_comment(self) -> bool:
        """Whether it is what every ordinary wave asks, and not a question at the end of a round."""
        return self.question.id == COMMENT

    def number_in_words(self, texts: Texts) -> str:
        """Return roughly how many people wrote something; nothing where nobody did."""
        if not self.texts:
            return ""
        number = Participation(len(self.texts), len(self.texts), None)
        told = texts.gettext("{answers} people wrote something.")
        sentence = told.format(answers=number.answers_in_words(texts))
        return sentence[0].upper() + sentence[1:]


def read_comments(reading: Reading, unit: UUID, wave: UUID) -> list[WrittenAnswers]:
    """Return what people wrote in a unit and the units below it in a wave, in random order.

    There is one entry for each open question of the wave, also where nothing is to be shown.
    Comments are stored at the lowest unit where they may be shown, so none has to be hidden.
    Raises NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    asked = waves.wave(reading.session, wave).open_questions
    written = _written(reading, unit, wave)
    of = reading.instrument.open_questions.question
    return [
        WrittenAnswers(of(question), [text for to, text in written if to == question])
        for question in asked
    ]


def _written(reading: Reading, unit: UUID, wave: UUID) -> Sequence[tuple[str, str]]:
    units = shown_with_comments(reading.session, unit, wave)
    return comments.of_units(reading.session, wave, units)


def shown_with_comments(session: Session, unit: UUID, wave: UUID) -> Collection[UUID]:
    """Return the units whose comments are shown with a unit in a wave; none where none may be."""
    parent = wave_units.tree(session, wave)
    row = shown.wave_of_unit(session, unit, wave)
    if row is None or row.wave.participation is None or unit not in parent:
        return ()
    # A comment tells that the number of answers it takes was reached.
    if row.wave.participation.fewest < row.k_comment + row.bands.reissued:
        return ()
    return Tree(parent).subtree(unit)
