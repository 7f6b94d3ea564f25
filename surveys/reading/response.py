"""Participation by wave: readers of results should know how many are silent. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.instrument import load_response_study
from surveys.reading.participation import Participation
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.texts import Texts

MIN_DECLINE = 0.10
"""Minimum fall since the first wave, as a part of 1, for which a warning is shown."""


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
                "In the first wave it was {first}. Whoever stays silent may feel otherwise than "
                "whoever answers, so read a change with care, and ask less often rather than more."
            )
        else:
            more = texts.gettext("In the first wave it was {first}.")
        return f"{sentence} {more.format(first=first.share_in_words(texts))}"

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
