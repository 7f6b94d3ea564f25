"""One question of a unit in detail, as pairs of title and sentence. Pure."""

from surveys.reading.comparisons import Comparisons
from surveys.reading.quarter import QuarterReport
from surveys.reading.shares import Shares
from surveys.reading.trend import Trend
from surveys.statistics import InsufficientData
from surveys.texts import Texts


def division_of(trend: Trend, quarter: QuarterReport) -> Shares:
    """Return how answers are divided: in the latest wave, else where there are too few, a quarter.

    The latter only where a quarter shows them.
    """
    if not isinstance(trend.shares.parts, InsufficientData):
        return trend.shares
    return quarter.shares.get(trend.question.id, trend.shares)


def details_of(
    trend: Trend, divided: Shares, compared: Comparisons, texts: Texts
) -> list[tuple[str, str]]:
    """Return what is known of a question in words, each sentence under its title.

    `divided` is what `division_of` tells; names that people typed are not escaped.
    """
    _, language = texts.gettext, texts.language
    said = _divided(trend, texts) if divided is trend.shares else divided.in_words(language)
    details = [
        (_("Over the waves"), trend.change_in_words(language)),
        (_("Where it stands"), trend.standing_in_words(language)),
        (_("How it is divided"), said),
        (
            _("Beside larger units"),
            compared.in_words(trend.question.id, trend.indicator, language),
        ),
        (_("Other people"), trend.other_people_in_words(language)),
        (_("What is blurred"), trend.blur_in_words(language)),
    ]
    return [(title, sentence) for title, sentence in details if sentence]


def _divided(trend: Trend, texts: Texts) -> str:
    """Return how the answers are divided, and how many they are."""
    told = trend.shares_in_words(texts.language)
    answers = next((found for found in reversed(trend.answers) if found is not None), None)
    if answers is None or isinstance(trend.shares.parts, InsufficientData):
        return told
    number = texts.gettext("Of {answers} answers.").format(answers=answers.answers_in_words(texts))
    return f"{told} {number}"
