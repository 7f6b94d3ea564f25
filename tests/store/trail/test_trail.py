"""The trail tells who read or changed what, by day, and nothing about who answers."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from surveys.access.access import Reader
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.people.roles import RoleError
from surveys.sign_in.sign_in import make_link_secret
from surveys.trail import trail
from surveys.trail.trail import entries, note_reading
from surveys.waves.waves import open_wave
from tests import conftest
from tests.builders import CLOSES, OPENS
from tests.locks import locked
from tests.rosters import appoint, files, import_all
from tests.store.sign_in.test_sign_in import NOW
from tests.stored import Intruder, Refused, main_rows

pytestmark = pytest.mark.both_databases

Units = dict[str, UUID]


def noted(installation: Installation) -> set[tuple[str | None, str, str]]:
    return {(e.by, e.action, e.subject) for e in entries(installation)}


@pytest.fixture
def reader(installation: Installation, organisation: Units) -> Reader:
    person = appoint(installation, email="hr@x.org", name="Hanna", role="hr", unit=None)
    assert organisation
    return Reader(person, "Hanna", None, frozenset({"hr"}), frozenset())


def test_changes_are_noted_with_what_was_changed(
    installation: Installation, organisation: Units
) -> None:
    people = "name,email,unit\n" + "".join(f"P{i},{i}@x.org,North\n" for i in range(6))
    import_all(installation, files(people))
    person = appoint(installation, email="1@x.org", name="", role="manager", unit="North")
    appoint(installation, email="1@x.org", name="", role="manager", unit="North")
    make_link_secret(installation, person, NOW)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    close_wave(installation, CLOSES)
    assert organisation
    assert noted(installation) == {
        (None, "organisation set up", "Example"),
        (
            None,
            "people imported",
            "6 joined, 0 moved, 0 left, 0 with other details; 0 units made, 0 changed, 0 removed",
        ),
        (None, "access given", "P1: manager of North"),
        (None, "sign-in link made", "P1"),
        (None, "wave opened", "wave 1, until 2026-03-06"),
        (None, "wave counted", "wave 1"),
    }


def test_what_was_refused_is_not_noted(installation: Installation, organisation: Units) -> None:
    before = noted(installation)
    with pytest.raises(RoleError):
        appoint(installation, email="x@x.org", name="", role="manager", unit="Nowhere")
    assert noted(installation) == before
    assert organisation


def test_answering_leaves_no_trace_in_it(installation: Installation, organisation: Units) -> None:
    conftest.add_people(installation, organisation["North"], 6)
    wave = open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    before = main_rows(installation, "SELECT * FROM audit_entry")
    for token in wave.tokens.values():
        answer_sheet(installation, token, OPENS)
        cast(installation, token, {"mood_1": (3,)}, OPENS, "a comment")
    assert main_rows(installation, "SELECT * FROM audit_entry") == before


def test_how_many_answered_is_not_in_it(installation: Installation, organisation: Units) -> None:
    conftest.add_people(installation, organisation["North"], 6)
    said = []
    for turn, answering in enumerate((2, 6)):
        day = OPENS + timedelta(days=7 * turn)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        for token in list(wave.tokens.values())[:answering]:
            cast(installation, token, {"mood_1": (3,)}, day)
        close_wave(installation, day)
        said.append(f"wave {wave.number}")
    counts = {e.subject for e in entries(installation) if e.action == "wave counted"}
    assert counts == set(said)


def test_who_reads_is_noted_once_a_day(installation: Installation, reader: Reader) -> None:
    unit, other = uuid4(), uuid4()
    for _ in range(3):
        note_reading(installation, reader, unit, "North", OPENS)
        # As another process would, which remembers nothing.
        trail._note_once.cache_clear()
    note_reading(installation, reader, other, "South", OPENS)
    note_reading(installation, reader, unit, "North", OPENS + timedelta(days=1))
    read = [(e.by, e.subject) for e in entries(installation) if e.action == "results read"]
    assert sorted(read) == [("Hanna", "North"), ("Hanna", "North"), ("Hanna", "South")]


@pytest.mark.only_sqlite
def test_a_locked_database_keeps_nobody_from_reading(
    installation: Installation, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    unit = uuid4()
    with locked(installation.store_folder / "peil.db"):
        note_reading(installation, reader, unit, "North", OPENS)
    assert "not noted who reads results: database is locked" in caplog.text
    note_reading(installation, reader, unit, "North", OPENS)
    assert ("Hanna", "results read", "North") in noted(installation), "the next time it is"


def test_who_left_is_named_by_a_number(installation: Installation, reader: Reader) -> None:
    gone = Reader(uuid4(), "Gone", None, frozenset({"hr"}), frozenset())
    note_reading(installation, gone, uuid4(), "North", OPENS)
    assert (str(gone.person), "results read", "North") in noted(installation)
    assert reader


def test_nobody_can_change_it_or_take_something_out(
    installation: Installation, organisation: Units
) -> None:
    assert organisation
    with Intruder(installation) as somebody:
        with pytest.raises(Refused, match="never changes"):
            somebody.write("UPDATE audit_entry SET subject = 'x'")
        with pytest.raises(Refused, match="for a year"):
            somebody.write("DELETE FROM audit_entry")


def test_it_is_forgotten_after_two_years(installation: Installation, organisation: Units) -> None:
    assert organisation
    with Intruder(installation) as somebody:
        somebody.write(
            "INSERT INTO audit_entry VALUES (?, '2020-01-01', NULL, 'wave opened', 'old')",
            uuid4().hex,
        )
    with trail.writing(installation.engine) as session:
        trail.forget_old(session, OPENS)
    assert "old" not in {subject for *_, subject in noted(installation)}
    assert (None, "organisation set up", "Example") in noted(installation)
