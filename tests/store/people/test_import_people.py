"""What an import changes, what it never touches, and what it refuses."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from db import people, waves
from db import roster as stored
from db.base import insert, insert_many
from db.engine import reading, writing
from db.imported import ImportedMean, ImportedSource
from surveys.access import NotAllowedError, Reader, reader
from surveys.follow_up import note_event
from surveys.installation import Installation
from surveys.operations import run_daily_upkeep
from surveys.organisation.places import where_ballots_count
from surveys.organisation.roster_changes import changes
from surveys.people.file.faults import PeopleFileError
from surveys.people.importing.importing import Files, ImportRefusedError, apply, plan_import
from surveys.people.importing.plan import Plan, counts
from surveys.people.importing.summary import notes_in_words
from surveys.settings import Retention
from surveys.sign_in import make_link_secret, redeem
from surveys.trail import entries
from surveys.waves import open_wave, token_hash
from tests.builders import CLOSES, OPENS
from tests.refusals import code
from tests.rosters import files, import_all, roles, unit_paths, who_works_where
from tests.stored import main_rows

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("organisation")]

ANN = "Ann,ann@example.org,North"
BO = "Bo,bo@example.org,North"
HR = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
ADMINISTRATOR = Reader(UUID(int=8), "Ada", None, frozenset({"administrator"}), frozenset())


def listing(*rows: str, more: str = "", units: str | None = None) -> Files:
    """Return a file of people with these rows and more columns, and a file of units if given."""
    return files("\n".join([f"name,email,unit{more}", *rows]) + "\n", units)


def import_rows(installation: Installation, *rows: str, more: str = "") -> Plan:
    return import_all(installation, listing(*rows, more=more))


def keeper(*units: UUID) -> Reader:
    """An administrator of some units only."""
    own = frozenset(units)
    return Reader(UUID(int=7), "Kim", None, frozenset(), frozenset(), administered_units=own)


def test_people_join_move_change_and_leave_by_an_applied_plan(installation: Installation) -> None:
    plan = plan_import(installation, None, listing(ANN, "Cy,cy@example.org,A / B"))
    assert counts(plan)["joined"] == 2
    assert [unit.path for unit in plan.new_units] == ["A", "A / B"]
    assert who_works_where(installation) == {}, "a plan writes nothing"
    import_rows(installation, ANN, BO, "Cy,cy@example.org,North")
    plan = import_rows(installation, "Ann,ann@example.org,South", "Bob,BO@example.org,North")
    assert [change.name for change in plan.moved] == ["Ann"]
    assert [change.name for change in plan.edited] == ["Bob"]
    assert [leaver.name for leaver in plan.left] == ["Cy"]
    assert who_works_where(installation) == {
        "ann@example.org": ("Ann", "Example / South"),
        "BO@example.org": ("Bob", "Example / North"),
    }


def test_addresses_can_be_exchanged_but_no_role_goes_along(installation: Installation) -> None:
    import_rows(installation, "Ann,a@example.org,North,1", "Bo,b@example.org,North,2", more=",key")
    plan = import_rows(
        installation, "Ann,b@example.org,North,1,hr", "Bo,a@example.org,North,2,", more=",key,role"
    )
    assert not plan.joined
    assert who_works_where(installation) == {
        "b@example.org": ("Ann", "Example / North"),
        "a@example.org": ("Bo", "Example / North"),
    }
    assert roles(installation) == {("b@example.org", "hr", None)}
    plan = import_rows(
        installation, "Eve,b@example.org,North,3", "Bo,a@example.org,North,2", more=",key"
    )
    assert (len(plan.joined), len(plan.left)) == (1, 1)
    assert "no role goes along" in notes_in_words(plan.notes)[0]
    assert roles(installation) == set()


def only_adding(installation: Installation, *rows: str, more: str) -> None:
    plan = plan_import(installation, None, listing(*rows, more=more), only_add=True)
    assert (plan.changed, plan.left, plan.revoked_roles, plan.limits) == ((), (), (), ())
    apply(installation, None, plan)


def test_only_adding_changes_nobody_and_no_unit(installation: Installation) -> None:
    more = ",key,role,leads"
    cy = "Cy,cy@example.org,South,3,manager,North"
    import_rows(installation, f"{ANN},1,hr,", f"{BO},2,,", cy, more=more)
    ann, dee = "Anna,ANN@example.org,Nowhere yet,1,,", "Dee,dee@example.org,New / Team,4,council,"
    only_adding(installation, ann, dee, "Eve,eve@example.org,South,5,manager,North", more=more)
    assert who_works_where(installation) == {
        "ann@example.org": ("Ann", "Example / North"),
        "bo@example.org": ("Bo", "Example / North"),
        "cy@example.org": ("Cy", "Example / South"),
        "dee@example.org": ("Dee", "Example / New / Team"),
        "eve@example.org": ("Eve", "Example / South"),
    }
    assert roles(installation) == {
        ("ann@example.org", "hr", None),
        ("cy@example.org", "manager", "Example / North"),
        ("dee@example.org", "council", None),
        ("eve@example.org", "manager", "Example / North"),
    }
    assert "Example / Nowhere yet" not in unit_paths(installation)
    with pytest.raises(PeopleFileError, match=r"line 2.*ANN@example.org is the address of Ann"):
        only_adding(installation, "Fay,ANN@example.org,North,6,,", more=more)
    with pytest.raises(ImportRefusedError, match="file of units"):
        plan_import(
            installation, None, listing(BO, units="unit,parent\nNorth,Example\n"), only_add=True
        )
    assert len(who_works_where(installation)) == 5


def test_units_move_and_are_renamed_with_history(installation: Installation, north: UUID) -> None:
    units = "unit,parent,key\nExample,,\nNorth,Example,1\nSouth,Example,2\n"
    import_all(installation, listing(ANN, units=units))
    units = "unit,parent,key\nExample,,\nNorth-East,South,1\nSouth,Example,2\n"
    plan = import_all(installation, listing("Ann,ann@example.org,North-East", units=units))
    (change,) = plan.changed_units
    assert (change.id, change.is_moved, change.is_renamed) == (north, True, True)
    assert not plan.moved
    paths = {"Example", "Example / South", "Example / South / North-East"}
    assert unit_paths(installation) == paths


def test_a_unit_with_history_is_never_removed(installation: Installation, north: UUID) -> None:
    import_rows(installation, ANN, "Bo,bo@example.org,South")
    note_event(installation, HR, north, "Moved house", date(2026, 1, 5))
    units = "unit,parent\nNew,Example\n"
    plan = import_all(installation, listing("Ann,ann@example.org,New", units=units))
    assert [unit.path for unit in plan.gone_units] == ["South"]
    assert "North is not in the file" in notes_in_words(plan.notes)[0]
    assert unit_paths(installation) == {"Example", "Example / New", "Example / North"}


def test_a_unit_with_imported_averages_alone_is_never_removed(
    installation: Installation, north: UUID
) -> None:
    import_rows(installation, ANN, "Bo,bo@example.org,South")
    with writing(installation.engine) as session:
        insert(session, ImportedSource(source="Before", mark=1, waves=[]))
        session.flush()
        day = date(2026, 1, 5)
        mean = ImportedMean(
            unit_id=north,
            source="Before",
            question_id="wl_1",
            measured_on=day,
            measure="mean",
            value=3.5,
        )
        insert(session, mean)
    units = "unit,parent\nNew,Example\n"
    plan = import_all(installation, listing("Ann,ann@example.org,New", units=units))
    assert [unit.path for unit in plan.gone_units] == ["South"]


def test_leavers_lose_access_and_sign_ins(installation: Installation) -> None:
    import_rows(installation, f"{ANN},hr", f"{BO},", more=",role")
    with reading(installation.engine) as session:
        ann = people.person_with(session, "ann@example.org")
    assert ann is not None
    now = datetime(2026, 3, 2, tzinfo=UTC)
    link = make_link_secret(installation, ann.id, now)
    import_rows(installation, BO)
    assert redeem(installation, link, now) is None
    assert roles(installation) == set()
    assert reader(installation, ann.id) is None


def test_imports_are_noted_and_roles_change_only_by_a_column(installation: Installation) -> None:
    import_rows(installation, f"{ANN},hr,North", more=",role,leads")
    noted = {(entry.action, entry.subject) for entry in entries(installation)}
    assert {("access proposed", "Ann: hr"), ("access given", "Ann: manager of North")} <= noted
    assert any(action == "people imported" and "1 joined" in what for action, what in noted)
    held = {("ann@example.org", "hr", None), ("ann@example.org", "manager", "Example / North")}
    assert roles(installation) == held
    import_rows(installation, ANN)
    assert roles(installation) == held
    import_rows(installation, f"{ANN},", more=",role")
    assert roles(installation) == set()


def test_many_leavers_and_the_last_administrator_are_confirmed(installation: Installation) -> None:
    import_rows(installation, f"{ANN},administrator", f"{BO},", more=",role")
    plan = plan_import(installation, None, listing(BO))
    assert notes_in_words(plan.limits) == [
        "1 of 2 people would leave: more than a third.",
        "Nobody would be administrator any more.",
    ]
    with pytest.raises(ImportRefusedError, check=code("unconfirmed")):
        apply(installation, None, plan)
    assert len(who_works_where(installation)) == 2


def test_a_plan_is_applied_only_to_the_roster_it_was_made_for(installation: Installation) -> None:
    plan = plan_import(installation, None, listing(ANN))
    import_rows(installation, BO)
    with pytest.raises(ImportRefusedError, check=code("roster_changed")):
        apply(installation, None, plan, beyond_limits=True)
    assert set(who_works_where(installation)) == {"bo@example.org"}


def test_an_import_does_not_touch_an_open_wave(installation: Installation, north: UUID) -> None:
    staff = [f"P{n},p{n}@example.org,North" for n in range(9)]
    import_rows(installation, *staff)
    opened = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)

    def of_the_wave() -> list[object]:
        box = installation.box(opened.number)
        tables = [main_rows(installation, f"SELECT * FROM {t}") for t in ("wave", "wave_unit")]  # noqa: S608
        unit_of = {token: box.unit_of(token_hash(token)) for token in opened.tokens.values()}
        return [*map(sorted, map(repr, tables)), unit_of]

    before = of_the_wave()
    staff[0] = "P0,p0@example.org,South"
    import_rows(installation, *staff[:8], "New,new@example.org,South")
    assert of_the_wave() == before
    with reading(installation.engine) as session:
        south = next(row.id for row in people.units(session) if row.name == "South")
        counts_in = list(where_ballots_count(session).values())
        assert (counts_in.count(north), counts_in.count(south)) == (7, 2)
        assert waves.open_wave(session) is not None
    listed = [change for change in changes(installation, HR) if change.open_wave == 1]
    assert {(c.kind, c.name, c.from_unit, c.to_unit) for c in listed} == {
        ("moved", "P0", "North", "South"),
        ("joined", "New", None, "South"),
        ("left", "P8", "North", None),
    }


def test_changes_are_listed_for_12_months_to_some(installation: Installation, north: UUID) -> None:
    with writing(installation.engine) as session:
        row = {"id": UUID(int=5), "kind": "joined", "name": "Old", "noted_on": date(2025, 1, 1)}
        insert_many(session, stored.RosterChange, [row])
    run_daily_upkeep(installation, Retention(), date(2026, 1, 1))
    assert [change.name for change in changes(installation, HR)] == ["Old"]
    run_daily_upkeep(installation, Retention(), date(2026, 1, 2))
    assert changes(installation, HR) == []
    with pytest.raises(NotAllowedError):
        changes(installation, keeper(north))


def test_a_units_administrator_changes_its_people(installation: Installation, north: UUID) -> None:
    south = "Sam,sam@example.org,South"
    import_rows(installation, ANN, BO, south)
    kim = keeper(north)
    plan = plan_import(installation, kim, listing(ANN, "Di,di@example.org,North / Night"))
    apply(installation, kim, plan, beyond_limits=True)
    assert who_works_where(installation) == {
        "ann@example.org": ("Ann", "Example / North"),
        "di@example.org": ("Di", "Example / North / Night"),
        "sam@example.org": ("Sam", "Example / South"),
    }
    for asked, reason in (
        (listing(south), "outside the units you administer"),
        (listing("Sam,sam@example.org,North"), "a unit you do not administer"),
        (listing(f"{ANN},hr", more=",role"), "Leave the column out"),
        (listing(ANN, units="unit,parent\nNorth,Example\n"), "changes units by a file"),
    ):
        with pytest.raises(PeopleFileError, match=reason):
            plan_import(installation, kim, asked)


def test_a_units_administrator_gains_no_rights(installation: Installation, north: UUID) -> None:
    import_rows(installation, f"{ANN},1,administrator", more=",key,role")
    kim = keeper(north)
    taken = listing("Ann,kim@example.org,North,1", more=",key")
    with pytest.raises(PeopleFileError, match="a role outside the units you administer"):
        plan_import(installation, kim, taken)
    plan = plan_import(installation, kim, listing(BO))
    assert not plan.left
    assert "so stays" in notes_in_words(plan.notes)[0]


def test_a_plan_is_not_applied_with_fewer_rights(installation: Installation, north: UUID) -> None:
    plan = plan_import(installation, ADMINISTRATOR, listing("Ann,a@example.org,South"))
    for who in (keeper(north), HR):
        with pytest.raises(NotAllowedError):
            apply(installation, who, plan)
    with pytest.raises(NotAllowedError):
        plan_import(installation, HR, listing(ANN))
