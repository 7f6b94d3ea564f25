"""Every page while the database is away: one sentence, or what it can show without one."""

from uuid import UUID

import pytest

from dashboard.page_registry import served
from surveys.installation import Installation
from tests.locks import main_database_away
from tests.pages.conftest import Open, text_of

WITHOUT = sorted(page.name for page in served(None) if not page.needs_database)
NEEDING = sorted(page.name for page in served(None) if page.needs_database)


@pytest.mark.parametrize("name", NEEDING)
def test_a_page_that_needs_the_database_says_that_it_tries_again(
    open_page: Open, installation: Installation, north: UUID, name: str
) -> None:
    del north
    open_page("privacy")
    with main_database_away(installation):
        app = open_page(name)
        assert not app.exception
        assert not app.error
        assert [title.value for title in app.title] == ["One moment, please"]
        assert "The database does not answer now." in text_of(app)


@pytest.mark.parametrize("name", WITHOUT)
def test_other_pages_show_what_they_have(
    open_page: Open, installation: Installation, north: UUID, name: str
) -> None:
    del north
    open_page("privacy")
    with main_database_away(installation):
        app = open_page(name)
        assert not app.exception
        assert not app.error
        assert "The database does not answer now." not in text_of(app)
        assert len(text_of(app)) > 100
