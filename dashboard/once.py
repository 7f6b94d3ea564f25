"""A button that creates something does it once, however often it is pressed in a hurry.

Every press is a run of the page, and a second press interrupts the first one's run: without this,
an event would be noted twice, or noted and then refused as empty.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from dashboard.clock import now
from dashboard.streamlit_internals.server import uninterrupted

ONE_PRESS = timedelta(seconds=1)
"""Presses of one button within this time after its work are one press."""

_TYPED = (str, int, float, date, time)


@dataclass(frozen=True)
class _Press:
    """When a press was done with, what the fields held before and after, and what it said."""

    ended: datetime
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    said: Mapping[str, Any]

    def is_same(self, moment: datetime, fields: Mapping[str, Any]) -> bool:
        """Return whether a later press is this one again: soon, and with nothing typed between."""
        return moment - self.ended < ONE_PRESS and all(
            value in (self.before.get(name, value), self.after.get(name, value))
            for name, value in fields.items()
        )


def once(name: str, action: Callable[..., object], *args: Any) -> None:
    """Do what a button is for, as its callback: `on_click=once, args=("event", note, unit)`.

    Nothing interrupts it. A second press does nothing and keeps on the page what the first one
    said, whether that was done or refused. `name` tells buttons apart.
    """
    key = f"pressed_{name}"
    with uninterrupted():
        state = st.session_state
        pressed: _Press | None = state.get(key)
        before = state.to_dict()
        if pressed is not None and pressed.is_same(now(), _fields(before)):
            for changed, value in pressed.said.items():
                state[changed] = value
            return
        action(*args)
        after = state.to_dict()
        said = {k: v for k, v in after.items() if k not in before or _is_another(v, before[k])}
        state[key] = _Press(now(), _fields(before), _fields(after), said)


def _fields(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what fields hold, and other plain values."""
    return {k: v for k, v in state.items() if v is None or isinstance(v, _TYPED)}


def _is_another(value: object, before: object) -> bool:
    """Return whether a value was set meanwhile; what components hold is read anew each time."""
    return value is not before and not (isinstance(value, dict) and value == before)
