"""The answer page after sending, or instead of the questions when a link cannot be used."""

import streamlit as st

from dashboard import wording
from dashboard.answering.app.sending import Sending
from dashboard.session import Run
from surveys.answering import LinkError, tips_for
from surveys.instrument import Instrument, shipped
from surveys.organisation import support_lines
from surveys.texts import Texts


def thank_you(sent: Sending, *, instrument: Instrument | None, texts: Texts) -> None:
    """Show the person's own answers and, with an instrument, a tip or two; store nothing."""
    _ = texts.gettext
    st.title(_("Thank you"), anchor=False)
    st.markdown(
        _("Your answers are in the box. They are counted with those of your team when it closes.")
    )
    with st.container(border=True):
        st.markdown("**" + _("What happens next") + "**")
        st.markdown(
            _(
                "The pulse closes on {date}. Then it is counted, and you get a link to the results "
                "of your team: the same that your manager sees. Your manager talks about them with "
                "the team; ask for it if it does not happen."
            ).format(date=texts.date(sent.closes_on))
        )
    tips = tips_for(sent.answers, sent.questions, instrument) if instrument else []
    if tips:
        st.subheader(_("Something you could do this week"), anchor=False)
    for tip in tips:
        with st.container(border=True):
            st.markdown(f"**{tip.indicator.name[texts.language]}**")
            st.markdown(tip.text[texts.language])
    with st.expander(_("What you answered"), expanded=True):
        st.caption(_("Only here, until you close this page. It is not kept."))
        for question in sent.questions:
            options = question.scale.options(texts.language)
            chosen = [options[option] for option in sent.answers.get(question.id, ())]
            answer = ", ".join(chosen) or _("Skipped")
            st.markdown(f"{question.text[texts.language]}  \n**{answer}**")
        if sent.comment:
            st.markdown(_("Your comment"))
            st.text(sent.comment)


def support(run: Run) -> None:
    """Show the confidential contacts, the same to everybody, whatever they answered.

    Shows nothing while the database is not available.
    """
    organisation = run.organisation
    if organisation is None or organisation.contacts is None:
        return
    language = run.texts.language
    with st.container(border=True):
        wording.markdown_block(
            "### " + run.texts.gettext("Someone to talk to"),
            *support_lines(organisation.contacts, language),
            wording.aside(shipped().not_monitored[language]),
        )


def unusable(why: LinkError, texts: Texts) -> None:
    """Show why a link cannot be used, and what to do."""
    _ = texts.gettext
    st.title(why.in_markdown(texts), anchor=False)
    if why.code == "closed":
        if why.on is not None:
            st.markdown(_("It closed on {date}.").format(date=texts.date(why.on)))
        st.markdown(
            _("You get a new link with the next invitation. There is nothing you need to do now.")
        )
        return
    if why.code == "not_open_yet" and why.on is not None:
        st.markdown(
            _("It opens on {date}. Your link works from then on.").format(date=texts.date(why.on))
        )
        return
    st.markdown(
        _(
            "- **You have answered already.** Then all is well: each link works once, and we do "
            "not keep who used it.\n"
            "- **The link is not complete.** Open it from your invitation, or copy all of it.\n"
            "- **It belongs to an earlier pulse.** Look for the latest invitation."
        )
    )
