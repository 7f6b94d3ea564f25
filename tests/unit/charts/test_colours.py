"""Every colour of a chart can be told from its ground, in both themes, and texts can be read."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

from dashboard.http.streamlit_settings import FILE

ROOT = Path(__file__).parents[3]
CONFIG = tomllib.loads(FILE.read_text())
THEMES = {name: CONFIG["theme"][name] for name in ("light", "dark")}
TEAM, ATTENTION, REFERENCE, _CHANCE, PALE = range(5)
BELOW, ABOVE = 3, 6
"""Places in the diverging scale, as `chart.py` takes them."""


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("place", "least"), [(TEAM, 4.5), (ATTENTION, 4.5), (REFERENCE, 3.0)])
def test_lines_stand_out_and_words_can_be_read(theme: str, place: int, least: float) -> None:
    """The last value stands in the colour of the line, the word of a mark in that of marks."""
    colours = THEMES[theme]
    line = colours["chartCategoricalColors"][place]
    assert contrast(line, colours["backgroundColor"]) >= least


@pytest.mark.parametrize("theme", THEMES)
def test_above_and_below_differ_without_seeing_red_and_green(theme: str) -> None:
    """By blue against yellow and red: what most colour-blind people see apart."""
    diverging = THEMES[theme]["chartDivergingColors"]

    def blue_against_red(colour: str) -> int:
        return int(colour[5:7], 16) - int(colour[1:3], 16)

    assert blue_against_red(diverging[BELOW]) < -25
    assert blue_against_red(diverging[ABOVE]) > 25


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_parts_of_a_bar_look_alike_and_words_on_them_can_be_read(theme: str) -> None:
    colours = THEMES[theme]
    diverging = colours["chartDivergingColors"]
    fills = [diverging[BELOW], colours["chartCategoricalColors"][PALE], diverging[ABOVE]]
    assert all(contrast(colours["textColor"], fill) >= 4.5 for fill in fills)
    for one, other in itertools.pairwise(fills):
        apart = sum(abs(int(one[p : p + 2], 16) - int(other[p : p + 2], 16)) for p in (1, 3, 5))
        assert apart >= 60


def test_style_sheets_of_pages_take_no_colour_that_only_components_are_given() -> None:
    for sheet in (ROOT / "dashboard" / "static").glob("*.css"):
        assert not re.findall(r"var\(--st-[\w-]+\)", sheet.read_text()), sheet.name
