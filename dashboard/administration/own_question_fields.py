"""The fields of an own question: texts in both languages, kind of answers, good end, switches."""

from collections.abc import Mapping

import streamlit as st

from dashboard.administration.saved_form import SavedForm, show_fault
from surveys.instrument import shipped
from surveys.instrument.question_draft import KINDS, MOST_LETTERS, WITH_OPTIONS, is_rated
from surveys.texts import LANGUAGES, Texts


def fields_of_question(form: SavedForm, texts: Texts) -> None:
    """Show the fields of a question; those that its kind of answers does not use are left out."""
    _, labels = texts.gettext, labels_of(texts)
    kinds = kind_names(texts)
    kind = st.selectbox(labels["kind"], KINDS, format_func=kinds.__getitem__, key=form.key("kind"))
    with st.grid(columns=2, min_column_width=280, gap="small"):
        for language, name in LANGUAGES.items():
            with st.container():
                st.markdown(f"**{name}**")
                _text(form, f"name_{language}", labels, texts, MOST_LETTERS["name"])
                _long(form, f"text_{language}", labels, texts, MOST_LETTERS["text"])
                if kind in WITH_OPTIONS:
                    _long(form, f"options_{language}", labels, texts, MOST_LETTERS["options"])
                if is_rated(str(kind)):
                    _text(form, f"good_{language}", labels, texts, MOST_LETTERS["good"])
                    _text(form, f"bad_{language}", labels, texts, MOST_LETTERS["bad"])
    if is_rated(str(kind)):
        ends = {"last": _("The last answer"), "first": _("The first answer")}
        st.segmented_control(
            labels["good_end"],
            list(ends),
            format_func=ends.__getitem__,
            required=True,
            key=form.key("good_end"),
        )
    if kind == "choice":
        st.segmented_control(
            labels["most"], [1, 2], format_func=str, required=True, key=form.key("most")
        )
    st.checkbox(
        labels["may_not_apply"],
        key=form.key("may_not_apply"),
        disabled=kind == "choice" and st.session_state[form.key("most")] == 2,
    )
    st.checkbox(
        labels["health"],
        key=form.key("health"),
        help=_(
            "Then its results take as many answers as a distribution does, ten or more, in every "
            "group that is counted. Words about health switch it on by themselves."
        ),
    )


def labels_of(texts: Texts) -> dict[str, str]:
    """Return the labels of the fields."""
    _ = texts.gettext
    by_language = {
        "name": _("Short name, for charts"),
        "text": _("Question or statement"),
        "options": _("Answers, one a line, in their order"),
        "good": _("At the good end, after “probably …”"),
        "bad": _("At the bad end, after “probably …”"),
    }
    labels = {
        f"{field}_{language}": f"{label} · {name}"
        for field, label in by_language.items()
        for language, name in LANGUAGES.items()
    }
    return {
        **labels,
        "kind": _("Kind of answers"),
        "good_end": _("Which answer is good?"),
        "most": _("How many may be chosen?"),
        "may_not_apply": _("Offer “does not apply to me”"),
        "health": _("It is about health"),
    }


def kind_names(texts: Texts) -> Mapping[str, str]:
    """Return the name of each kind of answers, with its ends."""
    _ = texts.gettext
    scales = {q.scale.id: q.scale for q in shipped().questions()}
    names = {}
    for kind in KINDS:
        if kind in scales:
            options = scales[kind].options(texts.language)
            names[kind] = f"{options[0]} … {options[-1]} ({len(options)})"
    names["days"] = _("Days a week")
    return {
        **names,
        "levels": _("Own answers, from least to most"),
        "choice": _("A choice without an order"),
    }


def _text(form: SavedForm, field: str, labels: Mapping[str, str], texts: Texts, most: int) -> None:
    st.text_input(labels[field], key=form.key(field), max_chars=most)
    show_fault(form.fault_of(field), texts)


def _long(form: SavedForm, field: str, labels: Mapping[str, str], texts: Texts, most: int) -> None:
    st.text_area(labels[field], key=form.key(field), max_chars=most, height="content")
    show_fault(form.fault_of(field), texts)
