"""What no text of Peil may claim: a direction of numbers, a cause, an effect, who took part."""

import re
from collections.abc import Mapping

FORBIDDEN = {
    "en": (
        *("higher", "lower", "above", "below", "score", "causes?", "caused", "because of"),
        *("proves?", "proven", "guarantees?", "will (?:help|improve|solve)", "always helps?"),
        *("everybody answered", "nobody answered", "ranking", "best team", "worst"),
    ),
    "nl": (
        *("hoger", "lager", "boven", "onder", "score", "veroorzaak(?:t|te)", "komt door"),
        *("bewijst", "bewezen", "garandeert", "gaat helpen", "helpt altijd", "verbetert"),
        *("iedereen antwoordde", "niemand antwoordde", "ranglijst", "beste team", "slechtste"),
    ),
}
"""Patterns of whole words, by language."""


def claims_in(text: Mapping[str, str]) -> list[str]:
    """Return what a text claims in any of its languages that it may not."""
    return [
        found[0]
        for language, words in text.items()
        for found in re.finditer(
            rf"(?<!\w)(?:{'|'.join(FORBIDDEN[language])})(?!\w)", words, re.IGNORECASE
        )
    ]
