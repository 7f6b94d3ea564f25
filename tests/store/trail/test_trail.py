"""The trail tells who read or changed what, by day, and nothing about who answers."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from db.engine import writing
from surveys.access.access import Reader
from surveys.answering.casting import answer_sheet, cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.instrument import COMMENT
from surveys.people.roles import RoleError
from surveys.sign_in.sign_in import make_link_secret
from surveys.trail import trail
from surveys.trail.trail import entries, note_reading
from surveys.waves.waves import OpenedWave, open_wave
from tests.builders import CLOSES, OPENS, add_people, answer
from tests.locks import locked
from tests.reading import reader_with
from tests.rosters import appoint, files, import_all
from tests.store.sign_in.test_sign_in import NOW
from tests.stored import Intruder, Refused, main_rows

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("organisation")]


def noted(installation: Installation) -> set[tuple[str | None, str, str]]:
    return {(e.by, e.action, e.subject) for e in entries(installation)}


@pytest.fixture
def reader(installation: Installation) -> Reader:
    person = appoint(installation, email="hr@x.org", name="Hanna", role="hr", unit=None)
    return Reader(person, "Hanna", None, frozenset({"hr"}), frozenset())


def test_changes_are_noted_and_refusals_are_not(installation: Installation) -> None:
    people = "name,email,unit\n" + "".join(f"P{i},{i}@x.org,North\n" for i in range(6))
    import_all(installation, files(people))
    person = appoint(installation, email="1@x.org", name="", role="manager", unit="North")
    appoint(installation, email="1@x.org", name="", role="manager", unit="North")
    with pytest.raises(RoleError):
        appoint(installation, email="x@x.org", name="", role="manager", unit="Nowhere")
    make_link_secret(installation, person, NOW)
    open_wave(installation, opens_on=OPENS, closes_on=CLOSES)
    close_wave(installation, CLOSES)
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


def test_answering_leaves_no_trace_in_it(installation: Installation, wave: OpenedWave) -> None:
    before = main_rows(installation, "SELECT * FROM audit_entry")
    for token in wave.tokens.values():
        answer_sheet(installation, token, OPENS)
        cast(installation, token, {"mood_1": (3,)}, OPENS, {COMMENT: "a comment"})
    assert main_rows(installation, "SELECT * FROM audit_entry") == before


def test_the_response_to_a_wave_is_not_in_it(installation: Installation, north: UUID) -> None:
    staff = add_people(installation, north, 6)
    for turn, silent in enumerate((staff[2:], [])):
        day = OPENS + timedelta(days=7 * turn)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        answer(installation, wave, on=day, silent=silent)
        close_wave(installation, day)
    counted = {e.subject for e in entries(installation) if e.action == "wave counted"}
    assert counted == {"wave 1", "wave 2"}


def test_reading_results_is_noted_once_a_day(installation: Installation, reader: Reader) -> None:
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


def test_people_who_left_are_named_by_a_number(installation: Installation) -> None:
    left = reader_with("hr")
    note_reading(installation, left, uuid4(), "North", OPENS)
    assert (str(left.person), "results read", "North") in noted(installation)


def test_it_never_changes_and_is_deleted_after_two_years(installation: Installation) -> None:
    with Intruder(installation) as intruder:
        with pytest.raises(Refused, match="never changes"):
            intruder.write("UPDATE audit_entry SET subject = 'x'")
        with pytest.raises(Refused, match="for a year"):
            intruder.write("DELETE FROM audit_entry")
        old = "INSERT INTO audit_entry VALUES (?, '2020-01-01', NULL, 'wave opened', 'old')"
        intruder.write(old, uuid4().hex)
    with writing(installation.engine) as session:
        trail.forget_old(session, OPENS)
    assert noted(installation) == {(None, "organisation set up", "Example")}
