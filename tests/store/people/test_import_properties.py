"""Whatever is there and whatever is wanted: after an import they are the same, and stay so."""

import random
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.installation import Installation
from surveys.people.file.faults import PeopleFileError
from surveys.people.importing.importing import Files, plan_import
from surveys.units.tree import FILE_SEPARATOR
from tests.rosters import csv_of, import_all, roles, unit_paths, who_works_where

NAMES = ["North", "South", "Night", "Day", "Care"]
PEOPLE = [f"p{number}@example.org" for number in range(8)]
TO_ALL = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def whole(path: tuple[str, ...]) -> str:
    """Return the path of a unit from the organisation down, as files name it."""
    return FILE_SEPARATOR.join(("Example", *path))


@dataclass(frozen=True)
class Roster:
    """A tree of units by path, with keys, and people by address with key, name and unit."""

    units: dict[tuple[str, ...], str]
    people: dict[str, tuple[str, str, tuple[str, ...]]]
    heads: dict[tuple[str, ...], str]

    def files(self, order: random.Random | None = None, *, keyed: bool = True) -> Files:
        units = [
            [path[-1], whole(path[:-1]), key, self.heads.get(path, "")]
            for path, key in self.units.items()
        ]
        units.append(["Example", "", "", ""])
        people = [
            [name, email, whole(path), key] for email, (name, key, path) in self.people.items()
        ]
        if order is not None:
            order.shuffle(units)
            order.shuffle(people)
        if not keyed:
            units, people = [[*row[:2], row[3]] for row in units], [row[:3] for row in people]
        key = ["key"] if keyed else []
        return Files(
            csv_of(["name", "email", "unit", *key], people),
            csv_of(["unit", "parent", *key, "head"], units),
        )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Any tree, any depth, any people in it; keys where luck has it."""
    paths: list[tuple[str, ...]] = []
    for _ in range(draw(st.integers(0, 7))):
        above = draw(st.sampled_from([(), *paths]))
        path = (*above, draw(st.sampled_from(NAMES)))
        if path not in paths:
            paths.append(path)
    unit_keys = draw(st.permutations([f"u{n}" for n in range(8)]))
    units = {p: draw(st.sampled_from(["", unit_keys[n]])) for n, p in enumerate(paths)}
    emails = draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1, max_size=8))
    keys = draw(st.permutations([f"k{n}" for n in range(8)]))
    people = {
        email: (
            draw(st.sampled_from(["Ann", "Bo", "Cy"])),
            draw(st.sampled_from(["", keys[n]])),
            draw(st.sampled_from([(), *paths])),
        )
        for n, email in enumerate(emails)
    }
    heads = {p: draw(st.sampled_from(["", *emails])) for p in paths}
    return Roster(units, people, heads)


@TO_ALL
@given(roster=rosters(), other=rosters(), seed=st.integers(), keyed=st.booleans())
def test_an_import_makes_the_roster_what_the_files_want(
    installation: Installation,
    organisation: dict[str, object],
    roster: Roster,
    other: Roster,
    seed: int,
    keyed: bool,
) -> None:
    for wanted in (other, roster):
        files = wanted.files(keyed=keyed)
        shuffled = wanted.files(random.Random(seed), keyed=keyed)  # noqa: S311
        planned = plan_import(installation, None, files)
        assert plan_import(installation, None, shuffled) == planned
        import_all(installation, files)
        assert who_works_where(installation) == {
            email: (name, whole(path)) for email, (name, _key, path) in wanted.people.items()
        }
        assert unit_paths(installation) == {"Example", *map(whole, wanted.units)}
        assert roles(installation) == {
            (email, "manager", whole(path)) for path, email in wanted.heads.items() if email
        }
        assert plan_import(installation, None, files).is_empty


CELLS = st.lists(st.sampled_from([*NAMES, "Example", "north"]), min_size=1, max_size=3)


@TO_ALL
@given(cells=st.lists(CELLS, min_size=1, max_size=6))
def test_units_that_are_only_named_by_people_are_made_once(
    installation: Installation, organisation: dict[str, object], cells: list[list[str]]
) -> None:
    rows = [["Ann", f"p{n}@example.org", FILE_SEPARATOR.join(cell)] for n, cell in enumerate(cells)]
    files = Files(csv_of(["name", "email", "unit"], rows))
    import_all(installation, Roster({}, {PEOPLE[0]: ("A", "", ())}, {}).files())
    try:
        import_all(installation, files)
    except PeopleFileError:
        return
    assert plan_import(installation, None, files).is_empty
    assert len(who_works_where(installation)) == len(cells)
