"""The help page for reading results: what is shown, how certain it is, and what to do with it."""

import streamlit as st

from surveys.instrument import shipped
from surveys.reading.verdicts.explanations import by_chance_sentence
from surveys.texts import Texts
from surveys.waves import Thresholds


def how_to_read(needed: Thresholds, badges_by_chance: int, texts: Texts) -> None:
    """Show the whole help page; `badges_by_chance` is the percentage of the organisation."""
    _ = texts.gettext
    st.title(_("How to read this"), anchor=False)
    of_badges = by_chance_sentence(badges_by_chance / 100, texts)
    for title, explanation in (
        (
            _("The dots and the line"),
            _(
                "Each dot is the average of one wave, from 1 to 5. 5 is always the good end; both "
                "ends are named in the chart. People answer differently from week to week, so dots "
                "jump. The line is the level behind them: where the group probably is, all waves "
                "together. Where too few answered there is a cross at the foot. Only the questions "
                "that come back every wave have a line."
            ),
        ),
        (
            _("The bands"),
            _(
                "The band holds the level about 19 times in 20; in the first months after a "
                "change, less often. It holds if those who did not answer feel like those who did. "
                "Where many did not, a paler band shows how far the level moves if they feel half "
                "a point worse or better."
            ),
        ),
        (
            _("The words on a card"),
            _(
                "Each card has one verdict, from all waves together, the same on every page.\n"
                "- **Heavier, more alone, better balanced …**: this has changed; since when, by "
                "how much, and how sure that is.\n"
                "- **No clear change**: nothing stands out from what happens by "
                "chance. It does not mean that nothing changed.\n"
                "- **Too early to tell**: it takes three waves.\n"
                "- **Manageable**, **mixed**, **needs attention**: where the level stands, with or "
                "without a change. It needs attention near the bad end of the scale, or where more "
                "than 4 in 10 answers lean towards that end."
            ),
        ),
        (
            _("What a badge is worth"),
            f"{of_badges} "
            + _(
                "A badge stays until the level is no longer different, or a year has passed. In a "
                "small team a large change is often noticed after some waves, a small one seldom; "
                "“How do we know?” tells how often."
            ),
        ),
        (
            _("Nearly the same answers"),
            _(
                "Nearly unanimous answers are blurred, so that no page tells what each person "
                "answered: a few are counted as less extreme than they were. The true average may "
                "then be a little more extreme; the verdict takes that into account."
            ),
        ),
        (
            _("A small team"),
            _(
                "With ten people, one bad week of one person moves a dot visibly, and hardly the "
                "line: look at the line. In a unit with 5 to 9 answers, how answers are divided is "
                "shown for three waves together, in tenths."
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
                "A result is a reason to talk, not a judgement. Start with what went well. Ask "
                "what lies behind a line. Agree on one thing, note it, and see in the next waves "
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
            name, heading = indicator.name[language], indicator.heading_in(language)
            st.markdown(f"**{heading}**" if heading == name else f"**{heading}** · {name}")
            st.markdown(indicator.definition[language])
            st.caption(f"1: {indicator.low[language]} · 5: {indicator.high[language]}")
