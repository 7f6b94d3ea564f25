"""Comments: nobody can tell from what is stored or shown who wrote which."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from scipy.stats import chisquare
from streamlit.testing.v1 import AppTest

from surveys.access import NotAllowedError, Reader
from surveys.answering import cast
from surveys.counting import close_wave
from surveys.installation import Installation
from surveys.instrument import COMMENT
from surveys.waves import OpenedWave, Thresholds, open_wave
from tests.builders import add_people, add_person, add_unit
from tests.pages.conftest import open_page  # noqa: F401
from tests.privacy.conftest import ADMINISTRATOR, DAY, HR, Units
from tests.reading import comments_read
from tests.stored import Intruder, Refused, main_rows

pytestmark = pytest.mark.both_databases

NASTY = "<script>alert(1)</script> **bold** [link](https://x.org) $x^2$ :red[x]"


@pytest.fixture
def invited() -> int:
    """Enough for comments to be shown."""
    return 12


def counted_with_comments(
    installation: Installation, wave: OpenedWave, *, exchanged: bool = False, day: date = DAY
) -> list[str]:
    """Let everybody comment, and count; return the texts in order."""
    texts = [f"comment {number}" for number in range(len(wave.tokens))]
    if exchanged:
        texts[0], texts[7] = texts[7], texts[0]
    for token, text in zip(wave.tokens.values(), texts, strict=True):
        cast(installation, token, {"mood_1": (3,)}, day, {COMMENT: text})
    close_wave(installation, day)
    return sorted(texts)


@pytest.mark.parametrize(
    ("north", "elsewhere", "k_comment", "shown"),
    [
        pytest.param(10, 3, 10, {"Example"}, id="all of ten people are shown only higher up"),
        pytest.param(11, 0, 10, {"North", "Example"}, id="eleven people are shown at home"),
        pytest.param(10, 0, 10, set(), id="ten who are all that there are show no comment"),
        pytest.param(12, 0, 13, set(), id="a raised threshold holds for comments too"),
    ],
)
def test_comments_are_shown_where_ten_people_answered(
    installation: Installation,
    organisation: Units,
    north: int,
    elsewhere: int,
    k_comment: int,
    shown: set[str],
) -> None:
    add_people(installation, organisation["North"], north)
    add_people(installation, organisation["Example"], elsewhere)
    limits = Thresholds(k_comment=k_comment)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY, thresholds=limits)
    texts = counted_with_comments(installation, wave)
    for name, unit in organisation.items():
        read_there = comments_read(installation, HR, unit, wave.id)
        assert sorted(read_there) == (texts if name in shown else []), name
    stored = main_rows(installation, "SELECT body FROM comment")
    assert bool(stored) == bool(shown)


def test_comments_are_read_by_those_who_may_read_the_unit(
    installation: Installation, organisation: Units, wave: OpenedWave
) -> None:
    counted_with_comments(installation, wave)
    south = add_unit(installation, "South", organisation["Example"])
    led = frozenset({organisation["North"]})
    leader = Reader(uuid4(), "Mo", None, frozenset({"manager"}), led)
    assert comments_read(installation, leader, organisation["North"], wave.id)
    for who, unit in ((leader, south), (ADMINISTRATOR, organisation["Example"])):
        with pytest.raises(NotAllowedError):
            comments_read(installation, who, unit, wave.id)


def test_the_order_of_comments_is_that_of_chance(
    installation: Installation, organisation: Units
) -> None:
    """Who casts first is equally often at each place; the same for who casts last.

    Twenty teams of eleven in three waves: sixty orders.
    """
    teams = [add_unit(installation, f"Team {i}", organisation["Example"]) for i in range(20)]
    team_of = {person: team for team in teams for person in add_people(installation, team, 11)}
    first, last = Counter[int](), Counter[int]()
    for number in range(3):
        day = DAY + timedelta(days=number)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        cast_in = defaultdict[UUID, list[str]](list)
        for person, token in wave.tokens.items():
            order = cast_in[team_of[person]]
            order.append(str(len(order)))
            cast(installation, token, {}, day, {COMMENT: order[-1]})
        close_wave(installation, day)
        for team in teams:
            shown = comments_read(installation, HR, team, wave.id)
            assert sorted(shown, key=int) == cast_in[team]
            first[shown.index("0")] += 1
            last[shown.index("10")] += 1
    for places in (first, last):
        assert places.total() == 60
        assert chisquare([places[place] for place in range(11)]).pvalue > 1e-6


def test_two_comments_have_nothing_in_common_and_nothing_with_any_other_row(
    installation: Installation, wave: OpenedWave
) -> None:
    counted_with_comments(installation, wave)
    rows = main_rows(installation, "SELECT unit_id, wave_id, id, body FROM comment")
    assert len({(unit, of) for unit, of, *_ in rows}) == 1, "only where and when"
    assert len({bytes(i) for *_, i, _ in rows}) == len(wave.tokens)
    assert all(len(i) == 16 for *_, i, _ in rows)


def test_exchanging_the_comments_of_two_people_leaves_the_same_comments(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    stored = []
    for exchanged, day in ((False, DAY), (True, DAY + timedelta(days=7))):
        wave = open_wave(installation, opens_on=day, closes_on=day)
        counted_with_comments(installation, wave, exchanged=exchanged, day=day)
        stored.append(sorted(comments_read(installation, HR, organisation["North"], wave.id)))
    assert stored[0] == stored[1]


def test_the_database_refuses_to_add_or_change_a_comment_after_the_count(
    installation: Installation, wave: OpenedWave
) -> None:
    counted_with_comments(installation, wave)
    with Intruder(installation) as somebody:
        with pytest.raises(Refused, match="never change"):
            somebody.write("UPDATE comment SET body = 'x'")
        with pytest.raises(Refused, match="written once"):
            somebody.write(
                "INSERT INTO comment SELECT unit_id, wave_id, ?, body, question FROM comment "
                "LIMIT 1",
                b"another number",
            )


@pytest.mark.only_sqlite
def test_nothing_in_a_comment_is_markup_on_the_page(
    installation: Installation,
    organisation: Units,
    wave: OpenedWave,
    open_page: Callable[..., AppTest],  # noqa: F811
) -> None:
    hanna = add_person(installation, organisation["North"], "Hanna", role="hr")
    for number, token in enumerate(wave.tokens.values()):
        written = {} if number else {COMMENT: NASTY}
        cast(installation, token, {"mood_1": (number % 5,)}, DAY, written)
    close_wave(installation, DAY)
    page = open_page("team", person=hanna, unit=organisation["North"].hex, view="wave")
    assert [text.value for text in page.text] == [NASTY]
    assert not [m for m in page.markdown if "script" in m.value or "bold" in m.value]
