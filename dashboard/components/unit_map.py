"""All units by indicators as a table that folds: number, small line and mark, drawn by the browser.

Only the rows in view are drawn, so thousands of units cost no more than a few dozen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.components import text_beside

NO_VALUE = " "
"""What stands for a wave without a number in the line of a cell."""

_FIRST_SIGN = 40
"""The code of the sign that stands for 0; each further one stands for a tenth more."""

_MAP = st.components.v2.component(
    "peil_unit_map",
    html="<div class='map'></div>",
    css=text_beside("unit_map.css"),
    js=text_beside("unit_map.js"),
    isolate_styles=True,
)


@dataclass(frozen=True)
class Chosen:
    """What somebody went to: a unit by its id, and the question of the cell if it was one."""

    unit: str
    question: str | None


def tenths(value: float | None) -> str:
    """Return a number from 0 to 10 as one sign, so that a line takes little on its way."""
    return NO_VALUE if value is None else chr(_FIRST_SIGN + round(value * 10))


def unit_map(rows: bytes, key: str) -> Chosen | None:
    """Show a map of units; return what somebody has just gone to.

    `rows` is JSON as `unit_map.js` reads it, in UTF-8: Streamlit would look at each number of
    nested data, and write a text anew in every run.
    """
    result: Mapping[str, Mapping[str, str]] = _MAP(data=rows, key=key, on_go_change=lambda: None)
    chosen = result.get("go")
    return None if chosen is None else Chosen(chosen["unit"], chosen.get("question"))
