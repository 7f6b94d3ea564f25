"""Units that take part later: nobody in them is invited before their day, and all are after."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import wave_units
from db.engine import reading
from db.slips import per_unit
from surveys.access import NotAllowedError
from surveys.answering import answer_sheet
from surveys.counting import close_wave
from surveys.counting.prospects import load_prospects
from surveys.installation import Installation
from surveys.organisation.later_starts import (
    LaterStartError,
    load_later_starts,
    load_units_to_start,
    save_later_start,
    start_of,
    start_to_come,
    takes_part,
    where_invited_count,
)
from surveys.organisation.next_waves import load_next_thresholds
from surveys.units import Tree
from surveys.waves import WaveError, open_wave
from surveys.waves.slips import make_slips
from tests.builders import OPENS, add_people, add_person, add_unit, answer, give_role
from tests.reading import reader_with
from tests.refusals import code

WHO = reader_with("administrator")
LATER = OPENS + timedelta(days=14)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def south(installation: Installation, organisation: dict[str, UUID]) -> UUID:
    """South with a night shift below it, beside North: eight people in each of the three."""
    unit = add_unit(installation, "South", organisation["Example"])
    for one in (organisation["North"], unit, add_unit(installation, "Night", unit)):
        add_people(installation, one, 8)
    return unit


def invited_on(installation: Installation, day: date) -> Counter[UUID]:
    with reading(installation.engine) as session:
        return Counter(where_invited_count(session, day).values())


def test_a_unit_and_all_below_it_are_invited_from_their_day_on(
    installation: Installation, south: UUID, organisation: dict[str, UUID]
) -> None:
    save_later_start(installation, WHO, south, LATER)
    first = open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    assert len(first.tokens) == 8
    answer(installation, first)
    close_wave(installation, OPENS)
    with reading(installation.engine) as session:
        invited = {
            unit: wave_units.wave_unit(session, first.id, unit).invited
            for unit in (*organisation.values(), south)
        }
    assert invited[organisation["North"]] == invited[organisation["Example"]] == 8
    assert invited[south] == 0
    second = open_wave(installation, opens_on=LATER, closes_on=LATER)
    assert len(second.tokens) == 24
    sheet = answer_sheet(installation, next(iter(second.tokens.values())), LATER)
    assert len(sheet.questions) == 12, "dates and questions are those of everybody"


def test_a_manager_starts_with_their_unit(
    installation: Installation, south: UUID, organisation: dict[str, UUID]
) -> None:
    leader = add_person(installation, south, "Lea")
    give_role(installation, leader, "manager", south)
    save_later_start(installation, WHO, south, LATER)
    assert organisation["Example"] not in invited_on(installation, LATER - timedelta(days=1))
    assert invited_on(installation, LATER)[organisation["Example"]] == 1


def test_a_later_start_is_taken_back_moved_and_noted(
    installation: Installation, south: UUID
) -> None:
    save_later_start(installation, WHO, south, OPENS)
    save_later_start(installation, WHO, south, LATER)
    (coming,) = load_later_starts(installation, OPENS)
    assert (coming.unit, coming.starts_on) == (south, LATER)
    assert load_later_starts(installation, LATER) == [], "it has come"
    with reading(installation.engine) as session:
        assert start_to_come(session, south, OPENS) == LATER
        assert start_to_come(session, south, LATER) is None
    save_later_start(installation, WHO, south, None)
    assert load_later_starts(installation, OPENS) == []
    assert invited_on(installation, OPENS).total() == 24


def test_what_could_be_shown_counts_those_who_take_part(
    installation: Installation, south: UUID
) -> None:
    limits = load_next_thresholds(installation)
    before = load_prospects(installation, limits, OPENS)
    save_later_start(installation, WHO, south, LATER)
    after = load_prospects(installation, limits, OPENS)
    assert south in {**before.shown, **before.hidden}
    assert south not in {**after.shown, **after.hidden}
    assert load_prospects(installation, limits, LATER) == before


def test_slips_of_a_unit_that_does_not_take_part_are_withdrawn(
    installation: Installation, south: UUID
) -> None:
    make_slips(installation, ["South"])
    save_later_start(installation, WHO, south, LATER)
    opened = open_wave(installation, opens_on=OPENS, closes_on=OPENS)
    assert (len(opened.tokens), dict(opened.slips)) == (8, {})
    with reading(installation.engine) as session:
        assert per_unit(session) == {}


def test_no_wave_opens_for_nobody(installation: Installation, south: UUID, north: UUID) -> None:
    for unit in (north, south):
        save_later_start(installation, WHO, unit, LATER)
    with pytest.raises(WaveError, check=code("nobody_takes_part")):
        open_wave(installation, opens_on=OPENS, closes_on=OPENS)


def test_who_may_not_and_what_cannot_is_refused(
    installation: Installation, south: UUID, organisation: dict[str, UUID]
) -> None:
    for role in ("hr", "manager", "council"):
        with pytest.raises(NotAllowedError):
            save_later_start(installation, reader_with(role), south, LATER)
    with pytest.raises(LaterStartError, check=code("whole")):
        save_later_start(installation, WHO, organisation["Example"], LATER)
    with pytest.raises(LaterStartError, check=code("unknown_unit")):
        save_later_start(installation, WHO, uuid4(), LATER)
    assert organisation["Example"] not in load_units_to_start(installation)
    assert invited_on(installation, OPENS).total() == 24


@given(
    parents=st.lists(st.integers(0, 5), min_size=1, max_size=8),
    starts=st.dictionaries(st.integers(0, 8), st.integers(1, 20), max_size=5),
    day=st.integers(1, 20),
)
def test_a_unit_takes_part_once_it_and_all_above_it_have_started(
    parents: list[int], starts: dict[int, int], day: int
) -> None:
    ids = [UUID(int=n + 1) for n in range(len(parents) + 1)]
    above = {ids[0]: None} | {ids[n + 1]: ids[min(parent, n)] for n, parent in enumerate(parents)}
    tree = Tree(above)
    days = {ids[n]: date(2026, 3, at) for n, at in starts.items() if n < len(ids)}
    today = date(2026, 3, day)
    for unit in ids:
        path, one = [unit], above[unit]
        while one is not None:
            path.append(one)
            one = above[one]
        expected = max((days[each] for each in path if each in days), default=None)
        assert start_of(tree, days, unit) == expected
        assert takes_part(tree, days, unit, today) == (expected is None or expected <= today)
