"""The stage of a presentation: a bar to turn slides, keys, swipes, full screen and notes.

Keys are those of presenters' clickers: arrows, Page Up and Page Down, space; A for the last slide,
on which a team agrees on something, F for the full screen and Escape to leave. None of them counts
while somebody types or chooses. `static/pages.css` makes everything on a page with a stage as large
as a room needs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from dashboard.components import as_text

KEY = "stage"
"""The key by which `static/pages.css` knows that a page is a presentation."""


@dataclass(frozen=True)
class StageWords:
    """The words on the stage, in the language of the slides."""

    leave: str
    back: str
    forward: str
    agree: str
    """Of the way to the last slide, on which a team agrees on something."""

    position: str
    """Of the slide, for screen readers: "Slide {n} of {last}", with both in braces."""
    full_screen: str
    language: str
    """The name of the other language, in that language."""
    language_code: str
    notes: str
    notes_help: str
    close: str


@dataclass(frozen=True)
class NotesLink:
    """The address of the notes, and its QR code: a row of 0 and 1 for each row of the picture."""

    address: str
    rows: Sequence[str]


_HTML = """
<div class="stage">
  <div class="top">
    <button type="button" class="quiet notes" aria-haspopup="dialog" hidden></button>
    <button type="button" class="quiet language"></button>
    <button type="button" class="quiet screen" hidden></button>
  </div>
  <div class="bar" role="group">
    <button type="button" class="plain leave"><span aria-hidden="true">&#10005;</span>
      <span class="word"></span></button>
    <span class="space"></span>
    <button type="button" class="plain back"><span aria-hidden="true">&#8592;</span>
      <span class="word"></span></button>
    <span class="number" aria-hidden="true"></span>
    <span class="said" role="status"></span>
    <button type="button" class="plain agree" hidden></button>
    <button type="button" class="forward"><span class="word"></span>
      <span aria-hidden="true">&#8594;</span></button>
  </div>
  <dialog class="link">
    <p class="help"></p>
    <svg class="code" xmlns="http://www.w3.org/2000/svg" role="img"></svg>
    <p class="address"></p>
    <form method="dialog"><button class="quiet close"></button></form>
  </dialog>
</div>
"""

_CSS = """
.stage { font-family: var(--st-font); color: var(--st-text-color); font-size: 1rem; }
.top { position: fixed; top: .45rem; right: 2.2rem; z-index: 10; display: flex; gap: .5rem; }
.bar { position: fixed; left: 0; right: 0; bottom: 0; z-index: 10; display: flex; gap: .8rem;
  align-items: center; padding: .5rem 2.2rem .65rem; box-sizing: border-box;
  background: var(--st-background-color); }
.space { flex: 1; }
button { font: inherit; color: inherit; cursor: pointer; border: 1px solid transparent;
  border-radius: .5rem; background: none; padding: .5rem .8rem; min-height: 24px;
  white-space: nowrap; }
button:hover:not(:disabled) { background: var(--st-secondary-background-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
button:disabled { cursor: default; opacity: .45; }
.quiet { border-color: var(--st-border-color); font-size: .7rem; padding: .35rem .6rem;
  background: var(--st-background-color); }
.bar button { font-size: .9rem; }
.leave { margin-left: -.8rem; }
.forward { background: var(--st-primary-color); color: var(--st-background-color);
  font-weight: 600; padding: .6rem 1.2rem; }
.forward:hover:not(:disabled) { background: var(--st-primary-color); filter: brightness(1.08); }
.forward:disabled { background: none; color: inherit; }
.number { min-width: 3.2em; text-align: center; font-variant-numeric: tabular-nums; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
dialog { border: 1px solid var(--st-border-color); border-radius: .6rem; padding: 1.2rem;
  color: inherit; background: var(--st-background-color); max-width: 20rem; text-align: center; }
dialog::backdrop { background: rgb(0 0 0 / .5); }
dialog p { margin: 0 0 .8rem; overflow-wrap: anywhere; font-size: .8rem; }
.code { width: 11rem; height: 11rem; background: #FFFFFF; shape-rendering: crispEdges; }
@media (max-width: 640px) {
  .top { right: 1rem; }
  .bar { padding-left: 1rem; padding-right: 1rem; gap: .3rem; }
  .leave .word { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  .bar .forward { padding: .6rem .9rem; }
}
/* A phone has no keys, and room for the words of the ways on; signs tell the others. */
@media (max-width: 480px) {
  .key { display: none; }
  .screen { display: none; }
  .bar { gap: .1rem; }
  .bar button { padding-left: .5rem; padding-right: .5rem; }
  .number { min-width: 2.6em; }
  .back .word { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
}
@media print { .top, .bar { display: none; } }
"""

_JS = """
const FORWARD = ["ArrowRight", "PageDown", " "], BACK = ["ArrowLeft", "PageUp"]
const TYPING = "input, textarea, select, [contenteditable=true], [role=combobox], [role=listbox],"
  + " [role=option], [role=dialog], [role=grid], [role=spinbutton]"
const CHOOSING = "[role=radio], [role=radiogroup], [role=tab], [role=menuitem]"
const SWIPE = 60, SLOPE = 2, MOMENT = 700, PATIENCE = 1500

function isWithin(event, selector) {
  return event.composedPath().some((one) => one.matches?.(selector))
}

/* Write words into a button; their key in brackets stands apart, for phones to leave out. */
function name(button, words) {
  const [, said, key] = words.match(/^(.*?)( \\(\\w\\))?$/)
  button.textContent = said
  if (!key) return
  const shown = document.createElement("span")
  shown.className = "key"
  shown.textContent = key
  button.append(shown)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector)
  const sent = JSON.parse(data.json)
  const { words, last, notes_link: link, with_screen: withScreen } = sent
  // Somebody who turns quickly is ahead of the server, which answers for every slide on the way.
  if (parentElement.peilAhead?.slide === sent.slide) parentElement.peilAhead = null
  const ahead = parentElement.peilAhead
  const isAhead = ahead && performance.now() - ahead.at < PATIENCE
  let slide = isAhead ? ahead.slide : sent.slide

  parentElement.peilStage?.abort()
  const listening = parentElement.peilStage = new AbortController()
  const on = (target, name, react, options = {}) =>
    target.addEventListener(name, react, { signal: listening.signal, ...options })

  function show() {
    find(".number").textContent = `${slide} / ${last}`
    const said = words.position.replace("{n}", slide).replace("{last}", last)
    if (find(".said").textContent !== said) find(".said").textContent = said
    find(".back").disabled = slide <= 1
    find(".forward").disabled = slide >= last
    find(".agree").hidden = slide >= last
  }
  const turn = (step) => turnTo(slide + step)
  function turnTo(number) {
    const wanted = Math.min(Math.max(number, 1), last)
    if (wanted === slide) return
    slide = wanted
    parentElement.peilAhead = { slide, at: performance.now() }
    show()
    setTriggerValue("turn", slide)
  }
  function leave() {
    if (document.fullscreenElement) document.exitFullscreen()
    setTriggerValue("leave", true)
  }
  function toggleScreen() {
    if (document.fullscreenElement) document.exitFullscreen()
    else document.documentElement.requestFullscreen?.().catch(() => {})
  }
  function drawCode(rows) {
    const edge = 4, size = rows.length + 2 * edge
    let path = ""
    rows.forEach((row, y) => [...row].forEach((bit, x) => {
      if (bit === "1") path += `M${x + edge} ${y + edge}h1v1h-1z`
    }))
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path")
    drawn.setAttribute("d", path)
    find(".code").setAttribute("viewBox", `0 0 ${size} ${size}`)
    find(".code").replaceChildren(drawn)
  }

  for (const name of ["leave", "back", "forward"]) find(`.${name} .word`).textContent = words[name]
  name(find(".agree"), words.agree)
  find(".language").textContent = words.language
  find(".language").lang = words.language_code
  name(find(".screen"), words.full_screen)
  find(".screen").hidden = !withScreen || !document.fullscreenEnabled
  find(".notes").hidden = !link
  if (link) {
    find(".notes").textContent = words.notes
    find(".help").textContent = words.notes_help
    find(".close").textContent = words.close
    find(".address").textContent = link.address
    find(".link").setAttribute("aria-label", words.notes)
    find(".code").setAttribute("aria-label", words.notes)
    drawCode(link.rows)
  }
  show()

  on(find(".back"), "click", () => turn(-1))
  on(find(".forward"), "click", () => turn(1))
  on(find(".agree"), "click", () => turnTo(last))
  on(find(".leave"), "click", leave)
  on(find(".screen"), "click", toggleScreen)
  on(find(".language"), "click", () => setTriggerValue("language", words.language_code))
  on(find(".notes"), "click", () => find(".link").showModal())

  on(document, "keydown", (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event
    if (event.defaultPrevented || altKey || ctrlKey || metaKey || shiftKey) return
    if (isWithin(event, TYPING) || find("dialog").open) return
    const isArrow = key.startsWith("Arrow")
    if (isArrow && isWithin(event, CHOOSING)) return
    if (key === " " && isWithin(event, "button, a, summary, " + CHOOSING)) return
    if (FORWARD.includes(key)) turn(1)
    else if (BACK.includes(key)) turn(-1)
    else if (key === "a" || key === "A") turnTo(last)
    else if (key === "f" || key === "F") toggleScreen()
    else if (key === "Escape") leave()
    else return
    event.preventDefault()
  })

  let touched = null
  on(document, "touchstart", (event) => {
    const isOne = event.touches.length === 1 && !isWithin(event, TYPING)
    const [{ clientX: x, clientY: y }] = event.touches
    touched = isOne ? { x, y, at: event.timeStamp } : null
  }, { passive: true })
  on(document, "touchend", (event) => {
    if (touched === null || event.timeStamp - touched.at > MOMENT) return
    const [{ clientX, clientY }] = event.changedTouches
    const across = clientX - touched.x, along = Math.abs(clientY - touched.y)
    touched = null
    if (Math.abs(across) > SWIPE && Math.abs(across) > SLOPE * along) turn(across < 0 ? 1 : -1)
  }, { passive: true })

  return () => listening.abort()
}
"""

_mount = st.components.v2.component("stage", html=_HTML, css=_CSS, js=_JS)


def stage(
    slide: int,
    last: int,
    words: StageWords,
    *,
    on_turn: Callable[[int], None],
    on_language: Callable[[str], None],
    notes_link: NotesLink | None = None,
    with_screen: bool = True,
) -> bool:
    """Show the stage with the number of a slide, from 1 to `last`; return whether somebody leaves.

    `on_turn` gets the number of the wanted slide, `on_language` the code of the other language;
    both run before the next run of the page. `with_screen`: whether the full screen is offered.
    """

    def turned() -> None:
        wanted = _told("turn")
        if isinstance(wanted, int):
            on_turn(wanted)

    def spoken() -> None:
        if wanted := _told("language"):
            on_language(str(wanted))

    data: Mapping[str, object] = {
        "slide": slide,
        "last": last,
        "words": asdict(words),
        "notes_link": None if notes_link is None else asdict(notes_link),
        "with_screen": with_screen,
    }
    said = _mount(
        key=KEY,
        data=as_text(data),
        on_turn_change=turned,
        on_language_change=spoken,
        on_leave_change=lambda: None,
    )
    return bool(said["leave"])


def _told(name: str) -> object:
    """Return what the browser sent with an event."""
    return st.session_state[KEY][name]
