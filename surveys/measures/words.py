"""For whom a measure is, what it takes, and what stands behind it, in words. Pure."""

from collections.abc import Sequence

from surveys.errors import N_
from surveys.measures.catalogue import Catalogue, Measure
from surveys.texts import Texts

AUDIENCE_NAMES = {
    "employee": N_("Employees"),
    "team": N_("Teams"),
    "manager": N_("Managers"),
    "hr": N_("HR and staff departments"),
    "directors": N_("Directors"),
}
EFFORT_NAMES = {
    "low": N_("Little effort"),
    "medium": N_("Some effort"),
    "high": N_("Much effort"),
}
_EVIDENCE = {
    "advice": N_("Advice; it has not been tested."),
    "practice_example": N_("Experience of organisations that do it; it has not been tested."),
    "survey_correlation": N_(
        "In a survey the two go together, mostly weakly; that does not show that one brings the "
        "other."
    ),
}
_REASONS = {
    "ours": N_("The source names the measure; the reason is ours."),
    "derived": N_("The source has no such measure; we made it of what goes together there."),
}


def audiences_in_words(one: Measure, texts: Texts) -> str:
    """Return for whom a measure is, those who take it up first at the beginning."""
    return ", ".join(texts.gettext(AUDIENCE_NAMES[audience]) for audience in one.audience)


def effort_in_words(one: Measure, texts: Texts) -> str:
    """Return how much effort a measure takes."""
    return texts.gettext(EFFORT_NAMES[one.effort])


def source_in_words(one: Measure, catalogue: Catalogue, texts: Texts) -> str:
    """Return where a measure comes from, and how much that says."""
    said: Sequence[str | None] = (
        _EVIDENCE.get(one.evidence or ""),
        _REASONS.get(one.reason or ""),
    )
    sentences = [texts.gettext(sentence) for sentence in said if sentence]
    return " ".join([f"{catalogue.source_of(one, texts.language)}.", *sentences])
