"""Every page for every role: who may open what. A page that is not in the table fails the test."""

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from db import people
from db.base import insert
from db.engine import writing
from surveys.access.result_links import result_link
from surveys.installation.installation import Installation
from tests.conftest import add_people
from tests.pages.conftest import Open, hold_wave

ROLES = (
    "nobody",
    "employee",
    "manager",
    "hr_of_unit",
    "hr",
    "administrator",
    "administrator_of_unit",
    "council",
)
EVERYBODY = frozenset(ROLES)
READERS = frozenset({"manager", "hr_of_unit", "hr"})

MAY_OPEN = {
    "answer.py": EVERYBODY,
    "how_to_read.py": EVERYBODY,
    "messages.py": frozenset({"administrator"}),
    "organisation.py": frozenset({"hr"}),
    "people.py": frozenset({"administrator", "administrator_of_unit"}),
    "present.py": READERS,
    "privacy.py": EVERYBODY,
    "programme.py": frozenset({"administrator"}),
    "results.py": EVERYBODY,
    "roster_changes.py": frozenset({"hr", "administrator", "council"}),
    "set_up.py": frozenset({"administrator"}),
    "team.py": READERS,
    "thanks.py": EVERYBODY,
    "trail.py": frozenset({"hr", "council"}),
    "welcome.py": EVERYBODY - READERS,
}
"""Who sees the page itself; everybody else is led to the first page, or told that it is closed."""

NOT_THERE = {"start.py", "elsewhere.py"}
"""Pages that exist only where a process does one half."""

CLOSED = {"How are we doing?", "No access", "This link cannot be used"}
"""What is seen instead of a page: the first one, or that it is not open."""


@pytest.fixture
def persons(
    installation: Installation, organisation: dict[str, UUID], leader: UUID
) -> dict[str, UUID | None]:
    """Somebody of each role, in an organisation with published results."""
    held: dict[str, tuple[str, UUID | None]] = {
        "hr_of_unit": ("hr", organisation["North"]),
        "hr": ("hr", None),
        "administrator": ("administrator", None),
        "administrator_of_unit": ("administrator", organisation["North"]),
        "council": ("council", None),
    }
    ids = add_people(installation, organisation["Example"], len(held) + 1, named="role")
    found: dict[str, UUID | None] = {"nobody": None, "manager": leader, "employee": ids[-1]}
    with writing(installation.engine) as session:
        for person, (name, (role, unit)) in zip(ids, held.items(), strict=False):
            insert(session, people.Access(person_id=person, role=role, unit_id=unit))
            found[name] = person
    hold_wave(installation, date(2026, 3, 2), 2)
    return found


def test_the_table_names_every_page_and_role() -> None:
    pages = {file.name for file in Path("dashboard/pages").glob("*.py")}
    assert set(MAY_OPEN) | NOT_THERE == pages
    assert all(roles <= EVERYBODY for roles in MAY_OPEN.values())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    persons: dict[str, UUID | None],
    role: str,
) -> None:
    asked = {
        "results.py": {"u": result_link(installation, organisation["North"])},
        "present.py": {"unit": organisation["North"].hex},
    }
    for page, roles in MAY_OPEN.items():
        app = open_page(page, person=persons[role], **asked.get(page, {}))
        opened = (app.title[0].value in CLOSED) == (page == "welcome.py")
        assert opened == (role in roles), f"{role} and {page}"


@pytest.mark.parametrize("role", ["employee", "administrator", "administrator_of_unit", "council"])
def test_who_reads_no_results_sees_none_on_any_page(
    open_page: Open, persons: dict[str, UUID | None], role: str, organisation: dict[str, UUID]
) -> None:
    for page in ("team.py", "present.py", "organisation.py"):
        for unit in organisation.values():
            app = open_page(page, person=persons[role], unit=unit.hex)
            assert app.title[0].value in {"No access", "How are we doing?"}


@pytest.mark.parametrize("role", ["manager", "hr_of_unit"])
def test_who_reads_one_unit_cannot_open_another(
    open_page: Open, persons: dict[str, UUID | None], role: str, organisation: dict[str, UUID]
) -> None:
    for page in ("team.py", "present.py"):
        mine = open_page(page, person=persons[role], unit=organisation["North"].hex)
        assert mine.title[0].value != "No access"
        for other in ("South", "Example"):
            app = open_page(page, person=persons[role], unit=organisation[other].hex)
            assert app.title[0].value == "No access", f"{role}, {page}, {other}"
