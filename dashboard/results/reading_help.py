"""The help page for reading results: what is shown, how certain it is, and what to do with it."""

import streamlit as st

from surveys.instrument import shipped
from surveys.texts import Texts
from surveys.waves import Thresholds


def how_to_read(needed: Thresholds, texts: Texts) -> None:
    """Show the whole help page."""
    _ = texts.gettext
    st.title(_("How to read this"), anchor=False)
    for title, explanation in (
        (
            _("The line"),
            _(
                "Each dot is the average of one wave, from 1 to 5. 5 is always the good end; both "
                "ends are named in the chart. Only the questions that come back every wave have a "
                "line."
            ),
        ),
        (
            _("The band"),
            _(
                "People answer differently from week to week, and not always the same people "
                "answer. The band is where the group probably stands (95 of 100 times). Two waves "
                "whose bands overlap a lot may well be the same."
            ),
        ),
        (
            _("The words on a card"),
            _(
                "- **Within normal fluctuation**: such a step happens by chance. It means neither "
                "that nothing changed, nor that something did.\n"
                "- **Higher** or **lower**: more than chance, judged over everything you see, and "
                "large enough to matter.\n"
                "- **Below** or **above its usual range**: not only the last step, but all waves "
                "together show a shift."
            ),
        ),
        (
            _("A small team"),
            _(
                "With ten people, one bad week of one person moves the average visibly. Every page "
                "says how small a change your team could see at all. Look at the line over several "
                "waves, not at the last step."
            ),
        ),
        (
            _("How many answered"),
            _(
                "Nobody should be able to tell whether somebody took part. So the page says in "
                "tenths which part answered: “9 in 10 or more” may be everybody, or not. Averages "
                "and shares are rounded so that they do not tell either."
            ),
        ),
        (
            _("What is not shown"),
            _(
                "Fewer than {k} answers have no numbers, nor has a group of {k} people or fewer; "
                "they count in the larger units above. How answers are divided starts at "
                "{k_distribution} answers, comments at {k_comment}. A unit without numbers says "
                "nothing about what was answered there."
            ).format(k=needed.k, k_distribution=needed.k_distribution, k_comment=needed.k_comment),
        ),
        (
            _("What to do with it"),
            _(
                "A result is a reason to talk, not a verdict. Start with what went well. Ask what "
                "lies behind a line. Agree on one thing, note it, and see in the next waves "
                "whether it helped. Never use results to judge a person, a manager or a team."
            ),
        ),
    ):
        with st.container(border=True):
            st.subheader(title, anchor=False)
            st.markdown(explanation)
    _indicators(texts)


def _indicators(texts: Texts) -> None:
    """Show the definition of each core indicator, and the names of both ends."""
    _, language = texts.gettext, texts.language
    st.subheader(_("What the indicators are about"), anchor=False)
    for indicator in shipped().indicators:
        if indicator.kind != "core":
            continue
        with st.container(border=True):
            st.markdown(f"**{indicator.name[language]}**")
            st.markdown(indicator.definition[language])
            st.caption(f"1: {indicator.low[language]} · 5: {indicator.high[language]}")
