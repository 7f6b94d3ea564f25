"""A device that several people answer on: back to the start by itself, and nothing left of anybody.

The browser decides when, because it goes on when the server is away. It empties the page, tells the
server to forget the session, and loads the address anew, which leaves no entry in the history.
"""

from typing import Literal

import streamlit as st

from dashboard.components import as_text
from dashboard.streamlit_internals.browser import BUTTONS, FIELDS, GROUPS, OPTIONS, QUESTIONS, ROWS
from surveys.texts import Texts

Shown = Literal["code", "questions", "thanks"]

QUIET_SECONDS = 150
"""How long nobody touches the device before it asks whether somebody is still there."""

LEFT_SECONDS = 30
"""How long it waits for an answer to that before it starts afresh."""

THANKS_SECONDS = 20
"""How long the thanks are shown."""

LONGER_SECONDS = 60
"""How long they are shown from when somebody asks for more time."""

_KEY = "shared_device"

_CSS = f"""
.shared-device {{ display: grid; gap: 0.75rem; font-size: 18px; line-height: 1.4 }}
.shared-device p {{
    margin: 0; padding: 0.75rem 1rem; border-radius: 0.6rem; border: 2px solid transparent;
    background: var(--st-text-color); color: var(--st-background-color);
}}
.shared-device button {{
    min-height: 64px; padding: 0.5rem 1rem; border-radius: 0.6rem; font: inherit; font-weight: 600;
    border: 2px solid var(--st-primary-color); background: transparent;
    color: var(--st-primary-color); cursor: pointer;
}}
.shared-device button.first {{
    background: var(--st-primary-color); color: var(--st-violet-text-color);
}}
.shared-device button:focus-visible {{
    outline: 3px solid var(--st-text-color); outline-offset: 2px;
}}
.shared-device.asking {{
    position: fixed; inset: auto 0 0 0; z-index: 1000; padding: 1rem; margin: 0;
    background: var(--st-background-color); border-top: 2px solid var(--st-text-color);
}}
.kiosk {GROUPS} {{ width: 100% }}
.kiosk {ROWS} {{
    display: grid; width: 100%; gap: 4px; grid-auto-columns: minmax(0, 1fr); grid-auto-flow: column;
}}
.kiosk {ROWS}:has(> :nth-child(8)) {{
    grid-auto-flow: row; grid-template-columns: repeat(5, minmax(0, 1fr));
}}
.kiosk {ROWS}:has(> :nth-child(11)) {{ grid-template-columns: repeat(6, minmax(0, 1fr)) }}
@media (max-width: 40rem) {{
    .kiosk {ROWS}, .kiosk {ROWS}:has(> :nth-child(8)) {{
        grid-auto-flow: row; grid-template-columns: minmax(0, 1fr);
    }}
}}
.kiosk :is({OPTIONS}) {{
    min-height: 72px; padding: 0.5rem; border-radius: 0.6rem; white-space: normal;
}}
.kiosk :is({OPTIONS}, {QUESTIONS}) p {{ font-size: 18px; line-height: 1.25 }}
.kiosk :is({BUTTONS}, {FIELDS}) {{ min-height: 64px; font-size: 1.25rem }}
.kiosk :is({BUTTONS}) p {{ font-size: 1.25rem }}
"""

_JS = """
const TOUCHES = ["pointerdown", "keydown", "wheel", "touchmove", "input"]

export default function({ data, parentElement, setTriggerValue }) {
  const { shown, kiosk, seconds, words } = JSON.parse(data.json)
  document.documentElement.classList.toggle("kiosk", kiosk)
  const box = document.createElement("div")
  box.className = "shared-device"
  parentElement.querySelector(".shared-device")?.remove()
  parentElement.append(box)

  const startAfresh = async () => {
    stop()
    setTriggerValue("left", true)
    // Nothing stays on the screen, whether or not the server answers.
    const away = document.createElement("p")
    away.setAttribute("role", "alert")
    document.body.replaceChildren(away)
    const pause = ms => new Promise(done => setTimeout(done, ms))
    // Asks for the page itself: no request is made by those only who have sent an answer.
    const answers = () =>
      fetch(location.href, { cache: "no-store" }).then(r => r.ok, () => false)
    await pause(200)
    while (!(await answers())) {
      away.textContent = words.away
      await pause(2000)
    }
    location.reload()
  }
  const say = (text, role, ...buttons) => {
    const line = document.createElement("p")
    line.setAttribute("role", role)
    line.textContent = text
    const made = buttons.map(([label, action], index) => {
      const button = document.createElement("button")
      Object.assign(button, { type: "button", textContent: label, onclick: action })
      button.className = index === 0 ? "first" : ""
      return button
    })
    box.replaceChildren(line, ...made)
    return line
  }

  let line, ends, asking = false
  // On the page for a code nobody is missed before somebody has begun.
  let touched = shown === "code" ? undefined : Date.now()
  const wait = number => {
    ends = Date.now() + number * 1000
    const longer = () => wait(seconds.longer)
    line = say("", "timer", [words.done, startAfresh], [words.stay, longer])
    count()
  }
  const count = () => {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000))
    line.textContent = words.back.replace("{n}", left)
    if (left === 0) startAfresh()
  }
  const watch = () => {
    const quiet = touched === undefined ? 0 : (Date.now() - touched) / 1000
    if (quiet >= seconds.quiet + seconds.left) startAfresh()
    else if (quiet >= seconds.quiet && !asking) {
      asking = true
      box.classList.add("asking")
      say(words.asking, "alert", [words.here, touch])
    }
  }
  const touch = () => {
    touched = Date.now()
    if (!asking) return
    asking = false
    box.classList.remove("asking")
    box.replaceChildren()
  }
  const check = shown === "thanks" ? count : watch
  const ticking = setInterval(check, 500)
  // A tablet that slept has no ticks: it looks at the clock before anybody can look at the page.
  document.addEventListener("visibilitychange", check)
  for (const kind of TOUCHES) addEventListener(kind, touch, { capture: true, passive: true })
  const stop = () => {
    clearInterval(ticking)
    document.removeEventListener("visibilitychange", check)
    for (const kind of TOUCHES) removeEventListener(kind, touch, { capture: true })
  }
  if (shown === "thanks") wait(seconds.thanks)
  return stop
}
"""


def leave_nothing(shown: Shown, texts: Texts, *, is_kiosk: bool) -> None:
    """Start afresh soon after the thanks, or when nobody has touched the device for a while."""
    _ = texts.gettext
    component = st.components.v2.component("shared_device", css=_CSS, js=_JS, isolate_styles=False)
    component(
        data=as_text(
            {
                "shown": shown,
                "kiosk": is_kiosk,
                "seconds": {
                    "quiet": QUIET_SECONDS,
                    "left": LEFT_SECONDS,
                    "thanks": THANKS_SECONDS,
                    "longer": LONGER_SECONDS,
                },
                "words": {
                    "asking": _(
                        "Are you still here? In {n} seconds this page starts afresh, and what you "
                        "chose is gone."
                    ).format(n=LEFT_SECONDS),
                    "here": _("I am still here"),
                    "back": _("Back to the start in {n} seconds"),
                    "done": _("Done"),
                    "stay": _("Stay longer"),
                    "away": _("No connection. This page tries again by itself."),
                },
            }
        ),
        key=_KEY,
        on_left_change=forget,
    )


def forget() -> None:
    """Forget everything of a session but its language, once its visitor has left the device."""
    for name in list(st.session_state):
        if name != "language":
            del st.session_state[name]
