"""Beside the form of an own question: what to think of, how long it takes, and a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.answering.light.phone_preview import PHONE_WIDTH, phone_preview
from dashboard.session import Run
from surveys.access import Reader
from surveys.errors import PeilError
from surveys.instrument import shipped
from surveys.own_questions import SecondLook, look_at
from surveys.programme import PlannedWave
from surveys.texts import LANGUAGES, Texts


def second_look(
    run: Run, who: Reader, draft: Mapping[str, Any], planned: Sequence[PlannedWave]
) -> None:
    """Show what there is to say about a draft, as soon as it could be saved."""
    _ = run.texts.gettext
    st.subheader(_("A second look"), anchor=False)
    try:
        looked = look_at(run.installation, who, draft)
    except PeilError:
        st.caption(_("Fill in both languages to see the question as employees will."))
        return
    for caution in looked.cautions:
        st.warning(caution.phrase.in_markdown(run.texts), icon=":material/visibility:")
    st.markdown(_seconds(looked, planned, run.texts))
    languages = list(LANGUAGES)
    shown = st.segmented_control(
        _("Language of the preview"),
        languages,
        format_func=LANGUAGES.__getitem__,
        default=run.texts.language,
        required=True,
        key="preview_language",
    )
    texts = Texts(str(shown or run.texts.language))
    st.iframe(
        phone_preview([looked.question], texts),
        width=PHONE_WIDTH,
        height="content",
        alt=_("The question on a phone"),
    )


def _seconds(looked: SecondLook, planned: Sequence[PlannedWave], texts: Texts) -> str:
    """Return how long the question takes, and the longest wave of the plan."""
    _ = texts.gettext
    told = _("About {n} seconds to answer.").format(n=looked.seconds)
    if not planned:
        return told
    instrument, most = shipped(), shipped().time_budget.most
    longest = max(planned, key=lambda wave: wave.seconds(instrument))
    return (
        told
        + " "
        + _(
            "The longest wave of the coming year, wave {number}, is planned for {n} seconds, own "
            "questions included; {most} seconds are the aim."
        ).format(number=longest.number, n=longest.seconds(instrument), most=most)
    )
