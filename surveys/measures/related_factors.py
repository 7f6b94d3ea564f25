"""What went together in the survey that the measures are drawn from, by indicator. Pure.

`related_factors.yaml` has it. It says where to look first, never what brings about what.
"""

import functools
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from surveys import yaml_documents
from surveys.errors import N_
from surveys.instrument import shipped as shipped_instrument
from surveys.instrument.scales import Frozen
from surveys.measures.catalogue import Words
from surveys.measures.catalogue import shipped as shipped_catalogue
from surveys.texts import Texts

Strength = Literal[
    "not_stated", "very_weak", "weak", "weak_to_moderate", "moderate", "weak_to_strong", "strong"
]

STRENGTH_NAMES: dict[Strength, str] = {
    "not_stated": N_("strength not stated"),
    "very_weak": N_("very weak"),
    "weak": N_("weak"),
    "weak_to_moderate": N_("weak to moderate"),
    "moderate": N_("moderate"),
    "weak_to_strong": N_("weak to moderate, some strong"),
    "strong": N_("strong"),
}

MOST_NAMED = 3
"""Number of factors that are named where there is room for one line."""

_FILE = Path(__file__).with_name("related_factors.yaml")


def _indicator(name: str) -> str:
    if name not in {indicator.id for indicator in shipped_instrument().indicators}:
        msg = f"{name!r} is not an indicator of the instrument"
        raise ValueError(msg)
    return name


IndicatorId = Annotated[str, AfterValidator(_indicator)]


class Factor(Frozen):
    """Something that went together with an outcome.

    More of it went with the `good` end of the outcome, or with the `bad` one; `indicator` is the
    one of Peil that comes nearest. Without a `strength` it has that of its outcome.
    """

    end: Literal["good", "bad"] = Field(alias="with")
    indicator: IndicatorId | None = None
    strength: Strength | None = None
    name: Words


class Outcome(Frozen):
    """What the survey measured near an indicator, and the factors in the order of the report."""

    indicator: IndicatorId
    passage: str = Field(min_length=1)
    measured: Words
    strength: Strength
    factors: tuple[Factor, ...] = Field(min_length=1)

    def with_end(self, end: Literal["good", "bad"]) -> tuple[Factor, ...]:
        """Return the factors of which more went with an end."""
        return tuple(factor for factor in self.factors if factor.end == end)


class RelatedFactors(Frozen):
    """All that went together, and the document that says so."""

    document: str
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_a_document(self) -> "RelatedFactors":
        if self.document not in shipped_catalogue().documents:
            msg = f"{self.document!r} is not among the documents of the catalogue"
            raise ValueError(msg)
        return self

    def about(self, indicator: str) -> tuple[Outcome, ...]:
        """Return what was measured near an indicator; empty where the survey says nothing."""
        return tuple(one for one in self.outcomes if one.indicator == indicator)

    def source(self, language: str) -> str:
        """Return the name of the survey's report."""
        return shipped_catalogue().documents[self.document][language]


@functools.cache
def shipped() -> RelatedFactors:
    """Return what comes with Peil, read at its first use in a process."""
    return RelatedFactors.model_validate(yaml_documents.load_shipped(_FILE))


def strength_in_words(outcome: Outcome, texts: Texts) -> str:
    """Return how strongly an outcome went together with its factors, taken as a whole."""
    return texts.gettext(STRENGTH_NAMES[outcome.strength])


def factors_in_words(outcome: Outcome, end: Literal["good", "bad"], texts: Texts) -> str:
    """Return the factors of an end, with the strength of those that differ; "" for none."""
    return ", ".join(_named(factor, texts) for factor in outcome.with_end(end))


def where_to_look_first(indicator: str, texts: Texts) -> str | None:
    """Return the first factors of an indicator as one sentence, or None where nothing is known."""
    outcomes = shipped().about(indicator)
    if not outcomes:
        return None
    names = ", ".join(one.name[texts.language] for one in outcomes[0].factors[:MOST_NAMED])
    return texts.gettext(
        "Worth asking about first: {factors}. In a survey of others they went together with it."
    ).format(factors=names)


def _named(factor: Factor, texts: Texts) -> str:
    name = factor.name[texts.language]
    if factor.strength is None:
        return name
    return f"{name} ({texts.gettext(STRENGTH_NAMES[factor.strength])})"
