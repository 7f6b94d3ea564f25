"""How many comments have which theme: counted by unit, and read beside those of earlier waves.

A unit has counts where it has as many comments as a comment takes answers, ten or more, and shows
comments at all. They are of the comments that its readers see with it, so no count tells more about
anybody than these do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from db import comment_coding, comment_themes, comments, people, wave_units
from db import waves as stored_waves
from db.comment_coding import FIRST
from db.comment_themes import ALL
from db.engine import writing
from surveys import trail
from surveys.access import Reader
from surveys.follow_up import may_note
from surveys.installation import Installation
from surveys.open_answers.codebook import Theme
from surveys.open_answers.coding import CodingError, check_is_first, check_may_code
from surveys.open_answers.themes import all_themes_in
from surveys.reading import Reading, shown, shown_with_comments
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.units import Tree


@dataclass(frozen=True)
class ThemesInWave:
    """How many of `of` comments to an open question in a wave have each theme, by its id."""

    wave: WaveOfUnit
    question: str
    of: int
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class CommentThemes:
    """The themes of a unit's comments in every wave that was counted by theme, from old to new.

    `themes` has all that occur, and those in use, by id. `quotes` are of the newest of these waves,
    in the words of HR, for the whole organisation alone; `replies` those of the unit's leader.
    """

    waves: Sequence[ThemesInWave]
    themes: Mapping[str, Theme]
    quotes: Sequence[tuple[str, str]] = ()
    replies: Mapping[tuple[UUID, str], str] = field(default_factory=dict)
    may_reply: bool = False
    """Whether the reader may reply to a theme for the unit."""

    def in_order(self, waves: Sequence[ThemesInWave]) -> list[str]:
        """Return the themes of some waves, the most frequent one of the newest wave first."""
        known = {theme for one in waves for theme in one.numbers if theme in self.themes}
        return sorted(known, key=lambda theme: (-waves[-1].numbers.get(theme, 0), theme))


def count_themes(installation: Installation, who: Reader, wave: UUID) -> int:
    """Count what the first coder gave the comments of a wave; return the number of units.

    Counting again replaces the counts, while there are comments. Raises NotAllowedError, and
    CodingError for the second coder and while a comment has not been read.
    """
    check_may_code(who)
    with writing(installation.engine) as session:
        check_is_first(session, who, wave)
        tree = Tree(wave_units.tree(session, wave))
        codes = comment_coding.codes_of(session, wave, FIRST)
        least = stored_waves.wave(session, wave).k_comment
        of_unit: dict[UUID, dict[str, Counter[str]]] = {}
        unread = 0
        for comment, place, question in comments.places_of(session, wave):
            themes = codes.get(comment)
            if themes is None:
                unread += 1
                continue
            for unit in tree.upwards(place):
                counted = of_unit.setdefault(unit, {}).setdefault(question, Counter())
                counted.update((ALL, *themes))
        if unread:
            raise CodingError("unfinished", n=unread)
        rows = [
            (unit, question, theme, number)
            for unit, by_question in of_unit.items()
            if shown_with_comments(session, unit, wave)
            for question, counted in by_question.items()
            if counted[ALL] >= least
            for theme, number in counted.items()
        ]
        comment_themes.write_counts(session, wave, rows)
        subject = f"wave {stored_waves.wave(session, wave).number}"
        trail.note(session, "comments counted by theme", subject, who.person)
        return len({unit for unit, *_ in rows})


def read_comment_themes(reading: Reading, unit: UUID) -> CommentThemes:
    """Return the themes of a unit's comments, with quotes and replies.

    Raises NotAllowedError when the unit is not open to the reader.
    """
    reading.check_may_read(unit)
    session = reading.session
    counts = comment_themes.counts_of(session, unit)
    themes = {theme.id: theme for theme in all_themes_in(session)}
    if not counts:
        return CommentThemes((), themes)
    order = [one.wave for one in shown.of_unit(session, unit).waves]
    waves = [
        ThemesInWave(wave, question, numbers[ALL], {t: n for t, n in numbers.items() if t != ALL})
        for wave in order
        for (of_wave, question), numbers in sorted(counts.items(), key=lambda row: row[0][1])
        if of_wave == wave.id
    ]
    path = people.path_to(session, unit)
    is_whole = len(path) == 1
    quotes = comment_themes.quotes_of(session, waves[-1].wave.id) if is_whole and waves else []
    return CommentThemes(
        waves,
        themes,
        [(theme, body) for _id, theme, body in quotes],
        {(wave, theme): body for wave, theme, body in comment_themes.replies_of(session, unit)},
        may_note(reading.who, path),
    )
