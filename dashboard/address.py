"""Choices that the address of a page keeps, so that Back, Forward, reload and links restore them.

The address is the truth: before a widget is drawn it takes its value from there, and a choice is
written there. Each choice is an entry in the history of the browser; the default is left out.
"""

from collections.abc import Callable, Sequence
from typing import TypedDict

import streamlit as st


class Kept(TypedDict):
    """Arguments of a widget whose choice the address keeps."""

    key: str
    on_change: Callable[[str, str], None]
    args: tuple[str, str]


def kept_in_address(
    name: str, options: Sequence[str], default: str | None = None, *, always: bool = False
) -> Kept:
    """Return the arguments of a widget for one choice among `options`, such as ids.

    `st.pills(label, options, format_func=…, required=True, **kept_in_address("view", options))`.
    The widget must have no default of its own, and its options no other order than the address
    needs: it keeps the option itself, not what is shown for it. `default` is the first option
    unless it is among them. Where it may be another one next time, the choice is `always` written.
    """
    usual = default if default is not None and default in options else options[0]
    requested = st.query_params.get(name)
    value = requested if requested in options else usual
    if st.session_state.get(name) != value:
        st.session_state[name] = value
    return {"key": name, "on_change": _write, "args": (name, "" if always else usual)}


def number_in_address(name: str, last: int) -> int:
    """Return the number in the address, from 1 to `last`; 1 without one."""
    requested = st.query_params.get(name, "1")
    is_number = requested.isascii() and requested.isdecimal() and len(requested) < 10
    return min(max(int(requested), 1), last) if is_number else 1


def write_number(name: str, number: int) -> None:
    """Write a number from 1 on into the address: a turn of a page; 1 is left out."""
    if number > 1:
        st.query_params[name] = str(number)
    else:
        st.query_params.pop(name, None)


def page_turner(name: str, pages: int) -> int:
    """Show the numbers of a list's pages, if it has several; the address keeps the one turned to.

    Returns the number of the page that is shown.
    """
    number = number_in_address(name, pages)
    if pages > 1:
        # Another widget for each page: one with a default cannot be set by the address.
        key = f"{name}_{number}"
        st.pagination(pages, default=number, key=key, on_change=_write_turned, args=(name, key))
    return number


def _write_turned(name: str, key: str) -> None:
    write_number(name, st.session_state[key])


def _write(name: str, usual: str) -> None:
    chosen = st.session_state.get(name)
    if chosen is None or chosen == usual:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
