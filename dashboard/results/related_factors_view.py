"""What went together in the survey behind the measures, as HTML, on the page of the measures."""

from functools import cache
from html import escape

from surveys.instrument import shipped as shipped_instrument
from surveys.measures.related_factors import (
    Outcome,
    factors_in_words,
    shipped,
    strength_in_words,
)
from surveys.texts import Texts


@cache
def about_indicator(indicator: str, language: str) -> str:
    """Return what went together with an indicator, unfolded by a click; "" where nothing is."""
    outcomes = shipped().about(indicator)
    if not outcomes:
        return ""
    texts = Texts(language)
    title = texts.gettext("What went together in a survey")
    return _unfolded(title, "".join(_told(one, texts) for one in outcomes), texts)


@cache
def about_all_indicators(language: str) -> str:
    """Return what went together, under a heading, each indicator unfolded by a click."""
    texts = Texts(language)
    heading = texts.gettext("What went together in a survey")
    parts = []
    for indicator in shipped_instrument().indicators:
        outcomes = shipped().about(indicator.id)
        if outcomes:
            told = "".join(_told(one, texts) for one in outcomes)
            parts.append(_unfolded(indicator.name[language], told, texts))
    return f"<h2>{escape(heading)}</h2>{''.join(parts)}"


def _unfolded(title: str, told: str, texts: Texts) -> str:
    note = texts.gettext(
        "Going together does not show what brings about what: use it to choose what to ask about."
    )
    source, of = texts.gettext("Source"), shipped().source(texts.language)
    return (
        f'<details class="related"><summary><span>{escape(title)}</span></summary>'
        f'{told}<p>{escape(note)}</p><p class="source"><b>{escape(source)}.</b> '
        f"{escape(of)}.</p></details>"
    )


def _told(one: Outcome, texts: Texts) -> str:
    """Return an outcome and its factors; without those of an end that has none."""
    _ = texts.gettext
    measured = one.measured[texts.language]
    strength = escape(strength_in_words(one, texts))
    lines = [f"<b>{escape(measured[0].upper() + measured[1:])}</b> ({strength})"]
    if more := factors_in_words(one, "good", texts):
        lines.append(escape(_("More often with: {factors}.").format(factors=more)))
    if less := factors_in_words(one, "bad", texts):
        lines.append(escape(_("Less often with: {factors}.").format(factors=less)))
    return f"<p>{'<br>'.join(lines)}</p>"
