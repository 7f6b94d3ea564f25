"""The audit trail is for HR and the works council, by kind and page by page; files are noted."""

import csv
import io
from uuid import uuid4

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
from tests.reading import HR, reader_with
from tests.refusals import code
from tests.rosters import appoint

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("organisation")]


def note(installation: Installation, *noted: tuple[trail.Action, str]) -> None:
    with writing(installation.engine) as session:
        for action, subject in noted:
            trail.note(session, action, subject, HR.person)


def test_only_hr_and_the_works_council_read_or_save_it(installation: Installation) -> None:
    before = entries(installation)
    for who in (
        reader_with(),
        reader_with("administrator"),
        reader_with("manager", leads=uuid4()),
        # HR of one unit.
        reader_with(leads=uuid4()),
    ):
        with pytest.raises(NotAllowedError, check=code("trail")):
            read_trail(installation, who)
        with pytest.raises(NotAllowedError, check=code("trail")):
            export_trail(installation, who)
    assert entries(installation) == before
    for who in (HR, reader_with("council")):
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
    assert "access given" in by_kind["roles"]
    assert "comments deleted" in by_kind["other"]


def test_pages_hold_every_entry_once_from_first_to_last(installation: Installation) -> None:
    subjects = {f"unit {i}" for i in range(2 * PAGE_SIZE + 7)}
    note(installation, *(("results read", subject) for subject in sorted(subjects)))
    pages = [read_trail(installation, HR, kind="results", page=p) for p in (1, 2, 3)]
    assert [len(p.entries) for p in pages] == [PAGE_SIZE, PAGE_SIZE, 7]
    assert {e.subject for p in pages for e in p.entries} == subjects
    for number, page in ((4, pages[-1]), (10_000, pages[-1]), (0, pages[0]), (-5, pages[0])):
        assert read_trail(installation, HR, kind="results", page=number) == page
    none = read_trail(installation, HR, kind="talks", page=3)
    assert (none.entries, none.number, none.pages) == ([], 1, 1)


def test_saving_it_is_noted_with_who_did_it(installation: Installation) -> None:
    who = appoint(installation, email="c@x.org", name="Cora", role="council", unit=None)
    cora = Reader(who, "Cora", None, frozenset({"council"}), frozenset())
    file = list(csv.DictReader(io.StringIO(export_trail(installation, cora, "roles"))))
    assert [(row["by"], row["action"]) for row in file] == [("(server)", "access given")]
    saved = [e for e in entries(installation) if e.action == "trail exported"]
    assert [(e.by, e.subject) for e in saved] == [("Cora", "roles")]


def test_nothing_in_the_file_is_a_formula(installation: Installation) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\uff1d1", '=HYPERLINK("http://x")']
    for number, text in enumerate(texts):
        appoint(installation, email=f"{number}@x.org", name=text, role="hr", unit=None)
    note(installation, *(("event noted", text) for text in texts))
    file = csv.reader(io.StringIO(export_trail(installation, HR)))
    cells = {cell for row in file for cell in row}
    assert not cells & set(texts)
    assert cells >= set(map(escape_formula, texts))


@pytest.mark.only_sqlite
@given(st.text())
def test_a_cell_keeps_its_text_and_never_begins_like_a_formula(text: str) -> None:
    made = escape_formula(text)
    assert made.replace("'", "") == text.replace("'", "")
    assert not made.lstrip().startswith(("=", "+", "-", "@"))
