"""Which teams are behind a department's number, and what came or went, wave after wave."""

from collections.abc import Collection, Mapping
from uuid import UUID

from surveys.reading.composition import Composition, UnitInWave, UnitsOfWave, composition_changes
from surveys.reading.participation import Participation

WHOLE, DEPARTMENT, A, B, C, PART = (UUID(int=number) for number in range(1, 7))
ABOVE = {WHOLE: None, DEPARTMENT: WHOLE, A: DEPARTMENT, B: DEPARTMENT, C: DEPARTMENT, PART: C}


def a_wave(
    number: int,
    answers: Mapping[UUID, int],
    hidden: Collection[UUID] = (),
    above: Mapping[UUID, UUID | None] = ABOVE,
) -> UnitsOfWave:
    """Return a wave of teams with some numbers of answers; those above have their sums."""
    units = []
    for unit, parent in above.items():
        inside = [one for one in answers if unit in _upwards(one, above)]
        shown = unit not in hidden and inside
        n = sum(answers[one] for one in inside if one not in hidden)
        part = Participation(n, n + 1, n + 5) if shown else None
        units.append(UnitInWave(unit, parent, "", n + 5, part))
    return UnitsOfWave(UUID(int=100 + number), units)


def _upwards(unit: UUID, above: Mapping[UUID, UUID | None]) -> list[UUID]:
    parent = above[unit]
    return [unit, *(_upwards(parent, above) if parent else [])]


def last(*waves: UnitsOfWave, unit: UUID = DEPARTMENT) -> Composition:
    return composition_changes(unit, waves)[-1]


ALL = {A: 20, B: 16, C: 8}


def test_the_same_teams_wave_after_wave_are_no_change_and_nothing_is_said() -> None:
    found = composition_changes(DEPARTMENT, [a_wave(0, ALL), a_wave(1, ALL)])
    assert [one.behind for one in found] == [{A, B, C}] * 2
    assert (found[0].since, found[1].since) == (None, UUID(int=100))
    assert [(one.came, one.went, one.in_words("en")) for one in found] == [(set(), set(), "")] * 2


def test_a_team_that_is_hidden_for_a_wave_went_and_comes_back() -> None:
    gone = last(a_wave(0, ALL), a_wave(1, ALL, {C}))
    assert (gone.came, gone.went) == (set(), {C})
    back = last(a_wave(0, ALL, {C}), a_wave(1, ALL))
    assert (back.came, back.went) == ({C}, set())
    said = back.in_words("en")
    assert said == "The teams behind these numbers are not the same as in the wave before."


def test_a_wave_without_a_number_is_passed_over() -> None:
    hidden = a_wave(1, ALL, {DEPARTMENT, C})
    found = composition_changes(DEPARTMENT, [a_wave(0, ALL), hidden, a_wave(2, ALL, {C})])
    assert [one.wave.int for one in found] == [100, 102]
    assert (found[1].since, found[1].went) == (UUID(int=100), {C})


def test_parts_that_are_published_in_place_of_a_team_are_the_same_people() -> None:
    waves = [a_wave(0, {A: 20, C: 12}, {PART}), a_wave(1, {A: 20, PART: 12})]
    assert composition_changes(DEPARTMENT, waves)[1].behind == {A, PART}
    assert all(not (way.came or way.went) for way in (last(*waves), last(*waves[::-1])))


def test_a_team_that_moves_away_went_and_a_lowest_unit_is_always_about_itself() -> None:
    moved = {**ABOVE, B: WHOLE}
    waves = a_wave(0, ALL), a_wave(1, ALL, above=moved)
    assert last(*waves).went == {B}
    assert not last(*waves, unit=WHOLE).went
    assert last(*waves, unit=B).behind == {B}
    assert not last(*waves, unit=B).went
