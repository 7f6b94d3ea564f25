"""Waves with comments, and people who code them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from surveys.access import Reader
from surveys.answering import cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.open_answers import Sheet, begin_coding, read_sheet, save_codes
from surveys.waves import open_wave
from tests.builders import add_person

NOBODY: frozenset[UUID] = frozenset()


def hr_named(installation: Installation, unit: UUID, name: str) -> Reader:
    """Return somebody new of HR of the whole organisation."""
    person = add_person(installation, unit, name, role="hr")
    return Reader(person, name, None, frozenset({"hr"}), NOBODY)


def wave_with(installation: Installation, day: date, texts: Sequence[str]) -> UUID:
    """Hold a wave in which people write these texts, and whoever is left none; return its id.

    People write in the order of their units, so that each unit has its own texts.
    """
    wave = open_wave(installation, opens_on=day, closes_on=day)
    written = [*texts, *[""] * (len(wave.tokens) - len(texts))]
    for token, text in zip(wave.tokens.values(), written, strict=False):
        cast(installation, token, {"mood_1": (3,)}, day, {COMMENT: text} if text else {})
    close_wave(installation, day)
    return wave.id


def coded(
    installation: Installation, who: Reader, wave: UUID, themes: dict[str, tuple[str, ...]]
) -> Sheet:
    """Give every comment the themes of its text, as one of the wave's coders."""
    begin_coding(installation, who, wave)
    sheet = read_sheet(installation, who, wave)
    given = {comment.id: themes.get(comment.text, ()) for comment in sheet.comments}
    save_codes(installation, who, wave, given)
    return read_sheet(installation, who, wave)
