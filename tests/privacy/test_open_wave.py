"""While a wave is open nobody learns who answers: one figure of the whole, in steps, once a day.

The attacker is HR with the page open all the time. They know how many were invited, and see a
figure a day. No figure may rest on fewer than five possible numbers of ballots, nor tell that
everybody answered; no step may be made by fewer than five people; within a day nothing moves.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from dashboard.clock import now
from db import programme as stored
from db.engine import reading, writing
from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.texts import Texts
from surveys.waves import note_participation, participation_so_far, so_far
from surveys.waves.waves import open_wave
from tests.builders import add_people, answer
from tests.reading import HR, reader_with

Rounded = Callable[[int, int, int], tuple[int, int]]
SIZES = (*range(6, 130), 300, 999, 2_500)
OPENS = date(2026, 3, 2)


def steps_alone(cast: int, invited: int, least: int) -> tuple[int, int]:
    """Mutant: steps of 5 %, however few people they are."""
    del least
    return cast * 100 // invited // 5 * 5, 5


def without_a_top(cast: int, invited: int, least: int) -> tuple[int, int]:
    """Mutant: the last step is everybody."""
    return cast // least * least * 100 // invited, 5


def leaks(rounded: Rounded) -> set[str]:
    """Return what the figures give away in some organisation."""
    found = set()
    for invited in SIZES:
        numbers: dict[int, list[int]] = {}
        for cast in range(invited + 1):
            numbers.setdefault(rounded(cast, invited, 5)[0], []).append(cast)
        for percent, possible in numbers.items():
            if len(possible) < min(5, invited - 4) and possible[-1] != invited:
                found.add("a step of fewer than five people")
            if possible == [invited]:
                found.add("that everybody answered")
            if percent * invited > possible[0] * 100:
                found.add("more than is true")
    return found


def test_no_figure_rests_on_few_people_or_tells_that_everybody_answered() -> None:
    assert leaks(so_far.rounded) == set()


@pytest.mark.parametrize("mutant", [steps_alone, without_a_top])
def test_the_attack_finds_figures_that_tell_too_much(mutant: Rounded) -> None:
    assert leaks(mutant)


def told(installation: Installation) -> str:
    with reading(installation.engine) as session:
        return participation_so_far(session, HR).in_words(Texts("en"))


@pytest.mark.both_databases
def test_the_figure_is_of_the_whole_moves_once_a_day_and_is_gone_after_the_wave(
    installation: Installation, organisation: dict[str, UUID]
) -> None:
    add_people(installation, organisation["North"], 40)
    wave = open_wave(installation, opens_on=OPENS, closes_on=OPENS + timedelta(days=6))
    answer(installation, wave, on=OPENS, silent=list(wave.tokens)[20:])
    note_participation(installation, OPENS, now())
    assert told(installation) == "first figure tomorrow", "who answers at once is not told"
    second, third = OPENS + timedelta(days=1), OPENS + timedelta(days=2)
    assert note_participation(installation, second, now()) == 50
    assert told(installation) == "50% or more answered"
    answer(installation, wave, on=second, silent=list(wave.tokens)[:20])
    assert note_participation(installation, second, now()) is None
    assert told(installation) == "50% or more answered", "what came since waits until tomorrow"
    note_participation(installation, third, now())
    assert told(installation) == "85% or more answered", "never that everybody did"
    with reading(installation.engine) as session:
        kept = stored.so_far(session)
        for who in (reader_with("administrator"), reader_with("manager", leads=wave.id)):
            with pytest.raises(NotAllowedError):
                participation_so_far(session, who)
    assert kept == {"wave": 1, "on": str(third), "percent": 85, "first": 10}
    with writing(installation.engine) as session:
        session.connection().exec_driver_sql("UPDATE wave SET state = 'closed'")
    note_participation(installation, third, now())
    with reading(installation.engine) as session:
        assert stored.so_far(session) is None
