"""The quarter of a small unit: its shares add no conclusion to what the three waves show.

The attacker knows the program, and of each wave the band of the number of answers, the average and
its bounds; members of the group also know their own answers. They hold what a quarter tells against
all answers that three waves which look like this can have had.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from dashboard.charts.chart import as_shown
from surveys.answering import Answers
from surveys.counting.disclosure import coarsen
from surveys.installation import Installation
from surveys.instrument import Question, shipped
from surveys.reading import read_quarter, sentences
from surveys.reading.bands import Bands
from surveys.reading.quarter_disclosure import Statement, shares_told
from surveys.reading.verdicts.explanations import blur_of_level
from surveys.reading.wave_conclusions import Asked
from surveys.statistics import InsufficientData
from surveys.statistics.level import Level, level
from surveys.statistics.verdict.hull import FIVE_POINTS
from surveys.texts import Texts
from tests.builders import OPENS, add_people, hold_wave
from tests.privacy.test_coarsening import Histogram, histograms
from tests.reading import HR, read

EN = Texts("en")
BANDS, UNFAVOURABLE = Bands(5, 10), frozenset({0, 1})
SIDES = ((0, 1), (2,), (3, 4))
SETS = (*SIDES, (0,), (1,), (3,), (4,))

Rule = Callable[[int, Sequence[Histogram]], object]
"""What is told of some shown histograms of a group of so many invited people."""
Look = tuple[object, ...]
Known = Sequence[int | None]
"""The own answer in each wave; None for somebody who gave none."""


@functools.cache
def look(counts: Histogram, invited: int) -> Look:
    """Return what pages show of a wave: the average and its bounds in words, and in charts."""
    shown = level(counts, FIVE_POINTS.values, invited, hull=sources(invited)[counts])
    assert isinstance(shown, Level)
    words = sentences.level(shown, EN), blur_of_level(shown, EN)
    return sum(counts), *words, *map(as_shown, shown[2:])


@functools.cache
def sources(invited: int) -> Mapping[Histogram, Sequence[Histogram]]:
    """Return, for everything that is shown of under ten answers, all answers it can come from."""
    found: dict[Histogram, list[Histogram]] = defaultdict(list)
    for n in range(5, invited + 1):
        true = list(histograms(n, 5))
        stored = [coarsen(counts, n, one_sided=[UNFAVOURABLE]) for counts in true]
        shown = BANDS.reduce_all(np.array(stored, dtype=float), [invited] * len(stored))
        for counts, image in zip(true, shown.astype(int).tolist(), strict=True):
            if sum(image) < 10:
                found[tuple(image)].append(counts)
    return found


@functools.cache
def alike(invited: int) -> Mapping[Look, Mapping[Histogram, Sequence[Histogram]]]:
    """Return the shown histograms that look the same on the page of a wave.

    Of those with equal sides one stands for all: a quarter tells nothing of the difference.
    """
    found: dict[Look, dict[Histogram, list[Histogram]]] = defaultdict(lambda: defaultdict(list))
    first: dict[tuple[Look, Histogram], Histogram] = {}
    for shown, true in sources(invited).items():
        sides = tuple(sum(shown[option] for option in side) for side in SIDES)
        found[look(shown, invited)][first.setdefault((look(shown, invited), sides), shown)] += true
    return found


@functools.cache
def certain(invited: int, shown: Histogram, own: int | None) -> int | None:
    """Return what is true in all sources of histograms that look like this, a bit for each.

    None if somebody with this answer cannot be among them.
    """
    possible = alike(invited)[look(shown, invited)][shown]
    facts = [_facts(counts, own) for counts in possible if own is None or counts[own]]
    return functools.reduce(int.__and__, facts) if facts else None


def _facts(counts: Histogram, own: int | None) -> int:
    """Return whether nobody, or everybody, chose each set; of the others, what all of them chose.

    Whoever is inside must not learn that all others gave one answer, or were unfavourable.
    """
    others = [count - (option == own) for option, count in enumerate(counts)]
    n, held = sum(others), [sum(others[option] for option in chosen) for chosen in SETS]
    if own is None:
        true = [number == 0 for number in held] + [number == n for number in held]
    else:
        true = [held[0] == n, *(number == n for number in others)]
    return sum(1 << place for place, holds in enumerate(true) if holds)


def in_tenths(_invited: int, tables: Sequence[Histogram]) -> object:
    """Mutant: tell the shares of the sides in tenths, whatever follows."""
    return [round(10 * part) for part in _parts(tables)]


def exactly(_invited: int, tables: Sequence[Histogram]) -> object:
    """Mutant: tell how many answers there were on each side."""
    return _parts(tables)


def _parts(tables: Sequence[Histogram]) -> list[float]:
    n = sum(map(sum, tables))
    return [sum(table[option] for table in tables for option in side) / n for side in SIDES]


def told(invited: int, tables: Sequence[Histogram]) -> Statement | None:
    """Return what a quarter tells."""
    bands = [band for table in tables if (band := BANDS.of(sum(table), invited))]
    asked = [Asked(FIVE_POINTS, SIDES, band.fewest, band.most) for band in bands]
    return shares_told(asked, tables, 0.5)


def rolling(invited: int, tables: Sequence[Histogram]) -> object:
    """Mutant: tell of three waves after each wave, so that two quarters overlap."""
    return [told(invited, tables[start : start + 3]) for start in range(len(tables) - 2)]


def concluded(invited: int, looks: Sequence[Look], rule: Rule, known: Known) -> list[object]:
    """Return what is told where more follows about some wave than from that wave alone."""
    of_waves = [list(alike(invited)[each]) for each in looks]
    facts = [
        {shown: certain(invited, shown, own) for shown in each}
        for each, own in zip(of_waves, known, strict=True)
    ]
    seen: dict[str, list[int]] = {}
    anyway = [-1] * len(looks)
    for tables in itertools.product(*of_waves):
        sure = [of[table] for of, table in zip(facts, tables, strict=True)]
        if None in sure:
            continue
        view = str(rule(invited, tables))
        both = zip(seen.get(view, [-1] * len(looks)), sure, strict=True)
        seen[view] = [one & other for one, other in both if other is not None]
        alone = zip(anyway, sure, strict=True)
        anyway = [one & other for one, other in alone if other is not None]
    return [
        view
        for view, follows in seen.items()
        if any(more & ~without for more, without in zip(follows, anyway, strict=True))
    ]


def attack(
    invited: int, rule: Rule, number: int, *, waves: int = 3, insiders: int = 1
) -> tuple[int, int]:
    """Return how many of some looks of a quarter the attacker learns from, and of how many.

    Each is tried by somebody outside and by some people inside the group.
    """
    chance, every = np.random.default_rng(invited), sorted(alike(invited), key=str)
    learned = 0
    for _ in range(number):
        looks = [every[place] for place in chance.integers(len(every), size=waves)]
        inside = [
            [None if own == 5 else own for own in chance.integers(6, size=waves).tolist()]
            for _ in range(insiders)
        ]
        learned += any(
            concluded(invited, looks, rule, known) for known in ([None] * waves, *inside)
        )
    return learned, number


@pytest.mark.parametrize("invited", [6, 8, 9, 10, 12])
def test_a_quarter_adds_no_conclusion_about_a_wave(invited: int) -> None:
    """Neither for somebody outside the group nor for one of its members."""
    assert attack(invited, told, 60, insiders=3)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("invited", [6, 8, 12])
def test_a_quarter_adds_no_conclusion_in_many_more_cases(invited: int, in_full: bool) -> None:
    assert attack(invited, told, 3_000 if in_full else 60, insiders=12)[0] == 0


@pytest.mark.parametrize("mutant", [in_tenths, exactly])
def test_the_same_attack_wins_against_plain_tenths_and_counts(mutant: Rule) -> None:
    learned, of = attack(8, mutant, 40)
    assert learned > of / 10


def test_the_same_attack_wins_against_quarters_that_overlap() -> None:
    assert attack(12, rolling, 300, waves=4)[0]


def test_histograms_that_look_alike_with_equal_sides_are_told_alike() -> None:
    """And of each number of answers in a band: a histogram that is shown does not tell it."""
    chance, first = np.random.default_rng(5), list(sources(8))
    for _ in range(50):
        tables = [first[place] for place in chance.integers(len(first), size=3)]
        for place, table in enumerate(tables):
            assert len({sum(true) for true in sources(8)[table]}) == 2
            for other in first:
                same = look(other, 8) == look(table, 8) and _parts([other]) == _parts([table])
                if same:
                    changed = [*tables[:place], other, *tables[place + 1 :]]
                    assert told(8, changed) == told(8, tables)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_quarter_is_the_same_whoever_gave_which_answers_in_which_wave(
    installation: Installation, north: UUID, seed: int
) -> None:
    """Nobody's answers in one wave are linked to those in another."""
    *_, silent = add_people(installation, north, 8)
    answers = [[0, 1, 2, 2, 3, 3, 4], [1, 1, 2, 3, 3, 4, 4], [0, 2, 2, 2, 3, 4, 4]]
    for number, of_wave in enumerate(answers):
        order = np.random.default_rng((seed, number)).permutation(of_wave).tolist()

        def choose(questions: Sequence[Question], person: int, order: list[int] = order) -> Answers:
            return {q.id: (q.oriented(order[person]),) for q in questions if q.scale.size == 5}

        hold_wave(installation, OPENS + number * timedelta(days=28), choose, {silent})
    shares = read(read_quarter, installation, HR, north).shares
    assert {*shares} == {*shipped().rotation.anchors}
    parts = [of.parts for of in shares.values()]
    assert all(each == parts[0] for each in parts)
    assert not isinstance(parts[0], InsufficientData)
    expected = told(8, [tuple(of_wave.count(option) for option in range(5)) for of_wave in answers])
    assert expected is not None
    in_tenths = [round(10 * share.part) for share in parts[0].values()]
    assert in_tenths == [share.part for share in expected]
    assert sum(in_tenths) == 10
