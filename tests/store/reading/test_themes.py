"""Topics over the times they were asked: levels beside each other, and no part of any trend."""

from uuid import UUID, uuid4

import pytest

from surveys.access import NotAllowedError
from surveys.installation import Installation
from surveys.reading import read_loop, read_themes, read_unit, read_wave
from surveys.statistics.level import Level
from surveys.texts import Texts
from tests.past_waves import past_wave
from tests.reading import HR, read, reader_with

ISOLATION = [f"iso_{number}" for number in range(1, 6)]
GOOD, LITTLE = [0, 1, 2, 6, 5], [5, 6, 2, 1, 0]


def ask(
    installation: Installation, unit: UUID, place: int, scale: list[int], **others: list[int]
) -> UUID:
    """Hold a wave that asks all of isolation, and other questions."""
    asked = dict.fromkeys(ISOLATION, GOOD) | {"mood_1": GOOD, "scale:isolation": scale} | others
    return past_wave(installation, place, {unit: asked}, number=place + 1)


def test_a_topic_stands_beside_the_time_before_and_not_in_the_line_of_its_anchor(
    installation: Installation, north: UUID
) -> None:
    first = ask(installation, north, 0, [0, 0, 1, 1, 2, 3, 3, 2, 2])
    past_wave(installation, 1, {north: {"iso_1": GOOD, "mood_1": GOOD}}, number=2)
    second = ask(installation, north, 2, [2, 2, 3, 3, 2, 1, 1, 0, 0])
    assert read(read_themes, installation, HR, north, first) == []
    [trend] = read(read_themes, installation, HR, north, second)
    assert (trend.indicator.id, trend.question) == ("isolation", None)
    assert [wave.id for wave, _ in trend.points] == [first, second]
    report = read(read_wave, installation, HR, north, second)
    assert report is not None
    [scale] = report.scales
    assert trend.points[-1][1] == scale.level, "the same number as on the card of the wave"
    said = trend.in_words(Texts("en"))
    then, now = (Texts("en").number(level.mean) for _, level in trend.points)
    assert f"Compared with Past 0: {then} then, {now} now." in said
    anchors = read(read_unit, installation, HR, north).trends
    [isolation] = [one for one in anchors if one.indicator.id == "isolation"]
    assert [level.mean for level in isolation.levels if isinstance(level, Level)] == [
        isolation.levels[0].mean  # type: ignore[union-attr]
    ] * 3


@pytest.mark.parametrize(
    ("later", "said"),
    [(GOOD, "overlap, so nothing need have changed."), (LITTLE, "intervals do not overlap.")],
)
def test_what_was_done_with_results_is_told_with_the_time_before(
    later: list[int], said: str, installation: Installation, north: UUID
) -> None:
    assert read(read_loop, installation, HR, north) is None
    for place, counts in enumerate((LITTLE, GOOD, later)):
        past_wave(installation, place, {north: {"lo_1": [2 * n for n in counts]}}, number=place + 1)
    loop = read(read_loop, installation, HR, north)
    assert loop is not None
    assert len(loop.points) == 2
    assert loop.in_words(Texts("en")).endswith(said)


def test_a_former_scale_is_compared_with_itself_alone(
    installation: Installation, north: UUID
) -> None:
    """Cohesion was asked twice, then its questions in two indicators."""
    old = {f"sc_{number}": GOOD for number in range(1, 6)}
    scores = [0, 0, 1, 1, 2, 3, 3, 2, 2]
    for place in range(2):
        held = past_wave(installation, place, {north: old | {"scale:cohesion": scores}})
    [trend, bond] = read(read_themes, installation, HR, north, held)
    assert (trend.indicator.id, bond.indicator.id) == ("cohesion", "organisation_bond")
    new = old | {"sc_6": GOOD, "scale:team_bond": scores}
    now = past_wave(installation, 2, {north: new})
    assert [t.indicator.id for t in read(read_themes, installation, HR, north, now)] == [
        "organisation_bond"
    ]


def test_scores_of_too_few_are_no_marker(installation: Installation, north: UUID) -> None:
    ask(installation, north, 0, [0] * 9)
    second = ask(installation, north, 1, [0, 0, 1, 1, 2, 3, 3, 2, 2])
    assert read(read_themes, installation, HR, north, second) == []


def test_who_may_not_read_a_unit_reads_no_topic_of_it(
    installation: Installation, north: UUID
) -> None:
    for function, more in ((read_themes, (uuid4(),)), (read_loop, ())):
        with pytest.raises(NotAllowedError):
            read(function, installation, reader_with(), north, *more)
