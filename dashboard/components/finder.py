"""A search over units and pages, opened by its button or by Ctrl-K (⌘K) on any page.

The list is asked for when somebody opens it, so that pages do not carry it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st


@dataclass(frozen=True)
class Entry:
    """Something to find, as plain text: its name, where it is, and its address from the root."""

    name: str
    under: str
    address: str


_CSS = """
:host { font-family: var(--st-font); color: var(--st-text-color); }
button.open { all: unset; display: flex; align-items: center; gap: .4rem; cursor: pointer;
  padding: .3rem .5rem; border-radius: .5rem; font-size: .875rem; min-height: 1.75rem; }
button.open[hidden] { display: none; }
button.open:hover { background: var(--st-secondary-background-color); }
button.open:focus-visible, a:focus-visible { outline: 2px solid var(--st-primary-color); }
svg { width: 1.1rem; height: 1.1rem; fill: none; stroke: currentColor; stroke-width: 2; }
kbd { font: inherit; font-size: .75rem; opacity: .78; }
dialog { width: min(34rem, calc(100vw - 2rem)); box-sizing: border-box; margin: 10vh auto auto;
  padding: .75rem; border: 1px solid var(--st-border-color); border-radius: .8rem;
  background: var(--st-background-color); color: inherit; }
dialog::backdrop { background: rgb(0 0 0 / .35); }
input { width: 100%; box-sizing: border-box; font: inherit; font-size: 1rem; padding: .6rem .7rem;
  color: inherit; background: var(--st-secondary-background-color); border-radius: .5rem;
  border: 1px solid var(--st-border-color); }
input:focus { outline: 2px solid var(--st-primary-color); outline-offset: -1px; }
ul { list-style: none; margin: .5rem 0 0; padding: 0; max-height: 55vh; overflow-y: auto; }
a { display: flex; justify-content: space-between; gap: 1rem; padding: .55rem .7rem;
  border-radius: .5rem; color: inherit; text-decoration: none; }
a[aria-selected=true] { background: var(--st-secondary-background-color); }
.under { opacity: .78; font-size: .875rem; text-align: right; }
.name, .under { overflow-wrap: anywhere; }
p { margin: .75rem .7rem .25rem; font-size: .9rem; opacity: .85; }
@media (max-width: 640px) { .open .word, kbd { display: none; } }
"""

_HTML = """
<button class="open" type="button" hidden>
  <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6.5"></circle>
    <path d="M15.5 15.5 21 21"></path></svg><span class="word"></span><kbd></kbd>
</button>
<dialog>
  <input type="search" role="combobox" aria-expanded="true" aria-controls="found"
    aria-autocomplete="list" autocomplete="off" spellcheck="false">
  <ul id="found" role="listbox"></ul>
  <p role="status"></p>
</dialog>
"""

_JS = """
const MOST = 12
const plain = text => text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase()

export default function({ parentElement, data, setTriggerValue }) {
  const root = parentElement, find = selector => root.querySelector(selector)
  const dialog = find("dialog"), input = find("input"), list = find("ul"), status = find("p")
  const open = find("button.open"), words = JSON.parse(data.words)
  const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
  open.setAttribute("aria-label", words.open)
  // Until now it had no name.
  open.hidden = false
  open.setAttribute("aria-keyshortcuts", isMac ? "Meta+K" : "Control+K")
  find(".word").textContent = words.open
  find("kbd").textContent = isMac ? "⌘K" : "Ctrl K"
  input.setAttribute("aria-label", words.field)
  input.placeholder = words.field
  dialog.setAttribute("aria-label", words.open)
  list.setAttribute("aria-label", words.found)
  if (data.entries) {
    root.known = JSON.parse(data.entries).map(one => ({ ...one, text: plain(one.name) }))
  }

  let place = 0
  const links = () => [...list.querySelectorAll("a")]
  const mark = to => {
    const all = links()
    place = Math.max(0, Math.min(to, all.length - 1))
    all.forEach((one, n) => one.setAttribute("aria-selected", n === place))
    all[place]?.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-activedescendant", all.length ? `found-${place}` : "")
  }
  const rank = (one, wanted) => {
    const at = one.text.indexOf(wanted)
    return at < 0 ? 9 : at === 0 ? 0 : /[^\\p{L}\\p{N}]/u.test(one.text[at - 1]) ? 1 : 2
  }
  const show = () => {
    const wanted = plain(input.value.trim())
    const fits = (root.known ?? []).map(one => [rank(one, wanted), one]).filter(([r]) => r < 9)
    fits.sort(([a], [b]) => a - b)
    list.replaceChildren(...fits.slice(0, MOST).map(([, one], n) => {
      const item = document.createElement("li"), link = document.createElement("a")
      item.setAttribute("role", "presentation")
      Object.assign(link, { href: one.address, id: `found-${n}`, tabIndex: -1 })
      link.setAttribute("role", "option")
      for (const [kind, text] of [["name", one.name], ["under", one.under]]) {
        const part = document.createElement("span")
        part.className = kind
        part.textContent = text
        link.append(part)
      }
      link.onclick = event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
        event.preventDefault()
        dialog.close()
        // As a link within the app, so that the page is not loaded again.
        history.pushState({}, "", link.href)
        dispatchEvent(new PopStateEvent("popstate"))
      }
      item.append(link)
      return item
    }))
    const more = fits.length - MOST
    status.textContent = root.known === undefined ? words.wait
      : !fits.length ? words.none : more > 0 ? words.more.replace("{n}", more) : ""
    mark(0)
  }
  const start = () => {
    if (dialog.open) return
    input.value = ""
    dialog.showModal()
    input.focus()
    show()
    setTriggerValue("open", true)
  }
  open.onclick = start
  input.oninput = show
  input.onkeydown = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) mark(place + step)
    else if (event.key === "Enter") links()[place]?.click()
    else return
    event.preventDefault()
  }
  dialog.onclick = event => { if (event.target === dialog) dialog.close() }
  if (dialog.open) show()
  const ended = new AbortController()
  addEventListener("keydown", event => {
    const isCalled = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)
    if (!isCalled || event.defaultPrevented || event.altKey || event.shiftKey) return
    event.preventDefault()
    start()
  }, { signal: ended.signal })
  return () => ended.abort()
}
"""

_component = st.components.v2.component("peil_finder", html=_HTML, css=_CSS, js=_JS)


def finder(words: Mapping[str, str], entries: Callable[[], Sequence[Entry]]) -> None:
    """Show the button; what somebody chooses opens like a link.

    `entries` is called when somebody has just opened the search. `words`: open, field, found,
    none, more (with `{n}`), wait.
    """
    asked = st.session_state.pop("finder_asked", False)
    data = {"words": json.dumps(dict(words))}
    if asked:
        data["entries"] = json.dumps([asdict(entry) for entry in entries()])
    _component(
        data=data,
        key="finder",
        height="content",
        width="content",
        on_open_change=_asked,
    )


def _asked() -> None:
    st.session_state["finder_asked"] = True
