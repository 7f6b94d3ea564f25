"""Choices of unit, wave, view and indicator, kept in the address of the page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from dashboard import cookies
from dashboard.address import kept_in_address
from dashboard.components.browser import complete_address
from dashboard.page_top import title_box
from dashboard.remembered import chosen_in_this_visit, keep, remembered
from dashboard.wording import wave_name
from surveys.access import ReadableUnit
from surveys.reading.team_report import TeamReport
from surveys.reading.wave_of_unit import WaveOfUnit
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR


def unit_choice(units: Sequence[ReadableUnit], texts: Texts) -> ReadableUnit | None:
    """Let somebody choose among the units they may read, in a box that is the page's title.

    Without a unit in the address it is the one looked at last, and the address gets it.
    """
    by_id = {unit.id.hex: unit for unit in units}
    if not by_id:
        return None
    options = list(by_id)
    names = _told_apart(units)
    kept = kept_in_address("unit", options, remembered(cookies.UNIT), always=True)
    chosen = title_box(texts.gettext("Unit"), options, names.__getitem__, kept)
    if chosen is None:
        return None
    keep(cookies.UNIT, chosen)
    complete_address({"unit": chosen}, chosen_in_this_visit(cookies.UNIT))
    return by_id[chosen]


def wave_choice(report: TeamReport, texts: Texts) -> WaveOfUnit | None:
    """Let somebody choose among the waves in which the unit is published, newest first."""
    waves = {wave.id.hex: wave for wave in reversed(report.waves) if wave.participation is not None}
    if not waves:
        return None
    chosen = st.selectbox(
        texts.gettext("Wave"),
        list(waves),
        format_func=lambda wave: wave_name(waves[wave], texts),
        width=420,
        **kept_in_address("wave", list(waves)),
    )
    return waves[chosen]


def view_choice(texts: Texts) -> str:
    """Let somebody choose what to see below the trends: "closer", "wave" or "agreed"."""
    _ = texts.gettext
    views = {"closer": _("A closer look"), "wave": _("One wave"), "agreed": _("What we agreed")}
    chosen = st.segmented_control(
        _("More about this unit"),
        list(views),
        format_func=views.__getitem__,
        label_visibility="collapsed",
        required=True,
        **kept_in_address("view", list(views)),
    )
    return chosen or next(iter(views))


def indicator_choice(
    names: Mapping[str, str], texts: Texts, first: str | None = None
) -> str | None:
    """Let somebody choose an indicator, by question; the address keeps the choice.

    It is the `first` one, if that is among them, before anybody chooses.
    """
    if not names:
        return None
    return st.pills(
        texts.gettext("Indicator"),
        list(names),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        required=True,
        wrap=True,
        **kept_in_address("indicator", list(names), first),
    )


def requested_unit() -> UUID | None:
    """Return the unit in the address, if any."""
    try:
        return UUID(st.query_params["unit"])
    except (KeyError, ValueError):
        return None


def _told_apart(units: Sequence[ReadableUnit]) -> dict[str, str]:
    """Return the name of each unit by its id; with the units above it where several share it."""
    shared = {name for name, number in Counter(u.name for u in units).items() if number > 1}
    return {
        unit.id.hex: f"{unit.name} ({PAGE_SEPARATOR.join(unit.above)})"
        if unit.name in shared and unit.above
        else unit.name
        for unit in units
    }
