"""Results outside the page: on paper, as a picture, as a file for a spreadsheet.

Everything happens in the browser, so no file of results is kept on the server.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.components import text_beside

_QUIET = """
button, summary {
  display: inline-flex; gap: .5rem; align-items: center; min-height: 2.5rem; padding: 0 .75rem;
  border: 0; border-radius: var(--st-button-radius); background: none; cursor: pointer;
  font: 400 .875rem/1.4 var(--st-font); color: var(--st-text-color);
}
[hidden] { display: none; }
button:hover, summary:hover { background: var(--st-secondary-background-color); }
:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
svg { width: 1.15rem; height: 1.15rem; fill: none; stroke: currentColor; stroke-width: 1.6;
      stroke-linecap: round; stroke-linejoin: round; flex: none; }
"""

_save_or_print = st.components.v2.component(
    "save_or_print",
    html=(
        '<button type="button" hidden><svg viewBox="0 0 20 20" aria-hidden="true">'
        '<path d="M6 7V2.5h8V7M6 14H3.5V7h13v7H14M6 11.5h8v6H6z"/></svg><span></span></button>'
    ),
    css=f"{_QUIET} @media (max-width: 40rem) {{ span {{ display: none }} }}",
    js=text_beside("save_or_print.js"),
)

_MENU = f"""{_QUIET}
:host {{ font-family: var(--st-font); }}
details {{ position: relative; width: max-content; margin-left: auto; }}
summary {{ min-height: 1.75rem; padding: 0 .3rem; list-style: none; opacity: .55; }}
summary::-webkit-details-marker {{ display: none; }}
summary:hover, summary:focus-visible, details[open] summary {{ opacity: 1; }}
.ways {{
  position: absolute; right: 0; z-index: 10; display: grid; width: max-content;
  padding: .3rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-base-radius); background: var(--st-background-color);
  box-shadow: 0 .3rem 1rem rgb(0 0 0 / .14);
}}
"""

_menus = st.components.v2.component(
    "save_menus",
    html=(
        '<div hidden><details><summary><svg viewBox="0 0 20 20" aria-hidden="true">'
        '<path d="M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13"/></svg></summary><div class="ways">'
        + "".join(
            f'<button type="button" value="{kind}"></button>' for kind in ("png", "svg", "csv")
        )
        + "</div></details></div>"
    ),
    js=text_beside("light.js", "picture.js", "save_menus.js"),
)


@dataclass(frozen=True)
class Savable:
    """A chart or a table that can be saved, and the words of its files.

    `key` is that of the element with the chart, or of the container of the table. `notes` stand
    below the picture.
    """

    key: str
    name: str
    title: str
    csv: str
    notes: Sequence[str] = ()
    is_chart: bool = True


def save_or_print(label: str, footer: str) -> None:
    """Show the button that prints the page, or saves it as PDF; once per page.

    `footer` stands at the foot of every sheet: of whom and when the results are, and from how many
    answers they are shown.
    """
    _save_or_print(data={"label": label, "footer": footer}, key="save_or_print", width="content")


def show_menus(
    key: str, saved: Sequence[Savable], *, chart: str, table: str, kinds: tuple[str, str, str]
) -> None:
    """Show a menu for each chart and table, in the upper right corner of the card around it.

    Charts can be saved as pictures and numbers, tables as numbers. `chart` and `table` are the
    labels of their menus, `kinds` the words for PNG, SVG and CSV.
    """
    _menus(
        key=key,
        data={
            # As text: Streamlit would look for tables in each of them.
            "menus": json.dumps([vars(one) for one in saved]),
            "kinds": json.dumps(dict(zip(("png", "svg", "csv"), kinds, strict=True))),
            "chart": chart,
            "table": table,
            "looks": _MENU,
        },
        height="content",
    )
