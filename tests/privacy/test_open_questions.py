"""Several open questions in one wave: nothing tells which answers to them are of one person."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import comments
from surveys.answering import answer_sheet, cast
from surveys.answering.ballot import Ballot
from surveys.audit import run_audit
from surveys.counting import close_wave, counting
from surveys.counting.comment_placing import place_comments
from surveys.counting.disclosure import HeadCounts
from surveys.counting.tally import tally_ballots
from surveys.installation import Installation
from surveys.instrument import COMMENT, shipped
from surveys.waves import OpenedWave, open_wave
from tests.builders import add_people, add_unit
from tests.privacy.conftest import DAY, HR, Everything, Units, bytes_of_files
from tests.privacy.test_atoms import Counts, Parents, below, organisations
from tests.privacy.test_comment_groups import tree_of
from tests.reading import comments_read
from tests.stored import Intruder, box_rows, main_rows

ASKED = tuple(question.id for question in shipped().open_questions.end_of_round.questions)

Writers = Mapping[str, Counts]
"""How many of each unit write to each open question."""

Placed = Mapping[str, Mapping[int, int]]
"""The unit at which what was written in a unit is shown, by question; others are left out."""

Placing = Callable[[Parents, Counts, Writers, int, int], Placed]


# ---- Where answers stand, and how many: on random trees, whoever writes.


@st.composite
def written(draw: st.DrawFn) -> tuple[Parents, Counts, Writers]:
    """Draw a tree of units, their ballots, and in each how many wrote to each question."""
    parents, ballots = draw(organisations(units=8, most=24))
    return (
        parents,
        ballots,
        {q: {u: draw(st.integers(0, n)) for u, n in ballots.items()} for q in ASKED},
    )


def ballots_of(ballots: Counts, writers: Writers) -> list[Ballot]:
    """Return the ballots; whoever writes to a question writes the number of their unit."""
    return [
        Ballot(
            UUID(int=u), {}, {q: str(u) for q, by_unit in writers.items() if number < by_unit[u]}
        )
        for u, cast_in_unit in ballots.items()
        for number in range(cast_in_unit)
    ]


def together(parents: Parents, ballots: Counts, writers: Writers, k: int, k_comment: int) -> Placed:
    """Place the answers as the count does."""
    cast_ballots = ballots_of(ballots, writers)
    shown = tally_ballots(cast_ballots, [], tree_of(parents), k).ballots
    found = place_comments(cast_ballots, tree_of(parents), shown, k_comment, asked=ASKED, k=k)
    where: dict[str, dict[int, int]] = {question: {} for question in writers}
    for place, question, text in found:
        assert where[question].setdefault(int(text), place.int) == place.int
    for question, places in where.items():
        told = [text for _, of, text in found if of == question]
        assert Counter(told) == {str(u): writers[question][u] for u in places}, "all or none"
    return where


def each_with_its_own_cut(
    parents: Parents, ballots: Counts, writers: Writers, k: int, k_comment: int
) -> Placed:
    """Mutant: the organisation is cut for every question on its own."""
    nobody = dict.fromkeys(ballots, 0)
    return {
        q: together(parents, ballots, {**dict.fromkeys(ASKED, nobody), q: by_unit}, k, k_comment)[q]
        for q, by_unit in writers.items()
    }


def like_comments(
    parents: Parents, ballots: Counts, writers: Writers, k: int, k_comment: int
) -> Placed:
    """Mutant: every question is placed as a comment is, however few wrote something."""
    everybody = ballots_of(ballots, {COMMENT: ballots})
    shown = tally_ballots(everybody, [], tree_of(parents), k).ballots
    found = place_comments(everybody, tree_of(parents), shown, k_comment, asked=[COMMENT], k=k)
    where = {int(text): place.int for place, _, text in found}
    return {q: {u: where[u] for u in where if by_unit[u]} for q, by_unit in writers.items()}


def fewest_beside_an_answer(placed: Placed, writers: Writers) -> int:
    """Return the size of the smallest set of answers to one question that stand at one unit.

    Who knows the author of one text, or holds it beside one of another set, has this many to choose
    from; with one in each set, they are of the same person.
    """
    sets: Counter[tuple[str, int]] = Counter()
    for question, places in placed.items():
        for unit, place in places.items():
            sets[question, place] += writers[question][unit]
    return min((number for number in sets.values() if number), default=99)


def fewest_behind_a_style(placed: Placed, ballots: Counts) -> int:
    """Return the size of the smallest group of somebody whose answers can be told by their style.

    A reader who knows the head-counts knows where each unit's answers to each question stand; the
    author is in one of the units whose answers stand at all the places where the texts do.
    """
    smallest = 99
    for one, other in itertools.combinations(placed, 2):
        groups: Counter[tuple[int, int]] = Counter()
        for unit in placed[one].keys() & placed[other].keys():
            groups[placed[one][unit], placed[other][unit]] += ballots[unit]
        smallest = min([smallest, *groups.values()])
    return smallest


@settings(max_examples=300, deadline=None)
@given(written(), st.integers(5, 7), st.integers(10, 12))
def test_whoever_writes_an_answer_stands_beside_k_or_more_to_the_same_question(
    world: tuple[Parents, Counts, Writers], k: int, k_comment: int
) -> None:
    parents, ballots, writers = world
    assert fewest_beside_an_answer(together(parents, ballots, writers, k, k_comment), writers) >= k


@settings(max_examples=300, deadline=None)
@given(written(), st.integers(5, 7), st.integers(10, 12))
def test_a_style_that_shows_in_every_answer_leads_to_ten_people_or_more(
    world: tuple[Parents, Counts, Writers], k: int, k_comment: int
) -> None:
    parents, ballots, by_question = world
    # In every unit somebody writes, so that each has a place for each question.
    writers = {
        q: {u: max(n, min(1, ballots[u])) for u, n in by_unit.items()}
        for q, by_unit in by_question.items()
    }
    placed = together(parents, ballots, writers, k, k_comment)
    assert fewest_behind_a_style(placed, ballots) >= k_comment
    shown = [places for places in placed.values() if places]
    assert all(places == shown[0] for places in shown), "all questions are cut alike"


@settings(max_examples=200, deadline=None)
@given(written())
def test_answers_stand_at_a_unit_that_holds_whoever_wrote_them(
    world: tuple[Parents, Counts, Writers],
) -> None:
    parents, ballots, writers = world
    for places in together(parents, ballots, writers, 5, 10).values():
        for unit, place in places.items():
            assert unit in below(parents, place)


A_STAR: Parents = {0: None, 1: 0, 2: 0, 3: 0}
OWN_CUTS: Writers = {
    ASKED[0]: {0: 0, 1: 5, 2: 4, 3: 1},
    ASKED[1]: {0: 0, 1: 4, 2: 5, 3: 1},
    ASKED[2]: {0: 0, 1: 5, 2: 4, 3: 1},
}


def test_the_mutant_with_a_cut_for_each_question_leads_to_a_team_of_six() -> None:
    ballots = {0: 0, 1: 12, 2: 12, 3: 6}
    mutant = each_with_its_own_cut(A_STAR, ballots, OWN_CUTS, 5, 10)
    assert fewest_behind_a_style(mutant, ballots) == 6
    assert fewest_behind_a_style(together(A_STAR, ballots, OWN_CUTS, 5, 10), ballots) == 30


def test_the_mutant_that_places_like_comments_tells_that_one_person_wrote_all_three() -> None:
    ballots = {0: 0, 1: 12, 2: 12, 3: 12}
    writers = {question: {0: 0, 1: 1, 2: 7, 3: 8} for question in ASKED}
    assert fewest_beside_an_answer(like_comments(A_STAR, ballots, writers, 5, 10), writers) == 1
    placed = together(A_STAR, ballots, writers, 5, 10)
    assert fewest_beside_an_answer(placed, writers) >= 5
    assert placed[ASKED[0]] == {1: 0, 2: 0, 3: 3}, "with the smaller of the other teams"


def test_answers_with_a_reissued_token_do_not_count_towards_the_fewest() -> None:
    """Somebody who voted twice knows two of the texts and would subtract them."""
    ballots, heads = [Ballot(UUID(int=1), {}, dict.fromkeys(ASKED, "x"))] * 6, {UUID(int=1): 6}
    ballots += [Ballot(UUID(int=1), {})] * 8
    parent = {UUID(int=1): None}
    for again, shown in ((0, 18), (1, 18), (2, 0)):
        found = place_comments(
            ballots, parent, {UUID(int=1): 14}, 10, asked=ASKED, k=5, reissued={UUID(int=1): again}
        )
        assert len(found) == shown
    assert HeadCounts(heads).fits({UUID(int=1)}, 6)


# ---- What is stored: order, ids, places of rows.


@pytest.fixture
def invited() -> int:
    return 40


def open_end_of_round(installation: Installation, day_number: int = 0) -> OpenedWave:
    day = DAY + timedelta(days=day_number)
    return open_wave(installation, opens_on=day, closes_on=day, ends_round=True)


def everybody_writes(installation: Installation, wave: OpenedWave, day_number: int = 0) -> None:
    """Let everybody write to all three, each the number of their turn."""
    day = DAY + timedelta(days=day_number)
    for turn, token in enumerate(wave.tokens.values()):
        cast(installation, token, {"mood_1": (turn % 5,)}, day, dict.fromkeys(ASKED, f"{turn}"))
    close_wave(installation, day)


def stored_rows(installation: Installation, wave: OpenedWave) -> list[tuple[str, int]]:
    """Return question and author of every row, in the order in which rows lie."""
    on_postgresql = installation.engine.dialect.name == "postgresql"
    order = "ORDER BY ctid" if on_postgresql else ""
    rows = main_rows(installation, f"SELECT wave_id, question, body FROM comment {order}")  # noqa: S608
    of_wave = {wave.id, wave.id.hex, str(wave.id)}
    return [(question, int(body)) for wave_id, question, body in rows if wave_id in of_wave]


def same_rank(rows: Sequence[tuple[str, int]]) -> int:
    """Return how many people are as far down the list of one question as that of another."""
    lists: dict[str, list[int]] = defaultdict(list)
    for question, author in rows:
        lists[question].append(author)
    pairs = itertools.combinations(lists.values(), 2)
    return sum(a == b for one, other in pairs for a, b in zip(one, other, strict=True))


def neighbours(rows: Sequence[tuple[str, int]]) -> int:
    """Return how many rows lie beside another of the same person."""
    return sum(one[1] == other[1] for one, other in itertools.pairwise(rows))


@pytest.mark.both_databases
def test_neither_rank_nor_place_of_rows_puts_the_answers_of_one_person_together(
    installation: Installation, organisation: Units, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By chance 3 of 120 pairs have the same rank, and 2 of 119 neighbours are of one person."""
    add_people(installation, organisation["North"], 40)
    ranks = beside = 0
    for number in range(3):
        wave = open_end_of_round(installation, number)
        everybody_writes(installation, wave, number)
        rows = stored_rows(installation, wave)
        assert Counter(question for question, _ in rows) == dict.fromkeys(ASKED, 40)
        ranks, beside = ranks + same_rank(rows), beside + neighbours(rows)
        read = [
            (question, int(text))
            for question in ASKED
            for text in comments_read(installation, HR, organisation["North"], wave.id, question)
        ]
        ranks += same_rank(read)
    # By chance 18 ranks and 6 neighbours, both nearly Poisson: 45 and 20 are beyond 5 deviations.
    assert ranks < 45
    assert beside < 20
    # The mutant stores what it counts in order, with ids that count on.
    leaky, counter = open_end_of_round(installation, 3), itertools.count()
    monkeypatch.setattr(
        counting.random, "SystemRandom", lambda: SimpleNamespace(sample=lambda all_, _: list(all_))
    )
    ids = SimpleNamespace(token_bytes=lambda size: next(counter).to_bytes(size))
    monkeypatch.setattr(comments, "secrets", ids)
    everybody_writes(installation, leaky, 3)
    assert same_rank(stored_rows(installation, leaky)) == 120


@pytest.mark.both_databases
def test_rows_of_one_person_share_the_wave_and_the_unit_with_everybodys_and_nothing_else(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    wave = open_end_of_round(installation)
    everybody_writes(installation, wave)
    rows = main_rows(installation, "SELECT unit_id, wave_id, id, question, body FROM comment")
    assert len({(unit, of) for unit, of, *_ in rows}) == 1
    ids = [bytes(row[2]) for row in rows]
    assert len(set(ids)) == 36
    # No two ids are alike in any part of four bytes: nothing in them is of a person.
    parts = [i[start : start + 4] for i in ids for start in range(0, 16, 4)]
    assert len(set(parts)) == len(parts)


@pytest.mark.both_databases
def test_exchanging_the_answers_to_one_question_leaves_the_same_rows(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    stored = []
    for number, exchanged in enumerate((False, True)):
        day = DAY + timedelta(days=number)
        wave = open_end_of_round(installation, number)
        keep = [f"keep {turn}" for turn in range(12)]
        if exchanged:
            keep[2], keep[9] = keep[9], keep[2]
        for turn, token in enumerate(wave.tokens.values()):
            texts = (f"miss {turn}", keep[turn], f"wish {turn}")
            cast(installation, token, {}, day, dict(zip(ASKED, texts, strict=True)))
        close_wave(installation, day)
        rows = main_rows(installation, "SELECT unit_id, question, body, wave_id FROM comment")
        of_wave = {wave.id, wave.id.hex, str(wave.id)}
        stored.append(sorted(map(str, row[:3])) for row in rows if row[3] in of_wave)
        stored[-1] = sorted(stored[-1])
    assert stored[0] == stored[1]
    assert len(stored[0]) == 36


# ---- While the wave is open: the box.


@pytest.mark.both_databases
def test_every_envelope_is_as_long_as_the_page_says_whatever_was_written(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    wave = open_end_of_round(installation)
    tokens = list(wave.tokens.values())
    sheet = answer_sheet(installation, tokens[0], DAY)
    everything = {q.id: (q.choices - 1,) * q.scale.max_choices for q in sheet.questions}
    one_long = {ASKED[1]: "\N{GRINNING FACE}" * 500}
    three_long = dict.fromkeys(ASKED, '"' * 500)
    several: list[tuple[dict[str, tuple[int, ...]], dict[str, str]]] = [
        ({}, {}),
        ({}, one_long),
        ({"mood_1": (4,)}, three_long),
        ({q: options for q, options in everything.items() if len(options) == 1}, three_long),
        ({}, {ASKED[0]: "short"}),
    ]
    for token, (answers, texts) in zip(tokens, several, strict=False):
        cast(installation, token, answers, DAY, texts)
    lengths = {len(bytes(body)) for (body,) in box_rows(installation, 1, "SELECT body FROM ballot")}
    assert lengths == {sheet.sealed_bytes}
    assert sheet.sealed_bytes > 3 * 4 * 500


def test_an_ordinary_wave_keeps_its_length_and_its_form(
    installation: Installation, organisation: Units
) -> None:
    """Ballots from before an update and after it look the same in one box."""
    add_people(installation, organisation["North"], 12)
    wave = open_wave(installation, opens_on=DAY, closes_on=DAY)
    sheet = answer_sheet(installation, next(iter(wave.tokens.values())), DAY)
    assert [question.id for question in sheet.open_questions] == [COMMENT]
    # {"unit":…32,"receipt":…64,"answers":{…},"comment":"…2000"}, a byte of padding, and the seal.
    answers = sum(
        len(f'"{q.id}":[{",".join([str(q.choices - 1)] * q.scale.max_choices)}],')
        for q in sheet.questions
    )
    fixed = len('{"unit":"","receipt":"","answers":{},"comment":""}') + 32 + 64
    assert sheet.sealed_bytes == fixed + answers - 1 + 2_000 + 1 + 48


# ---- After the count: what is left out is nowhere.


def test_what_fewer_than_five_wrote_is_left_nowhere(
    installation: Installation, organisation: Units, tmp_path: Path
) -> None:
    del tmp_path
    south = add_unit(installation, "South", organisation["Example"])
    add_people(installation, organisation["North"], 14)
    add_people(installation, south, 14)
    wave = open_end_of_round(installation)
    for turn, token in enumerate(wave.tokens.values()):
        texts = {ASKED[0]: f"missed {turn}"}
        if turn < 4:
            texts[ASKED[2]] = f"zebedee wishes for marmalade {turn}"
        cast(installation, token, {"mood_1": (turn % 5,)}, DAY, texts)
    close_wave(installation, DAY)
    for unit in (organisation["North"], south):
        assert len(comments_read(installation, HR, unit, wave.id, ASKED[0])) == 14
        assert comments_read(installation, HR, unit, wave.id, ASKED[2]) == []
    installation.engine.dispose()
    everything = b"".join(bytes_of_files(installation.store_folder.parent).values())
    assert b"missed 3" in everything
    assert b"marmalade" not in everything


def test_nothing_of_an_answer_is_in_any_log(
    heard: Everything, installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    wave = open_end_of_round(installation)
    for token in wave.tokens.values():
        cast(installation, token, {}, DAY, dict.fromkeys(ASKED, "zebedee wants marmalade"))
    close_wave(installation, DAY)
    assert "INSERT INTO" in heard.text, "statements are heard"
    assert "marmalade" not in heard.text


@pytest.mark.both_databases
def test_an_audit_finds_a_set_of_answers_that_is_too_small(
    installation: Installation, organisation: Units
) -> None:
    add_people(installation, organisation["North"], 12)
    wave = open_end_of_round(installation)
    everybody_writes(installation, wave)
    too_small = "too small a group"
    assert too_small not in "".join(fault.in_words() for fault in run_audit(installation).faults)
    with Intruder(installation) as somebody:
        somebody.write(
            "DELETE FROM comment WHERE question = 'open_keep' AND body NOT IN ('1', '2', '3', '4')"
        )
    assert too_small in "".join(fault.in_words() for fault in run_audit(installation).faults)
