"""What only the browser can do: keep a choice for the next visit, and complete an address.

Choices are kept in cookies, because the server has to know them before it draws a page. They hold
no secret, and scripts can read them, unlike those of sign-in.
"""

from collections.abc import Mapping
from uuid import uuid4

import streamlit as st

from dashboard.components import as_text

_JS = """
export default function({ data }) {
  const { cookies = {}, address = {}, theme, go } = JSON.parse(data.json)
  const isSecure = location.protocol === "https:"
  for (const [name, value] of Object.entries(cookies)) {
    const kept = isSecure ? `__Host-${name}` : name
    const age = value === "" ? 0 : 31536000
    const flags = `path=/; max-age=${age}; samesite=lax${isSecure ? "; secure" : ""}`
    document.cookie = `${kept}=${encodeURIComponent(value)}; ${flags}`
  }
  const url = new URL(location.href)
  for (const [name, value] of Object.entries(address)) url.searchParams.set(name, value)
  if (url.href !== location.href) history.replaceState(history.state, "", url)
  if (go) {
    // As a link within the app: one entry in the history, and the page is not loaded again.
    history.pushState({}, "", new URL(go, location.href))
    dispatchEvent(new PopStateEvent("popstate"))
  }
  if (theme !== undefined && window.peilTheme?.(theme)) location.reload()
}
"""

_component = st.components.v2.component("peil_browser", js=_JS)


def remember(cookies: Mapping[str, str], *, theme: str | None = None) -> None:
    """Keep choices in cookies for a year, by name; an empty value removes one.

    `theme` is a name for which the script of the page shell knows what to do: the colours change
    with a reload, unless they are those already.
    """
    if cookies or theme is not None:
        data = {"cookies": dict(cookies)} | ({} if theme is None else {"theme": theme})
        _mount("kept_in_browser", data)


def complete_address(parameters: Mapping[str, str], cookies: Mapping[str, str]) -> None:
    """Complete the address with what the page shows without being asked for, such as a unit.

    No entry is added to the history, so that Back leaves the page. Cookies are kept as well.
    """
    is_complete = all(st.query_params.get(name) == value for name, value in parameters.items())
    if is_complete and not cookies:
        return
    data: dict[str, object] = {"cookies": dict(cookies)}
    if not is_complete:
        # A new name makes the browser do it again when the same address comes back incomplete.
        data |= {"address": dict(parameters), "time": uuid4().hex}
    _mount("completed_address", data)


def go_to(address: str) -> None:
    """Open another page of the app, at an address relative to this one.

    Unlike `st.switch_page`, it leaves the entry of this page in the history as it is.
    """
    _mount("gone_to", {"go": address})


def _mount(key: str, data: Mapping[str, object]) -> None:
    # As text: Streamlit would look for tables in each mapping.
    _component(data=as_text(data), key=key, height=0)
