"""What comments were about, as numbers by theme: never a word of what somebody wrote."""

from collections.abc import Iterator, Sequence

from surveys.instrument import COMMENT
from surveys.open_answers import CommentThemes, ThemesInWave, read_comment_themes
from surveys.reading.sources import wave_name
from surveys.reports.document import Cell, Counts, Figure, Section, Table
from surveys.reports.material import Material

MOST_WAVES = 6
"""Waves side by side in a table; older ones are left out."""


def comment_themes(of: Material) -> Iterator[Section]:
    """Yield for each open question how many comments had which theme, as the unit's page shows it.

    As of the newest wave of the period that HR has counted by theme, with those of the year before.
    """
    found = read_comment_themes(of.reading, of.unit)
    in_period, charted = ({wave.id for wave in waves} for waves in (of.waves, of.charted))
    by_question: dict[str, list[ThemesInWave]] = {}
    for one in found.waves:
        if one.wave.id in charted:
            by_question.setdefault(one.question, []).append(one)
    for question, waves in by_question.items():
        if waves[-1].wave.id in in_period:
            yield _section(of, found, question, waves[-MOST_WAVES:])


def _section(
    of: Material, found: CommentThemes, question: str, waves: Sequence[ThemesInWave]
) -> Section:
    texts, newest = of.texts, waves[-1]
    _, language = texts.gettext, texts.language
    title = _("What comments were about")
    if question != COMMENT:
        title = of.reading.instrument.open_questions.question(question).name[language]
    order = found.in_order(waves)
    names = {theme: found.themes[theme].name[language] for theme in order}
    rows = [(names[theme], newest.numbers.get(theme, 0)) for theme in order]
    told = _("{wave}: {n} comments. A comment can have several themes, or none.").format(
        wave=wave_name(newest.wave, texts), n=newest.of
    )
    blocks: list[Counts | Table] = [Counts(title, rows, newest.of, told)]
    if len(waves) > 1:
        heads = [
            _("{wave}, of {n}").format(wave=wave_name(one.wave, texts), n=one.of)
            for one in reversed(waves)
        ]
        cells: list[list[Cell]] = [
            [names[theme], *(_number(one.numbers.get(theme, 0)) for one in reversed(waves))]
            for theme in order
        ]
        blocks.append(Table([_("Theme"), *heads], cells, _("Wave by wave")))
    return Section("comments", title, blocks)


def _number(value: int) -> Figure:
    return Figure(value, str(value), is_whole=True)
