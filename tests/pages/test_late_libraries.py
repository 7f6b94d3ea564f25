"""What a page draws without tables needs no pandas: most processes never load it."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from dashboard.clock import now
from dashboard.page_registry import PAGES
from surveys.installation import Installation
from surveys.settings import Settings
from surveys.sign_in import make_link_secret, redeem
from tests.builders import add_person
from tests.pages.conftest import hold_waves

ROOT = Path(__file__).parents[2]
OPENING = """
import sys
from streamlit.testing.v1 import AppTest
from dashboard import session
from tests.streamlit_internals import ask_for
address, secret = sys.argv[1:]
session.session_secret = lambda: secret
app = AppTest.from_file("streamlit_app.py", default_timeout=120)
ask_for(app, address)
app.run()
assert not app.exception, app.exception
print(len(app.get("plotly_chart")), "pandas" in sys.modules)
"""


@pytest.mark.parametrize("page", ["team", "organisation"])
def test_results_are_drawn_without_pandas(
    installation: Installation,
    settings: Settings,
    organisation: dict[str, UUID],
    leader: UUID,
    page: str,
) -> None:
    hold_waves(installation, 3, 2)
    unit = organisation["Example"]
    person = leader if page == "team" else add_person(installation, unit, "Sam", role="hr")
    secret = redeem(installation, make_link_secret(installation, person, now()), now())
    run = subprocess.run(
        [sys.executable, "-c", OPENING, PAGES[page].address, secret or ""],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PEIL_FOLDER": str(settings.folder), "PYTHONPATH": str(ROOT)},
    )
    charts, is_loaded = run.stdout.split()
    assert int(charts) > 0, run.stdout
    assert is_loaded == "False"
