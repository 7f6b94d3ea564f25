"""Whatever somebody typed as a name is shown as it was typed: no markup, link, picture or icon.

Every page is opened by every role in an organisation in which everything that has a name has a
hostile one, and everything that is sent to the browser is searched.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from google.protobuf.message import Message
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from dashboard.clock import today
from dashboard.page_registry import served
from db import people, waves
from db.engine import reading, writing
from surveys import texts
from surveys.access import Reader
from surveys.access.result_links import result_link
from surveys.follow_up import note_agreement, note_event, note_reason, note_reply, review_agreement
from surveys.installation import Installation
from surveys.organisation import Contacts, create_with_first_unit
from surveys.texts import escape_markdown
from surveys.waves import open_wave
from tests.builders import add_people, add_person, add_unit
from tests.experiments import drawn, plan_of
from tests.pages.conftest import Open, elements, hold_waves, press

HOSTILE = (
    "**b** [l](http://x.example) ![i](http://x.example/y.png) :material/home: :red[r] <b>h</b> "
    "`c` $m$ www.x.example"
)
ALIVE = (
    *("**b**", "[l](", "![i]", ":material/home:", ":red[", "<b>h", "`c`", "$m$", "http://x"),
    "www.x",
)
"""What of it is markup to a browser, as it would stand in what is sent."""

IN_CHARTS = ("<b>h", r"\u003cb\u003eh")
"""What of it is markup in a chart, which knows some HTML and nothing else."""

PLAIN = {
    # Shown by the browser as characters, whatever they are.
    ("Text", "body"),
    ("Code", "code_text"),
    ("TextInput", "default"),
    ("TextInput", "value"),
    ("TextArea", "default"),
    ("Selectbox", "options"),
    ("Selectbox", "raw_value"),
    ("MultiSelect", "options"),
    ("DownloadButton", "url"),
    ("Navigation", "sections"),
    # Components draw what they are sent as text: tests/unit/components/test_components.py.
    ("BidiComponent", "json"),
}
"""Kinds of elements, and their fields whose text is never markup."""

HR = Reader(UUID(int=7), "Sam", None, frozenset({"hr"}), frozenset())
ROLES = {"nobody": None, "manager": "North", "hr": None, "administrator": None, "council": None}


@pytest.fixture
def organisation(installation: Installation) -> dict[str, UUID]:
    contacts = Contacts(f"Counsel {HOSTILE}", f"0800 {HOSTILE}", f"Doctor {HOSTILE}")
    whole, north = create_with_first_unit(
        installation,
        name=f"Example {HOSTILE}",
        first_unit=f"North {HOSTILE}",
        contacts=contacts,
    )
    return {"Example": whole, "North": north}


@pytest.fixture
def persons(installation: Installation, organisation: dict[str, UUID]) -> dict[str, UUID | None]:
    """Somebody of each role, all of whom have hostile names, and two rounds of answers."""
    organisation["South"] = add_unit(installation, f"South {HOSTILE}", organisation["Example"])
    for unit, number in (("North", 12), ("South", 11), ("Example", 6)):
        add_people(installation, organisation[unit], number, named="colleague")
    made: dict[str, UUID | None] = {"nobody": None}
    for role, unit in ROLES.items():
        if role != "nobody":
            home = organisation[unit or "Example"]
            for_unit = organisation[unit] if unit else None
            made[role] = add_person(installation, home, role, role=role, role_for=for_unit)
    with writing(installation.engine) as session:
        for person in session.exec(select(people.Person)).all():
            person.name = f"{person.name} {HOSTILE}"
    for part in (HOSTILE[:60], HOSTILE[60:]):
        units = [organisation["North"], organisation["South"]]
        plan = replace(plan_of(units, 1, first_wave=2), name=f"Try {part}", text=f"Try {HOSTILE}")
        drawn(installation, plan)
    hold_waves(installation, 2, 4)
    with reading(installation.engine) as session:
        wave = waves.last_counted(session, 1)[0].id
    dates = {"starts_on": today() - timedelta(days=9), "review_on": today() + timedelta(days=9)}
    for unit in (organisation["North"], organisation["Example"]):
        note_agreement(installation, HR, unit, f"Agreed {HOSTILE}", indicator="workload", **dates)
        note_agreement(installation, HR, unit, f"Besides {HOSTILE}", indicator=None, **dates)
        fuller = f"{HOSTILE}: two days\n{HOSTILE}: {HOSTILE}", f"{HOSTILE}\n*{HOSTILE}*"
        for details in fuller:
            reviewed = note_agreement(
                installation, HR, unit, f"Kept {HOSTILE}", indicator=None, **dates, details=details
            )
            review_agreement(installation, HR, reviewed, "keep", today(), f"Learned {HOSTILE}")
        note_reply(installation, HR, unit, wave, f"Said {HOSTILE}", f"Did {HOSTILE}", today())
        note_reason(installation, HR, unit, wave, f"No {HOSTILE}", today())
        note_event(installation, HR, unit, f"Moved {HOSTILE}", today())
    return made


def texts_of(message: Message, within: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield kind, field and text of every text in a message."""
    kind = within or type(message).__name__
    for field, value in message.ListFields():
        for part in value if field.is_repeated else [value]:
            if isinstance(part, Message):
                yield from texts_of(part)
            elif isinstance(part, str):
                yield kind, field.name, part


def alive(app: AppTest) -> set[tuple[str, str, str]]:
    """Return what of the hostile names the browser would draw, and where."""
    return {
        (kind, field, text[max(0, text.index(sign) - 60) :][:90])
        for element in elements(app._tree)
        for kind, field, text in texts_of(element)
        if (kind, field) not in PLAIN
        for sign in (IN_CHARTS if kind == "PlotlyChart" else ALIVE)
        if sign in text
    }


@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_somebody_typed_is_drawn_as_markup(
    role: str,
    open_page: Open,
    installation: Installation,
    organisation: dict[str, UUID],
    persons: dict[str, UUID | None],
) -> None:
    wave = open_wave(installation, opens_on=today(), closes_on=today())
    links = list(wave.tokens.values())
    queries = {
        "answer": {"t": links[0]},
        "results": {"u": result_link(installation, organisation["North"])},
        "present": {"unit": organisation["North"].hex},
        "talk": {"unit": organisation["North"].hex},
        "team": {"unit": organisation["North"].hex},
    }
    found = {}
    for page in served(None):
        app = open_page(page.name, person=persons[role], **queries.get(page.name, {}))
        found[page.name] = alive(app)
    app = open_page("answer", person=persons[role], t=links[0])
    app.pills(key="mood_1").select(3)
    press(app, "Send my answers")
    assert app.title[0].value == "Thank you"
    found["answered"] = alive(app)
    assert not {page: drawn for page, drawn in found.items() if drawn}


@pytest.mark.parametrize("page", ["team", "organisation", "trail", "experiments"])
def test_a_name_that_is_not_escaped_would_be_seen(
    page: str, open_page: Open, persons: dict[str, UUID | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any(sign in escape_markdown(HOSTILE) for sign in ALIVE)
    monkeypatch.setattr(texts, "_MARKUP", re.compile("(?!)"))
    assert alive(open_page(page, person=persons["hr"]))
