"""Names of waves and charts, and how a change looks. What numbers mean is said by the reports."""

from typing import Literal

from surveys.reading.reports import TeamReport, Trend, WaveOfUnit
from surveys.statistics.not_enough import known
from surveys.texts import Texts

Colour = Literal["gray", "green", "orange"]
"""Names of the theme: orange is rust (needs a look), green is teal (good)."""

UP, DOWN, STEADY = ":material/arrow_upward:", ":material/arrow_downward:", ":material/remove:"
DRIFT = ":material/trending_flat:"


def wave_name(wave: WaveOfUnit, texts: Texts) -> str:
    """Name a wave by its title or number, with the days on which it was open."""
    name = wave.title or texts.gettext("Wave {n}").format(n=wave.number)
    return f"{name} · {texts.days(wave.opens_on, wave.closes_on)}"


def change_looks(trend: Trend) -> tuple[str, Colour]:
    """Return the icon and the colour of the badge that says what changed."""
    if trend.step.status == "better":
        return UP, "green"
    if trend.step.status == "worse":
        return DOWN, "orange"
    return STEADY, "gray"


def drift_colour(trend: Trend) -> Colour:
    """Return the colour of the badge that says that all waves together show a shift."""
    drift = known(trend.drift)
    return "green" if drift is not None and drift.signal == "higher" else "orange"


def chart_in_words(trend: Trend, report: TeamReport, texts: Texts) -> str:
    """Describe a trend for who cannot see the chart."""
    _ = texts.gettext
    ends = trend.question.scale.values or (1.0, 5.0)
    return _(
        "{indicator}, from {first} ({low}) to {last} ({high}), over {n} waves. {level}"
    ).format(
        indicator=trend.name(texts.language),
        first=f"{ends[0]:g}",
        last=f"{ends[-1]:g}",
        low=trend.indicator.low[texts.language],
        high=trend.indicator.high[texts.language],
        n=len(report.waves),
        level=trend.level_in_words(texts.language),
    )
