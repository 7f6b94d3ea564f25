"""Every page while the database is away: one sentence, or what it can show without one."""

from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.page_registry import served
from surveys.installation import Installation
from tests.locks import main_database_away
from tests.pages.conftest import Open, text_of

WITHOUT = sorted(page.name for page in served(None) if not page.needs_database)
NEEDING = sorted(page.name for page in served(None) if page.needs_database)

SAID = "The database does not answer now."


@pytest.fixture
def opened(open_page: Open, installation: Installation, north: UUID, name: str) -> AppTest:
    """A page, opened while the database is away."""
    assert north
    open_page("privacy")
    with main_database_away(installation):
        app = open_page(name)
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize("name", NEEDING)
def test_a_page_that_needs_the_database_says_that_it_tries_again(opened: AppTest) -> None:
    assert [title.value for title in opened.title] == ["One moment, please"]
    assert SAID in text_of(opened)


@pytest.mark.parametrize("name", WITHOUT)
def test_other_pages_show_what_they_have(opened: AppTest) -> None:
    assert SAID not in text_of(opened)
    assert len(text_of(opened)) > 100
