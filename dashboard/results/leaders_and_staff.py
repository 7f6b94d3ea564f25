"""How leaders and staff of the whole organisation see the same things: a card for HR."""

from collections.abc import Sequence

import streamlit as st

from dashboard.results.reports import Reports
from dashboard.wording import markdown_block
from surveys.reading.seen_by_both import SeenByBoth
from surveys.texts import Texts, escape_markdown


def leaders_and_staff(reports: Reports) -> None:
    """Show what leaders and staff see differently; nothing where people are not asked who leads.

    It holds numbers of the whole organisation and no chart, so nothing of it can be saved.
    """
    texts = reports.run.texts
    _ = texts.gettext
    gaps = reports.perception_gaps()
    if gaps is None:
        if reports.asks_who_leads():
            with st.container(border=True, key="leaders_and_staff"):
                st.subheader(_("Leaders and staff"), anchor=False)
                st.markdown(_not_shown(texts))
        return
    with st.container(border=True, key="leaders_and_staff"):
        st.subheader(_("Leaders and staff"), anchor=False)
        told = [_("How both see the same questions, in the whole organisation. Five is good.")]
        if not gaps.is_newest:
            told.append(_("Asked in the wave of {day}.").format(day=gaps.wave.short_name(texts)))
        st.caption(" ".join(told))
        if gaps.told:
            markdown_block(_listed(gaps.told, texts))
        else:
            st.markdown(_("No difference between leaders and staff can be told."))
        if gaps.alike:
            label = texts.ngettext(
                "{n} question without a clear difference",
                "{n} questions without a clear difference",
                len(gaps.alike),
            )
            with st.expander(label, key="seen_alike"):
                markdown_block(_listed(gaps.alike, texts))
        st.caption(
            _(
                "Leaders are those who said that they lead people; staff is everybody else. Where "
                "they are too few in their part of the organisation they count with the others, so "
                "a real difference may be somewhat larger. All these differences together are "
                "right 19 times out of 20, if those who did not answer feel like those who did. A "
                "difference is no fault of anybody: ask what one side sees that the other does not."
            )
        )


def _listed(questions: Sequence[SeenByBoth], texts: Texts) -> str:
    language = texts.language
    lines = []
    for one in questions:
        name = one.name(language)
        stop = "" if name.endswith((".", "?", "!")) else "."
        lines.append(f"- **{escape_markdown(name)}{stop}** {one.in_words(language)}")
    return "\n".join(lines)


def _not_shown(texts: Texts) -> str:
    return texts.gettext(
        "Nothing can be shown of leaders and staff yet. It takes a wave that asked who leads, ten "
        "answers or more of each, and leaders who are together in large enough groups: else "
        "somebody's answers could be worked out."
    )
