"""Comments: nobody can tell from what is stored or shown who wrote which."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from scipy.stats import chisquare
from streamlit.testing.v1 import AppTest

from db import people
from db.base import insert
from db.engine import writing
from surveys.access.access import NotAllowedError, Reader
from surveys.answering.casting import cast
from surveys.counting.counting import close_wave
from surveys.installation.installation import Installation
from surveys.reading.wave import read_comments
from surveys.waves.waves import OpenedWave, Thresholds, open_wave
from tests.builders import add_people
from tests.pages.conftest import open_page  # noqa: F401
from tests.privacy.conftest import DAY
from tests.reading import read
from tests.stored import Intruder, Refused, main_rows

pytestmark = pytest.mark.both_databases

HR = Reader(uuid4(), "Hanna", None, frozenset({"hr"}), frozenset())
Units = dict[str, UUID]
NASTY = "<script>alert(1)</script> **bold** [link](https://x.org) $x^2$ :red[x]"


@pytest.fixture
def units(installation: Installation, organisation: Units) -> Units:
    """North has 9 people, South 12; who comments in North cannot be shown there."""
    south = people.Unit(name="South", parent_id=organisation["Example"])
    with writing(installation.engine) as session:
        insert(session, south)
    add_people(installation, organisation["North"], 9)
    add_people(installation, south.id, 12)
    return {**organisation, "South": south.id}


def everybody_comments(installation: Installation, wave: OpenedWave) -> dict[UUID, str]:
    """Let everybody comment; return the text of each person."""
    texts = {person: f"comment {number}" for number, person in enumerate(wave.tokens)}
    for person, token in wave.tokens.items():
        cast(installation, token, {"mood_1": (3,)}, DAY, texts[person])
    return texts


def test_nine_people_are_shown_only_higher_up(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 9)
    add_people(installation, organisation["Example"], 3)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    texts = everybody_comments(installation, wave)
    close_wave(installation, DAY)
    assert read(read_comments, installation, HR, organisation["North"], wave.id) == []
    shown = read(read_comments, installation, HR, organisation["Example"], wave.id)
    assert sorted(shown) == sorted(texts.values())


def test_ten_people_are_shown_at_home(installation: Installation, organisation: Units) -> None:
    add_people(installation, organisation["North"], 10)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    texts = everybody_comments(installation, wave)
    close_wave(installation, DAY)
    shown = read(read_comments, installation, HR, organisation["North"], wave.id)
    assert sorted(shown) == sorted(texts.values())


def test_fewer_than_ten_in_all_show_no_comment(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 9)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    everybody_comments(installation, wave)
    close_wave(installation, DAY)
    assert main_rows(installation, "SELECT * FROM comment") == []


def test_a_raised_threshold_holds_for_comments_too(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    limits = Thresholds(k_comment=13)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY, thresholds=limits)
    everybody_comments(installation, wave)
    close_wave(installation, DAY)
    assert main_rows(installation, "SELECT * FROM comment") == []


def test_comments_are_read_by_who_may_read_the_unit(
    installation: Installation, units: Units
) -> None:
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    everybody_comments(installation, wave)
    close_wave(installation, DAY)
    leader = Reader(uuid4(), "Mo", None, frozenset({"manager"}), frozenset({units["North"]}))
    with pytest.raises(NotAllowedError):
        read(read_comments, installation, leader, units["South"], wave.id)
    keeper = Reader(uuid4(), "Ad", None, frozenset({"administrator"}), frozenset())
    with pytest.raises(NotAllowedError):
        read(read_comments, installation, keeper, units["Example"], wave.id)


def test_the_order_of_comments_is_that_of_chance(
    installation: Installation, organisation: Units
) -> None:
    """Who casts first is equally often at each place; the same for who casts last."""
    add_people(installation, organisation["North"], 10)
    first, last = Counter[int](), Counter[int]()
    rounds = 60
    for number in range(rounds):
        day = DAY + timedelta(days=number) - timedelta(days=1000)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        for place, token in enumerate(wave.tokens.values()):
            cast(installation, token, {}, day, str(place))
        close_wave(installation, day)
        shown = read(read_comments, installation, HR, organisation["North"], wave.id)
        assert sorted(map(int, shown)) == list(range(10))
        first[shown.index("0")] += 1
        last[shown.index("9")] += 1
    for places in (first, last):
        assert chisquare([places[place] for place in range(10)]).pvalue > 1e-6


def test_two_comments_have_nothing_in_common_and_nothing_with_any_other_row(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 10)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    everybody_comments(installation, wave)
    close_wave(installation, DAY)
    rows = main_rows(installation, "SELECT unit_id, wave_id, id, body FROM comment")
    assert len({(unit, of) for unit, of, *_ in rows}) == 1, "only where and when"
    assert len({bytes(i) for *_, i, _ in rows}) == 10
    assert all(len(i) == 16 for *_, i, _ in rows)


def test_exchanging_the_comments_of_two_people_leaves_the_same_comments(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    stored = []
    for turn in range(2):
        day = DAY + timedelta(days=7 * turn)
        wave = open_wave(installation, opens_on=day, closes_on=day)
        texts = [f"comment {number}" for number in range(12)]
        if turn:
            texts[0], texts[7] = texts[7], texts[0]
        for token, text in zip(wave.tokens.values(), texts, strict=True):
            cast(installation, token, {}, day, text)
        close_wave(installation, day)
        stored.append(sorted(read(read_comments, installation, HR, organisation["North"], wave.id)))
    assert stored[0] == stored[1]


def test_the_database_refuses_to_add_or_change_a_comment_after_the_count(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    everybody_comments(installation, wave)
    close_wave(installation, DAY)
    with Intruder(installation) as somebody:
        with pytest.raises(Refused, match="never change"):
            somebody.write("UPDATE comment SET body = 'x'")
        with pytest.raises(Refused, match="written once"):
            somebody.write(
                "INSERT INTO comment SELECT unit_id, wave_id, ?, body FROM comment LIMIT 1",
                b"another number",
            )


@pytest.mark.only_sqlite
def test_nothing_in_a_comment_is_markup_on_the_page(
    installation: Installation,
    organisation: Units,
    open_page: Callable[..., AppTest],  # noqa: F811
) -> None:
    staff = add_people(installation, organisation["North"], 10)
    with writing(installation.engine) as session:
        insert(session, people.Access(person_id=staff[0], role="hr"))
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    for number, token in enumerate(wave.tokens.values()):
        cast(installation, token, {"mood_1": (number % 5,)}, DAY, NASTY if not number else "")
    close_wave(installation, DAY)
    page = open_page("team", person=staff[0], unit=organisation["North"].hex, view="wave")
    assert [text.value for text in page.text] == [NASTY]
    assert not [m for m in page.markdown if "script" in m.value or "bold" in m.value]
