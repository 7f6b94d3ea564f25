"""Every question of the period in detail, topics as a whole, and what goes together with what."""

from collections.abc import Iterator, Sequence
from typing import get_args

from surveys.reading import read_themes
from surveys.reading.shares import Shares
from surveys.reading.sources import wave_name
from surveys.reading.trend import name_of
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.reading.wave_reports import Answered, DriversOf
from surveys.reports.document import Cell, Divided, Group, Part, Section, Table
from surveys.reports.material import Material
from surveys.statistics import InsufficientData
from surveys.statistics.level import Level

_ORDER: Sequence[Group] = get_args(Group)


def questions(of: Material) -> Iterator[Section]:
    """Yield every question that was asked in the period, each as of the newest wave with it."""
    _, language = of.texts.gettext, of.texts.language
    shown: dict[str, Divided] = {}
    for report in of.of_waves:
        for answered in report.questions:
            if answered.question is not None and answered.question.id not in shown:
                shown[answered.question.id] = _divided(of, answered, report.wave)
    if shown:
        told = _(
            "Each as of the newest wave of this report that asked it. Averages are on the scale of "
            "the question; the last value is good."
        )
        yield Section("questions", _("Every question"), [*shown.values()], [("", told)])
    few = [
        (trend.name(language), quarter.in_words(language))
        for trend in of.report.trends
        if (quarter := of.quarter.shares.get(trend.question.id)) is not None
    ]
    if few:
        yield Section("questions", _("Over three waves together"), told=few)


def _divided(of: Material, answered: Answered, wave: WaveOfUnit) -> Divided:
    question, language, level = answered.question, of.texts.language, answered.level
    if question is None:
        msg = "a topic as a whole is not a question"
        raise ValueError(msg)
    numbers = (level.mean, level.low, level.high) if isinstance(level, Level) else None
    mean, low, high = (None,) * 3 if numbers is None else map(of.number, numbers)
    return Divided(
        about=answered.indicator.name[language],
        question=question.text[language],
        wave=wave_name(wave, of.texts),
        parts=parts_of(of, answered.shares),
        told=answered.in_words(language),
        mean=mean,
        low=low,
        high=high,
    )


def parts_of(of: Material, shares: Shares) -> list[Part]:
    """Return the shares from the unfavourable end on; options in their own order."""
    if isinstance(shares.parts, InsufficientData):
        return []
    parts = [
        Part(
            shares.name(name, of.texts.language),
            next((group for group in _ORDER if group == name), "option"),
            of.part(share.part),
            share.low,
            share.high,
            shares.between(share, of.texts),
        )
        for name, share in shares.parts.items()
    ]
    return sorted(parts, key=lambda part: _ORDER.index(part.group))


def topics(of: Material) -> Iterator[Section]:
    """Yield topics with several questions as a whole, and those that were asked before."""
    texts = of.texts
    _, language = texts.gettext, texts.language
    rows: dict[str, list[Cell]] = {}
    told: dict[str, tuple[str, str]] = {}
    for report in of.of_waves:
        held = {one.indicator.id: one.in_words(language) for one in report.consistency}
        for scale in report.scales:
            level, key = scale.level, scale.indicator.id
            if key in rows:
                continue
            known = isinstance(level, Level)
            numbers = (level.mean, level.low, level.high) if isinstance(level, Level) else ()
            rows[key] = [
                scale.indicator.name[language],
                *(map(of.number, numbers) if known else (None, None, None)),
                wave_name(report.wave, texts),
                " ".join(filter(None, (scale.in_words(language), held.get(key)))),
            ]
        for index in report.indices:
            told.setdefault(
                index.indicator.id, (index.indicator.name[language], index.in_words(language))
            )
        for theme in read_themes(of.reading, of.unit, report.wave.id):
            key = f"theme {theme.indicator.id}"
            if not of.has(theme.indicator.id):
                continue
            told.setdefault(key, (theme.indicator.name[language], theme.in_words(texts)))
    if not rows and not told:
        return
    columns = [_("Topic"), _("Average"), _("Low"), _("High"), _("Wave"), _("In words")]
    blocks = [Table(columns, [*rows.values()])] if rows else []
    yield Section("topics", _("Topics as a whole"), blocks, [*told.values()])


def together(of: Material) -> Iterator[Section]:
    """Yield what goes together with mood and balance, as of the newest wave with it."""
    done: set[str] = set()
    for report in of.of_waves:
        for drivers in report.drivers:
            if drivers.outcome.id not in done:
                done.add(drivers.outcome.id)
                yield _drivers(of, drivers, report.wave)


def _drivers(of: Material, shown: DriversOf, wave: WaveOfUnit) -> Section:
    texts = of.texts
    _, language = texts.gettext, texts.language
    topic = name_of(shown.outcome, shown.indicator, language).lower()
    title = _("What goes together with {topic}?").format(topic=topic)
    told = [("", shown.in_words(language)), ("", wave_name(wave, texts))]
    if shown.explains_little:
        return Section("together", title, told=told)
    rows: list[list[Cell]] = [
        [one.name(language), of.part(one.share), of.part(one.low), of.part(one.high)]
        for one in shown.drivers
    ]
    columns = [_("Question"), _("Part"), _("Low"), _("High")]
    told.insert(0, ("", shown.verdict_in_words(language)))
    return Section("together", title, [Table(columns, rows)], told)
