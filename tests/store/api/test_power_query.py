"""The recipe for Power BI and Excel in the documentation, run against a real API."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from surveys.reading import read_unit
from surveys.statistics import known
from surveys.texts import Texts, rounded
from tests.api import Application
from tests.power_query import MError, field, run
from tests.reading import read, reader_with, units_of
from tests.store.api.conftest import World

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"
BASE = "https://peil.example.org/api/v1/"
HR = reader_with("hr")


def library(get: Callable[[str, Mapping[str, str], Mapping[str, str]], Any]) -> dict[str, Any]:
    """Return the functions that the recipe calls; `get` takes an address, query and headers."""

    def contents(base: str, options: Mapping[str, Any]) -> Any:
        if unknown := options.keys() - {"RelativePath", "Query", "Headers"}:
            msg = f"Web.Contents knows no {unknown}"
            raise MError(msg)
        return get(base + options["RelativePath"], options["Query"], options["Headers"])

    def record(values: list[Any], names: list[str]) -> dict[str, Any]:
        if len(values) != len(names) or len(set(names)) != len(names):
            msg = "Record.FromList: a name for each value, and none twice"
            raise MError(msg)
        return dict(zip(names, values, strict=True))

    def table(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({tuple(one) for one in records}) > 1:
            msg = "Table.FromRecords: the records have other fields"
            raise MError(msg)
        return records

    return {
        "Web.Contents": contents,
        "Json.Document": lambda body: body,
        "Record.FromList": record,
        "Record.Field": field,
        "List.Transform": lambda values, function: [function(value) for value in values],
        "List.Combine": lambda lists: [one for each in lists for one in each],
        "Date.FromText": date.fromisoformat,
        "Table.FromRecords": table,
    }


@pytest.fixture(scope="module")
def script() -> str:
    """The script as somebody would copy it."""
    (found,) = re.findall(r"```\n(let\n.*?)```", DOCUMENT.read_text(), re.DOTALL)
    return str(found)


def rows_of(script: str, application: Application) -> list[dict[str, Any]]:
    """Run the script with the token of an application; every request goes to the real API."""

    def get(address: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        assert address.startswith(BASE)
        answer = application.client.get(address, params=dict(query), headers=dict(headers))
        assert answer.status_code == 200, answer.text
        return answer.json()

    table = run(script, {**library(get), "Token": application.token})
    assert isinstance(table, list)
    return table


def test_the_recipe_gives_every_number_that_pages_show(
    script: str, whole: Application, world: World
) -> None:
    rows = rows_of(script, whole)
    expected = [
        (
            unit.name,
            trend.name("en"),
            wave.closes_on,
            None if (level := known(outcome)) is None else rounded(level.mean),
            None if answers is None else answers.answers_in_words(Texts("en")),
        )
        for unit in units_of(world.installation, HR)
        for trend in read(read_unit, world.installation, HR, unit.id).trends
        for wave, outcome, answers in zip(trend.waves, trend.levels, trend.answers, strict=True)
    ]
    columns = ("Unit", "Indicator", "Wave", "Mean", "Answers")
    assert [tuple(row[name] for name in columns) for row in rows] == expected
    assert any(row["Mean"] is not None for row in rows)
    shown = [row for row in rows if row["Mean"] is not None]
    assert all(row["Low"] <= row["Mean"] <= row["High"] for row in shown)
    assert all(row["Badge"] for row in shown)


def test_an_application_of_one_unit_gets_that_unit_alone(script: str, world: World) -> None:
    rows = rows_of(script, world.application("South", name="South only"))
    assert {row["Unit"] for row in rows} == {"South"}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("each [wave]", "each [wav]"),
        ("[units],", "[units];"),
        ("row[mean][value]", "row[mean][avarage]"),
        ("then null else row[mean][low]", "then null"),
        ("in rows", "in row"),
        ("List.Combine(List.Transform(Units", "List.Concat(List.Transform(Units"),
        ('"Bearer " & Token', '"Bearer " & 1'),
        ("RelativePath = path", "Path = path"),
    ],
)
def test_a_fault_in_the_recipe_would_be_found(
    script: str, whole: Application, right: str, wrong: str
) -> None:
    assert right in script
    with pytest.raises((MError, KeyError)):
        rows_of(script.replace(right, wrong), whole)
