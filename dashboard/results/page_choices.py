"""Choices of unit, wave, view and indicator, kept in the address of the page."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import streamlit as st

from dashboard.wording import wave_name
from surveys.access import ReadableUnit
from surveys.reading.reports import TeamReport, WaveOfUnit
from surveys.texts import Texts
from surveys.units import PAGE_SEPARATOR


def unit_choice(units: Sequence[ReadableUnit], texts: Texts) -> ReadableUnit | None:
    """Let somebody choose among the units they may read; the address keeps the choice."""
    by_id = {unit.id.hex: unit for unit in units}
    chosen = _chosen(
        "unit",
        list(by_id),
        texts.gettext("Unit"),
        lambda unit: PAGE_SEPARATOR.join((*by_id[unit].above, by_id[unit].name)),
    )
    return by_id[chosen] if chosen else None


def wave_choice(report: TeamReport, texts: Texts) -> WaveOfUnit | None:
    """Let somebody choose among the waves in which the unit is published, newest first."""
    waves = {wave.id.hex: wave for wave in reversed(report.waves) if wave.participation is not None}
    chosen = _chosen(
        "wave", list(waves), texts.gettext("Wave"), lambda wave: wave_name(waves[wave], texts)
    )
    return waves[chosen] if chosen else None


def view_choice(texts: Texts) -> str | None:
    """Let somebody choose what to see below the trends: "closer", "wave" or "agreed"."""
    _ = texts.gettext
    views = {"closer": _("A closer look"), "wave": _("One wave"), "agreed": _("What we agreed")}
    requested = st.query_params.get("view")
    chosen = st.segmented_control(
        _("More about this unit"),
        list(views),
        default=requested if requested in views else "closer",
        format_func=views.__getitem__,
        key="view",
        label_visibility="collapsed",
        required=True,
    )
    st.query_params["view"] = chosen
    return chosen


def indicator_choice(names: Mapping[str, str], texts: Texts) -> str | None:
    """Let somebody choose an indicator, by question; the address keeps the choice."""
    requested = st.query_params.get("indicator")
    chosen = st.pills(
        texts.gettext("Indicator"),
        list(names),
        default=requested if requested in names else next(iter(names), None),
        format_func=names.__getitem__,
        key="indicator",
        label_visibility="collapsed",
        required=True,
    )
    if chosen:
        st.query_params["indicator"] = chosen
    return chosen


def requested_unit() -> UUID | None:
    """Return the unit in the address, if any."""
    try:
        return UUID(st.query_params["unit"])
    except (KeyError, ValueError):
        return None


def _chosen(
    name: str, options: Sequence[str], label: str, named: Callable[[str], str]
) -> str | None:
    """Show a select box whose choice is kept in the address by its id.

    By hand, because Streamlit would keep the name that is shown, and names are not unique.
    """
    if not options:
        return None
    requested = st.query_params.get(name)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(requested) if requested in options else 0,
        format_func=named,
        key=name,
        width=420,
    )
    st.query_params[name] = chosen
    return chosen
