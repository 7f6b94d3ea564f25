"""Signals about whole units: from published numbers; those about the manager, not to them first."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from surveys.access import Reader
from surveys.access.result_links import team_reader
from surveys.follow_up import GroupSignal, about_manager, signals_of, units_below_with_signal
from surveys.follow_up.group_signals import HEAD_START
from surveys.installation import Installation
from surveys.reading import Reading, read_unit
from surveys.texts import Texts
from tests.builders import add_unit
from tests.past_waves import ANCHORS, FIRST, around, past_wave
from tests.reading import HR, read, reader_with

BAD, GOOD = [9, 4, 1, 0, 0], [0, 1, 2, 6, 5]
LATER = FIRST + HEAD_START


@pytest.fixture
def teams(installation: Installation, north: UUID) -> dict[str, UUID]:
    """Two teams below North."""
    return {name: add_unit(installation, name, north) for name in ("Quay", "Depot")}


def hold(
    installation: Installation,
    teams: Mapping[str, UUID],
    place: int = 0,
    **of_quay: Sequence[int],
) -> None:
    """Publish a wave in which only Quay answers some questions in another way than well."""
    chance = np.random.default_rng(place)
    answers = {unit: {q: around(4.0, 14, chance) for q in ANCHORS} for unit in teams.values()}
    for question, counts in of_quay.items():
        answers[teams["Quay"]][question] = list(counts)
        answers[teams["Depot"]].setdefault(question, GOOD)
    past_wave(installation, place, answers, number=place + 1)


def seen(at: Installation, who: Reader, unit: UUID, day: date = FIRST) -> list[GroupSignal]:
    def look(reading: Reading) -> list[GroupSignal]:
        return signals_of(reading, read_unit(reading, unit), day)

    return read(look, at, who)


def names(signals: Sequence[GroupSignal]) -> list[str]:
    return [signal.title(Texts("en")) for signal in signals]


def test_a_level_that_needs_attention_tells_leader_and_hr_what_to_offer_everybody(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    for place in range(3):
        hold(installation, teams, place, wl_1=BAD)
    leader = reader_with("manager", leads=teams["Quay"])
    for who in (leader, HR):
        [signal] = seen(installation, who, teams["Quay"])
        assert signal.title(Texts("en")) == "Manageable workload"
        for language in ("en", "nl"):
            told = signal.what_to_do(Texts(language))
            assert len(told) == 2
            assert all("{" not in step for step in told)
    assert seen(installation, HR, teams["Depot"]) == []
    assert seen(installation, team_reader(teams["Quay"]), teams["Quay"]) == []


def test_trust_in_the_manager_is_read_first_by_the_level_above_and_hr(
    installation: Installation, teams: dict[str, UUID], north: UUID
) -> None:
    hold(installation, teams, tl_4=BAD)
    quay = teams["Quay"]
    leader, above = (reader_with("manager", leads=unit) for unit in (quay, north))
    of_unit = Reader(UUID(int=8), "Uma", None, frozenset(), frozenset({quay}))
    for who in (HR, above, of_unit):
        assert names(seen(installation, who, quay)) == ["Trust in the manager"]
    assert seen(installation, leader, quay) == []
    assert names(seen(installation, leader, quay, LATER)) == ["Trust in the manager"]
    [to_leader] = seen(installation, leader, quay, LATER)
    [to_above] = seen(installation, above, quay)
    words = Texts("en")
    assert set(to_leader.what_to_do(words)).isdisjoint(to_above.what_to_do(words))


def test_the_level_above_and_hr_see_below_which_units_that_is(
    installation: Installation, teams: dict[str, UUID], north: UUID
) -> None:
    hold(installation, teams, tl_4=BAD)
    above, leader = (reader_with("manager", leads=unit) for unit in (north, teams["Quay"]))
    for who, unit, expected in (
        (HR, north, ["Quay"]),
        (above, north, ["Quay"]),
        (leader, teams["Quay"], []),
        (HR, teams["Quay"], []),
    ):
        assert read(units_below_with_signal, installation, who, unit) == expected


def test_a_middling_answer_and_a_wave_without_the_theme_are_no_signal(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    hold(installation, teams, tl_4=[1, 4, 5, 3, 1])
    assert read(about_manager, installation, HR).units == frozenset()
    assert seen(installation, HR, teams["Quay"]) == []


def test_it_stands_for_a_quarter_of_waves_without_the_theme_and_no_longer(
    installation: Installation, teams: dict[str, UUID]
) -> None:
    hold(installation, teams, tl_4=BAD)
    hold(installation, teams, 6)
    assert read(about_manager, installation, HR).units == {teams["Quay"]}
    hold(installation, teams, 7)
    assert read(about_manager, installation, HR).units == frozenset()


def test_a_unit_that_is_not_published_gives_no_signal(
    installation: Installation, north: UUID, teams: dict[str, UUID]
) -> None:
    past_wave(
        installation,
        0,
        {teams["Quay"]: {"tl_4": BAD}, teams["Depot"]: {"tl_4": [3, 0, 0, 0, 0]}},
        number=1,
    )
    assert teams["Depot"] not in read(about_manager, installation, HR).units
