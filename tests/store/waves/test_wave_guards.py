"""The database itself refuses what the application never does, whoever writes to it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from dashboard.clock import today
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people, spread
from tests.stored import Intruder, Refused

pytestmark = pytest.mark.both_databases


@pytest.fixture
def wave(installation: Installation, organisation: dict[str, UUID]) -> OpenedWave:
    """An open wave with eight people in North."""
    add_people(installation, organisation["North"], 8)
    return open_wave(installation, opens_on=OPENS, closes_on=CLOSES)


@pytest.fixture
def intruder(installation: Installation) -> Iterator[Intruder]:
    """A connection to the main database that bypasses the application."""
    with Intruder(installation) as somebody:
        yield somebody


@pytest.fixture
def counted(installation: Installation, wave: OpenedWave) -> OpenedWave:
    for person, token in enumerate(wave.tokens.values()):
        questions = answer_sheet(installation, token, OPENS).questions
        cast(installation, token, spread(questions, person), OPENS)
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


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_wave_starts_as_a_draft(intruder: Intruder, state: str) -> None:
    with pytest.raises(Refused, match="starts as a draft"):
        insert_wave(intruder, state=state)


@pytest.mark.parametrize("threshold", ["k", "k_distribution", "k_comment"])
def test_no_threshold_lies_under_its_floor(intruder: Intruder, threshold: str) -> None:
    with pytest.raises(Refused, match="thresholds"):
        insert_wave(intruder, **{threshold: 4})


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize(
    "assignment",
    [
        "k = 6",
        "k_distribution = 12",
        "k_comment = 12",
        "questions = '[]'",
        "closes_on = '2026-03-03'",
        "opens_on = '2026-01-01'",
        "public_key = NULL",
        "period = 'monthly'",
        "number = 9",
    ],
)
def test_nothing_of_an_open_wave_changes(intruder: Intruder, assignment: str) -> None:
    with pytest.raises(Refused, match="nothing of an open wave changes"):
        change(intruder, assignment)


@pytest.mark.usefixtures("wave")
def test_an_open_wave_does_not_become_a_draft_again(intruder: Intruder) -> None:
    with pytest.raises(Refused, match="from draft to open to closed"):
        change(intruder, "state = 'draft'")


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    "assignment", ["state = 'open'", "state = 'draft'", "k = 6", "title = 'x'"]
)
def test_a_closed_wave_never_changes(intruder: Intruder, assignment: str) -> None:
    with pytest.raises(Refused, match="never changes after"):
        change(intruder, assignment)


@pytest.mark.parametrize("days_later", [0, 1])
def test_a_wave_closes_once_its_date_has_come_anywhere_and_not_before(
    installation: Installation,
    organisation: dict[str, UUID],
    intruder: Intruder,
    days_later: int,
) -> None:
    add_people(installation, organisation["North"], 8)
    first = today("Pacific/Kiritimati")
    open_wave(installation, opens_on=first, closes_on=first + timedelta(days=days_later))
    if days_later:
        with pytest.raises(Refused, match="before its closing date"):
            change(intruder, "state = 'closed'")
    else:
        change(intruder, "state = 'closed'")


@pytest.mark.usefixtures("organisation")
def test_a_draft_of_the_programme_does_not_close_without_having_been_open(
    intruder: Intruder,
) -> None:
    insert_wave(intruder)
    with pytest.raises(Refused, match="from draft to open to closed"):
        change(intruder, "state = 'closed'")


@pytest.mark.usefixtures("organisation")
def test_no_wave_opens_without_a_counsellor(intruder: Intruder) -> None:
    insert_wave(intruder)
    change(intruder, "counsellor_phone = ' '", "organisation")
    with pytest.raises(Refused, match="confidential counsellor"):
        change(intruder, f"state = 'open', public_key = {intruder.zero_byte}")


@pytest.mark.usefixtures("organisation")
def test_no_wave_opens_without_a_key(intruder: Intruder) -> None:
    insert_wave(intruder)
    with pytest.raises(Refused, match="without a key"):
        change(intruder, "state = 'open'")


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("assignment", ["name = 'x'", "invited = 1", "parent_id = NULL"])
def test_the_units_of_a_wave_stay_as_they_were(intruder: Intruder, assignment: str) -> None:
    with pytest.raises(Refused, match="stay as they were"):
        change(intruder, assignment, "wave_unit")


@pytest.mark.usefixtures("counted")
def test_published_numbers_of_ballots_stay_too(intruder: Intruder) -> None:
    with pytest.raises(Refused, match="stay as they were"):
        change(intruder, "ballots = 20", "wave_unit")


def test_no_unit_joins_a_counted_wave(intruder: Intruder, counted: OpenedWave) -> None:
    with pytest.raises(Refused, match="stay as they were"):
        intruder.write(
            "INSERT INTO wave_unit (unit_id, wave_id, name) VALUES (?, ?, 'x')",
            uuid4().hex,
            counted.id.hex,
        )


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("assignment", ["counts = '[1,1,1,1,1]'", "skipped = 0"])
def test_results_never_change(intruder: Intruder, assignment: str) -> None:
    with pytest.raises(Refused, match="results never change"):
        change(intruder, assignment, "result")


def test_no_result_is_added_to_a_counted_wave(intruder: Intruder, counted: OpenedWave) -> None:
    with pytest.raises(Refused, match="written once"):
        intruder.write(
            "INSERT INTO result VALUES (?, ?, 'mood_1', '[1,1,1,1,1]', 0)",
            uuid4().hex,
            counted.id.hex,
        )


@pytest.mark.only_sqlite
@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("table", ["wave", "wave_unit", "result", "audit_entry"])
def test_no_row_is_replaced_by_another(intruder: Intruder, table: str) -> None:
    """What SQLite alone can do: delete and insert in one step, past the other guards."""
    with pytest.raises(Refused, match=r"never replaced|stay as they were|written once|as a draft"):
        intruder.write(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


@pytest.mark.only_sqlite
def test_a_counted_wave_is_not_replaced_by_a_draft(intruder: Intruder, counted: OpenedWave) -> None:
    with pytest.raises(Refused, match="wave is never replaced"):
        intruder.write(
            "INSERT OR REPLACE INTO wave SELECT id, number, title, 'draft', opens_on, closes_on, "
            "period, questions, k, k_distribution, k_comment, NULL FROM wave WHERE id = ?",
            counted.id.hex,
        )
