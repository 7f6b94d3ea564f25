"""Numbers of whole units come in as history or for reference, under the rules of a count."""

import csv
import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from dateutil.relativedelta import relativedelta

from surveys.errors import PeilError
from surveys.history.aggregates import AggregatesResult, import_aggregates, remove_aggregates
from surveys.history.mapping import MappingError
from surveys.installation import Installation
from surveys.operations.upkeep import delete_expired
from surveys.reading import read_unit
from surveys.reading.imported import references_of_unit
from surveys.reading.reading import Reading
from surveys.reading.references import ReferenceSeries
from surveys.settings import Retention
from surveys.tables.spreadsheet_cells import as_workbook
from surveys.trail import entries
from tests.past_waves import past_wave
from tests.reading import HR, edition, read
from tests.refusals import code
from tests.store.history.conftest import by_name
from tests.stored import main_dump, main_rows

COUNTS = """\
source: Old tool
organisation: Example
unit: {column: Team, new_below: Example}
waves:
  column: Round
  dates:
    "2020": {title: Before, opens_on: 2020-08-01, closes_on: 2020-09-30}
    "2021": {title: After, opens_on: 2021-08-01, closes_on: 2021-09-30}
questions: {column: Item, ids: {Alone: iso_1, Balance: wlb_1}}
counts: [never, seldom, sometimes, often, always]
skip: ["<5"]
"""
OPTIONS = ["never", "seldom", "sometimes", "often", "always"]
MEANS = """\
source: Old tool
organisation: Example
unit: {column: Team, new_below: Example}
waves: {column: Day}
questions: {column: Item, ids: {Mood: mood_1, Balance: wlb_1}}
mean: {column: Score, worst: 0, best: 100}
answers: n
sd: SD
"""
DAY = "2020-09-30"


@dataclass(frozen=True)
class Tables:
    """A table of aggregates and its mapping, in a folder of their own."""

    folder: Path

    def imported(
        self,
        installation: Installation,
        rows: Sequence[Sequence[object]],
        mapping: str,
        **options: object,
    ) -> AggregatesResult:
        file, beside = self.folder / "table.csv", self.folder / "table.yaml"
        with file.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows(rows)
        beside.write_text(mapping, encoding="utf-8")
        return import_aggregates(installation, file, beside, **options)  # type: ignore[arg-type]

    def refused(
        self, installation: Installation, rows: Sequence[Sequence[object]], mapping: str
    ) -> str:
        """Import a table and return why it is refused; the database must be as it was."""
        before = main_dump(installation)
        with pytest.raises(PeilError) as caught:
            self.imported(installation, rows, mapping)
        assert main_dump(installation) == before
        error = caught.value
        return "\n".join(error.faults) if isinstance(error, MappingError) else str(error)


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path)


def counted(*rows: Sequence[object]) -> list[Sequence[object]]:
    return [["Team", "Round", "Item", *OPTIONS], *rows]


def averaged(*rows: Sequence[object]) -> list[Sequence[object]]:
    return [["Team", "Day", "Item", "Score", "n", "SD"], *rows]


def series_of(
    installation: Installation, unit: UUID, question: str = "mood_1"
) -> Sequence[ReferenceSeries]:
    def of(reading: Reading) -> Sequence[ReferenceSeries]:
        return references_of_unit(reading.session, unit).get(question, ())

    return read(of, installation, HR)


def means(installation: Installation) -> dict[tuple[str, str], tuple[float, int | None]]:
    query = """
        SELECT unit.name, question_id, value, answers FROM imported_mean
        JOIN unit ON unit.id = unit_id
    """
    return {(unit, q): (value, n) for unit, q, value, n in main_rows(installation, query)}


def counts_of(
    installation: Installation, title: str = "Before"
) -> dict[tuple[str, str], list[int]]:
    query = f"""
        SELECT wave_unit.name, question_id, counts FROM result
        JOIN wave ON wave.id = result.wave_id
        JOIN wave_unit USING (wave_id, unit_id) WHERE wave.title = '{title}'
    """  # noqa: S608
    rows = main_rows(installation, query)
    return {(u, q): c if isinstance(c, list) else json.loads(c) for u, q, c in rows}


TEAMS = counted(
    ["North", 2020, "Alone", 1, 2, 3, 2, 1],
    ["North", 2020, "Balance", 0, 0, 0, 0, 9],
    ["Tiny", 2020, "Alone", 0, 1, 1, 1, 0],
    ["Small", 2020, "Alone", 4, 0, 0, 0, 0],
    ["Small", 2020, "Balance", 1, 1, 1, 1, 0],
    ["North", 2021, "Alone", 5, 0, 0, 0, 6],
    ["North", 2021, "Elsewhere", 5, 0, 0, 0, 5],
    ["Small", 2021, "Alone", "<5", "<5", "<5", "<5", "<5"],
)


@pytest.mark.both_databases
def test_counts_become_closed_waves_by_the_rules_of_a_count(
    installation: Installation, tables: Tables
) -> None:
    done = tables.imported(installation, TEAMS, COUNTS)
    # "Alone" is turned round: 5 is good. Nine who agree become seven and two, and the four of Small
    # who answered alike are shown as a part of the whole only, with the three of Tiny.
    assert counts_of(installation) == {
        ("North", "iso_1"): [1, 2, 3, 2, 1],
        ("North", "wlb_1"): [0, 0, 0, 2, 7],
        ("Example", "iso_1"): [1, 3, 4, 3, 5],
        ("Example", "wlb_1"): [0, 0, 0, 2, 7],
    }
    assert counts_of(installation, "After")["North", "iso_1"] == [6, 0, 0, 0, 5]
    shown = {"Example": 16, "North": 9, "Tiny": None, "Small": None}
    assert by_name(installation, "ballots") == shown
    assert (done.kind, done.waves, done.rows) == ("history", ["Before", "After"], 8)
    assert done.left_out == {"question": 1, "empty": 1, "few": 3}
    assert main_rows(installation, "SELECT number, state FROM wave") == [(None, "closed")] * 2
    noted = [(entry.action, entry.subject) for entry in entries(installation)]
    assert sorted(noted) == [("aggregates imported", "Old tool"), ("mapping kept", "Old tool")]


def test_a_unit_around_others_has_its_own_people_besides_theirs(
    installation: Installation, tables: Tables
) -> None:
    mapping = COUNTS.replace("new_below: Example", "new_below: Sales, above: {Sales: Example}")
    rows = counted(
        ["Sales", 2020, "Alone", 3, 4, 5, 4, 3],
        ["East", 2020, "Alone", 1, 2, 2, 2, 1],
        ["West", 2020, "Alone", 1, 1, 2, 1, 1],
    )
    tables.imported(installation, rows, mapping)
    # Five people of Sales itself: their answers are the rest.
    assert counts_of(installation)["Sales", "iso_1"] == [3, 4, 5, 4, 3]
    wrong = counted(rows[1], ["East", 2020, "Alone", 4, 2, 2, 2, 1])
    assert tables.refused(installation, wrong, mapping) == (
        "table.csv, line 2: Sales has fewer answers than the units below it have together. Correct "
        "the file, or the place of these units: they need to lie in Peil as in the file."
    )


def test_people_invited_limit_what_is_shown_as_in_a_count(
    installation: Installation, tables: Tables
) -> None:
    mapping = COUNTS + "invited: Size\n"
    head = [*counted()[0], "Size"]
    five = [
        head,
        ["North", 2020, "Alone", 1, 1, 1, 1, 1, 5],
        ["South", 2020, "Alone", *[2] * 5, 12],
    ]
    tables.imported(installation, five, mapping)
    # Of a team of five people, a number would tell that all of them answered.
    assert set(counts_of(installation)) == {("Example", "iso_1")}
    six = [head, ["North", 2020, "Alone", 1, 1, 1, 1, 1, 6], five[2]]
    tables.imported(installation, six, mapping)
    assert by_name(installation, "invited") == {"Example": 18, "North": 6, "South": 12}
    assert ("North", "iso_1") in counts_of(installation)
    many = [head, ["North", 2020, "Alone", 1, 1, 1, 1, 3, 6]]
    assert "in North fewer people were invited" in tables.refused(installation, many, mapping)


@pytest.mark.both_databases
def test_means_become_a_reference_series_and_no_wave(
    installation: Installation, north: UUID, tables: Tables
) -> None:
    rows = averaged(
        ["North", DAY, "Mood", "60", 20, 30],
        ["North", "2021-09-30", "Mood", "65,5", 22, 5],
        ["North", DAY, "Balance", "100", 6, ""],
        ["Tiny", DAY, "Mood", 90, 4, 3],
        ["Small", DAY, "Mood", 90, 3, 3],
    )
    done = tables.imported(installation, rows, MEANS)
    assert main_rows(installation, "SELECT * FROM wave") == []
    assert (done.kind, done.rows) == ("reference", 5)
    assert done.left_out == {"few": 2}, "four people have no mean of their own"
    (mood,) = series_of(installation, north)
    assert (mood.source, [point.measured_on.year for point in mood.points]) == (
        "Old tool",
        [2020, 2021],
    )
    assert [point.sd for point in mood.points] == [1.2, None], "little spread would tell of most"
    (balance,) = series_of(installation, north, "wlb_1")
    assert balance.points[0].value == 4.2, "that all six chose the best answer is not told"
    assert {unit for unit, _ in means(installation)} == {"North", "Example"}


def test_a_favourable_part_keeps_its_own_scale_and_needs_ten_answers(
    installation: Installation, north: UUID, tables: Tables
) -> None:
    """In the form of a civil service's people survey: organisation, measure, percent positive."""
    mapping = """\
source: People Survey
unit: {column: Organisation, rename: {Department for Examples: Example, Agency: North}}
wave: {title: "2023", opens_on: 2023-09-01, closes_on: 2023-10-31}
questions: {column: Measure, ids: {I feel well at work: mood_1}}
favourable: {column: Percent positive}
answers: Respondents
"""
    head = ["Organisation", "Measure", "Percent positive", "Respondents"]
    rows = [
        ["Department for Examples", "I feel well at work", "71%", 1204],
        ["Agency", "I feel well at work", "40%", 9],
    ]
    tables.imported(installation, [head, *rows], mapping)
    assert series_of(installation, north) == ()
    (series,) = series_of(installation, north_above(installation, north))
    assert series.measure == "favourable"
    assert abs(series.points[0].value - 0.71) < 0.005
    tables.imported(installation, [head, rows[0], ["Agency", *rows[1][1:3], 12]], mapping)
    assert [len(one.points) for one in series_of(installation, north)] == [1]


def north_above(installation: Installation, unit: UUID) -> UUID:
    def above(reading: Reading) -> UUID:
        (found,) = (u.id for u in reading.units if u.id != unit)
        return found

    return read(above, installation, HR)


def test_without_numbers_of_answers_units_around_others_are_left_out(
    installation: Installation, organisation: dict[str, UUID], tables: Tables
) -> None:
    """In the form of an engagement tool's export: a score from 0 to 10, and a lowest size."""
    mapping = """\
source: Pulse tool
unit: {column: Segment}
waves: {column: Closed}
questions: {column: Driver, ids: {Wellbeing: mood_1}}
mean: {column: Score, worst: 0, best: 10}
least: 5
"""
    rows = [["Example", DAY, "Wellbeing", 7.5], ["North", DAY, "Wellbeing", 9.9]]
    table = [["Segment", "Closed", "Driver", "Score"], *rows]
    assert tables.imported(installation, table, mapping).left_out == {"above": 1}
    assert means(installation) == {("North", "mood_1"): (4.0, None)}
    assert set(organisation) == {"Example", "North"}


@pytest.mark.both_databases
def test_the_same_source_is_replaced_and_can_be_removed(
    installation: Installation, north: UUID, tables: Tables
) -> None:
    tables.imported(installation, averaged(["North", DAY, "Mood", 60, 20, ""]), MEANS)
    first = edition(installation)
    again = averaged(["North", DAY, "Mood", 80, 20, ""])
    done = tables.imported(installation, again, MEANS, dry_run=True)
    assert done.replaced
    assert edition(installation) == first
    assert means(installation)["North", "mood_1"] == (3.4, 20)
    tables.imported(installation, again, MEANS)
    assert means(installation)["North", "mood_1"] == (4.2, 20)
    assert edition(installation) != first, "nothing kept in memory is shown any more"
    counts = COUNTS.replace("Old tool", "Counts")
    tables.imported(installation, [TEAMS[0], TEAMS[6]], counts)
    tables.imported(
        installation,
        TEAMS,
        counts.replace("2020-08-01", "2020-12-01").replace("2020-09-30", "2020-12-30"),
    )
    assert len(main_rows(installation, "SELECT id FROM wave")) == 2
    remove_aggregates(installation, "Counts")
    assert main_rows(installation, "SELECT id FROM wave") == []
    assert main_rows(installation, "SELECT * FROM result") == []
    assert series_of(installation, north)
    remove_aggregates(installation, "Old tool")
    assert series_of(installation, north) == ()
    assert main_rows(installation, "SELECT * FROM imported_source") == []
    with pytest.raises(PeilError, check=code("no_source")):
        remove_aggregates(installation, "Old tool")


@pytest.mark.both_databases
def test_reference_series_are_deleted_with_results_of_the_same_age(
    installation: Installation, north: UUID, tables: Tables
) -> None:
    rows = averaged(["North", DAY, "Mood", 60, 20, ""], ["North", "2021-09-30", "Mood", 60, 20, ""])
    tables.imported(installation, rows, MEANS)
    measured = date.fromisoformat(DAY)
    deleted = delete_expired(installation, Retention(), measured + relativedelta(years=5, days=1))
    assert deleted.results == ("Old tool",)
    assert [len(one.points) for one in series_of(installation, north)] == [1]
    subjects = [entry.subject for entry in entries(installation) if "deleted" in entry.action]
    assert subjects == ["Old tool: imported, measured on 2020-09-30, kept 5 years"]
    delete_expired(installation, Retention(), measured + relativedelta(years=9))
    assert main_rows(installation, "SELECT * FROM imported_source") == []


def test_rows_that_are_too_old_are_left_out(installation: Installation, tables: Tables) -> None:
    rows = averaged(["North", DAY, "Mood", 60, 20, ""], ["North", "2021-09-30", "Mood", 60, 20, ""])
    done = tables.imported(installation, rows, MEANS, too_old=date(2020, 9, 30))
    assert done.left_out == {"old": 1}
    with pytest.raises(PeilError, check=code("nothing")):
        tables.imported(installation, rows, MEANS, too_old=date(2022, 1, 1))


def test_the_report_of_a_unit_has_its_series_and_nothing_else_changes(
    installation: Installation, north: UUID, tables: Tables
) -> None:
    past_wave(installation, 0, {north: {"mood_1": [1, 2, 6, 4, 1]}})
    before = read(read_unit, installation, HR, north)
    day = (before.waves[0].closes_on - relativedelta(months=3)).isoformat()
    tables.imported(installation, averaged(["North", day, "Mood", 60, 20, 30]), MEANS)
    report = read(read_unit, installation, HR, north)
    (trend,) = report.trends
    (series,) = trend.references
    assert [point.value for point in series.points] == [3.4]
    assert dataclasses.replace(trend, references=()) == before.trends[0]


def test_a_wide_table_is_stored_as_the_long_one_with_the_same_numbers(
    installation: Installation, tables: Tables
) -> None:
    long = MEANS.replace("sd: SD\n", "").replace(
        "new_below: Example", "new_below: Sales, above: {Sales: Example}"
    )
    wide = long.replace("column: Item, ids:", "columns:").replace("column: Score, ", "")
    numbers = {
        "Sales": (60, 70, 40),
        "North": (55, 100, 12),
        "South": (71, 0, 5),
        "Tiny": (90, 20, 3),
    }
    rows = [
        [unit, DAY, item, score, n]
        for unit, (mood, balance, n) in numbers.items()
        for item, score in (("Mood", mood), ("Balance", balance))
    ]
    beside = [[unit, DAY, mood, balance, n] for unit, (mood, balance, n) in numbers.items()]
    first = tables.imported(installation, [["Team", "Day", "Item", "Score", "n"], *rows], long)
    stored = means(installation)
    assert len(stored) > len(numbers)
    again = tables.imported(installation, [["Team", "Day", "Mood", "Balance", "n"], *beside], wide)
    assert means(installation) == stored
    assert again.replaced
    assert dataclasses.replace(again, replaced=False, wide=False) == first
    empty = [["Team", "Day", "Mood", "Balance", "n"], ["North", DAY, "", "", 9]]
    assert "2 cells below questions" in tables.refused(installation, empty, wide)


def test_a_workbook_is_read_as_well(installation: Installation, tmp_path: Path) -> None:
    file, mapping = tmp_path / "table.xlsx", tmp_path / "table.yaml"
    head, row = averaged(["North", DAY, "Mood", "60", "20", ""])
    file.write_bytes(as_workbook([str(cell) for cell in head], [[str(cell) for cell in row]]))
    mapping.write_text(MEANS, encoding="utf-8")
    import_aggregates(installation, file, mapping)
    assert means(installation)["North", "mood_1"] == (3.4, 20)


def test_an_encoding_that_is_given_goes_before_that_of_the_mapping(
    installation: Installation, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "table.csv", tmp_path / "table.yaml"
    rows = averaged(["Zürich", DAY, "Mood", 60, 20, ""])
    text = "\n".join(",".join(map(str, row)) for row in rows)
    file.write_bytes(text.encode("cp850"))
    mapping.write_text(f"{MEANS}\nfile: {{encoding: windows-1252}}\n", encoding="utf-8")
    import_aggregates(installation, file, mapping, encoding="cp850")
    assert means(installation)["Zürich", "mood_1"] == (3.4, 20)


@pytest.mark.parametrize(
    ("change", "row", "message"),
    [
        (
            ("", ""),
            ["North", DAY, "Mood", "good", 20, ""],
            "table.csv, line 2, column “Score”: “good” is not a number.",
        ),
        (
            ("", ""),
            ["North", DAY, "Mood", 110, 20, ""],
            "table.csv, line 2, column “Score”: 110 is not between 0 and 100.",
        ),
        (
            ("", ""),
            ["North", "autumn", "Mood", 60, 20, ""],
            "table.csv, line 2, column “Day”: “autumn” is not a day such as 2024-09-30.",
        ),
        (
            ("", ""),
            ["North", DAY, "Mood", 60, "many", ""],
            "table.csv, line 2, column “n”: “many” is not a number of people.",
        ),
        (
            ("", ""),
            ["North", DAY, "Elsewhere", 60, 20, ""],
            "Nothing in table.csv can be imported: 1 rows, and all are left out.",
        ),
        (
            (", new_below: Example", ""),
            ["North", DAY, "Mood", 60, 20, ""],
            'table.yaml: unit.above: Peil has no unit "North" yet; write which unit lies above it',
        ),
        (
            ("new_below: Example", "above: {North: South, South: North}"),
            ["North", DAY, "Mood", 60, 20, ""],
            "table.yaml: unit.above: North, South lie in a circle",
        ),
        (
            ("column: Team", "column: Team, rename: {Noord: North}"),
            ["North", DAY, "Mood", 60, 20, ""],
            'table.yaml: unit.rename: no row of the file has "Noord"; '
            "correct the spelling or take it out",
        ),
        (
            ("Mood: mood_1", "Mood: iso_3"),
            ["North", DAY, "Mood", 60, 20, ""],
            "table.yaml: questions.ids.Mood: iso_3 has no line over waves, so a mean of it would "
            "never be shown",
        ),
    ],
)
def test_a_fault_has_one_message_and_changes_nothing(
    installation: Installation,
    tables: Tables,
    change: tuple[str, str],
    row: Sequence[object],
    message: str,
) -> None:
    mapping = MEANS.replace(*change) if change[0] else MEANS
    assert tables.refused(installation, averaged(row), mapping).startswith(message)


def test_contradictions_in_a_file_are_refused(installation: Installation, tables: Tables) -> None:
    north = ["North", DAY, "Mood", 60, 20, ""]
    assert "line 2 has the same unit, wave and question" in tables.refused(
        installation, averaged(north, north), MEANS
    )
    mapping = MEANS.replace("new_below: Example", "new_below: Sales, above: {Sales: Example}")
    whole = ["Sales", DAY, "Mood", 40, 20, ""]
    assert tables.refused(installation, averaged(whole, north), mapping).startswith(
        "table.csv, line 2: the number of Sales cannot be that of all its people"
    )
    # Means that were rounded to whole numbers need not agree exactly.
    near = averaged(["Sales", DAY, "Mood", 61, 20, ""], north)
    assert tables.imported(installation, near, mapping).units == 3
    assert tables.imported(installation, near, mapping).replaced
    moved = MEANS.replace("new_below: Example", "above: {North: Example}")
    assert tables.refused(installation, averaged(north), moved) == (
        'table.yaml: unit.above: "North" does not lie directly below "Example" in Peil; take it out'
    )


def test_one_survey_is_imported_once(installation: Installation, tables: Tables) -> None:
    tables.imported(installation, TEAMS, COUNTS)
    rows = averaged(["North", DAY, "Mood", 60, 20, ""])
    again = MEANS.replace("Old tool", "Again")
    assert "The survey “Again 2020-09” (30 September 2020 to 30 September 2020) is here" in (
        tables.refused(installation, rows, again)
    )
    remove_aggregates(installation, "Old tool")
    tables.imported(installation, rows, again)
    assert "is here already, imported as Again" in tables.refused(installation, TEAMS, COUNTS)
