"""The database itself refuses what the application never does, whoever writes to it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dashboard.clock import today
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people, answer
from tests.stored import Intruder, Refused

pytestmark = pytest.mark.both_databases


@pytest.fixture
def intruder(installation: Installation) -> Iterator[Intruder]:
    """A connection to the main database that bypasses the application."""
    with Intruder(installation) as somebody:
        yield somebody


@pytest.fixture
def counted(installation: Installation, wave: OpenedWave) -> OpenedWave:
    answer(installation, wave)
    close_wave(installation, CLOSES)
    return wave


def insert_wave(intruder: Intruder, **values: object) -> None:
    row = {
        "id": uuid4().hex,
        "number": 7,
        "state": "draft",
        "opens_on": OPENS.isoformat(),
        "closes_on": CLOSES.isoformat(),
        "period": "weekly",
        "questions": "[]",
        "k": 5,
        "k_distribution": 10,
        "k_comment": 10,
        **values,
    }
    columns, places = ", ".join(row), ", ".join("?" * len(row))
    intruder.write(f"INSERT INTO wave ({columns}) VALUES ({places})", *row.values())  # noqa: S608


def change(intruder: Intruder, assignment: str, table: str = "wave") -> None:
    assert intruder.write(f"UPDATE {table} SET {assignment}")  # noqa: S608


NOTHING, IN_ORDER = "nothing of an open wave changes", "from draft to open to closed"
STAY = "stay as they were"


@pytest.mark.usefixtures("wave")
def test_nothing_of_an_open_wave_or_its_units_changes(intruder: Intruder) -> None:
    refused = [
        ("wave", "k = 6", NOTHING),
        ("wave", "k_distribution = 12", NOTHING),
        ("wave", "k_comment = 12", NOTHING),
        ("wave", "questions = '[]'", NOTHING),
        ("wave", "open_questions = '[]'", NOTHING),
        ("wave", "closes_on = '2026-03-03'", NOTHING),
        ("wave", "opens_on = '2026-01-01'", NOTHING),
        ("wave", "public_key = NULL", NOTHING),
        ("wave", "period = 'monthly'", NOTHING),
        ("wave", "number = 9", NOTHING),
        ("wave", "state = 'draft'", IN_ORDER),
        ("wave_unit", "name = 'x'", STAY),
        ("wave_unit", "invited = 1", STAY),
        ("wave_unit", "parent_id = NULL", STAY),
    ]
    for table, assignment, why in refused:
        with pytest.raises(Refused, match=why):
            change(intruder, assignment, table)


def test_a_counted_wave_never_changes(intruder: Intruder, counted: OpenedWave) -> None:
    refused = [
        ("wave", "state = 'open'", "never changes after"),
        ("wave", "state = 'draft'", "never changes after"),
        ("wave", "k = 6", "never changes after"),
        ("wave", "title = 'x'", "never changes after"),
        ("wave_unit", "ballots = 20", STAY),
        ("result", "counts = '[1,1,1,1,1]'", "results never change"),
        ("result", "skipped = 0", "results never change"),
        ("result", "not_applicable = 5", "results never change"),
    ]
    for table, assignment, why in refused:
        with pytest.raises(Refused, match=why):
            change(intruder, assignment, table)
    unit, wave = uuid4().hex, counted.id.hex
    with pytest.raises(Refused, match=STAY):
        intruder.write(
            "INSERT INTO wave_unit (unit_id, wave_id, name) VALUES (?, ?, 'x')", unit, wave
        )
    with pytest.raises(Refused, match="written once"):
        intruder.write(
            "INSERT INTO result VALUES (?, ?, 'mood_1', '[1,1,1,1,1]', 0, NULL)", unit, wave
        )


@pytest.mark.parametrize("days_later", [0, 1])
def test_a_wave_closes_once_its_date_has_come_anywhere_and_not_before(
    installation: Installation, north: UUID, intruder: Intruder, days_later: int
) -> None:
    add_people(installation, north, 8)
    first = today("Pacific/Kiritimati")
    open_wave(installation, opens_on=first, closes_on=first + timedelta(days=days_later))
    if days_later:
        with pytest.raises(Refused, match="before its closing date"):
            change(intruder, "state = 'closed'")
    else:
        change(intruder, "state = 'closed'")


@pytest.mark.usefixtures("organisation")
def test_a_wave_starts_as_a_draft_and_opens_with_key_and_counsellor_before_it_closes(
    intruder: Intruder,
) -> None:
    for state in ("open", "closed"):
        with pytest.raises(Refused, match="starts as a draft"):
            insert_wave(intruder, state=state)
    for threshold in ("k", "k_distribution", "k_comment"):
        with pytest.raises(Refused, match="thresholds"):
            insert_wave(intruder, **{threshold: 4})
    insert_wave(intruder)
    with pytest.raises(Refused, match=IN_ORDER):
        change(intruder, "state = 'closed'")
    with pytest.raises(Refused, match="without a key"):
        change(intruder, "state = 'open'")
    change(intruder, "counsellor_phone = ' '", "organisation")
    with pytest.raises(Refused, match="confidential counsellor"):
        change(intruder, f"state = 'open', public_key = {intruder.zero_byte}")


@pytest.mark.only_sqlite
def test_no_row_is_replaced_by_another(intruder: Intruder, counted: OpenedWave) -> None:
    """What SQLite alone can do: delete and insert in one step, past the other guards."""
    for table in ("wave", "wave_unit", "result", "audit_entry"):
        why = r"never replaced|stay as they were|written once|as a draft"
        with pytest.raises(Refused, match=why):
            intruder.write(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    with pytest.raises(Refused, match="wave is never replaced"):
        intruder.write(
            "INSERT OR REPLACE INTO wave SELECT id, number, title, 'draft', opens_on, closes_on, "
            "period, questions, k, k_distribution, k_comment, NULL, NULL, open_questions FROM wave "
            "WHERE id = ?",
            counted.id.hex,
        )
