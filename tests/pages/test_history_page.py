"""Earlier surveys are imported on a page after a preview, and taken back."""

from collections.abc import Callable
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from surveys.history import waves_to_take_back
from surveys.installation import Installation
from tests.builders import add_person
from tests.pages.conftest import Open
from tests.store.history.conftest import MAPPING
from tests.store.history.test_preview import ROWS
from tests.stored import main_dump

RECENT = MAPPING.replace("2020", str(today().year - 1))


@pytest.fixture
def page(
    open_page: Open, installation: Installation, organisation: dict[str, UUID]
) -> Callable[[], AppTest]:
    person = add_person(installation, organisation["Example"], "Ada", role="administrator")
    return lambda: open_page("history", person=person)


def uploaded(app: AppTest, rows: list[list[str]], mapping: str = RECENT) -> AppTest:
    table = "\n".join(",".join(row) for row in [["team", "balance", "alone"], *rows])
    answers, described = app.get("file_uploader")
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
