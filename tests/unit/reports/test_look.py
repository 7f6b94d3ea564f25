"""Colours of reports: those of the product, and readable on paper."""

import tomllib
from pathlib import Path

from dashboard.reports import look

THEME = tomllib.loads(
    (Path(look.__file__).parents[1] / "http" / "streamlit.toml").read_text(encoding="utf-8")
)["theme"]["light"]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2.2 defines it."""

    def luminance(code: str) -> float:
        parts = [int(code[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_are_those_of_the_pages() -> None:
    assert THEME["primaryColor"] == look.TEAM
    assert THEME["textColor"] == look.INK
    assert THEME["secondaryBackgroundColor"] == look.GROUND
    assert THEME["borderColor"] == look.LINES
    shown = {*THEME["chartCategoricalColors"], *THEME["chartDivergingColors"]}
    assert {look.TEAM, look.ATTENTION, look.QUIET, look.BAND, *look.GROUPS.values()} <= shown


def test_words_are_readable_on_what_is_behind_them() -> None:
    for colour in (look.INK, look.TEAM, look.ATTENTION, look.QUIET):
        assert contrast(colour, look.PAPER) >= 4.5, colour
    for colour in (look.GROUND, *look.GROUPS.values()):
        assert contrast(look.INK, colour) >= 4.5, colour
