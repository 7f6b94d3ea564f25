"""HR writes own questions and has them asked; the works council reads them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from dashboard.address import kept_in_address
from dashboard.administration.own_question_fields import fields_of_question, labels_of
from dashboard.administration.saved_form import SavedForm
from dashboard.once import once
from dashboard.session import Run
from dashboard.wording import on_primary, show_error
from surveys.access import Reader
from surveys.errors import PeilError
from surveys.installation import Installation
from surveys.instrument.question_draft import empty_draft
from surveys.organisation.own_slot import MOST_A_WAVE
from surveys.own_questions import (
    Asking,
    OwnQuestion,
    ask_question,
    delete_question,
    end_question,
    may_write,
    save_question,
)
from surveys.texts import Texts, escape_markdown
from surveys.trail.saving import Seen

NEW = "new"
"""The part of the address that stands for another question."""

_SAVED, _FAULT = "own_question_added", "own_question_fault"


def introduction(run: Run, who: Reader) -> None:
    """Say what own questions are, and what holds for them."""
    _ = run.texts.gettext
    st.markdown(
        _(
            "A wave asks at most {n} own questions, after all others. Those asked once come first; "
            "those in the rhythm take turns. A new wording starts a new series, because its "
            "answers cannot be compared with the old ones. The same rules hold as for every "
            "question: no number about fewer than five people, and blur where all agree."
        ).format(n=MOST_A_WAVE)
    )
    if not may_write(who):
        st.caption(_("HR writes these questions. The works council agrees before one is asked."))


def own_questions_list(run: Run, questions: Sequence[OwnQuestion]) -> None:
    """Show every own question with its state, newest versions only."""
    _, language = run.texts.gettext, run.texts.language
    shown = [one for one in questions if one.replaced_by is None]
    if not shown:
        st.caption(_("There is no own question yet."))
    for one in shown:
        with st.container(border=True):
            name = escape_markdown(one.indicator.name[language])
            st.markdown(f"**{name}** {_badge(one, run.texts)}")
            st.markdown(escape_markdown(one.question.text[language]))
            options = " · ".join(one.question.scale.options(language))
            st.caption(escape_markdown(f"{options} — {_waves(one, run.texts)}"))


def editor(run: Run, who: Reader, questions: Sequence[OwnQuestion]) -> tuple[SavedForm, str]:
    """Show the choice of a question and its fields; return the form and the id, or `NEW`."""
    _ = run.texts.gettext
    known = {one.id: one for one in questions if one.replaced_by is None}
    options = [NEW, *known]
    chosen = st.selectbox(
        _("Question"),
        options,
        format_func=lambda option: _name(known.get(option), run.texts),
        **kept_in_address("question", options, always=True),
    )
    name = str(chosen or NEW)
    form = SavedForm(f"own_question_{name}", _fields)
    now = known.get(name)
    form.open(None if now is None else now.draft)
    if st.session_state.pop(_SAVED, False):
        st.success(_("Saved. It is not asked yet."), icon=":material/check:")
    form.show_outcome(run.texts, labels_of(run.texts))
    if now is not None and now.in_use:
        st.info(
            _(
                "Waves have asked this question. A new wording becomes version {n}, with a series "
                "of its own; what was asked stays as it is."
            ).format(n=now.version + 1),
            icon=":material/history:",
        )
    fields_of_question(form, run.texts)
    return form, name


def _fields(stored: Mapping[str, object] | None) -> Mapping[str, object]:
    return empty_draft() if stored is None else stored


def save_button(run: Run, who: Reader, form: SavedForm, name: str) -> None:
    """Show the button that saves what the form holds."""
    st.button(
        on_primary(run.texts.gettext("Save this question")),
        type="primary",
        key="save_own_question",
        on_click=form.save,
        args=(partial(_save, run, who, form, name),),
    )


def asking(run: Run, who: Reader, one: OwnQuestion) -> None:
    """Show in which waves a question is asked, and let somebody change that."""
    _, texts = run.texts.gettext, run.texts
    st.subheader(_("When it is asked"), anchor=False)
    st.markdown(f"{_badge(one, texts)} {escape_markdown(_waves(one, texts))}")
    fault = st.session_state.pop(_FAULT, None)
    if isinstance(fault, PeilError):
        show_error(fault, texts)
    if one.asking == "never" or one.is_done:
        st.checkbox(_agreement(one, texts), key=f"agreed_{one.id}")
    with st.container(horizontal=True):
        if one.asking != "rhythm":
            _button(run, one, "rhythm", _("Ask it in the rhythm"), ":material/repeat:", who)
        if one.asking != "once" and not one.waves:
            _button(run, one, "once", _("Ask it once"), ":material/looks_one:", who)
        if one.asking != "never":
            _button(run, one, "never", _("Ask it no longer"), ":material/stop:", who)
        if not one.in_use:
            with st.popover(_("Delete"), icon=":material/delete:"):
                st.markdown(_("No wave has asked it, so no results are lost."))
                st.button(
                    _("Yes, delete it"),
                    key="delete_own_question",
                    on_click=once,
                    args=("delete_own_question", _attempt, run, partial(_delete, who, one.id)),
                )


def _agreement(one: OwnQuestion, texts: Texts) -> str:
    _ = texts.gettext
    if one.question.sensitive is None:
        return _("Our works council has agreed to this question.")
    return _("Our works council has agreed, and we have checked that the law allows it.")


def _button(run: Run, one: OwnQuestion, asking: Asking, label: str, icon: str, who: Reader) -> None:
    st.button(
        label,
        icon=icon,
        key=f"own_question_{asking}",
        on_click=once,
        args=(f"own_question_{asking}", _attempt, run, partial(_ask, who, one, asking)),
    )


def _attempt(run: Run, change: Callable[[Installation], None]) -> None:
    try:
        change(run.installation)
    except PeilError as fault:
        st.session_state[_FAULT] = fault


def _ask(who: Reader, one: OwnQuestion, asking: Asking, installation: Installation) -> None:
    agreed = bool(st.session_state.get(f"agreed_{one.id}", one.asking != "never"))
    if asking == "never":
        end_question(installation, who, one.id)
    else:
        ask_question(installation, who, one.id, asking, agreed=agreed)


def _delete(who: Reader, question: str, installation: Installation) -> None:
    delete_question(installation, who, question)
    st.query_params.pop("question", None)


def _save(run: Run, who: Reader, form: SavedForm, name: str, seen: Seen) -> Mapping[str, object]:
    question = None if name == NEW else name
    saved = save_question(run.installation, who, question, form.typed(), seen)
    if saved.id != name:
        form.fill(seen.state)
        st.query_params["question"] = saved.id
        st.session_state[_SAVED] = True
    return saved.draft


def _name(one: OwnQuestion | None, texts: Texts) -> str:
    if one is None:
        return texts.gettext("A new question")
    return one.indicator.name[texts.language]


def _badge(one: OwnQuestion, texts: Texts) -> str:
    """Return the state of a question as a badge in Markdown."""
    _ = texts.gettext
    if one.is_done:
        icon, colour, words = ":material/check:", "gray", _("Asked once")
    elif one.asking == "rhythm":
        icon, colour, words = ":material/repeat:", "blue", _("In the rhythm")
    elif one.asking == "once":
        icon, colour, words = ":material/looks_one:", "blue", _("Once, in the next wave")
    else:
        icon, colour = ":material/stop:", "gray"
        words = _("Ended") if one.waves else _("Not asked")
    return f":{colour}-badge[{icon} {words}]"


def _waves(one: OwnQuestion, texts: Texts) -> str:
    _ = texts.gettext
    version = _("Version {n}").format(n=one.version)
    if not one.waves:
        return _("{version}, not asked by any wave so far").format(version=version)
    listed = ", ".join(map(str, one.waves))
    asked = texts.ngettext(
        "{version}, asked in wave {waves}",
        "{version}, asked in waves {waves}",
        len(one.waves),
        version=version,
        waves=listed,
    )
    return asked
