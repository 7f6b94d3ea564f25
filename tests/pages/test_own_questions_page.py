"""The page of own questions: HR writes, looks, asks and ends; the works council reads."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from surveys.access import Reader
from surveys.installation import Installation
from surveys.own_questions import OwnQuestion, read_own_questions
from tests.builders import add_person, put_programme
from tests.pages.conftest import Open, press, text_of

HR = Reader(UUID(int=7), "Sam", None, frozenset({"hr"}), frozenset())

TEXTS = {
    "name_en": "Tools",
    "name_nl": "Middelen",
    "text_en": "I have the tools I need.",
    "text_nl": "Ik heb de middelen die ik nodig heb.",
    "good_en": "well equipped",
    "good_nl": "goed toegerust",
    "bad_en": "poorly equipped",
    "bad_nl": "slecht toegerust",
}


def write(app: AppTest, **texts: str) -> AppTest:
    """Fill in the form of a new question."""
    for field, text in texts.items():
        key = f"own_question_new_{field}"
        many = field.startswith(("text", "options"))
        fields = app.text_area if many else app.text_input
        fields(key=key).input(text)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def hr(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    put_programme(installation)
    return add_person(installation, organisation["Example"], "Hanna", role="hr")


def stored(installation: Installation) -> list[OwnQuestion]:
    return list(read_own_questions(installation, HR))


def test_hr_writes_a_question_has_it_asked_and_ends_it(
    installation: Installation, open_page: Open, hr: UUID
) -> None:
    app = write(open_page("own_questions", person=hr), **TEXTS)
    press(app, "save_own_question")
    (saved,) = stored(installation)
    assert saved.question.text["nl"] == TEXTS["text_nl"]
    assert app.query_params["question"] == saved.id
    press(app, "own_question_rhythm")
    assert stored(installation)[0].asking == "never"
    assert len(app.error) == 1
    app.checkbox(key=f"agreed_{saved.id}").check().run()
    press(app, "own_question_rhythm")
    assert stored(installation)[0].asking == "rhythm"
    press(app, "own_question_never")
    assert stored(installation)[0].asking == "never"
    press(app, "delete_own_question")
    assert stored(installation) == []
    assert "question" not in app.query_params


def test_the_phone_the_cautions_and_the_seconds_are_there_before_saving(
    installation: Installation, open_page: Open, hr: UUID
) -> None:
    app = open_page("own_questions", person=hr)
    assert not app.get("iframe")
    write(app, **{**TEXTS, "text_en": "I sleep <b>well</b> and Hanna is calm."})
    (frame,) = app.get("iframe")
    shown = frame.proto.srcdoc
    assert "I sleep &lt;b&gt;well&lt;/b&gt;" in shown
    assert "<script" not in shown
    assert "<form" not in shown
    assert len(app.warning) == 3
    assert "seconds" in text_of(app)
    assert stored(installation) == []


def test_what_is_missing_is_said_below_each_field(
    installation: Installation, open_page: Open, hr: UUID
) -> None:
    app = press(write(open_page("own_questions", person=hr), name_en="Tools"), "save_own_question")
    assert text_of(app).count("Please fill this in.") == len(TEXTS) - 1
    assert stored(installation) == []


def test_own_answers_have_fields_of_their_own(
    installation: Installation, open_page: Open, hr: UUID
) -> None:
    app = open_page("own_questions", person=hr)
    app.selectbox(key="own_question_new_kind").select("choice").run()
    texts = {field: text for field, text in TEXTS.items() if field[:4] in {"name", "text"}}
    write(app, **texts, options_en="Tea\nCoffee\nWater", options_nl="Thee\nKoffie\nWater")
    press(app, "save_own_question")
    (saved,) = stored(installation)
    assert saved.question.scale.options("nl") == ("Thee", "Koffie", "Water")


def test_the_works_council_reads_and_changes_nothing(
    installation: Installation, organisation: dict[str, UUID], open_page: Open, hr: UUID
) -> None:
    press(write(open_page("own_questions", person=hr), **TEXTS), "save_own_question")
    council = add_person(installation, organisation["Example"], "Wies", role="council")
    app = open_page("own_questions", person=council, language="nl")
    assert TEXTS["text_nl"] in text_of(app)
    assert not app.text_input
    assert not [button for button in app.button if "own_question" in str(button.key)]
