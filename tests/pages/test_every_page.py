"""Every page for every role: who may open it, and that Dutch readers find nothing in English.

The pages and who may open them are those of the registry. `RESTRICTED` says the second once more,
independently: a page that is not in it has to open for everybody.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from dashboard.page_definition import FOLDER
from dashboard.page_registry import PAGES, served
from surveys import texts
from surveys.access.result_links import result_link
from surveys.installation import Installation
from surveys.instrument import shipped
from surveys.messages.texts import KINDS, default_text
from surveys.texts import Texts
from tests.builders import add_people, add_person
from tests.experiments import drawn, plan_of
from tests.pages.conftest import Open, elements, hold_waves

ROLES: dict[str, tuple[str | None, str | None]] = {
    "nobody": (None, None),
    "employee": (None, None),
    "manager": ("manager", "North"),
    "hr_of_unit": ("hr", "North"),
    "hr": ("hr", None),
    "administrator": ("administrator", None),
    "administrator_of_unit": ("administrator", "North"),
    "council": ("council", None),
}
"""Roles, and the unit that each holds for."""

READERS = {"manager", "hr_of_unit", "hr"}
RESTRICTED = {
    "comments": {"hr"},
    "confirmations": {"hr", "council"},
    "connections": {"hr", "administrator"},
    "contacts": {"hr", "administrator"},
    "count": {"hr", "council"},
    "experiments": READERS,
    "history": {"administrator"},
    "messages": {"administrator", "hr"},
    "organisation": {"hr"},
    "own_questions": {"hr", "council"},
    "people": {"administrator", "administrator_of_unit"},
    "present": READERS,
    "preview": {"administrator"},
    "programme": {"administrator", "hr"},
    "roster_changes": {"hr", "administrator", "council"},
    "set_up": {"administrator"},
    "talk": READERS,
    "team": READERS,
    "trail": {"hr", "council"},
}

REFUSED = ("How are we doing?", "No access", "This link cannot be used")
"""The titles seen instead of a page: that of the first page, or that it is not open."""


def may_open(name: str) -> list[str]:
    return [role for role in ROLES if role in RESTRICTED.get(name, ROLES)]


def language(name: str, role: str) -> str:
    """Return Dutch for every other role that may open a page, so for at least one of them."""
    allowed = may_open(name)
    return "nl" if role in allowed and allowed.index(role) % 2 == 0 else "en"


@pytest.fixture
def persons(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID | None]:
    """Somebody of each role, in an organisation of a team and people without one.

    The team tries something from the second wave on, so that the page of it has something to show.
    """
    add_people(installation, organisation["North"], 12)
    drawn(installation, plan_of([organisation["North"]], 1, first_wave=2))
    return {
        name: None
        if name == "nobody"
        else add_person(
            installation,
            organisation["North" if name == "manager" else "Example"],
            name,
            role=role,
            role_for=organisation[unit] if unit else None,
        )
        for name, (role, unit) in ROLES.items()
    }


@pytest.fixture
def queries(installation: Installation, organisation: dict[str, UUID]) -> dict[str, dict[str, str]]:
    """What the address of a page has to hold so that it shows something."""
    return {
        "results": {"u": result_link(installation, organisation["North"])},
        "present": {"unit": organisation["North"].hex},
        "talk": {"unit": organisation["North"].hex},
    }


def strings(message: Message) -> Iterator[str]:
    """All texts that are sent to the browser in a message, whatever the element."""
    for field, value in message.ListFields():
        for part in value if field.is_repeated else [value]:
            if isinstance(part, Message):
                yield from strings(part)
            elif isinstance(part, str):
                yield part


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Passages of three words or more that are in the English texts and not in the Dutch ones."""
    file = Path(texts.__file__).parent / "locales/nl/LC_MESSAGES/peil.po"
    with file.open("rb") as catalogue:
        pairs = [
            (str(source), str(translation))
            for message in read_po(catalogue)
            if message.id
            for source, translation in (
                zip(message.id, message.string, strict=True)
                if isinstance(message.id, tuple | list)
                else [(message.id, message.string)]
            )
        ]
    pairs += [(asked.text["en"], asked.text["nl"]) for asked in shipped().questions()]
    dutch = "\n".join(translation for _, translation in pairs)
    passages = {part.strip() for source, _ in pairs for part in re.split(r"{\w+}|\n", source)}
    return {part for part in passages if part.count(" ") >= 2 and part not in dutch}


def untranslated(app: AppTest, english: set[str]) -> set[str]:
    """The English passages on a page, but for messages: these are edited in every language."""
    shown = "\n".join(text for element in elements(app.main) for text in strings(element))
    messages = [default_text(kind, "en") for kind in KINDS]
    edited = "\n".join(f"{message.subject}\n{message.body}" for message in messages)
    return {passage for passage in english if passage in shown and passage not in edited}


def test_the_registry_has_every_file_and_only_pages_that_are_there() -> None:
    assert {f"{FOLDER}/{file.name}" for file in Path(FOLDER).glob("*.py")} == {
        page.file for page in PAGES.values()
    }
    assert RESTRICTED.keys() <= PAGES.keys()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(
    open_page: Open,
    installation: Installation,
    persons: dict[str, UUID | None],
    queries: dict[str, dict[str, str]],
    english: set[str],
    role: str,
) -> None:
    hold_waves(installation, 2)
    for page in served(None):
        code = language(page.name, role)
        query = queries.get(page.name, {})
        app = open_page(page.name, person=persons[role], language=code, **query)
        cell = f"{role} and {page.name} in {code}"
        refusals = [Texts(code).gettext(title) for title in REFUSED]
        opened = page.is_first or app.title[0].value not in refusals
        assert opened == (role in may_open(page.name)), cell
        assert opened == page.may_open(app.session_state["run"]), f"the registry: {cell}"
        assert not app.error, cell
        assert code == "en" or not untranslated(app, english), cell


def test_every_page_opens_before_the_first_count(
    open_page: Open,
    persons: dict[str, UUID | None],
    queries: dict[str, dict[str, str]],
    english: set[str],
) -> None:
    for page in served(None):
        person = persons[may_open(page.name)[0]]
        app = open_page(page.name, person=person, language="nl", **queries.get(page.name, {}))
        assert app.title[0].value, page.name
        assert not app.error, page.name
        assert not untranslated(app, english), page.name


def test_an_untranslated_text_would_be_seen(
    open_page: Open, organisation: dict[str, UUID], english: set[str]
) -> None:
    assert organisation
    assert len(untranslated(open_page("welcome", language="en"), english)) > 5


def test_hr_of_one_unit_cannot_open_another(
    open_page: Open, persons: dict[str, UUID | None], organisation: dict[str, UUID]
) -> None:
    for page in ("team", "present", "talk"):
        for name, unit in organisation.items():
            app = open_page(page, person=persons["hr_of_unit"], unit=unit.hex)
            assert (app.title[0].value == "No access") == (name == "Example"), page
