"""Who watches while a wave is open, or comes back later, learns nothing more.

While it is open nothing changes that anybody can look at, and nothing that a reminder could be
computed from; after the count nothing that happens later changes what was published.
"""

import inspect
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import surveys.reading
from db import people
from db.base import insert
from db.engine import writing
from surveys.access import NotAllowedError, Reader
from surveys.answering import cast
from surveys.audit import run_audit
from surveys.counting import close_wave, counting
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.reading import read_unit
from surveys.waves import OpenedWave, Thresholds, WaveError, open_wave
from tests.builders import add_people, add_person, add_unit, answer
from tests.privacy.conftest import ADMINISTRATOR, DAY, HR, Open, Units, forget
from tests.privacy.views import everything
from tests.reading import comments_read, edition, read
from tests.refusals import code
from tests.stored import Intruder, main_dump, main_rows

# While it is open


def test_no_page_of_anybody_changes_when_somebody_answers(
    installation: Installation, organisation: Units
) -> None:
    north = organisation["North"]
    who: dict[str, UUID | None] = {"visitor": None, "employee": add_person(installation, north)}
    for role, unit in {"hr": None, "manager": north, "administrator": None}.items():
        who[role] = add_person(installation, north, role, role=role, role_for=unit)
    add_people(installation, north, 3)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    before, audited = everything(installation, who), run_audit(installation)
    for token in list(wave.tokens.values())[:6]:
        cast(installation, token, {"mood_1": (3,)}, DAY, {COMMENT: "a comment"})
    assert run_audit(installation) == audited
    after = everything(installation, who)
    # The council's pack has the trail, in which the first look around is noted; it names no answer.
    packed = [key for key in before if key[1] == "council pack" and key[3].startswith("/trail")]
    assert packed
    for key in packed:
        assert b"answer" not in bytes(after.pop(key)[1])
        before.pop(key)
    assert after == before


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sets(st.integers(0, 6)))
def test_nothing_a_reminder_could_start_from_depends_on_who_has_answered(
    opened: Callable[[Sequence[int]], Open], answering: set[int]
) -> None:
    """Everything outside the box: rows, bytes of the main database, names of files."""
    world = opened([0, 7])
    place = world.copy()
    main, folder = place.store_folder / "peil.db", place.store_folder.parent

    def outside() -> tuple[object, ...]:
        files = {str(file.relative_to(folder)) for file in folder.rglob("*")}
        boxes = {name for name in files if "box-" in name}
        return main_dump(place), main.read_bytes(), files - boxes

    before = outside()
    assert len(main_rows(place, "SELECT * FROM invitation")) == 7
    for number in answering:
        cast(place, world.wave.tokens[world.staff[1][number]], {"mood_1": (number % 5,)}, DAY)
    assert outside() == before
    forget(place)


def test_before_the_count_no_function_gives_a_result(
    installation: Installation, organisation: Units, wave: OpenedWave
) -> None:
    before = edition(installation)
    for token in wave.tokens.values():
        cast(installation, token, {"mood_1": (3,)}, DAY, {COMMENT: "a comment"})
    report = read(read_unit, installation, HR, organisation["North"])
    assert (report.waves, report.trends) == ([], [])
    assert comments_read(installation, HR, organisation["North"], wave.id) == []
    assert edition(installation) == before
    with pytest.raises(WaveError, check=code("still_open")):
        close_wave(installation, DAY - timedelta(days=1))


# Later


def of_wave(installation: Installation, wave: OpenedWave) -> list[list[tuple[object, ...]]]:
    """Everything that is published of a wave, row by row."""
    queries = (
        "SELECT * FROM wave WHERE id = '{id}'",
        "SELECT * FROM wave_unit WHERE wave_id = '{id}' ORDER BY unit_id",
        "SELECT * FROM result WHERE wave_id = '{id}' ORDER BY unit_id, question_id",
        "SELECT unit_id, body FROM comment WHERE wave_id = '{id}' ORDER BY body",
    )
    return [main_rows(installation, query.format(id=wave.id.hex)) for query in queries]


def test_nothing_that_happens_later_changes_what_was_published(
    installation: Installation, organisation: Units, wave: OpenedWave
) -> None:
    answer(installation, wave, on=DAY)
    close_wave(installation, DAY)
    published = of_wave(installation, wave)
    assert all(published[:3])
    first = next(iter(wave.tokens))
    other = add_unit(installation, "Other", organisation["Example"])
    with writing(installation.engine) as session:
        people.move_unit(session, organisation["North"], other)
        insert(session, people.Access(person_id=first, role="hr", confirmed=True))
    with Intruder(installation) as somebody:
        somebody.write("UPDATE unit SET name = 'Renamed'")
        somebody.write("UPDATE person SET unit_id = ?", other.hex)
        somebody.write("DELETE FROM person WHERE id NOT IN (SELECT person_id FROM access)")
    add_people(installation, other, 9, named="new")
    later = DAY + timedelta(days=7)
    limits = Thresholds(k=7, k_distribution=12, k_comment=20)
    second = open_wave(installation, opens_on=later, closes_on=later, thresholds=limits)
    answer(installation, second, on=later)
    close_wave(installation, later)
    with pytest.raises(WaveError, check=code("none_open")):
        close_wave(installation, later)
    assert of_wave(installation, wave) == published


def test_no_function_looks_at_more_than_one_wave_s_people_or_at_a_stretch_of_time() -> None:
    """A number over several waves would follow the same people, so there is no way to ask."""
    looked_at = set()
    for module in (surveys.reading, counting):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or not function.__module__.startswith(module.__name__):
                continue
            looked_at.add(name)
            asked = inspect.signature(function).parameters.values()
            dates = [p.name for p in asked if p.annotation is date]
            several = [p.name for p in asked if "Sequence[UUID]" in str(p.annotation)]
            assert dates in ([], ["today"]), name
            assert not several, name
    assert {"read_unit", "read_wave", "close_wave"} <= looked_at


# Whose results


def test_who_may_read_what_is_the_same_for_every_function(
    installation: Installation, organisation: Units, wave: OpenedWave
) -> None:
    answer(installation, wave, on=DAY)
    close_wave(installation, DAY)
    units = {**organisation, "South": add_unit(installation, "South", organisation["Example"])}
    led = frozenset({organisation["North"]})
    allowed = {
        HR: {"Example", "North", "South"},
        Reader(uuid4(), "Mo", None, frozenset({"manager"}), led): {"North"},
        ADMINISTRATOR: set[str](),
        Reader(uuid4(), "Em", None, frozenset(), frozenset()): set[str](),
    }
    for who, (name, unit) in product(allowed, units.items()):
        refused = nullcontext() if name in allowed[who] else pytest.raises(NotAllowedError)
        with refused:
            read(read_unit, installation, who, unit)
        with refused:
            comments_read(installation, who, unit, wave.id)
