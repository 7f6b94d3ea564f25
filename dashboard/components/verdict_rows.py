"""Rows of verdicts: name, verdict in words, a value to compare with, a spark line, and a way in.

Each row is a link, so that it can be opened in a new tab, and found by keyboard and screen reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboard.components import as_text

Tone = Literal["worse", "better", "plain"]


@dataclass(frozen=True)
class VerdictRow:
    """One row, as plain text; in `told` and `note`, what stands between two `**` is bold.

    `name` with `under` in small below it; `word` is the verdict, coloured by `tone`, and `told`
    continues it; `note` is a sentence below them, before `condition`: of whom and of when the
    numbers are. `aside` stands on the right. `line` and `beside`
    (dotted) are values per wave, None where there is none; the spark line spans `least_range` at
    least. `href` is an address relative to the page; `go` is what a click returns.
    """

    name: str
    word: str
    tone: Tone
    told: str
    href: str
    go: str
    under: str = ""
    note: str = ""
    condition: str = ""
    aside: str = ""
    line: Sequence[float | None] = ()
    beside: Sequence[float | None] = ()
    least_range: float = 1.6


MOST_RESERVED = 5
"""The most rows that room is kept for before they are drawn."""

_CSS = """
:host, .rows { display: block; container-type: inline-size; font-family: var(--st-font); }
.rows { --worse: #B94B34; --better: #0F6E78; color: var(--st-text-color); font-size: 1rem;
  line-height: 1.5; margin: 0; padding: 0; list-style: none; }
li + li { border-top: 1px solid var(--st-border-color); }
a { display: grid; align-items: center; column-gap: 1rem; padding: .5rem 0; color: inherit;
  text-decoration: none; min-height: 1.75rem; border-radius: .3rem;
  grid-template: "name told aside spark go" auto / 12.5rem minmax(0, 1fr) 12rem 7rem .8rem; }
a:hover { background: var(--st-secondary-background-color); }
a:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
.name { grid-area: name; font-weight: 600; }
.told { grid-area: told; }
.aside { grid-area: aside; font-size: .875rem; }
.spark { grid-area: spark; width: 7rem; height: 1.75rem; overflow: visible; }
.go { grid-area: go; }
.small { display: block; font-size: .875rem; font-weight: 400; }
.name, .told, .aside { overflow-wrap: anywhere; }
.name .small, .aside, .told .small, .go { opacity: .78; }
.word { font-weight: 600; }
.worse { --tone: var(--worse); }
.better { --tone: var(--better); }
.plain { --tone: currentColor; }
.word { color: var(--tone); }
.line { fill: none; stroke: var(--tone); stroke-width: 2; stroke-linejoin: round; }
.dot { fill: var(--tone); }
.beside { fill: none; stroke: currentColor; stroke-width: 1.2; stroke-dasharray: 1.5 2.5;
  opacity: .6; }
@container (max-width: 46rem) {
  a { column-gap: .75rem; grid-template: "name spark" "told told" "aside aside"
      / minmax(0, 1fr) 7rem; }
  .go { display: none; }
}
@media print {
  .rows { --worse: #B94B34 !important; --better: #0F6E78 !important; color: #0F1722; }
}
"""
"""The colours are those of the light theme; the script sets those of the theme that is on."""

_JS = """
const SVG = "http://www.w3.org/2000/svg"
const WIDTH = 112, HEIGHT = 28, EDGE = 4

function element(tag, className, text) {
  const made = document.createElement(tag)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function write(into, text) {
  text.split("**").forEach((part, place) => {
    if (part) into.append(place % 2 ? element("strong", "", part) : part)
  })
}

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

function path(values, x, y) {
  let drawn = "", open = false
  values.forEach((value, place) => {
    if (value === null) { open = false; return }
    drawn += `${open ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`
    open = true
  })
  return drawn
}

function spark({ line, beside, least_range }) {
  const drawn = shape("svg", { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    "aria-hidden": "true" })
  const known = [...line, ...beside].filter((value) => value !== null)
  if (!known.length) return drawn
  const low = Math.min(...known), high = Math.max(...known)
  const span = Math.max(high - low, least_range), middle = (low + high) / 2
  const steps = Math.max(line.length, beside.length) - 1 || 1
  const x = (place) => EDGE + (place / steps) * (WIDTH - 2 * EDGE)
  const y = (value) => HEIGHT / 2 - ((value - middle) / span) * (HEIGHT - 2 * EDGE)
  drawn.append(shape("path", { class: "beside", d: path(beside, x, y) }))
  drawn.append(shape("path", { class: "line", d: path(line, x, y) }))
  const last = line.findLastIndex((value) => value !== null)
  if (last >= 0) {
    drawn.append(shape("circle", { class: "dot", cx: x(last), cy: y(line[last]), r: 3.5 }))
  }
  return drawn
}

function rowOf(row, go) {
  const link = element("a", row.tone)
  link.href = row.href
  const name = element("span", "name", row.name)
  if (row.under) name.append(element("span", "small", row.under))
  const told = element("span", "told")
  told.append(element("span", "word", row.word))
  write(told, row.told)
  if (row.note || row.condition) {
    const note = element("span", "small")
    write(note, `${row.note} ${row.condition}`.trim())
    told.append(note)
  }
  const arrow = element("span", "go", "\\u203a")
  arrow.setAttribute("aria-hidden", "true")
  link.append(name, " ", told, " ", element("span", "aside", row.aside), spark(row), arrow)
  link.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(row.go)
  })
  const item = document.createElement("li")
  item.append(link)
  return item
}

export default function ({ data: { json: written }, parentElement, setTriggerValue }) {
  const data = JSON.parse(written)
  const list = parentElement.querySelector(".rows")
  list.setAttribute("aria-label", data.label)
  const colours = getComputedStyle(list).getPropertyValue("--st-chart-categorical-colors")
  const [better, worse] = colours.split(",").map((colour) => colour.trim())
  if (better && worse) {
    list.style.setProperty("--better", better)
    list.style.setProperty("--worse", worse)
  }
  const go = (chosen) => {
    setTriggerValue("go", chosen)
    const target = data.scroll_to && document.querySelector(`.st-key-${data.scroll_to}`)
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (target) target.scrollIntoView({ behavior: calm ? "auto" : "smooth" })
  }
  list.replaceChildren(...data.rows.map((row) => rowOf(row, go)))
  // They are as high as they are: the room that was kept for them is theirs now.
  const room = (parentElement.host ?? parentElement).closest("[class*=st-key-rows_]")
  if (room) room.style.minHeight = "0"
}
"""

_mount = st.components.v2.component(
    "verdict_rows", html='<ul class="rows" role="list"></ul>', css=_CSS, js=_JS
)


def verdict_rows(
    rows: Sequence[VerdictRow],
    *,
    key: str,
    label: str,
    on_go: Callable[[str], None],
    scroll_to: str = "",
) -> None:
    """Show rows; `label` names them for screen readers, `on_go` gets the `go` of a clicked one.

    `on_go` runs before the next run of the page, as a callback of a button does. `scroll_to` is
    the key of a container of this page that a click brings into view.
    """

    def clicked() -> None:
        if chosen := st.session_state[key]["go"]:
            on_go(chosen)

    data = {"label": label, "scroll_to": scroll_to, "rows": [vars(row) for row in rows]}
    # `static/pages.css` keeps room for as many rows, so that what is below them stays in its place.
    with st.container(key=f"rows_{min(len(rows), MOST_RESERVED)}_{key}"):
        _mount(key=key, data=as_text(data), on_go_change=clicked)
