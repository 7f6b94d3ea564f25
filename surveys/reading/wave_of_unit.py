"""A counted wave from the point of view of one unit, and which wave a sentence is about. Pure."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from surveys.reading import sentences
from surveys.reading.participation import Participation
from surveys.texts import Texts


@dataclass(frozen=True)
class WaveOfUnit:
    """A counted wave from the point of view of one unit.

    `participation` is None where the unit is not published: nothing else is known about it then.
    """

    id: UUID
    number: int | None
    title: str | None
    opens_on: date
    closes_on: date
    participation: Participation | None

    def in_words(self, language: str) -> str:
        """Return which part answered, or why that is not shown."""
        texts = Texts(language)
        if self.participation is None:
            return sentences.not_published(texts)
        return self.participation.in_words(texts)

    def short_name(self, texts: Texts) -> str:
        """Return the title of the wave, else the day on which it closed."""
        return self.title or texts.short_date(self.closes_on)


def in_wave(sentence: str, older: WaveOfUnit | None, texts: Texts) -> str:
    """Return a sentence about a number, and of which wave that is unless it is the newest."""
    if older is None:
        return sentence
    template = texts.gettext("Not in the latest wave. {wave}: {sentence}")
    return template.format(wave=older.short_name(texts), sentence=sentence)
