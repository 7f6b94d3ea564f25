"""The first sections of a unit's report: what stands out, where it stands, each trend, who answers.

Every sentence is that of the unit's page.
"""

from collections.abc import Iterator, Sequence

from surveys.follow_up import make_guide
from surveys.follow_up.talk_guide import LENGTHS, ask, own_cautions
from surveys.programme import upcoming_waves
from surveys.reading.in_detail import details_of, division_of
from surveys.reading.response import response_of
from surveys.reading.sources import wave_name
from surveys.reading.standing_out import nothing_stands_out
from surveys.reading.trend import Trend
from surveys.reading.verdicts.summary import in_order
from surveys.reports.document import (
    Cell,
    Section,
    Statement,
    Statements,
    Table,
    Tone,
    TrendChart,
    TrendPoint,
)
from surveys.reports.material import Material
from surveys.statistics import known
from surveys.texts import rounded

QUESTIONS_TO_ASK = 2


def at_a_glance(of: Material) -> Section:
    """Return what stands out, or why nothing does, and where each indicator stands."""
    texts, report = of.texts, of.report
    _, language = texts.gettext, texts.language
    told = [("", report.in_words(language))]
    blocks: list[Statements | Table] = []
    if not of.is_newest:
        told.append(
            (
                "",
                _(
                    "This is about an earlier time. What changed is told of the newest wave only, "
                    "with everything that was measured until then."
                ),
            )
        )
    elif of.is_shown:
        if rows := stands_out(report.trends, language):
            blocks.append(Statements(rows))
        else:
            coming = upcoming_waves(of.reading.session, of.today)
            told.append(nothing_stands_out(report, [wave.closes_on for wave in coming], texts))
        told.append((_("What a badge is worth"), report.budget_in_words(language)))
    if of.is_shown and report.trends:
        blocks.append(_levels(of))
    guide = make_guide(report, max(LENGTHS))
    asked = [one.questions[0][language] for one in guide.weakest]
    asked = asked or [text[language] for text in guide.to_try]
    return Section(
        topic="overview",
        title=_("At a glance"),
        blocks=blocks,
        told=[one for one in told if one[1]],
        ask=asked[:QUESTIONS_TO_ASK],
        notes=[_("Begin with what works, then ask. Nobody has to say what they answered.")],
    )


def stands_out(trends: Sequence[Trend], language: str) -> list[Statement]:
    """Return the verdicts that stand out, the largest and surest first, as the page orders them."""
    by_question = {trend.question.id: trend for trend in trends}
    judged = [(trend.question, trend.verdict) for trend in trends if trend.verdict is not None]
    rows = []
    for question, _verdict in in_order(judged):
        trend = by_question[question.id]
        if (summary := trend.summary(language)) is not None:
            rows.append(
                Statement(trend.name(language), summary.word, summary.tone, summary.in_words)
            )
    return rows


def tone_of(trend: Trend) -> Tone:
    """Return the colour of what is told of a trend."""
    if trend.verdict is None:
        return "quiet"
    if trend.verdict.is_reason_to_look:
        return "worse"
    return "better" if trend.verdict.change == "better" else "quiet"


def _levels(of: Material) -> Table:
    """Return where each indicator stands: the newest average, and the level behind it."""
    texts = of.texts
    _, language, whole = texts.gettext, texts.language, of.compared.whole
    columns = [
        _("Indicator"),
        _("In words"),
        _("Average"),
        _("Likely level"),
        _("Low"),
        _("High"),
        _("Answers"),
        _("Wave"),
    ]
    if whole is not None:
        columns.append(whole.name)
    rows: list[list[Cell]] = []
    for trend in of.report.trends:
        latest, level, wave = trend.latest, trend.newest_level, trend.latest_wave
        answers = next((one for one in reversed(trend.answers) if one is not None), None)
        row: list[Cell] = [
            trend.name(language),
            trend.badge_in_words(language),
            None if latest is None else of.number(latest.mean),
            *((None, None, None) if level is None else map(of.number, level)),
            None if answers is None else answers.answers_in_words(texts),
            None if wave is None else wave_name(wave, texts),
        ]
        if whole is not None:
            beside = whole.latest.get(trend.question.id)
            row.append(None if beside is None else of.number(beside.mean))
        rows.append(row)
    note = _(
        "On the scale of each question, mostly from 1 to 5; the last value is good. Low and high: "
        "the level lies between them about 19 times in 20, if those who did not answer feel like "
        "those who did."
    )
    return Table(columns, rows, _("Where each indicator stands"), note)


def trends(of: Material) -> Iterator[Section]:
    """Yield a section for each question of every wave, with its chart and what is told of it."""
    texts = of.texts
    _, language = texts.gettext, texts.language
    for trend in of.report.trends:
        divided = division_of(trend, of.quarter)
        told = details_of(trend, divided, of.compared, texts)
        if not of.is_newest:
            told = [(_("Average"), trend.level_in_words(language))]
        asked = [text[language] for text in ask(trend, None).questions]
        cautions = [text[language] for text in own_cautions(trend.indicator.id)]
        wait = _("Ask, then wait ten seconds. Nobody has to say what they answered.")
        yield Section(
            topic="trends",
            title=trend.name(language),
            blocks=[
                *([Statements([_badge(trend, language)])] if trend.verdict else []),
                _chart(of, trend),
            ],
            told=told,
            ask=list(dict.fromkeys([*asked, trend.ask(language)]))[:QUESTIONS_TO_ASK],
            notes=[wait, *cautions],
            more=trend.how_we_know(language),
        )


def _badge(trend: Trend, language: str) -> Statement:
    level = trend.level_in_words(language)
    return Statement(trend.name(language), trend.badge_in_words(language), tone_of(trend), level)


def _chart(of: Material, trend: Trend) -> TrendChart:
    texts = of.texts
    _, language, whole = texts.gettext, texts.language, of.compared.whole
    beside = {} if whole is None else whole.means.get(trend.question.id, {})
    charted = {wave.id for wave in of.charted}
    points = []
    for wave, outcome, line, answers in zip(
        trend.waves, trend.levels, trend.line, trend.answers, strict=True
    ):
        if wave.id not in charted:
            continue
        mean = known(outcome)
        points.append(
            TrendPoint(
                wave=wave_name(wave, texts),
                closed_on=wave.closes_on,
                mean=_shown(mean.mean if mean else None),
                level=_shown(line.level if line else None),
                low=_shown(line.low if line else None),
                high=_shown(line.high if line else None),
                beside=_shown(beside.get(wave.id)),
                answers="" if answers is None else answers.answers_in_words(texts),
            )
        )
    values = trend.question.scale.values or (1.0, 5.0)
    low, high = (trend.indicator.end_in(language, good=good) for good in (False, True))
    sentences = (
        trend.change_in_words(language),
        trend.standing_in_words(language),
        trend.level_in_words(language),
    )
    return TrendChart(
        name=trend.name(language),
        question=trend.question.text[language],
        lowest=values[0],
        highest=values[-1],
        low_end=low,
        high_end=high,
        points=points,
        beside=whole.name if whole is not None and beside else "",
        described=" ".join(sentence for sentence in sentences if sentence),
    )


def _shown(value: float | None) -> float | None:
    return None if value is None else rounded(value)


def participation(of: Material) -> Section:
    """Return who answered in each wave of the period, in bands."""
    texts = of.texts
    _, report = texts.gettext, of.report
    rows: list[list[Cell]] = []
    for wave in of.waves:
        part = wave.participation
        rows.append(
            [
                wave_name(wave, texts),
                wave.closes_on,
                wave.in_words(texts.language),
                None if part is None else part.answers_in_words(texts),
            ]
        )
    columns = [_("Wave"), _("Closed on"), _("Who answered"), _("Answers")]
    told = [("", response_of(report).in_words(texts.language))] if of.is_shown else []
    return Section("participation", _("Who answers"), [Table(columns, rows)], told)
