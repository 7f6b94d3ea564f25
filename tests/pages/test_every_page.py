"""Every page opens for everybody, in every language, before the first count and after it."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from surveys.access.result_links import result_link
from surveys.installation.installation import Installation
from tests.pages.conftest import Open, hold_wave

PAGES = sorted(file.name for file in Path("dashboard/pages").glob("*.py"))
ELSEWHERE = {"start.py", "elsewhere.py"}
"""Pages that are there only where a process does one half."""


@pytest.mark.parametrize(("language", "counted"), [("en", False), ("nl", True)])
@pytest.mark.parametrize("role", ["nobody", "manager", "hr", "administrator", "council"])
def test_it_opens_and_says_what_it_is(
    open_page: Open,
    installation: Installation,
    leader: UUID,
    hr: UUID,
    administrator: UUID,
    council: UUID,
    organisation: dict[str, UUID],
    role: str,
    language: str,
    counted: bool,
) -> None:
    if counted:
        hold_wave(installation, date(2026, 3, 2), 2)
    who = {"nobody": None, "manager": leader, "hr": hr, "administrator": administrator}
    person = council if role == "council" else who[role]
    link = result_link(installation, organisation["North"])
    assert {"team.py", "organisation.py", "results.py"} <= set(PAGES)
    for page in PAGES:
        if page not in ELSEWHERE:
            query = {"u": link} if page == "results.py" else {}
            app = open_page(page, person=person, language=language, **query)
            assert not app.exception
            assert app.title[0].value
            assert not app.error
