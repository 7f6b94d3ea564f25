"""Colours of reports: those of the product in its light theme, because paper and slides are white.

`tests/unit/reports/test_look.py` holds them against `dashboard/http/streamlit.toml`.
"""

from collections.abc import Mapping

from surveys.reports.document import Group, Tone

INK, PAPER = "#0F1722", "#FFFFFF"
TEAM = "#0F6E78"
"""The unit's own line, and good news."""
ATTENTION = "#B94B34"
"""What needs attention."""
QUIET = "#6B7280"
"""What stands beside: references and facts."""
GROUND = "#F1EEE7"
"""Behind heads of tables."""
LINES = "#DDD8CC"
BAND = "#D3E4E4"
"""The band that holds the level."""

TONES: Mapping[Tone, str] = {"worse": ATTENTION, "better": TEAM, "quiet": QUIET}

GROUPS: Mapping[Group, str] = {
    "unfavourable": "#DE9583",
    "neutral": "#ECE7DC",
    "favourable": "#93BFC3",
    "under": "#ECE7DC",
    "middle": "#93BFC3",
    "over": "#DE9583",
    "option": "#93BFC3",
}
"""The part of a scale in a bar; dark letters are readable on each."""

LEAST_NAMED = 0.055
"""The smallest part of a bar in which its percentage fits."""
