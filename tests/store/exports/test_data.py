"""Data that is taken away: every number of it is one that a page shows, and nothing more comes."""

from collections import Counter
from uuid import UUID, uuid4

import pandas as pd
import pytest

from surveys.access import OPERATOR, NotAllowedError, Reader
from surveys.access.result_links import team_reader
from surveys.exports import export_data, names_of_files
from surveys.exports.exporting import read_data
from surveys.installation import Installation
from surveys.reading import read_unit, read_wave
from surveys.reports import SERVER, Period, PeriodError
from surveys.statistics import InsufficientData, known
from surveys.statistics.level import Level
from surveys.texts import LANGUAGES, Texts, rounded
from surveys.trail import entries
from tests.exports import dictionary, from_csv, from_parquet
from tests.reading import HR, read, reader_with
from tests.reports import TODAY, settle

NOBODY = Reader(uuid4(), "Nobody", None, frozenset(), frozenset())


@pytest.fixture
def teams(installation: Installation, organisation: dict[str, UUID]) -> list[UUID]:
    return settle(installation, organisation["Example"], 3, 3, hidden=1)


def exported(
    installation: Installation,
    who: Reader = HR,
    language: str = "en",
    *,
    unit: UUID | None = None,
    period: Period | None = None,
) -> dict[str, bytes]:
    return export_data(installation, who, language, TODAY, unit=unit, period=period).files


@pytest.mark.usefixtures("teams")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_that_of_the_reading_layer(
    installation: Installation, language: str
) -> None:
    tables, texts = from_csv(exported(installation, language=language)), Texts(language)
    compared = 0
    for unit in {*tables["units"]["unit"]}:
        report = read(read_unit, installation, HR, UUID(unit))
        for wave in report.waves:
            row = one(tables["participation"], unit=unit, wave=wave.id.hex)
            part = wave.participation
            assert bool(row.is_shown) is (part is not None)
            if part is None:
                assert pd.isna(row.part)
                assert pd.isna(row.tenths)
                assert pd.isna(row.answers)
                assert not len(some(tables["averages"], unit=unit, wave=wave.id.hex))
                assert not len(some(tables["shares"], unit=unit, wave=wave.id.hex))
                continue
            assert (row.part, row.answers) == (
                part.share_in_words(texts),
                part.answers_in_words(texts),
            )
            shown = read(read_wave, installation, HR, UUID(unit), wave.id)
            assert shown is not None
            for answered in shown.questions:
                assert answered.question is not None
                key = {"unit": unit, "wave": wave.id.hex, "question": answered.question.id}
                if isinstance(answered.level, Level):
                    row = one(tables["averages"], **key)
                    level = answered.level
                    expected = [rounded(n) for n in (level.mean, level.low, level.high)]
                    assert [row.average, row.low, row.high] == expected
                    compared += 1
                parts = answered.shares.parts
                rows = some(tables["shares"], **key)
                if isinstance(parts, InsufficientData):
                    assert not len(rows)
                else:
                    assert dict(zip(rows["group"], rows["share"], strict=True)) == {
                        group: rounded(share.part, 2) for group, share in parts.items()
                    }
                    compared += len(rows)
        for trend in report.trends:
            for wave, level, point in zip(report.waves, trend.levels, trend.line, strict=True):
                key = {"unit": unit, "wave": wave.id.hex, "question": trend.question.id}
                if point is not None:
                    row = one(tables["levels"], **key)
                    assert [row.level, row.low, row.high] == [
                        rounded(number) for number in (point.level, point.low, point.high)
                    ]
                    assert pd.isna(row.answers) is (known(level) is None)
                    compared += 1
            if trend.verdict is not None:
                row = one(tables["statements"], unit=unit, question=trend.question.id)
                assert text(row.in_short) == trend.badge_in_words(language)
                assert text(row.change) == trend.change_in_words(language)
                assert text(row.standing) == trend.standing_in_words(language)
    assert compared > 100


def some(table: pd.DataFrame, **key: str) -> pd.DataFrame:
    for column, value in key.items():
        table = table[table[column] == value]
    return table


def one(table: pd.DataFrame, **key: str) -> pd.Series:
    rows = some(table, **key)
    assert len(rows) == 1, key
    return rows.iloc[0]


def text(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell)


@pytest.mark.usefixtures("teams")
def test_no_cell_has_a_number_of_answers(installation: Installation) -> None:
    """Fourteen answered in each team: said as about 15, and in tenths."""
    tables = from_csv(exported(installation))
    for table in tables.values():
        for column in table.columns:
            assert "invited" not in column
            assert "ballot" not in column
    assert {*tables["participation"]["answers"].dropna()} <= {"about 15", "about 30"}
    assert {*tables["participation"]["tenths"].dropna()} <= {*range(2, 10)}


@pytest.mark.usefixtures("teams")
def test_parquet_and_csv_say_the_same_with_the_types_of_the_dictionary(
    installation: Installation,
) -> None:
    files = exported(installation)
    assert set(files) == set(names_of_files())
    read_csv, read_parquet = from_csv(files), from_parquet(files)
    assert set(read_csv) == set(read_parquet)
    rows = 0
    for name, table in read_csv.items():
        other = read_parquet[name]
        assert [*table.columns] == [*other.columns]
        assert len(table) == len(other)
        for column in table.columns:
            left = ["" if pd.isna(cell) else str(cell) for cell in table[column]]
            right = ["" if pd.isna(cell) else str(cell) for cell in other[column]]
            if table[column].dtype == "Int64":
                right = [cell.removesuffix(".0") for cell in right]
            assert left == right, (name, column)
        rows += len(table)
    assert rows > 200


@pytest.mark.usefixtures("teams")
def test_the_dictionary_describes_every_column_and_its_keys_hold(
    installation: Installation,
) -> None:
    files = exported(installation)
    tables = from_csv(files)
    for resource in dictionary(files)["resources"]:
        table, schema = tables[resource["name"]], resource["schema"]
        assert [field["name"] for field in schema["fields"]] == [*table.columns]
        assert not table.duplicated(schema["primaryKey"]).any(), resource["name"]
        for field in schema["fields"]:
            assert len(field["description"]) > 5
            limits, cells = field.get("constraints", {}), table[field["name"]]
            if limits.get("required"):
                assert not cells.isna().any(), (resource["name"], field["name"])
            if "maximum" in limits:
                assert cells.dropna().between(limits["minimum"], limits["maximum"]).all()
        for foreign in schema.get("foreignKeys", []):
            to = foreign["reference"]
            known_keys = {*tables[to["resource"]][to["fields"]]}
            assert {*table[foreign["fields"]].dropna()} <= known_keys, foreign


def test_roles_get_the_data_of_what_their_pages_show_and_no_other(
    installation: Installation, teams: list[UUID], organisation: dict[str, UUID]
) -> None:
    whole, mine, theirs = organisation["Example"], teams[0], teams[1]
    everything = {whole, *teams}
    matrix: dict[Reader, set[UUID]] = {
        HR: everything,
        SERVER: everything,
        reader_with("manager", leads=mine): {mine},
        reader_with("manager", leads=whole): everything,
        reader_with("administrator"): set(),
        reader_with("council"): set(),
        OPERATOR: set(),
        team_reader(mine): set(),
        NOBODY: set(),
    }
    for who, allowed in matrix.items():
        before = noted(installation)
        if allowed:
            units = from_csv(exported(installation, who))["units"]["unit"]
            assert allowed <= {UUID(unit) for unit in units}
            assert who.reads_everything or whole in allowed or {*units} == {mine.hex}
            by = None if who.known_as is None else str(who.person)
            assert Counter(noted(installation)) - Counter(before) == Counter(
                [(by, "all units, all waves, data")]
            )
        else:
            with pytest.raises(NotAllowedError):
                exported(installation, who)
            assert noted(installation) == before
        for unit in (mine, theirs):
            if unit not in allowed:
                with pytest.raises(NotAllowedError):
                    exported(installation, who, unit=unit)


def noted(installation: Installation) -> list[tuple[str | None, str]]:
    return [
        (entry.by, entry.subject)
        for entry in entries(installation)
        if entry.action == "results exported"
    ]


def test_a_unit_and_a_period_narrow_it(installation: Installation, teams: list[UUID]) -> None:
    newest = from_csv(exported(installation, unit=teams[0], period=Period()))
    assert [*newest["units"]["unit"]] == [teams[0].hex]
    assert len(newest["waves"]) == 1
    assert len(newest["averages"])
    (entry, *_) = noted(installation)
    assert entry[1].startswith("Team 0, 20")
    with pytest.raises(PeriodError):
        exported(installation, period=Period(year=1999))


def test_before_the_first_count_there_is_one_sentence(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    assert organisation
    with pytest.raises(PeriodError):
        read(read_data, installation, HR, "en")
