"""Participation by wave: readers of results should know how many are silent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instrument import load_response_study
from surveys.reading.participation import Participation
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts

MIN_DECLINE = 0.10
"""Minimum fall since the first wave, as a part of 1, for which a warning is shown."""


WAVES_BEFORE = 4
"""The newest wave is compared with the one this many waves before.

One wave before is too near: a week of holidays would do. The first wave is too far: curiosity
fills it, and the advice would stand for years, also after a longer interval was chosen. Four waves
are two months of a usual rhythm; they hold one time of quiet and one of bustle, and the advice
goes by itself once participation has stayed where it is that long.
"""

MIN_TENTHS_LOST = 2
"""The fall of published participation, in tenths, from which a longer interval is advised.

Tenths are rounded: a fall of 15 points is two of them as often as one. One would be too few.
"""


@dataclass(frozen=True)
class Fall:
    """Participation of the newest wave, and that of an earlier one, from which it fell much."""

    wave: int
    before: Participation
    now: Participation


def fall_of(parts: Sequence[tuple[WaveOfUnit, Participation | None]]) -> Fall | None:
    """Return how much published participation fell; None where it did not, or is unknown. Pure."""
    if not parts or parts[-1][0].number is None or (now := parts[-1][1]) is None:
        return None
    number = parts[-1][0].number - WAVES_BEFORE
    before = next((part for wave, part in parts if wave.number == number), None)
    if before is None or before.tenths is None or now.tenths is None:
        return None
    fell = before.tenths - now.tenths >= MIN_TENTHS_LOST
    return Fall(number, before, now) if fell else None


@dataclass(frozen=True)
class ResponseReport:
    """Participation by wave (None where unknown), waves from old to new.

    `study` has the response rates (0 to 1) of a large study in several organisations: weekly, over
    nine waves.
    """

    parts: Sequence[tuple[WaveOfUnit, Participation | None]]
    study: Sequence[float]

    def in_words(self, language: str) -> str:
        """Return how response has developed."""
        texts = Texts(language)
        known = [(part, part.rate) for _, part in self.parts if part and part.rate is not None]
        if not known:
            return texts.gettext("It is not known how many were invited.")
        (first, rate_before), (last, rate) = known[0], known[-1]
        sentence = last.in_words(texts)
        if len(known) < 2:
            return sentence
        if rate_before - rate >= MIN_DECLINE:
            more = texts.gettext(
                "In the first wave it was {first}. People who stay silent may feel otherwise than "
                "people who answer, so read a change with care, and ask less often rather than "
                "more."
            )
        else:
            more = texts.gettext("In the first wave it was {first}.")
        return f"{sentence} {more.format(first=first.share_in_words(texts))}"

    def longer_interval_in_words(self, language: str) -> str | None:
        """Return the advice to ask less often where participation fell much; None elsewhere."""
        if (fell := fall_of(self.parts)) is None:
            return None
        texts = Texts(language)
        return texts.gettext(
            "{now} In wave {n} it was {before}. Consider a longer interval: fewer waves with a "
            "talk after each keep more people than many without. An administrator changes the "
            "rhythm on *Programme*."
        ).format(
            now=fell.now.in_words(texts), n=fell.wave, before=fell.before.share_in_words(texts)
        )

    def study_in_words(self, language: str) -> str:
        """Return how response developed in the study, as a caution."""
        texts = Texts(language)
        study = load_response_study()
        return texts.gettext(
            "Dotted: a study among {organisations} organisations in {year}. There {first} of the "
            "people invited answered the first of nine weekly waves ({before} people), and {last} "
            "the ninth ({after}). A pulse without visible follow-up loses people."
        ).format(
            organisations=study.organisations,
            year=study.year,
            first=texts.percent(study.response_rates[0]),
            before=texts.number(study.respondents[0], 0),
            last=texts.percent(study.response_rates[-1]),
            after=texts.number(study.respondents[-1], 0),
        )


def response_of(report: TeamReport) -> ResponseReport:
    """Return the response of a unit."""
    parts = [(wave, _known(wave.participation)) for wave in report.waves]
    return ResponseReport(parts, load_response_study().response_rates)


def _known(participation: Participation | None) -> Participation | None:
    return participation if participation and participation.rate is not None else None
