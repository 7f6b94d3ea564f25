"""Units that an import made go with it when it is taken back, unless something uses them."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import people
from db.base import insert
from db.directory import GroupMember
from db.engine import writing
from db.follow_up import Event
from db.slips import Slip
from surveys.history import import_history, take_back, waves_to_take_back
from surveys.history.aggregates import import_aggregates, remove_aggregates
from surveys.installation import Installation
from surveys.tables.table import Upload
from surveys.texts import Texts
from surveys.waves import open_wave
from tests.builders import OPENS, add_people, add_person, add_unit, give_role
from tests.store.history.conftest import MAPPING, Files
from tests.stored import main_rows

Use = Callable[[Installation, UUID], object]


def units_of(installation: Installation) -> dict[str, UUID]:
    return {
        name: UUID(str(unit)) for unit, name in main_rows(installation, "SELECT id, name FROM unit")
    }


def add(installation: Installation, *rows: people.MainTable) -> None:
    with writing(installation.engine) as session:
        insert(session, *rows)


def lead(installation: Installation, unit: UUID) -> None:
    somebody = add_person(installation, units_of(installation)["Example"], "Lea")
    give_role(installation, somebody, "manager", unit)


def in_group(installation: Installation, unit: UUID) -> None:
    somebody = add_person(installation, units_of(installation)["Example"], "Gus")
    add(installation, GroupMember(person_id=somebody, unit_id=unit, number=1))


USES: dict[str, Use] = {
    "people": add_person,
    "roles": lead,
    "directory": in_group,
    "slips": lambda at, unit: add(at, Slip(hash=b"1" * 32, unit_id=unit)),
    "follow_up": lambda at, unit: add(
        at, Event(unit_id=unit, body="Moved house", happened_on=date(2026, 1, 5))
    ),
    "units": lambda at, unit: add_unit(at, "Night shift", unit),
}


@pytest.mark.usefixtures("organisation")
@pytest.mark.parametrize("use", USES)
def test_a_unit_that_is_used_stays_and_its_reason_is_told(
    installation: Installation, files: Files, use: str
) -> None:
    files.imported(installation)
    USES[use](installation, units_of(installation)["South"])
    units = take_back(installation, "Before")
    assert [(unit.name, list(unit.uses)) for unit in units.staying] == [("South", [use])]
    assert units.gone == ["Café", "Small", "Tiny"]
    assert "South" in units_of(installation)
    gone, stays = (sentence.in_words(Texts("en")) for sentence in units.told())
    assert "Café, Small, Tiny" in gone
    assert "South" in stays
    files.imported(installation)
    assert not take_back(installation, "Before").staying, "by then it is nobody's: it stays"
    assert "South" in units_of(installation)


@pytest.mark.both_databases
@pytest.mark.usefixtures("organisation")
def test_units_of_the_open_wave_stay(installation: Installation, files: Files) -> None:
    files.imported(installation)
    add_people(installation, units_of(installation)["North"], 5)
    open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    staying = take_back(installation, "Before").staying
    assert {unit.name for unit in staying} == {"Café", "Small", "South", "Tiny"}
    assert all(list(unit.uses) == ["results"] for unit in staying)


def test_the_organisation_that_an_import_made_stays(
    installation: Installation, files: Files
) -> None:
    files.imported(installation)
    take_back(installation, "Before")
    assert set(units_of(installation)) == {"Example"}


AVERAGES = """\
source: Old tool
unit: {column: Team, above: {South Bay: South, South: Example}}
waves: {column: Day}
questions: {column: Item, ids: {Mood: mood_1}}
mean: {column: Score, worst: 0, best: 100}
answers: n
"""


def averages(installation: Installation, folder: Path, *teams: str) -> None:
    rows = ["Team,Day,Item,Score,n", *(f"{team},2019-05-31,Mood,60,20" for team in teams)]
    above = AVERAGES.replace("South: Example", "South: Example, North: Example")
    file, mapping = folder / "t.csv", folder / "t.yaml"
    file.write_text("\n".join(rows), encoding="utf-8")
    mapping.write_text(above, encoding="utf-8")
    import_aggregates(installation, file, mapping)


@pytest.mark.both_databases
@pytest.mark.usefixtures("organisation")
def test_units_of_removed_averages_go_and_so_do_those_that_a_replacement_leaves_out(
    installation: Installation, tmp_path: Path
) -> None:
    before = units_of(installation)
    averages(installation, tmp_path, "North", "South Bay")
    assert set(units_of(installation)) == {*before, "South", "South Bay"}
    averages(installation, tmp_path, "North", "South")
    assert set(units_of(installation)) == {*before, "South"}
    assert remove_aggregates(installation, "Old tool").gone == ["South"]
    assert units_of(installation) == before


def survey(installation: Installation, year: int, teams: Iterable[tuple[str, int]]) -> None:
    rows = [f"{team},{n % 5 + 1},{n * 3 % 5 + 1}" for team, size in teams for n in range(size)]
    mapping = MAPPING.replace("2020", str(year)).replace("Before", f"of {year}")
    import_history(
        installation,
        Upload("answers.csv", "\n".join(["team,balance,alone", *rows]).encode()),
        Upload("mapping.yaml", mapping.encode()),
    )


SURVEYS = st.lists(
    st.dictionaries(
        st.sampled_from(["North", "South", "West", "East"]), st.integers(1, 9), min_size=2
    ).filter(lambda sizes: sum(sizes.values()) >= 7),
    min_size=1,
    max_size=3,
)


@pytest.mark.usefixtures("organisation")
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(imports=SURVEYS, data=st.data())
def test_whatever_is_taken_back_in_whatever_order_all_units_are_as_before(
    installation: Installation, imports: list[dict[str, int]], data: st.DataObject
) -> None:
    for wave in waves_to_take_back(installation):  # of an example that failed
        take_back(installation, wave.title)
    before = units_of(installation)
    for number, sizes in enumerate(imports):
        survey(installation, 2010 + number, sizes.items())
    made = set(units_of(installation))
    for wave in data.draw(st.permutations(waves_to_take_back(installation))):
        taken = take_back(installation, wave.title)
        now = set(units_of(installation))
        assert now == made - set(taken.gone)
        made = now
    assert units_of(installation) == before
