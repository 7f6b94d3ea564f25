"""A form appears once all of it is drawn: what somebody presses is what they saw there.

Streamlit draws parts of a page as their scripts arrive, in any order: a line stands for a part that
is still to come, and grows to its height later. A question that comes after those below it pushes
them down, under the finger that was about to press. So the browser keeps the room of a form empty,
and out of reach, until its button, everything in it and above it, and the typefaces are there, or
it has waited long enough. A form that was shown once stays, whatever is added to it.
"""

from functools import cache

from dashboard.streamlit_internals.browser import CARDS, FORM, SKELETONS, SUBMIT

LONGEST = 10_000
"""Milliseconds after which a form is shown in any case: a part of the page may never come."""

_STYLE = f"""<style>
{FORM}:not([data-drawn]) {{ visibility: hidden }}
.st-key-language {SKELETONS} {{ height: 2rem }}
{CARDS} {{
  width: 100%; padding: calc(1rem - 1px); border-radius: .6rem;
  border: 1px solid color-mix(in srgb, currentColor 14%, transparent);
}}
</style>"""
"""With room for the choice of a language, above all else on pages without a menu; and with the
questions as cards: a container around each would cost half as much as the question."""

_SCRIPT = f"""<script>
(() => {{
  const comesBefore = (form, part) => form.contains(part)
    || part.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING
  const show = form => {{ form.dataset.drawn = "" }}
  const waiting = new WeakSet()
  const look = () => {{
    const forms = [...document.querySelectorAll("{FORM}:not([data-drawn])")]
    for (const form of forms.filter(form => !waiting.has(form))) {{
      waiting.add(form)
      setTimeout(show, {LONGEST}, form)
    }}
    if (!forms.length || document.fonts.status !== "loaded") return
    const missing = [...document.querySelectorAll("{SKELETONS}")]
    for (const form of forms) {{
      if (!form.querySelector("{SUBMIT}")) continue
      if (!missing.some(part => comesBefore(form, part))) show(form)
    }}
  }}
  new MutationObserver(look).observe(document, {{ subtree: true, childList: true }})
  document.fonts.addEventListener("loadingdone", look)
}})()
</script>"""


@cache
def forms_when_drawn() -> str:
    """Return the style and the script that every page of the app begins with."""
    return _STYLE + _SCRIPT
