"""A unit without numbers of its own: why, what can be done, and the unit in which it counts."""

from datetime import date

import streamlit as st

from dashboard.navigation import page_link
from dashboard.results.reports import Reports
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts
from surveys.access import ANONYMOUS, ReadableUnit
from surveys.texts import Texts, escape_markdown


def hidden_unit(reports: Reports, unit: ReadableUnit) -> None:
    """Show why a unit has no numbers, and what it can do all the same, in few words."""
    texts = reports.run.texts
    _ = texts.gettext
    never = reports.is_too_small(unit.id)
    guide = _("A guide without numbers: four questions and one agreement, in a quarter of an hour.")
    one_thing = _("One thing, small enough to do: press “Note an agreement”.")
    with st.container(border=True):
        if (day := reports.starts_on(unit.id)) is not None:
            st.markdown(_not_yet(unit, day, texts), anchors=False)
        else:
            st.markdown(_why(unit, reports.thresholds().k, texts, never=never), anchors=False)
        if reports.who.person == ANONYMOUS:
            return
        with st.container(
            horizontal=True, vertical_alignment="center", gap="medium", key="still_possible"
        ):
            talk = _("You can still talk")
            page_link("present", talk, icon=":material/forum:", hint=guide, unit=unit.id.hex)
            agree = _("You can still agree")
            st.markdown(f":material/handshake: {agree}", help=one_thing, width="content")


def _why(unit: ReadableUnit, least: int, texts: Texts, *, never: bool) -> str:
    """Return as a heading that there are no numbers, and why."""
    _, name = texts.gettext, escape_markdown(unit.name)
    if never:
        title = _("{unit} has no numbers of its own, and will not have them").format(unit=name)
        why = _(
            "Fewer than {n} people are invited. A number about so few would say who answered what, "
            "so Peil never makes one."
        ).format(n=texts.in_words(least + 1))
    else:
        title = _("{unit} has no numbers of its own this time").format(unit=name)
        why = _(
            "Too few people answered, here or in a unit beside it. A number could say who answered "
            "what, so Peil makes none."
        )
    return f"### {title}\n\n{why}"


def _not_yet(unit: ReadableUnit, day: date, texts: Texts) -> str:
    """Return as a heading from which day a unit takes part, and that it has no numbers before."""
    _ = texts.gettext
    title = _("{unit} takes part from {day}.").format(
        unit=escape_markdown(unit.name), day=texts.date(day)
    )
    why = _("Nobody in it is invited before, so it has no numbers yet.")
    return f"### {title.removesuffix('.')}\n\n{why}"


def next_step(reports: Reports, unit: ReadableUnit) -> None:
    """Show how the unit may have numbers of its own again."""
    _ = reports.run.texts.gettext
    if reports.starts_on(unit.id) is not None:
        return
    if reports.is_too_small(unit.id):
        title = _("Together with another team?")
        step = _("HR can make one unit of two small teams, from the next wave on.")
    else:
        title = _("Next time?")
        step = _("Numbers come back when enough people answer. Tell them what you did last time.")
    st.markdown(f"**{title}** {step}")


def unit_above(reports: Reports, unit: ReadableUnit) -> None:
    """Show the nearest published unit above a hidden one, said not to be its own picture."""
    nearest = reports.nearest_published_ancestor(unit.id)
    if nearest is None:
        return
    report, name = nearest
    texts = reports.run.texts
    title = texts.gettext("{above}, in which you count: not a picture of {unit}")
    names = {"above": escape_markdown(name), "unit": escape_markdown(unit.name)}
    st.subheader(title.format(**names), anchor=False)
    trend_cards(report, trend_charts(reports, report), texts, key="above")
    st.caption(report.in_words(texts.language))
    how_to_read_cards(report, None, {}, texts)
