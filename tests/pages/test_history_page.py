"""Earlier surveys are imported on a page after a preview, and taken back."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.history import waves_to_take_back
from surveys.installation import Installation
from surveys.kept_mappings import kept_mappings
from surveys.organisation import load_instrument
from surveys.trail import entries
from tests.builders import add_person
from tests.pages.conftest import Open
from tests.store.history.conftest import MAPPING
from tests.store.history.test_preview import ROWS
from tests.stored import main_dump, main_rows

RECENT = MAPPING.replace("2020", str(today().year - 1))


@pytest.fixture
def page(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> Callable[[], AppTest]:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    return lambda: open_page("history", person=person)


def uploaded(app: AppTest, rows: list[list[str]], mapping: str = RECENT) -> AppTest:
    table = "\n".join(",".join(row) for row in [["team", "balance", "alone"], *rows])
    answers, described = app.get("file_uploader")[:2]
    answers.upload("answers.csv", table.encode(), "text/csv")
    described.upload("mapping.yaml", mapping.encode(), "application/yaml")
    app.run()
    return press(app, "Show a preview")


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if label in button.label).click().run()


def test_a_survey_is_seen_before_it_is_imported_and_taken_back(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    app = page()
    before = main_dump(installation)
    uploaded(app, ROWS)
    assert not app.exception
    assert main_dump(installation) == before
    assert any("Rows that count: 20" in text.value for text in app.markdown)
    assert any("South" in warning.value for warning in app.warning)
    press(app, "Import")
    assert "“Before” is imported" in app.success[0].value
    assert [wave.title for wave in waves_to_take_back(installation)] == ["Before"]
    press(app, "Take back")
    assert "“Before” is taken back" in app.success[0].value
    assert not waves_to_take_back(installation)


def test_a_fault_is_said_with_its_place(page: Callable[[], AppTest]) -> None:
    app = uploaded(page(), [*ROWS, ["North", "9", "1"]])
    assert "line 22, column “balance”" in app.error[0].value
    assert not [button for button in app.button if "Import" in button.label]


def test_a_guessed_mapping_is_corrected_on_the_page_used_and_kept(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    asked = "How often did you feel that you stood alone in your work?"
    rows = [["Timestamp", "Your team", asked, "Biscuits"]]
    year = today().year - 1
    rows += [
        [f"{year}-03-{n + 10} 10:00:00", "North", ("Often", "Rarely")[n % 2], "7"]
        for n in range(15)
    ]
    app = page()
    app.get("file_uploader")[0].upload(
        "Last year.csv", "\n".join(",".join(row) for row in rows).encode(), "text/csv"
    )
    app.run()
    press(app, "Guess the mapping")
    assert not app.exception
    (guessed,) = app.text_area
    assert "iso_1" in guessed.value
    assert f"{year}-03-24" in guessed.value
    assert any("Biscuits" in caption.value for caption in app.caption)
    guessed.set_value(guessed.value.replace("title: Last year", "title: By hand")).run()
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    assert any("Rows that count: 15" in text.value for text in app.markdown)
    assert [b.key for b in app.get("download_button")] == ["history_keep"]
    press(app, "Import")
    assert [wave.title for wave in waves_to_take_back(installation)] == ["By hand"]


def test_a_question_in_other_words_is_matched_on_the_page_and_imported(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    year, asked = today().year - 1, "Lukte het je om het werk af te krijgen?"
    rows = [["Tijdstempel", "Waar werk je?", asked]]
    rows += [
        [
            f"{day}-3-{year} 10:00:00",
            "North",
            ("Zelden of nooit", "Meestal wel", "weet niet")[day % 3],
        ]
        for day in range(10, 28)
    ]
    app = page()
    app.get("file_uploader")[0].upload(
        "Formulier.csv",
        "\r\n".join(";".join(row) for row in rows).encode("utf-8-sig"),
        "text/csv",
    )
    app.run()
    press(app, "Guess the mapping")
    app.selectbox(key="match_column").select("Waar werk je?").run()
    app.selectbox(key="match_question").select_index(0).run()
    press(app, "Write it into the mapping")
    app.selectbox(key="match_column").select(asked).run()
    workload = next(
        option
        for option in app.selectbox(key="match_question").options
        if "finish your work" in option
    )
    app.selectbox(key="match_question").select(workload).run()
    press(app, "Write it into the mapping")
    assert any(asked in error.value for error in app.error)
    for cell, option in (("Zelden of nooit", 0), ("Meestal wel", 3)):
        (means,) = [box for box in app.selectbox if cell in box.label]
        means.select_index(option).run()
    press(app, "Write it into the mapping")
    assert not app.exception
    assert any(asked in success.value for success in app.success)
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    assert any("Rows that count: 12" in text.value for text in app.markdown)
    press(app, "Import")
    assert [wave.title for wave in waves_to_take_back(installation)] == ["Formulier"]


def test_a_structure_that_is_none_is_said(page: Callable[[], AppTest]) -> None:
    app = page()
    app.get("file_uploader")[0].upload("a.csv", b"team,q\nNorth,1\n", "text/csv")
    app.run()
    app.get("file_uploader")[2].upload("a.lss", b"no structure", "application/xml")
    app.run()
    press(app, "Guess the mapping")
    assert any("is not the structure" in error.value for error in app.error)


MOOD = "How did you feel at work?"
ITEMS = {
    "How did you feel at work?": "mood_1",
    "I managed to keep work and private life well in balance.": "wlb_1",
}


def pick(app: AppTest, key: str, words: str) -> AppTest:
    """Choose the option of a field that has these words in it."""
    box = app.selectbox(key=key)
    return box.select(next(option for option in box.options if words in option)).run()


def table_of_units() -> bytes:
    """Return averages of units as another tool exports them, in Dutch, with decimal commas."""
    rows = [
        f"{unit};{item};3,{1 + place};12;0,9"
        for place, unit in enumerate(("North", "Zuid"))
        for item in ITEMS
    ]
    titles = "Afdeling;Vraag;Gemiddelde;Respondenten;Standaarddeviatie"
    return "\r\n".join([titles, *rows]).encode("utf-8-sig")


def test_numbers_of_units_are_guessed_seen_imported_and_taken_back(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    app = open_page("history", person=person, file="aggregates")
    before, year = main_dump(installation), today().year - 1
    app.get("file_uploader")[0].upload("Old tool.csv", table_of_units(), "text/csv")
    app.run()
    press(app, "Guess the mapping")
    assert not app.exception
    guessed = yaml.safe_load(app.text_area[0].value)
    assert guessed["unit"]["column"] == "Afdeling"
    assert guessed["questions"] == {"column": "Vraag", "ids": ITEMS}
    assert guessed["mean"] == {"column": "Gemiddelde", "worst": 1, "best": 5}
    assert (guessed["answers"], guessed["sd"]) == ("Respondenten", "Standaarddeviatie")
    assert app.info[-1].value.startswith("Still needed"), "nobody can guess the days"
    press(app, "Show a preview")
    assert app.error[0].value == app.info[-1].value
    guessed["wave"] |= {"opens_on": f"{year}-03-01", "closes_on": f"{year}-03-31"}
    guessed["unit"]["new_below"] = "Example"
    app.text_area[0].set_value(yaml.safe_dump(guessed, allow_unicode=True)).run()
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    assert main_dump(installation) == before
    shown = app.dataframe[0].value
    assert set(zip(shown["Number"], shown["Answers"], strict=True)) == {
        ("3.1", 12),
        ("3.2", 12),
        ("3.15", 24),
    }
    press(app, "Import")
    assert "“Old tool” are imported: 3 units" in app.success[0].value
    press(app, "Take back the numbers of “Old tool”")
    assert "“Old tool” is taken back" in app.success[0].value
    assert not main_rows(installation, "SELECT * FROM imported_mean")


def of_letters(*, wide: bool) -> bytes:
    """Return averages below titles that say nothing, with a column for each question if `wide`."""
    units = (("North", 64, 71, 18), ("Zuid", 55, 80, 12))
    rows = [f"{unit};Autumn;{one};{two};{n}" for unit, one, two, n in units]
    if not wide:
        rows = [
            f"{unit};Autumn;{question};{number};{n}"
            for unit, one, two, n in units
            for question, number in (("Joy", one), ("Alone", two))
        ]
    return "\r\n".join(["A;B;C;D;E", *rows]).encode()


@pytest.mark.parametrize("wide", [True, False])
def test_numbers_below_titles_that_say_nothing_are_matched_without_a_word_of_yaml(
    open_page: Open, installation: Installation, organisation: dict[str, UUID], wide: bool
) -> None:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    app, year = open_page("history", person=person, file="aggregates"), today().year - 1
    app.get("file_uploader")[0].upload("Old tool.csv", of_letters(wide=wide), "text/csv")
    app.run()
    press(app, "Guess the mapping")
    assert not app.exception
    assert any(info.value.startswith("Still needed") for info in app.info)
    app.selectbox(key="table_unit").select("A").run()
    app.selectbox(key="table_waves").select("B").run()
    app.date_input(key="table_opens_1").set_value(date(year, 3, 1)).run()
    app.date_input(key="table_closes_1").set_value(date(year, 3, 20)).run()
    if wide:
        app.segmented_control(key="table_wide").set_value(True).run()
    else:
        app.selectbox(key="table_question").select("C").run()
        app.selectbox(key="table_number").select("D").run()
    app.selectbox(key="table_answers").select("E").run()
    pick(app, "table_asked_0", MOOD)
    assert not any(MOOD in said for said in app.selectbox(key="table_asked_1").options)
    pick(app, "table_asked_1", "stood alone")
    app.checkbox(key="table_turned_1").check().run()
    assert not app.exception
    assert not app.info, [info.value for info in app.info]
    assert (
        app.number_input(key="table_worst").value,
        app.number_input(key="table_best").value,
    ) == (
        0,
        100,
    )
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    shown = app.dataframe[0].value
    of_north = shown[shown["Unit"] == "North"]
    assert dict(zip(of_north["Question"], of_north["Number"], strict=True)) == {
        "mood_1": "3.56",
        "iso_1": "2.16",
    }
    app.number_input(key="table_best").set_value(80).run()
    assert not app.dataframe, "what was seen before a change is not imported"
    app.number_input(key="table_best").set_value(100).run()
    press(app, "Show a preview")
    written = app.text_area(key="aggregates_text").value
    app.text_area(key="aggregates_text").set_value(written + "skip: [NA]\n").run()
    assert not app.dataframe
    press(app, "Show a preview")
    press(app, "Import")
    assert "“Old tool” are imported: 3 units" in app.success[0].value
    (kept,) = kept_mappings(installation, "aggregates")
    assert ("columns" in kept.fields["questions"]) is wide

    later = open_page("history", person=person, file="aggregates")
    later.get("file_uploader")[0].upload("Later.csv", of_letters(wide=wide), "text/csv")
    later.run()
    press(later, "Use the mapping of “Old tool”")
    assert not later.exception
    assert later.selectbox(key="table_asked_1").value == "iso_1"
    assert later.checkbox(key="table_turned_1").value


def test_counts_are_matched_with_their_columns_in_order(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    app, year = open_page("history", person=person, file="aggregates"), today().year - 1
    table = b"A;B;C;D;E;F;G\r\nNorth;Q1;9;8;7;6;5\r\nZuid;Q1;3;3;3;3;3\r\n"
    app.get("file_uploader")[0].upload("Counts.csv", table, "text/csv")
    app.run()
    press(app, "Guess the mapping")
    app.segmented_control(key="table_kind").set_value("counts").run()
    app.selectbox(key="table_unit").select("A").run()
    app.selectbox(key="table_question").select("B").run()
    app.multiselect(key="table_options").set_value(list("GFEDC")).run()
    pick(app, "table_asked_0", "well in balance")
    app.date_input(key="table_opens_0").set_value(date(year, 3, 1)).run()
    app.date_input(key="table_closes_0").set_value(date(year, 3, 20)).run()
    assert not app.exception
    assert not app.info, [info.value for info in app.info]
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    shown = app.dataframe[0].value
    assert list(shown[shown["Unit"] == "North"]["Number"]) == ["5  6  7  8  9"]


def test_a_new_unit_is_another_spelling_or_lies_elsewhere_as_chosen_in_the_preview(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> None:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    app, year = open_page("history", person=person, file="aggregates"), today().year - 1
    rows = [f"{unit};{MOOD};3,4;12" for unit in ("Noord", "Night", "East")]
    table = "\r\n".join(["Team;Question;Mean;n", *rows]).encode()
    app.get("file_uploader")[0].upload("Old tool.csv", table, "text/csv")
    app.run()
    press(app, "Guess the mapping")
    app.date_input(key="table_opens_0").set_value(date(year, 3, 1)).run()
    app.date_input(key="table_closes_0").set_value(date(year, 3, 20)).run()
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    labels = {box.label: box.key for box in app.selectbox}
    pick(app, labels["“Noord” is"], "North")
    assert not app.exception
    labels = {box.label: box.key for box in app.selectbox}
    pick(app, labels["“Night” lies below"], "North")
    labels = {box.label: box.key for box in app.selectbox}
    pick(app, labels["“East” is"], "North")
    assert "line 2 has the same unit" in app.error[0].value
    unit = yaml.safe_load(app.text_area(key="aggregates_text").value)["unit"]
    assert unit["rename"] == {"Noord": "North"}, "what cannot be is taken back"
    assert unit["above"] == {"Night": "North"}
    press(app, "Import")
    lies = main_rows(
        installation,
        "SELECT unit.name, above.name FROM unit JOIN unit AS above ON above.id = unit.parent_id",
    )
    assert sorted(map(tuple, lies)) == [
        ("East", "Example"),
        ("Night", "North"),
        ("North", "Example"),
    ]


def test_a_unit_of_answers_is_another_spelling_as_chosen_in_the_preview(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    app, year = page(), today().year - 1
    table = of_forms().replace(b"North", b"Noord")
    app.get("file_uploader")[0].upload("Forms.csv", table, "text/csv")
    app.run()
    press(app, "Guess the mapping")
    choose(app, "Where", "The unit of each person")
    press(app, "Write it into the mapping")
    choose(app, "How was it? (1)", MOOD)
    press(app, "Write it into the mapping")
    app.date_input(key="survey_opens").set_value(date(year, 3, 1)).run()
    app.date_input(key="survey_closes").set_value(date(year, 3, 20)).run()
    press(app, "Show a preview")
    labels = {box.label: box.key for box in app.selectbox}
    assert "“Noord” lies below" not in labels
    pick(app, labels["“Noord” is"], "North")
    assert not app.exception
    assert not app.warning
    press(app, "Import")
    assert main_rows(installation, "SELECT name FROM unit WHERE name = 'Noord'") == []


def test_a_mapping_is_kept_recognised_by_its_headings_used_and_deleted(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    app = uploaded(page(), ROWS)
    press(app, "Import")
    (kept,) = kept_mappings(installation, "answers")
    assert kept.name == "Before"
    assert not {"wave", "organisation"} & set(kept.fields)

    app = page()
    later = ["balance,team,alone", *(f"{one},{unit},{two}" for unit, one, two in ROWS)]
    app.get("file_uploader")[0].upload("After.csv", "\n".join(later).encode(), "text/csv")
    app.run()
    press(app, "Use the mapping of “Before”")
    assert not app.exception
    offered = yaml.safe_load(app.text_area[0].value)
    assert offered["wave"]["title"] == "After"
    assert offered["questions"] == {"wlb_1": {"column": "balance"}, "iso_1": {"column": "alone"}}
    app.get("file_uploader")[0].upload("Other.csv", b"team,else\nNorth,1\n", "text/csv")
    app.run()
    assert not [button for button in app.button if "Use the mapping" in button.label]
    assert not app.text_area, "what was made of another file is gone"

    press(app, "Delete")
    assert not kept_mappings(installation, "answers")
    noted = [entry.action for entry in entries(installation)]
    assert {"mapping kept", "mapping deleted"} <= set(noted)


def of_forms() -> bytes:
    """Return an export with two columns under one heading, a draft, and no times."""
    rows = ["Where;How was it?;How was it?;State"]
    rows += [
        f"North;{n % 5 + 1};{('Awful', 'Great', 'no idea')[n % 3]};{('sent', 'draft')[n == 17]}"
        for n in range(18)
    ]
    return "\r\n".join(rows).encode("utf-8-sig")


def choose(app: AppTest, column: str, meaning: str) -> AppTest:
    app.selectbox(key="match_column").select(column).run()
    box = app.selectbox(key="match_question")
    return box.select(next(option for option in box.options if meaning in option)).run()


def test_whatever_is_not_guessed_is_said_on_the_page_without_a_word_of_yaml(
    page: Callable[[], AppTest], installation: Installation
) -> None:
    app, year = page(), today().year - 1
    app.get("file_uploader")[0].upload("Forms.csv", of_forms(), "text/csv")
    app.run()
    press(app, "Guess the mapping")
    assert any(value.startswith("Still needed") for value in (info.value for info in app.info))
    choose(app, "Where", "The unit of each person")
    press(app, "Write it into the mapping")
    choose(app, "State", "Which rows count")
    press(app, "Write it into the mapping")
    assert any("State" in error.value for error in app.error), "no cell is chosen"
    app.multiselect[0].select("sent").run()
    press(app, "Write it into the mapping")
    choose(app, "How was it? (1)", "How did you feel at work?")
    press(app, "Write it into the mapping")
    choose(app, "How was it? (2)", "that Peil does not have yet")
    press(app, "Make it a question of your own")
    assert app.error, "the names are missing"
    for language in ("en", "nl"):
        for field, said in (("name", "Days"), ("good", "better"), ("bad", "worse")):
            app.text_input(key=f"match_own_2_{field}_{language}").set_value(said)
        app.text_area(key=f"match_own_2_options_{language}").set_value("Awful\nGreat")
    press(app, "Make it a question of your own")
    assert not app.error, app.error[0].value
    assert [box.value for box in app.selectbox if "“Great”" in box.label] == [1]
    app.text_input(key="survey_title").set_value("By hand").run()
    app.date_input(key="survey_opens").set_value(date(year, 3, 1)).run()
    app.date_input(key="survey_closes").set_value(date(year, 3, 20)).run()
    assert not app.exception
    assert not app.info
    press(app, "Show a preview")
    assert not app.error, app.error[0].value
    assert any("Rows that count: 17" in text.value for text in app.markdown)
    press(app, "Import")
    (wave,) = waves_to_take_back(installation)
    assert (wave.title, wave.closes_on) == ("By hand", date(year, 3, 20))
    (own,) = [q for q in load_instrument(installation).questions() if q.role == "own"]
    assert own.scale.options("en") == ("Awful", "Great")

    later = page()
    later.get("file_uploader")[0].upload("Later.csv", of_forms(), "text/csv")
    later.run()
    press(later, "Guess the mapping")
    choose(later, "How was it? (2)", "Days: How was it? (your own)")
    assert [box.value for box in later.selectbox if "“Awful”" in box.label] == [0]


def test_days_in_the_text_that_no_field_can_hold_are_shown_as_missing(
    page: Callable[[], AppTest],
) -> None:
    app = page()
    app.get("file_uploader")[0].upload("Forms.csv", of_forms(), "text/csv")
    app.run()
    press(app, "Guess the mapping")
    for opens in ("0001-01-01", "9999-12-31", "spring"):
        written = app.text_area(key="answers_text").value
        fields = yaml.safe_load(written)
        fields["wave"]["opens_on"] = opens
        app.text_area(key="answers_text").set_value(yaml.safe_dump(fields)).run()
        assert not app.exception
        assert app.date_input(key="survey_opens").value is None
    app.text_area(key="answers_text").set_value("a: [").run()
    assert not app.exception
    assert not app.date_input
