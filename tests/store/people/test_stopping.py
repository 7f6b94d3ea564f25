"""Lists and directories that would remove too much stop, until somebody has looked."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from db import people
from db import roster as stored
from db.base import insert_many
from db.engine import reading, writing
from surveys.access import NotAllowedError, Reader
from surveys.doctor.contents import check_stops
from surveys.errors import phrase
from surveys.installation import Installation
from surveys.operations.asking import tell_of_stops
from surveys.people.file.table import Upload
from surveys.people.importing.importing import Files, apply, plan_import
from surveys.people.importing.plan import UNITS_HALVED, Plan
from surveys.people.importing.summary import notes_in_words
from surveys.people.roles import give
from surveys.people.stopping import StoppedError, check_leaving, let_go_on, record_stop, stops
from surveys.settings import Settings
from tests.builders import add_person
from tests.mail import Mailbox
from tests.rosters import files, import_all, roles

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("organisation")]

FIELD = Path(__file__).parents[2] / "field"
TODAY = date(2026, 3, 2)
ADA = Reader(UUID(int=8), "Ada", None, frozenset({"administrator"}), frozenset())


def listed(*units: str, key: str = "{n}", more: str = "") -> Files:
    """A list with one person per unit named, each with a key and an address of their own."""
    rows = [f"P{n},p{n}@example.org,{unit},{key.format(n=n)}" for n, unit in enumerate(units)]
    return files("\n".join([f"name,email,unit,key{more}", *rows]))


def planned(installation: Installation, asked: Files) -> Plan:
    return plan_import(installation, None, asked)


def limits(installation: Installation, asked: Files) -> str:
    return " ".join(notes_in_words(planned(installation, asked).limits))


def field(name: str) -> Files:
    return Files(Upload(name, (FIELD / name).read_bytes()))


def test_a_workbook_that_shows_zeros_in_front_removes_nobody(installation: Installation) -> None:
    import_all(installation, field("f02_base.csv"))
    plan = planned(installation, field("f02_zero_format.xlsx"))
    assert (plan.joined, plan.left, plan.limits) == ((), (), ())


@pytest.mark.parametrize(("before", "after"), [("00{n}a", "{n}A"), ("A{n}", "a{n}")])
def test_keys_that_differ_by_zeros_or_capitals_are_the_same_person(
    installation: Installation, before: str, after: str
) -> None:
    import_all(installation, listed("North", "North", key=before))
    plan = planned(installation, listed("North", "North", key=after))
    assert (plan.joined, plan.left, len(plan.edited)) == ((), (), 2)
    assert "P0, P1" in notes_in_words(plan.notes)[0]


def test_another_key_at_the_same_address_is_somebody_else(installation: Installation) -> None:
    import_all(installation, listed("North", key="1"))
    assert len(planned(installation, listed("North", key="10")).joined) == 1


def test_a_list_that_more_than_halves_a_unit_of_five_reaches_a_limit(
    installation: Installation,
) -> None:
    other = ["South"] * 20
    import_all(installation, listed(*["North"] * 6, *other))
    assert limits(installation, listed(*["North"] * 3, *["East"] * 3, *other)) == ""
    said = limits(installation, listed(*["North"] * 2, *["East"] * 4, *other))
    assert "North (4/6)" in said
    import_all(installation, listed(*["North"] * 4, *["South"] * 22))
    assert limits(installation, listed(*["East"] * 4, *["South"] * 22)) == "", "fewer than five"


def test_a_list_takes_no_role_that_was_given_by_hand_without_saying_so(
    installation: Installation,
) -> None:
    head = "name,email,unit,role\n"
    both = "A,a@example.org,North,manager\nB,b@example.org,North,\n"
    import_all(installation, files(head + both))
    nobody = files(head + both.replace("manager", ""))
    assert limits(installation, nobody) == "", "a list takes back what a list gave"
    with reading(installation.engine) as session:
        north = next(u.id for u in people.units(session) if u.name == "North")
    give(installation, ADA, "b@example.org", "manager", north)
    said = limits(installation, files(head + both))
    assert "B: manager" in said
    assert "A: manager" not in said


def test_a_role_whose_holder_another_key_replaces_is_a_limit(installation: Installation) -> None:
    head = "name,email,unit,key,role\n"
    rest = "".join(f"P{n},p{n}@example.org,North,x{n},\n" for n in range(9))
    import_all(installation, files(f"{head}A,a@example.org,North,1,hr\n{rest}"))
    assert "roles would be lost" in limits(
        installation, files(f"{head}A,a@example.org,North,9,hr\n{rest}")
    )


def test_a_unit_may_have_two_leaders_in_both_files(installation: Installation) -> None:
    asked = "name,email,unit,leads\nA,a@example.org,North,North\nB,b@example.org,North,North\n"
    both = {(f"{one}@example.org", "manager", "Example / North") for one in "ab"}
    import_all(installation, files(asked))
    assert roles(installation) == both
    units = "unit,parent,head\nExample,,\nNorth,Example,a@example.org | b@example.org\n"
    people_only = "name,email,unit\nA,a@example.org,North\nB,b@example.org,North\n"
    assert planned(installation, files(people_only, units)).is_empty


def test_a_stop_is_told_by_doctor_and_page_until_a_list_is_imported(
    installation: Installation,
) -> None:
    import_all(installation, listed(*["North"] * 6))
    plan = planned(installation, listed("North"))
    record_stop(installation, "folder", plan.limits, TODAY)
    record_stop(installation, "folder", plan.limits, date(2026, 3, 3))
    (stop,) = stops(installation)
    assert (stop.noted_on, stop.limits) == (TODAY, plan.limits)
    (verdict,) = check_stops(installation)
    assert verdict.severity == "warning"
    apply(installation, None, planned(installation, listed(*["North"] * 6)))
    assert stops(installation) == []
    assert [one.severity for one in check_stops(installation)] == ["ok"]


def gone_today(installation: Installation, number: int) -> None:
    """Note that a number of people left North today."""
    row = {"kind": "left", "from_unit": "North", "noted_on": TODAY, "open_wave": None}
    with writing(installation.engine) as session:
        rows = [{**row, "id": UUID(int=n), "name": f"Q{n}", "to_unit": None} for n in range(number)]
        insert_many(session, stored.RosterChange, rows)


def leave(installation: Installation, person: UUID, today: date = TODAY) -> None:
    with writing(installation.engine) as session:
        check_leaving(session, [person], today)


def test_a_directory_stops_after_too_many_on_a_day_and_goes_on_when_let(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    staff = [add_person(installation, organisation["North"], f"N{n}") for n in range(6)]
    leave(installation, staff[0])
    gone_today(installation, 6)
    with pytest.raises(StoppedError) as stopped:
        leave(installation, staff[0])
    assert "North (7/12)" in str(stopped.value)
    record_stop(installation, "directory", stopped.value.limits, TODAY)
    hr = Reader(UUID(int=9), "Hanna", None, frozenset({"hr"}), frozenset())
    with pytest.raises(NotAllowedError):
        let_go_on(installation, hr, "directory", TODAY)
    let_go_on(installation, ADA, "directory", TODAY)
    leave(installation, staff[0])
    leave(installation, staff[0], date(2026, 3, 3))
    assert stops(installation) == [], "resolved the day after"


def test_nobody_is_noted_as_told_while_messages_cannot_be_sent(
    installation: Installation, settings: Settings
) -> None:
    record_stop(installation, "folder", [], datetime(2026, 3, 2, tzinfo=UTC).date())
    assert tell_of_stops(installation, settings) == 0
    assert [stop.told for stop in stops(installation)] == [False]


def test_administrators_get_one_message_until_it_is_resolved(
    installation: Installation, organisation: dict[str, UUID], mailing: Settings, mailbox: Mailbox
) -> None:
    whole = organisation["Example"]
    add_person(installation, whole, "Ada", role="administrator")
    add_person(installation, whole, "Hanna", role="hr")
    limit = phrase(UNITS_HALVED, units="North (4/6)")
    record_stop(installation, "folder", [limit], TODAY)
    assert tell_of_stops(installation, mailing) == 1
    record_stop(installation, "folder", [limit], date(2026, 3, 3))
    assert tell_of_stops(installation, mailing) == 0
    assert [address for address, _ in mailbox.raw] == ["ada@example.org"]
