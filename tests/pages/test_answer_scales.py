"""Every scale can be answered: a few options as buttons, many as a list, reversed ones as shown."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from surveys.answering import AnswerSheet
from surveys.instrument import Question

AGREE = {"en": [f"Word {n}" for n in range(1, 12)], "nl": [f"Woord {n}" for n in range(1, 12)]}
ENDS = {"en": ["0 = poor", "20 = good"], "nl": ["0 = slecht", "20 = goed"]}


def question(name: str, scale: dict[str, Any], *, reverse: bool = False) -> Question:
    text = {"en": f"About {name}?", "nl": f"Over {name}?"}
    scale = {"id": "feel5", **scale}
    fields = {"id": name, "indicator": "x", "role": "own", "scale": scale, "text": text}
    return Question.model_validate({**fields, "reverse": reverse})


def likert(size: int) -> dict[str, Any]:
    return {"type": "likert", "labels": {code: names[:size] for code, names in AGREE.items()}}


QUESTIONS = [
    *(question(f"likert_{size}", likert(size)) for size in (2, 4, 7, 11)),
    question("reversed", likert(7), reverse=True),
    question("marks_to_10", {"type": "grade", "min": 0, "max": 10, "labels": ENDS}),
    question("marks_to_20", {"type": "grade", "min": 0, "max": 20, "labels": ENDS}),
]


def form(language: str) -> None:
    """Show the form of the questions, and keep what it returns."""
    from types import SimpleNamespace  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from dashboard.answering.app.form import question_form  # noqa: PLC0415
    from dashboard.answering.sheet_texts import sheet_texts  # noqa: PLC0415
    from surveys.texts import Texts  # noqa: PLC0415
    from tests.pages.test_answer_scales import SHEET  # noqa: PLC0415

    run = SimpleNamespace(texts=Texts(language), installation=None)
    sent = question_form(run, SHEET, sheet_texts(SHEET, language))
    st.session_state["sent"] = sent


SHEET = AnswerSheet(
    1,
    "monthly",
    date(2026, 3, 6),
    UUID(int=1),
    "North",
    9,
    False,
    5,
    10,
    tuple(QUESTIONS),
    900,
    (),
)


@pytest.fixture(params=["en", "nl"])
def app(request: pytest.FixtureRequest) -> AppTest:
    st.cache_resource.clear()
    return AppTest.from_function(form, kwargs={"language": request.param}).run()


def test_up_to_eleven_options_are_buttons_and_more_a_list_all_with_their_own_words(
    app: AppTest,
) -> None:
    assert not app.exception
    buttons = {shown.key: list(shown.options) for shown in app.pills}
    assert [len(options) for options in buttons.values()] == [2, 4, 7, 11, 7, 11]
    assert buttons["likert_7"] in [names[:7] for names in AGREE.values()]
    assert buttons["reversed"] == buttons["likert_7"]
    assert buttons["marks_to_10"] == [str(mark) for mark in range(11)]
    [listed] = app.selectbox
    assert (listed.key, listed.options) == ("marks_to_20", [str(mark) for mark in range(21)])
    assert all(end in listed.label for end in ENDS["en" if "About" in listed.label else "nl"])


def test_nothing_is_chosen_until_somebody_does_and_what_they_choose_is_the_option_shown(
    app: AppTest,
) -> None:
    assert all(shown.value is None for shown in (*app.pills, *app.selectbox))
    app.pills(key="reversed").select(6)
    app.selectbox(key="marks_to_20").select_index(14)
    app.button[0].click().run()
    answers = app.session_state["sent"].answers
    assert answers == {"reversed": (6,), "marks_to_20": (14,)}
    chosen = {
        q.id: q.scale.values[q.oriented(answers[q.id][0])] for q in QUESTIONS if q.id in answers
    }  # type: ignore[index]
    assert chosen == {"reversed": 1, "marks_to_20": 14}
