"""Sentences about numbers: what they mean and how sure they are. Pure."""

from typing import Literal

from dashboard.texts import Texts
from surveys.reading import TeamReport, Trend, WaveOfUnit

Colour = Literal["gray", "green", "orange"]
"""Names of the theme: orange is rust (needs a look), green is teal (good)."""

UP, DOWN, STEADY = ":material/arrow_upward:", ":material/arrow_downward:", ":material/remove:"


def wave_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Name a wave by its title or number, with the days on which it was open."""
    name = wave.title or texts.gettext("Wave {n}").format(n=wave.number)
    return f"{name} · {texts.days(wave.opens_on, wave.closes_on)}"


def response(report: TeamReport, texts: Texts) -> str:
    """Say how many answers the latest wave rests on, and what they cannot show."""
    _ = texts.gettext
    latest = report.latest
    if latest is None or latest.ballots is None:
        return ""
    if latest.invited is None:
        said = texts.ngettext("{n} person answered.", "{n} people answered.", latest.ballots)
    else:
        said = _("{ballots} of {invited} people answered.").format(
            ballots=latest.ballots, invited=latest.invited
        )
    if report.smallest_visible_change is None:
        return said
    limit = texts.number(report.smallest_visible_change)
    return (
        said
        + " "
        + _(
            "Changes smaller than **{limit}** from one wave to the next cannot be told from chance "
            "in a group of this size, so look at the line, not the last step."
        ).format(limit=limit)
    )


def not_published(texts: Texts) -> str:
    """Say why there is no number: the same sentence for every hidden unit."""
    return texts.gettext(
        "Not shown, to protect anonymity. The answers count in the larger units above."
    )


def trend_name(trend: Trend, texts: Texts) -> str:
    """Name a trend: an anchor by its indicator, any other by its question."""
    named = trend.indicator.name if trend.question.role == "anchor" else trend.question.text
    return named[texts.language]


def level(trend: Trend, report: TeamReport, texts: Texts) -> str:
    """Say where the latest published level lies, and between what bounds."""
    _ = texts.gettext
    latest = trend.latest
    if latest is None:
        return not_published(texts)
    numbers = [texts.number(value) for value in (latest.mean, latest.low, latest.high)]
    sentence = _("{mean}, between {low} and {high}")
    if report.latest is not None and report.latest.invited is not None:
        sentence = _("{mean}, between {low} and {high} for the whole group")
    return sentence.format(mean=numbers[0], low=numbers[1], high=numbers[2])


def change(trend: Trend, report: TeamReport, texts: Texts) -> tuple[str, str, Colour]:
    """Say what changed since the wave before: icon, words, and colour of a badge."""
    _ = texts.gettext
    step = trend.change
    if step is None:
        return STEADY, _("First result"), "gray"
    if not step.clear:
        return STEADY, _("Within normal fluctuation"), "gray"
    size = texts.number(abs(step.difference))
    since = _since(trend, report, texts)
    if step.difference > 0:
        return UP, _("{size} higher than {since}").format(size=size, since=since), "green"
    return DOWN, _("{size} lower than {since}").format(size=size, since=since), "orange"


def chart_in_words(trend: Trend, report: TeamReport, texts: Texts) -> str:
    """Describe a trend for who cannot see the chart."""
    _ = texts.gettext
    return _("{indicator}, from 1 ({low}) to 5 ({high}), over {n} waves. Latest: {level}.").format(
        indicator=trend_name(trend, texts),
        low=trend.indicator.low[texts.language],
        high=trend.indicator.high[texts.language],
        n=len(report.waves),
        level=level(trend, report, texts),
    )


def _since(trend: Trend, report: TeamReport, texts: Texts) -> str:
    published = [
        wave for wave, found in zip(report.waves, trend.levels, strict=True) if found is not None
    ]
    before = published[-2]
    return (
        texts.gettext("in {wave}").format(wave=before.title)
        if before.title
        else texts.gettext("the wave before")
    )
