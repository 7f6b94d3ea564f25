"""What a page says while its server cannot be reached, in place of Streamlit's own words.

Streamlit's dialog asks whether Streamlit is still running; `streamlit_internals` turns it off. Ours
is a line at the foot of the page, in the language of the page. A page that was opened with a
personal link keeps what was chosen, and gets all of it to the server once that is back. A page
that went away from the server before it had all its scripts is loaded again.
"""

import json
from functools import cache

from dashboard.streamlit_internals.browser import (
    CARDS,
    CONNECTED,
    CONNECTION_STATE,
    CONNECTION_STATUS,
    LOST_FOR_GOOD,
)
from surveys.texts import LANGUAGES, Texts

_MS_BEFORE_SAID = 1_500
"""Milliseconds for which a connection may be away without a word, as it is when a phone wakes."""

_MS_BEFORE_FIRST = 20_000
"""The same for the first connection: a slow one has not failed."""

_MS_BETWEEN_LOOKS = 2_000
"""The least between two looks at the server for a page that misses a script."""

_STYLE = """<style>
{status} {{ display: none !important }}
#server-away {{
  position: fixed; inset: auto 0 0 0; z-index: 2147483647; margin: 0; padding: 1rem;
  border-top: 2px solid #FBFAF7; background: #1F2A37; color: #FBFAF7;
  font: 1rem/1.4 Inter, system-ui, sans-serif; text-align: center;
}}
</style>"""

_SCRIPT = """<script>
(() => {{
  const words = {words}
  let state, known = false, waiting
  const hide = () => {{
    clearTimeout(waiting)
    waiting = undefined
    document.getElementById("server-away")?.remove()
  }}
  const show = () => {{
    const texts = words[document.documentElement.lang] ?? words.en
    const keeps = new URL(location.href).searchParams.has("t") && document.querySelector("{cards}")
    const line = document.getElementById("server-away") ?? document.createElement("p")
    Object.assign(line, {{ id: "server-away", role: "alert" }})
    line.textContent = state === "{lost}" ? texts.lost : keeps ? texts.kept : texts.away
    document.body.append(line)
  }}
  new MutationObserver(([{{ target }}]) => {{
    state = target.getAttribute("{attribute}")
    known ||= state === "{connected}"
    if (state === "{connected}") hide()
    else if (state === "{lost}") show()
    else waiting ??= setTimeout(show, known ? {said} : {first})
  }}).observe(document, {{ subtree: true, attributeFilter: ["{attribute}"] }})
  // A page that misses a script stays empty. It is loaded again by itself once, when its server
  // answers; where answers were chosen it stays as it is.
  let misses = false
  const miss = () => {{
    if (misses || document.querySelector("{cards}")) return
    misses = true
    const again = performance.getEntriesByType("navigation")[0]?.type === "reload"
    state = again ? "{lost}" : undefined
    show()
    const look = () => fetch(location.href, {{ cache: "no-store" }})
      .then(({{ ok }}) => ok ? location.reload() : later(), later)
    const later = () => setTimeout(look, {pause} * (1 + Math.random()))
    if (!again) later()
  }}
  addEventListener("error", ({{ target }}) => target.tagName === "SCRIPT" && miss(), true)
  addEventListener("vite:preloadError", miss)
}})()
</script>"""


@cache
def when_server_is_away() -> str:
    """Return the style and the script that every page begins with."""
    words = {language: _words(Texts(language)) for language in LANGUAGES}
    script = _SCRIPT.format(
        words=json.dumps(words),
        cards=CARDS,
        attribute=CONNECTION_STATE,
        connected=CONNECTED,
        lost=LOST_FOR_GOOD,
        said=_MS_BEFORE_SAID,
        first=_MS_BEFORE_FIRST,
        pause=_MS_BETWEEN_LOOKS,
    )
    return _STYLE.format(status=CONNECTION_STATUS) + script


def _words(texts: Texts) -> dict[str, str]:
    _ = texts.gettext
    return {
        "away": _("No connection. This page tries again by itself."),
        "kept": _(
            "No connection. Your answers are still here while this page is open; you can send them "
            "as soon as there is one."
        ),
        "lost": _("The connection is lost. Please load this page again."),
    }
