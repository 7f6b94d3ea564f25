"""A unit without numbers of its own: why, what can be done, and the unit in which it counts."""

import streamlit as st

from dashboard.navigation import page_link
from dashboard.results.reports import Reports
from dashboard.results.trend_cards import how_to_read_cards, trend_cards, trend_charts
from surveys.access import ANONYMOUS, ReadableUnit
from surveys.texts import Texts, escape_markdown


def hidden_unit(reports: Reports, unit: ReadableUnit) -> None:
    """Show why a unit has no numbers, and what its manager can do all the same."""
    texts = reports.run.texts
    _ = texts.gettext
    never = reports.is_too_small(unit.id)
    nearest = reports.nearest_published_ancestor(unit.id)
    talk, agree = _("You can still talk"), _("You can still agree")
    guide = _("A guide without numbers: four questions and one agreement, in a quarter of an hour.")
    one_thing = _("One thing, small enough to do: press “Note an agreement”.")
    with st.container(border=True):
        least = reports.thresholds().k
        why = _why(unit, least, nearest and nearest[1], texts, never=never)
        st.markdown(why, anchors=False)
        with st.grid(columns=3, min_column_width=240, gap="medium"):
            with st.container():
                st.markdown(f"**{talk}**\n\n{guide}")
                if reports.who.person != ANONYMOUS:
                    page_link(
                        "present", _("Open the guide"), icon=":material/forum:", unit=unit.id.hex
                    )
            with st.container():
                st.markdown(f"**{agree}**\n\n{one_thing}")
            with st.container():
                st.markdown(_next_step(texts, never=never))


def _why(unit: ReadableUnit, least: int, above: str | None, texts: Texts, *, never: bool) -> str:
    """Return as a heading that there are no numbers, and why; where the answers count."""
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
    if above is not None:
        counts = _("Every answer counts in **{unit}**.").format(unit=escape_markdown(above))
        why = f"{why} {counts}"
    return f"### {title}\n\n{why}"


def _next_step(texts: Texts, *, never: bool) -> str:
    _ = texts.gettext
    if never:
        title = _("Together with another team?")
        step = _("HR can make one unit of two small teams, from the next wave on.")
    else:
        title = _("Next time?")
        step = _("Numbers come back when enough people answer. Tell them what you did last time.")
    return f"**{title}**\n\n{step}"


def unit_above(reports: Reports, unit: ReadableUnit) -> None:
    """Show the nearest published unit above a hidden one, said not to be its own picture."""
    nearest = reports.nearest_published_ancestor(unit.id)
    if nearest is None:
        return
    report, name = nearest
    texts = reports.run.texts
    title = texts.gettext("{unit}, in which you count")
    st.subheader(title.format(unit=escape_markdown(name)), anchor=False)
    not_theirs = texts.gettext("This is not a picture of {unit}.")
    st.caption(
        f"{report.in_words(texts.language)} {not_theirs.format(unit=escape_markdown(unit.name))}"
    )
    trend_cards(report, trend_charts(reports, report), texts, key="above")
    how_to_read_cards(report, None, {}, texts)
