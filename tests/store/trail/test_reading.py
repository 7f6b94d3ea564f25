"""The audit trail is for HR and the works council, by kind and page by page; files are noted."""

import csv
import io
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import writing
from surveys.access.access import NotAllowedError, Reader
from surveys.installation.installation import Installation
from surveys.tables.spreadsheet_cells import escape_formula
from surveys.trail import trail
from surveys.trail.reading import KINDS, PAGE_SIZE, export_trail, read_trail
from surveys.trail.trail import entries
from tests.refusals import code
from tests.rosters import appoint

pytestmark = pytest.mark.both_databases


def a_reader(*roles: str, leads: frozenset[UUID] = frozenset()) -> Reader:
    return Reader(uuid4(), "Somebody", None, frozenset(roles), leads)


HR, COUNCIL = a_reader("hr"), a_reader("council")


@pytest.fixture(autouse=True)
def _organisation(organisation: dict[str, UUID]) -> None:
    assert organisation


def note(installation: Installation, *noted: tuple[trail.Action, str]) -> None:
    with writing(installation.engine) as session:
        for action, subject in noted:
            trail.note(session, action, subject, HR.person)


@pytest.mark.parametrize(
    "who",
    [
        a_reader(),
        a_reader("administrator"),
        a_reader("manager", leads=frozenset({uuid4()})),
        # HR of one unit.
        a_reader(leads=frozenset({uuid4()})),
    ],
)
def test_nobody_else_may_read_or_save_it(installation: Installation, who: Reader) -> None:
    before = entries(installation)
    with pytest.raises(NotAllowedError, check=code("trail")):
        read_trail(installation, who)
    with pytest.raises(NotAllowedError, check=code("trail")):
        export_trail(installation, who)
    assert entries(installation) == before


@pytest.mark.parametrize("who", [HR, COUNCIL])
def test_hr_and_the_works_council_read_everything(installation: Installation, who: Reader) -> None:
    found = read_trail(installation, who)
    assert [entry.action for entry in found.entries] == ["organisation set up"]
    assert (found.number, found.pages) == (1, 1)


def test_each_action_is_of_exactly_one_kind(installation: Installation) -> None:
    actions = trail.Action.__args__  # type: ignore[attr-defined]
    note(installation, *((action, "x") for action in actions))
    by_kind = {
        kind: {e.action for e in read_trail(installation, HR, kind=kind).entries} for kind in KINDS
    }
    assert sum(len(of) for of in by_kind.values()) == len(set(actions))
    assert "results read" in by_kind["results"]
    assert "access given" in by_kind["people"]
    assert "comments deleted" in by_kind["other"]


def test_pages_hold_every_entry_once_and_the_last_one_is_not_passed(
    installation: Installation,
) -> None:
    subjects = {f"unit {i}" for i in range(2 * PAGE_SIZE + 7)}
    note(installation, *(("results read", subject) for subject in sorted(subjects)))
    pages = [read_trail(installation, HR, kind="results", page=p) for p in (1, 2, 3)]
    assert [len(p.entries) for p in pages] == [PAGE_SIZE, PAGE_SIZE, 7]
    assert {e.subject for p in pages for e in p.entries} == subjects
    for beyond in (4, 10_000):
        assert read_trail(installation, HR, kind="results", page=beyond) == pages[-1]
    for before in (0, -5):
        assert read_trail(installation, HR, kind="results", page=before) == pages[0]


def test_a_kind_without_entries_is_one_empty_page(installation: Installation) -> None:
    found = read_trail(installation, HR, kind="talks", page=3)
    assert (found.entries, found.number, found.pages) == ([], 1, 1)


def test_saving_it_is_noted_with_who_did_it(installation: Installation) -> None:
    who = appoint(installation, email="c@x.org", name="Cora", role="council", unit=None)
    cora = Reader(who, "Cora", None, frozenset({"council"}), frozenset())
    file = list(csv.DictReader(io.StringIO(export_trail(installation, cora, "people"))))
    assert [(row["by"], row["action"]) for row in file] == [("(server)", "access given")]
    saved = [e for e in entries(installation) if e.action == "trail exported"]
    assert [(e.by, e.subject) for e in saved] == [("Cora", "people")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1", '=HYPERLINK("http://x")']
)
def test_nothing_in_the_file_is_a_formula(installation: Installation, text: str) -> None:
    appoint(installation, email="f@x.org", name=text, role="hr", unit=None)
    note(installation, ("event noted", text))
    cells = [
        cell for row in csv.reader(io.StringIO(export_trail(installation, HR))) for cell in row
    ]
    assert text not in cells
    assert f"'{text}" in cells


@pytest.mark.only_sqlite
@given(st.text())
def test_a_cell_keeps_its_text_and_never_begins_like_a_formula(text: str) -> None:
    made = escape_formula(text)
    assert made in (text, f"'{text}")
    assert not made.lstrip().startswith(("=", "+", "-", "@"))
