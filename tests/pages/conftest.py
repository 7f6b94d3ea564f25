"""Opens a page of the real app, on a real installation, in one language and as one reader."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.clock import now
from surveys import installation as installations
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.sign_in import make_link_secret, redeem

APP = Path(__file__).parents[2] / "streamlit_app.py"
LANGUAGES = ("en", "nl")

Open = Callable[..., AppTest]


@pytest.fixture
def open_page(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """A function that opens a page file, such as answer.py, and returns it after its first run."""
    monkeypatch.setenv("PEIL_FOLDER", str(settings.folder))
    installations.installation.cache_clear()
    st.cache_resource.clear()

    def open_page(
        page: str = "welcome.py", *, language: str = "en", person: UUID | None = None, **query: str
    ) -> AppTest:
        secret = None
        if person is not None:
            secret = redeem(installation, make_link_secret(installation, person, now()), now())
        monkeypatch.setattr(session, "session_secret", lambda: secret)
        app = AppTest.from_file(str(APP), default_timeout=20)
        app.query_params["lang"] = language
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        app.switch_page(f"dashboard/pages/{page}").run()
        assert not app.exception
        return app

    yield open_page
    installations.installation.cache_clear()


def text_of(app: AppTest) -> str:
    """Everything that a page says, in one string."""
    parts = [app.title, app.subheader, app.markdown, app.caption, app.info, app.error, app.warning]
    return "\n".join(element.value for kind in parts for element in kind)
